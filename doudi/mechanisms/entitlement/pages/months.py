"""当月应发: a month of an award run again, as it was known when it was paid and as it is known now."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from doudi.base.money import yuan
from doudi.base.months import chinese_month, parse_month
from doudi.base.refused import Refused
from doudi.mechanisms.entitlement.declare import benefit_of
from doudi.mechanisms.entitlement.explain import Worksheet
from doudi.mechanisms.entitlement.pages import known, worksheets
from doudi.mechanisms.entitlement.payment_runs.months import ThenAndNow, then_and_now
from doudi.pages.cells import full_width


@dataclass(frozen=True)
class Side:
    """What one of the two says that the other does not."""

    title: str
    when: str
    due: int
    steps: tuple[str, ...]
    parameters: tuple[str, ...]
    empty: str


def month_page(request: HttpRequest, pk: int, codes: Collection[str]) -> HttpResponse:
    """One month then and now (`?month=2024-03`); inside the page of the award only the comparison."""
    award = known.one(request.user, pk, codes)
    try:
        month = parse_month(request.GET.get("month", ""))
    except ValueError as error:
        raise Refused(str(error)) from error
    found = then_and_now(award, month, at=timezone.now())
    context = {
        "title": f"{award.party.name}：{chinese_month(month)}应发",
        "award": award,
        "found": found,
        "sides": sides(found),
        "sheet": found.now.sheet and worksheets.shown(benefit_of(award.benefit).book, found.now.sheet),
        "back": known.address(award),
        "month": month,
        "difference": found.now.due - found.then.due,
        "why": _why(found),
        "settled_words": _settled(found),
    }
    htmx: Any = getattr(request, "htmx", None)
    inside = bool(htmx) and htmx.target == "month-found"
    return render(request, f"entitlement/{'month' if inside else 'month_page'}.html", context)


def sides(found: ThenAndNow) -> tuple[Side, Side]:
    """Both, each with the steps and parameters that differ."""
    then, now = found.then.sheet, found.now.sheet
    at_that_time = f"{timezone.localtime(found.then.at):%Y-%m-%d %H:%M}"
    source = "发放批次核算时" if found.run is not None else "当月月末（没有发放批次）"
    return (
        Side("当时所知", f"{source}，{at_that_time}", found.then.due, *_apart(then, now), "当时还没有这项待遇的决定。" if then is None else ""),
        Side("现在所知", f"{timezone.localtime(found.now.at):%Y-%m-%d %H:%M}", found.now.due, *_apart(now, then), ""),
    )  # fmt: skip


def _apart(one: Worksheet | None, other: Worksheet | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Sentences and parameters of one worksheet that the other has not."""
    if one is None:
        return (), ()
    theirs = {(line.who, line.sentence) for line in other.lines} if other is not None else set()
    steps = [line for line in one.lines if (line.who, line.sentence) not in theirs]
    used = {(each.code, each.shown) for each in other.parameters} if other is not None else set()
    parameters = [each for each in one.parameters if each.bears and (each.code, each.shown) not in used]
    return (
        tuple(full_width(f"{line.who + ':' if line.who else ''}{line.sentence}") for line in steps),
        tuple(full_width(str(each)) for each in parameters) if other is not None else (),
    )


def _settled(found: ThenAndNow) -> str:
    """Whether the difference has been made up."""
    if found.run is None:
        return "本月没有发放批次，尚未核发。"
    rest = found.now.due - found.settled
    if not rest:
        return "差额已经补发或列入追缴，与现在应发一致。" if found.now.due != found.then.due else ""
    if rest > 0:
        return f"已核发{yuan(found.settled)}元，还差{yuan(rest)}元，随下一批次补发。"
    return f"已核发{yuan(found.settled)}元，多发{yuan(-rest)}元，须告知本人后按程序追缴。"


def _why(found: ThenAndNow) -> list[str]:
    """What was recorded since, in words."""
    return [
        f"{timezone.localtime(each.at):%Y-%m-%d}登记{each.get_kind_display()}（{full_width(each.document or '无文书')}）："
        f"自{chinese_month(each.from_month)}起，{full_width(each.because)}"
        for each in found.changes
    ]
