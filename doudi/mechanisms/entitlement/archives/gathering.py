"""What an archive holds, read once: every entry in the order of time with source and procedure, and what is missing of each element.

The number of queries is the same for one award and for ten.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Max
from django.utils import timezone

from doudi.base.access import scope
from doudi.base.models import StoredFile
from doudi.base.money import yuan
from doudi.base.months import chinese_month, last_day
from doudi.base.refused import Refused
from doudi.mechanisms.casework.declare import FLOWS
from doudi.mechanisms.casework.models import ActionTaken, Case
from doudi.mechanisms.casework.pages.road import who, words_of
from doudi.mechanisms.entitlement.amendments.models import Amendment, Occasion
from doudi.mechanisms.entitlement.applications.models import ForAward
from doudi.mechanisms.entitlement.archives.declare import Archive, Element, Held
from doudi.mechanisms.entitlement.archives.models import ArchivedPaper
from doudi.mechanisms.entitlement.awards.models import Award, AwardChange
from doudi.mechanisms.entitlement.awards.reasons import StopReason, reason_name
from doudi.mechanisms.entitlement.declare import benefit_of
from doudi.mechanisms.entitlement.payment_runs import queries as runs
from doudi.mechanisms.entitlement.payment_runs.models import PaymentRun
from doudi.mechanisms.entitlement.payment_runs.queries import StatementLine
from doudi.mechanisms.registry.models import Party

Kind = AwardChange.Kind
_DECIDED = frozenset({"CONFIRMED", "DECIDED", "KEPT"})  # where an action goes whose consequence is a change of an award
_HERE = "本系统办理形成"


@dataclass(frozen=True)
class Entry:
    """One thing in the archive. `award`: the one that it belongs to; None for a paper, which belongs to the person."""

    element: Element
    on: dt.date
    title: str
    source: str  # 来源
    procedure: str  # 程序: by whom, in which case, from which stage to which
    words: str = ""
    files: tuple[StoredFile, ...] = ()
    award: int | None = None
    paper: ArchivedPaper | None = None
    order: tuple[Any, ...] = ()


@dataclass(frozen=True)
class State:
    """How an element stands: how often it is held, and what is lacking of it, a sentence for each award."""

    element: Element
    held: int
    lacking: tuple[str, ...]


@dataclass(frozen=True)
class Gathered:
    """An archive as somebody may read it on a day."""

    archive: Archive
    party: Party
    area_code: str
    entries: tuple[Entry, ...]
    states: tuple[State, ...]
    cases: tuple[Case, ...]  # applications, then amendments: whose papers go along
    awards: tuple[Award, ...]
    paid: tuple[StatementLine, ...]  # oldest first
    set_aside: int

    @property
    def lacking(self) -> int:
        return sum(len(each.lacking) for each in self.states)


@dataclass
class _Read:
    """All rows that an archive is made of."""

    awards: list[Award]
    applications: list[ForAward]
    amendments: list[Amendment]
    actions: Mapping[int, list[ActionTaken]]  # by case
    changes: Mapping[int, list[AwardChange]]  # by award
    paid: Mapping[int, list[StatementLine]]  # by award, oldest first
    papers: list[ArchivedPaper]
    latest: Mapping[str, int]  # benefit → the last month paid for
    told: set[tuple[int, int]] = field(default_factory=set)  # actions that a change already tells of: (case, action)

    def of_case(self, case: Case) -> list[ActionTaken]:
        return self.actions.get(case.pk, [])


def gather(user: Any, archive: Archive, party_id: int, *, on: dt.date) -> Gathered:
    """The archive of a person or household, within what the user's roles let him read. Refused if there is none."""
    read = _read(user, archive, party_id)
    if not read.awards and not read.applications:
        raise Refused("没有这份电子档案，或不在您的辖区内。")
    party = Party.objects.select_related("person", "household").get(pk=party_id)
    entries = sorted(_entries(archive, read), key=lambda each: (each.on, each.order))
    cases = (*(each.case for each in read.applications), *(each.case for each in read.amendments))
    area = read.awards[-1].area_code if read.awards else read.applications[-1].case.area_code
    return Gathered(
        archive,
        party,
        area,
        tuple(entries),
        tuple(_states(archive, read, entries, on)),
        cases,
        tuple(read.awards),
        tuple(line for each in read.awards for line in read.paid.get(each.pk, [])),
        sum(_is_set_aside(each) for each in read.papers),
    )


