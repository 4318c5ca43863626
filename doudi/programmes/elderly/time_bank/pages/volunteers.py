"""The roll of volunteers, a volunteer's statement and certificate, the stations, and how alive each is."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from doudi.base.areas import full_name
from doudi.base.spans import Period
from doudi.mechanisms.orders.queries import workers_of
from doudi.pages.cells import Kind, Tag
from doudi.pages.details import Item
from doudi.pages.filters import AreaTree, Choice, Text
from doudi.pages.lists import Column, Listing, Operation
from doudi.pages.views import list_page
from doudi.programmes.elderly.time_bank import queries, rules
from doudi.programmes.elderly.time_bank.earning import policy_on
from doudi.programmes.elderly.time_bank.models import Volunteer
from doudi.programmes.elderly.time_bank.slips import ITEMS, ROSTER

_SKILLS = {each.code: each.name for each in ITEMS}
_TINTS = {Volunteer.State.ACTIVE: "ok", Volunteer.State.DORMANT: "warn", Volunteer.State.SUSPENDED: "danger"}
_INACTIVE_DAYS = 90


def _skills(row: Volunteer) -> str:
    return "、".join(_SKILLS.get(each, each) for each in row.worker.skills)


VOLUNTEERS = Listing(
    code="time_bank.volunteers",
    name="志愿者名册",
    rows=queries.volunteers,
    columns=(
        Column("name", "姓名", "worker.name", head=True),
        Column("station", "站点", "station.name"),
        Column("place", "乡镇、村居", lambda row: full_name(row.area_code)),
        Column("skills", "能做的服务", _skills),
        Column("registered", "注册日期", "registered_on", kind=Kind.DATE, sort="registered_on", half=True),
        Column("orders", "服务单数", "orders", kind=Kind.NUMBER, sort="orders", half=True),
        Column("last", "最近服务", "last_on", kind=Kind.DATE, sort="last_on", half=True),
        Column("state", "状态", lambda row: Tag(row.get_state_display(), _TINTS.get(Volunteer.State(row.state), ""))),
    ),
    filters=(
        Text(code="q", label="姓名", field="worker__name"),
        AreaTree(),
        Choice(code="state", label="状态", field="state", choices=Volunteer.State.choices),
        Choice(code="kind", label="类别", field="kind", choices=Volunteer.Kind.choices),
    ),
    operations=(
        Operation("对账单", lambda row: reverse("time_bank:statement", args=[row.pk])),
        Operation("服务证明", lambda row: reverse("time_bank:certificate", args=[row.pk]), drawer=False),
    ),
    order=("-orders", "pk"),
    empty="没有符合条件的志愿者。",
)


def volunteers(request: HttpRequest) -> HttpResponse:
    """志愿者名册."""
    return list_page(request, VOLUNTEERS)


def statement(request: HttpRequest, pk: int) -> HttpResponse:
    """对账单 of one volunteer."""
    return render(request, "time_bank/statement.html", _told(_one(request, pk)))


def my_statement(request: HttpRequest) -> HttpResponse:
    """我的时间存折: his own."""
    return render(request, "time_bank/statement.html", _told(_mine(request)))


def certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """志愿服务记录证明 (民政部令第67号): what is recorded and by whom, to print."""
    volunteer = _one(request, pk)
    if not volunteer.worker.credits.filter(sign=1).exists():
        raise Http404
    return render(request, "time_bank/certificate.html", _told(volunteer) | {"title": "志愿服务记录证明"})


def stations(request: HttpRequest) -> HttpResponse:
    """活跃度: by station and quarter, and who has not served for long."""
    today = timezone.localdate()
    quarters = _quarters(today)
    chosen = request.GET.get("quarter", "")
    period = dict(quarters).get(chosen) or quarters[0][1]
    policy = policy_on(today)
    lines = queries.health_by_station(request.user, period)
    asleep = queries.inactive(request.user, today, days=_INACTIVE_DAYS)
    context = {
        "title": "站点活跃度",
        "quarters": [(code, code == (chosen or quarters[0][0])) for code, _ in quarters],
        "lines": [_line(each, policy) for each in lines],
        "asleep": [
            (each.volunteer.worker.name, each.volunteer.station.name, each.last_on, each.reason) for each in asleep[:100]
        ],
        "asleep_number": len(asleep),
        "days": _INACTIVE_DAYS,
        "targets": f"活跃率不低于{policy.active_90}%，最忙的10%占比不高于{policy.top_share}%，基尼系数不高于{policy.gini_percent / 100:.2f}。",
    }  # fmt: skip
    return render(request, "time_bank/stations.html", context)


def _line(each: queries.StationHealth, policy: Any) -> dict[str, Any]:
    health = each.health
    served = health.orders > 0
    return {
        "name": each.name,
        "place": each.place,
        "volunteers": health.volunteers,
        "active": health.active,
        "orders": health.orders,
        "hours": f"{each.minutes / 60:,.1f}",
        "share": Tag(f"{float(health.active_share):.1%}", "ok" if health.active_share * 100 >= policy.active_90 else "warn"),
        "top": Tag(f"{float(health.top_share):.1%}", "warn" if health.top_share * 100 > policy.top_share else "ok") if served else "—",
        "gini": Tag(f"{float(health.gini):.2f}", "warn" if health.gini * 100 > policy.gini_percent else "ok") if served else "—",
    }  # fmt: skip


def _quarters(today: dt.date) -> list[tuple[str, Period]]:
    """This quarter and the seven before it, the newest first."""
    found = []
    year, quarter = today.year, (today.month - 1) // 3
    for _ in range(8):
        first = dt.date(year, quarter * 3 + 1, 1)
        after = dt.date(year + (quarter == 3), (quarter + 1) % 4 * 3 + 1, 1)
        found.append((f"{year}年{quarter + 1}季度", Period(first, after - dt.timedelta(days=1))))
        year, quarter = (year, quarter - 1) if quarter else (year - 1, 3)
    return found


def _one(request: HttpRequest, pk: int) -> Volunteer:
    row: Volunteer | None = (
        queries.volunteers(request.user).filter(pk=pk).select_related("worker__person__party", "station").first()
    )
    if row is None:
        raise Http404
    return row


def _mine(request: HttpRequest) -> Volunteer:
    worker = workers_of(request.user, ROSTER).first()
    row = Volunteer.objects.filter(worker=worker).select_related("worker__person__party", "station").first()
    if row is None:
        raise Http404
    return row


def _told(volunteer: Volunteer) -> dict[str, Any]:
    today = timezone.localdate()
    found = queries.statement(volunteer, policy_on(today))
    coins = rules.words_of_coins
    return {
        "title": f"{volunteer.worker.name}：时间存折",
        "volunteer": volunteer,
        "today": today,
        "hours": f"{found.minutes / 60:,.1f}",
        "number": len([each for each in found.credits if each.sign == 1]),
        "items": [
            Item("站点", volunteer.station.name),
            Item("时间存折", coins(found.savings)),
            Item("受赠", coins(found.gifted)),
            Item("冻结", coins(found.frozen)),
            Item("荣誉时长", coins(found.honour)),
            Item("星级", found.star),
            Item("注册日期", volunteer.registered_on, Kind.DATE),
            Item("状态", volunteer.get_state_display()),
        ],
        "credits": [
            (each.on, each.order.number, _item(each), each.sign * each.minutes, each.sign * each.redeemable, each.sign * each.to_pool,
             each.sign * each.honour, each.get_payer_display())
            for each in found.credits
        ],
        "gifts": found.gifts,
    }  # fmt: skip


def _item(credit: Any) -> str:
    return _SKILLS.get(credit.order.item, "团队服务" if credit.team else credit.order.item)
