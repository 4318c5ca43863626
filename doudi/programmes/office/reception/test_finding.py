"""Stories of 政策找人: found by night, contacted by day, closed with a reason; nobody is admitted by a machine."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from doudi.base.models import User
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.base.stories import NOW, OTHER_VILLAGE, TODAY, TOWN, VILLAGE, build_county, somebody
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.queries import cases
from doudi.mechanisms.casework.services import take
from doudi.mechanisms.casework.texts.models import TextMessage
from doudi.mechanisms.entitlement.awards.models import Award
from doudi.mechanisms.registry.models import Category
from doudi.mechanisms.registry.services import record_death
from doudi.programmes.office.reception import first_screen
from doudi.programmes.office.reception import prospect_flow as flow
from doudi.programmes.office.reception.finding import Looked, find
from doudi.programmes.office.reception.models import Prospect
from doudi.programmes.office.reception.stories import Listed, household, in_category, person

pytestmark = pytest.mark.django_db
CONTACTED = {"contacted_on": TODAY.isoformat(), "way": "VISIT", "words": "上门见到本人。"}


@pytest.fixture(autouse=True)
def county() -> None:
    cache.clear()
    build_county()


@pytest.fixture
def listed(monkeypatch: pytest.MonkeyPatch) -> Listed:
    made = Listed()
    made.take_in(monkeypatch)
    return made


@pytest.fixture
def clerk() -> User:
    return somebody("clerk", Role.TOWNSHIP_CLERK, TOWN)


@pytest.fixture
def helper() -> User:
    return somebody("helper", Role.VILLAGE_WORKER, VILLAGE)


def night(days: int = 0) -> Looked:
    return find(on=TODAY + dt.timedelta(days=days), at=NOW + dt.timedelta(days=days), quiet_months=6)


def found() -> dict[tuple[str, str], str]:
    """(door, name) → stage."""
    rows = Prospect.objects.select_related("case", "party")
    return {(row.door, row.party.name): row.case.stage for row in rows}


def prospect(door: str, name: str) -> Prospect:
    return Prospect.objects.select_related("case").get(door=door, party__name=name)


def one_of_each(listed: Listed) -> None:
    """An old man without his allowance; a dibao member with a certificate and no subsidy; a severely disabled one of an edge family."""
    household("H10", ("高寿人", 83, "户主"), ("老伴", 79, "配偶"))
    dibao = household("H11", ("低保户", 50, "户主"), ("持证人", 30, "子"))
    in_category(dibao.party, Category.Kind.DIBAO_RURAL)
    listed.disabled("持证人", grade=3)
    household("H12", ("边缘户", 52, "户主"), ("重残人", 28, "女"))
    listed.says("边缘户", "edge", words="低保边缘家庭成员")
    listed.says("重残人", "edge", words="低保边缘家庭成员")
    listed.disabled("重残人", grade=1)


def test_r_mon_03_whoever_may_be_entitled_and_receives_nothing_is_found_with_the_reason(listed: Listed) -> None:
    one_of_each(listed)
    done = night()
    assert found() == {
        ("age_allowance", "高寿人"): "FOUND",
        ("living_subsidy", "持证人"): "FOUND",
        ("dibao_single", "重残人"): "FOUND",
        ("nursing_subsidy", "重残人"): "FOUND",
    }
    assert (done.new, done.admitted, done.closed) == (4, 0, 0)
    row = prospect("dibao_single", "重残人")
    assert "低保边缘家庭" in row.reason
    assert row.sources == ["持证残疾人信息（2024年9月）"]
    assert row.case.due_on is not None  # the township answers within its days
    assert not Award.objects.exists()


def test_r_single_01_an_edge_family_is_needed_and_who_gave_up_was_not_missed(listed: Listed) -> None:
    household("H13", ("普通户", 50, "户主"), ("残疾人", 28, "女"))
    listed.disabled("残疾人", grade=2)
    night()
    assert ("dibao_single", "残疾人") not in found()
    listed.says("残疾人", "edge")
    listed.says("残疾人", "unwilling")
    night(1)
    assert ("dibao_single", "残疾人") not in found()


def test_a_third_grade_counts_for_mind_and_not_for_limb(listed: Listed) -> None:
    household("H14", ("边缘甲", 50, "户主"), ("智力三级", 28, "女"), ("肢体三级", 25, "子"))
    for name in ("边缘甲", "智力三级", "肢体三级"):
        listed.says(name, "edge")
    listed.disabled("智力三级", kind=5, grade=3)
    listed.disabled("肢体三级", kind=4, grade=3)
    night()
    assert {name for door, name in found() if door == "dibao_single"} == {"智力三级"}


def test_r_dis_01_tekun_and_work_injury_care_bar_the_subsidies(listed: Listed) -> None:
    for number, name in (("H15", "特困人"), ("H16", "工伤人")):
        household(number, (name, 40, "户主"))
        listed.disabled(name, grade=1)
    in_category(person("特困人").party, Category.Kind.TEKUN)
    listed.says("工伤人", "work_injury")
    night()
    assert found() == {}


def test_run_again_it_adds_nothing(listed: Listed) -> None:
    one_of_each(listed)
    night()
    assert (night().new, Prospect.objects.count(), Case.objects.count()) == (0, 4, 4)


def test_being_admitted_closes_it(listed: Listed) -> None:
    one_of_each(listed)
    night()
    in_category(person("高寿人").party, Category.Kind.AGE_ALLOWANCE)
    assert night(1).admitted == 1
    assert found()["age_allowance", "高寿人"] == "ADMITTED"


def test_a_death_or_another_list_closes_what_nobody_has_to_do(listed: Listed) -> None:
    one_of_each(listed)
    night()
    record_death(person("高寿人"), died_on=TODAY, by=None, at=NOW, because="死亡注销")
    listed.facts = [fact for fact in listed.facts if fact.code == "edge"]
    assert night(1).closed == 4
    assert set(found().values()) == {"GONE"}


def test_nobody_is_written_off_from_a_desk(listed: Listed, clerk: User, helper: User) -> None:
    one_of_each(listed)
    night()
    case = prospect("living_subsidy", "持证人").case
    said = {"why": "INCOME", "words": "收入已超过。"}
    with pytest.raises(Refused, match="还没有联系记录"):
        take(case, flow.NOT_ELIGIBLE, by=clerk, at=NOW, data=said)
    take(case, flow.CONTACT, by=helper, at=NOW, data=CONTACTED)
    with pytest.raises(Refused):  # a helper finds and helps; he decides nothing
        take(case, flow.NOT_ELIGIBLE, by=helper, at=NOW, data=said)
    take(case, flow.NOT_ELIGIBLE, by=clerk, at=NOW, data=said)
    assert case.closed_at is not None


def test_an_answer_counts_for_some_months_and_then_it_is_asked_again(listed: Listed, clerk: User, helper: User) -> None:
    one_of_each(listed)
    night()
    case = prospect("living_subsidy", "持证人").case
    take(case, flow.CONTACT, by=helper, at=NOW, data=CONTACTED)
    take(case, flow.DATA_WRONG, by=clerk, at=NOW, data={"words": "证号登记错误。"})
    assert night(30).new == 0
    assert night(200).new == 1


def test_it_leads_to_the_front_door_and_the_application_is_noted(listed: Listed, helper: User) -> None:
    one_of_each(listed)
    night()
    row = prospect("dibao_single", "重残人")
    client = Client()
    client.force_login(helper, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/reception/prospects/{row.pk}/").content.decode()
    home = person("重残人").memberships.get().household
    there = f"/reception/door/household/{home.pk}/"
    assert f"{there}?prospect={row.pk}" in page
    chosen = f"dibao_single-{person('重残人').pk}"
    done = client.post(there, {"prospect": row.pk, "applicant": person("边缘户").pk, "chosen": chosen, "open": "1"})
    assert done.status_code == 200
    assert found()["dibao_single", "重残人"] == "APPLYING"
    night(1)
    assert found()["dibao_single", "重残人"] == "APPLYING"
    Case.objects.filter(flow="dibao.applications").update(closed_at=NOW, stage="WITHDRAWN")
    night(2)
    assert found()["dibao_single", "重残人"] == "NOT_ADMITTED"


def test_a_village_sees_its_own_and_the_list_asks_as_often_for_three(listed: Listed, helper: User) -> None:
    household("H20", ("高寿甲", 85, "户主"))
    household("H21", ("外村人", 85, "户主"), village=OTHER_VILLAGE)
    night()
    assert [case.title for case in cases(helper, flow.PROSPECTS)] == ["高寿甲"]
    client = Client()
    client.force_login(helper, backend="django.contrib.auth.backends.ModelBackend")
    client.get("/reception/prospects/")
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/reception/prospects/").status_code == 200
        counts.append(len(asked))
        household("H22", ("高寿乙", 86, "户主"))
        household("H23", ("高寿丙", 87, "户主"))
        night(1)
    assert counts[0] == counts[1]


def test_a_county_is_looked_at_in_as_many_queries_as_a_household(listed: Listed) -> None:
    one_of_each(listed)
    night()  # what is read once stays known
    counts = []
    for number in (30, 40):
        with CaptureQueriesContext(connection) as asked:
            night()
        counts.append(len(asked))
        for place in range(8):
            household(
                f"H{number + place}", (f"无事人{number}-{place}", 40, "户主"), (f"家人{number}-{place}", 90, "父亲")
            )
            in_category(person(f"家人{number}-{place}").party, Category.Kind.AGE_ALLOWANCE)
    assert counts[0] == counts[1]


def test_the_command_can_be_run_again(listed: Listed, capsys: pytest.CaptureFixture[str]) -> None:
    one_of_each(listed)
    for _ in range(2):
        call_command("find_entitled")
    assert "新发现0人" in capsys.readouterr().out.splitlines()[-1]
    assert Prospect.objects.filter(found_on=timezone.localdate()).exists()


def test_a_few_stand_singly_in_the_worklist_and_many_are_one_line(
    listed: Listed, helper: User, clerk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    one_of_each(listed)
    night()
    single = first_screen.worklist(helper, TODAY)
    assert len(single) == 4
    assert all(item.visit for item in single)
    monkeypatch.setattr(first_screen, "_SINGLY", 3)
    (line,) = first_screen.worklist(clerk, TODAY)
    assert (line.number, line.due) == (4, single[0].due)
    assert "4人" in line.title


def test_the_file_of_a_household_leads_to_the_door_and_names_who_was_found(listed: Listed, helper: User) -> None:
    one_of_each(listed)
    night()
    home = person("重残人").memberships.get().household
    client = Client()
    client.force_login(helper, backend="django.contrib.auth.backends.ModelBackend")
    for address in (f"/household/{home.pk}/", f"/person/{person('重残人').pk}/"):
        page = client.get(address).content.decode()
        assert f"/reception/door/household/{home.pk}/" in page
        assert "最低生活保障（单人保）" in page


def test_r_dis_08_who_is_newly_certified_is_reminded_once_and_the_proof_is_kept(listed: Listed, clerk: User) -> None:
    dibao = household("H40", ("低保户", 50, "户主"), ("新证人", 30, "子"), ("无号人", 28, "子"))
    in_category(dibao.party, Category.Kind.DIBAO_RURAL)
    for name in ("新证人", "无号人"):
        listed.disabled(name, grade=3)
    for name, phone in (("新证人", "13900001234"), ("无号人", "")):
        who = person(name)
        who.phone = phone
        who.save()
    night()
    [text] = TextMessage.objects.all()
    row = prospect("living_subsidy", "新证人")
    assert (text.case_id, text.phone, text.template) == (row.pk, "13900001234", "may_apply")
    assert "残疾" not in text.words  # a telephone is read by whoever holds it
    night(1)
    assert TextMessage.objects.count() == 1
    TextMessage.objects.update(state="SENT", tried_at=NOW, receipt="平台流水7788")
    client = Client()
    client.force_login(clerk, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("reception:prospect", args=[row.pk])).content.decode()
    assert "平台流水7788" in page
    assert "1234" in page
    assert "13900001234" not in page
    other = client.get(reverse("reception:prospect", args=[prospect("living_subsidy", "无号人").pk])).content.decode()
    assert "没有登记手机号，未发短信提醒" in other
