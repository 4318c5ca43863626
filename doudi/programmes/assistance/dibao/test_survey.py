"""Stories of the household survey: taken along, sent once, kept as evidence where the case has moved on, confirmed by whoever went along."""

from __future__ import annotations

import datetime as dt
import io
import uuid
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.db.utils import DatabaseError
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from doudi.base.access import forget_grants
from doudi.base.models import Grant, Record, StoredFile
from doudi.base.refused import Refused
from doudi.base.stories import OTHER_TOWN, SHANGHAI
from doudi.mechanisms.casework import queries as casework
from doudi.mechanisms.casework.models import ActionTaken, Case
from doudi.mechanisms.casework.surveys import pages as survey_pages
from doudi.mechanisms.casework.surveys import queries
from doudi.mechanisms.casework.surveys.models import Survey, SurveyPicture
from doudi.mechanisms.casework.surveys.sent import Found, Picture, Place, Sent
from doudi.mechanisms.casework.surveys.services import answer, carry, receive
from doudi.mechanisms.entitlement.means.items import Source
from doudi.programmes.assistance.dibao import applying, flow, found_at_home
from doudi.programmes.assistance.dibao.handling import HANDLING
from doudi.programmes.assistance.dibao.models import Application, Income
from doudi.programmes.assistance.dibao.stories import Hall, year_before
from doudi.programmes.assistance.dibao.survey import DIBAO_SURVEY

pytestmark = pytest.mark.django_db
AT_HOME = dt.datetime(2024, 5, 6, 10, 30, tzinfo=SHANGHAI)
BACK = dt.datetime(2024, 5, 6, 17, 0, tzinfo=SHANGHAI)
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
JPEG = b"\xff\xd8\xff" + b"\0" * 20
Kind = SurveyPicture.Kind


@pytest.fixture
def hall(tmp_path: Any, settings: Any) -> Hall:
    settings.FILES_ROOT = tmp_path
    return Hall()


def waiting(hall: Hall, **more: Any) -> Case:
    """A case whose survey has been started, carried by the clerk."""
    case = hall.accepted(**more)
    hall.take(case, flow.START, hall.clerk, "2024-04-30")
    carry(case, by=hall.clerk, at=AT_HOME)
    return case


def filled(hall: Hall, **more: Any) -> Sent:
    """A survey as the two have filled it in at home."""
    signatures = [Picture(kind, io.BytesIO(PNG), "签名.png") for kind in (Kind.FIRST, Kind.SECOND, Kind.FAMILY)]
    photo = Picture(
        Kind.PHOTO, io.BytesIO(JPEG), "照片.jpg", AT_HOME, Place(Decimal("27.380001"), Decimal("114.620002"), 12)
    )
    said = {
        "visited_on": "2024-05-06",
        "way": "HOME",
        "signed_by": "户主",
        "found": "三口之家，住房简陋。",
        "housing": "OWN",
    }
    new: dict[str, Any] = {
        "key": uuid.uuid4(), "action": "survey", "together_with": hall.companion.pk, "said": said, "found": [],
        "pictures": [*signatures, photo], "began_at": AT_HOME, "filled_at": AT_HOME, "place": photo.place, **more,
    }  # fmt: skip
    return Sent(**new)


def income_of(case: Case) -> str:
    """The code of the line of the one income of the household."""
    return next(each.code for each in DIBAO_SURVEY.items(case))


def test_a_survey_performs_the_step_of_the_flow_with_both_surveyors(hall: Hall) -> None:
    case = waiting(hall)
    survey = receive(case, filled(hall), by=hall.clerk, at=BACK)
    taken = survey.taken
    assert taken is not None
    assert taken.action == "survey"
    assert (taken.by, taken.together_with) == (hall.clerk, hall.companion)
    assert taken.data["signed_by"] == "户主"
    assert taken.data["visited_on"] == "2024-05-06"
    assert "housing" not in taken.data
    assert ["住房", "自有"] in survey.answers
    assert taken.files.count() == 4
    assert "survey" not in casework.awaited_steps(case)
    photo = survey.pictures.get(kind=Kind.PHOTO)
    assert (photo.at, str(photo.latitude), str(survey.longitude)) == (AT_HOME, "27.380001", "114.620002")
    assert Record.objects.filter(action="survey.receive", subject=f"case:{case.pk}").count() == 1


