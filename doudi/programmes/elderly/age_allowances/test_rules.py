"""老年人津补贴的算例。"""

from __future__ import annotations

from doudi.base.months import parse_month
from doudi.mechanisms.entitlement.testing import amount, fen, figures, person
from doudi.programmes.elderly.age_allowances.rules import AGE_RULES

NURSING_50 = {"age_allowances.elder_nursing_amount": fen(50), "age_allowances.service_subsidy_amount": fen(30)}


def test_from_the_month_of_the_birthday_by_band() -> None:
    elder = person(born=parse_month("1944-09"))
    months = ("2024-08", "2024-09", "2034-08", "2034-09", "2044-09")
    assert [amount(AGE_RULES, elder, month) for month in months] == [0, 50, 50, 100, 300]


def test_the_month_of_death_is_the_last() -> None:
    elder = person(born=parse_month("1940-01"), died=parse_month("2024-05"))
    assert [amount(AGE_RULES, elder, month) for month in ("2024-05", "2024-06")] == [50, 0]


def test_a_late_application_reaches_back_three_months() -> None:
    elder = person(born=parse_month("1940-01"), applied=parse_month("2024-09"))
    assert [amount(AGE_RULES, elder, month) for month in ("2024-05", "2024-06", "2024-09")] == [0, 50, 50]


def test_without_proof_of_life_for_a_year_it_rests() -> None:
    elder = person(born=parse_month("1940-01"), proved_alive=parse_month("2023-09"))
    assert [amount(AGE_RULES, elder, month) for month in ("2024-09", "2024-10")] == [50, 0]


def test_ex_30_the_elders_nursing_subsidy_gives_way_to_the_higher() -> None:
    elder = {"born": parse_month("1942-01"), "poor": 1, "disabled_elder": 1}
    with_subsidy = person(**elder, nursing_subsidy=fen(100))
    asked = ("age_allowance", "elder_nursing")
    assert figures(AGE_RULES, with_subsidy, "2024-08", *asked, reform=NURSING_50) == {
        "age_allowance": fen(50),
        "elder_nursing": 0,
    }
    assert figures(AGE_RULES, person(**elder), "2024-08", *asked, reform=NURSING_50)["elder_nursing"] == fen(50)
    smaller = person(**elder, nursing_subsidy=fen(40))
    assert figures(AGE_RULES, smaller, "2024-08", *asked, reform=NURSING_50)["elder_nursing"] == fen(50)


def test_tekun_keeps_the_age_allowance_and_none_of_the_others() -> None:
    elder = person(born=parse_month("1942-01"), poor=1, disabled_elder=1, tekun=1)
    assert amount(AGE_RULES, elder, "2024-08", reform=NURSING_50) == 50
    service = person(born=parse_month("1942-01"), poor=1)
    assert amount(AGE_RULES, service, "2024-08", reform=NURSING_50) == 80
