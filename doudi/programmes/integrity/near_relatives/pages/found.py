"""应备未备: what matching found and nobody declared; the county files it, or says why it is nothing. And the call to declare anew."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from doudi.base.access import scope
from doudi.base.areas import full_name
from doudi.base.models import Area, User
from doudi.mechanisms.entitlement.declare import BENEFITS
from doudi.pages.acts import carry_out
from doudi.pages.cells import Kind, Tag
from doudi.pages.filters import AreaTree, Choice, Text
from doudi.pages.forms import PageForm, posted
from doudi.pages.lists import Column, Listing, Operation, Tool
from doudi.pages.views import list_page
from doudi.programmes.integrity.near_relatives import queries, services
from doudi.programmes.integrity.near_relatives.models import KinReach, Office, Undeclared

_TINTS = {"OPEN": "danger", "DECLARED": "ok", "DISMISSED": "", "GONE": ""}
LISTING = Listing(
    code="near_relatives.undeclared",
    name="应备未备",
    rows=queries.undeclared,
    columns=(
        Column("relative", "亲属", "relative.party.name", head=True),
        Column("staff", "任职人员", lambda row: f"{row.staff.party.name}（{row.post or row.get_office_display()}）"),
        Column("relation", "关系", "relation"),
        Column("reach", "范围", lambda row: row.get_reach_display()),
        Column("benefit", "待遇", lambda row: f"{BENEFITS[row.benefit].name}{'' if row.award_id else '（申请中）'}"),
        Column("place", "乡镇、村居", lambda row: full_name(row.area_code)),
        Column("found", "发现日期", "found_on", kind=Kind.DATE, sort="found_on", half=True),
        Column("due", "申报期限", "due_on", kind=Kind.DATE, sort="due_on", half=True),
        Column("state", "状态", lambda row: Tag(row.get_state_display(), _TINTS[row.state])),
    ),
    filters=(
        Text(code="q", label="亲属姓名", field="relative__party__name"),
        AreaTree(),
        Choice(code="state", label="状态", field="state", choices=Undeclared.State.choices),
        Choice(code="reach", label="范围", field="reach", choices=KinReach.choices),
        Choice(code="office", label="人员类别", field="office", choices=Office.choices),
    ),
    tools=(Tool("通知重新申报", lambda: reverse("near_relatives:call"), icon="bell", roles=services.CALLERS),),
    operations=(
        Operation("处理", lambda row: reverse("near_relatives:answer", args=[row.pk]), roles=services.DISMISSERS),
    ),
    order=("due_on", "id"),
    empty="没有应备未备的提示。每日比对一次。",
    scope_roles=queries.READERS,
)


def undeclared(request: HttpRequest) -> HttpResponse:
    return list_page(request, LISTING)


class AnswerForm(PageForm):
    answer = forms.ChoiceField(
        label="处理", choices=[("file", "属实，登记备案"), ("dismiss", "经核实不属近亲属")], widget=forms.RadioSelect
    )
    words = forms.CharField(label="核实情况", required=False, max_length=200, widget=forms.Textarea(attrs={"rows": 3}))


def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The county's answer to one of them."""
    found = queries.undeclared(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404
    form = AnswerForm(*posted(request)[:1])
    back = reverse("near_relatives:undeclared")
    state = "" if found.state == Undeclared.State.OPEN else f"（{found.get_state_display()}：{found.words or '—'}）"
    more: dict[str, Any] = {
        "title": f"应备未备：{found.relative.party.name}",
        "submit": "处理",
        "back": back,
        "words": f"{found.staff.party.name}（{found.post}）的{found.relation}{found.relative.party.name}，"
        f"{BENEFITS[found.benefit].name}{'' if found.award_id else '申请中'}，没有备案{state}。备案不影响其享受待遇。",
    }

    def do(said: dict[str, Any], user: User) -> str:
        now = timezone.now()
        if said["answer"] == "file":
            made = services.file_found(found, by=user, at=now)
            return f"已登记备案：{made.case.title}，须入户核实。"
        services.dismiss(found, words=said["words"], by=user, at=now)
        return "已处理。"

    return carry_out(request, form, do=do, **more)


class CallForm(PageForm):
    area = forms.ChoiceField(label="范围", choices=())
    because = forms.CharField(label="事由", max_length=200, help_text="例如：村（居）委会换届")


def call(request: HttpRequest) -> HttpResponse:
    """通知重新申报."""
    user = request.user
    assert isinstance(user, User)
    form = CallForm(*posted(request)[:1])
    places = scope(user, services.CALLERS).filter(Area.objects.order_by("code"), "code")
    field = form.fields["area"]
    assert isinstance(field, forms.ChoiceField)
    field.choices = [("", "请选择"), *((each.code, full_name(each.code) or each.name) for each in places)]
    back = reverse("near_relatives:undeclared")
    more: dict[str, Any] = {"title": "通知重新申报", "submit": "通知", "back": back}

    def do(said: dict[str, Any], user: User) -> str:
        services.call(places.get(code=said["area"]), because=said["because"], by=user, at=timezone.now())
        return "已通知，有关人员的待办中会出现重新申报。"

    return carry_out(request, form, do=do, **more)
