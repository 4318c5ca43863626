"""死亡登记 as declared: its limits, its figures, its pages."""

from __future__ import annotations

from django.db.models import Count

from doudi.base.documents import CERTIFICATES_2013, CERTIFICATES_2026, HUKOU, REMAINS_2024
from doudi.declare import Programme
from doudi.mechanisms.indicators.declare import Indicator
from doudi.programmes.funeral.deaths import queries
from doudi.programmes.funeral.deaths.pages import PAGES
from doudi.programmes.funeral.deaths.policy import DeathPolicy

deaths = Programme(
    "deaths",
    "死亡登记",
    basis=(str(HUKOU), str(CERTIFICATES_2013), str(CERTIFICATES_2026), str(REMAINS_2024)),
    about="一人死亡一件登记，各来源的死亡日期并列，以死亡证明为准。报告当天暂缓发放本人的待遇，开证后由人确认停发、追缴；误报作废的恢复原状。",
    policies=(DeathPolicy,),
    indicators=(Indicator("deaths.residents", "居民死亡", "人", Count("pk"), of=queries.resident_deaths),),
    pages=PAGES,
    worklist=queries.worklist,
    alarms=queries.alarms,
)
