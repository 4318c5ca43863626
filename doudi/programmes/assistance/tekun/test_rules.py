"""特困的算例。"""

from __future__ import annotations

import datetime as dt

import pytest

from doudi.base.months import parse_month
from doudi.base.refused import Refused
from doudi.mechanisms.entitlement.explain import explain
from doudi.mechanisms.entitlement.family import Family
from doudi.mechanisms.entitlement.testing import amount, fen, figures, person
from doudi.mechanisms.entitlement.units import DisabilityClass, Residence
from doudi.programmes.assistance.tekun.policy import Ability, below_guideline
from doudi.programmes.assistance.tekun.rules import SIX_ITEMS, TEKUN_RULES, Child, Supporter

OLD = parse_month("1950-05")
URBAN, RURAL = Residence.URBAN, Residence.RURAL


def old_person(residence: Residence, *unmet: str, **more: int) -> Family:
    return person(residence=residence, born=OLD, supporter=Supporter.NONE, **{**dict.fromkeys(unmet, 0), **more})


def test_ex_09_three_of_six_items_not_met_is_partly_unable() -> None:
    found = figures(
        TEKUN_RULES,
        old_person(RURAL, "bathes", "walks", "dresses"),
        "2024-09",
        "ability",
        "basic",
        "care_amount",
        "amount",
    )
    assert found == {"ability": Ability.HALF, "basic": fen(1220), "care_amount": fen(375), "amount": fen(1595)}


def test_ex_10_able_in_a_village_and_unable_in_town() -> None:
    assert amount(TEKUN_RULES, old_person(RURAL), "2024-09") == 1030
    assert amount(TEKUN_RULES, old_person(URBAN, "bathes", "walks", "dresses", "eats"), "2024-09") == 2720


@pytest.mark.parametrize(
    ("unmet", "ability"),
    [(0, Ability.ABLE), (1, Ability.HALF), (3, Ability.HALF), (4, Ability.UNABLE), (6, Ability.UNABLE)],
)
def test_r_tk_04_the_six_items_give_the_grade(unmet: int, ability: Ability) -> None:
    assert figures(TEKUN_RULES, old_person(URBAN, *list(SIX_ITEMS)[:unmet]), "2024-09", "ability") == {
        "ability": ability
    }


def test_ex_23_the_guideline_warns_and_does_not_block() -> None:
    assert below_guideline(dt.date(2024, 9, 1)) == []
    assert below_guideline(dt.date(2023, 9, 1)) == ["城市特困基本生活标准1150.00元,低于低保标准的130%(1150.50元)。"]
    assert amount(TEKUN_RULES, old_person(URBAN), "2023-09") == 1250


@pytest.mark.parametrize(
    ("disability", "grade", "entitled"),
    [
        (DisabilityClass.LIMB, 2, True),
        (DisabilityClass.LIMB, 3, False),
        (DisabilityClass.SIGHT, 1, True),
        (DisabilityClass.SIGHT, 2, False),
        (DisabilityClass.MENTAL, 3, True),
        (DisabilityClass.INTELLECTUAL, 4, False),
        (DisabilityClass.HEARING, 1, False),
        (DisabilityClass.SPEECH, 1, False),
    ],
)
def test_which_disability_is_no_labour_ability(disability: DisabilityClass, grade: int, entitled: bool) -> None:
    adult = person(
        residence=RURAL,
        born=parse_month("1980-01"),
        supporter=Supporter.NONE,
        disability=disability,
        disability_grade=grade,
    )
    assert (amount(TEKUN_RULES, adult, "2024-09") > 0) is entitled


def test_r_tk_06_a_minor_who_was_supported_stays_while_at_school() -> None:
    grown = {"residence": RURAL, "born": parse_month("2006-03"), "supporter": Supporter.NONE}
    assert amount(TEKUN_RULES, person(**grown, was_tekun=1, in_school=1), "2024-09") > 0
    assert amount(TEKUN_RULES, person(**grown, was_tekun=1), "2024-09") == 0
    assert amount(TEKUN_RULES, person(**grown, in_school=1), "2024-09") == 0


def test_r_tk_02_a_child_who_chose_the_orphans_allowance_is_not_tekun() -> None:
    child = {"residence": RURAL, "born": parse_month("2015-03"), "supporter": Supporter.NO_CAPACITY}
    assert amount(TEKUN_RULES, person(**child), "2024-09") > 0
    assert amount(TEKUN_RULES, person(**child, child_choice=Child.CHOSE_CHILD_ALLOWANCE), "2024-09") == 0


def test_who_has_an_able_supporter_is_told_what_would_help_and_nothing_of_him() -> None:
    sheet = explain(
        TEKUN_RULES,
        person(residence=RURAL, born=OLD, supporter=Supporter.ABLE),
        TEKUN_RULES.terms(parse_month("2024-09")),
    )
    assert sheet.result == 0
    assert "法定义务人经核实无履行能力的,即符合条件" in sheet.turns
    assert "义务人有履行能力" not in "\n".join(sheet.letter())


def test_r_tk_01_income_equal_to_the_dibao_standard_is_a_source_of_living() -> None:
    assert amount(TEKUN_RULES, old_person(RURAL, own_income=fen(714.99)), "2024-09") == 1030
    assert amount(TEKUN_RULES, old_person(RURAL, own_income=fen(715)), "2024-09") == 0


def test_r_tk_01_property_over_the_limits_is_a_source_of_living() -> None:
    assert amount(TEKUN_RULES, old_person(RURAL, property_over=1), "2024-09") == 0


def test_r_tk_06_it_ends_the_month_after_the_event() -> None:
    died = old_person(RURAL, ended=parse_month("2024-10"))
    assert [amount(TEKUN_RULES, died, month) for month in ("2024-09", "2024-10")] == [1030, 0]


def test_a_standard_that_was_not_found_is_refused_and_not_guessed() -> None:
    with pytest.raises(Refused, match=r"照料护理标准.*自理.*2021年9月尚无取值"):
        amount(TEKUN_RULES, old_person(RURAL), "2021-09")
