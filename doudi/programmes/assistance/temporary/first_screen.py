"""What temporary assistance puts on a user's first screen, and into a person's file."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Count, Sum
from django.urls import reverse

from doudi.base.access import may, scope
from doudi.base.areas import name_of
from doudi.base.money import wan_yuan, yuan
from doudi.base.months import chinese_month, first_day, month_of
from doudi.base.roles import TOWNSHIP_ROLES, Role
from doudi.mechanisms.ledger import queries as ledger
from doudi.pages.declare import KeyFigure, Panel, WorkItem
from doudi.programmes.assistance.temporary import accounts, grant_queries, queries
from doudi.programmes.assistance.temporary.models import GrantPayment, ReserveReconciliation, ReserveUse
from doudi.programmes.assistance.temporary.payments import SENDERS
from doudi.programmes.assistance.temporary.reserves import CLERK, COUNTY, LEADER

OVERSEERS = COUNTY | {Role.BUREAU_LEADER, Role.INSPECTOR}
_ONE_BY_ONE = 50


def waiting(user: Any, today: dt.date) -> list[WorkItem]:
    """Signatures, papers, filings and reconciliations of the townships; files and returns of the county."""
    found: list[WorkItem] = []
    if may(user, LEADER):
        found += _to_sign(user, today) + _to_reconcile(user, today)
    if may(user, CLERK):
        found += _to_file(user, today)
    if may(user, SENDERS):
        found += _to_pay(user)
    return found


def alarms(user: Any, today: dt.date) -> list[WorkItem]:
    """Money that lies idle, papers that are late, months that differ from the bank: by township, with who has it."""
    if not may(user, OVERSEERS | TOWNSHIP_ROLES):
        return []
    found = []
    for each in queries.reserves(user, today):
        parts = []
        if each.late_papers:
            parts.append(f"{each.late_papers}笔先行救助手续超期")
        if each.differences:
            parts.append(f"{each.differences}个月与银行或办件对账有差异未说明")
        if each.idle:
            parts.append(f"{each.idle_days}天未动用，余额{yuan(each.balance)}元")
        if parts:
            serious = bool(each.late_papers or each.differences)
            found.append(
                WorkItem(
                    f"{each.name}备用金：{'；'.join(parts)}",
                    reverse("temporary:reserve", args=[each.area_code]),
                    label="备用金",
                    tint="danger" if serious else "warn",
                    where=each.name,
                    who=f"{each.name}分管领导",
                    number=len(parts),
                )
            )
    return found


def figures(user: Any, today: dt.date) -> list[KeyFigure]:
    """救助人次、救助金 of the year so far; what is left of the reserves."""
    if not may(user, grant_queries.READERS - {Role.VERIFICATION_CENTRE}):
        return []
    inside = scope(user, grant_queries.READERS)
    grants = inside.filter(grant_queries.paid_grants()).filter(decided_on__year=today.year)
    paid = GrantPayment.objects.filter(on__year=today.year, on__lte=today, taken_back_on=None)
    money = inside.filter(paid, "grant__area_code").aggregate(sum=Sum("amount"))["sum"] or 0
    people = grants.order_by().aggregate(people=Sum("people"), households=Count("pk"))
    books = inside.filter(ledger.accounts_of(accounts.RESERVE))
    sums = books.order_by().aggregate(incoming=Sum("incoming"), outgoing=Sum("outgoing"))
    left = (sums["incoming"] or 0) - (sums["outgoing"] or 0)
    here, reserves = reverse("temporary:grants"), reverse("temporary:reserves")
    return [
        KeyFigure("临时救助（人次）", f"{people['people'] or 0:,}", here, f"{people['households']:,}户次"),
        KeyFigure("临时救助金（万元）", wan_yuan(money), here),
        KeyFigure("备用金余额（万元）", wan_yuan(left), reserves),
    ]


def of_person(user: Any, person_id: int, on: dt.date) -> list[Panel]:
    """临时救助 of a person, newest first."""
    if not may(user, grant_queries.READERS):
        return []
    rows = list(grant_queries.grants(user).filter(applicant=person_id).order_by("-decided_on")[:_ONE_BY_ONE])
    return [Panel("temporary", "临时救助", "temporary/panel.html", {"rows": rows}, len(rows))]


# --- the townships --------------------------------------------------------------------------------------------------------


def _to_sign(user: Any, today: dt.date) -> list[WorkItem]:
    mine = scope(user, LEADER, on=today)
    return [
        WorkItem(
            f"备用金{each.get_kind_display()}：{each.applicant.name}{yuan(each.amount)}元",
            reverse("temporary:draft", args=[each.pk]),
            label="待签批",
            tint="info",
            where=f"{name_of(each.township_id)} · {each.case_number}",
            since=each.at.date(),
        )
        for each in mine.filter(queries.drafts(user, today), "township_id")[:_ONE_BY_ONE]
    ]


def _to_reconcile(user: Any, today: dt.date) -> list[WorkItem]:
    """The month that ended last, of every reserve that was there then."""
    month = month_of(today) - 1
    mine = scope(user, LEADER, on=today).filter(ledger.accounts_of(accounts.RESERVE))
    there = mine.exclude(incoming=0).values_list("area_code", flat=True)
    done = set(ReserveReconciliation.objects.filter(month=month).values_list("township", flat=True))
    return [
        WorkItem(
            f"{name_of(code)}备用金{chinese_month(month)}待对账",
            reverse("temporary:act", args=[code, "reconcile"]),
            label="待对账",
            tint="info",
            where=name_of(code),
            since=first_day(month + 1),
        )
        for code in there
        if code not in done
    ]


def _to_file(user: Any, today: dt.date) -> list[WorkItem]:
    """Uses of months that have ended and were not handed in, a line a township."""
    open_uses = ReserveUse.objects.filter(filing=None, reversed_by=None, on__lt=first_day(month_of(today)))
    counted = scope(user, CLERK, on=today).filter(open_uses, "township_id").order_by()
    return [
        WorkItem(
            f"{name_of(code)}有{number}笔以前月份的备用金支出待备案",
            reverse("temporary:act", args=[code, "file"]),
            label="待备案",
            tint="info",
            where=name_of(code),
            number=number,
        )
        for code, number in counted.values_list("township").annotate(Count("pk")).order_by("township")
    ]


# --- the county -----------------------------------------------------------------------------------------------------------


def _to_pay(user: Any) -> list[WorkItem]:
    here = reverse("temporary:payments")
    unsent = grant_queries.never_sent().aggregate(number=Count("pk"), sum=Sum("amount"))
    found = []
    if unsent["number"]:
        title = f"{unsent['number']}笔临时救助金待送银行，合计{yuan(unsent['sum'])}元"
        found.append(WorkItem(title, f"{here}?state=NOT_SENT", label="待送银行", tint="info", number=unsent["number"]))
    back = grant_queries.came_back(user).count()
    if back:
        title = f"{back}笔临时救助金退票，待重发或收回"
        found.append(WorkItem(title, f"{here}?state=RETURNED", label="退票", tint="danger", number=back))
    return found
