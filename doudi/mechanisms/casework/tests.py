"""Stories of a finding's way: dispatched in bulk, verified by two, reviewed by another, closed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from doudi.base import files
from doudi.base.calendar import Notice
from doudi.base.models import Record, Unchangeable, User
from doudi.base.notices import enter_notice
from doudi.base.records import verify_chain
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.base.stories import (
    COUNTY,
    NOW,
    OTHER_TOWN,
    OTHER_VILLAGE,
    SHANGHAI,
    TODAY,
    TOWN,
    VILLAGE,
    build_county,
    number_of,
    somebody,
)
from doudi.base.testing import at_once, database_in_a_file
from doudi.mechanisms.casework import provisional, queries, services
from doudi.mechanisms.casework.declare import Action, Days, Field, Flow, Hours, Stage, Workdays
from doudi.mechanisms.casework.models import ActionTaken, Case
from doudi.mechanisms.casework.queries import Colour
from doudi.mechanisms.casework.services import NewCase
from doudi.mechanisms.registry.models import Kin
from doudi.mechanisms.registry.services import NewKin, NewPerson, add_kin, register_people

PEOPLE: dict[str, list[int]] = {}  # title of a case → persons whom it is about


def no_result_yet(case: Case, data: Mapping[str, Any]) -> str | None:
    return "核实结论为“无法认定”的,请补充材料后再提交。" if data.get("result") == "UNDECIDED" else None


def close_the_benefit(case: Case, taken: ActionTaken) -> None:
    if taken.data.get("money") == "突然出错":
        raise Refused("资金台账暂时不能登记,请稍后再试。")
    case.title += "(已复核)"
    case.save(update_fields=["title"])


DISPATCH = Action(
    "dispatch", "下发", "NEW", "VERIFYING", by=Role.VERIFICATION_CENTRE, within=Workdays(2), bulk=True, recusal=False
)
VERIFY = Action(
    "verify",
    "核实",
    "VERIFYING",
    "RESULT",
    by=Role.TOWNSHIP_CLERK,
    within=Workdays(10),
    pair=True,
    unless=no_result_yet,
    fields=(
        Field(
            "result", "核实结论", "choice", required=True, choices=(("CONFIRMED", "属实"), ("UNDECIDED", "无法认定"))
        ),
        Field("photo", "入户照片", "photo"),
    ),
)
BACK = Action("back", "退回重核", "RESULT", "VERIFYING", by=Role.COUNTY_OFFICER, needs_reason=True)
REVIEW = Action(
    "review", "复核", "RESULT", "REVIEWED", by=frozenset({Role.VERIFICATION_CENTRE, Role.COUNTY_OFFICER}),
    within=Days(7), apart_from=("dispatch", "verify"), then=close_the_benefit,
)  # fmt: skip
CLOSE = Action("close", "销号", "REVIEWED", "CLOSED", by=Role.COUNTY_OFFICER, within=Hours(24), bulk=True)
NOTE = Action("note", "补充说明", "VERIFYING", "VERIFYING", by=Role.TOWNSHIP_CLERK, needs_reason=True)
FLOW = Flow(
    "test.findings",
    "疑点核查",
    stages=(
        Stage("NEW", "待下发"),
        Stage("VERIFYING", "核实中"),
        Stage("RESULT", "已核实"),
        Stage("REVIEWED", "已复核"),
        Stage("CLOSED", "已销号", final=True),
    ),
    start="NEW",
    actions=(DISPATCH, VERIFY, BACK, REVIEW, CLOSE, NOTE),
    subjects=lambda case: PEOPLE.get(case.title.removesuffix("(已复核)"), []),
    prefix="疑",
)
RESULT = {"result": "CONFIRMED"}
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def county() -> None:
    build_county()
    PEOPLE.clear()


@pytest.fixture
def centre() -> User:
    return somebody("centre", Role.VERIFICATION_CENTRE, COUNTY)


@pytest.fixture
def clerk() -> User:
    return somebody("clerk", Role.TOWNSHIP_CLERK, TOWN)


@pytest.fixture
def helper() -> User:
    return somebody("helper", Role.VILLAGE_WORKER, VILLAGE)


@pytest.fixture
def officer() -> User:
    return somebody("officer", Role.COUNTY_OFFICER, COUNTY)


def opened(title: str = "死亡后仍领取", area: str = VILLAGE) -> Case:
    return services.open_case(FLOW, title=title, area_code=area, by=None, at=NOW, because="2024年8月比对")


def dispatched(centre: User, **more: Any) -> Case:
    case = opened(**more)
    services.take(case, DISPATCH, by=centre, at=NOW)
    return case


def verified(centre: User, clerk: User, helper: User, **more: Any) -> Case:
    case = dispatched(centre, **more)
    services.take(case, VERIFY, by=clerk, together_with=helper, at=NOW, data=RESULT)
    return case


# --- the way of a case -----------------------------------------------------------------------------------------------


def test_a_finding_from_hit_to_closure(centre: User, clerk: User, helper: User, officer: User) -> None:
    case = verified(centre, clerk, helper)
    services.take(case, REVIEW, by=officer, at=NOW, because="情况属实")
    services.take(case, CLOSE, by=officer, at=NOW)
    case = Case.objects.get(pk=case.pk)
    assert (case.stage, case.closed_at, case.due_on, case.title) == ("CLOSED", NOW, None, "死亡后仍领取(已复核)")
    assert [(each.label, each.source, each.target) for each in queries.history(case)] == [
        ("下发", "NEW", "VERIFYING"),
        ("核实", "VERIFYING", "RESULT"),
        ("复核", "RESULT", "REVIEWED"),
        ("销号", "REVIEWED", "CLOSED"),
    ]
    actions = Record.objects.filter(subject=f"case:{case.pk}").values_list("action", flat=True)
    assert list(actions) == [f"test.findings.{code}" for code in ("open", "dispatch", "verify", "review", "close")]
    assert verify_chain() is None


def test_ex_36_the_limits_of_a_finding(centre: User) -> None:
    case = opened()
    assert (case.waits_since, case.due_on) == (dt.date(2024, 9, 12), dt.date(2024, 9, 14))
    services.take(case, DISPATCH, by=centre, at=dt.datetime(2024, 9, 14, 10, tzinfo=SHANGHAI))
    assert (case.due_on, case.due_provisional) == (dt.date(2024, 9, 30), False)


def test_numbers_follow_one_another_within_a_month(centre: User) -> None:
    first, second = (opened() for _ in range(2))
    many = services.open_cases(FLOW, [NewCase(f"第{n}件", VILLAGE) for n in range(3)], by=centre, at=NOW)
    later = services.open_case(FLOW, title="下月", area_code=VILLAGE, by=None, at=NOW + dt.timedelta(days=30))
    assert [case.number for case in (first, second, *many, later)] == [
        *(f"疑202409-{n:06d}" for n in range(1, 6)),
        "疑202410-000001",
    ]


def test_what_was_done_is_never_changed(centre: User) -> None:
    dispatched(centre)
    taken = ActionTaken.objects.get()
    with pytest.raises(Unchangeable):
        taken.delete()
    with pytest.raises(Unchangeable):
        ActionTaken.objects.update(because="别的")


def test_evidence_stays_with_the_action(centre: User, clerk: User, helper: User, tmp_path: Path, settings: Any) -> None:
    settings.FILES_ROOT = tmp_path
    png = files.keep(b"\x89PNG\r\n\x1a\n", name="入户.png", purpose="核实", by=clerk, at=NOW, area_code=VILLAGE)
    case = dispatched(centre)
    services.take(case, VERIFY, by=clerk, together_with=helper, at=NOW, data=RESULT, files=[png])
    last = list(queries.history(case))[-1]
    assert (list(last.files.all()), last.data, last.together_with) == ([png], RESULT, helper)


def test_a_note_moves_nothing_and_no_deadline(centre: User, clerk: User) -> None:
    case = dispatched(centre)
    due = case.due_on
    services.take(case, NOTE, by=clerk, at=NOW + dt.timedelta(days=3), because="本人外出务工")
    case.refresh_from_db()
    assert (case.stage, case.due_on, case.version) == ("VERIFYING", due, 2)


# --- who is refused, and why -----------------------------------------------------------------------------------------


def refusal(case: Case, action: Action, by: User, **more: Any) -> str:
    """The sentence, and that nothing was done."""
    before = dict(Case.objects.filter(pk=case.pk).values()[0])
    actions = ActionTaken.objects.count()
    with pytest.raises(Refused) as raised:
        services.take(case, action, by=by, at=NOW, **more)
    assert Case.objects.filter(pk=case.pk).values()[0] == before
    assert ActionTaken.objects.count() == actions
    return raised.value.sentence


def test_the_stage_must_be_right(centre: User, officer: User) -> None:
    assert "现处于“待下发”，不能办理“销号”" in refusal(opened(), CLOSE, officer)


def test_the_role_must_hold_in_the_place(centre: User, clerk: User, helper: User) -> None:
    case = dispatched(centre, area=OTHER_VILLAGE)
    assert "需要乡镇经办人的授权" in refusal(case, VERIFY, clerk, together_with=helper, data=RESULT)


def test_two_different_people_who_both_belong_there(centre: User, clerk: User) -> None:
    case = dispatched(centre)
    stranger = somebody("stranger", Role.TOWNSHIP_CLERK, OTHER_TOWN)
    assert "请选择同行人员" in refusal(case, VERIFY, clerk, data=RESULT)
    assert "不能是本人" in refusal(case, VERIFY, clerk, together_with=clerk, data=RESULT)
    assert "没有办理权限" in refusal(case, VERIFY, clerk, together_with=stranger, data=RESULT)


def test_what_is_required_must_be_filled(centre: User, clerk: User, helper: User, officer: User) -> None:
    case = dispatched(centre)
    assert refusal(case, VERIFY, clerk, together_with=helper) == "请填写：核实结论。"
    assert "选项不对" in refusal(case, VERIFY, clerk, together_with=helper, data={"result": "x"})
    case = verified(centre, clerk, helper)
    assert refusal(case, BACK, officer, because="  ") == "请填写理由。"
    assert "400字以内" in refusal(case, BACK, officer, because="长" * 401)


def test_a_ground_for_refusal_is_said(centre: User, clerk: User, helper: User) -> None:
    case = dispatched(centre)
    assert "补充材料" in refusal(case, VERIFY, clerk, together_with=helper, data={"result": "UNDECIDED"})


def test_r_sod_who_dispatched_may_not_review(centre: User, clerk: User, helper: User) -> None:
    case = verified(centre, clerk, helper)
    assert refusal(case, REVIEW, centre) == "用户centre已办理本件的“下发”，不能再办理“复核”，请换人办理。"


def test_r_sod_the_second_of_a_pair_counts_too(centre: User, clerk: User) -> None:
    both = somebody("both", Role.COUNTY_OFFICER, COUNTY)
    case = dispatched(centre)
    services.take(case, VERIFY, by=clerk, together_with=both, at=NOW, data=RESULT)
    assert "已办理本件的“核实”" in refusal(case, REVIEW, both)


def test_what_follows_fails_then_nothing_happened(centre: User, clerk: User, helper: User, officer: User) -> None:
    case = verified(centre, clerk, helper)
    records = Record.objects.count()
    assert "资金台账" in refusal(case, REVIEW, officer, data={"money": "突然出错"})
    assert (case.stage, Record.objects.count()) == ("RESULT", records)


def test_r_org_01_near_kin_are_stopped_and_the_stop_is_recorded(centre: User) -> None:
    numbers = [number_of(dt.date(1970, 1, 1), n) for n in range(3)]
    handler, sister, husband = register_people(
        [NewPerson(number, f"人{n}", VILLAGE) for n, number in enumerate(numbers)], by=None, at=NOW, because="户籍底册"
    )
    add_kin(
        [
            NewKin(handler.pk, sister.pk, Kin.Relation.SIBLING),
            NewKin(sister.pk, husband.pk, Kin.Relation.SPOUSE),
        ],
        source="本人申报",
        by=None,
        at=NOW,
    )
    PEOPLE["死亡后仍领取"] = [husband.pk]
    kin = somebody("kin", Role.TOWNSHIP_CLERK, TOWN, id_number=numbers[0])
    clerk = somebody("clerk", Role.TOWNSHIP_CLERK, TOWN)
    case = dispatched(centre)
    for by, second in ((kin, clerk), (clerk, kin)):
        assert "依规应当回避" in refusal(case, VERIFY, by, together_with=second, data=RESULT)
    left = Record.objects.filter(action="case.recused")
    assert [(each.by, each.subject) for each in left] == [(kin, f"case:{case.pk}")] * 2
    [offer, _] = queries.offers(case, kin, TODAY)
    assert (offer.action, offer.refusal) == (VERIFY, "当事人是您的兄弟姐妹的配偶，依规应当回避，请由他人办理。")
    assert [offer.refusal for offer in queries.offers(case, clerk, TODAY)] == [None, None]


def test_the_page_that_is_out_of_date_is_told(centre: User, clerk: User) -> None:
    case = dispatched(centre)
    shown = case.version
    services.take(case, NOTE, by=clerk, at=NOW, because="已电话联系")
    assert "由他人办理过" in refusal(Case.objects.get(pk=case.pk), NOTE, clerk, because="再联系", version=shown)


def test_of_two_who_read_the_same_case_the_second_is_told(centre: User, clerk: User) -> None:
    case = opened()
    same = Case.objects.get(pk=case.pk)
    services.take(case, DISPATCH, by=centre, at=NOW)
    assert "刚刚由他人办理过" in refusal(same, DISPATCH, centre)
    assert same.stage == "NEW"


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_moment_one_succeeds(centre: User, tmp_path: Path) -> None:
    case = opened()
    copies = [Case.objects.get(pk=case.pk) for _ in range(4)]
    with database_in_a_file(tmp_path):
        results = at_once(*(lambda copy=copy: services.take(copy, DISPATCH, by=centre, at=NOW) for copy in copies))
        [after] = at_once(lambda: (ActionTaken.objects.count(), Case.objects.get().version, verify_chain()))
    refused = [each for each in results if isinstance(each, Refused)]
    assert (len(refused), after) == (3, (1, 1, None))
    assert {each.sentence for each in refused} == {f"{case.number}刚刚由他人办理过，请刷新后查看最新情况。"}


@pytest.mark.django_db(transaction=True)
def test_two_who_open_at_once_take_different_numbers(tmp_path: Path) -> None:
    with database_in_a_file(tmp_path):
        results = at_once(*(lambda n=n: opened(f"第{n}件").number for n in range(4)))
    assert sorted(map(str, results)) == [f"疑202409-{n:06d}" for n in range(1, 5)]


# --- many at once ----------------------------------------------------------------------------------------------------


def test_thousands_are_dispatched_in_few_queries(centre: User) -> None:
    cases = services.open_cases(FLOW, [NewCase(f"第{n}件", VILLAGE) for n in range(1200)], by=None, at=NOW)
    with CaptureQueriesContext(connection) as made:
        taken = services.take_many(cases, DISPATCH, by=centre, at=NOW)
    assert (len(taken), len(made) < 80) == (1200, True)
    assert queries.counts_by_stage(Case.objects.all()) == {"VERIFYING": 1200}
    assert {case.version for case in cases} == {1}
    assert Record.objects.filter(action="test.findings.dispatch").count() == 1200


def test_one_in_the_way_and_none_is_dispatched(centre: User) -> None:
    first, second = opened(), opened()
    services.take(Case.objects.get(pk=second.pk), DISPATCH, by=centre, at=NOW)
    with pytest.raises(Refused, match="选中的办件中有的刚刚由他人办理过"):
        services.take_many([first, second], DISPATCH, by=centre, at=NOW)
    assert (Case.objects.get(pk=first.pk).stage, first.stage) == ("NEW", "NEW")
    assert ActionTaken.objects.count() == 1


def test_many_at_once_stay_within_the_area_and_the_rules(centre: User, clerk: User, officer: User) -> None:
    inside, outside = opened(), opened(area=OTHER_VILLAGE)
    local = somebody("local", Role.VERIFICATION_CENTRE, TOWN)
    with pytest.raises(Refused, match=f"{outside.number}不在您的办理范围内"):
        services.take_many([inside, outside], DISPATCH, by=local, at=NOW)
    with pytest.raises(Refused, match="须逐件办理"):
        services.take_many([inside], VERIFY, by=clerk, at=NOW)
    with pytest.raises(Refused, match="没有选中"):
        services.take_many([], DISPATCH, by=centre, at=NOW)
    with pytest.raises(Refused, match="现处于“待下发”"):
        services.take_many([inside], CLOSE, by=officer, at=NOW)


def test_who_is_kin_to_one_of_many_is_told_which(centre: User, clerk: User, helper: User) -> None:
    number = number_of(dt.date(1970, 1, 1), 1)
    [person] = register_people([NewPerson(number, "某人", VILLAGE)], by=None, at=NOW, because="户籍底册")
    kin = somebody("kin", Role.COUNTY_OFFICER, COUNTY, id_number=number)
    reviewer = somebody("reviewer", Role.COUNTY_OFFICER, COUNTY)
    cases = [verified(centre, clerk, helper, title=title) for title in ("甲", "乙")]
    for case in cases:
        services.take(case, REVIEW, by=reviewer, at=NOW)
    PEOPLE["乙"] = [person.pk]
    with pytest.raises(Refused, match=f"{cases[1].number}：您本人是当事人"):
        services.take_many(cases, CLOSE, by=kin, at=NOW)
    assert len(services.take_many(cases, CLOSE, by=reviewer, at=NOW)) == 2


# --- what waits, and how late it is ----------------------------------------------------------------------------------


def test_the_worklist_shows_what_waits_for_ones_role_in_ones_area(centre: User, clerk: User, officer: User) -> None:
    new, elsewhere = opened("待下发"), opened("别镇", OTHER_VILLAGE)
    later, sooner = dispatched(centre, title="后"), dispatched(centre, title="先")
    Case.objects.filter(pk=sooner.pk).update(due_on=dt.date(2024, 9, 20))
    lists = {user.username: list(queries.worklist(user, [FLOW], TODAY)) for user in (centre, clerk, officer)}
    assert lists == {"centre": [new, elsewhere], "clerk": [sooner, later], "officer": []}
    assert list(queries.cases(clerk, FLOW).filter(stage="NEW")) == [new]


def test_r_sod_01_what_one_may_not_do_after_ones_own_step_waits_for_somebody_else(
    centre: User, clerk: User, helper: User, officer: User
) -> None:
    case = verified(centre, clerk, helper)
    assert list(queries.worklist(officer, [FLOW], TODAY)) == [case]
    assert list(queries.worklist(centre, [FLOW], TODAY)) == []  # he dispatched it


def test_r_prc_04_colours_of_a_case_of_ten_workdays(centre: User) -> None:
    case = dispatched(centre)  # from 12 September: due 27 September, 70% on the 7th workday, 90% on the 9th
    assert case.due_on == dt.date(2024, 9, 27)
    days = {
        dt.date(2024, 9, 22): Colour.GREEN,
        dt.date(2024, 9, 24): Colour.YELLOW,
        dt.date(2024, 9, 25): Colour.YELLOW,
        dt.date(2024, 9, 26): Colour.RED,
        dt.date(2024, 9, 27): Colour.RED,
        dt.date(2024, 9, 28): Colour.OVERDUE,
    }
    assert {day: queries.colour_of(case, NOW, day) for day in days} == days
    for day, colour in days.items():
        counts = queries.counts_by_colour(Case.objects.all(), day)
        assert counts == {each: int(each == colour) for each in Colour}
        assert [each for each in Colour if queries.of_colour(Case.objects.all(), each, day).exists()] == [colour]
    assert list(queries.overdue(Case.objects.all(), dt.date(2024, 9, 28))) == [case]


def test_limits_in_hours_are_looked_at_by_the_hour(centre: User, clerk: User, helper: User, officer: User) -> None:
    case = verified(centre, clerk, helper)
    services.take(case, REVIEW, by=officer, at=NOW)
    assert case.due_at == NOW + dt.timedelta(hours=24)
    colours = [
        queries.colour_of(case, NOW + dt.timedelta(hours=h), (NOW + dt.timedelta(hours=h)).date()) for h in (1, 25)
    ]
    assert colours == [Colour.GREEN, Colour.OVERDUE]
    late = NOW + dt.timedelta(hours=25)
    found = [queries.overdue(Case.objects.all(), late.date(), now).count() for now in (None, late)]
    assert found == [0, 1]


def test_natural_days_roll_and_alerts_count_from_the_internal_deadline(centre: User, clerk: User, helper: User) -> None:
    case = dispatched(centre)
    at = dt.datetime(2024, 9, 27, 15, tzinfo=SHANGHAI)
    services.take(case, VERIFY, by=clerk, together_with=helper, at=at, data=RESULT)
    assert (case.due_on, case.internal_due_on) == (dt.date(2024, 10, 8), dt.date(2024, 9, 30))
    assert case.red_on == dt.date(2024, 9, 30)


def test_a_case_without_a_limit_is_green(centre: User) -> None:
    flow = replace(FLOW, code="test.unlimited", actions=tuple(replace(each, within=None) for each in FLOW.actions))
    case = services.open_case(flow, title="不限时", area_code=VILLAGE, by=None, at=NOW)
    assert (case.due_on, queries.colour_of(case, NOW, TODAY)) == (None, Colour.GREEN)
    assert queries.counts_by_colour(Case.objects.all(), TODAY)[Colour.GREEN] == 1


def test_a_provisional_deadline_is_computed_again_when_the_notice_comes(officer: User) -> None:
    at = dt.datetime(2027, 1, 29, 9, tzinfo=SHANGHAI)
    services.open_cases(FLOW, [NewCase("甲", VILLAGE), NewCase("乙", VILLAGE)], by=None, at=at)
    assert set(Case.objects.values_list("due_on", "due_provisional")) == {(dt.date(2027, 2, 2), True)}
    notice = Notice(2027, "测试通知", frozenset({dt.date(2027, 2, 1)}), frozenset())
    assert provisional.load_notice(notice, by=officer, at=at) == 2
    assert set(Case.objects.values_list("due_on", "due_provisional")) == {(dt.date(2027, 2, 3), False)}
    assert provisional.recompute_provisional(at=at, by=officer) == 0
    left = Record.objects.filter(action="case.recompute_deadline")
    assert [each.data for each in left] == [{"from": "2027-02-02", "to": "2027-02-03"}] * 2


def test_a_notice_is_loaded_from_a_file(tmp_path: Path) -> None:
    at = dt.datetime(2027, 1, 29, 9, tzinfo=SHANGHAI)
    case = services.open_case(FLOW, title="甲", area_code=VILLAGE, by=None, at=at)
    file = tmp_path / "2027.csv"
    file.write_text(
        "year,document,day,kind\n2027,测试通知,2027-02-01,off\n2027,测试通知,2027-02-07,work\n", "utf-8-sig"
    )
    out = StringIO()
    call_command("load_holidays", file, stdout=out)
    assert "已录入2027年放假安排(测试通知),重算1件的期限。" in out.getvalue()
    case.refresh_from_db()
    assert (case.due_on, case.due_provisional) == (dt.date(2027, 2, 3), False)
    for content in ("year,day\n", "year,document,day,kind\n2027,x,2月1日,off\n"):
        file.write_text(content + "2027,1\n", "utf-8")
        with pytest.raises(CommandError, match="看不懂"):
            call_command("load_holidays", file)


def test_a_notice_that_cannot_be_is_refused(officer: User) -> None:
    for days_off, workdays, words in (
        ([dt.date(2028, 1, 1)], [], "请核对年份"),
        ([], [], "一天也没有"),
        ([dt.date(2027, 1, 2)], [dt.date(2027, 1, 2)], "既放假又上班"),
        ([dt.date(2027, 1, 1)], [dt.date(2027, 1, 4)], "不是周末"),
    ):
        with pytest.raises(Refused, match=words):
            enter_notice(2027, document="测试", days_off=days_off, workdays=workdays, by=officer, at=NOW)


def test_a_flow_with_a_stage_that_nothing_leads_to_is_refused_when_the_program_starts() -> None:
    with pytest.raises(AssertionError, match="没有动作通向"):
        replace(FLOW, stages=(*FLOW.stages, Stage("LOST", "无处")))
