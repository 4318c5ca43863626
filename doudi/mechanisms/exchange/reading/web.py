"""HTML tables, as query systems export them under the name of .xls."""

from __future__ import annotations

import email
import re

from lxml import html

from doudi.mechanisms.exchange.reading.sheets import RawSheet, Unreadable, frame_of

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)


def looks_like_html(data: bytes) -> bool:
    if data.startswith(b"MIME-Version:"):
        return True
    start = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith((b"<html", b"<!doctype html", b"<table", b"<meta", b"<head")) or b"<table" in start


def read_html(name: str, data: bytes) -> list[RawSheet]:
    """Every table that has rows, with cells that span rows or columns opened up."""
    if data.startswith(b"MIME-Version:"):
        data = _page_of_mail(data)
    declared = _CHARSET.search(data[:4096])
    coding = declared[1].decode("ascii").lower() if declared else ""
    try:
        text = data.decode("gb18030" if coding.startswith(("gb", "x-gb")) else "utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030", errors="replace")
    try:
        page = html.fromstring(text.encode(), parser=html.HTMLParser(encoding="utf-8"))
    except Exception as error:  # lxml raises several kinds on rubbish
        raise Unreadable(f"“{name}”不是完整的表格网页,请另存为 xlsx 后重新报送。") from error
    sheets = []
    for number, table in enumerate(page.iter("table"), start=1):
        rows = _rows(table)
        if any(any(row) for row in rows):
            sheets.append(RawSheet(name, f"表{number}" if number > 1 else "", frame_of(rows)))
    if not sheets:
        raise Unreadable(f"“{name}”中没有表格,请另存为 xlsx 后重新报送。")
    return sheets


def _page_of_mail(data: bytes) -> bytes:
    """The page inside a “web page in one file”, which is written like a mail."""
    for part in email.message_from_bytes(data).walk():
        if part.get_content_type() == "text/html":
            page = part.get_payload(decode=True)
            return page if isinstance(page, bytes) else b""
    return data


def _rows(table: html.HtmlElement) -> list[list[str]]:
    rows: list[list[str]] = []
    hanging: dict[tuple[int, int], str] = {}
    for down, line in enumerate(table.iter("tr")):
        row: list[str] = []
        for cell in line.iterchildren("td", "th"):
            while (down, len(row)) in hanging:
                row.append(hanging.pop((down, len(row))))
            text = " ".join(cell.text_content().split())
            wide, tall = _span(cell.get("colspan")), _span(cell.get("rowspan"))
            for across in range(wide):
                for below in range(1, tall):
                    hanging[down + below, len(row)] = "" if across else text
                row.append("" if across else text)
        while (down, len(row)) in hanging:
            row.append(hanging.pop((down, len(row))))
        rows.append(row)
    return rows


def _span(written: str | None) -> int:
    return min(int(written), 1000) if written and re.fullmatch(r"[1-9]\d{0,5}", written) else 1
