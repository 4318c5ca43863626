"""What is done with cases: opening them and taking the declared actions. The only functions that write."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from doudi.base import bulk
from doudi.base.access import scope
from doudi.base.models import StoredFile, User
from doudi.base.notices import calendar
from doudi.base.numbers import next_numbers
from doudi.base.records import Happening, record_many
from doudi.base.refused import Refused
from doudi.mechanisms.casework import queries
from doudi.mechanisms.casework.about import read_anew
from doudi.mechanisms.casework.conditions import (
    SOMEBODY_ELSE,
    Known,
    acts_for,
    check_confided,
    check_filled,
    check_possible,
    check_recusal,
    check_stage,
    people_of,
)
from doudi.mechanisms.casework.deadlines import deadline
from doudi.mechanisms.casework.declare import Action, Flow, Said
from doudi.mechanisms.casework.models import ActionTaken, Case
from doudi.mechanisms.casework.moving import taken_of
from doudi.mechanisms.casework.writing import write


@dataclass(frozen=True)
class NewCase:
    """A case to be opened; a number of its own if it came with one."""

    title: str
    area_code: str
    number: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)  # for the record
    original: Case | None = None
    link: str = ""  # what it is to the original: 异议、复核 …
    by: User | None = None  # who opens this one, and when, if another than whoever opens them all
    at: dt.datetime | None = None


@dataclass(frozen=True)
class Taking:
    """An action on one case: by whom and when, with what was said; `take_each` takes thousands."""

    case: Case
    by: User
    at: dt.datetime
    because: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    files: Sequence[StoredFile] = ()
    together_with: User | None = None


def open_case(
    flow: Flow,
    *,
    title: str,
    area_code: str,
    by: User | None,
    at: dt.datetime,
    because: str = "",
    number: str = "",
    original: Case | None = None,
    link: str = "",
) -> Case:
    """Open one case at the start of its flow, with its first deadline. `original`: the case it appeals against, reviews or goes on from."""
    new = NewCase(title, area_code, number, original=original, link=link)
    return open_cases(flow, [new], by=by, at=at, because=because)[0]


def open_cases(
    flow: Flow, new: Iterable[NewCase], *, by: User | None, at: dt.datetime, because: str = ""
) -> list[Case]:
    """Open many cases of one flow at once, in the order given, numbered in the series of the month of `at`: a few queries for thousands."""
    wanted = list(new)
    with transaction.atomic():
        days = calendar()
        due = {
            when: deadline(flow, flow.start, since=when, calendar=days).columns()
            for when in {each.at or at for each in wanted}
        }
        numbers = next_numbers(Case, flow.prefix, at=at, many=sum(not each.number for each in wanted))
        keys = bulk.reserve_keys(Case, len(wanted))
        opened = [
            Case(
                pk=next(keys),
                flow=flow.code,
                number=each.number or next(numbers),
                title=each.title,
                stage=flow.start,
                area_code=each.area_code,
                opened_at=each.at or at,
                opened_by=each.by or by,
                stage_since=timezone.localdate(each.at or at),
                entered_at=each.at or at,
                original=each.original,
                link=each.link,
                **due[each.at or at],
            )
            for each in wanted
        ]
        bulk.insert(opened)
        record_many(
            [
                Happening(
                    f"{flow.code}.open",
                    f"case:{case.pk}",
                    because,
                    case.area_code,
                    {"number": case.number, **each.data},
                    each.by,
                    each.at,
                )
                for case, each in zip(opened, wanted, strict=True)
            ],
            by=by,
            at=at,
        )
    return opened


def take(
    case: Case,
    action: Action,
    *,
    by: User,
    at: dt.datetime,
    because: str = "",
    data: Mapping[str, Any] | None = None,
    files: Sequence[StoredFile] = (),
    together_with: User | None = None,
    version: int | None = None,
) -> ActionTaken:
    """Take one action on one case, wholly or not at all; raises Refused with the sentence for the page.

    `version` is that of the case as the page showed it: whoever acts on an older picture is refused, as is the second of two who act at
    once. Who may not himself acts for whom he substitutes, and the record says so. The case object given is brought up to date.
    """
    flow = queries.flow_of(case)
    check_stage(flow, action, case)
    if version is not None and version != case.version:
        raise Refused(SOMEBODY_ELSE.format(case.number))
    taking = Taking(case, by, at, because, data or {}, files, together_with)
    taken = _checked(flow, action, taking, _known(flow, action, [case]))
    write(flow, action, [taken], [files])
    return taken


def take_each(action: Action, takings: Iterable[Taking]) -> list[ActionTaken]:
    """Take one action on many cases of one flow, on each by whom and when it is said: all of them or none, in the order given. The same
    conditions as `take` has, looked up for all of them at once; the sentence names the first case that stands in the way."""
    wanted = list(takings)
    if not wanted:
        raise Refused("没有选中任何办件。")
    rows = [each.case for each in wanted]
    if len({case.pk for case in rows}) < len(rows):
        raise Refused("选中的办件中有重复的，请去掉后再办。")
    flow = queries.flow_of(rows[0])
    known, taken = _known(flow, action, rows), []
    for each in wanted:
        try:
            taken.append(_checked(flow, action, each, known))
        except Refused as refused:
            number, sentence = each.case.number, refused.sentence
            raise Refused(sentence if sentence.startswith(number) else f"{number}:{sentence}") from None
    write(flow, action, taken, [each.files for each in wanted])
    return taken


def take_many(
    cases: Iterable[Case],
    action: Action,
    *,
    by: User,
    at: dt.datetime,
    because: str = "",
    data: Mapping[str, Any] | None = None,
) -> list[ActionTaken]:
    """Take one action on many cases of one flow by one person: all of them or none. Only what is declared `bulk` is done so."""
    rows = list(cases)
    if rows and not action.bulk:
        raise Refused(f"“{action.name}”须逐件办理。")
    area = scope(by, action.roles, on=timezone.localdate(at))
    for case in rows:
        check_stage(queries.flow_of(case), action, case)
        if not area.covers(case.area_code):
            raise Refused(f"{case.number}不在您的办理范围内,请去掉后再办。")
    return take_each(action, [Taking(case, by, at, because, data or {}) for case in rows])


def take_by_system(
    case: Case, action: Action, *, at: dt.datetime, because: str, data: Mapping[str, Any] | None = None
) -> ActionTaken:
    """What no person does: a notice that nobody objected to is over. Refuses an action that belongs to people."""
    return take_each_by_system(action, [(case, at)], because=because, data=data)[0]


def take_each_by_system(
    action: Action,
    whose: Iterable[tuple[Case, dt.datetime]],
    *,
    because: str,
    data: Mapping[str, Any] | None = None,
) -> list[ActionTaken]:
    """The same on many cases of one flow, on each when it happened: all of them or none; nothing to do if there are none."""
    if action.roles:
        raise Refused(f"“{action.name}”须由{'、'.join(sorted(role.label for role in action.roles))}办理。")
    wanted = list(whose)
    if not wanted:
        return []
    flow, taken = queries.flow_of(wanted[0][0]), []
    read_anew(flow, [case for case, _ in wanted])
    for case, at in wanted:
        filled = Said(data, on=timezone.localdate(at))
        check_stage(flow, action, case)
        reason = action.unless(case, filled) if action.unless is not None else None
        if reason is not None:
            raise Refused(reason)
        taken.append(taken_of(action, case, None, at, because, dict(filled), None))
    write(flow, action, taken, [()] * len(taken))
    return taken


def _known(flow: Flow, action: Action, rows: Sequence[Case]) -> Known:
    read_anew(flow, rows)
    return Known.of(flow, action, rows)


def _checked(flow: Flow, action: Action, taking: Taking, known: Known) -> ActionTaken:
    """The action as it will be written, once nothing stands against it."""
    case, by, at = taking.case, taking.by, taking.at
    on = timezone.localdate(at)
    filled = Said(taking.data, on=on)
    check_stage(flow, action, case)
    check_confided(flow, by, on)
    absent = acts_for(action, case, by, on)
    people = people_of(action, case, by, taking.together_with, on)
    check_filled(action, taking.because, dict(filled), taking.files)
    check_recusal(flow, action, case, people, at, known)
    check_possible(flow, action, case, known)
    those = [*people, absent] if absent else people
    reason = queries.apart(action, flow, known.takers.get(case.pk, {}), those)
    reason = reason or queries.apart_in_original(action, case, those)
    if reason is None and action.unless is not None:
        reason = action.unless(case, filled)
    if reason is not None:
        raise Refused(reason)
    _name_ground(flow, action, filled)
    return taken_of(action, case, by, at, taking.because, dict(filled), taking.together_with, absent)


def _name_ground(flow: Flow, action: Action, data: dict[str, Any]) -> None:
    """An unfavourable decision names its reason, the article and the remedy (R-DIBAO-15)."""
    ground = action.ground(str(data.get("ground", "")))
    if ground is not None:
        data |= {"ground_words": ground.words, "basis": ground.article, "remedy": flow.remedy}
