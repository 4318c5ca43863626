"""`doudi simulate` as an operator types it."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

from doudi.base.stories import OTHER_VILLAGE
from doudi.config.cli import group
from doudi.mechanisms.entitlement.testing_awards import Office
from doudi.mechanisms.entitlement.units import Residence
from doudi.programmes.assistance.dibao.programme import DIBAO_BENEFIT

MONTH = ("--month", "2024-09")


@pytest.fixture
def office(db: None) -> Office:
    """A town family of three with 1,894 元, a single villager without income, another with 600 元."""
    office = Office()
    urban, rural = Residence.URBAN, Residence.RURAL
    office.grant(DIBAO_BENEFIT, office.household(3), {"transfers": 189_400}, {}, {}, residence=urban)
    office.grant(DIBAO_BENEFIT, office.household(1), {}, residence=rural)
    office.grant(
        DIBAO_BENEFIT, office.household(1, village=OTHER_VILLAGE), {"transfers": 60_000}, residence=rural
    )  # fmt: skip
    return office


def simulate(*arguments: str) -> Result:
    return CliRunner().invoke(group, ["simulate", *arguments])


def test_it_says_what_a_raise_costs_and_where(office: Office) -> None:
    done = simulate("means.standard[城市]=980", "means.standard[农村]=+45", *MONTH)
    assert done.exit_code == 0, done.output
    assert "最低生活保障2024年9月测算" in done.output
    assert "低保标准(每人每月)(城市)935 → 980元" in done.output
    assert "低保标准(每人每月)(农村)715 → 760元" in done.output
    # 911 + 715 + 115 before; 135 more for three in town, 45 for each villager
    assert "月支出 1,741 → 1,966 元,每月增加 225 元,一年增加 0.27 万元" in done.output
    assert "享受 3 → 3 户:新增 0,退出 0;待遇增加 3,减少 0" in done.output
    east = next(line for line in done.output.splitlines() if "东镇" in line and "城市" in line)
    assert east.split() == ["东镇", "城市", "1", "1", "0", "0", "0", "135"]
    assert "从未申请" in done.output


def test_a_cut_ends_with_one_because_somebody_loses(office: Office) -> None:
    done = simulate("means.standard[农村]=-20%", *MONTH)
    assert done.exit_code == 1
    assert "退出 1;待遇增加 0,减少 2" in done.output


def test_json_has_fen_and_places_and_no_person(office: Office) -> None:
    done = simulate("means.standard[城市]=980", *MONTH, "--json")
    told = json.loads(done.output)
    assert told["month"] == "2024-09"
    (found,) = told["benefits"]
    assert (found["code"], found["month_after"] - found["month_before"]) == ("dibao", 13_500)
    assert found["reform"] == {"means.standard": {"0": 98_000}}
    assert found["tables"]["月支出变化"] == [[13_500, 0], [0, 0]]
    assert "村民" not in done.output


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("means.standrad=980", *MONTH), "没有名为“means.standrad”的参数，可用的有：means.standard、"),
        (("means.standard[农村", *MONTH), "看不懂，请写成 means.standard[城市]=980 的样子"),
        (("means.standard[乡下]=980", *MONTH), "没有类别“乡下”，类别有：城市、农村"),
        (("means.standard=很多", *MONTH), "取值“很多”看不懂，请填数字（单位：元）"),
        (("means.standard=980.005", *MONTH), "不足最小单位"),
        (("means.standard=-2000", *MONTH), "不能小于零"),
        (("means.standard=99999999999", *MONTH), "看不懂"),
        (("means.average_top_up=600", *MONTH), "不影响任何待遇的金额"),
        (("dibao.uplift_stacks=也许", *MONTH), "只能填是或否"),
        (("dibao.rounding=四舍五入", *MONTH), "可填：见角分进到元、见分进到角、到分"),
        (("means.standard=980", "--month", "9月"), "看不懂"),
        (("means.standard=980", "--month", "2019-01"), "尚无取值"),
        (("means.standard=980", *MONTH, "--benefit", "nothing"), "没有名为“nothing”的待遇"),
        ((*MONTH,), "wanted"),
    ],
)
def test_what_it_cannot_follow_it_says_in_one_line(office: Office, arguments: tuple[str, ...], sentence: str) -> None:
    refused = CliRunner().invoke(group, ["simulate", *arguments], standalone_mode=False)
    assert refused.exception is not None
    said = str(refused.exception)
    assert sentence in said
    assert "\n" not in said
