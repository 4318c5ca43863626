"""救济事项的页面：清单、办理和流程图由流程生成；这里是登记的表单和基本情况。"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from doudi.base.access import scope
from doudi.base.models import User
from doudi.base.refused import Refused
from doudi.base.roles import COUNTY_ROLES, Role
from doudi.mechanisms.casework.appeals import queries
from doudi.mechanisms.casework.appeals.declare import road_of
from doudi.mechanisms.casework.appeals.models import AppealRoad
from doudi.mechanisms.casework.appeals.services import REGISTRARS, NewAppeal, register
from doudi.mechanisms.casework.declare import Flow
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.pages import of
from doudi.mechanisms.casework.pages.declare import CasePages
from doudi.mechanisms.casework.queries import flow_of
from doudi.pages.cells import Tag
from doudi.pages.details import Item
from doudi.pages.forms import DayField, PageForm, form_page, posted
from doudi.pages.responses import done
from doudi.programmes.office.remedies.flows import COMPLAINTS, LAWSUITS, RECONSIDERATIONS

READERS = COUNTY_ROLES - {Role.FINANCE, Role.VERIFICATION_CENTRE}


class RegisterForm(PageForm):
    columns = 2
    of = forms.CharField(label="原件编号", max_length=40, help_text="作出原决定的办件编号")
    appellant = forms.CharField(label="申请人", max_length=40, help_text="提出的人，代理的写被代理人姓名")
    received_on = DayField(label="提出日期", help_text="当事人提出的日期，邮寄的为寄出日期；期限按这一天核对")
    body = forms.CharField(label="受理机关", max_length=80)
    number = forms.CharField(label="受理案号", max_length=80, required=False)
    served_on = DayField(label="决定送达日期", required=False, help_text="系统里没有送达记录或记录有误的填写")
    claim = forms.CharField(label="请求和理由", max_length=400, widget=forms.Textarea(attrs={"rows": 3}))
    excuse = forms.CharField(
        label="耽误期限的正当理由", max_length=200, required=False, help_text="超过期限的，写明不可抗力或者其他正当理由"
    )


def register_view(flow: Flow, one: str) -> Callable[..., HttpResponse]:
    """登记 an appeal by one road, from the page of the original or by its number."""

    def view(request: HttpRequest) -> HttpResponse:
        user, road = request.user, road_of(flow)
        assert isinstance(user, User)
        original = _asked_for(user, request.GET.get("of", ""))
        start = {"body": _body(road), "received_on": timezone.localdate()}
        if original is not None:
            start |= {"of": original.number, "appellant": original.title}
        form = RegisterForm(*posted(request), initial=start)
        many = reverse(f"remedies:{flow.code.split('.')[-1]}")
        more: dict[str, Any] = {"title": f"登记{road.label}", "submit": "登记", "back": many}
        if original is not None:
            more |= {"words": f"原件：{original.number}，{flow_of(original).name}，{original.title}"}
        if request.method != "POST" or not form.is_valid():
            return form_page(request, form, **more)
        said = dict(form.cleaned_data)
        number = said.pop("of").strip()
        try:
            against = _originals(user).filter(number=number).first()
            if against is None:
                raise Refused("没有这个编号的办件，或不在您的辖区内，请核对。")
            case = register(flow, against, NewAppeal(road=road, **said), by=user, at=timezone.now())
        except Refused as refused:
            return form_page(request, form, refusal=refused.sentence, **more)
        return done(request, f"已登记{road.label}{case.number}。", to=reverse(f"remedies:{one}", args=[case.pk]))

    return view


def _originals(user: User) -> QuerySet[Case]:
    return scope(user, REGISTRARS).filter(Case.objects.all())


def _asked_for(user: User, pk: str) -> Case | None:
    if not pk:
        return None
    found = _originals(user).filter(pk=int(pk)).first() if pk.isdigit() else None
    if found is None:
        raise Http404
    return found


def _body(road: AppealRoad) -> str:
    """Complaints come to the bureau itself; which government or court, the registrar writes."""
    return settings.SITE_ORGANISER if road is AppealRoad.COMPLAINT else ""


def items(user: Any, case: Case) -> list[Item]:
    row = queries.of(case)
    late = row.last_on is not None and row.received_on > row.last_on
    result = Tag(row.get_result_display(), "ok" if row.result == "UPHELD" else "danger") if row.result else None
    found = [
        Item("申请人", row.appellant),
        Item("受理机关", row.body),
        Item("受理案号", row.number or None),
        Item("决定送达日期", row.served_on or "未作出决定"),
        Item("期限末日", row.last_on or "没有期限"),
        Item("提出日期", Tag(f"{row.received_on}，有正当理由", "warn") if late else row.received_on),
        Item("结果", result),
        Item("结论文书", row.result_document or None),
        Item("结论日期", row.result_on),
        Item("责令履行期限", Tag(f"{row.act_by}", "danger") if row.act_by else None),
        Item("请求和理由", row.claim, wide=True),
        Item("耽误期限的正当理由", row.excuse or None, wide=True),
    ]
    return [each for each in found if each.value is not None]


def _pages(flow: Flow, one: str, icon: str) -> CasePages:
    return CasePages(
        programme="remedies",
        flow=flow,
        name=flow.name,
        noun=flow.name,
        one=one,
        readers=READERS,
        opened=f"登记{flow.name}",
        icon=icon,
        opens=register_view(flow, one),
        openers=REGISTRARS,
        items=items,
        related=("original", "appeal"),
    )


ALL_PAGES = (
    _pages(COMPLAINTS, "complaint", "file-text"),
    _pages(RECONSIDERATIONS, "reconsideration", "scale"),
    _pages(LAWSUITS, "lawsuit", "gavel"),
)
# Three lists are enough in the menu; what is late stands in each of them.
PAGES = tuple(
    replace(page, icon="") if page.code.endswith("_board") else page
    for pages in ALL_PAGES
    for page in of.pages_of(pages)
)
