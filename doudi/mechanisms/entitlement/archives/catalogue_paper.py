"""电子档案目录: the catalogue that lies on top of an archive that is taken away."""

from __future__ import annotations

from dataclasses import dataclass

from doudi.mechanisms.papers.blocks import Column, Each, Grid, Listing, Paper, Text, Title, fields


@dataclass(frozen=True)
class Line:
    """A line of the catalogue. `sha256`: empty where nothing but the record itself is held."""

    number: int
    element: str
    on: str
    words: str
    source: str
    procedure: str
    sha256: str


@dataclass(frozen=True)
class Catalogue:
    """What lies in an archive, what is missing, and who took it away when and what for. `number` is masked."""

    programme: str
    name: str
    number: str
    place: str
    lines: tuple[Line, ...]
    lacking: tuple[str, ...]
    taken_by: str
    taken_at: str
    purpose: str


CATALOGUE = Paper(
    "archive-catalogue",
    "电子档案目录",
    (
        Title("{{ programme }}电子档案目录"),
        Grid(
            fields(
                ("姓名", "{{ name }}"),
                ("证号", "{{ number }}"),
                ("所在村居", "{{ place }}"),
                ("导出时间", "{{ taken_at }}"),
                ("导出人", "{{ taken_by }}"),
                ("用途", "{{ purpose }}"),
            )
        ),
        Listing(
            "lines",
            (
                Column("序号", "{{ each.number }}", 1),
                Column("日期", "{{ each.on }}", 2),
                Column("要素", "{{ each.element }}", 2),
                Column("内容", "{{ each.words }}", 5),
                Column("来源", "{{ each.source }}", 2),
                Column("程序", "{{ each.procedure }}", 4),
                Column("指纹（SHA-256）", "{{ each.sha256 }}", 3),
            ),
        ),
        Each("lacking", "{% if loop.first %}缺少的要素：{% endif %}{{ loop.index }}．{{ each }}"),
        Text("指纹同时列在 SHA256SUMS 中，可用 sha256sum -c 逐份核对；SHA256SUMS 的指纹记入系统操作记录。内含个人信息，不得转发。"),
    ),
)  # fmt: skip
