"""What people attach to a step of an application that cannot be kept: the step is not taken, what was typed stays, nothing half done lies about."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from doudi.base import files
from doudi.base.models import Grant, StoredFile
from doudi.desk.stories import signed_in
from doudi.mechanisms.casework.models import ActionTaken, Case
from doudi.mechanisms.casework.notices.testing import jpeg
from doudi.programmes.assistance.dibao import flow
from doudi.programmes.assistance.dibao.stories import Hall

pytestmark = pytest.mark.django_db


@pytest.fixture
def own_folder(tmp_path: Path, settings: Any) -> Path:
    settings.FILES_ROOT = tmp_path / "files"
    (tmp_path / "files").mkdir()
    return tmp_path / "files"


@pytest.fixture
def hall() -> Hall:
    made = Hall()
    Grant.objects.update(since=dt.date(2020, 1, 1))
    return made


def kept(folder: Path) -> tuple[int, int]:
    return StoredFile.objects.count(), sum(each.is_file() for each in folder.rglob("*"))


def surveyed(hall: Hall, case: Case, *photos: SimpleUploadedFile) -> Any:
    said = {
        "version": str(case.version), "together_with": str(hall.companion.pk), "visited_on": f"{timezone.localdate()}", "way": "HOME",
        "signed_by": "户主", "found": "三口之家，住房简陋。", "photo": list(photos),
    }  # fmt: skip
    return signed_in(hall.clerk).post(reverse("dibao:application_act", args=[case.pk, "survey"]), said)


def started(hall: Hall) -> Case:
    case = hall.accepted()
    hall.take(case, flow.START, hall.clerk, "2024-04-30")
    return case


FORTY = b"\xff\xd8\xff\xe0" + b"\0" * (40 * files.MEGABYTE)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda: SimpleUploadedFile("入户.jpg", FORTY, "image/jpeg"), "超过20MB"),
        (lambda: SimpleUploadedFile("入户.jpg", b"MZ\x90\x00\x03" * 9, "image/jpeg"), "内容与后缀不符"),
        (lambda: SimpleUploadedFile("入户.png", b"<html>", "image/png"), "内容与后缀不符"),
        (lambda: SimpleUploadedFile("入户.exe", b"MZ\x90\x00", "image/jpeg"), "不接收"),
    ],
    ids=["forty megabytes", "a programme", "a page", "of no kind"],
)
@pytest.mark.parametrize("before", [0, 1])
def test_a_photo_that_cannot_be_kept_stops_the_step_and_loses_nothing(
    hall: Hall, own_folder: Path, wrong: Any, words: str, before: int
) -> None:
    case = started(hall)
    steps, held = ActionTaken.objects.count(), kept(own_folder)
    good = [SimpleUploadedFile(f"好{each}.jpg", jpeg(comment=str(each)), "image/jpeg") for each in range(before)]
    answer = surveyed(hall, case, *good, wrong())
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert "三口之家，住房简陋。" in page
    assert (ActionTaken.objects.count(), kept(own_folder)) == (steps, held)
    assert surveyed(hall, case, SimpleUploadedFile("入户.jpg", jpeg(comment="x"), "image/jpeg")).status_code == 302
    assert case.actions.get(action="survey").files.count() == 1


def test_of_a_paper_of_two_files_neither_vanishes_unseen(hall: Hall, own_folder: Path) -> None:
    application, held = hall.applied(), kept(own_folder)
    pages = [SimpleUploadedFile(f"{each}.jpg", jpeg(comment=str(each)), "image/jpeg") for each in range(2)]
    address = reverse("dibao:paper", args=[application.pk])
    answer = signed_in(hall.helper).post(address, {"kind": "FORM", "file": pages})
    assert answer.status_code == 422
    assert "多页的请合成一个PDF" in answer.content.decode()
    assert kept(own_folder) == held
