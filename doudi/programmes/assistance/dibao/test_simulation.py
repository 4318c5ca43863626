"""测算:提标会怎样。Only sums leave; whoever loses is found, not hidden."""

from __future__ import annotations

import datetime as dt
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doudi.base.refused import Refused
from doudi.mechanisms.entitlement.columns import Facts
from doudi.mechanisms.entitlement.policy import PolicyValue
from doudi.mechanisms.entitlement.simulate import BARS, Groups, Simulation
from doudi.mechanisms.entitlement.testing import fen
from doudi.mechanisms.entitlement.units import Residence
from doudi.programmes.assistance.dibao.rules import DIBAO_RULES
from doudi.programmes.assistance.dibao.testing import SEPTEMBER, TOWNSHIPS, invented_register

RAISED = {"means.standard": {Residence.URBAN: fen(980), Residence.RURAL: fen(760)}}
SINCE = dt.date(2024, 8, 1)
NEED = ("line", "family_income")


def simulation(register: Facts) -> Simulation:
    names = tuple(f"第{number}镇" for number in range(TOWNSHIPS))
    groups = Groups(register.households["township"], register.households["residence"], names, ("城市", "农村"))
    return Simulation(DIBAO_RULES, register, SEPTEMBER, groups, NEED)


def test_a_raised_standard_brings_in_and_raises_and_the_table_adds_up() -> None:
    found = simulation(invented_register(3_000, 3)).of(RAISED)
    assert found.newly_entitled > 0
    assert found.gaining > found.newly_entitled
    assert found.entitled_after == found.entitled_before + found.newly_entitled - found.leaving
    assert found.year_change == (found.month_after - found.month_before) * 12 > 0
    assert found.tables["月支出变化"].sum() == found.month_after - found.month_before
    assert found.tables["新增"].sum() == found.newly_entitled
    assert found.tables["现享受"].shape == (TOWNSHIPS, 2)
    assert sum(found.buckets.values()) == found.entitled_before + found.newly_entitled
    assert len(found.bars) == 2 * BARS


def test_who_loses_by_a_raise_is_counted_and_can_be_found() -> None:
    """In grace with a frozen amount above the gap: eligible again under the higher line, and paid the smaller gap."""
    register = Facts(
        {
            "residence": np.array([1, 1]),
            "township": np.array([0, 0]),
            "grace_from": np.array([SEPTEMBER - 1, 999_999]),
            "grace_until": np.array([SEPTEMBER + 5, 0]),
            "grace_amount": np.array([fen(300), 0]),
        },
        {"wages": np.array([0, 0]), "transfers": np.array([fen(740), fen(100)])},
        np.array([1, 1]),
    )
    asked = simulation(register)
    found = asked.of(RAISED)
    assert (found.losing, found.gaining, found.newly_entitled) == (1, 1, 0)
    assert asked.losers(RAISED).tolist() == [0]
    assert found.buckets["减少超过5%"] == 1


@pytest.mark.parametrize(
    ("standard", "bucket"),
    [
        (950, "减少不超过5%"),
        (949, "减少超过5%"),
        (1_000, "不变"),
        (1_050, "增加不超过5%"),
        (1_051, "增加超过5%"),
    ],
)
def test_five_percent_exactly_is_not_more_than_five(standard: int, bucket: str) -> None:
    """Somebody without income, whose benefit is the standard, which was 1,000."""
    one = Facts({"residence": np.array([1]), "township": np.array([0])}, {"wages": np.array([0])}, np.array([1]))
    asked = simulation(one)
    asked.more = {"entered": [PolicyValue("means.standard", (1,), fen(1_000), SINCE, SINCE, "测试", "A")]}
    found = asked.of({"means.standard": {Residence.RURAL: fen(standard)}})
    assert {name for name, number in found.buckets.items() if number} == {bucket}


def test_a_cut_shows_who_leaves_and_the_cliff_who_is_near_the_line() -> None:
    asked = simulation(invented_register(3_000, 4))
    cut = asked.of({"means.standard": {Residence.URBAN: fen(900), Residence.RURAL: fen(680)}})
    assert cut.leaving > 0
    assert cut.newly_entitled == 0
    assert cut.gap_after is not None
    assert cut.cliff is not None
    assert cut.cliff == cut.tables["临界"].sum()


def test_nothing_changed_is_nothing_changed_and_nothing_personal_is_kept() -> None:
    register = invented_register(500, 5)
    found = simulation(register).of({})
    assert (found.month_after, found.gaining, found.losing) == (found.month_before, 0, 0)
    saved = json.dumps(found.saved(), ensure_ascii=False)
    assert len(saved) < 10_000  # sums by township, not rows
    assert "第0镇" in saved


def test_a_misspelt_parameter_is_refused() -> None:
    with pytest.raises(Refused, match=r"没有名为means\.standrad的参数"):
        simulation(invented_register(10, 1)).of({"means.standrad": 1})


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 1_000_000), st.integers(60_000, 120_000), st.integers(60_000, 120_000))
def test_the_outcome_is_the_difference_of_two_rolls(seed: int, urban: int, rural: int) -> None:
    register = invented_register(150, seed)
    reform = {"means.standard": {Residence.URBAN: urban, Residence.RURAL: rural}}
    before = DIBAO_RULES.run(register, DIBAO_RULES.terms(SEPTEMBER))["amount"]
    after = DIBAO_RULES.run(register, DIBAO_RULES.terms(SEPTEMBER, reform=reform))["amount"]
    found = simulation(register).of(reform)
    assert (found.month_before, found.month_after) == (before.sum(), after.sum())
    assert (found.gaining, found.losing) == ((after > before).sum(), (after < before).sum())
    assert sum(found.bars) == ((before > 0) | (after > 0)).sum()
