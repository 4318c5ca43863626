"""临时救助台账: every grant with what was paid for it."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from doudi.base.areas import full_name
from doudi.base.money import wan_yuan, yuan
from doudi.mechanisms.entitlement.pages.claim_payments import tag_of
from doudi.pages.cells import Kind, Tag
from doudi.pages.declare import KeyFigure
from doudi.pages.details import Item
from doudi.pages.filters import AreaTree, Choice, Days, Text
from doudi.pages.lists import Column, Listing, Operation, Tool
from doudi.pages.views import list_page
from doudi.programmes.assistance.temporary import grant_queries as queries
from doudi.programmes.assistance.temporary.flow import FILERS
from doudi.programmes.assistance.temporary.models import Cause, GrantPayment, TemporaryGrant
from doudi.programmes.assistance.temporary.policy import Hardship

Channel = GrantPayment.Channel


def road(row: Any) -> Tag:
    """By which road a grant was paid; nothing stands if all was taken back."""
    if not row.standing:
        return Tag("已冲销", "danger")
    if row.by_reserve and row.by_county:
        return Tag("备用金、县级", "info")
    return Tag("备用金", "ok") if row.by_reserve else Tag("县级资金", "info")


def cards(user: Any) -> list[KeyFigure]:
    """The year so far: households, persons, money are three numbers (R-TEMP-06)."""
    year = timezone.localdate().year
    rows = queries.grants(user).filter(decided_on__year=year, standing__gt=0)
    sums = TemporaryGrant.objects.filter(pk__in=rows.order_by().values("pk")).aggregate(people=Sum("people"))
    paid = GrantPayment.objects.filter(grant__in=rows.order_by().values("pk"), taken_back_on=None)
    money = paid.aggregate(sum=Sum("amount"))["sum"] or 0
    people = sums["people"] or 0
    each = f"人次均{yuan(round(money / people))}元" if people else ""
    return [
        KeyFigure(f"{year}年救助（户次）", f"{rows.count():,}"),
        KeyFigure("救助（人次）", f"{people:,}"),
        KeyFigure("救助金（万元）", wan_yuan(money), "", each),
    ]


def _by_road(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows.filter(by_reserve__gt=0) if value == Channel.RESERVE else rows.filter(by_county__gt=0)


LISTING = Listing(
    code="temporary.grants",
    name="临时救助台账",
    rows=queries.grants,
    columns=(
        Column("number", "办件编号", "case_number"),
        Column("name", "申请人", "applicant.name", head=True),
        Column("place", "乡镇、村居", lambda row: full_name(row.area_code)),
        Column("kind", "类型", lambda row: row.get_hardship_display(), half=True),
        Column("cause", "困难原因", lambda row: row.get_cause_display(), half=True),
        Column("people", "救助人数", "people", kind=Kind.NUMBER, half=True),
        Column("total", "救助金额（元）", "total", kind=Kind.MONEY, sort="total", half=True),
        Column("road", "资金渠道", road),
        Column("on", "审批日期", "decided_on", kind=Kind.DATE, sort="decided_on", half=True),
    ),
    filters=(
        Text(code="q", label="姓名/证号", field="applicant__name", index="applicant__person__id_index"),
        AreaTree(),
        Choice(code="cause", label="困难原因", field="cause", choices=Cause.choices),
        Choice(
            code="kind",
            label="救助类型",
            field="hardship",
            choices=[(str(each.value), each.label) for each in Hardship],
        ),
        Choice(code="road", label="资金渠道", choices=Channel.choices, apply=_by_road),
        Days(code="on", label="审批日期", field="decided_on"),
    ),
    tools=(
        Tool("登记申请", lambda: reverse("temporary:application_new"), icon="file-plus", primary=True, roles=FILERS),
        Tool("备用金台账", lambda: reverse("temporary:reserves"), icon="cash"),
    ),
    operations=(Operation("详情", lambda row: reverse("temporary:grant", args=[row.pk])),),
    cards=cards,
    order=("-decided_on", "-pk"),
    empty="还没有发放过临时救助。请登记申请，审批发放后列在这里。",
    scope_roles=queries.READERS,
    export_roles=queries.READERS,
)


def grants(request: HttpRequest) -> HttpResponse:
    return list_page(request, LISTING)


def grant_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One grant: the need, what was paid by which road, the worksheet."""
    row = one(request, pk)
    context = {
        "title": f"{row.applicant.name} {row.case_number}",
        "row": row,
        "road": road(row),
        "items": _items(row),
        "payments": payments_shown(row),
        "case": getattr(row, "application", None),
    }
    return render(request, "temporary/grant.html", context)


def one(request: HttpRequest, pk: int) -> Any:
    """The grant, if the user may see it."""
    row = (
        queries.grants(request.user)
        .filter(pk=pk)
        .select_related("applicant__person", "household", "application")
        .first()
    )
    if row is None:
        raise Http404
    return row


def payments_shown(grant: TemporaryGrant) -> list[tuple[GrantPayment, Tag]]:
    """Every part of a grant with how far it has come, in their order."""
    return [(each, _state(each, each.outcome)) for each in queries.payments_of(grant)]


def _state(payment: GrantPayment, outcome: str | None) -> Tag:
    if payment.taken_back_on is not None:
        return Tag("已冲销" if payment.channel == Channel.RESERVE else "已收回", "danger")
    if payment.channel == Channel.RESERVE:
        return Tag("已支付", "ok")
    return tag_of(outcome)


def _items(row: Any) -> list[Item]:
    person = getattr(row.applicant, "person", None)
    return [
        Item("申请人", row.applicant.name),
        Item("身份证号", person.id_number if person else None, Kind.IDENTITY),
        Item("所在户", row.household.name if row.household else None),
        Item("乡镇、村居", full_name(row.area_code)),
        Item("救助类型", row.get_hardship_display()),
        Item("困难原因", row.get_cause_display()),
        Item("发生日期", row.happened_on, Kind.DATE),
        Item("审批日期", row.decided_on, Kind.DATE),
        Item("救助人数", f"{row.people}人"),
        Item("困难持续", f"{row.months}个月"),
        Item("家庭自负支出", row.spending, Kind.MONEY),
        Item("救助上限（元）", row.ceiling, Kind.MONEY),
        Item("县级再次救助决定", row.county_decision),
        Item("一事一议纪要", row.minutes),
    ]
