"""待遇名册: who gets a benefit, how much, why, and since when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from doudi.base.areas import full_name
from doudi.base.money import wan_yuan
from doudi.base.months import chinese_month, format_month, month_of
from doudi.mechanisms.entitlement.awards import queries
from doudi.mechanisms.entitlement.awards.models import Award, Covered, ReviewClass
from doudi.mechanisms.entitlement.awards.queries import Standing
from doudi.mechanisms.entitlement.declare import POLICIES, Benefit
from doudi.mechanisms.entitlement.pages import acts, award, known, letters, months
from doudi.mechanisms.entitlement.parameters_entered import queries as parameters
from doudi.mechanisms.entitlement.rules import PERSON
from doudi.pages.cells import Kind
from doudi.pages.declare import KeyFigure, Page
from doudi.pages.filters import AreaTree, Asked, Choice, Month, Rows, Text, YesNo, index_of, months_back
from doudi.pages.lists import Column, Listing, Operation
from doudi.pages.views import list_page

_CLASSES = {ReviewClass.STABLE: "稳定", ReviewClass.UNSTABLE: "不稳定"}
_IN_FORCE = ("IN_FORCE", "在保（含暂缓、渐退）")
_REVIEWS = (("due", "已到期"), ("soon", "已到期和近期到期"), ("later", "未到期"))
_BACK = 60  # months offered to choose the first one from


def pages_of(*benefits: Benefit, name: str = "", more: tuple[acts.Act, ...] = ()) -> tuple[Page, ...]:
    """The pages of a programme's awards; `name` of the list in the menu where there are several benefits; `more`: what the programme
    lets do with an award beside what every benefit has."""
    if not benefits:
        return ()
    codes = frozenset(each.code for each in benefits)
    known.WITH_PAGES.update(codes)
    acts.OF_PROGRAMME.update(dict.fromkeys(codes, more))
    name = name or f"{benefits[0].name}名册"
    listing = _listing(benefits, name)
    opens = known.readers(*benefits)
    decide = frozenset[Any]().union(*(each.deciders for each in benefits))
    at = "awards/<int:pk>/"
    return (
        Page("awards", name, partial(_awards, listing, benefits), opens, icon="users"),
        Page("award", "待遇", partial(award.award_page, codes=codes), opens, address=at),
        Page("award_month", "当月应发", partial(months.month_page, codes=codes), opens, address=f"{at}month/"),
        Page("award_account", "查看完整账号", partial(award.account_page, codes=codes), opens, address=f"{at}reveal/"),
        Page(
            "award_letter",
            "告知书",
            partial(letters.letter_page, codes=codes),
            opens,
            address=f"{at}letters/<int:change>/",
        ),
        Page("award_act", "待遇变动", partial(acts.act_page, codes=codes), decide, address=f"{at}<slug:act>/"),
    )


def _awards(listing: Listing, benefits: tuple[Benefit, ...], request: HttpRequest) -> HttpResponse:
    return list_page(request, listing, above="entitlement/no_standard.html", no_standard=_no_standard(benefits))


def _no_standard(benefits: tuple[Benefit, ...]) -> str:
    """Those whose amount the county has not set: nothing is paid, and nobody has forgotten it."""
    today = timezone.localdate()
    names = []
    for each in benefits:
        policy, _, name = each.standard.rpartition(".")
        if policy and not parameters.terms_in_force(POLICIES[policy], today)[name]:
            names.append(each.name)
    return "、".join(names)


def _rows(codes: Collection[str], user: Any) -> QuerySet[Award]:
    rows = queries.awards(user).filter(benefit__in=codes)
    return rows.select_related("party__household__head", "party__person")


def _cards(codes: Collection[str], unit: str, user: Any) -> list[KeyFigure]:
    """户数、人数、月金额、渐退、复核到期, of what is in force this month in the user's area."""
    today = timezone.localdate()
    month = month_of(today)
    sums = queries.totals(queries.awards(user).filter(benefit__in=codes), month, today)
    return [
        KeyFigure(f"{chinese_month(month)}在保（{unit}）", f"{sums.awards:,}", "?standing=IN_FORCE"),
        KeyFigure("保障人数（人）", f"{sums.people:,}"),
        KeyFigure("月金额（万元）", wan_yuan(sums.amount)),
        KeyFigure("渐退期内", f"{sums.deferred:,}", "?standing=DEFERRED"),
        KeyFigure(
            "复核到期", f"{sums.review_due:,}", "?review=due", "请尽快复核" if sums.review_due else "没有到期", "warn" if sums.review_due else "ok"
        ),
    ]  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Whose(Text):
    """By name (of the household or of anybody covered), number of the household's file, or a whole identity number."""

    code: str = "q"
    label: str = "姓名/证号"
    hint: str = "姓名、户编号、身份证号"

    def narrow(self, rows: Rows, asked: Asked) -> Rows:
        if index := index_of(asked.value):
            covered = Covered.objects.filter(person__id_index=index)
            return rows.filter(Q(pk__in=covered.values("award")) | Q(party__person__id_index=index))
        named = Covered.objects.filter(person__party__name__icontains=asked.value)
        return rows.filter(
            Q(party__name__icontains=asked.value)
            | Q(party__household__number__iexact=asked.value)
            | Q(pk__in=named.values("award"))
        )


