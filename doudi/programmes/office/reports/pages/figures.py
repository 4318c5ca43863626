"""Figures: all of a period, one with its townships, classes and versions, and the list of records behind it; the board."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from doudi.base import areas
from doudi.base.access import holders, may, scope
from doudi.base.models import User
from doudi.base.spans import Period
from doudi.mechanisms.indicators import periods, services
from doudi.mechanisms.indicators import queries as counted
from doudi.mechanisms.indicators.declare import INDICATORS, PROGRAMMES, Indicator
from doudi.mechanisms.indicators.numbers import LEAST_CELL, in_text
from doudi.pages import honeycomb
from doudi.pages.acts import carry_out
from doudi.pages.forms import PageForm, posted
from doudi.pages.lists import Column, Listing, Operation
from doudi.pages.trend import Trend
from doudi.pages.views import list_page
from doudi.programmes.office.reports import queries, trends
from doudi.programmes.office.reports.dictionary import DICTIONARY
from doudi.programmes.office.reports.facts import FACTS
from doudi.programmes.office.reports.services import SIGNERS, WRITERS


@dataclass(frozen=True)
class Shown:
    """A figure as a page shows it."""

    name: str
    words: str
    unit: str
    url: str
    note: str = ""
    trend: Trend | None = None
    programme: str = ""
    kind: str = ""
    records: int | None = None


def period_of(request: HttpRequest) -> Period:
    """The period that is asked for; the year before the day's in January, else this year's."""
    written = request.GET.get("period", "")
    if written:
        return periods.parse_period(written)
    today = timezone.localdate()
    return periods.parse_period(str(today.year if today.month > 1 else today.year - 1))


def choices(period: Period) -> list[tuple[str, str]]:
    """Periods around the one shown: the years, and its halves and quarters."""
    year, this = period.last.year, timezone.localdate().year
    years = sorted({*range(this - 3, this + 1), year}, reverse=True)
    codes = [str(each) for each in years]
    codes += [f"{year}-{part}" for part in ("H1", "H2", "Q1", "Q2", "Q3", "Q4")]
    now = periods.code_of(period)
    return [(code, periods.chinese(periods.parse_period(code))) for code in [*codes, *([] if now in codes else [now])]]


def address(code: str, period: Period, area: str) -> str:
    return reverse("reports:figure", args=[code, periods.code_of(period), area])


def figures(request: HttpRequest) -> HttpResponse:
    period = period_of(request)
    area = queries.place_of(request.user, request.GET.get("area", ""))
    groups: dict[str, list[Shown]] = {}
    for each in queries.told(period, area_code=area):
        one = each.indicator
        hidden = one.sensitive and 0 < each.counted.records < LEAST_CELL
        groups.setdefault(PROGRAMMES.get(each.programme, each.programme), []).append(
            Shown(
                one.name,
                f"少于{LEAST_CELL}" if hidden else in_text(each.counted.value),
                one.unit,
                address(one.code, period, area),
                kind=one.kind.value,
                records=None if hidden else each.counted.records,
            )
        )
    standards = [
        Shown(each.name, in_text(each.value(period.last)), each.unit, _parameter(each.parameter))
        for each in FACTS.values()
    ]
    context = {
        "title": "指标数据",
        "period": periods.code_of(period),
        "period_name": periods.chinese(period),
        "periods": choices(period),
        "area": area,
        "areas": _areas(request.user),
        "groups": [("政策标准", standards), *groups.items()],
        "missing": [each for each in DICTIONARY if each.missing],
    }
    return render(request, "reports/figures.html", context)


def figure_page(request: HttpRequest, code: str, period: str, area: str) -> HttpResponse:
    indicator, span, area = _asked(request, code, period, area)
    now = counted.figure(indicator, span, area_code=area)
    hidden = indicator.sensitive and 0 < now.records < LEAST_CELL
    towns = _townships(indicator, span, area) if areas.level_of(area) != areas.level_of(area[:9] + "001") else []
    versions = list(counted.versions_of(indicator, span, area_code=area))
    stale = bool(versions) and Decimal(versions[-1].value) != now.value
    more = {
        "title": indicator.name,
        "above": "reports/figure_above.html",
        "figure": Shown(
            indicator.name,
            f"少于{LEAST_CELL}" if hidden else in_text(now.value),
            indicator.unit,
            "",
            kind=indicator.kind.value,
            records=None if hidden else now.records,
        ),
        "area_name": areas.full_name(area) or areas.names().get(area, ""),
        "period_name": periods.chinese(span),
        "beside": trends.beside(indicator, span, now, area_code=area),
        "trend": trends.trend_of(indicator, span, area_code=area, today=timezone.localdate()),
        "towns": towns,
        "splits": [] if hidden else counted.by_class(indicator, span, area_code=area),
        "least": LEAST_CELL,
        "versions": versions,
        "stale": stale,
        "correct": reverse("reports:correct", args=[code, period, area])
        if stale and may(request.user, WRITERS | SIGNERS, area_code=area)
        else "",
        "crumbs": [("指标数据", f"{reverse('reports:figures')}?period={period}&area={area}"), (indicator.name, "")],
    }
    if indicator.counted_only or not may(request.user, queries.NAMED):
        return render(request, "reports/figure_alone.html", more)
    return list_page(request, _listing(indicator, span, area), **more)


def correct_page(request: HttpRequest, code: str, period: str, area: str) -> HttpResponse:
    """An erratum: the frozen figure stays, the next version stands beside it, by two people."""
    indicator, span, area = _asked(request, code, period, area)
    user = request.user
    assert isinstance(user, User)
    form = CorrectForm(*posted(request))
    second = holders(SIGNERS | WRITERS, area_code=area, on=timezone.localdate()).exclude(pk=user.pk)
    form.fields["together_with"].choices = [(str(each.pk), each.name) for each in second]  # type: ignore[attr-defined]
    more: dict[str, Any] = {
        "title": f"更正上报数：{indicator.name}",
        "submit": "更正",
        "back": address(code, span, area),
    }

    def do(said: dict[str, Any], user: User) -> str:
        services.correct(
            indicator,
            span,
            area_code=area,
            by=user,
            together_with=second.get(pk=said["together_with"]),
            at=timezone.now(),
            because=said["because"],
        )
        return "已更正，原上报数保留。"

    return carry_out(request, form, do=do, **more)


class CorrectForm(PageForm):
    because = forms.CharField(label="更正原因", max_length=400, widget=forms.Textarea(attrs={"rows": 3}))
    together_with = forms.ChoiceField(label="共同办理人")


def _card(told: queries.Told, period: Period, area: str, trend: Trend) -> Shown:
    one = told.indicator
    hidden = one.sensitive and 0 < told.counted.records < LEAST_CELL
    words = f"少于{LEAST_CELL}" if hidden else in_text(told.counted.value)
    return Shown(one.name, words, one.unit, address(one.code, period, area), trend=trend)


def line(request: HttpRequest, programme: str) -> HttpResponse:
    """The board of one line of business: each of its figures beside the year before, over the quarters."""
    if programme not in PROGRAMMES:
        raise Http404("没有这条业务线的指标。")
    period, today = period_of(request), timezone.localdate()
    area = queries.place_of(request.user)
    mine = [each for each in queries.told(period, area_code=area) if each.programme == programme]
    drawn = trends.trends_of([each.indicator for each in mine], period, area_code=area, today=today)
    rows = [
        (
            _card(each, period, area, drawn[each.indicator.code]),
            trends.beside(each.indicator, period, each.counted, area_code=area)[0],
        )
        for each in mine
    ]
    name = PROGRAMMES[programme]
    context = {
        "title": f"{name}数据",
        "period": periods.code_of(period),
        "period_name": periods.chinese(period),
        "periods": choices(period),
        "rows": rows,
        "lines": _lines(),
        "programme": programme,
        "crumbs": [("数据看板", f"{reverse('reports:board')}?period={periods.code_of(period)}"), (name, "")],
    }
    return render(request, "reports/line.html", context)


def _lines() -> list[tuple[str, str]]:
    """The lines of business that declare any figure, by code: in the order of their declaration."""
    codes = dict.fromkeys(programme for programme, _ in INDICATORS.values())
    return [(code, PROGRAMMES[code]) for code in codes]


def board(request: HttpRequest) -> HttpResponse:
    """The leader's board: key figures, and one of them by township on a schematic map."""
    period = period_of(request)
    area = queries.place_of(request.user)
    whole = {each.indicator.code: each for each in queries.told(period, area_code=area)}
    chosen = request.GET.get("figure", "")
    chosen = chosen if chosen in whole else next((code for code in _ON_BOARD if code in whole), next(iter(whole)))
    indicator = whole[chosen].indicator
    towns = _townships(indicator, period, area)
    most = max((each.value for each in towns), default=Decimal(0))
    on_board = [whole[code] for code in _ON_BOARD if code in whole]
    drawn = trends.trends_of([each.indicator for each in on_board], period, area_code=area, today=timezone.localdate())
    cards = [_card(each, period, area, drawn[each.indicator.code]) for each in on_board]
    context = {
        "title": "数据看板",
        "period": periods.code_of(period),
        "period_name": periods.chinese(period),
        "periods": choices(period),
        "cards": cards,
        "lines": _lines(),
        "choices": [(code, each.indicator.name) for code, each in whole.items()],
        "chosen": chosen,
        "indicator": indicator,
        "columns": honeycomb.columns(len(towns)),
        "tiles": [
            honeycomb.Tile(
                each.name,
                f"{each.words}{indicator.unit}",
                honeycomb.shade(float(each.value), float(most)),
                honeycomb.style(place, len(towns)),
                each.url,
            )
            for place, each in enumerate(towns)
        ],
        "total": in_text(whole[chosen].counted.value),
    }
    return render(request, "reports/board.html", context)


