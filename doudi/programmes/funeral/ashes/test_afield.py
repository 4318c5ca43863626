"""Handovers on a phone without a signal: sent later, once; what can be put right stays on the phone, what comes too late is evidence."""

from __future__ import annotations

import datetime as dt
import io
import uuid
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from doudi.base.refused import Refused
from doudi.mechanisms.casework.afield import box, services
from doudi.mechanisms.casework.afield.models import SentStep
from doudi.mechanisms.casework.models import ActionTaken, Case
from doudi.mechanisms.casework.notices.testing import jpeg
from doudi.mechanisms.custody.models import Receipt
from doudi.mechanisms.custody.sealing import first_broken
from doudi.mechanisms.entitlement.testing_awards import moment
from doudi.mechanisms.phone.declare import Answer
from doudi.mechanisms.phone.sent import PHOTO, Picture, Place, Sent
from doudi.programmes.funeral.ashes import afield, flow
from doudi.programmes.funeral.ashes.models import Placement
from doudi.programmes.funeral.ashes.stories import DIED, Hearse, row_of

pytestmark = pytest.mark.django_db
RELEASED = DIED + dt.timedelta(days=3)
CARRIED = moment(RELEASED + dt.timedelta(days=1), 9)
THERE = Place(Decimal("27.38"), Decimal("114.62"), 12)


@pytest.fixture
def hearse(tmp_path: Path, settings: Any) -> Hearse:
    settings.FILES_ROOT = tmp_path
    return Hearse()


def pictures(*kinds: str) -> list[Picture]:
    """A signature of each kind, each drawn otherwise, and a photo."""
    found = []
    for place, kind in enumerate(kinds):
        drawn = io.BytesIO()
        Image.new("L", (8, 8), 40 * place).save(drawn, "PNG")
        found.append(Picture(kind, SimpleUploadedFile("signature.png", drawn.getvalue()), "签名.png"))
    return [*found, Picture(PHOTO, SimpleUploadedFile("photo.jpg", jpeg()))]


def laid(hearse: Hearse, case: Case, *, at: dt.datetime, key: uuid.UUID | None = None, signed: Sequence[str] = ("FAMILY", "KEEPER", "TRACKER"), **said: Any) -> Sent:  # fmt: skip
    """A placement as the keeper's phone sends it, filled in at a moment."""
    told = {
        "together_with": str(hearse.helper.pk), "facility": "G1", "place": "A-1", "square": "0.5", "certificate": "葬9", "family": "王五",
        "seal": f"G{case.pk}", **said,
    }  # fmt: skip
    return Sent(key or uuid.uuid4(), "place", told, pictures(*signed), at, at, THERE)


def send(hearse: Hearse, case: Case, sent: Sent, at: dt.datetime) -> Answer:
    return box.receive(hearse.keeper, case.pk, sent, at)


def test_a_placement_filled_in_without_a_signal_counts_when_it_was_done_and_is_sealed_with_its_signatures(
    hearse: Hearse,
) -> None:
    case = hearse.released()
    form = box.carry(hearse.keeper, case.pk, CARRIED)
    assert form.step == "place"
    assert [each.label for each in form.signatures] == ["丧属", "管理员", "跟踪员"]
    assert "seal" not in form.initial  # what is compared is read off the urn
    assert form.initial["together_with"] == str(hearse.helper.pk)
    done, came = CARRIED + dt.timedelta(hours=2), CARRIED + dt.timedelta(hours=30)
    assert send(hearse, case, laid(hearse, case, at=done), came).taken
    step, receipt = SentStep.objects.get(), Receipt.objects.order_by("-number").first()
    assert step.taken is not None
    assert step.taken.at == done
    assert step.received_at == came
    assert receipt is not None
    assert (receipt.at, receipt.label) == (done, "公墓安葬")
    assert receipt.signatures == {"丧属": "王五", "管理员": hearse.keeper.name, "跟踪员": hearse.helper.name}
    for picture in step.pictures.exclude(kind=PHOTO):
        assert picture.file.sha256[:16] in receipt.evidence["手写签名"]
    assert receipt.evidence["送达"] != receipt.evidence["手机填写"]
    assert Placement.objects.get().latitude == pytest.approx(27.38)
    assert first_broken() is None


def test_sent_twice_it_is_one(hearse: Hearse) -> None:
    case, key = hearse.released(), uuid.uuid4()
    box.carry(hearse.keeper, case.pk, CARRIED)
    at = CARRIED + dt.timedelta(hours=2)
    first = send(hearse, case, laid(hearse, case, at=at, key=key), at)
    again = send(hearse, case, laid(hearse, case, at=at, key=key), at + dt.timedelta(hours=1))
    assert first == again
    assert SentStep.objects.count() == 1
    assert ActionTaken.objects.filter(case=case, action="place").count() == 1


def test_a_seal_that_was_misread_stays_on_the_phone_until_it_is_right(hearse: Hearse) -> None:
    case = hearse.released()
    box.carry(hearse.keeper, case.pk, CARRIED)
    at = CARRIED + dt.timedelta(hours=1)
    with pytest.raises(Refused, match="封签号与上一次交接记录的不符"):
        send(hearse, case, laid(hearse, case, at=at, seal="G0"), at)
    assert not SentStep.objects.exists()
    assert row_of(case).case.stage == "S5"
    assert send(hearse, case, laid(hearse, case, at=at), at).taken


