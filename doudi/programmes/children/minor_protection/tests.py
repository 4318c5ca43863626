"""Lectures, home visits with a file and group sessions: what proves each, and that they are never added up."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.db.models import Sum
from PIL import Image

from doudi.base.models import StoredFile, User
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.base.spans import Period
from doudi.base.stories import COUNTY, TOWN, VILLAGE, build_county, somebody
from doudi.mechanisms.activities import queries
from doudi.mechanisms.activities.holding import Held, Present, hold
from doudi.mechanisms.activities.models import Activity, Attendance
from doudi.mechanisms.activities.stories import moment
from doudi.mechanisms.indicators.queries import figure
from doudi.mechanisms.phone.sent import PHOTO, Picture
from doudi.programmes.children.minor_protection.kinds import GROUP_SESSION, HOME_VISIT, KINDS, LECTURE
from doudi.programmes.children.minor_protection.programme import minor_protection

pytestmark = pytest.mark.django_db
Part = Attendance.Part
NOW = moment("2024-12-09")
YEAR = Period(moment("2024-01-01").date(), moment("2024-12-31").date())


@pytest.fixture
def officer(tmp_path: Any, settings: Any) -> User:
    settings.FILES_ROOT = tmp_path
    build_county()
    return somebody("officer", Role.COUNTY_OFFICER, COUNTY)


def photo() -> Picture:
    content = io.BytesIO()
    Image.linear_gradient("L").save(content, "JPEG")
    content.seek(0)
    return Picture(PHOTO, content)


def lecture(day: str, **more: Any) -> Held:
    usual: dict[str, Any] = {
        "people": [Present("讲师", Part.SPEAKER)],
        "said": {"law": "未成年人保护法", "audience": "CHILDREN"},
        "pictures": [photo()],
    }
    return Held(LECTURE, moment(day), TOWN, "镇中心小学", "未成年人保护法进校园", 60, **{**usual, **more})


def home_visit(day: str, number: int) -> Held:
    return Held(
        HOME_VISIT,
        moment(day),
        VILLAGE,
        "家中",
        "上户探访",
        1,
        people=[Present("社工甲", Part.WORKER), Present(f"孩子{number}", Part.VISITED)],
        said={"file": f"ET{number:03d}", "concern": "FAMILY_ABSENT"},
        pictures=[photo()],
    )


def session(day: str, *, children: int = 8, workers: int = 2) -> Held:
    people = [Present(f"社工{number}", Part.WORKER) for number in range(workers)]
    people += [Present(f"孩子{number}") for number in range(children)]
    said = {"session": "1", "goal": "认识情绪"}
    return Held(
        GROUP_SESSION, moment(day), TOWN, "未保站", "成长小组", children, people=people, said=said, pictures=[photo()]
    )


def test_wr_22_three_counters_and_no_total_of_different_units(officer: User) -> None:
    for number in range(2):
        hold(lecture(f"2024-03-{number + 1:02d}"), by=officer, at=NOW)
    for number in range(3):
        hold(home_visit(f"2024-04-{number + 1:02d}", number), by=officer, at=NOW)
    hold(session("2024-05-01"), by=officer, at=NOW)
    values = [int(figure(each, YEAR, area_code=COUNTY).value) for each in minor_protection.indicators]
    assert values == [2, 3, 1]
    with pytest.raises(Refused, match="计量单位不同，不能相加"):
        queries.total(KINDS, YEAR, area_code=COUNTY)
    assert queries.total([LECTURE], YEAR, area_code=COUNTY) == 2


def test_what_proves_a_lecture_is_asked_all_at_once_and_nothing_is_kept_without_it(officer: User) -> None:
    with pytest.raises(Refused) as refused:
        hold(lecture("2024-03-01", people=[], said={}, pictures=[]), by=officer, at=NOW)
    for gap in ("主持（主讲）人员", "照片（至少1张）", "宣讲的法律或政策", "听众"):
        assert gap in refused.value.sentence
    assert not Activity.objects.exists()
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize(
    ("children", "workers", "sentence"),
    [(5, 2, "应有6人以上"), (13, 2, "不超过12人"), (8, 1, "2名主持人员"), (0, 2, "签到名单")],
)
def test_a_group_has_six_to_twelve_children_and_two_workers(
    officer: User, children: int, workers: int, sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        hold(session("2024-05-01", children=children, workers=workers), by=officer, at=NOW)


def test_sessions_and_distinct_people_are_two_figures(officer: User) -> None:
    for day in ("2024-05-01", "2024-05-08"):
        hold(session(day), by=officer, at=NOW)
    rows = queries.of_kind(GROUP_SESSION, YEAR)
    there = Attendance.objects.filter(activity__in=rows, part=Part.TAKING_PART)
    assert rows.count() == 2
    assert rows.aggregate(total=Sum("headcount"))["total"] == 16
    assert there.values("name").distinct().count() == 8


def test_what_has_not_been_held_yet_and_who_may_not_hold_it(officer: User) -> None:
    with pytest.raises(Refused, match="还没有举办"):
        hold(lecture("2024-12-20"), by=officer, at=NOW)
    finance = somebody("finance", Role.FINANCE, COUNTY)
    with pytest.raises(Refused, match="没有权限"):
        hold(lecture("2024-03-01"), by=finance, at=NOW)
