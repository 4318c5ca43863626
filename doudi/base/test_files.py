"""Files: proved by content, kept by hash, handed out to those who may."""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from doudi.base import files
from doudi.base.models import StoredFile, User
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.base.stories import NOW, OTHER_TOWN, TOWN, VILLAGE, build_county, somebody

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, settings: Any) -> Path:
    settings.FILES_ROOT = tmp_path
    return tmp_path


def keep(content: bytes, name: str, **more: Any) -> StoredFile:
    return files.keep(content, **{"name": name, "purpose": "测试", "by": None, "at": NOW, **more})


def zipped(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


def workbook() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        book.add_worksheet().write(0, 0, "姓名")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "content_type"),
    [
        (PNG, "照片.PNG", "image/png"),
        (b"\xff\xd8\xff\xe0123", "a.jpeg", "image/jpeg"),
        (b"%PDF-1.7 ...", "a.pdf", "application/pdf"),
        (workbook(), "名单.xlsx", files.XLSX.content_type),
        (zipped("[Content_Types].xml", "word/document.xml"), "a.docx", files.DOCX.content_type),
        (zipped("名单.csv"), "a.zip", "application/zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1000", "名单.xls", files.OLD_OFFICE.content_type),
        ("<table><tr><td>姓名".encode("gb18030"), "网页另存.xls", "text/plain"),
        ("姓名,证号\r\n".encode("gb18030"), "a.csv", "text/plain"),
        ("姓名\t证号\n".encode("utf-16"), "a.txt", "text/plain"),
    ],
)
def test_what_offices_send_is_kept(content: bytes, name: str, content_type: str, own_folder: Path) -> None:
    kept = keep(content, name)
    assert (kept.content_type, kept.size, kept.name) == (content_type, len(content), name)
    assert files.open_kept(kept).read() == content
    assert stat.S_IMODE(files.path_of(kept.sha256).stat().st_mode) == 0o600
    assert not list(own_folder.glob(".draft-*"))


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"MZ\x90\x00\x03", "照片.png", "内容与后缀不符"),
        (b"<script>alert(1)</script>", "a.jpg", "内容与后缀不符"),
        (PNG, "名单.xlsx", "内容与后缀不符"),
        (zipped("x.txt"), "a.docx", "内容与后缀不符"),
        (b"PK\x03\x04 broken", "a.zip", "内容与后缀不符"),
        (b"MZ\x90\x00", "setup.exe", "不接收“.exe”"),
        (b"x", "README", "不接收“无后缀”"),
        (b"", "a.csv", "是空的"),
    ],
)
def test_what_is_not_what_it_says_is_refused_and_leaves_nothing(
    content: bytes, name: str, words: str, own_folder: Path
) -> None:
    with pytest.raises(Refused, match=words):
        keep(content, name)
    assert (StoredFile.objects.count(), list(own_folder.iterdir())) == (0, [])


def test_too_big_a_file_is_refused_while_it_is_read(own_folder: Path) -> None:
    with pytest.raises(Refused, match="超过1MB"):
        keep(PNG + b"0" * files.MEGABYTE, "a.png", limit=files.MEGABYTE)
    assert list(own_folder.iterdir()) == []


def test_the_same_content_lies_once_under_both_names() -> None:
    first, second = keep(PNG, "一.png"), keep(PNG, "..\\..\\C:\\照片\\二.png")
    assert first.sha256 == second.sha256
    assert (first.name, second.name) == ("一.png", "二.png")


def test_only_those_of_the_place_open_it() -> None:
    build_county()
    clerk = somebody("clerk", Role.TOWNSHIP_CLERK, TOWN)
    other = somebody("other", Role.TOWNSHIP_CLERK, OTHER_TOWN)
    kept = keep(PNG, "入户.png", by=clerk, area_code=VILLAGE)
    leader = somebody("leader", Role.TOWNSHIP_LEADER, TOWN)
    opening: Callable[[User], bytes] = lambda user: files.open_for(user, kept).read()  # noqa: E731
    assert opening(clerk) == opening(leader) == PNG
    with pytest.raises(Refused, match="无权"):
        opening(other)
    with pytest.raises(Refused, match="无权"):
        files.open_for(leader, keep(PNG, "无所属.png"))


def test_what_is_confided_to_few_is_not_opened_by_the_rest_of_the_staff() -> None:
    build_county()
    helper, clerk = somebody("helper", Role.VILLAGE_WORKER, VILLAGE), somebody("clerk", Role.TOWNSHIP_CLERK, TOWN)
    kept = keep(PNG, "身份证.png", by=None, area_code=VILLAGE, confided_to={Role.TOWNSHIP_CLERK})
    assert files.open_for(clerk, kept).read() == PNG
    with pytest.raises(Refused, match="无权"):
        files.open_for(helper, kept)


def test_a_lost_original_is_said() -> None:
    kept = keep(PNG, "a.png")
    files.path_of(kept.sha256).unlink()
    with pytest.raises(Refused, match="备份"):
        files.open_kept(kept)


def test_when_retention_is_over_the_content_goes_with_its_last_holder() -> None:
    first, second = keep(PNG, "一.png"), keep(PNG, "二.png")
    files.destroy(first, by=None, at=NOW, because="保存期满24个月")
    assert files.open_kept(second).read() == PNG
    files.destroy(second, by=None, at=NOW, because="保存期满24个月")
    assert not files.path_of(first.sha256).exists()
    with pytest.raises(Refused, match="保存期满，已于2024-09-12销毁"):
        files.open_kept(second)
    assert StoredFile.objects.count() == 2
