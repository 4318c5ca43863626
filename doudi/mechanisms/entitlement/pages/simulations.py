"""模拟测算: what a changed standard would cost, and whom it would touch; scenarios kept, and several side by side."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from doudi.base.access import may
from doudi.base.months import chinese_month, format_month, parse_month
from doudi.base.refused import Refused
from doudi.mechanisms.entitlement.declare import Benefit
from doudi.mechanisms.entitlement.pages import simulations_shown as shown
from doudi.mechanisms.entitlement.pages.addresses import at
from doudi.mechanisms.entitlement.simulations import queries, reforms, services
from doudi.mechanisms.entitlement.simulations.basis import Basis, basis_of
from doudi.mechanisms.entitlement.simulations.queries import NAMERS, READERS, Simulated
from doudi.pages.declare import Page
from doudi.pages.forms import PageForm, form_page, posted
from doudi.pages.responses import done

T = "entitlement/simulations"


def _address(page: str, **query: str) -> str:
    """Of one of these pages; what is asked may hold Chinese words and colons."""
    return f"{at(page)}?{urlencode(query)}" if query else at(page)


def simulations(request: HttpRequest) -> HttpResponse:
    """The settings with their sliders, and what comes out; asked for by htmx, what comes out alone."""
    only_outcome = getattr(getattr(request, "htmx", None), "target", None) == "outcome"
    benefits = queries.benefits_awarded()
    if not benefits:
        return render(request, f"{T}/nothing.html", {"title": "模拟测算"})
    asked = request.GET.dict()
    benefit = _benefit(benefits, asked.get("benefit", ""))
    month = _month(asked.get("month", ""), benefit)
    common = {
        "title": f"模拟测算 {chinese_month(month)}",
        "benefits": [(each.name, _address("simulations", benefit=each.code), each is benefit) for each in benefits],
        "benefit": benefit,
        "month": format_month(month),
        "earlier": _moved(benefit, month - 1),
        "later": _moved(benefit, month + 1),
        "scenarios_url": _address("scenarios"),
        "save_url": at("save_scenario"),
    }  # fmt: skip
    try:
        tried = _tried(request, benefit, month, list(asked.items()))
    except Refused as refused:
        template = f"{T}/refused.html" if only_outcome else f"{T}/page.html"
        return render(request, template, {**common, "refusal": refused.sentence}, status=422)
    context = {**common, **_outcome(request, tried, asked.get("shown", ""))}
    if not only_outcome:
        return render(request, f"{T}/page.html", {**context, **_fields(tried)})
    response = render(request, f"{T}/outcome.html", {**context, "swapped": True})
    response["HX-Replace-Url"] = _address("simulations", **_query(tried, context["measure"]))
    return response


def losers(request: HttpRequest) -> HttpResponse:
    """Who would get less, by name: only by POST with a reason, so that no address holds it; recorded."""
    if request.method != "POST":
        raise Refused("请在模拟测算页填写事由后查看名单。")
    tried = _as_posted(request)
    back = _address("simulations", **_query(tried, ""))
    number, found = services.name_losers(tried, by=_user(request), at=timezone.now(), because=request.POST.get("because", ""))  # fmt: skip
    context = {"title": "待遇减少的名单", "number": number, "losers": found, "tried": tried, "back": back}
    return render(request, f"{T}/losers.html", context)


def save_scenario(request: HttpRequest) -> HttpResponse:
    """Keep what is on the page under a name."""
    if request.method != "POST":
        raise Refused("请在模拟测算页调整参数后保存。")
    made = services.save(_as_posted(request), request.POST.get("name", ""), by=_user(request), at=timezone.now())
    return done(request, f"已保存测算方案“{made.name}”。", to=_address("scenarios"))


def scenarios(request: HttpRequest) -> HttpResponse:
    """The scenarios kept, to open again, to compare and to delete."""
    rows = [
        shown.line(each, _address("simulations", **shown.query_of(each)), at("delete_scenario", each.pk))
        for each in queries.scenarios(request.user)
    ]
    context = {
        "title": "测算方案",
        "rows": rows,
        "compare_url": _address("compare_scenarios"),
        "simulations_url": _address("simulations"),
    }
    return render(request, f"{T}/scenarios.html", context)


def compare_scenarios(request: HttpRequest) -> HttpResponse:
    """Two to four scenarios side by side, as their sums were when they were saved."""
    wanted = [int(each) for each in request.GET.getlist("ids") if each.isdecimal()]
    found = queries.side_by_side(request.user, wanted)
    context = {"title": "方案对比", "back": _address("scenarios"), **shown.compared(found)}
    return render(request, f"{T}/compared.html", context)


def delete_scenario(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once, then mark it."""
    scenario = queries.scenario_of(request.user, pk)
    back = _address("scenarios")
    form = PageForm(*posted(request))
    if form.is_valid():
        services.delete(scenario, by=_user(request), at=timezone.now())
        return done(request, f"已删除测算方案“{scenario.name}”。", to=back)
    words = f"将删除测算方案“{scenario.name}”。删除后不再显示，办理记录仍保留。"
    return form_page(request, form, title="删除方案", submit="删除", submit_class="btn-warn", back=back, words=words)


