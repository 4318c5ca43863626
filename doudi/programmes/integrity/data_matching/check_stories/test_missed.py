"""R-CMP-25, 26, 27, 28: people who are entitled and were missed. These weigh as much as what was overpaid (R-FIND-06)."""

from __future__ import annotations

from typing import Any

import pytest

from doudi.base.stories import VILLAGE
from doudi.programmes.integrity.data_matching.check_stories.county import HOME, County, Person, Row

LIVING, NURSING = "困难残疾人生活补贴", "重度残疾人护理补贴"


def certificate(county: County, who: Person, grade: int | None, kind: str = "肢体", **cells: Any) -> None:
    usual: Row = {"certificate_no": who.number, "state": "正常", "issued_on": "2020-01-01", "valid_to": "2030-01-01"}
    county.row("disability_certificates", who, disability_class=kind, grade=grade, **{**usual, **cells})


# --- R-CMP-25 边缘家庭重残未单人保 ---------------------------------------------------------------------------------------


def in_edge(county: County, name: str, **cells: Any) -> Person:
    who = county.person(name)
    county.row("edge_families", who, household_no=f"E{name}", income_per_head=900, address=HOME, **cells)
    return who


def test_ex_07_who_of_an_edge_family_could_have_been_covered_alone() -> None:
    """EX-07: limb grade 2 and mental grade 3 yes, limb grade 3 no."""
    county = County()
    county.arrived("dibao_rural", "dibao_urban", "tekun")
    certificate(county, in_edge(county, "儿子"), 2)
    certificate(county, in_edge(county, "女儿"), 3, "精神")
    certificate(county, in_edge(county, "祖母"), 3)
    in_edge(county, "父亲")
    told = {each.who: each for each in county.ask("R-CMP-25")}
    assert set(told) == {"儿子", "女儿"}
    assert told["儿子"].reason == "儿子所在家庭为低保边缘家庭，本人持肢体二级残疾人证，符合单人保条件，未纳入低保。"
    assert (told["儿子"].direction, told["儿子"].conclusive, told["儿子"].area_code) == ("missed", True, VILLAGE)
    assert told["儿子"].lists == {"disability_certificates", "edge_families"}
    assert told["儿子"].months == ("", "")


@pytest.mark.parametrize(
    ("kind", "grade", "found"),
    [
        ("视力", 1, True),
        ("听力", 2, True),
        ("智力", 3, True),
        ("精神", 4, False),
        ("言语", 3, False),
        ("多重", 2, True),
    ],
)
def test_the_table_of_classes_and_grades(kind: str, grade: int, found: bool) -> None:
    """9.1: single-person cover by class and grade."""
    county = County()
    certificate(county, in_edge(county, "某人"), grade, kind)
    assert bool(county.ask("R-CMP-25")) is found


def test_who_is_not_missed_in_an_edge_family() -> None:
    county = County()
    certificate(county, in_edge(county, "已过期"), 1, valid_to="2024-10-31")
    certificate(county, in_edge(county, "已注销"), 1, state="注销")
    certificate(county, in_edge(county, "本人放弃", note="本人书面放弃"), 1)
    certificate(county, in_edge(county, "同号异名"), 1, name="司马天祥")
    covered, tekun, dead = (in_edge(county, name) for name in ("已单人保", "特困", "已故"))
    county.dibao("H1", covered, note="单人保")
    county.row("tekun", tekun, support="分散供养")
    county.row("death_certificates", dead, died_on="2024-10-01")
    for who in (covered, tekun, dead):
        certificate(county, who, 1)
    assert county.names("R-CMP-25") == []
    certificate(county, in_edge(county, "本月到期"), 1, valid_to="2024-11-01")
    assert county.names("R-CMP-25") == ["本月到期"]


# --- R-CMP-26 大额医疗未救助 ---------------------------------------------------------------------------------------------


def costs(county: County, who: Person, own_part: float, **cells: Any) -> None:
    county.row("medical_costs", who, hospital="县医院", total=own_part * 3, own_part=own_part, address=HOME, **cells)


def test_more_than_30_000_of_ones_own_and_no_help() -> None:
    county = County()
    county.arrived("dibao_rural", "dibao_urban", "tekun", "edge_families", "monitored", "temporary_assistance")
    over, at = county.person("自付过限"), county.person("恰在限额")
    costs(county, over, 20000)
    costs(county, over, 10000.01)
    costs(county, at, 30000)
    (told,) = county.ask("R-CMP-26")
    assert told.reason == "自付过限近12个月个人自付医疗费用30000.01元，家庭未享受低保、特困、边缘、监测和临时救助。"
    assert (told.direction, told.conclusive, told.area_code) == ("missed", True, VILLAGE)
    assert told.lists == {"medical_costs", "register"}


