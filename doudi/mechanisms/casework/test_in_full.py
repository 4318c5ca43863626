"""Stories of a flow with everything: clocks over stages, steps side by side, who confirms where, substitutes, lapses, escalation."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from doudi.base.calendar import Notice
from doudi.base.models import Area, Record, User
from doudi.base.notices import calendar
from doudi.base.records import verify_chain
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.base.stories import (
    COUNTY,
    OTHER_TOWN,
    OTHER_VILLAGE,
    SHANGHAI,
    TOWN,
    VILLAGE,
    build_county,
    number_of,
    somebody,
)
from doudi.mechanisms.casework import (
    clocks,
    delegations,
    escalations,
    lapses,
    provisional,
    queries,
    services,
    spot_checks,
    substitutes,
)
from doudi.mechanisms.casework.declare import (
    SYSTEM,
    Action,
    Clock,
    Days,
    Field,
    Flow,
    Ground,
    SpotCheck,
    Stage,
    Workdays,
)
from doudi.mechanisms.casework.models import ActionTaken, Case, Delegation, Escalation, RunningClock
from doudi.mechanisms.casework.services import take
from doudi.mechanisms.registry.services import NewPerson, register_people

CLERK, HEAD, COUNTY_ROLE, CENTRE = (
    Role.TOWNSHIP_CLERK,
    Role.TOWNSHIP_LEADER,
    Role.COUNTY_OFFICER,
    Role.VERIFICATION_CENTRE,
)


@dataclass(frozen=True)
class _Share:
    """Raised in the middle of 2025, to see which day counts."""

    def on(self, day: dt.date) -> int:
        return 30 if day < dt.date(2025, 7, 1) else 100


GROUNDS = (Ground("INCOME", "收入不低于标准", "某办法第二条"),)
ACCEPT = Action("accept", "受理", "NEW", "LOOKING", by=CLERK)
SURVEY = Action("survey", "入户调查", "LOOKING", "LOOKING", by=CLERK, within=Workdays(3), awaited=True)
REQUEST = Action("request", "提请核对", "LOOKING", "LOOKING", by=CLERK, within=Workdays(3), awaited=True)
CHECK = Action(
    "check", "启动核对", "LOOKING", "LOOKING", by=CENTRE, within=Workdays(3), awaited=True, after=("request",)
)
OPINE = Action("opine", "初审", "LOOKING", "POSTED", by=CLERK, needs=("survey", "check"), counts_from="posted_on",
               fields=(Field("posted_on", "张贴日期", "date", required=True),))  # fmt: skip
OBJECT = Action("object", "异议", "POSTED", "LOOKING", by=CLERK, wakes=("survey",), extends=("total", "OBJECTION"))
LAPSE = Action("lapse", "期满", "POSTED", "DECIDING", by=SYSTEM, within=Days(7), lapses=True)
VISIT = Action("visit", "县级入户", "DECIDING", "DECIDING", by=COUNTY_ROLE)
CONFIRM = Action("confirm", "确认", "DECIDING", "DONE", by=COUNTY_ROLE, within=Workdays(10), delegated=False)
CONFIRM_HERE = Action("confirm_here", "乡镇确认", "DECIDING", "DONE", by=HEAD, within=Workdays(5), delegated=True)
REFUSE = Action("refuse", "不予确认", "DECIDING", "DONE", by=COUNTY_ROLE, delegated=False, grounds=GROUNDS)
TOTAL = Clock(
    "total", "总时限", starts=("accept",), ends=("confirm", "confirm_here", "refuse"), within=Workdays(30),
    delegated=Workdays(20), extended=Workdays(45), reasons=(("OBJECTION", "有异议"), ("HARD", "调查困难")),
    extended_by=frozenset({CLERK}),
)  # fmt: skip
NOTES: dict[int, str] = {}
FULL = Flow(
    "test.full", "完整流程",
    stages=(Stage("NEW", "新"), Stage("LOOKING", "调查"), Stage("POSTED", "公示"), Stage("DECIDING", "审核"), Stage("DONE", "办结", final=True)),
    start="NEW",
    actions=(ACCEPT, SURVEY, REQUEST, CHECK, OPINE, OBJECT, LAPSE, VISIT, CONFIRM, CONFIRM_HERE, REFUSE),
    prefix="全", clocks=(TOTAL,), remedy="可在六十日内申请行政复议",
    spot_check=SpotCheck("lapse", _Share(), "visit", ("confirm",), always=lambda case: "近亲属备案" if "近亲属" in case.title else ""),
    facts=lambda case: {"备注": NOTES.get(case.pk, "")},
)  # fmt: skip
pytestmark = pytest.mark.django_db


def on(day: str, hour: int = 10) -> dt.datetime:
    return dt.datetime.combine(dt.date.fromisoformat(day), dt.time(hour), SHANGHAI)


@pytest.fixture(autouse=True)
def people() -> dict[str, User]:
    build_county()
    NOTES.clear()
    return {
        "clerk": somebody("clerk", CLERK, TOWN),
        "head": somebody("head", HEAD, TOWN),
        "officer": somebody("officer", COUNTY_ROLE, COUNTY),
        "centre": somebody("centre", CENTRE, COUNTY),
        "leader": somebody("leader", Role.BUREAU_LEADER, COUNTY),
    }


def accepted(people: dict[str, User], day: str = "2024-04-26", title: str = "某户", area: str = VILLAGE) -> Case:
    case = services.open_case(FULL, title=title, area_code=area, by=None, at=on(day))
    take(case, ACCEPT, by=people["clerk"], at=on(day))
    return case


def posted(people: dict[str, User], title: str = "某户") -> Case:
    """Accepted on 26 April, posted on 14 May."""
    case = accepted(people, title=title)
    take(case, SURVEY, by=people["clerk"], at=on("2024-04-28"))
    take(case, REQUEST, by=people["clerk"], at=on("2024-04-29"))
    take(case, CHECK, by=people["centre"], at=on("2024-05-06"))
    take(case, OPINE, by=people["clerk"], at=on("2024-05-14"), data={"posted_on": "2024-05-14"})
    return case


def decided_by_county(people: dict[str, User], title: str) -> Case:
    case = posted(people, title)
    lapses.lapse([FULL], today=dt.date(2024, 5, 22), at=on("2024-05-22", 1))
    case.refresh_from_db()
    return case


# --- limits --------------------------------------------------------------------------------------------------------------


def test_steps_run_side_by_side_each_with_its_limit(people: dict[str, User]) -> None:
    case = accepted(people)
    assert (case.due_on, case.clock_due_on) == (dt.date(2024, 4, 30), dt.date(2024, 6, 11))
    assert set(queries.awaited_steps(case)) == {"survey", "request"}
    assert list(queries.worklist(people["centre"], [FULL], dt.date(2024, 4, 28))) == []
    take(case, REQUEST, by=people["clerk"], at=on("2024-04-29"))
    assert queries.awaited_steps(case)["check"].due_on == dt.date(2024, 5, 7)
    assert list(queries.worklist(people["centre"], [FULL], dt.date(2024, 4, 29))) == [case]
    assert list(queries.worklist(people["clerk"], [FULL], dt.date(2024, 4, 29))) == [case]
    take(case, CHECK, by=people["centre"], at=on("2024-04-30"))
    assert list(queries.worklist(people["centre"], [FULL], dt.date(2024, 5, 6))) == []


def test_a_step_is_not_done_twice_nor_before_its_time_nor_passed_over(people: dict[str, User]) -> None:
    case = accepted(people)
    with pytest.raises(Refused, match="须先办理“提请核对”"):
        take(case, CHECK, by=people["centre"], at=on("2024-04-28"))
    take(case, SURVEY, by=people["clerk"], at=on("2024-04-28"))
    with pytest.raises(Refused, match="已经办理过“入户调查”"):
        take(case, SURVEY, by=people["clerk"], at=on("2024-04-29"))
    with pytest.raises(Refused, match="还没有办理“启动核对”"):
        take(case, OPINE, by=people["clerk"], at=on("2024-04-29"), data={"posted_on": "2024-04-29"})
    assert [offer.action.code for offer in queries.offers(case, people["clerk"], dt.date(2024, 4, 29))] == [
        "request",
        "opine",
    ]


def test_r_dibao_10_the_clock_runs_through_returns_and_is_extended_once(people: dict[str, User]) -> None:
    case = posted(people)
    assert case.clock_due_on == dt.date(2024, 6, 11)
    take(case, OBJECT, by=people["clerk"], at=on("2024-05-20"))
    clock = RunningClock.objects.get(case=case, code="total")
    assert (clock.due_on, clock.extended, clock.waits_since) == (
        dt.date(2024, 7, 2),
        "OBJECTION",
        dt.date(2024, 4, 26),
    )
    assert set(queries.awaited_steps(case)) == {"survey"}  # nobody checks a second time
    with pytest.raises(Refused, match="已经延长过"):
        clocks.extend(case, TOTAL, "HARD", by=people["clerk"], at=on("2024-05-20"), because="户主外出")


def test_r_dibao_10_only_for_a_coded_reason(people: dict[str, User]) -> None:
    case = accepted(people)
    with pytest.raises(Refused, match="只限规定的情形"):
        clocks.extend(case, TOTAL, "BUSY", by=people["clerk"], at=on("2024-05-06"), because="工作忙")
    with pytest.raises(Refused, match="须写明"):
        clocks.extend(case, TOTAL, "HARD", by=people["clerk"], at=on("2024-05-06"), because=" ")
    with pytest.raises(Refused, match="没有权限"):
        clocks.extend(case, TOTAL, "HARD", by=people["head"], at=on("2024-05-06"), because="户主外出")
    clocks.extend(case, TOTAL, "HARD", by=people["clerk"], at=on("2024-05-06"), because="户主外出务工")
    assert Case.objects.get().clock_due_on == dt.date(2024, 7, 2)


def test_limits_count_from_the_day_on_the_paper_which_is_not_to_come(people: dict[str, User]) -> None:
    case = accepted(people)
    take(case, SURVEY, by=people["clerk"], at=on("2024-04-28"))
    take(case, REQUEST, by=people["clerk"], at=on("2024-04-28"))
    take(case, CHECK, by=people["centre"], at=on("2024-04-28"))
    with pytest.raises(Refused, match="不能晚于今天"):
        take(case, OPINE, by=people["clerk"], at=on("2024-04-26"), data={"posted_on": "2024-05-14"})
    take(case, OPINE, by=people["clerk"], at=on("2024-04-28"), data={"posted_on": "2024-04-25"})
    assert case.due_on == dt.date(2024, 5, 6)  # EX-13: the seventh day is a holiday


def test_clocks_end_with_the_case(people: dict[str, User]) -> None:
    case = decided_by_county(people, "近亲属某户")
    take(case, VISIT, by=people["officer"], at=on("2024-05-23"))
    take(case, CONFIRM, by=people["officer"], at=on("2024-05-24"))
    assert not RunningClock.objects.filter(stopped_at=None).exists()
    assert (case.clock_due_on, case.due_on) == (None, None)


def test_clocks_past_the_last_notice_are_computed_again(people: dict[str, User]) -> None:
    case = accepted(people, "2027-01-18")
    before = case.clock_due_on
    days = frozenset(dt.date(2027, 2, day) for day in (8, 9, 10))
    provisional.load_notice(Notice(2027, "测试", days, frozenset()), by=people["officer"], at=on("2027-01-19"))
    case.refresh_from_db()
    known = calendar()
    assert case.clock_due_on is not None
    assert before is not None
    assert case.clock_due_on == known.add_workdays(dt.date(2027, 1, 18), 30) > before


# --- what happens by itself ----------------------------------------------------------------------------------------------


def test_a_notice_lapses_the_day_after_its_last_and_only_once(people: dict[str, User]) -> None:
    case = posted(people)
    assert case.due_on == dt.date(2024, 5, 21)
    assert lapses.lapse([FULL], today=dt.date(2024, 5, 21), at=on("2024-05-21")) == 0
    assert lapses.lapse([FULL], today=dt.date(2024, 5, 22), at=on("2024-05-22", 1)) == 1
    assert lapses.lapse([FULL], today=dt.date(2024, 5, 22), at=on("2024-05-22", 2)) == 0
    case.refresh_from_db()
    last = case.actions.last()
    assert last is not None
    assert (case.stage, last.action, last.by) == ("DECIDING", "lapse", None)
    assert verify_chain() is None


def test_what_belongs_to_people_is_not_done_by_itself_nor_the_other_way(people: dict[str, User]) -> None:
    case = accepted(people)
    with pytest.raises(Refused, match="须由乡镇经办人办理"):
        services.take_by_system(case, SURVEY, at=on("2024-04-28"), because="期限届满")
    case = posted(people)
    with pytest.raises(Refused, match="没有权限"):
        take(case, LAPSE, by=people["clerk"], at=on("2024-05-15"))


def test_what_is_late_is_told_upwards_once_a_level(people: dict[str, User]) -> None:
    case = accepted(people)  # survey due on 30 April
    days = ["2024-04-30", "2024-05-06", "2024-05-06", "2024-05-08", "2024-06-12", "2024-06-13"]
    told = [escalations.escalate([FULL], today=dt.date.fromisoformat(day), at=on(day)) for day in days]
    assert told == [0, 1, 0, 1, 2, 0]  # in June the third level of the step and the first of the whole clock
    assert set(Escalation.objects.values_list("clock", "level")) == {
        ("LOOKING:2024-04-26", 1),
        ("LOOKING:2024-04-26", 2),
        ("LOOKING:2024-04-26", 3),
        ("total", 1),
    }
    today = dt.date(2024, 6, 13)
    seen = {name: escalations.told_to(people[name], [FULL], today).count() for name in ("head", "officer", "leader")}
    assert seen == {"head": 2, "officer": 1, "leader": 1}
    other = somebody("other", HEAD, OTHER_TOWN)
    assert not escalations.told_to(other, [FULL], today).exists()
    assert Record.objects.filter(action="case.escalate", subject=f"case:{case.pk}").count() == 4


def test_the_daily_command_may_run_twice(people: dict[str, User], capsys: Any) -> None:
    posted(people)
    call_command("advance_cases")
    call_command("advance_cases")
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("到期自动办理1件")
    assert said[1] == "到期自动办理0件，新增督办0条。"


# --- who may -------------------------------------------------------------------------------------------------------------


def test_r_org_02_where_the_power_is_delegated_the_township_confirms_within_twenty_days(
    people: dict[str, User],
) -> None:
    town = Area.objects.get(code=TOWN)
    before = accepted(people, "2024-04-25", "下放之前")
    delegations.delegate(
        FULL, town, since=dt.date(2024, 4, 26), document="某民字〔2024〕9号", by=people["leader"], at=on("2024-04-20")
    )
    case = posted(people)
    assert (before.delegated, case.delegated, case.clock_due_on) == (False, True, dt.date(2024, 5, 27))
    services.take_by_system(case, LAPSE, at=on("2024-05-22"), because="期限届满")
    today = dt.date(2024, 5, 22)
    assert case in queries.worklist(people["head"], [FULL], today)
    assert case not in queries.worklist(people["officer"], [FULL], today)
    codes = [offer.action.code for offer in queries.offers(case, people["officer"], today)]
    assert codes == ["visit"]
    with pytest.raises(Refused, match="由乡镇审核确认"):
        take(case, CONFIRM, by=people["officer"], at=on("2024-05-22"))
    take(case, CONFIRM_HERE, by=people["head"], at=on("2024-05-22"))
    assert case.closed_at is not None


def test_r_org_02_taken_back_the_county_confirms_within_thirty(people: dict[str, User]) -> None:
    town = Area.objects.get(code=TOWN)
    delegation = delegations.delegate(
        FULL, town, since=dt.date(2024, 1, 1), document="甲", by=people["leader"], at=on("2024-01-01")
    )
    case = posted(people)
    ended = delegations.end(
        delegation, FULL, on=dt.date(2024, 5, 15), document="乙", by=people["leader"], at=on("2024-05-15")
    )
    case.refresh_from_db()
    assert (ended, case.delegated, case.clock_due_on) == (1, False, dt.date(2024, 6, 11))
    assert accepted(people, "2024-05-16", "收回之后").delegated is False


def test_r_org_02_delegation_is_refused_without_power_document_or_twice(people: dict[str, User]) -> None:
    town, village = (Area.objects.get(code=code) for code in (TOWN, VILLAGE))

    def refused(area: Area, document: str = "甲", by: str = "leader", since: str = "2024-01-01") -> str:
        with pytest.raises(Refused) as raised:
            delegations.delegate(
                FULL,
                area,
                since=dt.date.fromisoformat(since),
                document=document,
                by=people[by],
                at=on("2024-01-01"),
            )
        return raised.value.sentence

    assert "只能下放到乡镇" in refused(village)
    assert "文号" in refused(town, " ")
    assert "没有权限" in refused(town, by="officer")
    delegations.delegate(FULL, town, since=dt.date(2024, 1, 1), document="甲", by=people["leader"], at=on("2024-01-01"))
    assert "已经下放" in refused(town, since="2024-03-01")
    assert Delegation.objects.count() == 1


def test_a_substitute_acts_in_the_name_of_who_is_away_and_the_record_says_so(people: dict[str, User]) -> None:
    clerk, stand_in = people["clerk"], somebody("deputy", HEAD, TOWN)
    substitutes.arrange(
        clerk,
        stand_in,
        since=dt.date(2024, 4, 28),
        until=dt.date(2024, 4, 30),
        because="培训",
        by=clerk,
        at=on("2024-04-26"),
    )
    case = accepted(people)
    assert case in queries.worklist(stand_in, [FULL], dt.date(2024, 4, 28))
    with pytest.raises(Refused, match="没有权限"):
        take(case, SURVEY, by=stand_in, at=on("2024-05-06"))  # he is back
    stand_in = User.objects.get(pk=stand_in.pk)
    taken = take(case, SURVEY, by=stand_in, at=on("2024-04-29"))
    assert (taken.by, taken.in_the_name_of) == (stand_in, clerk)
    assert Record.objects.get(action="test.full.survey").data["in_the_name_of"] == clerk.pk
    assert queries.takers(case)["survey"] == {stand_in.pk, clerk.pk}


def test_r_sod_a_substitute_does_not_join_what_must_be_apart(people: dict[str, User]) -> None:
    apart = replace(FULL, code="test.apart", actions=tuple(
        replace(each, apart_from=("accept",)) if each.awaited else each for each in FULL.actions
    ))  # fmt: skip
    accept, survey = apart.action("accept"), apart.action("survey")
    clerk, other = people["clerk"], somebody("other", CLERK, TOWN)
    substitutes.arrange(
        other,
        clerk,
        since=dt.date(2024, 4, 1),
        until=dt.date(2024, 4, 30),
        because="培训",
        by=other,
        at=on("2024-04-01"),
    )
    case = services.open_case(apart, title="某户", area_code=VILLAGE, by=None, at=on("2024-04-26"))
    take(case, accept, by=clerk, at=on("2024-04-26"))
    with pytest.raises(Refused, match="请换人办理"):
        take(case, survey, by=clerk, at=on("2024-04-28"))
    assert case not in queries.worklist(clerk, [apart], dt.date(2024, 4, 28))


def test_a_substitute_belongs_to_the_place_and_is_another(people: dict[str, User]) -> None:
    clerk = people["clerk"]

    def refused(who: User, until: str = "2024-05-10") -> str:
        with pytest.raises(Refused) as raised:
            substitutes.arrange(
                clerk,
                who,
                since=dt.date(2024, 5, 6),
                until=dt.date.fromisoformat(until),
                because="培训",
                by=clerk,
                at=on("2024-05-05"),
            )
        return raised.value.sentence

    assert "不能是本人" in refused(clerk)
    assert "辖区不包括" in refused(somebody("far", CLERK, OTHER_TOWN))
    assert "起止日期不对" in refused(people["head"], "2024-12-31")


# --- drawn and visited -----------------------------------------------------------------------------------------------------


def test_the_sample_can_be_drawn_again_by_anybody() -> None:
    month = 2024 * 12 + 4
    numbers = [f"全202405-{number:06d}" for number in range(2000)]
    first = [spot_checks.drawn_in_month(number, month, 30) for number in numbers]
    assert first == [spot_checks.drawn_in_month(number, month, 30) for number in numbers]
    assert 540 < sum(first) < 660
    assert (
        sum(a != b for a, b in zip(first, (spot_checks.drawn_in_month(n, month + 1, 30) for n in numbers), strict=True))
        > 500
    )
    assert all(spot_checks.drawn_in_month(number, month, 100) for number in numbers)
    assert not any(spot_checks.drawn_in_month(number, month, 0) for number in numbers)


def test_who_is_near_to_a_handler_is_always_visited_before_the_decision(people: dict[str, User]) -> None:
    case = decided_by_county(people, "近亲属某户")
    assert case.site_visit == "近亲属备案"
    with pytest.raises(Refused, match="须先办理“县级入户”"):
        take(case, CONFIRM, by=people["officer"], at=on("2024-05-23"))
    take(case, VISIT, by=people["officer"], at=on("2024-05-23"))
    take(case, CONFIRM, by=people["officer"], at=on("2024-05-23"))


def test_the_share_in_force_on_the_day_counts(people: dict[str, User]) -> None:
    cases = [accepted(people, "2025-07-01", f"第{n}户") for n in range(3)]
    for case in cases:
        Case.objects.filter(pk=case.pk).update(stage="POSTED")
        case.refresh_from_db()
        services.take_by_system(case, LAPSE, at=on("2025-07-10"), because="期限届满")
    assert {case.site_visit for case in cases} == {"随机抽查（100%）"}


# --- decisions and what they leave -----------------------------------------------------------------------------------------


def test_r_dibao_15_a_refusal_names_reason_article_and_remedy(people: dict[str, User]) -> None:
    case = decided_by_county(people, "某户")
    for given in ({}, {"ground": "LIKES"}):
        with pytest.raises(Refused, match="请选择作出决定的理由"):
            take(case, REFUSE, by=people["officer"], at=on("2024-05-23"), data=given)
    taken = take(case, REFUSE, by=people["officer"], at=on("2024-05-23"), data={"ground": "INCOME"})
    assert taken.data == {
        "ground": "INCOME",
        "ground_words": "收入不低于标准",
        "basis": "某办法第二条",
        "remedy": "可在六十日内申请行政复议",
    }


def test_r_dibao_15_a_flow_that_refuses_without_a_remedy_does_not_start() -> None:
    with pytest.raises(AssertionError, match="救济途径"):
        replace(FULL, code="test.mute", remedy="")


def test_what_an_action_changed_is_kept_before_and_after(people: dict[str, User]) -> None:
    noting = replace(REQUEST, then=lambda case, taken: NOTES.update({case.pk: "家庭4人"}))
    flow = replace(FULL, code="test.noting", actions=tuple(noting if a == REQUEST else a for a in FULL.actions))
    case = services.open_case(flow, title="某户", area_code=VILLAGE, by=None, at=on("2024-04-26"))
    for action in (ACCEPT, noting):
        take(case, action, by=people["clerk"], at=on("2024-04-28"))
    first, second = queries.history(case)
    assert not hasattr(first, "change")
    assert (second.change.before, second.change.after) == ({"备注": ""}, {"备注": "家庭4人"})


def test_a_case_that_goes_on_from_another_is_linked_to_it(people: dict[str, User]) -> None:
    first = accepted(people)
    second = services.open_case(
        FULL, title="复议", area_code=VILLAGE, by=None, at=on("2024-06-20"), original=first, link="复议"
    )
    assert [(each.number, each.link) for each in first.later.all()] == [(second.number, "复议")]


def test_the_worklist_asks_the_same_number_of_questions_for_one_and_for_many(people: dict[str, User]) -> None:
    def asked() -> int:
        user = User.objects.get(username="clerk")
        with CaptureQueriesContext(connection) as made:
            list(queries.worklist(user, [FULL], dt.date(2024, 5, 6)))
        return len(made)

    accepted(people)
    one = asked()
    for number in range(5):
        accepted(people, title=f"第{number}户")
    assert asked() == one <= 5


def test_recusal_and_area_hold_for_steps_too(people: dict[str, User]) -> None:
    number = number_of(dt.date(1970, 1, 1), 1)
    [person] = register_people([NewPerson(number, "某人", VILLAGE)], by=None, at=on("2024-01-02"), because="登记")
    flow = replace(FULL, code="test.kin", subjects=lambda case: [person.pk])
    himself = somebody("himself", CLERK, TOWN, id_number=number)
    case = services.open_case(flow, title="某户", area_code=VILLAGE, by=None, at=on("2024-04-26"))
    take(case, ACCEPT, by=people["clerk"], at=on("2024-04-26"))
    with pytest.raises(Refused, match="依规应当回避"):
        take(case, SURVEY, by=himself, at=on("2024-04-28"))
    elsewhere = services.open_case(flow, title="某户", area_code=OTHER_VILLAGE, by=None, at=on("2024-04-26"))
    with pytest.raises(Refused, match="没有权限"):
        take(elsewhere, ACCEPT, by=people["clerk"], at=on("2024-04-26"))
    assert ActionTaken.objects.filter(case=case).count() == 1
