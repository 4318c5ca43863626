"""What is done with cases: opening them and taking the declared actions. The only functions that write."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from doudi.base import bulk
from doudi.base.access import may, require, scope
from doudi.base.calendar import Notice
from doudi.base.models import StoredFile, User
from doudi.base.notices import calendar, enter_notice
from doudi.base.prefixes import begins_with
from doudi.base.records import Happening, record, record_many
from doudi.base.refused import Refused
from doudi.base.roles import STAFF_ROLES
from doudi.mechanisms.casework import queries
from doudi.mechanisms.casework.deadlines import COLUMNS, Deadline, deadline, nearest, read_limit
from doudi.mechanisms.casework.declare import Action, Flow
from doudi.mechanisms.casework.models import ActionTaken, Case
from doudi.mechanisms.registry.kin import recused, relatives_of_user

_BATCH = 500
_LONGEST_REASON = 400
_NUMBERS_LOCK = 0x63617365  # the advisory lock of the series of numbers on PostgreSQL: "case"


@dataclass(frozen=True)
class NewCase:
    """A case to be opened; a number of its own if it came with one."""

    title: str
    area_code: str
    number: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)  # for the record


def open_case(
    flow: Flow, *, title: str, area_code: str, by: User | None, at: dt.datetime, because: str = "", number: str = ""
) -> Case:
    """Open one case at the start of its flow, with its first deadline."""
    return open_cases(flow, [NewCase(title, area_code, number)], by=by, at=at, because=because)[0]


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
    once. The case object given is brought up to date.
    """
    flow, filled, on = queries.flow_of(case), dict(data or {}), timezone.localdate(at)
    _check_stage(flow, action, case)
    if version is not None and version != case.version:
        raise Refused(_SOMEBODY_ELSE.format(case.number))
    require(by, action.roles, area_code=case.area_code, on=on)
    people = _people(action, case, by, together_with, on)
    _check_filled(action, because, filled, files)
    _check_recusal(flow, action, case, people, at)
    reason = queries.apart(action, flow, queries.takers(case), people) if action.apart_from else None
    if reason is None and action.unless is not None:
        reason = action.unless(case, filled)
    if reason is not None:
        raise Refused(reason)
    taken = _taken(action, case, by, at, because, filled, together_with)
    with _unchanged_on_failure([case]), transaction.atomic():
        _move(flow, action, [case], at)
        taken.save()
        taken.files.set(files)
        if action.then is not None:
            action.then(case, taken)
        second = {"together_with": together_with.pk} if together_with else {}
        record(
            f"{flow.code}.{action.code}",
            f"case:{case.pk}",
            by=by,
            at=at,
            because=because,
            area_code=case.area_code,
            data={"number": case.number, "from": taken.source, "to": taken.target, **second},
        )
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
    """Take one action on many cases of one flow: all of them or none. The sentence names the first that stands in the way."""
    rows, filled, on = list(cases), dict(data or {}), timezone.localdate(at)
    if not rows:
        raise Refused("没有选中任何办件。")
    if not action.bulk:
        raise Refused(f"“{action.name}”须逐件办理。")
    flow = queries.flow_of(rows[0])
    area = scope(by, action.roles, on=on)
    taken_before = queries.takers_of(rows) if action.apart_from else {}
    involved = _recused_cases(flow, action, rows, by, on)
    _check_filled(action, because, filled, ())
    for case in rows:
        _check_stage(flow, action, case)
        if not area.covers(case.area_code):
            raise Refused(f"{case.number}不在您的办理范围内,请去掉后再办。")
        reason = involved.get(case.pk) or queries.apart(action, flow, taken_before.get(case.pk, {}), [by])
        if reason is None and action.unless is not None:
            reason = action.unless(case, filled)
        if reason is not None:
            raise Refused(f"{case.number}:{reason}")
    taken = [_taken(action, case, by, at, because, filled, None) for case in rows]
    with _unchanged_on_failure(rows), transaction.atomic():
        _move(flow, action, rows, at)
        bulk.insert(taken)
        if action.then_many is not None:
            action.then_many(taken)
        elif action.then is not None:
            for case, each in zip(rows, taken, strict=True):
                action.then(case, each)
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


def load_notice(notice: Notice, *, by: User | None, at: dt.datetime) -> int:
    """Enter a year's holiday notice and compute the provisional deadlines again; how many cases changed (R-CAL-02)."""
    with transaction.atomic():
        enter_notice(
            notice.year,
            document=notice.document,
            days_off=notice.days_off,
            workdays=notice.workdays,
            by=by,
            at=at,
        )
        return recompute_provisional(at=at, by=by)


def recompute_provisional(*, at: dt.datetime, by: User | None = None) -> int:
    """Compute provisional deadlines again after a holiday notice was entered; how many changed. A changed one is recorded."""
    known, changed, happenings = calendar(), [], []
    for case in Case.objects.filter(due_provisional=True, closed_at=None).exclude(limit="").iterator():
        assert case.waits_since is not None, "a case with a limit waits since a day"
        since = timezone.make_aware(dt.datetime.combine(case.waits_since, dt.time(12)))
        due = nearest([read_limit(case.limit)], since=since, calendar=known)
        before = case.due_on
        if due.columns() == {name: getattr(case, name) for name in COLUMNS}:
            continue
        due.put_on(case)
        changed.append(case)
        happenings.append(
            Happening(
                "case.recompute_deadline",
                f"case:{case.pk}",
                "放假安排已录入",
                case.area_code,
                {"from": before, "to": due.due_on},
            )
        )
    with transaction.atomic():
        Case.objects.bulk_update(changed, COLUMNS, batch_size=_BATCH)
        record_many(happenings, by=by, at=at)
    return len(changed)


