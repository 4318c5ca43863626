"""Inside a PDF: the text of its pages, its notes, its properties, and files that are attached to it."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from doudi.mechanisms.casework.notices.scanner.found import Finding, Kind
from doudi.mechanisms.casework.notices.scanner.text import Known, scan_text

_MOST_PAGES = 300
logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it writes pieces of damaged files into the log


def scan_pdf(content: bytes, *, known: Known) -> list[Finding]:
    """All findings of one PDF. What cannot be read blocks: nobody can say what it holds."""
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted:
            return [Finding(Kind.UNREAD, "PDF文件", words="加了密，无法检查")]
        if len(reader.pages) > _MOST_PAGES:
            return [Finding(Kind.UNREAD, "PDF文件", words=f"超过{_MOST_PAGES}页")]
        return list(_scan(reader, known))
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, OSError):
        return [Finding(Kind.UNREAD, "PDF文件", words="已损坏或写法特殊，无法检查")]


def _scan(reader: PdfReader, known: Known) -> Iterator[Finding]:
    for name, value in (reader.metadata or {}).items():
        yield from scan_text(str(value), where=f"文档属性“{_PROPERTIES.get(name, name.lstrip('/'))}”", known=known)
    for number, page in enumerate(reader.pages, 1):
        text = page.extract_text() or ""
        yield from scan_text(text, where=f"第{number}页", known=known)
        if len("".join(text.split())) < 5:
            yield Finding(Kind.PICTURE, f"第{number}页", words="没有文字，像是扫描图片", blocks=False)
        for note in page.get("/Annots") or ():
            written = note.get_object()
            said = f"{written.get('/Contents', '')}\n{written.get('/T', '')}\n{written.get('/V', '')}"
            yield from scan_text(said, where=f"第{number}页的批注或表单", known=known)
    if reader.attachments:
        yield Finding(Kind.HIDDEN, "PDF文件", words=f"附带了{len(reader.attachments)}个文件")


_PROPERTIES = {"/Author": "作者", "/Title": "标题", "/Subject": "主题", "/Keywords": "关键词", "/Creator": "制作软件"}
