"""Who does what in the year, and at what hour."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from doudi.base.models import Area, User
from doudi.base.months import first_day
from doudi.demo.county import COUNTY
from doudi.demo.people_in_office import crew


@dataclass(frozen=True)
class Staff:
    """The sign-ins that decide and pay; nobody of them does two steps that must lie apart."""

    users: dict[str, User]
    county: Area

    @classmethod
    def of(cls, users: dict[str, User]) -> Staff:
        return cls(users, Area.objects.get(code=f"{COUNTY}000000"))

    @property
    def officer(self) -> User:
        return self.users["jiuzhu"]

    @property
    def second(self) -> User:
        return self.users["jiuzhu2"]

    @property
    def leader(self) -> User:
        return self.users["juzhang"]

    @property
    def deputy(self) -> User:
        return self.users["fujuzhang"]

    @property
    def finance(self) -> User:
        return self.users["caiwu"]

    def clerk(self, area_code: str) -> User:
        return crew(self.users, area_code)[0]


def moment(day: dt.date, hour: int = 10) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour)))


def day_of(month: int, day: int) -> dt.date:
    return first_day(month).replace(day=day)
