"""A raised standard reaches the recognised low-income families: who of them would be newly entitled, and who is not counted and why."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from doudi.base.months import parse_month
from doudi.mechanisms.entitlement.declare import BENEFITS
from doudi.mechanisms.entitlement.simulations import basis, queries
from doudi.mechanisms.entitlement.simulations.queries import Simulated
from doudi.mechanisms.entitlement.testing import fen
from doudi.mechanisms.entitlement.testing_awards import acting, moment
from doudi.mechanisms.registry.models import Category
from doudi.mechanisms.registry.services import record_death
from doudi.programmes.assistance.low_income.stories import Hall

pytestmark = pytest.mark.django_db
OCTOBER = parse_month("2024-10")
RAISED = {"means.standard": {(0,): fen(980), (1,): fen(950)}}
EDGE = {"transfers": fen(900)}


@pytest.fixture
def hall() -> Hall:
    basis.forget()
    made = Hall()
    made.grant(BENEFITS["dibao"], made.household(1), {}, residence=1)
    return made


def tried(hall: Hall, month: int = OCTOBER) -> Simulated:
    return queries.simulated(BENEFITS["dibao"], month, RAISED, county=hall.county, at=moment("2024-10-12"))


def test_a_recognised_family_below_the_raised_line_is_newly_entitled(hall: Hall) -> None:
    hall.recognised(EDGE)
    hall.recognised({"transfers": fen(960)}, {}, savings=fen(1_000))  # two people with 960: far below, and already now
    hall.recognised({"transfers": fen(1_060)})  # above the raised line, too
    found = tried(hall)
    assert (found.outcome.entitled_before, found.outcome.newly_entitled, found.outcome.newly_known) == (1, 1, 1)
    assert found.outcome.month_after == fen(950) + fen(50)
    assert (found.basis.known, found.basis.already, found.basis.without_facts) == (2, 1, 0)
    said = "".join(found.basis.unknown())
    assert "已认定的低收入家庭2户" in said
    assert "另有1户按认定时的事实已符合现行标准" in said
    assert "没有可用的收入事实" not in said
    assert found.outcome.tables["新增"].tolist() == [[0, 1], [0, 0]]


def test_whose_recognition_is_over_or_who_has_died_is_not_counted(hall: Hall) -> None:
    row = hall.recognised(EDGE)
    assert tried(hall, parse_month("2025-08")).outcome.newly_known == 1
    assert tried(hall, parse_month("2025-09")).outcome.newly_known == 0  # over on the 23rd
    [person] = hall.people(row.party.household)
    record_death(person, died_on=dt.date(2024, 10, 1), by=None, at=moment("2024-10-02"), because="火化名单")
    basis.forget()
    assert tried(hall).outcome.newly_known == 0


def test_who_is_only_on_a_roll_is_said_to_be_unknown(hall: Hall) -> None:
    home = hall.household(1)
    Category.objects.create(party=home.party, kind=Category.Kind.MARGINAL, from_on=dt.date(2024, 1, 1), because="名册")
    found = tried(hall)
    assert found.basis.without_facts == 1
    assert any("低收入家庭1户没有可用的收入事实" in sentence for sentence in found.basis.unknown())


def test_who_is_recognised_after_his_award_ended_counts_once_with_the_newer_facts(hall: Hall) -> None:
    from doudi.mechanisms.entitlement.awards import services as awards

    home = hall.household(1)
    award = hall.grant(BENEFITS["dibao"], home, {"transfers": fen(300)}, residence=1)
    awards.stop(
        award, decided_on=dt.date(2024, 7, 20), document="停发1", reason="INCOME", by=hall.officer, at=moment("2024-07-20"),
        because="收入增加",
    )  # fmt: skip
    hall.recognised(EDGE, household=home)
    found = tried(hall)
    assert (found.basis.known, found.basis.ended, found.outcome.newly_entitled) == (1, 0, 1)


def test_the_page_tells_how_many_of_the_newly_entitled_are_known(hall: Hall) -> None:
    hall.recognised(EDGE)
    address = reverse("funds:simulations")
    client = acting(hall.officer)
    said = client.get(address, {"benefit": "dibao", "month": "2024-10", "means.standard:1": "950"}).content.decode()
    assert "其中已认定的低收入家庭1户" in said
    assert "已认定的低收入家庭1户按认定时核定的事实一并测算" in said