def _number(row: Award) -> str | None:
    """The household's file, or the person's number (masked by the cell)."""
    household = getattr(row.party, "household", None)
    return household.number if household is not None else None


def _identity(row: Award) -> str | None:
    household = getattr(row.party, "household", None)
    person = household.head if household is not None else getattr(row.party, "person", None)
    return person.id_number if person is not None else None


def _until(row: Award) -> str:
    """The last month of what the state says: 至2024-07."""
    month = next((each for each in (row.until_month, row.held_until, row.grace_until) if each is not None), None)
    return f"至{format_month(month)}" if month is not None else ""


def _review(row: Award) -> str | dt.date | None:
    if row.review_due_on is None or row.until_month is not None:
        return None
    return f"{row.review_due_on}（已到期）" if row.review_due_on <= timezone.localdate() else row.review_due_on


def _standing(rows: Rows, value: str) -> Rows:
    if value == _IN_FORCE[0]:
        return queries.in_force(rows, month_of(timezone.localdate()))
    return queries.standing(rows, Standing(value), month_of(timezone.localdate()))


def _due(rows: Rows, value: str) -> Rows:
    today = timezone.localdate()
    last = today if value == "due" else queries.review_soon(today)
    due = rows.filter(until_month=None, review_due_on__lte=last)
    return rows.exclude(pk__in=due.values("pk")) if value == "later" else due


def _account(rows: Rows, value: str) -> Rows:
    return rows.exclude(account_mark="") if value == "1" else rows.filter(account_mark="", until_month=None)


def _listing(benefits: tuple[Benefit, ...], name: str) -> Listing:
    codes = [each.code for each in benefits]
    names = {each.code: each.name for each in benefits}
    of_persons = all(each.unit is PERSON for each in benefits)
    several = len(benefits) > 1
    benefit_column = (Column("benefit", "待遇", lambda row: names[row.benefit]),) if several else ()
    household_columns = () if of_persons else (Column("number", "户编号", _number, half=True),)
    benefit_filter = (Choice(code="benefit", label="待遇", choices=list(names.items())),) if several else ()
    deciders = frozenset[Any]().union(*(each.deciders for each in benefits))
    return Listing(
        code=f"{codes[0]}.awards",
        name=name,
        rows=partial(_rows, codes),
        columns=(
            Column("name", "姓名" if of_persons else "户主（姓名）", "party.name", head=True),
            *benefit_column,
            *household_columns,
            Column("identity", "身份证号", _identity, kind=Kind.IDENTITY),
            Column("place", "乡镇、村居", lambda row: full_name(row.area_code), sort="area_code"),
            Column("people", "保障人数", kind=Kind.NUMBER, sort="people", half=True),
            Column("amount", "月金额（元）", kind=Kind.MONEY, sort="amount", half=True),
            Column("from", "起始月", "from_month", kind=Kind.MONTH, sort="from_month", half=True),
            Column("standing", "状态", lambda row: known.standing_tag(row, month_of(timezone.localdate()))),
            Column("until", "期限", _until, kind=Kind.DATE, desk_only=True),
            Column("class", "收入", lambda row: _CLASSES[ReviewClass(row.review_class)], desk_only=True),
            Column("review", "复核期限", _review, kind=Kind.DATE, sort="review_due_on"),
        ),
        filters=(
            Whose(),
            AreaTree(),
            Choice(code="standing", label="状态", choices=[_IN_FORCE, *Standing.choices], apply=_standing),
            Choice(code="review", label="复核", choices=_REVIEWS, apply=_due),
            *benefit_filter,
            Month(
                code="from", label="起始月", field="from_month", months=lambda: months_back(timezone.localdate(), _BACK)
            ),
            YesNo(code="account", label="银行账户", yes="有账户", no="没有账户", apply=_account),
            Choice(code="class", label="复核类别", field="review_class", choices=ReviewClass.choices),
        ),
        operations=(
            Operation("详情", known.address),
            Operation("复核", partial(_act_address, "review"), roles=deciders),
        ),
        cards=partial(_cards, codes, "人" if of_persons else "户"),
        order=("area_code", "pk"),
        empty="没有符合条件的待遇。审核确认后的待遇会出现在这里。",
        scope_roles=known.readers(*benefits),
        export_roles=known.readers(*benefits),
        row_tint=lambda row: "late" if _overdue(row, timezone.localdate()) else "",
    )


def _act_address(act: str, row: Award) -> str | None:
    return known.address(row, "award_act", act) if row.until_month is None else None


def _overdue(row: Award, today: dt.date) -> bool:
    return row.until_month is None and row.review_due_on is not None and row.review_due_on < today
