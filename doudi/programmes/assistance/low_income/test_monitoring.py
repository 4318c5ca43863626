"""Monitoring (6.3): what the register shows of low-income families is told once and verified in time."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from doudi.base.refused import Refused
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.entitlement.awards import services as awards
from doudi.mechanisms.entitlement.declare import BENEFITS
from doudi.mechanisms.entitlement.testing import fen
from doudi.mechanisms.entitlement.testing_awards import acting, moment
from doudi.mechanisms.registry.services import record_death
from doudi.programmes.assistance.low_income import monitoring
from doudi.programmes.assistance.low_income.models import LowIncomeWarning
from doudi.programmes.assistance.low_income.stories import Hall
from doudi.programmes.assistance.low_income.watching import VERIFY, watch

pytestmark = pytest.mark.django_db
EDGE = {"transfers": fen(900)}
OCTOBER = dt.date(2024, 10, 8)
Indicator = LowIncomeWarning.Indicator


@pytest.fixture
def hall() -> Hall:
    return Hall()


def found(on: dt.date = OCTOBER) -> list[tuple[str, str]]:
    return [(each.indicator.value, each.value) for each in monitoring.signs(on, removed_months=6)]


def test_who_qualifies_by_the_facts_of_his_recognition_and_is_not_admitted(hall: Hall) -> None:
    hall.recognised(EDGE)
    hall.recognised({"transfers": fen(600)})  # below the line of 715 already
    assert found() == [("QUALIFIES", "按认定时的事实每月可享受最低生活保障115.00元")]


def test_who_is_admitted_to_dibao_is_recognised_no_more(hall: Hall) -> None:
    row = hall.recognised(EDGE)
    hall.grant(BENEFITS["dibao"], row.party.household, {}, residence=1, decided="2024-09-27")
    assert [indicator for indicator, _ in found()] == ["RECEIVES"]


def test_a_severely_disabled_or_seriously_ill_member_may_be_covered_alone(hall: Hall) -> None:
    hall.recognised({**EDGE, "disability": 4, "disability_grade": 2}, {"seriously_ill": 1, "transfers": fen(900)}, EDGE)
    told = found()
    assert [indicator for indicator, _ in told] == ["SEVERE", "SEVERE"]
    assert "残疾2级" in told[0][1]
    assert "重特大疾病" in told[1][1]


def test_somebody_who_died_since_and_a_recognition_that_ran_out(hall: Hall) -> None:
    row = hall.recognised(EDGE, EDGE)
    person = hall.people(row.party.household)[1]
    record_death(person, died_on=dt.date(2024, 10, 1), by=None, at=moment("2024-10-02"), because="火化名单")
    assert found() == [("DIED", f"{person.party.name}于2024-10-01死亡")]
    assert [indicator for indicator, _ in found(dt.date(2025, 9, 24))] == ["RUN_OUT"]
    assert found(dt.date(2026, 9, 25)) == []


def test_whose_dibao_ended_for_income_within_six_months_and_who_is_not_recognised(hall: Hall) -> None:
    def stopped(reason: str) -> None:
        award = hall.grant(BENEFITS["dibao"], hall.household(1), {}, residence=1)
        awards.stop(
            award, decided_on=dt.date(2024, 7, 20), document="停1", reason=reason, by=hall.officer, at=moment("2024-07-20"), because="x",
        )  # fmt: skip

    stopped("INCOME")
    stopped("MOVED")
    assert found() == [("REMOVED", "最低生活保障于2024-07-31后停发")]
    assert found(dt.date(2025, 2, 3)) == []


def test_r_mon_03_a_warning_is_told_once_and_verified_within_ten_workdays_with_a_coded_result(hall: Hall) -> None:
    hall.recognised({"transfers": fen(600)})
    assert watch(OCTOBER, at=moment("2024-10-08")) == 1
    assert watch(OCTOBER, at=moment("2024-10-08")) == 0
    row = LowIncomeWarning.objects.get()
    assert (row.indicator, row.threshold, row.found_on) == (Indicator.QUALIFIES, "2024年10月标准", OCTOBER)
    assert row.case.due_on == dt.date(2024, 10, 21)  # the twelfth of October is worked
    with pytest.raises(Refused, match="选项不对"):
        hall.take(row.case, "verify", hall.clerk, "2024-10-10", result="LATER", words="再看")
    hall.take(row.case, "verify", hall.clerk, "2024-10-10", result="ADMITTED", words="已登记低保申请")
    row.refresh_from_db()
    assert (row.result, row.case.stage) == ("ADMITTED", "VERIFIED")
    assert watch(dt.date(2024, 10, 11), at=moment("2024-10-11")) == 0


def test_r_org_01_near_kin_of_the_household_verify_nothing(hall: Hall) -> None:
    recognised = hall.recognised({"transfers": fen(600)})
    watch(OCTOBER, at=moment("2024-10-08"))
    hall.clerk.id_number = hall.people(recognised.party.household)[0].id_number
    hall.clerk.save()
    with pytest.raises(Refused, match="回避"):
        hall.take(Case.objects.get(flow=VERIFY_FLOW), "verify", hall.clerk, "2024-10-10", result="NO_NEED", words="x")


VERIFY_FLOW = "low_income.warnings"


def test_the_number_of_queries_is_the_same_for_one_family_and_for_three(hall: Hall) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            list(monitoring.signs(OCTOBER, removed_months=6))
        return len(queries)

    hall.recognised({"transfers": fen(600), "seriously_ill": 1})
    one = asked()
    for _ in range(2):
        hall.recognised({"transfers": fen(600), "seriously_ill": 1})
    assert asked() == one


def test_the_nightly_command_and_the_pages(hall: Hall, capsys: pytest.CaptureFixture[str]) -> None:
    hall.recognised({"transfers": fen(600)})
    watch(OCTOBER, at=moment("2024-10-08"))
    call_command("watch_low_income")
    assert "监测预警" in capsys.readouterr().out
    client = acting(hall.clerk)
    listed = client.get(reverse("low_income:warnings"), {"indicator": "QUALIFIES"}).content.decode()
    assert "可能符合低保，未纳入" in listed
    row = LowIncomeWarning.objects.filter(indicator=Indicator.QUALIFIES).get()
    assert "115.00元" in client.get(reverse("low_income:warning", args=[row.pk])).content.decode()
    act = reverse("low_income:warning_act", args=[row.pk, VERIFY.code])
    assert client.get(act).status_code == 200
    assert acting(hall.helper).get(reverse("low_income:warnings")).status_code == 403
