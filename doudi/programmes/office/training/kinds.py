"""What the bureau holds for those who handle people's affairs: trainings by name, briefings, warning education from past cases."""

from __future__ import annotations

from django.db.models import QuerySet

from doudi.base.roles import COUNTY_ROLES, TOWNSHIP_ROLES, Role
from doudi.base.spans import Period
from doudi.mechanisms.activities import queries
from doudi.mechanisms.activities.declare import ActivityKind
from doudi.mechanisms.activities.models import Attendance
from doudi.mechanisms.phone.declare import Question

READERS = COUNTY_ROLES | TOWNSHIP_ROLES | {Role.INSPECTOR}
HOLDERS = frozenset({Role.COUNTY_OFFICER, *TOWNSHIP_ROLES})

TRAINING = ActivityKind(
    "training.trainings",
    "业务技能培训",
    "期",
    held_by=HOLDERS,
    readers=READERS,
    asks=(Question("contents", "培训内容", "long", required=True), Question("exam", "考核情况")),
    named=True,
)
BRIEFING = ActivityKind(
    "training.briefings",
    "政策宣讲",
    "场",
    held_by=HOLDERS,
    readers=READERS,
    asks=(Question("policy", "宣讲的政策", required=True),),
)
WARNING_EDUCATION = ActivityKind(
    "training.warning_education",
    "警示教育",
    "场",
    held_by=HOLDERS,
    readers=READERS,
    asks=(Question("cases", "所用案例", required=True),),
)
KINDS = (TRAINING, BRIEFING, WARNING_EDUCATION)


def trained(period: Period) -> QuerySet[Attendance]:
    """Those who took part in trainings of a period, once for each: the list behind both figures of it."""
    rows = queries.of_kind(TRAINING, period)
    return Attendance.objects.filter(activity__in=rows, part=Attendance.Part.TAKING_PART).select_related("activity")
