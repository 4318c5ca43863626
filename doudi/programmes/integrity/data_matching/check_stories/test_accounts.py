"""R-CMP-24, 29, 30: accounts that do not fit, payments that should have stopped, lists that should say the same."""

from __future__ import annotations

from typing import Any

from doudi.base.stories import VILLAGE
from doudi.programmes.integrity.data_matching.check_stories.county import HOME, County, Person, Row

LIVING, NURSING = "困难残疾人生活补贴", "重度残疾人护理补贴"

# --- R-CMP-24 账户异常、停保后发放 ---------------------------------------------------------------------------------------


def test_bad_case_16_two_households_one_account() -> None:
    county = County()
    for name in ("甲户", "乙户"):
        county.dibao(f"H{name}", county.person(name), account="62300001234")
    told = county.ask("R-CMP-24")
    assert [each.who for each in told] == ["乙户", "甲户"]
    assert told[0].reason == "户H乙户与另1户共用一个账户（尾号1234）：H乙户、H甲户。"
    assert all(each.conclusive and each.direction == "paid" and each.lists == {"dibao_rural"} for each in told)


def test_bad_case_15_the_account_is_somebody_elses() -> None:
    county = County()
    county.dibao("H1", county.person("户主甲"), account_holder="组长乙")
    kept = county.person("户主丙", book="B9")
    county.person("其子丁", book="B9", relation="子")
    county.dibao("H2", kept, account_holder="其子丁")
    told = {each.who: each for each in county.ask("R-CMP-24")}
    assert told["户主甲"].reason == "户H1（户主甲）的开户人组长乙不是家庭成员。"
    assert told["户主甲"].conclusive
    assert told["户主丙"].doubt == "开户人在同一户口簿，但不在保障名单"


def test_accounts_with_a_good_reason() -> None:
    county = County()
    head, wife = county.person("户主"), county.person("刘昇", sex="女")
    county.dibao("H1", head, wife, account_holder="劉昇")  # a variant of the member's name
    county.dibao("H2", county.person("被监护人"), account_holder="叔父", note="监护人代领")
    for number in (3, 4):  # one account of the home for all who live there
        county.dibao(f"H{number}", county.person(f"院民{number}"), account="6230999", account_holder="东镇敬老院")
    alone = county.person("一户多项")
    county.dibao("H5", alone, account="62305")
    county.row("nursing_subsidy", alone, grade=1, account="62305", account_holder="一户多项")
    assert county.names("R-CMP-24") == []


def stopped(county: County, name: str, paid: str, **cells: Any) -> Person:
    """A household that left the roll in August, and dibao that was paid to it."""
    who = county.person(name)
    county.paid(who, "农村低保", 715, paid, household_no=f"H{name}")
    usual: Row = {"household_no": f"H{name}", "cause": "收入增加", "from_month": "2024-08", "address": HOME}
    county.row("stopped", who, **{**usual, **cells})
    return who


def test_paid_from_the_month_of_the_stop() -> None:
    county = County()
    stopped(county, "停后续发", "2024-06..2024-09")
    stopped(county, "停前照发", "2024-06..2024-07")
    county.dibao("H9", county.person("别户"))
    (told,) = county.ask("R-CMP-24")
    assert (told.who, told.yuan, told.months) == ("停后续发", 1430, ("2024-08", "2024-09"))
    assert told.reason == "户H停后续发（停后续发）自2024年8月起停发（收入增加），此后仍发放农村低保2个月，计1430.00元。"
    assert (told.conclusive, told.area_code, told.lists) == (True, VILLAGE, {"stopped", "payments"})


def test_payments_without_a_household_number_are_told_by_the_head() -> None:
    county = County()
    who = stopped(county, "无户号", "2024-07")
    county.paid(who, "农村低保", 715, "2024-10..2024-11")
    county.dibao("H9", county.person("别户"))
    (told,) = county.ask("R-CMP-24")
    assert (told.who, told.yuan) == ("无户号", 1430)


