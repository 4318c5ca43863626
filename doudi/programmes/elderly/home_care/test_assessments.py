"""能力评估 by the people who do it: two sign, a third publishes, who disagrees is assessed by others, once."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.base.stories import TOWN, somebody
from doudi.programmes.elderly.home_care import assessments
from doudi.programmes.elderly.home_care.models import Assessment
from doudi.programmes.elderly.home_care.testing import MIDDLING, House, clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(db: None) -> House:
    return House()


def test_an_assessment_is_signed_by_both_and_published_by_somebody_who_did_not_assess(house: House) -> None:
    made = assessments.submit(house.assessed(disorder=True))
    assert (made.total, made.level, made.state) == (sum(MIDDLING.values()), 3, Assessment.State.SUBMITTED)
    with pytest.raises(Refused, match="待第二评估员签认”，不能复核"):
        assessments.publish(made, by=house.third, at=clock(6))
    with pytest.raises(Refused, match="须由本次评估的第二评估员本人签认"):
        assessments.sign(made, by=house.officer, at=clock(5, 17))
    assessments.sign(made, by=house.second, at=clock(5, 17))
    for assessor in (house.officer, house.second):
        with pytest.raises(Refused, match="评估员不能复核自己参加的评估"):
            assessments.publish(made, by=assessor, at=clock(6))
    assessments.publish(made, by=house.third, at=clock(6))
    assert made.valid_until == dt.date(2025, 11, 4)
    again = house.published(reason="IMMEDIATE", on=dt.date(2024, 11, 20), at=clock(20))
    made.refresh_from_db()
    assert (made.state, again.level) == (Assessment.State.SUPERSEDED, 2)


def test_one_assessor_a_refused_item_or_nobody_who_knows_medicine_makes_no_assessment(house: House) -> None:
    with pytest.raises(Refused, match="两名评估员"):
        assessments.submit(house.assessed(second=house.officer))
    with pytest.raises(Refused, match="尚有1项未评"):
        assessments.submit(house.assessed(answers={k: v for k, v in MIDDLING.items() if k != "B4.2"}))
    with pytest.raises(Refused, match="至少一名须有医护背景"):
        assessments.submit(house.assessed(medical=""))
    stranger = somebody("stranger", Role.TOWNSHIP_CLERK, "369999101000")
    with pytest.raises(Refused, match="没有权限在此地评估"):
        assessments.submit(house.assessed(second=stranger))
    with pytest.raises(Refused, match="不能晚于今天"):
        assessments.submit(house.assessed(on=dt.date(2024, 11, 6)))
    assert not Assessment.objects.exists()


def test_risk_events_of_any_kind_are_counted_together_and_move_one_step(house: House) -> None:
    one = assessments.submit(house.assessed(events={"FALL": 1, "LOST": 0}))
    two = assessments.submit(house.assessed(house.person("刘爷爷", 1938), events={"FALL": 1, "CHOKE": 1}))
    assert (one.level, one.risks, one.events) == (2, 1, {"FALL": 1})
    assert (two.level, two.risks) == (3, 2)
    assert "照护风险事件2次" in two.words


def test_r_asm_06_who_disagrees_in_time_is_assessed_by_others_and_that_is_final(house: House) -> None:
    made = house.published()
    with pytest.raises(Refused, match="复评须从提出异议的评估上发起"):
        assessments.submit(house.assessed(reason="AGAIN"))
    with pytest.raises(Refused, match="没有登记异议的评估不能复评"):
        assessments.submit(house.assessed(reason="AGAIN", after=made))
    with pytest.raises(Refused, match="期限已于2024-11-21届满"):
        assessments.object_to(made, because="家属认为洗澡评高了", by=house.clerk, at=clock(22))
    assessments.object_to(made, because="家属认为洗澡评高了", by=house.clerk, at=clock(21))
    with pytest.raises(Refused, match="异议已经登记"):
        assessments.object_to(made, because="家属认为洗澡评高了", by=house.clerk, at=clock(21))
    with pytest.raises(Refused, match="须由原评估员、复核人以外的人承担"):
        assessments.submit(house.assessed(reason="AGAIN", after=made, on=dt.date(2024, 11, 25), at=clock(25)))
    fourth, fifth = (somebody(name, Role.TOWNSHIP_CLERK, TOWN) for name in ("fourth", "fifth"))
    worse = MIDDLING | {"B1.3": 0, "B1.4": 0, "B1.5": 0}  # 44 points: severe
    review = house.published(
        reason="AGAIN", after=made, on=dt.date(2024, 11, 25), at=clock(25), first=fourth, second=fifth, answers=worse
    )
    made.refresh_from_db()
    assert (made.state, made.level, review.level) == (Assessment.State.SUPERSEDED, 2, 3)
    with pytest.raises(Refused, match="复评结果为最终结果"):
        assessments.object_to(review, because="还是不同意", by=house.clerk, at=clock(26))


def test_what_is_wrong_is_void_before_it_is_published_and_done_anew(house: House) -> None:
    made = assessments.submit(house.assessed())
    with pytest.raises(Refused, match="只有评估员本人或县级复核人"):
        assessments.void(made, because="选错了", by=house.clerk, at=clock(5))
    assessments.void(made, because="平地行走选错", by=house.second, at=clock(5))
    assert made.state == Assessment.State.VOID
    published = house.published()
    with pytest.raises(Refused, match="只有尚未公布的评估可以作废"):
        assessments.void(published, because="选错了", by=house.third, at=clock(7))


def test_thousands_are_submitted_signed_and_published_with_as_many_queries_as_three(house: House) -> None:
    counts = []
    for turn, number in enumerate((1, 1, 3)):  # once to warm up: who may what is kept with each user
        people = [house.person(f"老人{turn}{n}", 1939) for n in range(number)]
        with CaptureQueriesContext(connection) as asked:
            made = assessments.submit_many([house.assessed(each) for each in people])
            assessments.sign_each(made, at=[clock(5, 17)] * number)
            assessments.publish_each(made, by=[house.third] * number, at=[clock(6)] * number)
        counts.append(len(asked))
    assert counts[1] == counts[2]
    assert Assessment.objects.filter(state=Assessment.State.PUBLISHED).count() == 5
