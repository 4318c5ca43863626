"""冲销备用金支出: the clerk says why a use was wrong, the leader signs (pages/drafts.py). A use itself is made by its application's flow."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from doudi.base.access import scope
from doudi.base.models import User
from doudi.base.money import yuan
from doudi.mechanisms.ledger.models import Reason
from doudi.pages.acts import carry_out
from doudi.pages.forms import PageForm, posted, with_fields
from doudi.programmes.assistance.temporary import queries, services
from doudi.programmes.assistance.temporary.models import ReserveUse


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

    def do(said: dict[str, Any], user: User) -> str:
        services.propose_reversal(
            row, reason=Reason(said["reason"]), because=said["because"], by=user, at=timezone.now()
        )
        return f"{row.case_number}的冲销已提交分管领导签批。"

    return carry_out(request, form, do=do, **more)


def one(request: HttpRequest, pk: int) -> ReserveUse:
    """The use, if the user may see its township's book."""
    rows = ReserveUse.objects.select_related("applicant", "township")
    row = scope(request.user, queries.READERS).filter(rows, "township_id").filter(pk=pk).first()
    if row is None:
        raise Http404
    return row