def test_bad_case_19_the_living_allowance_goes_on_after_dibao_stopped() -> None:
    """R-DIS-04: leaving dibao ends the living allowance, of every member; the nursing subsidy goes on."""
    county = County()
    head = stopped(county, "已停保户", "2024-06..2024-07")
    son = county.person("残疾之子")
    county.paid(son, "农村低保", 715, "2024-06..2024-07", household_no="H已停保户")
    county.paid(son, LIVING, 100, "2024-06..2024-11")
    county.paid(son, NURSING, 100, "2024-06..2024-11")
    county.dibao("H9", county.person("别户"))
    (told,) = county.ask("R-CMP-24")
    assert (told.number, told.programme, told.yuan) == (head.number, LIVING, 400)
    assert told.months == ("2024-08", "2024-11")
    county.dibao("H10", son)  # covered again, alone
    assert county.ask("R-CMP-24") == []


def test_covered_again_or_never_taken_off_the_roll() -> None:
    county = County()
    again, still = stopped(county, "重新纳入", "2024-09..2024-11"), stopped(county, "未移出名册", "2024-06..2024-09")
    county.dibao("H重新纳入", again, since="2024-09")
    county.dibao("H未移出名册", still, since="2020-01")
    (told,) = county.ask("R-CMP-24")
    assert (told.who, told.yuan, told.conclusive) == ("未移出名册", 1430, False)
    assert "花名册仍列有此户" in told.doubt


def test_without_a_dibao_roll_nothing_is_compared() -> None:
    assert set(County().not_compared("R-CMP-24")) == {"dibao_rural", "dibao_urban"}


# --- R-CMP-29 线上清单与银行回单 -----------------------------------------------------------------------------------------


def line(county: County, who: Person, *, online: float | None = 100, bank: float | None = 100, **cells: Any) -> None:
    """What the subsidy system and the bank say of one person; `account` and `holder` are the bank's."""
    usual: Row = {"account": "62301", "account_holder": who.name}
    if online is not None:
        county.row("subsidy_system_list", who, benefit=NURSING, amount=online, state="已发放", **usual)
    if bank is not None:
        county.row("bank_return", who, benefit="残疾人护理补贴", amount=bank, **{"result": "成功", **usual, **cells})


def test_ex_33_three_only_online_and_one_only_paid_though_the_net_difference_is_two() -> None:
    """EX-33: 1,203 online, 1,201 at the bank."""
    county = County()
    for number in range(1203):
        line(county, county.person(f"人{number}", registered=False), bank=None if number < 3 else 100)
    line(county, county.person("多发"), online=None)
    told = county.ask("R-CMP-29")
    kinds = ["线上有、银行无" if "线上有、银行无" in each.reason else "银行有、线上无" for each in told]
    assert sorted(kinds) == ["线上有、银行无"] * 3 + ["银行有、线上无"]
    assert all((each.yuan, each.direction, each.conclusive) == (100, "mismatch", True) for each in told)


def test_amount_name_and_account_that_differ() -> None:
    county = County()
    line(county, county.person("金额"), bank=80)
    line(county, county.person("户名"), account_holder="旁人")
    line(county, county.person("账号"), account="62309")
    reasons = {each.who: (each.reason, each.yuan) for each in county.ask("R-CMP-29")}
    assert reasons == {
        "金额": (f"金额的{NURSING}金额不符：线上100.00元，银行80.00元。", 20),
        "户名": (f"户名的{NURSING}户名不符：线上户名，银行旁人。", None),
        "账号": (f"账号的{NURSING}账号不符：线上尾号2301，银行尾号2309。", None),
    }


def test_what_agrees_in_the_end() -> None:
    county = County()
    resent = county.person("重发成功")
    line(county, resent, online=None, result="失败：账号有误")
    line(county, resent)
    line(county, county.person("刘昇"), account_holder="劉昇")
    not_sent = county.person("未发放")
    county.row("subsidy_system_list", not_sent, benefit=NURSING, amount=100, state="未发放")
    assert county.ask("R-CMP-29") == []