def test_sent_twice_it_is_one_survey_with_the_same_answer(hall: Hall) -> None:
    case, sent = waiting(hall), filled(hall)
    first = receive(case, sent, by=hall.clerk, at=BACK)
    again = receive(case, replace(sent, pictures=filled(hall).pictures), by=hall.clerk, at=BACK + dt.timedelta(hours=1))
    assert again.pk == first.pk
    assert again.received_at == BACK
    assert (Survey.objects.count(), ActionTaken.objects.filter(action="survey").count()) == (1, 1)
    assert StoredFile.objects.filter(purpose__startswith="入户调查").count() == 4
    with pytest.raises(Refused, match="发送码已被另一份调查使用"):
        receive(case, sent, by=hall.other_clerk, at=BACK)


def test_declared_found_and_checked_stand_side_by_side_with_the_difference_in_yuan(hall: Hall) -> None:
    case = waiting(hall)
    member = Application.objects.get(pk=case.pk).members.all()[0]
    applying.enter_income(
        member, "survivors", months=year_before("2024-04-24"), gross=12 * 200_000, source=Source.CHECKED, evidence="社保比对",
        by=hall.centre, at=BACK,
    )  # fmt: skip
    code = income_of(case)
    found = [
        Found("2,100.50", code=code),
        Found("300", kind="income:wages", who=str(member.pk)),
        Found("2", kind="property:homes"),
    ]
    survey = receive(case, filled(hall, found=found), by=hall.clerk, at=BACK)
    lines = {each.code: each for each in survey.items.all()}
    income = lines[code]
    assert (income.declared, income.found, income.checked) == (189_400, 210_050, 200_000)
    assert income.difference == 20_650
    assert income.differs_from_check
    wages = lines[f"income:wages:{member.pk}"]
    assert wages.added
    assert (wages.declared, wages.found, wages.difference) == (None, 30_000, 30_000)
    assert lines["property:homes"].found == 2
    client = Client()
    client.force_login(hall.clerk)
    page = client.get(f"/surveys/received/{survey.pk}/").content.decode()
    assert "1,894.00" in page
    assert "2,100.50" in page
    assert "2,000.00" in page
    assert "多206.50" in page
    assert "与调查不一致" in page
    assert "新发现" in page
    assert "多300.00" in page


@pytest.mark.parametrize(
    ("left_out", "sentence"),
    [
        ({"pictures": []}, "调查人签名、同行调查人签名、家庭成员签名、入户照片"),
        ({"together_with": 0}, "须两人"),
        ({"place": None}, "定位，或没有定位的原因"),
    ],
)
def test_r_dibao_11_a_survey_without_two_surveyors_their_signatures_and_the_familys_is_refused_and_nothing_is_kept(
    hall: Hall, left_out: dict[str, Any], sentence: str
) -> None:
    case = waiting(hall)
    with pytest.raises(Refused, match=sentence):
        receive(case, filled(hall, **left_out), by=hall.clerk, at=BACK)
    assert not Survey.objects.exists()
    assert not StoredFile.objects.filter(purpose__startswith="入户调查").exists()


def test_r_dibao_11_the_surveyor_is_not_his_own_companion(hall: Hall) -> None:
    case = waiting(hall)
    with pytest.raises(Refused, match="须两人"):
        receive(case, filled(hall, together_with=hall.clerk.pk), by=hall.clerk, at=BACK)


