"""Stories of support that is to end: posted for seven days, objected to and posted anew, told first, decided, in effect next month."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from doudi.base.models import Grant, StoredFile, User
from doudi.base.months import parse_month
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.base.stories import TOWN, VILLAGE, number_of, somebody
from doudi.mechanisms.casework.declare import Action
from doudi.mechanisms.casework.lapses import lapse
from doudi.mechanisms.casework.models import ActionTaken
from doudi.mechanisms.casework.notices import services as notices
from doudi.mechanisms.casework.notices.models import NoticeKind
from doudi.mechanisms.casework.services import take
from doudi.mechanisms.entitlement.amendments import reporting
from doudi.mechanisms.entitlement.amendments.models import Amendment, Occasion
from doudi.mechanisms.entitlement.amendments.reporting import NewAmendment
from doudi.mechanisms.entitlement.awards import services as awards
from doudi.mechanisms.entitlement.awards.models import Award
from doudi.mechanisms.entitlement.awards.services import NewAward
from doudi.mechanisms.entitlement.family import Family, Member
from doudi.mechanisms.entitlement.pages import amendment_papers
from doudi.mechanisms.entitlement.publicity import notice_terms
from doudi.mechanisms.entitlement.testing_awards import Office, acting, moment
from doudi.mechanisms.entitlement.units import Residence
from doudi.mechanisms.registry.models import Person
from doudi.mechanisms.registry.services import NewPerson, register_people
from doudi.programmes.assistance.tekun.after import flow
from doudi.programmes.assistance.tekun.after.looking_after import AMENDING
from doudi.programmes.assistance.tekun.benefit import TEKUN_BENEFIT
from doudi.programmes.assistance.tekun.rules import Supporter
from doudi.programmes.assistance.tekun.telling import waiting

pytestmark = pytest.mark.django_db
FACTS = {"residence": int(Residence.RURAL), "supporter": int(Supporter.NONE), "own_income": 0}
ABLE: dict[str, Any] = {"reason": "TK_SUPPORT"}
HANDED: dict[str, Any] = {"handed_on": "2024-09-13", "receiver": "李某 0797-7000000"}


class Village(Office):
    """Somebody of seventy-four who is supported since January, and those who look after him."""

    def __init__(self) -> None:
        super().__init__()
        self.companion = somebody("companion", Role.TOWNSHIP_CLERK, TOWN)
        self.head = somebody("head", Role.TOWNSHIP_LEADER, TOWN)
        Grant.objects.update(since=dt.date(2020, 1, 1))
        self.photo = StoredFile.objects.create(
            sha256="0" * 64, name="照片.png", content_type="image/png", size=1, purpose="测试", at=moment("2024-01-02")
        )
        new = NewPerson(number_of(dt.date(1950, 3, 4), 1), "王大力", VILLAGE)
        [self.person] = register_people([new], by=None, at=moment("2023-01-02"), because="登记")
        figures = {**FACTS, "born": parse_month("1950-03")}
        family = Family("王大力", {}, [Member(str(self.person.pk), "王大力", figures)])
        said = NewAward(
            self.person.pk, VILLAGE, family, dt.date(2023, 12, 20), "某民特〔2023〕1号", "王大力", "6217000012345678"
        )
        self.award: Award = awards.grant(TEKUN_BENEFIT, said, by=self.officer, at=moment("2023-12-20"), because="确认")

    def take(self, row: Amendment, action: Action, by: User, on: str, **said: Any) -> ActionTaken:
        files = [self.photo] if any(field.kind == "photo" for field in action.fields) else []
        second = self.companion if action.pair else None
        return take(
            row.case, action, by=by, at=moment(on), because="情况属实", data=said, files=files, together_with=second
        )

    def looked_at(self, *, supporter: Supporter = Supporter.ABLE) -> Amendment:
        """A nephew who turns out to be a son able to support him."""
        new = NewAmendment(Occasion.REPORTED, "其子有能力赡养。")
        row = reporting.report(AMENDING, self.award, new, by=self.clerk, at=moment("2024-09-02"))
        self.take(row, flow.START, self.clerk, "2024-09-02")
        self.take(row, flow.VISIT, self.clerk, "2024-09-03", visited_on="2024-09-03", found="其子在县城经商")
        self.put_down(row, "supporter", int(supporter), "2024-09-03")
        return row

    def put_down(self, row: Amendment, fact: str, value: int, on: str) -> None:
        person = Person.objects.get(pk=self.person.pk)
        day = dt.date.fromisoformat(on)
        reporting.put_down(
            row, fact, value, person=person, evidence="核查", on=day, by=self.clerk, at=moment(on)
        )  # fmt: skip

    def propose(
        self, row: Amendment, outcome: str, on: str = "2024-09-04", *, again: bool = False, **said: Any
    ) -> None:
        told = {"outcome": outcome, "review_class": "STABLE", "words": "经核查属实。", **said}
        self.take(row, flow.PROPOSE_AGAIN if again else flow.PROPOSE, self.clerk, on, **told)

    def posted(self) -> Amendment:
        row = self.looked_at()
        self.propose(row, "STOP", **ABLE)
        self.take(row, flow.SIGN_STOP, self.head, "2024-09-05")
        self.take(row, flow.POST, self.clerk, "2024-09-05", posted_on="2024-09-05")
        return row

    def lapse(self, row: Amendment, on: str) -> int:
        done = lapse([flow.CHANGES], today=dt.date.fromisoformat(on), at=moment(on, 1))
        row.case.refresh_from_db()
        return done

    def told_first(self, row: Amendment, on: str) -> None:
        self.take(row, flow.TELL_FIRST, self.clerk, on, told_on=on)
        self.take(row, flow.WAIVE, self.clerk, on)


@pytest.fixture
def village() -> Village:
    return Village()


def test_r_tk_07_an_intended_termination_is_posted_seven_days_and_takes_effect_next_month(village: Village) -> None:
    row = village.looked_at()
    village.propose(row, "STOP", **ABLE)
    with pytest.raises(Refused, match="拟终止供养的须先公示"):
        village.take(row, flow.SIGN_ADVERSE, village.head, "2024-09-05")
    with pytest.raises(Refused, match="减发、停发须先"):
        village.take(row, flow.SIGN, village.head, "2024-09-05")
    village.take(row, flow.SIGN_STOP, village.head, "2024-09-05")
    village.take(row, flow.POST, village.clerk, "2024-09-05", posted_on="2024-09-05")
    assert row.case.due_on == dt.date(2024, 9, 12)
    with pytest.raises(Refused, match="不能办理"):
        village.take(row, flow.TELL_FIRST, village.clerk, "2024-09-12", told_on="2024-09-12")
    assert village.lapse(row, "2024-09-12") == 0
    assert village.lapse(row, "2024-09-13") == 1
    village.told_first(row, "2024-09-13")
    village.take(row, flow.DECIDE, village.officer, "2024-09-20", document="某民特终〔2024〕1号")
    village.award.refresh_from_db()
    assert village.award.until_month == parse_month("2024-09")
    with pytest.raises(Refused, match="终止后的救助"):
        village.take(row, flow.SERVE, village.clerk, "2024-09-23", told_on="2024-09-23")
    village.take(row, flow.SERVE, village.clerk, "2024-09-23", told_on="2024-09-23", afterwards="DIBAO")
    assert row.case.stage == "SERVED"


def test_who_moves_to_another_county_is_told_only_once_his_file_has_gone_there(village: Village) -> None:
    new = NewAmendment(Occasion.MOVE, "户籍迁往邻县，随侄子居住。", leaves_to="邻县民政局")
    row = reporting.report(AMENDING, village.award, new, by=village.clerk, at=moment("2024-09-02"))
    village.take(row, flow.START, village.clerk, "2024-09-02")
    village.take(row, flow.VISIT, village.clerk, "2024-09-03", visited_on="2024-09-03", found="已随侄子迁往邻县")
    with pytest.raises(Refused, match="由迁入地保障"):  # nobody is kept here who is looked after there
        village.propose(row, "KEEP")
    with pytest.raises(Refused, match="由迁入地保障"):
        village.propose(row, "STOP", **ABLE)
    village.propose(row, "STOP", reason="MOVED")
    village.take(row, flow.SIGN_STOP, village.head, "2024-09-05")
    village.take(row, flow.POST, village.clerk, "2024-09-05", posted_on="2024-09-05")
    village.lapse(row, "2024-09-13")
    village.told_first(row, "2024-09-13")
    with pytest.raises(Refused, match="不能办理"):  # it is not decided yet
        village.take(row, flow.HAND_OVER, village.clerk, "2024-09-13", **HANDED)
    village.take(row, flow.DECIDE, village.officer, "2024-09-20", document="某民特终〔2024〕1号")
    village.award.refresh_from_db()
    assert village.award.until_month == parse_month("2024-09")
    letter = amendment_papers.transfer(row.case)
    assert (letter.to, letter.last_month) == ("邻县民政局", parse_month("2024-09"))
    told = {"told_on": "2024-09-23", "afterwards": "NEITHER"}
    with pytest.raises(Refused, match="须先向邻县民政局移交档案"):
        village.take(row, flow.SERVE, village.clerk, "2024-09-23", **told)
    village.take(row, flow.HAND_OVER, village.clerk, "2024-09-23", **HANDED)
    with pytest.raises(Refused, match="档案已经移交"):
        village.take(row, flow.HAND_OVER, village.clerk, "2024-09-23", **HANDED)
    village.take(row, flow.SERVE, village.clerk, "2024-09-23", **told)
    assert row.case.stage == "SERVED"


def test_nothing_is_handed_over_of_who_is_no_more_supported_and_stays(village: Village) -> None:
    row = village.posted()
    village.lapse(row, "2024-09-13")
    village.told_first(row, "2024-09-13")
    village.take(row, flow.DECIDE, village.officer, "2024-09-20", document="某民特终〔2024〕1号")
    with pytest.raises(Refused, match="不是迁往外县的"):
        village.take(row, flow.HAND_OVER, village.clerk, "2024-09-23", **HANDED)


def test_r_tk_07_after_an_objection_fifteen_workdays_and_a_new_notice(village: Village) -> None:
    row = village.posted()
    village.take(row, flow.OBJECT, village.clerk, "2024-09-09", words="其子已去世", real_name=True)
    assert row.case.due_on == dt.date(2024, 9, 30)  # the 14th and the 29th are worked, mid-autumn is not
    with pytest.raises(Refused, match="还没有办理"):
        village.propose(row, "STOP", "2024-09-10", again=True, **ABLE)
    village.take(row, flow.VISIT_AGAIN, village.clerk, "2024-09-10", visited_on="2024-09-10", found="其子健在")
    village.propose(row, "STOP", "2024-09-11", again=True, **ABLE)
    village.take(row, flow.SIGN_STOP, village.head, "2024-09-11")
    assert row.case.stage == "SIGNED"  # nothing goes on without another seven days
    village.take(row, flow.POST, village.clerk, "2024-09-12", posted_on="2024-09-12")
    assert row.case.due_on == dt.date(2024, 9, 19)
    assert village.lapse(row, "2024-09-20") == 1
    assert row.case.stage == "TELLING"


def test_r_tk_07_an_objection_that_is_right_keeps_the_support(village: Village) -> None:
    row = village.posted()
    village.take(row, flow.OBJECT, village.clerk, "2024-09-09", words="其子已去世", real_name=False)
    village.take(row, flow.VISIT_AGAIN, village.clerk, "2024-09-10", visited_on="2024-09-10", found="其子已去世")
    with pytest.raises(Refused, match="不能按维持不变办理"):  # what was found still says that a son supports him
        village.propose(row, "KEEP", "2024-09-10", again=True)
    village.put_down(row, "supporter", int(Supporter.NONE), "2024-09-10")
    village.propose(row, "KEEP", "2024-09-10", again=True)
    village.take(row, flow.SIGN, village.head, "2024-09-11")
    village.take(row, flow.KEEP, village.officer, "2024-09-12", document="某民特〔2024〕9号")
    village.award.refresh_from_db()
    assert (row.case.stage, village.award.until_month) == ("KEPT", None)


def test_r_tk_06_nothing_ends_for_a_reason_that_the_rules_do_not_bear_out(village: Village) -> None:
    row = village.looked_at(supporter=Supporter.NONE)
    with pytest.raises(Refused, match="不能以“法定义务人具有履行义务能力”停发"):
        village.propose(row, "STOP", **ABLE)
    village.propose(row, "KEEP")
    village.take(row, flow.SIGN, village.head, "2024-09-05")
    village.take(row, flow.KEEP, village.officer, "2024-09-06", document="某民特〔2024〕9号")
    assert row.case.stage == "KEPT"


def test_r_tk_07_it_is_hung_with_the_notices_of_the_village(village: Village) -> None:
    row = village.looked_at()
    village.propose(row, "STOP", **ABLE)
    village.take(row, flow.SIGN_STOP, village.head, "2024-09-05")
    (line,) = waiting(VILLAGE)
    assert (line.name, line.category, line.amount) == ("王大力", "拟终止特困供养", 103_000)
    at = moment("2024-09-05", 15)
    notice = notices.draft(
        "tekun", NoticeKind.PRELIMINARY, [line], area_code=VILLAGE, phones=[("东镇民政所", "12345")], place="公开栏", by=village.clerk, at=at
    )  # fmt: skip
    notices.submit(notice, by=village.clerk, at=at)
    notices.review(notice, by=village.head, at=at)
    notices.post(notice, on=at.date(), terms=notice_terms(at.date()), by=village.clerk, at=at)
    row.case.refresh_from_db()
    assert (row.case.stage, waiting(VILLAGE)) == ("NOTICE", [])


def test_r_tk_07_no_support_is_ended_from_the_page_of_the_award(village: Village) -> None:
    client = acting(village.officer)
    page = client.get(reverse("tekun:award", args=[village.award.pk])).content.decode()
    assert "登记变更" in page
    assert "award_stop" not in page
    assert "/stop/" not in page
    row = village.looked_at()
    shown = client.get(reverse("tekun:change", args=[row.pk])).content.decode()
    assert "其子有能力赡养" in shown
    assert client.get(reverse("tekun:changes")).status_code == 200
    assert client.get(reverse("tekun:changes_flow")).status_code == 200
