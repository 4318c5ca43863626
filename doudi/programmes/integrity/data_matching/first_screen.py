"""What this line puts on a user's first screen: what waits for him, what is late or odd, the key figures."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Count, Min, Q, Sum
from django.urls import reverse

from doudi.base.access import grants_of, may, scope
from doudi.base.areas import full_name
from doudi.base.money import wan_yuan
from doudi.base.months import chinese_month, format_month, month_of
from doudi.base.roles import Role
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.queries import worklist
from doudi.mechanisms.exchange.declare import Cadence
from doudi.mechanisms.exchange.models import Delivery
from doudi.mechanisms.exchange.queries import Cell, coverage_ledger, deliveries, late
from doudi.mechanisms.matching.models import Finding, Run
from doudi.pages.declare import KeyFigure, WorkItem
from doudi.programmes.integrity.data_matching.flow import FINDINGS
from doudi.programmes.integrity.data_matching.models import TransferPackage
from doudi.programmes.integrity.data_matching.pages import recoveries
from doudi.programmes.integrity.data_matching.pages.findings import rows
from doudi.programmes.integrity.data_matching.sources import SOURCES

COUNTY = frozenset({Role.VERIFICATION_CENTRE, Role.COUNTY_OFFICER, Role.BUREAU_LEADER})
TOWNSHIP = frozenset({Role.TOWNSHIP_CLERK, Role.TOWNSHIP_LEADER})
_ONE_BY_ONE = 100  # findings that stand in the worklist singly; of more there is one line for the rest
_LATE = ("过期", "逾期")
_RIGHT = (Finding.Disposal.CORRECTED, Finding.Disposal.REFERRED)


def waiting(user: Any, today: dt.date) -> list[WorkItem]:
    """Findings, files that nobody could recognise, and for a data officer the lists that his department owes.

    What is dispatched in bulk stands as one line with its number.
    """
    found = worklist(user, [FINDINGS], today)
    fresh = found.filter(stage=FINDINGS.start)
    single = list(found.exclude(stage=FINDINGS.start)[: _ONE_BY_ONE + 1])
    items = [_item(case, today) for case in single[:_ONE_BY_ONE]]
    if len(single) > _ONE_BY_ONE:
        rest = found.exclude(stage=FINDINGS.start).count() - _ONE_BY_ONE
        items.append(WorkItem(f"其余{rest}条疑点，期限较远", _list(), label="疑点", number=rest))
    return [*_to_dispatch(fresh, today), *items, *_to_answer(user), *_owed(user, today)]


def alarms(user: Any, today: dt.date) -> list[WorkItem]:
    """Lists that did not come, by department; a comparison that failed; rows that a department has to mend."""
    found = []
    if may(user, COUNTY):
        found += _missing(_month_looked_at(today), today)
        failed = Run.objects.order_by("-pk").first()
        if failed is not None and failed.state == Run.State.FAILED:
            title = f"{chinese_month(failed.month)}的比对没有完成：{failed.failure}"
            found.append(WorkItem(title, _board(failed.month), label="比对", tint="danger"))
    if may(user, Role.DATA_OFFICER):
        found += _rejected(user, today)
    return found


def figures(user: Any, today: dt.date) -> list[KeyFigure]:
    """本月疑点, 在办, 属实, 名单到位; for finance what is owed back; for the discipline commission what has been handed to it."""
    if may(user, Role.INSPECTOR):
        mine = scope(user, Role.INSPECTOR).filter(TransferPackage.objects.all(), "finding_case__case__area_code")
        return [KeyFigure("移送材料", f"{mine.count():,}", reverse("data_matching:transfers"), "打开会留下记录")]
    if may(user, Role.DATA_OFFICER):
        return _sent(user, today)
    if may(user, Role.FINANCE):
        return recoveries.figures(user)
    if not may(user, COUNTY | TOWNSHIP):
        return []
    last = Run.objects.filter(state=Run.State.DONE).order_by("-month").values_list("month", flat=True).first()
    counted = rows(user).aggregate(
        new=Count("pk", Q(finding__first_run__month=last)),
        open=Count("pk", Q(case__closed_at=None)),
        late=Count("pk", Q(case__closed_at=None, case__due_on__lt=today)),
        right=Count("pk", Q(finding__disposal__in=_RIGHT)),
        answered=Count("pk", ~Q(finding__disposal="")),
        money=Sum("finding__amount_fen", filter=Q(finding__disposal__in=_RIGHT)),
    )
    shown = []
    if last is not None:
        shown.append(
            KeyFigure(
                f"{chinese_month(last)}新疑点（条）", f"{counted['new']:,}", f"{_list()}?month={format_month(last)}"
            )
        )
    overdue = f"超期 {counted['late']:,} 条" if counted["late"] else "没有超期"
    shown += [
        KeyFigure(
            "在办疑点（条）",
            f"{counted['open']:,}",
            f"{_list()}?overdue=1" if counted["late"] else _list(),
            overdue,
            "danger" if counted["late"] else "ok",
        ),
        KeyFigure("属实疑点（条）", f"{counted['right']:,}", f"{_list()}?stage=CLOSED", _share(counted)),
        KeyFigure("属实涉及金额（万元）", wan_yuan(counted["money"] or 0), f"{_list()}?stage=CLOSED"),
    ]
    return shown + (_coverage(_month_looked_at(today), today) if may(user, COUNTY) else [])


# --- findings ------------------------------------------------------------------------------------------------------------


def _item(case: Case, today: dt.date) -> WorkItem:
    stage = FINDINGS.stage(case.stage)
    return WorkItem(
        title=f"{case.title}",
        url=reverse("data_matching:finding", args=[case.pk]),
        label=stage.name,
        tint=stage.tint,
        where=f"{full_name(case.area_code)} · {case.number}",
        since=case.waits_since,
        due=case.due_on,
        provisional=case.due_provisional,
        overdue=case.due_on is not None and case.due_on < today,
        visit=case.stage == "DISPATCHED",
    )


def _to_dispatch(fresh: Any, today: dt.date) -> list[WorkItem]:
    counted = fresh.order_by().aggregate(number=Count("pk"), due=Min("due_on"), since=Min("waits_since"))
    if not counted["number"]:
        return []
    return [
        WorkItem(
            f"{counted['number']}条疑点待下发",
            f"{_list()}?stage={FINDINGS.start}",
            label="待下发",
            tint="info",
            where="可以在列表中勾选后批量下发",
            since=counted["since"],
            due=counted["due"],
            overdue=counted["due"] is not None and counted["due"] < today,
            number=counted["number"],
        )
    ]


def _share(counted: dict[str, Any]) -> str:
    if not counted["answered"]:
        return "还没有办结的疑点"
    return f"办结 {counted['answered']:,} 条，属实率 {counted['right'] / counted['answered']:.0%}"


def _list() -> str:
    return reverse("data_matching:findings")


# --- lists ---------------------------------------------------------------------------------------------------------------


def _month_looked_at(today: dt.date) -> int:
    """Lists of a month are due in the next one."""
    return month_of(today) - 1


def _to_answer(user: Any) -> list[WorkItem]:
    if not may(user, {Role.VERIFICATION_CENTRE, Role.DATA_OFFICER}):
        return []
    asking = deliveries(user).filter(state=Delivery.State.ASKING).defer("sheets")
    return [
        WorkItem(
            f"“{each.file_name}”待确认是什么名单、哪一列是什么",
            reverse("data_matching:answer", args=[each.pk]),
            label="待确认",
            tint="warn",
            where=each.supplier,
            since=each.received_at.date(),
        )
        for each in asking[:_ONE_BY_ONE]
    ]


def _owed(user: Any, today: dt.date) -> list[WorkItem]:
    """The lists that a data officer's department owes and has not sent."""
    cells = [cell for cell in _of_his_department(user, today) if cell.state != "已收"]
    return [
        WorkItem(
            f"{chinese_month(cell.month)}“{cell.source.name}”待报送",
            reverse("data_matching:upload"),
            label="逾期" if cell.state in _LATE else "待报",
            tint=cell.tint,
            where=cell.source.supplier,
            due=cell.due_on,
            overdue=cell.due_on < today,
        )
        for cell in cells
    ]


