"""What is declared to pay through a bank: the `Channel` of a programme (its accounts) and the `BankFormat` that a bank asks for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from doudi.base.models import Area
from doudi.base.refused import Refused
from doudi.mechanisms.ledger.declare import AccountKind, TransferKind
from doudi.mechanisms.ledger.models import Book

Kind = AccountKind[Area]
Move = TransferKind[Area, Area]


@dataclass(frozen=True)
class Channel:
    """A programme's way of paying: 应付 → 在途 → 已领, or → 退票 and again 在途 under the same claim. One account a township, except the
    county's fund; money of one programme never meets another's (专款专用)."""

    code: str
    name: str
    fund: Kind
    payable: Kind
    in_transit: Kind
    received: Kind
    returned: Kind
    decide: Move
    send: Move
    arrive: Move
    come_back: Move
    bounce: Move
    send_again: Move
    cancel: Move
    cancel_returned: Move

    def __post_init__(self) -> None:
        assert CHANNELS.setdefault(self.code, self) == self, f"发放渠道 {self.code} 重复声明"


CHANNELS: dict[str, Channel] = {}


def channel(code: str, name: str) -> Channel:
    """The channel of a programme with its five kinds of accounts and the moves between them."""

    def account(part: str, label: str, *, far_side: bool = False) -> Kind:
        return AccountKind(f"{code}.{part}", f"{name}{label}", Book.MONEY, Area, may_be_overdrawn=far_side)

    fund, payable = account("fund", "县级资金", far_side=True), account("payable", "应付")
    transit, received, returned = (
        account("in_transit", "在途"),
        account("received", "已领"),
        account("returned", "退票"),
    )

    def move(part: str, label: str, source: Kind, target: Kind) -> Move:
        return TransferKind(f"{code}.{part}", label, source, target)

    return Channel(
        code,
        name,
        fund,
        payable,
        transit,
        received,
        returned,
        decide=move("decide", "核定应付", fund, payable),
        send=move("send", "送银行代发", payable, transit),
        arrive=move("arrive", "到账", transit, received),
        come_back=move("come_back", "退票", transit, returned),
        bounce=move("bounce", "到账后退汇", received, returned),
        send_again=move("send_again", "退票重发", returned, transit),
        cancel=move("cancel", "撤销应付", payable, fund),
        cancel_returned=move("cancel_returned", "退票收回", returned, fund),
    )


@dataclass(frozen=True)
class BankFormat:
    """How a bank wants its file and how it answers, from a day on, by which document. `columns` are heading → what stands there."""

    code: str
    name: str
    since: dt.date
    document: str
    columns: Mapping[str, str]  # heading → number · account · name · amount · claim · batch
    kind: str = "csv"  # csv · xlsx
    coding: str = "gb18030"
    delimiter: str = ","
    # The answer: what → the headings under which banks write it; words of success and failure as the bank writes them.
    headings: Mapping[str, tuple[str, ...]] = ()  # type: ignore[assignment]  # filled from the usual ones below
    paid_words: frozenset[str] = frozenset({"成功", "交易成功", "入账成功", "已入账", "代发成功", "0000", "S", "Y"})
    returned_words: frozenset[str] = frozenset({"失败", "交易失败", "入账失败", "退票", "退回", "代发失败", "F", "N"})

    def __post_init__(self) -> None:
        object.__setattr__(self, "headings", dict(USUAL_HEADINGS) | dict(self.headings or {}))
        assert {"number", "account", "name", "amount"} <= set(self.columns.values()), f"{self.code}: 缺少必需列"
        FORMATS.setdefault(self.code, {})[self.since] = self


USUAL_HEADINGS: dict[str, tuple[str, ...]] = {
    "number": ("序号", "顺序号", "明细序号", "编号"),
    "account": ("账号", "收款账号", "卡号", "收款人账号", "银行账号"),
    "name": ("户名", "姓名", "收款人", "收款人户名", "收款户名"),
    "amount": ("金额", "交易金额", "金额(元)", "金额(元)", "发放金额", "实发金额", "代发金额"),
    "result": ("处理结果", "交易结果", "结果", "状态", "交易状态", "处理状态", "入账标志"),
    "words": ("失败原因", "原因", "备注", "返回信息", "处理信息", "摘要"),
    "batch": ("批次号", "批次"),
}
FORMATS: dict[str, dict[dt.date, BankFormat]] = {}


def format_on(code: str, day: dt.date) -> BankFormat:
    """The form of a bank's file in force on a day."""
    fit = [since for since in FORMATS.get(code, {}) if since <= day]
    if not fit:
        raise Refused(f"代发文件格式“{code}”在{day}尚未登记,请先登记银行的格式说明。")
    return FORMATS[code][max(fit)]


CARD = BankFormat(
    "card",
    "一卡通代发明细(文本)",
    dt.date(2021, 1, 1),
    "代发银行接口说明(默认,待县里确认)",
    {"批次号": "batch", "序号": "number", "户名": "name", "账号": "account", "金额": "amount", "附言": "claim"},
)
SHEET = BankFormat(
    "sheet",
    "一卡通代发明细(表格)",
    dt.date(2021, 1, 1),
    "代发银行接口说明(默认,待县里确认)",
    {"序号": "number", "户名": "name", "账号": "account", "金额": "amount"},
    kind="xlsx",
)
