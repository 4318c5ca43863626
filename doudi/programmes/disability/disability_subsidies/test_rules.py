"""残疾人两项补贴的算例。"""

from __future__ import annotations

import datetime as dt

import pytest

from doudi.base.calendar import printed
from doudi.base.months import parse_month
from doudi.mechanisms.entitlement.explain import explain
from doudi.mechanisms.entitlement.family import Family
from doudi.mechanisms.entitlement.policy import in_force
from doudi.mechanisms.entitlement.testing import amount, fen, figures, person
from doudi.mechanisms.entitlement.units import DisabilityClass
from doudi.programmes.disability.disability_subsidies.policy import OVERLAPS, Effect, Overlap, SubsidiesPolicy
from doudi.programmes.disability.disability_subsidies.renewal import RENEWAL_RULES
from doudi.programmes.disability.disability_subsidies.rules import AMOUNTS, SUBSIDY_RULES

BOTH = ("living_amount", "nursing_amount")


def disabled(grade: int = 1, disability: DisabilityClass = DisabilityClass.LIMB, **more: int) -> Family:
    return person(disability=disability, disability_grade=grade, **more)


@pytest.mark.parametrize(
    ("someone", "yuan"),
    [
        (disabled(1, dibao=1), 200),
        (disabled(1, dibao=1, tekun=1), 0),
        (disabled(2, dibao=1, orphan=1), 100),
        (disabled(1, dibao=1, work_injury_care=1), 0),
    ],
    ids=["dibao", "destitute", "orphan", "work injury"],
)
def test_ex_29_what_else_one_receives(someone: Family, yuan: int) -> None:
    assert amount(SUBSIDY_RULES, someone, "2024-08") == yuan


def test_ex_30_the_nursing_subsidy_is_the_higher_of_the_two() -> None:
    """The rest of the sum, 50 of age allowance, is the elderly programme's; tests/test_entitlements.py adds them up."""
    old = disabled(1, elder_nursing=fen(50), age_allowance=1)
    assert figures(SUBSIDY_RULES, old, "2024-08", *BOTH) == {"living_amount": 0, "nursing_amount": fen(100)}
    more = disabled(1, elder_nursing=fen(120))
    assert amount(SUBSIDY_RULES, more, "2024-08") == 0


def renewed(applied: str) -> Family:
    return person(
        expired=parse_month("2024-06"), issued=parse_month("2024-09"), applied=parse_month(applied), monthly=fen(100)
    )


def test_ex_31_a_certificate_that_lapsed_and_was_renewed() -> None:
    held = disabled(1, certificate_until=parse_month("2024-06"))
    assert [amount(SUBSIDY_RULES, held, month) for month in ("2024-06", "2024-07")] == [100, 0]
    again = disabled(1, applied=parse_month("2024-09"))
    assert [amount(SUBSIDY_RULES, again, month) for month in ("2024-08", "2024-09")] == [0, 100]
    asked = ("restarts", "gap", "may_back_pay")
    assert figures(RENEWAL_RULES, renewed("2024-09"), "2024-09", *asked) == {
        "restarts": parse_month("2024-09"),
        "gap": 2,
        "may_back_pay": fen(200),
    }
    assert figures(RENEWAL_RULES, renewed("2024-12"), "2024-12", *asked) == {
        "restarts": parse_month("2024-12"),
        "gap": 5,
        "may_back_pay": fen(300),
    }
    by_issue = {"disability_subsidies.restart_from": 1}
    assert figures(RENEWAL_RULES, renewed("2024-12"), "2024-12", "gap", reform=by_issue) == {"gap": 2}


def test_ex_32_an_application_across_provinces() -> None:
    accepted = dt.date(2024, 4, 26)
    days = in_force(SubsidiesPolicy, accepted).across_provinces_days
    assert printed().due_in_workdays(accepted, days).legal == dt.date(2024, 5, 21)


@pytest.mark.parametrize(
    ("disability", "grade", "living", "nursing"),
    [
        (DisabilityClass.SIGHT, 2, 100, 100),
        (DisabilityClass.MENTAL, 3, 100, 0),
        (DisabilityClass.LIMB, 3, 100, 0),
        (DisabilityClass.HEARING, 4, 100, 0),
        (DisabilityClass.NONE, 0, 0, 0),
    ],
)
def test_class_and_grade(disability: DisabilityClass, grade: int, living: int, nursing: int) -> None:
    found = figures(SUBSIDY_RULES, disabled(grade, disability, dibao=1), "2024-08", *BOTH)
    assert found == {"living_amount": fen(living), "nursing_amount": fen(nursing)}


@pytest.mark.parametrize("row", OVERLAPS, ids=lambda row: str(row.fact))
def test_every_row_of_the_table_does_what_it_says(row: Overlap) -> None:
    for other in (fen(50), fen(100), fen(150)) if row.fact in AMOUNTS else (1,):  # equal: ours is kept
        start = {"disability": DisabilityClass.LIMB, "disability_grade": 1, "dibao": 1}
        found = figures(SUBSIDY_RULES, person(**{**start, row.fact: other}), "2024-08", *BOTH)
        for kind, effect in (("living_amount", row.living), ("nursing_amount", row.nursing)):
            gives_way = effect is Effect.BARRED or (effect is Effect.HIGHER and other > fen(100))
            assert found[kind] == (0 if gives_way else fen(100)), (row.label, kind)


def test_the_worksheet_names_what_bars() -> None:
    sheet = explain(
        SUBSIDY_RULES, disabled(1, dibao=1, tekun=1), SUBSIDY_RULES.terms(parse_month("2024-08")), with_turns=False
    )
    assert "已享受特困供养,不再发放生活补贴" in sheet.text()


def test_a_lapsed_certificate_is_what_would_turn_the_result() -> None:
    lapsed = disabled(1, certificate_until=parse_month("2024-06"))
    sheet = explain(SUBSIDY_RULES, lapsed, SUBSIDY_RULES.terms(parse_month("2024-08")))
    assert sheet.turns == ("残疾人证换领(恢复有效)并申请后,即可发放",)


def test_stops_the_month_after_the_event_and_goes_on_while_being_reassessed() -> None:
    died = disabled(1, ended=parse_month("2024-05"))
    assert [amount(SUBSIDY_RULES, died, month) for month in ("2024-05", "2024-06")] == [100, 0]
    reassessed = disabled(1, certificate_until=parse_month("2024-05"), recertifying=1)
    assert amount(SUBSIDY_RULES, reassessed, "2024-07") == 100
    cancelled = disabled(1, certificate_cancelled=1)
    assert amount(SUBSIDY_RULES, cancelled, "2024-07") == 0


def test_the_subsidy_of_2023_rose_in_may() -> None:
    assert [amount(SUBSIDY_RULES, disabled(1), month) for month in ("2023-04", "2023-05")] == [80, 100]
