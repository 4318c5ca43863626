"""Stories of visits to old people in special difficulty (elder care 9.4, 9.5)."""

from __future__ import annotations

import datetime as dt

import pytest

from doudi.mechanisms.activities import queries
from doudi.mechanisms.activities.stories import Outcome, Rounds, Way
from doudi.mechanisms.activities.visiting import visit, visit_many
from doudi.programmes.elderly.elder_visits.risk import Facts, factors, level_of, score
from doudi.programmes.elderly.elder_visits.rounds import GROUPS, ORANGE, RED, ROUNDS, YELLOW

NOVEMBER = 2024 * 12 + 10


@pytest.fixture
def rounds(db: None) -> Rounds:
    return Rounds(ROUNDS)


@pytest.mark.django_db
def test_ec_34_the_score_of_a_risk_and_the_factors_that_made_it() -> None:
    on = dt.date(2024, 11, 5)
    facts = Facts(age=84, living="ALONE", ability=2, chronic=True, falls=1, alerts=2, no_device=True)
    assert [points for _, points in factors(facts, on=on)] == [10, 20, 16, 10, 10, 6, 5]
    assert (score(facts, on=on), level_of(facts, on=on)) == (77, RED)
    assert level_of(Facts(age=72), on=on) == YELLOW
    assert score(Facts(95, "ALONE", 4, True, True, 5, 9, True, True, True, True), on=on) == 100


def test_ec_34_who_is_red_is_due_in_person_every_week(rounds: Rounds) -> None:
    entry = rounds.on_roll(RED, "2024-11-01")
    assert entry.due_on == dt.date(2024, 11, 8)
    visit(rounds.visited(entry, "2024-11-06", way=Way.PHONE.value))
    assert entry.due_on == dt.date(2024, 11, 8)  # a call is none in person
    visit(rounds.visited(entry, "2024-11-07"))
    assert entry.due_on == dt.date(2024, 11, 14)


def test_ec_35_409_of_420_with_a_contact_and_11_names_listed(rounds: Rounds) -> None:
    entries = [rounds.on_roll(YELLOW) for _ in range(420)]
    visit_many(ROUNDS, [rounds.visited(each, "2024-11-05", way=Way.PHONE.value) for each in entries[:409]])
    visit_many(
        ROUNDS,
        [rounds.visited(each, "2024-11-06", outcome=Outcome.NOT_FOUND.value, way="") for each in entries[409:]],
    )
    found = queries.coverage(ROUNDS, NOVEMBER)
    assert (found.due, found.seen, found.missed, found.words) == (420, 409, 11, "97.38%")
    assert queries.counted_in(ROUNDS, NOVEMBER).filter(seen=False).count() == 11


def test_r_vis_02_orange_is_two_contacts_a_month_one_of_them_in_person(rounds: Rounds) -> None:
    entry = rounds.on_roll(ORANGE, "2024-11-01")
    for day, way in (("2024-11-04", Way.PHONE), ("2024-11-11", Way.PHONE)):
        visit(rounds.visited(entry, day, way=way.value))
    assert entry.due_on == dt.date(2024, 11, 30)
    visit(rounds.visited(entry, "2024-11-20"))
    assert entry.due_on == dt.date(2024, 12, 31)


def test_r_vis_03_twelve_points_and_one_not_looked_at_counts_for_nothing(rounds: Rounds) -> None:
    assert len(GROUPS) == 12
    entry = rounds.on_roll(YELLOW)
    said = {each.code: "OK" for each in GROUPS} | {"meals": "UNSEEN"}
    assert visit(rounds.visited(entry, "2024-11-05", said=said)).not_counted == "未查看：吃饭"


def test_r_vis_06_who_came_onto_the_list_on_the_last_day_counts(rounds: Rounds) -> None:
    rounds.on_roll(YELLOW, "2024-11-30")
    assert queries.coverage(ROUNDS, NOVEMBER).due == 1
