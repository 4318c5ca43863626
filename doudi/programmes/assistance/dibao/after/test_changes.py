"""Stories of households that receive: looked at on their day, better off, worse off, more or fewer, divided, joined, moved, stopped."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from doudi.base.models import Grant, User
from doudi.base.months import parse_month
from doudi.base.records import verify_chain
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.base.stories import OTHER_VILLAGE, VILLAGE, number_of
from doudi.mechanisms.casework import queries as casework
from doudi.mechanisms.casework.appeals.declare import ROADS
from doudi.mechanisms.casework.appeals.models import AppealRoad
from doudi.mechanisms.casework.appeals.services import NewAppeal, register
from doudi.mechanisms.casework.declare import Action
from doudi.mechanisms.casework.models import ActionTaken, Case
from doudi.mechanisms.casework.services import take
from doudi.mechanisms.entitlement.amendments import reporting
from doudi.mechanisms.entitlement.amendments.models import Amendment, Occasion
from doudi.mechanisms.entitlement.awards import queries as awards
from doudi.mechanisms.entitlement.awards.models import Award, AwardChange, Covered, ReviewClass
from doudi.mechanisms.entitlement.pages import amendment_papers
from doudi.mechanisms.entitlement.testing_awards import moment
from doudi.mechanisms.entitlement.units import Residence
from doudi.mechanisms.registry.models import Household, Membership
from doudi.mechanisms.registry.services import NewPerson, register_people
from doudi.programmes.assistance.dibao.after import flow
from doudi.programmes.assistance.dibao.after.looking_after import AMENDING
from doudi.programmes.assistance.dibao.after.stories import Hearth
from doudi.programmes.assistance.dibao.policy import GraceGroup

pytestmark = pytest.mark.django_db
Kind = AwardChange.Kind
OCTOBER = parse_month("2024-10")


def day(written: str) -> dt.date:
    return dt.date.fromisoformat(written)


@pytest.fixture
def hearth() -> Hearth:
    return Hearth()


def due(award: Award, month: int = OCTOBER) -> int:
    return awards.worksheet(award, month, with_turns=False).result


def refusal(hearth: Hearth, row: Amendment, action: Action, by: User, on: str = "2024-09-12", **said: Any) -> str:
    """The sentence, and that nothing was done."""
    before = (Case.objects.filter(pk=row.pk).values().get(), ActionTaken.objects.count(), AwardChange.objects.count())
    with pytest.raises(Refused) as raised:
        hearth.take(row, action, by, on, **said)
    after = (Case.objects.filter(pk=row.pk).values().get(), ActionTaken.objects.count(), AwardChange.objects.count())
    assert after == before
    return raised.value.sentence


def proposing(hearth: Hearth, row: Amendment, outcome: str, **said: Any) -> str:
    said = {"outcome": outcome, "review_class": "STABLE", "words": "经核查属实。", **said}
    return refusal(hearth, row, flow.PROPOSE, hearth.clerk, "2024-09-03", **said)


# --- looked at again on its day ----------------------------------------------------------------------------------------


def test_r_dyn_01_a_review_is_opened_before_its_day_and_sets_the_next(hearth: Hearth) -> None:
    award = hearth.award()
    assert award.review_due_on == day("2024-12-20")
    assert reporting.open_due_reviews(AMENDING, on=day("2024-11-19"), at=moment("2024-11-19")) == 0
    assert reporting.open_due_reviews(AMENDING, on=day("2024-11-20"), at=moment("2024-11-20")) == 1
    assert reporting.open_due_reviews(AMENDING, on=day("2024-11-21"), at=moment("2024-11-21")) == 0
    row = Amendment.objects.select_related("case", "award").get()
    assert list(casework.worklist(hearth.clerk, [flow.CHANGES], day("2024-11-20"))) == [row.case]
    hearth.look(row, "2024-11-25")
    hearth.propose(row, "KEEP", "2024-11-26", review_class="UNSTABLE")
    hearth.take(row, flow.SIGN, hearth.head, "2024-11-27")
    hearth.take(row, flow.KEEP, hearth.officer, "2024-11-28", document="某民低保复〔2024〕9号")
    award.refresh_from_db()
    assert (award.review_due_on, award.review_class) == (day("2025-05-28"), ReviewClass.UNSTABLE)
    assert [each.kind for each in award.changes.order_by("pk")] == [Kind.GRANT, Kind.REVIEW]
    assert (row.case.stage, Amendment.objects.get().open) == ("KEPT", False)
    assert verify_chain() is None


def test_ex_20_six_months_where_income_is_unstable(hearth: Hearth) -> None:
    row = hearth.looked_at(hearth.award(), Occasion.REVIEW, "2024-08-26")
    hearth.propose(row, "KEEP", "2024-08-27", review_class="UNSTABLE")
    hearth.take(row, flow.SIGN, hearth.head, "2024-08-28")
    hearth.take(row, flow.KEEP, hearth.officer, "2024-08-31", document="某民低保复〔2024〕9号")
    assert Award.objects.get().review_due_on == day("2025-02-28")


def test_keeping_it_as_it_is_needs_that_nothing_has_changed(hearth: Hearth) -> None:
    award = hearth.award()
    row = hearth.looked_at(award, Occasion.REVIEW)
    hearth.found(row, "transfers", 150_000, hearth.people_of(award)[0])
    assert "月金额由911.00元变为1,305.00元，不能按维持不变办理" in proposing(hearth, row, "KEEP")
    assert "请填写：处理意见" in proposing(hearth, row, "")


# --- more, less --------------------------------------------------------------------------------------------------------


def test_r_dyn_02_more_without_notice_from_the_month_after(hearth: Hearth) -> None:
    award = hearth.award()
    row = hearth.looked_at(award, Occasion.INCOME)
    hearth.found(row, "transfers", 150_000, hearth.people_of(award)[0])
    done = hearth.decided(row, "ADJUST")
    assert (done.before_fen, done.after_fen) == (91_100, 130_500)
    assert [due(award, OCTOBER - 1), due(award)] == [91_100, 130_500]
    assert done.change is not None
    assert (done.change.kind, done.change.from_month, done.change.document) == (
        Kind.ADJUST,
        OCTOBER,
        "某民低保变〔2024〕5号",
    )
    award.refresh_from_db()
    assert (award.amount, award.review_due_on) == (130_500, day("2025-09-12"))
    hearth.take(row, flow.SERVE, hearth.clerk, "2024-09-13", told_on="2024-09-13")
    assert (row.case.stage, Amendment.objects.get().open) == ("SERVED", False)


def test_r_dyn_02_less_is_told_first_and_heard(hearth: Hearth) -> None:
    award = hearth.award()
    row = hearth.looked_at(award, Occasion.INCOME)
    hearth.found(row, "transfers", 230_000, hearth.people_of(award)[0])
    hearth.propose(row, "ADJUST")
    assert "须先书面告知本人" in refusal(hearth, row, flow.SIGN, hearth.head)
    hearth.take(row, flow.SIGN_ADVERSE, hearth.head, "2024-09-04")
    hearth.take(row, flow.TELL_FIRST, hearth.clerk, "2024-09-05", told_on="2024-09-05")
    assert row.case.due_on == day("2024-09-12")  # five working days
    assert "现处于“听取陈述申辩”" in refusal(hearth, row, flow.DECIDE, hearth.officer, document="甲")
    hearth.take(row, flow.STATE, hearth.clerk, "2024-09-09", words="奖金只发一次。")
    hearth.found(row, "transfers", 200_000, hearth.people_of(award)[0], "2024-09-09")
    hearth.propose(row, "ADJUST", "2024-09-10")
    hearth.take(row, flow.SIGN_ADVERSE, hearth.head, "2024-09-10")
    hearth.take(row, flow.TELL_FIRST, hearth.clerk, "2024-09-11", told_on="2024-09-11")
    assert (hearth.lapse("2024-09-19"), hearth.lapse("2024-09-20")) == (0, 1)
    row.case.refresh_from_db()
    hearth.take(row, flow.DECIDE, hearth.officer, "2024-09-20", document="某民低保变〔2024〕5号")
    assert due(award) == 80_500  # 935 × 3 − 2,000


def test_two_facts_of_one_thing_the_later_one_counts_and_neither_is_rewritten(hearth: Hearth) -> None:
    award = hearth.award()
    row = hearth.looked_at(award, Occasion.INCOME)
    person = hearth.people_of(award)[0]
    hearth.found(row, "transfers", 150_000, person)
    hearth.found(row, "transfers", 160_000, person)
    hearth.propose(row, "ADJUST")
    assert Amendment.objects.get().after_fen == 120_500
    assert row.facts.count() == 2


def test_what_may_not_be_put_down(hearth: Hearth) -> None:
    award = hearth.award()
    row = hearth.reported(award, Occasion.INCOME)
    person = hearth.people_of(award)[0]
    with pytest.raises(Refused, match="现处于“待核查”"):
        hearth.found(row, "transfers", 1, person)
    hearth.look(row)
    with pytest.raises(Refused, match="不能在变更中登记"):
        hearth.found(row, "award_until", 1)
    with pytest.raises(Refused, match="不能为负数"):
        hearth.found(row, "transfers", -1, person)
    stranger = hearth.people(hearth.household(1))[0]
    with pytest.raises(Refused, match="不是这一户的保障对象"):
        hearth.found(row, "transfers", 1, stranger)
    with pytest.raises(Refused, match="没有权限"):
        reporting.put_down(
            row, "transfers", 1, person=person, evidence="甲", on=day("2024-09-02"), by=hearth.helper, at=moment("2024-09-02")
        )  # fmt: skip


def test_ex_21_and_r_dyn_05_three_suitable_jobs_refused_by_one_of_three(hearth: Hearth) -> None:
    award = hearth.award()
    row = hearth.looked_at(award, Occasion.JOBS)
    hearth.found(row, "jobs_refused", 3, hearth.people_of(award)[1])
    done = hearth.decided(row, "ADJUST")
    assert (done.before_fen, done.after_fen) == (91_100, 60_800)
    award.refresh_from_db()
    assert due(award) == 60_800


# --- who decides -------------------------------------------------------------------------------------------------------


def test_a_stop_is_never_decided_by_whoever_proposed_it(hearth: Hearth) -> None:
    """The clerk has become the county's officer, and is kept from what he proposed."""
    award = hearth.award()
    row = hearth.looked_at(award, Occasion.EXIT)
    hearth.at_county(row, "STOP", reason="WITHDRAWN")
    Grant.objects.create(user=hearth.clerk, role=Role.COUNTY_OFFICER, area=hearth.county, since=day("2024-09-10"))
    clerk = User.objects.get(pk=hearth.clerk.pk)
    assert "已办理本件的“提出处理意见”" in refusal(hearth, row, flow.DECIDE, clerk, document="甲")
    assert "没有权限" in refusal(hearth, row, flow.DECIDE, hearth.head, document="甲")
    hearth.take(row, flow.DECIDE, hearth.officer, "2024-09-12", document="某民低保停〔2024〕5号")
    award.refresh_from_db()
    assert award.until_month == OCTOBER - 1


