"""A wedding of many couples is held, proved and counted."""

from __future__ import annotations

import io
import uuid
from typing import Any

import pytest
from PIL import Image

from doudi.base.roles import Role
from doudi.base.spans import Period
from doudi.base.stories import COUNTY, build_county, somebody
from doudi.mechanisms.activities.holding import Held, Present, hold
from doudi.mechanisms.activities.models import Attendance
from doudi.mechanisms.activities.stories import moment
from doudi.mechanisms.indicators.queries import figure
from doudi.mechanisms.phone.sent import PHOTO, Picture
from doudi.programmes.affairs.customs.kinds import GROUP_WEDDING
from doudi.programmes.affairs.customs.programme import customs


@pytest.mark.django_db
def test_a_group_wedding_sent_twice_is_one(tmp_path: Any, settings: Any) -> None:
    settings.FILES_ROOT = tmp_path
    build_county()
    officer = somebody("officer", Role.COUNTY_OFFICER, COUNTY)
    content = io.BytesIO()
    Image.linear_gradient("L").save(content, "JPEG")
    content.seek(0)
    wedding = Held(
        GROUP_WEDDING, moment("2024-05-20"), COUNTY, "文化广场", "“520”集体婚礼", 300,
        people=[Present("主持人", Attendance.Part.WORKER)], said={"couples": "20"}, pictures=[Picture(PHOTO, content)],
        key=uuid.uuid4(),
    )  # fmt: skip
    first = hold(wedding, by=officer, at=moment("2024-05-21"))
    assert hold(wedding, by=officer, at=moment("2024-05-21")) == first
    year = Period(moment("2024-01-01").date(), moment("2024-12-31").date())
    assert [int(figure(each, year, area_code=COUNTY).value) for each in customs.indicators] == [1, 0]
