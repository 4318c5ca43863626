"""Stories of applications for temporary assistance: the three roads, and every rule with the breach that is refused."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from doudi.base.models import Grant, User
from doudi.base.records import verify_chain
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.base.stories import COUNTY, VILLAGE, number_of, somebody
from doudi.mechanisms.casework import queries as cases
from doudi.mechanisms.casework.declare import Action
from doudi.mechanisms.casework.models import ActionTaken, Case, RunningClock
from doudi.mechanisms.casework.services import open_case, take
from doudi.mechanisms.casework.texts.models import TextMessage
from doudi.mechanisms.ledger import queries as ledger
from doudi.mechanisms.ledger.bank.testing import csv_of, rows_of
from doudi.mechanisms.ledger.models import Book, Reason
from doudi.mechanisms.ledger.periods import faults
from doudi.mechanisms.ledger.testing import moment
from doudi.mechanisms.registry import services as registry
from doudi.mechanisms.registry.models import Kin, Person
from doudi.programmes.assistance.temporary import accounts, flow, queries, services, telling
from doudi.programmes.assistance.temporary.models import Cause, TemporaryGrant
from doudi.programmes.assistance.temporary.stories import FIRE, Hall, row_of, use_of

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
OCTOBER, NOVEMBER = dt.date(2024, 10, 9), dt.date(2024, 11, 11)


@pytest.fixture
def hall() -> Hall:
    return Hall()


def refusal(hall: Hall, case: Case, action: Action, by: User, on: dt.date, **said: Any) -> str:
    """The sentence, and that nothing was done."""
    before = (
        Case.objects.filter(pk=case.pk).values().get(),
        ActionTaken.objects.count(),
        TemporaryGrant.objects.count(),
    )
    with pytest.raises(Refused) as raised:
        hall.take(case, action, by, on, **said)
    after = (
        Case.objects.filter(pk=case.pk).values().get(),
        ActionTaken.objects.count(),
        TemporaryGrant.objects.count(),
    )
    assert after == before
    return raised.value.sentence


def fire(hall: Hall) -> Any:
    """Another household in the same need."""
    return hall.household(4)


# --- the three roads --------------------------------------------------------------------------------------------------------


def test_a_small_need_is_paid_by_the_township_told_of_and_checked(hall: Hall) -> None:
    case = hall.small()
    made = row_of(case)
    assert made.grant is not None
    assert (case.stage, made.amount_fen, made.grant.case_number) == ("PAID_HERE", 100_000, case.number)
    assert (use_of(case).clerk, use_of(case).leader) == (hall.clerk, hall.town_leader)
    assert ledger.balance(accounts.RESERVE, hall.town) == 4_900_000
    hall.take(case, flow.PUBLISH_HERE, hall.helper, FIRE + DAY, posted_on=FIRE + DAY)
    assert "还没有备案" in refusal(hall, case, flow.CHECK, hall.officer, OCTOBER)
    services.file_month(hall.town, 2024 * 12 + 8, by=hall.clerk, at=moment(OCTOBER))
    if case.site_visit:
        hall.take(case, flow.VISIT, hall.officer, OCTOBER, second=hall.second, visited_on=OCTOBER, found="一致。")
    hall.take(case, flow.CHECK, hall.officer, OCTOBER)
    assert case.stage == "CLOSED"
    assert faults(Book.MONEY) == []
    assert verify_chain() is None


def test_a_larger_need_is_told_of_first_decided_by_the_county_and_paid_by_the_bank(hall: Hall) -> None:
    case = hall.surveyed(hall.spending())
    sentence = refusal(hall, case, flow.PREPARE, hall.clerk, FIRE, amount=300_000, receipt="收1", way="CASH")
    assert "乡镇可审批1,000.00元，本次3,000.00元；超过的报县民政局" in sentence
    hall.take(case, flow.OPINE, hall.clerk, FIRE, proposal="GRANT", amount=300_000)
    assert "须先在村公示" in refusal(hall, case, flow.SIGN_UP, hall.town_leader, FIRE)
    hall.take(case, flow.SIGN, hall.town_leader, FIRE)
    line = telling.waiting(VILLAGE)[0]
    assert (line.people, line.amount, line.category) == (4, 300_000, "支出型")
    hall.take(case, flow.POST, hall.helper, FIRE, posted_on=FIRE)
    assert (case.due_on, hall.lapse(dt.date(2024, 10, 8))) == (dt.date(2024, 10, 8), 0)  # over the holiday of October
    assert hall.lapse(OCTOBER) == 1
    case.refresh_from_db()
    hall.take(case, flow.APPROVE, hall.officer, OCTOBER, document="县民救〔2024〕7号", amount=300_000)
    assert (case.stage, ledger.total(accounts.BANK.payable)) == ("APPROVED", 300_000)
    file = services.send_to_bank(by=hall.finance, at=moment(OCTOBER))
    services.take_answer(file, "回盘.csv", csv_of(rows_of(file)), by=hall.finance, at=moment(NOVEMBER))
    case.refresh_from_db()
    assert case.stage == "PAID"
    hall.take(case, flow.PUBLISH, hall.helper, NOVEMBER, posted_on=NOVEMBER)
    assert case.stage == "CLOSED"


def test_ex_26_helped_within_the_day_papers_after_and_the_rest_from_the_county(hall: Hall) -> None:
    """EX-26: fire on 27 September, 1,000 of 7,480 the same day; papers by 10 October; the rest of 6,480 from the county."""
    case = hall.applied()
    hall.take(case, flow.REPORT, hall.helper, FIRE, hour=9)
    clock = RunningClock.objects.get(case=case, code="helping")
    assert (case.due_at, clock.due_at) == (hall_moment(FIRE + DAY, 9), hall_moment(FIRE + DAY, 9))
    hall.take(case, flow.HELP_FIRST, hall.clerk, FIRE, hour=11, amount=100_000, receipt="收1", way="CASH")
    assert ledger.balance(accounts.RESERVE, hall.town) == 5_000_000  # nothing moves before the signature
    hall.take(case, flow.SIGN_FIRST, hall.town_leader, FIRE, hour=15)
    use = use_of(case)
    assert (case.stage, use.amount, use.papers_due_on, case.due_on) == (
        "HELPED",
        100_000,
        dt.date(2024, 10, 10),
        dt.date(2024, 10, 10),
    )
    papers: dict[str, Any] = {"signed": True, "amount": 748_000}
    assert "还没有办理“补办入户调查”" in refusal(hall, case, flow.COMPLETE_UP, hall.clerk, OCTOBER, **papers)
    hall.survey_after(case, OCTOBER)
    assert "救助上限为7,480.00元" in refusal(
        hall, case, flow.COMPLETE_UP, hall.clerk, OCTOBER, **{**papers, "amount": 748_001}
    )
    hall.take(case, flow.COMPLETE_UP, hall.clerk, OCTOBER, **papers)
    use.refresh_from_db()
    assert use.papers_completed_on == OCTOBER
    hall.take(case, flow.SIGN_UP, hall.town_leader, OCTOBER)
    hall.take(case, flow.APPROVE, hall.officer, OCTOBER, document="县民救〔2024〕7号", amount=748_000)
    made = row_of(case).grant
    assert made is not None
    assert [(each.channel, each.amount) for each in made.payments.all()] == [("RESERVE", 100_000), ("COUNTY", 648_000)]
    assert faults(Book.MONEY) == []


def hall_moment(day: dt.date, hour: int) -> dt.datetime:
    return moment(day).replace(hour=hour, minute=0)


def test_the_county_lets_the_township_pay_more_than_its_limit_out_of_the_reserve(hall: Hall) -> None:
    case = hall.at_county(hall.applied(need=300_000), FIRE)
    hall.take(case, flow.APPROVE_RESERVE, hall.officer, FIRE, document="县民救〔2024〕8号", amount=300_000)
    prepared: dict[str, Any] = {"receipt": "收1", "way": "TRANSFER"}
    assert "县级同意的救助总额为3,000.00元" in refusal(
        hall, case, flow.PREPARE, hall.clerk, FIRE, amount=300_001, **prepared
    )
    hall.take(case, flow.PREPARE, hall.clerk, FIRE, amount=300_000, **prepared)
    hall.take(case, flow.SIGN_HERE, hall.town_leader, FIRE)
    assert (case.stage, use_of(case).county_approval) == ("PAID_HERE", "县民救〔2024〕8号")


# --- helping first ----------------------------------------------------------------------------------------------------------


def test_r_temp_05_overdue_papers_block_the_next_emergency_until_they_are_filed(hall: Hall) -> None:
    first, late = hall.helped_first(), dt.date(2024, 10, 11)
    other = hall.applied(late, household=fire(hall))
    hall.take(other, flow.REPORT, hall.helper, late)
    helping: dict[str, Any] = {"amount": 100_000, "receipt": "收2", "way": "CASH"}
    sentence = refusal(hall, other, flow.HELP_FIRST, hall.clerk, late, **helping)
    assert f"有1笔先行救助超期未补齐手续（{first.number}应于2024-10-10前补齐）" in sentence
    assert any("超期未补齐手续" in each for each in queries.hindrances(hall.town, late))
    hall.survey_after(first, late)
    hall.take(first, flow.COMPLETE, hall.clerk, late, signed=True)
    hall.take(other, flow.HELP_FIRST, hall.clerk, late, **helping)
    hall.take(other, flow.SIGN_FIRST, hall.town_leader, late)
    assert (first.stage, other.stage) == ("PAID_HERE", "HELPED")


def test_r_temp_05_papers_that_fall_overdue_before_the_signature_stop_it_too(hall: Hall) -> None:
    hall.helped_first()
    other = hall.applied(dt.date(2024, 10, 10), household=fire(hall))
    hall.take(other, flow.REPORT, hall.helper, dt.date(2024, 10, 10))
    hall.take(other, flow.HELP_FIRST, hall.clerk, dt.date(2024, 10, 10), amount=100_000, receipt="收2", way="CASH")
    assert "超期未补齐" in refusal(hall, other, flow.SIGN_FIRST, hall.town_leader, dt.date(2024, 10, 11))
    hall.take(other, flow.RETURN_HELP, hall.town_leader, dt.date(2024, 10, 11))
    hall.take(other, flow.NOT_URGENT, hall.clerk, dt.date(2024, 10, 11))  # the general procedure stays open
    assert other.stage == "SUBMITTED"


def test_r_temp_05_papers_in_time_do_not_block(hall: Hall) -> None:
    hall.helped_first()
    other = hall.helped_first(dt.date(2024, 10, 10), "收2", household=fire(hall))
    assert other.stage == "HELPED"


def test_only_an_emergency_is_helped_first_and_only_up_to_the_townships_limit(hall: Hall) -> None:
    assert "支出型困难不能先行救助" in refusal(hall, hall.spending(), flow.REPORT, hall.helper, FIRE)
    case = hall.applied()
    hall.take(case, flow.REPORT, hall.helper, FIRE)
    too_much = refusal(hall, case, flow.HELP_FIRST, hall.clerk, FIRE, amount=100_001, receipt="收1", way="CASH")
    assert "乡镇可审批1,000.00元" in too_much


def test_who_was_helped_does_not_withdraw_and_the_county_alone_refuses_the_rest(hall: Hall) -> None:
    case = hall.helped_first()
    hall.survey_after(case, OCTOBER)
    hall.take(case, flow.COMPLETE_UP, hall.clerk, OCTOBER, signed=True, amount=748_000)
    assert "已经先行救助，不能撤回" in refusal(hall, case, flow.WITHDRAW, hall.helper, OCTOBER)
    said: dict[str, Any] = {"ground": "OTHER_AID", "words": "保险已赔付。", "document": "镇救〔2024〕1号"}
    assert "由县民政局决定" in refusal(hall, case, flow.REFUSE_HERE, hall.town_leader, OCTOBER, **said)


# --- limits, causes, separation ---------------------------------------------------------------------------------------------


def test_r_temp_03_the_same_cause_again_needs_a_reason_and_the_countys_decision(hall: Hall) -> None:
    hall.small()
    again = hall.surveyed(hall.applied(NOVEMBER), NOVEMBER)
    small: dict[str, Any] = {"amount": 10_000, "receipt": "收2", "way": "CASH"}
    assert "同一原因本年度已救助 1 次" in refusal(hall, again, flow.PREPARE, hall.clerk, NOVEMBER, **small)
    said: dict[str, Any] = {"proposal": "GRANT", "amount": 100_000}
    assert "再次救助须有县级决定" in refusal(hall, again, flow.OPINE, hall.clerk, NOVEMBER, **said)
    hall.take(again, flow.OPINE, hall.clerk, NOVEMBER, **said, again="房屋二次倒塌")
    hall.take(again, flow.SIGN_UP, hall.town_leader, NOVEMBER)
    decided: dict[str, Any] = {"document": "县民救〔2024〕9号", "amount": 100_000}
    assert "再次救助须有县级决定" in refusal(hall, again, flow.APPROVE, hall.officer, NOVEMBER, **decided)
    hall.take(again, flow.APPROVE, hall.officer, NOVEMBER, **decided, county_decision="县民救〔2024〕10号")
    assert again.stage == "APPROVED"


def test_r_temp_01_nobody_proposes_more_than_standard_by_people_by_months(hall: Hall) -> None:
    case = hall.surveyed(hall.applied(need=748_100))
    said: dict[str, Any] = {"proposal": "GRANT"}
    assert "7,480.00" in refusal(hall, case, flow.OPINE, hall.clerk, FIRE, **said, amount=748_001)
    hall.take(case, flow.OPINE, hall.clerk, FIRE, **said, amount=748_000)


def test_r_temp_01_what_was_spent_is_not_exceeded(hall: Hall) -> None:
    case = hall.surveyed(hall.spending(need=600_000))
    said: dict[str, Any] = {"proposal": "GRANT"}
    assert "5,000.00" in refusal(hall, case, flow.OPINE, hall.clerk, FIRE, **said, amount=500_001)


def test_r_temp_04_above_the_ceiling_only_by_a_meeting(hall: Hall) -> None:
    case = hall.surveyed(hall.applied(need=900_000))
    said: dict[str, Any] = {"proposal": "GRANT", "amount": 900_000}
    assert "请勾选提请一事一议" in refusal(hall, case, flow.OPINE, hall.clerk, FIRE, **said)
    hall.take(case, flow.OPINE, hall.clerk, FIRE, **said, meeting=True)
    hall.take(case, flow.SIGN_UP, hall.town_leader, FIRE)
    decided: dict[str, Any] = {"document": "县民救〔2024〕9号", "amount": 900_000}
    assert "填写会议纪要文号" in refusal(hall, case, flow.APPROVE, hall.officer, FIRE, **decided)
    hall.take(case, flow.APPROVE, hall.officer, FIRE, **decided, minutes="〔2024〕第3号纪要")
    assert ledger.total(accounts.BANK.payable) == 900_000


def test_r_temp_02_and_r_res_03_the_reserve_pays_within_the_limit_and_within_what_is_there(hall: Hall) -> None:
    case = hall.surveyed(hall.applied())
    said: dict[str, Any] = {"receipt": "收1", "way": "CASH"}
    assert "本次1,200.00元" in refusal(hall, case, flow.PREPARE, hall.clerk, FIRE, amount=120_000, **said)
    services.give_back(hall.town, amount=4_950_000, document="县财〔2024〕5号", by=hall.finance, at=moment(FIRE))
    assert "备用金余额500.00元，不足1,000.00元" in refusal(
        hall, case, flow.PREPARE, hall.clerk, FIRE, amount=100_000, **said
    )


def test_who_surveyed_or_prepared_does_not_sign(hall: Hall) -> None:
    case = hall.surveyed(hall.applied())
    hall.take(case, flow.PREPARE, hall.companion, FIRE, amount=100_000, receipt="收1", way="CASH")
    assert "没有权限" in refusal(hall, case, flow.SIGN_HERE, hall.clerk, FIRE)
    Grant.objects.create(user=hall.companion, role=Role.TOWNSHIP_LEADER, area=hall.town, since=dt.date(2020, 1, 1))
    both = User.objects.get(pk=hall.companion.pk)  # who leads as well is kept from signing what he prepared
    assert "已办理本件的“入户调查”" in refusal(hall, case, flow.SIGN_HERE, both, FIRE)
    hall.take(case, flow.SEND_BACK, hall.town_leader, FIRE, because="凭证不清")
    assert case.stage == "INVESTIGATING"
    hall.take(case, flow.PREPARE, hall.clerk, FIRE, amount=100_000, receipt="收1", way="CASH")
    hall.take(case, flow.SIGN_HERE, hall.town_leader, FIRE)
    assert use_of(case).clerk == hall.clerk


def test_r_org_01_kin_of_anybody_in_the_household_stand_back(hall: Hall) -> None:
    number = number_of(dt.date(1980, 3, 3), 888)
    brother = somebody("brother", Role.COUNTY_OFFICER, COUNTY, id_number=number)
    new = [registry.NewPerson(number, "办事人", VILLAGE)]
    registry.register_people(new, by=None, at=moment(dt.date(2024, 1, 2)), because="登记")
    me = Person.objects.get(party__name="办事人")
    kin = registry.NewKin(me.pk, hall.people(hall.home)[2].pk, Kin.Relation.SIBLING, dt.date(2020, 1, 1))
    registry.add_kin([kin], source="申报", by=None, at=moment(dt.date(2024, 1, 2)))
    case = hall.at_county(hall.applied(need=300_000), FIRE)
    said: dict[str, Any] = {"document": "县民救〔2024〕7号", "amount": 300_000}
    with pytest.raises(Refused, match="依规应当回避"):
        hall.take(case, flow.APPROVE, brother, FIRE, **said)
    hall.take(case, flow.APPROVE, hall.officer, FIRE, **said)
    assert case.stage == "APPROVED"


def test_r_rel_03_declared_kin_are_always_visited_before_the_check(hall: Hall) -> None:
    case = hall.small(near_kin="户主之兄为村主任")
    hall.take(case, flow.PUBLISH_HERE, hall.helper, FIRE, posted_on=FIRE)
    assert case.site_visit == "近亲属备案，须全部入户"
    services.file_month(hall.town, 2024 * 12 + 8, by=hall.clerk, at=moment(OCTOBER))
    assert "须先办理“县级入户抽查”" in refusal(hall, case, flow.CHECK, hall.officer, OCTOBER)


# --- refusal, withdrawal, supplement ----------------------------------------------------------------------------------------


def test_r_dibao_15_a_refusal_names_reason_article_and_remedy_and_is_told(hall: Hall) -> None:
    case = hall.surveyed(hall.applied(need=300_000))
    hall.take(case, flow.OPINE, hall.clerk, FIRE, proposal="REFUSE")
    hall.take(case, flow.SIGN_UP, hall.town_leader, FIRE)
    decided: dict[str, Any] = {"document": "县民救〔2024〕7号", "amount": 300_000}
    assert "拟不予救助，不能同意" in refusal(hall, case, flow.APPROVE, hall.officer, FIRE, **decided)
    said: dict[str, Any] = {"words": "保险已全额赔付。", "document": "县民救〔2024〕11号"}
    assert "请选择作出决定的理由" in refusal(hall, case, flow.REFUSE, hall.officer, FIRE, **said)
    taken = hall.take(case, flow.REFUSE, hall.officer, FIRE, ground="OTHER_AID", **said)
    assert taken.data["remedy"] == flow.APPLICATIONS.remedy
    assert "救助对象" in taken.data["basis"]
    assert case.due_on == dt.date(2024, 10, 8)  # three working days over the holiday
    hall.take(case, flow.TELL, hall.clerk, dt.date(2024, 9, 29), told_on=dt.date(2024, 9, 29))
    assert (case.stage, TemporaryGrant.objects.count()) == ("TOLD", 0)


def test_a_township_refuses_what_it_could_grant_itself_and_nothing_larger(hall: Hall) -> None:
    small = hall.surveyed(hall.applied())
    hall.take(small, flow.OPINE, hall.clerk, FIRE, proposal="REFUSE")
    said: dict[str, Any] = {"ground": "BEARABLE", "words": "家庭能够承担。", "document": "镇救〔2024〕1号"}
    hall.take(small, flow.REFUSE_HERE, hall.town_leader, FIRE, **said)
    assert small.stage == "REFUSED"
    large = hall.surveyed(hall.applied(household=fire(hall), need=300_000))
    hall.take(large, flow.OPINE, hall.clerk, FIRE, proposal="REFUSE")
    assert "由县民政局决定" in refusal(hall, large, flow.REFUSE_HERE, hall.town_leader, FIRE, **said)


def test_gaps_are_told_once_and_withdrawal_ends_without_a_trace_of_money(hall: Hall) -> None:
    case = hall.applied()
    hall.take(case, flow.SUBMIT, hall.helper, FIRE, signed=True)
    hall.take(case, flow.SUPPLEMENT, hall.clerk, FIRE, missing="火灾证明")
    hall.take(case, flow.RESUBMIT, hall.helper, FIRE)
    assert "已经告知过，不能再要求补正" in refusal(hall, case, flow.SUPPLEMENT, hall.clerk, FIRE, missing="户口簿")
    hall.take(case, flow.WITHDRAW, hall.helper, FIRE, because="亲友已帮助")
    assert (case.stage, TemporaryGrant.objects.count()) == ("WITHDRAWN", 0)
    hall.applied()  # and may apply anew


def test_one_application_for_one_cause_at_a_time(hall: Hall) -> None:
    case = hall.applied()
    with pytest.raises(Refused, match=f"因火灾已有办理中的申请{case.number}"):
        hall.applied(applicant=hall.people(hall.home)[1].party)
    hall.applied(cause=Cause.INJURY)


def test_r_temp_06_who_waits_for_another_benefit_is_helped_meanwhile_and_the_cases_are_linked(hall: Hall) -> None:
    waiting = open_case(flow.APPLICATIONS, title="另一申请", area_code=VILLAGE, by=hall.helper, at=moment(FIRE))
    case = hall.applied(waits_for=waiting)
    assert (case.original, case.link) == (waiting, "等待期间临时救助")


# --- what the money does ----------------------------------------------------------------------------------------------------


def test_what_is_reversed_ends_the_case_and_frees_the_cause(hall: Hall) -> None:
    case = hall.small()
    draft = services.propose_reversal(
        use_of(case), reason=Reason.NOT_MADE, because="没有领取", by=hall.clerk, at=moment(OCTOBER)
    )
    services.sign(draft, by=hall.town_leader, at=moment(OCTOBER))
    case.refresh_from_db()
    assert (case.stage, case.closed_at is not None) == ("REVERSED", True)
    again = hall.small(NOVEMBER, receipt="收2")
    assert again.stage == "PAID_HERE"


def test_what_the_bank_sends_back_waits_and_what_is_taken_back_ends(hall: Hall) -> None:
    case = hall.at_county(hall.applied(need=300_000), FIRE)
    hall.take(case, flow.APPROVE, hall.officer, FIRE, document="县民救〔2024〕7号", amount=300_000)
    file = services.send_to_bank(by=hall.finance, at=moment(OCTOBER))
    answer = csv_of(rows_of(file, n1="账号不存在"))
    services.take_answer(file, "回盘.csv", answer, by=hall.finance, at=moment(OCTOBER))
    case.refresh_from_db()
    assert case.stage == "APPROVED"
    made = row_of(case).grant
    assert made is not None
    services.take_back(made.payments.get(), because="申请人放弃", by=hall.finance, at=moment(NOVEMBER))
    case.refresh_from_db()
    assert case.stage == "REVERSED"


def test_an_account_is_needed_for_the_countys_money_and_stands_in_no_record(hall: Hall) -> None:
    case = hall.at_county(hall.applied(need=300_000, account=""), FIRE)
    said: dict[str, Any] = {"document": "县民救〔2024〕7号", "amount": 300_000}
    assert "还没有登记收款的银行账号" in refusal(hall, case, flow.APPROVE, hall.officer, FIRE, **said)
    row = row_of(case)
    with pytest.raises(Refused, match="8至32位数字"):
        services.set_account(row, payee="户主", account="12", by=hall.helper, at=moment(FIRE))
    services.set_account(row, payee="户主", account="6217001234567890", by=hall.helper, at=moment(FIRE))
    hall.take(case, flow.APPROVE, hall.officer, FIRE, **said)
    with pytest.raises(Refused, match="救助已经决定"):
        services.set_account(row_of(case), payee="户主", account="6217001234567891", by=hall.helper, at=moment(FIRE))
    assert not any("6217001234567890" in str(each.data) for each in case.actions.all())


def test_what_waits_stands_on_each_ones_worklist(hall: Hall) -> None:
    case = hall.applied()
    hall.take(case, flow.REPORT, hall.helper, FIRE)

    def waits_for(user: User) -> bool:
        return cases.worklist(user, [flow.APPLICATIONS], FIRE).filter(pk=case.pk).exists()

    assert (waits_for(hall.clerk), waits_for(hall.town_leader)) == (True, False)
    hall.take(case, flow.HELP_FIRST, hall.clerk, FIRE, amount=100_000, receipt="收1", way="CASH")
    assert (waits_for(hall.clerk), waits_for(hall.town_leader)) == (False, True)


def test_two_leaders_at_once_pay_once(hall: Hall) -> None:
    case = hall.surveyed(hall.applied())
    hall.take(case, flow.PREPARE, hall.clerk, FIRE, amount=100_000, receipt="收1", way="CASH")
    older = Case.objects.get(pk=case.pk)
    hall.take(case, flow.SIGN_HERE, hall.town_leader, FIRE)
    with pytest.raises(Refused, match="刚刚由他人办理过"):
        take(older, flow.SIGN_HERE, by=hall.town_leader, at=moment(FIRE))
    assert ledger.balance(accounts.RESERVE, hall.town) == 4_900_000


# --- what is told -----------------------------------------------------------------------------------------------------------


def test_r_pub_01_the_list_of_a_village_names_who_was_helped_and_nothing_else(hall: Hall) -> None:
    case = hall.small()
    gone = hall.small(household=fire(hall), receipt="收2")
    services.reverse_use(
        use_of(gone),
        reason=Reason.NOT_MADE,
        because="没有领取",
        clerk=hall.clerk,
        leader=hall.town_leader,
        at=moment(OCTOBER),
    )
    lines = telling.listed(VILLAGE, NOVEMBER)
    assert [(each.name, each.people, each.amount, each.category) for each in lines] == [
        (case.title, 4, 100_000, "急难型")
    ]
    assert telling.listed(VILLAGE, dt.date(2025, 1, 2)) == []


def test_the_applicant_is_told_by_text_without_amount_or_name(hall: Hall) -> None:
    case = hall.small(phone="13870001234")
    words = list(TextMessage.objects.filter(case=case).order_by("pk").values_list("template", "words"))
    assert [code for code, _ in words] == ["received", "accepted", "temporary_granted"]
    assert "由东镇支付" in words[-1][1]
    assert not any("1,000" in text or case.title in text for _, text in words)