def test_income_above_the_line_stops_it_from_the_month_after(hearth: Hearth) -> None:
    award = hearth.award()
    row = hearth.looked_at(award, Occasion.INCOME)
    hearth.found(row, "transfers", 400_000, hearth.people_of(award)[0])
    done = hearth.decided(row, "STOP", reason="INCOME")
    award.refresh_from_db()
    assert (award.until_month, done.before_fen, done.after_fen) == (OCTOBER - 1, 91_100, 0)


def test_kin_of_the_household_stand_back(hearth: Hearth) -> None:
    award = hearth.award()
    row = hearth.looked_at(award, Occasion.INCOME)
    hearth.found(row, "transfers", 150_000, hearth.people_of(award)[0])
    hearth.at_county(row, "ADJUST")
    hearth.officer.id_number = hearth.people_of(award)[2].id_number
    hearth.officer.save()
    assert refusal(hearth, row, flow.DECIDE, hearth.officer, document="甲")


def test_one_change_at_a_time_and_none_of_what_has_ended(hearth: Hearth) -> None:
    award = hearth.award()
    hearth.reported(award, Occasion.INCOME)
    with pytest.raises(Refused, match="正在办理变更"):
        hearth.reported(award, Occasion.LEAVE)
    stranger = hearth.award(village=OTHER_VILLAGE)
    with pytest.raises(Refused, match="没有权限"):
        hearth.reported(stranger, Occasion.INCOME)
    with pytest.raises(Refused, match="不在渐退期"):
        hearth.reported(hearth.award(), Occasion.GRACE)


