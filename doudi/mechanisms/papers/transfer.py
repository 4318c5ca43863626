"""转移函: somebody who has moved to another county is handed over to the office there, so that no month is paid twice and none is missing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from doudi.mechanisms.papers.blocks import Grid, Head, Paper, Signed, Text, Title, To, fields


@dataclass(frozen=True)
class Transfer:
    """Amount in fen a month. `from_month`, `last_month`: the first month paid here, and the last."""

    issuer: str
    number: str
    to: str
    benefit: str
    name: str
    place: str  # where he was looked after here
    people: int
    amount: int
    from_month: int
    last_month: int
    on: dt.date


TRANSFER = Paper(
    "transfer",
    "转移函",
    (
        Head("{{ issuer }}", "{{ number }}"),
        Title("关于转移{{ benefit }}对象的函"),
        To("{{ to }}："),
        Text("{{ name }}（户）户籍已迁往你地。其{{ benefit }}由我地发至{{ last_month|month }}为止，次月起不再发放。现将有关情况函告，并随函移交档案。"),
        Grid(
            fields(
                ("姓名（户主）", "{{ name }}"),
                ("原保障地", "{{ place }}"),
                ("保障人数", "{{ people }}人"),
                ("月保障金额", "{{ amount|yuan }}元"),
                ("我地起发月份", "{{ from_month|month }}"),
                ("我地发至", "{{ last_month|month }}"),
            )
        ),
        Text("请及时受理其申请，按你地标准审核确认，做好衔接，并将接收情况函复我单位。"),
        Signed("{{ issuer }}", "{{ on|day }}"),
    ),
    official=True,
)  # fmt: skip
