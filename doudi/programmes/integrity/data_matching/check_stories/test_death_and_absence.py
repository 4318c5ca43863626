"""R-CMP-01, 02, 03, 22, 23: paid to someone who has died, is in prison, has moved away, has come of age."""

from __future__ import annotations

import pytest

from doudi.base.stories import VILLAGE
from doudi.programmes.integrity.data_matching.check_stories.county import County, Person, Row

# --- R-CMP-01 死亡后发放 -------------------------------------------------------------------------------------------------


def test_ex_06_paid_for_four_months_after_death() -> None:
    """EX-06: a single urban recipient, 935 a month, died 2024-03-15, paid to July: 4 x 935."""
    county = County("2024-07")
    wang = county.person("王秀英", sex="女")
    county.dibao("H1", wang, urban=True)
    county.paid(wang, "城市低保", 935, "2024-03..2024-07")
    county.row("death_cancellations", wang, died_on="2024-03-15", cancelled_on="2024-07-20")
    (told,) = county.ask("R-CMP-01")
    assert (told.yuan, told.direction, told.strength, told.conclusive) == (3740, "paid", "exact", True)
    assert told.reason == "王秀英已于2024-03-15死亡，此后仍发放城市低保4个月（2024年4月至2024年7月），计3740.00元。"
    assert told.months == ("2024-04", "2024-07")
    assert (told.household_no, told.programme, told.area_code) == ("H1", "城市低保", VILLAGE)
    assert told.lists == {"death_cancellations", "payments"}
    assert told.pieces[0][2]["死亡日期"] == "2024-03-15"
    assert len(told.pieces) == 1 + 4


def test_we_04_three_benefits_for_three_months_are_one_finding() -> None:
    """WE-04: dibao 520, nursing 100, age allowance 50 for April to June: 3 x 670; March is correct."""
    county = County("2024-06")
    zhou = county.person("周桂兰", born="1938-02-03", sex="女")
    county.dibao("H1", zhou)
    county.row("nursing_subsidy", zhou, grade=1)
    county.row("age_allowance", zhou)
    for benefit, yuan in (("农村低保", 520), ("重度残疾人护理补贴", 100), ("高龄津贴", 50)):
        county.paid(zhou, benefit, yuan, "2024-03..2024-06")
    county.row("cremations", zhou, died_on="2024-03-15", cremated_on="2024-03-17")
    (told,) = county.ask("R-CMP-01")
    assert told.yuan == 2010
    assert told.programme == "农村低保+重度残疾人护理补贴+高龄津贴"
    assert told.months == ("2024-04", "2024-06")


def test_what_excuses_a_payment_after_death() -> None:
    county = County()
    for name in ("死亡当月", "误注销", "户籍已恢复", "失败退汇", "弟弟", "尚在人世", "补发以前月份"):
        who = county.person(name, state="恢复户口" if name == "户籍已恢复" else "正常")
        county.dibao(f"H{name}", who)
        if name not in ("失败退汇", "补发以前月份"):
            county.paid(who, "农村低保", 715, "2024-08" if name == "死亡当月" else "2024-08..2024-11")
        if name == "死亡当月":
            county.row("death_cancellations", who, died_on="2024-08-01")
        if name == "误注销":
            county.row("death_cancellations", who, died_on="2024-07-01", note="误报，已恢复户口")
        if name == "户籍已恢复":
            county.row("death_cancellations", who, died_on="2024-07-01")
        if name == "失败退汇":
            county.paid(who, "农村低保", 715, "2024-08..2024-11", result="失败（账户已销）")
            county.row("death_cancellations", who, died_on="2024-07-01")
        if name == "补发以前月份":
            county.paid(who, "农村低保", 715, "2024-06", paid_on="2024-11-10")
            county.row("death_cancellations", who, died_on="2024-06-30")
        if name == "弟弟":  # the certificate that the cancellation names was issued for his brother
            brother = county.person("兄长")
            county.row("death_certificates", brother, certificate_no="Z9", died_on="2024-07-01")
            county.row("death_cancellations", who, died_on="2024-07-01", certificate_no="Z9")
    assert county.names("R-CMP-01") == []


