"""The text of a notice: made from its typed fields and nothing else, the same for the board, the page and the paper (R-PUB-04)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from doudi.base import areas
from doudi.base.money import yuan
from doudi.mechanisms.casework.notices.declare import PUBLICITIES
from doudi.mechanisms.casework.notices.models import NoticeKind, NoticeLine, PublicNotice

_OPENINGS = {
    NoticeKind.PRELIMINARY: "根据{basis}，经申请、家庭经济状况核对和入户调查，现将拟确认的{name}对象公示如下。",
    NoticeKind.STOP: "根据{basis}，经核查，下列{name}对象不再符合条件，现将拟停止保障的情况公示如下。",
    NoticeKind.LONG_TERM: "根据{basis}，现将正在享受保障的{name}对象公布如下，接受群众监督。",
}
_TITLES = {
    NoticeKind.PRELIMINARY: "{place}拟确认{name}对象公示",
    NoticeKind.STOP: "{place}拟停止{name}对象公示",
    NoticeKind.LONG_TERM: "{place}{name}对象公布",
}
_CLOSINGS = {
    NoticeKind.LONG_TERM: "对公布内容有不同意见的，可以随时通过下列方式反映，我们为反映人保密。",
}
_CLOSING = "公示期内有异议的，请通过下列方式反映，我们为反映人保密。"


@dataclass(frozen=True)
class Row:
    """A line as it is shown."""

    number: int
    name: str
    people: int
    category: str
    place: str
    amount: str


@dataclass(frozen=True)
class Wording:
    """A whole notice as it is shown, hung or printed."""

    title: str
    period: str
    unit: str
    opening: str
    closing: str
    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    phones: tuple[tuple[str, str], ...]
    remark: str
    signed_on: dt.date | None


def wording(notice: PublicNotice, lines: Iterable[NoticeLine], *, masked: bool = False) -> Wording:
    """The text of a notice. `masked`: for the web, with names as 姜** (R-PUB-02)."""
    declared = PUBLICITIES[notice.publicity]
    kind = NoticeKind(notice.kind)
    village = areas.full_name(notice.area_code)
    basis = "、".join(dict.fromkeys(f"《{each.document.title}》" for each in declared.basis)) + "等规定"
    rows = (
        Row(
            line.number,
            masked_name(line.name) if masked else line.name,
            line.people,
            line.category,
            areas.name_of(notice.area_code) + (f"{line.group}组" if line.group else ""),
            yuan(line.amount) if line.amount else "—",  # a recognition pays nothing
        )
        for line in lines
    )
    return Wording(
        title=_TITLES[kind].format(place=village, name=declared.name),
        period=period(notice),
        unit=notice.issuing_unit,
        opening=_OPENINGS[kind].format(basis=basis, name=declared.name),
        closing=_CLOSINGS.get(kind, _CLOSING),
        headings=("序号", "申请人", "家庭人口", "类别", "村（组）", f"{declared.item}（元）"),
        rows=tuple(rows),
        phones=tuple((unit, number) for unit, number in notice.phones),
        remark=notice.remark,
        signed_on=notice.posted_on,
    )


def period(notice: PublicNotice) -> str:
    """2024-04-25 至 2024-05-06（7 天，末日逢节假日顺延）; the long-term list has only its first day."""
    if notice.posted_on is None:
        return "张贴之日起计算"
    if notice.ends_on is None:
        return f"{notice.posted_on} 起长期公布"
    rolled = "，末日逢休息日顺延" if notice.last_day and notice.ends_on > notice.last_day else ""
    provisional = "，暂定" if notice.provisional else ""
    return f"{notice.posted_on} 至 {notice.ends_on}（{notice.days} 天{rolled}{provisional}）"


def masked_name(name: str) -> str:
    """姜**: the same for names of two letters and of four, so that the length gives nothing away."""
    return f"{name[:1]}**"