# --- stops -------------------------------------------------------------------------------------------------------------


def test_a_stop_needs_its_proof(hearth: Hearth) -> None:
    row = hearth.looked_at(hearth.award(), Occasion.INCOME)
    assert "请选择停发原因" in proposing(hearth, row, "STOP")
    assert "每月仍可享受911.00元，不能以“家庭收入不再低于标准”停发" in proposing(hearth, row, "STOP", reason="INCOME")
    assert "死亡办理" in proposing(hearth, row, "STOP", reason="DEATH")
    assert "自愿退出须由本人提出" in proposing(hearth, row, "STOP", reason="WITHDRAWN")
    assert "不在渐退期" in proposing(hearth, row, "STOP", reason="GRACE_ENDED")


def test_r_dyn_06_no_stop_straight_on_a_missed_review(hearth: Hearth) -> None:
    award = hearth.award()
    row = hearth.looked_at(award, Occasion.REVIEW)
    said: dict[str, Any] = {"reason": "NOT_REVIEWED"}
    assert "须先通知本人2次（已通知0次）" in proposing(hearth, row, "STOP", **said)
    for on in ("2024-09-02", "2024-09-03"):
        hearth.take(row, flow.CONTACT, hearth.clerk, on, told_on=on, way="VISIT", answer="家中无人。")
    assert "须先按“未按期参加复核”暂缓发放" in proposing(hearth, row, "STOP", **said)
    assert "没有权限" in refusal(hearth, row, flow.HOLD, hearth.clerk, reason="REVIEW_MISSED", words="两次通知未到")
    hearth.take(row, flow.HOLD, hearth.officer, "2024-09-03", reason="REVIEW_MISSED", words="两次通知未到")
    award.refresh_from_db()
    assert award.held_until == OCTOBER
    hearth.decided(row, "STOP", **said)
    award.refresh_from_db()
    assert award.until_month == OCTOBER - 1


