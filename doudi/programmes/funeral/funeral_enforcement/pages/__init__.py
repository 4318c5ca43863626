"""殡葬执法的页面：案件的列表、表单、流程图来自流程；登记线索和执法证在此。"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from doudi.base.models import Grant, User
from doudi.base.money import yuan
from doudi.base.roles import Role
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.pages import of
from doudi.mechanisms.casework.pages.declare import CasePages
from doudi.pages.acts import carry_out
from doudi.pages.cells import Kind, Tag
from doudi.pages.declare import Page
from doudi.pages.details import Item
from doudi.pages.filters import Choice
from doudi.pages.forms import DayField, PageForm, area_field, posted
from doudi.pages.lists import Column, Listing, Tool
from doudi.pages.views import list_page
from doudi.programmes.funeral.funeral_enforcement import intermediaries, services
from doudi.programmes.funeral.funeral_enforcement.flow import ENFORCEMENT
from doudi.programmes.funeral.funeral_enforcement.models import EnforcementCase, OfficerCertificate, Violation
from doudi.programmes.funeral.funeral_enforcement.pages import filings

READERS = frozenset(
    {
        Role.FUNERAL_ENFORCER,
        Role.FUNERAL_OFFICER,
        Role.BUREAU_LEADER,
        Role.TOWNSHIP_CLERK,
        Role.TOWNSHIP_LEADER,
        Role.INSPECTOR,
    }
)


class ClueForm(PageForm):
    violation = forms.ChoiceField(label="可能的违法类型", choices=Violation.choices)
    title = forms.CharField(label="当事人或者地点", max_length=100)
    area_code = area_field("所在乡镇、村居")
    words = forms.CharField(label="线索情况", max_length=400, widget=forms.Textarea(attrs={"rows": 4}))


def opens(request: HttpRequest) -> HttpResponse:
    form = ClueForm(*posted(request)[:1])
    more: dict[str, Any] = {"title": "登记殡葬执法线索", "submit": "登记", "back": reverse("funeral_enforcement:cases")}

    def do(said: dict[str, Any], user: User) -> tuple[str, str]:
        made = services.enter(Violation(said.pop("violation")), **said, by=user, at=timezone.now())
        return "已登记，等待核查。", reverse("funeral_enforcement:case", args=[made.pk])

    return carry_out(request, form, do=do, **more)


def _of(case: Case) -> EnforcementCase:
    found: EnforcementCase = case.enforcement
    return found


def items(user: Any, case: Case) -> list[Item]:
    row = EnforcementCase.objects.get(pk=case.pk)
    found = [
        Item("违法类型", f"{row.violation} {row.get_violation_display()}"),
        Item("线索", row.words, wide=True),
        Item("行为发生日期", row.done_on, Kind.DATE),
        Item("行为终了日期", row.ended_on, Kind.DATE),
        Item("告知的罚款（元）", yuan(row.proposed) if row.proposed is not None else None),
        Item("决定的罚款（元）", yuan(row.penalty) if row.penalty is not None else None),
        Item("改正期限", row.correct_by, Kind.DATE),
    ]
    return [each for each in found if each.value is not None]


CASE_PAGES = CasePages(
    programme="funeral_enforcement",
    flow=ENFORCEMENT,
    place="所在地",
    name="殡葬执法案件",
    noun="执法案件",
    one="case",
    readers=READERS,
    opened="登记线索",
    icon="gavel",
    subject="当事人、地点",
    opens=opens,
    openers=services.REGISTRARS,
    items=items,
    columns=(Column("violation", "违法类型", lambda case: _of(case).get_violation_display(), half=True),),
    filters=(Choice(code="violation", label="违法类型", field="enforcement__violation", choices=Violation.choices),),
    related=("enforcement",),
)


def _valid(row: OfficerCertificate) -> Tag:
    return Tag("有效", "ok") if row.until >= timezone.localdate() else Tag("已过期", "danger")


CERTIFICATES = Listing(
    code="funeral_enforcement.certificates",
    name="执法证",
    rows=lambda user: OfficerCertificate.objects.select_related("user"),
    columns=(
        Column("name", "姓名", lambda row: row.user.name, head=True),
        Column("number", "执法证号", "number"),
        Column("since", "发证日期", "since", kind=Kind.DATE, half=True),
        Column("until", "有效期至", "until", kind=Kind.DATE, sort="until", half=True),
        Column("state", "状态", _valid),
    ),
    tools=(Tool("登记执法证", lambda: reverse("funeral_enforcement:certify"), icon="plus", roles=services.CERTIFIERS),),
    order=("user__name", "pk"),
    empty="还没有登记执法证。",
    persons=False,
)


def certificates_page(request: HttpRequest) -> HttpResponse:
    return list_page(request, CERTIFICATES)


class CertificateForm(PageForm):
    holder = forms.ChoiceField(label="执法人员")
    number = forms.CharField(label="执法证号", max_length=40)
    since = DayField(label="发证日期")
    until = DayField(label="有效期至")


def certify_page(request: HttpRequest) -> HttpResponse:
    form = CertificateForm(*posted(request)[:1])
    field = form.fields["holder"]
    assert isinstance(field, forms.ChoiceField)
    granted = Grant.objects.filter(role=Role.FUNERAL_ENFORCER, until=None).values("user")
    people = User.objects.filter(pk__in=granted, is_active=True).order_by("name", "pk")
    field.choices = [("", "请选择"), *((str(each.pk), each.name) for each in people)]
    back = reverse("funeral_enforcement:certificates")
    more: dict[str, Any] = {"title": "登记执法证", "submit": "登记", "back": back}

    def do(said: dict[str, Any], user: User) -> str:
        made = services.certify(people.get(pk=int(said.pop("holder"))), **said, by=user, at=timezone.now())
        return f"已登记{made.user.name}的执法证。"

    return carry_out(request, form, do=do, **more)


OFFICE = frozenset({Role.FUNERAL_OFFICER, Role.FUNERAL_ENFORCER, Role.BUREAU_LEADER})
PAGES = (
    *of.pages_of(CASE_PAGES),
    Page("certificates", "执法证", certificates_page, OFFICE, icon="id"),
    Page("intermediaries", "殡葬中介备案", filings.filings_page, READERS, icon="users"),
    Page("intermediary_new", "登记殡葬中介备案", filings.new_page, intermediaries.FILERS, "intermediaries/new/"),
    Page(
        "intermediary_end", "终止殡葬中介备案", filings.end_page, intermediaries.FILERS, "intermediaries/<int:pk>/end/"
    ),
    Page("certify", "登记执法证", certify_page, services.CERTIFIERS, "certificates/new/"),
)
