"""What payments and debts put on a user's first screen: what waits for him, what is late, the key figures."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Min, Q, Sum

from doudi.base.access import may
from doudi.base.money import wan_yuan, yuan
from doudi.base.months import chinese_month, format_month, month_of
from doudi.base.roles import Role
from doudi.mechanisms.entitlement.awards import queries as awards
from doudi.mechanisms.entitlement.awards.models import Award
from doudi.mechanisms.entitlement.declare import BENEFITS
from doudi.mechanisms.entitlement.pages.addresses import at
from doudi.mechanisms.entitlement.pages.roles import COUNTY
from doudi.mechanisms.entitlement.pages.runs.board import name_of
from doudi.mechanisms.entitlement.parameters_entered import queries as parameters
from doudi.mechanisms.entitlement.payment_runs import board, pay_days, queries, returned, road
from doudi.mechanisms.entitlement.payment_runs.drafting import DRAFTERS
from doudi.mechanisms.entitlement.payment_runs.models import SIGNED, PaymentRun
from doudi.mechanisms.entitlement.payment_runs.policy import PaymentPolicy
from doudi.mechanisms.entitlement.payment_runs.services import CHECKERS, SENDERS
from doudi.mechanisms.ledger.bank import queries as bank
from doudi.mechanisms.ledger.debts import queries as debts
from doudi.mechanisms.ledger.debts.models import Debt
from doudi.mechanisms.ledger.debts.services import DECIDERS, PLANNERS, TELLERS, WAIVERS
from doudi.pages.declare import KeyFigure, WorkItem

State = PaymentRun.State
NOT_SENT = (State.DRAFT, State.FROZEN, State.CHECKED, State.SIGNED)
MENDERS = SENDERS | {Role.COUNTY_OFFICER, Role.TOWNSHIP_CLERK}  # who look after an account that does not work


def waiting(user: Any, today: dt.date) -> list[WorkItem]:
    """待办: months to draft, runs whose next step is his, unclear lines to agree on, what came back, debts to tell, to decide, to answer."""
    if not may(user, COUNTY | MENDERS):
        return []
    return [
        *_to_draft(user, today), *_runs(user, today), *_settlements(user), *_returned(user), *_debts(user, today)
    ]  # fmt: skip


def alarms(user: Any, today: dt.date) -> list[WorkItem]:
    """预警: the pay day is near and a run is not with the bank, lines that came back long ago, instalments that are late."""
    found: list[WorkItem] = []
    if may(user, COUNTY):
        found += _not_sent(user, today)
    if may(user, COUNTY | MENDERS):
        found += _old_returns(user, today)
    if may(user, PLANNERS | WAIVERS):
        found += _late_debts(user, today)
    return found


def figures(user: Any, today: dt.date) -> list[KeyFigure]:
    """关键数据 of those who answer for the money: this month's payments, runs under way, what came back, what is owed."""
    if not may(user, COUNTY):
        return []
    month = month_of(today)
    runs = queries.runs(user)
    paid = runs.filter(month=month, state__in=SIGNED).aggregate(sum=Sum("amount"))["sum"] or 0
    under_way = runs.exclude(state=State.CLOSED).count()
    number, came_back = returned.sums(returned.returned(user))
    owed = sum(debts.outstanding_by_programme(debts.debts(user)).values())
    return [
        KeyFigure(
            f"{chinese_month(month)}已签批（万元）",
            wan_yuan(paid),
            at("runs", month=format_month(month)),
            f"{under_way}个批次在办" if under_way else "没有在办批次",
        ),
        KeyFigure(
            "退票（笔）",
            f"{number:,}",
            at("returns"),
            f"{yuan(came_back)}元" if number else "没有退票",
            "warn" if number else "ok",
        ),
        KeyFigure("追缴尚欠（元）", yuan(owed), at("debts", state=Debt.State.OWED)),
    ]


# --- runs ------------------------------------------------------------------------------------------------------------------


def _missing(user: Any, month: int) -> list[str]:
    """Benefits that are due in a month and have no run of it."""
    there = set(queries.runs(user).filter(month=month).values_list("benefit", flat=True))
    due = set(awards.in_force(Award.objects.order_by(), month).values_list("benefit", flat=True).distinct())
    return [code for code in BENEFITS if code in due - there]


def _to_draft(user: Any, today: dt.date) -> list[WorkItem]:
    if not may(user, DRAFTERS):
        return []
    month = month_of(today)
    missing = _missing(user, month)
    due = pay_days.pay_day(month, today) if missing else None
    return [
        WorkItem(
            f"{BENEFITS[code].name}{chinese_month(month)}待核算",
            at("draft", benefit=code, month=format_month(month)),
            label="待核算",
            tint="info",
            due=due,
            overdue=due is not None and due < today,
        )
        for code in missing
    ]


