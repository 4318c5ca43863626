"""What is read of cases: what waits for whom, what is late, what may be done next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from doudi.base.access import Scope, may, roles_of, scope
from doudi.base.models import User
from doudi.mechanisms.casework.declare import FLOWS, Action, Flow
from doudi.mechanisms.casework.models import ActionTaken, Case, Delegation, RunningClock, Substitution
from doudi.mechanisms.registry.kin import recused


class Colour(StrEnum):
    """How much of the time is used (R-PRC-04). The page says it in words too, never by colour alone."""

    GREEN = "green"
    YELLOW = "yellow"  # 70%
    RED = "red"  # 90%
    OVERDUE = "overdue"

    @property
    def words(self) -> str:
        return {"green": "正常", "yellow": "临近", "red": "紧急", "overdue": "超期"}[self.value]


@dataclass(frozen=True)
class Offer:
    """An action that a user's role allows on a case now, and why he himself may not take it, if so."""

    action: Action
    refusal: str | None


def flow_of(case: Case) -> Flow:
    """The flow that a case stores the code of; its programme has been imported."""
    return FLOWS[case.flow]


def worklist(user: Any, flows: Iterable[Flow], today: dt.date) -> QuerySet[Case]:
    """The open cases that wait for one of the user's roles in his area, or for somebody he substitutes, the nearest deadline first.

    What he may not move because of what he did before (R-SOD-01) waits for somebody else and is left out.
    """
    people = [user, *absent_for(user, today)]
    alike: dict[_Wait, set[tuple[str, str]]] = {}
    for flow in flows:
        if not is_confided(user, flow, today):
            continue
        for stage, moves in _waiting_moves(flow).items():
            for wait, step in _waits(flow, moves, people, today):
                alike.setdefault(wait, set()).add((stage, step))
    condition = Q(pk__in=())
    for wait, places in alike.items():
        condition |= wait.condition(people, places)
    return _nearest_first(Case.objects.filter(condition))


@dataclass(frozen=True)
class _Wait:
    """What many stages of a flow have in common that wait for a user: so that they are one condition and not twenty."""

    flow: str
    ranges: tuple[tuple[str, str], ...]
    organisations: frozenset[str]
    delegated: bool | None
    barred: frozenset[str]  # who took one of these waits for nobody here
    step: bool

    def condition(self, people: Sequence[Any], places: set[tuple[str, str]]) -> Q:
        """Cases at one of these stages, and for steps those that await one of them."""
        found = Q(flow=self.flow, stage__in=sorted({stage for stage, _ in places}))
        found &= _reach(FLOWS[self.flow], Scope(self.ranges, self.organisations))
        if self.delegated is not None:
            found &= Q(delegated=self.delegated)
        if self.barred:
            his = Q(by__in=people) | Q(together_with__in=people) | Q(in_the_name_of__in=people)
            found &= ~Q(pk__in=ActionTaken.objects.filter(his, action__in=self.barred).values("case"))
        if self.step:  # a step that runs belongs to the stage that its case is in
            codes = sorted({step for _, step in places})
            running = RunningClock.objects.filter(code__in=codes, stopped_at=None, waits_since__isnull=False)
            found &= Q(pk__in=running.values("case"))
        return found


def _waits(flow: Flow, moves: Sequence[Action], people: Sequence[Any], today: dt.date) -> Iterator[tuple[_Wait, str]]:
    """Steps one by one, other moves together, each with the places where one of these people may take it."""
    parts: list[tuple[Action, ...]] = [(each,) for each in moves if each.awaited]
    for delegated in (None, True, False):
        if left := tuple(each for each in moves if not each.awaited and each.delegated is delegated):
            parts.append(left)
    for those in parts:
        roles = frozenset().union(*(action.roles for action in those))
        reach = [scope(person, roles & roles_of(person, today), on=today) for person in people]
        ranges = tuple(sorted({each for found in reach for each in found.ranges}))
        given = frozenset().union(*(found.organisations for found in reach)) if flow.given_to else frozenset()
        if ranges or given:
            barred = frozenset(those[0].apart_from).intersection(*(action.apart_from for action in those))
            step = those[0].awaited
            yield _Wait(flow.code, ranges, given, those[0].delegated, barred, step), those[0].code if step else ""


def cases(user: Any, flow: Flow, **more: Any) -> QuerySet[Case]:
    """The cases of a flow that lie in the user's area and stand where he may see them; `more` goes to `scope` (roles, on). Who acts in a
    flow without being of the staff, as a funeral home does, or is declared to read it, sees those of his place; who acts for an organisation,
    those given to it. What is confided to few nobody else sees."""
    rows = Case.objects.filter(flow=flow.code).exclude(stage__in=unseen(user, flow))
    if not is_confided(user, flow, more.get("on") or timezone.localdate()):
        return rows.none()
    more.setdefault("roles", flow.readers)
    return _nearest_first(rows.filter(_reach(flow, scope(user, **more))))


