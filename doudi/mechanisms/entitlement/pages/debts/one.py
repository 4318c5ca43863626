"""One debt: what it is for, what was said to it, what was decided, what has come back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from doudi.base.access import may
from doudi.base.areas import full_name
from doudi.base.money import yuan
from doudi.mechanisms.entitlement.pages.addresses import at, of_award
from doudi.mechanisms.entitlement.pages.debts.register import debt_of, programme_of, state_tag
from doudi.mechanisms.entitlement.pages.debts.road import Leg, legs, refusal
from doudi.mechanisms.entitlement.payment_runs.owing import months_of
from doudi.mechanisms.ledger.debts import queries
from doudi.mechanisms.ledger.debts.models import Debt, Hearing, Instalment, Repayment, WaiverRequest
from doudi.mechanisms.ledger.debts.services import WAIVERS
from doudi.pages.cells import Kind, full_width
from doudi.pages.details import Event, Item, Step, steps_of

State = Debt.State
_NOW = {State.PROPOSED: 1, State.NOTIFIED: 2, State.OWED: 3, State.SETTLED: 5, State.DROPPED: 5}


def debt_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of a debt within the user's area."""
    debt, today = debt_of(request, pk), timezone.localdate()
    hearings = list(debt.hearings.select_related("by"))
    repayments = list(debt.repayments.select_related("entry__by"))
    requests = list(debt.waiver_requests.select_related("asked_by", "answered_by"))
    plan = queries.plan(debt)
    ahead = [(leg, refusal(debt, leg, request.user, today)) for leg in legs(debt, request.user, today)]
    months = list(months_of(debt))
    context = {
        "title": f"追缴：{debt.party.name}",
        "debt": debt,
        "state": state_tag(debt),
        "steps": _steps(debt),
        "items": _items(debt),
        "months": months,
        "award": of_award(months[0].award.benefit, months[0].award_id) if months else None,
        "plan": _plan(debt, plan, today),
        "asked": [each for each in requests if each.answered_at is None],
        "may_answer": may(request.user, WAIVERS, area_code=debt.area_code),
        "refusals": [(leg.name, why) for leg, why in ahead if why],
        "events": _events(debt, hearings, plan, repayments, requests),
        "buttons": _buttons(debt, [leg for leg, why in ahead if not why]),
    }
    return render(request, "entitlement/debts/debt.html", context)


def _steps(debt: Debt) -> list[Step]:
    over = "不予追缴" if debt.state == State.DROPPED else "结清"
    notes = {0: f"{timezone.localdate(debt.proposed_at):%m-%d}"}
    if debt.notified_on:
        notes[1] = f"{debt.notified_on:%m-%d}"
    if debt.decided_on:
        notes[2] = f"{debt.decided_on:%m-%d}"
    return steps_of(("拟追缴", "告知", "申辩和决定", "追回", over), _NOW[State(debt.state)], notes)


def _items(debt: Debt) -> list[Item]:
    found = [
        Item("业务", programme_of(debt)),
        Item("乡镇、村居", full_name(debt.area_code)),
        Item("原因", str(debt.get_cause_display())),
        Item("拟追缴（元）", debt.proposed, Kind.MONEY),
        Item("事实和依据", full_width(debt.basis), wide=True),
        Item("提出", f"{debt.proposed_by or '系统'} {timezone.localdate(debt.proposed_at)}"),
    ]
    if debt.notified_on:
        found.append(Item("申辩期限", debt.hear_until, Kind.DATE))
        found.append(Item("告知", f"{debt.notified_on} {debt.notice}", wide=True))
    if debt.decided_on:
        found += [
            Item("应追缴（元）", debt.amount, Kind.MONEY),
            Item("尚欠（元）", debt.outstanding, Kind.MONEY),
            Item("已追回（元）", debt.repaid, Kind.MONEY),
            Item("已核销（元）", debt.waived, Kind.MONEY),
        ]
    return found


def _plan(debt: Debt, parts: Sequence[Instalment], today: dt.date) -> list[tuple[Instalment, str, str]]:
    """The instalments in force with how far each is: 已还, 逾期, 待还."""
    if not parts or debt.state != State.OWED:
        return []
    paid = sum(each.amount for each in parts) - debt.outstanding
    lines = []
    for each in parts:
        paid -= each.amount
        words, tint = ("已还", "ok") if paid >= 0 else ("逾期", "danger") if each.due_on < today else ("待还", "")
        lines.append((each, words, tint))
    return lines


def _events(
    debt: Debt,
    hearings: Sequence[Hearing],
    plan: Sequence[Instalment],
    repayments: Sequence[Repayment],
    requests: Sequence[WaiverRequest],
) -> list[Event]:
    """Everything that happened, the newest first."""
    found: list[tuple[dt.date, Event]] = [
        (
            timezone.localdate(debt.proposed_at),
            Event("拟追缴", debt.proposed_at, str(debt.proposed_by or "系统"), full_width(debt.basis)),
        )
    ]
    if debt.notified_on:
        found.append((debt.notified_on, Event("告知", debt.notified_on, "", debt.notice)))
    found += [
        (timezone.localdate(each.at), Event("陈述申辩", each.at, str(each.by), each.statement)) for each in hearings
    ]
    if debt.decided_on:
        words = (
            f"追缴{yuan(debt.amount)}元。{debt.decided_because}" if debt.amount else f"不予追缴。{debt.decided_because}"
        )
        found.append((debt.decided_on, Event("决定", debt.decided_on, str(debt.decided_by), words)))
    for each in repayments:
        title = "核销" if each.waived else "追回"
        words = f"{yuan(each.amount)}元，{'批准文号' if each.waived else '收据'}{each.document}"
        found.append((each.on, Event(title, each.entry.at, str(each.entry.by or ""), words)))
    for asked in requests:
        words = f"{yuan(asked.amount)}元：{asked.because}"
        found.append(
            (timezone.localdate(asked.asked_at), Event("申请核销", asked.asked_at, str(asked.asked_by), words))
        )
        if asked.answered_at and not asked.approved:
            day = timezone.localdate(asked.answered_at)
            found.append((day, Event("不批准核销", asked.answered_at, str(asked.answered_by), asked.answer)))
    found.sort(key=lambda each: each[0])
    return [event for _, event in reversed(found)]


def _buttons(debt: Debt, ahead: Sequence[Leg]) -> list[tuple[str, str, str]]:
    found: list[tuple[str, str, str]] = []
    for leg in ahead:
        found.append((leg.name, at("debt_act", debt.pk, leg.code), "btn-plain" if found else "btn-primary"))
    return found
