"""Pages of cases about awards: list, case, actions, picture and board come from the flow; here stands what a case shows of the household, before
and after, and of what the rules give either way."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone

from doudi.base.access import may
from doudi.base.areas import full_name
from doudi.base.months import chinese_month
from doudi.base.refused import Refused
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.pages.declare import PAGES_OF, CasePages
from doudi.mechanisms.entitlement.amendments import families, queries
from doudi.mechanisms.entitlement.amendments.declare import AMENDINGS, amending_of
from doudi.mechanisms.entitlement.amendments.models import Amendment, Occasion, Outcome
from doudi.mechanisms.entitlement.awards import queries as awards
from doudi.mechanisms.entitlement.awards.models import Award
from doudi.mechanisms.entitlement.awards.reasons import reason_name
from doudi.mechanisms.entitlement.explain import Worksheet
from doudi.mechanisms.entitlement.pages import known, letters, worksheets
from doudi.mechanisms.entitlement.rules import Rules
from doudi.pages.cells import Kind, Link, Tag, full_width
from doudi.pages.declare import Panel
from doudi.pages.details import Item
from doudi.pages.filters import Choice
from doudi.pages.lists import Column


@dataclass(frozen=True)
class PersonLine:
    """Somebody of the household: whether he comes or goes, and what may be put down of him."""

    name: str
    tag: Tag
    words: str
    facts: str  # addresses; empty where nothing may be put down now
    leave: str
    back: str


@dataclass(frozen=True)
class FactLine:
    who: str
    label: str
    before: str
    after: str
    evidence: str


@dataclass(frozen=True)
class SheetLine:
    title: str
    amount: int
    shown: worksheets.SheetShown | None


def items(user: Any, case: Case) -> list[Item]:
    row = queries.of(case)
    sees, url = may(user, known.READERS), known.address(row.award)
    found = [
        Item("户主", Link(row.award.party.name, url) if url and sees else row.award.party.name),
        Item("事由", row.get_occasion_display()),
        Item("变化日期", row.happened_on),
        Item("报告人", row.reporter or None),
        Item("复核期限", row.award.review_due_on if row.occasion == Occasion.REVIEW else None),
        Item("迁入地", full_name(row.moves_to_id) if row.moves_to_id else None),
        Item("迁往外县", row.leaves_to or None),
        Item("另一户", str(row.other) if row.other is not None else None),
        Item("情况", row.words, wide=True),
    ]
    if row.outcome:
        tint = "danger" if queries.adverse(row) else "ok"
        reason = f"（{reason_name(row.reason)}）" if row.reason else ""
        found += [
            Item("处理意见", Tag(f"{row.get_outcome_display()}{reason}", tint)),
            Item("变更前（元/月）", row.before_fen, Kind.MONEY),
            Item("变更后（元/月）", row.after_fen, Kind.MONEY),
            Item("理由", row.proposal, wide=True),
        ]
        back = families.stop_month(row, timezone.localdate()) if row.outcome == Outcome.STOP else None
        if back is not None:
            found.append(Item("停发起始月", Tag(f"{chinese_month(back)}，此后已发的列入拟追缴", "warn")))
    if row.document:
        found.append(Item("决定文号", row.document))
    return [each for each in found if each.value is not None]


def panels(user: Any, case: Case) -> list[Panel]:
    row, today = queries.of(case), timezone.localdate()
    amending = AMENDINGS[case.flow]
    sees = may(user, known.READERS)
    entering = case.stage in amending.checking and may(user, amending.checkers, area_code=case.area_code)
    found = [Panel("household", "家庭成员", "entitlement/amendments/household.html", _household(row, entering, today))]
    if not sees:  # a village sees no results of checks
        return found
    lines = _facts(row, today)
    found.append(Panel("facts", "核查后的情况", "entitlement/amendments/facts.html", {"lines": lines}, len(lines)))
    return [*found, Panel("sheets", "变更前后的核算", "entitlement/amendments/sheets.html", _sheets(row, today))]


def links(user: Any, case: Case) -> list[tuple[str, str]]:
    """The letter that tells the household of what was decided."""
    row = queries.of(case)
    if row.change is None or not letters.has_letter(row.change) or not may(user, known.READERS):
        return []
    return [("告知书", known.address(row.award, "award_letter", row.change.pk))]


def button(user: Any, award: Award) -> tuple[str, str, str] | None:
    """On the page of an award: what is under way for it, or the way to say that something has changed."""
    amending = amending_of(award.benefit)
    pages = PAGES_OF.get(amending.flow.code) if amending is not None else None
    if amending is None or pages is None:
        return None
    running = queries.open_for(award)
    if running is not None and may(user, pages.readers, area_code=award.area_code):
        return f"办理变更{running.case.number}", reverse(pages.at(pages.one), args=[running.pk]), "btn-plain"
    if award.until_month is not None or not may(user, amending.reporters, area_code=award.area_code):
        return None
    return "登记变更", f"{reverse(pages.at(f'{pages.one}_new'))}?award={award.pk}", "btn-plain"


COLUMNS = (
    Column("occasion", "事由", lambda case: case.amendment.get_occasion_display()),
    Column("outcome", "处理意见", lambda case: case.amendment.get_outcome_display() or None, desk_only=True),
)
FILTERS = (
    Choice(code="occasion", label="事由", field="amendment__occasion", choices=Occasion.choices),
)  # fmt: skip


# --- the household -----------------------------------------------------------------------------------------------------


def _household(row: Amendment, entering: bool, today: dt.date) -> dict[str, Any]:
    amending = AMENDINGS[row.case.flow]
    changed = {each.person_id: each for each in row.members.select_related("person__party")}
    staying = families.before(row, families.month_from(row.award, today)).people if row.open else ()
    lines = [
        _person(row, int(each.key), each.label, changed.pop(int(each.key), None), entering) for each in staying
    ] + [_person(row, key, member.person.party.name, member, entering) for key, member in changed.items()]
    return {
        "lines": lines,
        "entering": entering,
        "join": _address(row, "join") if entering and amending.benefit.covers else "",
        "household": _address(row, "facts", 0) if entering and amending.of_household else "",
    }


def _person(row: Amendment, key: int, name: str, member: Any, entering: bool) -> PersonLine:
    if member is None:
        tag, words = Tag("不变"), ""
    else:
        tag = Tag("增加", "ok") if member.joins else Tag("减少", "warn")
        words = "，".join(each for each in (member.relation, member.because) if each)
    stays = member is None or member.joins
    return PersonLine(
        name,
        tag,
        words,
        _address(row, "facts", key) if entering else "",
        _address(row, "leave", key) if entering and member is None else "",
        _address(row, "back", member.pk) if entering and member is not None and stays is member.joins else "",
    )


def _facts(row: Amendment, today: dt.date) -> list[FactLine]:
    """What was put down, the latest of each, beside what the award says."""
    book = AMENDINGS[row.case.flow].benefit.book
    month = row.change.from_month if row.change is not None else families.month_from(row.award, today)
    at = row.change.at - dt.timedelta(microseconds=1) if row.change is not None else None
    _, was = awards.family_of(row.award, month, known=at)
    before = {"": was.figures, **{each.key: each.figures for each in was.people}}
    latest = {(each.person_id, each.fact): each for each in row.facts.select_related("person__party").order_by("pk")}
    return [
        FactLine(
            each.person.party.name if each.person is not None else "全户",
            full_width(book.all_facts[each.fact].label),
            _figure(book, each.fact, _value(before.get(str(each.person_id or ""), {}).get(each.fact))),
            _figure(book, each.fact, each.value),
            f"{each.evidence}，{each.on}",
        )
        for each in latest.values()
    ]


def _value(figure: Any) -> int | None:
    value = getattr(figure, "value", figure)
    return None if value is None else int(value)


def _figure(book: Rules, fact: str, value: int | None) -> str:
    return "—" if value is None else worksheets.figure(book.all_facts[fact].unit, value)


# --- both worksheets ---------------------------------------------------------------------------------------------------


def _sheets(row: Amendment, today: dt.date) -> dict[str, Any]:
    """As it was and as it is now; after the decision, as it was decided."""
    benefit = AMENDINGS[row.case.flow].benefit
    try:
        if row.change is not None:
            month = row.change.from_month
            was = awards.worksheet(
                row.award, month, known=row.change.at - dt.timedelta(microseconds=1), with_turns=False
            )
            now = awards.worksheet(row.award, month, known=row.change.at, with_turns=False)
            stopped = row.award.until_month is not None and row.award.until_month < month
        elif row.award.until_month is not None or not row.open:
            return {"lines": [], "month": ""}
        else:
            found = families.both_ways(row, today)
            month, was, now, stopped = found.month, found.before.sheet, found.after.sheet, False
    except Refused as refused:
        return {"refusal": refused.sentence}
    lines = [_sheet("变更前", benefit.book, was)]
    lines.append(SheetLine("停发", 0, None) if stopped else _sheet("变更后", benefit.book, now))
    return {"lines": lines, "month": chinese_month(month)}


def _sheet(title: str, book: Rules, sheet: Worksheet) -> SheetLine:
    return SheetLine(title, sheet.result, worksheets.shown(book, sheet))


def _address(row: Amendment, page: str, *more: int) -> str:
    pages: CasePages = PAGES_OF[row.case.flow]
    return reverse(pages.at(f"{pages.one}_{page}"), args=[row.pk, *more])