def _reach(flow: Flow, within: Scope) -> Q:
    """The cases of a flow that lie in a scope: by their place, or because they are given to one of its organisations."""
    found = within.condition()
    if flow.given_to and within.organisations:
        found |= Q(**{f"{flow.given_to}__in": within.organisations})
    return found


def may_act(user: Any, action: Action, case: Case, on: dt.date) -> bool:
    """Whether a user holds one of an action's roles where a case lies, or for the organisation that it is given to."""
    if may(user, action.roles, area_code=case.area_code, on=on):
        return True
    organisation = _given_to(case)
    return bool(organisation) and may(user, action.roles, organisation=organisation, on=on)


def sees_all(user: Any, case: Case, on: dt.date) -> bool:
    """Whether a user may read what everybody said on a case: in its place he may; for an organisation, only what its roles have to do
    with."""
    return may(user, flow_of(case).readers, area_code=case.area_code, on=on)


def _given_to(case: Case) -> str:
    """The code of the organisation that a case is given to; empty if it is to none."""
    path = flow_of(case).given_to
    if not path:
        return ""
    found: Any = case
    for name in path.split("__"):  # what the flow reads with its cases is at hand: no question for each of a list
        found = getattr(found, name, None)
    return str(found or "")


def is_confided(user: Any, flow: Flow, on: dt.date) -> bool:
    """Whether a user may know of the cases of a flow at all: of most flows everybody may whose role lets him."""
    return flow.confided_to is None or flow.confided_to(user, on)


def unseen(user: Any, flow: Flow) -> list[str]:
    """The stages in which a case is hidden from the user, as from a township what was handed to the discipline commission."""
    return [each.code for each in flow.stages if each.seen_by is not None and not may(user, each.seen_by)]


def counts_by_stage(rows: QuerySet[Case]) -> dict[str, int]:
    """How many of the cases stand where."""
    return dict(rows.order_by().values_list("stage").annotate(number=Count("pk")))


def overdue(rows: QuerySet[Case], today: dt.date, now: dt.datetime | None = None) -> QuerySet[Case]:
    """Those whose last day has ended, be it of the stage or of a clock over several; with the moment given, also those whose limit in
    hours has run out today."""
    late = Q(due_on__lt=today) | Q(clock_due_on__lt=today)
    return rows.filter(late | Q(due_at__lt=now) if now is not None else late, closed_at=None)


def of_colour(rows: QuerySet[Case], colour: Colour, today: dt.date) -> QuerySet[Case]:
    """Those of one colour, found by index."""
    open_ones = rows.filter(closed_at=None)
    late, red = Q(due_on__lt=today), Q(red_on__lte=today)
    yellow = Q(yellow_on__lte=today)
    conditions = {
        Colour.OVERDUE: late,
        Colour.RED: red & ~late,
        Colour.YELLOW: yellow & ~red & ~late,
        Colour.GREEN: (Q(yellow_on=None) | ~yellow) & (Q(due_on=None) | ~late),
    }
    return open_ones.filter(conditions[colour])


def counts_by_colour(rows: QuerySet[Case], today: dt.date) -> dict[Colour, int]:
    """How many open cases are green, yellow, red, overdue: one query."""
    open_ones = rows.order_by().filter(closed_at=None)
    found = open_ones.aggregate(
        all=Count("pk"),
        overdue=Count("pk", Q(due_on__lt=today)),
        red=Count("pk", Q(red_on__lte=today) & ~Q(due_on__lt=today)),
        yellow=Count("pk", Q(yellow_on__lte=today) & Q(red_on__gt=today) & ~Q(due_on__lt=today)),
    )
    late, red, yellow = found["overdue"], found["red"], found["yellow"]
    return {
        Colour.GREEN: found["all"] - late - red - yellow,
        Colour.YELLOW: yellow,
        Colour.RED: red,
        Colour.OVERDUE: late,
    }


def colour_of(case: Case, now: dt.datetime, today: dt.date) -> Colour:
    """The colour of one case; limits in hours are looked at by the hour."""
    if case.closed_at is not None or case.due_on is None:
        return Colour.GREEN
    if case.due_on < today or (case.due_at is not None and case.due_at < now):
        return Colour.OVERDUE
    if case.red_on is not None and case.red_on <= today:
        return Colour.RED
    return Colour.YELLOW if case.yellow_on is not None and case.yellow_on <= today else Colour.GREEN


def offers(case: Case, user: Any, on: dt.date) -> list[Offer]:
    """The actions that the user's roles allow on a case as it stands, each with the reason if he himself is kept from it.

    Someone who is recused sees why, instead of a button (R-REC-04). Looked up once for the parts of a page, kept on the case until
    something is done with it.
    """
    kept: dict[Any, list[Offer]] = case.__dict__.setdefault("_offers", {})
    asked = (user.pk, on, case.stage, case.version)
    if asked not in kept:
        kept[asked] = _offers(case, user, on)
    return kept[asked]


