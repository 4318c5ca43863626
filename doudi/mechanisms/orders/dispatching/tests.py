"""Who is proposed for what, and why; which rounds are drawn up."""

from __future__ import annotations

import datetime as dt
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.dispatching import a_day
from doudi.base.places import metres_between
from doudi.mechanisms.orders.dispatching.able import why_not
from doudi.mechanisms.orders.dispatching.assigning import propose
from doudi.mechanisms.orders.dispatching.declare import Carer, Terms, Visit
from doudi.mechanisms.orders.dispatching.routing import DayPlan, nearest_first, plan_day

TERMS = Terms.on(dt.date(2024, 11, 1))
KILOMETRE = 1 / 111.195


def a_visit(order: int, north: float = 0.0, **more: object) -> Visit:
    """An hour's visit so many kilometres north of the middle, at any time of the day."""
    told: dict[str, object] = {"client": order, "earliest": 8 * 60, "latest": 17 * 60, "minutes": 60, "item": "H01"}
    return Visit(order, latitude=27.0 + north * KILOMETRE, longitude=115.0, **(told | more))  # type: ignore[arg-type]  # a story's words


def a_carer(worker: int, north: float = 0.0, **more: object) -> Carer:
    return Carer(worker, 27.0 + north * KILOMETRE, 115.0, **more)  # type: ignore[arg-type]  # a story's words


@pytest.mark.parametrize(
    ("visit", "carer", "sentence"),
    [
        ({}, {}, ""),
        ({"client": 7}, {"kin": frozenset({7})}, "是服务对象的近亲属"),
        ({"credentials": frozenset({"养老护理员证"})}, {}, "没有养老护理员证"),
        ({"credentials": frozenset({"养老护理员证"})}, {"credentials": frozenset({"养老护理员证"})}, ""),
        ({}, {"skills": frozenset({"H03"})}, "不会该项目"),
        ({"sex": "F"}, {"sex": "M"}, "该项目须由女性服务"),
        ({"languages": frozenset({"赣语"})}, {"languages": frozenset({"普通话"})}, "语言不通"),
        ({}, {"north": 20.0}, "超过15公里"),
        ({"earliest": 18 * 60, "latest": 19 * 60}, {}, "时间对不上"),
    ],
)
def test_who_may_not_go_and_why(visit: dict[str, object], carer: dict[str, object], sentence: str) -> None:
    assert why_not(a_visit(1, **visit), a_carer(1, **carer), TERMS) == sentence  # type: ignore[arg-type]  # a story's words


def test_the_nearest_goes_unless_she_has_done_so_much_already() -> None:
    near, far = a_carer(1, 0.2, load=2), a_carer(2, 1.0, load=2)
    assert [line.worker for line in propose([a_visit(1)], [near, far], terms=TERMS)] == [1]
    busy = a_carer(1, 0.2, load=9)
    line = propose([a_visit(1)], [busy, far], terms=TERMS)[0]
    assert (line.worker, line.words) == (2, "离服务地点1.0公里；近90天服务2单。")


def test_who_has_not_served_for_long_is_invited() -> None:
    line = propose([a_visit(1)], [a_carer(1, 0.2, load=3), a_carer(2, 1.9)], terms=TERMS)[0]
    assert (line.worker, line.words) == (2, "离服务地点1.9公里；近90天没有服务过，邀请参加。")


def test_nobody_is_asked_to_be_in_two_places_at_once() -> None:
    orders = [a_visit(n, earliest=9 * 60 + 10 * n, latest=9 * 60 + 10 * n) for n in range(3)]
    lines = propose(orders, [a_carer(1), a_carer(2)], terms=TERMS)
    assert [line.worker for line in lines].count(None) == 1
    gone = next(line for line in lines if line.worker is None)
    assert gone.words.startswith("缺1人：")
    later = propose([*orders[:2], a_visit(5, earliest=12 * 60, latest=12 * 60)], [a_carer(1)], terms=TERMS)
    assert [line.worker for line in later] == [1, None, 1], "at noon he is free again"


def test_a_bath_is_proposed_to_two() -> None:
    bath = a_visit(1, people=2, minutes=45)
    both = propose([bath], [a_carer(1), a_carer(2), a_carer(3, 4.0)], terms=TERMS)
    assert [line.worker for line in both] == [1, 2]
    alone = propose([bath], [a_carer(1), a_carer(2, kin=frozenset({1}))], terms=TERMS)
    assert [line.worker for line in alone] == [1, None]
    assert alone[1].words == "还缺1人：是服务对象的近亲属（1人）。"


def test_work_is_spread_over_those_who_live_alike_near() -> None:
    orders = [a_visit(n, earliest=8 * 60 + 90 * (n % 6), latest=8 * 60 + 90 * (n % 6)) for n in range(6)]
    lines = propose(orders, [a_carer(n, 0.1) for n in range(6)], terms=TERMS)
    assert len({line.worker for line in lines}) == 6