def test_whose_family_is_helped_already() -> None:
    """Help of anybody in the same household book counts; temporary assistance for twelve months, monitoring while it lasts."""
    county = County()
    for name in ("低保", "特困", "边缘", "监测", "风险已消除", "临时救助", "一年前救助", "已故"):
        who = county.person(f"{name}患者", book=f"B{name}")
        kin = county.person(f"{name}家人", book=f"B{name}", relation="妻")
        costs(county, who, 50000)
        if name == "低保":
            county.dibao("H1", kin)
        elif name == "特困":
            county.row("tekun", kin, support="分散供养")
        elif name == "边缘":
            county.row("edge_families", kin, household_no="E1", income_per_head=900)
        elif name in ("监测", "风险已消除"):
            county.row(
                "monitored", kin, category="边缘易致贫户", cleared="已消除" if name == "风险已消除" else "未消除"
            )
        elif name in ("临时救助", "一年前救助"):
            county.row(
                "temporary_assistance", kin, on="2023-12-01" if name == "临时救助" else "2023-11-30", amount=2000
            )
        else:
            county.row("death_cancellations", who, died_on="2024-09-01")
    assert county.names("R-CMP-26") == ["一年前救助患者", "风险已消除患者"]


def test_help_whose_list_has_not_come_may_have_been_given() -> None:
    county = County()
    costs(county, county.person("自付过限"), 50000)
    (told,) = county.ask("R-CMP-26")
    assert not told.conclusive
    assert "没有收到农村低保花名册、城市低保花名册、特困人员花名册、低保边缘家庭名册" in told.doubt
    assert set(told.not_compared) >= {"edge_families", "monitored", "temporary_assistance"}


def test_somebody_the_register_does_not_know_is_asked_about() -> None:
    county = County()
    costs(county, county.person("外地户籍", registered=False), 50000)
    county.person("旁人")
    (told,) = county.ask("R-CMP-26")
    assert not told.conclusive
    assert "户籍名单中没有此人" in told.doubt


# --- R-CMP-27 应享未享两项补贴 -------------------------------------------------------------------------------------------


def both_rolls(county: County) -> None:
    """Both subsidies have their rolls, of somebody else."""
    other = county.person("旁人")
    county.row("living_subsidy", other, grade=1)
    county.row("nursing_subsidy", other, grade=1)


def test_ex_29_dibao_with_grade_one_is_due_both() -> None:
    county = County()
    both_rolls(county)
    who = county.person("应享两项")
    county.dibao("H1", who)
    certificate(county, who, 1)
    told = county.ask("R-CMP-27")
    assert {each.programme: each.reason for each in told} == {
        LIVING: f"应享两项（肢体一级）低保对象持有效残疾人证，未享受{LIVING}。",
        NURSING: f"应享两项（肢体一级）持一、二级残疾人证，未享受{NURSING}。",
    }
    assert all(each.direction == "missed" and each.household_no == "H1" for each in told)
    assert len({each.identity for each in told}) == 2
    assert "disability_certificates" in told[0].lists


@pytest.mark.parametrize(
    ("grade", "dibao", "due"),
    [(1, True, {LIVING, NURSING}), (2, False, {NURSING}), (3, True, {LIVING}), (4, True, {LIVING}), (3, False, set())],
)
def test_who_is_due_which(grade: int, dibao: bool, due: set[str]) -> None:
    county = County()
    both_rolls(county)
    who = county.person("某人")
    certificate(county, who, grade)
    if dibao:
        county.dibao("H1", who)
    assert {each.programme for each in county.ask("R-CMP-27")} == due


def test_ex_29_destitute_orphan_and_on_work_injury_pay() -> None:
    """EX-29: destitute none; an orphan of grade 2 nursing only; on work-injury care pay none."""
    county = County()
    both_rolls(county)
    tekun, orphan, injured, top_up = (
        county.person(name, born="2012-01-01") for name in ("特困", "孤儿", "工伤", "补差儿童")
    )
    county.row("tekun", tekun, support="分散供养")
    county.row("children_allowance", orphan, category="孤儿")
    county.row("children_allowance", top_up, category="事实无人抚养儿童", way="补差发放")
    county.row("work_injury", injured, item="生活护理费", monthly=1500, from_on="2020-01-01", state="正常发放")
    for number, who in enumerate((tekun, orphan, injured, top_up)):
        county.dibao(f"H{number}", who)
        certificate(county, who, 2)
    found = {(each.who, each.programme) for each in county.ask("R-CMP-27")}
    assert found == {("孤儿", NURSING), ("补差儿童", LIVING), ("补差儿童", NURSING)}


