"""A finding's road through the pages that people use: dispatched, verified by two, signed, rectified, closed by somebody else."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from doudi.base.models import User
from doudi.base.stories import number_of
from doudi.mechanisms.casework.services import take_many
from doudi.mechanisms.matching.models import Finding
from doudi.mechanisms.matching.services import dispose
from doudi.programmes.integrity.data_matching import flow
from doudi.programmes.integrity.data_matching.models import TransferPackage
from doudi.programmes.integrity.data_matching.stories import PNG, act, acting, found

pytestmark = pytest.mark.django_db


def test_a_finding_goes_its_whole_road(people: dict[str, User]) -> None:
    (case,) = found({}, at=timezone.now())
    take_many([case.case], flow.DISPATCH, by=people["officer"], at=timezone.now())
    page = acting(people["clerk"]).get(reverse("data_matching:finding", args=[case.pk])).content.decode()
    assert "王某已于2024-05-02死亡" in page
    assert "死亡.xlsx" in page
    assert number_of(dt.date(1950, 3, 4), 21) not in page  # masked
    visit = {"visited_on": "2024-09-20", "met": "其子", "found": "入户核实，人已去世。", "result": "CONFIRMED"}
    assert act(people["clerk"], case, "verify", **visit, photo=SimpleUploadedFile("a.png", PNG)) == 422  # alone
    both = {**visit, "together_with": str(people["second"].pk)}
    assert act(people["clerk"], case, "verify", **both, photo=SimpleUploadedFile("a.png", PNG)) == 302
    assert act(people["leader"], case, "sign") == 302
    done = {"measure": "RECOVER", "decision_no": "民决1号", "overpaid": "2860", "recovered": "2860", "done": "已追回。"}
    assert act(people["clerk"], case, "rectify", **done) == 302
    case.refresh_from_db()
    assert case.outstanding_fen == 0
    assert act(people["officer"], case, "close", site_report="已到现场复核。") != 302  # she dispatched it
    assert act(people["centre"], case, "close", site_report="已到现场复核。") == 302
    case.finding.refresh_from_db()
    assert case.finding.disposal == Finding.Disposal.CORRECTED


def test_ex_36_two_and_ten_working_days(people: dict[str, User]) -> None:
    """EX-36: found 2024-09-12, dispatch by Saturday 14 (a working day), verify by 2024-09-30."""
    at = timezone.make_aware(dt.datetime(2024, 9, 12, 9))
    (case,) = found({}, at=at)
    assert case.case.due_on == dt.date(2024, 9, 14)
    take_many([case.case], flow.DISPATCH, by=people["officer"], at=timezone.make_aware(dt.datetime(2024, 9, 14, 9)))
    case.case.refresh_from_db()
    assert case.case.due_on == dt.date(2024, 9, 30)


def test_another_township_sees_nothing(people: dict[str, User]) -> None:
    (case,) = found({}, at=timezone.now())
    assert acting(people["stranger"]).get(reverse("data_matching:finding", args=[case.pk])).status_code == 404
    assert "王某" not in acting(people["stranger"]).get(reverse("data_matching:findings")).content.decode()
    assert acting(people["sender"]).get(reverse("data_matching:findings")).status_code == 403


def test_a_transferred_finding_vanishes_from_the_township_and_is_sealed(people: dict[str, User]) -> None:
    (case,) = found({}, at=timezone.now())
    take_many([case.case], flow.DISPATCH, by=people["officer"], at=timezone.now())
    assert act(people["centre"], case, "transfer", register_no="移1号", because="涉嫌隐瞒，依规移送。") == 302
    assert acting(people["clerk"]).get(reverse("data_matching:finding", args=[case.pk])).status_code == 404
    package = TransferPackage.objects.get()
    page = acting(people["inspector"]).get(reverse("data_matching:transfer", args=[package.pk])).content.decode()
    assert "完好" in page
    package.sealed = package.sealed.replace("2024-05-02", "2024-06-02")
    package.save()
    assert (
        "不一致"
        in acting(people["inspector"]).get(reverse("data_matching:transfer", args=[package.pk])).content.decode()
    )


def test_a_second_run_adds_nothing_and_a_cleared_one_stays_cleared(people: dict[str, User]) -> None:
    (case,) = found({}, at=timezone.now())
    assert found({}, at=timezone.now()) == []
    dispose(case.finding, Finding.Disposal.CLEARED, because="同名", on=dt.date(2024, 9, 20))
    assert found({}, at=timezone.make_aware(dt.datetime(2024, 12, 1, 9))) == []
    (again,) = found({"data_key": "d2"}, at=timezone.make_aware(dt.datetime(2024, 12, 1, 9)))  # new data
    assert again.finding.previous_id == case.finding.pk


def test_a_cleared_one_is_asked_again_after_six_months(people: dict[str, User]) -> None:
    (case,) = found({}, at=timezone.now())
    dispose(case.finding, Finding.Disposal.CLEARED, because="同名", on=dt.date(2024, 9, 20))
    assert found({}, at=timezone.make_aware(dt.datetime(2025, 3, 19, 9))) == []
    assert len(found({}, at=timezone.make_aware(dt.datetime(2025, 3, 20, 9)))) == 1


def test_the_list_asks_the_database_as_often_for_three_as_for_one(people: dict[str, User]) -> None:
    client = acting(people["clerk"])
    counts = []
    for number in (1, 3):
        rows: list[dict[str, object]] = [{"identity": f"n{number}{each}"} for each in range(number)]
        found(*rows, at=timezone.now())
        client.get(reverse("data_matching:findings"))
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("data_matching:findings") + f"?q={number}")
        counts.append(len(captured))
    assert counts[0] == counts[1]
