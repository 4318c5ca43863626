"""What must hold for every household whatever its figures: the letter is the roll, more income never brings more, nothing above
the standard, the worksheet adds up."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from doudi.base.months import parse_month
from doudi.mechanisms.entitlement.columns import Facts
from doudi.mechanisms.entitlement.explain import explain
from doudi.mechanisms.entitlement.family import Family, Member
from doudi.mechanisms.entitlement.rules import AT_ONCE
from doudi.mechanisms.entitlement.units import Residence, RoundTo
from doudi.programmes.assistance.dibao.policy import Mode, Uplift
from doudi.programmes.assistance.dibao.rules import DIBAO_RULES
from doudi.programmes.assistance.dibao.testing import invented_register

SEPTEMBER = parse_month("2024-09")
seeds = st.integers(0, 10_000_000)
terms_of = st.builds(
    lambda urban, rural, rounding, old, disabled, stacks, frozen: {
        "dibao.mode": {Residence.URBAN: urban, Residence.RURAL: rural},
        "dibao.rounding": rounding,
        "dibao.uplift_rate": {Uplift.OLD: old, Uplift.DISABLED: disabled},
        "dibao.uplift_stacks": stacks,
        "dibao.grace_follows_standard": frozen,
    },
    st.sampled_from(Mode),
    st.sampled_from(Mode),
    st.sampled_from(RoundTo),
    st.sampled_from((0, 10, 15)),
    st.sampled_from((0, 30)),
    st.sampled_from((0, 1)),
    st.sampled_from((0, 1)),
)
PARTS = DIBAO_RULES.parts


def as_families(register: Facts) -> list[Family]:
    """The same households one by one, as the page of a household has them."""
    known = DIBAO_RULES.all_facts
    found = []
    for row in range(len(register)):
        one = register.one(row)
        members = [
            Member(
                str(person), f"第{person + 1}人", {name: int(column[person]) for name, column in one.persons.items()}
            )
            for person in range(one.people)
        ]
        figures = {name: int(column[0]) for name, column in one.households.items() if name in known}
        found.append(Family(f"第{row + 1}户", figures, members))
    return found


@settings(max_examples=25, deadline=None)
@given(seeds, terms_of)
def test_every_letter_equals_the_roll_and_adds_up(seed: int, reform: dict[str, Any]) -> None:
    register = invented_register(12, seed)
    terms = DIBAO_RULES.terms(SEPTEMBER, reform=reform)
    roll = DIBAO_RULES.run(register, terms)["amount"]
    for row, household in enumerate(as_families(register)):
        sheet = explain(DIBAO_RULES, household, terms, with_turns=False)
        assert sheet.result == roll[row]
        assert sum(figure for _, figure in sheet.parts) == sheet.result


def test_a_whole_invented_roll_explained_one_by_one_is_the_roll() -> None:
    register = invented_register(600, 2024)
    terms = DIBAO_RULES.terms(SEPTEMBER)
    roll = DIBAO_RULES.run(register, terms)["amount"]
    letters = [explain(DIBAO_RULES, each, terms, with_turns=False) for each in as_families(register)]
    assert [sheet.result for sheet in letters] == roll.tolist()
    assert all(len(sheet.letter()) <= 13 for sheet in letters)
    assert 0 < np.count_nonzero(roll) < len(roll)  # both answers occur


@settings(max_examples=40, deadline=None)
@given(
    seeds,
    terms_of,
    st.integers(1, 50_000),
    st.sampled_from(("wages", "transfers", "account_pension", "business_income")),
)
def test_more_income_never_brings_more(seed: int, reform: dict[str, Any], more: int, kind: str) -> None:
    """Outside the grace period, where a family that earns more goes on at its old amount, by decision."""
    register = invented_register(80, seed)
    no_grace = {name: column for name, column in register.households.items() if not name.startswith("grace")}
    poorer = Facts(no_grace, register.persons, register.sizes)
    richer = Facts(no_grace, {**register.persons, kind: register.persons[kind] + np.int32(more)}, register.sizes)
    terms = DIBAO_RULES.terms(SEPTEMBER, reform=reform)
    less, same = (DIBAO_RULES.run(facts, terms)["amount"] for facts in (richer, poorer))
    assert (less <= same).all()


@settings(max_examples=40, deadline=None)
@given(seeds, terms_of)
def test_never_below_nought_nor_above_the_standard_and_uplift(seed: int, reform: dict[str, Any]) -> None:
    register = invented_register(80, seed)
    terms = DIBAO_RULES.terms(SEPTEMBER, reform=reform)
    asked = ("amount", "graced", "uplift", "people_insured", "standard_here")
    found = DIBAO_RULES.run(register, terms, *asked)
    ceiling = found["people_insured"] * found["standard_here"] + found["uplift"] + terms["rounding"] - 1
    ordinary = found["graced"] == 0
    assert (found["amount"] >= 0).all()
    assert (found["amount"] <= ceiling)[ordinary].all()
    assert (found["amount"] % terms["rounding"] == 0)[ordinary].all()


@settings(max_examples=20, deadline=None)
@given(seeds, terms_of)
def test_a_roll_is_its_households_one_by_one_and_its_parts_add_up(seed: int, reform: dict[str, Any]) -> None:
    register = invented_register(30, seed)
    terms = DIBAO_RULES.terms(SEPTEMBER, reform=reform)
    whole = DIBAO_RULES.run(register, terms, "amount", *PARTS)
    singly = [int(DIBAO_RULES.run(register.one(row), terms)["amount"][0]) for row in range(len(register))]
    assert whole["amount"].tolist() == singly
    assert np.array_equal(sum(whole[part] for part in PARTS), whole["amount"])


@settings(max_examples=15, deadline=None)
@given(seeds)
def test_the_turn_is_exact_to_the_fen(seed: int) -> None:
    """What the worksheet says would turn the result does, and one fen less does not."""
    register = invented_register(10, seed)
    terms = DIBAO_RULES.terms(SEPTEMBER)
    for row in range(len(register)):
        one = register.one(row)
        income = int(DIBAO_RULES.run(one, terms, "family_income")["family_income"][0])
        sheet = explain(DIBAO_RULES, as_families(one)[0], terms)
        for sentence in sheet.turns:
            if not sentence.startswith("家庭月收入"):
                continue
            by = round(float(sentence.split(" ")[1].replace(",", "")) * 100)
            step = -1 if "减少" in sentence else 1
            at = [income + step * by, income + step * (by - 1)]
            turned, not_yet = (
                bool(DIBAO_RULES.run(one, terms, given={"family_income": np.array([each])})["amount"][0]) for each in at
            )
            assert (turned, not_yet) == ((True, False) if step < 0 else (False, True))


def test_chunks_change_nothing() -> None:
    register = invented_register(2 * AT_ONCE + 17, 7)
    terms = DIBAO_RULES.terms(SEPTEMBER)
    whole = DIBAO_RULES.run(register, terms, "amount", "own_income")
    for first in (0, AT_ONCE - 3, 2 * AT_ONCE):
        part = DIBAO_RULES.run(register.part(first, first + 10), terms, "amount", "own_income")
        assert part["amount"].tolist() == whole["amount"][first : first + 10].tolist()
        begin, end = register.starts[first], register.starts[first + 10]
        assert part["own_income"].tolist() == whole["own_income"][begin:end].tolist()