def test_what_is_not_signed_by_all_is_refused_with_what_is_missing(hearse: Hearse) -> None:
    case = hearse.released()
    box.carry(hearse.keeper, case.pk, CARRIED)
    at = CARRIED + dt.timedelta(hours=1)
    with pytest.raises(Refused, match="跟踪员签名"):
        send(hearse, case, laid(hearse, case, at=at, signed=("FAMILY", "KEEPER")), at)
    with pytest.raises(Refused, match="跟踪员"):
        send(hearse, case, laid(hearse, case, at=at, together_with=str(hearse.keeper.pk)), at)


def test_laid_by_somebody_else_meanwhile_it_is_kept_as_evidence_and_moves_nothing(hearse: Hearse) -> None:
    case = hearse.released()
    box.carry(hearse.keeper, case.pk, CARRIED)
    hearse.place(case, CARRIED.date())
    receipts = Receipt.objects.count()
    at = CARRIED + dt.timedelta(days=1)
    answer = send(hearse, case, laid(hearse, case, at=at), at)
    assert not answer.taken
    assert "记录已作为证据留存" in answer.sentence
    assert SentStep.objects.get().pictures.count() == 4
    assert Receipt.objects.count() == receipts


def test_only_who_took_it_along_may_send_it(hearse: Hearse) -> None:
    case = hearse.released()
    with pytest.raises(Refused, match="不是由您带出"):
        send(hearse, case, laid(hearse, case, at=CARRIED), CARRIED)
    with pytest.raises(Refused, match="没有需要您到现场办理的步骤"):
        box.carry(hearse.clerk, case.pk, CARRIED)


def test_the_release_by_three_is_taken_along_by_the_funeral_home(hearse: Hearse) -> None:
    case = hearse.cremated()
    at = moment(RELEASED, 20)
    form = box.carry(hearse.writer, case.pk, at)
    assert [each.label for each in form.signatures] == ["领取人", "殡仪馆经办人", "跟踪员"]
    assert next(each.kind for each in form.questions if each.code == "seal") == "code"
    said = {
        "together_with": str(hearse.helper.pk), "destination": "VILLAGE", "proof": "墓1", "collector": "王五", "relation": "子女",
        "collector_checked": True, "seal": f"G{case.pk}",
    }  # fmt: skip
    sent = Sent(uuid.uuid4(), "release", said, pictures("FAMILY", "HOME", "TRACKER"), at, at, None, "没有定位信号")
    assert box.receive(hearse.writer, case.pk, sent, at + dt.timedelta(hours=1)).taken
    assert row_of(case).released_on == RELEASED
    last = Receipt.objects.order_by("-number")[0]
    assert last.signatures == {"丧属": "王五", "殡仪馆经办人": hearse.writer.name, "跟踪员": hearse.helper.name}


@given(st.integers(-10_000, 10_000))
def test_a_phones_clock_counts_only_between_what_the_server_knows(minutes: int) -> None:
    since, at = moment("2026-08-10", 8), moment("2026-08-14", 8)
    filled = since + dt.timedelta(minutes=minutes)
    sent = Sent(uuid.uuid4(), "place", {}, [], filled, filled)
    counted = services.counts_at(sent, since=since, at=at, hours=72)
    assert since <= counted <= at
    assert counted in (filled, at)
    assert (counted == filled) == (at - dt.timedelta(hours=72) <= filled <= at) or filled == at


def test_every_step_that_is_taken_along_names_its_parties_as_the_chain_does() -> None:
    assert set(afield.AFIELD.signed) <= {each.code for each in flow.ACTIONS}
    looked_at = {flow.VERIFY.code, flow.RECHECK.code}  # nothing passes from hand to hand
    for code, signatures in afield.AFIELD.signed.items():
        assert len({each.kind for each in signatures}) == len(signatures) >= (1 if code in looked_at else 2), code


def test_r_ashes_15_the_verifier_is_told_where_to_look_and_what_does_not_agree_stays_with_him(hearse: Hearse) -> None:
    case = hearse.placed()
    carried = moment(RELEASED + dt.timedelta(days=5), 9)
    form = services.carry(case, by=hearse.clerk, at=carried)
    assert f"上村公墓A-{case.pk}；封签号：G{case.pk}" in "".join(form.about)
    with pytest.raises(Refused, match="没有需要您"):
        services.carry(case, by=hearse.helper, at=carried)  # the tracker, who was there when it was laid

    def looked(**said: Any) -> Sent:
        filled = carried + dt.timedelta(hours=2)
        return Sent(uuid.uuid4(), flow.VERIFY.code, said, pictures("VERIFIER"), filled, filled, THERE)

    later = carried + dt.timedelta(hours=6)
    with pytest.raises(Refused):
        services.receive(case, looked(seal_matches=True), by=hearse.clerk, at=later)
    case.refresh_from_db()
    assert (case.stage, SentStep.objects.count()) == ("S6", 0)
    step = services.receive(case, looked(seal_matches=True, place_matches=True), by=hearse.clerk, at=later)
    case.refresh_from_db()
    assert step.taken is not None
    assert (case.stage, step.taken.at) == ("S7", carried + dt.timedelta(hours=2)), (
        "when he was there, not when it arrived"
    )
