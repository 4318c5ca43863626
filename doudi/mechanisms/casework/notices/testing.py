"""Files for tests that carry something along unseen. Nothing here is used by the running system."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from typing import Any

import docx
import openpyxl


def workbook(fill: Callable[[Any], None]) -> bytes:
    """An xlsx made by a function that is given the workbook, whose first sheet is a harmless list."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "公示名单"
    for row in (("序号", "姓名", "人数", "金额(元)"), (1, "甲某", 3, 911), (2, "乙某", 1, 715)):
        sheet.append(row)
    fill(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def document(fill: Callable[[Any], None]) -> bytes:
    """A docx made by a function that is given the document."""
    made = docx.Document()
    for key, relation in list(made.part.package.rels.items()):
        if "thumbnail" in relation.reltype:  # python-docx brings one of its own
            del made.part.package.rels[key]
    made.add_paragraph("经入户调查，现将拟纳入保障的家庭公示如下。")
    fill(made)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def jpeg(*, gps: bool = False, camera: str = "", comment: str = "", orientation: int = 1, behind: bytes = b"") -> bytes:
    """The skeleton of a JPEG with what a camera writes into it."""
    out = b"\xff\xd8"
    entries = [struct.pack(">HHII", 0x0112, 3, 1, orientation << 16)]
    data = camera.encode() + b"\0"
    place = 8 + 2 + 12 * (1 + bool(camera) + gps) + 4
    if camera:
        entries.insert(0, struct.pack(">HHII", 0x0110, 2, len(data), place))
    if gps:
        entries.append(struct.pack(">HHII", 0x8825, 4, 1, place + len(data)))
    tiff = b"MM\0*\0\0\0\x08" + struct.pack(">H", len(entries)) + b"".join(entries) + b"\0" * 4 + data
    tiff += struct.pack(">H", 1) + struct.pack(">HHII", 1, 2, 2, 0x4E000000) + b"\0" * 4
    if gps or camera or orientation != 1:
        out += _segment(0xE1, b"Exif\0\0" + tiff)
    if comment:
        out += _segment(0xFE, comment.encode())
    out += _segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0") + _segment(0xDB, bytes(65))
    out += _segment(0xDA, bytes(10)) + b"coded\xff\x00picture\xff\xd3on"
    return out + b"\xff\xd9" + behind


def png(text: str = "") -> bytes:
    """The skeleton of a PNG, with a comment."""
    chunks = [
        (b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"\0\0")),
        (b"IEND", b""),
    ]
    if text:
        chunks.insert(1, (b"tEXt", b"Comment\0" + text.encode()))
    body = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


def pdf(text: str, *, title: str = "") -> bytes:
    """A PDF of one page that says something in letters of ASCII; its title may say anything."""
    stream = f"BT /F1 12 Tf 72 700 Td ({text}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Title <" + ("\ufeff" + title).encode("utf-16-be").hex().encode() + b"> >>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        out
        + b"xref\n0 7\n0000000000 65535 f \n%strailer << /Size 7 /Root 1 0 R /Info 6 0 R >>\nstartxref\n%d\n%%%%EOF"
        % (
            table,
            len(out),
        )
    )


def _segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body
