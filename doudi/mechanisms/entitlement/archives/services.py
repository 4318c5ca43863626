"""What is done to an archive: a paper is put in, or set aside; reading it and taking it away leave a record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import IO, BinaryIO

from django.db import transaction
from django.utils import timezone

from doudi.base import files
from doudi.base.access import require
from doudi.base.models import StoredFile, User
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.mechanisms.entitlement.archives import packing
from doudi.mechanisms.entitlement.archives.declare import ARCHIVES
from doudi.mechanisms.entitlement.archives.gathering import Gathered
from doudi.mechanisms.entitlement.archives.models import ArchivedPaper, SetAside

Content = BinaryIO | IO[bytes] | bytes


def note_reading(found: Gathered, *, by: User, at: dt.datetime) -> None:
    """An archive holds identity papers: who has opened it stands in the records (R-SEC-04)."""
    _record("archive.read", found, by=by, at=at)


def put_in(
    found: Gathered,
    element: str,
    papers: Sequence[tuple[str, Content]],
    *,
    origin: str,
    made_on: dt.date,
    words: str = "",
    by: User,
    at: dt.datetime,
) -> list[ArchivedPaper]:
    """归档: papers (name, content) that hold an element, all of them or none. `made_on`: the day of the papers themselves."""
    archive = found.archive
    require(by, archive.filers, area_code=found.area_code, on=timezone.localdate(at))
    declared = archive.element(element)
    if declared is None:
        raise Refused("请选择材料属于哪个要素。")
    if origin not in ArchivedPaper.Origin.values:
        raise Refused("请选择材料来源：来源不明的材料不能归档。")
    if not papers:
        raise Refused("请选择要归档的文件。")
    if made_on > timezone.localdate(at):
        raise Refused("材料的形成日期不能晚于今天，请核对。")
    kept: list[StoredFile] = []
    try:
        for name, content in papers:
            purpose = f"归档：{declared.name}"
            kept.append(
                files.keep(
                    content, name=name, purpose=purpose, by=by, at=at, area_code=found.area_code, confided_to=archive.readers
                )
            )  # fmt: skip
        _refuse_twice(found, kept)
        with transaction.atomic():
            made = [
                ArchivedPaper.objects.create(
                    party=found.party, programme=archive.programme, element=element, file=file, origin=origin,
                    made_on=made_on, words=words.strip()[:200], at=at, by=by,
                )
                for file in kept
            ]  # fmt: skip
            data = {"element": element, "sha256": [each.sha256 for each in kept]}
            _record("archive.put_in", found, by=by, at=at, data=data)
    except Refused:
        files.take_back(kept)
        raise
    return made


def set_aside(paper: ArchivedPaper, because: str, *, by: User, at: dt.datetime) -> SetAside:
    """撤出归档: a paper that is not what it was said to be holds its element no longer. It is kept, and who took it out for what."""
    archive = ARCHIVES[paper.programme]
    require(by, archive.filers, area_code=paper.file.area_code, on=timezone.localdate(at))
    if len(because.strip()) < 2:
        raise Refused("请填写撤出归档的原因。")
    if SetAside.objects.filter(paper=paper).exists():
        raise Refused("这份材料已经撤出归档，请刷新后查看。")
    with transaction.atomic():
        made: SetAside = SetAside.objects.create(paper=paper, because=because.strip()[:200], at=at, by=by)
        record(
            "archive.set_aside", f"party:{paper.party_id}", by=by, at=at, because=made.because, area_code=paper.file.area_code,
            data={"programme": paper.programme, "element": paper.element, "sha256": paper.file.sha256},
        )  # fmt: skip
    return made


def take_away(found: Gathered, because: str, *, by: User, at: dt.datetime) -> packing.Package:
    """导出整卷: every file with its fingerprint, for a reason. The record keeps the fingerprint of the list of fingerprints, so that what was
    taken away can be compared with what is here."""
    require(by, found.archive.readers, area_code=found.area_code, on=timezone.localdate(at))
    if len(because.strip()) < 2:
        raise Refused("导出电子档案须填写用途。")
    package = packing.pack(found, by=by, at=at, because=because.strip())
    data = {"files": package.files, "sha256": package.fingerprint}
    _record("archive.take_away", found, by=by, at=at, because=because.strip()[:200], data=data)
    return package


def _refuse_twice(found: Gathered, kept: Sequence[StoredFile]) -> None:
    there = {file.sha256 for each in found.entries if each.paper is not None for file in each.files}
    hashes = [each.sha256 for each in kept]
    again = next((each for each in kept if each.sha256 in there or hashes.count(each.sha256) > 1), None)
    if again is not None:
        raise Refused(f"文件“{again.name}”已经归档，不能重复归档。")


def _record(
    action: str,
    found: Gathered,
    *,
    by: User,
    at: dt.datetime,
    because: str = "",
    data: Mapping[str, object] | None = None,
) -> None:
    record(
        action, f"party:{found.party.pk}", by=by, at=at, because=because, area_code=found.area_code,
        data={"programme": found.archive.programme, **(data or {})},
    )  # fmt: skip
