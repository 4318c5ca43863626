"""The page of one finding: the question, both sides of its evidence, the way between kin, the road so far, what may be done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
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
from doudi.base.notices import calendar
from doudi.base.records import reveal
from doudi.mechanisms.casework.models import ActionTaken, Case
from doudi.mechanisms.casework.queries import Offer, history, offers
from doudi.mechanisms.matching.models import Finding
from doudi.mechanisms.matching.queries import evidence_of
from doudi.mechanisms.registry.models import Household
from doudi.mechanisms.registry.queries import by_index
from doudi.pages.cells import Kind, Link, Tag
from doudi.pages.details import Event, Item, Step, steps_of
from doudi.pages.limits import time_left
from doudi.pages.reveal import reveal_page
from doudi.programmes.integrity.data_matching import flow
from doudi.programmes.integrity.data_matching.flow import ASSIGN, DISPATCH, FINDINGS
from doudi.programmes.integrity.data_matching.models import FindingCase
from doudi.programmes.integrity.data_matching.pages import queue
from doudi.programmes.integrity.data_matching.pages.evidence import kin_steps, pieces_of
from doudi.programmes.integrity.data_matching.pages.findings import RULES, rows
from doudi.programmes.integrity.data_matching.sources import SOURCES

WORKERS = frozenset().union(*(action.roles for action in FINDINGS.actions if action.within))
NAMES = {source.code: source.name for source in SOURCES}
_MAIN_STAGES = ("NEW", "DISPATCHED", "VERIFIED", "RECTIFYING", "REVIEWING", "CLOSED")
_FEW = 10
_GRAVE = (flow.TRANSFER, flow.SEND_BACK, flow.REWORK, flow.REDO)  # buttons in red
# Whether these are refused shows in the case itself, before anything is typed.
_KNOWN_BEFORE = (DISPATCH, flow.SIGN, flow.SUBMIT, flow.REDO, flow.UPHOLD, flow.DISCHARGE)


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
    left, tint = _time_left(case, today)
    context = {
        "title": f"{found.subject_name}：{check.name}",
        "row": row,
        "found": found,
        "check": check,
        "stage": FINDINGS.stage(case.stage),
        "left": left,
        "left_tint": tint,
        "steps": _steps(case, taken),
        "items": [*_who(row), *_what(row), *_money(row)],
        "kin": kin_steps(found.kin_path, evidence, recipient=found.subject_name),
        "theirs": [each for each in pieces if not each.own],
        "ours": [each for each in pieces if each.own],
        "absent": [NAMES.get(code, code) for code in found.not_compared],
        "excuses": [each.words for each in check.exemptions],
        "events": _events(case, taken, left),
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


# --- the road -----------------------------------------------------------------------------------------------------------


def _time_left(case: Case, today: dt.date) -> tuple[str, str]:
    if case.due_on is None or case.closed_at is not None:
        return "", ""
    return time_left(case.due_on, today, calendar(), provisional=case.due_provisional)


def _steps(case: Case, taken: Sequence[ActionTaken]) -> list[Step]:
    """The main road with the day each stage was left; a finding that was handed over ends where it stood."""
    names = [FINDINGS.stage(code).name for code in _MAIN_STAGES]
    left = {each.source: each.at for each in taken if each.source != each.target}
    notes = {
        place: f"{timezone.localtime(left[code]):%m-%d}" for place, code in enumerate(_MAIN_STAGES) if code in left
    }
    if case.stage == "TRANSFERRED":
        return [*(Step(name, "done", notes[place]) for place, name in enumerate(names) if place in notes),
                Step(FINDINGS.stage(case.stage).name, "now", f"{_day(case.closed_at)}")]  # fmt: skip
    now = _MAIN_STAGES.index(case.stage)
    notes = {place: note for place, note in notes.items() if place < now}
    steps = steps_of(names, now, notes)
    if case.closed_at is not None:
        steps[now] = Step(names[now], "done", _day(case.closed_at))
    return [
        Step(step.name, "todo", "不需要") if step.state == "done" and not step.note else step for step in steps
    ]  # what was no mistake needs no rectification


def _day(at: dt.datetime | None) -> str:
    return f"{timezone.localtime(at):%m-%d}" if at else ""


def _events(case: Case, taken: Sequence[ActionTaken], left: str) -> list[Event]:
    """What was done, the newest first, and before it what is waited for."""
    done = [
        Event(each.label, each.at, _by(each), words_of(each), files=list(each.files.all())) for each in reversed(taken)
    ]
    opened = Event("比对发现", case.opened_at, "系统")
    if case.closed_at is not None:
        return [*done, opened]
    stage = FINDINGS.stage(case.stage)
    roles = sorted(
        {role.label for action in FINDINGS.actions_from(case.stage) if action.within for role in action.roles}
    )
    words = f"期限 {case.due_on}，{left}" if case.due_on else ""
    return [Event(stage.name, None, f"由{'、'.join(roles)}办理" if roles else "", words, now=True), *done, opened]


def _by(taken: ActionTaken) -> str:
    names = [str(user) for user in (taken.by, taken.together_with) if user is not None]
    return "、".join(names) or "系统"


def words_of(taken: ActionTaken) -> str:
    """What was said when an action was taken, a line for each."""
    said = [taken.because] if taken.because else []
    for field in FINDINGS.action(taken.action).fields:
        value = taken.data.get(field.code)
        if value in (None, "", []) or field.kind in ("photo", "file"):
            continue
        if field.kind == "money" and isinstance(value, int):
            shown = f"{value / 100:,.2f}元"
        elif field.kind == "area":
            shown = full_name(str(value))
        else:
            shown = dict(field.choices).get(str(value), str(value))
        said.append(f"{field.label}：{shown}")
    return "\n".join(said)


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
    """The actions that the user's role allows but he himself may not take, by the sentence that says why."""
    by_sentence: dict[str, list[str]] = {}
    for offer in allowed:
        sentence = offer.refusal or (_refused_already(case, offer) if offer.action == DISPATCH else None)
        if sentence:
            by_sentence.setdefault(sentence, []).append(offer.action.name)
    return [("、".join(names), sentence) for sentence, names in by_sentence.items()]


def _refused_already(case: Case, offer: Offer) -> str | None:
    """The refusal of an action that depends on nothing typed."""
    return offer.action.unless(case, {}) if offer.action in _KNOWN_BEFORE and offer.action.unless else None


def _buttons(row: FindingCase, allowed: Iterable[Offer]) -> list[tuple[str, str, str]]:
    """Name, address and look: first what the road asks for, last what turns back; what would be refused is left out."""
    free = [offer.action for offer in allowed if not offer.refusal and not _refused_already(row.case, offer)]
    if row.case.stage == FINDINGS.start and DISPATCH in free:
        free = [action for action in free if action != ASSIGN] + [ASSIGN]
    mild = [action for action in free if action not in _GRAVE]
    main = next((action for action in mild if action.within is not None), mild[0] if mild else None)
    free.sort(key=lambda action: (action != main, action in _GRAVE))
    return [
        (
            action.name,
            reverse("data_matching:act", args=[row.pk, action.code.replace("_", "-")]),
            "btn-primary" if action == main else "btn-warn" if action in _GRAVE else "btn-plain",
        )
        for action in free
    ]
