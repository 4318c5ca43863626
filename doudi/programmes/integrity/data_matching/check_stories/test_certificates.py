"""R-CMP-21: the two subsidies after a certificate ran out, was cancelled, or was given for a lower grade."""

from __future__ import annotations

from typing import Any

import pytest

from doudi.programmes.integrity.data_matching.check_stories.county import County, Person, Row

LIVING, NURSING = "困难残疾人生活补贴", "重度残疾人护理补贴"


def certified(county: County, who: str, *benefits: str, months: str = "2024-06..2024-11", **cells: Any) -> Person:
    """Somebody with a certificate, paid subsidies of 100 a month."""
    person = county.person(who)
    for benefit in benefits:
        county.paid(person, benefit, 100, months)
    usual: Row = {
        "certificate_no": who,
        "grade": 1,
        "disability_class": "肢体",
        "state": "正常",
        "issued_on": "2014-06-20",
    }
    county.row("disability_certificates", person, **{**usual, **cells})
    return person


def test_ex_31_the_certificate_ended_in_june_and_was_paid_on() -> None:
    """EX-31: ends 2024-06-20, paid to June; stop from July."""
    county = County("2024-08")
    certified(county, "已到期", NURSING, months="2024-05..2024-08", valid_to="2024-06-20", state="过期")
    (told,) = county.ask("R-CMP-21")
    assert (told.yuan, told.months, told.direction, told.conclusive) == (200, ("2024-07", "2024-08"), "paid", True)
    assert (
        told.reason
        == f"已到期的残疾人证已于2024-06-20过期，此后仍发放{NURSING}2个月（2024年7月至2024年8月），计200.00元。"
    )
    assert told.lists == {"disability_certificates", "payments"}


def test_ex_31_renewed_in_september_there_is_nothing_to_stop() -> None:
    county = County()
    who = certified(county, "已换新证", NURSING, months="2024-09..2024-11", valid_to="2024-06-20", state="已换证")
    county.row(
        "disability_certificates",
        who,
        certificate_no="新",
        grade=1,
        state="正常",
        issued_on="2024-09-10",
        valid_to="2034-09-10",
    )
    assert county.ask("R-CMP-21") == []


def test_the_month_in_which_it_ends_is_still_paid() -> None:
    county = County()
    certified(county, "本月到期", LIVING, NURSING, valid_to="2024-11-01")
    certified(county, "上月末到期", NURSING, valid_to="2024-10-31")
    told = county.ask("R-CMP-21")
    assert [(each.who, each.yuan) for each in told] == [("上月末到期", 100)]


def test_bad_case_18_renewed_with_a_lower_grade() -> None:
    """Grade 3 ends the nursing subsidy from the month after; the living allowance asks for no grade."""
    county = County()
    who = certified(county, "降为三级", LIVING, NURSING, state="已换证", valid_to="2024-08-20")
    county.row(
        "disability_certificates",
        who,
        certificate_no="新",
        grade=3,
        state="正常",
        issued_on="2024-08-20",
        valid_to="2034-08-20",
    )
    (told,) = county.ask("R-CMP-21")
    assert (told.programme, told.yuan, told.months) == (NURSING, 300, ("2024-09", "2024-11"))
    assert "已于2024-08-20评定为三级" in told.reason


def test_cancelled_and_nobody_knows_when() -> None:
    county = County()
    certified(county, "八月注销", LIVING, state="注销", changed_on="2024-08-05", valid_to="2030-01-01")
    certified(county, "日期不明", LIVING, state="注销", issued_on=None)
    certified(county, "期内注销", LIVING, state="注销", valid_to="2030-01-01")
    certified(county, "三级无日期", NURSING, grade=3, issued_on=None)
    told = {each.who: each for each in county.ask("R-CMP-21")}
    assert (told["八月注销"].yuan, told["八月注销"].conclusive) == (300, True)
    assert (told["日期不明"].yuan, told["日期不明"].doubt) == (100, "失效日期不明，只计本月")
    assert (told["期内注销"].yuan, told["期内注销"].doubt) == (100, "失效日期不明，只计本月")
    assert (told["三级无日期"].yuan, told["三级无日期"].doubt) == (100, "评定日期不明，只计本月")


@pytest.mark.parametrize(
    "cells",
    [
        {"valid_to": "2024-06-20", "state": "换证中"},
        {"valid_to": "2024-06-20", "note": "换领中，原待遇不变"},
        {"valid_to": "2034-06-20"},
        {"valid_to": None},
        {"valid_to": "2024-06-20", "name": "欧阳天祥"},
        {"grade": 2, "valid_to": "2034-06-20"},
    ],
)  # fmt: skip
def test_what_goes_on(cells: Row) -> None:
    """R-DIS-05: during re-certification the old amount continues."""
    county = County()
    certified(county, "照发", LIVING, NURSING, **cells)
    assert county.ask("R-CMP-21") == []


def test_other_benefits_do_not_hang_on_a_certificate_and_the_dead_are_asked_about_elsewhere() -> None:
    county = County()
    certified(county, "低保", "农村低保", valid_to="2020-01-01")
    dead = certified(county, "已故", NURSING, valid_to="2020-01-01")
    county.row("death_cancellations", dead, died_on="2024-07-01")
    assert county.ask("R-CMP-21") == []
    assert county.names("R-CMP-01") == ["已故"]


def test_without_certificates_nothing_is_compared() -> None:
    county = County()
    county.paid(county.person("甲"), NURSING, 100, "2024-11")
    assert county.not_compared("R-CMP-21") == ("disability_certificates",)
