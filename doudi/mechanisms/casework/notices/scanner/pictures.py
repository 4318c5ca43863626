"""Pictures: what a camera writes into them beside the picture (where, when, with what), and how to take it out without touching the
picture itself."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from doudi.base.refused import Refused
from doudi.mechanisms.casework.notices.scanner.found import Finding, Kind
from doudi.mechanisms.casework.notices.scanner.text import Known, scan_text

JPEG, PNG = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
_START, _END, _SCAN = 0xD8, 0xD9, 0xDA
_APP0, _APP2, _APP14, _COMMENT = 0xE0, 0xE2, 0xEE, 0xFE
_KEPT = {_APP0, _APP14}  # how colours are meant; all other application segments carry words, places or whole pictures
_PNG_KEPT = {
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"bKGD", b"pHYs", b"hIST",
}  # fmt: skip
_ORIENTATION, _MAKE, _MODEL, _TAKEN, _GPS, _EXIF = 0x0112, 0x010F, 0x0110, 0x9003, 0x8825, 0x8769
_WORDS = re.compile(r"[\w一-鿿][\x20-\x7e一-鿿，。：；（）]{5,}")


@dataclass(frozen=True)
class Exif:
    """What the camera wrote: which one it was, when, where, and how the picture is to be turned."""

    camera: str = ""
    taken: str = ""
    place: bool = False
    orientation: int = 1


def scan_picture(content: bytes, *, where: str, known: Known) -> list[Finding]:
    """What lies in a picture beside the picture."""
    return list(_scan(content, where, known))


def _scan(content: bytes, where: str, known: Known) -> Iterator[Finding]:
    exif = exif_of(content)
    if exif.place:
        yield Finding(Kind.METADATA, where, words="照片里记着拍摄地点的经纬度")
    if exif.camera or exif.taken:
        said = "、".join(part for part in (exif.camera and "相机型号", exif.taken and "拍摄时间") if part)
        yield Finding(Kind.METADATA, where, words=f"照片里记着{said}")
    for words, text in _written(content):
        if text.strip():
            yield Finding(Kind.METADATA, where, words=f"图片带有{words}")
            yield from scan_text(text, where=f"{where}的{words}", known=known)


def _written(content: bytes) -> Iterator[tuple[str, str]]:
    """Comments and other words, decoded as best can be."""
    for kind, body in parts(content):
        if kind == _COMMENT:
            yield "注释", _decoded(body)
        elif isinstance(kind, bytes) and kind in (b"tEXt", b"zTXt", b"iTXt"):
            yield "文字说明", _png_text(kind, body)
        elif kind == 0xE1 and not body.startswith(b"Exif"):
            yield "附加说明（XMP）", re.sub(r"<[^>]+>", " ", _decoded(body.partition(b"\0")[2]))
        elif kind == 0xED:
            yield "附加说明（IPTC）", " ".join(_WORDS.findall(_decoded(body)))
        elif kind in (0xE1, b"eXIf"):
            said = " ".join(_WORDS.findall(_decoded(body)) + _WORDS.findall(body[6:].decode("utf-16-le", "ignore")))
            if scan_text(said, where="", known=Known()):
                yield "Exif说明", said


def parts(content: bytes) -> Iterator[tuple[int | bytes, bytes]]:
    """Segments of a JPEG (marker, body), chunks of a PNG (type, body)."""
    if content.startswith(JPEG):
        yield from ((marker, content[start:end]) for marker, start, end in _segments(content))
    elif content.startswith(PNG):
        yield from _chunks(content)


def exif_of(content: bytes) -> Exif:
    """What the camera wrote, as far as it can be read; nothing if it wrote nothing."""
    for kind, body in parts(content):
        if kind == 0xE1 and body.startswith(b"Exif\0\0"):
            return _read_exif(body[6:])
        if kind == b"eXIf":
            return _read_exif(body)
    return Exif()


def stripped(content: bytes) -> bytes:
    """The same picture, bit by bit, without anything that was written beside it. How it is to be turned stays. Refused for other files."""
    if content.startswith(JPEG):
        return _stripped_jpeg(content)
    if content.startswith(PNG):
        body = b"".join(_chunk(kind, data) for kind, data in _chunks(content) if kind in _PNG_KEPT)
        return PNG + body
    raise Refused("公示用的照片须是jpg或png图片，请转换后再上传。")


# --- JPEG -------------------------------------------------------------------------------------------------------------


def _segments(content: bytes) -> Iterator[tuple[int, int, int]]:
    """(marker, start of its body, end) up to the end of the picture; what stands behind that is not part of it."""
    place = 2
    while place + 4 <= len(content):
        if content[place] != 0xFF:
            return
        marker = content[place + 1]
        if marker == 0xFF:
            place += 1
            continue
        if marker == _END:
            yield marker, place + 2, place + 2
            return
        if 0xD0 <= marker <= 0xD7 or marker == 0x01:
            place += 2
            continue
        length = struct.unpack(">H", content[place + 2 : place + 4])[0]
        end = place + 2 + length
        if marker == _SCAN:
            end = _end_of_scan(content, end)
        yield marker, place + 4, end
        place = end
    if content[place : place + 2] == b"\xff\xd9":
        yield _END, place + 2, place + 2


def _end_of_scan(content: bytes, place: int) -> int:
    """Where the coded picture ends: the next marker that is neither stuffing nor a restart."""
    while True:
        place = content.find(b"\xff", place)
        if place < 0 or place + 1 >= len(content):
            return len(content)
        if content[place + 1] != 0x00 and not 0xD0 <= content[place + 1] <= 0xD7:
            return place
        place += 2


def _stripped_jpeg(content: bytes) -> bytes:
    orientation = exif_of(content).orientation
    out = [b"\xff\xd8"]
    if orientation != 1:
        out.append(_orientation_segment(orientation))
    for marker, start, end in _segments(content):
        if marker == _END:
            break
        colours = marker == _APP2 and content[start:end].startswith(b"ICC_PROFILE")
        if (0xE0 <= marker <= 0xEF and marker not in _KEPT and not colours) or marker == _COMMENT:
            continue
        out.append(content[start - 4 : end])
    return b"".join(out) + b"\xff\xd9"


def _orientation_segment(orientation: int) -> bytes:
    """Exif with nothing but how to turn the picture."""
    tiff = (
        b"MM\0*\0\0\0\x08"
        + struct.pack(">H", 1)
        + struct.pack(">HHIHH", _ORIENTATION, 3, 1, orientation, 0)
        + b"\0" * 4
    )
    body = b"Exif\0\0" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def _read_exif(tiff: bytes) -> Exif:
    try:
        order = ">" if tiff[:2] == b"MM" else "<"
        first = struct.unpack(order + "I", tiff[4:8])[0]
        main = _directory(tiff, first, order)
        inner = _directory(tiff, _number(main.get(_EXIF), order), order) if _EXIF in main else {}
        camera = " ".join(_ascii(tiff, main[tag], order) for tag in (_MAKE, _MODEL) if tag in main)
        taken = _ascii(tiff, inner[_TAKEN], order) if _TAKEN in inner else ""
        turned = struct.unpack(order + "H", main[_ORIENTATION][8:10])[0] if _ORIENTATION in main else 1
        return Exif(camera.strip(), taken, _GPS in main, turned if 1 <= turned <= 8 else 1)
    except (struct.error, IndexError):
        return Exif(camera="无法读出的相机信息")


def _directory(tiff: bytes, start: int, order: str) -> dict[int, bytes]:
    """Tag → its entry of twelve bytes."""
    number = struct.unpack(order + "H", tiff[start : start + 2])[0]
    entries = (tiff[start + 2 + 12 * n : start + 14 + 12 * n] for n in range(number))
    return {struct.unpack(order + "H", each[:2])[0]: each for each in entries if len(each) == 12}


def _number(entry: bytes | None, order: str) -> int:
    return int(struct.unpack(order + "I", entry[8:12])[0]) if entry else 0


def _ascii(tiff: bytes, entry: bytes, order: str) -> str:
    length = struct.unpack(order + "I", entry[4:8])[0]
    start = _number(entry, order)
    raw = entry[8 : 8 + length] if length <= 4 else tiff[start : start + length]
    return _decoded(raw.rstrip(b"\0"))


# --- PNG --------------------------------------------------------------------------------------------------------------


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = len(PNG)
    while place + 12 <= len(content):
        length = struct.unpack(">I", content[place : place + 4])[0]
        kind = content[place + 4 : place + 8]
        yield kind, content[place + 8 : place + 8 + length]
        if kind == b"IEND":
            return
        place += 12 + length


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _png_text(kind: bytes, body: bytes) -> str:
    keyword, _, rest = body.partition(b"\0")
    try:
        if kind == b"zTXt":
            rest = zlib.decompress(rest[1:])
        elif kind == b"iTXt":
            packed, rest = rest[0], rest[2:].partition(b"\0")[2].partition(b"\0")[2]
            rest = zlib.decompress(rest) if packed else rest
    except (zlib.error, IndexError):
        return _decoded(keyword)
    return f"{_decoded(keyword)} {_decoded(rest)}"


def _decoded(raw: bytes) -> str:
    for coding in ("utf-8", "gb18030"):
        try:
            return raw.decode(coding)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")
