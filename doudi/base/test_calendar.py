"""Workdays and deadlines; the worked examples of the domain carry their ids."""

from __future__ import annotations

import datetime as dt

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from doudi.base.calendar import Notice, due_in_hours, months_later, printed, with_notices
from doudi.base.months import month_of
from doudi.base.refused import Refused

CALENDAR = printed()
SHANGHAI = dt.timezone(dt.timedelta(hours=8))
EVERY_DAY = [
    dt.date(2021, 1, 1) + dt.timedelta(days=n) for n in range((dt.date(2027, 1, 1) - dt.date(2021, 1, 1)).days)
]

days = st.dates(dt.date(2021, 1, 5), dt.date(2026, 9, 30))


def day(written: str) -> dt.date:
    return dt.date.fromisoformat(written)


def workdays(start: str, number: int) -> str:
    """The deadline of so many workdays after a day."""
    due = CALENDAR.due_in_workdays(day(start), number)
    assert due.legal == due.internal == due.nominal
    assert not due.provisional
    return due.legal.isoformat()


def test_every_day_of_the_notices_agrees_with_chinesecalendar() -> None:
    assert [each for each in EVERY_DAY if CALENDAR.is_workday(each) != chinese_calendar.is_workday(each)] == []
    assert sorted(CALENDAR.notices) == [2021, 2022, 2023, 2024, 2025, 2026]
    assert all(notice.document.startswith("国办发明电") for notice in CALENDAR.notices.values())


# --- workdays --------------------------------------------------------------------------------------------------------


def test_ex_11_clocks_of_an_accepted_application() -> None:
    assert [workdays("2024-04-26", number) for number in (3, 20, 30, 45)] == [
        "2024-04-30",  # Sunday 28 April is worked
        "2024-05-27",
        "2024-06-11",
        "2024-07-02",
    ]


def test_ex_12_check_requested_before_labour_day() -> None:
    assert workdays("2024-04-29", 3) == "2024-05-07"


def test_ex_14_county_review_and_refusal_notice() -> None:
    assert workdays("2024-05-23", 10) == "2024-06-06"
    assert workdays("2024-06-05", 3) == "2024-06-11"


def test_ex_17_clocks_of_a_destitute_person() -> None:
    assert workdays("2024-09-24", 15) == "2024-10-18"
    assert workdays("2024-10-25", 15) == "2024-11-15"
    assert workdays("2025-01-20", 10) == "2025-02-08"


def test_ex_26_back_fill_after_a_fire() -> None:
    assert [workdays("2024-09-27", number) for number in (5, 10)] == ["2024-10-10", "2024-10-16"]


def test_ex_32_application_across_provinces() -> None:
    assert workdays("2024-04-26", 16) == "2024-05-21"


def test_ex_36_dispatch_and_verification_of_a_finding() -> None:
    dispatched = workdays("2024-09-12", 2)
    assert dispatched == "2024-09-14"  # a Saturday that is worked
    assert workdays(dispatched, 10) == "2024-09-30"


def test_we_17_referral_before_the_spring_festival() -> None:
    assert workdays("2026-02-13", 5) == "2026-02-27"
    assert workdays("2026-02-13", 10) == "2026-03-05"


def test_we_20_local_application_of_a_child() -> None:
    township = workdays("2024-09-23", 15)
    assert township == "2024-10-17"
    assert workdays(township, 15) == "2024-11-07"


def test_we_21_application_of_a_child_across_provinces() -> None:
    push = workdays("2025-09-22", 3)
    township = workdays(push, 15)
    county = workdays(township, 15)
    assert (push, township, county, workdays(county, 3)) == ("2025-09-25", "2025-10-22", "2025-11-12", "2025-11-17")


def test_we_26_make_up_days_count() -> None:
    assert workdays("2026-09-18", 15) == "2026-10-15"
    assert workdays("2025-01-24", 5) == "2025-02-07"


def test_we_27_one_notice_of_all_gaps_within_five_workdays() -> None:
    assert workdays("2026-09-18", 5) == "2026-09-24"


def test_we_31_parallel_parts_take_the_longest_and_not_the_sum() -> None:
    start = "2026-03-02"
    together = max(workdays(start, 5), workdays(start, 5), workdays(workdays(start, 4), 3))
    assert together == workdays(start, 7)


def test_we_32_reports_of_a_death_on_paper_and_by_wire() -> None:
    assert workdays("2026-04-29", 15) == "2026-05-22"
    assert workdays("2026-04-29", 5) == "2026-05-09"


# --- natural days, months, hours -------------------------------------------------------------------------------------


def test_ex_13_public_notice_of_seven_days() -> None:
    rolled = CALENDAR.due_in_days(day("2024-04-25"), 7)
    assert (rolled.nominal, rolled.legal) == (day("2024-05-02"), day("2024-05-06"))
    assert CALENDAR.due_in_days(day("2024-05-14"), 7).legal == day("2024-05-21")


def test_ex_15_first_month_and_pay_day() -> None:
    first_month = month_of(day("2024-06-05")) + 1
    assert first_month == month_of(day("2024-07-01"))
    assert CALENDAR.pay_day(first_month) == day("2024-07-10")