def test_the_month_after_the_day_of_death_is_the_first_that_counts() -> None:
    county = County("2024-04")
    last_day, first_day = county.person("月末去世"), county.person("月初去世")
    for who, died_on in ((last_day, "2024-03-31"), (first_day, "2024-04-01")):
        county.dibao(f"H{who.name}", who)
        county.paid(who, "农村低保", 715, "2024-03..2024-04")
        county.row("death_cancellations", who, died_on=died_on)
    (told,) = county.ask("R-CMP-01")
    assert (told.who, told.yuan) == ("月末去世", 715)


def test_a_death_told_by_the_day_of_cancelling_alone_is_not_conclusive() -> None:
    county = County()
    who = county.person("李日期不详")
    county.dibao("H1", who)
    county.paid(who, "农村低保", 715, "2024-10..2024-11")
    county.row("death_cancellations", who, cancelled_on="2024-09-10")
    (told,) = county.ask("R-CMP-01")
    assert not told.conclusive
    assert "没有死亡日期" in told.doubt


def test_of_two_days_of_death_the_earlier_counts_and_both_are_shown() -> None:
    """F-02: the police day is later than that of the certificate."""
    county = County()
    who = county.person("吴推迟注销")
    county.dibao("H1", who)
    county.paid(who, "农村低保", 715, "2024-08..2024-11")
    county.row("death_certificates", who, certificate_no="Z1", died_on="2024-08-30")
    county.row("death_cancellations", who, died_on="2024-10-02", certificate_no="Z1")
    (told,) = county.ask("R-CMP-01")
    assert told.yuan == 3 * 715
    assert told.lists == {"death_certificates", "death_cancellations", "payments"}


def test_a_declaration_of_death_by_the_court_counts_from_its_effect_and_one_of_absence_does_not() -> None:
    county = County()
    for name, kind in (("宣告死亡", "宣告死亡"), ("宣告失踪", "宣告失踪"), ("撤销宣告", "撤销宣告死亡")):
        who = county.person(name)
        county.dibao(f"H{name}", who)
        county.paid(who, "农村低保", 715, "2024-10..2024-11")
        county.row("declared_missing", who, kind=kind, on="2024-10-08")
    county.row("cremations", county.person("无关"), cremated_on="2024-01-01")
    (told,) = county.ask("R-CMP-01")
    assert (told.who, told.yuan) == ("宣告死亡", 715)


def test_we_10_a_year_between_the_two_days_of_death_is_twelve_months_of_payments() -> None:
    """WE-10: certificate 2026-03-10, police 2025-03-10, paid to 2026-03: April 2025 to March 2026."""
    county = County("2026-03")
    who = county.person("某老人", born="1940-01-01")
    county.row("age_allowance", who)
    county.paid(who, "高龄津贴", 50, "2025-01..2026-03")
    county.row("death_certificates", who, certificate_no="C", died_on="2026-03-10")
    county.row("death_cancellations", who, died_on="2025-03-10", certificate_no="C")
    (told,) = county.ask("R-CMP-01")
    assert (told.months, told.yuan) == (("2025-04", "2026-03"), 600)


def three_in_one_sum(county: County) -> list[Person]:
    """A household of three whose dibao is paid in one sum to the head, and another like it."""
    for number, names in enumerate((("甲户主", "甲妻", "甲子"), ("乙户主", "乙妻"))):
        people = [county.person(name) for name in names]
        county.dibao(f"H{number}", *people, personal_amount=300, household_amount=300 * len(people))
        county.paid(people[0], "农村低保", 300 * len(people), "2024-03..2024-06")
        if not number:
            first = people
    return first


