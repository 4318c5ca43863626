"""低保的指标:渐退的户数和人数是两个数。"""

from __future__ import annotations

import datetime as dt

import pytest

from doudi.base.months import parse_month
from doudi.base.spans import Period
from doudi.base.stories import COUNTY
from doudi.mechanisms.entitlement.awards import services as awards
from doudi.mechanisms.entitlement.testing_awards import Office, moment
from doudi.mechanisms.entitlement.units import Residence
from doudi.mechanisms.indicators.queries import figure
from doudi.programmes.assistance.dibao.programme import DIBAO_BENEFIT, dibao


@pytest.mark.django_db
def test_ex_37_households_and_persons_in_deferred_exit_are_counted_apart() -> None:
    """The summary's 74 households and 97 persons are 1.31 a household; here three of five persons, beside one that is not deferred."""
    assert round(97 / 74, 2) == 1.31
    office = Office()
    for people in (1, 1, 3, 2):
        household = office.household(people)
        nobody_earns: list[dict[str, int]] = [{} for _ in range(people)]
        award = office.grant(DIBAO_BENEFIT, household, *nobody_earns, residence=Residence.RURAL)
        if people == 2:
            continue
        first, last = parse_month("2024-08"), parse_month("2025-01")
        facts = office.family(
            household,
            {"transfers": 9_000_00},
            *nobody_earns[1:],
            residence=Residence.RURAL,
            grace_from=first,
            grace_until=last,
            grace_amount=award.amount,
        )
        awards.defer_exit(
            award,
            facts,
            until_month=last,
            decided_on=dt.date(2024, 7, 20),
            document="渐退决定书",
            reason="PENSIONER",
            by=office.officer,
            at=moment("2024-07-20"),
            because="复核",
        )
    year = Period(dt.date(2024, 1, 1), dt.date(2024, 12, 31))
    told = {each.code: figure(each, year, area_code=COUNTY).value for each in dibao.indicators}
    counted = [
        int(told[f"dibao.{name}"]) for name in ("households", "people", "deferred_households", "deferred_people")
    ]
    assert counted == [4, 7, 3, 5]
    # The deferral goes on into January 2025 and is counted in that year, too; in the next nothing is left of it.
    deferred = next(each for each in dibao.indicators if each.code == "dibao.deferred_households")
    later = [
        figure(deferred, Period(dt.date(each, 1, 1), dt.date(each, 12, 31)), area_code=COUNTY) for each in (2025, 2026)
    ]
    assert [int(each.value) for each in later] == [3, 0]
    before = Period(dt.date(2024, 1, 1), dt.date(2024, 7, 31))  # it begins in August
    assert figure(deferred, before, area_code=COUNTY).value == 0