def test_ex_16_pay_days_on_holidays_are_earlier() -> None:
    assert CALENDAR.pay_day(month_of(day("2024-06-01"))) == day("2024-06-07")
    assert CALENDAR.pay_day(month_of(day("2024-02-01"))) == day("2024-02-09")


def test_ex_20_review_after_six_months() -> None:
    due = CALENDAR.due_in_months(day("2024-08-31"), 6)
    assert (due.nominal, due.legal) == (day("2025-02-28"), day("2025-02-28"))


def test_ex_05_review_due_on_a_saturday_is_due_on_monday() -> None:
    assert CALENDAR.due_in_months(day("2024-03-15"), 3).legal == day("2024-06-17")


def test_we_16_visits_do_not_wait_for_the_end_of_a_holiday() -> None:
    assert CALENDAR.due_in_days(day("2026-02-12"), 7, safety=True).legal == day("2026-02-19")
    assert CALENDAR.due_in_months(day("2026-01-31"), 1, safety=True).legal == day("2026-02-28")


def test_we_23_fourteen_years_end_with_the_birthday() -> None:
    assert months_later(day("2012-11-24"), 14 * 12) == day("2026-11-24")


def test_we_24_hours_run_through_a_holiday() -> None:
    recorded = dt.datetime(2026, 9, 27, 22, 5, tzinfo=SHANGHAI)
    assert due_in_hours(recorded, 24) == dt.datetime(2026, 9, 28, 22, 5, tzinfo=SHANGHAI)


def test_we_25_visits_of_children_at_risk() -> None:
    assert CALENDAR.due_in_days(day("2026-10-02"), 14, safety=True).legal == day("2026-10-16")
    found = dt.datetime(2026, 10, 3, 8, tzinfo=SHANGHAI)
    assert due_in_hours(found, 24) == dt.datetime(2026, 10, 4, 8, tzinfo=SHANGHAI)


def test_we_28_cancelling_a_household_registration_within_a_month() -> None:
    assert CALENDAR.due_in_months(day("2026-01-31"), 1).legal == day("2026-02-28")  # a Saturday that is worked
    assert CALENDAR.due_in_months(day("2026-08-27"), 1).legal == day("2026-09-28")


def test_we_29_ninety_days_that_end_in_a_holiday() -> None:
    due = CALENDAR.due_in_days(day("2026-07-06"), 90)
    assert (due.nominal, due.legal, due.internal) == (day("2026-10-04"), day("2026-10-08"), day("2026-09-30"))


# --- past the last notice --------------------------------------------------------------------------------------------


def test_a_deadline_past_the_last_notice_is_provisional() -> None:
    due = CALENDAR.due_in_workdays(day("2027-01-29"), 5)
    assert (due.legal, due.provisional) == (day("2027-02-05"), True)  # the Spring Festival of 2027 is not known yet


def test_the_fixed_holidays_are_off_in_a_year_without_a_notice() -> None:
    off = ["2027-01-01", "2028-05-01", "2028-05-02", "2029-10-01", "2029-10-02", "2029-10-03"]
    assert [each for each in off if CALENDAR.is_workday(day(each))] == []
    assert CALENDAR.is_workday(day("2029-10-04"))


def test_a_loaded_notice_makes_the_deadline_certain() -> None:
    festival = frozenset(day("2027-02-05") + dt.timedelta(days=n) for n in range(8))
    notice = Notice(2027, "测试通知", festival | {day("2027-01-01")}, frozenset({day("2027-01-31")}))
    due = with_notices([notice], base=CALENDAR).due_in_workdays(day("2027-01-29"), 5)
    assert (due.legal, due.provisional) == (day("2027-02-04"), False)


def test_late_december_hangs_on_the_notice_of_the_next_year() -> None:
    assert CALENDAR.due_in_workdays(day("2026-12-24"), 5).provisional
    assert not CALENDAR.due_in_workdays(day("2026-12-14"), 5).provisional


def test_a_safety_deadline_is_never_provisional() -> None:
    assert not CALENDAR.due_in_days(day("2027-05-01"), 30, safety=True).provisional


def test_workdays_before_the_first_notice_are_refused() -> None:
    with pytest.raises(Refused, match="2020年"):
        CALENDAR.is_workday(day("2020-03-02"))


# --- what always holds -----------------------------------------------------------------------------------------------


@given(days, st.integers(1, 60))
def test_r_cal_01_counting_there_and_back(start: dt.date, number: int) -> None:
    due = CALENDAR.add_workdays(start, number)
    assert CALENDAR.is_workday(due)
    assert CALENDAR.workdays_between(start, due) == number


@given(days, st.integers(1, 90))
def test_r_wd_04_internal_is_never_after_nominal_nor_legal_before_it(start: dt.date, number: int) -> None:
    due = CALENDAR.due_in_days(start, number)
    assert due.internal <= due.nominal <= due.legal
    assert CALENDAR.is_workday(due.internal)
    assert CALENDAR.is_workday(due.legal)


@given(days, st.integers(0, 48))
def test_r_cal_04_a_month_later_is_the_same_day_or_the_last_of_the_month(start: dt.date, number: int) -> None:
    later = months_later(start, number)
    assert month_of(later) == month_of(start) + number
    assert later.day == start.day or (later + dt.timedelta(days=1)).day == 1
