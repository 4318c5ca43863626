"""A day's rounds: who visits whom in which order, within the hours agreed, with as little road as can be found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from doudi.base.places import metres_between
from doudi.mechanisms.orders.dispatching.able import why_not
from doudi.mechanisms.orders.dispatching.declare import Carer, Carers, Terms, Visit, Visits, apart, clock

_LEFT_OUT = 1_000_000  # metres: what it costs to leave a visit out, so that none is for the sake of the way
_TRIES = 120  # improvements after which the search ends; a number and not a time, so that the answer is always the same
_SAFETY_SECONDS = 60


@dataclass(frozen=True)
class Stop:
    """One visit on a round: when he arrives at the earliest, how far he came by road."""

    order: int
    begins: int
    metres: int
    words: str


@dataclass(frozen=True)
class Round:
    worker: int
    stops: tuple[Stop, ...]
    metres: int  # by road, with the way home


@dataclass(frozen=True)
class DayPlan:
    """The rounds of a day, who was left out and why, and all metres of road."""

    rounds: tuple[Round, ...]
    left_out: tuple[tuple[int, str], ...]

    @property
    def metres(self) -> int:
        return sum(each.metres for each in self.rounds)

    @property
    def served(self) -> int:
        """Places on rounds that were filled: a visit by two counts twice."""
        return sum(len(each.stops) for each in self.rounds)


def plan_day(visits: Visits, carers: Carers, *, terms: Terms, tries: int = _TRIES) -> DayPlan:
    """Rounds for a day. A visit by two is on two rounds at the same time, or on none. Everybody sets out from home and comes back in his
    hours. What does not fit is left out and said so."""
    able = {
        visit.order: [place for place, carer in enumerate(carers) if not why_not(visit, carer, terms)]
        for visit in visits
    }
    pinned = _pin(visits, carers, able, terms)
    going = [visit for visit in visits if (able[visit.order] if visit.people == 1 else visit.order in pinned)]
    rounds = _solve(going, carers, able, pinned, terms, tries) if going else ()
    rounds = _whole(rounds, {visit.order: visit for visit in going}, {carer.worker: carer for carer in carers}, terms)
    placed = {stop.order for each in rounds for stop in each.stops}
    left = tuple(
        (visit.order, _why_left_out(visit, carers, able[visit.order], terms))
        for visit in visits
        if visit.order not in placed
    )
    return DayPlan(rounds, left)


def _solve(
    visits: Sequence[Visit],
    carers: Carers,
    able: dict[int, list[int]],
    pinned: dict[int, tuple[int, list[int]]],
    terms: Terms,
    tries: int,
) -> tuple[Round, ...]:
    # One node a visit and person needed, then the homes.
    nodes = [(number, copy) for number, visit in enumerate(visits) for copy in range(visit.people)]
    places = [(visits[number].latitude, visits[number].longitude) for number, _ in nodes]
    places += [(carer.latitude, carer.longitude) for carer in carers]
    straight = [[metres_between(*one, *other) for other in places] for one in places]
    homes = [len(nodes) + n for n in range(len(carers))]
    manager = pywrapcp.RoutingIndexManager(len(places), len(carers), homes, homes)
    model = pywrapcp.RoutingModel(manager)
    stays = [visits[number].minutes for number, _ in nodes] + [0] * len(carers)
    way = [[terms.road(metres) for metres in row] for row in straight]
    took = [[stays[one] + terms.minutes(metres) for metres in row] for one, row in enumerate(straight)]
    model.SetArcCostEvaluatorOfAllVehicles(model.RegisterTransitMatrix(way))
    model.AddDimension(model.RegisterTransitMatrix(took), 24 * 60, 24 * 60, False, "time")
    time = model.GetDimensionOrDie("time")
    one = model.RegisterUnaryTransitVector([1] * len(nodes) + [0] * len(carers))
    model.AddDimensionWithVehicleCapacity(one, 0, [carer.most for carer in carers], True, "visits")
    for place, carer in enumerate(carers):
        time.CumulVar(model.Start(place)).SetRange(carer.since, carer.until)
        time.CumulVar(model.End(place)).SetRange(carer.since, carer.until)
        model.AddVariableMinimizedByFinalizer(time.CumulVar(model.End(place)))
    _agree(model, manager, time, visits, nodes, able, pinned)
    answer = model.SolveWithParameters(_search(tries))
    assert answer is not None, "leaving everything out is always an answer"
    return tuple(
        _round(model, manager, time, answer, visits, nodes, way, place, carer) for place, carer in enumerate(carers)
    )


def _agree(model, manager, time, visits, nodes, able, pinned) -> None:  # type: ignore[no-untyped-def]  # the solver has no types
    """Hours agreed, and who may go; those who go together are settled beforehand."""
    for node, (number, copy) in enumerate(nodes):
        visit, index = visits[number], manager.NodeToIndex(node)
        if visit.people == 1:
            time.CumulVar(index).SetRange(visit.earliest, visit.latest)
            model.VehicleVar(index).SetValues([-1, *able[visit.order]])  # -1: left out
        else:
            begins, places = pinned[visit.order]
            time.CumulVar(index).SetRange(begins, begins)
            model.VehicleVar(index).SetValues([-1, places[copy]])
        model.AddDisjunction([index], _LEFT_OUT)


def _pin(
    visits: Sequence[Visit], carers: Carers, able: dict[int, list[int]], terms: Terms
) -> dict[int, tuple[int, list[int]]]:
    """Who goes together, and when: for each visit by several the first quarter of an hour at which enough can come, the nearest of them.

    A search that moves one stop at a time never finds two that have to be put down at once, so they are settled first and the
    rounds are drawn around them. What cannot be settled is not in the answer.
    """
    settled: dict[int, tuple[int, list[int]]] = {}
    busy: dict[int, list[tuple[int, Visit]]] = {place: [] for place in range(len(carers))}
    for visit in sorted(visits, key=lambda each: (each.latest, each.order)):
        if visit.people == 1:
            continue
        for begins in range(visit.earliest, visit.latest + 1, 15):
            free = [place for place in able[visit.order] if _can(visit, begins, carers[place], busy[place], terms)]
            if len(free) >= visit.people:
                places = sorted(free, key=lambda place: (apart(visit, carers[place]), place))[: visit.people]
                settled[visit.order] = (begins, places)
                for place in places:
                    busy[place].append((begins, visit))
                break
    return settled


def _can(visit: Visit, begins: int, carer: Carer, busy: list[tuple[int, Visit]], terms: Terms) -> bool:
    """Whether somebody can be there at a time: from home and back in his hours, and between what is settled already."""
    home = terms.minutes(apart(visit, carer))
    if begins - home < carer.since or begins + visit.minutes + home > carer.until or len(busy) >= carer.most:
        return False
    for other_begins, other in busy:
        way = terms.minutes(metres_between(visit.latitude, visit.longitude, other.latitude, other.longitude))
        if not (begins + visit.minutes + way <= other_begins or other_begins + other.minutes + way <= begins):
            return False
    return True


def _search(tries: int):  # type: ignore[no-untyped-def]  # the solver has no types
    asked = pywrapcp.DefaultRoutingSearchParameters()
    asked.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    asked.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    asked.solution_limit = tries
    asked.time_limit.seconds = _SAFETY_SECONDS
    return asked


def _round(model, manager, time, answer, visits, nodes, way, place, carer) -> Round:  # type: ignore[no-untyped-def]
    stops: list[Stop] = []
    metres = 0
    index = model.Start(place)
    while not model.IsEnd(index):
        following = answer.Value(model.NextVar(index))
        step = way[manager.IndexToNode(index)][manager.IndexToNode(following)]
        metres += step
        if not model.IsEnd(following):
            visit = visits[nodes[manager.IndexToNode(following)][0]]
            begins = answer.Min(time.CumulVar(following))
            stops.append(_stop(visit.order, begins, step))
        index = following
    return Round(carer.worker, tuple(stops), metres)


def _whole(
    rounds: tuple[Round, ...], visits: dict[int, Visit], carers: dict[int, Carer], terms: Terms
) -> tuple[Round, ...]:
    """Without stops of a visit that not all who are needed for it go to; who would have gone drives past."""
    there: dict[int, int] = {}
    for each in rounds:
        for stop in each.stops:
            there[stop.order] = there.get(stop.order, 0) + 1
    short = {order for order, people in there.items() if people < visits[order].people}
    return tuple(_again(each, short, visits, carers[each.worker], terms) if short else each for each in rounds)


def _again(old: Round, without: set[int], visits: dict[int, Visit], carer: Carer, terms: Terms) -> Round:
    here, stops = (carer.latitude, carer.longitude), []
    for stop in old.stops:
        if stop.order not in without:
            visit = visits[stop.order]
            step = terms.road(metres_between(*here, visit.latitude, visit.longitude))
            stops.append(_stop(stop.order, stop.begins, step))
            here = (visit.latitude, visit.longitude)
    return Round(old.worker, tuple(stops), sum(stop.metres for stop in stops) + _home(carer, here, terms))


def _stop(order: int, begins: int, metres: int) -> Stop:
    return Stop(order, begins, metres, f"{clock(begins)}到，路程{metres / 1000:.1f}公里。")


def _why_left_out(visit: Visit, carers: Carers, able: list[int], terms: Terms) -> str:
    if len(able) >= visit.people:
        return "当日人手排不开，请改约时间或加派人员。"
    reasons: dict[str, int] = {}
    for carer in carers:
        why = why_not(visit, carer, terms)
        if why:
            reasons[why] = reasons.get(why, 0) + 1
    told = "，".join(
        f"{words}（{number}人）" for words, number in sorted(reasons.items(), key=lambda each: (-each[1], each[0]))[:2]
    )
    return f"需要{visit.people}人，能去的只有{len(able)}人：{told}。" if able else f"没有能去的人：{told}。"


def nearest_first(visits: Visits, carers: Carers, *, terms: Terms) -> DayPlan:
    """What an office does without a plan: visit by visit in the order of the hours agreed, whoever is nearest at that time and can still
    make it. It knows only visits by one; to measure a plan against."""
    assert all(visit.people == 1 for visit in visits)
    free = [(carer.since, (carer.latitude, carer.longitude)) for carer in carers]
    stops: list[list[Stop]] = [[] for _ in carers]
    left: list[tuple[int, str]] = []
    for visit in sorted(visits, key=lambda each: (each.earliest, each.order)):
        nearest = _nearest(visit, carers, free, stops, terms)
        if nearest is None:
            left.append((visit.order, ""))
            continue
        straight, place, begins = nearest
        stops[place].append(Stop(visit.order, begins, terms.road(straight), ""))
        free[place] = (begins + visit.minutes, (visit.latitude, visit.longitude))
    rounds = tuple(
        Round(carer.worker, tuple(mine), sum(stop.metres for stop in mine) + _home(carer, here, terms))
        for carer, mine, (_, here) in zip(carers, stops, free, strict=True)
    )
    return DayPlan(rounds, tuple(left))


def _nearest(
    visit: Visit, carers: Carers, free: list[tuple[int, tuple[float, float]]], stops: list[list[Stop]], terms: Terms
) -> tuple[int, int, int] | None:
    """The nearest who may, can still make it, and is home in time: metres in a straight line, who, and when it begins."""
    found = []
    for place, carer in enumerate(carers):
        moment, here = free[place]
        straight = metres_between(*here, visit.latitude, visit.longitude)
        begins = max(moment + terms.minutes(straight), visit.earliest)
        home = metres_between(visit.latitude, visit.longitude, carer.latitude, carer.longitude)
        in_time = begins <= visit.latest and begins + visit.minutes + terms.minutes(home) <= carer.until
        if in_time and len(stops[place]) < carer.most and not why_not(visit, carer, terms):
            found.append((straight, place, begins))
    return min(found, default=None)


def _home(carer: Carer, here: tuple[float, float], terms: Terms) -> int:
    return terms.road(metres_between(*here, carer.latitude, carer.longitude))
