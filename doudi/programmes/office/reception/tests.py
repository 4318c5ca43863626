"""Stories of the office that receives: the township turns a submission into cases, the county has a grievance examined by others."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from doudi.base.models import Record, User
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.base.stories import COUNTY, OTHER_TOWN, TOWN, VILLAGE, build_county, number_of, somebody
from doudi.mechanisms.casework.declare import Action, Flow, Stage
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.queries import cases
from doudi.mechanisms.casework.services import open_case, take
from doudi.mechanisms.casework.texts.models import TextMessage
from doudi.programmes.office.reception import flow
from doudi.programmes.office.reception.complaining import NewGrievance, receive, receive_from_page
from doudi.programmes.office.reception.models import Grievance, Submission
from doudi.programmes.office.reception.policy import reception_terms
from doudi.programmes.office.reception.submitting import NewSubmission, became
from doudi.programmes.office.reception.submitting import receive as receive_submission

pytestmark = pytest.mark.django_db
OTHERS = Flow(
    "reception_story.cases",
    "某项申请",
    (Stage("APPLIED", "已提交"), Stage("DONE", "办结", final=True)),
    "APPLIED",
    (Action("finish", "办结", "APPLIED", "DONE", by=Role.TOWNSHIP_CLERK),),
    prefix="某",
)


@pytest.fixture(autouse=True)
def county() -> None:
    cache.clear()
    build_county()


@pytest.fixture
def clerk() -> User:
    return somebody("clerk", Role.TOWNSHIP_CLERK, TOWN)


@pytest.fixture
def officer() -> User:
    return somebody("officer", Role.COUNTY_OFFICER, COUNTY)


def submitted(sequence: int = 123, phone: str = "13812345678") -> Submission:
    now = timezone.now()
    new = NewSubmission(
        "姜小白",
        number_of(dt.date(1950, 3, 2), sequence),
        phone,
        VILLAGE,
        Submission.Way.SELF,
        ["LIVING"],
        words="困难",
    )
    made = receive_submission(new, (), origin="", terms=reception_terms(now.date()), at=now)
    return Submission.objects.select_related("case").get(case__number=made.number)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_a_submission_becomes_cases_and_the_applicant_is_led_to_them(clerk: User) -> None:
    row, now = submitted(), timezone.now()
    made = [open_case(OTHERS, title="姜小白", area_code=VILLAGE, by=clerk, at=now) for _ in range(2)]
    became(row, made, by=clerk, at=now)
    row.case.refresh_from_db()
    assert row.case.stage == "OPENED"
    assert set(row.case.later.values_list("pk", flat=True)) == {case.pk for case in made}
    assert TextMessage.objects.get().template == "turned"
    page = Client().post("/public/progress/", {"number": row.case.number, "secret": "5678"}).content.decode()
    for case in made:
        assert case.number in page
        found = Client().post("/public/progress/", {"number": case.number, "secret": "5678"}).content.decode()
        assert "已提交" in found


def test_a_submission_cannot_become_a_case_that_is_not_there(clerk: User) -> None:
    row, now = submitted(), timezone.now()
    elsewhere = open_case(OTHERS, title="某人", area_code=OTHER_TOWN, by=None, at=now)
    for numbers in ("某209901-000009", elsewhere.number):
        with pytest.raises(Refused, match="没有编号为"):
            take(row.case, flow.OPEN, by=clerk, at=now, data={"cases": numbers})


def test_only_a_repeated_submission_is_merged(clerk: User) -> None:
    first, now = submitted(), timezone.now()
    with pytest.raises(Refused, match="不能合并"):
        take(first.case, flow.MERGE, by=clerk, at=now)
    second = submitted(phone="13999999999")
    take(second.case, flow.MERGE, by=clerk, at=now)
    assert second.case.closed_at is not None


def test_nobody_is_turned_away_for_want_of_need(clerk: User) -> None:
    """The only reasons for not going on: his own wish, nobody to be found, another county."""
    row = submitted()
    with pytest.raises(Refused):
        take(row.case, flow.CLOSE, by=clerk, at=timezone.now(), because="条件不符", data={"why": "NOT_POOR"})
    assert {code for code, _ in flow.WHY_NOT} == {"OWN_WISH", "NOT_FOUND", "ELSEWHERE"}


def test_the_page_masks_the_number_and_its_reading_is_recorded(clerk: User) -> None:
    row = submitted()
    page = signed_in(clerk).get(f"/reception/submissions/{row.pk}/").content.decode()
    assert row.id_number not in page
    assert "生活费不够" in page
    assert Record.objects.filter(action="submission.open", by=clerk).count() == 1
    stranger = signed_in(somebody("stranger", Role.TOWNSHIP_CLERK, OTHER_TOWN))
    assert stranger.get(f"/reception/submissions/{row.pk}/").status_code == 404


def test_the_lists_ask_as_often_for_three_as_for_one(officer: User) -> None:
    client = signed_in(officer)
    submitted()
    complained()
    counts: list[list[int]] = []
    for _ in range(2):
        now_counted = []
        for address in ("/reception/submissions/", "/reception/grievances/"):
            client.get(address)
            with CaptureQueriesContext(connection) as asked:
                assert client.get(address).status_code == 200
            now_counted.append(len(asked))
        counts.append(now_counted)
        for sequence in (125, 127):
            submitted(sequence)
            complained()
    assert counts[0] == counts[1]


def complained(kind: str = "MISSED", name: str = "", phone: str = "") -> Grievance:
    now = timezone.now()
    new = NewGrievance(kind, TOWN, "该给的没有给。", "老张家", name, phone)
    made = receive_from_page(new, origin="", terms=reception_terms(now.date()), at=now)
    return Grievance.objects.select_related("case").get(case__number=made.number)


def test_a_grievance_is_examined_by_the_township_and_answered_by_another(officer: User) -> None:
    row, now = complained(name="李四", phone="13812345678"), timezone.now()
    leader = somebody("leader", Role.TOWNSHIP_LEADER, TOWN)
    assert row.case not in cases(leader, flow.GRIEVANCES)  # not before it is assigned
    take(row.case, flow.ASSIGN, by=officer, at=now)
    page = signed_in(leader).get(f"/reception/grievances/{row.pk}/").content.decode()
    assert "该给的没有给" in page
    assert "李四" not in page
    take(row.case, flow.REPORT, by=leader, at=now, data={"result": "TRUE", "found": "属实，已补办。"})
    said = {"answer": "已为老张家登记申请。", "told_on": timezone.localdate(now).isoformat(), "way": "NOBODY"}
    with pytest.raises(Refused, match="实名反映的须逐件答复"):
        take(row.case, flow.ANSWER, by=officer, at=now, data=said)
    take(row.case, flow.ANSWER, by=officer, at=now, data={**said, "way": "PHONE"})
    assert TextMessage.objects.get().template == "answered"
    told = Client().post("/public/progress/", {"number": row.case.number, "secret": "5678"}).content.decode()
    assert "已答复" in told
    assert "老张家" not in told


@pytest.mark.parametrize("kind", ["CONDUCT", "FEES", "NOT_TAKEN"])
def test_what_is_said_against_staff_is_not_handed_to_them(officer: User, kind: str) -> None:
    row, now = complained(kind), timezone.now()
    with pytest.raises(Refused, match="由县级核实"):
        take(row.case, flow.ASSIGN, by=officer, at=now)
    take(row.case, flow.TAKE_UP, by=officer, at=now)
    leader = somebody("leader", Role.TOWNSHIP_LEADER, TOWN)
    assert row.case not in cases(leader, flow.GRIEVANCES)
    assert signed_in(leader).get(f"/reception/grievances/{row.pk}/").status_code == 404


def test_what_is_told_by_telephone_is_written_down_and_a_village_cannot_read_it(officer: User) -> None:
    said = {"channel": "PHONE", "kind": "AMOUNT", "area": VILLAGE, "statement": "三月的钱没到账。"}
    page = signed_in(officer).post("/reception/grievances/new/", said)
    assert "只显示这一次" in page.content.decode()
    row = Grievance.objects.get()
    helper = somebody("helper", Role.VILLAGE_WORKER, VILLAGE)
    assert signed_in(helper).get("/reception/grievances/").status_code == 403
    new = NewGrievance("OTHER", VILLAGE, "反映一个情况。")
    with pytest.raises(Refused):
        receive(new, Grievance.Channel.PHONE, by=helper, at=timezone.now())
    assert row.case.opened_by == officer


def test_the_clock_of_a_grievance_runs_from_its_assignment(officer: User) -> None:
    row, now = complained(), timezone.now()
    assert row.case.due_on is not None  # to be assigned
    take(row.case, flow.TAKE_UP, by=officer, at=now)
    case = Case.objects.get(pk=row.pk)
    assert case.clock_due_on is not None
    assert case.clock_due_on >= timezone.localdate(now) + dt.timedelta(days=60)  # rolled over rest days
