"""备用金支出: the clerk enters it, the leader signs (pages/drafts.py); a wrong one is reversed the same way; papers are completed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from doudi.base.access import require, scope
from doudi.base.models import User
from doudi.base.money import yuan
from doudi.base.refused import Refused
from doudi.mechanisms.ledger.models import Reason
from doudi.pages.forms import MoneyField, PageForm, form_page, posted, with_fields
from doudi.pages.responses import done
from doudi.programmes.assistance.temporary import queries, services
from doudi.programmes.assistance.temporary.models import ReserveUse
from doudi.programmes.assistance.temporary.pages.need import NeedForm, need_of
from doudi.programmes.assistance.temporary.pages.reserves import township_of_page
from doudi.programmes.assistance.temporary.reserves import CLERK


def use_page(request: HttpRequest, code: str) -> HttpResponse:
    """登记支出: a need helped out of the reserve."""
    township = township_of_page(request, code)
    assert isinstance(request.user, User)
    require(request.user, CLERK, area_code=code)
    form = with_fields(
        NeedForm(request.user, timezone.localdate(), *posted(request), town=code),
        {
            "amount": MoneyField(label="救助金额（元）"),
            "receipt": forms.CharField(label="收据或转账凭证号", max_length=80),
            "county_approval": forms.CharField(
                label="县级批准文号", max_length=80, required=False, help_text="超过乡镇限额时填写"
            ),
            "helped_first": forms.BooleanField(
                label="先行救助，手续后补", required=False, help_text="急难型可以先行救助，须按期补齐手续"
            ),
        },
    )
    account = queries.reserve_account(township)
    more: dict[str, Any] = {
        "title": f"登记支出：{township.name}备用金",
        "submit": "提交签批",
        "back": reverse("temporary:reserve", args=[code]),
        "words": f"现有余额{yuan(account.balance)}元。提交后由分管领导签批，签批后入账。"
        if account
        else "还没有备用金。",
    }
    if request.method != "POST" or not form.is_valid():
        return form_page(request, form, **more)
    said, now = form.cleaned_data, timezone.now()
    try:
        with transaction.atomic():
            services.propose_use(
                need_of(said, by=request.user, at=now),
                amount=said["amount"],
                receipt=said["receipt"],
                helped_first=said["helped_first"],
                county_approval=said["county_approval"],
                by=request.user,
                at=now,
            )
    except Refused as refused:
        return form_page(request, form, refusal=refused.sentence, **more)
    return done(request, f"{said['case_number']}已提交分管领导签批。", to=more["back"])


def reverse_page(request: HttpRequest, pk: int) -> HttpResponse:
    """冲销: why a use was wrong; signed like the use itself."""
    row = one(request, pk)
    assert isinstance(request.user, User)
    form = with_fields(
        PageForm(*posted(request)[:1]),
        {
            "reason": forms.ChoiceField(label="冲销原因", choices=[("", "请选择"), *Reason.choices]),
            "because": forms.CharField(label="事由", max_length=400, widget=forms.Textarea(attrs={"rows": 3})),
        },
    )
    more: dict[str, Any] = {
        "title": f"冲销：{row.case_number}",
        "submit": "提交签批",
        "back": reverse("temporary:reserve", args=[row.township_id]),
        "words": f"{row.applicant.name}，{row.on}支出{yuan(row.amount)}元。冲销后原记录保留，另记一笔。",
    }
    if request.method != "POST" or not form.is_valid():
        return form_page(request, form, **more)
    said = form.cleaned_data
    try:
        services.propose_reversal(
            row, reason=Reason(said["reason"]), because=said["because"], by=request.user, at=timezone.now()
        )
    except Refused as refused:
        return form_page(request, form, refusal=refused.sentence, **more)
    return done(request, f"{row.case_number}的冲销已提交分管领导签批。", to=more["back"])


def papers_page(request: HttpRequest, pk: int) -> HttpResponse:
    """补齐手续: the papers of somebody helped first are there now."""
    row = one(request, pk)
    assert isinstance(request.user, User)
    form = PageForm(*posted(request)[:1])
    more: dict[str, Any] = {
        "title": f"补齐手续：{row.case_number}",
        "submit": "手续已补齐",
        "back": reverse("temporary:reserve", args=[row.township_id]),
        "words": f"{row.applicant.name}，{row.on}先行救助{yuan(row.amount)}元，手续期限{row.papers_due_on or '无'}。"
        "请核对申请书、调查记录、签字和凭证齐全后确认。",
    }
    if request.method != "POST":
        return form_page(request, form, **more)
    try:
        services.complete_papers(row, by=request.user, at=timezone.now())
    except Refused as refused:
        return form_page(request, form, refusal=refused.sentence, **more)
    return done(request, f"{row.case_number}的手续已补齐。", to=more["back"])


def one(request: HttpRequest, pk: int) -> ReserveUse:
    """The use, if the user may see its township's book."""
    rows = ReserveUse.objects.select_related("applicant", "township")
    row = scope(request.user, queries.READERS).filter(rows, "township_id").filter(pk=pk).first()
    if row is None:
        raise Http404
    return row
