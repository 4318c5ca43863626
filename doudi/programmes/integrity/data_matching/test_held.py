"""What the lists say of people for the front door: the same lists and words as the checks of what was missed."""

from __future__ import annotations

from collections.abc import Collection

import pytest

from doudi.mechanisms.exchange.parts import Part
from doudi.mechanisms.exchange.snapshots import Selection
from doudi.programmes.integrity.data_matching import held
from doudi.programmes.integrity.data_matching.check_stories.county import County, Person, Row


def facts(
    county: County, monkeypatch: pytest.MonkeyPatch, people: Collection[Person] | None = None
) -> dict[str, set[str]]:
    """Number → codes with their values, as the front door would be told."""

    def none_stored(sources: object, *, month: int) -> list[Part]:
        return []

    def selected(parts: list[Part], *, month: int) -> Selection:
        selection = Selection()
        selection.tables.update(county.tables())
        return selection

    monkeypatch.setattr(held, "stored_parts", none_stored)
    monkeypatch.setattr(held, "select", selected)
    keys = None if people is None else {each.key for each in people}
    found: dict[str, set[str]] = {}
    for fact in held.read(keys, county.month):
        found.setdefault(str(fact.key), set()).add(f"{fact.code}={fact.value}")
    return found


def of(found: dict[str, set[str]], person: Person) -> set[str]:
    return found.get(str(person.key), set())


def test_the_newest_certificate_that_stands_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    county = County("2024-11")
    valid, over, gone, renewed = (county.person(name) for name in ("有效", "过期", "注销", "换证"))
    row: Row = {"disability_class": "肢体", "grade": 1, "issued_on": "2015-03-01", "state": "正常"}
    county.row("disability_certificates", valid, **row, valid_to="2024-11-02")
    county.row("disability_certificates", over, **row, valid_to="2024-10-31")
    county.row("disability_certificates", gone, **{**row, "state": "注销"}, valid_to="2030-01-01")
    county.row("disability_certificates", renewed, **{**row, "state": "已换证"}, valid_to="2030-01-01")
    county.row(
        "disability_certificates",
        renewed,
        **{**row, "disability_class": "精神", "grade": 3, "issued_on": "2024-05-01"},
        valid_to="2034-05-01",
    )
    found = facts(county, monkeypatch)
    assert of(found, valid) == {"disability=4", "disability_grade=1"}  # the month it ends in still counts
    assert of(found, over) == set()
    assert of(found, gone) == set()
    assert of(found, renewed) == {"disability=6", "disability_grade=3"}


def test_costs_count_above_the_limit_and_a_bill_once(monkeypatch: pytest.MonkeyPatch) -> None:
    county = County("2024-11")
    heavy, light, twice = (county.person(name) for name in ("重", "轻", "重复"))
    bill: Row = {"hospital": "县医院", "period": "2024", "total": 60_000}
    county.row("medical_costs", heavy, **bill, own_part=30_001)
    county.row("medical_costs", light, **bill, own_part=30_000)
    for _ in range(2):
        county.row("medical_costs", twice, **bill, own_part=20_000)
    found = facts(county, monkeypatch)
    assert of(found, heavy) == {"heavy_cost=3000100"}
    assert of(found, light) == of(found, twice) == set()


def test_who_gave_up_in_writing_is_known_for_the_whole_household(monkeypatch: pytest.MonkeyPatch) -> None:
    county = County("2024-11")
    wife, husband, other = (county.person(name) for name in ("妻", "夫", "他人"))
    county.row("edge_families", wife, household_no="E1", note="自愿放弃单人保")
    county.row("edge_families", husband, household_no="E1")
    county.row("edge_families", other, household_no="E2")
    found = facts(county, monkeypatch)
    assert of(found, wife) == of(found, husband) == {"edge=1", "unwilling=1"}
    assert of(found, other) == {"edge=1"}


def test_only_those_asked_for_are_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    county = County("2024-11")
    asked, other = county.person("问到"), county.person("没问")
    for each in (asked, other):
        county.row("edge_families", each, household_no=each.name)
    found = facts(county, monkeypatch, [asked])
    assert of(found, asked) == {"edge=1"}
    assert of(found, other) == set()


def test_monitoring_that_is_over_helps_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    county = County("2024-11")
    still, over = county.person("监测中"), county.person("已消除")
    county.row("monitored", still, household_no="M1", category="突发严重困难户", cleared="否")
    county.row("monitored", over, household_no="M2", category="突发严重困难户", cleared="已消除")
    found = facts(county, monkeypatch)
    assert of(found, still) == {"monitored=1", "helped=1"}
    assert of(found, over) == set()


def test_nothing_taken_in_tells_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert facts(County("2024-11"), monkeypatch) == {}
