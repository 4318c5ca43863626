"""Stories of the townships' reserves (R-RES-01..06), through the services that the pages use."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from doudi.base.areas import AreaRow, load_areas
from doudi.base.models import Area, Record, User
from doudi.base.months import parse_month
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.base.stories import COUNTY, TOWN, build_county, somebody
from doudi.mechanisms.ledger import queries as ledger
from doudi.mechanisms.ledger.declare import TRANSFER_KINDS
from doudi.mechanisms.ledger.models import Book, Entry, Reason
from doudi.mechanisms.ledger.periods import faults
from doudi.mechanisms.ledger.testing import moment
from doudi.mechanisms.registry.models import Party
from doudi.programmes.assistance.temporary import accounts, queries, services
from doudi.programmes.assistance.temporary.models import ReserveUse

pytestmark = pytest.mark.django_db
JANUARY, MAY, JUNE, JULY = dt.date(2024, 1, 15), dt.date(2024, 5, 20), dt.date(2024, 6, 12), dt.date(2024, 7, 3)


class Here:
    """A township with its people, and somebody in need."""

    def __init__(self) -> None:
        build_county()
        self.town = Area.objects.get(code=TOWN)
        self.clerk = somebody("clerk", Role.TOWNSHIP_CLERK, TOWN)
        self.leader = somebody("leader", Role.TOWNSHIP_LEADER, TOWN)
        self.finance = somebody("finance", Role.FINANCE, COUNTY)
        self.inspector = somebody("inspector", Role.INSPECTOR, COUNTY)
        self.party = Party.objects.create(kind=Party.Kind.PERSON, name="姜某", area=self.town)

    def allot(self, amount: int, *, on: dt.date = JANUARY, document: str = "县财〔2024〕1号") -> Entry:
        return services.allot(self.town, amount=amount, document=document, by=self.finance, at=moment(on))

    def use(self, amount: int, number: int, *, on: dt.date = MAY, **more: Any) -> ReserveUse:
        given: dict[str, Any] = {
            "case_number": f"临202405-{number:06d}", "receipt": f"收{number}", "clerk": self.clerk,
            "leader": self.leader, "applicant": self.party, "at": moment(on), **more,
        }  # fmt: skip
        return services.use(self.town, amount=amount, **given)

    def replenish(self, amount: int = 1_000_000, *, on: dt.date = JULY) -> Entry:
        return services.replenish(self.town, amount=amount, document="县财〔2024〕9号", by=self.finance, at=moment(on))

    def seen(self, user: User | None = None, *, on: dt.date = JULY) -> queries.Reserve:
        return queries.reserves(user or self.finance, on)[0]


@pytest.fixture
def here() -> Here:
    return Here()


def test_ex_27_a_reserve_with_a_duplicate_reversed_and_a_difference_with_the_bank(here: Here) -> None:
    here.allot(5_000_000)
    here.use(80_000, 1)
    here.use(100_000, 2)
    duplicate = here.use(100_000, 3)
    services.reverse_use(
        duplicate,
        reason=Reason.DUPLICATE,
        because="同一办件登记两次",
        clerk=here.clerk,
        leader=here.leader,
        at=moment(MAY),
    )
    with pytest.raises(Refused, match=r"每笔最多1,000.00元，本笔1,200.00元"):
        here.use(120_000, 4)
    assert ledger.balance(accounts.RESERVE, here.town) == 4_820_000
    month = services.reconcile(
        here.town, parse_month("2024-05"), bank_balance=4_720_000, by=here.leader, at=moment(JUNE)
    )
    assert (month.closing, month.bank_difference, month.cases_difference, month.agrees) == (
        4_820_000,
        100_000,
        0,
        False,
    )
    assert queries.unexplained(here.town) == [month]
    assert here.seen().differences == 1
    assert faults(Book.MONEY) == []


def test_ex_26_an_emergency_is_helped_the_same_day_and_its_papers_follow_in_five_workdays(here: Here) -> None:
    here.allot(5_000_000)
    fire = dt.date(2024, 9, 27)
    done = here.use(100_000, 1, on=fire, helped_first=True)
    assert done.papers_due_on == dt.date(2024, 10, 10)
    assert here.seen(on=dt.date(2024, 10, 10)).late_papers == 0
    assert here.seen(on=dt.date(2024, 10, 11)).late_papers == 1
    services.complete_papers(done, by=here.clerk, at=moment(dt.date(2024, 10, 12)))
    assert here.seen(on=dt.date(2024, 10, 13)).late_papers == 0
    with pytest.raises(Refused, match="没有待补的手续"):
        services.complete_papers(done, by=here.clerk, at=moment(dt.date(2024, 10, 12)))


def test_ex_28_what_is_allotted_is_not_what_is_spent(here: Here) -> None:
    """2,080,000.00 allotted and 2,498,500.00 granted to 1,060: two figures from different transfers."""
    here.allot(208_000_000)
    here.use(80_000, 1)
    assert ledger.net(ledger.transfers(accounts.ALLOT)).amount == 208_000_000
    assert ledger.net(ledger.transfers(accounts.BANK.decide, accounts.GRANT_FROM_RESERVE)) == ledger.Net(80_000, 1)
    assert round(249_850_000 / 1060) == 235_708
    assert round(208_000_000 / 249_850_000, 4) == 0.8325


def test_r_res_01_a_reserve_is_never_overdrawn(here: Here) -> None:
    here.allot(150_000)
    here.use(100_000, 1)
    with pytest.raises(Refused, match=r"余额500.00元，不足1,000.00元"):
        here.use(100_000, 2)
    assert ReserveUse.objects.count() == 1


def test_r_res_02_money_leaves_a_reserve_only_for_those_who_are_helped_or_back_to_the_county() -> None:
    """R-RES-02: no office costs, no other benefit, no loans between townships, because no such move is declared."""
    ways = {kind.target.code for kind in TRANSFER_KINDS.values() if kind.source == accounts.RESERVE}
    assert ways == {accounts.RECEIVED.code, accounts.COUNTY_FUND.code}


def test_r_res_03_above_the_ceiling_the_county_approves(here: Here) -> None:
    here.allot(5_000_000)
    with pytest.raises(Refused, match="报县民政局批准"):
        here.use(100_001, 1)
    assert here.use(100_001, 1, county_approval="县民救〔2024〕3号").county_approval == "县民救〔2024〕3号"


@pytest.mark.parametrize("change", [{"case_number": " "}, {"receipt": ""}])
def test_a_use_without_a_case_or_a_receipt_is_refused(here: Here, change: dict[str, Any]) -> None:
    here.allot(5_000_000)
    with pytest.raises(Refused, match="须有临时救助办件编号和收据"):
        here.use(1000, 1, **change)


def test_a_use_needs_the_signatures_of_two_people_of_this_township(here: Here) -> None:
    here.allot(5_000_000)
    stranger = somebody("stranger", Role.TOWNSHIP_LEADER, "369999101000")
    with pytest.raises(Refused, match="两人签字"):
        here.use(1000, 1, leader=here.clerk)
    with pytest.raises(Refused, match="用户stranger不是东镇的分管领导"):
        here.use(1000, 1, leader=stranger)
    with pytest.raises(Refused, match="没有权限"):
        here.use(1000, 1, clerk=here.finance)
    assert ledger.balance(accounts.RESERVE, here.town) == 5_000_000


def test_the_same_use_asked_for_twice_is_paid_once(here: Here) -> None:
    here.allot(5_000_000)
    assert here.use(80_000, 1).pk == here.use(80_000, 1).pk
    with pytest.raises(Refused, match="内容不同"):
        here.use(90_000, 1)
    assert ledger.balance(accounts.RESERVE, here.town) == 4_920_000


def test_a_document_allots_to_a_township_once(here: Here) -> None:
    here.allot(5_000_000)
    here.allot(5_000_000)
    assert ledger.balance(accounts.RESERVE, here.town) == 5_000_000
    with pytest.raises(Refused, match="内容不同"):
        here.allot(6_000_000)
    with pytest.raises(Refused, match="没有权限"):
        services.allot(here.town, amount=1, document="县财〔2024〕2号", by=here.clerk, at=moment(MAY))
    village = Area.objects.get(code="369999100201")
    with pytest.raises(Refused, match="只能下拨到乡镇"):
        services.allot(village, amount=1, document="县财〔2024〕2号", by=here.finance, at=moment(MAY))


# --- replenishing ----------------------------------------------------------------------------------------------------------


def used_up(here: Here) -> ReserveUse:
    """Less than 30% is left; one of three was helped first."""
    here.allot(300_000)
    done = here.use(100_000, 1, helped_first=True)
    here.use(100_000, 2)
    here.use(20_000, 3)
    return done


def test_a_reserve_that_runs_low_with_everything_in_order_is_replenished(here: Here) -> None:
    first = used_up(here)
    services.complete_papers(first, by=here.clerk, at=moment(MAY))
    filing = services.file_month(here.town, parse_month("2024-05"), by=here.clerk, at=moment(JUNE))
    assert (filing.uses_number, filing.amount) == (3, 220_000)
    services.reconcile(here.town, parse_month("2024-05"), bank_balance=80_000, by=here.leader, at=moment(JUNE))
    assert queries.hindrances(here.town, JULY) == []
    entry = here.replenish(220_000)
    assert here.replenish(220_000).pk == entry.pk  # no longer low, but it is the same replenishing
    assert ledger.balance(accounts.RESERVE, here.town) == 300_000


def test_r_res_04_late_papers_unfiled_uses_and_differences_each_block_replenishing(here: Here) -> None:
    used_up(here)
    services.reconcile(here.town, parse_month("2024-05"), bank_balance=0, by=here.leader, at=moment(JUNE))
    with pytest.raises(Refused) as refused:
        here.replenish()
    assert refused.value.sentence == (
        "东镇备用金暂不能补充：有1笔先行救助超期未补齐手续（临202405-000001应于2024-05-27前补齐）；有3笔以前月份的支出未备案；"
        "2024年5月与银行或办件对账有差异未说明。"
    )
    services.reconcile(
        here.town, parse_month("2024-05"), bank_balance=0, by=here.leader, at=moment(JUNE), explanation="银行6月1日入账"
    )
    assert len(queries.hindrances(here.town, JULY)) == 2


def test_r_res_04_a_reserve_that_is_not_low_is_not_replenished(here: Here) -> None:
    here.allot(300_000)
    here.use(100_000, 1, on=JULY)
    with pytest.raises(Refused, match="余额为下拨额的66%，不低于30%"):
        here.replenish()


def test_what_was_reversed_need_not_be_filed(here: Here) -> None:
    here.allot(300_000)
    done = here.use(100_000, 1, helped_first=True)
    given: dict[str, Any] = {"clerk": here.clerk, "leader": here.leader, "at": moment(MAY), "because": "没有领取"}
    services.reverse_use(done, reason=Reason.NOT_MADE, **given)
    with pytest.raises(Refused, match="已经冲销过"):
        services.reverse_use(done, reason=Reason.NOT_MADE, **given)
    with pytest.raises(Refused, match="没有待备案的支出"):
        services.file_month(here.town, parse_month("2024-05"), by=here.clerk, at=moment(JUNE))
    with pytest.raises(Refused, match="2024年6月尚未结束"):
        services.file_month(here.town, parse_month("2024-06"), by=here.clerk, at=moment(JUNE))
    assert (here.seen().late_papers, here.seen().unfiled) == (0, 0)


# --- reconciling, the end of a year ----------------------------------------------------------------------------------------


def test_r_res_05_a_month_agrees_with_bank_and_cases(here: Here) -> None:
    here.allot(300_000)
    here.use(100_000, 1)
    month = services.reconcile(
        here.town, parse_month("2024-05"), bank_balance=200_000, by=here.leader, at=moment(JUNE), cases_amount=100_000
    )
    assert (month.opening, month.incoming, month.outgoing, month.closing) == (300_000, 0, 100_000, 200_000)
    assert month.agrees
    other = services.reconcile(
        here.town, parse_month("2024-05"), bank_balance=200_000, by=here.leader, at=moment(JUNE), cases_amount=90_000
    )
    assert (other.cases_difference, other.agrees) == (10_000, False)
    with pytest.raises(Refused, match="尚未结束"):
        services.reconcile(here.town, parse_month("2024-06"), bank_balance=0, by=here.leader, at=moment(JUNE))
    assert Record.objects.filter(action="temporary.reconcile").count() == 2


def test_a_reversal_in_a_later_month_counts_there(here: Here) -> None:
    here.allot(300_000)
    done = here.use(100_000, 1)
    services.reverse_use(
        done, reason=Reason.WRONG_PERSON, because="对象有误", clerk=here.clerk, leader=here.leader, at=moment(JUNE)
    )
    may, june = (
        services.reconcile(here.town, parse_month(month), bank_balance=bank, by=here.finance, at=moment(JULY))
        for month, bank in (("2024-05", 200_000), ("2024-06", 300_000))
    )
    assert (may.used, may.cases_amount, may.agrees) == (100_000, 100_000, True)
    assert (june.used, june.cases_amount, june.agrees) == (-100_000, -100_000, True)


def test_what_is_left_is_carried_over_or_given_back(here: Here) -> None:
    here.allot(300_000)
    here.use(100_000, 1)
    new_year = dt.date(2025, 1, 8)
    with pytest.raises(Refused, match="2024年尚未结束"):
        services.carry_over(here.town, 2024, document="县财〔2024〕30号", by=here.finance, at=moment(JULY))
    done = services.carry_over(here.town, 2024, document="县财〔2025〕1号", by=here.finance, at=moment(new_year))
    assert done.amount == 200_000
    with pytest.raises(Refused, match="已经结转"):
        services.carry_over(here.town, 2024, document="县财〔2025〕1号", by=here.finance, at=moment(new_year))
    services.give_back(here.town, amount=50_000, document="县财〔2025〕2号", by=here.finance, at=moment(new_year))
    with pytest.raises(Refused, match=r"余额1,500.00元，不足2,000.00元"):
        services.give_back(here.town, amount=200_000, document="县财〔2025〕3号", by=here.finance, at=moment(new_year))
    seen = here.seen(on=new_year)
    assert (seen.available, seen.given_back, seen.used, seen.balance) == (150_000, 50_000, 0, 150_000)


# --- the county's view -------------------------------------------------------------------------------------------------------


def test_r_res_06_the_county_sees_what_is_used_and_what_lies_idle(here: Here) -> None:
    here.allot(400_000)
    here.use(100_000, 1)
    done = here.use(50_000, 2)
    services.reverse_use(
        done, reason=Reason.DUPLICATE, because="重复", clerk=here.clerk, leader=here.leader, at=moment(JUNE)
    )
    seen = here.seen(on=JULY)
    assert (seen.name, seen.allotted, seen.used, seen.uses, seen.balance) == ("东镇", 400_000, 100_000, 1, 300_000)
    assert (seen.reversed, seen.available, seen.reconciled) == (50_000, 400_000, None)
    assert (seen.use_rate, seen.last_used_on, seen.idle_days, seen.idle, seen.unfiled) == (0.25, MAY, 44, False, 1)
    assert here.seen(on=dt.date(2024, 8, 18)).idle  # 90 days after 20 May
    assert here.seen(here.inspector, on=JULY) == seen
    assert queries.reserves(somebody("other", Role.TOWNSHIP_CLERK, "369999101000"), JULY) == []


def test_the_view_takes_the_same_queries_for_one_township_and_for_many(here: Here) -> None:
    def counted() -> int:
        with CaptureQueriesContext(connection) as captured:
            queries.reserves(here.finance, JULY)
        return len(captured)

    here.allot(400_000)
    here.use(1000, 1)
    counted()  # names and grants are read once
    one = counted()
    load_areas([AreaRow(f"3699991{n}000", f"第{n}镇", "镇") for n in range(10, 14)])
    for n in range(10, 14):
        town = Area.objects.get(code=f"3699991{n}000")
        services.allot(town, amount=100, document="县财〔2024〕2号", by=here.finance, at=moment(MAY))
    assert len(queries.reserves(here.finance, JULY)) == 5
    assert counted() == one


def test_the_book_of_a_township_is_one_page(here: Here) -> None:
    assert queries.book(here.town, parse_month("2024-05")) is None
    here.allot(400_000)
    here.use(100_000, 1)
    here.use(30_000, 2)
    book = queries.book(here.town, parse_month("2024-05"))
    assert book is not None
    assert [line.balance for line in book.lines] == [300_000, 270_000]
    assert [line.transfer.reference for line in book.lines] == ["临202405-000001", "临202405-000002"]
    assert [each.amount for each in queries.uses(here.town)] == [30_000, 100_000]


def test_a_use_has_two_signatures_in_the_database_too(here: Here) -> None:
    here.allot(400_000)
    here.use(100_000, 1)
    with pytest.raises(DatabaseError), transaction.atomic():
        ReserveUse.objects.update(leader=here.clerk)
