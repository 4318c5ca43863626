"""The page of one finding: the question, both sides of its evidence, the way between kin, the road so far, what may be done."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from doudi.base import identity
from doudi.base.access import may
from doudi.base.areas import full_name
from doudi.base.models import User
from doudi.base.months import chinese_month
from doudi.base.records import reveal
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.pages.road import buttons, events, foreseen, refusals, steps, time_left_of
from doudi.mechanisms.casework.queries import Offer, history, offers
from doudi.mechanisms.matching.models import Finding
from doudi.mechanisms.matching.queries import evidence_of
from doudi.mechanisms.registry.models import Household
from doudi.mechanisms.registry.queries import by_index
from doudi.pages.cells import Kind, Link, Tag
from doudi.pages.details import Item
from doudi.pages.reveal import reveal_page
from doudi.programmes.integrity.data_matching.flow import ASSIGN, DISPATCH, FINDINGS
from doudi.programmes.integrity.data_matching.models import FindingCase
from doudi.programmes.integrity.data_matching.pages import queue
from doudi.programmes.integrity.data_matching.pages.evidence import kin_steps, pieces_of
from doudi.programmes.integrity.data_matching.pages.findings import RULES, rows
from doudi.programmes.integrity.data_matching.sources import SOURCES

WORKERS = frozenset().union(*(action.roles for action in FINDINGS.actions if action.within))
NAMES = {source.code: source.name for source in SOURCES}
_FEW = 10


def one(request: HttpRequest, pk: int) -> FindingCase:
    """The finding, if it lies in the user's area and stands where he may see it."""
    row = rows(request.user).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def finding(request: HttpRequest, pk: int) -> HttpResponse:
    """One finding: the question, both sides of the evidence, the road so far, and what the user may do."""
    row, today = one(request, pk), timezone.localdate()
    found, case, check = row.finding, row.case, RULES[row.finding.rule]
    evidence, taken = evidence_of(found), list(history(case))
    pieces = pieces_of(evidence)
    allowed = offers(case, request.user, today)
    left, tint = time_left_of(case, today)
    context = {
        "title": f"{found.subject_name}：{check.name}",
        "row": row,
        "found": found,
        "check": check,
        "stage": FINDINGS.stage(case.stage),
        "left": left,
        "left_tint": tint,
        "steps": steps(FINDINGS, case, taken),
        "items": [*_who(row), *_what(row), *_money(row)],
        "kin": kin_steps(found.kin_path, evidence, recipient=found.subject_name),
        "theirs": [each for each in pieces if not each.own],
        "ours": [each for each in pieces if each.own],
        "absent": [NAMES.get(code, code) for code in found.not_compared],
        "excuses": [each.words for each in check.exemptions],
        "events": events(FINDINGS, case, taken, left, "比对发现"),
        "others": _others(request.user, row),
        "refusals": _refusals(case, allowed),
        "waiting": queue.waiting(request, pk) if may(request.user, WORKERS) else None,
        "buttons": _buttons(row, allowed),
    }
    return render(request, "data_matching/finding.html", context)


def reveal_number(request: HttpRequest, pk: int) -> HttpResponse:
    """查看完整（留痕）: the identity number as the lists gave it."""
    row = one(request, pk)
    user = request.user
    assert isinstance(user, User)

    def read(reason: str) -> str:
        return reveal(user, row.finding, "subject_id", reason, at=timezone.now(), area_code=row.case.area_code)

    return reveal_page(request, label="身份证号", back=reverse("data_matching:finding", args=[pk]), read=read)


# --- what is known ------------------------------------------------------------------------------------------------------


def _who(row: FindingCase) -> list[Item]:
    found, case = row.finding, row.case
    person = by_index(found.subject_index)
    home = Household.objects.filter(number=found.household_no).first() if found.household_no else None
    name = Link(found.subject_name, reverse("person", args=[person.pk])) if person else found.subject_name
    number = Link(found.household_no, reverse("household", args=[home.pk])) if home else found.household_no
    shown = identity.mask(found.subject_id) if found.subject_id else "名单中没有证号"
    reveal_at = reverse("data_matching:reveal_number", args=[row.pk]) if found.subject_id else ""
    return [
        Item("姓名", name),
        Item("身份证号", shown, reveal=reveal_at),
        Item("住地", full_name(case.area_code)),
        Item("户编号", number or None),
    ]


