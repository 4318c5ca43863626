"""Inside a document (docx): what is read, and what Word keeps unseen: hidden text, deleted text, comments, notes, properties."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator

from lxml import etree

from doudi.mechanisms.casework.notices.scanner.found import Finding, Kind
from doudi.mechanisms.casework.notices.scanner.package import Part, local, parts_of, texts
from doudi.mechanisms.casework.notices.scanner.text import Known, scan_text

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PLACES = (
    ("word/header", "页眉"),
    ("word/footer", "页脚"),
    ("word/footnotes", "脚注"),
    ("word/endnotes", "尾注"),
    ("word/comments", "批注"),
    ("word/glossary", "附带的文档部件"),
    ("customXml", "附带数据"),
)
_NO_TEXT = (
    "word/styles",
    "word/settings",
    "word/fontTable",
    "word/theme",
    "word/webSettings",
    "word/numbering",
    "docProps/",
)


def scan_document(archive: zipfile.ZipFile, *, known: Known) -> list[Finding]:
    """All findings of one document."""
    found: list[Finding] = []
    for part in parts_of(archive).values():
        if part.tree is None or part.name.endswith(".rels") or part.name == "[Content_Types].xml":
            continue
        if part.name == "word/document.xml":
            found += _scan_body(part.tree, known)
        elif not part.name.startswith(_NO_TEXT):
            found += _scan_beside(part, known)
    return found


def _scan_body(tree: etree._Element, known: Known) -> Iterator[Finding]:
    hidden, deleted = 0, 0
    for number, paragraph in enumerate(tree.iter(f"{_W}p"), 1):
        shown: list[str] = []
        for each in paragraph.iter():
            match local(each):
                case "t":
                    hidden += _vanishes(each)
                    shown.append(each.text or "")
                case "delText":
                    deleted += 1
                    yield from scan_text(each.text or "", where=f"第{number}段已删除的修订", known=known)
                case "docPr" | "cNvPr":
                    said = f"{each.get('descr', '')}\n{each.get('title', '')}"
                    yield from scan_text(said, where=f"第{number}段图片的替代文字", known=known)
                case "instrText":
                    yield from scan_text(each.text or "", where=f"第{number}段域代码", known=known)
                case "tab" | "br":
                    shown.append(" ")
        yield from scan_text("".join(shown), where=f"正文第{number}段", known=known)
    if hidden:
        yield Finding(Kind.HIDDEN, "正文", words=f"有{hidden}处隐藏文字")
    if deleted or next(tree.iter(f"{_W}ins", f"{_W}moveFrom"), None) is not None:
        yield Finding(Kind.HIDDEN, "正文", words="留有修订痕迹，请先接受全部修订")


def _vanishes(text: etree._Element) -> bool:
    run = text.getparent()
    return run is not None and run.find(f"{_W}rPr/{_W}vanish") is not None and bool((text.text or "").strip())


def _scan_beside(part: Part, known: Known) -> Iterator[Finding]:
    assert part.tree is not None
    where = next((words for beginning, words in _PLACES if part.name.startswith(beginning)), "文件内部")
    if part.name == "word/comments.xml" and next(part.tree.iter(f"{_W}comment"), None) is not None:
        yield Finding(Kind.HIDDEN, where, words="有批注")
    for paragraph in part.tree.iter(f"{_W}p"):
        yield from scan_text("".join(texts(paragraph)), where=where, known=known)
    if not part.name.startswith("word/"):
        yield from scan_text("\n".join(texts(part.tree, attributes=True)), where=where, known=known)
