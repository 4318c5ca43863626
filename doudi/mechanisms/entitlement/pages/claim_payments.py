"""What a line pays claim by claim (临时救助, 改造补助): what is owed, what went to the bank, what came back, and the files between.

A row is a payment of the line's own: `amount` fen, `on`, `payee`, `account`, `taken_back_on`, and what its query adds of the bank's last
word: `outcome`, `bank_words`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django import forms
from django.db.models import QuerySet, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from doudi.base.areas import full_name
from doudi.base.models import User
from doudi.base.money import wan_yuan, yuan
from doudi.base.roles import Role
from doudi.mechanisms.entitlement.pages.bank_files import BankFilePages
from doudi.mechanisms.ledger.bank.models import BACK, Outcome
from doudi.pages.acts import carry_out
from doudi.pages.cells import Kind, Tag
from doudi.pages.declare import KeyFigure, Page
from doudi.pages.filters import AreaTree, Choice, Days, Text
from doudi.pages.forms import PageForm, posted, with_fields
from doudi.pages.lists import Column, Listing, Operation, Tool
from doudi.pages.views import list_page

_STATES = [("NOT_SENT", "待送银行"), *Outcome.choices, ("TAKEN_BACK", "已收回")]
_TINTS = {Outcome.PAID: "ok", Outcome.RETURNED: "danger", Outcome.PARTLY: "danger", Outcome.UNANSWERED: "info"}


@dataclass(frozen=True)
class ClaimPayments(BankFilePages):
    """`rows`: what a user may see, `waiting`: what nobody has sent yet, `send`, `again` and `take_back`: the line's services. `case`, `person`
    and `area` are the paths from a row to the number of the case, the name of whom it is for, the code of the place."""

    name: str
    rows: Callable[[Any], QuerySet[Any]]
    waiting: Callable[[], QuerySet[Any]]
    send: Callable[..., Any]
    again: Callable[..., Any]
    take_back: Callable[..., Any]
    case: str
    person: str
    area: str
    labels: Mapping[str, str]  # what the line calls case, person, payee and on
    scope_roles: frozenset[Role]
    empty: str
    then: str  # what becomes of a payment that is taken back
    payee_changes: bool = False  # whether it may be sent again to somebody else
    index: str = ""  # the path to the blind index of a person's number, if he is looked for by it
    shown: tuple[Column, ...] = ()

    def made(self) -> tuple[Page, ...]:
        """发放, 送银行, 退票重发, 收回, and the files."""
        listing = self._listing()
        return (
            Page(
                "payments", self.name, lambda request: list_page(request, listing), self.readers, icon="building-bank"
            ),
            Page("send", "送银行", self._send, self.senders, address="payments/send/"),
            Page("again", "退票重发", self._again, self.senders, address="payments/<int:pk>/again/"),
            Page("back", "收回", self._back, self.senders, address="payments/<int:pk>/back/"),
            *super().made(),
        )

    def _listing(self) -> Listing:
        label, person = self.labels, self.person.replace(".", "__")
        return Listing(
            code=f"{self.programme}.payments",
            name=self.name,
            rows=self.rows,
            columns=(
                Column("number", label["case"], self.case),
                Column("name", label["person"], self.person, head=True),
                Column("place", "乡镇、村居", lambda row: full_name(attrgetter(self.area)(row))),
                Column("payee", label["payee"], "payee"),
                Column("account", "账号尾号", lambda row: f"尾号{row.account[-4:]}" if row.account else "", half=True),
                Column("amount", "金额（元）", "amount", kind=Kind.MONEY, sort="amount", half=True),
                *self.shown,
                Column("on", label["on"], "on", kind=Kind.DATE, sort="on", half=True),
                Column("state", "状态", state_of),
                Column("words", "银行说明", "bank_words", desk_only=True),
            ),
            filters=(
                Text(code="q", label="姓名/证号" if self.index else "姓名", field=person, index=self.index),
                AreaTree(field=self.area.replace(".", "__")),
                Choice(code="state", label="状态", choices=_STATES, apply=_in_state),
                Days(code="on", label=label["on"], field="on"),
            ),
            tools=(
                Tool("送银行", lambda: self._at("send"), icon="send", primary=True, drawer=True, roles=self.senders),
                Tool("代发批次", lambda: self._at("files"), icon="building-bank"),
            ),
            operations=(
                Operation("退票重发", lambda row: self._at("again", row.pk) if _came_back(row) else None, roles=self.senders),
                Operation("收回", lambda row: self._at("back", row.pk) if _may_stop(row) else None, roles=self.senders),
            ),
            cards=self._cards,
            order=("-on", "-pk"),
            empty=self.empty,
            scope_roles=self.scope_roles,
            export_roles=self.readers,
        )  # fmt: skip

    def _cards(self, user: Any) -> list[KeyFigure]:
        """What is to be sent, what is on its way, what came back, what has arrived."""
        rows, here, found = self.rows(user).filter(taken_back_on=None).order_by(), self._at("payments"), []
        for code, name, narrowed in (
            ("NOT_SENT", "待送银行", rows.filter(outcome=None)),
            (Outcome.UNANSWERED, "在途", rows.filter(outcome=Outcome.UNANSWERED)),
            (Outcome.RETURNED, "退票", rows.filter(outcome__in=BACK)),
            (Outcome.PAID, "已到账", rows.filter(outcome=Outcome.PAID)),
        ):
            money = wan_yuan(narrowed.aggregate(sum=Sum("amount"))["sum"] or 0)
            found.append(KeyFigure(f"{name}（笔）", f"{narrowed.count():,}", f"{here}?state={code}", f"{money}万元"))
        return found

    def _send(self, request: HttpRequest) -> HttpResponse:
        """送银行: everything that waits, as one file."""
        waiting = self.waiting()
        money = waiting.aggregate(sum=Sum("amount"))["sum"] or 0

        def do(said: dict[str, Any], user: User) -> tuple[str, str]:
            file = self.send(by=user, at=timezone.now())
            told = f"已生成批次{file.key}：{file.lines_number:,}笔、{yuan(file.amount)}元，请下载送银行。"
            return told, self._at("files")

        return carry_out(
            request, PageForm(*posted(request)[:1]), do=do, back=self._at("payments"), title="送银行代发", submit="生成代发文件",
            words=f"待送银行{waiting.count():,}笔，合计{yuan(money)}元。生成后请下载文件送代发银行。",
        )  # fmt: skip

    def _again(self, request: HttpRequest, pk: int) -> HttpResponse:
        """退票重发: to the account as it is now."""
        row = self._row(request, pk)
        account = forms.CharField(
            label="银行账号", max_length=32, help_text="8至32位数字", widget=forms.TextInput(attrs={"inputmode": "numeric"})
        )  # fmt: skip
        payee = forms.CharField(label=self.labels["payee"], max_length=80, initial=row.payee)
        fields: dict[str, forms.Field] = {**({"payee": payee} if self.payee_changes else {}), "account": account}

        def do(said: dict[str, Any], user: User) -> tuple[str, str]:
            said["account"] = said["account"].replace(" ", "")
            file = self.again(row, **said, by=user, at=timezone.now())
            return f"已列入批次{file.key}重发。", self._at("files")

        return carry_out(
            request, with_fields(PageForm(*posted(request)[:1]), fields), do=do, back=self._at("payments"),
            title=f"退票重发：{attrgetter(self.person)(row)}", submit="重发",
            words=f"退回{yuan(row.amount)}元，银行说明：{row.bank_words or '无'}。原账号尾号{row.account[-4:]}。",
        )  # fmt: skip

    def _back(self, request: HttpRequest, pk: int) -> HttpResponse:
        """收回: not to be paid as it stands."""
        row = self._row(request, pk)
        because = forms.CharField(label="事由", max_length=400, widget=forms.Textarea(attrs={"rows": 3}))

        def do(said: dict[str, Any], user: User) -> str:
            self.take_back(row, **said, by=user, at=timezone.now())
            return f"已收回{yuan(row.amount)}元。"

        return carry_out(
            request, with_fields(PageForm(*posted(request)[:1]), {"because": because}), do=do, back=self._at("payments"),
            title=f"收回：{attrgetter(self.person)(row)}", submit="收回", submit_class="btn-warn",
            words=f"{attrgetter(self.case)(row)}，{yuan(row.amount)}元，{state_of(row)}。收回后退还县级资金，{self.then}。",
        )  # fmt: skip

    def _row(self, request: HttpRequest, pk: int) -> Any:
        row = self.rows(request.user).filter(pk=pk).first()
        if row is None:
            raise Http404
        return row


def state_of(row: Any) -> Tag:
    """Taken back, waiting for the bank, or what the bank says."""
    if row.taken_back_on is not None:
        return Tag("已收回", "danger")
    return tag_of(row.outcome)


def tag_of(outcome: str | None) -> Tag:
    """What the bank says of a payment; it waits to be sent if nothing."""
    return Tag(Outcome(outcome).label, _TINTS.get(Outcome(outcome), "warn")) if outcome else Tag("待送银行", "warn")


def _in_state(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    if value == "TAKEN_BACK":
        return rows.exclude(taken_back_on=None)
    rows = rows.filter(taken_back_on=None)
    return rows.filter(outcome=None) if value == "NOT_SENT" else rows.filter(outcome=value)


def _came_back(row: Any) -> bool:
    return row.taken_back_on is None and row.outcome in BACK


def _may_stop(row: Any) -> bool:
    return row.taken_back_on is None and (not row.outcome or row.outcome in BACK)
