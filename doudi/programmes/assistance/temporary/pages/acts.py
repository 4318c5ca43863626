"""下拨、补充、收回、对账、备案、结转: one form each, offered to the roles that the services name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from doudi.base.access import may
from doudi.base.models import Area, User
from doudi.base.money import yuan
from doudi.base.months import chinese_month, format_month, month_of
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.pages.acts import carry_out
from doudi.pages.forms import MoneyField, MonthField, PageForm, posted, with_fields
from doudi.programmes.assistance.temporary import queries, services
from doudi.programmes.assistance.temporary.pages.reserves import township_of_page
from doudi.programmes.assistance.temporary.reserves import CLERK, COUNTY, LEADER

Said = dict[str, Any]


@dataclass(frozen=True)
class Act:
    """What can be done with a reserve: its fields, and `do`, which does it and returns the sentence to show."""

    name: str
    roles: frozenset[Role]
    fields: Callable[[dt.date], dict[str, forms.Field]]
    do: Callable[[Area, Said, User], str]


def _money(label: str, document: str) -> Callable[[dt.date], dict[str, forms.Field]]:
    return lambda today: {
        "amount": MoneyField(label=f"{label}（元）"),
        "document": forms.CharField(label=document, max_length=60, help_text="同一文号对同一乡镇只登记一次"),
    }


def _allot(township: Area, said: Said, by: User) -> str:
    services.allot(township, amount=said["amount"], document=said["document"], by=by, at=timezone.now())
    return f"已向{township.name}下拨{yuan(said['amount'])}元。"


def _replenish(township: Area, said: Said, by: User) -> str:
    services.replenish(township, amount=said["amount"], document=said["document"], by=by, at=timezone.now())
    return f"已为{township.name}补充{yuan(said['amount'])}元。"


def _give_back(township: Area, said: Said, by: User) -> str:
    services.give_back(township, amount=said["amount"], document=said["document"], by=by, at=timezone.now())
    return f"已从{township.name}收回{yuan(said['amount'])}元。"


def _reconcile(township: Area, said: Said, by: User) -> str:
    found = services.reconcile(
        township,
        said["month"],
        bank_balance=said["bank_balance"],
        by=by,
        at=timezone.now(),
        explanation=said["explanation"],
    )
    if found.agrees:
        return f"{chinese_month(found.month)}对账相符，余额{yuan(found.closing)}元。"
    parts = []
    if found.bank_difference:
        parts.append(f"账面与银行相差{yuan(found.bank_difference)}元")
    if found.cases_difference:
        parts.append(f"账面支出与办件相差{yuan(found.cases_difference)}元")
    return f"{chinese_month(found.month)}对账有差异：{'，'.join(parts)}。" + (
        "" if found.explanation else "请查明后再对账并填写说明。"
    )


def _file(township: Area, said: Said, by: User) -> str:
    found = services.file_month(township, said["month"], by=by, at=timezone.now())
    return f"已向县民政局备案{chinese_month(found.month)}支出{found.uses_number}笔、{yuan(found.amount)}元。"


def _carry_over(township: Area, said: Said, by: User) -> str:
    found = services.carry_over(township, said["year"], document=said["document"], by=by, at=timezone.now())
    return f"{township.name}{found.year}年余额{yuan(found.amount)}元已结转。"


def _last_month(today: dt.date) -> str:
    return format_month(month_of(today) - 1)


ACTS: dict[str, Act] = {
    "allot": Act("下拨备用金", COUNTY, _money("下拨金额", "下拨文号"), _allot),
    "replenish": Act("补充备用金", COUNTY, _money("补充金额", "补充文号"), _replenish),
    "give-back": Act("收回备用金", COUNTY, _money("收回金额", "收回文号"), _give_back),
    "reconcile": Act(
        "月度对账",
        COUNTY | {LEADER},
        lambda today: {
            "month": MonthField(label="对账月份", initial=_last_month(today)),
            "bank_balance": MoneyField(label="银行对账单余额（元）", help_text="月末余额"),
            "explanation": forms.CharField(
                label="差异说明",
                required=False,
                max_length=400,
                widget=forms.Textarea(attrs={"rows": 3}),
                help_text="有差异而未说明的，列入预警并暂停补充",
            ),
        },
        _reconcile,
    ),
    "file": Act(
        "月度备案",
        frozenset({CLERK}),
        lambda today: {"month": MonthField(label="备案月份", initial=_last_month(today))},
        _file,
    ),
    "carry-over": Act(
        "年末结转",
        COUNTY,
        lambda today: {
            "year": forms.IntegerField(label="年度", min_value=2000, max_value=2100, initial=today.year - 1),
            "document": forms.CharField(label="结转文号", max_length=60),
        },
        _carry_over,
    ),
}


def act_page(request: HttpRequest, code: str, action: str) -> HttpResponse:
    """The form of one act on one township's reserve."""
    act = ACTS.get(action)
    if act is None:
        raise Http404
    township = township_of_page(request, code)
    assert isinstance(request.user, User)
    if not may(request.user, act.roles, area_code=code):
        raise Refused(f"{act.name}由{'、'.join(sorted(role.label for role in act.roles))}办理。")
    form = with_fields(PageForm(*posted(request)[:1]), act.fields(timezone.localdate()))
    more: dict[str, Any] = {
        "title": f"{act.name}：{township.name}",
        "submit": act.name,
        "back": reverse("temporary:reserve", args=[code]),
        **_about(township, action),
    }

    def do(said: dict[str, Any], user: User) -> str:
        return act.do(township, said, user)

    return carry_out(request, form, do=do, **more)


def allot_page(request: HttpRequest) -> HttpResponse:
    """下拨 from the county's view: the township is chosen, so that one without a reserve gets its first."""
    assert isinstance(request.user, User)
    towns = Area.objects.filter(level=Area.Level.TOWNSHIP).order_by("code")
    chosen: dict[str, forms.Field] = {
        "township": forms.ModelChoiceField(label="乡镇", queryset=towns, empty_label="请选择")
    }
    form = with_fields(PageForm(*posted(request)[:1]), chosen | ACTS["allot"].fields(timezone.localdate()))
    more: dict[str, Any] = {"title": "下拨备用金", "submit": "下拨", "back": reverse("temporary:reserves")}

    def do(said: dict[str, Any], user: User) -> tuple[str, str]:
        sentence = _allot(said["township"], said, user)
        return sentence, reverse("temporary:reserve", args=[said["township"].code])

    return carry_out(request, form, do=do, **more)


def _about(township: Area, action: str) -> dict[str, Any]:
    """What stands above the form: the balance, and for replenishing what stands against it."""
    account = queries.reserve_account(township)
    words = f"现有余额{yuan(account.balance)}元。" if account is not None else "还没有备用金。"
    if action != "replenish":
        return {"words": words}
    against = queries.hindrances(township, timezone.localdate())
    return {"words": words + ("暂不能补充：" if against else "可以补充。"), "points": against}
