"""Stories of an application: the whole road with its days, and every rule with the breach that is refused."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from doudi.base.models import Area, Grant, User
from doudi.base.months import parse_month
from doudi.base.notices import calendar
from doudi.base.records import verify_chain
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.base.stories import TOWN, VILLAGE, number_of, somebody
from doudi.mechanisms.casework import clocks, delegations, queries
from doudi.mechanisms.casework.declare import Action
from doudi.mechanisms.casework.models import ActionTaken, Case, RunningClock
from doudi.mechanisms.entitlement.awards.models import Award
from doudi.mechanisms.entitlement.family import Given
from doudi.mechanisms.entitlement.means.items import Source
from doudi.mechanisms.entitlement.means.rules import LeftOut, Relation
from doudi.mechanisms.entitlement.testing import fen
from doudi.mechanisms.entitlement.testing_awards import moment
from doudi.mechanisms.entitlement.units import Residence
from doudi.mechanisms.registry.models import Category, Kin
from doudi.mechanisms.registry.services import (
    NewCategory,
    NewHousehold,
    NewKin,
    NewMember,
    NewPerson,
    add_kin,
    put_in_category,
    register_households,
)
from doudi.programmes.assistance.dibao import applying, flow, papers
from doudi.programmes.assistance.dibao.applying import NewApplication, NewApplying
from doudi.programmes.assistance.dibao.facts import family_of
from doudi.programmes.assistance.dibao.handling import HANDLING
from doudi.programmes.assistance.dibao.models import Application, PaperKind
from doudi.programmes.assistance.dibao.stories import Hall, year_before

pytestmark = pytest.mark.django_db


def day(written: str) -> dt.date:
    return dt.date.fromisoformat(written)


@pytest.fixture
def hall() -> Hall:
    made = Hall()
    Grant.objects.update(since=day("2020-01-01"))
    return made


def refusal(hall: Hall, case: Case, action: Action, by: User, on: str, **said: Any) -> str:
    """The sentence, and that nothing was done."""
    before = (Case.objects.filter(pk=case.pk).values().get(), ActionTaken.objects.count())
    with pytest.raises(Refused) as raised:
        hall.take(case, action, by, on, **said)
    assert (Case.objects.filter(pk=case.pk).values().get(), ActionTaken.objects.count()) == before
    return raised.value.sentence


# --- the whole road --------------------------------------------------------------------------------------------------------


def test_from_the_village_to_the_first_payment(hall: Hall) -> None:
    case = hall.confirmed()
    application = Application.objects.get(pk=case.pk)
    award = application.award
    assert award is not None
    assert (case.stage, award.amount, award.people, award.from_month) == (
        "CONFIRMED",
        76_100,  # 885 × 3 − 1,894: the standard of 2024 was not issued yet, and is back-paid when it is
        3,
        parse_month("2024-07"),
    )
    assert (application.proposed_fen, application.amount_fen, application.document) == (
        76_100,
        76_100,
        "某民低保〔2024〕17号",
    )
    assert not RunningClock.objects.filter(stopped_at=None).exists()
    assert verify_chain() is None
    last = list(queries.history(case))[-1]
    assert last.change.after == {"确认金额": "761.00元", "决定文号": "某民低保〔2024〕17号"}


def test_ex_11_the_limits_of_an_application_accepted_on_26_april(hall: Hall) -> None:
    case = hall.accepted("2024-04-26")
    assert (case.due_on, case.clock_due_on) == (day("2024-04-30"), day("2024-06-11"))
    clocks.extend(case, flow.TOTAL, "HARD", by=hall.clerk, at=moment("2024-05-20"), because="户主在外住院")
    assert case.clock_due_on == day("2024-07-02")


def test_ex_11_twenty_days_where_the_power_is_delegated(hall: Hall) -> None:
    town = Area.objects.get(code=TOWN)
    delegations.delegate(
        flow.APPLICATIONS,
        town,
        since=day("2024-01-01"),
        document="某民字〔2023〕40号",
        by=hall.leader,
        at=moment("2024-01-02"),
    )
    case = hall.posted()
    assert (case.delegated, case.clock_due_on) == (True, day("2024-05-27"))
    hall.lapse("2024-05-22")
    case.refresh_from_db()
    assert "由乡镇审核确认" in refusal(hall, case, flow.FORWARD, hall.clerk, "2024-05-22")
    hall.take(case, flow.CONFIRM_HERE, hall.head, "2024-05-24", document="某镇低保〔2024〕3号")
    assert Application.objects.get().award is not None
    assert Award.objects.get().from_month == parse_month("2024-06")


def test_ex_12_the_check_starts_within_three_days_of_the_request(hall: Hall) -> None:
    case = hall.accepted("2024-04-26")
    hall.take(case, flow.START, hall.clerk, "2024-04-28")
    hall.take(case, flow.REQUEST, hall.clerk, "2024-04-29")
    assert queries.awaited_steps(case)["start_check"].due_on == day("2024-05-07")
    assert list(queries.worklist(hall.centre, [flow.APPLICATIONS], day("2024-04-30"))) == [case]


@pytest.mark.parametrize(("posted", "ends"), [("2024-04-25", "2024-05-06"), ("2024-05-14", "2024-05-21")])
def test_ex_13_a_notice_that_would_end_in_a_holiday_runs_on(hall: Hall, posted: str, ends: str) -> None:
    case = hall.investigated()
    hall.take(case, flow.OPINE, hall.clerk, "2024-05-13", proposal="ADMIT")
    hall.take(case, flow.SIGN, hall.head, "2024-05-14")
    hall.take(case, flow.POST, hall.helper, "2024-05-14", posted_on=posted)
    assert case.due_on == day(ends)
    assert hall.lapse(ends) == 0
    assert hall.lapse(str(day(ends) + dt.timedelta(days=1))) == 1


def test_ex_14_the_county_has_ten_days_and_tells_a_refusal_within_three(hall: Hall) -> None:
    assert hall.at_county("2024-05-23").due_on == day("2024-06-06")
    case = hall.refused("2024-06-05")
    assert (case.stage, case.due_on) == ("REFUSED", day("2024-06-11"))
    assert list(queries.worklist(hall.clerk, [flow.APPLICATIONS], day("2024-06-06"))) == [case]
    hall.take(case, flow.TELL, hall.clerk, "2024-06-07", told_on="2024-06-07")
    assert case.closed_at is not None


def test_ex_15_paid_from_the_month_after_the_decision(hall: Hall) -> None:
    hall.confirmed("2024-06-05")
    award = Award.objects.get()
    assert award.from_month == parse_month("2024-07")
    assert calendar().pay_day(award.from_month) == day("2024-07-10")


# --- who applies, and with what --------------------------------------------------------------------------------------------


def new_application(hall: Hall, people: int, named: int) -> NewApplication:
    home = hall.household(people)
    members = [NewApplying(each, "户主", Relation.SELF_OR_SPOUSE) for each in hall.people(home)[:named]]
    return NewApplication(home, hall.people(home)[0], members, Residence.URBAN)


def test_r_dibao_02_the_whole_household_applies_or_nobody(hall: Hall) -> None:
    with pytest.raises(Refused, match="低保须整户申请，请补充家庭成员"):
        applying.apply(new_application(hall, 3, 2), by=hall.helper, at=moment("2024-04-24"))
    assert not Case.objects.exists()


def test_r_dibao_02_who_does_not_count_is_named_with_the_reason(hall: Hall) -> None:
    home = hall.household(2)
    first, second = hall.people(home)
    members = [
        NewApplying(first, "户主", Relation.SELF_OR_SPOUSE),
        NewApplying(second, "长子", Relation.OTHER, left_out=LeftOut.PRISON),
    ]
    made = applying.apply(
        NewApplication(home, first, members, Residence.RURAL), by=hall.helper, at=moment("2024-04-24")
    )
    assert made.members.count() == 2


def test_r_dibao_01_a_parent_counts_only_by_duty_of_support_and_life_together(hall: Hall) -> None:
    new = [
        NewMember(NewPerson(number_of(dt.date(1970, 1, 2), 801), "郑大", VILLAGE), "户主"),
        NewMember(NewPerson(number_of(dt.date(1944, 1, 2), 802), "郑老", VILLAGE), "父亲"),
    ]
    [home] = register_households(
        [NewHousehold("H801", VILLAGE, tuple(new), since=day("2020-01-01"))], by=None, at=moment("2024-01-02"), because="登记"
    )  # fmt: skip
    applicant = hall.people(home)[0]
    household, members = applying.members_of(applicant, day("2024-04-24"))
    assert [(each.said, each.relation) for each in members] == [
        ("户主", Relation.SELF_OR_SPOUSE),
        ("父亲", Relation.OTHER),
    ]
    made = applying.apply(
        NewApplication(household, applicant, members, Residence.RURAL), by=hall.helper, at=moment("2024-04-24")
    )
    assert proposed(made) == fen(660)
    said = {"relation": int(Relation.SUPPORTED_TOGETHER)}
    applying.describe(made.members.all()[1], said, by=hall.helper, at=moment("2024-04-24"))
    assert proposed(made) == fen(660 * 2)


def test_r_dibao_04_tekun_stand_outside_the_household_whatever_the_form_says(hall: Hall) -> None:
    home = hall.household(3)
    new = NewCategory(hall.people(home)[2].pk, Category.Kind.TEKUN, day("2023-01-01"), because="特困名册")
    put_in_category([new], by=None, at=moment("2024-01-02"))
    case = hall.investigated(household=home, income=60_000)
    sheet = HANDLING.assessed(HANDLING.of(case), day("2024-05-13")).sheet
    assert "共同生活的家庭成员计 2 人" in sheet.text()
    hall.take(case, flow.OPINE, hall.clerk, "2024-05-13", proposal="ADMIT")
    assert Application.objects.get().proposed_fen == fen(885 * 2 - 600)


def test_r_dibao_04_who_is_tekun_does_not_get_dibao_as_well(hall: Hall) -> None:
    home = hall.household(1)
    new = NewCategory(hall.people(home)[0].pk, Category.Kind.TEKUN, day("2023-01-01"), because="特困名册")
    put_in_category([new], by=None, at=moment("2024-01-02"))
    case = hall.investigated(household=home, income=0)
    assert "不能拟同意" in refusal(hall, case, flow.OPINE, hall.clerk, "2024-05-13", proposal="ADMIT")


def proposed(application: Application) -> int:
    """What the rules give for the application as it stands."""
    return HANDLING.assessed(Application.objects.get(pk=application.pk), day("2024-05-13")).sheet.result


def test_nobody_applies_twice_or_while_he_receives(hall: Hall) -> None:
    case = hall.confirmed()
    home = Application.objects.get(pk=case.pk).household
    with pytest.raises(Refused, match="正在享受低保"):
        hall.applied(household=home, on="2024-09-02")
    application = hall.applied(on="2024-09-02")
    with pytest.raises(Refused, match="已在办理中的申请"):
        hall.applied(household=application.household, on="2024-09-03")


def test_r_dibao_13_what_the_register_or_a_department_holds_is_not_asked_for(hall: Hall) -> None:
    home = hall.household(1)
    [person] = hall.people(home)
    put_in_category(
        [NewCategory(person.pk, Category.Kind.NURSING_SUBSIDY, day("2023-01-01"), because="两项补贴")],
        by=None,
        at=moment("2024-01-02"),
    )
    member = NewApplying(person, "户主", Relation.SELF_OR_SPOUSE, disability=4, disability_grade=2)
    made = applying.apply(
        NewApplication(home, person, [member], Residence.RURAL, account="6217000012345678"),
        by=hall.helper,
        at=moment("2024-04-24"),
    )
    assert {PaperKind.IDENTITY, PaperKind.DISABILITY} <= set(papers.needed(made))
    missing = papers.gaps(made, day("2024-04-24"))
    assert not {"身份证、户口簿", "残疾人证"} & set(missing)
    hall.complete(made, "2024-04-24")
    hall.take(made.case, flow.SUBMIT, hall.helper, "2024-04-24", signed=True)
    assert "材料已经齐全，不能要求补正" in refusal(hall, made.case, flow.SUPPLEMENT, hall.clerk, "2024-04-24")


def test_what_is_handed_in_with_the_application_is_taken_at_once_and_of_two_flawed_none(hall: Hall) -> None:
    """At the counter everything may be there: papers, signatures, incomes; then nothing is left to be supplied."""
    homes = [hall.household(1), hall.household(1)]
    new = [
        applying.NewApplication(
            home,
            person,
            [
                applying.NewApplying(
                    person,
                    "户主",
                    int(Relation.SELF_OR_SPOUSE),
                    signer="本人",
                    incomes=[applying.NewIncome("farming", year_before("2024-04-24"), 2_400_00)],
                )
            ],
            int(Residence.URBAN),
            account="6217000012345678",
            papers=[kind for kind in PaperKind if kind is not PaperKind.MANDATE],
        )
        for home in homes
        for person in hall.people(home)
    ]
    at = moment("2024-04-24")
    flawed = replace(new[1], members=[replace(new[1].members[0], incomes=[applying.NewIncome("gifts", (1, 2), 1)])])
    with pytest.raises(Refused, match="没有这一类收入"):
        applying.apply_each([(new[0], hall.helper, at), (flawed, hall.helper, at)])
    assert not Application.objects.exists()

    made = applying.apply_each([(each, hall.helper, at) for each in new])

    assert [row.household for row in made] == homes
    assert papers.gaps(made[0], at.date()) == []
    given = family_of(made[0], at.date()).people[0].figures["business_income"]
    assert isinstance(given, Given)
    assert given.value == 200_00
    assert not made[0].papers.filter(kind=PaperKind.IDENTITY, how="HANDED").exists()  # the register holds it
    assert applying.apply_each([]) == []


def test_r_dibao_13_a_paper_may_be_replaced_by_a_promise(hall: Hall) -> None:
    application = hall.applied()
    hall.complete(application, "2024-04-24")
    application.papers.filter(kind=PaperKind.CARD).delete()
    assert papers.gaps(application, day("2024-04-24")) == ["家庭成员银行卡"]
    applying.hand_in(application, PaperKind.CARD, promised=True, by=hall.helper, at=moment("2024-04-24"))
    assert papers.gaps(application, day("2024-04-24")) == []


def test_all_gaps_are_told_at_once_and_no_new_one_later(hall: Hall) -> None:
    application = hall.applied()
    case = application.case
    hall.take(case, flow.SUBMIT, hall.helper, "2024-04-24", signed=True)
    assert "还缺：申请书、家庭经济状况申报表" in refusal(hall, case, flow.ACCEPT, hall.clerk, "2024-04-24")
    hall.take(case, flow.SUPPLEMENT, hall.clerk, "2024-04-24")
    application.refresh_from_db()
    assert len(application.gaps_told) == 8  # five papers and three authorisations
    hall.complete(application, "2024-04-25")
    application.members.update(student=True)
    hall.take(case, flow.RESUBMIT, hall.helper, "2024-04-25")
    assert "上次没有告知的不能再要求：在读证明" in refusal(hall, case, flow.SUPPLEMENT, hall.clerk, "2024-04-25")


def test_r_chk_05_a_minor_does_not_sign_for_himself(hall: Hall) -> None:
    application = hall.applied()
    hall.complete(application, "2024-04-24")
    member = application.members.select_related("person__party").first()
    assert member is not None
    member.person.born_on = day("2015-05-01")
    member.person.save()
    name = member.person.party.name
    applying.authorise(member, signer=name, on=day("2024-04-24"), by=hall.helper, at=moment("2024-04-24"))
    assert papers.gaps(application, day("2024-04-24")) == [f"{name}的授权书"]


def test_after_submission_nothing_declared_is_changed(hall: Hall) -> None:
    case = hall.accepted()
    member = Application.objects.get(pk=case.pk).members.all()[0]
    with pytest.raises(Refused, match="不能再修改"):
        applying.enter_income(
            member, "wages", months=year_before("2024-04-26"), gross=1, by=hall.helper, at=moment("2024-04-28")
        )
    with pytest.raises(Refused, match="没有权限"):
        applying.enter_income(
            member,
            "wages",
            months=year_before("2024-04-26"),
            gross=1,
            source=Source.CHECKED,
            evidence="参保",
            by=hall.helper,
            at=moment("2024-04-28"),
        )


# --- investigation ---------------------------------------------------------------------------------------------------------


def test_r_dibao_11_two_people_visit_and_phone_only_in_an_emergency(hall: Hall) -> None:
    case = hall.accepted()
    hall.take(case, flow.START, hall.clerk, "2024-04-28")
    said = {"visited_on": "2024-04-29", "way": "PHONE", "signed_by": "户主", "found": "在家"}
    assert "须两人办理" in refusal(hall, case, flow.SURVEY, hall.clerk, "2024-04-29", **said)
    more: dict[str, Any] = {"second": hall.companion, **said}
    assert "须入户调查" in refusal(hall, case, flow.SURVEY, hall.clerk, "2024-04-29", **more)
    assert "在场并签字的家庭成员" in refusal(
        hall, case, flow.SURVEY, hall.clerk, "2024-04-29", **{**more, "signed_by": "", "way": "HOME"}
    )
    hall.take(case, flow.SURVEY, hall.clerk, "2024-04-29", emergency="洪灾道路中断", **more)


def test_r_dibao_03_no_opinion_without_visit_and_check(hall: Hall) -> None:
    case = hall.accepted()
    hall.take(case, flow.START, hall.clerk, "2024-04-28")
    assert "还没有办理“入户调查、出具核对报告”" in refusal(
        hall, case, flow.OPINE, hall.clerk, "2024-04-29", proposal="ADMIT"
    )


def test_r_dibao_03_nobody_proposes_what_the_rules_do_not_give(hall: Hall) -> None:
    case = hall.investigated(income=300_000)
    sentence = refusal(hall, case, flow.OPINE, hall.clerk, "2024-05-13", proposal="ADMIT")
    assert "不能拟同意" in sentence
    case = hall.investigated()
    assert "每月可享受761.00元" in refusal(hall, case, flow.OPINE, hall.clerk, "2024-05-13", proposal="REFUSE")


def test_what_was_checked_counts_before_what_was_declared(hall: Hall) -> None:
    case = hall.investigated()
    member = Application.objects.get(pk=case.pk).members.all()[0]
    applying.enter_income(
        member,
        "survivors",
        months=year_before("2024-04-26"),
        gross=200_000 * 12,
        source=Source.CHECKED,
        evidence="人社发放明细",
        by=hall.clerk,
        at=moment("2024-05-10"),
    )
    hall.take(case, flow.OPINE, hall.clerk, "2024-05-13", proposal="ADMIT")
    assert Application.objects.get(pk=case.pk).proposed_fen == 65_500


def test_above_the_limits_is_told_first_and_may_be_rebutted(hall: Hall) -> None:
    case = hall.investigated(result="ABOVE")
    assert "须先告知申请人" in refusal(hall, case, flow.OPINE, hall.clerk, "2024-05-13", proposal="ADMIT")
    hall.take(case, flow.NOT_MET, hall.clerk, "2024-05-13", told_on="2024-05-13")
    hall.take(case, flow.REBUT, hall.clerk, "2024-05-15", because="车辆已于2022年出售，未办过户")
    assert set(queries.awaited_steps(case)) == {"request_check"}  # the visit is not made again
    hall.take(case, flow.REQUEST, hall.clerk, "2024-05-15")
    hall.take(case, flow.START_CHECK, hall.centre, "2024-05-16")
    hall.take(case, flow.REPORT, hall.centre, "2024-05-17", number="核2024-17复", result="WITHIN")
    hall.take(case, flow.OPINE, hall.clerk, "2024-05-20", proposal="ADMIT")
    assert RunningClock.objects.get(case=case, code="total").waits_since == day("2024-04-26")
    assert "没有超过限额" in refusal(
        hall, hall.investigated(), flow.NOT_MET, hall.clerk, "2024-05-13", told_on="2024-05-13"
    )


def test_r_org_01_near_kin_of_any_member_do_not_handle_it(hall: Hall) -> None:
    home = hall.household(2)
    brother = hall.people(hall.household(1))[0]
    add_kin(
        [NewKin(hall.people(home)[1].pk, brother.pk, Kin.Relation.SIBLING)],
        source="户籍",
        by=None,
        at=moment("2024-01-02"),
    )
    kin = somebody("kin", Role.TOWNSHIP_CLERK, TOWN, id_number=brother.id_number)
    case = hall.accepted(household=home)
    assert "依规应当回避" in refusal(hall, case, flow.START, kin, "2024-04-28")


# --- opinion, notice, objection --------------------------------------------------------------------------------------------


def test_r_sod_the_leader_who_signs_was_not_at_the_door(hall: Hall) -> None:
    case = hall.accepted()
    hall.take(case, flow.START, hall.clerk, "2024-04-28")
    hall.survey(case, flow.SURVEY, hall.clerk, "2024-04-29", second=hall.head)
    hall.take(case, flow.REQUEST, hall.clerk, "2024-04-29")
    hall.take(case, flow.START_CHECK, hall.centre, "2024-04-29")
    hall.take(case, flow.REPORT, hall.centre, "2024-04-30", number="核1", result="WITHIN")
    hall.take(case, flow.OPINE, hall.clerk, "2024-05-06", proposal="ADMIT")
    assert "请换人办理" in refusal(hall, case, flow.SIGN, hall.head, "2024-05-06")


def test_r_dibao_10_an_objection_extends_the_clock_and_leads_to_a_second_opinion_without_a_second_notice(
    hall: Hall,
) -> None:
    case = hall.posted()
    hall.take(case, flow.OBJECT, hall.helper, "2024-05-21", words="其子有轿车", real_name=True)
    assert (case.stage, case.clock_due_on) == ("OBJECTED", day("2024-07-02"))
    assert "请换人办理" in refusal_of_resurvey(hall, case)
    hall.survey(case, flow.RESURVEY, hall.other_clerk, "2024-05-24", second=hall.helper)
    hall.take(case, flow.APPRAISE, hall.other_clerk, "2024-05-27", held_on="2024-05-27", present="11", words="同意")
    hall.take(case, flow.OPINE_AGAIN, hall.other_clerk, "2024-05-28", proposal="ADMIT")
    hall.take(case, flow.SIGN_AGAIN, hall.head, "2024-05-29")
    assert case.stage == "NOTICE_OVER"
    hall.take(case, flow.FORWARD, hall.clerk, "2024-05-30")
    hall.take(case, flow.RECEIVE, hall.officer, "2024-05-30")
    assert case.site_visit == "实名举报，须全部入户"


def refusal_of_resurvey(hall: Hall, case: Case) -> str:
    said = {"visited_on": "2024-05-24", "way": "HOME", "signed_by": "户主", "found": "在家"}
    return refusal(hall, case, flow.RESURVEY, hall.clerk, "2024-05-24", second=hall.helper, **said)


def test_r_dibao_12_no_appraisal_without_dispute(hall: Hall) -> None:
    case = hall.investigated()
    said = {"held_on": "2024-05-13", "present": "9", "words": "同意"}
    assert "不能办理“民主评议”" in refusal(hall, case, flow.APPRAISE, hall.clerk, "2024-05-13", **said)


def test_a_notice_is_not_over_before_its_time(hall: Hall) -> None:
    case = hall.posted("2024-05-14")
    assert "不能办理“上报县民政局”" in refusal(hall, case, flow.FORWARD, hall.clerk, "2024-05-20")
    assert hall.lapse("2024-05-21") == 0


# --- the county ------------------------------------------------------------------------------------------------------------


def test_r_rel_03_near_kin_of_a_village_cadre_are_registered_and_visited(hall: Hall) -> None:
    home, cadre = hall.household(2), hall.people(hall.household(1))[0]
    add_kin(
        [NewKin(hall.people(home)[0].pk, cadre.pk, Kin.Relation.SIBLING)],
        source="户籍",
        by=None,
        at=moment("2024-01-02"),
    )
    put_in_category(
        [NewCategory(cadre.pk, Category.Kind.VILLAGE_CADRE, day("2021-01-01"), because="村干部名册")],
        by=None,
        at=moment("2024-01-02"),
    )
    case = hall.at_county(household=home, income=60_000)
    assert "的兄弟姐妹为村（居）委会成员" in Application.objects.get(pk=case.pk).near_kin
    assert case.site_visit == "近亲属备案，须全部入户"
    assert "须先办理“县级入户抽查”" in refusal(hall, case, flow.CONFIRM, hall.officer, "2024-06-05", document="某1号")
    hall.visit_if_drawn(case, "2024-05-30")
    hall.take(case, flow.CONFIRM, hall.officer, "2024-06-05", document="某1号")


def test_r_dibao_14_three_in_ten_are_drawn(hall: Hall) -> None:
    cases = [hall.accepted(people=1) for _ in range(30)]
    for case in cases:
        Case.objects.filter(pk=case.pk).update(stage="FORWARDED")
        case.refresh_from_db()
        hall.take(case, flow.RECEIVE, hall.officer, "2024-05-23")
    drawn = [case for case in cases if case.site_visit]
    assert {case.site_visit for case in drawn} == {"随机抽查（30%）"}
    assert 3 <= len(drawn) <= 16


def test_r_dibao_10_a_return_to_the_township_does_not_stop_the_clock(hall: Hall) -> None:
    case = hall.at_county()
    before = case.clock_due_on
    hall.take(case, flow.RETURN, hall.officer, "2024-05-27", because="缺残疾人证复印件")
    hall.take(case, flow.CORRECT, hall.clerk, "2024-05-29", because="已补")
    hall.take(case, flow.RECEIVE, hall.officer, "2024-05-30")
    assert case.clock_due_on == before == day("2024-06-11")


def test_r_dibao_15_a_refusal_names_reason_law_and_remedy(hall: Hall) -> None:
    case = hall.refused()
    taken = case.actions.get(action="refuse")
    assert taken.data["ground_words"] == "家庭财产状况不符合规定"
    assert "第十四条" in taken.data["basis"]
    assert "行政复议" in taken.data["remedy"]
    other = hall.at_county()
    hall.visit_if_drawn(other, "2024-05-30")
    said = {"words": "不符合", "document": "某19号"}
    assert "请选择作出决定的理由" in refusal(hall, other, flow.REFUSE, hall.officer, "2024-06-05", **said)


def test_the_county_does_not_confirm_against_the_opinion_or_the_rules(hall: Hall) -> None:
    case = hall.at_county()
    hall.visit_if_drawn(case, "2024-05-30")
    Application.objects.filter(pk=case.pk).update(proposal="REFUSE")
    assert "拟不予确认，不能确认同意" in refusal(hall, case, flow.CONFIRM, hall.officer, "2024-06-05", document="某1号")
    Application.objects.filter(pk=case.pk).update(proposal="ADMIT", residence=Residence.RURAL)
    assert Award.objects.count() == 0
    hall.take(case, flow.CONFIRM, hall.officer, "2024-06-05", document="某1号")
    assert Award.objects.get().amount == 8_600  # 660 × 3 − 1,894: the rules say how much, nobody types it


def test_r_org_03_of_a_confirmation_that_fails_nothing_is_left(hall: Hall) -> None:
    case = hall.at_county()
    hall.visit_if_drawn(case, "2024-05-30")
    Application.objects.filter(pk=case.pk).update(account="12")
    assert "银行账号应为8至32位数字" in refusal(hall, case, flow.CONFIRM, hall.officer, "2024-06-05", document="某1号")
    assert not Award.objects.exists()


def test_withdrawn_and_terminated_end_the_clock(hall: Hall) -> None:
    case = hall.accepted()
    hall.take(case, flow.WITHDRAW, hall.clerk, "2024-04-28", because="家人已就业，书面撤回")
    assert (case.stage, case.clock_due_on) == ("WITHDRAWN", None)
    case = hall.accepted()
    hall.take(case, flow.START, hall.clerk, "2024-04-28")
    taken = hall.take(
        case, flow.TERMINATE, hall.head, "2024-05-06", ground="UNCOOPERATIVE", words="三次拒绝入户", document="某镇1号"
    )
    assert "行政复议" in taken.data["remedy"]


def test_the_second_of_two_leaders_is_told(hall: Hall) -> None:
    case = hall.at_county()
    hall.visit_if_drawn(case, "2024-05-30")
    same = Case.objects.get(pk=case.pk)
    hall.take(case, flow.CONFIRM, hall.officer, "2024-06-05", document="某1号")
    with pytest.raises(Refused, match="刚刚由他人办理过"):
        hall.take(same, flow.CONFIRM, hall.leader, "2024-06-05", document="某2号")
    assert Award.objects.count() == 1


def test_a_village_helper_sees_his_village_only(hall: Hall) -> None:
    case = hall.accepted()
    other = somebody("neighbour", Role.VILLAGE_WORKER, "369999100202")
    assert case.area_code == VILLAGE
    assert list(queries.cases(other, flow.APPLICATIONS)) == []
    assert list(queries.cases(hall.helper, flow.APPLICATIONS)) == [case]
