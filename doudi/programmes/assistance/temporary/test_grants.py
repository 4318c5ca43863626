"""Stories of grants: from the need to the money on the account, by the township's reserve and by the county's fund."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from doudi.base.models import Record
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.base.spans import Period
from doudi.base.stories import COUNTY, VILLAGE, number_of, somebody
from doudi.mechanisms.entitlement.parameters_entered.services import approve, enter
from doudi.mechanisms.indicators.queries import figure
from doudi.mechanisms.ledger import queries as ledger
from doudi.mechanisms.ledger.bank import queries as bank
from doudi.mechanisms.ledger.bank.models import BankFile
from doudi.mechanisms.ledger.bank.testing import csv_of, rows_of
from doudi.mechanisms.ledger.models import Book, Reason
from doudi.mechanisms.ledger.periods import faults
from doudi.mechanisms.ledger.testing import moment
from doudi.mechanisms.registry import services as registry
from doudi.mechanisms.registry.models import Kin, Person
from doudi.programmes.assistance.temporary import accounts, services
from doudi.programmes.assistance.temporary import grant_queries as queries
from doudi.programmes.assistance.temporary.figures import INDICATORS
from doudi.programmes.assistance.temporary.models import Cause, GrantPayment, ReserveUse, TemporaryGrant
from doudi.programmes.assistance.temporary.policy import Hardship, TemporaryPolicy
from doudi.programmes.assistance.temporary.programme import temporary
from doudi.programmes.assistance.temporary.stories import ACCOUNT, FIRE, Desk

pytestmark = pytest.mark.django_db
OCTOBER, NOVEMBER = dt.date(2024, 10, 9), dt.date(2024, 11, 11)


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_ex_26_the_township_helps_the_same_day_and_the_county_adds_the_rest(desk: Desk) -> None:
    done = services.grant(desk.need(), desk.from_reserve(helped_first=True), at=moment(FIRE))
    assert (done.ceiling, done.people) == (748_000, 4)
    assert use_of(done).papers_due_on == dt.date(2024, 10, 10)
    with pytest.raises(Refused, match=r"上限为7,480\.00元，合计7,480\.01元"):
        services.grant_more(done, desk.from_county(648_001), at=moment(OCTOBER))
    services.grant_more(done, desk.from_county(648_000), at=moment(OCTOBER))
    assert [(each.channel, each.amount) for each in done.payments.all()] == [("RESERVE", 100_000), ("COUNTY", 648_000)]
    assert ledger.balance(accounts.RESERVE, desk.town) == 4_900_000
    assert ledger.total(accounts.BANK.payable) == 648_000
    assert "救助金额不超过 7,480 元" in done.worksheet
    assert faults(Book.MONEY) == []


def use_of(done: TemporaryGrant) -> ReserveUse:
    return ReserveUse.objects.get(payment__grant=done)


def answered(file: BankFile, *, paid: bool) -> bytes:
    return csv_of(rows_of(file, **({} if paid else {f"n{line.number}": "账号不存在" for line in file.lines.all()})))


def test_what_the_county_owes_goes_to_the_bank_and_comes_to_the_account(desk: Desk) -> None:
    done = services.grant(desk.need(), desk.from_county(748_000), at=moment(FIRE))
    with pytest.raises(Refused, match="没有权限"):
        services.send_to_bank(by=desk.clerk, at=moment(OCTOBER))
    file = services.send_to_bank(by=desk.finance, at=moment(OCTOBER))
    assert (file.lines_number, file.amount) == (1, 748_000)
    with pytest.raises(Refused, match="没有待送银行"):
        services.send_to_bank(by=desk.finance, at=moment(OCTOBER))
    taken = services.take_answer(file, "回盘.csv", answered(file, paid=True), by=desk.finance, at=moment(NOVEMBER))
    assert taken.counts == {"PAID": 1}
    assert ledger.total(accounts.BANK.received) == 748_000
    assert bank.reconcile(accounts.BANK) == []
    assert done.payments.get().claim == "temporary:临202409-000001:1"


def test_what_comes_back_is_sent_again_to_another_account_or_taken_back(desk: Desk) -> None:
    done = services.grant(desk.need(), desk.from_county(300_000), desk.from_county(100_000), at=moment(FIRE))
    file = services.send_to_bank(by=desk.finance, at=moment(OCTOBER))
    services.take_answer(file, "回盘.csv", answered(file, paid=False), by=desk.finance, at=moment(OCTOBER))
    first, second = done.payments.all()
    other = "6217009876543210"
    again = services.send_again(first, payee="户主", account=other, by=desk.finance, at=moment(NOVEMBER))
    assert (again.lines_number, again.lines.get().account) == (1, other)
    services.take_back(second, because="申请人放弃", by=desk.finance, at=moment(NOVEMBER))
    assert second.taken_back_on == NOVEMBER
    assert ledger.total(accounts.BANK.returned) == 0
    with pytest.raises(Refused, match="尚未收回"):
        services.take_back(second, because="申请人放弃", by=desk.finance, at=moment(NOVEMBER))
    with pytest.raises(Refused, match="没有退票"):
        services.send_again(first, payee="户主", account=other, by=desk.finance, at=moment(NOVEMBER))


def test_what_was_not_sent_yet_is_taken_back_to_the_fund(desk: Desk) -> None:
    done = services.grant(desk.need(), desk.from_county(300_000), at=moment(FIRE))
    services.take_back(done.payments.get(), because="经复核不符合条件", by=desk.finance, at=moment(OCTOBER))
    assert ledger.total(accounts.BANK.payable) == 0
    assert list(queries.never_sent()) == []
    assert not queries.paid_grants().exists()


def test_r_temp_03_the_same_cause_once_a_year_for_the_whole_household(desk: Desk) -> None:
    services.grant(desk.need(), desk.from_reserve(), at=moment(FIRE))
    wife = desk.people(desk.home)[1].party
    again: dict[str, Any] = {"number": 2, "applicant": wife}
    with pytest.raises(Refused, match="同一原因本年度已救助 1 次，再次救助须有县级决定"):
        services.grant(desk.need(**again), desk.from_county(100_000), at=moment(NOVEMBER))
    services.grant(desk.need(**again, cause=Cause.ILLNESS), desk.from_county(100_000), at=moment(NOVEMBER))
    decided = desk.need(3, applicant=wife, county_decision="县民救〔2024〕9号")
    assert services.grant(decided, desk.from_county(100_000), at=moment(NOVEMBER)).ceiling == 748_000
    next_year = desk.need(4, applicant=wife, happened_on=dt.date(2025, 1, 2))
    services.grant(next_year, desk.from_county(100_000), at=moment(dt.date(2025, 1, 3)))
    assert TemporaryGrant.objects.count() == 4


def test_r_temp_02_splitting_one_need_under_the_ceiling_gains_nothing(desk: Desk) -> None:
    done = services.grant(desk.need(), desk.from_reserve(80_000), at=moment(FIRE))
    with pytest.raises(Refused, match=r"乡镇还可审批200\.00元，本次300\.00元"):
        services.grant_more(done, desk.from_reserve(30_000, "收2"), at=moment(OCTOBER))
    again = desk.need(2, county_decision="县民救〔2024〕9号")
    with pytest.raises(Refused, match=r"乡镇还可审批200\.00元，本次1,000\.00元"):
        services.grant(again, desk.from_reserve(100_000, "收3"), at=moment(NOVEMBER))
    services.grant_more(done, desk.from_reserve(30_000, "收2", county_approval="县民救〔2024〕8号"), at=moment(OCTOBER))
    assert ledger.balance(accounts.RESERVE, desk.town) == 4_890_000


def test_a_use_reversed_does_not_stand_against_a_new_grant(desk: Desk) -> None:
    done = services.grant(desk.need(), desk.from_reserve(), at=moment(FIRE))
    services.reverse_use(
        use_of(done),
        reason=Reason.NOT_MADE,
        because="没有领取",
        clerk=desk.clerk,
        leader=desk.town_leader,
        at=moment(OCTOBER),
    )
    assert done.payments.get().taken_back_on == OCTOBER
    services.grant(desk.need(2), desk.from_reserve(receipt="收2"), at=moment(NOVEMBER))
    assert [each.case_number for each in queries.paid_grants()] == ["临202409-000002"]


def test_r_temp_04_above_the_ceiling_only_with_the_minutes_of_a_meeting(desk: Desk) -> None:
    with pytest.raises(Refused, match="提请一事一议"):
        services.grant(desk.need(), desk.from_county(2_000_000), at=moment(FIRE))
    assert TemporaryGrant.objects.count() == 0
    done = services.grant(desk.need(minutes="〔2024〕第3号纪要"), desk.from_county(2_000_000), at=moment(FIRE))
    assert (done.ceiling, done.payments.get().amount) == (748_000, 2_000_000)


def test_a_case_is_granted_once_and_an_empty_reserve_grants_nothing(desk: Desk) -> None:
    services.grant(desk.need(), desk.from_reserve(), at=moment(FIRE))
    with pytest.raises(Refused, match="已经登记过救助"):
        services.grant(desk.need(county_decision="县民救〔2024〕9号"), desk.from_county(1000), at=moment(OCTOBER))
    services.give_back(desk.town, amount=4_900_000, document="县财〔2024〕5号", by=desk.finance, at=moment(OCTOBER))
    with pytest.raises(Refused, match=r"余额0\.00元，不足1,000\.00元"):
        services.grant(desk.need(2, cause=Cause.INJURY), desk.from_reserve(receipt="收2"), at=moment(NOVEMBER))
    assert TemporaryGrant.objects.count() == 1
    assert GrantPayment.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"people": 0}, "救助人数至少为1人"),
        ({"happened_on": dt.date(2024, 9, 28)}, "晚于今天"),
        ({"hardship": Hardship.EXPENDITURE}, "须填写家庭自己负担的支出"),
        ({"case_number": " "}, "办件编号"),
    ],
)
def test_a_need_that_is_not_whole_is_refused(desk: Desk, change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        services.grant(desk.need(**change), desk.from_reserve(), at=moment(FIRE))


def test_spending_is_the_ceiling_of_an_expenditure_grant(desk: Desk) -> None:
    ill = desk.need(hardship=Hardship.EXPENDITURE, cause=Cause.ILLNESS, months=6, spending=500_000)
    assert services.grant(ill, desk.from_county(500_000), at=moment(FIRE)).ceiling == 500_000


def test_r_org_01_nobody_grants_his_own_kin(desk: Desk) -> None:
    number = number_of(dt.date(1980, 3, 3), 888)
    brother = somebody("brother", Role.COUNTY_OFFICER, COUNTY, id_number=number)
    registry.register_people(
        [registry.NewPerson(number, "办事人", VILLAGE)], by=None, at=moment(dt.date(2024, 1, 2)), because="登记"
    )
    me = Person.objects.get(party__name="办事人")
    registry.add_kin(
        [registry.NewKin(me.pk, desk.people(desk.home)[2].pk, Kin.Relation.SIBLING, dt.date(2020, 1, 1))],
        source="申报",
        by=None,
        at=moment(dt.date(2024, 1, 2)),
    )
    with pytest.raises(Refused, match="依规应当回避"):
        services.grant(desk.need(), desk.from_county(1000, by=brother), at=moment(FIRE))


def test_only_the_county_decides_on_the_countys_money(desk: Desk) -> None:
    with pytest.raises(Refused, match="没有权限"):
        services.grant(desk.need(), desk.from_county(1000, by=desk.clerk), at=moment(FIRE))
    with pytest.raises(Refused, match="8至32位数字"):
        services.grant(desk.need(), desk.from_county(1000, account="12345"), at=moment(FIRE))


def test_a_ceiling_entered_by_the_county_holds_from_its_approval(desk: Desk) -> None:
    """The township's ceiling of 2017 gives way to the one the county confirms."""
    assert TemporaryPolicy in temporary.policies  # what is declared may be entered
    entry = enter(
        "temporary.town_ceiling",
        1_500,
        applies_from=dt.date(2024, 9, 1),
        issued_on=dt.date(2024, 8, 20),
        document="县民发〔2024〕20号",
        by=desk.officer,
        at=moment(dt.date(2024, 8, 21)),
    )
    approve(entry, by=desk.second, at=moment(dt.date(2024, 8, 22)))
    done = services.grant(desk.need(), desk.from_reserve(150_000), at=moment(FIRE))
    assert done.payments.get().amount == 150_000


