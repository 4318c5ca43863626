"""What goes wrong in an office, through its pages: one clear sentence, nothing half done, and a book that holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from doudi.base.refused import Refused
from doudi.mechanisms.entitlement.awards.models import Award
from doudi.mechanisms.entitlement.parameters_entered import services as parameters
from doudi.mechanisms.entitlement.payment_runs import queries, services
from doudi.mechanisms.entitlement.payment_runs.models import PaymentRun, RunStep
from doudi.mechanisms.entitlement.testing_awards import Office, moment
from doudi.mechanisms.ledger.bank.models import BankReturn, Outcome, SettlementRequest, StrayLine
from doudi.mechanisms.ledger.bank.testing import HEADINGS, Rows, csv_of, rows_of
from doudi.mechanisms.registry import services as registry
from doudi.mechanisms.registry.models import Household
from doudi.programmes.assistance.dibao.programme import DIBAO_BENEFIT
from tests.funds.stories import URBAN, act, an_office, as_, at, drafted, file_of, is_sound, said, sent, upload
from tests.ledger_years.dying import PowerCut, power_cut_at

pytestmark = pytest.mark.django_db
State = PaymentRun.State


@pytest.fixture
def office() -> Office:
    return an_office()


# --- the bank's file -------------------------------------------------------------------------------------------------------


def cut_off(rows: Rows) -> bytes:
    return csv_of(rows)[:-40]


def wrong_total(rows: Rows) -> bytes:
    return csv_of(rows, total="99.00")


def without_results(rows: Rows) -> bytes:
    return csv_of(rows, headings=[each for each in HEADINGS if each != "处理结果"])


def a_word_nobody_knows(rows: Rows) -> bytes:
    rows[1]["处理结果"] = "处理中"
    return csv_of(rows)


def of_another_batch(rows: Rows) -> bytes:
    for row in rows:
        row["批次号"] = "dibao:2023-01"
    return csv_of(rows)


def empty(rows: Rows) -> bytes:
    return csv_of([])


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (cut_off, "不完整"),
        (wrong_total, "合计99.00元与明细之和2,802.00元不符"),
        (without_results, "找不到回盘的表头"),
        (a_word_nobody_knows, "不在代发格式中"),
        (of_another_batch, "文件中的批次号是"),
        (empty, "没有明细行"),
    ],
)
def test_a_damaged_answer_is_refused_whole_and_the_right_one_taken_after_it(
    office: Office, damage: Callable[[Rows], bytes], sentence: str
) -> None:
    run = sent(office)
    file = file_of(run)
    refused = upload(office.finance, file, damage(rows_of(file)))
    assert refused.status_code == 422
    assert sentence in said(refused)
    assert BankReturn.objects.count() == 0
    assert queries.balance(run).on_its_way == run.amount
    is_sound()
    assert "已到账3笔" in said(upload(office.finance, file, csv_of(rows_of(file))))
    is_sound()


def test_a_picture_instead_of_a_file_of_answers_is_refused(office: Office) -> None:
    refused = upload(office.finance, file_of(sent(office)), b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "回盘.png")
    assert refused.status_code == 422
    is_sound()


def test_a_line_that_stands_twice_and_one_of_an_unknown_account_wait_for_a_person(office: Office) -> None:
    run = sent(office)
    file = file_of(run)
    rows = rows_of(file)
    rows.append(dict(rows[0]))
    rows[1]["账号"] = "6217009999999999999"
    rows.append({**rows[2], "序号": "77", "账号": "6217001111111111111"})
    page = said(upload(office.finance, file, csv_of(rows)))
    assert "结果矛盾1笔" in page
    assert "账号不符1笔" in page
    assert "未曾送出1笔" in page
    is_sound()
    assert "还不能结清" in said(as_(office.finance).get(at("run", run.pk)))
    assert act(office.finance, run, "close").status_code == 422
    for line in file.lines.filter(outcome__in=(Outcome.CONFLICT, Outcome.OTHER_ACCOUNT)):
        asked = {"paid": "0", "because": "银行查明没有入账"}
        assert as_(office.finance).post(at("settle", line.pk), asked).status_code == 302
        answer = at("settle_answer", SettlementRequest.objects.get(line=line).pk)
        assert as_(office.second).post(answer, {"approve": "1"}).status_code == 302
        assert as_(office.finance).post(at("settle", line.pk), asked).status_code == 422, "decided once"
    stray = StrayLine.objects.get()
    assert as_(office.finance).post(at("clear", stray.pk), {"because": "银行误报，已来函更正"}).status_code == 302
    assert "已结清" in said(act(office.finance, run, "close"))
    is_sound()


def test_yesterdays_file_again_and_the_file_of_another_month(office: Office) -> None:
    july = sent(office)
    answered = csv_of(rows_of(file_of(july)))
    upload(office.finance, file_of(july), answered)
    again = upload(office.finance, file_of(july), answered)
    assert "没有重复入账" in said(again)
    act(office.finance, july, "close")
    august = sent(office, "2024-08")
    other = upload(office.finance, file_of(august), answered)
    assert other.status_code == 422
    assert "不能再记入" in said(other)
    assert queries.balance(august).on_its_way == august.amount
    assert BankReturn.objects.count() == 1
    is_sound()


# --- the power -------------------------------------------------------------------------------------------------------------


def _sign(office: Office, run: PaymentRun) -> Any:
    return services.sign(run, by=office.leader, at=timezone.now())


def _send(office: Office, run: PaymentRun) -> Any:
    return services.send(run, form="card", by=office.finance, at=timezone.now())


def _answer(office: Office, run: PaymentRun) -> Any:
    file = file_of(run)
    data = csv_of(rows_of(file, n1="账号不存在"))
    return services.take_answer(file, "回盘.csv", data, by=office.finance, at=timezone.now())


def test_the_power_is_cut_at_any_statement_of_a_step_and_the_step_is_taken_again(office: Office) -> None:
    """Wherever it goes out: nothing of the step is there, the book holds, and the same step done again is done once."""
    run = drafted(office)
    act(office.officer, run, "freeze")
    act(office.second, run, "check")
    for step, before in ((_sign, State.CHECKED), (_send, State.SIGNED), (_answer, State.SENT)):
        for statement in (1, 2, 4, 7, 11, 16, 22, 29):
            try:
                with transaction.atomic(), power_cut_at(statement):
                    step(office, PaymentRun.objects.get(pk=run.pk))
                    raise PowerCut  # all was said, and not yet on the disk
            except PowerCut:
                pass
            run.refresh_from_db()
            assert run.state == before, f"{step.__name__} at statement {statement}"
            is_sound()
        step(office, run)
        is_sound()
    run.refresh_from_db()
    sums = queries.balance(run)
    assert (sums.difference, sums.on_its_way, sums.lines[Outcome.RETURNED]) == (0, 0, 1)
    assert RunStep.objects.filter(run=run, step=RunStep.Step.SIGN).count() == 1


# --- late knowledge and twofold people ---------------------------------------------------------------------------------------


def test_a_parameter_with_a_past_day_after_a_closed_month_shows_as_back_pay_in_the_next_run(office: Office) -> None:
    july = office.paid(DIBAO_BENEFIT, "2024-07")
    closed = july.amount
    entry = parameters.enter("means.standard", 950, key=(URBAN,), applies_from=dt.date(2024, 7, 1), issued_on=dt.date(2024, 7, 15), document="某府发〔2024〕9号", by=office.officer, at=moment("2024-07-16"))  # fmt: skip
    parameters.approve(entry, by=office.leader, at=moment("2024-07-17"), paid_through=queries.latest_month(DIBAO_BENEFIT))  # fmt: skip
    august = drafted(office, "2024-08")
    july.refresh_from_db()
    assert (july.state, july.amount) == (State.CLOSED, closed)
    assert "补发2024年7月15.00元" in said(as_(office.officer).get(at("run_lines", august.pk)))
    assert "45.00" in said(as_(office.officer).get(at("run", august.pk))), "three of them"
    redrafted = as_(office.officer).post(at("draft"), {"benefit": "dibao", "month": "2024-07"})
    assert redrafted.status_code == 422
    assert "不能重新核算" in said(redrafted)
    is_sound()


def test_months_out_of_turn_are_refused_with_what_to_do(office: Office) -> None:
    drafted(office)
    early = as_(office.officer).post(at("draft"), {"benefit": "dibao", "month": "2024-08"})
    assert (early.status_code, "请先办结再核算以后的月份" in said(early)) == (422, True)
    far = as_(office.officer).post(at("draft"), {"benefit": "dibao", "month": "2099-01"})
    assert (far.status_code, "最多可提前一个月核算" in said(far)) == (422, True)
    assert as_(office.officer).post(at("draft"), {"benefit": "dibao", "month": "七月"}).status_code == 422


def test_a_person_in_two_households_is_covered_and_paid_once(office: Office) -> None:
    first = Award.objects.order_by("pk").select_related("party")[0]
    person = office.people(Household.objects.get(pk=first.party_id))[0]
    twice = registry.NewPerson(person.id_number, person.party.name, first.area_code)
    again = registry.NewHousehold("H-again", first.area_code, (registry.NewMember(twice, "户主"),), since=dt.date(2020, 1, 1))  # fmt: skip
    second = registry.register_households([again], by=None, at=moment("2024-02-01"), because="登记")[0]
    with pytest.raises(Refused, match="一人不能重复享受"):
        office.grant(DIBAO_BENEFIT, second, {}, decided="2024-06-26", residence=URBAN)
    run = drafted(office)
    assert run.payments.filter(award__covered__person=person).count() == 1
    is_sound()
