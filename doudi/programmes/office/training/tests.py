"""A training by its list of names: who was there twice is one person."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image

from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.base.spans import Period
from doudi.base.stories import COUNTY, build_county, somebody
from doudi.mechanisms.activities.holding import Held, Present, hold
from doudi.mechanisms.activities.models import Attendance
from doudi.mechanisms.activities.pages.held import names_in
from doudi.mechanisms.activities.stories import moment
from doudi.mechanisms.indicators.queries import figure
from doudi.mechanisms.phone.sent import PHOTO, Picture
from doudi.programmes.office.training.kinds import TRAINING
from doudi.programmes.office.training.programme import training

pytestmark = pytest.mark.django_db
YEAR = Period(moment("2024-01-01").date(), moment("2024-12-31").date())
NOW = moment("2024-12-09")


def held(day: str, names: list[str]) -> Held:
    content = io.BytesIO()
    Image.linear_gradient("L").save(content, "JPEG")
    content.seek(0)
    people = [Present("讲师", Attendance.Part.SPEAKER), *(Present(each, unit="东镇民政所") for each in names)]
    said = {"contents": "低保审核确认办法"}
    return Held(
        TRAINING, moment(day), COUNTY, "县委党校", "民政业务培训班", len(names), people=people, said=said,
        pictures=[Picture(PHOTO, content)],
    )  # fmt: skip


def test_attendances_and_people_are_two_figures(tmp_path: Any, settings: Any) -> None:
    settings.FILES_ROOT = tmp_path
    build_county()
    officer = somebody("officer", Role.COUNTY_OFFICER, COUNTY)
    hold(held("2024-04-10", ["甲", "乙", "丙"]), by=officer, at=NOW)
    hold(held("2024-09-10", ["乙", "丁"]), by=officer, at=NOW)
    values = {each.code: int(figure(each, YEAR, area_code=COUNTY).value) for each in training.indicators}
    assert (values["training.trainings"], values["training.attendances"], values["training.people"]) == (2, 5, 4)
    with pytest.raises(Refused, match="签到名单"):
        hold(held("2024-10-10", []), by=officer, at=NOW)


def test_names_are_read_from_what_was_pasted() -> None:
    assert names_in("甲\t东镇民政所\n 乙　西镇民政所 \n\n丙") == [
        ("甲", "东镇民政所"),
        ("乙", "西镇民政所"),
        ("丙", ""),
    ]
