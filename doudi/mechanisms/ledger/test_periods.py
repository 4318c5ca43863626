"""Stories of closing months, and of whoever lays hands on the database: what was closed stays, or the chain says where it was broken."""

from __future__ import annotations

import datetime as dt
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from doudi.base import guards
from doudi.base.models import Unchangeable
from doudi.base.months import parse_month
from doudi.base.refused import Refused
from doudi.mechanisms.ledger import queries, services
from doudi.mechanisms.ledger.guards import GUARDS
from doudi.mechanisms.ledger.models import Account, Book, Closing, Entry, Period, Reason, Transfer
from doudi.mechanisms.ledger.periods import close_period, faults, reopen_period
from doudi.mechanisms.ledger.testing import (
    EARN,
    MAY,
    RESERVE,
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


# --- months ----------------------------------------------------------------------------------------------------------------


def test_a_closed_month_takes_no_more(here: County) -> None:
    allot(here)
    use(here, 80_000)
    use(here, 20_000, key="case:2", on=JUNE)
    closing = close_period(Book.MONEY, parse_month("2024-05"), by=here.finance, at=moment(AUGUST))
    reserve = services.account(RESERVE, here.town)
    total = closing.totals.get(account=reserve)
    assert (total.opening, total.incoming, total.outgoing, total.balance) == (0, 5_000_000, 80_000, 4_920_000)
    assert (closing.entries_number, closing.transfers_number, closing.amount) == (2, 2, 5_080_000)
    with pytest.raises(Refused, match="2024年5月已结账，不能再记账"):
        use(here, 100, key="case:9")
    with pytest.raises(Refused, match="2024年5月已结账"):
        services.reverse(
            Entry.objects.get(key="case:1"), reason=Reason.OTHER, because="错", by=here.clerk, at=moment(MAY)
        )
    june = close_period(Book.MONEY, parse_month("2024-06"), by=here.finance, at=moment(AUGUST))
    assert june.before == closing.seal
    assert june.totals.get(account=reserve).opening == 4_920_000
    assert faults(Book.MONEY) == []


def test_a_correction_of_a_closed_month_goes_into_an_open_one(here: County) -> None:
    allot(here)
    wrong = use(here, 80_000)
    close_period(Book.MONEY, parse_month("2024-05"), by=here.finance, at=moment(AUGUST))
    services.reverse(wrong, reason=Reason.DUPLICATE, because="重复", by=here.clerk, at=moment(AUGUST))
    assert queries.balance(RESERVE, here.town) == 5_000_000
    book = queries.book_of_month(services.account(RESERVE, here.town), parse_month("2024-08"))
    assert (book.opening, book.incoming, book.outgoing, book.closing) == (4_920_000, 80_000, 0, 5_000_000)


def test_months_close_one_after_the_other_when_they_are_over(here: County) -> None:
    allot(here)
    use(here, 80_000, on=JUNE)
    close: dict[str, Any] = {"by": here.finance, "at": moment(AUGUST)}
    with pytest.raises(Refused, match="应先结2024年5月"):
        close_period(Book.MONEY, parse_month("2024-06"), **close)
    with pytest.raises(Refused, match="2024年8月尚未结束"):
        close_period(Book.MONEY, parse_month("2024-08"), **close)
    close_period(Book.MONEY, parse_month("2024-05"), **close)
    with pytest.raises(Refused, match="2024年5月已经结账"):
        close_period(Book.MONEY, parse_month("2024-05"), **close)
    with pytest.raises(Refused, match="应先结2024年6月"):
        close_period(Book.MONEY, parse_month("2024-07"), **close)
    with pytest.raises(Refused, match="需要财务的授权"):
        close_period(Book.MONEY, parse_month("2024-06"), by=here.officer, at=moment(AUGUST))


def test_a_closing_is_taken_back_by_two_with_a_reason_the_last_one_first(here: County) -> None:
    allot(here)
    for month in ("2024-05", "2024-06"):
        close_period(Book.MONEY, parse_month(month), by=here.finance, at=moment(AUGUST))
    given: dict[str, Any] = {"because": "漏记一笔", "at": moment(AUGUST)}
    may, june = parse_month("2024-05"), parse_month("2024-06")
    with pytest.raises(Refused, match="第二人不能是本人"):
        reopen_period(Book.MONEY, june, by=here.finance, together_with=here.finance, **given)
    with pytest.raises(Refused, match="没有权限"):
        reopen_period(Book.MONEY, june, by=here.finance, together_with=here.clerk, **given)
    with pytest.raises(Refused, match="请先反结2024年6月"):
        reopen_period(Book.MONEY, may, by=here.finance, together_with=here.leader, **given)
    with pytest.raises(Refused, match="写明事由"):
        reopen_period(Book.MONEY, june, by=here.finance, together_with=here.leader, because="", at=moment(AUGUST))
    for number in (june, may):
        reopen_period(Book.MONEY, number, by=here.finance, together_with=here.leader, **given)
    with pytest.raises(Refused, match="没有结账"):
        reopen_period(Book.MONEY, may, by=here.finance, together_with=here.leader, **given)
    use(here, 80_000)
    again = close_period(Book.MONEY, may, by=here.finance, at=moment(AUGUST))
    assert Closing.objects.filter(period__month=may).count() == 2
    assert again.amount == 5_080_000
    assert faults(Book.MONEY) == []


def test_money_and_time_close_each_for_itself(here: County) -> None:
    helper = here.party()
    services.post(EARN, source=here.town, target=helper, amount=9, key="s", because="", by=None, at=moment(MAY))
    allot(here)
    close_period(Book.MONEY, parse_month("2024-05"), by=here.finance, at=moment(AUGUST))
    services.post(EARN, source=here.town, target=helper, amount=9, key="t", because="", by=None, at=moment(MAY))
    with pytest.raises(Refused, match="已结账"):
        allot(here, key="late")


# --- whatever somebody does to the database ---------------------------------------------------------------------------------


def closed_year(here: County) -> None:
    allot(here)
    use(here, 80_000)
    close_period(Book.MONEY, parse_month("2024-05"), by=here.finance, at=moment(AUGUST))
    use(here, 20_000, key="case:2", on=JUNE)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_transfer SET amount = 1",
        "DELETE FROM ledger_transfer",
        "UPDATE ledger_entry SET because = 'x'",
        "DELETE FROM ledger_entry",
        "UPDATE ledger_closing SET seal = 'x'",
        "DELETE FROM ledger_closingtotal",
        "UPDATE ledger_account SET incoming = incoming - 1 WHERE incoming > 0",
        "UPDATE ledger_account SET holder = 'area:1' WHERE kind = 'test.reserve'",
        "DELETE FROM ledger_account",
        "DELETE FROM ledger_period",
        "UPDATE ledger_period SET month = month + 20",
        "UPDATE ledger_account SET outgoing = incoming + 1 WHERE kind = 'test.reserve'",
    ],
)
def test_the_database_itself_refuses(here: County, statement: str) -> None:
    closed_year(here)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert faults(Book.MONEY) == []