def _read(user: Any, archive: Archive, party_id: int) -> _Read:
    within = scope(user, archive.readers)
    awards = list(
        within.filter(Award.objects.filter(benefit__in=archive.codes, party=party_id).select_related("party")).order_by(
            "from_month", "pk"
        )
    )
    rows = archive.applications._default_manager.filter(**{archive.path: party_id}).select_related("case")
    applications = list(within.filter(rows.exclude(case__stage="DRAFT"), "case__area_code").order_by("pk"))
    amendments = list(
        Amendment.objects.filter(award__in=awards).select_related("case", "change", "award").order_by("pk")
    )
    cases = [each.pk for each in (*applications, *amendments)]
    taken = ActionTaken.objects.filter(case__in=cases).select_related("case", "by", "together_with", "in_the_name_of")
    changes = (
        AwardChange.objects.filter(award__in=awards).select_related("by").defer("figures", "evidence", "worksheet")
    )
    papers = ArchivedPaper.objects.filter(party=party_id, programme=archive.programme)
    latest = PaymentRun.objects.filter(benefit__in=archive.codes).exclude(state=PaymentRun.State.DRAFT).order_by()
    return _Read(
        awards,
        applications,
        amendments,
        _by(taken.select_related("change").prefetch_related("files").order_by("pk"), "case_id"),
        _by(changes.order_by("pk"), "award_id"),
        _paid(user, awards),
        list(papers.select_related("file", "by", "set_aside").order_by("pk")),
        dict(latest.values_list("benefit").annotate(last=Max("month"))),
    )


def _paid(user: Any, awards: Sequence[Award]) -> dict[int, list[StatementLine]]:
    found: dict[int, list[StatementLine]] = {}
    for line in reversed(runs.paid_for(user, *awards)):
        found.setdefault(line.payment.award_id, []).append(line)
    return found


def _by(rows: Iterable[Any], name: str) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(getattr(row, name), []).append(row)
    return found


# --- entries -------------------------------------------------------------------------------------------------------------


def _entries(archive: Archive, read: _Read) -> Iterator[Entry]:
    yield from _of_changes(archive, read)  # first: what they tell of is not told again by the step that led to it
    yield from _of_applications(archive, read)
    yield from _of_amendments(archive, read)
    yield from _of_payments(archive, read)
    yield from _of_papers(archive, read)


def _of_changes(archive: Archive, read: _Read) -> Iterator[Entry]:
    for award in read.awards:
        benefit = benefit_of(award.benefit)
        for change in read.changes.get(award.pk, []):
            element = archive.held_by(_held(change))
            if element is None:
                continue
            led = _led_to(read, award, change)
            if led is not None:
                read.told.add((led.case_id, led.pk))
            by = who(led) if led is not None else str(change.by or "系统")
            yield Entry(
                element,
                change.decided_on,
                f"{benefit.name}：{change.get_kind_display()}",
                _HERE if led is not None else f"登记：{change.because}",
                f"{_road(led)}，{by}" if led is not None else by,
                _words(change),
                tuple(led.files.all()) if led is not None else (),
                award.pk,
                order=(change.at, 1, change.pk),
            )


def _held(change: AwardChange) -> Held:
    return {Kind.GRANT: Held.DECISION, Kind.REVIEW: Held.REVIEWS}.get(Kind(change.kind), Held.CHANGES)


def _words(change: AwardChange) -> str:
    """月金额、起止月、原因、文号."""
    until = f"至{chinese_month(change.until_month)}" if change.until_month is not None else "起"
    amount = f"，月金额{yuan(change.amount)}元" if change.amount is not None else ""
    why = f"，{reason_name(change.reason)}" if change.reason and change.kind in (Kind.STOP, Kind.HOLD) else ""
    document = f"，{change.document}" if change.document else ""
    return f"自{chinese_month(change.from_month)}{until}{amount}{why}{document}"


def _led_to(read: _Read, award: Award, change: AwardChange) -> ActionTaken | None:
    """The step of a case whose consequence a change is: taken at the same moment by the same person, and gone to a decision."""
    cases = [each.case for each in read.applications if each.award_id == award.pk]
    cases += [each.case for each in read.amendments if each.award_id == award.pk]
    for case in cases:
        for taken in read.of_case(case):
            if taken.target in _DECIDED and (taken.at, taken.by_id) == (change.at, change.by_id):
                return taken
    return None


def _of_applications(archive: Archive, read: _Read) -> Iterator[Entry]:
    usual = archive.held_by(Held.STEP)
    for row in read.applications:
        for taken in read.of_case(row.case):
            element = archive.bringing(taken.action) or usual
            if element is not None and (row.case.pk, taken.pk) not in read.told:
                yield _step(element, taken, row.award_id)


def _of_amendments(archive: Archive, read: _Read) -> Iterator[Entry]:
    for row in read.amendments:
        held = Held.REVIEWS if row.occasion == Occasion.REVIEW else Held.CHANGES
        for taken in read.of_case(row.case):
            element = archive.held_by(Held.STOP if _serves_stop(row, taken) else held)
            if element is not None and (row.case.pk, taken.pk) not in read.told:
                yield _step(element, taken, row.award_id)


def _serves_stop(row: Amendment, taken: ActionTaken) -> bool:
    return taken.action == "serve" and row.change is not None and row.change.kind == Kind.STOP


