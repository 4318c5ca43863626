"""The invented county: deterministic, of nobody real, plausible; and the system says of its bad cases what it must."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client

from doudi.base.identity import is_valid
from doudi.base.records import verify_chain
from doudi.config.cli import group
from doudi.demo.big_county import write_lists
from doudi.demo.build import ACCOUNTS, MONTH, PASSWORD, build_demo
from doudi.demo.cases import CASES, dossier_of
from doudi.demo.county import COUNTY, VILLAGES, build
from doudi.demo.dossier import Answer, Dossier, Planted
from doudi.demo.offices import Offices
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.exchange.models import Delivery
from doudi.mechanisms.matching.models import Finding, Run
from doudi.mechanisms.matching.queries import tallies
from tests.scoring import read

ON = dt.date(2024, 11, 30)
SMALL = 9_000
COUNTY_OF_THE_ANSWERS = 12_000


def test_the_county_is_the_same_for_a_seed_and_belongs_to_nobody() -> None:
    one, other = build(SMALL, seed=3, on=ON), build(SMALL, seed=3, on=ON)
    assert [person.number for person in one.people] == [person.number for person in other.people]
    assert [person.name for person in one.people] != [person.name for person in build(SMALL, seed=4, on=ON).people]
    assert len(one.villages) == VILLAGES
    assert all(is_valid(person.number) and person.number.startswith(COUNTY) for person in one.people)
    assert len({person.number for person in one.people}) == len(one.people)


def test_its_households_could_be_real() -> None:
    county = build(SMALL, seed=3, on=ON)
    dossier_of(county, seed=3, month=MONTH)
    by_number = {person.number: person for person in county.people}
    for person in county.people:
        for parent in (by_number.get(person.father), by_number.get(person.mother)):
            if parent is not None:
                assert 18 <= person.born.year - parent.born.year <= 50, (person, parent)
    for husband, wife, on in county.marriages:
        assert (husband.sex, wife.sex) == ("男", "女")
        assert min(husband.age(on), wife.age(on)) >= 20
    old = sum(person.age(ON) >= 60 for person in county.people) / len(county.people)
    young = sum(person.age(ON) < 15 for person in county.people) / len(county.people)
    assert 0.17 < old < 0.26
    assert 0.12 < young < 0.22
    surnames = [name for name, _ in Counter(person.name[0] for person in county.people).most_common(3)]
    assert set(surnames) <= set("王李张刘陈")
    assert len({home.address for home in county.homes}) == len(county.homes)


def test_its_files_are_the_same_bytes_for_a_seed(tmp_path: Path) -> None:
    written = []
    for turn in ("one", "other"):
        dossier = dossier_of(build(3_000, seed=3, on=ON), seed=3, month=MONTH)
        paths = Offices(dossier, month=MONTH, newest=MONTH, seed=3).write(tmp_path / turn)
        written.append({path.name: path.read_bytes() for path in paths})
    assert len(written[0]) > 35
    assert [name for name in written[0] if written[0][name] != written[1][name]] == []


def test_the_lists_of_a_big_county_for_measuring(tmp_path: Path) -> None:
    rows = write_lists(tmp_path, 3_000, MONTH, 1)
    assert rows["公安户籍人口(2024年11月).csv"] > 3_000
    assert rows["税务个人所得税收入(2024年11月).csv"] > 6_000
    assert sum(1 for _ in tmp_path.iterdir()) >= 20
    assert sum(path.name.startswith("核对平台金融资产") for path in tmp_path.iterdir()) == 1


def test_all_cases_of_the_brief_are_planted() -> None:
    dossier = dossier_of(build(3_000, seed=3, on=ON), seed=3, month=MONTH)
    assert {case.number for case in CASES} >= set(range(1, 36))
    assert {planted.number for planted in dossier.planted} >= set(range(1, 36))
    rules = {planted.rule for planted in dossier.planted if planted.answer == Answer.FINDING}
    assert rules >= {f"R-CMP-{number:02d}" for number in range(1, 31) if number != 2} | {"R-ID-02"}


def test_planted_cases_are_found_from_the_files_alone(tmp_path: Path) -> None:
    dossier = dossier_of(build(SMALL, seed=3, on=ON), seed=3, month=MONTH)
    Offices(dossier, month=MONTH, newest=MONTH, seed=3).write(tmp_path / "in")
    result = CliRunner().invoke(
        group, ["month", str(tmp_path / "in"), "--month", "2024-11", "--out", str(tmp_path / "out")]
    )
    assert result.exit_code == 1, result.output
    findings = read(tmp_path / "out" / "findings.csv")
    found = [(row["rule"], row["subject_id"], row["conclusive"] == "yes") for row in findings]
    wrong = _wrong(dossier.planted, found)
    assert len(wrong) <= 0.03 * len(dossier.planted), wrong
    assert _innocent(dossier, found) == []


@pytest.mark.django_db
def test_the_demo_is_built_by_the_systems_own_services(client: Client, settings: Any, tmp_path: Path) -> None:
    """What `doudi demo` does, small: every case answered, findings in all stages, precision to show, an unbroken chain, sign-ins."""
    settings.VAR = tmp_path
    counts = build_demo(COUNTY_OF_THE_ANSWERS, seed=3, progress=lambda step: None)
    assert counts["疑点"] == Finding.objects.count() > 100
    _answers_are_met(tmp_path / "planted.csv")
    _there_is_work_in_every_stage()
    _deliveries_are_as_in_life()
    assert any(tally.precision for tally in tallies(Finding.objects.all()).values())
    assert verify_chain() is None
    shown = json.loads((tmp_path / "demo.json").read_text(encoding="utf-8"))
    assert len(shown["accounts"]) == len(ACCOUNTS)
    assert client.login(username="gucheng", password=PASSWORD)


def _answers_are_met(answers: Path) -> None:
    """The answer list in the demo's folder, held against the findings of the newest month's runs and those before."""
    with answers.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    planted = [
        Planted(
            row["规则"], set(filter(None, row["证号"].split("|"))), MONTH, Answer(row["应当"]), int(row["编号"] or 0)
        )
        for row in rows
    ]
    newest = set(Run.objects.filter(month=MONTH).values_list("pk", flat=True))
    found = [
        (each.rule, each.subject_id, each.conclusive and each.last_run_id in newest) for each in Finding.objects.all()
    ]
    wrong = _wrong(planted, found)
    assert wrong == []
    again = next(each for each in planted if each.number == 35)
    assert Finding.objects.filter(rule="R-CMP-09", previous__disposal="CLEARED").exists(), again


def _there_is_work_in_every_stage() -> None:
    newest = Case.objects.filter(finding_case__finding__first_run__month=MONTH)
    stages = set(newest.values_list("stage", flat=True))
    assert stages == {"NEW", "DISPATCHED", "VERIFIED", "RECTIFYING", "REVIEWING", "CLOSED", "TRANSFERRED"}
    left_lying = Case.objects.filter(finding_case__finding__first_run__month=MONTH - 1, stage="DISPATCHED")
    assert left_lying.exists()


def _deliveries_are_as_in_life() -> None:
    """A list that did not come, one sent again under another month's name, one late, one that nobody knows, rows sent back."""
    states = defaultdict(set)
    for each in Delivery.objects.filter(source="public_employees"):
        states[each.state].add(each.as_of)
    assert states == {Delivery.State.TAKEN_IN: {MONTH - 2}, Delivery.State.REPEATED: {MONTH - 2}}
    assert Delivery.objects.filter(state=Delivery.State.ASKING).count() == 1
    assert Delivery.objects.filter(received_by__username="renshe", rejected__gt=0, as_of=MONTH).exists()
    runs = Run.objects.filter(month=MONTH).order_by("pk")
    late = Delivery.objects.get(source="water", as_of=MONTH)
    first, second = runs
    assert first.started_at is not None
    assert second.started_at is not None
    assert first.started_at < late.received_at < second.started_at
    assert not Delivery.objects.filter(state=Delivery.State.REPEATED).exclude(source="public_employees").exists()


def _wrong(planted: Iterable[Planted], found: Iterable[tuple[str, str, bool]]) -> list[Planted]:
    """The planted cases of which the system does not say what it must; `found` is rule, number, and whether it is conclusive."""
    said = defaultdict(list)
    for rule, number, conclusive in found:
        said[rule, number].append(conclusive)
    wrong = []
    for each in planted:
        hits = [conclusive for number in each.people for conclusive in said.get((each.rule, number), [])]
        as_it_must = {Answer.FINDING: bool(hits), Answer.UNSURE: not any(hits), Answer.NOTHING: not hits}
        if not as_it_must.get(each.answer, True):
            wrong.append(each)
    return wrong


def _innocent(dossier: Dossier, found: Iterable[tuple[str, str, bool]]) -> list[tuple[str, str]]:
    """Who is accused for certain without anything having been planted."""
    accused = {number for each in dossier.planted for number in each.people}
    return [(rule, number) for rule, number, conclusive in found if conclusive and number not in accused]