def test_r_dyn_04_what_was_hidden_for_three_months_is_admonished(hearth: Hearth) -> None:
    row = hearth.looked_at(hearth.award(), Occasion.REPORTED)
    said: dict[str, Any] = {"words": "长子五月起务工，未报告。"}
    assert "没有超过3个月" in refusal(
        hearth, row, flow.ADMONISH, hearth.head, "2024-09-02", hidden_since="2024-06-02", **said
    )
    hearth.take(row, flow.ADMONISH, hearth.head, "2024-09-02", hidden_since="2024-06-01", **said)


def test_who_leaves_by_his_own_wish_is_not_visited(hearth: Hearth) -> None:
    award = hearth.award()
    row = hearth.looked_at(award, Occasion.EXIT)
    done = hearth.decided(row, "STOP", reason="WITHDRAWN")
    assert done.change is not None
    assert (done.change.kind, done.change.reason) == (Kind.STOP, "WITHDRAWN")
    other = hearth.reported(hearth.award(), Occasion.INCOME)
    assert "须入户核查" in refusal(hearth, other, flow.START_PAPERS, hearth.clerk)


def test_a_stop_that_was_revoked_is_taken_back_as_if_it_had_not_been(hearth: Hearth) -> None:
    award = hearth.award()
    row = hearth.looked_at(award, Occasion.INCOME)
    hearth.found(row, "transfers", 400_000, hearth.people_of(award)[0])
    hearth.decided(row, "STOP", reason="INCOME")
    hearth.take(row, flow.SERVE, hearth.clerk, "2024-09-13", told_on="2024-09-13")
    new = NewAppeal(AppealRoad.RECONSIDERATION, "王某", "收入是一次性的。", day("2024-10-08"), "某县人民政府")
    appeal = register(ROADS[AppealRoad.RECONSIDERATION], row.case, new, by=hearth.second, at=moment("2024-10-08"))
    steps = casework.flow_of(appeal)
    take(appeal, steps.action("answer"), by=hearth.second, at=moment("2024-10-10"), data={"words": "有据。"})
    said = {"decided_on": "2024-11-01", "document": "某复决〔2024〕7号", "words": "事实不清。"}
    take(appeal, steps.action("revoke"), by=hearth.second, at=moment("2024-11-04"), data=said)
    row.case.refresh_from_db()
    assert (row.case.stage, Amendment.objects.get().open) == ("COUNTY", True)
    assert "原决定已经执行" in refusal(hearth, row, flow.DECIDE, hearth.officer, "2024-11-05", document="甲")
    hearth.take(row, flow.UNDO, hearth.officer, "2024-11-05", document="某民低保复〔2024〕1号")
    award.refresh_from_db()
    assert (award.until_month, due(award, OCTOBER + 1)) == (None, 91_100)
    assert Covered.objects.filter(award=award, until_month=None).count() == 3