def _what(row: FindingCase) -> list[Item]:
    found, check = row.finding, RULES[row.finding.rule]
    run = chinese_month(found.last_run.month)
    seen = run if found.first_run_id == found.last_run_id else f"{chinese_month(found.first_run.month)}起，最近{run}"
    means = f"（{check.amount_means}）" if check.amount_means else ""
    return [
        Item("待遇", found.programme or None),
        Item("涉及月份", _months(found)),
        Item("金额（元）", found.amount_fen, Kind.MONEY),
        Item("方向", found.get_direction_display()),
        Item("把握", found.get_strength_display()),
        Item("可作依据", "是" if found.conclusive else "否，须先核实"),
        Item("规则", f"{check.code} {check.name}（第{check.version}版）{means}", wide=True),
        Item("依据", check.basis or None, wide=True),
        Item("编号", row.case.number),
        Item("比对月份", f"{seen}（{found.found_on:%Y-%m-%d}发现）"),
    ]


def _months(found: Finding) -> str | None:
    if found.period_from is None:
        return None
    first = chinese_month(found.period_from)
    last = chinese_month(found.period_to) if found.period_to not in (None, found.period_from) else ""
    return f"{first}至{last}" if last else first


def _money(row: FindingCase) -> list[Item]:
    """What came of it, once somebody has verified (R-FIND-03)."""
    if not row.result:
        return []
    items = [Item("核实结论", row.get_result_display()), Item("原因", row.get_reason_code_display() or None)]
    if row.on_site:
        items.append(Item("现场复核", Tag("抽中，须到现场复核", "warn")))
    if row.overpaid_fen or row.measure:
        items += [
            Item("决定文号", row.decision_no or None),
            Item("认定多发（元）", row.overpaid_fen, Kind.MONEY),
            Item("已追回（元）", row.recovered_fen, Kind.MONEY),
            Item("已核销（元）", row.waived_fen, Kind.MONEY),
            Item("尚未追回（元）", row.outstanding_fen, Kind.MONEY),
        ]
    if row.finding.disposal_because:
        items.append(Item("销号说明", row.finding.disposal_because, wide=True))
    return items


def _others(user: Any, row: FindingCase) -> list[FindingCase]:
    """Other findings of the same person or household, earlier ones too, the newest first."""
    same = Q(pk__in=())
    if row.finding.subject_index:
        same |= Q(finding__subject_index=row.finding.subject_index)
    if row.finding.household_no:
        same |= Q(finding__household_no=row.finding.household_no)
    found = list(rows(user).filter(same).exclude(pk=row.pk).order_by("-pk")[:_FEW])
    for each in found:
        each.stage_of = FINDINGS.stage(each.case.stage)  # type: ignore[attr-defined]  # for the template
        each.name_of_rule = RULES[each.finding.rule].name  # type: ignore[attr-defined]  # for the template
    return found


# --- what may be done ---------------------------------------------------------------------------------------------------


def _refusals(case: Case, allowed: Iterable[Offer]) -> list[tuple[str, str]]:
    """The actions that the user's role allows but that cannot be taken; a finding that cannot be dispatched says why, too."""
    told = [
        Offer(offer.action, offer.refusal or (foreseen(case, offer.action) if offer.action == DISPATCH else None))
        for offer in allowed
    ]
    return refusals(FINDINGS, case, told)


def _buttons(row: FindingCase, allowed: Iterable[Offer]) -> list[tuple[str, str, str]]:
    """The buttons of the road; where a finding can be dispatched, naming another township stands behind that."""
    here = row.case
    free = [offer for offer in allowed if not offer.refusal and not foreseen(here, offer.action)]
    if here.stage == FINDINGS.start and any(offer.action == DISPATCH for offer in free):
        free.sort(key=lambda offer: offer.action == ASSIGN)
    return buttons(
        FINDINGS, here, free, lambda action: reverse("data_matching:act", args=[row.pk, action.code.replace("_", "-")])
    )
