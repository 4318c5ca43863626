"""Files kept by their hash, of a type that their content proves, handed out only to those who may (R-SEC-04)."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import os
import tempfile
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, BinaryIO

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from doudi.base.access import Roles, may
from doudi.base.models import StoredFile, User
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.base.roles import COUNTY_ROLES, STAFF_ROLES, Role

MEGABYTE = 2**20
_CHUNK = 2**20


@dataclass(frozen=True)
class FileType:
    """A type that content proves, and how it is called when it is handed out."""

    code: str
    content_type: str


PNG = FileType("png", "image/png")
JPEG = FileType("jpg", "image/jpeg")
PDF = FileType("pdf", "application/pdf")
XLSX = FileType("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
DOCX = FileType("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")
ZIP = FileType("zip", "application/zip")
OLD_OFFICE = FileType("ole", "application/vnd.ms-excel")  # .xls, and any workbook with a password
TEXT = FileType("txt", "text/plain")  # HTML too: it is never handed out as a page

# Offices name spreadsheets as they like (HTML as .xls, .xls as .xlsx): what they are is found out by reading them.
_TABLES = (XLSX, OLD_OFFICE, TEXT)
ACCEPTED: dict[str, tuple[FileType, ...]] = {
    ".png": (PNG,),
    ".jpg": (JPEG,),
    ".jpeg": (JPEG,),
    ".pdf": (PDF,),
    ".docx": (DOCX,),
    ".zip": (ZIP,),
    ".xlsx": _TABLES,
    ".xls": _TABLES,
    ".et": _TABLES,
    ".csv": _TABLES,
    ".txt": (TEXT,),
    ".tsv": (TEXT,),
}


def keep(
    content: BinaryIO | IO[bytes] | bytes | Path,
    *,
    name: str,
    purpose: str,
    by: User | None,
    at: dt.datetime,
    area_code: str = "",
    confided_to: Iterable[Role] = (),
    limit: int = 20 * MEGABYTE,
) -> StoredFile:
    """Keep a file: whole or not at all. Refuses what is too big, empty, or not of the type its name says. `confided_to`: the roles that may
    open it where that is fewer than the staff of the place."""
    name = Path(name.replace("\\", "/")).name[-200:]
    allowed = ACCEPTED.get(Path(name).suffix.lower())
    if allowed is None:
        raise Refused(
            f"不接收“{Path(name).suffix or '无后缀'}”类型的文件,可接收:图片、PDF、Word(docx)、表格(xlsx、xls、csv)、文本和zip。"
        )
    draft, sha256, size = _write(content, name, limit)
    try:
        found = proved_type(draft)
        if found not in allowed:
            raise Refused(f"文件“{name}”的内容与后缀不符,请用原来的软件另存后再上传。")
        place = path_of(sha256)
        place.parent.mkdir(parents=True, exist_ok=True)
        draft.replace(place)
    finally:
        draft.unlink(missing_ok=True)
    return StoredFile.objects.create(
        sha256=sha256,
        name=name,
        content_type=found.content_type,
        size=size,
        purpose=purpose,
        area_code=area_code,
        uploaded_by=by,
        at=at,
        confided_to=sorted(role.value for role in confided_to),
    )


def take_back(kept: Iterable[StoredFile]) -> None:
    """What was kept for something that was then refused: nothing refers to it, so row and content go as if it had not been sent."""
    for file in kept:
        file.delete()
        if not StoredFile.objects.filter(sha256=file.sha256, destroyed_at=None).exists():
            path_of(file.sha256).unlink(missing_ok=True)


def open_for(user: Any, file: StoredFile, *, roles: Roles = STAFF_ROLES) -> BinaryIO:
    """Open a kept file for whoever put it there or holds a role in its place (a file without a place: in the county); for fewer of them if it
    is confided."""
    if file.confided_to:
        roles = {Role(each) for each in file.confided_to}
    wanted = roles if file.area_code else COUNTY_ROLES & ({roles} if isinstance(roles, Role) else set(roles))
    if file.uploaded_by_id != user.pk and not may(user, wanted, area_code=file.area_code or None):
        raise Refused("您无权查看这个文件。")
    return open_kept(file)


def open_kept(file: StoredFile) -> BinaryIO:
    """Open a kept file for a job, or for a page that has asked by itself who may."""
    if file.destroyed_at is not None:
        raise Refused(f"文件“{file.name}”保存期满,已于{timezone.localdate(file.destroyed_at)}销毁。")
    try:
        return path_of(file.sha256).open("rb")
    except FileNotFoundError as error:
        raise Refused(f"文件“{file.name}”的原件不在了,请联系管理员从备份恢复。") from error


def destroy(file: StoredFile, *, by: User | None, at: dt.datetime, because: str) -> None:
    """Retention is over: the content goes unless another row still holds it, the row stays and says so."""
    with transaction.atomic():
        StoredFile.objects.filter(pk=file.pk).update(destroyed_at=at)
        file.destroyed_at = at
        record(
            "file.destroy", file, by=by, at=at, because=because, area_code=file.area_code, data={"sha256": file.sha256}
        )
        still_held = StoredFile.objects.filter(sha256=file.sha256, destroyed_at=None).exists()
    if not still_held:
        path_of(file.sha256).unlink(missing_ok=True)


def path_of(sha256: str) -> Path:
    return Path(settings.FILES_ROOT) / sha256[:2] / sha256


def proved_type(path: Path) -> FileType | None:
    """What a file is by its content alone."""
    with path.open("rb") as file:
        return _proved(file)


def proved_type_of(content: bytes) -> FileType | None:
    """The same of content at hand."""
    return _proved(io.BytesIO(content))


def _proved(file: BinaryIO) -> FileType | None:
    head = file.read(4096)
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"%PDF-"):
        return PDF
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return OLD_OFFICE
    if head.startswith(b"PK\x03\x04"):
        return _inside_zip(file)
    return TEXT if _is_text(head) else None


def _inside_zip(file: BinaryIO) -> FileType | None:
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return None
    if "[Content_Types].xml" in names:
        if any(name.startswith("xl/") for name in names):
            return XLSX
        return DOCX if any(name.startswith("word/") for name in names) else None
    return ZIP


def _is_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):  # UTF-16, as spreadsheets save "Unicode text"
        return True
    controls = bytes(range(9)) + bytes(range(14, 27)) + bytes(range(28, 32))
    return bool(head) and not any(byte in controls for byte in head)


def _write(content: BinaryIO | IO[bytes] | bytes | Path, name: str, limit: int) -> tuple[Path, str, int]:
    """Copy into the folder of files, hashing on the way; the draft's path, the hash, the size."""
    if isinstance(content, Path):
        with content.open("rb") as file:
            return _write(file, name, limit)
    root = Path(settings.FILES_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    handle, draft = tempfile.mkstemp(dir=root, prefix=".draft-")  # born readable by its owner alone
    try:
        with os.fdopen(handle, "wb") as out:
            for chunk in [content] if isinstance(content, bytes) else iter(lambda: content.read(_CHUNK), b""):
                size += len(chunk)
                if size > limit:
                    raise Refused(f"文件“{name}”超过{limit // MEGABYTE}MB,请压缩或拆分后再上传。")
                digest.update(chunk)
                out.write(chunk)
            if not size:
                raise Refused(f"文件“{name}”是空的。")
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
    return Path(draft), digest.hexdigest(), size
