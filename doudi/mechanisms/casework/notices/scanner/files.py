"""A file that is to hang beside a notice: looked at by what its content is, never by what it is called."""

from __future__ import annotations

import io
import zipfile

from charset_normalizer import from_bytes

from doudi.base.files import DOCX, JPEG, PDF, PNG, TEXT, XLSX, FileType, proved_type_of
from doudi.base.refused import Refused
from doudi.mechanisms.casework.notices.scanner.found import Finding, Kind
from doudi.mechanisms.casework.notices.scanner.package import parts_of, scan_common
from doudi.mechanisms.casework.notices.scanner.pdf import scan_pdf
from doudi.mechanisms.casework.notices.scanner.pictures import scan_picture, stripped
from doudi.mechanisms.casework.notices.scanner.spreadsheets import scan_workbook
from doudi.mechanisms.casework.notices.scanner.text import NOBODY, Known, scan_lines, scan_text
from doudi.mechanisms.casework.notices.scanner.word import scan_document


def scan_file(content: bytes, *, name: str, known: Known = NOBODY) -> list[Finding]:
    """All that a file holds and may not, its name included. A kind of file that cannot be looked into blocks."""
    found = scan_text(name.rpartition(".")[0], where=f"文件名“{name[:3]}…”", known=known)
    kind = proved_type_of(content)
    try:
        found += _scan(content, kind, known)
    except (Refused, zipfile.BadZipFile, ValueError, KeyError, RecursionError) as error:
        why = error.sentence.rstrip("。") if isinstance(error, Refused) else "已损坏，无法检查"
        found.append(Finding(Kind.UNREAD, "文件", words=why))
    return [
        Finding(each.kind, f"附件“{_short(name)}”{each.where}", each.hint, each.words, each.blocks) for each in found
    ]


def _scan(content: bytes, kind: FileType | None, known: Known) -> list[Finding]:
    if kind in (XLSX, DOCX):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            scan = scan_workbook if kind is XLSX else scan_document
            return [*scan(archive, known=known), *scan_common(parts_of(archive), known)]
    if kind is PDF:
        return scan_pdf(content, known=known)
    if kind in (JPEG, PNG):
        found = scan_picture(content, where="", known=known)
        look = Finding(Kind.PICTURE, "", words="机器看不出图片里的文字和人像", blocks=False)
        # what is written beside a picture is taken out of the copy that is shown
        return [look, *(Finding(each.kind, each.where, each.hint, each.words, blocks=False) for each in found)]
    if kind is TEXT:
        best = from_bytes(content).best()
        lines = (str(best) if best else content.decode("gb18030", "replace")).splitlines()
        return scan_lines(((f"第{number}行", line) for number, line in enumerate(lines, 1)), known=known)
    return [Finding(Kind.UNREAD, "", words="这种文件无法检查")]


def published(content: bytes) -> bytes:
    """The copy that is shown: pictures without what was written beside them, other files as they are (they were clean)."""
    return stripped(content) if proved_type_of(content) in (JPEG, PNG) else content


def _short(name: str) -> str:
    """A file's name as a finding may repeat it: not if the name itself gives something away."""
    return name if not scan_text(name.rpartition(".")[0], where="") else f"{name[:2]}….{name.rpartition('.')[2]}"
