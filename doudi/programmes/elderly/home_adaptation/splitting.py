"""Who pays how much of an adaptation: the facts of one old person into the rules, and what they say on a day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from doudi.base.areas import township_of
from doudi.base.months import month_of
from doudi.mechanisms.entitlement.explain import explain
from doudi.mechanisms.entitlement.family import Family, Given, Member
from doudi.mechanisms.entitlement.parameters_entered import queries as parameters
from doudi.mechanisms.entitlement.parameters_entered.queries import terms_in_force
from doudi.mechanisms.entitlement.policy import Terms
from doudi.programmes.elderly.home_adaptation.models import Adaptation
from doudi.programmes.elderly.home_adaptation.policy import HomeAdaptationPolicy
from doudi.programmes.elderly.home_adaptation.rules import ADAPTATION_RULES

FundClass = Adaptation.FundClass


@dataclass(frozen=True)
class Prices:
    """What the funded items and the others come to, in fen."""

    funded: int = 0
    own: int = 0

    @property
    def total(self) -> int:
        return self.funded + self.own


@dataclass(frozen=True)
class Split:
    """What the rules say, in fen."""

    fund_class: FundClass
    government: int
    family: int


def policy_on(on: dt.date, area_code: str = "") -> HomeAdaptationPolicy:
    """The policy in force on a day in a place."""
    return HomeAdaptationPolicy(
        terms_in_force(HomeAdaptationPolicy, on, area=township_of(area_code) if area_code else "")
    )


def split(row: Adaptation, prices: Prices, on: dt.date) -> Split:
    """Who pays what of these prices by the rules of a day (R-MOD-01, R-MOD-02)."""
    family, terms = _family(row, prices), _terms(row, on)
    found = ADAPTATION_RULES.run(family.facts(ADAPTATION_RULES), terms, "entitled", "government", "family")
    return Split(
        FundClass.PUBLIC if found["entitled"][0] else FundClass.SELF,
        int(found["government"][0]),
        int(found["family"][0]),
    )


def worksheet(row: Adaptation, prices: Prices, on: dt.date) -> str:
    """The same to read: every figure with its article."""
    return explain(ADAPTATION_RULES, _family(row, prices), _terms(row, on), with_turns=False).text()


def not_old_enough(row: Adaptation, on: dt.date) -> str | None:
    """Why somebody is not old enough for it at all; None if he is."""
    terms = _terms(row, on)
    found = ADAPTATION_RULES.run(_family(row, Prices()).facts(ADAPTATION_RULES), terms, "years", "elder")
    if found["elder"][0]:
        return None
    return f"{row.person.party.name}{int(found['years'][0])}周岁，不满{int(terms['elder_age'])}周岁，不属于居家适老化改造对象。"


def _terms(row: Adaptation, on: dt.date) -> Terms:
    return parameters.terms(ADAPTATION_RULES, month_of(on), known=on, area=row.case.area_code)


def _family(row: Adaptation, prices: Prices) -> Family:
    born = row.person.born_on
    name = row.person.party.name
    return Family(
        name,
        {},
        [
            Member(
                str(row.person_id),
                name,
                {
                    "born": Given(month_of(born) if born is not None else None, "户籍登记"),
                    "hardship": Given(row.hardship, "社会救助花名册"),
                    "level": Given(row.level or 0, "入户评估", row.surveyed_on),
                    "certificate": Given(int(row.certificate), "残联名单、入户评估"),
                    "funded_price": Given(prices.funded, "改造项目"),
                    "own_price": Given(prices.own, "改造项目"),
                },
            )
        ],
    )
