"""One death is told by several; it is one record, with a golden day and the days of all who told of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from doudi.base.models import Record, User
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.base.stories import COUNTY, NOW, OTHER_VILLAGE, SHANGHAI, TODAY, VILLAGE, build_county, number_of, somebody
from doudi.mechanisms.registry.death_records import queries, services
from doudi.mechanisms.registry.death_records.declare import FOLLOWERS, Follower
from doudi.mechanisms.registry.death_records.models import (
    Death,
    DeathCertificate,
    DeathPlace,
    DeathReport,
    Manner,
    Source,
)
from doudi.mechanisms.registry.death_records.services import NewCertificate, NewReport
from doudi.mechanisms.registry.models import Membership, Person
from doudi.mechanisms.registry.services import NewHousehold, NewMember, NewPerson, register_households

pytestmark = pytest.mark.django_db
NUMBER = number_of(dt.date(1940, 3, 1), 1)
Form, Issuer = DeathCertificate.Form, DeathCertificate.Issuer


def hour(day: int, hour: int = 8) -> dt.datetime:
    """An hour of September 2024; today is the 12th."""
    return dt.datetime(2024, 9, day, hour, tzinfo=SHANGHAI)


@pytest.fixture
def helper() -> User:
    build_county()
    member = NewMember(NewPerson(NUMBER, "王五", VILLAGE), "户主")
    register_households(
        [NewHousehold("H1", VILLAGE, (member,), since=dt.date(2000, 1, 1))], by=None, at=NOW, because="登记"
    )
    return somebody("helper", Role.VILLAGE_WORKER, VILLAGE)


def told(**more: Any) -> NewReport:
    given: dict[str, Any] = {
        "name": "王五", "area_code": VILLAGE, "source": Source.VILLAGE, "died_at": hour(10), "place": DeathPlace.HOME,
        "manner": Manner.NORMAL, "id_number": NUMBER, "learnt_at": hour(10, 12), **more,
    }  # fmt: skip
    return NewReport(**given)


def certificate(**more: Any) -> NewCertificate:
    given: dict[str, Any] = {
        "form": Form.FOUR_COPY, "number": "3601240001", "name": "王五", "died_at": hour(10, 9), "issuer": "东镇卫生院",
        "issuer_type": Issuer.TOWNSHIP_HEALTH, "issued_at": hour(11), "id_number": NUMBER, "copies": "234",
        "police_stamped": True, "inquiry": True, **more,
    }  # fmt: skip
    return NewCertificate(**given)


def test_several_tell_of_one_death_and_the_certificate_says_the_day(helper: User) -> None:
    death = services.report(told(), by=helper, at=NOW)
    again = services.report(told(source=Source.POLICE, died_at=hour(9)), by=helper, at=NOW)
    assert again.pk == death.pk
    again.refresh_from_db()
    assert (again.died_at, again.told_by) == (hour(9), Source.POLICE)  # more credible than the village
    services.report(told(source=Source.INSURANCE_LIST, died_at=hour(8)), by=helper, at=NOW)
    again.refresh_from_db()
    assert again.told_by == Source.POLICE
    assert Person.objects.get().died_on is None  # nobody has certified it
    services.certify(death, certificate(), by=helper, at=NOW)
    assert Person.objects.get().died_on == dt.date(2024, 9, 10)
    assert Membership.objects.get().to_on == dt.date(2024, 9, 10)
    assert (death.died_at, death.state) == (hour(10, 9), Death.State.CERTIFIED)
    found = queries.told(death)
    assert [(each.source, each.days) for each in found] == [
        ("村（社区）报告", 0),
        ("公安机关", -1),
        ("医保停保名单", -2),
        ("死亡证明", 0),
    ]
    assert queries.spread_of([each.on for each in found]) == 2
    assert Death.objects.count() == 1


def test_somebody_whom_the_registry_does_not_know_is_registered_and_a_nameless_one_has_a_document(helper: User) -> None:
    stranger = services.report(told(name="李四", id_number=number_of(dt.date(1950, 1, 1), 2)), by=helper, at=NOW)
    assert stranger.person is not None
    nameless = services.report(told(name="无名氏", id_number="", surrogate="公（东）字1号"), by=helper, at=NOW)
    assert nameless.person is None
    same = services.report(told(name="无名氏", id_number="", surrogate="公（东）字1号"), by=helper, at=NOW)
    assert same.pk == nameless.pk
    assert DeathReport.objects.filter(death=nameless).count() == 2
    with pytest.raises(Refused, match="请填写公安机关的文书号"):
        services.report(told(id_number=""), by=helper, at=NOW)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"died_at": hour(13)}, "死亡时间晚于现在"),
        ({"learnt_at": hour(9)}, "得知时间早于死亡时间"),
        ({"name": " "}, "请填写逝者姓名"),
    ],
)
def test_a_report_that_contradicts_itself_is_refused(helper: User, change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        services.report(told(**change), by=helper, at=NOW)
    assert not Death.objects.exists()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"issued_at": hour(9)}, "出具时间早于死亡时间"),
        ({"issued_at": hour(12, 23)}, "晚于现在"),
        ({"number": " "}, "请填写死亡证明编号"),
    ],
)
def test_a_certificate_whose_dates_contradict_each_other_is_refused(
    helper: User, change: dict[str, Any], sentence: str
) -> None:
    death = services.report(told(), by=helper, at=NOW)
    with pytest.raises(Refused, match=sentence):
        services.certify(death, certificate(**change), by=helper, at=NOW)
    death.refresh_from_db()
    assert death.state == Death.State.REPORTED
    assert Person.objects.get().died_on is None


def test_a_certificate_number_serves_one_death_only(helper: User) -> None:
    death = services.report(told(), by=helper, at=NOW)
    other = services.report(told(name="李四", id_number=number_of(dt.date(1950, 1, 1), 2)), by=helper, at=NOW)
    services.certify(death, certificate(), by=helper, at=NOW)
    with pytest.raises(Refused, match=f"已用于另一名逝者（{death.number}）"):
        services.certify(other, certificate(), by=helper, at=NOW)
    with pytest.raises(Refused, match="已经登记死亡证明"):
        services.certify(death, certificate(number="3601240002"), by=helper, at=NOW)
    assert DeathCertificate.objects.count() == 1


def test_a_certificate_is_reissued_once(helper: User) -> None:
    death = services.report(told(), by=helper, at=NOW)
    first = services.certify(death, certificate(), by=helper, at=NOW)
    second = services.reissue(first, certificate(number="3601240009", died_at=hour(9)), by=helper, at=NOW)
    assert queries.certificate_of(death) == second
    assert Person.objects.get().died_on == dt.date(2024, 9, 9)
    with pytest.raises(Refused, match="只能补发一次"):
        services.reissue(second, certificate(number="3601240010"), by=helper, at=NOW)


@pytest.fixture
def heard() -> Iterator[list[str]]:
    """Somebody who follows."""
    said: list[str] = []

    def hear(word: str) -> Any:
        def follow(deaths: Sequence[Death], by: User | None, at: dt.datetime) -> None:
            said.append(f"{word} {len(deaths)}")

        return follow

    Follower("test.heard", hear("reported"), hear("certified"), hear("voided"))
    yield said
    del FOLLOWERS["test.heard"]


def test_a_death_reported_of_somebody_who_lives_is_taken_back_with_everything(helper: User, heard: list[str]) -> None:
    death = services.report(told(), by=helper, at=NOW)
    services.report(told(source=Source.POLICE_LIST), by=helper, at=NOW)
    services.certify(death, certificate(), by=helper, at=NOW)
    with pytest.raises(Refused, match="请写明核实的情况"):
        services.void(death, because=" ", by=helper, at=NOW)
    services.void(death, because="本人健在，同名误报", by=helper, at=NOW)
    assert heard == ["reported 1", "certified 1", "voided 1"]
    assert Person.objects.get().died_on is None
    assert Membership.objects.get().to_on is None
    assert Record.objects.filter(action="person.death_taken_back").count() == 1
    with pytest.raises(Refused, match="已经作废"):
        services.void(death, because="再作废一次", by=helper, at=NOW)
    # When he really dies it is another record, and the number of the old certificate is free again.
    later = services.report(told(), by=helper, at=NOW)
    assert later.pk != death.pk
    services.certify(later, certificate(), by=helper, at=NOW)


def test_the_household_register_is_cancelled_once_and_not_before_the_death(helper: User) -> None:
    death = services.report(told(), by=helper, at=NOW)
    with pytest.raises(Refused, match="早于死亡日期"):
        services.cancel_household(death, on=dt.date(2024, 9, 9), receipt="注1", by=helper, at=NOW)
    services.cancel_household(death, on=TODAY, receipt="注1", by=helper, at=NOW)
    with pytest.raises(Refused, match="已经登记"):
        services.cancel_household(death, on=TODAY, receipt="注2", by=helper, at=NOW)


def test_a_village_sees_its_own_deaths(helper: User, django_assert_num_queries: Any) -> None:
    services.report(told(), by=helper, at=NOW)
    services.report(
        told(name="李四", area_code=OTHER_VILLAGE, id_number=number_of(dt.date(1950, 1, 1), 2)), by=None, at=NOW
    )
    assert [each.name for each in queries.deaths(helper, Role.VILLAGE_WORKER)] == ["王五"]
    officer = somebody("officer", Role.COUNTY_OFFICER, COUNTY)
    assert queries.deaths(officer, Role.COUNTY_OFFICER).count() == 2