def test_a_reduction_that_was_revoked_brings_back_the_facts_of_before(hearth: Hearth) -> None:
    award = hearth.award()
    row = hearth.looked_at(award, Occasion.INCOME)
    hearth.found(row, "transfers", 230_000, hearth.people_of(award)[0])
    hearth.decided(row, "ADJUST")
    hearth.take(row, flow.SERVE, hearth.clerk, "2024-09-13", told_on="2024-09-13")
    new = NewAppeal(AppealRoad.RECONSIDERATION, "王某", "收入是一次性的。", day("2024-10-08"), "某县人民政府")
    appeal = register(ROADS[AppealRoad.RECONSIDERATION], row.case, new, by=hearth.second, at=moment("2024-10-08"))
    steps = casework.flow_of(appeal)
    take(appeal, steps.action("answer"), by=hearth.second, at=moment("2024-10-10"), data={"words": "有据。"})
    said = {"decided_on": "2024-11-01", "document": "某复决〔2024〕7号", "words": "事实不清。"}
    take(appeal, steps.action("revoke"), by=hearth.second, at=moment("2024-11-04"), data=said)
    row.case.refresh_from_db()
    hearth.take(row, flow.UNDO, hearth.officer, "2024-11-05", document="某民低保复〔2024〕1号")
    assert [due(award, OCTOBER), due(award, OCTOBER + 1)] == [91_100, 91_100]


# --- who belongs to it -------------------------------------------------------------------------------------------------


def test_a_child_is_born(hearth: Hearth) -> None:
    award = hearth.award()
    [child] = register_people(
        [NewPerson(number_of(day("2024-08-20"), 7), "新生儿", VILLAGE)],
        by=None,
        at=moment("2024-09-01"),
        because="出生",
    )
    row = hearth.looked_at(award, Occasion.JOIN)
    assert "还没有登记家庭成员的变动" in proposing(hearth, row, "ADJUST")
    reporting.join(row, child, relation="孙女", because="出生", by=hearth.clerk, at=moment("2024-09-02"))
    assert "缺新生儿的工资性收入" in proposing(hearth, row, "ADJUST")
    hearth.found(row, "wages", 0, child)
    done = hearth.decided(row, "ADJUST")
    assert (done.before_fen, done.after_fen) == (91_100, 184_600)  # 935 × 4 − 1,894
    award.refresh_from_db()
    assert (award.people, due(award)) == (4, 184_600)
    held = Membership.objects.get(person=child, to_on=None)
    assert (held.household_id, held.relation, held.from_on) == (award.party_id, "孙女", day("2024-09-12"))


