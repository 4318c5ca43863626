"""政策标准的页面: the table by year, one value entered by one person and approved by another, and what it reaches back into."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from doudi.base.models import User
from doudi.base.months import parse_month
from doudi.mechanisms.entitlement.awards.models import Award
from doudi.mechanisms.entitlement.pages import standards
from doudi.mechanisms.entitlement.parameters_entered.models import ParameterEntry
from doudi.mechanisms.entitlement.policy import months_between
from doudi.mechanisms.entitlement.testing_awards import Office, acting, moment
from doudi.mechanisms.entitlement.units import Residence
from doudi.mechanisms.registry.models import Household
from doudi.programmes.assistance.dibao.programme import DIBAO_BENEFIT

NOW = moment("2024-08-02")
STANDARD = {"applies_from": "2024-06-01", "issued_on": "2024-08-01", "document": "某府发〔2024〕9号", "note": "提标"}


@pytest.fixture
def office(db: None, monkeypatch: pytest.MonkeyPatch) -> Office:
    """It is 2 August 2024."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    return Office()


def text_of(user: User, name: str, *args: object, status: int = 200, **asked: str) -> str:
    response = acting(user).get(reverse(name, args=args), asked)
    assert response.status_code == status
    return re.sub(r"<[^>]+>", " ", response.content.decode())


def post(user: User, name: str, *args: object, **said: str) -> tuple[int, str]:
    response = acting(user).post(reverse(name, args=args), said, follow=True)
    return response.status_code, response.content.decode()


def test_the_table_shows_each_year_with_what_changed_and_its_document(office: Office) -> None:
    page = acting(office.clerk).get(reverse("funds:standards"), {"policy": "means"}).content.decode()
    row = re.search(r"低保标准（每人每月）.*?</tr>", page, re.S)
    assert row is not None
    assert re.findall(r">([\d,]+)</abbr>", row[0]) == ["765", "825", "885", "935", "980"]
    assert row[0].count("changed") == 4
    assert "04-01起 C" in row[0]
    assert "《县民政局2024年工作总结》" in row[0]


def test_every_policy_has_its_table_and_the_number_of_questions_does_not_follow_the_parameters(office: Office) -> None:
    counts = []
    for policy in ("means", "all"):
        acting(office.clerk).get(reverse("funds:standards"), {"policy": policy})
        with CaptureQueriesContext(connection) as captured:
            page = acting(office.clerk).get(reverse("funds:standards"), {"policy": policy}).content.decode()
        counts.append(len(captured))
    assert counts[0] == counts[1]
    for words in ("家庭经济状况核算", "待遇管理", "社会化发放", "定期复核到期提前提醒", "困难残疾人"):
        assert words in page, words


def test_a_value_is_entered_by_one_and_approved_by_another_and_reaches_back(office: Office) -> None:
    """A past date after months already paid ends in a clear sentence, and in back-pay with the next run (R-PARAM-02)."""
    home: Household = office.household(1)
    office.grant(DIBAO_BENEFIT, home, {}, residence=Residence.URBAN)
    for month, on in (("2024-06", "2024-06-12"), ("2024-07", "")):
        office.paid(DIBAO_BENEFIT, month, on=on)
    status, page = post(
        office.officer, "funds:standard_enter", "means.standard", value_0="1000", value_1="", **STANDARD
    )
    assert status == 200
    sentence = "本参数追溯适用，2024年6月至2024年7月已核发的月份不重算，差额在下一批次补发，多发的转追缴程序。"
    assert sentence in page
    entry = ParameterEntry.objects.get()
    assert (entry.key, entry.value, entry.state) == ("0", 100_000, "ENTERED")
    assert Award.objects.get().amount == 93_500

    assert standards.waiting(office.officer, NOW.date()) == []
    (item,) = standards.waiting(office.second, NOW.date())
    assert "低保标准（每人每月）（城市）" in item.title
    assert "1,000元" in item.title
    assert "录入人以外的人复核" in text_of(office.officer, "funds:standard_entry", entry.pk, status=409)
    assert sentence in text_of(office.second, "funds:standard_entry", entry.pk)
    status, page = post(office.second, "funds:standard_entry", entry.pk, answer="yes", because="与文件一致")
    assert sentence in page
    assert "用户officer录入" in page
    assert Award.objects.get().amount == 100_000, "the list follows at once"
    run = office.paid(DIBAO_BENEFIT, "2024-08", on="2024-08-05")
    assert (run.payments.get().regular, run.payments.get().arrears) == (100_000, 2 * 6_500)
    assert "已经处理过" in text_of(office.leader, "funds:standard_entry", entry.pk, status=409)


