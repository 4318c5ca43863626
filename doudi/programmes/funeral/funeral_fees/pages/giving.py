"""生态安葬奖补: the list, the claim with its photo and two witnesses, the answer of a second person."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from doudi.base import files
from doudi.base.models import Grant, User
from doudi.base.money import yuan
from doudi.base.roles import Role
from doudi.pages.acts import carry_out
from doudi.pages.cells import Kind, Tag
from doudi.pages.filters import AreaTree, Choice, Text, YesNo
from doudi.pages.forms import FilesField, PageForm, posted
from doudi.pages.lists import Column, Listing, Operation, Tool
from doudi.pages.views import list_page
from doudi.programmes.funeral.funeral_fees import awards, queries, settling
from doudi.programmes.funeral.funeral_fees.models import EcoAward
from doudi.programmes.funeral.funeral_fees.pages.shared import death_of, one

_TINTS = {"CLAIMED": "warn", "APPROVED": "info", "SENT": "ok", "REFUSED": ""}
LISTING = Listing(
    code="funeral_fees.awards",
    name="生态安葬奖补",
    rows=queries.awards,
    columns=(
        Column("name", "逝者", lambda row: row.death.name, head=True),
        Column("way", "方式", lambda row: row.get_way_display(), half=True),
        Column("applicant", "申请人", "applicant", half=True),
        Column("amount", "金额（元）", "amount", kind=Kind.MONEY, half=True),
        Column("claimed", "申请日期", "claimed_on", kind=Kind.DATE, sort="claimed_on", half=True),
        Column("by", "申请经办", lambda row: row.claimed_by.name, desk_only=True),
        Column("because", "审核意见", lambda row: row.because or None, desk_only=True),
        Column("state", "状态", lambda row: Tag("退票", "danger") if row.returned else Tag(row.get_state_display(), _TINTS[row.state])),
    ),
    filters=(
        Text(code="q", label="姓名", field="death__name"),
        AreaTree(),
        Choice(code="state", label="状态", field="state", choices=EcoAward.State.choices),
        YesNo(code="returned", label="退票", apply=lambda rows, value: rows.filter(returned=value == "1")),
    ),
    tools=(Tool("申请奖补", lambda: reverse("funeral_fees:award_new"), icon="plus", primary=True, roles=awards.CLAIMERS),),
    operations=(
        Operation(
            "审核", lambda row: reverse("funeral_fees:award_answer", args=[row.pk]) if row.state == "CLAIMED" else None, roles=awards.APPROVERS
        ),
        Operation("退票重发", lambda row: reverse("funeral_fees:award_again", args=[row.pk]) if row.returned else None, roles=settling.APPROVERS),
    ),
    order=("-claimed_on", "-id"),
    empty="没有符合条件的奖补申请。",
    scope_roles=queries.AWARD_READERS,
    export_roles=queries.MONEY_READERS,
)  # fmt: skip


def awards_page(request: HttpRequest) -> HttpResponse:
    return list_page(request, LISTING)


class AwardForm(PageForm):
    columns = 2
    death = forms.CharField(label="死亡登记编号", max_length=20)
    way = forms.ChoiceField(label="方式", choices=EcoAward.Way.choices)
    applicant = forms.CharField(label="申请人", max_length=40)
    account = forms.CharField(label="银行账号", max_length=32)
    keeper = forms.ChoiceField(label="见证的公墓管理员")
    tracker = forms.ChoiceField(label="见证的跟踪员")
    photo = FilesField(label="现场照片", photos=True)


def new_page(request: HttpRequest) -> HttpResponse:
    form = AwardForm(*posted(request))
    for name, roles in (("keeper", (Role.CEMETERY_KEEPER,)), ("tracker", (Role.VILLAGE_WORKER, Role.TOWNSHIP_CLERK))):
        field = form.fields[name]
        assert isinstance(field, forms.ChoiceField)
        granted = Grant.objects.filter(role__in=roles, until=None).values("user")
        people = User.objects.filter(is_active=True, pk__in=granted).order_by("name", "pk")
        field.choices = [("", "请选择"), *((str(each.pk), each.name) for each in people)]

    def do(said: dict[str, Any], by: User) -> str:
        now, death = timezone.now(), death_of(said["death"])
        photo = files.keep(
            said["photo"][0], name="生态安葬.jpg", purpose="生态安葬", by=by, at=now, area_code=death.area_code
        )
        keeper, tracker = (User.objects.get(pk=int(said[name])) for name in ("keeper", "tracker"))
        new = awards.NewAward(
            death, EcoAward.Way(said["way"]), said["applicant"], said["account"].strip(), keeper, tracker, photo
        )
        made = awards.claim(new, by=by, at=now)
        return f"已申请{made.get_way_display()}奖补{yuan(made.amount)}元，等待审核。"

    return carry_out(request, form, do=do, back=reverse("funeral_fees:awards"), title="申请生态安葬奖补", submit="申请")


class AnswerForm(PageForm):
    agree = forms.ChoiceField(label="意见", choices=[("1", "同意"), ("0", "不予奖补")], widget=forms.RadioSelect)
    because = forms.CharField(label="理由", max_length=200, required=False, help_text="不予奖补的必填")


def answer_page(request: HttpRequest, pk: int) -> HttpResponse:
    row = one(queries.awards(request.user), pk)

    def do(said: dict[str, Any], by: User) -> str:
        awards.approve(row, agree=said["agree"] == "1", because=said["because"], by=by, at=timezone.now())
        return f"{row.death.name}的奖补已审核。"

    words = f"{row.get_way_display()}，{yuan(row.amount)}元，见证人{row.keeper.name}、{row.tracker.name}。"
    to = reverse("funeral_fees:awards")
    return carry_out(
        request,
        AnswerForm(*posted(request)[:1]),
        do=do,
        back=to,
        title=f"审核奖补：{row.death.name}",
        submit="审核",
        words=words,
    )


class AgainForm(PageForm):
    applicant = forms.CharField(label="收款户名", max_length=40)
    account = forms.CharField(label="银行账号", max_length=32)


def again_page(request: HttpRequest, pk: int) -> HttpResponse:
    """退票重发: the account as the family gives it now."""
    row = one(queries.awards(request.user), pk)

    def do(said: dict[str, Any], by: User) -> str:
        account = said["account"].strip()
        file = settling.send_award_again(row, applicant=said["applicant"], account=account, by=by, at=timezone.now())
        return f"已重发，批次{file.key}，请下载送银行。"

    form = AgainForm(*posted(request)[:1], initial={"applicant": row.applicant})
    words = "用原来的业务编号重发，银行已付或者在途的不会重复发放。"
    to = reverse("funeral_fees:awards")
    return carry_out(request, form, do=do, back=to, title=f"退票重发：{row.death.name}", submit="重发", words=words)