def test_r_dibao_11_by_phone_only_in_an_emergency_and_then_without_the_familys_signature(hall: Hall) -> None:
    case = waiting(hall)
    sent = filled(hall, place=None, no_place="电话或视频调查")
    by_phone = replace(
        sent,
        said={**sent.said, "way": "PHONE"},
        pictures=[each for each in sent.pictures if each.kind in (Kind.FIRST, Kind.SECOND)],
    )
    with pytest.raises(Refused, match="突发事件"):
        receive(case, by_phone, by=hall.clerk, at=BACK)
    in_flood = replace(by_phone, said={**by_phone.said, "emergency": "山洪，道路中断"})
    assert receive(case, in_flood, by=hall.clerk, at=BACK).taken is not None


def test_the_case_moved_on_meanwhile_and_the_survey_is_kept_as_evidence(hall: Hall) -> None:
    case = waiting(hall)
    carry(case, by=hall.other_clerk, at=AT_HOME)
    hall.survey(case, flow.SURVEY, hall.clerk, "2024-05-06")
    kept = receive(case, filled(hall, together_with=hall.companion.pk), by=hall.other_clerk, at=BACK)
    assert kept.taken is None
    assert "已经办理过“入户调查”" in kept.kept_because
    assert ActionTaken.objects.filter(action="survey").count() == 1
    assert kept.pictures.count() == 4
    client = Client()
    client.force_login(hall.other_clerk)
    page = client.get(f"/surveys/received/{kept.pk}/").content.decode()
    assert "仅作证据" in page
    assert "已经办理过" in page


def test_a_clerk_moved_to_another_township_still_hands_in_what_he_found(hall: Hall) -> None:
    case = waiting(hall)
    Grant.objects.filter(user=hall.clerk).update(area=OTHER_TOWN)
    forget_grants(hall.clerk)
    kept = receive(case, filled(hall), by=hall.clerk, at=BACK)
    assert kept.taken is None
    assert "没有权限" in kept.kept_because


def test_who_did_not_take_the_form_along_sends_nothing(hall: Hall) -> None:
    case = waiting(hall)
    with pytest.raises(Refused, match="不是由您带出"):
        receive(case, filled(hall), by=hall.other_clerk, at=BACK)


def test_what_a_phone_takes_along_holds_no_identity_number_account_or_phone(hall: Hall) -> None:
    case = hall.accepted(phone="13870012345")
    hall.take(case, flow.START, hall.clerk, "2024-04-30")
    client = Client()
    client.force_login(hall.clerk)
    carried = client.post(f"/phone/surveys/{case.pk}/carry/")
    text = carried.content.decode()
    numbers = [each.person.id_number for each in Application.objects.get(pk=case.pk).members.select_related("person")]
    assert carried.status_code == 200
    assert carried.json()["more"]["items"][0]["declared"] == 189_400
    assert all(number not in text for number in numbers)
    assert "6217000012345678" not in text
    assert "13870012345" not in text
    assert Record.objects.filter(action="survey.carry", by=hall.clerk).count() == 1
    assert client.post(f"/phone/surveys/{case.pk + 99}/carry/").status_code == 404


def test_the_page_of_the_phone_is_the_same_for_everybody_and_lost_sessions_are_told(hall: Hall) -> None:
    case = waiting(hall)
    client = Client()
    nobody = client.get("/phone/").content
    client.force_login(hall.clerk)
    assert client.get("/phone/").content == nobody
    assert hall.clerk.name.encode() not in nobody
    assert client.get("/phone/me/").json()["user"] == hall.clerk.pk
    client.logout()
    assert client.get("/phone/me/").status_code == 401
    lost = client.post(f"/phone/surveys/{case.pk}/send/", {"sent": "{}"})
    assert lost.status_code == 401
    assert "登录已过期" in lost.json()["sentence"]
    worker = client.get("/phone/worker.js")
    assert worker.headers["Content-Type"].startswith("text/javascript")
    assert b"phone/page.js" in worker.content
    assert b"surveys/lines.js" in worker.content


