"""What is held, on the pages: entered with what proves it, refused in one sentence, listed with as many queries for three as for one."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from doudi.base.models import User
from doudi.base.roles import Role
from doudi.base.stories import COUNTY, TOWN, build_county, somebody
from doudi.mechanisms.activities.models import Activity
from doudi.mechanisms.entitlement.testing_awards import acting

pytestmark = pytest.mark.django_db
NEW = "/minor_protection/activities/new/group_sessions/"
ONLY_THE_TABLE = {"HX-Request": "true", "HX-Target": "tbl"}


@pytest.fixture
def officer(tmp_path: Any, settings: Any) -> User:
    settings.FILES_ROOT = tmp_path
    build_county()
    return somebody("officer", Role.COUNTY_OFFICER, COUNTY)


def photo() -> SimpleUploadedFile:
    content = io.BytesIO()
    Image.linear_gradient("L").save(content, "JPEG")
    return SimpleUploadedFile("小组.jpg", content.getvalue())


def typed(client: Any, *, children: int = 8) -> dict[str, Any]:
    """The form as it is filled in; its key comes with the page."""
    key = client.get(NEW).context["form"]["key"].value()
    return {
        "topic": "成长小组", "area": TOWN, "place": "未保站", "on": "2024-05-08", "at": "09:30", "headcount": str(children),
        "workers": "社工甲 县未保中心\n社工乙 县未保中心", "people": "\n".join(f"孩子{number}" for number in range(children)),
        "session": "1", "goal": "认识情绪", "words": "", "notes": "", "incident": "", "minutes": "60", "key": str(key),
        "photos": photo(),
    }  # fmt: skip


def test_a_session_is_entered_once_and_shows_who_was_there(officer: User) -> None:
    client = acting(officer)
    said = typed(client)
    first = client.post(NEW, said)
    assert first.status_code == 302
    client.post(NEW, {**said, "photos": photo()})  # the form is sent again
    made = Activity.objects.get()
    page = client.get(f"/minor_protection/activities/{made.pk}/").content.decode()
    assert "社工乙" in page
    assert "孩子7" in page
    assert "8人" in page


def test_too_many_children_get_one_sentence_and_nothing_is_lost(officer: User) -> None:
    client = acting(officer)
    answer = client.post(NEW, typed(client, children=13))
    assert answer.status_code == 422
    assert "不超过12人" in answer.content.decode()
    assert "孩子12" in answer.content.decode()
    assert not Activity.objects.exists()


def test_the_list_asks_as_often_for_three_as_for_one(officer: User) -> None:
    client = acting(officer)
    address = "/minor_protection/activities/"
    client.get(address, headers=ONLY_THE_TABLE)
    counts = []
    for many in (1, 3):
        while Activity.objects.count() < many:
            client.post(NEW, typed(client))
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address, headers=ONLY_THE_TABLE).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_finance_neither_reads_nor_enters_what_is_held_for_children(officer: User) -> None:
    client = acting(somebody("finance", Role.FINANCE, COUNTY))
    assert client.get("/minor_protection/activities/").status_code in (403, 404)
    assert client.get(NEW).status_code in (403, 404)
