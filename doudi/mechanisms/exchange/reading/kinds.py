"""Files that are no tables whatever they are called, told by their first bytes or their name: what to say of each."""

from __future__ import annotations

from pathlib import PurePosixPath

_FIRST_BYTES = (
    (b"%PDF", "PDF"),
    (b"\xff\xd8\xff", "图片"),
    (b"\x89PNG", "图片"),
    (b"GIF8", "图片"),
    (b"II*\x00", "图片"),
    (b"MM\x00*", "图片"),
    (b"Rar!\x1a\x07", "压缩包"),
    (b"7z\xbc\xaf\x27\x1c", "压缩包"),
    (b"\x1f\x8b", "压缩包"),
    (b"MZ", "程序"),
    (b"\x00\x01\x00\x00Standard", "数据库"),
    (b"SQLite format 3", "数据库"),
    (b"{\\rtf", "文档"),
)
_BY_NAME = {
    ".doc": "文档", ".docx": "文档", ".wps": "文档", ".rtf": "文档", ".md": "文档", ".ofd": "版式文件", ".pdf": "PDF", ".ppt": "演示文稿", ".pptx": "演示文稿",
    ".jpg": "图片", ".jpeg": "图片", ".png": "图片", ".gif": "图片", ".bmp": "图片", ".tif": "图片", ".tiff": "图片", ".heic": "图片", ".webp": "图片",
    ".mp4": "视频", ".exe": "程序", ".lnk": "快捷方式", ".rar": "压缩包", ".7z": "压缩包", ".gz": "压缩包", ".tar": "压缩包",
    ".toml": "设置文件", ".json": "设置文件", ".ini": "设置文件", ".py": "程序", ".db": "数据库", ".mdb": "数据库", ".accdb": "数据库", ".dbf": "数据库", ".eml": "邮件",
}  # fmt: skip
_WHAT_TO_DO = {
    "PDF": "请报送原来的电子表格(xlsx 或 csv),不要报送转换或扫描的文件。",
    "图片": "请报送原来的电子表格(xlsx 或 csv),不要报送照片或扫描件。",
    "版式文件": "请报送原来的电子表格(xlsx 或 csv),不要报送转换或扫描的文件。",
    "数据库": "请导出为 xlsx 或 csv 后报送。",
    "快捷方式": "请报送它指向的文件本身。",
}
_SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


def why_no_table(name: str, data: bytes) -> str:
    """One sentence on what the file is and what to send instead; empty if it may be a table."""
    kind = next((kind for first, kind in _FIRST_BYTES if data.startswith(first)), "")
    suffix = PurePosixPath(name).suffix.lower()
    # WPS tables are at times saved under the names of its documents
    if not kind and not (suffix == ".wps" and data.startswith(_SPREADSHEETS[0])):
        kind = _BY_NAME.get(suffix, "")
    if not kind:
        return ""
    if kind == "压缩包":
        return f"“{name}”是 rar、7z 一类的压缩包,不能读取,请改用 zip 压缩,或解压后直接报送表格。"
    return f"“{name}”是{kind},不是表格,{_WHAT_TO_DO.get(kind, '请将名单整理成 xlsx 或 csv 后报送。')}"
