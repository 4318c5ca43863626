"""Text tables: CSV and tab-separated files in any of the codings that Chinese offices use."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator

import charset_normalizer
import polars as pl

from doudi.mechanisms.exchange.reading.sheets import RawSheet, Unreadable, frame_of

_SAMPLE = 256 * 1024
_PIECE = 256 * 1024
_BINARY = re.compile(rb"[\x01-\x08\x0e-\x1f]")
_DELIMITERS = (",", "\t", ";", "|")


def read_text(name: str, data: bytes) -> RawSheet:
    """One text table. Large files go through the columnar reader; ragged or oddly quoted ones row by row."""
    text, warning = _utf8(data, name)
    head = text[:_SAMPLE].decode("utf-8", errors="ignore")
    if not head.strip():
        raise Unreadable(f"“{name}”是空文件,请核对后重新报送。")
    lines = head.splitlines()[:60]
    delimiter = _delimiter(lines)
    cells = _columnar(text, delimiter, lines)
    if cells is None:
        rows = csv.reader(io.StringIO(text.decode("utf-8"), newline=""), delimiter=delimiter)
        cells = frame_of(rows)
    return RawSheet(name, "", cells, warnings=[warning] if warning else [])


def _utf8(data: bytes, name: str) -> tuple[bytes, str]:
    """The same text in UTF-8 without a mark, and a warning if some of it was damaged; raises Unreadable if the coding cannot be told."""
    while data.startswith(codecs.BOM_UTF8):
        data = data[3:]
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", errors="replace").encode(), ""
    if b"\x00" in data:
        coding = _wide_coding(data[:4096])
        if not coding and data.count(b"\x00") <= max(8, len(data) // 200) and not _BINARY.search(data[:4096]):
            return _utf8(data.replace(b"\x00", b""), name)  # a few strays of an old system
        if not coding:
            raise Unreadable(f"“{name}”不是文本表格,请另存为 xlsx 或 csv 后重新报送。")
        return data.decode(coding, errors="replace").encode(), ""
    flaw = _first_flaw(data)
    if flaw is None:
        return data, ""
    if flaw > 3 and flaw >= len(data) - 3:
        return data[:flaw], f"“{name}”的末尾不完整,可能没有传完,请核对行数。"
    try:
        return _from_gb18030(data), ""
    except UnicodeDecodeError:
        return _damaged(data, name)


def _wide_coding(sample: bytes) -> str:
    """UTF-16 without a mark: every second byte of digits and separators is nought."""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if max(even, odd) < 0.2 * len(sample[1::2]) or min(even, odd) > 0.01 * len(sample):
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def _damaged(data: bytes, name: str) -> tuple[bytes, str]:
    """The usual coding that leaves the fewest characters unreadable, if they are few; else the best guess of a library."""
    tried = [(data.decode(coding, errors="replace"), coding) for coding in ("utf-8", "gb18030")]
    text, _ = min(tried, key=lambda each: each[0].count("\ufffd"))
    lost = text.count("\ufffd")
    if lost <= max(3, len(text) // 1000):
        return text.encode(), f"“{name}”有{lost}处乱码,已按空缺读取,请核对。"
    guess = charset_normalizer.from_bytes(data[:_SAMPLE]).best()
    if guess is None:
        raise Unreadable(f"“{name}”的文字编码无法识别,请另存为 xlsx 后重新报送。")
    return data.decode(guess.encoding, errors="replace").encode(), ""


def _pieces(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The text in pieces of a size that the processor's cache holds, each with its place; cut behind the end of a line, which is the
    same byte in all these codings and part of no other character."""
    start = 0
    while start < len(data):
        end = data.find(b"\n", start + _PIECE) + 1 or len(data)
        yield start, data[start:end]
        start = end


def _first_flaw(data: bytes) -> int | None:
    """Where the text ceases to be UTF-8; None if all of it is."""
    for start, piece in _pieces(data):
        try:
            pl.Series([piece], dtype=pl.Binary).cast(pl.String)  # twenty times as quick as decoding
        except pl.exceptions.ComputeError:
            try:
                piece.decode("utf-8")
            except UnicodeDecodeError as error:
                return start + error.start
    return None


def _from_gb18030(data: bytes) -> bytes:
    return b"".join(piece.decode("gb18030").encode() for _, piece in _pieces(data))


def _delimiter(lines: list[str]) -> str:
    """The separator that most lines agree on."""

    def agreement(delimiter: str) -> tuple[int, int]:
        counts = [len(row) for row in csv.reader(lines, delimiter=delimiter)]
        wide = [count for count in counts if count > 1]
        if not wide:
            return (0, 0)
        usual = max(set(wide), key=wide.count)
        return (wide.count(usual), usual)

    return max(_DELIMITERS, key=agreement)


def _columnar(text: bytes, delimiter: str, lines: list[str]) -> pl.DataFrame | None:
    """The fast way, when all of the file has one width or less; None when only row by row is safe."""
    width = max((len(row) for row in csv.reader(lines, delimiter=delimiter)), default=0)
    if width == 0:
        return None
    try:
        cells = pl.read_csv(
            text,
            has_header=False,
            separator=delimiter,
            schema={f"c{number}": pl.String for number in range(width)},
            quote_char='"' if b'"' in text else None,
            truncate_ragged_lines=False,
            raise_if_empty=False,
        )
    except pl.exceptions.PolarsError:
        return None
    if b"\r" not in text:
        return cells
    # A carriage return left at the end of the last column of files from Windows.
    last = cells.columns[-1]
    return cells.with_columns(pl.col(last).str.strip_chars_end("\r").replace("", None))
