"""The pages of rounds: the roll, a visit, coverage, needs; asked as often for three rows as for one."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from doudi.base.roles import Role
from doudi.base.stories import OTHER_TOWN, VILLAGE, number_of, somebody
from doudi.mechanisms.activities import queries
from doudi.mechanisms.activities.doubts import find_signals
from doudi.mechanisms.activities.models import Activity, FollowUp, RollEntry
from doudi.mechanisms.activities.stories import Outcome, Rounds, moment
from doudi.mechanisms.activities.visiting import visit
from doudi.mechanisms.entitlement.testing_awards import acting
from doudi.mechanisms.registry.services import record_death
from doudi.programmes.disability.disability_visits.programme import disability_visits
from doudi.programmes.disability.disability_visits.rounds import HIGH, KEY, ROUNDS

pytestmark = pytest.mark.django_db

# without the head of the page, whose counters are kept for a minute
ONLY_THE_TABLE = {"HX-Request": "true", "HX-Target": "tbl"}


@pytest.fixture
def rounds() -> Rounds:
    return Rounds(ROUNDS)


def filled(rounds: Rounds) -> RollEntry:
    """Somebody with a visit that looks odd, a need and an alarm."""
    entry = rounds.on_roll(KEY)
    visit(rounds.visited(entry, "2024-11-05", hour=22, needs=("CARE",), words="需要照护"))
    visit(rounds.visited(entry, "2024-11-06", outcome=Outcome.HOSPITAL.value, way=""))
    find_signals(ROUNDS, 2024 * 12 + 10, at=moment("2024-11-07"))
    return entry


def test_lists_ask_as_often_for_three_rows_as_for_one(rounds: Rounds) -> None:
    client = acting(rounds.clerk)
    pages = ("roll", "visits", "follow_ups", "coverage")
    for page in pages:  # what is read once for all is read, and how the list was left is remembered
        client.get(f"/disability_visits/{page}/?month=2024-11", headers=ONLY_THE_TABLE)
    counts: dict[str, list[int]] = {}
    for many in (1, 3):
        while RollEntry.objects.count() < many:
            filled(rounds)
        for page in pages:
            with CaptureQueriesContext(connection) as asked:
                answer = client.get(f"/disability_visits/{page}/?month=2024-11")
            assert answer.status_code == 200
            counts.setdefault(page, []).append(len(asked))
    assert all(first == last for first, last in counts.values()), counts


def test_the_desk_is_told_of_who_is_due_what_is_odd_and_what_waits(rounds: Rounds) -> None:
    entry = filled(rounds)
    rounds.on_roll(HIGH)
    today = dt.date(2024, 11, 7)
    worklist, alarms = disability_visits.worklist, disability_visits.alarms
    assert worklist is not None
    assert alarms is not None
    for_helper = [(each.title, each.visit, each.overdue) for each in worklist(rounds.helper, today)]
    assert for_helper == [("探视巡访：某人2", True, True)]  # the other one has been seen this month
    for_clerk = [each.title for each in worklist(rounds.clerk, today)]
    assert for_clerk[:2] == ["1件探视巡访需求待答复：照护服务", "1次探视巡访有疑点待核实"]
    late = [each.title for each in alarms(rounds.clerk, today)]
    assert late == [f"住院：当日转待遇复核：{entry.person.party.name}", "东镇1人超期未探视巡访"]
    assert alarms(rounds.helper, today) == []
    figures = disability_visits.figures
    assert figures is not None
    assert [each.value for each in figures(rounds.clerk, dt.date(2024, 12, 9))] == ["50.00%"]


def test_one_of_the_roll_a_visit_and_its_verdict(rounds: Rounds) -> None:
    entry = filled(rounds)
    made = Activity.objects.get(outcome=Outcome.SEEN)
    client = acting(rounds.clerk)
    page = client.get(f"/disability_visits/roll/{entry.pk}/").content.decode()
    assert "照护服务" in page
    assert entry.person.id_number not in page
    page = client.get(f"/disability_visits/visits/{made.pk}/").content.decode()
    assert "巡访时间为22:00" in page
    assert "核实疑点" in page
    refused = client.post(f"/disability_visits/visits/{made.pk}/judge/", {"stands": "0", "words": ""})
    assert refused.status_code == 422
    client.post(f"/disability_visits/visits/{made.pk}/judge/", {"stands": "0", "words": "本人未见到巡访人"})
    assert "经核实不计" in client.get(f"/disability_visits/visits/{made.pk}/").content.decode()
    assert queries.coverage(ROUNDS, 2024 * 12 + 10).seen == 0
    assert acting(rounds.helper).get(f"/disability_visits/visits/{made.pk}/judge/").status_code in (403, 404)


def test_a_need_is_answered_and_an_alarm_confirmed_by_another(rounds: Rounds) -> None:
    filled(rounds)
    alarm = FollowUp.objects.get(need="HOSPITAL")
    address = f"/disability_visits/follow_ups/{alarm.pk}/"
    acting(rounds.clerk).post(address, {"result": "已转待遇复核"})
    same = acting(rounds.clerk).post(address, {})
    assert same.status_code == 422
    assert "处理人不能确认" in same.content.decode()
    acting(rounds.head).post(address, {})
    alarm.refresh_from_db()
    assert alarm.state == FollowUp.State.CLOSED
    assert "已转待遇复核" in acting(rounds.head).get(address).content.decode()


def test_a_visit_written_on_paper_is_entered_at_the_desk(rounds: Rounds) -> None:
    entry = rounds.on_roll(KEY, "2024-11-01")
    client = acting(rounds.helper)
    form = client.get(f"/disability_visits/roll/{entry.pk}/visit/")
    assert form.status_code == 200
    said = {each.code: "OK" for each in ROUNDS.groups} | {
        "outcome": "SEEN", "way": "FACE", "on": "2024-11-05", "at": "09:30", "minutes": "20",
        "reason": "纸质记录补录", "key": str(form.context["form"]["key"].value()),
    }  # fmt: skip
    for _ in range(2):  # sent twice
        client.post(f"/disability_visits/roll/{entry.pk}/visit/", said)
    made = Activity.objects.get()
    assert (made.counts, made.on) == (True, dt.date(2024, 11, 5))
    ahead = client.post(f"/disability_visits/roll/{entry.pk}/visit/", {**said, "on": "2999-01-01"})
    assert ahead.status_code == 422


def test_the_township_puts_somebody_onto_the_roll_once_and_nobody_who_is_dead(rounds: Rounds) -> None:
    clerk, number = acting(rounds.clerk), number_of(dt.date(1956, 7, 8), 33)
    assert "入册" in clerk.get("/disability_visits/roll/").content.decode()
    said = {
        "area": VILLAGE, "name": "某甲", "id_number": number, "level": HIGH, "stay": "HOME", "alone": "on",
        "because": "二级肢体残疾，失能，低保对象",
    }  # fmt: skip
    clerk.post("/disability_visits/roll/new/", said)
    entry = RollEntry.objects.get()
    assert (entry.person.party.name, entry.level, entry.alone) == ("某甲", HIGH, True)
    assert entry.due_on == entry.from_on + dt.timedelta(days=7)
    for wrong, words in (
        ({}, "已在困难重度失能残疾人巡访名册中"),
        ({"name": "某乙"}, "姓名不一致"),
        ({"id_number": number[:-1] + "A"}, "身份证"),
        ({"because": ""}, "入册依据"),
        ({"area": OTHER_TOWN}, ""),
    ):
        answer = clerk.post("/disability_visits/roll/new/", {**said, **wrong})
        assert answer.status_code == 422
        assert words in answer.content.decode()
    record_death(
        rounds.on_roll(KEY).person, died_on=dt.date(2024, 5, 1), by=None, at=moment("2024-05-02"), because="注销"
    )
    dead = RollEntry.objects.exclude(pk=entry.pk).get().person
    answer = clerk.post("/disability_visits/roll/new/", {**said, "name": dead.party.name, "id_number": dead.id_number})
    assert "已登记死亡" in answer.content.decode()
    assert RollEntry.objects.count() == 2
    assert acting(rounds.helper).get("/disability_visits/roll/new/").status_code == 403


def test_another_township_finds_nobody(rounds: Rounds) -> None:
    entry = rounds.on_roll(KEY)
    other = somebody("other", Role.TOWNSHIP_CLERK, OTHER_TOWN)
    assert acting(other).get(f"/disability_visits/roll/{entry.pk}/").status_code == 404
    assert acting(other).post(f"/phone/visits/{entry.pk}/carry/").status_code == 404
    assert acting(rounds.helper).post(f"/phone/visits/{entry.pk}/carry/").status_code == 200


def test_a_days_way_is_taken_along_without_a_number_of_anybody(rounds: Rounds) -> None:
    entries = [rounds.on_roll(HIGH) for _ in range(2)]
    answer = acting(rounds.helper).post("/phone/visits/carry/")
    assert [each["subject"] for each in answer.json()["forms"]] == [each.pk for each in entries]
    assert all(each.person.id_number not in answer.content.decode() for each in entries)
