"""线索附件: as closed as the lead. Those let in open them with a reason, nobody by the general page of files; sealed, only the commission."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from doudi.base import files
from doudi.base.models import Record, StoredFile
from doudi.base.refused import Refused
from doudi.base.stories import COUNTY
from doudi.mechanisms.casework.handing_on import seal_of
from doudi.mechanisms.entitlement.testing_awards import acting, moment
from doudi.programmes.integrity.leads import attachments, flow, services
from doudi.programmes.integrity.leads.models import Lead, LeadFile, LeadPackage
from tests.rectification.stories import DAY
from tests.rectification.test_leads import Confided

pytestmark = pytest.mark.django_db
WORDS = "转账记录：两笔。".encode()


@pytest.fixture
def bureau(tmp_path: Path, settings: Any) -> Confided:
    settings.FILES_ROOT = tmp_path
    return Confided()


def attached(bureau: Confided) -> tuple[Lead, LeadFile]:
    lead = bureau.lead()
    [row] = attachments.attach(lead, [SimpleUploadedFile("转账.txt", WORDS)], by=bureau.officer, at=moment(DAY))
    return lead, row


def test_only_those_let_in_attach_and_open_and_each_opening_is_recorded(bureau: Confided) -> None:
    lead, row = attached(bureau)
    for user in (bureau.second, bureau.leader):
        with pytest.raises(Refused, match="限定知悉范围"):
            attachments.attach(lead, [SimpleUploadedFile("甲.txt", b"a")], by=user, at=moment(DAY))
        with pytest.raises(Refused, match="限定知悉范围"):
            attachments.open_file(row, reason="看看", by=user, at=moment(DAY))
    with pytest.raises(Refused, match="事由"):
        attachments.open_file(row, reason=" ", by=bureau.centre, at=moment(DAY))
    assert not Record.objects.filter(action="lead.read").exists()
    assert attachments.open_file(row, reason="核对", by=bureau.centre, at=moment(DAY)).read() == WORDS
    [opened] = Record.objects.filter(action="lead.read")
    assert (opened.by, opened.because, opened.data["file"]) == (bureau.centre, "核对", row.file.sha256)


def test_the_general_page_of_files_opens_it_to_nobody(bureau: Confided) -> None:
    """Not to whoever uploaded it, not to the county, not to the commission before it was handed over."""
    _, row = attached(bureau)
    for user in (bureau.officer, bureau.centre, bureau.second, bureau.leader, bureau.inspector, bureau.clerk):
        with pytest.raises(Refused, match="无权查看"):
            files.open_for(user, row.file)
    # that it could have been opened: the same file without the care taken
    plain = files.keep(WORDS, name="转账.txt", purpose="测试", by=bureau.officer, at=moment(DAY), area_code=COUNTY)
    assert files.open_for(bureau.second, plain).read() == WORDS


def test_the_seal_carries_them_and_only_the_commission_opens_them_then(bureau: Confided) -> None:
    lead, row = attached(bureau)
    bureau.step(lead, flow.HAND_OVER, bureau.centre, register_no="某民线〔2024〕1号", to="县纪委监委")
    package = LeadPackage.objects.get()
    assert package.copies == [{"name": "转账.txt", "sha256": row.file.sha256}]
    assert package.content["附件"] == package.copies
    assert package.seal == seal_of(package.sealed)
    assert package.is_intact
    row.refresh_from_db()
    for user in (bureau.officer, bureau.centre):
        with pytest.raises(Refused, match="已经封存移送"):
            attachments.open_file(LeadFile.objects.get(), reason="再看", by=user, at=moment(DAY))
        with pytest.raises(Refused, match="没有权限"):
            attachments.open_sealed_file(package, row, by=user, at=moment(DAY))
    with pytest.raises(Refused, match="已经封存移送"):
        attachments.attach(Lead.objects.get(), [SimpleUploadedFile("乙.txt", b"b")], by=bureau.officer, at=moment(DAY))
    content = attachments.open_sealed_file(package, row, by=bureau.inspector, at=moment(DAY))
    assert content.read() == WORDS
    assert Record.objects.filter(action="transfer.open", by=bureau.inspector).count() == 1


def test_a_file_of_another_lead_is_no_part_of_the_package(bureau: Confided) -> None:
    lead, _ = attached(bureau)
    bureau.step(lead, flow.HAND_OVER, bureau.centre, register_no="某民线〔2024〕1号", to="县纪委监委")
    other = services.enter(
        services.NewLead("信访", moment(DAY).date(), "甲", "乙"), area_code=COUNTY, by=bureau.officer, at=moment(DAY)
    )
    [stray] = attachments.attach(other, [SimpleUploadedFile("丙.txt", b"c")], by=bureau.officer, at=moment(DAY))
    with pytest.raises(Refused, match="没有这个附件"):
        attachments.open_sealed_file(LeadPackage.objects.get(), stray, by=bureau.inspector, at=moment(DAY))


def test_bad_files_leave_nothing_behind(bureau: Confided) -> None:
    lead = bureau.lead()
    sent = [SimpleUploadedFile("好.txt", b"a"), SimpleUploadedFile("坏.exe", b"MZ")]
    with pytest.raises(Refused, match="不接收"):
        attachments.attach(lead, sent, by=bureau.officer, at=moment(DAY))
    with pytest.raises(Refused, match="请选择"):
        attachments.attach(lead, [], by=bureau.officer, at=moment(DAY))
    assert not LeadFile.objects.exists()
    assert not StoredFile.objects.filter(purpose__startswith="线索附件").exists()


def test_the_pages(bureau: Confided) -> None:
    lead = bureau.lead()
    officer, centre, inspector = (acting(each) for each in (bureau.officer, bureau.centre, bureau.inspector))
    many, add = reverse("leads:files", args=[lead.pk]), reverse("leads:attach", args=[lead.pk])
    sent = io.BytesIO(WORDS)
    sent.name = "转账.txt"
    assert officer.post(add, {"sent": [sent]}).status_code == 302
    row = LeadFile.objects.get()
    door = reverse("leads:file", args=[lead.pk, row.pk])
    assert door in centre.get(many).content.decode()
    assert acting(bureau.second).get(many).status_code == 404
    assert centre.get(door).get("Content-Disposition") is None  # asked for the reason first
    given = centre.post(door, {"reason": "核对转账"})
    assert b"".join(given.streaming_content) == WORDS  # type: ignore[attr-defined]
    bureau.step(lead, flow.HAND_OVER, bureau.centre, register_no="某民线〔2024〕1号", to="县纪委监委")
    assert officer.get(many).status_code == 404
    page = inspector.post(reverse("leads:package", args=[lead.pk])).content.decode()
    sealed = reverse("leads:sealed_file", args=[lead.pk, row.pk])
    assert sealed in page
    assert b"".join(inspector.get(sealed).streaming_content) == WORDS  # type: ignore[attr-defined]
    assert officer.get(sealed).status_code in (302, 403)
