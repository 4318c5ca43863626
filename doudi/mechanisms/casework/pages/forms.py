"""The form of an action, and what it said turned into the action: files kept, the second person found, the version compared."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest
from django.utils import timezone

from doudi.base import files
from doudi.base.access import holders
from doudi.base.models import StoredFile, User
from doudi.base.refused import Refused
from doudi.base.roles import STAFF_ROLES
from doudi.mechanisms.casework.declare import Action
from doudi.mechanisms.casework.models import ActionTaken, Case
from doudi.mechanisms.casework.queries import Offer, flow_of, offers
from doudi.mechanisms.casework.services import take
from doudi.pages.forms import PageForm, form_of, posted, with_fields


def offer_of(request: HttpRequest, case: Case, code: str, noun: str = "办件") -> Offer:
    """The action that the page is about, if the user may take it now."""
    allowed = offers(case, request.user, timezone.localdate())
    offer = next((each for each in allowed if each.action.code == code), None)
    if offer is None:
        raise Refused(f"这件{noun}已经办过这一步，或不由您办理，请刷新后查看最新情况。")
    if offer.refusal:
        raise Refused(offer.refusal)
    return offer


def form_for(request: HttpRequest, action: Action, case: Case) -> PageForm:
    """The declared fields with what every action asks: the version shown, the second person, the ground, the reason."""
    by = request.user
    assert isinstance(by, User)
    form = PageForm(*posted(request))
    fields: dict[str, forms.Field] = {
        "version": forms.IntegerField(initial=case.version, widget=forms.HiddenInput, required=False)
    }
    if action.pair:
        fields["together_with"] = forms.ChoiceField(
            label=action.companion or "同行人员",
            choices=[("", "请选择"), *others(action, case, by)],
            help_text=f"{action.companion}须在场，不能由本人兼任。" if action.companion else "入户核实须两人。",
            initial="" if action.companion else last_companion(by),
        )
    if action.grounds:
        choices = [(each.code, f"{each.words}（{each.article}）") for each in action.grounds]
        fields["ground"] = forms.ChoiceField(label="理由和依据", choices=choices, widget=forms.RadioSelect)
    colleagues = others(action, case, by) if any(each.kind == "person" for each in action.fields) else []
    fields |= form_of(action.fields, people=colleagues)
    if action.needs_reason:
        fields["because"] = forms.CharField(label="理由", widget=forms.Textarea(attrs={"rows": 3}))
    return with_fields(form, fields)


def others(action: Action, case: Case, by: User) -> list[tuple[str, str]]:
    """Colleagues who may go along: those of the action's roles first."""
    found = holders(flow_of(case).actors | STAFF_ROLES, area_code=case.area_code, on=timezone.localdate()).exclude(
        pk=by.pk
    )
    first = set(holders(action.roles, area_code=case.area_code, on=timezone.localdate()).values_list("pk", flat=True))
    ranked = sorted(found, key=lambda user: user.pk not in first)
    return [(str(user.pk), f"{user.name}（{user.unit}）" if user.unit else user.name) for user in ranked]


def take_posted(request: HttpRequest, action: Action, case: Case, form: PageForm) -> ActionTaken:
    """Take the action as the form says; raises Refused with the sentence for the page."""
    assert isinstance(request.user, User)
    data = dict(form.cleaned_data)
    version, second, because = data.pop("version", None), data.pop("together_with", ""), data.pop("because", "")
    now = timezone.now()
    kept: list[StoredFile] = []
    said = {
        key: value if isinstance(value, int | str | bool) or value is None else str(value)
        for key, value in data.items()
        if key not in _uploads(action)
    }
    together = User.objects.filter(pk=int(second)).first() if second else None
    try:
        for code in _uploads(action):
            uploads = data.get(code) or []
            for upload in uploads if isinstance(uploads, list | tuple) else [uploads]:
                name = upload.name or "照片.jpg"
                kept.append(
                    files.keep(
                        upload, name=name, purpose=action.name, by=request.user, at=now, area_code=case.area_code
                    )
                )
        return take(
            case,
            action,
            by=request.user,
            at=now,
            because=because,
            data=said,
            files=kept,
            together_with=together,
            version=version,
        )
    except Refused:
        files.take_back(kept)  # the second photo was too big, another came first: of the step nothing lies about
        raise


def _uploads(action: Action) -> list[str]:
    return [each.code for each in action.fields if each.kind in ("photo", "file")]


def last_companion(user: User) -> str:
    """With whom he went out last: two people mostly go on together."""
    taken = ActionTaken.objects.filter(by=user, together_with__isnull=False).order_by("-pk")
    last = taken.values_list("together_with", flat=True).first()
    return str(last or "")
