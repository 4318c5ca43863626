"""R-ID-02, and namesakes: the number is the key, the name the second check; bad cases 2, 3 and 4."""

from __future__ import annotations

import pytest

from doudi.programmes.integrity.data_matching.check_stories.county import County


def test_the_same_number_under_another_name_is_asked_about_and_not_compared() -> None:
    county = County()
    who = county.person("吕本人")
    county.dibao("H1", who)
    county.row("vehicles", who, name="何他人", plate="A", type="小型轿车", price=90000)
    (told,) = county.ask("R-ID-02")
    assert told.reason == "吕本人的身份证号在机动车登记信息中登记为“何他人”，相关记录未作比对，请核实证号。"
    assert (told.direction, told.strength, told.conclusive) == ("mismatch", "possible", False)
    assert told.lists == {"vehicles", "dibao_rural"}
    assert county.ask("R-CMP-09") == []


@pytest.mark.parametrize("written", ["劉昇", "刘昇"])
def test_bad_case_3_a_variant_is_no_other_name(written: str) -> None:
    county = County()
    who = county.person("刘昇")
    county.dibao("H1", who)
    county.row("vehicles", who, name=written, plate="A", type="小型轿车", price=90000)
    assert county.ask("R-ID-02") == []
    (told,) = county.ask("R-CMP-09")
    assert told.conclusive


@pytest.mark.parametrize("written", ["刘晓明", "刘*明", "刘某明"])
def test_a_name_that_sounds_the_same_or_is_masked_is_taken_with_a_doubt(written: str) -> None:
    county = County()
    who = county.person("刘小明")
    county.dibao("H1", who)
    county.row("vehicles", who, name=written, plate="A", type="小型轿车", price=90000)
    assert county.ask("R-ID-02") == []
    (told,) = county.ask("R-CMP-09")
    assert (told.conclusive, told.doubt) == (False, f"机动车登记信息上姓名写作“{written}”")


def test_a_roll_that_names_another_than_the_register_makes_everything_doubtful() -> None:
    county = County()
    who = county.person("吕本人")
    county.dibao("H1", who, name="何他人")
    county.row("payroll", who, name="何他人", unit="某局", kind="事业编制", wage=5000)
    told = county.ask("R-ID-02")
    assert [each.who for each in told] == ["何他人"]
    assert all(not each.conclusive for each in county.ask("R-CMP-06"))


def test_bad_case_2_twins_are_two_people() -> None:
    county = County()
    one, other = county.person("孪生甲", born="1980-01-01"), county.person("孪生乙", born="1980-01-01")
    county.dibao("H1", one)
    county.row("vehicles", other, plate="A", type="小型轿车", price=90000)
    assert county.ask("R-CMP-09") == []


@pytest.mark.parametrize(
    ("source", "cells"),
    [
        ("vehicles", {"plate": "A", "type": "小型轿车", "price": 90000}),
        ("firms", {"firm": "某商行", "role": "经营者", "capital": 500000, "state": "存续"}),
        ("payroll", {"kind": "事业编制", "wage": 5000}),
        ("housing_fund", {"monthly": 400, "paid_to": "2024-11", "state": "正常"}),
        ("death_cancellations", {"died_on": "2024-06-01"}),
        ("prisoners", {"kind": "收监执行", "from_on": "2024-01-01"}),
        ("other_county_dibao", {"county": "邻县", "state": "在保"}),
        ("pensions", {"monthly": 3000}),
        ("taxed_income", {"income": 90000, "to_on": "2024-06-30"}),
        ("financial_assets", {"balance": 900000}),
    ],
)
def test_a_namesake_of_another_number_is_never_found(source: str, cells: dict[str, object]) -> None:
    county = County()
    who, namesake = county.person("张伟"), county.person("张伟", born="1971-02-03")
    county.dibao("H1", who)
    county.paid(who, "农村低保", 715, "2024-06..2024-11")
    county.row(source, namesake, **cells)  # type: ignore[arg-type]  # cells of that list
    found = county.compare().findings
    assert who.number not in found.filter(found["rule"] != "R-CMP-24")["subject_id"].to_list()


def test_without_any_roll_names_are_not_compared() -> None:
    assert "tekun" in County().not_compared("R-ID-02")
