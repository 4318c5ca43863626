"""Stories of the ledger: money moves once, never below a floor, and is corrected by reversal."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from doudi.base.models import Record
from doudi.base.refused import Refused
from doudi.base.spans import Period as Span
from doudi.mechanisms.ledger import queries, services
from doudi.mechanisms.ledger.declare import AccountKind, TransferKind
from doudi.mechanisms.ledger.models import Book, Entry, Reason, Transfer
from doudi.mechanisms.ledger.periods import faults
from doudi.mechanisms.ledger.services import Line
from doudi.mechanisms.ledger.testing import (
    ALLOT,
    EARN,
    FUND,
    GIVE,
    MAY,
    POOL,
    RECEIVED,
    RESERVE,
    RETURN,
    SAVINGS,
    USE,
    County,
    allot,
    moment,
    use,
)

pytestmark = pytest.mark.django_db
JUNE = dt.date(2024, 6, 12)
AUGUST = dt.date(2024, 8, 5)


@pytest.fixture
def here() -> County:
    return County()


# --- posting -----------------------------------------------------------------------------------------------------------


def test_an_amount_leaves_one_account_and_reaches_the_other(here: County) -> None:
    entry = allot(here)
    assert (entry.amount, entry.transfers_number, entry.by) == (5_000_000, 1, here.finance)
    assert queries.balance(RESERVE, here.town) == 5_000_000
    assert queries.balance(FUND, here.county) == -5_000_000
    assert queries.balance(RESERVE, here.other) == 0
    assert faults(Book.MONEY) == []


def test_a_reserve_cannot_be_overdrawn(here: County) -> None:
    allot(here, 100_000)
    with pytest.raises(Refused, match=r"东镇“乡镇备用金”余额1,000.00元，不足1,000.01元，没有登记"):
        use(here, 100_001)
    assert Entry.objects.count() == 1
    use(here, 100_000)
    assert queries.balance(RESERVE, here.town) == 0


def test_the_same_key_with_the_same_content_gives_the_entry_that_is_there(here: County) -> None:
    first = allot(here)
    again = allot(here, at=moment(AUGUST), on=MAY, by=here.officer)
    assert again.pk == first.pk
    assert queries.balance(RESERVE, here.town) == 5_000_000
    assert Transfer.objects.count() == 1


@pytest.mark.parametrize("change", [{"amount": 4_999_999}, {"on": JUNE}, {"subject": "case:9"}, {"reference": "x"}])
def test_the_same_key_with_other_content_is_refused(here: County, change: dict[str, Any]) -> None:
    allot(here, on=MAY)
    with pytest.raises(Refused, match="allot:1”已于2024-05-20登记过，内容不同"):
        allot(here, **change)
    with pytest.raises(Refused, match="内容不同"):
        allot(here, target=here.other)
    assert Transfer.objects.count() == 1


def test_many_amounts_are_one_entry_and_all_or_none(here: County) -> None:
    allot(here, 100_000)
    town, paid = services.account(RESERVE, here.town), services.account(RECEIVED, here.town)
    lines = [Line(USE, town, paid, 30_000, here.party().pk, reference=f"claim:{n}") for n in range(4)]
    with pytest.raises(Refused, match=r"不足1,200.00元"):
        services.post_lines(lines, key="roll", because="6月", by=here.clerk, at=moment(JUNE))
    assert queries.balance(RESERVE, here.town) == 100_000
    entry = services.post_lines(lines[:3], key="roll", because="6月", by=here.clerk, at=moment(JUNE))
    assert (entry.transfers_number, entry.amount, queries.balance(RESERVE, here.town)) == (3, 90_000, 10_000)
    assert services.post_lines(lines[:3], key="roll", because="6月", by=None, at=moment(JUNE)).pk == entry.pk
    with pytest.raises(Refused, match="内容不同"):
        services.post_lines(lines[:2], key="roll", because="6月", by=None, at=moment(JUNE))


def test_what_one_person_received_is_found_by_the_dimension(here: County) -> None:
    allot(here)
    somebody, other = here.party(), here.party("徐某")
    use(here, 80_000, key="case:1", party=somebody)
    use(here, 100_000, key="case:2", party=somebody, on=JUNE)
    use(here, 70_000, key="case:3", party=other)
    assert [each.amount for each in queries.received_by(somebody.pk, USE)] == [100_000, 80_000]


@pytest.mark.parametrize("amount", [0, -1, 1.5, 100.0, True, 2**53])
def test_an_amount_is_a_whole_number_above_nought(here: County, amount: Any) -> None:
    with pytest.raises(Refused, match="应为大于零的整数分"):
        allot(here, amount)


def test_nothing_to_post_and_no_key_are_refused(here: County) -> None:
    with pytest.raises(Refused, match="没有要登记的金额"):
        services.post_lines([], key="none", because="", by=None, at=moment(MAY))
    with pytest.raises(Refused, match="唯一编号"):
        allot(here, key="")


def test_a_transfer_runs_only_between_the_kinds_it_was_declared_for(here: County) -> None:
    fund, paid = services.account(FUND, here.county), services.account(RECEIVED, here.town)
    with pytest.raises(Refused, match="“支出”只能从“乡镇备用金”转到“已领”"):
        services.post_lines([Line(USE, fund, paid, 100)], key="x", because="", by=None, at=moment(MAY))
    with pytest.raises(AssertionError, match="不能持有此类账户"):
        services.account(RESERVE, here.party())  # type: ignore[misc]  # the type checker refuses it as well


def test_posting_takes_the_same_number_of_queries_for_one_line_and_for_many(here: County) -> None:
    allot(here)
    town, paid = services.account(RESERVE, here.town), services.account(RECEIVED, here.town)

    def queries_of(number: int) -> int:
        lines = [Line(USE, town, paid, 10, reference=str(n)) for n in range(number)]
        with CaptureQueriesContext(connection) as captured:
            services.post_lines(lines, key=f"roll:{number}", because="", by=None, at=moment(MAY))
        return len(captured)

    assert queries_of(1) == queries_of(300)


# --- money and time ------------------------------------------------------------------------------------------------------


def test_time_is_a_book_of_its_own(here: County) -> None:
    helper, neighbour = here.party(), here.party("徐某")
    at = moment(MAY)
    services.post(EARN, source=here.town, target=helper, amount=90, key="slip:1", because="陪诊", by=None, at=at)
    services.post(GIVE, source=helper, target=neighbour, amount=30, key="gift:1", because="转赠", by=None, at=at)
    assert (queries.balance(SAVINGS, helper), queries.balance(SAVINGS, neighbour)) == (60, 30)
    with pytest.raises(Refused, match="余额60分钟，不足61分钟"):
        services.post(GIVE, source=helper, target=neighbour, amount=61, key="gift:2", because="", by=None, at=at)
    with pytest.raises(Refused, match="转出户和转入户相同"):
        services.post(GIVE, source=helper, target=helper, amount=10, key="gift:3", because="", by=None, at=at)
    assert (queries.total(POOL), queries.total(SAVINGS)) == (-90, 90)
    assert faults(Book.TIME) == []


def test_a_transfer_between_money_and_time_cannot_be_declared_nor_posted_nor_written(here: County) -> None:
    with pytest.raises(AssertionError, match="资金与时间不能互转"):
        TransferKind("test.sell", "卖时间", POOL, RESERVE)
    helper = here.party()
    allot(here)
    pool, savings = services.account(POOL, here.town), services.account(SAVINGS, helper)
    reserve, paid = services.account(RESERVE, here.town), services.account(RECEIVED, here.town)
    mixed = [Line(EARN, pool, savings, 10), Line(USE, reserve, paid, 10)]
    with pytest.raises(Refused, match="不能记在同一笔分录中"):
        services.post_lines(mixed, key="mixed", because="", by=None, at=moment(MAY))
    entry = Entry.objects.get()
    with pytest.raises(DatabaseError, match="资金与时间不能互转"), transaction.atomic():
        Transfer.objects.create(entry=entry, kind=EARN.code, source=pool, target=savings, amount=10)


def test_kinds_are_declared_once() -> None:
    with pytest.raises(AssertionError, match="重复声明"):
        AccountKind("test.reserve", "别的", Book.MONEY, RESERVE.holder)
    assert AccountKind("test.reserve", "乡镇备用金", Book.MONEY, RESERVE.holder) == RESERVE


# --- reversal --------------------------------------------------------------------------------------------------------------


def test_a_mistake_is_taken_back_by_an_entry_the_other_way(here: County) -> None:
    allot(here)
    wrong = use(here, 100_000, key="case:2")
    use(here, 80_000, key="case:3")
    back = services.reverse(
        wrong, reason=Reason.DUPLICATE, because="同一事由登记了两次", by=here.clerk, at=moment(JUNE)
    )
    assert (back.reverses, back.reason, back.on) == (wrong, Reason.DUPLICATE, JUNE)
    assert queries.balance(RESERVE, here.town) == 4_920_000
    assert queries.net(queries.transfers(USE)) == queries.Net(80_000, 1)
    year = Span(dt.date(2024, 5, 1), dt.date(2024, 5, 31))
    assert queries.net(queries.during(queries.transfers(USE), year)) == queries.Net(180_000, 2)
    assert Record.objects.get(action="ledger.reverse").because == "同一事由登记了两次"
    assert faults(Book.MONEY) == []


def test_a_thing_is_reversed_once(here: County) -> None:
    entry = allot(here)
    given: dict[str, Any] = {"because": "登记错", "by": here.finance, "at": moment(JUNE)}
    first = services.reverse(entry, reason=Reason.DUPLICATE, **given)
    assert services.reverse(entry, reason=Reason.DUPLICATE, **given).pk == first.pk  # the button was pressed twice
    with pytest.raises(Refused, match="内容不同"):
        services.reverse(entry, reason=Reason.OTHER, **given)
    with pytest.raises(Refused, match="已经冲销过"):
        services.reverse(entry, reason=Reason.OTHER, key="another", **given)
    with pytest.raises(Refused, match="冲销的分录不能再冲销"):
        services.reverse(first, reason=Reason.OTHER, **given)
    transfer = first.transfers.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Transfer.objects.create(
            entry=first, kind=ALLOT.code, source=transfer.source, target=transfer.target, amount=transfer.amount,
            sign=-1, reverses=transfer.reverses,
        )  # fmt: skip


def test_one_line_of_many_is_reversed_alone(here: County) -> None:
    allot(here)
    town, paid = services.account(RESERVE, here.town), services.account(RECEIVED, here.town)
    lines = [Line(USE, town, paid, 1000 * n, reference=f"claim:{n}") for n in (1, 2, 3)]
    roll = services.post_lines(lines, key="roll", because="", by=None, at=moment(MAY))
    wrong = roll.transfers.get(reference="claim:2")
    given: dict[str, Any] = {"reason": Reason.WRONG_PERSON, "because": "对象有误", "by": here.clerk}
    services.reverse(roll, only=[wrong.pk], at=moment(JUNE), **given)
    assert queries.net(queries.transfers(USE)) == queries.Net(4000, 2)
    with pytest.raises(Refused, match="已经冲销过"):
        services.reverse(roll, at=moment(JUNE), **given)
    with pytest.raises(Refused, match="不在这笔分录中"):
        services.reverse(roll, only=[wrong.pk + 1000], at=moment(JUNE), **given)


def test_a_reversal_has_a_reason_and_comes_after_what_it_reverses(here: County) -> None:
    entry = allot(here, on=JUNE)
    with pytest.raises(Refused, match="写明事由"):
        services.reverse(entry, reason=Reason.OTHER, because=" ", by=here.finance, at=moment(JUNE))
    with pytest.raises(Refused, match="不能早于原登记日期2024-06-12"):
        services.reverse(entry, reason=Reason.OTHER, because="错", by=here.finance, at=moment(JUNE), on=MAY)


def test_what_was_spent_already_cannot_be_taken_back_from_the_reserve(here: County) -> None:
    entry = allot(here, 100_000)
    use(here, 60_000)
    with pytest.raises(Refused, match=r"余额400.00元，不足1,000.00元"):
        services.reverse(entry, reason=Reason.WRONG_AMOUNT, because="多拨", by=here.finance, at=moment(JUNE))


# --- the book of an account ------------------------------------------------------------------------------------------------


def test_the_book_of_an_account_adds_up_line_by_line(here: County) -> None:
    allot(here, 100_000)
    use(here, 30_000, on=dt.date(2024, 5, 25))
    use(here, 20_000, key="case:2", on=JUNE)
    services.post(
        RETURN, source=here.town, target=here.county, amount=10_000, key="back", because="", by=None, at=moment(JUNE)
    )
    book = queries.book_of(services.account(RESERVE, here.town), dt.date(2024, 5, 21), JUNE)
    assert [line.balance for line in book.lines] == [70_000, 50_000, 40_000]
    assert (book.opening, book.incoming, book.outgoing, book.closing) == (100_000, 0, 60_000, 40_000)
    assert queries.balances_by_area(RESERVE) == {here.town.pk: 40_000}