def test_whoever_only_the_bank_names_is_called_as_the_rolls_call_him() -> None:
    """The account may be the guardian's."""
    county = County()
    child = county.person("孩子")
    county.row("nursing_subsidy", child, grade=1)
    line(county, child, online=None, account_holder="监护人")
    line(county, county.person("旁人"))
    (told,) = county.ask("R-CMP-29")
    assert told.who == "孩子"
    assert told.reason == f"孩子的{NURSING}银行有、线上无，金额100.00元。"


def test_two_benefits_of_one_person_are_two_findings() -> None:
    county = County()
    who = county.person("两项")
    line(county, county.person("旁人"))
    for benefit in (LIVING, NURSING):
        county.row("subsidy_system_list", who, benefit=benefit, amount=100)
    told = county.ask("R-CMP-29")
    assert len({each.identity for each in told}) == len(told) == 2


def test_without_both_lists_nothing_is_compared() -> None:
    county = County()
    line(county, county.person("甲"), bank=None)
    assert county.not_compared("R-CMP-29") == ("bank_return",)


# --- R-CMP-30 延退期满仍发放 ---------------------------------------------------------------------------------------------


def deferred(county: County, name: str, to_month: str, paid: str, **cells: Any) -> Person:
    who = county.person(name)
    county.paid(who, "农村低保", 715, paid, household_no=f"H{name}")
    usual: Row = {"category": "DE1", "from_month": "2024-04", "to_month": to_month, "address": HOME}
    county.row("deferred_exits", who, household_no=f"H{name}", **{**usual, **cells})
    return who


def test_ex_18_stop_from_the_month_after_the_last() -> None:
    """EX-18: deferred to March 2025, stop from April."""
    county = County("2025-05")
    deferred(county, "延退户", "2025-03", "2025-01..2025-05", from_month="2024-10")
    deferred(county, "期满即停", "2025-03", "2025-01..2025-03")
    deferred(county, "本月期满", "2025-05", "2025-01..2025-05")
    (told,) = county.ask("R-CMP-30")
    assert (told.who, told.yuan, told.months) == ("延退户", 1430, ("2025-04", "2025-05"))
    assert told.reason == "户H延退户（延退户）的延退期（DE1）至2025年3月已满，此后仍发放2个月，计1430.00元。"
    assert (told.direction, told.conclusive, told.area_code) == ("paid", True, VILLAGE)
    assert told.lists == {"deferred_exits", "payments"}


def test_what_excuses_a_payment_after_the_deferral() -> None:
    county = County()
    deferred(county, "恢复在保", "2024-08", "2024-07..2024-11", note="期内情况变化，恢复在保")
    again = deferred(county, "另一事由", "2024-08", "2024-07..2024-11")
    county.row(
        "deferred_exits", again, household_no="H另一事由", category="DE5", from_month="2024-09", to_month="2027-08"
    )
    deferred(county, "退汇", "2024-08", "2024-07")
    county.paid(county.person("退汇户"), "农村低保", 715, "2024-09", household_no="H退汇", result="退汇")
    assert county.names("R-CMP-30") == []


def test_payments_after_a_deferral_without_a_household_number() -> None:
    county = County()
    who = deferred(county, "无户号", "2024-08", "2024-07")
    county.paid(who, "农村低保", 715, "2024-10")
    (told,) = county.ask("R-CMP-30")
    assert told.yuan == 715


def test_without_deferrals_or_payments_nothing_is_compared() -> None:
    county = County()
    deferred(county, "甲", "2024-08", "2024-07")
    county.drop("payments")
    assert county.not_compared("R-CMP-30") == ("payments",)
    county.drop("deferred_exits")
    assert county.not_compared("R-CMP-30") == ("deferred_exits", "payments")