def test_we_05_of_a_household_paid_in_one_sum_the_death_of_one_is_a_review() -> None:
    """WE-05: no automatic full recovery; how much was too much is worked out by people (3 x (900 - 600))."""
    county = County("2024-06")
    _, wife, _ = three_in_one_sum(county)
    county.row("death_cancellations", wife, died_on="2024-03-15")
    (told,) = county.ask("R-CMP-01")
    assert (told.who, told.household_no, told.yuan, told.conclusive) == ("甲妻", "H0", None, False)
    assert told.doubt == "低保按户发放，多发数额须按实际保障人口重新核定"
    assert told.reason == (
        "甲妻已于2024-03-15死亡，此后仍发放农村低保3个月（2024年4月至2024年6月），该户低保按户发放，应重新核定。"
    )
    assert told.lists == {"death_cancellations", "payments"}


def test_we_05_the_dead_head_in_whose_name_the_sum_was_paid() -> None:
    county = County("2024-06")
    head, _, _ = three_in_one_sum(county)
    county.paid(head, "高龄津贴", 50, "2024-03..2024-06")
    county.row("death_cancellations", head, died_on="2024-03-15")
    (told,) = county.ask("R-CMP-01")
    assert (told.yuan, told.conclusive) == (150, False)
    assert "其中本人名下计150.00元，低保按户发放，应重新核定。" in told.reason


def test_a_county_that_pays_each_member_has_no_sums_of_households() -> None:
    """The dead was stopped in time; the one line that is left is the widow's own."""
    county = County("2024-06")
    first, second, dead, widow = (county.person(name) for name in ("甲", "乙", "亡夫", "遗孀"))
    county.dibao("H1", first, second)
    county.dibao("H2", dead, widow)
    for who in (first, second, widow):
        county.paid(who, "农村低保", 300, "2024-03..2024-06")
    county.row("death_cancellations", dead, died_on="2024-02-15")
    assert county.ask("R-CMP-01") == []


def test_without_payments_or_any_list_of_deaths_nothing_is_compared() -> None:
    county = County()
    county.dibao("H1", county.person("甲"))
    assert "payments" in county.not_compared("R-CMP-01")
    county.paid(county.person("甲"), "农村低保", 715, "2024-11")
    assert set(county.not_compared("R-CMP-01")) == {"death_cancellations", "death_certificates", "cremations"}
    county.row("cremations", county.person("乙"), cremated_on="2024-01-01")
    assert county.not_compared("R-CMP-01") == ()


# --- R-CMP-02 已火化未注销仍在册 -----------------------------------------------------------------------------------------


def test_cremated_and_still_on_a_roll() -> None:
    county = County()
    who = county.person("郑火化")
    county.row("age_allowance", who, address="上村第1组5号")
    county.row("cremations", who, died_on="2024-06-01", cremated_on="2024-06-03")
    (told,) = county.ask("R-CMP-02")
    assert told.reason == "郑火化已于2024-06-03火化，户籍状态仍为“正常”，高龄津贴仍在册。"
    assert (told.direction, told.conclusive, told.yuan) == ("paid", True, None)
    assert told.lists == {"cremations", "register", "age_allowance"}


def test_what_excuses_a_cremation() -> None:
    county = County()
    on_roll = {name: county.person(name, state="死亡" if name == "户籍已注销" else "正常") for name in
               ("户籍已注销", "已在注销名单", "同号异名", "下月火化", "误报")}  # fmt: skip
    for name, who in on_roll.items():
        county.row("age_allowance", who)
        cells = {"name": "何大年"} if name == "同号异名" else {"note": "误报，已更正"} if name == "误报" else {}
        county.row("cremations", who, cremated_on="2024-12-01" if name == "下月火化" else "2024-06-03", **cells)
    county.row("death_cancellations", on_roll["已在注销名单"], died_on="2024-06-01")
    county.row("cremations", county.person("不在册"), cremated_on="2024-06-03")
    assert county.names("R-CMP-02") == []


def test_without_cremations_or_register_nothing_is_compared() -> None:
    county = County()
    who = county.person("甲")
    county.row("age_allowance", who)
    assert county.not_compared("R-CMP-02") == ("cremations",)
    county.row("cremations", who, cremated_on="2024-06-03")
    county.drop("register")
    assert county.not_compared("R-CMP-02") == ("register",)


