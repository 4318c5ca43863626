"""施工单位: who won the framework tender, and how many homes each has built."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from doudi.base.areas import names
from doudi.base.ciphers import blind_index
from doudi.base.models import User
from doudi.base.refused import Refused
from doudi.mechanisms.registry import queries as registry
from doudi.pages.acts import carry_out
from doudi.pages.cells import Kind, Tag
from doudi.pages.forms import DayField, IdentityField, PageForm, posted
from doudi.pages.lists import Column, Listing, Tool
from doudi.pages.views import list_page
from doudi.programmes.elderly.home_adaptation import contracting, queries
from doudi.programmes.elderly.home_adaptation.contracting import SIGNERS
from doudi.programmes.elderly.home_adaptation.models import Contractor


def _rows(user: Any) -> QuerySet[Any]:
    accepted = Q(adaptations__accepted_on__isnull=False)
    return Contractor.objects.annotate(built=Count("adaptations", filter=accepted), given=Count("adaptations"))


def _state(row: Contractor) -> Tag:
    on = timezone.localdate()
    return Tag("协议有效", "ok") if row.since <= on <= (row.until or on) else Tag("协议已到期", "danger")


LISTING = Listing(
    code="home_adaptation.contractors",
    name="施工单位",
    rows=_rows,
    columns=(
        Column("name", "名称", "name", head=True),
        Column("code", "单位代码", "code"),
        Column("tender", "框架协议", "tender"),
        Column("since", "起始日期", "since", kind=Kind.DATE, half=True),
        Column("until", "终止日期", "until", kind=Kind.DATE, half=True),
        Column("given", "承接（户）", "given", kind=Kind.NUMBER, half=True),
        Column("built", "验收（户）", "built", kind=Kind.NUMBER, half=True),
        Column("account", "账号尾号", lambda row: f"尾号{row.account[-4:]}" if row.account else "未登记", desk_only=True),
        Column("state", "状态", _state),
    ),
    tools=(
        Tool("登记施工单位", lambda: reverse("home_adaptation:contractor_new"), icon="plus", primary=True, roles=SIGNERS),
    ),
    order=("code",),
    scope_roles=queries.STAFF,
    persons=False,
    empty="还没有登记施工单位。",
)  # fmt: skip


class ContractorForm(PageForm):
    """As the framework agreement says."""

    columns = 2
    code = forms.CharField(label="单位代码", max_length=40, help_text="与其账号授权的机构代码一致")
    name = forms.CharField(label="名称", max_length=80)
    tender = forms.CharField(label="框架协议编号", max_length=80)
    since = DayField(label="协议起始日期")
    until = DayField(label="协议终止日期", required=False)
    owner = IdentityField(label="负责人身份证号", required=False, help_text="用于近亲属回避；须是本系统登记的人员")
    account = forms.CharField(
        label="银行账号", max_length=32, required=False, help_text="8至32位数字", widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )  # fmt: skip


def contractors_page(request: HttpRequest) -> HttpResponse:
    """施工单位."""
    return list_page(request, LISTING)


def new_page(request: HttpRequest) -> HttpResponse:
    """登记施工单位, or renew what is known of one."""
    form = ContractorForm(*posted(request)[:1])
    back = reverse("home_adaptation:contractors")
    more: dict[str, Any] = {"title": "登记施工单位", "submit": "保存", "back": back}

    def do(said: dict[str, Any], user: User) -> str:
        owner = registry.by_index(blind_index(said["owner"])) if said["owner"] else None
        if said["owner"] and owner is None:
            raise Refused("负责人不在本系统登记的人员中，请核对身份证号；外县人员可以不填。")
        new = contracting.NewContractor(
            said["code"],
            said["name"],
            said["tender"],
            said["since"],
            said["until"],
            said["account"].replace(" ", ""),
            owner,
        )
        made = contracting.sign_contractor(new, area_code=_county(), by=user, at=timezone.now())
        return f"{made.name}已登记。"

    return carry_out(request, form, do=do, **more)


def _county() -> str:
    return next(code for code in sorted(names()) if code.endswith("000000"))
