"""The invented county: deterministic, of nobody real, and its bad cases are found by the files alone."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client

from doudi.base.identity import is_valid
from doudi.base.records import verify_chain
from doudi.config.cli import group
from doudi.demo.build import ACCOUNTS, MONTH, PASSWORD, build_demo
from doudi.demo.cases import dossier_of
from doudi.demo.county import COUNTY, VILLAGES, build
from doudi.demo.offices import Offices
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.exchange.models import Delivery
from doudi.mechanisms.matching.models import Finding
from doudi.mechanisms.matching.queries import tallies
from tests.scoring import read

ON = dt.date(2024, 11, 30)
SMALL = 9_000


def test_the_county_is_the_same_for_a_seed_and_belongs_to_nobody() -> None:
    one, other = build(SMALL, seed=3, on=ON), build(SMALL, seed=3, on=ON)
    assert [person.number for person in one.people] == [person.number for person in other.people]
    assert [person.name for person in one.people] != [person.name for person in build(SMALL, seed=4, on=ON).people]
    assert len(one.villages) == VILLAGES
    assert all(is_valid(person.number) and person.number.startswith(COUNTY) for person in one.people)
    assert len({person.number for person in one.people}) == len(one.people)


def test_planted_cases_are_found_from_the_files_alone(tmp_path: Path) -> None:
    dossier = dossier_of(build(SMALL, seed=3, on=ON), seed=3, month=MONTH)
    Offices(dossier, month=MONTH, newest=MONTH, seed=3).write(tmp_path / "in")
    result = CliRunner().invoke(
        group, ["month", str(tmp_path / "in"), "--month", "2024-11", "--out", str(tmp_path / "out")]
    )
    assert result.exit_code == 1, result.output
    findings = read(tmp_path / "out" / "findings.csv")
    reported = {(row["rule"], row["subject_id"]) for row in findings}
    missed = [case for case in dossier.planted if not any((case.rule, number) in reported for number in case.people)]
    assert len(missed) <= 0.06 * len(dossier.planted), missed
    accused = {number for case in dossier.planted for number in case.people}
    innocent = [row for row in findings if row["conclusive"] == "yes" and row["subject_id"] not in accused]
    assert len(innocent) <= 0.06 * len(findings), innocent


@pytest.mark.django_db
def test_three_months_are_taken_in_compared_and_worked_off(client: Client, settings: Any, tmp_path: Path) -> None:
    """What `doudi demo` does, small: findings in all stages, precision to show, an unbroken chain, sign-ins that work."""
    settings.VAR = tmp_path
    counts = build_demo(SMALL, seed=3, progress=lambda step: None)
    assert counts["疑点"] == Finding.objects.count() > 30
    stages = set(Case.objects.values_list("stage", flat=True))
    assert {"NEW", "DISPATCHED", "CLOSED"} <= stages
    assert any(tally.precision for tally in tallies(Finding.objects.all()).values())
    assert (
        Delivery.objects.filter(source="public_employees", as_of=MONTH - 1).count() == 0
    )  # the list that did not come
    assert verify_chain() is None
    shown = json.loads((tmp_path / "demo.json").read_text(encoding="utf-8"))
    assert len(shown["accounts"]) == len(ACCOUNTS)
    assert client.login(username="gucheng", password=PASSWORD)
