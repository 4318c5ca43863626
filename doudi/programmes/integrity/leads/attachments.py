"""线索附件: files of a lead, as closed as the lead itself. No general door opens them: only this one, by those let in until the lead is
sealed, by the discipline commission afterwards, and each opening is on record (R-SEC-04, R-FIND-04)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, BinaryIO

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from doudi.base import files
from doudi.base.access import require
from doudi.base.models import StoredFile, User
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.mechanisms.casework.conditions import check_confided
from doudi.programmes.integrity.leads import queries
from doudi.programmes.integrity.leads.flow import LEADS
from doudi.programmes.integrity.leads.models import Lead, LeadFile, LeadPackage

MOST = 20  # of one lead


def attach(lead: Lead, sent: Sequence[UploadedFile[Any]], *, by: User, at: dt.datetime) -> list[LeadFile]:
    """Keep files of a lead that is not sealed yet: all of them or none. Only those let in do.

    They are kept without a place and without an owner, confided to a role that is no role of the county, so that the general page of
    files opens them to nobody.
    """
    _check(lead, by, at)
    if not sent:
        raise Refused("请选择要上传的文件。")
    if lead.files.count() + len(sent) > MOST:
        raise Refused(f"一条线索最多{MOST}个附件，其余材料请密封后移交原件。")
    kept: list[StoredFile] = []
    try:
        with transaction.atomic():
            for each in sent:
                name, purpose = each.name or "", f"线索附件 {lead.case.number}"
                kept.append(files.keep(each, name=name, purpose=purpose, by=None, at=at, confided_to=(Role.INSPECTOR,)))
            made = [LeadFile.objects.create(lead=lead, file=each, by=by, at=at) for each in kept]
            record(
                "lead.attach", f"case:{lead.pk}", by=by, at=at, area_code=lead.case.area_code,
                data={"files": [each.sha256 for each in kept]},
            )  # fmt: skip
    except Refused:
        files.take_back(kept)
        raise
    return made


def open_file(row: LeadFile, *, reason: str, by: User, at: dt.datetime) -> BinaryIO:
    """A file of a lead that is not sealed, for one of those let in, with his reason on record."""
    _check(row.lead, by, at)
    if not reason.strip():
        raise Refused("请填写查看事由。")
    content = files.open_kept(row.file)
    _note("lead.read", f"case:{row.lead_id}", row, by=by, at=at, because=reason.strip())
    return content


def open_sealed_file(package: LeadPackage, row: LeadFile, *, by: User, at: dt.datetime) -> BinaryIO:
    """A file that went with a sealed lead, for the discipline commission alone. Raises Refused for one that the seal does not name."""
    require(by, Role.INSPECTOR, area_code=package.lead.case.area_code, on=timezone.localdate(at))
    sealed = {each["sha256"] for each in package.copies}
    if row.lead_id != package.lead_id or row.file.sha256 not in sealed:
        raise Refused("封存材料里没有这个附件。")
    content = files.open_kept(row.file)
    _note("transfer.open", package, row, by=by, at=at, because=package.register_no)
    return content


def _check(lead: Lead, by: User, at: dt.datetime) -> None:
    on = timezone.localdate(at)
    require(by, queries.INSIDE, area_code=lead.case.area_code, on=on)
    check_confided(LEADS, by, on)
    if lead.register_no or not lead.brief:
        raise Refused("线索已经封存移送或者了结，附件不能再看，也不能再加。")


def _note(action: str, subject: object, row: LeadFile, *, by: User, at: dt.datetime, because: str) -> None:
    record(
        action, subject, by=by, at=at, because=because, area_code=row.lead.case.area_code,  # type: ignore[arg-type]
        data={"file": row.file.sha256},
    )  # fmt: skip
