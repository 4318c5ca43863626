"""低保的算例,逐条对照业务说明的编号。"""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from doudi.base.calendar import printed
from doudi.base.months import parse_month
from doudi.base.refused import Refused
from doudi.mechanisms.entitlement.backpay import back_pay, settle
from doudi.mechanisms.entitlement.columns import Facts
from doudi.mechanisms.entitlement.explain import explain
from doudi.mechanisms.entitlement.family import Family, Given, Member
from doudi.mechanisms.entitlement.means.policy import MeansPolicy
from doudi.mechanisms.entitlement.means.rules import LeftOut, Relation
from doudi.mechanisms.entitlement.policy import in_force
from doudi.mechanisms.entitlement.testing import amount, family, fen, figures
from doudi.mechanisms.entitlement.units import DisabilityClass, Residence, RoundTo
from doudi.programmes.assistance.dibao.grace import GRACE_RULES
from doudi.programmes.assistance.dibao.policy import GraceGroup, Grade, Mode, Uplift
from doudi.programmes.assistance.dibao.rules import DIBAO_RULES, Cover
from doudi.programmes.assistance.dibao.supporters import SUPPORTER_RULES

URBAN, RURAL = Residence.URBAN, Residence.RURAL
NOBODY: dict[str, int] = {}


def income(yuan: float) -> dict[str, int]:
    """Countable income without deductions."""
    return {"transfers": fen(yuan)}


FATHER_WORKS = {"wages": fen(2600)}
PENSIONER = {"central_pension": fen(123), "account_pension": fen(60)}
EX_03 = family(FATHER_WORKS, PENSIONER, PENSIONER, NOBODY, residence=RURAL)


def test_ex_01_three_people_in_town_get_the_whole_gap() -> None:
    assert amount(DIBAO_RULES, family(income(1894), NOBODY, NOBODY, residence=URBAN), "2024-09") == 911


def test_ex_02_income_equal_to_the_standard_is_not_below_it_and_one_fen_makes_a_yuan() -> None:
    equal = family(income(935), residence=URBAN)
    assert figures(DIBAO_RULES, equal, "2024-09", "eligible", "amount") == {"eligible": False, "amount": 0}
    one_fen_less = family(income(934.99), residence=URBAN)
    assert figures(DIBAO_RULES, one_fen_less, "2024-09", "gap", "amount") == {"gap": 1, "amount": fen(1)}
    exact = {"dibao.rounding": RoundTo.ROUND_FEN}
    assert amount(DIBAO_RULES, one_fen_less, "2024-09", reform=exact) == 0.01


def test_ex_03_work_costs_and_the_central_pension_are_taken_off() -> None:
    found = figures(DIBAO_RULES, EX_03, "2024-09", "employment_cost", "family_income", "line", "gap", "amount")
    assert found["employment_cost"] == [fen(214.5), 0, 0, 0]
    assert found["family_income"] == fen(2505.5)
    assert (found["line"], found["gap"], found["amount"]) == (fen(2860), fen(354.5), fen(355))


def test_ex_04_the_pension_counts_again_once_the_exemption_has_lapsed() -> None:
    same_standard = {"means.standard": {URBAN: fen(935), RURAL: fen(715)}}
    found = figures(DIBAO_RULES, EX_03, "2026-01", "family_income", "gap", "amount", reform=same_standard)
    assert found == {"family_income": fen(2751.5), "gap": fen(108.5), "amount": fen(109)}
    assert figures(DIBAO_RULES, EX_03, "2025-12", "gap", reform=same_standard) == {"gap": fen(354.5)}


def test_ex_05_after_a_death_the_rest_of_the_family_is_above_the_line() -> None:
    left = family(income(1894), NOBODY, residence=URBAN)
    found = figures(DIBAO_RULES, left, "2024-04", "line", "amount")
    assert found == {"line": fen(1870), "amount": 0}
    assert printed().due_in_months(dt.date(2024, 3, 15), 3).legal == dt.date(2024, 6, 17)


