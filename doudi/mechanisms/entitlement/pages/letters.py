"""告知书: the decision on an award as an official letter to print, with the reasons in the applicant's words and the road to
reconsideration and court (R-DIBAO-15)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from doudi.base import areas
from doudi.base.documents import ASSISTANCE, LITIGATION, RECONSIDERATION
from doudi.base.money import yuan
from doudi.base.months import chinese_month, first_day, last_day
from doudi.mechanisms.entitlement.awards.models import Award, AwardChange, Covered
from doudi.mechanisms.entitlement.awards.policy import AwardPolicy
from doudi.mechanisms.entitlement.awards.reasons import reason_name
from doudi.mechanisms.entitlement.declare import Benefit, benefit_of
from doudi.mechanisms.entitlement.pages import known
from doudi.mechanisms.entitlement.parameters_entered import queries as parameters
from doudi.pages.cells import full_width

Kind = AwardChange.Kind
_TITLES = {
    Kind.GRANT: "审核确认",
    Kind.ADJUST: "调整",
    Kind.DEFER_EXIT: "渐退",
    Kind.HOLD: "暂缓发放",
    Kind.STOP: "停发",
    Kind.RESTORE: "撤销停发",
}


@dataclass(frozen=True)
class Letter:
    """What stands in the letter of one change."""

    title: str
    to: str
    opening: str
    covered: str
    reasons: list[str]
    basis: str
    account: str
    decided_on: Any


def has_letter(change: AwardChange) -> bool:
    """Whether the person is told of a change by letter."""
    return change.kind in _TITLES


def letter_page(request: HttpRequest, pk: int, change: int, codes: Collection[str]) -> HttpResponse:
    """The letter of one change."""
    award = known.one(request.user, pk, codes)
    found = award.changes.filter(pk=change).first()
    if found is None or not has_letter(found):
        raise Http404
    county = areas.name_of(areas.county_of(award.area_code))
    terms = parameters.terms_in_force(AwardPolicy, found.decided_on)
    context = {
        "title": f"告知书：{award.party.name}",
        "letter": letter_of(award, found),
        "organiser": settings.SITE_ORGANISER,
        "county": county,
        "year": found.decided_on.year,
        "days": terms["reconsider_days"],
        "months": terms["sue_months"],
        "laws": f"{ASSISTANCE['第六十五条']}、{RECONSIDERATION['第二十条']}、{LITIGATION['第四十六条']}",
        "number": found.document,
        "today": timezone.localdate(),
        "back": known.address(award),
    }
    return render(request, "entitlement/letter.html", context)


def letter_of(award: Award, change: AwardChange) -> Letter:
    """The letter of a change as it was decided: the reasons are those that were kept with it, not computed anew."""
    benefit = benefit_of(award.benefit)
    lines = list((change.worksheet or {}).get("letter", []))
    reasons = [full_width(line) for line in lines if not line.startswith("依据:")]
    basis = next((full_width(line[3:]) for line in lines if line.startswith("依据:")), "") or "；".join(
        full_width(str(each)) for each in benefit.basis
    )
    tail = award.account[-4:]
    pays = change.kind in (Kind.GRANT, Kind.ADJUST, Kind.DEFER_EXIT, Kind.RESTORE)
    return Letter(
        f"{benefit.name}{_TITLES[Kind(change.kind)]}告知书",
        award.party.name,
        _opening(award, change, benefit),
        _covered(award, change),
        reasons,
        basis,
        f"每月发放至户名“{award.payee}”、尾号{tail}的银行账户。" if tail and pays else "",
        change.decided_on,
    )


def _opening(award: Award, change: AwardChange, benefit: Benefit) -> str:
    """What was decided, how much, from when, and for a change to the worse why."""
    month, why = chinese_month(change.from_month), full_width(change.because).rstrip("。")
    amount = f"{yuan(change.amount)}元" if change.amount is not None else ""
    reason = reason_name(change.reason)
    because = f"{reason}（{why}）" if reason and change.kind in (Kind.STOP, Kind.HOLD) else why
    if change.kind == Kind.GRANT:
        return f"您（户）申请的{benefit.name}已经审核确认，自{month}起每月发给{benefit.item}{amount}。"
    if change.kind == Kind.ADJUST:
        before = _before(award, change)
        was = f"由每月{yuan(before)}元" if before is not None else ""
        return f"因{because}，您（户）的{benefit.item}自{month}起{was}调整为每月{amount}。"
    until = f"至{chinese_month(change.until_month)}" if change.until_month is not None else ""
    if change.kind == Kind.DEFER_EXIT:
        return (
            f"经核实，您（户）的情况已不再符合{benefit.name}条件（{because}）。按照规定给予渐退期，自{month}{until}每月仍发给{amount}；"
            "渐退期满后停发，届时另行告知。"
        )
    if change.kind == Kind.HOLD:
        return (
            f"因{because}，您（户）的{benefit.item}自{month}{until}暂缓发放。情况核实后即恢复发放，暂缓的金额一并补发。"
        )
    if change.kind == Kind.RESTORE:
        return (
            f"因{because}，原停发决定予以撤销，您（户）的{benefit.name}自{month}起接续，少发的{benefit.item}予以补发。"
        )
    return f"您（户）的{benefit.name}自{month}起停发（发放至{_day_before(change.from_month)}止）。理由是：{because}。"


def _before(award: Award, change: AwardChange) -> int | None:
    rows = award.changes.filter(pk__lt=change.pk, amount__isnull=False).order_by("-pk")
    return rows.values_list("amount", flat=True).first()


def _day_before(month: int) -> str:
    day = last_day(month - 1)
    assert day < first_day(month), "the day before the first"
    return f"{day.year}年{day.month}月{day.day}日"


def _covered(award: Award, change: AwardChange) -> str:
    """王某、李某，共2人: whom it covers from then on; empty for what a person's own benefit says anyway."""
    if change.kind not in (Kind.GRANT, Kind.ADJUST):
        return ""
    rows = Covered.objects.filter(award=award, from_month__lte=change.from_month).exclude(
        until_month__lt=change.from_month
    )
    names = list(rows.order_by("pk").values_list("person__party__name", flat=True))
    return f"保障对象：{'、'.join(names)}，共{len(names)}人。" if len(names) > 1 or award.people > 1 else ""
