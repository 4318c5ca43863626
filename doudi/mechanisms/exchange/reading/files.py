"""Finding the files of a delivery (folders, zips) and handing each to the reader that its content asks for."""

from __future__ import annotations

import hashlib
import io
import lzma
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

from doudi.mechanisms.exchange.reading.kinds import why_no_table
from doudi.mechanisms.exchange.reading.sheets import RawSheet, Unreadable
from doudi.mechanisms.exchange.reading.text import read_text
from doudi.mechanisms.exchange.reading.web import looks_like_html, read_html
from doudi.mechanisms.exchange.reading.workbooks import MAX_RATIO, MAX_UNPACKED, read_workbook
from doudi.mechanisms.exchange.reading.xml_tables import looks_like_xml_table, read_xml_tables

_NOISE = {".ds_store", "thumbs.db", "desktop.ini"}
_MAX_FILES = 2000
_MAX_NESTING = 3


@dataclass(frozen=True)
class FoundFile:
    """A file of a delivery: its name as shown to people (with the zip it came from), and its bytes."""

    name: str
    data: bytes

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True)
class Refusal:
    name: str
    sentence: str


@dataclass(frozen=True)
class Place:
    """Where a file lies, its name below the folder that was given, and its size in bytes (0: there is none)."""

    name: str
    path: Path
    size: int


def places(paths: Iterable[Path]) -> list[Place]:
    """Every file below the paths in the order of their names; links that lead out of a folder are not followed."""
    found: list[Place] = []
    for path in paths:
        if path.is_dir():
            root = path.resolve()
            inside = [
                each for each in sorted(path.rglob("*")) if each.is_file() and each.resolve().is_relative_to(root)
            ]
            found += [Place(str(each.relative_to(path)), each, each.stat().st_size) for each in inside]
        else:
            found.append(Place(path.name, path, path.stat().st_size if path.is_file() else 0))
    return [place for place in found if not _is_noise(place.name)]


def open_place(place: Place) -> Iterator[FoundFile | Refusal]:
    """The file that lies there; if it is a zip, all files in it, in the order of their names."""
    try:
        data = place.path.read_bytes()
    except FileNotFoundError:
        yield Refusal(place.name, f"找不到“{place.name}”。")
    except OSError:
        yield Refusal(place.name, f"“{place.name}”无法打开,请检查文件权限。")
    else:
        yield from _unpack(place.name, data, depth=0)


def find_files(paths: Iterable[Path]) -> Iterator[FoundFile | Refusal]:
    """Every file below the paths, zips opened, one after the other."""
    for place in places(paths):
        yield from open_place(place)


def _is_noise(name: str) -> bool:
    last = PurePosixPath(name.replace("\\", "/")).name.lower()
    return last in _NOISE or last.startswith(("~$", "._", ".~")) or "__macosx/" in name.lower()


def _unpack(name: str, data: bytes, *, depth: int) -> Iterator[FoundFile | Refusal]:
    if not (
        name.lower().endswith(".zip")
        or (data[:4] == b"PK\x03\x04" and b"[Content_Types].xml" not in data[:4096] and _plain_zip(data))
    ):
        yield FoundFile(name, data)
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if not entries:
                yield Refusal(name, f"压缩包“{name}”里没有文件,请核对后重新报送。")
                return
            unpacked = sum(entry.file_size for entry in entries)
            if (
                depth >= _MAX_NESTING
                or len(entries) > _MAX_FILES
                or unpacked > MAX_UNPACKED
                or unpacked > MAX_RATIO * max(len(data), 10_000)
            ):
                yield Refusal(name, f"压缩包“{name}”解压后异常庞大或层数过多,已拒绝读取,请直接报送表格。")
                return
            if any(entry.flag_bits & 1 for entry in entries):
                yield Refusal(name, f"压缩包“{name}”设有密码,请取消密码后重新报送。")
                return
            for entry in sorted(entries, key=lambda each: _entry_name(each)):
                inner = _entry_name(entry)
                if not _is_noise(inner):
                    yield from _unpack(f"{name}/{inner}", archive.read(entry), depth=depth + 1)
    except (
        zipfile.BadZipFile,
        zlib.error,
        lzma.LZMAError,
        OSError,
        EOFError,
        ValueError,
        NotImplementedError,
        RuntimeError,
    ):
        yield Refusal(name, f"压缩包“{name}”已损坏或格式不支持,请重新压缩或直接报送表格。")


def _plain_zip(data: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return False
    return "[Content_Types].xml" not in names and "mimetype" not in names


def _entry_name(entry: zipfile.ZipInfo) -> str:
    """The name inside a zip: old Windows tools write it in GBK without saying so. Steps out of the folder are dropped."""
    name = entry.filename
    if not entry.flag_bits & 0x800:
        try:
            name = name.encode("cp437").decode("gb18030")
        except (UnicodeEncodeError, UnicodeDecodeError):
            name = entry.filename
    return "/".join(part for part in name.replace("\\", "/").split("/") if part not in ("", ".", ".."))


def read_file(file: FoundFile) -> list[RawSheet]:
    """All sheets of a file, by its content first and its name second. Raises Unreadable."""
    suffix = PurePosixPath(file.name).suffix.lower()
    if not file.data:
        raise Unreadable(f"“{file.name}”是空文件,请核对后重新报送。")
    if sentence := why_no_table(file.name, file.data):
        raise Unreadable(sentence)
    if looks_like_xml_table(file.data):
        return read_xml_tables(file.name, file.data)
    if looks_like_html(file.data):
        return read_html(file.name, file.data)
    if file.data.startswith((b"PK", b"\xd0\xcf\x11\xe0", b"\x09\x08", b"\x09\x04", b"\x09\x02")):
        return read_workbook(file.name, file.data)
    if suffix in (".xlsx", ".xlsm", ".xlsb", ".ods"):
        raise Unreadable(f"“{file.name}”已损坏,请用原程序打开后另存为 xlsx 重新报送。")
    return [read_text(file.name, file.data)]
