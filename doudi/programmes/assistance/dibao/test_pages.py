"""Stories of the pages of applications: made out in the village, moved in the township, looked after by the leader."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from doudi.base.models import Grant, Record, User
from doudi.base.months import parse_month
from doudi.base.roles import Role
from doudi.base.stories import OTHER_TOWN, somebody
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.pages import listing
from doudi.mechanisms.casework.pages.board import average_days
from doudi.mechanisms.casework.pages.picture import picture
from doudi.programmes.assistance.dibao import flow
from doudi.programmes.assistance.dibao.models import Application, Income
from doudi.programmes.assistance.dibao.pages import APPLICATION_PAGES
from doudi.programmes.assistance.dibao.stories import Hall

pytestmark = pytest.mark.django_db
PNG = (
    b"\x89PNG\r\n\x1a\n"
    + b"\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    + b"\x00" * 40
)


@pytest.fixture
def hall(settings: Any, tmp_path: Any) -> Hall:
    settings.FILES_ROOT = tmp_path
    made = Hall()
    Grant.objects.update(since=dt.date(2020, 1, 1))
    return made


def acting(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def text(user: User, page: str, *args: Any, **more: Any) -> str:
    response = acting(user).get(reverse(f"dibao:{page}", args=args), more)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def post(user: User, page: str, *args: Any, **said: Any) -> Any:
    return acting(user).post(reverse(f"dibao:{page}", args=args), said)


def test_a_village_helper_makes_out_an_application_and_the_township_accepts_it(hall: Hall) -> None:
    home = hall.household(2)
    first, second = hall.people(home)
    number = first.id_number
    response = post(hall.helper, "application_new", number=number, residence="1", account="6217000012345678")
    case = Case.objects.get()
    assert response.url == reverse("dibao:application", args=[case.pk])
    member = Application.objects.get().members.get(person=second)
    shown = text(hall.helper, "application", case.pk)
    assert "未授权" in shown
    assert "还缺" in shown
    assert number not in shown
    for each in Application.objects.get().members.all():
        said = {"relation": "3", "left_out": "0", "disability": "0", "disability_grade": "0", "signer": "本人"}
        assert (
            post(hall.helper, "member", case.pk, each.pk, authorised_on=str(timezone.localdate()), **said).status_code
            == 302
        )
    income = {"kind": "wages", "first_month": "2026-01", "last_month": "2026-06", "gross": "6000"}
    assert post(hall.helper, "income", case.pk, member.pk, **income).status_code == 302
    assert post(hall.helper, "property", case.pk, figure="homes", amount="1").status_code == 302
    for kind in ("FORM", "DECLARATION", "PROMISE", "KIN", "CARD"):
        file = SimpleUploadedFile("材料.png", PNG, "image/png")
        assert post(hall.helper, "paper", case.pk, kind=kind, file=file).status_code == 302
    assert post(hall.helper, "application_act", case.pk, "submit", signed="on", version="0").status_code == 302
    shown = text(hall.clerk, "application", case.pk)
    assert "还缺" not in shown
    assert "工资、奖金、津贴补贴、实物 6,000.00元" in shown
    assert post(hall.clerk, "application_act", case.pk, "accept", version="1").status_code == 302
    assert Case.objects.get().stage == "ACCEPTED"


def test_what_is_refused_comes_back_with_what_was_typed(hall: Hall) -> None:
    application = hall.applied()
    case = application.case
    hall.take(case, flow.SUBMIT, hall.helper, "2024-04-24", signed=True)
    response = post(hall.clerk, "application_act", case.pk, "accept", version="1")
    assert response.status_code == 422
    assert "请一次性告知补正" in response.content.decode()
    response = post(hall.clerk, "application_act", case.pk, "refuse-accept", version="1")
    assert response.status_code == 422
    assert post(hall.helper, "application_new", number="110101199003070000", residence="1").status_code == 422


def test_who_may_not_finds_no_button_and_no_form(hall: Hall) -> None:
    case = hall.accepted()
    stranger = somebody("stranger", Role.TOWNSHIP_CLERK, OTHER_TOWN)
    assert acting(stranger).get(reverse("dibao:application", args=[case.pk])).status_code == 404
    assert "/start/" in text(hall.clerk, "application", case.pk)
    assert "/start/" not in text(hall.officer, "application", case.pk)
    refused = acting(hall.officer).get(reverse("dibao:application_act", args=[case.pk, "start"]))
    assert "不由您办理" in refused.content.decode()


def test_a_village_sees_no_results_of_checks(hall: Hall) -> None:
    case = hall.investigated()
    Case.objects.filter(pk=case.pk).update(closed_at=None)
    assert "核算" in text(hall.clerk, "application", case.pk)
    assert "核算理由" not in text(hall.helper, "application", case.pk)


def test_the_list_asks_the_same_for_one_and_for_three(hall: Hall) -> None:
    def asked(page: str) -> int:
        client = acting(hall.officer)
        client.get(reverse(f"dibao:{page}"))
        with CaptureQueriesContext(connection) as made:
            assert client.get(reverse(f"dibao:{page}")).status_code == 200
        return len(made)

    hall.accepted()
    one = {page: asked(page) for page in ("applications", "applications_board")}
    for _ in range(2):
        hall.accepted()
    assert {page: asked(page) for page in one} == one


def test_the_worklist_asks_the_same_for_one_and_for_many(hall: Hall) -> None:
    waiting = listing.worklist_of(APPLICATION_PAGES)

    def asked() -> tuple[int, int]:
        user = User.objects.get(pk=hall.clerk.pk)
        with CaptureQueriesContext(connection) as made:
            items = waiting(user, dt.date(2024, 5, 6))
        return len(made), len(items)

    hall.accepted()
    asked()  # the names of places are remembered
    one = asked()
    for _ in range(4):
        hall.accepted()
    assert (one[1], asked()) == (1, (one[0], 5))


def test_the_board_says_what_is_late_where_and_with_whom(hall: Hall) -> None:
    hall.accepted()
    hall.confirmed()
    shown = text(hall.leader, "applications_board")
    assert "东镇" in shown
    assert "由乡镇经办人办理" in shown
    days = average_days(flow.APPLICATIONS, Case.objects.filter(flow=flow.APPLICATIONS.code))
    assert days["369999100", "NOTICE"] == pytest.approx(7.6, abs=0.1)  # 14 May 10:00 to 22 May 01:00
    assert days["369999100", "INVESTIGATING"] == pytest.approx(13, abs=0.1)
    assert acting(hall.clerk).get(reverse("dibao:applications_board")).status_code == 403


def test_the_flow_is_drawn_from_its_declaration(hall: Hall) -> None:
    drawn = picture(flow.APPLICATIONS)
    assert all(stage.name in drawn for stage in flow.APPLICATIONS.stages)
    assert all(action.name in drawn for action in flow.APPLICATIONS.actions)
    assert "style" not in drawn
    assert "45个工作日" in text(hall.clerk, "applications_flow")


def test_the_total_clock_is_extended_on_a_page(hall: Hall) -> None:
    case = hall.accepted()
    assert f"/applications/{case.pk}/extend/total/" in text(hall.clerk, "application", case.pk)
    said = {"reason": "HARD", "because": "户主住院"}
    assert post(hall.clerk, "application_extend", case.pk, "total", **said).status_code == 302
    assert Case.objects.get().clock_due_on == dt.date(2024, 7, 2)
    assert "已延长：调查核对确有困难" in text(hall.clerk, "application", case.pk)
    again = post(hall.clerk, "application_extend", case.pk, "total", **said)
    assert "不能再次延长" in again.content.decode()


def test_r_dibao_15_a_refusal_is_printed_with_reason_article_arithmetic_and_remedy(hall: Hall) -> None:
    case = hall.investigated()
    address = reverse("dibao:application_refusal", args=[case.pk])
    assert acting(hall.officer).get(address).status_code == 404, "nothing is refused"
    case = hall.refused()
    address = reverse("dibao:application_refusal", args=[case.pk])
    assert address in text(hall.clerk, "application", case.pk)
    letter = text(hall.clerk, "application_refusal", case.pk)
    for words in (
        "最低生活保障不予确认通知书",
        "某民低保〔2024〕18号",
        "家庭财产状况不符合规定：名下有价值二十万元的轿车。",
        "第十四条",
        "临时救助",
        "60日内向",
        "6个月内向人民法院提起行政诉讼",
    ):
        assert words in letter, words
    assert "核算情况" not in letter, "the arithmetic would give something: another reason refuses"
    word = acting(hall.clerk).get(address, {"as": "docx"})
    assert word["Content-Type"].endswith("wordprocessingml.document")
    assert acting(hall.helper).get(address).status_code == 403, "a village reads no results of checks"
    far = somebody("far", Role.TOWNSHIP_CLERK, OTHER_TOWN)
    assert acting(far).get(address).status_code == 404


def test_a_refusal_by_arithmetic_shows_it(hall: Hall) -> None:
    case = hall.refused()
    member = Application.objects.get(pk=case.pk).members.first()
    assert member is not None
    Income.objects.create(
        member=member, kind="wages", first_month=parse_month("2023-05"), last_month=parse_month("2024-04"),
        gross=12_000_000, source=1, evidence="工资流水", on=dt.date(2024, 5, 6), by=hall.clerk,
    )  # fmt: skip
    letter = text(hall.clerk, "application_refusal", case.pk)
    assert "核算情况：" in letter
    assert "不低于" in letter


def test_an_application_from_the_door_gets_its_account_later_and_the_page_shows_only_its_end(hall: Hall) -> None:
    application = hall.applied()
    Application.objects.filter(pk=application.pk).update(account="")
    case = application.case
    hall.complete(application, "2024-04-24")
    assert "家庭成员的银行账号" in text(hall.helper, "application", case.pk)
    assert post(hall.helper, "account", case.pk, account="").status_code == 422
    assert post(hall.helper, "account", case.pk, account="6217000087654321").status_code == 302
    kept = Application.objects.get(pk=case.pk)
    assert (kept.payee, kept.account) == (kept.applicant.party.name, "6217000087654321")
    assert Record.objects.filter(action="application.account", subject=f"case:{case.pk}", by=hall.helper).count() == 1
    shown = text(hall.helper, "application", case.pk)
    assert "尾号4321" in shown
    assert "6217000087654321" not in shown
    assert "6217000087654321" not in text(hall.helper, "account", case.pk)
    assert post(hall.finance, "account", case.pk, account="6217000011111111").status_code == 403
    hall.take(case, flow.SUBMIT, hall.helper, "2024-04-24", signed=True)
    Case.objects.filter(pk=case.pk).update(stage="COUNTY_REVIEW")
    refused = post(hall.clerk, "account", case.pk, account="6217000022222222")
    assert refused.status_code == 422
    assert "不能再修改" in refused.content.decode()
