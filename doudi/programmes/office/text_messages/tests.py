"""Stories of the outbox's pages: what would be sent is seen without the number, what failed is sent again, a stranger sees none of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from doudi.base.roles import Role
from doudi.base.stories import OTHER_TOWN, TOWN, VILLAGE, build_county, somebody
from doudi.mechanisms.casework.texts import declare
from doudi.mechanisms.casework.texts.models import TextMessage
from doudi.mechanisms.casework.texts.services import queue

pytestmark = pytest.mark.django_db
LIST = "/text_messages/messages/"


@pytest.fixture(autouse=True)
def county(tmp_path: Path, settings: Any) -> None:
    settings.TEXT_FILE = tmp_path / "texts.jsonl"
    build_county()


def signed_in(role: Role, area: str) -> Client:
    client = Client()
    client.force_login(somebody(f"{role}{area}", role, area), backend="django.contrib.auth.backends.ModelBackend")
    return client


def queued(event: str = "x:1") -> TextMessage:
    number = {"number": f"保202409-{event}"}
    queue(declare.POSTED, "13812345678", number, event=event, area_code=VILLAGE, at=timezone.now())
    return TextMessage.objects.get(event=event)


def test_the_outbox_shows_what_would_be_sent_and_hides_the_number() -> None:
    queued()
    text = signed_in(Role.TOWNSHIP_CLERK, TOWN).get(LIST).content.decode()
    assert "正在村（社区）公示栏公示" in text
    assert "138****5678" in text
    assert "13812345678" not in text
    assert "公示栏" not in signed_in(Role.TOWNSHIP_CLERK, OTHER_TOWN).get(LIST).content.decode()
    assert signed_in(Role.VILLAGE_WORKER, VILLAGE).get(LIST).status_code == 403


def test_the_list_asks_as_often_for_three_as_for_one() -> None:
    client = signed_in(Role.TOWNSHIP_CLERK, TOWN)
    queued()
    client.get(LIST)
    with CaptureQueriesContext(connection) as one:
        client.get(LIST)
    for event in ("x:2", "x:3"):
        queued(event)
    with CaptureQueriesContext(connection) as three:
        client.get(LIST)
    assert len(one) == len(three)


def test_what_failed_is_an_alarm_and_is_sent_again_from_the_page() -> None:
    row = queued()
    TextMessage.objects.update(state="FAILED", error="短信网关没有答复")
    client = signed_in(Role.TOWNSHIP_CLERK, TOWN)
    assert "1条短信发送失败" in client.get("/alarms/").content.decode()
    assert "短信网关没有答复" in client.get(f"{LIST}{row.pk}/again/").content.decode()
    assert client.post(f"{LIST}{row.pk}/again/").status_code == 302
    row.refresh_from_db()
    assert row.state == "QUEUED"
    assert signed_in(Role.TOWNSHIP_CLERK, OTHER_TOWN).post(f"{LIST}{row.pk}/again/").status_code == 404


def test_cancelling_asks_for_a_reason() -> None:
    row = queued()
    client = signed_in(Role.TOWNSHIP_CLERK, TOWN)
    assert client.post(f"{LIST}{row.pk}/cancel/", {"because": ""}).status_code == 422
    assert client.post(f"{LIST}{row.pk}/cancel/", {"because": "申请人已到场告知"}).status_code == 302
    row.refresh_from_db()
    assert row.state == "CANCELLED"


def test_the_command_can_be_run_again(capsys: pytest.CaptureFixture[str]) -> None:
    queued()
    for _ in range(2):
        call_command("send_texts")
    assert TextMessage.objects.exclude(state__in=["SENT", "QUEUED"]).count() == 0
    assert "已发送" in capsys.readouterr().out