def _check(plan: DayPlan, visits: list[Visit], carers: list[Carer]) -> None:
    """Whatever the plan is, it can be done: by those who may, in the hours agreed, with time for the road, by as many as are needed."""
    by_order, by_worker = {v.order: v for v in visits}, {c.worker: c for c in carers}
    there: dict[int, list[int]] = {}
    for each in plan.rounds:
        carer = by_worker[each.worker]
        assert len(each.stops) <= carer.most
        moment, here = carer.since, (carer.latitude, carer.longitude)
        for stop in each.stops:
            visit = by_order[stop.order]
            assert why_not(visit, carer, TERMS) == ""
            straight = metres_between(*here, visit.latitude, visit.longitude)
            assert stop.begins >= moment + TERMS.minutes(straight)
            assert visit.earliest <= stop.begins <= visit.latest
            assert stop.metres == TERMS.road(straight)
            moment, here = stop.begins + visit.minutes, (visit.latitude, visit.longitude)
            there.setdefault(stop.order, []).append(stop.begins)
        home = metres_between(*here, carer.latitude, carer.longitude)
        assert moment + TERMS.minutes(home) <= carer.until or not each.stops
    for order, begins in there.items():
        assert len(begins) == by_order[order].people
        assert len(set(begins)) == 1, "those who go together come together"
    assert {order for order, _ in plan.left_out} == set(by_order) - set(there)
    assert all(words.endswith("。") for _, words in plan.left_out)


def test_a_round_goes_along_the_road_and_not_to_and_fro() -> None:
    visits = [a_visit(n, north) for n, north in enumerate([9.0, 1.0, 7.0, 3.0, 5.0])]
    plan = plan_day(visits, [a_carer(1)], terms=TERMS, tries=20)
    _check(plan, visits, [a_carer(1)])
    assert plan.metres == pytest.approx(2 * 9000 * TERMS.detour, rel=0.001)


def test_what_nobody_may_do_is_left_out_and_said() -> None:
    visits = [a_visit(1, credentials=frozenset({"护士执业证"})), a_visit(2), a_visit(3, people=2)]
    plan = plan_day(visits, [a_carer(1)], terms=TERMS, tries=5)
    _check(plan, visits, [a_carer(1)])
    assert dict(plan.left_out)[1] == "没有能去的人：没有护士执业证（1人）。"
    assert dict(plan.left_out)[3].startswith("需要2人，能去的只有1人")


def test_a_day_too_short_leaves_some_out() -> None:
    visits = [a_visit(n, n / 10, minutes=120) for n in range(6)]
    carers = [a_carer(1)]
    plan = plan_day(visits, carers, terms=TERMS, tries=20)
    _check(plan, visits, carers)
    assert plan.served == 4
    assert dict(plan.left_out).popitem()[1] == "当日人手排不开，请改约时间或加派人员。"


@pytest.mark.parametrize("seed", range(4))
def test_baths_are_given_by_two_at_the_same_time(seed: int) -> None:
    visits, carers = a_day(24, 6, seed=seed)
    dice = random.Random(seed)
    together = [v if dice.random() < 0.7 else Visit(**{**v.__dict__, "people": 2, "sex": ""}) for v in visits]
    plan = plan_day(together, carers, terms=TERMS, tries=15)
    _check(plan, together, carers)
    assert any(each.people == 2 and each.order in {s.order for r in plan.rounds for s in r.stops} for each in together)


def test_a_plan_is_shorter_than_sending_the_nearest_and_always_the_same() -> None:
    visits, carers = a_day(60, 10, seed=3)
    plan, usual = plan_day(visits, carers, terms=TERMS, tries=40), nearest_first(visits, carers, terms=TERMS)
    _check(plan, visits, carers)
    _check(DayPlan(usual.rounds, tuple((o, "。") for o, _ in usual.left_out)), visits, carers)
    assert plan.served >= usual.served
    assert plan.metres < 0.9 * usual.metres
    assert plan_day(visits, carers, terms=TERMS, tries=40) == plan


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_proposals_hold_what_they_promise(seed: int) -> None:
    visits, carers = a_day(30, 12, seed=seed)
    lines = propose(visits, carers, terms=TERMS)
    by_order, by_worker = {v.order: v for v in visits}, {c.worker: c for c in carers}
    times: dict[int, list[tuple[int, int]]] = {}
    for line in lines:
        if line.worker is None:
            continue
        visit = by_order[line.order]
        assert why_not(visit, by_worker[line.worker], TERMS) == ""
        for since, until in times.get(line.worker, []):
            assert visit.earliest >= until or visit.earliest + visit.minutes <= since
        times.setdefault(line.worker, []).append((visit.earliest, visit.earliest + visit.minutes))
    assert propose(list(reversed(visits)), carers, terms=TERMS) == lines
