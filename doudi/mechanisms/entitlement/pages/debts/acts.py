"""Taking a step of a debt: tell, hear, decide, agree on instalments, receive, ask for a waiver and answer it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from doudi.base.calendar import months_later
from doudi.base.models import User
from doudi.base.money import yuan
from doudi.base.refused import Refused
from doudi.mechanisms.entitlement.pages.addresses import at
from doudi.mechanisms.entitlement.pages.debts.register import debt_of
from doudi.mechanisms.entitlement.pages.debts.road import (
    ASK_WAIVER,
    DECIDE,
    HEAR,
    NOTIFY,
    PLAN,
    RECEIVE,
    Leg,
    legs,
    refusal,
)
from doudi.mechanisms.ledger.debts import queries, services
from doudi.mechanisms.ledger.debts.models import Debt
from doudi.pages.acts import carry_out
from doudi.pages.cells import full_width
from doudi.pages.forms import DayField, MoneyField, PageForm, posted, with_fields

_MOST_PARTS = 120


def _long(label: str, most: int = 400, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, widget=forms.Textarea(attrs={"rows": 3}), **more)


def _fields(leg: Leg, debt: Debt, today: dt.date) -> dict[str, forms.Field]:
    """What a step asks for."""
    amount = f"{debt.outstanding / 100:.2f}"
    asked: dict[str, Callable[[], dict[str, forms.Field]]] = {
        NOTIFY.code: lambda: {
            "notice": forms.CharField(
                label="告知方式和签收", max_length=80, help_text="例如：10月8日送达其子签收；邮寄单号。"
            )
        },
        HEAR.code: lambda: {"statement": _long("陈述申辩内容", 2000, help_text="按本人所说记录，书面材料另存卷。")},
        DECIDE.code: lambda: {
            "amount": MoneyField(
                label="决定追缴金额（元）",
                initial=f"{debt.proposed / 100:.2f}",
                help_text="不予追缴填0；不能多于告知的金额。",
            ),
            "because": _long("决定理由", help_text="须回应陈述申辩。"),
        },
        RECEIVE.code: lambda: {
            "amount": MoneyField(label="本次追回金额（元）"),
            "receipt": forms.CharField(label="收据号", max_length=60, help_text="同一收据只登记一次。"),
        },
        PLAN.code: lambda: {
            "first": DayField(label="第一期应还日期", initial=months_later(today, 1)),
            "number": forms.IntegerField(
                label="期数（每月一期）",
                min_value=1,
                max_value=_MOST_PARTS,
                help_text=f"尚欠{yuan(debt.outstanding)}元平均分期，零头在最后一期。",
            ),
        },
        ASK_WAIVER.code: lambda: {
            "amount": MoneyField(label="申请核销金额（元）", initial=amount),
            "because": _long("申请理由", help_text="例如：死亡且无遗产，家庭特别困难。"),
        },
    }
    return asked[leg.code]()


def act(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """The form of one step of a debt."""
    debt, today = debt_of(request, pk), timezone.localdate()
    leg = next((each for each in legs(debt, request.user, today) if each.code == step), None)
    if leg is None:
        raise Refused(f"这笔追缴现为“{debt.get_state_display()}”，这一步已经办过或不由您办理，请刷新后查看。")
    against = refusal(debt, leg, request.user, today)
    if against:
        raise Refused(against)
    form = with_fields(PageForm(posted(request)[0]), _fields(leg, debt, today))
    more: dict[str, Any] = {
        "title": f"{leg.name}：{debt.party.name}",
        "submit": leg.name,
        "back": at("debt", pk),
        "words": full_width(debt.basis),
        "points": [f"陈述申辩：{each.statement}" for each in debt.hearings.all()] if leg is DECIDE else [],
    }

    def do(said: dict[str, Any], user: User) -> str:
        return _take(debt, leg, said, by=user, now=timezone.now())

    return carry_out(request, form, do=do, **more)


def _take(debt: Debt, leg: Leg, said: dict[str, Any], *, by: User, now: dt.datetime) -> str:
    name = debt.party.name
    if leg is NOTIFY:
        services.notify(debt, notice=said["notice"], by=by, at=now)
        return f"已登记告知{name}，陈述申辩期限到{debt.hear_until}。"
    if leg is HEAR:
        services.hear(debt, statement=said["statement"], by=by, at=now)
        return f"已记录{name}的陈述申辩，可以作出决定。"
    if leg is DECIDE:
        services.decide(debt, amount=said["amount"], because=said["because"], by=by, at=now)
        return f"已决定追缴{yuan(debt.amount)}元。" if debt.amount else "已决定不予追缴。"
    if leg is PLAN:
        made = services.plan(debt, parts(debt.outstanding, said["first"], said["number"]), by=by, at=now)
        return f"已约定{len(made)}期，每期约{yuan(made[0].amount)}元。"
    if leg is RECEIVE:
        services.receive(debt, amount=said["amount"], receipt=said["receipt"], by=by, at=now)
        return f"已登记追回{yuan(said['amount'])}元，{_left(debt)}。"
    services.ask_waiver(debt, amount=said["amount"], because=said["because"], by=by, at=now)
    return f"已申请核销{yuan(said['amount'])}元，等待局领导批复。"


def parts(owed: int, first: dt.date, number: int) -> list[tuple[dt.date, int]]:
    """A sum in equal monthly parts of whole 元, the last with what is left; fewer parts if there are not so many 元."""
    each = max(owed // number // 100 * 100, 100)
    found: list[tuple[dt.date, int]] = []
    for place in range(number):
        amount = owed if place == number - 1 else min(each, owed)
        if amount <= 0:
            break
        found.append((months_later(first, place), amount))
        owed -= amount
    return found


def answer_waiver(request: HttpRequest, pk: int) -> HttpResponse:
    """批复核销: a leader approves or declines what was asked for."""
    asked = queries.waivers_asked(request.user).filter(pk=pk).first()
    if asked is None:
        raise Http404
    debt = asked.debt
    fields: dict[str, forms.Field] = {
        "approve": forms.ChoiceField(label="批复", choices=[("1", "批准"), ("0", "不批准")], widget=forms.RadioSelect),
        "document": forms.CharField(label="批准文号", max_length=60, required=False, help_text="批准的须填写。"),
        "words": _long("意见", required=False, help_text="不批准的须填写。"),
    }
    form = with_fields(PageForm(posted(request)[0]), fields)
    more: dict[str, Any] = {
        "title": f"批复核销：{debt.party.name}",
        "submit": "批复",
        "back": at("debt", debt.pk),
        "head": f"{asked.asked_by}申请核销{yuan(asked.amount)}元",
        "words": f"{asked.because}（{full_width(debt.basis)}；尚欠{yuan(debt.outstanding)}元）",
    }

    def do(said: dict[str, Any], user: User) -> str:
        services.answer_waiver(asked, approve=said["approve"] == "1", document=said["document"], words=said["words"], by=user, at=timezone.now())  # fmt: skip
        debt.refresh_from_db()
        return f"已批准核销{yuan(asked.amount)}元，{_left(debt)}。" if asked.approved else "已批复：不批准核销。"

    return carry_out(request, form, do=do, **more)


def _left(debt: Debt) -> str:
    debt.refresh_from_db()
    return f"尚欠{yuan(debt.outstanding)}元" if debt.outstanding else "已全部结清"