def test_ex_06_four_months_paid_after_death_are_overpaid() -> None:
    months = range(parse_month("2024-04"), parse_month("2024-07") + 1)
    paid = np.full((4, 1), fen(935))
    assert amount(DIBAO_RULES, family(NOBODY, residence=URBAN), "2024-03") == 935
    # The award ends with the month of death; what the bank paid since is to be recovered.
    ended = family(NOBODY, residence=URBAN, award_until=parse_month("2024-03")).facts(DIBAO_RULES)
    due = np.array([DIBAO_RULES.run(ended, DIBAO_RULES.terms(month))["amount"] for month in months])
    found = settle(months, paid, due)
    assert (found.overpaid, found.back_pay) == (fen(3740), 0)


EDGE = (
    {"transfers": fen(3600)},
    {"disability": DisabilityClass.LIMB, "disability_grade": 2, "applied_alone": 1},
    {"disability": DisabilityClass.MENTAL, "disability_grade": 3, "applied_alone": 1},
    {"disability": DisabilityClass.LIMB, "disability_grade": 3, "applied_alone": 1},
)


def test_ex_07_the_severely_disabled_of_an_edge_family_are_covered_alone() -> None:
    edge = family(*EDGE, residence=RURAL, marginal=1, cover=Cover.SINGLE)
    found = figures(DIBAO_RULES, edge, "2024-09", "covered_alone", "own_gap", "people_insured", "amount")
    assert found["covered_alone"] == [False, True, True, False]
    assert found["own_gap"] == [0, fen(715), fen(715), 0]
    assert (found["people_insured"], found["amount"]) == (2, fen(1430))


def test_ex_07_not_without_their_own_application_nor_outside_an_edge_family() -> None:
    silent = [{**each, "applied_alone": 0} for each in EDGE]
    assert amount(DIBAO_RULES, family(*silent, residence=RURAL, marginal=1, cover=Cover.SINGLE), "2024-09") == 0
    assert amount(DIBAO_RULES, family(*EDGE, residence=RURAL, cover=Cover.SINGLE), "2024-09") == 0


def test_ex_08_covered_alone_with_an_income_of_his_own() -> None:
    father, son, _, grandmother = EDGE
    edge = family(father, {**son, **income(300)}, grandmother, residence=RURAL, marginal=1, cover=Cover.SINGLE)
    assert amount(DIBAO_RULES, edge, "2024-09") == 415


def grace(per_head: float, group: GraceGroup, months: int, **more: int) -> Family:
    return family(
        income(per_head),
        residence=RURAL,
        grace_group=group,
        decided=parse_month("2024-09"),
        asked_months=months,
        **more,
    )


def test_ex_18_a_pensioners_family_between_once_and_twice_the_standard_goes_on_for_six_months() -> None:
    found = figures(
        GRACE_RULES, grace(1300, GraceGroup.PENSIONER, 6), "2024-09", "grace_months", "grace_from", "grace_until"
    )
    assert found == {"grace_months": 6, "grace_from": parse_month("2024-10"), "grace_until": parse_month("2025-03")}
    not_so = figures(GRACE_RULES, grace(1431, GraceGroup.PENSIONER, 6), "2024-09", "grace_months", "grace_until")
    assert not_so == {"grace_months": 0, "grace_until": parse_month("2024-09")}  # stop from October
    # Twice the standard is no longer between.
    assert amount(GRACE_RULES, grace(1430, GraceGroup.PENSIONER, 6), "2024-09") == 0


def test_ex_18_payment_goes_on_to_the_last_month_and_not_beyond() -> None:
    went_up = family(
        income(1300),
        residence=RURAL,
        grace_from=parse_month("2024-10"),
        grace_until=parse_month("2025-03"),
        grace_amount=fen(300),
        grace_people=1,
        grace_standard=fen(715),
    )
    assert [amount(DIBAO_RULES, went_up, month) for month in ("2024-09", "2024-10", "2025-03", "2025-04")] == [
        0,
        300,
        300,
        0,
    ]


def test_ex_19_three_years_need_a_provincial_basis() -> None:
    three_years = grace(1300, GraceGroup.PLACED_DISABLED, 36, provincial_basis=1)
    found = figures(GRACE_RULES, three_years, "2024-09", "grace_from", "grace_until")
    assert found == {"grace_from": parse_month("2024-10"), "grace_until": parse_month("2027-09")}
    without = grace(1300, GraceGroup.PLACED_DISABLED, 36)
    sheet = explain(GRACE_RULES, without, GRACE_RULES.terms(parse_month("2024-09")))
    assert sheet.result == 0
    assert "期限 36 个月超过国家规定的 6 个月,须有省级文件依据" in sheet.text()


