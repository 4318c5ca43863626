"""Certificates by the rules of their day, and the days by which things are due."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from doudi.base.calendar import printed
from doudi.base.stories import SHANGHAI, number_of
from doudi.mechanisms.registry.death_records.models import Death, DeathCertificate, DeathPlace, Manner
from doudi.mechanisms.registry.death_records.services import NewCertificate
from doudi.programmes.funeral.deaths import rules

Form, Issuer = DeathCertificate.Form, DeathCertificate.Issuer
NUMBER = number_of(dt.date(1940, 3, 1), 1)
OLD, NEW = dt.date(2024, 9, 11), dt.date(2026, 8, 11)


def dead(place: DeathPlace = DeathPlace.HOME, manner: Manner = Manner.NORMAL) -> Death:
    return Death(name="王五", place=place, manner=manner)


def written(on: dt.date, **more: Any) -> NewCertificate:
    """A certificate of a normal death at home, without a flaw on its day."""
    at = dt.datetime(on.year, on.month, on.day, 10, tzinfo=SHANGHAI)
    unified = on >= rules.UNIFIED_FROM
    given: dict[str, Any] = {
        "form": Form.UNIFIED if unified else Form.FOUR_COPY, "number": NUMBER if unified else "3601240001", "name": "王五",
        "died_at": at - dt.timedelta(days=1), "issuer": "东镇卫生院", "issuer_type": Issuer.TOWNSHIP_HEALTH, "issued_at": at,
        "id_number": NUMBER, "copies": "" if unified else "234", "police_stamped": not unified, "inquiry": True,
        "applicant": "子女", **more,
    }  # fmt: skip
    return NewCertificate(**given)


@pytest.mark.parametrize("on", [OLD, NEW])
def test_a_certificate_of_its_day_has_no_flaw(on: dt.date) -> None:
    assert rules.flaws(dead(), written(on), on) == []


@pytest.mark.parametrize(
    ("place", "manner", "change", "sentence"),
    [
        (DeathPlace.HOSPITAL, Manner.NORMAL, {}, "由救治的医疗机构出具"),
        (DeathPlace.HOME, Manner.NORMAL, {"issuer_type": Issuer.HOSPITAL}, "由死亡地点的乡镇卫生院"),
        (DeathPlace.CARE_HOME, Manner.NORMAL, {"inquiry": False}, "须附死亡调查记录"),
        (DeathPlace.OTHER, Manner.ABNORMAL, {}, "由公安机关出具证明"),
        (DeathPlace.HOME, Manner.UNKNOWN, {}, "按非正常死亡办理"),
        (DeathPlace.HOME, Manner.NORMAL, {"form": Form.POLICE}, "须由公安机关出具"),
        (DeathPlace.HOME, Manner.NORMAL, {"name": "王武"}, "姓名与登记的“王五”不一致"),
    ],
)
def test_r_cert_01_and_02_who_issues(place: DeathPlace, manner: Manner, change: dict[str, Any], sentence: str) -> None:
    assert any(sentence in each for each in rules.flaws(dead(place, manner), written(OLD, **change), OLD))


def test_r_cert_02_an_abnormal_death_that_was_treated_is_certified_by_the_hospital() -> None:
    treated = dead(DeathPlace.HOSPITAL, Manner.ABNORMAL)
    assert rules.flaws(treated, written(OLD, issuer_type=Issuer.HOSPITAL), OLD) == []


def test_r_cert_03_the_fourth_copy_and_the_stamp_of_the_police() -> None:
    assert any("第四联" in each for each in rules.flaws(dead(), written(OLD, copies="23"), OLD))
    assert any("签字盖章" in each for each in rules.flaws(dead(), written(OLD, police_stamped=False), OLD))
    in_hospital = written(OLD, issuer_type=Issuer.HOSPITAL, police_stamped=False)
    assert rules.flaws(dead(DeathPlace.HOSPITAL), in_hospital, OLD) == []


def test_r_cert_05_and_06_the_new_form() -> None:
    assert any("书面委托" in each for each in rules.flaws(dead(), written(NEW, applicant="邻居"), NEW))
    assert rules.flaws(dead(), written(NEW, applicant="邻居", mandated=True), NEW) == []
    assert any("应为本人身份证号" in each for each in rules.flaws(dead(), written(NEW, number="360124000"), NEW))
    nameless = written(NEW, id_number="", number="12360999MB0000000X0007")
    assert rules.flaws(dead(), nameless, NEW) == []
    assert any("统一社会信用代码" in each for each in rules.flaws(dead(), written(NEW, id_number="", number="7"), NEW))


def test_each_event_follows_the_form_of_its_day() -> None:
    assert any("应为四联旧式" in each for each in rules.flaws(dead(), written(NEW), dt.date(2026, 6, 30)))
    assert any("四联旧式不再出具" in each for each in rules.flaws(dead(), written(OLD), dt.date(2026, 7, 1)))


def test_we_01_the_limits_of_certificate_and_household_register() -> None:
    assert rules.certificate_due(dt.date(2026, 8, 10), 1) == dt.date(2026, 8, 11)
    assert rules.household_due(dt.date(2026, 8, 10), 1, printed()).legal == dt.date(2026, 9, 10)


def test_we_28_household_limits_at_the_end_of_a_month_and_over_a_holiday() -> None:
    assert rules.household_due(dt.date(2026, 1, 31), 1, printed()).legal == dt.date(2026, 2, 28)
    assert rules.household_due(dt.date(2026, 8, 27), 1, printed()).legal == dt.date(2026, 9, 28)


def test_we_32_by_when_a_certificate_is_in_the_death_register() -> None:
    assert rules.health_report_due(dt.date(2026, 4, 29), 15, printed()) == dt.date(2026, 5, 22)
    assert rules.health_report_due(dt.date(2026, 4, 29), 5, printed()) == dt.date(2026, 5, 9)