def test_who_is_covered_elsewhere_does_not_join(hearth: Hearth) -> None:
    award, other = hearth.award(), hearth.award(2, income=0)
    row = hearth.looked_at(award, Occasion.JOIN)
    with pytest.raises(Refused, match="户享受最低生活保障，请先在该户办理成员减少"):
        reporting.join(
            row, hearth.people_of(other)[0], relation="儿媳", because="结婚", by=hearth.clerk, at=moment("2024-09-02")
        )


def test_somebody_leaves(hearth: Hearth) -> None:
    award = hearth.award()
    gone = hearth.people_of(award)[2]
    row = hearth.looked_at(award, Occasion.LEAVE)
    reporting.leave(row, gone, because="结婚迁出", by=hearth.clerk, at=moment("2024-09-02"))
    assert "不再符合条件，不能调整金额" in proposing(hearth, row, "ADJUST")  # EX-05: 1,894 for two is above the line
    hearth.found(row, "transfers", 100_000, hearth.people_of(award)[0])
    hearth.decided(row, "ADJUST")
    award.refresh_from_db()
    assert (award.people, due(award)) == (2, 87_000)
    assert Membership.objects.get(person=gone).to_on == day("2024-09-12")
    assert Covered.objects.get(person=gone).until_month == OCTOBER - 1


def test_a_household_divides_and_each_part_has_its_award(hearth: Hearth) -> None:
    award = hearth.award(4, income=100_000)
    people = hearth.people_of(award)
    row = hearth.looked_at(award, Occasion.SPLIT)
    for each in people[2:]:
        reporting.leave(row, each, because="分户", by=hearth.clerk, at=moment("2024-09-02"))
    done = hearth.decided(row, "ADJUST")
    award.refresh_from_db()
    assert (award.people, due(award)) == (2, 87_000)
    made = done.other
    assert made is not None
    assert made.number == f"{award.party.household.number}-2"
    assert set(made.memberships.filter(to_on=None).values_list("person", flat=True)) == {each.pk for each in people[2:]}
    part = Award.objects.get(party=made.pk)
    assert (part.from_month, part.people, due(part), part.account) == (OCTOBER, 2, 187_000, "")
    old = Membership.objects.get(household=award.party_id, person=people[3])
    assert old.to_on == day("2024-09-11")
    assert verify_chain() is None


def test_two_households_join_and_one_award_goes_on(hearth: Hearth) -> None:
    award, other = hearth.award(2, income=100_000), hearth.award(2, income=20_000)
    joining = Household.objects.get(pk=other.party_id)
    row = hearth.looked_at(award, Occasion.MERGE, other=joining)
    done = hearth.decided(row, "ADJUST")
    assert (done.before_fen, done.after_fen) == (87_000, 254_000)  # 935 × 4 − 1,200: each came with his own facts
    other.refresh_from_db()
    award.refresh_from_db()
    assert (other.until_month, award.people, due(award)) == (OCTOBER - 1, 4, 254_000)
    assert not joining.memberships.filter(to_on=None).exists()
    assert Covered.objects.filter(award=award, until_month=None).count() == 4


