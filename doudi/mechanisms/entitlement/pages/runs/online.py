"""线上线下核对 (R-DIS-09): the online list of the month against what the bank paid, and what each difference comes from."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from doudi.base.access import may
from doudi.base.models import User
from doudi.base.money import yuan
from doudi.mechanisms.entitlement.declare import benefit_of
from doudi.mechanisms.entitlement.pages.addresses import at
from doudi.mechanisms.entitlement.pages.runs.board import name_of
from doudi.mechanisms.entitlement.pages.runs.found import run_of
from doudi.mechanisms.entitlement.payment_runs import online, online_file
from doudi.mechanisms.entitlement.payment_runs.models import OnlineDifference, PaymentRun
from doudi.mechanisms.entitlement.payment_runs.services import CHECKERS
from doudi.pages.acts import carry_out
from doudi.pages.details import Tab
from doudi.pages.forms import FilesField, PageForm, posted, with_fields

_SHOWN = 100


def online_tab(run: PaymentRun, user: Any) -> Tab:
    """The latest comparison: how many differ in which way, and each difference with its explanation."""
    last = run.online_checks.select_related("by").order_by("-pk").first()
    rows = list(last.differences.select_related("party", "explained_by").order_by("explained_at", "pk")) if last else []
    context = {
        "check": last,
        "classes": [(kind.label, number) for kind, number in online.classes(last).items()] if last else [],
        "rows": rows[:_SHOWN],
        "more": max(len(rows) - _SHOWN, 0),
        "may_compare": may(user, CHECKERS) and run.state == PaymentRun.State.SENT,
    }
    open_ones = sum(each.explained_at is None for each in rows)
    return Tab("online", "线上线下核对", "entitlement/runs/online.html", context, open_ones or None)


class ListForm(PageForm):
    file = FilesField(
        label="线上名单",
        accept=".csv,.xlsx,.xls,.et",
        help_text="从部、省补贴系统导出的当月名单，须有“证件号码”和“金额”两列，证件号码为文本格式。",
    )


def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """Upload the online list of a run's month."""
    run = run_of(request, pk)
    if not benefit_of(run.benefit).online_list:
        raise Http404
    form = ListForm(*posted(request))
    more: dict[str, Any] = {
        "title": f"线上线下核对：{name_of(run)}",
        "submit": "核对",
        "back": at("run", pk),
        "words": "逐人核对线上名单与银行实发：仅线上有、仅发放有、金额不同、姓名或账号不同，四类都为零或都已说明才能结清。",
    }

    def do(said: dict[str, Any], user: User) -> str:
        upload = said["file"][0]
        rows = online_file.read(upload.name, upload.read(), benefit_of(run.benefit))
        made = online.compare(run, upload.name, rows, by=user, at=timezone.now())
        found = [f"{kind.label}{number}人" for kind, number in online.classes(made).items() if number]
        return (
            f"已核对{made.rows_number:,}人：{'、'.join(found)}，请逐人说明。"
            if found
            else f"已核对{made.rows_number:,}人，全部一致。"
        )

    return carry_out(request, form, do=do, **more)


def explain(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what a difference comes from and what was done about it."""
    row = OnlineDifference.objects.select_related("check_made__run", "party").filter(pk=pk).first()
    if row is None:
        raise Http404
    run = row.check_made.run
    words = forms.CharField(label="原因和处理情况", max_length=400, widget=forms.Textarea(attrs={"rows": 3}))
    form = with_fields(PageForm(posted(request)[0]), {"explanation": words})
    who = row.party.name if row.party is not None else f"线上名单第{row.row}行"
    more: dict[str, Any] = {
        "title": f"说明差异：{who}",
        "submit": "登记说明",
        "back": at("run", run.pk),
        "words": f"{row.get_kind_display()}：线上{yuan(row.online)}元，发放{yuan(row.paid)}元。",
    }

    def do(said: dict[str, Any], user: User) -> str:
        online.explain(row, explanation=said["explanation"], by=user, at=timezone.now())
        return f"已说明{who}的差异。"

    return carry_out(request, form, do=do, **more)
