"""From a file to a `Text`: plain text in whatever coding, or a Word document as it reads once its changes are accepted."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from charset_normalizer import from_bytes
from lxml import etree

from doudi.base.refused import Refused
from doudi.mechanisms.prose.text import Table, Text

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LARGEST = 60 * 2**20
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")


def read(path: Path) -> Text:
    """The text of a file. Raises Refused, with what to do, for what cannot be read: a scan, an old format, nothing at all."""
    if not path.exists():
        raise Refused(f"没有文件 {path.name}，请检查文件名和所在文件夹。")
    if path.is_dir():
        raise Refused(f"{path.name} 是文件夹，请写明其中的一个文件。")
    return read_bytes(path.read_bytes(), name=path.name)


def read_bytes(content: bytes, *, name: str = "") -> Text:
    """The text of a file's content; what kind it is, its content says. Raises Refused as `read`."""
    if not content.strip():
        raise Refused(f"{name or '文件'} 是空文件，没有可以检查的内容。")
    if content.startswith(b"%PDF"):
        raise Refused(f"{name} 是PDF,不能直接检查：请提供原来的 .docx 或 .txt;扫描件请先作文字识别并人工核对。")
    if content.startswith(_PICTURES):
        raise Refused(f"{name} 是图片（扫描件），不能直接检查：请先作文字识别并人工核对，另存为 .docx 或 .txt。")
    if content.startswith(_OLD_OFFICE):
        raise Refused(f"{name} 是旧版 Word/WPS 文件（或加了密），请打开后另存为 .docx 再检查。")
    if content.startswith(b"PK"):
        return _document(content, name)
    return _plain(content, name)


def _plain(content: bytes, name: str) -> Text:
    words, coding = _decoded(content, name)
    words = (
        words.replace("\r\n", "\n")
        .replace("\r", "\n")
        .replace("\ufeff", "")
        .replace("\x0b", "\n")
        .replace("\x0c", "\n")
    )
    if not words.strip():
        raise Refused(f"{name or '文件'} 是空文件，没有可以检查的内容。")
    if sum(not sign.isprintable() and sign not in "\n\t" for sign in words) > len(words) // 20:
        raise Refused(f"{name} 不是文字文件，请提供 .docx 或 .txt。")
    return Text(words, name=name, notices=(f"文件编码为{coding}。",) if coding != "UTF-8" else ())


def _decoded(content: bytes, name: str) -> tuple[str, str]:
    for mark, coding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            try:
                return content.decode(coding), "UTF-8" if coding == "utf-8-sig" else "UTF-16"
            except UnicodeDecodeError as error:
                raise Refused(f"{name} 的文字已损坏，请重新另存后再检查。") from error
    for coding, called in (("utf-8", "UTF-8"), ("gb18030", "GB18030")):
        try:
            return content.decode(coding), called
        except UnicodeDecodeError:
            continue
    best = from_bytes(content).best()
    if best is None:
        raise Refused(f"认不出 {name} 的文字编码，请另存为 UTF-8 的 .txt 或 .docx。")
    return str(best), best.encoding.upper()


def _document(content: bytes, name: str) -> Text:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            if "word/document.xml" not in names:
                kind = "工作簿" if "xl/workbook.xml" in names else "压缩包或其他文件"
                raise Refused(f"{name} 是{kind}，不是 Word 文档，请提供 .docx 或 .txt。")
            if archive.getinfo("word/document.xml").file_size > _LARGEST:
                raise Refused(f"{name} 过大，无法检查，请精简后再检查。")
            body = archive.read("word/document.xml")
            pictures = sum(each.startswith("word/media/") for each in names)
    except (zipfile.BadZipFile, KeyError, RuntimeError, EOFError) as error:
        raise Refused(f"{name} 已损坏或加了密，打不开，请重新另存后再检查。") from error
    try:
        tree = etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
    except etree.XMLSyntaxError as error:
        raise Refused(f"{name} 已损坏，打不开，请重新另存后再检查。") from error
    return _Reader(tree).text(name, pictures)


class _Reader:
    """Walks a document body: what stays when all changes are accepted, its tables, and what was taken out."""

    def __init__(self, tree: etree._Element) -> None:
        self.paragraphs: list[str] = []
        self.tables: list[Table] = []
        self.deleted: list[str] = []
        self.inserted = 0
        body = tree.find(f"{_W}body")
        for child in body if body is not None else ():
            self._block(child)

    def text(self, name: str, pictures: int) -> Text:
        words = "\n".join(self.paragraphs)
        if not words.strip() and not self.tables:
            if pictures:
                raise Refused(f"{name} 里只有图片（扫描件），没有文字：请先作文字识别并人工核对，再检查。")
            raise Refused(f"{name} 里没有文字，没有可以检查的内容。")
        notices = []
        if self.deleted or self.inserted:
            notices.append(f"文档留有修订痕迹，按接受全部修订后的文字检查；被删除的文字{len(self.deleted)}处未计入。")
        if self.tables:
            notices.append(f"文档有{len(self.tables)}张表格，已一并检查。")
        if pictures:
            notices.append(f"文档有{pictures}张图片，图片里的文字没有检查。")
        return Text(words, tuple(self.tables), tuple(notices), tuple(self.deleted), name)

    def _block(self, element: etree._Element) -> None:
        match etree.QName(element).localname:
            case "p":
                words, deleted = self._paragraph(element)
                gone = element.find(f"{_W}pPr/{_W}rPr/{_W}del") is not None
                self.paragraphs.append(words)
                if gone and not words:  # the whole paragraph was taken out
                    self.paragraphs.pop()
                if deleted:
                    self.deleted.append(deleted)
            case "tbl":
                rows = tuple(
                    tuple(self._cells(row)) for row in element.iter(f"{_W}tr") if row.find(f"{_W}trPr/{_W}del") is None
                )
                self.tables.append(Table(rows, len(self.paragraphs)))
            case "sdt" | "sdtContent" | "ins" | "customXml" | "moveTo":
                for child in element:
                    self._block(child)

    def _cells(self, row: etree._Element) -> list[str]:
        found: list[str] = []
        for cell in row.findall(f"{_W}tc"):
            span = cell.find(f"{_W}tcPr/{_W}gridSpan")
            words = "".join(self._paragraph(each)[0] for each in cell.iter(f"{_W}p")).strip()
            found += [words] + [""] * (int(span.get(f"{_W}val", "1")) - 1 if span is not None else 0)
        return found

    def _paragraph(self, paragraph: etree._Element) -> tuple[str, str]:
        """The words that stay, and those that were deleted."""
        kept: list[str] = []
        deleted: list[str] = []
        for each in paragraph.iter():
            if not isinstance(each.tag, str):
                continue
            match etree.QName(each).localname:
                case "t":
                    away = any(etree.QName(up).localname in ("del", "moveFrom") for up in each.iterancestors())
                    (deleted if away else kept).append(each.text or "")
                case "delText":
                    deleted.append(each.text or "")
                case "tab":
                    kept.append(" ")
                case "br" | "cr":
                    kept.append("\n" if each.get(f"{_W}type") != "page" else "")
                case "ins":
                    self.inserted += 1
        return "".join(kept), "".join(deleted)
