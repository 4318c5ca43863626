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
from doudi.base.refused import Refused
from doudi.mechanisms.ledger.models import Reason
from doudi.pages.forms import PageForm, form_page, posted, with_fields
from doudi.pages.responses import done
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


def one(request: HttpRequest, pk: int) -> ReserveUse:
    """The use, if the user may see its township's book."""
    rows = ReserveUse.objects.select_related("applicant", "township")
    row = scope(request.user, queries.READERS).filter(rows, "township_id").filter(pk=pk).first()
    if row is None:
        raise Http404
    return row
