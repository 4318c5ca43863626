"""事先告知书: before a reduction or a stop is decided, the household is told what is intended and why, and that it may say something against
it (R-DYN-02)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from doudi.mechanisms.papers.blocks import Each, Head, Paper, Signed, Text, Title, To
from doudi.mechanisms.papers.remedy import require_grounds


@dataclass(frozen=True)
class ToldFirst:
    """Refused without a reason or an article. `intended`: 停发, or 由911.00元调整为645.00元."""

    issuer: str
    number: str  # of the case
    benefit: str
    name: str
    intended: str
    from_month: int
    reasons: tuple[str, ...]
    articles: tuple[str, ...]
    days: int  # working days to be heard in
    on: dt.date

    def __post_init__(self) -> None:
        require_grounds(self.reasons, self.articles)


TOLD_FIRST = Paper(
    "told_first",
    "事先告知书",
    (
        Head("{{ issuer }}", "{{ number }}"),
        Title("{{ benefit }}变更事先告知书"),
        To("{{ name }}："),
        Text("经核查，你（户）的{{ benefit }}拟自{{ from_month|month }}起{{ intended }}。现将理由和依据告知如下。"),
        Text("一、理由", 1),
        Each("reasons", "{{ loop.index }}．{{ each }}"),
        Text("二、依据", 1),
        Text("{{ articles|join('；') }}。"),
        Text("三、陈述和申辩", 1),
        Text(
            "对上述情况有不同意见的，可以自收到本告知书之日起{{ days }}个工作日内向乡镇人民政府（街道办事处）说明，并提交证明；"
            "逾期没有说明的，按核查情况办理。本告知书不是最终决定，决定作出后另行送达。"
        ),
        Signed("{{ issuer }}", "{{ on|day }}"),
    ),
    official=True,
)