# --- what was asked -------------------------------------------------------------------------------------------------------


def _benefit(benefits: list[Benefit], code: str) -> Benefit:
    return next((each for each in benefits if each.code == code), benefits[0])


def _month(written: str, benefit: Benefit) -> int:
    try:
        return parse_month(written)
    except ValueError:
        return queries.usual_month(benefit, timezone.localdate())


def _basis(request: HttpRequest, benefit: Benefit, month: int) -> Basis:
    return basis_of(benefit, month, queries.county_for(request.user), at=timezone.now())


def _tried(request: HttpRequest, benefit: Benefit, month: int, pairs: list[tuple[str, str]]) -> Simulated:
    basis = _basis(request, benefit, month)
    return queries.of_basis(basis, reforms.read_address(pairs, benefit, basis.simulation.terms))


def _as_posted(request: HttpRequest) -> Simulated:
    """What was on the page when a button of it was pressed: the address of the outcome comes with the form."""
    pairs = parse_qsl(request.POST.get("settings", ""))
    told = dict(pairs)
    benefit = _benefit(queries.benefits_awarded(), told.get("benefit", ""))
    return _tried(request, benefit, _month(told.get("month", ""), benefit), pairs)


def _query(tried: Simulated, measure: str) -> dict[str, str]:
    """The shortest address of an outcome: only what is changed."""
    pairs = reforms.addressed(tried.outcome.reform, tried.benefit)
    shown_as = {"shown": measure} if measure and measure != shown.MEASURES[0].code else {}
    return {"benefit": tried.benefit.code, "month": format_month(tried.basis.month), **shown_as, **dict(pairs)}


def _moved(benefit: Benefit, month: int) -> tuple[str, str]:
    return chinese_month(month), _address("simulations", benefit=benefit.code, month=format_month(month))


def _user(request: HttpRequest) -> Any:
    return request.user


# --- what is shown --------------------------------------------------------------------------------------------------------


def _outcome(request: HttpRequest, tried: Simulated, wanted: str) -> dict[str, Any]:
    measure = shown.measure_of(wanted)
    return {
        "tried": tried,
        "outcome": tried.outcome,
        "figures": shown.figures(tried),
        "measure": measure.code,
        "measures": shown.MEASURES,
        "map": shown.tile_map(tried, measure),
        "lines": shown.lines(tried),
        "total": shown.total(tried),
        "buckets": shown.buckets(tried),
        "chart": shown.chart(tried),
        "may_name": may(request.user, NAMERS),
        "settings": urlencode(_query(tried, measure.code)),
        "losers_url": _address("losers"),
    }


def _fields(tried: Simulated) -> dict[str, Any]:
    first, rest = reforms.asked_first(tried.benefit, tried.settings)
    return {"first": shown.fields(first), "rest": shown.fields(rest), "rest_open": any(each.changed for each in rest)}


PAGES: tuple[Page, ...] = (
    Page("simulations", "模拟测算", simulations, READERS, icon="adjustments"),
    Page("losers", "待遇减少的名单", losers, NAMERS, address="simulations/losers/"),
    Page("save_scenario", "保存方案", save_scenario, READERS, address="simulations/save/"),
    Page("scenarios", "测算方案", scenarios, READERS, address="simulations/scenarios/"),
    Page("compare_scenarios", "方案对比", compare_scenarios, READERS, address="simulations/scenarios/compare/"),
    Page("delete_scenario", "删除方案", delete_scenario, READERS, address="simulations/scenarios/<int:pk>/delete/"),
)