# --- R-CMP-03 服刑期间发放 -----------------------------------------------------------------------------------------------


def test_paid_while_in_prison() -> None:
    """The month of going in and that of coming out are left to the household."""
    county = County()
    who = county.person("钱在押")
    county.dibao("H1", who)
    county.paid(who, "农村低保", 715, "2024-06..2024-11")
    county.row("prisoners", who, kind="收监执行", from_on="2024-07-31", to_on="2026-01-30", released_on="2024-10-01")
    (told,) = county.ask("R-CMP-03")
    assert (told.yuan, told.months, told.conclusive) == (2 * 715, ("2024-08", "2024-09"), True)
    assert told.reason == (
        "钱在押自2024-07-31起收监执行至2024-10-01，服刑期间仍发放农村低保2个月（2024年8月至2024年9月），计1430.00元。"
    )
    assert told.lists == {"prisoners", "payments"}


@pytest.mark.parametrize("kind", ["社区矫正", "缓刑", "假释", "暂予监外执行", "管制"])
def test_what_is_served_at_large_is_no_term_in_prison(kind: str) -> None:
    county = County()
    who = county.person("孙在矫")
    county.dibao("H1", who)
    county.paid(who, "农村低保", 715, "2024-06..2024-11")
    county.row("prisoners", who, kind=kind, from_on="2024-05-01", to_on="2026-01-30")
    assert county.ask("R-CMP-03") == []


def test_released_before_the_first_payment_and_a_kind_nobody_knows() -> None:
    county = County()
    rows: list[tuple[str, Row]] = [
        ("已释放", {"kind": "收监执行", "to_on": "2025-05-01", "released_on": "2024-09-30"}),
        ("尚未入监", {"kind": "收监执行", "from_on": "2024-11-01"}),
        ("同号异名", {"kind": "收监执行", "name": "罗大海"}),
        ("类别不明", {"kind": "其他", "to_on": None}),
    ]
    for name, cells in rows:
        who = county.person(name)
        county.dibao(f"H{name}", who)
        county.paid(who, "农村低保", 715, "2024-10..2024-11")
        county.row("prisoners", who, **{"from_on": "2023-05-01", **cells})
    (told,) = county.ask("R-CMP-03")
    assert told.who == "类别不明"
    assert not told.conclusive
    assert "是否收监需核实" in told.doubt


def test_two_terms_count_every_month_once() -> None:
    county = County()
    who = county.person("二进宫")
    county.dibao("H1", who)
    county.paid(who, "农村低保", 715, "2024-06..2024-11")
    county.row("prisoners", who, kind="收监执行", from_on="2024-05-01", to_on="2024-09-01")
    county.row("prisoners", who, kind="收监执行", from_on="2024-07-01", to_on="2024-11-20")
    (told,) = county.ask("R-CMP-03")
    assert told.yuan == 5 * 715  # June to October


def test_without_the_list_of_prisoners_nothing_is_compared() -> None:
    county = County()
    county.paid(county.person("甲"), "农村低保", 715, "2024-11")
    assert county.not_compared("R-CMP-03") == ("prisoners",)


# --- R-CMP-22 户籍迁出后发放 ---------------------------------------------------------------------------------------------


def test_paid_after_moving_out_of_the_county() -> None:
    county = County()
    who = county.person("冯迁出", state="迁出县外", changed_on="2024-08-15")
    county.row("living_subsidy", who, grade=2)
    county.paid(who, "困难残疾人生活补贴", 100, "2024-08..2024-11")
    (told,) = county.ask("R-CMP-22")
    assert (told.yuan, told.months, told.conclusive) == (300, ("2024-09", "2024-11"), True)
    assert "户籍已于2024-08-15变动（迁出县外）" in told.reason
    assert told.lists == {"register", "payments"}