@pytest.mark.parametrize(
    ("group", "months", "allowed"),
    [
        (GraceGroup.SCHOOL_LEAVER, 6, True),
        (GraceGroup.SCHOOL_LEAVER, 12, True),
        (GraceGroup.GRADUATE, 13, False),
        (GraceGroup.PLACED_FAMILY, 24, True),
        (GraceGroup.PLACED_FAMILY, 36, False),
        (GraceGroup.OTHER, 36, True),
        (GraceGroup.OTHER, 37, False),
        (GraceGroup.NONE, 0, False),
    ],
)
def test_grace_is_as_long_as_its_group_allows(group: GraceGroup, months: int, allowed: bool) -> None:
    assert (amount(GRACE_RULES, grace(5000, group, months, provincial_basis=1), "2024-09") > 0) is allowed


def test_the_countys_long_grace_is_for_rural_families_the_short_one_for_all() -> None:
    town = {"residence": URBAN}
    long, short = grace(1500, GraceGroup.GRADUATE, 12, provincial_basis=1), grace(1500, GraceGroup.GRADUATE, 6)
    assert amount(GRACE_RULES, Family("", {**long.figures, **town}, long.people), "2024-09") == 0
    assert figures(GRACE_RULES, Family("", {**short.figures, **town}, short.people), "2024-09") == {"grace_months": 6}


def test_no_second_grace_for_the_same_cause_and_none_for_who_is_still_poor() -> None:
    again = grace(1300, GraceGroup.SCHOOL_LEAVER, 6, graced_before=1)
    assert amount(GRACE_RULES, again, "2024-09") == 0
    assert amount(GRACE_RULES, grace(700, GraceGroup.SCHOOL_LEAVER, 6), "2024-09") == 0


def test_ex_21_who_refuses_three_jobs_loses_his_own_share() -> None:
    household = family({**income(1894), "jobs_refused": 3}, NOBODY, NOBODY, residence=URBAN)
    found = figures(DIBAO_RULES, household, "2024-09", "withheld", "rounding_up", "amount")
    assert found == {"withheld": -fen(303.67), "rounding_up": fen(0.67), "amount": fen(608)}


def test_ex_22_a_standard_raised_in_june_is_back_paid_from_january() -> None:
    two = ({"transfers": fen(600)}, NOBODY)
    households = [
        family(*two, residence=URBAN),
        family(*two, residence=URBAN, award_from=parse_month("2024-05")),
    ]
    facts = [each.facts(DIBAO_RULES) for each in households]
    register = Facts(
        {
            "residence": np.array([0, 0]),
            "award_from": np.array([0, parse_month("2024-05")]),
        },
        {name: np.concatenate([each.persons[name] for each in facts]) for name in ("wages", "transfers")},
        np.array([2, 2]),
    )
    months = range(parse_month("2024-01"), parse_month("2024-05") + 1)
    found = back_pay(DIBAO_RULES, register, months, known_then=dt.date(2024, 6, 5))
    assert found.before[0].tolist() == [fen(1170), 0]
    assert found.after[0].tolist() == [fen(1270), 0]
    assert found.by_row.tolist() == [fen(500), fen(100)]
    assert (found.back_pay, found.overpaid) == (fen(600), 0)
    june = amount(DIBAO_RULES, households[0], "2024-06")
    assert june + found.by_row[0] / 100 == 1770


def test_ex_24_fifteen_times_the_monthly_or_the_yearly_standard() -> None:
    """A supporter's car of 90,000: this is why one must ask."""
    home = Family("赡养人家", {"vehicle_price": fen(90_000)}, (Member("1", "长子"),))
    statistics = {"means.disposable_income": {URBAN: fen(45_000), RURAL: fen(20_000)}}
    monthly = figures(
        SUPPORTER_RULES,
        home,
        "2024-09",
        "able",
        "vehicle_limit",
        reform={**statistics, "supporters.vehicle_by_year": 0},
    )
    assert monthly == {"able": True, "vehicle_limit": fen(14_025)}
    yearly = figures(
        SUPPORTER_RULES,
        home,
        "2024-09",
        "able",
        "vehicle_limit",
        reform={**statistics, "supporters.vehicle_by_year": 1},
    )
    assert yearly == {"able": False, "vehicle_limit": fen(168_300)}


