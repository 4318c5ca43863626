"""The packages that xlsx and docx are: parts in a zip, most of them XML. What holds for both is looked at here."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from doudi.base.refused import Refused
from doudi.mechanisms.casework.notices.scanner.found import Finding, Kind
from doudi.mechanisms.casework.notices.scanner.pictures import scan_picture
from doudi.mechanisms.casework.notices.scanner.text import Known, scan_text

_LARGEST_PART = 60 * 2**20
_LARGEST_PACKAGE = 300 * 2**20  # unpacked; more than that is a bomb
_PICTURES = (".jpg", ".jpeg", ".png", ".gif", ".bmp", ".tif", ".tiff", ".emf", ".wmf", ".webp")
_EMBEDDED = ("/embeddings/", "/activeX/", "/ctrlProps/", "/model/", "vbaProject")


@dataclass
class Part:
    """One part of the package; `tree` if it is XML; `read`: somebody has looked at it already."""

    name: str
    content: bytes = field(repr=False)
    tree: etree._Element | None = field(default=None, repr=False)
    read: bool = False


def parts_of(archive: zipfile.ZipFile) -> dict[str, Part]:
    """All parts, unpacked; Refused if they would fill the memory or are locked."""
    if sum(each.file_size for each in archive.infolist()) > _LARGEST_PACKAGE:
        raise Refused("文件解开后过大，无法检查，请精简后再上传。")
    found = {}
    for each in archive.infolist():
        if each.is_dir():
            continue
        if each.flag_bits & 0x1 or each.file_size > _LARGEST_PART:
            raise Refused("文件加了密或有过大的内容，无法检查，请另存后再上传。")
        content = archive.read(each)
        xml = each.filename.endswith((".xml", ".rels", ".vml"))
        found[each.filename] = Part(each.filename, content, _parse(content) if xml else None)
    return found


def scan_common(parts: dict[str, Part], known: Known) -> Iterator[Finding]:
    """Properties, pictures and whatever is embedded: for workbooks and documents alike."""
    for name, part in parts.items():
        if name.startswith("docProps/") and part.tree is not None:
            yield from _scan_properties(part, known)
        elif any(place in name for place in _EMBEDDED):
            yield Finding(Kind.HIDDEN, "文件内部", words=f"嵌有别的文件或程序（{name.rpartition('/')[2]}）")
        elif name.lower().endswith(_PICTURES):
            if name.startswith("docProps/"):
                yield Finding(Kind.HIDDEN, "文件缩略图", words="留有旧内容的缩略图")
            else:
                yield from _scan_inner_picture(part, known)


def _scan_properties(part: Part, known: Known) -> Iterator[Finding]:
    """Words in any property are looked at; an author's name alone is the office's own and is cleared in the published copy."""
    assert part.tree is not None
    for each in part.tree.iter():
        text = (each.text or "").strip()
        if text:
            where = f"文档属性“{_PROPERTIES.get(local(each), each.get('name') or local(each))}”"
            yield from scan_text(text, where=where, known=known)


_PROPERTIES = {
    "creator": "作者",
    "lastModifiedBy": "最后修改人",
    "title": "标题",
    "subject": "主题",
    "description": "备注",
    "keywords": "关键词",
    "category": "类别",
    "Company": "单位",
    "Manager": "经理",
    "lpwstr": "自定义属性",
}


def _scan_inner_picture(part: Part, known: Known) -> Iterator[Finding]:
    where = f"文件中的图片{part.name.rpartition('/')[2]}"
    yield Finding(Kind.PICTURE, where, words="机器看不出图片里的文字和人像", blocks=False)
    for each in scan_picture(part.content, where=where, known=known):
        yield Finding(
            each.kind, each.where, each.hint, each.words
        )  # inside a file nobody takes it out for you: it blocks


def texts(tree: etree._Element, *, attributes: bool = False) -> Iterator[str]:
    """Every text of a tree; with attributes, whatever is long enough to be one."""
    for each in tree.iter():
        if not isinstance(each.tag, str) or local(each) in ("rPh", "phoneticPr"):
            continue
        if each.text:
            yield each.text
        if attributes:
            yield from (value for value in map(str, each.attrib.values()) if len(value) > 6 and "schemas" not in value)


def local(element: etree._Element) -> str:
    """The name without its namespace."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _parse(content: bytes) -> etree._Element | None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, recover=True)
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        return None
