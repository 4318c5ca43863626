"""What must hold for every benefit whatever the facts: a roll is its households one by one, nobody gets more than the standard and its
uplift, more income or more of another benefit never brings more. (That a worksheet is its roll and adds up: test_entitlements.)"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from doudi.catalogue import programmes
from doudi.mechanisms.entitlement.columns import Facts
from doudi.mechanisms.entitlement.declare import BENEFITS, Benefit
from doudi.mechanisms.entitlement.rules import HOUSEHOLD, PERSON, Rules
from doudi.mechanisms.entitlement.testing import fen
from doudi.programmes.assistance.low_income.rules import MARGINAL_RULES
from tests.somebody import SEPTEMBER, somebody

assert any(each.benefits for each in programmes())  # declaring them fills BENEFITS
AMOUNTS = {  # what the county has not set yet is supposed, so that nobody is above nothing
    "age_allowances.elder_nursing_amount": fen(50),
    "age_allowances.service_subsidy_amount": fen(80),
}
# The parameters whose largest values together are the most that one person may get; dibao: dibao/test_properties.py.
MOST = {
    "tekun": ("basic_living", "care"),
    "tekun_care": ("care",),
    "living_subsidy": ("living",),
    "nursing_subsidy": ("nursing",),
    "orphan": ("orphan_standard",),
    "unattended_child": ("unattended_standard",),
    "age_allowance": ("age_amount",),
    "elder_nursing": ("elder_nursing_amount",),
    "service_subsidy": ("service_subsidy_amount",),
}
# Income, or another benefit that is set against this one; of dibao with its grace period: dibao/test_properties.py.
AGAINST = [
    (BENEFITS["tekun"].book, "own_income"),
    (BENEFITS["unattended_child"].book, "other_support"),
    (BENEFITS["elder_nursing"].book, "nursing_subsidy"),
    (MARGINAL_RULES, "wages"),
    (MARGINAL_RULES, "transfers"),
]
calmly = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def together(book: Rules, data: st.DataObject, number: int = 4) -> Facts:
    """Some families as one register."""
    known = book.all_facts
    facts = [data.draw(somebody(book)).facts(book) for _ in range(number)]

    def column(name: str, of: str) -> np.ndarray:
        default = known[name].default
        return np.concatenate(
            [
                getattr(each, of).get(name, np.full(len(each) if of == "households" else each.people, default))
                for each in facts
            ]
        )

    return Facts(
        {name: column(name, "households") for name, fact in known.items() if fact.level is HOUSEHOLD},
        {name: column(name, "persons") for name, fact in known.items() if fact.level is PERSON},
        np.concatenate([each.sizes for each in facts]),
    )


def supposed(book: Rules) -> dict[str, int]:
    codes = {f"{policy.code}.{name}" for policy in book.policies for name in policy.parameters()}
    return {code: value for code, value in AMOUNTS.items() if code in codes}


def test_every_benefit_has_its_ceiling() -> None:
    assert {*MOST, "dibao"} == set(BENEFITS)


@pytest.mark.parametrize("benefit", BENEFITS.values(), ids=lambda benefit: str(benefit.code))
@calmly
@given(data=st.data())
def test_a_roll_is_its_households_one_by_one(benefit: Benefit, data: st.DataObject) -> None:
    book = benefit.book
    register, terms = together(book, data), book.terms(SEPTEMBER, reform=supposed(book))
    whole = book.run(register, terms)[book.result].tolist()
    singly = [book.run(register.one(row), terms)[book.result].tolist() for row in range(len(register))]
    assert whole == [figure for each in singly for figure in each]
    backwards = np.arange(len(register))[::-1]
    turned = book.run(register.taken(backwards), terms)[book.result].tolist()
    assert turned[::-1] == whole


@pytest.mark.parametrize("code", MOST)
@calmly
@given(data=st.data())
def test_nobody_gets_less_than_nought_or_more_than_the_standards_add_up_to(code: str, data: st.DataObject) -> None:
    book = BENEFITS[code].book
    terms = book.terms(SEPTEMBER, reform=supposed(book))
    found = book.run(together(book, data), terms)[book.result]
    assert (found >= 0).all()
    assert (found <= sum(int(np.max(terms[name])) for name in MOST[code])).all()


@pytest.mark.parametrize(("book", "fact"), AGAINST, ids=lambda each: getattr(each, "code", each))
@calmly
@given(data=st.data(), more=st.integers(1, fen(2_000)))
def test_more_of_what_is_set_against_it_never_brings_more(
    book: Rules, fact: str, data: st.DataObject, more: int
) -> None:
    poorer = together(book, data)
    richer = Facts(poorer.households, {**poorer.persons, fact: poorer.persons[fact] + more}, poorer.sizes)
    terms = book.terms(SEPTEMBER, reform=supposed(book))
    less, same = (book.run(facts, terms)[book.result].astype(np.int64) for facts in (richer, poorer))
    assert (less <= same).all()
