"""银行卡代管备案：登记的表单和详情；列表、办理和流程图都来自流程。"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from doudi.base.access import may
from doudi.base.ciphers import blind_index
from doudi.base.models import User
from doudi.base.money import yuan
from doudi.base.refused import Refused
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.pages.declare import CasePages
from doudi.mechanisms.entitlement.awards import queries as awards
from doudi.mechanisms.entitlement.awards.models import Award
from doudi.mechanisms.entitlement.declare import BENEFITS
from doudi.mechanisms.entitlement.pages import known
from doudi.pages.acts import carry_out
from doudi.pages.cells import Kind, Link
from doudi.pages.details import Item
from doudi.pages.filters import Choice
from doudi.pages.forms import DayField, IdentityField, PageForm, posted
from doudi.pages.lists import Column
from doudi.programmes.integrity.card_keeping import handling, queries, services
from doudi.programmes.integrity.card_keeping.flow import CLERK, KEEPINGS
from doudi.programmes.integrity.card_keeping.models import CardKeeping

OPENERS = frozenset({CLERK})


class KeepingForm(PageForm):
    columns = 2
    number = IdentityField(label="任一保障对象的身份证号")
    keeper = forms.ChoiceField(label="代管人类别", choices=[("", "请选择"), *CardKeeping.Keeper.choices])
    name = forms.CharField(label="代管人", max_length=80)
    keeper_number = IdentityField(label="代管人身份证号", required=False, help_text="填写后，代管人及其近亲属自动回避")
    unit = forms.CharField(label="单位、职务", max_length=80, required=False)
    phone = forms.CharField(label="联系电话", max_length=20, required=False)
    signed_on = DayField(label="协议签订日期")
    why = forms.CharField(label="代管原因", max_length=200, widget=forms.Textarea(attrs={"rows": 3}))


def opens(request: HttpRequest) -> HttpResponse:
    """登记银行卡代管, of an award that is asked for or of whoever is named."""
    user = request.user
    assert isinstance(user, User)
    asked = request.GET.get("award", "")
    known_award = awards.awards(user).filter(pk=int(asked)).first() if asked.isdigit() else None
    form = KeepingForm(*posted(request))
    if known_award is not None:
        del form.fields["number"]
    title = f"登记银行卡代管：{known_award.party.name}" if known_award is not None else "登记银行卡代管"
    words: dict[str, Any] = {
        "title": title,
        "submit": "登记",
        "back": reverse("card_keeping:keepings"),
        "words": "代管须有书面协议并报县级备案，每年复核一次。待遇仍是本人的，取款须交给本人并签收。",
    }

    def do(said: dict[str, Any], user: User) -> tuple[str, str]:
        award = known_award or _award(user, said["number"])
        new = services.NewKeeping(
            CardKeeping.Keeper(said["keeper"]),
            said["name"],
            said["why"],
            said["signed_on"],
            said["keeper_number"],
            said["unit"],
            said["phone"],
        )
        made = services.register(award, new, by=user, at=timezone.now())
        return "已登记，请上传签字的代管协议。", reverse("card_keeping:keeping", args=[made.pk])

    return carry_out(request, form, do=do, **words)


def _award(user: User, number: str) -> Award:
    """What is paid to somebody: his own, or that of his household; of several the first, as one card mostly takes them all."""
    rows = awards.awards(user).filter(
        until_month=None, covered__until_month=None, covered__person__id_index=blind_index(number)
    )
    found = rows.exclude(account_mark="").select_related("party").order_by("pk").first()
    if found is None:
        raise Refused("这个人没有在发的待遇，或不在您的辖区内，请核对身份证号。")
    return found


def items(user: Any, case: Case) -> list[Item]:
    """The card with everything that goes into it, the keeper, the control."""
    row = handling.of(case)
    paid = list(queries.paid_into(row.account_mark))
    sees = may(user, known.READERS)
    award_url = known.address(row.award) if sees else ""
    return [
        Item("持卡人", Link(row.award.party.name, award_url) if award_url else row.award.party.name),
        Item(
            "发放的待遇",
            "、".join(f"{BENEFITS[each.benefit].name}{yuan(each.amount)}元" for each in paid) or None,
            wide=True,
        ),
        Item("代管人", row.name),
        Item("代管人类别", row.get_keeper_display()),
        Item("单位、职务", row.unit or None),
        Item("联系电话", row.phone or None),
        Item("代管原因", row.why, wide=True),
        Item("协议签订日期", row.signed_on, Kind.DATE),
        Item("最近复核日期", row.reviewed_on, Kind.DATE),
        Item("终止日期", row.ended_on, Kind.DATE),
    ]


def _of(case: Case) -> CardKeeping:
    found: CardKeeping = case.card_keeping
    return found


KEEPING_PAGES = CasePages(
    programme="card_keeping",
    flow=KEEPINGS,
    name="银行卡代管备案",
    noun="备案",
    one="keeping",
    readers=queries.READERS,
    opened="登记代管",
    icon="cash",
    subject="持卡人",
    opens=opens,
    openers=OPENERS,
    items=items,
    columns=(
        Column("keeper", "代管人类别", lambda case: _of(case).get_keeper_display()),
        Column("reviewed", "最近复核", lambda case: _of(case).reviewed_on, kind=Kind.DATE, half=True),
    ),
    filters=(
        Choice(code="keeper", label="代管人类别", field="card_keeping__keeper", choices=CardKeeping.Keeper.choices),
    ),
    related=("card_keeping",),
    visits=frozenset({"REVIEW_DUE"}),
)