def test_who_is_not_missed_by_the_subsidies() -> None:
    county = County()
    both_rolls(county)
    for name in ("已享", "本月发证", "本月纳入", "已过期", "已注销", "已故", "服刑", "已迁出"):
        who = county.person(name, state="迁出县外" if name == "已迁出" else "正常")
        county.dibao(f"H{name}", who, since="2024-11" if name == "本月纳入" else "2020-01")
        cells: Row = {
            "本月发证": {"issued_on": "2024-11-01"},
            "已过期": {"valid_to": "2024-10-31"},
            "已注销": {"state": "注销"},
        }.get(name, {})
        certificate(county, who, 3 if name == "本月纳入" else 1, **cells)
        if name == "已享":
            county.row("living_subsidy", who, grade=1)
            county.row("nursing_subsidy", who, grade=1)
        elif name == "已故":
            county.row("death_cancellations", who, died_on="2024-11-01")
        elif name == "服刑":
            county.row("prisoners", who, kind="收监执行", from_on="2024-01-01", to_on="2026-01-01")
    assert county.names("R-CMP-27") == []


def test_bad_case_32_a_severely_disabled_person_who_never_applied() -> None:
    county = County()
    both_rolls(county)
    certificate(county, county.person("从未申请"), 1)
    (told,) = county.ask("R-CMP-27")
    assert (told.who, told.programme, told.household_no) == ("从未申请", NURSING, "")


def test_a_subsidy_without_its_roll_is_not_said_to_be_missed() -> None:
    county = County()
    who = county.person("应享两项")
    county.dibao("H1", who)
    certificate(county, who, 1)
    assert set(county.not_compared("R-CMP-27")) == {"living_subsidy", "nursing_subsidy"}
    county.row("living_subsidy", county.person("旁人"), grade=1)
    assert [each.programme for each in county.ask("R-CMP-27")] == [LIVING]


# --- R-CMP-28 停保后又有困难 ---------------------------------------------------------------------------------------------


def off_the_roll(county: County, name: str, **cells: Any) -> Person:
    who = county.person(name)
    usual: Row = {"household_no": f"H{name}", "cause": "收入增加", "from_month": "2024-08", "address": HOME}
    county.row("stopped", who, **{**usual, **cells})
    return who


def test_stopped_in_august_and_monitored_in_november() -> None:
    county = County()
    county.arrived("dibao_rural", "dibao_urban", "edge_families")
    county.row("monitored", off_the_roll(county, "停保户"), category="突发严重困难户", risk="因病", cleared="未消除")
    (told,) = county.ask("R-CMP-28")
    assert told.reason == "户H停保户（停保户）自2024年8月因收入增加停保，现已纳入防返贫监测（因病）。"
    assert (told.direction, told.conclusive, told.area_code) == ("missed", True, VILLAGE)
    assert (told.months, told.lists) == (("2024-08", ""), {"stopped", "monitored"})


def test_the_six_months_and_the_causes() -> None:
    county = County()
    for name, from_month, cause in (
        ("第六个月", "2024-06", "收入增加"),
        ("第七个月", "2024-05", "收入增加"),
        ("本月", "2024-11", "财产超标"),
        ("死亡销户", "2024-08", "死亡"),
        ("迁出", "2024-08", "户口迁出"),
    ):
        who = off_the_roll(county, name, from_month=from_month, cause=cause)
        county.row("monitored", who, category="脱贫不稳定户")
    assert county.names("R-CMP-28") == sorted(["第六个月", "本月"])


def test_who_is_no_warning() -> None:
    county = County()
    county.row("monitored", off_the_roll(county, "风险已消除"), category="边缘易致贫户", cleared="已消除")
    off_the_roll(county, "停保后无预警")
    edge, again = off_the_roll(county, "已转边缘"), off_the_roll(county, "重新纳入")
    county.row("edge_families", edge, household_no="E1", income_per_head=900)
    county.dibao("H重新纳入", again)
    for who in (edge, again):
        county.row("monitored", who, category="边缘易致贫户")
    assert county.names("R-CMP-28") == []


def test_a_heavy_illness_of_another_member_of_the_book() -> None:
    county = County()
    head = county.person("户主", book="B1")
    costs(county, county.person("妻子", book="B1", relation="妻", sex="女"), 45000)
    county.row("stopped", head, household_no="H1", cause="延退期满", from_month="2024-10")
    (told,) = county.ask("R-CMP-28")
    assert told.reason == "户H1（户主）自2024年10月因延退期满停保，现近12个月自付医疗费用45000.00元。"


@pytest.mark.parametrize(
    ("check", "wanted"),
    [
        ("R-CMP-25", {"edge_families", "disability_certificates"}),
        ("R-CMP-26", {"medical_costs"}),
        ("R-CMP-27", {"disability_certificates", "living_subsidy", "nursing_subsidy"}),
        ("R-CMP-28", {"stopped", "monitored", "medical_costs"}),
    ],
)
def test_what_nobody_sent_is_not_compared(check: str, wanted: set[str]) -> None:
    county = County()
    county.dibao("H1", county.person("甲"))
    assert set(county.not_compared(check)) == wanted
