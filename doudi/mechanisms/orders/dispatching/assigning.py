"""Single orders matched with people: near, able, and so that not always the same ones are asked."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass

from ortools.graph.python import min_cost_flow

from doudi.mechanisms.orders.dispatching.able import why_not
from doudi.mechanisms.orders.dispatching.declare import Carer, Carers, Terms, Visit, Visits, apart

_NOBODY = 10**9  # metres: rather anybody than nobody


@dataclass(frozen=True)
class Proposal:
    """One line: who is proposed for which order, and why in words. `worker` None: nobody is able; `words` then says what is in the way."""

    order: int
    worker: int | None
    metres: int
    words: str


def propose(visits: Visits, carers: Carers, *, terms: Terms) -> list[Proposal]:
    """Who could take which order of one day, as many lines for an order as people are needed.

    The sum of ways is as small as can be, where an order of the last 90 days counts as some metres more and nobody is asked to be in
    two places at once; who has served nobody for 90 days counts as nearer. Orders at different hours are matched one hour after the
    other, so that a proposal already counts as load.
    """
    found: list[Proposal] = []
    load = {carer.worker: carer.load for carer in carers}
    busy: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for group in _at_once(visits):
        found += _match(group, carers, terms, load, busy)
    return sorted(found, key=lambda each: (each.order, each.worker is None, each.worker or 0))


def _at_once(visits: Visits) -> list[list[Visit]]:
    """Groups of visits of which no two could be done by one person one after the other, in the order of time."""
    groups: list[list[Visit]] = []
    ends = -1
    for visit in sorted(visits, key=lambda each: (each.earliest, each.order)):
        if groups and visit.earliest < ends:
            groups[-1].append(visit)
            ends = min(ends, visit.earliest + visit.minutes)
        else:
            groups.append([visit])
            ends = visit.earliest + visit.minutes
    return groups


def _match(
    group: Visits, carers: Carers, terms: Terms, load: dict[int, int], busy: dict[int, list[tuple[int, int]]]
) -> list[Proposal]:
    possible: list[tuple[int, int, int]] = []  # visit, carer, metres
    reasons: dict[int, dict[str, int]] = {number: defaultdict(int) for number in range(len(group))}
    for number, visit in enumerate(group):
        near = _near(visit, carers, terms.nearby)
        if len(near) < len(carers):
            reasons[number][f"住在{terms.nearby / 1000:g}公里以外"] = len(carers) - len(near)
        for place, metres in near:
            carer = carers[place]
            why = why_not(visit, carer, terms)
            why = why or ("同一时间已有安排" if _taken(visit, busy[carer.worker]) else "")
            why = why or ("本日已派满" if len(busy[carer.worker]) >= carer.most else "")
            if why:
                reasons[number][why] += 1
            else:
                possible.append((number, place, metres))
    return _lines(group, carers, terms, load, busy, possible, reasons)


def _lines(
    group: Visits,
    carers: Carers,
    terms: Terms,
    load: dict[int, int],
    busy: dict[int, list[tuple[int, int]]],
    possible: list[tuple[int, int, int]],
    reasons: dict[int, dict[str, int]],
) -> list[Proposal]:
    """The cheapest matching, as a flow: from orders to people, one unit a person; what is left flows past them at a high price."""
    flow = min_cost_flow.SimpleMinCostFlow()
    first = len(group)
    sink = first + len(carers)
    arcs = {}
    for number, place, metres in possible:
        cost = metres + terms.load_metres * load[carers[place].worker]
        cost -= terms.inactive_metres if load[carers[place].worker] == 0 else 0
        arcs[flow.add_arc_with_capacity_and_unit_cost(number, first + place, 1, cost + terms.inactive_metres)] = (
            number,
            place,
            metres,
        )
    for place in range(len(carers)):
        flow.add_arc_with_capacity_and_unit_cost(first + place, sink, 1, 0)
    for number, visit in enumerate(group):
        flow.add_arc_with_capacity_and_unit_cost(number, sink, visit.people, _NOBODY)
        flow.set_node_supply(number, visit.people)
    flow.set_node_supply(sink, -sum(visit.people for visit in group))
    assert flow.solve() == flow.OPTIMAL
    found: list[Proposal] = []
    sent = [0] * len(group)
    for arc, (number, place, metres) in arcs.items():
        if flow.flow(arc):
            visit, carer = group[number], carers[place]
            found.append(Proposal(visit.order, carer.worker, metres, _words(carer, metres, load[carer.worker])))
            sent[number] += 1
            busy[carer.worker].append((visit.earliest, visit.earliest + visit.minutes))
    for proposal in found:
        assert proposal.worker is not None
        load[proposal.worker] += 1
    for number, visit in enumerate(group):
        lacking = visit.people - sent[number]
        if lacking:
            found.append(Proposal(visit.order, None, 0, _nobody(reasons[number], lacking, visit.people)))
    return found


def _near(visit: Visit, carers: Carers, nearby: int) -> list[tuple[int, int]]:
    """Who lives near enough, by place in the list, with the metres. A box of degrees goes before the exact distance: most live far off."""
    high = nearby / 111_000 * 1.01  # degrees of latitude
    wide = high / math.cos(math.radians(visit.latitude))
    boxed = (
        (place, apart(visit, carer))
        for place, carer in enumerate(carers)
        if abs(carer.latitude - visit.latitude) <= high and abs(carer.longitude - visit.longitude) <= wide
    )
    return [(place, metres) for place, metres in boxed if metres <= nearby]


def _taken(visit: Visit, times: list[tuple[int, int]]) -> bool:
    return any(visit.earliest < until and since < visit.earliest + visit.minutes for since, until in times)


def _words(carer: Carer, metres: int, load: int) -> str:
    way = f"离服务地点{metres / 1000:.1f}公里"
    return f"{way}；近90天没有服务过，邀请参加。" if load == 0 else f"{way}；近90天服务{load}单。"


def _nobody(reasons: dict[str, int], lacking: int, people: int) -> str:
    most = sorted(reasons.items(), key=lambda each: (-each[1], each[0]))[:2]
    told = "，".join(f"{words}（{number}人）" for words, number in most) or "能去的人都已派往他处"
    return f"{'还缺' if lacking < people else '缺'}{lacking}人：{told}。"