def test_the_program_refuses_to_change_what_is_written(here: County) -> None:
    entry = allot(here)
    entry.because = "别的"
    for change in (entry.save, entry.delete, Transfer.objects.all().delete):
        with pytest.raises(Unchangeable):
            change()


def test_the_database_takes_no_entry_into_a_closed_month_by_any_way(here: County) -> None:
    closed_year(here)
    period = Period.objects.get(month=parse_month("2024-05"))
    with pytest.raises(DatabaseError, match="已结账"), transaction.atomic():
        Entry.objects.create(
            key="smuggled", digest="", book=Book.MONEY, period=period, on=MAY, at=moment(MAY), because="",
            transfers_number=1, amount=1,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        (
            "UPDATE ledger_transfer SET amount = amount - 1 WHERE reference = '' AND kind = 'test.use'",
            "累计数与明细不符",
        ),
        ("UPDATE ledger_transfer SET party_id = NULL, reference = 'x'", "与其摘要不符"),
        ("UPDATE ledger_entry SET because = '别的' WHERE key = 'allot:1'", "2024年5月的月结与链值不符"),
        ("UPDATE ledger_entry SET amount = 1 WHERE key = 'case:2'", "“case:2”与其摘要不符"),
        ("UPDATE ledger_account SET incoming = incoming + 1 WHERE kind = 'test.received'", "余额之和不为零"),
        ("UPDATE ledger_closingtotal SET incoming = 1, balance = 1, opening = 0, outgoing = 0", "链值不符"),
        ("UPDATE ledger_closing SET before = seal", "链值不符"),
    ],
)
def test_whoever_takes_the_guards_away_is_found_out(here: County, statement: str, sentence: str) -> None:
    closed_year(here)
    guards.remove(connection, *GUARDS)
    with connection.cursor() as cursor:
        cursor.execute(statement)
    guards.install(connection, *GUARDS)
    assert any(sentence in each for each in faults(Book.MONEY)), faults(Book.MONEY)


def test_a_month_whose_totals_do_not_hold_is_not_closed(here: County) -> None:
    allot(here)
    Account.objects.filter(kind=RESERVE.code).update(incoming=5_000_001)
    with pytest.raises(Refused, match="累计数与明细不符。不能结账"):
        close_period(Book.MONEY, parse_month("2024-05"), by=here.finance, at=moment(AUGUST))


def test_the_command_proves_the_books_or_names_what_does_not_hold(here: County) -> None:
    closed_year(here)
    out = StringIO()
    call_command("verify_ledger", stdout=out)
    assert f"资金账完好,共 3 笔分录,末次月结链值 {Closing.objects.get().seal[:16]}" in out.getvalue()
    guards.remove(connection, *GUARDS)
    with pytest.raises(CommandError, match="触发器不全"):
        call_command("verify_ledger")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_transfer SET party_id = NULL, reference = 'x'")
    guards.install(connection, *GUARDS)
    with pytest.raises(CommandError, match="与其摘要不符"):
        call_command("verify_ledger")