def test_an_identity_number_does_not_go_into_an_answer_nor_a_wrong_file_into_a_photo(hall: Hall) -> None:
    case, sent = waiting(hall), filled(hall)
    number = Application.objects.get(pk=case.pk).applicant.id_number
    with pytest.raises(Refused, match="身份证号码"):
        receive(case, replace(sent, said={**sent.said, "found": f"户主{number}"}), by=hall.clerk, at=BACK)
    pdf = Picture(Kind.PHOTO, io.BytesIO(b"%PDF-1.7 ..."), "照片.jpg")
    with pytest.raises(Refused, match="内容与后缀不符"):
        receive(case, replace(sent, pictures=[*sent.pictures, pdf]), by=hall.clerk, at=BACK)
    huge = Picture(Kind.PHOTO, io.BytesIO(JPEG + b"\0" * 6 * 2**20), "照片.jpg")
    with pytest.raises(Refused, match="超过5MB"):
        receive(case, replace(filled(hall), pictures=[*filled(hall).pictures, huge]), by=hall.clerk, at=BACK)
    assert not Survey.objects.exists()
    assert "survey" in casework.awaited_steps(case)


def test_the_second_surveyor_answers_for_himself_once(hall: Hall) -> None:
    survey = receive(waiting(hall), filled(hall), by=hall.clerk, at=BACK)
    waits = survey_pages.worklist_of(DIBAO_SURVEY)
    assert [each.label for each in waits(hall.companion, BACK.date())] == ["待确认"]
    assert waits(hall.clerk, BACK.date()) == []
    with pytest.raises(Refused, match="本人"):
        answer(survey, was_there=True, by=hall.clerk, at=BACK)
    with pytest.raises(Refused, match="写明情况"):
        answer(survey, was_there=False, by=hall.companion, at=BACK)
    answer(survey, was_there=True, by=hall.companion, at=BACK)
    assert waits(hall.companion, BACK.date()) == []
    assert queries.doubt(survey.case) == ""
    with pytest.raises(Refused, match="已经确认过"):
        answer(Survey.objects.get(), was_there=False, words="记错了", by=hall.companion, at=BACK)


def test_who_says_he_was_not_there_alarms_the_leader_and_the_county_visits(hall: Hall) -> None:
    case = waiting(hall)
    survey = receive(case, filled(hall), by=hall.clerk, at=BACK)
    answer(survey, was_there=False, words="当天在县里开会", by=hall.companion, at=BACK)
    alarms = survey_pages.alarms_of(DIBAO_SURVEY)
    assert [each.title for each in alarms(hall.head, BACK.date())] == [
        f"{hall.companion.name}否认参加入户调查：{case.title}"
    ]
    assert alarms(hall.clerk, BACK.date()) == []
    hall.take(case, flow.REQUEST, hall.clerk, "2024-05-07")
    hall.take(case, flow.START_CHECK, hall.centre, "2024-05-07")
    hall.take(case, flow.REPORT, hall.centre, "2024-05-10", number="核2024-17", result="WITHIN")
    hall.take(case, flow.OPINE, hall.clerk, "2024-05-13", proposal="ADMIT")
    hall.take(case, flow.SIGN, hall.head, "2024-05-14")
    hall.take(case, flow.POST, hall.helper, "2024-05-14", posted_on="2024-05-14")
    hall.lapse("2024-05-22")
    case.refresh_from_db()
    hall.take(case, flow.FORWARD, hall.clerk, "2024-05-22")
    hall.take(case, flow.RECEIVE, hall.officer, "2024-05-23")
    assert case.site_visit == "同行人员否认参加入户调查，须全部入户"
    with pytest.raises(Refused, match="县级入户抽查"):
        hall.take(case, flow.CONFIRM, hall.officer, "2024-06-05", document="某民低保〔2024〕17号")


