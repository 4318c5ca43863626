"""照料服务协议的页面：登记的表单；列表、详情、办理和流程图都来自流程。"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from doudi.base.access import may
from doudi.base.ciphers import blind_index
from doudi.base.models import User
from doudi.base.refused import Refused
from doudi.base.roles import STAFF_ROLES, Role
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.pages import of
from doudi.mechanisms.casework.pages.declare import CasePages
from doudi.mechanisms.entitlement.awards import queries
from doudi.mechanisms.entitlement.pages import known
from doudi.pages.acts import carry_out
from doudi.pages.cells import Kind, Link
from doudi.pages.details import Item
from doudi.pages.forms import DayField, IdentityField, PageForm, posted
from doudi.pages.lists import Column
from doudi.programmes.assistance.tekun.care import handling
from doudi.programmes.assistance.tekun.care.flow import AGREEMENTS, CLERK
from doudi.programmes.assistance.tekun.models import CareAgreement

READERS = STAFF_ROLES - {Role.VILLAGE_WORKER}


class AgreementForm(PageForm):
    columns = 2
    number = IdentityField(label="供养人员身份证号")
    provider = forms.ChoiceField(label="照料服务人类别", choices=[("", "请选择"), *CareAgreement.Provider.choices])
    name = forms.CharField(label="照料服务人", max_length=80, help_text="个人写姓名，机构写全称")
    phone = forms.CharField(label="联系电话", max_length=20, required=False)
    signed_on = DayField(label="协议签订日期")
    payee = forms.CharField(label="户名", max_length=80)
    account = forms.CharField(
        label="银行账号", max_length=40, help_text="8至32位数字", widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    )  # fmt: skip

    def clean_account(self) -> str:
        return "".join(str(self.cleaned_data["account"]).split())


def opens(request: HttpRequest) -> HttpResponse:
    """登记照料服务协议."""
    form = AgreementForm(*posted(request))
    words: dict[str, Any] = {
        "title": "登记照料服务协议",
        "submit": "登记",
        "back": reverse("tekun:agreements"),
        "words": "备案后，照料护理费自次月起付给照料服务人；由供养机构照料的，供养金全部付给机构。",
    }

    def do(said: dict[str, Any], user: User) -> tuple[str, str]:
        award = queries.awards(user).filter(
            benefit="tekun", until_month=None, party__person__id_index=blind_index(said["number"])
        )
        found = award.select_related("party").first()
        if found is None:
            raise Refused("这个人没有在享受特困供养，或不在您的辖区内，请核对身份证号。")
        new = handling.NewAgreement(
            CareAgreement.Provider(said["provider"]),
            said["name"],
            said["signed_on"],
            said["payee"],
            said["account"],
            said["phone"],
        )
        made = handling.register(AGREEMENTS, found, new, by=user, at=timezone.now())
        return f"已登记{found.party.name}的照料服务协议，请上传签字的协议。", reverse("tekun:agreement", args=[made.pk])

    return carry_out(request, form, do=do, **words)


def items(user: Any, case: Case) -> list[Item]:
    row, sees = handling.of(case), may(user, known.READERS)
    return [
        Item("供养人员", Link(row.award.party.name, known.address(row.award)) if sees else row.award.party.name),
        Item("照料服务人", row.name),
        Item("类别", row.get_provider_display()),
        Item("联系电话", row.phone or None),
        Item("签订日期", row.signed_on, Kind.DATE),
        Item("户名", row.payee),
        Item("银行账号", f"尾号{row.account[-4:]}"),
        Item("起付月", row.from_month, Kind.MONTH),
        Item("照料护理费", Link("查看发放", known.address(row.care)) if row.care is not None and sees else None),
        Item("终止日期", row.ended_on, Kind.DATE),
    ]


def _of(case: Case) -> CareAgreement:
    found: CareAgreement = case.care_agreement
    return found


AGREEMENT_PAGES = CasePages(
    programme="tekun",
    flow=AGREEMENTS,
    name="照料服务协议",
    noun="协议",
    one="agreement",
    readers=READERS,
    opened="登记协议",
    icon="heart-handshake",
    subject="供养人员",
    opens=opens,
    openers=frozenset({CLERK}),
    items=items,
    columns=(
        Column("carer", "照料服务人", lambda case: _of(case).name),
        Column("provider", "类别", lambda case: _of(case).get_provider_display(), half=True),
        Column("from", "起付月", lambda case: _of(case).from_month, kind=Kind.MONTH, half=True),
    ),
    related=("care_agreement",),
)
PAGES = of.pages_of(AGREEMENT_PAGES)
