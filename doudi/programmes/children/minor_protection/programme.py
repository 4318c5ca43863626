"""未成年人保护活动 as declared: three kinds that are counted apart."""

from __future__ import annotations

from doudi.base.documents import MINORS_LAW
from doudi.declare import Programme
from doudi.mechanisms.activities.figures import held_indicators_of
from doudi.mechanisms.activities.pages.held import HeldPages, held_pages_of
from doudi.programmes.children.minor_protection.kinds import KINDS

minor_protection = Programme(
    "minor_protection",
    "未成年人保护",
    basis=(str(MINORS_LAW),),
    about="法律法规宣传讲座、上户探访建档、小组工作，各有主题、地点、主持人、人数和照片；三类活动分别计数，不相加。",
    indicators=held_indicators_of("minor_protection", *KINDS),
    pages=held_pages_of(HeldPages("minor_protection", "保护活动", KINDS, "mood-kid")),
)
