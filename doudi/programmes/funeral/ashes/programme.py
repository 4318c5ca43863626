"""骨灰跟踪 as declared: its chain, its flow, its limits, its figures, its pages."""

from __future__ import annotations

from django.db.models import Avg, Case, Count, Value, When

from doudi.base.documents import FUNERAL_1997, FUNERAL_2026, JIANGXI_CEMETERIES, REMAINS_2024
from doudi.declare import Programme
from doudi.mechanisms.casework.pages import listing
from doudi.mechanisms.indicators.declare import Indicator
from doudi.pages.declare import together
from doudi.programmes.funeral.ashes import (
    afield,  # noqa: F401 — handovers may be taken along on a phone
    following,  # noqa: F401 — a death opens its case from now on
    queries,
    readings,
)
from doudi.programmes.funeral.ashes.alerts import ALERTS, NIGHTLY
from doudi.programmes.funeral.ashes.chain import CHAIN
from doudi.programmes.funeral.ashes.flow import TRACKING
from doudi.programmes.funeral.ashes.fraud import CHECKS, PARAMETERS, SOURCES
from doudi.programmes.funeral.ashes.pages import alerts as alert_pages
from doudi.programmes.funeral.ashes.pages import boards
from doudi.programmes.funeral.ashes.pages.tracking import PAGES, TRACKING_PAGES
from doudi.programmes.funeral.ashes.policy import AshesPolicy

_CASE = "case__area_code"
_IN_THE_LOOP = Case(When(in_the_loop=True, then=Value(100.0)), default=Value(0.0))
INDICATORS = (
    Indicator("ashes.at_the_home", "殡仪馆火化", "具", Count("pk"), of=queries.at_the_home),
    Indicator("ashes.residents_here", "殡仪馆火化本县户籍", "具", Count("pk"), of=queries.residents_here),
    Indicator("ashes.residents_elsewhere", "本县户籍在外县火化", "具", Count("pk"), of=queries.cremated_elsewhere, area_field=_CASE),
    Indicator("ashes.cremated", "居民火化", "具", Count("pk"), of=queries.cremated_residents, area_field=_CASE),
    Indicator("ashes.laid_to_rest", "骨灰已安放", "具", Count("pk"), of=queries.laid_to_rest, area_field=_CASE),
    Indicator("ashes.tracked", "应闭环的骨灰", "件", Count("pk"), of=queries.tracked, area_field=_CASE),
    Indicator("ashes.in_the_loop", "骨灰流向已闭环或者按时", "件", Count("pk"), of=queries.in_the_loop, area_field=_CASE),
    Indicator("ashes.closed_rate", "骨灰流向闭环率", "%", Avg(_IN_THE_LOOP), of=queries.tracked, area_field=_CASE),
)  # fmt: skip

ashes = Programme(
    "ashes",
    "骨灰跟踪",
    basis=(str(FUNERAL_1997), str(FUNERAL_2026), str(REMAINS_2024), str(JIANGXI_CEMETERIES)),
    about="从死亡报告到安放核查，遗体和骨灰每一时刻都有明确的保管人；每一步有凭据、签字、封签和回执。超期不安放逐级预警，核查不符退回整改。",
    flows=(TRACKING, ALERTS),
    chains=(CHAIN,),
    policies=(AshesPolicy,),
    indicators=INDICATORS,
    sources=(*SOURCES, readings.READINGS),
    checks=(*CHECKS, readings.OUTSIDE),
    parameters=(*PARAMETERS, readings.LEAST),
    pages=(*PAGES, *alert_pages.PAGES, *boards.PAGES),
    nightly=NIGHTLY,
    worklist=listing.worklist_of(TRACKING_PAGES, alert_pages.ALERT_PAGES),
    alarms=listing.alarms_of(TRACKING_PAGES, alert_pages.ALERT_PAGES),
    figures=together(listing.figures_of(TRACKING_PAGES), listing.figures_of(alert_pages.ALERT_PAGES)),
)
