"""Stories of paying through the bank: sent once, answered line by line, nothing in transit that no line accounts for."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
import xlwt
from django.db import DatabaseError, IntegrityError, connection, transaction

from doudi.base.models import Record
from doudi.base.refused import Refused
from doudi.mechanisms.ledger import queries as ledger
from doudi.mechanisms.ledger import services as posting
from doudi.mechanisms.ledger.bank import queries
from doudi.mechanisms.ledger.bank.answers import Taken, take_return
from doudi.mechanisms.ledger.bank.models import BankFile, BankLine, BankReturn, Outcome, StrayLine
from doudi.mechanisms.ledger.bank.sending import decide, file_bytes, send
from doudi.mechanisms.ledger.bank.services import bounce, cancel, clear, settle
from doudi.mechanisms.ledger.bank.testing import HEADINGS, PAY_DAY, TEST, Rows, claims, csv_of, rows_of, sent
from doudi.mechanisms.ledger.models import Book
from doudi.mechanisms.ledger.periods import faults
from doudi.mechanisms.ledger.testing import County, moment

pytestmark = pytest.mark.django_db
AT = moment(PAY_DAY)


@pytest.fixture(autouse=True)
def _files_elsewhere(settings: Any, tmp_path: Any) -> None:
    settings.FILES_ROOT = tmp_path


@pytest.fixture
def here() -> County:
    return County()


def take(here: County, file: BankFile, rows: Rows, *, name: str = "回盘.csv", **more: Any) -> Taken:
    return take_return(file, name, csv_of(rows, **more), by=here.finance, at=AT)


def holds() -> bool:
    """Whether in transit and returned are what the lines say, and the ledger is sound."""
    return queries.reconcile(TEST) == [] and faults(Book.MONEY) == []


def outcomes(file: BankFile) -> dict[str, int]:
    found = queries.classes(file)
    assert sum(number for number, _ in found.values()) == file.lines_number
    assert sum(amount for _, amount in found.values()) == file.amount
    return {outcome.value: number for outcome, (number, _) in found.items()}


# --- the way of a month ------------------------------------------------------------------------------------------------


def test_a_month_is_decided_sent_and_arrives(here: County) -> None:
    file = sent(here, claims(9))
    assert ledger.total(TEST.in_transit) == file.amount == sum(93_500 + n for n in range(1, 10))
    assert ledger.total(TEST.payable) == 0
    assert outcomes(file) == {"UNANSWERED": 9}
    assert holds()
    taken = take(here, file, rows_of(file))
    assert (taken.fresh, dict(taken.counts)) == (True, {"PAID": 9})
    assert outcomes(file) == {"PAID": 9}
    assert (ledger.total(TEST.in_transit), ledger.total(TEST.received)) == (0, file.amount)
    assert ledger.total(TEST.fund) == -file.amount
    assert Record.objects.filter(action="bank.take_return").count() == 1
    assert holds()


def test_a_failed_line_is_retried_under_its_claim_and_arrives_once(here: County) -> None:
    month = claims(6)
    file = sent(here, month)
    take(here, file, rows_of(file, n3="账号不存在"))
    failed = file.lines.get(number=3)
    assert (failed.outcome, failed.words, failed.paid) == ("RETURNED", "账号不存在", 0)
    assert ledger.total(TEST.returned) == failed.amount
    assert list(queries.came_back(TEST)) == ["test:2024-06:3"]
    second = send(TEST, [month[2]], key="test:2024-06:2", form="card", by=here.finance, at=AT)
    assert (ledger.total(TEST.returned), ledger.total(TEST.in_transit)) == (0, failed.amount)
    assert holds()
    take(here, second, rows_of(second), name="补发.csv")
    assert [(line.file.key, line.outcome) for line in queries.tries("test:2024-06:3")] == [
        ("test:2024-06:1", "RETURNED"),
        ("test:2024-06:2", "PAID"),
    ]
    assert ledger.total(TEST.received) == sum(each.amount for each in month)
    assert holds()


def test_retried_and_new_claims_go_in_one_file(here: County) -> None:
    june = claims(3)
    file = sent(here, june)
    take(here, file, rows_of(file, n2="户名不符"))
    july = claims(3, month="2024-07")
    decide(TEST, july, county=here.county, key="decide:july", because="7月", by=here.officer, at=AT)
    both = send(TEST, [*july, june[1]], key="test:2024-07:1", form="card", by=here.finance, at=AT)
    assert ledger.total(TEST.in_transit) == both.amount
    assert holds()


def test_a_claim_on_its_way_or_paid_is_not_sent_again(here: County) -> None:
    month = claims(5)
    file = sent(here, month)
    again: dict[str, Any] = {"form": "card", "by": here.finance, "at": AT}
    with pytest.raises(Refused, match=r"“test:2024-06:1”已在批次“test:2024-06:1”第1行（未回盘），不能重复发放"):
        send(TEST, month[:2], key="another", **again)
    take(here, file, rows_of(file))
    with pytest.raises(Refused, match="已到账"):
        send(TEST, month[:1], key="another", **again)
    assert BankFile.objects.count() == 1
    assert holds()
    line = file.lines.get(number=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        BankLine.objects.create(
            file=file, number=99, claim=line.claim, area_code="", name="", account="", account_mark="", amount=1
        )


def test_a_file_is_sent_once_and_money_that_was_not_decided_is_not_sent(here: County) -> None:
    month = claims(5)
    file = sent(here, month)
    assert send(TEST, month, key=file.key, form="card", by=None, at=AT).pk == file.pk
    with pytest.raises(Refused, match="已于2024-06-07送出，内容不同"):
        send(TEST, claims(6), key=file.key, form="card", by=None, at=AT)
    with pytest.raises(Refused, match="“测试补贴应付”余额"):
        send(TEST, claims(2, month="2024-07"), key="undecided", form="card", by=None, at=AT)
    assert BankFile.objects.count() == 1
    assert BankLine.objects.count() == 5


def test_a_retry_is_for_the_same_amount(here: County) -> None:
    file = sent(here, claims(3))
    take(here, file, rows_of(file, n1="账号不存在"))
    with pytest.raises(Refused, match=r"退回935.01元，重发940.01元"):
        send(TEST, claims(1, amount=94_000), key="x", form="card", by=None, at=AT)


def test_what_came_back_for_somebody_who_died_returns_to_the_county(here: County) -> None:
    file = sent(here, claims(3))
    take(here, file, rows_of(file, n2="账户已销户"))
    line = file.lines.get(number=2)
    cancel(line, because="2024年6月3日死亡", by=here.finance, at=AT)
    assert (ledger.total(TEST.returned), ledger.total(TEST.fund)) == (0, -(file.amount - line.amount))
    assert outcomes(file) == {"PAID": 2, "CANCELLED": 1}
    with pytest.raises(Refused, match="状态已经变化"):
        cancel(file.lines.get(number=2), because="再来", by=here.finance, at=AT)
    with pytest.raises(DatabaseError, match="不可恢复"), transaction.atomic():
        BankLine.objects.filter(pk=line.pk).update(outcome="RETURNED")
    assert holds()


# --- what banks send -----------------------------------------------------------------------------------------------------


def test_every_line_ends_in_exactly_one_class(here: County) -> None:
    file = sent(here, claims(9))
    rows = rows_of(file, n2="账号不存在")
    rows[2]["金额"] = "900.00"
    rows[3]["账号"] = "6217000000000009999"
    rows[4:5] = [rows[4], {**rows[4], "处理结果": "失败"}]
    del rows[6]  # number 6 is not answered
    rows.append({**rows[0], "序号": "77", "账号": "6217000000000007777", "户名": "无此人"})
    taken = take(here, file, rows)
    assert outcomes(file) == {
        "PAID": 4, "RETURNED": 1, "OTHER_AMOUNT": 1, "OTHER_ACCOUNT": 1, "CONFLICT": 1, "UNANSWERED": 1
    }  # fmt: skip
    assert taken.counts == {"PAID": 4, "RETURNED": 1, "OTHER_AMOUNT": 1, "OTHER_ACCOUNT": 1, "CONFLICT": 1, "NEVER_SENT": 1}  # fmt: skip
    assert [line.number for line in queries.for_a_person(TEST)] == [3, 4, 5]
    assert queries.waiting(file) == 1
    stray = queries.strays(TEST).get()
    assert (stray.kind, stray.row, stray.amount) == ("NEVER_SENT", 11, 93_501)
    clear(stray, because="银行串行,已出具说明", by=here.finance, at=AT)
    assert not queries.strays(TEST).exists()
    assert holds()


def test_a_line_that_stands_there_twice_is_a_matter_for_a_person_even_if_both_say_paid(here: County) -> None:
    file = sent(here, claims(4))
    rows = rows_of(file)
    take(here, file, [*rows, rows[1]])
    assert outcomes(file) == {"PAID": 3, "CONFLICT": 1}
    assert ledger.total(TEST.in_transit) == 93_502
    assert holds()


def test_the_same_file_again_changes_nothing(here: County) -> None:
    file = sent(here, claims(4))
    first = take(here, file, rows_of(file, n2="户名不符"))
    again = take(here, file, rows_of(file, n2="户名不符"), name="改了名.csv")
    assert (again.fresh, again.answer.pk) == (False, first.answer.pk)
    assert BankReturn.objects.count() == 1
    assert holds()


def test_yesterdays_file_again_is_refused_for_todays_batch(here: County) -> None:
    may = sent(here, claims(4, month="2024-05"), key="test:2024-05:1")
    take(here, may, rows_of(may))
    june = sent(here, claims(4))
    with pytest.raises(Refused, match="已于2024-06-07记入批次“test:2024-05:1”，不能再记入“test:2024-06:1”"):
        take(here, june, rows_of(may))
    with pytest.raises(Refused, match="文件中的批次号是“test:2024-05:1”，不是“test:2024-06:1”"):
        take(here, june, rows_of(may), total="3740.10")
    assert outcomes(june) == {"UNANSWERED": 4}
    assert holds()


def test_saved_again_by_a_spreadsheet_it_says_nothing_new(here: County) -> None:
    file = sent(here, claims(4))
    take(here, file, rows_of(file, n2="户名不符"))
    again = take(here, file, rows_of(file, n2="户名不符"), total="3740.10")
    assert (again.fresh, dict(again.counts)) == (True, {"REPEATED": 4})
    assert holds()


def test_an_answer_against_what_is_booked_is_kept_for_a_person_and_books_nothing(here: County) -> None:
    file = sent(here, claims(4))
    take(here, file, rows_of(file))
    taken = take(here, file, rows_of(file, n3="账户异常退汇")[2:3], name="退汇.csv")
    assert taken.counts == {"CONTRADICTS": 1}
    stray = queries.strays(TEST).get()
    assert (stray.line, stray.said) == (file.lines.get(number=3), "退票 账户异常退汇")
    assert outcomes(file) == {"PAID": 4}
    bounce(file.lines.get(number=3), because="银行7日退汇", by=here.finance, at=AT)
    assert ledger.total(TEST.returned) == 93_503
    assert holds()


def test_answers_come_in_parts(here: County) -> None:
    file = sent(here, claims(6))
    rows = rows_of(file)
    take(here, file, rows[:3], name="上午.csv")
    assert (outcomes(file), queries.waiting(file)) == ({"PAID": 3, "UNANSWERED": 3}, 3)
    take(here, file, rows[3:], name="下午.csv")
    assert outcomes(file) == {"PAID": 6}
    assert holds()


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (lambda data: data[: data.rindex(b",", 0, -10) - 2], "第6行不完整，文件可能没有传完，没有入账"),
        (lambda data: data.replace(b"935.02", b"935.021"), r"第3行的金额“935.021”看不懂或不足一分"),
        (lambda data: data.replace("成功".encode("gb18030"), b"OK", 1), "第2行的处理结果“OK”不在代发格式中"),
        (lambda data: data.replace(b":1,3,", b":1,x,"), "第4行的序号“x”不是数字"),
        (lambda data: data.split(b"\r\n")[0], "没有明细行"),
        (lambda data: data.replace("账号".encode("gb18030"), b"?"), "找不到回盘的表头"),
        (lambda data: b"", "是空文件"),
        (lambda data: b"\x00\x01\x02\x03" * 50, "找不到回盘的表头"),
    ],
)
def test_a_damaged_file_is_refused_whole_with_one_sentence(here: County, damage: Any, sentence: str) -> None:
    file = sent(here, claims(5))
    with pytest.raises(Refused, match=sentence):
        take_return(file, "回盘.csv", damage(csv_of(rows_of(file))), by=here.finance, at=AT)
    assert outcomes(file) == {"UNANSWERED": 5}
    assert BankReturn.objects.count() == 0
    assert holds()


def test_a_wrong_total_is_refused_and_a_right_one_taken(here: County) -> None:
    file = sent(here, claims(3))
    with pytest.raises(Refused, match=r"合计2,805.07元与明细之和2,805.06元不符，没有入账"):
        take(here, file, rows_of(file), total="2805.07")
    assert take(here, file, rows_of(file), total="2,805.06").counts == {"PAID": 3}


def test_the_file_of_another_batch_is_refused_by_its_rows(here: County) -> None:
    file = sent(here, claims(6))
    other = sent(here, claims(6, first=101), key="test:2024-06:other")
    headings = [each for each in HEADINGS if each != "批次号"]
    with pytest.raises(Refused, match="6行中只有0行与批次“test:2024-06:1”相符"):
        take(here, file, rows_of(other), headings=headings)


def test_a_spreadsheet_with_a_title_is_read_like_the_text(here: County) -> None:
    file = sent(here, claims(5), form="sheet")
    headings = HEADINGS[1:]
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["某县农商银行代发回盘"])
    book.active.append(list(headings))
    for row in rows_of(file, n4="账号不存在"):
        book.active.append([float(row[h]) if h == "金额" else row[h] for h in headings])
    book.active.append(["合计", None, None, 4675.15])
    out = io.BytesIO()
    book.save(out)
    assert take_return(file, "回盘.xlsx", out.getvalue(), by=here.finance, at=AT).counts == {"PAID": 4, "RETURNED": 1}
    assert holds()


def test_an_old_workbook_is_read_and_one_with_accounts_as_numbers_is_refused(here: County) -> None:
    file = sent(here, claims(5), form="sheet")

    def workbook(as_number: bool) -> bytes:
        book = xlwt.Workbook()
        sheet = book.add_sheet("回盘")
        for column, heading in enumerate(HEADINGS[1:]):
            sheet.write(0, column, heading)
            for number, row in enumerate(rows_of(file), 1):
                damaged = as_number and heading == "账号"
                sheet.write(number, column, int(row[heading]) if damaged else row[heading])
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()

    with pytest.raises(Refused, match="第2行的账号被表格软件改成了数字"):
        take_return(file, "回盘.xls", workbook(True), by=here.finance, at=AT)
    assert take_return(file, "回盘.xls", workbook(False), by=here.finance, at=AT).counts == {"PAID": 5}


# --- what a person decides -------------------------------------------------------------------------------------------------


def test_a_line_of_another_amount_is_settled_by_two_and_the_rest_is_sent_again(here: County) -> None:
    month = claims(3)
    file = sent(here, month)
    rows = rows_of(file)
    rows[1]["金额"] = "900.00"
    take(here, file, rows)
    line = file.lines.get(number=2)
    given: dict[str, Any] = {"because": "银行证明只入账900元", "by": here.finance, "at": AT}
    with pytest.raises(Refused, match="第二人不能是本人"):
        settle(line, paid=90_000, together_with=here.finance, **given)
    with pytest.raises(Refused, match=r"应在0与935.02元之间"):
        settle(line, paid=93_503, together_with=here.officer, **given)
    settle(line, paid=90_000, together_with=here.officer, **given)
    assert (ledger.total(TEST.in_transit), ledger.total(TEST.returned)) == (0, 3502)
    assert holds()
    with pytest.raises(Refused, match="状态已经变化"):
        settle(file.lines.get(number=2), paid=0, together_with=here.officer, **given)
    rest = [type(month[1])(month[1].reference, month[1].area_code, month[1].name, month[1].account, 3502)]
    second = send(TEST, rest, key="rest", form="card", by=here.finance, at=AT)
    take(here, second, rows_of(second), name="余额.csv")
    assert ledger.total(TEST.received) == file.amount
    assert holds()


@pytest.mark.parametrize(("paid", "outcome"), [(93_502, "PAID"), (0, "RETURNED")])
def test_another_account_is_settled_as_paid_or_as_returned(here: County, paid: int, outcome: str) -> None:
    file = sent(here, claims(3))
    rows = rows_of(file)
    rows[1]["账号"] = "6217000000000008888"
    take(here, file, rows)
    assert outcomes(file) == {"PAID": 2, "OTHER_ACCOUNT": 1}
    line = file.lines.get(number=2)
    settle(line, paid=paid, because="已向银行查证", by=here.finance, together_with=here.officer, at=AT)
    assert file.lines.get(number=2).outcome == outcome
    assert holds()


# --- the file out, and what is kept of it --------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["card", "sheet"])
def test_the_file_for_the_bank_is_made_anew_the_same(here: County, form: str) -> None:
    file = sent(here, claims(3), form=form)
    data = file_bytes(file)
    assert data == file_bytes(BankFile.objects.get())
    if form == "card":
        assert data.decode("gb18030").splitlines()[:2] == [
            "批次号,序号,户名,账号,金额,附言",
            "test:2024-06:1,1,户主1,6217000000000000001,935.01,test:2024-06:1",
        ]
    else:
        sheet = openpyxl.load_workbook(io.BytesIO(data)).active
        assert sheet is not None
        assert [cell.value for cell in sheet[2]] == ["1", "户主1", "6217000000000000001", "935.01"]


def test_accounts_do_not_lie_open_in_the_database(here: County) -> None:
    sent(here, claims(1))
    with connection.cursor() as cursor:
        cursor.execute("SELECT account, account_mark FROM bank_bankline")
        assert "6217" not in str(cursor.fetchall())


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE bank_bankline SET amount = 1",
        "UPDATE bank_bankline SET claim = 'x'",
        "UPDATE bank_bankline SET account_mark = 'x'",
        "DELETE FROM bank_bankline",
        "UPDATE bank_bankfile SET amount = 1",
        "DELETE FROM bank_bankfile",
        "UPDATE bank_bankreturn SET amount = 1",
        "DELETE FROM bank_bankreturn",
    ],
)
def test_what_was_sent_and_answered_stays(here: County, statement: str) -> None:
    file = sent(here, claims(2))
    take(here, file, rows_of(file))
    with pytest.raises(DatabaseError, match="不可"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"account": ""}, r"第1行（户主1）的银行账号不是8至32位数字"),
        ({"account": "6217\x01"}, "不是8至32位数字"),
        ({"amount": 0}, "第1行的金额不大于零"),
        ({"reference": "test:2024-06:2"}, "在名单中出现两次"),
    ],
)
def test_what_cannot_be_paid_is_not_sent(here: County, change: dict[str, Any], sentence: str) -> None:
    month = claims(2)
    broken = type(month[0])(**{name: getattr(month[0], name) for name in month[0].__slots__} | change)
    with pytest.raises(Refused, match=sentence):
        send(TEST, [broken, month[1]], key="x", form="card", by=None, at=AT)


def test_a_mistake_in_the_account_shows_as_a_difference(here: County) -> None:
    """What must not happen, made to happen: a transfer past the bank's room."""
    file = sent(here, claims(3))
    posting.post(TEST.arrive, source=here.town, target=here.town, amount=100, key="past", because="", by=None, at=AT)
    difference = queries.reconcile(TEST)
    assert [(each.what, each.amount) for each in difference] == [("在途", -100)]
    assert file.lines_number == 3
    assert StrayLine.objects.count() == 0
    assert Outcome(file.lines.get(number=1).outcome) == Outcome.UNANSWERED
