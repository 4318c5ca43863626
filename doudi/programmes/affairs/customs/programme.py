"""婚俗改革 as declared."""

from __future__ import annotations

from doudi.base.documents import COUNTY_SUMMARY
from doudi.declare import Programme
from doudi.mechanisms.activities.figures import held_indicators_of
from doudi.mechanisms.activities.pages.held import HeldPages, held_pages_of
from doudi.programmes.affairs.customs.kinds import KINDS

customs = Programme(
    "customs",
    "婚俗改革",
    basis=(str(COUNTY_SUMMARY),),
    about="集体婚礼和移风易俗宣传，登记时间、地点、主持人、人数和照片。",
    indicators=held_indicators_of("customs", *KINDS),
    pages=held_pages_of(HeldPages("customs", "婚俗改革活动", KINDS, "calendar")),
)
