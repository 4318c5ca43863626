"""临时救助申请的页面: list, case and the forms of its actions come from the flow; here stand the form by which somebody in need is taken down,
on a phone at his door as well, the account, and what the case shows of the need and of what was paid."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from doudi.base import files
from doudi.base.access import may, scope
from doudi.base.models import User
from doudi.base.money import yuan
from doudi.base.refused import Refused
from doudi.base.roles import STAFF_ROLES, Role
from doudi.mechanisms.casework import queries as cases
from doudi.mechanisms.casework.declare import Action
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.pages import of
from doudi.mechanisms.casework.pages.declare import CasePages
from doudi.mechanisms.casework.services import take
from doudi.mechanisms.casework.surveys import pages as surveys
from doudi.pages.acts import carry_out
from doudi.pages.cells import Kind, Link, Tag
from doudi.pages.declare import Page, Panel
from doudi.pages.details import Item
from doudi.pages.forms import FilesField, MoneyField, PageForm, posted, with_fields
from doudi.programmes.assistance.temporary import applying, grant_queries, handling
from doudi.programmes.assistance.temporary.flow import APPLICATIONS, FILERS, REPORT, SUBMIT
from doudi.programmes.assistance.temporary.models import Application, Cause
from doudi.programmes.assistance.temporary.pages.grants import payments_shown
from doudi.programmes.assistance.temporary.pages.need import NeedForm, applicant_of
from doudi.programmes.assistance.temporary.papers import PAPERS
from doudi.programmes.assistance.temporary.policy import Hardship

READERS = STAFF_ROLES - {Role.VERIFICATION_CENTRE}


class NewForm(NeedForm):
    """Who is in need of what, and how it is handed in."""

    told = forms.CharField(
        label="困难情况",
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="什么时候、什么原因、现在怎么样",
    )
    need = MoneyField(label="申请金额（元）")
    other_help = forms.CharField(
        label="已获得的其他救助", max_length=200, required=False, help_text="保险理赔、医疗救助、慈善帮扶等，没有的不填"
    )
    phone = forms.CharField(label="联系电话", max_length=20, required=False)
    payee = forms.CharField(label="银行账户户名", max_length=40, required=False, help_text="不填的为申请人本人")
    account = forms.CharField(
        label="银行账号",
        max_length=32,
        required=False,
        help_text="由县级资金支付的须有",
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    agent = forms.CharField(label="代办人", max_length=40, required=False, help_text="村里或他人代为申请的填写")
    near_kin = forms.CharField(
        label="近亲属备案声明",
        max_length=200,
        required=False,
        help_text="家庭成员有近亲属是经办人员或村（居）干部的，写明姓名、职务和关系",
    )
    waits_for = forms.CharField(
        label="等待办理的申请编号", max_length=40, required=False, help_text="正在申请低保等、等不及的，填该申请的编号"
    )
    photos = FilesField(label="照片、材料", photos=True, required=False)
    urgent = forms.BooleanField(
        label="紧急，请先行救助", required=False, help_text="急难型、不立即救助有危险的：一天内先救助，手续后补"
    )
    signed = forms.BooleanField(
        label="申请书已由申请人（代办人）签字", required=False, help_text="紧急的可以后补，其他的须先签字"
    )


def new_view(request: HttpRequest) -> HttpResponse:
    """登记申请: taken down and handed in at once, submitted or reported as an emergency."""
    user = request.user
    assert isinstance(user, User)
    form = NewForm(user, timezone.localdate(), *posted(request))
    more: dict[str, Any] = {
        "title": "登记临时救助申请",
        "submit": "提交",
        "back": reverse("temporary:applications"),
    }

    def do(said: dict[str, Any], user: User) -> tuple[str, str]:
        said, now = said, timezone.now()
        action = REPORT if said["urgent"] else SUBMIT
        with transaction.atomic():
            made = applying.apply(_new_of(said, user, now), by=user, at=now)
            kept = [
                files.keep(
                    each,
                    name=each.name or "照片.jpg",
                    purpose=action.name,
                    by=user,
                    at=now,
                    area_code=said["area_code"],
                )
                for each in said["photos"] or []
            ]
            take(
                made.case,
                action,
                by=user,
                at=now,
                data={} if said["urgent"] else {"signed": said["signed"]},
                files=kept,
            )
        words = "已紧急上报，乡镇须在一天内先行救助。" if said["urgent"] else "已提交，由乡镇受理。"
        return f"{made.applicant.name}：{words}", reverse("temporary:application", args=[made.pk])

    return carry_out(request, form, do=do, **more)


def account_view(request: HttpRequest, pk: int) -> HttpResponse:
    """登记收款账号: before the county decides."""
    row = _application(request, pk)
    assert isinstance(request.user, User)
    form = with_fields(
        PageForm(*posted(request)),
        {
            "payee": forms.CharField(label="收款户名", max_length=40, initial=row.payee),
            "account": forms.CharField(
                label="银行账号",
                max_length=32,
                help_text="8至32位数字",
                widget=forms.TextInput(attrs={"inputmode": "numeric"}),
            ),
        },
    )
    back = reverse("temporary:application", args=[pk])
    more: dict[str, Any] = {"title": f"收款账号：{row.applicant.name}", "submit": "保存", "back": back}

    def do(said: dict[str, Any], user: User) -> str:
        applying.set_account(
            row, payee=said["payee"], account=said["account"].replace(" ", ""), by=user, at=timezone.now()
        )
        return "收款账号已登记。"

    return carry_out(request, form, do=do, **more)


def _new_of(said: dict[str, Any], by: User, at: Any) -> applying.NewApplication:
    return applying.NewApplication(
        applicant_of(said, by, at),
        said["area_code"],
        tuple(Hardship)[said["hardship"]],
        Cause(said["cause"]),
        said["people"],
        said["months"],
        waits_for=_waited_for(said["waits_for"], by),
        account=said["account"].replace(" ", ""),
        **{name: said[name] for name in ("told", "happened_on", "need", "spending", "other_help", "agent", "phone", "payee", "near_kin")},
    )  # fmt: skip


def _waited_for(number: str, by: User) -> Case | None:
    """The application that the household cannot wait for, in the user's area (R-TEMP-06)."""
    if not number.strip():
        return None
    found = scope(by).filter(Case.objects.filter(number=number.strip())).first()
    if found is None:
        raise Refused("没有这个编号的申请，或不在您的辖区内，请核对“等待办理的申请编号”。")
    return found