_ON_BOARD = (
    "dibao.households", "dibao.people", "dibao.money", "tekun.people", "temporary.times", "temporary.granted",
    "age_allowance.people", "living_subsidy.people", "nursing_subsidy.people", "orphan.people", "unattended_child.people",
    "data_matching.found",
)  # fmt: skip


@dataclass(frozen=True)
class Town:
    """A township's part of a figure."""

    code: str
    name: str
    words: str
    value: Decimal
    records: int
    url: str


def _townships(indicator: Indicator, period: Period, area: str) -> list[Town]:
    found = queries.told_by_township(indicator, period, area_code=area)
    low, high = areas.code_range(area)
    codes = [code for code in areas.names() if low <= code < high and code[9:] == "000" and code[6:] != "000000"]
    every = sorted({*codes, *found})
    hidden = dict(
        zip(
            every,
            counted.suppressed(indicator, [found[each].records if each in found else 0 for each in every]),
            strict=True,
        )
    )
    towns = []
    for code in every:
        one = found.get(code) or counted.Counted(Decimal(0), 0)
        away = hidden[code]
        towns.append(
            Town(
                code,
                areas.names().get(code, code),
                f"少于{LEAST_CELL}" if away else in_text(one.value),
                Decimal(0) if away else one.value,
                0 if away else one.records,
                address(indicator.code, period, code),
            )
        )
    return towns


