"""测算基数: today's register as a simulation sees it, whom a raised line brings back, and scenarios kept of it."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from doudi.base.models import Record
from doudi.base.months import parse_month
from doudi.base.refused import Refused
from doudi.base.stories import OTHER_VILLAGE
from doudi.mechanisms.entitlement.awards import services as awards
from doudi.mechanisms.entitlement.awards.models import Award
from doudi.mechanisms.entitlement.parameters_entered import services as parameters
from doudi.mechanisms.entitlement.policy import Reform
from doudi.mechanisms.entitlement.simulations import basis, queries, services
from doudi.mechanisms.entitlement.simulations.models import Scenario
from doudi.mechanisms.entitlement.simulations.queries import Simulated
from doudi.mechanisms.entitlement.testing import fen
from doudi.mechanisms.entitlement.testing_awards import Office, moment
from doudi.mechanisms.entitlement.units import Residence
from doudi.mechanisms.registry.models import Person
from doudi.programmes.assistance.dibao.programme import DIBAO_BENEFIT

SEPTEMBER = parse_month("2024-09")
AT = moment("2024-09-12")
RAISED = {"means.standard": {(0,): fen(980), (1,): fen(800)}}
RURAL = Residence.RURAL


@pytest.fixture
def office(db: None) -> Office:
    return Office()


def tried(office: Office, reform: Reform, month: int = SEPTEMBER) -> Simulated:
    return queries.simulated(DIBAO_BENEFIT, month, reform, county=office.county, at=AT)


def stopped(office: Office, award: Award, income: int, *, reason: str = "收入超过标准") -> Award:
    """Somebody alone, found in July to have such an income, given a month of grace, and stopped from September on."""
    household = award.party.household
    day = dt.date(2024, 7, 20)
    told: dict[str, Any] = {"by": office.officer, "at": moment(day), "because": "复核"}
    awards.defer_exit(
        award,
        office.family(
            household,
            {"transfers": income},
            residence=RURAL,
            grace_from=parse_month("2024-08"),
            grace_until=parse_month("2024-08"),
            grace_amount=award.amount,
        ),
        until_month=parse_month("2024-08"),
        decided_on=day,
        document="渐退决定书",
        reason="PENSIONER",
        **told,
    )
    awards.stop(award, decided_on=dt.date(2024, 8, 20), document="停发决定书", reason=reason, **told)
    return award


def test_the_base_is_the_roll_of_the_month(office: Office) -> None:
    office.grant(DIBAO_BENEFIT, office.household(2), {}, {"transfers": fen(300)}, residence=RURAL)
    office.grant(
        DIBAO_BENEFIT, office.household(1, village=OTHER_VILLAGE), {}, decided="2024-09-02", residence=RURAL
    )  # fmt: skip
    found = tried(office, {})
    assert found.outcome.month_before == fen(1_130)  # the second is paid from October on
    assert found.outcome.groups == (("东镇", "西镇"), ("城市", "农村"))
    assert tried(office, {}, SEPTEMBER + 1).outcome.tables["现享受"].tolist() == [[0, 1], [0, 1]]


def test_a_raised_line_brings_back_who_ended_above_the_old_one(office: Office) -> None:
    office.grant(DIBAO_BENEFIT, office.household(1), {}, residence=RURAL)
    stopped(office, office.grant(DIBAO_BENEFIT, office.household(1), {}, residence=RURAL), fen(760))
    found = tried(office, RAISED)
    assert (found.basis.in_force, found.basis.ended) == (1, 1)
    assert (found.outcome.entitled_before, found.outcome.newly_entitled) == (1, 1)
    assert found.outcome.month_after == fen(800) + fen(40)
    assert any("停发对象中" in sentence and "1户" in sentence for sentence in found.basis.unknown())


def test_who_died_moved_or_is_covered_elsewhere_does_not_come_back(office: Office) -> None:
    office.grant(DIBAO_BENEFIT, office.household(1), {}, residence=RURAL)
    dead = stopped(office, office.grant(DIBAO_BENEFIT, office.household(1), {}, residence=RURAL), fen(760))
    Person.objects.filter(memberships__household=dead.party.household).update(died_on=dt.date(2024, 9, 1))
    moved = office.grant(DIBAO_BENEFIT, office.household(1), {}, residence=RURAL)  # still without income
    awards.stop(
        moved, decided_on=dt.date(2024, 6, 20), document="停发决定书", reason="迁出", by=office.officer, at=AT, because="迁出"
    )  # fmt: skip
    again = stopped(office, office.grant(DIBAO_BENEFIT, office.household(1), {}, residence=RURAL), fen(760))
    office.grant(DIBAO_BENEFIT, again.party.household, {}, decided="2024-08-25", residence=RURAL)
    found = tried(office, RAISED)
    assert (found.basis.in_force, found.basis.ended, found.outcome.newly_entitled) == (2, 0, 0)


def test_the_register_is_read_once_until_something_changes(office: Office) -> None:
    office.grant(DIBAO_BENEFIT, office.household(1), {}, residence=RURAL)
    first = tried(office, {}).basis
    with CaptureQueriesContext(connection) as asked:
        assert tried(office, RAISED).basis is first
    assert len(asked) == 3  # what is newest: a change, a parameter, a recognition
    office.grant(DIBAO_BENEFIT, office.household(1), {}, residence=RURAL)
    second = tried(office, {}).basis
    assert (second.in_force, first.in_force) == (2, 1)
    entry = parameters.enter(
        "means.standard", 900, key=(1,), applies_from=dt.date(2024, 9, 1), issued_on=dt.date(2024, 9, 1),
        document="标准通知", by=office.officer, at=AT,
    )  # fmt: skip
    assert tried(office, {}).basis is second
    parameters.approve(entry, by=office.second, at=AT)
    assert tried(office, {}).outcome.month_before == 2 * fen(900)


def test_no_more_registers_are_kept_than_are_used(office: Office) -> None:
    office.grant(DIBAO_BENEFIT, office.household(1), {}, residence=RURAL)
    for month in range(SEPTEMBER, SEPTEMBER + basis.KEPT + 3):
        tried(office, {}, month)
    assert len(basis._bases) == basis.KEPT


def test_a_scenario_keeps_sums_and_cannot_be_rewritten(office: Office) -> None:
    office.grant(DIBAO_BENEFIT, office.household(1), {}, residence=RURAL)
    made = services.save(tried(office, RAISED), "提标到800", by=office.officer, at=AT)
    assert made.outcome["month_after"] - made.outcome["month_before"] == fen(85)
    assert made.reform == {"means.standard": {"0": fen(980), "1": fen(800)}}
    assert "村民" not in json.dumps([made.outcome, made.words], ensure_ascii=False)
    with pytest.raises(Refused, match="已有名为"):
        services.save(tried(office, RAISED), "提标到800", by=office.leader, at=AT)
    with pytest.raises(Refused, match="还没有改动"):
        services.save(tried(office, {}), "没有改动", by=office.officer, at=AT)
    with pytest.raises(DatabaseError, match="不可改写"), transaction.atomic():
        Scenario.objects.filter(pk=made.pk).update(outcome={})
    with pytest.raises(DatabaseError, match="不可删除"), transaction.atomic():
        Scenario.objects.filter(pk=made.pk).delete()


def test_a_deleted_scenario_is_marked_and_its_name_is_free_again(office: Office) -> None:
    office.grant(DIBAO_BENEFIT, office.household(1), {}, residence=RURAL)
    made = services.save(tried(office, RAISED), "甲案", by=office.officer, at=AT)
    services.delete(made, by=office.finance, at=AT)
    assert (made.deleted_by, made.deleted_at) == (office.finance, AT)
    assert not queries.scenarios(office.officer).exists()
    with pytest.raises(Refused, match="已被删除"):
        services.delete(made, by=office.officer, at=AT)
    services.save(tried(office, RAISED), "甲案", by=office.officer, at=AT)
    assert [each.action for each in Record.objects.filter(action__startswith="simulation")] == [
        "simulation.save",
        "simulation.delete",
        "simulation.save",
    ]


def test_two_to_four_scenarios_stand_side_by_side(office: Office) -> None:
    office.grant(DIBAO_BENEFIT, office.household(1), {}, residence=RURAL)
    made = [services.save(tried(office, RAISED), f"方案{n}", by=office.officer, at=AT).pk for n in range(5)]
    assert [each.pk for each in queries.side_by_side(office.finance, made[:4])] == made[:4]
    for wrong in (made[:1], made, [made[0], made[0]]):
        with pytest.raises(Refused, match="勾选2至4个"):
            queries.side_by_side(office.finance, wrong)
    with pytest.raises(Refused, match="不存在"):
        queries.side_by_side(office.finance, [made[0], 4_040])


def test_who_would_lose_is_named_for_a_reason_to_who_may_and_that_is_recorded(office: Office) -> None:
    household = office.household(1)
    office.grant(DIBAO_BENEFIT, household, {}, residence=RURAL)
    cut = tried(office, {"means.standard": {(1,): fen(700)}})
    with pytest.raises(Refused, match="没有权限"):
        services.name_losers(cut, by=office.finance, at=AT, because="核对资金")
    with pytest.raises(Refused, match="按全县进行"):
        services.name_losers(cut, by=office.clerk, at=AT, because="看看")
    with pytest.raises(Refused, match="填写事由"):
        services.name_losers(cut, by=office.officer, at=AT, because=" ")
    number, (loser,) = services.name_losers(cut, by=office.officer, at=AT, because="研究补偿办法")
    assert (number, loser.award.party, loser.before, loser.less) == (1, household.party, fen(715), fen(15))
    kept = Record.objects.get(action="simulation.losers")
    assert (kept.by, kept.because, kept.data["number"]) == (office.officer, "研究补偿办法", 1)
    assert "村民" not in json.dumps(kept.data, ensure_ascii=False)


def test_a_simulation_is_the_county_s_and_needs_awards(office: Office) -> None:
    with pytest.raises(Refused, match="还没有享受最低生活保障的对象"):
        tried(office, RAISED)
    with pytest.raises(Refused, match="按全县进行"):
        queries.county_for(office.clerk)
    assert queries.county_for(office.finance) == office.county