def _of_his_department(user: Any, today: dt.date) -> list[Cell]:
    mine = {held.organisation for held in grants_of(user) if held.role == Role.DATA_OFFICER and held.organisation}
    owed = [each for each in SOURCES if each.supplier in mine and each.cadence != Cadence.ON_CHANGE]
    if not owed:
        return []
    ledger = coverage_ledger(owed, [_month_looked_at(today)], today=today, shares={})
    return [cells[0] for _, cells in ledger]


def _sent(user: Any, today: dt.date) -> list[KeyFigure]:
    """For a data officer: how many of his lists have come, and how many of their rows were rejected."""
    cells = _of_his_department(user, today)
    if not cells:
        return []
    came = [cell for cell in cells if cell.state == "已收"]
    month, url = chinese_month(cells[0].month), reverse("data_matching:deliveries")
    late_ones = sum(cell.state in _LATE for cell in cells)
    note, tint = (f"{late_ones} 份逾期", "danger") if late_ones else ("按时报送", "ok")
    newest = [cell.delivery for cell in came if cell.delivery is not None]
    rejected = sum(each.rejected for each in newest)
    return [
        KeyFigure(f"{month}已报名单", f"{len(came)}/{len(cells)}", url, note, tint),
        KeyFigure("接收行数", f"{sum(each.accepted for each in newest):,}", url),
        KeyFigure("退回行数", f"{rejected:,}", url, "请修改后补报" if rejected else "", "warn"),
    ]