# --- the conditions, each with its sentence ----------------------------------------------------------------------------

_SOMEBODY_ELSE = "{}刚刚由他人办理过,请刷新后查看最新情况。"


def _check_stage(flow: Flow, action: Action, case: Case) -> None:
    if action not in flow.actions:
        raise Refused(f"“{action.name}”不是“{flow.name}”的办理动作。")
    if case.stage not in action.sources:
        raise Refused(
            f"{case.number}现处于“{flow.stage(case.stage).name}”,不能办理“{action.name}”,请刷新后查看最新情况。"
        )


def _people(action: Action, case: Case, by: User, second: User | None, on: dt.date) -> list[User]:
    """Who acts: one, or the two of a pair, who must be two and both at home here."""
    if not action.pair:
        return [by]
    if second is None:
        raise Refused(f"“{action.name}”须两人办理,请选择同行人员。")
    if second.pk == by.pk:
        raise Refused("同行人员不能是本人,请另选一人。")
    if not may(second, STAFF_ROLES, area_code=case.area_code, on=on):
        raise Refused(f"{second.name}在该地没有办理权限,请另选同行人员。")
    return [by, second]


def _check_filled(action: Action, because: str, data: Mapping[str, Any], files: Sequence[StoredFile]) -> None:
    if action.needs_reason and not because.strip():
        raise Refused("请填写理由。")
    if len(because) > _LONGEST_REASON:
        raise Refused(f"理由请控制在{_LONGEST_REASON}字以内,详情可写入附件。")
    missing = []
    for each in action.fields:
        if each.kind in ("photo", "file"):
            filled = bool(files) or bool(data.get(each.code))
        else:
            filled = data.get(each.code) not in (None, "", [])
        if each.required and not filled:
            missing.append(each.label)
        allowed = {code for code, _ in each.choices}
        if filled and each.choices and str(data[each.code]) not in allowed:
            raise Refused(f"“{each.label}”的选项不对,请重新选择。")
    if missing:
        raise Refused(f"请填写:{'、'.join(missing)}。")


def _check_recusal(flow: Flow, action: Action, case: Case, people: Sequence[User], at: dt.datetime) -> None:
    """A hit is recorded by itself, outside the transaction that never happens (R-ORG-01, R-REC-04)."""
    if not action.recusal:
        return
    persons = queries.subjects(flow, [case]).get(case.pk, [])
    for user in people:
        reason = recused(user, persons, on=timezone.localdate(at))
        if reason is not None:
            record(
                "case.recused",
                f"case:{case.pk}",
                by=user,
                at=at,
                because=reason,
                area_code=case.area_code,
                data={"action": f"{flow.code}.{action.code}"},
            )
            raise Refused(reason)


def _recused_cases(flow: Flow, action: Action, rows: Sequence[Case], by: User, on: dt.date) -> dict[int, str]:
    """The cases among many that touch the user or his near kin, with the reason: his kin are looked up once."""
    if not action.recusal:
        return {}
    relatives = relatives_of_user(by, on)
    found = {}
    for case, persons in queries.subjects(flow, rows).items():
        for person in persons:
            if person in relatives:
                found[case] = recused(by, [person], on=on) or ""
    return found


# --- how a case moves ----------------------------------------------------------------------------------------------------


def _move(flow: Flow, action: Action, rows: Sequence[Case], at: dt.datetime) -> None:
    """Bring cases to the action's target. A row that somebody moved since it was read is not found, and nothing happens."""
    new: dict[str, Any] = {}
    if any(case.stage != action.target for case in rows):
        new = deadline(flow, action.target, since=at, calendar=calendar()).columns()
    final = flow.stage(action.target).final
    for stage, version, part in _groups(rows):
        columns = {"stage": action.target, "version": version + 1, **(new if stage != action.target else {})}
        if final:
            columns |= {**Deadline(timezone.localdate(at)).columns(), "closed_at": at}
        moved = sum(
            Case.objects.filter(pk__in=[case.pk for case in chunk], stage=stage, version=version).update(**columns)
            for chunk in _chunks(part)
        )
        if moved < len(part):
            raise Refused(_SOMEBODY_ELSE.format(part[0].number if len(part) == 1 else "选中的办件中有的"))
        for case in part:
            case.__dict__.update(columns)


@contextmanager
def _unchanged_on_failure(rows: Sequence[Case]) -> Iterator[None]:
    """What is rolled back in the database is rolled back in the objects at hand, too: the page goes on showing the truth."""
    before = [dict(case.__dict__) for case in rows]
    try:
        yield
    except BaseException:
        for case, attributes in zip(rows, before, strict=True):
            case.__dict__.update(attributes)
        raise


def _groups(rows: Sequence[Case]) -> Iterable[tuple[str, int, list[Case]]]:
    found: dict[tuple[str, int], list[Case]] = {}
    for case in rows:
        found.setdefault((case.stage, case.version), []).append(case)
    return [(stage, version, part) for (stage, version), part in found.items()]


def _chunks(rows: Sequence[Case]) -> Iterable[Sequence[Case]]:
    return (rows[start : start + _BATCH] for start in range(0, len(rows), _BATCH))


def _taken(
    action: Action, case: Case, by: User, at: dt.datetime, because: str, data: dict[str, Any], second: User | None
) -> ActionTaken:
    return ActionTaken(
        case=case,
        action=action.code,
        label=action.name,
        source=case.stage,
        target=action.target,
        at=at,
        by=by,
        together_with=second,
        because=because,
        data=data,
    )


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