def test_a_household_moves_to_another_township_with_its_award(hearth: Hearth) -> None:
    award = hearth.award()
    with pytest.raises(Refused, match="迁入地与现住地相同"):
        hearth.reported(award, Occasion.MOVE, moves_to=VILLAGE)
    row = hearth.looked_at(award, Occasion.MOVE, moves_to=OTHER_VILLAGE)
    assert "在本县内迁移的继续保障" in proposing(hearth, row, "STOP", reason="MOVED")
    hearth.decided(row, "KEEP")
    award.refresh_from_db()
    assert (award.area_code, award.party.area_id, award.until_month) == (OTHER_VILLAGE, OTHER_VILLAGE, None)
    assert [each.kind for each in award.changes.order_by("pk")] == [Kind.GRANT, Kind.REVIEW, Kind.MOVE]
    assert row.case.area_code == VILLAGE  # what was done before stays where it was done


def test_a_household_moves_to_another_county_paid_to_the_end_of_the_month_and_its_file_goes_along(
    hearth: Hearth,
) -> None:
    award = hearth.award()
    office = "邻县民政局"
    with pytest.raises(Refused, match="只有迁移填写迁往的外县"):
        hearth.reported(award, Occasion.INCOME, leaves_to=office)
    with pytest.raises(Refused, match="请只填一项"):
        hearth.reported(award, Occasion.MOVE, leaves_to=office, moves_to=OTHER_VILLAGE)
    row = hearth.looked_at(award, Occasion.MOVE, leaves_to=office)
    assert "由迁入地保障" in proposing(hearth, row, "KEEP")  # nobody is kept here who is looked after there
    assert "由迁入地保障" in proposing(hearth, row, "STOP", reason="WITHDRAWN")
    done = hearth.decided(row, "STOP", reason="MOVED")
    award.refresh_from_db()
    assert (award.until_month, done.change.reason) == (OCTOBER - 1, "MOVED")  # type: ignore[union-attr]
    letter = amendment_papers.transfer(row.case)
    assert (letter.to, letter.last_month, letter.amount) == (office, OCTOBER - 1, done.before_fen)
    with pytest.raises(Refused, match="须先向邻县民政局移交档案"):
        hearth.take(row, flow.SERVE, hearth.clerk, "2024-09-13", told_on="2024-09-13")
    hearth.take(row, flow.HAND_OVER, hearth.clerk, "2024-09-13", handed_on="2024-09-13", receiver="李某 0797-7000000")
    with pytest.raises(Refused, match="档案已经移交"):
        hearth.take(row, flow.HAND_OVER, hearth.clerk, "2024-09-13", handed_on="2024-09-13", receiver="李某")
    hearth.take(row, flow.SERVE, hearth.clerk, "2024-09-13", told_on="2024-09-13")
    assert Case.objects.get(pk=row.pk).stage == "SERVED"


def test_nothing_is_handed_over_of_who_stays_in_the_county(hearth: Hearth) -> None:
    row = hearth.looked_at(hearth.award(), Occasion.EXIT)
    hearth.decided(row, "STOP", reason="WITHDRAWN")
    with pytest.raises(Refused, match="不是迁往外县的"):
        hearth.take(row, flow.HAND_OVER, hearth.clerk, "2024-09-13", handed_on="2024-09-13", receiver="李某")
    hearth.take(row, flow.SERVE, hearth.clerk, "2024-09-13", told_on="2024-09-13")


# --- deferred exit -----------------------------------------------------------------------------------------------------


def deferred(hearth: Hearth, per_head: int = 130_000) -> tuple[Award, Amendment]:
    """EX-18: a rural pensioner whose pension rose."""
    award = hearth.award(1, income=30_000, residence=Residence.RURAL)
    row = hearth.looked_at(award, Occasion.INCOME)
    hearth.found(row, "transfers", per_head, hearth.people_of(award)[0])
    return award, row


GRACE = {"grace_group": str(int(GraceGroup.PENSIONER)), "grace_months": "6"}


