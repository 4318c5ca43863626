"""What crosses programmes: every rule cites, every parameter has its document, overlaps add up, one standard everywhere."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from doudi.base.documents import DIBAO, Document
from doudi.base.months import parse_month
from doudi.mechanisms.entitlement.explain import explain
from doudi.mechanisms.entitlement.means.policy import MeansPolicy
from doudi.mechanisms.entitlement.policy import Policy, entries, in_force
from doudi.mechanisms.entitlement.rules import Rules, citing, faults
from doudi.mechanisms.entitlement.testing import fen, figures, person
from doudi.mechanisms.entitlement.units import DisabilityClass
from doudi.programmes.assistance.dibao.grace import GRACE_RULES
from doudi.programmes.assistance.dibao.rules import DIBAO_RULES
from doudi.programmes.assistance.dibao.supporters import SUPPORTER_RULES
from doudi.programmes.assistance.low_income.rigid import RIGID_RULES
from doudi.programmes.assistance.low_income.rules import MARGINAL_RULES
from doudi.programmes.assistance.tekun.rules import TEKUN_RULES
from doudi.programmes.assistance.temporary.rules import TEMPORARY_RULES
from doudi.programmes.children.child_allowances.rules import CHILD_RULES
from doudi.programmes.disability.disability_subsidies.renewal import RENEWAL_RULES
from doudi.programmes.disability.disability_subsidies.rules import SUBSIDY_RULES
from doudi.programmes.elderly.age_allowances.rules import AGE_RULES
from doudi.programmes.integrity.data_matching import parameters as data_matching
from tests.somebody import somebody

SEPTEMBER = parse_month("2024-09")
BOOKS = (
    DIBAO_RULES,
    GRACE_RULES,
    SUPPORTER_RULES,
    TEKUN_RULES,
    MARGINAL_RULES,
    RIGID_RULES,
    TEMPORARY_RULES,
    SUBSIDY_RULES,
    RENEWAL_RULES,
    CHILD_RULES,
    AGE_RULES,
)
POLICIES = tuple(dict.fromkeys(policy for book in BOOKS for policy in book.policies))


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: str(book.code))
def test_every_rule_cites_and_says_only_what_it_rests_on(book: Rules) -> None:
    assert faults(book) == []
    assert book.own
    assert all(rule.label for rule in book.own.values())


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: str(policy.code))
def test_every_value_has_its_document_and_says_how_sure_it_is(policy: type[Policy]) -> None:
    for each, row in entries(policy):
        assert row.document, each.label
        assert row.tag in {"A", "B", "C", "D", "K"}
        # What the county has not confirmed must not pass for law.
        if isinstance(row.document, Document) and row.document.tag == "D":
            assert row.tag in {"C", "D", "K"}, each.label


@pytest.mark.parametrize(
    ("month", "lacking"),
    [
        ("2024-09", {"disposable_income", "rigid_ratio", "rigid_months"}),  # rigid expenditure: in force from 2025
        ("2025-05", {"disposable_income"}),
    ],
)
def test_every_parameter_has_a_value_but_the_one_the_county_must_enter(month: str, lacking: set[str]) -> None:
    assert {name for book in BOOKS for name in book.terms(parse_month(month)).lacking} == lacking


def test_the_day_the_pension_exemption_ends_its_rules_can_be_listed() -> None:
    resting = citing([*BOOKS, *DIBAO_RULES.uses])[DIBAO["第十三条"]]
    assert {"means.pension_left_out", "means.pension_exempt", "means.family_income"} <= set(resting)


def test_ex_30_all_programmes_together() -> None:
    """Grade 1, 82 years old, old-age nursing subsidy 50 and age allowance 50, not in dibao: 150 in all."""
    reform = {"age_allowances.elder_nursing_amount": fen(50)}
    elder = {"born": parse_month("1942-03"), "poor": 1, "disabled_elder": 1}
    alone = figures(AGE_RULES, person(**elder), "2024-08", "elder_nursing", "age_allowance", reform=reform)
    subsidies = figures(
        SUBSIDY_RULES,
        person(
            disability=DisabilityClass.LIMB,
            disability_grade=1,
            age_allowance=1,
            elder_nursing=int(str(alone["elder_nursing"])),
        ),
        "2024-08",
        "nursing_amount",
        "amount",
    )
    settled = figures(
        AGE_RULES,
        person(**elder, nursing_subsidy=int(str(subsidies["nursing_amount"]))),
        "2024-08",
        "elder_nursing",
        "amount",
        reform=reform,
    )
    assert (subsidies["amount"], settled["elder_nursing"], settled["amount"]) == (fen(100), 0, fen(50))


@pytest.mark.parametrize("year", [2022, 2023, 2024])
def test_the_monthly_comparison_knows_the_same_standards(year: int) -> None:
    day = dt.date(year, 9, 1)
    urban, rural = in_force(MeansPolicy, day).standard.tolist()
    assert data_matching.URBAN_STANDARD.on(day).value == urban
    assert data_matching.RURAL_STANDARD.on(day).value == rural


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: str(book.code))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(data=st.data())
def test_every_worksheet_of_every_programme_is_its_roll_and_adds_up(book: Rules, data: st.DataObject) -> None:
    families = [data.draw(somebody(book)) for _ in range(3)]
    known = {"means.disposable_income": {0: fen(45_000), 1: fen(20_000)}}
    entered = known if any("disposable_income" in policy.parameters() for policy in book.policies) else {}
    terms = book.terms(parse_month("2025-05"), reform=entered)
    for each in families:
        sheet = explain(book, each, terms)
        rolled = book.run(each.facts(book), terms)[book.result]
        assert sheet.result == rolled[0]
        if book.parts:
            assert sum(figure for _, figure in sheet.parts) == sheet.result
        assert sheet.lines
        assert "{" not in sheet.text()
        assert len(sheet.letter()) <= 13
