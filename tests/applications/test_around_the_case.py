"""What happens around an application, as those who look at its pages meet it: kin among the staff, a calendar that ends, a village that is
merged, a clerk who is moved."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from doudi.base import access
from doudi.base.areas import AreaRow, load_areas
from doudi.base.models import Grant, Record, User
from doudi.base.roles import Role
from doudi.base.stories import NEXT_VILLAGE, OTHER_TOWN, TOWN, VILLAGE, somebody
from doudi.desk.stories import signed_in
from doudi.mechanisms.casework.models import ActionTaken, Case
from doudi.mechanisms.casework.notices.testing import jpeg
from doudi.mechanisms.registry.models import Kin
from doudi.mechanisms.registry.services import NewKin, add_kin
from doudi.programmes.assistance.dibao import flow
from doudi.programmes.assistance.dibao.stories import Hall
from tests.clock import Clock, started

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return started(monkeypatch, "2024-04-28")


@pytest.fixture
def hall(clock: Clock, settings: Any, tmp_path: Path) -> Hall:
    settings.FILES_ROOT = tmp_path
    made = Hall()
    Grant.objects.update(since=dt.date(2020, 1, 1))
    return made


def seen(user: User, case: Case) -> str:
    return signed_in(user).get(reverse("dibao:application", args=[case.pk])).content.decode()


def act(user: User, case: Case, action: str, **said: Any) -> Any:
    address = reverse("dibao:application_act", args=[case.pk, action.replace("_", "-")])
    version = Case.objects.get(pk=case.pk).version
    return signed_in(user).post(address, {"version": str(version), **said})


def brother_of(hall: Hall, case_household: Any, *, role: Role, name: str) -> User:
    """Somebody in office whose sister is a member of the household; kept by number in the register of kin."""
    [member] = hall.people(case_household)[1:2]
    brother = hall.people(hall.household(1))[0]
    add_kin([NewKin(member.pk, brother.pk, Kin.Relation.SIBLING)], source="户籍", by=None, at=hall_time())
    user = somebody(name, role, TOWN, id_number=brother.id_number)
    Grant.objects.filter(user=user).update(since=dt.date(2020, 1, 1))
    access.forget_grants(user)
    return user


def hall_time() -> dt.datetime:
    return dt.datetime(2024, 1, 2, 9, tzinfo=dt.UTC)


# --- kin among the staff (R-ORG-01) ----------------------------------------------------------------------------------------


def test_r_org_01_kin_reads_why_instead_of_a_button_and_is_stopped_if_he_sends_it_all_the_same(hall: Hall) -> None:
    home = hall.household(2)
    kin = brother_of(hall, home, role=Role.TOWNSHIP_CLERK, name="kin")
    case = hall.accepted(household=home)
    page = seen(kin, case)
    assert "您现在不能办理“启动调查" in page
    assert "依规应当回避，请由他人办理。" in page
    start = reverse("dibao:application_act", args=[case.pk, "start"])
    assert start not in page
    assert start in seen(hall.other_clerk, case)
    answer = act(kin, case, "start")
    assert answer.status_code in (409, 422)
    assert "依规应当回避，请由他人办理。" in answer.content.decode()
    case.refresh_from_db()
    assert case.stage == "ACCEPTED"
    assert act(hall.other_clerk, case, "start").status_code == 302


def test_r_org_01_kin_does_not_go_along_to_the_household_either(hall: Hall) -> None:
    home = hall.household(2)
    kin = brother_of(hall, home, role=Role.TOWNSHIP_CLERK, name="kin")
    case = hall.accepted(household=home)
    hall.take(case, flow.START, hall.clerk, "2024-04-28")
    said = {
        "together_with": str(kin.pk),
        "visited_on": "2024-04-28",
        "way": "HOME",
        "signed_by": "户主",
        "found": "三口之家。",
    }
    answer = act(hall.clerk, case, "survey", **said)
    assert answer.status_code == 422
    assert "回避" in answer.content.decode() or "选项" in answer.content.decode()
    assert "三口之家。" in answer.content.decode()  # nothing of what was typed is lost
    assert not ActionTaken.objects.filter(case=case, action="survey").exists()
    assert act(hall.clerk, case, "survey", **{**said, "together_with": str(hall.companion.pk)}).status_code == 302


def test_r_org_01_a_leader_who_is_kin_does_not_sign_and_the_attempt_is_on_record(hall: Hall) -> None:
    home = hall.household(2)
    kin = brother_of(hall, home, role=Role.TOWNSHIP_LEADER, name="kinhead")
    case = hall.investigated(household=home, income=100_000)
    hall.take(case, flow.OPINE, hall.clerk, "2024-05-13", proposal="ADMIT")
    assert "依规应当回避" in seen(kin, case)
    assert "依规应当回避" in act(kin, case, "sign").content.decode()
    case.refresh_from_db()
    assert case.stage == "OPINION"
    many = reverse("dibao:applications")
    assert signed_in(kin).get(many).status_code == 200
    assert act(hall.head, case, "sign").status_code == 302


# --- past the last holiday notice (R-CAL-02) -------------------------------------------------------------------------------


def test_r_cal_02_a_limit_past_the_last_holiday_notice_says_so_until_the_notice_is_loaded(
    hall: Hall, clock: Clock, tmp_path: Path
) -> None:
    clock.put("2031-09-29")
    case = hall.accepted(on="2031-09-29")
    case.refresh_from_db()
    before = case.due_on
    assert before is not None
    assert "（暂定）" in seen(hall.clerk, case)
    assert "（暂定）" in signed_in(hall.clerk).get("/").content.decode()  # what waits for him
    holidays = tmp_path / "2031.csv"
    off = [f"2031,国办发明电〔2030〕9号,2031-10-0{day},off\n" for day in range(1, 9)]
    holidays.write_text("year,document,day,kind\n" + "".join(off), "utf-8")
    call_command("load_holidays", holidays, verbosity=0)
    case.refresh_from_db()
    assert case.due_on is not None
    assert case.due_on > before
    page = seen(hall.clerk, case)
    started_by = page.index("办理时限")
    assert f"{case.due_on}" in page or f"{case.due_on.month}月{case.due_on.day}日" in page
    assert "（暂定）" not in page[:started_by]  # what ends this year is certain now
    assert Record.objects.filter(action="case.recompute_deadline", subject=f"case:{case.pk}").exists()


# --- a village is merged, a clerk is moved ---------------------------------------------------------------------------------


def test_a_village_merged_in_mid_case_is_looked_after_by_the_heir_on_its_pages(hall: Hall, clock: Clock) -> None:
    neighbour = somebody("neighbour", Role.VILLAGE_WORKER, NEXT_VILLAGE)
    Grant.objects.filter(user=neighbour).update(since=dt.date(2020, 1, 1))
    case = hall.investigated()
    hall.take(case, flow.OPINE, hall.clerk, "2024-05-13", proposal="ADMIT")
    hall.take(case, flow.SIGN, hall.head, "2024-05-14")
    address = reverse("dibao:application", args=[case.pk])
    clock.put("2024-05-14")
    assert signed_in(neighbour).get(address).status_code == 404
    load_areas([AreaRow(VILLAGE, "上村", "村", valid_to=dt.date(2024, 5, 14), merged_into=NEXT_VILLAGE)])
    clock.put("2024-05-15")
    fresh = User.objects.get(pk=neighbour.pk)
    assert case.number in seen(fresh, case)
    photo = SimpleUploadedFile("公示栏.jpg", jpeg(comment="board"), "image/jpeg")
    assert act(fresh, case, "post", posted_on="2024-05-15", photo=photo).status_code == 302
    case.refresh_from_db()
    assert (case.stage, case.area_code) == ("NOTICE", VILLAGE)


def test_a_clerk_moved_while_he_fills_in_a_form_is_told_and_his_successor_goes_on(hall: Hall, clock: Clock) -> None:
    case = hall.accepted()
    hall.take(case, flow.START, hall.clerk, "2024-04-28")
    clock.put("2024-04-30")
    form = reverse("dibao:application_act", args=[case.pk, "survey"])
    his = signed_in(hall.clerk)
    assert his.get(form).status_code == 200
    Grant.objects.filter(user=hall.clerk).update(until=dt.date(2024, 4, 29))
    Grant.objects.create(user=hall.clerk, role=Role.TOWNSHIP_CLERK, area_id=OTHER_TOWN, since=dt.date(2024, 4, 30))
    said = {
        "together_with": str(hall.companion.pk),
        "visited_on": "2024-04-30",
        "way": "HOME",
        "signed_by": "户主",
        "found": "属实。",
    }
    answer = his.post(form, {"version": str(case.version), **said})
    assert answer.status_code == 404
    assert "不在您现在的办理范围内" in answer.content.decode()
    assert not ActionTaken.objects.filter(case=case, action="survey").exists()
    assert act(hall.other_clerk, case, "survey", **said).status_code == 302