def test_a_supporters_savings_cannot_be_judged_before_the_statistics_are_entered() -> None:
    with pytest.raises(Refused, match=r"人均可支配收入.*尚无取值"):
        amount(SUPPORTER_RULES, Family("赡养人家", {}, (Member("1", "长子"),)), "2024-09")


def test_ex_39_grades_add_up() -> None:
    graded = {"dibao.mode": {RURAL: Mode.GRADE}}
    household = family({"hardship": Grade.A}, {"hardship": Grade.C}, residence=RURAL)
    assert amount(DIBAO_RULES, household, "2023-09", reform=graded) == 1110


def test_ex_40_a_head_listed_again_as_member_is_uplifted_once() -> None:
    born = parse_month("1954-03")
    head = Member("361001195403010011", "户主", {"wages": 0, "born": born})
    again = Member("361001195403010011", "户主本人", {"wages": 0, "born": born})
    test_rate = {"dibao.uplift_amount": {Uplift.OLD: fen(50)}}
    household = Family("张家", {"residence": URBAN}, (head, again))
    found = figures(DIBAO_RULES, household, "2024-09", "uplift", "members", "amount", reform=test_rate)
    assert found == {"uplift": fen(50), "members": 1, "amount": fen(985)}


def test_several_kinds_of_uplift_count_once_at_the_highest_unless_the_county_lets_them_add_up() -> None:
    both = {"born": parse_month("1950-01"), "disability": DisabilityClass.SIGHT, "disability_grade": 1}
    rates = {"dibao.uplift_rate": {Uplift.OLD: 10, Uplift.DISABLED: 30}}
    household = family(both, residence=RURAL)
    assert figures(DIBAO_RULES, household, "2024-09", "uplift", reform=rates) == {"uplift": fen(214.5)}
    stacked = {**rates, "dibao.uplift_stacks": 1}
    assert figures(DIBAO_RULES, household, "2024-09", "uplift", reform=stacked) == {"uplift": fen(286)}


@pytest.mark.parametrize("reason", [each for each in LeftOut if each not in (LeftOut.NO, LeftOut.CONSCRIPT)])
def test_who_does_not_count_brings_neither_head_nor_income(reason: LeftOut) -> None:
    away = {**income(5000), "left_out": reason}
    asked = ("members", "people_insured", "family_income", "amount")
    found = figures(DIBAO_RULES, family(NOBODY, away, residence=URBAN), "2024-09", *asked)
    assert found == {"members": 1, "people_insured": 1, "family_income": 0, "amount": fen(935)}


def test_parents_count_only_by_duty_and_long_common_life() -> None:
    with_mother = {"relation": Relation.SUPPORTED_TOGETHER}
    apart = {"relation": Relation.OTHER}
    assert figures(DIBAO_RULES, family(NOBODY, with_mother, residence=URBAN), "2024-09", "members") == {"members": 2}
    assert figures(DIBAO_RULES, family(NOBODY, apart, residence=URBAN), "2024-09", "members") == {"members": 1}


@pytest.mark.parametrize(
    ("household", "sentence"),
    [
        ({"vehicle_price": fen(20_000)}, "机动车购置价 20,000 元超过限额 14,025 元"),
        ({"homes": 2, "floor_area": 120}, "有产权住房 2 套"),
        ({"savings": fen(100_000)}, "金融资产合计 100,000 元"),
        ({"capital": fen(100_000)}, "认缴出资合计 100,000 元,达到限额"),
        ({"lavish": 1}, "有其他不予认定的财产情形"),
    ],
)
def test_a_failed_test_of_property_is_named_and_may_be_rebutted(household: dict[str, int], sentence: str) -> None:
    sheet = explain(
        DIBAO_RULES, family(NOBODY, residence=URBAN, **household), DIBAO_RULES.terms(parse_month("2024-09"))
    )
    assert sheet.result == 0
    assert sentence in sheet.text()
    assert "财产情形经核实可以排除的,即符合条件" in sheet.turns


