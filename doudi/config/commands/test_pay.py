"""`doudi pay` as an operator types it."""

from __future__ import annotations

import pytest
from click.testing import CliRunner, Result

from doudi.base.months import parse_month
from doudi.config.cli import group
from doudi.mechanisms.entitlement.payment_runs.models import PaymentRun
from doudi.mechanisms.entitlement.testing_awards import Office
from doudi.mechanisms.entitlement.units import Residence
from doudi.programmes.assistance.dibao.programme import DIBAO_BENEFIT


@pytest.fixture
def office(db: None) -> Office:
    return Office()


def pay(*arguments: str) -> Result:
    return CliRunner().invoke(group, ["pay", *arguments])


def test_it_drafts_the_run_of_a_month_and_says_what_differs(office: Office) -> None:
    office.grant(
        DIBAO_BENEFIT,
        office.household(3),
        {"transfers": 189_400},
        {},
        {},
        decided="2024-06-25",
        residence=Residence.URBAN,
    )
    office.paid(DIBAO_BENEFIT, "2024-07")
    office.grant(DIBAO_BENEFIT, office.household(1), {}, decided="2024-07-25", residence=Residence.RURAL)
    done = pay("dibao", "--month", "2024-08")
    assert done.exit_code == 0, done.output
    assert "最低生活保障2024年8月:2 户,合计 1,626.00 元(草稿)。" in done.output
    assert "新增 1 户,715.00 元" in done.output
    run = PaymentRun.objects.get(month=parse_month("2024-08"))
    assert (run.state, run.drafted_by) == ("DRAFT", None)
    assert pay("dibao", "--month", "2024-08").exit_code == 0, "a draft may be computed again"


def test_it_ends_with_one_where_somebody_must_look(office: Office) -> None:
    office.grant(DIBAO_BENEFIT, office.household(1), {}, decided="2024-06-25", account="", residence=Residence.URBAN)
    done = pay("dibao", "--month", "2024-07")
    assert done.exit_code == 1
    assert "有 1 户本月未发" in done.output


def test_it_explains_one_household_from_the_same_rules(office: Office) -> None:
    household = office.household(3)
    office.grant(
        DIBAO_BENEFIT, household, {"transfers": 189_400}, {}, {}, decided="2024-06-25", residence=Residence.URBAN
    )
    done = pay("dibao", "--month", "2024-07", "--explain", household.number)
    assert done.exit_code == 0
    for said in ("保障线 935 × 3 = 2,805 元", "差额 2,805 − 1,894 = 911 元", "核对报告、2024-01-05", "规则版本:"):
        assert said in done.output
    assert not PaymentRun.objects.exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("nothing", "--month", "2024-07"), "没有名为“nothing”的发放业务，现有：dibao"),
        (("dibao", "--month", "7月"), "看不懂"),
        (("dibao", "--month", "2024-07", "--explain", "H404"), "没有编号为“H404”的户"),
        (("dibao", "--month", "2199-01"), "2199年1月尚早"),
        (("dibao", "--month", "2024-07", "--by", "nobody"), "没有账号“nobody”"),
    ],
)
def test_what_it_cannot_do_it_says_in_one_line(office: Office, arguments: tuple[str, ...], sentence: str) -> None:
    refused = CliRunner().invoke(group, ["pay", *arguments], standalone_mode=False)
    assert isinstance(refused.exception, Exception)
    assert sentence in str(refused.exception)