def _application(request: HttpRequest, pk: int) -> Application:
    if not cases.cases(request.user, APPLICATIONS).filter(pk=pk).exists():
        raise Http404
    return Application.objects.select_related("case", "applicant").get(pk=pk)


# --- what the page of an application shows ----------------------------------------------------------------------------------


def items(user: Any, case: Case) -> list[Item]:
    row = Application.objects.select_related("applicant__person", "household__household", "grant").get(pk=case.pk)
    person, household = getattr(row.applicant, "person", None), getattr(row.household, "household", None)
    late = case.stage == "HELPED" and case.due_on is not None and case.due_on < timezone.localdate()
    found = [
        Item("申请人", Link(row.applicant.name, reverse("person", args=[person.pk])) if person else row.applicant.name),
        Item("户编号", Link(household.number, reverse("household", args=[household.pk])) if household else None),
        Item("救助类型", row.get_hardship_display()),
        Item("困难原因", row.get_cause_display()),
        Item("发生日期", row.happened_on, Kind.DATE),
        Item("救助人数、月数", f"{row.people}人、{row.months}个月"),
        Item("申请金额", f"{yuan(row.need)}元" if row.need else None),
        Item("自负支出", f"{yuan(row.spending)}元" if row.spending else None),
        Item("意见", row.get_proposal_display() or None),
        Item("建议金额", f"{yuan(row.proposed_fen)}元" if row.proposed_fen else None),
        Item("救助金额", f"{yuan(row.amount_fen)}元" if row.amount_fen else None),
        Item("审批文号", row.document or None),
        Item("收款账户", f"{row.payee}，尾号{row.account[-4:]}" if row.account else None),
        Item("代办人", row.agent or None),
        Item("已获得的其他救助", row.other_help or None, wide=True),
        Item("困难情况", row.told or None, wide=True),
    ]
    if late:
        found.insert(0, Item("先行救助", Tag("手续超期未补，乡镇暂不能再办先行救助", "danger"), wide=True))
    if row.again:
        found.append(Item("同因再次救助的理由", row.again, wide=True))
    if row.near_kin:
        found.append(Item("近亲属备案", Tag(row.near_kin, "warn"), wide=True))
    return [each for each in found if each.value is not None]


def panels(user: Any, case: Case) -> list[Panel]:
    """What was paid, and the worksheet, once there is a grant; what was found at home."""
    row = Application.objects.select_related("grant").get(pk=case.pk)
    if row.grant is None:
        return surveys.panels_of(user, case)
    here = {"payments": payments_shown(row.grant), "grant": row.grant if may(user, grant_queries.READERS) else None}
    return [Panel("paid", "救助金", "temporary/paid.html", here), *surveys.panels_of(user, case)]


def fill(form: PageForm, case: Case, action: Action) -> None:
    """What is known already: the sum that was proposed or asked for; the days of today."""
    row, fields = handling.of(case), form.fields
    known = row.proposed_fen if action.code.startswith("approve") else row.need
    if "amount" in fields and known:
        fields["amount"].initial = f"{known / 100:.2f}"
    for day in ("visited_on", "posted_on", "told_on"):
        if day in fields:
            fields[day].initial = timezone.localdate()


def links(user: Any, case: Case) -> list[tuple[str, str]]:
    found = surveys.links_of(user, case)
    if case.stage in applying.OPEN_FOR_ACCOUNT and may(user, FILERS, area_code=case.area_code):
        found.append(("收款账号", reverse("temporary:account", args=[case.pk])))
    return found


APPLICATION_PAGES = CasePages(
    programme="temporary",
    flow=APPLICATIONS,
    name="临时救助申请",
    noun="申请",
    one="application",
    readers=READERS,
    opened="登记申请",
    icon="file-plus",
    opens=new_view,
    openers=FILERS,
    items=items,
    panels=panels,
    links=links,
    fill=fill,
    papers=PAPERS,
    paper_readers=grant_queries.READERS,
    visits=frozenset({"INVESTIGATING", "HELPED", "OBJECTED"}),
)
PAGES = (
    *of.pages_of(APPLICATION_PAGES),
    Page("account", "收款账号", account_view, FILERS, "applications/<int:pk>/bank-account/"),
)
