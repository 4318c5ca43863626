"""Who pays what of an adaptation, for whoever comes with whatever."""

from __future__ import annotations

import datetime as dt

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from doudi.base.months import month_of
from doudi.mechanisms.entitlement.columns import Facts
from doudi.programmes.elderly.home_adaptation.rules import ADAPTATION_RULES

START = dt.date(2024, 3, 4)


@settings(deadline=None)
@given(
    years=st.integers(55, 100), hardship=st.integers(0, 3), level=st.integers(0, 4), certificate=st.booleans(),
    funded=st.integers(0, 1_000_000), own=st.integers(0, 500_000),
)  # fmt: skip
def test_nobody_pays_twice_and_the_government_never_more_than_the_cap(
    years: int, hardship: int, level: int, certificate: bool, funded: int, own: int
) -> None:
    """R-MOD-01, R-MOD-02 for whoever comes with whatever: both parts add up, and public money has its reason."""
    month = month_of(START)
    facts = {
        "born": month - years * 12, "hardship": hardship, "at_home": 1, "level": level, "certificate": int(certificate),
        "funded_price": funded, "own_price": own,
    }  # fmt: skip
    columns = Facts({}, {name: np.array([value]) for name, value in facts.items()}, np.ones(1, np.int64))
    terms = ADAPTATION_RULES.terms(month)
    found = ADAPTATION_RULES.run(columns, terms, "government", "family")
    government, family = int(found["government"][0]), int(found["family"][0])
    assert government + family == funded + own
    assert 0 <= government <= min(funded, int(terms["cap"]))
    frail = years >= 80 or level >= 1 or certificate
    assert (government > 0) == (years >= 60 and hardship > 0 and frail and funded > 0)