def test_ex_18_deferred_for_six_months_and_stopped_at_the_end(hearth: Hearth) -> None:
    award, row = deferred(hearth)
    assert "请选择渐退对象类别" in proposing(hearth, row, "DEFER")
    hearth.decided(row, "DEFER", **GRACE)
    award.refresh_from_db()
    assert award.grace_until == parse_month("2025-03")
    assert due(award) == 41_500
    hearth.take(row, flow.SERVE, hearth.clerk, "2024-09-13", told_on="2024-09-13")
    end = hearth.looked_at(award, Occasion.GRACE, "2025-03-03")
    hearth.at_county(end, "STOP", "2025-03-04", reason="GRACE_ENDED")
    hearth.take(end, flow.DECIDE, hearth.officer, "2025-03-10", document="某民低保停〔2025〕2号")
    award.refresh_from_db()
    assert award.until_month == parse_month("2025-03")


def test_ex_18_above_twice_the_line_is_not_deferred_but_stopped(hearth: Hearth) -> None:
    award, row = deferred(hearth, 143_100)
    assert "不属于第一类渐退对象" in proposing(hearth, row, "DEFER", **GRACE)
    hearth.decided(row, "STOP", reason="INCOME")
    award.refresh_from_db()
    assert award.until_month == OCTOBER - 1


def test_r_exit_02_it_neither_lapses_nor_goes_on_by_itself(hearth: Hearth) -> None:
    award, row = deferred(hearth)
    hearth.decided(row, "DEFER", **GRACE)
    hearth.take(row, flow.SERVE, hearth.clerk, "2024-09-13", told_on="2024-09-13")
    assert awards.grace_ending(hearth.officer, day("2025-02-28")) == []  # thirty days before its last day
    [near] = awards.grace_ending(hearth.officer, day("2025-03-01"))
    assert (near.award, near.until_month, near.over) == (award, parse_month("2025-03"), False)
    [over] = awards.grace_ending(hearth.officer, day("2025-04-01"))
    assert over.over
    award.refresh_from_db()
    assert (award.until_month, award.grace_until) == (None, parse_month("2025-03"))  # nobody has decided anything


def test_r_exit_02_no_second_deferral_for_the_same_cause(hearth: Hearth) -> None:
    award, row = deferred(hearth)
    hearth.decided(row, "DEFER", **GRACE)
    hearth.take(row, flow.SERVE, hearth.clerk, "2024-09-13", told_on="2024-09-13")
    again = hearth.looked_at(award, Occasion.INCOME, "2025-03-03")
    said = {"outcome": "DEFER", "review_class": "STABLE", "words": "经核查属实。", **GRACE}
    assert "因同一原因已享受过渐退期" in refusal(hearth, again, flow.PROPOSE, hearth.clerk, "2025-03-04", **said)


def test_r_exit_03_more_than_six_months_need_a_basis_of_the_province(hearth: Hearth) -> None:
    award, row = deferred(hearth)
    said = {"grace_group": str(int(GraceGroup.PLACED_DISABLED)), "grace_months": "36"}
    assert "须有省级文件依据" in proposing(hearth, row, "DEFER", **said)
    hearth.decided(row, "DEFER", **said, provincial_basis=True)
    award.refresh_from_db()
    assert award.grace_until == parse_month("2027-09")  # EX-19


def test_r_exit_04_below_the_line_again_is_in_ordinary_receipt_again(hearth: Hearth) -> None:
    award, row = deferred(hearth)
    hearth.decided(row, "DEFER", **GRACE)
    hearth.take(row, flow.SERVE, hearth.clerk, "2024-09-13", told_on="2024-09-13")
    award.refresh_from_db()
    again = hearth.looked_at(award, Occasion.INCOME, "2024-11-04")
    assert "渐退期内按原金额发放，不能调整" in proposing(hearth, again, "ADJUST")
    hearth.found(again, "transfers", 50_000, hearth.people_of(award)[0], "2024-11-04")
    assert "应当恢复在保" in proposing(hearth, again, "STOP", reason="GRACE_ENDED")
    hearth.at_county(again, "ADJUST", "2024-11-05")
    hearth.take(again, flow.DECIDE, hearth.officer, "2024-11-12", document="某民低保变〔2024〕8号")
    award.refresh_from_db()
    assert (award.grace_until, due(award, parse_month("2024-12"))) == (None, 21_500)
