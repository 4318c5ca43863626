"""The phone sends the same survey twice at the same moment: it is one, and both are answered the same."""

from __future__ import annotations

import json
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from doudi.base.testing import at_once, database_in_a_file
from doudi.desk.stories import signed_in
from doudi.mechanisms.casework.models import ActionTaken, Case
from doudi.mechanisms.casework.surveys.models import Survey
from doudi.mechanisms.casework.surveys.services import carry
from doudi.programmes.assistance.dibao import flow
from doudi.programmes.assistance.dibao.stories import Hall

pytestmark = pytest.mark.django_db(transaction=True)
PNG, JPEG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20, b"\xff\xd8\xff" + b"\0" * 20


def posted(case: Case, key: str, companion: int) -> dict[str, Any]:
    """What the phone sends."""
    now, day = timezone.now().isoformat(), f"{timezone.localdate()}"
    kinds = ("FIRST", "SECOND", "FAMILY", "PHOTO")
    told = {
        "key": key, "step": "survey", "more": {"found": []}, "began_at": now, "filled_at": now, "no_place": "没有定位信号",
        "said": {"together_with": companion, "visited_on": day, "way": "HOME", "signed_by": "户主", "found": "属实"},
        "pictures": [{"kind": kind, "file": f"picture-{place}", "at": now} for place, kind in enumerate(kinds)],
    }  # fmt: skip
    files = {
        f"picture-{place}": SimpleUploadedFile("p", JPEG if kind == "PHOTO" else PNG)
        for place, kind in enumerate(kinds)
    }
    return {"sent": json.dumps(told), **files}


def test_sent_twice_at_once_it_is_one_survey(tmp_path: Path, settings: Any) -> None:
    settings.FILES_ROOT = tmp_path / "files"
    hall = Hall()
    case = hall.accepted()
    hall.take(case, flow.START, hall.clerk, "2024-04-30")
    carry(case, by=hall.clerk, at=timezone.now())
    key = str(uuid.uuid4())
    with database_in_a_file(tmp_path):
        clients = at_once(*(lambda: signed_in(hall.clerk) for _ in range(2)))
        address = f"/phone/surveys/{case.pk}/send/"
        answers: list[Any] = at_once(
            *(lambda client=client: client.post(address, posted(case, key, hall.companion.pk)) for client in clients)
        )
        (counts,) = at_once(lambda: (Survey.objects.count(), ActionTaken.objects.filter(action="survey").count()))
    assert [each.status_code for each in answers] == [200, 200], [each.content.decode() for each in answers]
    assert answers[0].json() == answers[1].json()
    assert answers[0].json()["taken"] is True
    assert counts == (1, 1)
