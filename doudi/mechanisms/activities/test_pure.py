"""When somebody is due and what looks odd: pure, without a database."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doudi.mechanisms.activities.declare import Rhythm, VisitRules
from doudi.mechanisms.activities.due import due_on
from doudi.mechanisms.activities.queries import Coverage
from doudi.mechanisms.activities.signals import Odd, Seen, odd_ones


@dataclass(frozen=True)
class Fixed:
    """A number that is the same on every day."""

    number: int

    def on(self, day: dt.date) -> int:
        return self.number


def day(written: str) -> dt.date:
    return dt.date.fromisoformat(written)


WEEKLY, FORTNIGHTLY = Rhythm(days=Fixed(7)), Rhythm(days=Fixed(14))
MONTHLY, QUARTERLY, TWICE = Rhythm(months=1), Rhythm(months=3), Rhythm(months=1, contacts=2, in_person=1)
RULES = VisitRules(
    metres=Fixed(500), days_on_roll=Fixed(15), review_months=Fixed(6), a_day=Fixed(12), alike=Fixed(3),
    minutes_between=Fixed(5), shortest=Fixed(5), night_from=Fixed(21), night_to=Fixed(6), same_day_share=Fixed(60),
    not_found=Fixed(2), not_found_hours=Fixed(24), days_late=Fixed(7),
)  # fmt: skip
NOON = dt.datetime(2024, 11, 5, 12, 0)


def test_we_16_seven_days_run_over_the_spring_festival_and_a_month_ends_with_its_last_day() -> None:
    entered = day("2025-12-01")
    assert due_on(WEEKLY, entered_on=entered, contacts=[(day("2026-02-12"), True)]) == day("2026-02-19")
    assert due_on(MONTHLY, entered_on=entered, contacts=[(day("2026-01-31"), True)]) == day("2026-02-28")


def test_we_25_every_fourteen_days_from_the_last_visit() -> None:
    assert due_on(FORTNIGHTLY, entered_on=day("2026-09-01"), contacts=[(day("2026-10-02"), True)]) == day("2026-10-16")


def test_who_comes_onto_the_roll_late_in_a_month_is_due_in_the_next_one() -> None:
    assert due_on(MONTHLY, entered_on=day("2024-11-16"), contacts=[], spare=15) == day("2024-11-30")
    assert due_on(MONTHLY, entered_on=day("2024-11-17"), contacts=[], spare=15) == day("2024-12-31")
    assert due_on(QUARTERLY, entered_on=day("2024-11-17"), contacts=[], spare=15) == day("2024-12-31")


def test_a_quarter_is_one_of_the_calendar() -> None:
    assert due_on(QUARTERLY, entered_on=day("2024-01-01"), contacts=[(day("2024-02-10"), True)]) == day("2024-06-30")


@pytest.mark.parametrize(
    ("contacts", "expected"),
    [
        ([("2024-11-03", False)], "2024-11-30"),  # one of two
        ([("2024-11-03", False), ("2024-11-20", False)], "2024-11-30"),  # two, but nobody came
        ([("2024-11-03", False), ("2024-11-20", True)], "2024-12-31"),
        ([("2024-10-03", True), ("2024-10-20", True), ("2024-11-02", True)], "2024-11-30"),
    ],
)
def test_r_vis_02_two_contacts_a_month_of_which_one_in_person(contacts: list[tuple[str, bool]], expected: str) -> None:
    done = [(day(on), in_person) for on, in_person in contacts]
    assert due_on(TWICE, entered_on=day("2024-01-01"), contacts=done) == day(expected)


@given(
    st.sampled_from([WEEKLY, FORTNIGHTLY, MONTHLY, QUARTERLY, TWICE]),
    st.lists(st.tuples(st.integers(1, 366), st.booleans()), max_size=8),
)
def test_one_more_visit_never_makes_somebody_due_earlier_and_the_order_does_not_matter(
    rhythm: Rhythm, days: list[tuple[int, bool]]
) -> None:
    entered = day("2023-12-31")
    contacts = [(entered + dt.timedelta(days=number), in_person) for number, in_person in days]
    limits = [
        due_on(rhythm, entered_on=entered, contacts=sorted(contacts)[:number]) for number in range(len(contacts) + 1)
    ]
    assert limits == sorted(limits)
    assert due_on(rhythm, entered_on=entered, contacts=contacts[::-1]) == limits[-1]
    assert all(on <= limits[-1] for on, in_person in contacts if in_person or not rhythm.in_person)


def test_we_15_98_29_per_cent() -> None:
    assert Coverage(117, 115).words == "98.29%"
    assert Coverage(0, 0).words == "100.00%"


def seen(pk: int, **more: Any) -> Seen:
    """A visit without anything odd about it; `minute`: after noon."""
    at = NOON + dt.timedelta(minutes=more.pop("minute", 30 * pk))
    return Seen(**{"pk": pk, "visitor": 1, "entry": pk, "held_at": at, "minutes": 20, "metres": 40, **more})


def codes(*visits: Seen) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for each in odd_ones(visits, RULES, on=day("2024-11-30")):
        found.setdefault(each.pk, []).append(each.code.value)
    return found


def test_r_dis_05_an_ordinary_month_has_no_signals() -> None:
    assert codes(*(seen(pk, minute=1440 * (pk // 4) + 30 * (pk % 4), words=f"第{pk}次") for pk in range(16))) == {}


def test_r_dis_05_more_than_twelve_in_a_day() -> None:
    twelve = [seen(pk) for pk in range(12)]
    other_days = [seen(100 + pk, minute=1440 * (1 + pk) + 5) for pk in range(10)]
    assert codes(*twelve, *other_days) == {}
    thirteen = codes(*twelve, seen(12), *other_days)
    assert set(thirteen) == set(range(13))
    assert codes(*twelve, seen(12, counts=False), *other_days) == {}  # only those that count


def test_r_dis_05_the_same_words_in_more_than_three() -> None:
    three = [seen(pk, words="情况 良好。") for pk in range(3)]
    assert codes(*three) == {}
    assert codes(*three, seen(3, words="情况良好。\n", visitor=2)) == {pk: ["ALIKE"] for pk in range(4)}


def test_r_dis_05_two_homes_within_five_minutes_but_not_one_home_twice() -> None:
    assert codes(seen(1, minute=0), seen(2, minute=4)) == {1: ["CLOSE"], 2: ["CLOSE"]}
    assert codes(seen(1, minute=0), seen(2, minute=5)) == {}
    assert codes(seen(1, minute=0, entry=7), seen(2, minute=4, entry=7)) == {}
    assert codes(seen(1, minute=0), seen(2, minute=4, visitor=2)) == {}


def test_r_dis_05_a_photo_seen_before() -> None:
    assert codes(seen(1, prints=(12345,)), seen(2, prints=(12345 ^ 1,)), seen(3, prints=(0x5555_0000_AAAA_1111,))) == {
        1: ["PHOTO"],
        2: ["PHOTO"],
    }


def test_too_far_too_short_at_night_and_on_one_day() -> None:
    assert codes(seen(1, metres=501)) == {1: ["FAR"]}
    assert codes(seen(1, minutes=4)) == {1: ["SHORT"]}
    assert codes(seen(1, minute=9 * 60)) == {1: ["NIGHT"]}
    assert codes(seen(1, minute=9 * 60, late_clock=True)) == {1: ["CLOCK"]}
    assert codes(seen(1, days_late=8)) == {1: ["LATE"]}
    assert codes(seen(1, days_late=7)) == {}
    crowded = [seen(pk) for pk in range(7)] + [seen(10 + pk, minute=1440 * (pk + 1)) for pk in range(3)]
    assert codes(*crowded) == {pk: [Odd.SAME_DAY.value] for pk in range(7)}