def test_what_excuses_a_move() -> None:
    county = County()
    for name, state, moved in (
        ("县内迁移", "县内迁移", "2024-05-01"),
        ("迁出当月", "迁出县外", "2024-11-01"),
        ("迁入", "迁入", "2024-05-01"),
        ("未迁", "正常", None),
    ):
        who = county.person(name, state=state, changed_on=moved)
        county.dibao(f"H{name}", who)
        county.paid(who, "农村低保", 715, "2024-10..2024-11")
    assert county.names("R-CMP-22") == []


def test_moved_out_and_back_again_and_a_day_nobody_knows_are_not_conclusive() -> None:
    county = County()
    back, undated = (
        county.person("已迁回", state="迁出县外", changed_on="2024-05-01"),
        county.person("日期不明", state="迁出县外"),
    )
    unclear = county.person("去向不明", state="迁移", changed_on="2024-05-01")
    county.registered(back, state="正常", changed_on="2023-01-01")
    for who in (back, undated, unclear):
        county.dibao(f"H{who.name}", who)
        county.paid(who, "农村低保", 715, "2024-10..2024-11")
    told = {each.who: each for each in county.ask("R-CMP-22")}
    assert not any(each.conclusive for each in told.values())
    assert "可能已迁回" in told["已迁回"].doubt
    assert (told["日期不明"].yuan, told["日期不明"].doubt) == (715, "迁出日期不明，只计本月")
    assert "是否迁出县外需核实" in told["去向不明"].doubt


def test_without_the_register_nothing_is_compared() -> None:
    county = County()
    county.paid(county.person("甲", registered=False), "农村低保", 715, "2024-11")
    assert county.not_compared("R-CMP-22") == ("register",)


# --- R-CMP-23 儿童已满十八周岁 -------------------------------------------------------------------------------------------


def test_eighteen_and_graduated() -> None:
    """The month of the birthday is still paid; whoever was at school until July is looked at from August."""
    county = County()
    young, graduate = county.person("小满", born="2006-09-30"), county.person("毕业生", born="2005-01-10")
    for who in (young, graduate):
        county.row("children_allowance", who, category="孤儿")
        county.paid(who, "孤儿基本生活费", 1360, "2024-06..2024-11")
    county.row("students", young, school="县中", state="退学", left_on="2024-03-01")
    county.row("students", graduate, school="县中", state="毕业", left_on="2024-07-01")
    told = {each.who: each for each in county.ask("R-CMP-23")}
    assert (told["小满"].yuan, told["小满"].months, told["小满"].conclusive) == (2720, ("2024-10", "2024-11"), True)
    assert (told["毕业生"].yuan, told["毕业生"].months) == (4 * 1360, ("2024-08", "2024-11"))
    assert told["毕业生"].reason.startswith(
        "毕业生于2023年1月满18周岁，已于2024-07-01离校，此后仍发放孤儿基本生活费4个月"
    )


def test_still_at_school_or_not_yet_eighteen() -> None:
    """Bad case 11: a child turns 18 in July and is still in vocational school."""
    county = County("2024-10")
    for name, born, state in (("在读中职", "2006-07-12", "在读"), ("休学", "2006-07-12", "休学"), ("本月满岁", "2006-10-01", "退学"), ("小学生", "2014-01-01", "在读")):  # fmt: skip
        who = county.person(name, born=born)
        county.paid(who, "事实无人抚养儿童基本生活补贴", 1360, "2024-07..2024-10")
        county.row("students", who, school="职中", state=state)
    assert county.names("R-CMP-23") == []


def test_whether_somebody_is_at_school_who_stands_on_no_list_is_open() -> None:
    county = County()
    who = county.person("外地求学", born="2006-05-05")
    county.paid(who, "孤儿基本生活费", 1360, "2024-06..2024-11")
    (told,) = county.ask("R-CMP-23")
    assert "没有收到学籍名单" in told.doubt
    county.row("students", county.person("别人"), school="县中", state="在读")
    (told,) = county.ask("R-CMP-23")
    assert not told.conclusive
    assert "可能在外地就读" in told.doubt
    assert "学籍名单中没有在读记录" in told.reason
