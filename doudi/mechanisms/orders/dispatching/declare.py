"""What dispatching knows of a visit and of who could go. Times are minutes of the day, places degrees, distances metres."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from doudi.base.parameters import Parameter, ParameterSet, parameter
from doudi.base.places import metres_between

DOCUMENT = "居家养老上门服务派单口径（县民政局）"
DETOUR = parameter("detour", "路程与直线距离之比", "百分比", 135, document=DOCUMENT, note="县乡道路估计值 [D]")
SPEED = parameter("speed", "乡间行车平均速度", "公里/小时", 25, document=DOCUMENT, note="电动车、公交混合估计值 [D]")
FARTHEST = parameter("farthest", "派单最远直线距离", "米", 15000, document=DOCUMENT, note="默认值 [D]")
NEARBY = parameter("nearby", "志愿者就近派单距离", "米", 5000, document=DOCUMENT, note="§3.5 以 1 公里内优先 [D]")
LOAD_METRES = parameter(
    "load_metres", "近90天每多一单相当于多走", "米", 250, document=DOCUMENT, note="把活派得更匀：越大越匀 [D]"
)
INACTIVE_METRES = parameter(
    "inactive_metres", "90天没有服务的相当于近", "米", 1500, document=DOCUMENT, note="§3.5 邀请久未服务的志愿者 [D]"
)
PARAMETERS: tuple[Parameter, ...] = (DETOUR, SPEED, FARTHEST, NEARBY, LOAD_METRES, INACTIVE_METRES)


@dataclass(frozen=True)
class Terms:
    """The numbers of a day."""

    detour: float
    speed: float  # km/h
    farthest: int
    nearby: int
    load_metres: int
    inactive_metres: int

    @classmethod
    def on(cls, day: dt.date) -> Terms:
        values = ParameterSet.of(PARAMETERS, on=day)
        number = {each.code: float(str(values[each.code])) for each in PARAMETERS}
        return cls(
            number["detour"] / 100,
            number["speed"],
            int(number["farthest"]),
            int(number["nearby"]),
            int(number["load_metres"]),
            int(number["inactive_metres"]),
        )

    def road(self, straight: float) -> int:
        """Metres of road for so many metres as the crow flies."""
        return round(straight * self.detour)

    def minutes(self, straight: float) -> int:
        """Minutes on the road, rounded up."""
        return -(-self.road(straight) * 60 // round(self.speed * 1000))


@dataclass(frozen=True)
class Visit:
    """One piece of service at one place: it begins between `earliest` and `latest` and takes `minutes`; `people` go together."""

    order: int
    client: int
    latitude: float
    longitude: float
    earliest: int
    latest: int
    minutes: int
    item: str = ""
    credentials: frozenset[str] = frozenset()
    people: int = 1
    sex: str = ""  # "F": only a woman, "M": only a man
    languages: frozenset[str] = frozenset()  # of the client; nothing: any will do
    number: str = ""


@dataclass(frozen=True)
class Carer:
    """Somebody who could go: from home and back between `since` and `until`, to at most `most` visits. `kin`: clients near to him.
    `load`: orders of the last 90 days; `skills` empty: whatever needs no certificate."""

    worker: int
    latitude: float
    longitude: float
    name: str = ""
    since: int = 8 * 60
    until: int = 18 * 60
    most: int = 10
    sex: str = ""
    skills: frozenset[str] = frozenset()
    credentials: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    kin: frozenset[int] = frozenset()
    load: int = 0


def apart(visit: Visit, carer: Carer) -> int:
    """Metres as the crow flies between somebody's home and a visit."""
    return metres_between(carer.latitude, carer.longitude, visit.latitude, visit.longitude)


def clock(minute: int) -> str:
    """9:05 — a minute of the day."""
    return f"{minute // 60}:{minute % 60:02}"


Visits = Sequence[Visit]
Carers = Sequence[Carer]
