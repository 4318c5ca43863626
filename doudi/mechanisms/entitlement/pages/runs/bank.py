"""The bank: the file that goes to it, what it answers, and the lines of a file with what was said of each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from doudi.base import identity
from doudi.base.access import may
from doudi.base.areas import full_name
from doudi.base.models import User
from doudi.base.money import yuan
from doudi.base.refused import Refused
from doudi.mechanisms.entitlement.pages.addresses import at
from doudi.mechanisms.entitlement.pages.roles import COUNTY
from doudi.mechanisms.entitlement.pages.runs.board import name_of
from doudi.mechanisms.entitlement.pages.runs.found import file_of, signed_in
from doudi.mechanisms.entitlement.pages.runs.words import counts_in_words, outcome_tag
from doudi.mechanisms.entitlement.payment_runs import queries, services
from doudi.mechanisms.entitlement.payment_runs.models import PaymentRun
from doudi.mechanisms.entitlement.payment_runs.services import CHECKERS, SENDERS
from doudi.mechanisms.ledger.bank import queries as bank
from doudi.mechanisms.ledger.bank.declare import format_on
from doudi.mechanisms.ledger.bank.models import FOR_A_PERSON, BankFile, BankLine, Outcome
from doudi.pages.acts import carry_out
from doudi.pages.cells import Kind
from doudi.pages.details import Tab
from doudi.pages.filters import AreaTree, Choice, Text
from doudi.pages.forms import FilesField, PageForm, posted
from doudi.pages.lists import Column, Listing, Operation
from doudi.pages.responses import file_response
from doudi.pages.views import list_page

_SHOWN = 50  # lines for a person that the page names; the others follow when these are done
_KINDS = {
    "csv": "text/plain; charset=gb18030",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def bank_tab(run: PaymentRun, user: Any) -> Tab:
    """The file of a run with its classes, what the bank answered, and what waits for a person."""
    sent = run.files.select_related("file").first()
    unclear = list(
        queries.bank_lines(run).filter(outcome__in=FOR_A_PERSON, retried_by=None).order_by("number")[:_SHOWN]
    )
    strays = list(queries.strays(run).order_by("pk")[:_SHOWN])
    asked = {each.line_id: each for each in bank.settlements_asked(user).filter(line__in=unclear)}
    for each in unclear:
        each.tag = outcome_tag(each.outcome)  # type: ignore[attr-defined]  # for the template
        each.asked = asked.get(each.pk)  # type: ignore[attr-defined]
    context = {
        "may_send": may(user, SENDERS),
        "may_check": may(user, CHECKERS),
        "file": sent.file if sent is not None else None,
        "form": format_on(sent.file.format, sent.file.on).name if sent is not None else "",
        "classes": classes_of(sent.file) if sent is not None else [],
        "answers": answers_of(sent.file) if sent is not None else [],
        "unclear": unclear,
        "strays": strays,
        "balance": queries.balance(run),
    }
    return Tab("bank", "银行", "entitlement/runs/bank.html", context, len(unclear) + len(strays) or None)


def classes_of(file: BankFile) -> list[tuple[Any, int, int, str]]:
    """Tag, lines, fen and the list behind them of each class of a file; they add up to the file."""
    found = bank.classes(file)
    return [
        (outcome_tag(each), *found[each], at("bank_lines", file.pk, outcome=each.value))
        for each in Outcome
        if each in found
    ]


def answers_of(file: BankFile) -> list[tuple[Any, str]]:
    """Every answer to a file with what it did, the newest first."""
    return [(each, counts_in_words(each.counts)) for each in file.returns.select_related("by").order_by("-pk")]


def hand_out(request: HttpRequest, pk: int) -> HttpResponse:
    """代发文件 for the bank, by POST alone: it holds whole accounts, and each time is recorded."""
    file, _ = file_of(pk)
    if request.method != "POST":
        raise Refused("代发文件含完整账号，请在批次页面点“下载代发文件”，每次下载都留下记录。")
    data = services.hand_out(file, by=signed_in(request), at=timezone.now())
    form = format_on(file.format, file.on)
    suffix = "txt" if form.kind == "csv" else form.kind
    response = file_response(data, f"{file.key.replace(':', '-')}.{suffix}", _KINDS[form.kind])
    response["Cache-Control"] = "no-store"
    return response


class AnswerForm(PageForm):
    file = FilesField(
        label="银行回盘文件",
        accept=".csv,.txt,.xlsx,.xls,.et,.tsv",
        help_text="按银行给的原样上传，不要用表格软件另存。",
    )


def take_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """回盘: the bank's file, whole or not at all."""
    file, run = file_of(pk)
    form = AnswerForm(*posted(request))
    back = at("run", run.pk) if run is not None else at("returns")
    more: dict[str, Any] = {
        "title": f"导入回盘：{name_of(run) if run is not None else file.key}",
        "submit": "导入",
        "back": back,
        "head": f"批次“{file.key}”",
        "words": f"{file.lines_number:,}笔，{yuan(file.amount)}元，于{file.on}送出。整个文件看懂才入账，看不懂的不入账，可以重复导入。",
    }

    def do(said: dict[str, Any], user: User) -> str:
        upload = said["file"][0]
        taken = services.take_answer(file, upload.name, upload.read(), by=user, at=timezone.now())
        if not taken.fresh:
            return f"这个回盘文件已于{timezone.localdate(taken.answer.at)}导入过，没有重复入账。"
        return f"已导入回盘：{counts_in_words(taken.counts) or '没有新的结果'}。"

    return carry_out(request, form, do=do, **more)


# --- the lines of a file ---------------------------------------------------------------------------------------------------


def bank_lines(request: HttpRequest, pk: int) -> HttpResponse:
    """Every line of a file with what the bank said of it."""
    file, run = file_of(pk)
    listing = Listing(
        code=f"funds.bank_lines.{file.pk}",
        name="银行结果",
        rows=lambda user: (
            file.lines.select_related("file").order_by("number") if may(user, COUNTY) else BankLine.objects.none()
        ),
        columns=(
            Column("number", "序号", "number", kind=Kind.NUMBER, sort="number", desk_only=True),
            Column("name", "户名", "name", head=True),
            Column("place", "乡镇、村居", lambda row: full_name(row.area_code)),
            Column("account", "账号", lambda row: identity.mask_account(row.account)),
            Column("amount", "金额（元）", "amount", kind=Kind.MONEY, sort="amount", half=True),
            Column("paid", "实付（元）", "paid", kind=Kind.MONEY, half=True),
            Column("outcome", "结果", lambda row: outcome_tag(row.outcome)),
            Column("words", "银行说明", "words"),
        ),
        filters=(
            Text(code="q", label="户名", field="name"),
            Choice(code="outcome", label="结果", choices=Outcome.choices),
            AreaTree(),
        ),
        operations=(
            Operation("差错处理", _if(FOR_A_PERSON, "settle"), roles=SENDERS),
            Operation("退汇", _if((Outcome.PAID,), "bounce"), roles=SENDERS),
        ),
        order=("number",),
    )
    crumbs = [
        ("发放批次", at("runs")),
        *([(name_of(run), at("run", run.pk))] if run is not None else [("退票", at("returns"))]),
        ("银行结果", ""),
    ]
    return list_page(request, listing, title=f"批次“{file.key}”的银行结果", crumbs=crumbs)


def _if(outcomes: tuple[Outcome, ...], page: str) -> Callable[[BankLine], str | None]:
    return lambda row: at(page, row.pk) if row.outcome in outcomes and row.retried_by_id is None else None