def _runs(user: Any, today: dt.date) -> list[WorkItem]:
    open_runs = list(queries.runs(user).exclude(state=State.CLOSED).order_by("month", "benefit"))
    mine = road.waits_for(user, open_runs, today)
    told = board.waits(mine)
    days = pay_days.pay_days({each.month for each in mine}, today) if mine else {}
    items = []
    for run in mine:
        due = days[run.month] if run.state in NOT_SENT else None
        items.append(
            WorkItem(
                f"{name_of(run)}{told[run.pk]}：{run.lines_number:,}笔，{yuan(run.amount)}元",
                at("run", run.pk),
                label=told[run.pk][:3],
                tint="warn" if run.state in (State.SIGNED, State.SENT) else "info",
                since=run.known_at.date(),
                due=due,
                overdue=due is not None and due < today,
            )
        )
    return items


def _not_sent(user: Any, today: dt.date) -> list[WorkItem]:
    """This month's runs when its pay day is near or past, and those of earlier months; who has each."""
    month = month_of(today)
    seen = pay_days.seen_from(month, today)
    late = list(queries.runs(user).filter(state__in=NOT_SENT, month__lte=month, lines_number__gt=0).order_by("month"))
    near = seen is not None and seen.near
    shown = [each for each in late if each.month < month or near]
    days = pay_days.pay_days({each.month for each in shown}, today) if shown else {}
    items = [
        _alarm(name_of(each), at("run", each.pk), road.who_is_next(each), days[each.month], today) for each in shown
    ]
    if seen is not None and seen.near:
        drafters = "、".join(sorted(role.label for role in DRAFTERS))
        for code in _missing(user, month):
            name = f"{BENEFITS[code].name}{chinese_month(month)}"
            items.append(_alarm(f"{name}还没有核算，", at("runs"), drafters, seen.day, today))
    return items


def _alarm(name: str, url: str, who: str, day: dt.date | None, today: dt.date) -> WorkItem:
    past = day is not None and day < today
    title = f"{name}尚未送银行，发放日{day}{'已过' if past else ''}" if day is not None else f"{name}尚未送银行"
    return WorkItem(title, url, label="发放日", tint="danger" if past else "warn", who=who, due=day, overdue=past)


def _settlements(user: Any) -> list[WorkItem]:
    """Unclear lines that finance has looked into and that wait for a second person."""
    if not may(user, CHECKERS):
        return []
    return [
        WorkItem(
            f"{each.line.name}：{each.asked_by}提交差错处理，已到账{yuan(each.paid)}元，待复核",
            at("settle_answer", each.pk),
            label="差错",
            tint="warn",
            since=each.asked_at.date(),
        )
        for each in bank.settlements_asked(user).exclude(asked_by=user).order_by("pk")[:20]
    ]


# --- what came back --------------------------------------------------------------------------------------------------------


def _returned(user: Any) -> list[WorkItem]:
    if not may(user, MENDERS):
        return []
    rows = returned.returned(user)
    number, amount = returned.sums(rows)
    if not number:
        return []
    first = rows.order_by().aggregate(first=Min("file__on"))["first"]
    words = f"{number:,}笔退票待更正账户、重发或收回，{yuan(amount)}元"
    return [WorkItem(words, at("returns"), label="退票", tint="warn", since=first, number=number)]


def _old_returns(user: Any, today: dt.date) -> list[WorkItem]:
    days: int = parameters.terms_in_force(PaymentPolicy, today)["returned_alert"]
    number, amount = returned.sums(returned.older_than(returned.returned(user), today - dt.timedelta(days=days)))
    if not number:
        return []
    words = f"{number:,}笔退票超过{days}日没有办理，{yuan(amount)}元"
    return [WorkItem(words, at("returns"), label="退票", tint="danger", who="财务、乡镇经办人", number=number)]


# --- debts -----------------------------------------------------------------------------------------------------------------


def _debts(user: Any, today: dt.date) -> list[WorkItem]:
    rows, items = debts.debts(user).order_by(), []
    if may(user, TELLERS - SENDERS):
        number = rows.filter(state=Debt.State.PROPOSED).count()
        if number:
            address = at("debts", state=Debt.State.PROPOSED)
            items.append(WorkItem(f"{number}笔拟追缴待告知", address, label="待告知", tint="info", number=number))
    if may(user, DECIDERS):
        heard = Q(hear_until__lt=today) | Q(hearings__isnull=False)
        ready = rows.filter(heard, state=Debt.State.NOTIFIED).exclude(proposed_by=user).distinct()
        number = ready.count()
        if number:
            address = at("debts", state=Debt.State.NOTIFIED)
            items.append(WorkItem(f"{number}笔追缴待决定", address, label="待决定", tint="warn", number=number))
    if may(user, WAIVERS):
        for asked in debts.waivers_asked(user).order_by("pk")[:20]:
            words = f"{asked.debt.party.name}：{asked.asked_by}申请核销{yuan(asked.amount)}元"
            since = asked.asked_at.date()
            items.append(WorkItem(words, at("waiver", asked.pk), label="核销", tint="warn", since=since))
    return items


def _late_debts(user: Any, today: dt.date) -> list[WorkItem]:
    behind = debts.late(debts.debts(user), today)
    if not behind:
        return []
    amount = sum(each.amount for each in behind)
    words = f"{len(behind)}笔追缴分期逾期，应还未还{yuan(amount)}元"
    return [
        WorkItem(
            words, at("debts", late=1), label="追缴", tint="danger", who="财务、社会救助股", due=behind[0].since, overdue=True,
            number=len(behind),
        )
    ]  # fmt: skip