def _asked(request: HttpRequest, code: str, period: str, area: str) -> tuple[Indicator, Period, str]:
    if code not in INDICATORS:
        raise Http404("没有这个指标。")
    return INDICATORS[code][1], periods.parse_period(period), queries.place_of(request.user, area)


def _listing(indicator: Indicator, period: Period, area: str) -> Listing:
    """The list behind the figure: its very rows, as far as the reader may see names in that place."""

    def rows(user: Any) -> QuerySet[Any]:
        found = counted.records_of(indicator, period, area_code=area)
        found = scope(user, queries.NAMED).filter(found, indicator.area_field)
        return found.select_related(*indicator.related) if indicator.related else found

    opens = indicator.opens
    operations = (Operation("查看", _or_none(opens), drawer=False),) if opens else ()
    return Listing(
        code=f"reports.{indicator.code}",
        name=indicator.name,
        rows=rows,
        columns=indicator.columns or (Column("record", "记录", str, head=True),),
        operations=operations,
        empty="这个统计期没有记录。",
        persons=True,
        scope_roles=queries.NAMED,
    )


def _or_none(opens: Callable[[Any], str | None]) -> Callable[[Any], str | None]:
    return lambda row: opens(row) or None


def _parameter(code: str) -> str:
    return reverse("funds:standard", args=[code])


def _areas(user: Any) -> list[tuple[str, str]]:
    whole = queries.county()
    if not may(user, queries.READERS, area_code=whole):
        return []
    return [(code, name) for code, name in areas.names().items() if code[9:] == "000" and code[:6] == whole[:6]]
