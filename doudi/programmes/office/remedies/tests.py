"""Stories of a decision that somebody does not accept: in time and too late, upheld, revoked, changed, and a bureau that did not decide."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from doudi.base.models import User
from doudi.base.records import verify_chain
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.base.stories import VILLAGE
from doudi.mechanisms.casework import services
from doudi.mechanisms.casework.appeals import queries
from doudi.mechanisms.casework.appeals.declare import ROADS
from doudi.mechanisms.casework.appeals.models import Appeal, AppealResult, AppealRoad
from doudi.mechanisms.casework.appeals.services import NewAppeal, register
from doudi.mechanisms.casework.declare import SYSTEM, Action, Appealable, Clock, Field, Flow, Stage, Workdays
from doudi.mechanisms.casework.models import ActionTaken, Case
from doudi.mechanisms.casework.pages.listing import worklist_of
from doudi.mechanisms.casework.queries import flow_of, offers
from doudi.mechanisms.entitlement.testing_awards import Office, acting, moment
from doudi.programmes.office.remedies.flows import COMPLAINTS, LAWSUITS, RECONSIDERATIONS
from doudi.programmes.office.remedies.pages import ALL_PAGES

pytestmark = pytest.mark.django_db
COUNTY = Role.COUNTY_OFFICER


class _Until2025:
    """A number of policy that changes with the year, to see which day counts."""

    def __init__(self, before: int, after: int) -> None:
        self.before, self.after = before, after

    def on(self, day: dt.date) -> int:
        return self.before if day.year < 2025 else self.after


ACCEPT = Action("accept", "受理", "NEW", "LOOKING", by=COUNTY)
REFUSE = Action("refuse", "不予确认", "LOOKING", "REFUSED", by=COUNTY)
TELL = Action(
    "tell", "送达", "REFUSED", "TOLD", by=COUNTY, fields=(Field("told_on", "送达日期", "date", required=True),)
)
AGAIN = Action("again", "撤销原决定，重新审核", "TOLD", "LOOKING", by=SYSTEM)
CONFIRM = Action("confirm", "确认", "LOOKING", "DONE", by=COUNTY)
LINE = Flow(
    "test.appealed",
    "某项待遇",
    stages=(
        Stage("NEW", "新"),
        Stage("LOOKING", "审核"),
        Stage("REFUSED", "不予确认"),
        Stage("TOLD", "已告知", final=True),
        Stage("DONE", "确认", final=True),
    ),
    start="NEW",
    actions=(ACCEPT, REFUSE, TELL, AGAIN, CONFIRM),
    prefix="验",
    clocks=(Clock("total", "总时限", ("accept",), ("refuse", "confirm"), Workdays(30)),),
    remedy="可以申请行政复议、提起行政诉讼。",
    appealable=Appealable((("tell", "told_on"),), "again", _Until2025(60, 90), _Until2025(6, 9)),
)


def day(written: str) -> dt.date:
    return dt.date.fromisoformat(written)


class Bureau(Office):
    def take(self, case: Case, code: str, by: User, on: str, because: str = "情况属实", **said: Any) -> ActionTaken:
        flow = flow_of(case)
        return services.take(case, flow.action(code), by=by, at=moment(on), because=because, data=said)

    def accepted(self, on: str = "2024-04-26") -> Case:
        case = services.open_case(LINE, title="王某", area_code=VILLAGE, by=None, at=moment(on))
        self.take(case, "accept", self.officer, on)
        return case

    def told(self, served: str = "2024-06-07") -> Case:
        """Refused, and the refusal handed over on a day."""
        case = self.accepted()
        self.take(case, "refuse", self.officer, "2024-06-05")
        self.take(case, "tell", self.officer, "2024-06-07" if served < "2024-06-07" else served, told_on=served)
        return case

    def appeal(self, case: Case, road: AppealRoad, on: str = "2024-07-01", **more: Any) -> Case:
        new = NewAppeal(road, "王某", "家庭收入核算有误。", day(on), **{"body": "某县人民政府", **more})
        return register(ROADS[road], case, new, by=self.second, at=moment(on))

    def concluded(self, appeal: Case, code: str, on: str = "2024-08-01", **more: Any) -> ActionTaken:
        said = {"decided_on": on, "document": "某复决〔2024〕3号", "words": "事实不清。", **more}
        return self.take(appeal, code, self.second, on, **said)


@pytest.fixture
def bureau() -> Bureau:
    return Bureau()


# --- in time, or not ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("served", "reconsider", "sue"),
    [
        ("2024-06-07", "2024-08-06", "2024-12-09"),  # 7 December is a Saturday
        ("2024-08-02", "2024-10-08", "2025-02-05"),  # both would end in a holiday
    ],
)
def test_r_prc_10_the_time_runs_from_the_day_of_service(bureau: Bureau, served: str, reconsider: str, sue: str) -> None:
    case = bureau.told(served)
    found = queries.open_to_appeal(case, day("2024-08-02"))
    assert found is not None
    assert found.served_on == day(served)
    assert found.limit(AppealRoad.RECONSIDERATION).last_on == day(reconsider)
    assert found.limit(AppealRoad.LITIGATION).last_on == day(sue)
    assert found.limit(AppealRoad.COMPLAINT).last_on is None


def test_the_number_is_that_of_policy_on_the_day_of_service(bureau: Bureau) -> None:
    found = queries.open_to_appeal(bureau.told("2025-01-06"), day("2025-01-07"))
    assert found is not None
    assert [each.words for each in found.limits] == ["", "90日", "9个月"]


def test_the_last_day_is_in_time_and_the_next_is_too_late(bureau: Bureau) -> None:
    case = bureau.told("2024-06-07")
    with pytest.raises(Refused) as raised:
        bureau.appeal(case, AppealRoad.RECONSIDERATION, "2024-08-07")
    assert raised.value.sentence == (
        "决定于2024-06-07送达，申请行政复议的期限为60日，到2024-08-06止；2024-08-07提出，已超过期限，不能登记。"
        "可以告知当事人通过申诉、行政诉讼（2024-12-09前）反映；因不可抗力或者其他正当理由耽误的，请写明理由。"
    )
    assert not Appeal.objects.exists()
    appeal = bureau.appeal(case, AppealRoad.RECONSIDERATION, "2024-08-06")
    assert (appeal.original, appeal.link, appeal.due_on) == (case, "行政复议", day("2024-08-20"))


def test_who_was_kept_from_it_says_why(bureau: Bureau) -> None:
    appeal = bureau.appeal(bureau.told(), AppealRoad.RECONSIDERATION, "2024-08-12", excuse="七月山洪断路，八月十日通车")
    assert Appeal.objects.get(pk=appeal.pk).excuse.startswith("七月山洪")


def test_nothing_to_go_against(bureau: Bureau) -> None:
    case = bureau.accepted()
    with pytest.raises(Refused, match="没有已送达的不利决定"):
        bureau.appeal(case, AppealRoad.COMPLAINT, "2024-05-06")
    bureau.take(case, "refuse", bureau.officer, "2024-06-05")
    with pytest.raises(Refused, match="没有已送达的不利决定"):
        bureau.appeal(case, AppealRoad.COMPLAINT, "2024-06-06")
    bureau.take(case, "tell", bureau.officer, "2024-06-07", told_on="2024-06-07")
    with pytest.raises(Refused, match="早于决定送达的2024-06-07"):
        bureau.appeal(case, AppealRoad.COMPLAINT, "2024-06-06")
    new = NewAppeal(AppealRoad.COMPLAINT, "王某", "有误", day("2024-07-02"), "某县民政局")
    with pytest.raises(Refused, match="不能晚于今天"):
        register(COMPLAINTS, case, new, by=bureau.second, at=moment("2024-07-01"))
    with pytest.raises(Refused, match="没有权限"):
        register(COMPLAINTS, case, new, by=bureau.clerk, at=moment("2024-07-02"))


def test_one_body_at_a_time(bureau: Bureau) -> None:
    case = bureau.told()
    bureau.appeal(case, AppealRoad.RECONSIDERATION)
    with pytest.raises(Refused, match="正在办理，不能重复登记"):
        bureau.appeal(case, AppealRoad.RECONSIDERATION)
    with pytest.raises(Refused, match="还没有结论"):
        bureau.appeal(case, AppealRoad.LITIGATION)
    bureau.appeal(case, AppealRoad.COMPLAINT)
    assert len(queries.appeals_of(case)) == 2


# --- what comes of it --------------------------------------------------------------------------------------------------


def test_upheld_leaves_the_decision_as_it_is(bureau: Bureau) -> None:
    case = bureau.told()
    appeal = bureau.appeal(case, AppealRoad.RECONSIDERATION)
    bureau.take(appeal, "answer", bureau.officer, "2024-07-08", words="依据充分。")
    bureau.concluded(appeal, "uphold")
    case.refresh_from_db()
    row = Appeal.objects.get()
    assert (appeal.stage, row.result, row.result_document) == ("CLOSED", AppealResult.UPHELD, "某复决〔2024〕3号")
    assert (case.stage, case.version) == ("TOLD", 3)
    assert verify_chain() is None


def test_revoked_opens_the_original_again(bureau: Bureau) -> None:
    case = bureau.told()
    appeal = bureau.appeal(case, AppealRoad.LITIGATION, "2024-08-08", body="某县人民法院")
    assert appeal.due_on == day("2024-08-23")  # fifteen days by the calendar
    bureau.take(appeal, "answer", bureau.officer, "2024-08-20", words="依据充分。")
    bureau.concluded(appeal, "revoke", "2024-11-01", document="（2024）某行初3号")
    case.refresh_from_db()
    again = case.actions.get(action="again")
    assert (case.stage, case.closed_at, again.by) == ("LOOKING", None, None)
    assert again.because == f"{appeal.number}撤销原决定：（2024）某行初3号"
    assert queries.open_to_appeal(case, day("2024-06-10")) is None
    bureau.take(case, "confirm", bureau.officer, "2024-11-05")
    assert case.stage == "DONE"
    change = appeal.actions.get(action="revoke").change
    assert change.after["结果"] == "撤销原决定"


def test_r_rec_who_had_a_hand_in_it_does_not_look_at_it_again(bureau: Bureau) -> None:
    """申诉 goes to others than those who decided, and who looked does not decide (R-SOD-01)."""
    case = bureau.told()
    appeal = bureau.appeal(case, AppealRoad.COMPLAINT, body="某县民政局")
    with pytest.raises(Refused, match="办理过原件"):
        bureau.take(appeal, "look", bureau.officer, "2024-07-02", words="维持")
    assert next(offer.refusal for offer in offers(appeal, bureau.officer, day("2024-07-02")))
    bureau.take(appeal, "look", bureau.second, "2024-07-02", words="收入核算有误，建议变更。")
    said = {"decided_on": "2024-07-05", "document": "某民申〔2024〕1号", "words": "收入核算有误。"}
    with pytest.raises(Refused, match="没有权限"):
        bureau.take(appeal, "change", bureau.second, "2024-07-05", **said)
    bureau.take(appeal, "change", bureau.leader, "2024-07-05", **said)
    case.refresh_from_db()
    assert (case.stage, appeal.stage, Appeal.objects.get().result) == ("LOOKING", "DECIDED", AppealResult.CHANGED)
    bureau.take(appeal, "tell", bureau.second, "2024-07-08", told_on="2024-07-08")
    assert appeal.closed_at is not None


def test_ordered_to_act_in_time(bureau: Bureau) -> None:
    """Nothing was decided in thirty working days; the body sets a day, and the appeal waits for the decision."""
    case = bureau.accepted("2024-04-26")  # due on 11 June
    found = queries.open_to_appeal(case, day("2024-06-12"))
    assert found is not None
    assert found.served_on is None
    assert found.limit(AppealRoad.RECONSIDERATION).last_on == day("2024-08-12")  # 10 August is a Saturday
    assert queries.open_to_appeal(case, day("2024-06-11")) is None
    appeal = bureau.appeal(case, AppealRoad.RECONSIDERATION, "2024-06-13")
    bureau.take(appeal, "answer", bureau.officer, "2024-06-20", words="正在办理。")
    with pytest.raises(Refused, match="早于结论日期"):
        bureau.concluded(appeal, "order", "2024-07-10", act_by="2024-07-09")
    bureau.concluded(appeal, "order", "2024-07-10", act_by="2024-07-31")
    assert (appeal.stage, appeal.due_on, Appeal.objects.get().act_by) == (
        "ORDERED",
        day("2024-07-31"),
        day("2024-07-31"),
    )
    [waiting] = worklist_of(*ALL_PAGES)(bureau.officer, day("2024-08-01"))
    assert waiting.overdue
    with pytest.raises(Refused, match="还没有办结"):
        bureau.take(appeal, "carry_out", bureau.officer, "2024-07-20")
    bureau.take(case, "confirm", bureau.officer, "2024-07-22")
    bureau.take(appeal, "carry_out", bureau.officer, "2024-07-22")
    assert appeal.closed_at is not None


def test_a_decision_is_not_ordered_but_revoked(bureau: Bureau) -> None:
    appeal = bureau.appeal(bureau.told(), AppealRoad.RECONSIDERATION)
    bureau.take(appeal, "answer", bureau.officer, "2024-07-08", words="依据充分。")
    with pytest.raises(Refused, match="已经作出决定"):
        bureau.concluded(appeal, "order", act_by="2024-08-20")
    with pytest.raises(Refused, match="结论日期早于提出日期"):
        bureau.concluded(appeal, "uphold", decided_on="2024-06-30")


# --- pages -------------------------------------------------------------------------------------------------------------


def test_registered_on_a_page_and_listed(bureau: Bureau) -> None:
    case = bureau.told()
    client = acting(bureau.second)
    address = reverse("remedies:complaint_new")
    assert case.number in client.get(address, {"of": case.pk}).content.decode()
    assert client.get(address, {"of": "0"}).status_code == 404
    said = {
        "of": case.number, "appellant": "王某", "received_on": "2024-07-01", "body": "某县民政局", "claim": "收入核算有误。",
    }  # fmt: skip
    late = client.post(reverse("remedies:reconsideration_new"), {**said, "received_on": "2025-03-03"})
    assert late.status_code == 422
    assert "已超过期限，不能登记" in late.content.decode()
    assert client.post(address, {**said, "of": "无此编号"}).status_code == 422
    assert client.post(address, said).status_code == 302
    appeal = Case.objects.get(flow="remedies.complaints")
    shown = client.get(reverse("remedies:complaint", args=[appeal.pk])).content.decode()
    assert "收入核算有误。" in shown
    assert case.number in shown
    assert "王某" in client.get(reverse("remedies:complaints")).content.decode()
    assert client.get(reverse("remedies:lawsuits_flow")).status_code == 200
    assert acting(bureau.clerk).get(reverse("remedies:complaints")).status_code == 403


def test_a_list_of_three_asks_no_more_than_a_list_of_one(bureau: Bureau) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert acting(bureau.second).get(reverse("remedies:complaints")).status_code == 200
        return len(caught)

    bureau.appeal(bureau.told(), AppealRoad.COMPLAINT)
    asked()
    one = asked()
    for _ in range(2):
        bureau.appeal(bureau.told(), AppealRoad.COMPLAINT)
    assert asked() == one


def test_each_road_has_its_flow() -> None:
    assert ROADS == {
        AppealRoad.COMPLAINT: COMPLAINTS,
        AppealRoad.RECONSIDERATION: RECONSIDERATIONS,
        AppealRoad.LITIGATION: LAWSUITS,
    }