def test_what_was_found_is_never_changed(hall: Hall) -> None:
    receive(waiting(hall), filled(hall), by=hall.clerk, at=BACK)
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute("UPDATE surveys_surveyitem SET found = 0")


def test_a_village_helper_sees_no_results_and_another_township_nothing(hall: Hall) -> None:
    survey = receive(waiting(hall), filled(hall), by=hall.clerk, at=BACK)
    client = Client()
    client.force_login(hall.helper)
    assert client.get(f"/surveys/received/{survey.pk}/").status_code == 404
    Grant.objects.filter(user=hall.other_clerk).update(area=OTHER_TOWN)
    client.force_login(hall.other_clerk)
    assert client.get(f"/surveys/received/{survey.pk}/").status_code == 404


def test_the_part_on_the_page_of_a_case_asks_as_often_for_one_survey_as_for_three(hall: Hall) -> None:
    case = waiting(hall)
    counts = []
    survey_pages.panels_of(hall.clerk, case)  # his grants are read once
    for many in (1, 3):
        while Survey.objects.count() < many:
            receive(case, filled(hall), by=hall.clerk, at=BACK)
        with CaptureQueriesContext(connection) as asked:
            panels = survey_pages.panels_of(hall.clerk, case)
        assert panels[0].number == many
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_what_was_found_counts_only_when_a_clerk_adopts_it_and_replaces_what_was_checked(hall: Hall) -> None:
    case = waiting(hall)
    member = Application.objects.get(pk=case.pk).members.all()[0]
    code = income_of(case)
    found = [Found("2,100.50", code=code), Found("300", kind="income:wages", who=str(member.pk)), Found("2", kind="property:homes")]  # fmt: skip
    survey = receive(case, filled(hall, found=found), by=hall.clerk, at=BACK)
    before = HANDLING.assessed(HANDLING.of(case), dt.date(2024, 5, 7)).sheet.result
    assert len(found_at_home.proposals(case)) == 3
    lines = {each.code: each for each in survey.items.all()}
    client = Client()
    client.force_login(hall.clerk)
    address = reverse("dibao:adopt", args=[case.pk, lines[code].pk])
    assert address in client.get(reverse("dibao:application", args=[case.pk])).content.decode()
    assert client.post(address).status_code == 302
    assert client.post(address).status_code == 422  # adopted already
    [income] = Income.objects.filter(source=int(Source.CHECKED))
    assert (income.gross, income.replaces) == (12 * 210_050, None)
    assert "入户调查" in income.evidence
    after = HANDLING.assessed(HANDLING.of(case), dt.date(2024, 5, 7)).sheet.result
    assert before > after
    found_at_home.adopt(lines["property:homes"], by=hall.clerk, at=BACK)
    found_at_home.adopt(lines[f"income:wages:{member.pk}"], by=hall.clerk, at=BACK)
    assert found_at_home.proposals(case) == []
    applying.enter_income(
        member, "survivors", months=year_before("2024-04-24"), gross=12 * 150_000, source=Source.CHECKED, evidence="社保比对",
        replaces=applying.checked_now(member, "survivors"), by=hall.centre, at=BACK,
    )  # fmt: skip
    again = {each.code: each.checked for each in DIBAO_SURVEY.items(case)}
    assert again[code] == 150_000  # not 360,050


def test_nothing_is_adopted_of_a_survey_that_the_second_surveyor_denies(hall: Hall) -> None:
    case = waiting(hall)
    survey = receive(case, filled(hall, found=[Found("2,100.50", code=income_of(case))]), by=hall.clerk, at=BACK)
    answer(survey, was_there=False, words="当日在县里开会", by=hall.companion, at=BACK)
    assert found_at_home.proposals(case) == []
    with pytest.raises(Refused, match="已经采用"):
        found_at_home.adopt(survey.items.get(), by=hall.clerk, at=BACK)
