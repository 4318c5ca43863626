"""临时救助的算例。"""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal

from doudi.base.calendar import printed
from doudi.base.months import parse_month
from doudi.mechanisms.entitlement.explain import explain
from doudi.mechanisms.entitlement.family import Family, Member
from doudi.mechanisms.entitlement.means.policy import MeansPolicy
from doudi.mechanisms.entitlement.policy import in_force
from doudi.mechanisms.entitlement.testing import fen, figures
from doudi.mechanisms.entitlement.units import Residence
from doudi.programmes.assistance.temporary.policy import Hardship, TemporaryPolicy
from doudi.programmes.assistance.temporary.rules import TEMPORARY_RULES

ASKED = ("ceiling", "town_may_grant", "rest_for_county")


def need(**more: int) -> Family:
    start = {"hardship": Hardship.EMERGENCY, "people_helped": 4, "hardship_months": 2}
    return Family("张家", {**start, **more}, (Member("1", "户主"),))


def test_ex_26_a_fire_the_township_helps_first_and_the_county_with_the_rest() -> None:
    fire = dt.date(2024, 9, 27)
    found = figures(TEMPORARY_RULES, need(already_helped=fen(1_000)), "2024-09", *ASKED)
    assert found == {"ceiling": fen(7_480), "town_may_grant": 0, "rest_for_county": fen(6_480)}
    before = figures(TEMPORARY_RULES, need(), "2024-09", *ASKED)
    assert before == {"ceiling": fen(7_480), "town_may_grant": fen(1_000), "rest_for_county": fen(6_480)}
    within = in_force(TemporaryPolicy, fire).backfill
    assert printed().due_in_workdays(fire, within).legal == dt.date(2024, 10, 10)
    assert printed().due_in_workdays(fire, 10).legal == dt.date(2024, 10, 16)


def test_ex_28_the_average_grant_of_the_summary() -> None:
    average = Decimal(249_850_000) / 1_060 / 100
    assert average.quantize(Decimal("0.01"), ROUND_HALF_UP) == Decimal("2357.08")
    standard = in_force(MeansPolicy, dt.date(2024, 12, 1)).standard[Residence.URBAN]
    assert (average * 100 / int(standard)).quantize(Decimal("0.01")) == Decimal("2.52")
    assert (Decimal(2_080_000) / 2_498_500 * 100).quantize(Decimal("0.01")) == Decimal("83.25")


def test_splitting_one_need_into_several_small_grants_gains_nothing() -> None:
    found = figures(TEMPORARY_RULES, need(granted_lately=fen(800)), "2024-09", *ASKED)
    assert found["town_may_grant"] == fen(200)
    assert figures(TEMPORARY_RULES, need(granted_lately=fen(1_000)), "2024-09", *ASKED)["town_may_grant"] == 0


def test_r_temp_01_months_are_at_most_six_and_spending_is_not_exceeded() -> None:
    assert figures(TEMPORARY_RULES, need(hardship_months=9), "2024-09")["ceiling"] == fen(935 * 4 * 6)
    ill = need(hardship=Hardship.EXPENDITURE, hardship_months=6, spending=fen(5_000))
    assert figures(TEMPORARY_RULES, ill, "2024-09")["ceiling"] == fen(5_000)


def test_r_temp_01_a_cap_of_the_county_holds_for_its_kind() -> None:
    cap = {"temporary.cap": {Hardship.EMERGENCY: fen(5_000)}}
    assert figures(TEMPORARY_RULES, need(), "2024-09", reform=cap)["ceiling"] == fen(5_000)


def test_the_same_cause_once_a_year_unless_the_county_decides() -> None:
    again = need(granted_this_year=1)
    sheet = explain(TEMPORARY_RULES, again, TEMPORARY_RULES.terms(parse_month("2024-09")))
    assert sheet.result == 0
    assert "同一原因本年度已救助 1 次,再次救助须有县级决定" in sheet.text()
    assert figures(TEMPORARY_RULES, need(granted_this_year=1, county_decision=1), "2024-09")["ceiling"] == fen(7_480)