def test_what_is_recorded_names_no_account(desk: Desk) -> None:
    services.grant(desk.need(), desk.from_county(100_000), desk.from_reserve(), at=moment(FIRE))
    records = Record.objects.filter(action__startswith="temporary.")
    assert records.count() >= 2
    assert not any(ACCOUNT in str(each.data) + each.because for each in records)


def test_a_grant_costs_the_same_however_many_were_granted_before(desk: Desk) -> None:
    queries_of = []
    for number in range(1, 4):
        home = desk.household(2)
        with CaptureQueriesContext(connection) as captured:
            services.grant(
                desk.need(number, applicant=desk.head(home), people=2), desk.from_county(100_000), at=moment(FIRE)
            )
        queries_of.append(len(captured))
    assert queries_of[1] == queries_of[2]
    assert queries_of[2] < 60


def test_ex_28_persons_households_payments_and_allotments_are_four_figures(desk: Desk) -> None:
    """R-TEMP-06: a fire of four helped in two payments and an illness of two; what was allotted is none of it; what was taken back neither."""
    done = services.grant(desk.need(), desk.from_reserve(), desk.from_county(648_000), at=moment(FIRE))
    ill = desk.need(2, applicant=desk.head(desk.household(2)), cause=Cause.ILLNESS, people=2)
    services.grant(ill, desk.from_county(374_000), at=moment(OCTOBER))
    year = Period(dt.date(2024, 1, 1), dt.date(2024, 12, 31))

    def told() -> dict[str, Decimal]:
        return {each.code.split(".")[1]: figure(each, year, area_code=COUNTY).value for each in INDICATORS}

    assert told() == {
        "times": 6,
        "households": 2,
        "payments": 3,
        "granted": Decimal("112.2") / 100,
        "allotted": 5,
        "replenished": 0,
    }
    granted = ledger.net(ledger.transfers(accounts.BANK.decide, accounts.GRANT_FROM_RESERVE))
    assert granted == ledger.Net(1_122_000, 3)
    services.take_back(done.payments.get(number=2), because="重复", by=desk.finance, at=moment(NOVEMBER))
    after = told()
    assert [after[each] for each in ("times", "payments", "granted")] == [6, 2, Decimal("0.474")]
