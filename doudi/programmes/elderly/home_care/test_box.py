"""Assessments that come from a phone: whole or refused, once, kept with the reason where they cannot count."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404

from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.base.stories import OTHER_TOWN, somebody
from doudi.mechanisms.casework.notices.testing import png
from doudi.mechanisms.phone.sent import Picture, Place, Sent
from doudi.mechanisms.registry.services import record_death
from doudi.programmes.elderly.home_care import assessments, box, plans, queries
from doudi.programmes.elderly.home_care.models import Assessment, AssessmentSent
from doudi.programmes.elderly.home_care.plans import Wanted
from doudi.programmes.elderly.home_care.policy import Disabled
from doudi.programmes.elderly.home_care.testing import HOME, MIDDLING, House, clock

pytestmark = pytest.mark.django_db
MORNING = clock(5, 10)


@pytest.fixture
def house(db: None, tmp_path: Any, settings: Any) -> House:
    settings.FILES_ROOT = tmp_path
    return House()


def sent(house: House, *, filled: dt.datetime = MORNING, key: uuid.UUID | None = None, **said: Any) -> Sent:
    """What the clerk's phone sends of the old woman, whole."""
    items = {code.replace(".", "_"): str(points) for code, points in MIDDLING.items()}
    given = {
        "second": str(house.second_clerk.pk), "medical": "SECOND", "reason": "FIRST", "told_by": "王小明", "relation": "子女", "event_FALL": "1",
    } | items | said  # fmt: skip
    return Sent(
        key or uuid.uuid4(),
        "",
        given,
        [Picture("INFORMANT", SimpleUploadedFile("签名.png", png()), "签名.png", filled)],
        filled - dt.timedelta(minutes=40),
        filled,
        Place(*HOME, 9),
    )


def test_sent_twice_after_a_lost_answer_it_is_one_assessment(house: House) -> None:
    box.carry(house.clerk, house.old.pk, clock(5, 8))
    one = sent(house)
    first = box.receive(house.clerk, house.old.pk, one, clock(5, 18))
    again = box.receive(house.clerk, house.old.pk, one, clock(5, 19))
    assert first == again
    assert "总分50分，2级（中度失能）" in first.sentence
    made = Assessment.objects.get()
    assert (made.on, made.state) == (dt.date(2024, 11, 5), "SUBMITTED")
    assessments.publish(assessments.sign(made, by=house.second_clerk, at=clock(6)), by=house.third, at=clock(7))


def test_r_asm_03_one_item_unanswered_is_refused_and_stays_on_the_phone(house: House) -> None:
    box.carry(house.clerk, house.old.pk, clock(5, 8))
    with pytest.raises(Refused, match="基础运动能力：平地行走"):
        box.receive(house.clerk, house.old.pk, sent(house, B2_3=""), clock(5, 18))
    with pytest.raises(Refused, match="选项不对"):
        box.receive(house.clerk, house.old.pk, sent(house, B2_4="4"), clock(5, 18))
    assert not AssessmentSent.objects.exists()


def test_only_who_took_it_along_sends_it_and_only_in_his_place(house: House) -> None:
    with pytest.raises(Refused, match="不是由您带出"):
        box.receive(house.clerk, house.old.pk, sent(house), clock(5, 18))
    stranger = somebody("stranger", Role.TOWNSHIP_CLERK, OTHER_TOWN)
    for user in (stranger, house.helper):
        with pytest.raises(Http404):
            box.carry(user, house.old.pk, clock(5, 8))


@pytest.mark.parametrize(
    ("filled", "arrived", "why"),
    [(clock(6, 10), clock(5, 18), "手机时间与服务器时间对不上"), (clock(5, 10), clock(13, 18), "须在7天内送到")],
)
def test_a_clock_set_wrong_or_a_form_that_came_too_late_is_kept_and_does_not_count(
    house: House, filled: dt.datetime, arrived: dt.datetime, why: str
) -> None:
    box.carry(house.clerk, house.old.pk, clock(5, 8))
    answer = box.receive(house.clerk, house.old.pk, sent(house, filled=filled), arrived)
    assert not answer.taken
    assert why in answer.sentence
    assert AssessmentSent.objects.get().pictures.count() == 1
    assert not Assessment.objects.exists()


def test_who_died_on_the_way_is_not_assessed_and_the_form_is_kept(house: House) -> None:
    box.carry(house.clerk, house.old.pk, clock(5, 8))
    record_death(house.old, died_on=dt.date(2024, 11, 5), by=house.clerk, at=clock(5, 15), because="村（社区）报告")
    answer = box.receive(house.clerk, house.old.pk, sent(house), clock(5, 18))
    assert "已登记死亡" in answer.sentence
    assert AssessmentSent.objects.get().assessment is None


def test_who_is_served_and_whose_assessment_runs_out_is_on_the_way_of_the_day(house: House) -> None:
    house.in_hardship()
    house.set_quota(dict.fromkeys(Disabled, 300))
    made = house.published()
    assert box.due(house.clerk, dt.date(2025, 10, 10)) == [], "nobody who is not served"
    plans.approve(plans.draft(house.plan(made, (Wanted("H01", 2), Wanted("H09", 1)))), by=house.officer, at=clock(21))
    assert box.due(house.clerk, dt.date(2025, 10, 4)) == []
    assert box.due(house.clerk, dt.date(2025, 10, 5)) == [house.old.pk], "valid until 4 November"
    assert not queries.to_renew(somebody("stranger", Role.TOWNSHIP_CLERK, OTHER_TOWN), dt.date(2025, 10, 5)).exists()
