"""One death: what each source says of the day, the certificate, everything it means for whoever follows; cancelling, voiding."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from doudi.base.access import may
from doudi.base.areas import full_name
from doudi.base.models import User
from doudi.base.notices import calendar
from doudi.base.records import record, reveal
from doudi.base.roles import STAFF_ROLES
from doudi.mechanisms.entitlement.parameters_entered.queries import terms_in_force
from doudi.mechanisms.registry.death_records.models import Death
from doudi.mechanisms.registry.death_records.queries import certificate_of, consequences, spread_of, told
from doudi.pages.acts import carry_out
from doudi.pages.cells import Kind, Link, Tag
from doudi.pages.details import Item
from doudi.pages.forms import DayField, PageForm, form_page, posted
from doudi.programmes.funeral.deaths import rules, services
from doudi.programmes.funeral.deaths.pages.entering import find
from doudi.programmes.funeral.deaths.pages.listing import TINTS
from doudi.programmes.funeral.deaths.policy import DeathPolicy


def death_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One death; who opens it leaves a record, because what is known of a death early is sold (F-09)."""
    death, user, today = find(request, pk), request.user, timezone.localdate()
    assert isinstance(user, User)
    record("death.read", death, by=user, at=timezone.now(), area_code=death.area_code)
    certificate, sources = certificate_of(death), told(death)
    terms = terms_in_force(DeathPolicy, timezone.localdate(death.died_at))
    apart = spread_of([each.on for each in sources])
    context = {
        "title": f"{death.name}：死亡登记",
        "death": death,
        "state": Tag(death.get_state_display(), TINTS[death.state]),
        "items": [each for each in (*_items(user, death, terms), *_certificate(certificate)) if each.value is not None],
        "sources": sources,
        "apart": apart > terms["days_apart"],
        "apart_words": f"{apart}天，以死亡证明为准，请查明原因。",
        "consequences": consequences(death, today),
        "buttons": _buttons(user, death),
    }
    return render(request, "deaths/death.html", context)


def _items(user: Any, death: Death, terms: Any) -> list[Item]:
    died = timezone.localdate(death.died_at)
    name: Any = death.name
    if death.person_id is not None and may(user, STAFF_ROLES):
        name = Link(death.name, reverse("person", args=[death.person_id]))
    due = died if death.urban else rules.household_due(died, terms["rural_cancel_months"], calendar()).legal
    household = (
        f"{death.cancelled_on:%Y-%m-%d}（{death.cancellation}）"
        if death.cancelled_on
        else f"未注销，{'安放前' if death.urban else f'{due:%Y-%m-%d}前'}办理"
    )
    found = [
        Item("姓名", name),
        Item("编号", death.number),
        Item("所在村（社区）", full_name(death.area_code)),
        Item("户籍", ("本县" if death.resident else "外县") + ("城镇" if death.urban else "农村")),
        Item("死亡时间", death.died_at),
        Item("时间依据", death.get_told_by_display()),
        Item("死亡地点", death.get_place_display()),
        Item("死亡性质", death.get_manner_display()),
        Item("户籍注销", household if death.resident else None),
        Item("跟踪员", death.tracker.name if death.tracker else None),
        Item("首次报告", death.reported_at),
    ]
    if death.state == Death.State.VOID:
        found.append(Item("作废原因", death.void_because, wide=True))
    return found


def _certificate(certificate: Any) -> list[Item]:
    if certificate is None:
        return [Item("死亡证明", Tag("还没有死亡证明", "warn"))]
    return [
        Item("死亡证明", certificate.get_form_display()),
        Item("证明编号", certificate.number, Kind.IDENTITY),
        Item("出具单位", certificate.issuer),
        Item("出具时间", certificate.issued_at),
        Item("补发", f"{certificate.reissue}次" if certificate.reissue else None),
    ]


def _buttons(user: Any, death: Death) -> list[tuple[str, str, str]]:
    """(words, address, look) of what the user may do now."""
    found, place = [], death.area_code
    if death.state == Death.State.VOID:
        return []
    if death.state == Death.State.REPORTED and may(user, services.CERTIFIERS, area_code=place):
        found.append(("登记死亡证明", reverse("deaths:certify", args=[death.pk]), "btn-primary"))
    if death.resident and death.cancelled_on is None and may(user, services.CANCELLERS, area_code=place):
        found.append(("登记户籍注销", reverse("deaths:cancel", args=[death.pk]), "btn-plain"))
    if may(user, services.VOIDERS, area_code=place):
        found.append(("误报作废", reverse("deaths:void", args=[death.pk]), "btn-warn"))
    return found


class CancelForm(PageForm):
    on = DayField(label="注销日期")
    receipt = forms.CharField(label="注销回执号", max_length=40)


def cancel_page(request: HttpRequest, pk: int) -> HttpResponse:
    return _form(
        request, pk, CancelForm, "登记户籍注销", "登记", lambda death, said, user, now: services.cancel_household(death, **said, by=user, at=now), "已登记户籍注销"
    )  # fmt: skip


class VoidForm(PageForm):
    because = forms.CharField(
        label="核实情况",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="例如：本人健在，村里同名误报",
    )


def void_page(request: HttpRequest, pk: int) -> HttpResponse:
    return _form(
        request, pk, VoidForm, "误报作废", "作废", lambda death, said, user, now: services.void(death, **said, by=user, at=now), "已作废，自动暂缓的待遇已恢复"
    )  # fmt: skip


class CauseForm(PageForm):
    because = forms.CharField(label="查看事由", max_length=200)


def cause_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The cause, for a reason that is recorded (R-ASHES-21)."""
    death, user = find(request, pk), request.user
    assert isinstance(user, User)
    certificate = certificate_of(death)
    if certificate is None:
        raise Http404
    form = CauseForm(*posted(request)[:1])
    back = reverse("deaths:death", args=[pk])
    more: dict[str, Any] = {"title": f"死因代码：{death.name}", "submit": "查看", "back": back}
    if request.method == "POST" and form.is_valid():
        shown = reveal(
            user, certificate, "cause", form.cleaned_data["because"], at=timezone.now(), area_code=death.area_code
        )
        more["words"] = f"死因代码：{shown or '证明上没有'}。查看已留痕。"
    return form_page(request, form, **more)


def _form(request: HttpRequest, pk: int, form_class: Any, title: str, submit: str, do: Any, said: str) -> HttpResponse:
    """A form that does one thing to one death and goes back to it."""
    death = find(request, pk)
    form = form_class(*posted(request)[:1])
    back = reverse("deaths:death", args=[pk])
    more: dict[str, Any] = {"title": f"{title}：{death.name}", "submit": submit, "back": back}

    def step(given: dict[str, Any], user: User) -> str:
        do(death, given, user, timezone.now())
        return f"{said}：{death.name}。"

    return carry_out(request, form, do=step, **more)
