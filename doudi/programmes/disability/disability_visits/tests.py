"""Stories of visits to people with severe disabilities in hardship (social affairs 3.1)."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.db.utils import DatabaseError
from PIL import Image

from doudi.base import identity
from doudi.base.access import forget_grants
from doudi.base.models import Grant, Record
from doudi.base.refused import Refused
from doudi.base.spans import Period
from doudi.base.stories import COUNTY, OTHER_TOWN, OTHER_VILLAGE, TOWN
from doudi.mechanisms.activities import queries
from doudi.mechanisms.activities.box import form_of
from doudi.mechanisms.activities.doubts import find_signals, judge
from doudi.mechanisms.activities.follow_ups import confirm, settle
from doudi.mechanisms.activities.models import Activity, FollowUp, RollEntry, Signal
from doudi.mechanisms.activities.rolls import (
    NewEntry,
    confirm_levels,
    enter,
    locate,
    report_incident,
    set_level,
    take_off,
)
from doudi.mechanisms.activities.stories import Outcome, Place, Rounds, Way, moment
from doudi.mechanisms.activities.visiting import visit, visit_many
from doudi.mechanisms.indicators.queries import figure
from doudi.mechanisms.phone.sent import PHOTO, Picture
from doudi.programmes.disability.disability_visits.programme import disability_visits
from doudi.programmes.disability.disability_visits.rounds import GENERAL, HIGH, KEY, ROUNDS, level_of

pytestmark = pytest.mark.django_db
NOVEMBER = 2024 * 12 + 10
HOME = (Decimal("27.380000"), Decimal("114.620000"))


@pytest.fixture
def rounds() -> Rounds:
    return Rounds(ROUNDS)


def day(written: str) -> dt.date:
    return dt.date.fromisoformat(written)


def jpeg(shade: int = 0) -> io.BytesIO:
    """A photo with something on it."""
    picture = Image.linear_gradient("L").rotate(shade).resize((400, 300))
    content = io.BytesIO()
    picture.convert("RGB").save(content, "JPEG")
    content.seek(0)
    return content


def test_we_15_coverage_of_a_month_with_calls_gaps_and_people_who_came_late(rounds: Rounds) -> None:
    entries = [rounds.on_roll(KEY) for _ in range(115)]
    away = [rounds.on_roll(KEY, stay=RollEntry.Stay.AWAY) for _ in range(2)]
    late = [rounds.on_roll(KEY, "2024-11-27") for _ in range(2)]
    said = [rounds.visited(each, "2024-11-05", hour=8 + place // 12) for place, each in enumerate(entries[:113])]
    said += [rounds.visited(each, "2024-11-06", way=Way.VIDEO.value, reason="") for each in away]
    said += [
        rounds.visited(entries[113], "2024-11-06", way=Way.PHONE.value, reason=""),
        rounds.visited(entries[114], "2024-11-06", said={}),
    ]
    visit_many(ROUNDS, said)
    found = queries.coverage(ROUNDS, NOVEMBER)
    assert (len(entries) + len(away) + len(late), found.due, found.seen) == (119, 117, 115)
    assert found.words == "98.29%"
    missed = queries.counted_in(ROUNDS, NOVEMBER).filter(seen=False)
    assert {each.pk for each in missed} == {entries[113].pk, entries[114].pk}
    assert queries.coverage(ROUNDS, NOVEMBER, area_code=OTHER_TOWN).due == 0


def test_f_35_of_a_year_everybody_on_the_roll_who_was_seen_in_it_is_reached(rounds: Rounds) -> None:
    """The year's last month is still running: he was seen in November and is not missed for December's sake. Another was never seen."""
    seen, _ = rounds.on_roll(KEY), rounds.on_roll(KEY)
    visit(rounds.visited(seen, "2024-11-05"))

    def told(first: str, last: str) -> dict[str, int]:
        period = Period(day(first), day(last))
        rows = {each.code.partition(".")[2]: each for each in disability_visits.indicators}
        return {
            code: int(figure(rows[code], period, area_code=COUNTY).value) for code in ("due", "reached", "coverage")
        }

    assert told("2024-01-01", "2024-12-31") == {"due": 2, "reached": 1, "coverage": 50}
    assert told("2024-11-01", "2024-11-30") == {"due": 2, "reached": 1, "coverage": 50}  # of a month it is R-DIS-03
    assert told("2024-12-01", "2024-12-31") == {"due": 2, "reached": 0, "coverage": 0}


def test_r_dis_03_who_died_or_left_in_the_month_is_out_of_it(rounds: Rounds) -> None:
    stays, leaves = rounds.on_roll(KEY), rounds.on_roll(KEY)
    visit(rounds.visited(stays, "2024-11-05"))
    assert queries.coverage(ROUNDS, NOVEMBER).words == "50.00%"
    take_off(leaves, on=day("2024-11-20"), because="死亡", by=rounds.clerk, at=moment("2024-11-21"))
    assert queries.coverage(ROUNDS, NOVEMBER).words == "100.00%"
    assert queries.coverage(ROUNDS, NOVEMBER - 1).due == 2
    with pytest.raises(Refused, match="已出册"):
        visit(rounds.visited(leaves, "2024-11-22"))


def test_we_16_when_the_next_visit_is_due(rounds: Rounds) -> None:
    high, key = rounds.on_roll(HIGH, "2026-02-01"), rounds.on_roll(KEY, "2026-01-01")
    visit(rounds.visited(high, "2026-02-12"))
    visit(rounds.visited(key, "2026-01-31"))
    assert (high.due_on, key.due_on) == (day("2026-02-19"), day("2026-02-28"))
    assert [each.pk for each in queries.due(rounds.helper, ROUNDS, through=day("2026-02-19"))] == [high.pk]
    assert not queries.overdue(rounds.clerk, ROUNDS, on=day("2026-02-19")).exists()
    assert [each.pk for each in queries.overdue(rounds.clerk, ROUNDS, on=day("2026-02-20"))] == [high.pk]


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"outcome": Outcome.NOT_FOUND.value, "way": ""}, "未见到本人"),
        ({"way": Way.PHONE.value}, "电话巡访只对外出人员有效"),
        ({"way": Way.VIDEO.value}, "视频巡访只对外出人员有效"),
        ({"said": {"living": "OK"}}, "未查看：健康和服药"),
        ({"reason": ""}, "没有定位，也没有说明原因"),
        ({"reason": "", "place": Place(Decimal("27.390000"), HOME[1], 10)}, "定位离住址1112米，超过500米"),
    ],
)
def test_r_dis_02_what_makes_a_visit_not_count_is_kept_and_said(
    rounds: Rounds, more: dict[str, Any], reason: str
) -> None:
    entry = rounds.on_roll(KEY, latitude=HOME[0], longitude=HOME[1])
    made = visit(rounds.visited(entry, "2024-11-05", **more))
    assert reason in made.not_counted
    assert not made.counts
    assert entry.due_on == day("2024-01-31")  # nothing has changed
    assert queries.coverage(ROUNDS, NOVEMBER).seen == 0


def test_r_dis_02_near_the_home_or_elsewhere_with_a_reason_it_counts(rounds: Rounds) -> None:
    entry = rounds.on_roll(KEY, latitude=HOME[0], longitude=HOME[1])
    near = visit(rounds.visited(entry, "2024-11-05", reason="", place=Place(Decimal("27.384000"), HOME[1], 10)))
    far = Place(Decimal("27.390000"), HOME[1], 10)
    elsewhere = visit(rounds.visited(entry, "2024-11-06", reason="在卫生院见到本人", place=far))
    assert (near.counts, near.metres) == (True, 445)
    assert (elsewhere.counts, elsewhere.metres) == (True, 1112)


def test_r_dis_02_only_who_answers_for_the_village_visits(rounds: Rounds) -> None:
    entry = rounds.on_roll(KEY, area=OTHER_VILLAGE)
    assert "没有本村（居）的巡访授权" in visit(rounds.visited(entry, "2024-11-05")).not_counted


def test_r_dis_01_a_man_does_not_visit_a_woman_who_lives_alone_by_himself(rounds: Rounds) -> None:
    her, him = rounds.on_roll(KEY, alone=True), rounds.on_roll(KEY, alone=True, woman=False)
    assert (identity.sex(rounds.helper.id_number), her.person.sex) == ("女", "女")
    assert visit(rounds.visited(her, "2024-11-05")).counts
    assert visit(rounds.visited(him, "2024-11-05")).not_counted == "独居异性须两人上门"
    assert visit(rounds.visited(him, "2024-11-06", companion="妇联主任")).counts


def test_r_dis_04_danger_is_told_at_once_without_a_form_and_somebody_must_have_seen_him_within_the_hours(
    rounds: Rounds,
) -> None:
    entry = rounds.on_roll(HIGH)
    found = report_incident(
        entry,
        words="邻居反映家中起火",
        happened_at=moment("2024-02-09", 20),
        by=rounds.helper,
        at=moment("2024-02-09", 21),
    )
    entry.refresh_from_db()
    assert entry.urgent_by == moment("2024-02-10", 20)  # New Year's Eve: no holiday moves it
    assert (found.alarm, found.due_at) == (True, moment("2024-02-09", 23))
    assert entry.pk in {each.pk for each in queries.due(rounds.helper, ROUNDS, through=day("2024-01-01"))}
    visit(rounds.visited(entry, "2024-02-10"))
    assert entry.urgent_by is None


def test_r_dis_04_a_visit_that_finds_danger_needs_nothing_else_filled_in(rounds: Rounds) -> None:
    entry = rounds.on_roll(KEY)
    said = rounds.visited(entry, "2024-11-05", outcome=Outcome.DANGER.value, way="", said={}, words="本人被锁在屋内")
    visit(said)
    assert [(each.need, each.alarm, each.words) for each in FollowUp.objects.all()] == [
        ("PROTECT", True, "本人被锁在屋内")
    ]
    with pytest.raises(Refused, match="写明发现的情况"):
        visit(rounds.visited(entry, "2024-11-05", outcome=Outcome.DANGER.value, way=""))


@pytest.mark.parametrize(("outcome", "need"), [(Outcome.DEAD, "DEATH"), (Outcome.HOSPITAL, "HOSPITAL")])
def test_r_dis_06_death_or_hospital_goes_to_the_review_of_benefits_the_same_day(
    rounds: Rounds, outcome: Outcome, need: str
) -> None:
    entry = rounds.on_roll(KEY)
    said = rounds.visited(entry, "2024-11-05", outcome=outcome.value, way="")
    visit(said)
    raised = FollowUp.objects.get()
    assert (raised.need, raised.alarm, raised.due_at - raised.raised_at) == (need, True, dt.timedelta(hours=24))
    assert raised in queries.follow_ups(rounds.clerk, ROUNDS)


def test_r_visit_01_not_found_twice_running_is_an_alarm_within_a_day(rounds: Rounds) -> None:
    entry = rounds.on_roll(KEY)
    nobody: dict[str, Any] = {"outcome": Outcome.NOT_FOUND.value, "way": ""}
    visit(rounds.visited(entry, "2024-11-05", **nobody))
    assert not FollowUp.objects.exists()
    visit(rounds.visited(entry, "2024-11-06"))
    visit(rounds.visited(entry, "2024-11-07", **nobody))
    assert not FollowUp.objects.exists()  # seen in between
    visit(rounds.visited(entry, "2024-11-08", **nobody))
    alarm = FollowUp.objects.get()
    assert (alarm.need, alarm.due_at - alarm.raised_at) == ("NOT_FOUND", dt.timedelta(hours=24))


def test_r_gen_08_who_answers_an_alarm_does_not_confirm_it(rounds: Rounds) -> None:
    entry = rounds.on_roll(KEY)
    visit(rounds.visited(entry, "2024-11-05", outcome=Outcome.DEAD.value, way=""))
    alarm = FollowUp.objects.get()
    with pytest.raises(Refused, match="没有权限"):
        settle(alarm, result="已核实", by=rounds.helper, at=moment("2024-11-05", 15))
    settle(alarm, result="已核实，转待遇停发", by=rounds.clerk, at=moment("2024-11-05", 15))
    with pytest.raises(Refused, match="处理人不能确认"):
        confirm(alarm, by=rounds.clerk, at=moment("2024-11-05", 16))
    confirm(alarm, by=rounds.head, at=moment("2024-11-05", 16))
    alarm.refresh_from_db()
    assert alarm.state == FollowUp.State.CLOSED


def test_a_small_need_is_closed_by_the_village_itself_and_shows_on_the_next_visit_until_then(rounds: Rounds) -> None:
    entry = rounds.on_roll(KEY)
    visit(rounds.visited(entry, "2024-11-05", needs=("ERRAND", "CARE"), words="要去镇上取药"))
    told = " ".join(form_of(entry, day("2024-11-20"), rounds.helper).about)
    assert "未办结：代办、跑腿（要去镇上取药）" in told
    errand, care = FollowUp.objects.get(need="ERRAND"), FollowUp.objects.get(need="CARE")
    settle(errand, result="已代办", by=rounds.helper, at=moment("2024-11-08"))
    assert errand.state == FollowUp.State.CLOSED
    with pytest.raises(Refused, match="没有权限"):
        settle(care, result="已安排", by=rounds.helper, at=moment("2024-11-08"))


def test_r_dis_07_a_lower_level_needs_the_township_and_the_level_is_looked_at_every_six_months(rounds: Rounds) -> None:
    entry = rounds.on_roll(HIGH, "2024-08-31")
    assert entry.review_on == day("2025-02-28")
    with pytest.raises(Refused, match="须由乡镇"):
        set_level(entry, KEY, because="子女回家照护", by=rounds.helper, at=moment("2024-11-05"))
    set_level(entry, KEY, because="子女回家照护", by=rounds.head, at=moment("2024-11-05"))
    entry.refresh_from_db()
    assert (entry.level, entry.review_on) == (KEY, day("2025-05-05"))
    set_level(entry, HIGH, because="子女再次外出", by=rounds.helper, at=moment("2024-11-06"))
    assert [each.level for each in entry.levels.all()] == [HIGH, KEY, HIGH]


def test_r_dis_07_many_levels_are_looked_at_and_stay(rounds: Rounds) -> None:
    entries = [rounds.on_roll(KEY, "2024-01-01") for _ in range(3)]
    with pytest.raises(Refused, match="没有权限"):
        confirm_levels(entries, because="没有变化", by=rounds.helper, at=moment("2024-06-25"))
    confirm_levels(entries, because="没有变化", by=rounds.head, at=moment("2024-06-25"))
    assert {each.review_on for each in RollEntry.objects.all()} == {day("2024-12-25")}
    assert [each.because for each in entries[0].levels.all()] == ["年度摸底", "没有变化"]


def test_the_level_that_facts_suggest() -> None:
    assert level_of(alone=True) == (HIGH, "独居")
    assert level_of(alone=False, carer_frail=True, bedridden=True) == (HIGH, "照护人年老或残疾、卧床")
    assert level_of(alone=False) == (KEY, "困难重度失能")
    assert level_of(alone=False, bedridden=True, cared_for=True)[0] == GENERAL
    assert level_of(alone=False, at_risk=True, cared_for=True)[0] == HIGH


def test_r_dis_05_the_same_photo_for_two_homes_is_found_looked_into_and_the_visit_counts_no_more(
    rounds: Rounds, tmp_path: Any, settings: Any
) -> None:
    settings.FILES_ROOT = tmp_path
    one, other, honest = (rounds.on_roll(KEY) for _ in range(3))
    visit(rounds.visited(one, "2024-11-05", 9, pictures=[Picture(PHOTO, jpeg())]))
    twin = visit(rounds.visited(other, "2024-11-05", 10, pictures=[Picture(PHOTO, jpeg())]))
    visit(rounds.visited(honest, "2024-11-05", 11, pictures=[Picture(PHOTO, jpeg(90))]))
    assert find_signals(ROUNDS, NOVEMBER, at=moment("2024-11-06")) == 2
    assert find_signals(ROUNDS, NOVEMBER, at=moment("2024-11-07")) == 0
    assert set(Signal.objects.values_list("code", flat=True)) == {"PHOTO"}
    assert queries.in_doubt(rounds.clerk, ROUNDS).count() == 2
    assert queries.coverage(ROUNDS, NOVEMBER).seen == 3
    with pytest.raises(Refused, match="没有权限"):
        judge(twin, stands=False, words="本人承认未去", by=rounds.next_helper, at=moment("2024-11-08"))
    with pytest.raises(Refused, match="不能核实自己"):
        judge(twin, stands=True, words="去过", by=rounds.helper, at=moment("2024-11-08"))
    judge(twin, stands=False, words="本人承认未去", by=rounds.clerk, at=moment("2024-11-08"))
    other.refresh_from_db()
    assert queries.coverage(ROUNDS, NOVEMBER).seen == 2
    assert (other.last_on, other.due_on) == (None, day("2024-01-31"))
    with pytest.raises(Refused, match="已经核实过"):
        judge(Activity.objects.get(pk=twin.pk), stands=True, words="再看", by=rounds.head, at=moment("2024-11-09"))


def test_a_photo_of_last_month_is_known_this_month(rounds: Rounds, tmp_path: Any, settings: Any) -> None:
    settings.FILES_ROOT = tmp_path
    entry = rounds.on_roll(KEY)
    before = visit(rounds.visited(entry, "2024-10-05", pictures=[Picture(PHOTO, jpeg())]))
    again = visit(rounds.visited(entry, "2024-11-05", pictures=[Picture(PHOTO, jpeg())]))
    find_signals(ROUNDS, NOVEMBER, at=moment("2024-11-06"))
    assert list(Signal.objects.values_list("activity_id", flat=True)) == [again.pk]
    assert before.pk != again.pk


def test_a_phone_whose_clock_was_set_back_is_followed_no_further_than_the_moment_it_left_the_desk(
    rounds: Rounds,
) -> None:
    entry = rounds.on_roll(KEY)
    said = rounds.visited(entry, "2024-11-05", carried_at=moment("2024-11-28", 9), at=moment("2024-11-28", 17))
    made = visit(said)
    assert (made.on, made.held_at) == (day("2024-11-28"), moment("2024-11-28", 17))
    find_signals(ROUNDS, NOVEMBER, at=moment("2024-11-29"))
    assert [each.code for each in made.signals.all()] == ["CLOCK"]
    honest = visit(rounds.visited(entry, "2024-11-29", carried_at=moment("2024-11-29", 8)))
    assert honest.on == day("2024-11-29")


def test_the_place_of_a_home_is_set_by_the_township_from_a_visit(rounds: Rounds) -> None:
    entry = rounds.on_roll(KEY)
    made = visit(rounds.visited(entry, "2024-11-05", reason="", place=Place(*HOME, 12)))
    assert made.metres is None
    with pytest.raises(Refused, match="没有权限"):
        locate(entry, made, by=rounds.helper, at=moment("2024-11-06"))
    locate(entry, made, by=rounds.clerk, at=moment("2024-11-06"))
    entry.refresh_from_db()
    assert (entry.latitude, entry.longitude) == HOME


def test_nobody_stands_on_a_roll_twice_and_what_was_found_is_never_changed(rounds: Rounds) -> None:
    entry = rounds.on_roll(KEY)
    again = enter(
        ROUNDS,
        [NewEntry(entry.person_id, entry.area_code, HIGH, "再次摸底", day("2024-06-01"))],
        by=rounds.clerk,
        at=moment("2024-06-01"),
    )
    assert again == [entry]
    made = visit(rounds.visited(entry, "2024-11-05"))
    assert Record.objects.filter(action="activity.visit", subject=f"activity:{made.pk}", by=rounds.helper).count() == 1
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute("UPDATE activities_activity SET counts = 1")


def test_another_township_sees_nobody_of_the_roll(rounds: Rounds) -> None:
    rounds.on_roll(KEY)
    assert queries.roll(rounds.clerk, ROUNDS).count() == 1
    Grant.objects.filter(user=rounds.clerk, area=TOWN).update(area=OTHER_TOWN)
    forget_grants(rounds.clerk)
    assert queries.roll(rounds.clerk, ROUNDS).count() == 0
