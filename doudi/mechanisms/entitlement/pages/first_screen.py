"""What the awards of a programme put on a user's first screen: reviews due, deferred exits and holds that end, what stands in force."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from functools import partial
from typing import Any, TypeAlias

from django.db.models import Count, Min, QuerySet

from doudi.base.access import may
from doudi.base.areas import full_name
from doudi.base.money import wan_yuan
from doudi.base.months import chinese_month, last_day, month_of
from doudi.base.roles import TOWNSHIP_ROLES, Role
from doudi.mechanisms.entitlement.awards import queries
from doudi.mechanisms.entitlement.awards.models import Award
from doudi.mechanisms.entitlement.declare import Benefit
from doudi.mechanisms.entitlement.pages import known
from doudi.pages.declare import KeyFigure, WorkItem

Items: TypeAlias = Callable[[Any, dt.date], list[WorkItem]]
Figures: TypeAlias = Callable[[Any, dt.date], list[KeyFigure]]


def worklist_of(*benefits: Benefit) -> Items:
    """待办 of a programme's awards: for those who decide, and for townships, who look at the household."""
    return partial(_waiting, benefits)


def alarms_of(*benefits: Benefit) -> Items:
    """预警: reviews past their day, deferred exits that ended without a decision, awards that cannot be paid."""
    return partial(_alarms, benefits)


def figures_of(*benefits: Benefit) -> Figures:
    """关键数据: how many are in force this month, how many people, how much."""
    return partial(_figures, benefits)


def _workers(benefits: Collection[Benefit]) -> frozenset[Role]:
    return frozenset().union(*(each.deciders for each in benefits)) - {Role.BUREAU_LEADER} | TOWNSHIP_ROLES


def _overseers(benefits: Collection[Benefit]) -> frozenset[Role]:
    return frozenset().union(*(each.deciders for each in benefits)) | {Role.TOWNSHIP_LEADER}


def _rows(benefits: Collection[Benefit], user: Any) -> QuerySet[Award]:
    return queries.awards(user).filter(benefit__in=[each.code for each in benefits])


def _waiting(benefits: Collection[Benefit], user: Any, today: dt.date) -> list[WorkItem]:
    if not may(user, _workers(benefits)):
        return []
    return [*_reviews(benefits, user, today), *_graces(benefits, user, today), *_holds(benefits, user, today)]


def _reviews(benefits: Collection[Benefit], user: Any, today: dt.date) -> list[WorkItem]:
    """One line for each benefit: how many are due, and by when the first."""
    rows = _rows(benefits, user).filter(until_month=None, review_due_on__lte=queries.review_soon(today)).order_by()
    counted = {code: (number, first) for code, number, first in _by_benefit(rows)}
    return [
        WorkItem(
            title=f"{number:,}{_unit(each)}{each.name}定期复核到期",
            url=f"{known.roll_address(each)}?review=soon{_only(benefits, each)}",
            label="复核",
            tint="warn",
            due=first,
            overdue=first < today,
            number=number,
        )
        for each in benefits
        if each.code in counted
        for number, first in [counted[each.code]]
    ]


def _by_benefit(rows: QuerySet[Award]) -> Any:
    return rows.values_list("benefit").annotate(number=Count("pk"), first=Min("review_due_on"))


def _graces(benefits: Collection[Benefit], user: Any, today: dt.date) -> list[WorkItem]:
    """R-EXIT-02: told before the end; it neither lapses nor goes on by itself."""
    codes = {each.code for each in benefits}
    return [
        WorkItem(
            title=f"{each.award.party.name}的渐退期至{chinese_month(each.until_month)}，须作出停发决定",
            url=known.address(each.award),
            label="渐退期满",
            tint="danger" if each.over else "warn",
            where=full_name(each.award.area_code),
            due=last_day(each.until_month),
            overdue=each.over,
        )
        for each in queries.grace_ending(user, today)
        if each.award.benefit in codes
    ]


def _holds(benefits: Collection[Benefit], user: Any, today: dt.date) -> list[WorkItem]:
    """R-DYN-06: a hold that ends this month goes over into payment, unless something is decided."""
    month = month_of(today)
    codes = {each.code for each in benefits}
    return [
        WorkItem(
            title=f"{each.party.name}的暂缓发放至{chinese_month(month)}到期，到期自动恢复；需要停发的须先作出决定",
            url=known.address(each),
            label="暂缓到期",
            tint="warn",
            where=full_name(each.area_code),
            due=last_day(month),
        )
        for each in queries.holds_ending(user, month)
        if each.benefit in codes and each.held_until == month
    ]


def _alarms(benefits: Collection[Benefit], user: Any, today: dt.date) -> list[WorkItem]:
    if not may(user, _overseers(benefits)):
        return []
    # Those who work them off have them among what waits for them.
    graces = [] if may(user, _workers(benefits)) else _graces(benefits, user, today)
    found = [item for item in graces if item.overdue]
    late = _rows(benefits, user).filter(until_month=None, review_due_on__lt=today).order_by()
    for code, number, first in _by_benefit(late):
        each = next(benefit for benefit in benefits if benefit.code == code)
        found.append(
            WorkItem(
                title=f"{number:,}{_unit(each)}{each.name}超过复核期限",
                url=f"{known.roll_address(each)}?review=due{_only(benefits, each)}",
                label="超期",
                tint="danger",
                due=first,
                overdue=True,
                number=number,
            )
        )
    unpaid = queries.in_force(_rows(benefits, user), month_of(today)).filter(account_mark="", until_month=None)
    if number := unpaid.count():
        found.append(
            WorkItem(
                title=f"{number:,}项{benefits_name(benefits)}没有银行账户，不能发放",
                url=f"{known.roll_address(next(iter(benefits)))}?account=0",
                label="账户",
                tint="warn",
                number=number,
            )
        )
    return found


def _figures(benefits: Collection[Benefit], user: Any, today: dt.date) -> list[KeyFigure]:
    if not may(user, _overseers(benefits)):
        return []
    sums = queries.totals(_rows(benefits, user), month_of(today), today)
    if not sums.awards:
        return []
    first = next(iter(benefits))
    note = f"{sums.people:,}人，每月{wan_yuan(sums.amount)}万元" if first.covers else f"每月{wan_yuan(sums.amount)}万元"
    address = f"{known.roll_address(first)}?standing=IN_FORCE"
    return [KeyFigure(f"{benefits_name(benefits)}（{_unit(first)}）", f"{sums.awards:,}", address, note)]


def benefits_name(benefits: Collection[Benefit]) -> str:
    """最低生活保障; of several the programme's first with 等."""
    first = next(iter(benefits))
    return first.name if len(benefits) == 1 else f"{first.name}等{len(benefits)}项"


def _unit(benefit: Benefit) -> str:
    return "户" if benefit.covers else "人"


def _only(benefits: Collection[Benefit], each: Benefit) -> str:
    """Narrows a list of several benefits to one."""
    return f"&benefit={each.code}" if len(benefits) > 1 else ""
