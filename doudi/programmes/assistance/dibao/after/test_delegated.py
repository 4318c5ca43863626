"""Stories of changes where the township confirms (R-ORG-02), and of stops that reach back to the day of a death or a fraud."""

from __future__ import annotations

import datetime as dt

import pytest

from doudi.base.models import Area
from doudi.base.months import parse_month
from doudi.base.refused import Refused
from doudi.base.stories import TOWN
from doudi.mechanisms.casework import delegations
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.entitlement.amendments.models import Amendment, Occasion
from doudi.mechanisms.entitlement.testing_awards import moment
from doudi.mechanisms.ledger.debts.models import Debt
from doudi.programmes.assistance.dibao import flow as applications
from doudi.programmes.assistance.dibao.after import flow
from doudi.programmes.assistance.dibao.after.stories import Hearth
from doudi.programmes.assistance.dibao.benefit import DIBAO_BENEFIT

pytestmark = pytest.mark.django_db


class Township(Hearth):
    """The power to confirm applications for dibao has been with the township since January."""

    def __init__(self) -> None:
        super().__init__()
        self.town = Area.objects.get(code=TOWN)
        self.delegation = delegations.delegate(
            applications.APPLICATIONS, self.town, since=dt.date(2024, 1, 1), document="某民字〔2023〕40号", by=self.leader,
            at=moment("2024-01-02"),
        )  # fmt: skip


def test_r_org_02_who_confirms_applications_decides_changes_too() -> None:
    town = Township()
    award = town.award()
    row = town.looked_at(award, Occasion.INCOME)
    assert row.case.delegated
    town.found(row, "transfers", 100_000, town.people_of(award)[0])
    town.at_county(row, "ADJUST")
    with pytest.raises(Refused, match="由乡镇审核确认"):
        town.take(row, flow.DECIDE, town.officer, "2024-09-12", document="某民低保变〔2024〕5号")
    town.take(row, flow.DECIDE_HERE, town.head, "2024-09-12", document="某镇低保变〔2024〕1号")
    award.refresh_from_db()
    assert award.amount == 180_500
    row = Amendment.objects.get()
    assert row.change is not None
    assert row.change.by == town.head


def test_r_org_02_without_a_delegation_the_township_decides_nothing() -> None:
    hearth = Hearth()
    row = hearth.looked_at(hearth.award(), Occasion.INCOME)
    hearth.found(row, "transfers", 100_000, hearth.people_of(row.award)[0])
    hearth.at_county(row, "ADJUST")
    with pytest.raises(Refused, match="由县级审核确认"):
        hearth.take(row, flow.DECIDE_HERE, hearth.head, "2024-09-12", document="某镇低保变〔2024〕1号")


def test_r_org_02_a_delegation_that_ends_calls_changes_back_and_is_never_of_changes_alone() -> None:
    town = Township()
    row = town.looked_at(town.award(), Occasion.INCOME)
    with pytest.raises(Refused, match="一并下放"):
        delegations.delegate(
            flow.CHANGES, town.town, since=dt.date(2024, 1, 1), document="甲", by=town.leader, at=moment("2024-01-02")
        )
    moved = delegations.end(
        town.delegation,
        applications.APPLICATIONS,
        on=dt.date(2024, 9, 3),
        document="乙",
        by=town.leader,
        at=moment("2024-09-03"),
    )
    assert moved == 1
    assert not Case.objects.get(pk=row.pk).delegated


def test_r_dyn_04_a_stop_for_fraud_reaches_back_and_what_was_paid_since_is_owed() -> None:
    hearth = Hearth()
    award = hearth.award()
    for month in ("2024-06", "2024-07", "2024-08", "2024-09"):
        hearth.signed(DIBAO_BENEFIT, month)
    row = hearth.looked_at(award, Occasion.REPORTED, happened_on=dt.date(2024, 6, 18))
    row = hearth.decided(row, "STOP", reason="FRAUD")
    assert row.change is not None
    assert row.change.from_month == parse_month("2024-07")
    assert Debt.objects.get().proposed == 3 * 91_100  # July to September


def test_r_dyn_04_who_was_never_entitled_has_had_nothing_rightly() -> None:
    hearth = Hearth()
    award = hearth.award()
    hearth.signed(DIBAO_BENEFIT, "2024-08")
    hearth.signed(DIBAO_BENEFIT, "2024-09")
    row = hearth.looked_at(award, Occasion.REPORTED, happened_on=dt.date(2023, 5, 2))
    row = hearth.decided(row, "STOP", reason="FRAUD")
    assert row.change is not None
    assert row.change.from_month == award.from_month
    assert Debt.objects.get().proposed == 2 * 91_100


def test_any_other_stop_takes_effect_the_month_after_the_decision() -> None:
    hearth = Hearth()
    award = hearth.award()
    hearth.signed(DIBAO_BENEFIT, "2024-09")
    row = hearth.looked_at(award, Occasion.EXIT, happened_on=dt.date(2024, 6, 18))
    row = hearth.decided(row, "STOP", reason="WITHDRAWN")
    assert row.change is not None
    assert row.change.from_month == parse_month("2024-10")
    assert not Debt.objects.exists()
