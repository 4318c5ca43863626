"""告知文书: decision, refusal, stop; and the notice for the board."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from doudi.mechanisms.papers.blocks import Column, Each, Head, Listing, Paper, Signed, Text, Title, To
from doudi.mechanisms.papers.making import docx
from doudi.mechanisms.papers.remedy import Remedy, require_grounds


@dataclass(frozen=True)
class Decision:
    """确认通知书: what was decided, how much, from when, by which arithmetic (at most a dozen plain lines)."""

    issuer: str
    number: str  # 某民救〔2024〕12号
    benefit: str
    name: str
    applied_on: dt.date
    people: int
    amount: int  # fen a month
    from_month: int
    reasons: tuple[str, ...]
    articles: tuple[str, ...]
    duties: str
    remedy: Remedy
    on: dt.date


DECISION = Paper(
    "decision",
    "确认通知书",
    (
        Head("{{ issuer }}", "{{ number }}"),
        Title("{{ benefit }}确认通知书"),
        To("{{ name }}："),
        Text(
            "你（户）于{{ applied_on|day }}提出的{{ benefit }}申请，经审核，符合条件，予以确认。保障人数{{ people }}人，"
            "自{{ from_month|month }}起每月发给{{ amount|yuan }}元（大写：{{ amount|capitals }}），打入你（户）的银行账户。"
        ),
        Text("一、怎样算出来的", 1),
        Each("reasons", "{{ loop.index }}．{{ each }}"),
        Text("二、依据", 1),
        Text("{{ articles|join('；') }}。"),
        Text("三、请你（户）做到", 1),
        Text("{{ duties }}"),
        Text("四、救济途径", 1),
        Text("{{ remedy }}"),
        Signed("{{ issuer }}", "{{ on|day }}"),
    ),
    official=True,
)


def decision(facts: Decision) -> bytes:
    """确认通知书."""
    return docx(DECISION, facts)


@dataclass(frozen=True)
class Refusal:
    """不予确认通知书. Refused without a reason or an article (R-DIBAO-15)."""

    issuer: str
    number: str
    benefit: str
    name: str
    applied_on: dt.date
    reasons: tuple[str, ...]
    articles: tuple[str, ...]
    other_help: str  # what he may ask for instead
    remedy: Remedy
    on: dt.date

    def __post_init__(self) -> None:
        require_grounds(self.reasons, self.articles)


REFUSAL = Paper(
    "refusal",
    "不予确认通知书",
    (
        Head("{{ issuer }}", "{{ number }}"),
        Title("{{ benefit }}不予确认通知书"),
        To("{{ name }}："),
        Text("你（户）于{{ applied_on|day }}提出的{{ benefit }}申请，经审核，不符合条件，决定不予确认。"),
        Text("一、理由", 1),
        Each("reasons", "{{ loop.index }}．{{ each }}"),
        Text("二、依据", 1),
        Text("{{ articles|join('；') }}。"),
        Text("三、其他救助", 1),
        Text("{{ other_help }}"),
        Text("四、救济途径", 1),
        Text("{{ remedy }}"),
        Signed("{{ issuer }}", "{{ on|day }}"),
    ),
    official=True,
)


def refusal_notice(facts: Refusal) -> bytes:
    """不予确认通知书."""
    return docx(REFUSAL, facts)


@dataclass(frozen=True)
class Stop:
    """停发通知书. Refused without a reason or an article (R-DIBAO-15)."""

    issuer: str
    number: str
    benefit: str
    name: str
    last_month: int
    reasons: tuple[str, ...]
    articles: tuple[str, ...]
    other_help: str
    remedy: Remedy
    on: dt.date

    def __post_init__(self) -> None:
        require_grounds(self.reasons, self.articles)


STOP = Paper(
    "stop",
    "停发通知书",
    (
        Head("{{ issuer }}", "{{ number }}"),
        Title("{{ benefit }}停发通知书"),
        To("{{ name }}："),
        Text("经核查，你（户）不再符合{{ benefit }}条件，决定停止保障，发至{{ last_month|month }}为止。"),
        Text("一、理由", 1),
        Each("reasons", "{{ loop.index }}．{{ each }}"),
        Text("二、依据", 1),
        Text("{{ articles|join('；') }}。"),
        Text("三、其他救助", 1),
        Text("{{ other_help }}"),
        Text("四、救济途径", 1),
        Text("{{ remedy }}"),
        Signed("{{ issuer }}", "{{ on|day }}"),
    ),
    official=True,
)


def stop_notice(facts: Stop) -> bytes:
    """停发通知书."""
    return docx(STOP, facts)


@dataclass(frozen=True)
class NoticeRow:
    number: int
    name: str
    people: int
    category: str
    place: str
    amount: str


@dataclass(frozen=True)
class Notice:
    """公示: its text is made by casework.notices.wording; nothing else may stand on it (R-PUB-04)."""

    title: str
    period: str
    opening: str
    item: str  # 月保障金（元）
    rows: tuple[NoticeRow, ...]
    remarks: tuple[str, ...]
    closing: str
    phones: tuple[tuple[str, str], ...]
    unit: str
    on: dt.date | None


NOTICE = Paper(
    "notice",
    "公示",
    (
        Title("{{ title }}", "公示期：{{ period }}"),
        Text("{{ opening }}"),
        Listing(
            "rows",
            (
                Column("序号", "{{ each.number }}", 1),
                Column("申请人", "{{ each.name }}", 2),
                Column("家庭人口", "{{ each.people }}", 2),
                Column("类别", "{{ each.category }}", 2),
                Column("村（组）", "{{ each.place }}", 3),
                Column("{{ item }}", "{{ each.amount }}", 2, at_right=True),
            ),
        ),
        Each("remarks", "{{ each }}"),
        Text("{{ closing }}"),
        Each("phones", "监督电话：{{ each[0] }}　{{ each[1] }}"),
        Signed("{{ unit }}", "{{ on|day }}"),
    ),
    official=True,
)


def public_notice(facts: Notice) -> bytes:
    """公示."""
    return docx(NOTICE, facts)
