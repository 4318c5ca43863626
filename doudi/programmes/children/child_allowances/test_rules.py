"""孤儿、事实无人抚养儿童的算例。"""

from __future__ import annotations

import pytest

from doudi.base.months import parse_month
from doudi.mechanisms.entitlement.explain import explain
from doudi.mechanisms.entitlement.family import Family
from doudi.mechanisms.entitlement.testing import amount, fen, figures, person
from doudi.programmes.children.child_allowances.policy import Care
from doudi.programmes.children.child_allowances.rules import CHILD_RULES, Parent

BORN = parse_month("2014-07")


def child(father: Parent, mother: Parent, **more: int) -> Family:
    return person(father=father, mother=mother, **{"born": BORN, **more})


@pytest.mark.parametrize(
    ("father", "mother", "kind"),
    [
        (Parent.DEAD, Parent.DEAD, "orphan"),
        (Parent.DEAD, Parent.NOT_FOUND, "orphan"),
        (Parent.DEAD, Parent.DISABLED, "unattended"),
        (Parent.MISSING, Parent.REVOKED, "unattended"),
        (Parent.DISABLED, Parent.ILL, "unattended"),
        (Parent.DEPORTED, Parent.ILL, "unattended"),
        (Parent.DEAD, Parent.CARING, ""),
        (Parent.CARING, Parent.ILL, ""),
    ],
)
def test_what_became_of_the_parents(father: Parent, mother: Parent, kind: str) -> None:
    found = figures(CHILD_RULES, child(father, mother), "2024-09", "orphan", "unattended")
    assert found == {"orphan": kind == "orphan", "unattended": kind == "unattended"}


def test_prison_counts_from_six_months_and_lost_contact_from_when_the_police_accepted_it() -> None:
    dead = Parent.DEAD
    assert amount(CHILD_RULES, child(dead, Parent.PRISON, mother_months=5), "2024-09") == 0
    assert amount(CHILD_RULES, child(dead, Parent.PRISON, mother_months=6), "2024-09") == 1360
    lost = {"mother_months": 12, "mother_reported_months": 4}
    assert amount(CHILD_RULES, child(dead, Parent.LOST, **lost), "2024-09") == 0
    by_contact = {"child_allowances.lost_since": 1}
    assert amount(CHILD_RULES, child(dead, Parent.LOST, **lost), "2024-09", reform=by_contact) == 1360


def test_deported_with_both_in_listed_states_is_a_switch() -> None:
    both = child(Parent.DEPORTED, Parent.ILL)
    assert amount(CHILD_RULES, both, "2024-09", reform={"child_allowances.deported_both": 0}) == 0
    one_dead = child(Parent.DEPORTED, Parent.DEAD)
    assert amount(CHILD_RULES, one_dead, "2024-09", reform={"child_allowances.deported_both": 0}) == 1360


def test_what_the_child_already_gets_is_made_up_to_the_standard() -> None:
    found = figures(
        CHILD_RULES, child(Parent.ILL, Parent.ILL, other_support=fen(715)), "2024-09", "unattended_amount", "in_full"
    )
    assert found == {"unattended_amount": fen(645), "in_full": False}
    assert amount(CHILD_RULES, child(Parent.DEAD, Parent.DEAD, other_support=fen(715)), "2024-09") == 1360


def test_by_way_of_care_and_to_the_eighteenth_birthday_or_the_end_of_school() -> None:
    assert amount(CHILD_RULES, child(Parent.DEAD, Parent.DEAD, care=Care.INSTITUTION), "2024-09") == 1820
    grown = child(Parent.DEAD, Parent.DEAD, born=parse_month("2006-07"))
    assert [amount(CHILD_RULES, grown, month) for month in ("2024-07", "2024-08")] == [1360, 0]
    student = child(Parent.DEAD, Parent.DEAD, born=parse_month("2006-07"), studies=1)
    assert amount(CHILD_RULES, student, "2025-08") == 1360


def test_paid_from_the_month_after_confirmation_to_the_month_of_the_reason() -> None:
    adopted = child(Parent.DEAD, Parent.DEAD, award_from=parse_month("2024-03"), ended=parse_month("2024-06"))
    months = ("2024-02", "2024-03", "2024-06", "2024-07")
    assert [amount(CHILD_RULES, adopted, month) for month in months] == [0, 1360, 1360, 0]


def test_the_letter_does_not_say_what_became_of_the_parents() -> None:
    sheet = explain(
        CHILD_RULES, child(Parent.PRISON, Parent.REVOKED, father_months=20), CHILD_RULES.terms(parse_month("2024-09"))
    )
    letter = "\n".join(sheet.letter())
    assert sheet.result == fen(1360)
    assert "服刑" not in letter
    assert "事实无人抚养儿童:是" in letter
