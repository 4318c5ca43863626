"""One action on many cases at once, on each by whom and when it was: the conditions of a single one, a record each, all or none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from doudi.base import files
from doudi.base.models import Record
from doudi.base.records import verify_chain
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.base.stories import COUNTY, NOW, OTHER_TOWN, OTHER_VILLAGE, TOWN, VILLAGE, build_county, number_of, somebody
from doudi.mechanisms.casework import queries, services
from doudi.mechanisms.casework.declare import Action, Days, Field, Flow, Stage, Workdays
from doudi.mechanisms.casework.models import ActionTaken, Case
from doudi.mechanisms.casework.services import NewCase, Taking
from doudi.mechanisms.registry.services import NewPerson, register_people

PEOPLE: dict[str, list[int]] = {}  # title of a case → persons whom it is about
CLERK = Role.TOWNSHIP_CLERK
FOLLOWED: list[list[str]] = []  # what followed, call by call

SEND = Action("send", "下发", "NEW", "SENT", by=Role.COUNTY_OFFICER, within=Workdays(2))
VISIT = Action(
    "visit", "入户", "SENT", "SEEN", by=CLERK, within=Workdays(10), pair=True,
    fields=(Field("result", "结论", required=True), Field("photo", "照片", "photo")),
    then_many=lambda taken: FOLLOWED.append([each.case.title for each in taken]),
)  # fmt: skip
SIGN = Action(
    "sign", "签批", "SEEN", "DONE", by=frozenset({CLERK, Role.COUNTY_OFFICER}), within=Days(7), apart_from=("visit",)
)
FLOW = Flow(
    "test.many",
    "多件办理",
    stages=(
        Stage("NEW", "待下发"),
        Stage("SENT", "待入户"),
        Stage("SEEN", "待签批"),
        Stage("DONE", "办结", final=True),
    ),
    start="NEW",
    actions=(SEND, VISIT, SIGN),
    subjects=lambda case: PEOPLE.get(case.title, []),
    prefix="多",
)
pytestmark = pytest.mark.django_db
TITLES = ("甲", "乙", "丙")
RESULT = {"result": "丙"}


class Staff:
    def __init__(self) -> None:
        self.officer = somebody("officer", Role.COUNTY_OFFICER, COUNTY)
        self.clerk, self.second = somebody("clerk", CLERK, TOWN), somebody("second", CLERK, TOWN)
        self.other, self.other_second = somebody("other", CLERK, OTHER_TOWN), somebody("other2", CLERK, OTHER_TOWN)


@pytest.fixture
def staff() -> Staff:
    build_county()
    PEOPLE.clear()
    FOLLOWED.clear()
    return Staff()


def sent(staff: Staff, titles: Sequence[str] = TITLES) -> list[Case]:
    """The second lies in another township."""
    new = [NewCase(title, OTHER_VILLAGE if number == 1 else VILLAGE) for number, title in enumerate(titles)]
    cases = services.open_cases(FLOW, new, by=None, at=NOW)
    services.take_each(SEND, [Taking(case, staff.officer, NOW) for case in cases])
    return cases


def visits(staff: Staff, cases: Sequence[Case], **more: Any) -> list[Taking]:
    """Each by the two of its township, a day later than the one before."""
    found = []
    for days, case in enumerate(cases):
        by, second = (
            (staff.other, staff.other_second) if case.area_code == OTHER_VILLAGE else (staff.clerk, staff.second)
        )
        at = NOW + dt.timedelta(days=days)
        found.append(Taking(case, by, at, data={"result": case.title}, together_with=second, **more))
    return found


def test_each_is_taken_by_whom_and_when_it_was(staff: Staff, tmp_path: Path, settings: Any) -> None:
    settings.FILES_ROOT = tmp_path
    png = files.keep(b"\x89PNG\r\n\x1a\n", name="入户.png", purpose="核实", by=staff.clerk, at=NOW, area_code=VILLAGE)
    cases = sent(staff)
    services.take_each(VISIT, visits(staff, cases, files=[png]))
    for days, case in enumerate(Case.objects.order_by("pk")):
        at = NOW + dt.timedelta(days=days)
        by = staff.other if days == 1 else staff.clerk
        done = list(queries.history(case))[-1]
        assert (done.by, done.at, done.data, list(done.files.all())) == (by, at, {"result": case.title}, [png])
        assert (case.stage, case.version, case.entered_at, case.stage_since) == ("SEEN", 2, at, at.date())
        assert case.waits_since == at.date()
        kept = Record.objects.get(action="test.many.visit", subject=f"case:{case.pk}")
        assert (kept.by, kept.at, kept.data["together_with"]) == (by, at, done.together_with_id)
    assert [vars(case)["stage"] for case in cases] == ["SEEN"] * 3
    assert [list(TITLES)] == FOLLOWED
    assert verify_chain() is None


def test_what_comes_of_each_is_what_a_single_one_would_come_to(staff: Staff) -> None:
    many, single = sent(staff), sent(staff)
    services.take_each(VISIT, visits(staff, many))
    for each in visits(staff, single):
        services.take(each.case, VISIT, by=each.by, at=each.at, data=each.data, together_with=each.together_with)
    alike = [
        {name: value for name, value in vars(each).items() if name not in ("id", "number", "_state")}
        for rows in (many, single)
        for each in Case.objects.filter(pk__in=[case.pk for case in rows]).order_by("pk")
    ]
    assert alike[:3] == alike[3:]
    assert [list(TITLES), *([title] for title in TITLES)] == FOLLOWED


def test_one_in_the_way_and_none_is_taken_and_the_objects_at_hand_say_so(staff: Staff) -> None:
    cases = sent(staff)
    wrong = visits(staff, cases)
    wrong[2] = Taking(cases[2], staff.other, NOW, data={"result": "丙"}, together_with=staff.other_second)
    with pytest.raises(Refused, match=f"{cases[2].number}：您没有权限"):
        services.take_each(VISIT, wrong)
    with pytest.raises(Refused, match="重复"):
        services.take_each(VISIT, [*visits(staff, cases), *visits(staff, cases[:1])])
    services.take(
        Case.objects.get(pk=cases[2].pk), VISIT, by=staff.clerk, at=NOW, data=RESULT, together_with=staff.second
    )
    with pytest.raises(Refused, match="选中的办件中有的刚刚由他人办理过"):
        services.take_each(VISIT, visits(staff, cases))
    assert [case.stage for case in cases] == ["SENT"] * 3
    assert set(Case.objects.exclude(pk=cases[2].pk).values_list("stage", flat=True)) == {"SENT"}
    assert ActionTaken.objects.filter(action="visit").count() == 1


def test_r_sod_01_who_visited_one_of_them_does_not_sign_it(staff: Staff) -> None:
    cases = sent(staff)
    services.take_each(VISIT, visits(staff, cases))
    with pytest.raises(Refused, match=f"^{cases[1].number}:"):
        services.take_each(
            SIGN,
            [
                Taking(cases[0], staff.officer, NOW),
                Taking(cases[1], staff.other, NOW),
                Taking(cases[2], staff.officer, NOW),
            ],
        )
    services.take_each(SIGN, [Taking(case, staff.officer, NOW) for case in cases])
    assert [case.stage for case in cases] == ["DONE"] * 3


def test_r_rec_04_kin_among_many_is_stopped_and_recorded(staff: Staff) -> None:
    number = number_of(dt.date(1970, 1, 1), 1)
    [person] = register_people([NewPerson(number, "某人", VILLAGE)], by=None, at=NOW, because="户籍底册")
    kin = somebody("kin", Role.COUNTY_OFFICER, COUNTY, id_number=number)
    cases = sent(staff)
    services.take_each(VISIT, visits(staff, cases))
    PEOPLE["丙"] = [person.pk]
    takings = [Taking(case, kin if case.title == "丙" else staff.officer, NOW) for case in cases]
    with pytest.raises(Refused, match=f"{cases[2].number}：您本人是当事人"):
        services.take_each(SIGN, takings)
    assert Record.objects.get(action="case.recused").subject == f"case:{cases[2].pk}"
    assert not ActionTaken.objects.filter(action="sign").exists()


def test_many_take_no_more_queries_than_few(staff: Staff) -> None:
    few, many = sent(staff), sent(staff, [f"第{number}件" for number in range(60)])
    services.take_each(VISIT, visits(staff, sent(staff)))  # whose role is where is known from now on
    made = []
    for cases in (few, many):
        with CaptureQueriesContext(connection) as captured:
            services.take_each(VISIT, [replace(each, at=NOW) for each in visits(staff, cases)])
        made.append(len(captured))
    assert made[1] <= made[0]