def _offers(case: Case, user: Any, on: dt.date) -> list[Offer]:
    flow = flow_of(case)
    people = [user, *absent_for(user, on)]
    allowed = [
        action
        for action in flow.actions_from(case.stage)
        if action.delegated in (None, case.delegated) and any(may_act(each, action, case, on) for each in people)
    ]
    if not allowed:
        return []
    taken = takers(case)
    kin = recused(user, subjects(flow, [case]).get(case.pk, []), on=on) if any(a.recusal for a in allowed) else None
    awaited = awaited_steps(case) if flow.keeps_clocks else None
    return [
        Offer(
            action,
            apart(action, flow, taken, [user])
            or apart_in_original(action, case, [user])
            or (kin if action.recusal else None),
        )
        for action in allowed
        if not action.awaited or awaited is None or action.code in awaited
    ]


def absent_for(user: Any, on: dt.date) -> list[User]:
    """For whom a user acts on a day because they are away; looked up once per request, kept on the user object."""
    if not getattr(user, "is_authenticated", False):
        return []
    kept: dict[dt.date, list[User]] = user.__dict__.setdefault("_absent", {})
    if on not in kept:
        rows = Substitution.objects.filter(substitute=user, since__lte=on, until__gte=on, absent__is_active=True)
        kept[on] = [each.absent for each in rows.select_related("absent")]
    return kept[on]


def delegated_townships(flow: Flow, on: dt.date) -> set[str]:
    """The townships that confirm by themselves on a day (R-ORG-02), by a delegation of the flow or of the one it is delegated with."""
    code = flow.delegated_with or flow.code
    rows = Delegation.objects.filter(Q(until=None) | Q(until__gte=on), flow=code, since__lte=on)
    return set(rows.values_list("township", flat=True))


def awaited_steps(case: Case) -> dict[str, RunningClock]:
    """The steps that the stage waits for now, by action; those that wait for another one first are left out."""
    rows = RunningClock.objects.filter(case=case, step=True, stopped_at=None, waits_since__isnull=False)
    return {row.code: row for row in rows}


def clocks_of(case: Case) -> list[RunningClock]:
    """All limits of a case beside that of its stage, those over several stages first."""
    return list(RunningClock.objects.filter(case=case).order_by("step", "pk"))


def takers(case: Case) -> Mapping[str, set[int]]:
    """Who has taken which action on a case, second persons of pairs included."""
    return takers_of([case]).get(case.pk, {})


def takers_of(rows: Sequence[Case]) -> dict[int, dict[str, set[int]]]:
    """The same for many cases: case → action → users."""
    found: dict[int, dict[str, set[int]]] = {}
    done = ActionTaken.objects.filter(case__in=[case.pk for case in rows])
    for case, action, *users in done.values_list("case", "action", "by", "together_with", "in_the_name_of"):
        found.setdefault(case, {}).setdefault(action, set()).update(user for user in users if user is not None)
    return found


def apart(action: Action, flow: Flow, taken: Mapping[str, set[int]], users: Iterable[User]) -> str | None:
    """The reason why one of the users may not take the action after what he did before (R-SOD-01), or None."""
    for user in users:
        for code in action.apart_from:
            if user.pk in taken.get(code, ()):
                return f"{user.name}已办理本件的“{flow.action(code).name}”,不能再办理“{action.name}”,请换人办理。"
    return None


def apart_in_original(action: Action, case: Case, users: Iterable[User]) -> str | None:
    """The reason why one of the users may not look at a case again that he had a hand in, or None."""
    if not action.apart_from_original or case.original is None:
        return None
    had_a_hand = set().union(*takers(case.original).values())
    for user in users:
        if user.pk in had_a_hand:
            return f"{user.name}办理过原件{case.original.number}，不能办理“{action.name}”，请换人办理。"
    return None


def subjects(flow: Flow, rows: Sequence[Case]) -> dict[int, list[int]]:
    """The persons whom each case is about."""
    if flow.subjects_many is not None:
        return dict(flow.subjects_many(rows))
    return {case.pk: flow.subjects(case) for case in rows} if flow.subjects is not None else {}


def history(case: Case) -> QuerySet[ActionTaken]:
    """Everything ever done on a case, oldest first, with who did it, what it changed, and the files."""
    people = ("by", "together_with", "in_the_name_of")
    return case.actions.select_related(*people, "change").prefetch_related("files")


def _waiting_moves(flow: Flow) -> dict[str, list[Action]]:
    """Stage → the actions that a case waits for there: steps, and moves with a time limit, or all moves where nothing has one."""
    found: dict[str, list[Action]] = {}
    for stage in flow.stages:
        if stage.rests:
            continue
        moves = [
            action
            for action in flow.actions_from(stage.code)
            if action.roles and (action.target != stage.code or action.awaited)
        ]
        timed = [action for action in moves if action.within is not None or action.awaited]
        if moves:
            found[stage.code] = timed or moves
    return found


def _nearest_first(rows: QuerySet[Case]) -> QuerySet[Case]:
    return rows.order_by(F("due_on").asc(nulls_last=True), "id")
