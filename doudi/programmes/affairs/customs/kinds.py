"""What is held for better customs: weddings of many couples, and talks about betrothal gifts."""

from __future__ import annotations

from doudi.base.roles import COUNTY_ROLES, TOWNSHIP_ROLES, Role
from doudi.mechanisms.activities.declare import ActivityKind
from doudi.mechanisms.phone.declare import Question

READERS = COUNTY_ROLES | TOWNSHIP_ROLES
HOLDERS = frozenset({Role.COUNTY_OFFICER, *TOWNSHIP_ROLES})

GROUP_WEDDING = ActivityKind(
    "customs.group_weddings",
    "集体婚礼",
    "场",
    held_by=HOLDERS,
    readers=READERS,
    asks=(Question("couples", "新人对数", required=True), Question("witness", "证婚人")),
)
TALK = ActivityKind(
    "customs.talks",
    "移风易俗宣传",
    "场",
    held_by=HOLDERS | {Role.VILLAGE_WORKER},
    readers=READERS | {Role.VILLAGE_WORKER},
    asks=(Question("materials", "发放材料"),),
)
KINDS = (GROUP_WEDDING, TALK)
