"""Stories of the one front door: a village helper looks a household up, asks a few things, and everything is opened at once."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from doudi.base.models import Record, User
from doudi.base.roles import Role
from doudi.base.stories import OTHER_TOWN, OTHER_VILLAGE, TOWN, VILLAGE, build_county, number_of, somebody
from doudi.mechanisms.casework.declare import FLOWS
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.services import take
from doudi.mechanisms.casework.texts.models import TextMessage
from doudi.mechanisms.entitlement.front_door.declare import DOORS
from doudi.mechanisms.registry.models import Category, Household
from doudi.programmes.office.reception.models import Submission
from doudi.programmes.office.reception.policy import reception_terms
from doudi.programmes.office.reception.stories import Listed, born, household, in_category, person
from doudi.programmes.office.reception.submitting import NewSubmission, receive

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def county() -> None:
    cache.clear()
    build_county()


@pytest.fixture
def helper() -> User:
    return somebody("helper", Role.VILLAGE_WORKER, VILLAGE)


@pytest.fixture
def listed(monkeypatch: pytest.MonkeyPatch) -> Listed:
    made = Listed()
    made.take_in(monkeypatch)
    return made


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def address(home: Household, more: str = "") -> str:
    return f"/reception/door/household/{home.pk}/{more}"


def ticked(page: Any) -> set[str]:
    """What the page proposes, ticked."""
    return set(re.findall(r'name="chosen" value="([^"]+)" checked', page.content.decode()))


def offered(page: Any) -> set[str]:
    return set(re.findall(r'name="chosen" value="([^"]+)"', page.content.decode()))


def poor_family() -> Household:
    return household(
        "H01", ("姜大山", 45, "户主"), ("廖小芳", 43, "配偶"), ("姜小雨", 12, "女"), ("姜老根", 72, "父亲")
    )


def test_one_application_opens_all_programmes_that_the_facts_suggest(helper: User, listed: Listed) -> None:
    home = poor_family()
    client, old = signed_in(helper), person("姜老根")
    said = {"monthly_income": "1500", f"unsupported-{old.pk}": "on", "applicant": person("姜大山").pk}
    looked = client.post(address(home), {**said, "look": "1"})
    assert ticked(looked) == {"dibao-0", f"tekun-{old.pk}"}
    done = client.post(
        address(home), {**said, "phone": "13899998888", "chosen": ["dibao-0", f"tekun-{old.pk}"], "open": "1"}
    )
    text = done.content.decode()
    cases = {case.flow: case for case in Case.objects.all()}
    assert set(cases) == {"dibao.applications", "tekun.applications"}
    for case in cases.values():
        assert case.number in text
        assert case.stage == "DRAFT"
        assert client.get(f"/{case.flow.replace('.', '/')}/{case.pk}/").status_code == 200
    told = Client().post("/public/progress/", {"number": cases["dibao.applications"].number, "secret": "8888"})
    assert "暂存" in told.content.decode()


def test_what_is_submitted_is_told_to_the_number_that_was_left(helper: User, listed: Listed) -> None:
    home = poor_family()
    signed_in(helper).post(
        address(home),
        {
            "monthly_income": "900",
            "applicant": person("姜大山").pk,
            "phone": "13899998888",
            "chosen": "dibao-0",
            "open": "1",
        },
    )
    case = Case.objects.get()
    take(case, FLOWS[case.flow].action("submit"), by=helper, at=timezone.now(), data={"signed": True})
    text = TextMessage.objects.get()
    assert (text.template, text.phone) == ("received", "13899998888")
    assert "低保" not in text.words


def test_r_dibao_13_what_a_list_holds_is_neither_asked_nor_to_be_brought(helper: User, listed: Listed) -> None:
    home = poor_family()
    in_category(home.party, Category.Kind.DIBAO_RURAL)
    listed.disabled("姜老根")
    client, old, wife = signed_in(helper), person("姜老根"), person("廖小芳")
    page = client.get(address(home)).content.decode()
    assert f'name="disability-{old.pk}"' not in page
    assert f'name="disability-{wife.pk}"' in page
    assert "持证残疾人信息（2024年9月）" in page
    assert "困难残疾人生活补贴" in page  # suggested without a question
    single = DOORS["tekun"].papers
    assert {paper.code for paper in single} >= {"IDENTITY", "DISABILITY"}
    looked = client.post(
        address(home), {"applicant": old.pk, f"unsupported-{old.pk}": "on", "look": "1"}
    ).content.decode()
    assert "不用交：" in looked
    assert "身份证、户口簿" in looked.split("不用交：")[1]
    assert "残疾人证" in looked.split("不用交：")[1]
    assert "残疾人证" not in looked.split("需要：")[1].split("</p>")[0]


def test_r_dibao_03_nobody_is_turned_away_who_insists(helper: User, listed: Listed) -> None:
    home = poor_family()
    client = signed_in(helper)
    said = {"monthly_income": "20000", "applicant": person("姜大山").pk}
    looked = client.post(address(home), {**said, "look": "1"})
    assert "dibao-0" not in ticked(looked)
    assert "dibao-0" in offered(looked)
    assert "本人坚持申请的" in looked.content.decode()
    client.post(address(home), {**said, "chosen": "dibao-0", "open": "1"})
    assert Case.objects.get().flow == "dibao.applications"


def test_all_are_opened_or_none_and_the_sentence_names_the_one(helper: User, listed: Listed) -> None:
    home = poor_family()
    client, old = signed_in(helper), person("姜老根")
    said = {"applicant": person("姜大山").pk, f"unsupported-{old.pk}": "on", "open": "1"}
    client.post(address(home), {**said, "chosen": f"tekun-{old.pk}"})
    page = client.post(address(home), {**said, "monthly_income": "900", "chosen": ["dibao-0", f"tekun-{old.pk}"]})
    assert page.status_code == 422
    assert "特困人员救助供养：" in page.content.decode()
    assert Case.objects.count() == 1
    none = client.post(address(home), {"applicant": person("姜大山").pk, "open": "1"})
    assert "请至少选择一项" in none.content.decode()


def test_who_receives_it_or_is_applying_is_not_told_of_it_again(helper: User, listed: Listed) -> None:
    home = poor_family()
    client, old = signed_in(helper), person("姜老根")
    said = {"applicant": old.pk, f"unsupported-{old.pk}": "on"}
    client.post(address(home), {**said, "chosen": f"tekun-{old.pk}", "open": "1"})
    assert f"tekun-{old.pk}" not in ticked(client.post(address(home), {**said, "look": "1"}))
    in_category(home.party, Category.Kind.DIBAO_RURAL)
    assert "dibao-0" not in offered(client.post(address(home), {**said, "monthly_income": "1", "look": "1"}))


def test_r_temp_05_something_sudden_opens_temporary_assistance_beside_the_rest(helper: User, listed: Listed) -> None:
    home = poor_family()
    client, who = signed_in(helper), person("姜大山").pk
    said = {"monthly_income": "900", "sudden": "1", "applicant": who}
    looked = client.post(address(home), {**said, "look": "1"})
    assert ticked(looked) == {"dibao-0", "temporary-0"}
    assert "事故、灾害证明" in looked.content.decode()
    client.post(address(home), {**said, "chosen": ["dibao-0", "temporary-0"], "open": "1"})
    assert {case.flow for case in Case.objects.all()} == {"dibao.applications", "temporary.applications"}


def test_spending_without_its_sum_is_asked_for_before_anything_is_opened(helper: User, listed: Listed) -> None:
    home = poor_family()
    client, who = signed_in(helper), person("姜大山").pk
    said = {"heavy_cost": "1", "applicant": who, "chosen": "temporary-0", "open": "1"}
    page = client.post(address(home), said)
    assert page.status_code == 422
    assert "自己已经负担了多少" in page.content.decode()
    client.post(address(home), {**said, "spent": "12000"})
    assert Case.objects.get().flow == "temporary.applications"


def test_r_rigid_a_family_above_the_line_of_dibao_is_led_to_recognition(helper: User, listed: Listed) -> None:
    home = household("H07", ("中间户", 45, "户主"), ("中间妻", 43, "配偶"))
    client, who = signed_in(helper), person("中间户").pk
    edge = client.post(address(home), {"monthly_income": "2000", "applicant": who, "look": "1"})
    rigid = client.post(address(home), {"monthly_income": "5000", "heavy_cost": "1", "applicant": who, "look": "1"})
    assert ticked(edge) == {"marginal-0"}
    assert ticked(rigid) == {"rigid-0", "temporary-0"}
    for chosen in ("marginal-0", "rigid-0"):
        client.post(address(home), {"monthly_income": "2000", "applicant": who, "chosen": chosen, "open": "1"})
        Case.objects.update(closed_at=timezone.now())
    assert {case.flow for case in Case.objects.all()} == {"low_income.marginal", "low_income.rigid"}


def test_what_tells_of_illness_is_not_shown_to_a_village(helper: User, listed: Listed) -> None:
    home = poor_family()
    listed.says("廖小芳", "heavy_cost", 5_000_000, "个人自付医疗费用较高", shown=False)
    page = signed_in(helper).get(address(home)).content.decode()
    assert "免提交证明" not in page
    assert "50,000" not in page
    assert Record.objects.filter(action="front_door.look", by=helper).count() == 1


def test_a_household_of_another_village_is_not_there(helper: User, listed: Listed) -> None:
    other = household("H03", ("别人", 50, "户主"), village=OTHER_VILLAGE)
    assert signed_in(helper).get(address(other)).status_code == 404
    clerk = somebody("clerk", Role.TOWNSHIP_CLERK, OTHER_TOWN)
    assert signed_in(clerk).get(address(other)).status_code == 200
    assert signed_in(somebody("money", Role.FINANCE, TOWN)).get(address(other)).status_code == 403


def test_looking_up_leads_to_the_household_and_a_number_stands_in_no_address(helper: User, listed: Listed) -> None:
    home = poor_family()
    client, number = signed_in(helper), person("姜大山").id_number
    found = client.post("/reception/door/", {"q": number})
    assert found.status_code == 302
    assert found["Location"] == address(home)
    assert number not in client.post("/reception/door/", {"q": number[:-1] + "0"}).content.decode()
    assert client.post("/reception/door/", {"q": "H01"})["Location"] == address(home)


def test_whoever_is_not_registered_yet_is_registered_at_the_door(helper: User, listed: Listed) -> None:
    client = signed_in(helper)
    said = {
        "name": "新来人",
        "id_number": number_of(born(50), 771),
        "area": VILLAGE,
        "name2": "新来妻",
        "number2": number_of(born(48), 772),
        "relation2": "配偶",
    }
    half = client.post("/reception/door/register/", {**said, "relation2": ""})
    assert half.status_code == 422
    assert "须同时填写" in half.content.decode()
    done = client.post("/reception/door/register/", said)
    home = Household.objects.get()
    assert done["Location"] == address(home)
    assert home.memberships.count() == 2
    again = client.post("/reception/door/register/", said)
    assert "已登记在别的户" in again.content.decode()
    assert Household.objects.count() == 1


def test_a_submission_from_the_web_is_taken_through_the_door(listed: Listed) -> None:
    home, now = poor_family(), timezone.now()
    new = NewSubmission("姜大山", person("姜大山").id_number, "13812345678", VILLAGE, "SELF", ["LIVING"])
    made = receive(new, (), origin="", terms=reception_terms(now.date()), at=now)
    row = Submission.objects.get()
    client = signed_in(somebody("clerk", Role.TOWNSHIP_CLERK, TOWN))
    page = client.get(f"/reception/submissions/{row.pk}/").content.decode()
    assert address(home, f"?submission={row.pk}") in page
    said = {"submission": row.pk, "applicant": person("姜大山").pk, "monthly_income": "900"}
    client.post(address(home), {**said, "chosen": "dibao-0", "open": "1"})
    row.case.refresh_from_db()
    case = Case.objects.get(flow="dibao.applications")
    assert row.case.stage == "OPENED"
    assert case.original_id == row.pk
    progress = Client().post("/public/progress/", {"number": made.number, "secret": "5678"}).content.decode()
    assert case.number in progress
    assert "暂存" in Client().post("/public/progress/", {"number": case.number, "secret": "5678"}).content.decode()


def test_the_door_asks_as_often_for_four_people_as_for_one(helper: User, listed: Listed) -> None:
    alone, many = household("H05", ("独居人", 66, "户主")), poor_family()
    client, counts = signed_in(helper), []
    client.get(address(alone))
    for home in (alone, many):
        with CaptureQueriesContext(connection) as asked:
            client.get(address(home))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_r_dibao_02_who_can_be_covered_with_all_his_family_is_not_told_of_cover_alone(
    helper: User, listed: Listed
) -> None:
    home = household("H06", ("边缘户主", 50, "户主"), ("重残儿子", 28, "子"))
    for name in ("边缘户主", "重残儿子"):
        listed.says(name, "edge")
    listed.disabled("重残儿子")
    client, alone = signed_in(helper), f"dibao_single-{person('重残儿子').pk}"
    who = {"applicant": person("边缘户主").pk, "look": "1"}
    assert alone in ticked(client.get(address(home)))
    below = client.post(address(home), {**who, "monthly_income": "100"})
    assert "dibao-0" in ticked(below)
    assert alone not in ticked(below)
    above = client.post(address(home), {**who, "monthly_income": "9999"})
    assert alone in ticked(above)
