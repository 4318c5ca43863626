"""Stories of the outbox: told once, never more than may be told, sent once whatever happens on the way."""

from __future__ import annotations

import datetime as dt
import http.server
import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar

import pytest

from doudi.base.models import Record
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.base.stories import NOW, OTHER_TOWN, TOWN, VILLAGE, build_county, somebody
from doudi.mechanisms.casework.declare import Action, Flow, Stage
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.services import open_case, take, take_many
from doudi.mechanisms.casework.texts import declare, provider, queries, services
from doudi.mechanisms.casework.texts.declare import Template
from doudi.mechanisms.casework.texts.models import TextMessage
from doudi.mechanisms.casework.texts.services import TextTerms, cancel, queue, send_again, send_due

pytestmark = pytest.mark.django_db
TERMS = TextTerms(8, 20, 3)
PHONE = "13812345678"
LEFT: dict[int, str] = {}


def _phones(cases: Sequence[Case]) -> dict[int, str]:
    return {case.pk: LEFT.get(case.pk, PHONE) for case in cases}


ACCEPT = Action("accept", "受理", "APPLIED", "ACCEPTED", by=Role.TOWNSHIP_CLERK, bulk=True)
NOTE = Action("note", "备注", "ACCEPTED", "ACCEPTED", by=Role.TOWNSHIP_CLERK)
FLOW = Flow(
    "text_story.cases",
    "最低生活保障申请",
    (Stage("APPLIED", "已提交"), Stage("ACCEPTED", "已受理")),
    "APPLIED",
    (ACCEPT, NOTE),
    prefix="保",
    tells={"accept": declare.ACCEPTED},
    phones=_phones,
)


@pytest.fixture(autouse=True)
def county(tmp_path: Path, settings: Any) -> None:
    LEFT.clear()
    settings.TEXT_FILE, settings.TEXT_GATEWAY = tmp_path / "texts.jsonl", ""
    build_county()


@pytest.fixture
def clerk() -> Any:
    return somebody("clerk", Role.TOWNSHIP_CLERK, TOWN)


def opened(clerk: Any, number: int = 1) -> list[Case]:
    return [open_case(FLOW, title="姜小白", area_code=VILLAGE, by=clerk, at=NOW) for _ in range(number)]


def test_an_action_tells_the_applicant_once_and_names_nobody(clerk: Any) -> None:
    (case,) = opened(clerk)
    assert not TextMessage.objects.exists()
    take(case, ACCEPT, by=clerk, at=NOW)
    take(case, NOTE, by=clerk, at=NOW)
    row = TextMessage.objects.get()
    assert case.number in row.words
    assert "东镇" in row.words
    assert "姜小白" not in row.words
    assert row.phone == PHONE
    assert TextMessage.objects.extra(where=["phone LIKE %s"], params=[f"%{PHONE}%"]).count() == 0  # encrypted


def test_an_action_on_many_tells_each_in_as_many_queries_as_for_one(
    clerk: Any, django_assert_max_num_queries: Any
) -> None:
    cases = opened(clerk, 3)
    LEFT[cases[1].pk] = "0797-7234567"  # not a mobile: told by post
    with django_assert_max_num_queries(40):
        take_many(cases, ACCEPT, by=clerk, at=NOW)
    assert TextMessage.objects.count() == 2


def test_what_was_refused_is_not_told(clerk: Any) -> None:
    (case,) = opened(clerk)
    stranger = somebody("stranger", Role.TOWNSHIP_CLERK, OTHER_TOWN)
    with pytest.raises(Refused):
        take(case, ACCEPT, by=stranger, at=NOW)
    assert not TextMessage.objects.exists()


@pytest.mark.parametrize(
    "words", ["您的{name}", "您家精神二级残疾的申请", "身份证号36999919800101001X", "月收入超过标准"]
)
def test_r_priv_02_a_template_that_says_too_much_is_not_even_declared(words: str) -> None:
    with pytest.raises(AssertionError):
        Template("too_much", "模板", words)
    assert "too_much" not in declare.TEMPLATES


def test_r_priv_02_what_is_put_in_is_looked_through_too() -> None:
    with pytest.raises(Refused, match="不能发送"):
        queue(declare.POSTED, PHONE, {"number": "36999919800101123X"}, event="x:1", area_code=VILLAGE, at=NOW)
    assert not TextMessage.objects.exists()


def test_the_same_event_is_told_once() -> None:
    for _ in range(2):
        queue(declare.POSTED, PHONE, {"number": "保202409-000001"}, event="x:1", area_code=VILLAGE, at=NOW)
    assert TextMessage.objects.count() == 1


