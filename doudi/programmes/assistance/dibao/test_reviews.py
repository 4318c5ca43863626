"""定期复核 of a village's list: many awards at once, a decision and a record for each."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from doudi.base.models import Record, User
from doudi.base.records import verify_chain
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.base.stories import COUNTY, somebody
from doudi.mechanisms.entitlement.awards import queries, services
from doudi.mechanisms.entitlement.awards.models import Award, AwardChange, ReviewClass
from doudi.mechanisms.entitlement.awards.register import roll
from doudi.mechanisms.entitlement.testing_awards import Office, moment
from doudi.mechanisms.entitlement.units import Residence
from doudi.programmes.assistance.dibao.programme import DIBAO_BENEFIT

AUGUST = dt.date(2024, 8, 2)


@pytest.fixture
def office(db: None) -> Office:
    return Office()


def granted(office: Office, number: int = 1) -> list[Award]:
    homes = [office.household(2) for _ in range(number)]
    return [office.grant(DIBAO_BENEFIT, home, {"transfers": 60_000}, {}, residence=Residence.URBAN) for home in homes]


def reviewed(office: Office, awards: list[Award], by: User | None = None) -> list[AwardChange]:
    return services.review_many(
        DIBAO_BENEFIT,
        awards,
        decided_on=AUGUST,
        document="定期复核名单",
        by=by or office.officer,
        at=moment(AUGUST),
        because="入户复核，家庭情况没有变化",
    )


def test_r_dyn_01_each_is_due_again_by_its_class_and_each_leaves_a_record(office: Office) -> None:
    stable, unstable = granted(office, 2)
    Award.objects.filter(pk=unstable.pk).update(review_class=ReviewClass.UNSTABLE)
    before = roll(DIBAO_BENEFIT, 2024 * 12 + 8)
    changes = reviewed(office, [stable, unstable])
    due = dict(Award.objects.values_list("pk", "review_due_on"))
    assert due == {stable.pk: dt.date(2025, 8, 2), unstable.pk: dt.date(2025, 2, 2)}
    assert [(each.kind, each.figures, each.reason) for each in changes] == [
        ("REVIEW", None, "STABLE"),
        ("REVIEW", None, "UNSTABLE"),
    ]
    told = Record.objects.filter(action="award.review").order_by("number")
    assert [each.subject for each in told] == [f"award:{stable.pk}", f"award:{unstable.pk}"]
    assert verify_chain() is None
    after = roll(DIBAO_BENEFIT, 2024 * 12 + 8)
    assert (after.total, after.due.tolist()) == (before.total, before.due.tolist())
    assert queries.worksheet(stable, 2024 * 12 + 8).result == before.due[0]


def test_r_dyn_01_what_was_reviewed_waits_for_nobody(office: Office) -> None:
    award, other = granted(office, 2)
    Award.objects.update(review_due_on=dt.date(2024, 8, 20))
    assert queries.review_due(office.officer, dt.date(2024, 8, 31)).count() == 2
    reviewed(office, [award])
    assert list(queries.review_due(office.officer, dt.date(2024, 8, 31))) == [other]


def test_one_in_the_way_and_none_is_reviewed(office: Office) -> None:
    award, ended = granted(office, 2)
    services.stop(
        ended,
        reason="INCOME",
        decided_on=dt.date(2024, 7, 5),
        document="停发决定",
        by=office.officer,
        at=moment("2024-07-05"),
        because="收入超过标准",
    )
    with pytest.raises(Refused, match="已自2024年8月起停发"):
        reviewed(office, [award, ended])
    with pytest.raises(Refused, match="不要重复选择"):
        reviewed(office, [award, award])
    with pytest.raises(Refused, match="没有权限"):
        reviewed(office, [award], by=office.clerk)
    assert not AwardChange.objects.filter(kind="REVIEW").exists()


def test_r_org_01_nobody_reviews_a_list_with_his_own_kin_on_it(office: Office) -> None:
    awards = granted(office, 2)
    number = office.people(awards[1].party.household)[0].id_number
    kin = somebody("kin", Role.COUNTY_OFFICER, COUNTY, id_number=number)
    with pytest.raises(Refused, match=f"“{awards[1].party.name}”户：.*回避"):
        reviewed(office, awards, by=kin)
    assert not AwardChange.objects.filter(kind="REVIEW").exists()


def test_three_take_no_more_queries_than_one(office: Office) -> None:
    one, *three = granted(office, 4)
    with CaptureQueriesContext(connection) as few:
        reviewed(office, [one])
    with CaptureQueriesContext(connection) as more:
        reviewed(office, three)
    assert len(more) <= len(few)
