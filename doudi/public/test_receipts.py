"""Somebody holds a receipt in his hand and asks whether it is genuine."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from doudi.base import guards
from doudi.base.roles import Role
from doudi.base.stories import NOW, TOWN, VILLAGE, build_county, somebody
from doudi.mechanisms.custody.declare import Chain, Handover, Kind
from doudi.mechanisms.custody.guards import GUARDS
from doudi.mechanisms.custody.models import Receipt
from doudi.mechanisms.custody.queries import written
from doudi.mechanisms.custody.services import Handing, NewItem, Whereabouts, hand_over, track

pytestmark = pytest.mark.django_db
GIVE = Handover("give", "移交", "OFFICE", "HANDS", Role.TOWNSHIP_CLERK)
LETTERS = Chain(
    "public_story.letters",
    "信件",
    (Kind("OFFICE", "办公室"), Kind("HANDS", "收件人", at_rest=True)),
    ("OFFICE",),
    (GIVE,),
)


@pytest.fixture
def receipt() -> Receipt:
    build_county()
    clerk = somebody("clerk", Role.TOWNSHIP_CLERK, TOWN)
    item = track(LETTERS, NewItem("1", "信件1", VILLAGE, "OFFICE"), by=clerk, at=NOW)
    return hand_over(Handing(item, Whereabouts(holder="欧阳明"), clerk, NOW, seal="F-77"), GIVE)


def asked(code: str) -> tuple[int, str]:
    answer = Client().post(reverse("public:receipt"), {"code": code})
    return answer.status_code, answer.content.decode()


def test_a_genuine_receipt_is_said_to_be_so_and_nobody_is_named(receipt: Receipt) -> None:
    assert Client().get(reverse("public:receipt")).status_code == 200
    status, page = asked(written(receipt.code))
    assert status == 200
    for words in ("回执真实，交接链完整", "移交", "收件人", "F-77", written(receipt.code)):
        assert words in page
    assert "欧阳明" not in page


def test_a_receipt_whose_chain_was_tampered_with_is_not_said_to_be_genuine(receipt: Receipt) -> None:
    guards.remove(connection, *GUARDS)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE custody_receipt SET target_holder = 'x' WHERE number = 1")
    status, page = asked(receipt.code)
    assert status == 200
    assert "被改动过" in page
    assert "回执真实" not in page


def test_an_invented_code_is_refused_with_what_to_do(receipt: Receipt) -> None:
    status, page = asked("1A2B-3C4D-5E6F-7A8B")
    assert status == 422
    assert "没有这个核验码的交接回执" in page
    assert asked("")[0] == 422