def _missing(month: int, today: dt.date) -> list[WorkItem]:
    """One line per department that is late, with the lists it owes."""
    by_supplier: dict[str, list[Cell]] = {}
    for cell in late(SOURCES, month, today=today):
        by_supplier.setdefault(cell.source.supplier, []).append(cell)
    return [
        WorkItem(
            f"{supplier}未报送{chinese_month(month)}名单：{'、'.join(cell.source.name for cell in cells)}",
            _board(month),
            label="名单",
            tint="warn",
            who=f"{supplier}数据联络员",
            due=min(cell.due_on for cell in cells),
            overdue=True,
            number=len(cells),
        )
        for supplier, cells in by_supplier.items()
    ]


def _rejected(user: Any, today: dt.date) -> list[WorkItem]:
    since = today - dt.timedelta(days=60)
    found = deliveries(user).filter(state=Delivery.State.TAKEN_IN, rejected__gt=0, received_at__date__gte=since)
    return [
        WorkItem(
            f"“{each.file_name}”有{each.rejected:,}行被退回，请修改后补报",
            reverse("data_matching:delivery", args=[each.pk]),
            label="退回",
            tint="warn",
            since=each.received_at.date(),
            number=1,
        )
        for each in found.defer("sheets")[:_ONE_BY_ONE]
    ]


def _coverage(month: int, today: dt.date) -> list[KeyFigure]:
    ledger = coverage_ledger([each for each in SOURCES if not each.own], [month], today=today, shares={})
    states = [cells[0].state for _, cells in ledger]
    behind = sum(state in _LATE for state in states)
    note = f"{behind} 份逾期或过期" if behind else "没有逾期"
    return [
        KeyFigure(
            f"{chinese_month(month)}名单到位",
            f"{states.count('已收')}/{len(states)}",
            _board(month),
            note,
            "warn" if behind else "ok",
        )
    ]


def _board(month: int) -> str:
    return f"{reverse('data_matching:board')}?month={format_month(month)}"