def test_an_excused_car_does_not_count() -> None:
    sold = family(NOBODY, residence=URBAN, vehicle_price=fen(90_000), vehicle_excused=1)
    assert amount(DIBAO_RULES, sold, "2024-09") == 935


def test_a_letter_says_nothing_of_the_supporters_but_that_they_can() -> None:
    sheet = explain(
        DIBAO_RULES, family(NOBODY, residence=URBAN, able_supporters=2), DIBAO_RULES.terms(parse_month("2024-09"))
    )
    letter = "\n".join(sheet.letter())
    assert "2 名非共同生活的义务人" in sheet.text()
    assert "2 名" not in letter
    assert "无有能力的赡养人:否" in letter
    assert len(sheet.letter()) <= 13


def test_a_worksheet_tells_sources_dates_articles_and_the_parameter_in_force() -> None:
    wages = Given(fen(2600), "省核对报告", dt.date(2024, 8, 30), "王经办")
    sheet = explain(
        DIBAO_RULES,
        Family(
            "李家", {"residence": RURAL}, (Member("1", "父亲", {"wages": wages}), Member("2", "孩子", {"wages": 0}))
        ),
        DIBAO_RULES.terms(parse_month("2024-09")),
    )
    text = sheet.text()
    assert "父亲:工资 2,600 元,扣减就业成本 214.50 元" in text
    assert "【工资性收入(月):省核对报告、2024-08-30、王经办】" in text
    assert "《最低生活保障审核确认办法》(民发〔2021〕57号)" in text
    assert "城市 935元、农村 715元(《县民政局2024年工作总结》,2024-01-01起,把握程度A)" in text
    assert "家庭收入 2,385.50 元不低于保障线 1,430 元,超出 955.50 元" in text
    assert sheet.turns == ("家庭月收入再减少 955.51 元(不高于 1,429.99 元),即符合条件",)


def test_what_is_missing_is_asked_for_and_said_whether_it_matters() -> None:
    household = Family(
        "李家",
        {"residence": URBAN, "lavish": None, "vehicle_excused": None},
        (Member("1", "父亲", {"wages": None}),),
    )
    sheet = explain(DIBAO_RULES, household, DIBAO_RULES.terms(parse_month("2024-09")))
    assert not sheet.complete
    told = [str(each) for each in sheet.missing]
    assert "缺父亲的工资性收入(月)(可由工资流水、参保缴费、核对报告证明)" in told
    assert any("其他不予认定的财产情形" in each and "不影响" not in each for each in told)
    assert any("车辆情形" in each and each.endswith("不影响结果") for each in told)


def test_in_grace_the_raised_standard_is_added_unless_the_county_freezes_the_amount() -> None:
    graced = family(
        income(3000),
        NOBODY,
        residence=RURAL,
        grace_from=parse_month("2023-10"),
        grace_until=parse_month("2024-09"),
        grace_amount=fen(400),
        grace_people=2,
        grace_standard=fen(660),
    )
    assert amount(DIBAO_RULES, graced, "2024-01") == 510  # 400 + 2 × 55
    assert amount(DIBAO_RULES, graced, "2024-01", reform={"dibao.grace_follows_standard": 0}) == 400
    # Property above the limit ends it early, income below the line makes it an ordinary household again.
    assert amount(DIBAO_RULES, Family("", {**graced.figures, "lavish": 1}, graced.people), "2024-01") == 0
    poor_again = Family("", graced.figures, (Member("0", "父亲", {"wages": 0}), Member("1", "母亲", {"wages": 0})))
    assert amount(DIBAO_RULES, poor_again, "2024-01") == 1430


def test_the_standard_of_march_as_it_was_known_in_march() -> None:
    march = dt.date(2024, 3, 1)
    assert in_force(MeansPolicy, march).standard.tolist() == [fen(935), fen(715)]
    assert in_force(MeansPolicy, march, known=dt.date(2024, 3, 31)).standard.tolist() == [fen(885), fen(660)]