def test_sending_writes_the_file_with_a_masked_number(settings: Any) -> None:
    queue(declare.POSTED, PHONE, {"number": "保202409-000001"}, event="x:1", area_code=VILLAGE, at=NOW)
    assert send_due(at=NOW, terms=TERMS).sent == 1
    assert send_due(at=NOW, terms=TERMS).sent == 0
    written = settings.TEXT_FILE.read_text()
    assert "138****5678" in written
    assert PHONE not in written
    assert "保202409-000001" in written
    assert Record.objects.filter(action="texts.send").count() == 1


def test_nobody_is_woken_at_night() -> None:
    queue(declare.POSTED, PHONE, {"number": "保202409-000001"}, event="x:1", area_code=VILLAGE, at=NOW)
    night = NOW.replace(hour=21)
    assert send_due(at=night, terms=TERMS) == services.Sent(later=1)
    assert send_due(at=NOW + dt.timedelta(days=1), terms=TERMS).sent == 1


def test_a_gateway_that_is_down_is_tried_again_and_then_a_person_is_told(
    clerk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(phone: str, words: str, *, key: str) -> str:
        raise provider.NotSent("短信网关没有答复", again=True)

    queue(declare.POSTED, PHONE, {"number": "保202409-000001"}, event="x:1", area_code=VILLAGE, at=NOW)
    monkeypatch.setattr(provider, "send", down)
    assert send_due(at=NOW, terms=TERMS).later == 1
    assert send_due(at=NOW, terms=TERMS).later == 0  # not before its time
    assert send_due(at=NOW + dt.timedelta(minutes=10), terms=TERMS).later == 1
    assert send_due(at=NOW + dt.timedelta(hours=2), terms=TERMS).failed == 1
    row = queries.failed(clerk).get()
    assert (row.tries, row.error) == (3, "短信网关没有答复")
    monkeypatch.undo()
    send_again(row, by=clerk, at=NOW)
    assert send_due(at=NOW, terms=TERMS).sent == 1
    with pytest.raises(Refused, match="刷新"):
        send_again(row, by=clerk, at=NOW)


def test_a_job_that_was_killed_while_sending_does_not_send_twice(settings: Any) -> None:
    queue(declare.POSTED, PHONE, {"number": "保202409-000001"}, event="x:1", area_code=VILLAGE, at=NOW)
    TextMessage.objects.update(state="SENDING", tried_at=NOW, tries=1)
    assert send_due(at=NOW + dt.timedelta(minutes=5), terms=TERMS) == services.Sent()
    send_due(at=NOW + dt.timedelta(minutes=20), terms=TERMS)
    row = TextMessage.objects.get()
    assert (row.state, "不自动重发" in row.error) == ("FAILED", True)
    assert not settings.TEXT_FILE.exists()


def test_what_is_cancelled_does_not_go_and_a_stranger_cannot_cancel(clerk: Any, settings: Any) -> None:
    queue(declare.POSTED, PHONE, {"number": "保202409-000001"}, event="x:1", area_code=VILLAGE, at=NOW)
    row = TextMessage.objects.get()
    with pytest.raises(Refused):
        cancel(row, by=somebody("stranger", Role.TOWNSHIP_CLERK, OTHER_TOWN), at=NOW, because="误生成")
    with pytest.raises(Refused, match="理由"):
        cancel(row, by=clerk, at=NOW, because=" ")
    cancel(row, by=clerk, at=NOW, because="申请人已到场告知")
    assert send_due(at=NOW, terms=TERMS).sent == 0
    assert not settings.TEXT_FILE.exists()


class _Gateway(http.server.BaseHTTPRequestHandler):
    heard: ClassVar[list[dict[str, Any]]] = []
    status = 200

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.heard.append({**body, "token": self.headers["Authorization"]})
        self.send_response(self.status)
        self.end_headers()
        self.wfile.write(b'{"id": "m-1"}')

    def log_message(self, *args: Any) -> None:
        """Quiet."""


@contextmanager
def gateway(status: int) -> Iterator[str]:
    _Gateway.heard, _Gateway.status = [], status
    server = http.server.HTTPServer(("127.0.0.1", 0), _Gateway)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/send"
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize(("status", "state"), [(200, "SENT"), (503, "QUEUED"), (400, "FAILED")])
def test_a_gateway_over_http_is_told_number_words_and_key(status: int, state: str, settings: Any) -> None:
    queue(declare.POSTED, PHONE, {"number": "保202409-000001"}, event="x:1", area_code=VILLAGE, at=NOW)
    settings.TEXT_GATEWAY_TOKEN = "t"
    with gateway(status) as address:
        settings.TEXT_GATEWAY = address
        send_due(at=NOW, terms=TERMS)
    row = TextMessage.objects.get()
    assert row.state == state
    (said,) = _Gateway.heard
    assert (said["phone"], said["key"], said["token"]) == (PHONE, "x:1", "Bearer t")
    assert PHONE not in row.error
