"""培训和教育 as declared."""

from __future__ import annotations

from django.db.models import Count
from django.db.models.functions import Concat

from doudi.base.documents import COUNTY_SUMMARY
from doudi.declare import Programme
from doudi.mechanisms.activities.figures import held_indicators_of
from doudi.mechanisms.activities.pages.held import HeldPages, held_pages_of
from doudi.mechanisms.indicators.declare import Indicator
from doudi.programmes.office.training.kinds import KINDS, trained

training = Programme(
    "training",
    "培训和教育",
    basis=(str(COUNTY_SUMMARY),),
    about="业务技能培训、政策宣讲和警示教育：谁主讲、在哪里、多少人、照片为证；培训有签到名单，人次和人数分别统计。",
    indicators=(
        *held_indicators_of("training", *KINDS),
        Indicator(
            "training.attendances", "参加培训", "人次", Count("pk"), of=trained, area_field="activity__area_code"
        ),
        Indicator(
            "training.people",
            "参加培训人员",
            "人",
            Count(Concat("name", "unit"), distinct=True),
            of=trained,
            area_field="activity__area_code",
        ),
    ),
    pages=held_pages_of(HeldPages("training", "培训和教育", KINDS, "book")),
)
