"""A small invented county for the tests of all rooms: two townships, three villages, someone in each role."""

from __future__ import annotations

import datetime as dt

from doudi.base import areas, identity
from doudi.base.areas import AreaRow
from doudi.base.models import Grant, User
from doudi.base.roles import Role

COUNTY = "369999000000"
TOWN, OTHER_TOWN = "369999100000", "369999101000"
VILLAGE, NEXT_VILLAGE, OTHER_VILLAGE = "369999100201", "369999100202", "369999101201"
SHANGHAI = dt.timezone(dt.timedelta(hours=8))
TODAY = dt.date(2024, 9, 12)
NOW = dt.datetime(2024, 9, 12, 9, 30, tzinfo=SHANGHAI)


def build_county() -> None:
    """The areas."""
    areas.load_areas(
        [
            AreaRow(COUNTY, "某县", "县"),
            AreaRow(TOWN, "东镇", "乡镇"),
            AreaRow(OTHER_TOWN, "西镇", "乡镇"),
            AreaRow(VILLAGE, "上村", "村"),
            AreaRow(NEXT_VILLAGE, "下村", "村"),
            AreaRow(OTHER_VILLAGE, "西社区", "社区"),
        ]
    )


def somebody(username: str, role: Role, area: str = "", *, organisation: str = "", id_number: str = "") -> User:
    """A user with one grant since the beginning of the year."""
    user = User.objects.create_user(username, name=f"用户{username}", id_number=id_number)
    Grant.objects.create(
        user=user, role=role, area_id=area or None, organisation=organisation, since=dt.date(2024, 1, 1)
    )
    return user


def number_of(born: dt.date, sequence: int, place: str = "369999") -> str:
    """A sound identity number of an invented place."""
    first17 = f"{place}{born:%Y%m%d}{sequence:03d}"
    return first17 + identity.check_digit(first17)
