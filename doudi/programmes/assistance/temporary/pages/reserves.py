"""备用金台账: the county's view of all reserves, and the book of one township."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from doudi.base.access import may, scope
from doudi.base.models import Area
from doudi.base.money import wan_yuan, yuan
from doudi.base.months import chinese_month
from doudi.pages.declare import KeyFigure
from doudi.pages.details import Tab
from doudi.programmes.assistance.temporary import queries
from doudi.programmes.assistance.temporary.queries import Reserve
from doudi.programmes.assistance.temporary.reserves import CLERK, COUNTY, LEADER


@dataclass(frozen=True)
class Total:
    """The sums below the table."""

    opening: int
    allotted: int
    replenished: int
    given_back: int
    used: int
    reversed: int
    balance: int

    @property
    def use_rate(self) -> float | None:
        available = self.opening + self.allotted + self.replenished - self.given_back
        return self.used / available if available > 0 else None


def total_of(lines: list[Reserve]) -> Total:
    names = ("opening", "allotted", "replenished", "given_back", "used", "reversed", "balance")
    return Total(*(sum(getattr(each, name) for each in lines) for name in names))


def reserves_page(request: HttpRequest) -> HttpResponse:
    """Every township's reserve of the year so far, with its totals."""
    today = timezone.localdate()
    lines = queries.reserves(request.user, today)
    context = {
        "title": "备用金台账",
        "today": today,
        "lines": lines,
        "total": total_of(lines),
        "figures": figures(lines, today),
        "may_allot": may(request.user, COUNTY),
    }
    return render(request, "temporary/reserves.html", context)


def figures(lines: list[Reserve], today: dt.date) -> list[KeyFigure]:
    """What was given, what was used, what is left, and what is odd."""
    total = total_of(lines)
    rate = f"使用率{total.use_rate:.0%}" if total.use_rate is not None else ""
    idle = sum(each.idle for each in lines)
    late = sum(each.late_papers for each in lines)
    differences = sum(each.differences for each in lines)
    return [
        KeyFigure(f"{today.year}年下拨、补充（万元）", wan_yuan(total.allotted + total.replenished)),
        KeyFigure("已支出（万元）", wan_yuan(total.used), "", rate),
        KeyFigure("余额（万元）", wan_yuan(total.balance), "", f"{idle}个乡镇资金闲置" if idle else "没有闲置", "warn" if idle else "ok"),
        KeyFigure("手续超期（笔）", f"{late:,}", "", f"{differences}个月对账有差异" if differences else "对账没有差异", "danger" if differences else "ok"),
    ]  # fmt: skip


def township_of_page(request: HttpRequest, code: str) -> Area:
    """The township, if the user may see its book."""
    area = Area.objects.filter(code=code, level=Area.Level.TOWNSHIP).select_related("parent").first()
    if area is None or not scope(request.user, queries.READERS).covers(code):
        raise Http404
    return area


def reserve_page(request: HttpRequest, code: str) -> HttpResponse:
    """One township's book of a year: every entry with its running balance, reconciliations, filings, what waits for signature."""
    township, today = township_of_page(request, code), timezone.localdate()
    year = _year(request, today)
    book = queries.book_of_year(township, year)
    mine = next((each for each in queries.reserves(request.user, today) if each.area_code == code), None)
    months = queries.months_to_reconcile(township, year, today)
    filings, carried = list(queries.filings(township)), list(queries.carried_over(township))
    waiting = list(queries.drafts(request.user, today).filter(township=township))
    lines = book[1] if book else []
    tabs = [
        Tab("book", "台账", "temporary/book.html", {"lines": lines, "book": book[0] if book else None, "may_act": may(request.user, CLERK, area_code=code), "today": today}, len(lines)),
        Tab("months", "对账", "temporary/months.html", {"months": months}, sum(each.done is None for each in months)),
        Tab("filings", "备案", "temporary/filings.html", {"filings": filings, "carried": carried}, len(filings)),
        Tab("waiting", "待签批", "temporary/waiting.html", {"waiting": waiting}, len(waiting)),
    ]  # fmt: skip
    context = {
        "title": f"{township.name}备用金 {year}年",
        "township": township,
        "year": year,
        "this_year": today.year,
        "mine": mine,
        "figures": _of_one(mine),
        "against": queries.hindrances(township, today) if may(request.user, COUNTY) else [],
        "tabs": tabs,
        "tools": _tools(request.user, township, mine),
    }
    return render(request, "temporary/reserve.html", context)


def _year(request: HttpRequest, today: dt.date) -> int:
    given = request.GET.get("year", "")
    return int(given) if given.isdigit() and 2000 <= int(given) <= today.year else today.year


def _of_one(mine: Reserve | None) -> list[KeyFigure]:
    if mine is None:
        return []
    rate = f"使用率{mine.use_rate:.0%}" if mine.use_rate is not None else ""
    idle = f"{mine.idle_days}天未动用" if mine.idle_days is not None else "从未动用"
    last = f"最近对账{chinese_month(mine.reconciled)}" if mine.reconciled is not None else "还没有对过账"
    return [
        KeyFigure("余额（元）", yuan(mine.balance), "", idle, "warn" if mine.idle else ""),
        KeyFigure("本年支出（元）", yuan(mine.used), "", rate),
        KeyFigure("未备案（笔）", f"{mine.unfiled:,}", "", f"手续超期{mine.late_papers}笔" if mine.late_papers else "没有手续超期", "danger" if mine.late_papers else "ok"),
        KeyFigure("对账差异（个月）", f"{mine.differences:,}", "", last, "danger" if mine.differences else ""),
    ]  # fmt: skip


def _tools(user: Any, township: Area, mine: Reserve | None) -> list[tuple[str, str, bool]]:
    """(words, address, whether it is what one mostly comes for) of what this user may do with this reserve."""
    found = []
    if mine is not None and may(user, CLERK, area_code=township.code):
        found += [
            ("登记申请", reverse("temporary:application_new"), True),
            ("月度备案", _act(township, "file"), False),
        ]
    if mine is not None and may(user, COUNTY | {LEADER}, area_code=township.code):
        found.append(("月度对账", _act(township, "reconcile"), not may(user, COUNTY)))
    if may(user, COUNTY):
        found.append(("下拨", _act(township, "allot"), mine is None))
    if mine is not None and may(user, COUNTY):
        found += [
            ("补充", _act(township, "replenish"), True),
            ("收回", _act(township, "give-back"), False),
            ("年末结转", _act(township, "carry-over"), False),
        ]
    return found  # fmt: skip


def _act(township: Area, action: str) -> str:
    return reverse("temporary:act", args=[township.code, action])
