"""告知文书: decision, refusal, stop; and the notice for the board."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from doudi.mechanisms.papers.blocks import Block, Column, Each, Head, Listing, Paper, Signed, Text, Title, To
from doudi.mechanisms.papers.remedy import Remedy, require_grounds


def _letter(
    code: str, name: str, opening: str, *, reasons: str, further: tuple[str, str], below: tuple[Block, ...] = ()
) -> Paper:
    """A decision to one household: opening, reasons, articles, one thing more, the remedy; `below` stands under the reasons."""
    return Paper(
        code,
        name,
        (
            Head("{{ issuer }}", "{{ number }}"),
            Title(f"{{{{ benefit }}}}{name}"),
            To("{{ name }}："),
            Text(opening),
            Text(f"一、{reasons}", 1),
            Each("reasons", "{{ loop.index }}．{{ each }}"),
            *below,
            Text("二、依据", 1),
            Text("{{ articles|join('；') }}。"),
            Text(f"三、{further[0]}", 1),
            Text(further[1]),
            Text("四、救济途径", 1),
            Text("{{ remedy }}"),
            Signed("{{ issuer }}", "{{ on|day }}"),
        ),
        official=True,
    )


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


DECISION = _letter(
    "decision",
    "确认通知书",
    "你（户）于{{ applied_on|day }}提出的{{ benefit }}申请，经审核，符合条件，予以确认。保障人数{{ people }}人，"
    "自{{ from_month|month }}起每月发给{{ amount|yuan }}元（大写：{{ amount|capitals }}），打入你（户）的银行账户。",
    reasons="怎样算出来的",
    further=("请你（户）做到", "{{ duties }}"),
)


@dataclass(frozen=True)
class Unfavourable:
    """What a letter holds that takes something away or does not give it. Refused without a reason or an article (R-DIBAO-15)."""

    issuer: str
    number: str
    benefit: str
    name: str
    reasons: tuple[str, ...]
    articles: tuple[str, ...]
    other_help: str  # what he may ask for instead
    remedy: Remedy
    on: dt.date

    def __post_init__(self) -> None:
        require_grounds(self.reasons, self.articles)


@dataclass(frozen=True, kw_only=True)
class Refusal(Unfavourable):
    """不予确认通知书. `worksheet`: the arithmetic in lines for the applicant, where it was the arithmetic that refused."""

    applied_on: dt.date
    worksheet: tuple[str, ...] = ()


REFUSAL = _letter(
    "refusal",
    "不予确认通知书",
    "你（户）于{{ applied_on|day }}提出的{{ benefit }}申请，经审核，不符合条件，决定不予确认。",
    reasons="理由",
    below=(Each("worksheet", "{% if loop.first %}核算情况：{% endif %}{{ each }}"),),
    further=("其他救助", "{{ other_help }}"),
)


@dataclass(frozen=True, kw_only=True)
class Stop(Unfavourable):
    """停发通知书."""

    last_month: int


STOP = _letter(
    "stop",
    "停发通知书",
    "经核查，你（户）不再符合{{ benefit }}条件，决定停止保障，发至{{ last_month|month }}为止。",
    reasons="理由",
    further=("其他救助", "{{ other_help }}"),
)


@dataclass(frozen=True)
class RecognitionMade:
    """认定书: a household is recognised from a day to a day; it pays nothing by itself, other departments rely on it."""

    issuer: str
    number: str
    benefit: str  # 低保边缘家庭
    name: str
    members: tuple[str, ...]
    from_on: dt.date
    until_on: dt.date
    reasons: tuple[str, ...]
    articles: tuple[str, ...]
    duties: str
    remedy: Remedy
    on: dt.date


RECOGNITION = _letter(
    "recognition",
    "认定书",
    "经审核，你户符合{{ benefit }}条件，予以认定。家庭成员：{{ members|join('、') }}，共{{ members|length }}人。"
    "有效期自{{ from_on|day }}至{{ until_on|day }}。",
    reasons="认定理由",
    further=("请你户做到", "{{ duties }}"),
)


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
