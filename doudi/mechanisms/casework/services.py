"""What is done with cases: opening them and taking the declared actions. The only functions that write."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from doudi.base import bulk
from doudi.base.access import scope
from doudi.base.models import StoredFile, User
from doudi.base.notices import calendar
from doudi.base.prefixes import begins_with
from doudi.base.records import Happening, record, record_many
from doudi.base.refused import Refused
from doudi.mechanisms.casework import queries
from doudi.mechanisms.casework.conditions import (
    SOMEBODY_ELSE,
    acts_for,
    check_filled,
    check_possible,
    check_recusal,
    check_stage,
    people_of,
    recused_cases,
)
from doudi.mechanisms.casework.deadlines import deadline
from doudi.mechanisms.casework.declare import Action, Flow, Said
from doudi.mechanisms.casework.models import ActionTaken, Case, CaseChange
from doudi.mechanisms.casework.moving import move, taken_of, unchanged_on_failure
from doudi.mechanisms.casework.texts.services import tell

_NUMBERS_LOCK = 0x63617365  # the advisory lock of the series of numbers on PostgreSQL: "case"


@dataclass(frozen=True)
class NewCase:
    """A case to be opened; a number of its own if it came with one."""

    title: str
    area_code: str
    number: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)  # for the record
    original: Case | None = None
    link: str = ""  # what it is to the original: 异议、复核 …


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
    """Open many cases of one flow at once, in the order given: a few queries for thousands."""
    wanted = list(new)
    with transaction.atomic():
        due = deadline(flow, flow.start, since=at, calendar=calendar()).columns()
        numbers = _numbers(flow, at, sum(not each.number for each in wanted))
        keys = bulk.reserve_keys(Case, len(wanted))
        opened = [
            Case(
                pk=next(keys),
                flow=flow.code,
                number=each.number or next(numbers),
                title=each.title,
                stage=flow.start,
                area_code=each.area_code,
                opened_at=at,
                opened_by=by,
                stage_since=timezone.localdate(at),
                entered_at=at,
                original=each.original,
                link=each.link,
                **due,
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
    flow, on = queries.flow_of(case), timezone.localdate(at)
    filled = Said(data, on=on)
    check_stage(flow, action, case)
    if version is not None and version != case.version:
        raise Refused(SOMEBODY_ELSE.format(case.number))
    absent = acts_for(action, case, by, on)
    people = people_of(action, case, by, together_with, on)
    check_filled(action, because, dict(filled), files)
    check_recusal(flow, action, case, people, at)
    check_possible(flow, action, case)
    those = [*people, absent] if absent else people
    reason = queries.apart(action, flow, queries.takers(case), those) if action.apart_from else None
    if reason is None and action.unless is not None:
        reason = action.unless(case, filled)
    if reason is not None:
        raise Refused(reason)
    _name_ground(flow, action, filled)
    return _write(
        flow, case, action, taken_of(action, case, by, at, because, dict(filled), together_with, absent), files=files
    )


def take_by_system(
    case: Case, action: Action, *, at: dt.datetime, because: str, data: Mapping[str, Any] | None = None
) -> ActionTaken:
    """What no person does: a notice that nobody objected to is over. Refuses an action that belongs to people."""
    flow, filled = queries.flow_of(case), Said(data, on=timezone.localdate(at))
    if action.roles:
        raise Refused(f"“{action.name}”须由{'、'.join(sorted(role.label for role in action.roles))}办理。")
    check_stage(flow, action, case)
    reason = action.unless(case, filled) if action.unless is not None else None
    if reason is not None:
        raise Refused(reason)
    return _write(flow, case, action, taken_of(action, case, None, at, because, dict(filled), None))


def _write(
    flow: Flow, case: Case, action: Action, taken: ActionTaken, *, files: Sequence[StoredFile] = ()
) -> ActionTaken:
    """Move the case, keep what was said and what it changed, let follow what follows, and record it: all or nothing."""
    before = dict(flow.facts(case)) if flow.facts is not None else {}
    with unchanged_on_failure([case]), transaction.atomic():
        move(flow, action, [case], taken.at, taken.data)
        taken.save()
        taken.files.set(files)
        if action.then is not None:
            action.then(case, taken)
        if flow.facts is not None:
            _keep_change(taken, before, dict(flow.facts(case)))
        _tell(flow, action, [taken])
        others = {"together_with": taken.together_with_id, "in_the_name_of": taken.in_the_name_of_id}
        record(
            f"{flow.code}.{action.code}",
            f"case:{case.pk}",
            by=taken.by,
            at=taken.at,
            because=taken.because,
            area_code=case.area_code,
            data={
                "number": case.number,
                "from": taken.source,
                "to": taken.target,
                **{name: user for name, user in others.items() if user is not None},
            },
        )
    return taken


def _keep_change(taken: ActionTaken, before: dict[str, Any], after: dict[str, Any]) -> None:
    changed = [label for label in {**before, **after} if before.get(label) != after.get(label)]
    if changed:
        CaseChange.objects.create(
            taken=taken,
            before={label: before.get(label) for label in changed},
            after={label: after.get(label) for label in changed},
        )


def _tell(flow: Flow, action: Action, taken: Sequence[ActionTaken]) -> None:
    """What the flow tells the applicant of this action is queued with it, or not at all."""
    if action.code in flow.tells and flow.phones is not None:
        tell(flow.tells, flow.phones([each.case for each in taken]), taken)


def _name_ground(flow: Flow, action: Action, data: dict[str, Any]) -> None:
    """An unfavourable decision names its reason, the article and the remedy (R-DIBAO-15)."""
    ground = action.ground(str(data.get("ground", "")))
    if ground is not None:
        data |= {"ground_words": ground.words, "basis": ground.article, "remedy": flow.remedy}


def take_many(
    cases: Iterable[Case],
    action: Action,
    *,
    by: User,
    at: dt.datetime,
    because: str = "",
    data: Mapping[str, Any] | None = None,
) -> list[ActionTaken]:
    """Take one action on many cases of one flow: all of them or none. The sentence names the first that stands in the way."""
    rows, on = list(cases), timezone.localdate(at)
    filled = Said(data, on=on)
    if not rows:
        raise Refused("没有选中任何办件。")
    if not action.bulk:
        raise Refused(f"“{action.name}”须逐件办理。")
    flow = queries.flow_of(rows[0])
    area = scope(by, action.roles, on=on)
    taken_before = queries.takers_of(rows) if action.apart_from else {}
    involved = recused_cases(flow, action, rows, by, on)
    check_filled(action, because, dict(filled), ())
    for case in rows:
        check_stage(flow, action, case)
        if not area.covers(case.area_code):
            raise Refused(f"{case.number}不在您的办理范围内,请去掉后再办。")
        check_possible(flow, action, case)
        reason = involved.get(case.pk) or queries.apart(action, flow, taken_before.get(case.pk, {}), [by])
        if reason is None and action.unless is not None:
            reason = action.unless(case, filled)
        if reason is not None:
            raise Refused(f"{case.number}:{reason}")
    _name_ground(flow, action, filled)
    taken = [taken_of(action, case, by, at, because, dict(filled), None) for case in rows]
    with unchanged_on_failure(rows), transaction.atomic():
        move(flow, action, rows, at, filled)
        bulk.insert(taken)
        if action.then_many is not None:
            action.then_many(taken)
        elif action.then is not None:
            for case, each in zip(rows, taken, strict=True):
                action.then(case, each)
        _tell(flow, action, taken)
        record_many(
            [
                Happening(
                    f"{flow.code}.{action.code}",
                    f"case:{case.pk}",
                    because,
                    case.area_code,
                    {"number": case.number, "from": each.source, "to": each.target},
                )
                for case, each in zip(rows, taken, strict=True)
            ],
            by=by,
            at=at,
        )
    return taken


def _numbers(flow: Flow, at: dt.datetime, many: int) -> Iterator[str]:
    """The next numbers of the month's series, 疑202411-000042; locked so that two who open at once do not take the same."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_NUMBERS_LOCK])
    start = f"{flow.prefix}{timezone.localdate(at):%Y%m}-"
    series = Case.objects.filter(begins_with("number", start)).order_by("-number")
    last = series.values_list("number", flat=True).first()
    first = int(last.removeprefix(start)) + 1 if last else 1
    return iter(f"{start}{number:06d}" for number in range(first, first + many))
