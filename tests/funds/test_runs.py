"""发放批次, as its people work it off at their browsers: from the draft to the last fen."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from doudi.base.models import Record
from doudi.mechanisms.entitlement.awards import services as awards
from doudi.mechanisms.entitlement.awards.models import Award
from doudi.mechanisms.entitlement.payment_runs import queries, services
from doudi.mechanisms.entitlement.payment_runs.models import PaymentRun
from doudi.mechanisms.entitlement.testing_awards import Office, moment
from doudi.mechanisms.ledger.bank.models import Outcome, SettlementRequest
from doudi.mechanisms.ledger.bank.testing import csv_of, rows_of
from doudi.mechanisms.ledger.debts import services as debts
from doudi.mechanisms.ledger.debts.declare import RECOVERIES
from doudi.mechanisms.ledger.debts.models import Cause
from doudi.programmes.assistance.dibao.programme import DIBAO_BENEFIT
from tests.funds.stories import URBAN, act, an_office, answer, as_, at, drafted, file_of, is_sound, said, sent, upload

pytestmark = pytest.mark.django_db
State = PaymentRun.State


@pytest.fixture
def office() -> Office:
    return an_office()


def test_a_month_from_the_draft_to_the_last_fen_by_different_people(office: Office) -> None:
    """EX-15: each step on its page, by whoever may take it; the book holds at the end."""
    run = drafted(office)
    assert (run.state, run.lines_number, run.amount) == (State.DRAFT, 3, 3 * 93_500 - 300)
    page = as_(office.officer).get(at("run", run.pk))
    assert "冻结名单" in said(page)
    assert "2,802.00" in said(page)
    assert "须1人签批" in said(act(office.officer, run, "freeze"))

    mine = said(as_(office.officer).get(at("run", run.pk)))
    assert "核算、冻结名单的人不能复核" in mine, "why not, before he tries"
    assert at("run_act", run.pk, "check") not in mine
    assert act(office.officer, run, "check").status_code == 409
    assert "每一笔重新核算一致" in said(act(office.second, run, "check", because="无误"))
    assert act(office.second, run, "sign").status_code == 409
    assert "已签批" in said(act(office.leader, run, "sign", because="同意"))
    assert run.state == State.SIGNED
    assert act(office.officer, run, "send", form="card").status_code == 409

    assert "已送银行" in said(act(office.finance, run, "send", form="card"))
    file = file_of(run)
    waiting = said(as_(office.finance).get(at("run", run.pk)))
    assert "有2,802.00元未回盘或待查" in waiting
    assert at("run_act", run.pk, "close") not in waiting
    assert "已到账3笔" in said(answer(office, file))
    assert "已结清" in said(act(office.finance, run, "close"))
    assert run.state == State.CLOSED
    assert queries.balance(run).paid == run.amount
    closed = said(as_(office.leader).get(at("run", run.pk)))
    for step in ("核算", "冻结", "复核", "签批", "送银行", "回盘", "结清"):
        assert step in closed
    is_sound()


def test_a_run_that_is_sent_back_says_why_and_is_drafted_again(office: Office) -> None:
    run = drafted(office)
    act(office.officer, run, "freeze")
    assert act(office.leader, run, "send-back").status_code == 422, "a reason is needed"
    assert "请核算人重新核算" in said(act(office.leader, run, "send-back", because="上村一户金额有误"))
    assert run.state == State.DRAFT
    assert "上村一户金额有误" in said(as_(office.officer).get(at("run", run.pk)))
    assert "已重新核算" in said(act(office.officer, run, "draft"))


def test_a_large_sum_needs_two_signatures(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "_signatures", lambda amount, on: 2)
    run = drafted(office)
    act(office.officer, run, "freeze")
    act(office.second, run, "check")
    assert "还须另一人签批" in said(act(office.leader, run, "sign"))
    assert "待签批（1/2）" in said(as_(office.leader).get(at("runs")))
    assert "您已签批" in said(as_(office.leader).get(at("run", run.pk)))
    act(office.deputy, run, "sign")
    assert run.state == State.SIGNED


def test_who_was_stopped_after_the_draft_is_not_signed_through(office: Office) -> None:
    run = drafted(office)
    act(office.officer, run, "freeze")
    award = Award.objects.order_by("pk").first()
    assert award is not None
    awards.stop(award, from_month=run.month, reason="DEATH", decided_on=timezone.localdate(), document="停发决定", by=office.officer, at=timezone.now(), because="死亡")  # fmt: skip
    assert "已决定停发或暂缓" in said(as_(office.second).get(at("run", run.pk))), "seen before it is tried"
    refused = act(office.second, run, "check")
    assert refused.status_code == 422
    assert "请退回后重新核算" in said(refused)
    assert run.state == State.FROZEN


def test_the_bank_file_is_handed_out_to_finance_alone_and_each_time_recorded(office: Office) -> None:
    run = sent(office)
    file = file_of(run)
    number = file.lines.order_by("number")[0].account
    given = as_(office.finance).post(at("bank_file", file.pk))
    assert number in given.content.decode("gb18030")
    assert given["Cache-Control"] == "no-store"
    assert Record.objects.filter(action="payment_run.hand_out", by=office.finance).count() == 1
    assert as_(office.officer).post(at("bank_file", file.pk)).status_code == 403
    assert as_(office.finance).get(at("bank_file", file.pk)).status_code != 200, "an address alone gives nothing"
    for page in (at("run", run.pk), at("run_lines", run.pk), at("bank_lines", file.pk)):
        assert number not in said(as_(office.finance).get(page)), page


def test_what_came_back_gets_another_account_and_is_sent_again_under_its_own_claim(office: Office) -> None:
    run = sent(office)
    answer(office, file_of(run), n2="账号不存在")
    assert "已结清" in said(act(office.finance, run, "close")), "what came back does not hold up the month"
    page = said(as_(office.finance).get(at("returns")))
    assert "账号不存在" in page
    assert "未更正" in page
    line = file_of(run).lines.get(outcome=Outcome.RETURNED)
    payment = run.payments.get(party=line.party_id)
    awards.change_account(payment.award, payee=payment.award.payee, account="6217000099999999", by=office.officer, at=timezone.now(), because="换卡", document="账户信息确认书")  # fmt: skip
    assert "已更正" in said(as_(office.finance).get(at("returns")))
    retried = as_(office.finance).post(at("returns"), {"bulk": "retry", "ids": [line.pk], "form": "card", "confirmed": "1"}, follow=True)  # fmt: skip
    assert "已重发1笔" in said(retried)
    again = line.file.__class__.objects.order_by("-pk").first()
    assert again is not None
    assert [each.claim for each in again.lines.all()] == [line.claim]
    assert "已到账1笔" in said(answer(office, again))
    assert queries.balance(run).paid == run.amount
    cache.clear()  # numbers of rows are remembered for a minute
    assert "没有退票" in said(as_(office.finance).get(at("returns")))
    is_sound()


def test_what_came_back_and_is_not_due_any_more_goes_back_to_the_county(office: Office) -> None:
    run = sent(office)
    answer(office, file_of(run), n1="账户已销户")
    line = file_of(run).lines.get(outcome=Outcome.RETURNED)
    assert as_(office.finance).post(at("cancel", line.pk), {"because": ""}).status_code == 422
    assert "已收回" in said(
        as_(office.finance).post(at("cancel", line.pk), {"because": "已死亡，不再发放"}, follow=True)
    )
    assert queries.balance(run).cancelled == line.amount
    assert as_(office.finance).post(at("cancel", line.pk), {"because": "再来"}).status_code == 404
    is_sound()


def test_what_the_bank_leaves_unclear_is_decided_by_two(office: Office) -> None:
    run = sent(office)
    file = file_of(run)
    rows = rows_of(file)
    rows[0]["金额"] = "1.00"
    assert "金额不符1笔" in said(upload(office.finance, file, csv_of(rows)))
    line = file.lines.get(outcome=Outcome.OTHER_AMOUNT)
    page = said(as_(office.finance).get(at("run", run.pk)))
    assert at("settle", line.pk) in page
    assert "还不能结清" in page
    too_much = {"paid": "99999", "because": "银行确认"}
    assert "应在0与" in said(as_(office.finance).post(at("settle", line.pk), too_much))
    found_out = {"paid": "500", "because": "银行来函，先付500元"}
    assert "复核同意才入账" in said(as_(office.finance).post(at("settle", line.pk), found_out, follow=True))
    line.refresh_from_db()
    assert (line.outcome, queries.balance(run).came_back) == (Outcome.OTHER_AMOUNT, 0), "one person moves nothing"
    again = as_(office.finance).post(at("settle", line.pk), found_out)
    assert (again.status_code, "正等待第二人复核" in said(again)) == (422, True)

    asked = SettlementRequest.objects.get()
    answer = at("settle_answer", asked.pk)
    assert answer not in said(as_(office.finance).get(at("run", run.pk))), "who asked does not answer"
    own = as_(office.finance).post(answer, {"approve": "1"})
    assert (own.status_code, "第二人不能是本人" in said(own)) == (422, True)
    assert answer in said(as_(office.second).get(at("run", run.pk)))
    assert answer in said(as_(office.second).get("/"))
    assert as_(office.second).post(answer, {"approve": "0"}).status_code == 422, "no without a word is none"
    as_(office.second).post(answer, {"approve": "0", "words": "缺银行来函"})
    assert as_(office.second).post(answer, {"approve": "1"}).status_code == 404, "answered once"
    as_(office.finance).post(at("settle", line.pk), found_out)
    answer = at("settle_answer", SettlementRequest.objects.get(answered_at=None).pk)
    assert "部分到账" in said(as_(office.second).post(answer, {"approve": "1"}, follow=True))
    sums = queries.balance(run)
    assert (sums.came_back, sums.difference) == (line.amount - 50_000, 0)
    is_sound()


def test_a_township_sees_its_own_lines_and_no_bank(office: Office) -> None:
    run = sent(office)
    page = said(as_(office.clerk).get(at("run", run.pk)))
    assert "村民1" in said(as_(office.clerk).get(at("run_lines", run.pk)))
    assert "村民3" not in said(as_(office.clerk).get(at("run_lines", run.pk)))
    assert "下载代发文件" not in page
    assert as_(office.clerk).get(at("bank_lines", file_of(run).pk)).status_code == 403
    assert as_(office.clerk).get(at("run_sheet", run.pk)).status_code == 403


def test_lines_say_what_they_pay_of_past_months_and_changes_say_why(office: Office) -> None:
    office.paid(DIBAO_BENEFIT, "2024-07")
    office.grant(DIBAO_BENEFIT, office.household(1), {}, decided="2024-07-25", residence=URBAN, from_month="2024-07")
    run = drafted(office, "2024-08")
    lines = said(as_(office.officer).get(at("run_lines", run.pk) + "?arrears=1"))
    assert "补发2024年7月935.00元" in lines
    assert "村民1<" not in lines
    changed = said(as_(office.officer).get(at("run_changes", run.pk)))
    assert "村民4" in changed
    assert "审核确认" in changed
    assert "村民1<" not in changed
    assert "没有与上月不同" in said(as_(office.officer).get(at("run_changes", run.pk) + "?what=停发"))
    taken = as_(office.officer).get(at("run_changes", run.pk) + "?export=csv")
    assert "村民4" in taken.content.decode("utf-8-sig")
    assert "新增" in said(as_(office.officer).get(at("run", run.pk)))


def test_the_approval_sheet_has_the_sums_in_capitals_and_who_signed(office: Office) -> None:
    run = drafted(office)
    for user, step in ((office.officer, "freeze"), (office.second, "check"), (office.leader, "sign")):
        act(user, run, step)
    sheet = said(as_(office.leader).get(at("run_sheet", run.pk)))
    assert "贰仟捌佰零贰元整" in sheet
    assert "东镇" in sheet
    assert "用户leader" in sheet


def _queries(client: Any, address: str) -> int:
    client.get(address)  # what is remembered for a minute is remembered now
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_pages_ask_the_same_number_of_questions_for_one_line_and_for_three() -> None:
    office = an_office(1)
    counts = []
    for month in ("2024-07", "2024-08", "2024-09"):
        for _ in range({"2024-07": 0, "2024-08": 1, "2024-09": 3}[month]):
            office.grant(
                DIBAO_BENEFIT, office.household(1), {}, decided=f"{month}-01", residence=URBAN, from_month=month
            )
        run = sent(office, month)
        file = file_of(run)
        answer(office, file, **{f"n{line.number}": "账号不存在" for line in file.lines.all()})
        pages = [at(page, run.pk) for page in ("run", "run_lines", "run_changes", "run_sheet")]
        pages.append(at("bank_lines", file.pk))
        counts.append([_queries(as_(office.finance), page) for page in pages])
        act(office.finance, run, "close")
    assert counts[1] == counts[2]


def test_lists_ask_the_same_number_of_questions_for_one_row_and_for_three() -> None:
    office = an_office(1)
    counts = []
    for month in ("2024-07", "2024-08", "2024-09"):
        run = sent(office, month)
        answer(office, file_of(run), n1="账号不存在")
        counts.append([_queries(as_(office.finance), at(page)) for page in ("runs", "returns")])
        act(office.finance, run, "close")
    assert counts[0] == counts[2]


def test_the_number_of_a_member_finds_the_line_and_the_debt_of_his_household(office: Office) -> None:
    household = office.household(2)
    office.grant(DIBAO_BENEFIT, household, {}, {}, decided="2024-06-25", residence=URBAN)
    run = sent(office)
    son = office.people(household)[1]
    debts.propose(
        RECOVERIES["dibao"], household.party, amount=93_500, cause=Cause.DEATH, basis="死亡后多发",
        area_code=household.party.area_id or "", key="test", by=office.officer, at=moment("2024-08-01"),
    )  # fmt: skip
    for page in (at("run_lines", run.pk), at("debts")):
        found = as_(office.officer).post(page, {"q": son.id_number}, follow=True)
        assert household.party.name in said(found), page
        assert "村民1<" not in said(found), "nobody else"
        assert household.party.name in said(as_(office.officer).get(page, {"q": son.party.name}))


def test_less_than_last_month_is_said_once(office: Office) -> None:
    office.paid(DIBAO_BENEFIT, "2024-07")
    first = Award.objects.order_by("pk").first()
    assert first is not None
    awards.stop(first, reason="MOVED", decided_on=dt.date(2024, 7, 20), document="停发决定", by=office.officer, at=moment("2024-07-20"), because="户籍迁出")  # fmt: skip
    run = drafted(office, "2024-08")
    for page in (at("run", run.pk), at("run_sheet", run.pk)):
        words = said(as_(office.officer).get(page))
        assert "减少935.00元" in words, page
        assert "减少-" not in words, page