def test_a_value_that_is_sent_back_needs_a_reason_and_never_counts(office: Office) -> None:
    post(office.officer, "funds:standard_enter", "awards.review_alert", value_0="20", **STANDARD)
    entry = ParameterEntry.objects.get()
    status, page = post(office.leader, "funds:standard_entry", entry.pk, answer="no", because="")
    assert status == 422
    assert "退回须写明理由" in page
    assert post(office.leader, "funds:standard_entry", entry.pk, answer="no", because="文号有误")[0] == 200
    text = text_of(office.clerk, "funds:standard", "awards.review_alert")
    assert "文号有误" in text
    assert "20天" in text
    assert "30天" in text


@pytest.mark.parametrize(
    ("code", "said", "words"),
    [
        ("means.standard", {"value_0": "", "value_1": ""}, "请至少填写一个取值"),
        ("means.standard", {"value_0": "9.999", "value_1": ""}, "“9.999”看不懂，请填写数字，最多两位小数"),
        ("awards.review_alert", {"value_0": "-1"}, "取值不能小于零"),
        ("awards.review_alert", {"value_0": "1.5"}, "“1.5”看不懂，请填写数字，写整数"),
        ("means.standard", {"value_0": "很多"}, "请填写数字"),
        ("means.standard", {"value_0": "1000", "document": ""}, "“文件”不能为空"),
        ("means.standard", {"value_0": "1000", "issued_on": "2024-09-01"}, "发文日期晚于今天"),
    ],
)
def test_what_is_typed_wrongly_is_told_and_nothing_is_kept(
    office: Office, code: str, said: dict[str, str], words: str
) -> None:
    status, page = post(office.officer, "funds:standard_enter", code, **{**STANDARD, **said})
    assert status == 422
    assert words in page
    assert not ParameterEntry.objects.exists()


@pytest.mark.parametrize(
    ("code", "words"),
    [("means.conscripts_counted", "否"), ("dibao.rounding", "见角分进到元"), ("means.standard", "现为 935元")],
)
def test_switches_and_classes_are_chosen_by_name(office: Office, code: str, words: str) -> None:
    assert words in text_of(office.officer, "funds:standard_enter", code)


def test_who_may_not_enter_or_approve_reads_only(office: Office) -> None:
    text = text_of(office.clerk, "funds:standard", "means.standard")
    assert "录入新值" not in text
    assert "发文日期为占位，待县核实" in text
    assert text_of(office.clerk, "funds:standard_enter", "means.standard", status=403)
    assert text_of(office.finance, "funds:standard_enter", "means.standard", status=403)
    assert text_of(office.clerk, "funds:standard", "means.nothing", status=404)
    assert text_of(office.clerk, "funds:standard", "nothing", status=404)


def test_a_value_from_the_middle_of_a_month_reaches_back_from_the_next(office: Office) -> None:
    """Benefits of a month follow what is in force on its first day."""
    assert list(months_between(NOW.date().replace(day=2, month=6), parse_month("2024-07"))) == [parse_month("2024-07")]
    assert len(months_between(NOW.date().replace(day=1, month=6), parse_month("2024-07"))) == 2