def _step(element: Element, taken: ActionTaken, award: int | None) -> Entry:
    words = words_of(FLOWS[taken.case.flow], taken)
    return Entry(
        element,
        timezone.localdate(taken.at),
        taken.label,
        f"{element.origin}提供" if element.origin and taken.action in element.steps else _HERE,
        f"{_road(taken)}，{who(taken)}",
        words.replace("\n", "；"),
        tuple(taken.files.all()),
        award,
        order=(taken.at, 0, taken.pk),
    )


def _road(taken: ActionTaken) -> str:
    flow = FLOWS[taken.case.flow]
    source, target = flow.stage(taken.source).name, flow.stage(taken.target).name
    return f"{flow.name}{taken.case.number}，{source}{f'→{target}' if target != source else ''}"


def _of_payments(archive: Archive, read: _Read) -> Iterator[Entry]:
    """A line for each year of an award; each month stands in the list that is taken away."""
    element = archive.held_by(Held.PAYMENTS)
    if element is None:
        return
    for award in read.awards:
        for year, lines in _by_year(read.paid.get(award.pk, [])).items():
            months = [line.payment.month for line in lines]
            total = sum(line.payment.amount - line.payment.cancelled for line in lines)
            paid = sum(not line.payment.omitted for line in lines)
            held = len(lines) - paid
            on = last_day(max(months))
            yield Entry(
                element,
                on,
                f"{benefit_of(award.benefit).name}：{year}年发放",
                "发放名单和代发银行回盘",
                f"{chinese_month(min(months))}至{chinese_month(max(months))}，按批次核算、复核、签批、送银行",
                f"实发{paid}笔、{yuan(total)}元{f'，{held}个月未发' if held else ''}",
                (),
                award.pk,
                order=(timezone.make_aware(dt.datetime.combine(on, dt.time.max)), 2, award.pk),
            )


def _by_year(lines: Iterable[StatementLine]) -> dict[int, list[StatementLine]]:
    found: dict[int, list[StatementLine]] = {}
    for line in lines:
        found.setdefault(line.payment.month // 12, []).append(line)
    return found


def _is_set_aside(paper: ArchivedPaper) -> bool:
    return hasattr(paper, "set_aside")


def _of_papers(archive: Archive, read: _Read) -> Iterator[Entry]:
    for paper in read.papers:
        element = archive.element(paper.element)
        if element is None or _is_set_aside(paper):
            continue
        yield Entry(
            element,
            paper.made_on,
            f"{element.name}（归档材料）",
            paper.get_origin_display(),
            f"{timezone.localdate(paper.at)}归档，{paper.by}，指纹{paper.file.sha256[:16]}",
            paper.words,
            (paper.file,),
            None,
            paper,
            order=(paper.at, 0, paper.pk),
        )


# --- what is missing -----------------------------------------------------------------------------------------------------


def _states(archive: Archive, read: _Read, entries: Sequence[Entry], on: dt.date) -> Iterator[State]:
    for element in archive.elements:
        held = [each for each in entries if each.element == element]
        by_paper = any(each.paper is not None for each in held)
        yield State(element, len(held), () if by_paper else tuple(_lacking(element, read, held, on)))


def _lacking(element: Element, read: _Read, held: Sequence[Entry], on: dt.date) -> Iterator[str]:
    if element.held is Held.PAPER:
        if not held:
            yield "没有归档"
        return
    for award in read.awards:
        sentence = _lacks(element, read, award, [each for each in held if each.award == award.pk], on)
        if sentence:
            yield f"{benefit_of(award.benefit).name}（{chinese_month(award.from_month)}起）：{sentence}"


def _lacks(element: Element, read: _Read, award: Award, held: Sequence[Entry], on: dt.date) -> str:
    """What is lacking of an element for one award; empty if nothing is."""
    changes = read.changes.get(award.pk, [])
    match element.held:
        case Held.STEP:
            if not any(each.award_id == award.pk for each in read.applications):
                return "系统中没有申请办件，请补入原纸质材料"
            return "" if _taken(element, read, award) else "没有办理记录"
        case Held.DECISION:
            return "" if held else "没有审核确认记录"
        case Held.PAYMENTS:
            due = read.latest.get(award.benefit, -1) >= award.from_month
            never = award.until_month is not None and award.until_month < award.from_month
            return "已到发放月份，没有发放记录" if due and not never and not held else ""
        case Held.REVIEWS:
            due_on = award.review_due_on
            late = award.until_month is None and due_on is not None and due_on < on
            return f"复核期限{due_on}已过，没有复核结论" if late else ""
        case Held.STOP:
            # Nobody is left whom a stop because of a death could be served on (R-DYN-03).
            stop = next((each for each in reversed(changes) if each.kind == Kind.STOP), None)
            if award.until_month is None or stop is None or stop.reason == StopReason.DEATH:
                return ""
            return "" if held else "停发通知书没有送达记录"
    return ""


def _taken(element: Element, read: _Read, award: Award) -> bool:
    cases = [each.case for each in read.applications if each.award_id == award.pk]
    return any(taken.action in element.steps for case in cases for taken in read.of_case(case))
