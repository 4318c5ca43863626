"""Findings kept with their cases open, and somebody in each role, for the tests of this line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import polars as pl
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from doudi.base.models import User
from doudi.base.roles import Role
from doudi.base.stories import COUNTY, OTHER_TOWN, TOWN, VILLAGE, build_county, number_of, somebody
from doudi.mechanisms.casework.services import NewCase, open_cases, take_many
from doudi.mechanisms.matching.models import Run
from doudi.mechanisms.matching.services import keep
from doudi.programmes.integrity.data_matching import flow
from doudi.programmes.integrity.data_matching.models import FindingCase

PNG = (
    b"\x89PNG\r\n\x1a\n"
    + b"\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    + b"\x00" * 40
)
MONTH = 2024 * 12 + 8


def frame(*rows: Mapping[str, object]) -> pl.DataFrame:
    """Findings as the engine gives them."""
    usual: dict[str, object] = {
        "rule": "R-CMP-01", "direction": "paid", "strength": "exact", "conclusive": True, "subject_id": number_of(dt.date(1950, 3, 4), 21), "subject_name": "王某",
        "household_no": "H1", "programme": "农村低保", "area_code": VILLAGE, "amount_fen": 286_000, "reason": "王某已于2024-05-02死亡,此后仍发放。", "identity": "i1", "data_key": "d1",
        "evidence": [{"source": "death_cancellations", "file": "死亡.xlsx", "sheet": "1", "row": 5, "as_of": MONTH, "values": "{\"姓名\": \"王某\"}"}],
        "doubts": [], "not_compared": [], "period_from": MONTH - 3, "period_to": MONTH, "version": 1,
    }  # fmt: skip
    return pl.DataFrame([{**usual, **row} for row in rows])


def found(*rows: Mapping[str, object], at: dt.datetime) -> list[FindingCase]:
    """Findings kept with their cases open."""
    run = Run.objects.create(month=MONTH, state=Run.State.DONE)
    new, _ = keep(run, frame(*rows), on=timezone.localdate(at), cleared_months=6)
    cases = open_cases(flow.FINDINGS, [NewCase(each.subject_name, each.area_code) for each in new], by=None, at=at)
    return FindingCase.objects.bulk_create(
        [FindingCase(case=case, finding=finding) for case, finding in zip(cases, new, strict=True)]
    )


def dispatched(*rows: Mapping[str, object], at: dt.datetime, by: User) -> list[FindingCase]:
    """The same, handed to their townships."""
    cases = found(*rows, at=at)
    take_many([each.case for each in cases], flow.DISPATCH, by=by, at=at)
    return cases


def everybody() -> dict[str, User]:
    """The small county with somebody in each role."""
    build_county()
    return {
        "centre": somebody("centre", Role.VERIFICATION_CENTRE, COUNTY),
        "officer": somebody("officer", Role.COUNTY_OFFICER, COUNTY),
        "clerk": somebody("clerk", Role.TOWNSHIP_CLERK, TOWN),
        "second": somebody("second", Role.TOWNSHIP_CLERK, TOWN),
        "leader": somebody("leader", Role.TOWNSHIP_LEADER, TOWN),
        "stranger": somebody("stranger", Role.TOWNSHIP_CLERK, OTHER_TOWN),
        "inspector": somebody("inspector", Role.INSPECTOR, COUNTY),
        "sender": somebody("sender", Role.DATA_OFFICER, organisation="县人力资源和社会保障局"),
    }


def acting(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def act(user: User, case: FindingCase, action: str, **data: object) -> int:
    """Post the form of an action; the status that comes back (302 when done)."""
    response = acting(user).post(reverse("data_matching:act", args=[case.pk, action]), data)
    return int(response.status_code)
