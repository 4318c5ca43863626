"""What may be decided on a recognition from its page: looked at again, ended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from doudi.base.access import may, require
from doudi.base.models import User
from doudi.base.refused import Refused
from doudi.mechanisms.entitlement.pages.acts import DecisionForm
from doudi.mechanisms.entitlement.pages.recognitions import known
from doudi.mechanisms.entitlement.recognitions import queries, services
from doudi.mechanisms.entitlement.recognitions.declare import recognition_of
from doudi.mechanisms.entitlement.recognitions.models import Recognised
from doudi.mechanisms.entitlement.recognitions.queries import Standing
from doudi.mechanisms.entitlement.recognitions.reasons import EndReason
from doudi.pages.cells import full_width
from doudi.pages.forms import form_page, posted
from doudi.pages.responses import done


class ReviewForm(DecisionForm):
    unchanged = forms.BooleanField(label="已复核：家庭人口、收入、财产、支出与认定理由所列一致，没有变化")
    field_order = ("unchanged", "document", "decided_on", "because")


class EndForm(DecisionForm):
    reason = forms.ChoiceField(label="终止原因", choices=[("", "请选择"), *EndReason.choices])
    field_order = ("reason", "document", "decided_on", "because")


ACTS: dict[str, tuple[str, type[DecisionForm], str, str]] = {
    "end": ("终止认定", EndForm, "btn-warn", "终止须有法定理由并书面告知本人。"),
    "review": ("复核", ReviewForm, "btn-primary", "按现行标准重新核算；情况有变化、不再符合的办理终止认定。"),
}


def page(request: HttpRequest, pk: int, act: str, codes: Collection[str]) -> HttpResponse:
    """The form of one act, and what follows when it is sent."""
    row, user, today = known.found(request.user, pk, codes), request.user, timezone.localdate()
    assert isinstance(user, User)
    if act not in ACTS:
        raise Http404
    name, wanted, look, words = ACTS[act]
    require(user, recognition_of(row.recognition).deciders, area_code=row.area_code, on=today)
    services.check_in_force(row, today)
    form = wanted(*posted(request)[:1], initial={"decided_on": today})
    back = known.address(row)
    more: Any = {
        "title": f"{name}：{row.party.name}",
        "submit": f"确认{name}",
        "submit_class": look,
        "back": back,
        "words": words,
    }
    if not form.is_valid():
        return form_page(request, form, **more)
    said = form.cleaned_data
    decided = services.Decided(said["decided_on"], said["document"], user, timezone.now(), said["because"])
    try:
        if act == "end":
            services.end(row, decided, reason=said["reason"])
            sentence = f"已终止认定，自{row.until_on}起失效，请打印告知书送达本人。"
        else:
            services.review(row, queries.last_family(row), decided)
            sentence = f"已登记复核，认定继续有效至{row.until_on}。"
    except Refused as refused:
        return form_page(request, form, refusal=full_width(refused.sentence), **more)
    return done(request, sentence, to=back)


def buttons(user: Any, row: Recognised, today: dt.date) -> list[tuple[str, str, str]]:
    """(words, address, look) of what this user may decide now."""
    if queries.standing_of(row, today) not in (Standing.IN_FORCE, Standing.ENDING):
        return []
    if not may(user, recognition_of(row.recognition).deciders, area_code=row.area_code):
        return []
    return [(name, known.address(row, "recognition_act", act), look) for act, (name, _, look, _) in ACTS.items()]
