"""认定名册: who is recognised as what, until when."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from doudi.base.areas import full_name
from doudi.base.roles import Role
from doudi.mechanisms.entitlement.pages.recognitions import known
from doudi.mechanisms.entitlement.recognitions import queries
from doudi.mechanisms.entitlement.recognitions.declare import Recognition
from doudi.mechanisms.entitlement.recognitions.models import RecognisedPerson
from doudi.mechanisms.entitlement.recognitions.queries import Standing
from doudi.pages.cells import Kind
from doudi.pages.declare import KeyFigure
from doudi.pages.filters import AreaTree, Asked, Choice, Days, Rows, Text, index_of
from doudi.pages.lists import Column, Listing, Operation
from doudi.pages.views import list_page

_VALID = ("VALID", "有效（含即将到期）")


@dataclass(frozen=True, kw_only=True)
class Whose(Text):
    """By name (of the household or of anybody counted), number of the household's file, or a whole identity number."""

    code: str = "q"
    label: str = "姓名/证号"
    hint: str = "姓名、户编号、身份证号"

    def narrow(self, rows: Rows, asked: Asked) -> Rows:
        counted = RecognisedPerson.objects.all()
        if index := index_of(asked.value):
            return rows.filter(pk__in=counted.filter(person__id_index=index).values("recognised"))
        named = counted.filter(person__party__name__icontains=asked.value).values("recognised")
        number = Q(party__household__number__iexact=asked.value)
        return rows.filter(Q(party__name__icontains=asked.value) | number | Q(pk__in=named))


def view(listing: Listing) -> Callable[[HttpRequest], HttpResponse]:
    """The page of a list."""
    return lambda request: list_page(request, listing)


def listing_of(recognitions: Sequence[Recognition], name: str, readers: frozenset[Role]) -> Listing:
    """The roll of some recognitions."""
    names = {each.code: each.name for each in recognitions}
    return Listing(
        code=f"{recognitions[0].code}.recognised",
        name=name,
        rows=partial(_rows, tuple(names)),
        columns=(
            Column("name", "户主", "party.name", head=True),
            Column("recognition", "认定", lambda row: names[row.recognition]),
            Column("number", "户编号", lambda row: row.party.household.number, half=True),
            Column("identity", "身份证号", _identity, kind=Kind.IDENTITY),
            Column("place", "乡镇、村居", lambda row: full_name(row.area_code), sort="area_code"),
            Column("people", "人数", kind=Kind.NUMBER, sort="people", half=True),
            Column("from", "认定日期", "from_on", kind=Kind.DATE, sort="from_on", half=True),
            Column("until", "有效期至", "until_on", kind=Kind.DATE, sort="until_on", half=True),
            Column("standing", "状态", lambda row: known.standing_tag(row, timezone.localdate())),
        ),
        filters=(
            Whose(),
            AreaTree(),
            Choice(code="kind", label="认定", field="recognition", choices=list(names.items())),
            Choice(code="standing", label="状态", choices=[_VALID, *Standing.choices], apply=_standing),
            Days(code="until", label="有效期至", field="until_on"),
        ),
        operations=(Operation("详情", known.address),),
        cards=partial(_cards, tuple(names), names),
        order=("area_code", "pk"),
        empty="没有符合条件的认定。审核确认后的家庭会出现在这里。",
        scope_roles=readers,
        export_roles=readers,
        row_tint=lambda row: "late" if queries.standing_of(row, timezone.localdate()) is Standing.EXPIRED else "",
    )


def _rows(codes: tuple[str, ...], user: Any) -> QuerySet[Any]:
    return queries.recognised(user, *codes).select_related("party__household__head")


def _identity(row: Any) -> str | None:
    head = row.party.household.head
    return head.id_number if head is not None else None


def _standing(rows: Rows, value: str) -> Rows:
    today = timezone.localdate()
    return queries.in_force(rows, today) if value == _VALID[0] else queries.standing(rows, Standing(value), today)


def _cards(codes: tuple[str, ...], names: dict[str, str], user: Any) -> list[KeyFigure]:
    """Households and people of each recognition that is valid today, and how many end soon; two queries."""
    today = timezone.localdate()
    rows = queries.recognised(user, *codes).select_related(None).order_by()
    valid = queries.in_force(rows, today).values_list("recognition").annotate(n=Count("pk"), people=Sum("people"))
    found = {code: (number, people) for code, number, people in valid}
    soon = queries.standing(rows, Standing.ENDING, today).count()
    return [
        *(
            KeyFigure(f"{names[code]}（户）", f"{found.get(code, (0, 0))[0]:,}", f"?kind={code}&standing=VALID", f"{found.get(code, (0, 0))[1] or 0:,}人")
            for code in codes
        ),
        KeyFigure(f"{queries.ENDING}天内到期", f"{soon:,}", "?standing=ENDING", "到期须重新申请" if soon else "没有即将到期的", "warn" if soon else "ok"),
    ]  # fmt: skip
