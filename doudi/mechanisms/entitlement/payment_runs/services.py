"""The steps of a run, in this order and by different people: freeze, check, sign; then send, take the answers, close.

Who drafted does not check; who checked does not sign. A step is taken on the state it expects, so of two who press at once the second is
told. What is signed becomes owed in the ledger, what is sent is in transit, and nothing closes before every fen is accounted for.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from doudi.base.access import require
from doudi.base.areas import name_of
from doudi.base.models import Area, User
from doudi.base.money import yuan
from doudi.base.months import chinese_month, format_month
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.mechanisms.entitlement.awards.models import Award, AwardChange
from doudi.mechanisms.entitlement.declare import Benefit, benefit_of
from doudi.mechanisms.entitlement.parameters_entered import queries as parameters
from doudi.mechanisms.entitlement.payment_runs import online, overpayments, queries
from doudi.mechanisms.entitlement.payment_runs.drafting import DRAFTERS, draft, step, unchanged
from doudi.mechanisms.entitlement.payment_runs.models import (
    Payment,
    PaymentFile,
    PaymentRun,
    RunStep,
    claim_of,
)
from doudi.mechanisms.entitlement.payment_runs.policy import PaymentPolicy
from doudi.mechanisms.ledger.bank import answers, sending
from doudi.mechanisms.ledger.bank import queries as bank
from doudi.mechanisms.ledger.bank import services as bank_services
from doudi.mechanisms.ledger.bank.models import BankFile, BankLine, StrayLine
from doudi.mechanisms.ledger.bank.sending import Claim

__all__ = [
    "bounce", "cancel", "check", "clear", "close", "draft", "freeze", "hand_out", "retry", "send", "send_back",
    "sign", "take_answer",
]  # fmt: skip

CHECKERS = frozenset({Role.COUNTY_OFFICER, Role.FINANCE})
SIGNERS = frozenset({Role.BUREAU_LEADER, Role.FINANCE})
SENDERS = frozenset({Role.FINANCE})
State, Step, Kind = PaymentRun.State, RunStep.Step, AwardChange.Kind
_NOT_CHECK, _NOT_SIGN = "核算、冻结名单的人不能复核,请换人办理。", "核算、复核名单的人不能签批,请换人办理。"
# Who took one of these steps in this round may not take that one.
_APART = {
    Step.CHECK: {Step.DRAFT: _NOT_CHECK, Step.FREEZE: _NOT_CHECK},
    Step.SIGN: {
        Step.DRAFT: _NOT_SIGN,
        Step.FREEZE: _NOT_SIGN,
        Step.CHECK: _NOT_SIGN,
        Step.SIGN: "您已签批,须另一人签批。",
    },
}


def freeze(run: PaymentRun, *, by: User, at: dt.datetime) -> PaymentRun:
    """冻结: from here on the lines stay as they are; the database refuses any change."""
    require(by, DRAFTERS, area_code=run.county_code, on=timezone.localdate(at))
    with transaction.atomic():
        needed = _signatures(run.amount, timezone.localdate(at))
        _move(run, State.DRAFT, State.FROZEN, digest=queries.digest_of(run), signatures_needed=needed)
        step(
            run, Step.FREEZE, by=by, at=at, data={"digest": run.digest, "lines": run.lines_number, "amount": run.amount}
        )
    return run


def check(run: PaymentRun, *, by: User, at: dt.datetime, because: str = "") -> PaymentRun:
    """复核: by somebody else, and by computing it once more: every line must come out the same."""
    require(by, CHECKERS, area_code=run.county_code, on=timezone.localdate(at))
    benefit = benefit_of(run.benefit)
    _refuse(stands_apart(run, by, Step.CHECK))
    with transaction.atomic():
        _move(run, State.FROZEN, State.CHECKED, checked_by=by)
        _check_not_overtaken(run)
        if not unchanged(run, benefit):
            raise Refused("重新核算的结果与冻结的名单不一致,请退回后重新核算。")
        step(run, Step.CHECK, by=by, at=at, because=because, data={"digest": run.digest})
    return run


def send_back(run: PaymentRun, *, by: User, at: dt.datetime, because: str) -> PaymentRun:
    """退回: a run that is not signed yet becomes a draft again; signatures given so far do not count any more."""
    require(by, CHECKERS | SIGNERS, area_code=run.county_code, on=timezone.localdate(at))
    if not because.strip():
        raise Refused("退回须写明理由。")
    with transaction.atomic():
        held = PaymentRun.objects.select_for_update().get(pk=run.pk)
        if held.state not in (State.FROZEN, State.CHECKED):
            raise Refused(f"批次{held.get_state_display()},不能退回。")
        _move(run, State(held.state), State.DRAFT, checked_by=None)
        step(run, Step.SEND_BACK, by=by, at=at, because=because, data={})
    return run


def sign(run: PaymentRun, *, by: User, at: dt.datetime, because: str = "") -> PaymentRun:
    """签批: as many different people as the amount asks for, none of whom drafted or checked. The last one makes it owed."""
    require(by, SIGNERS, area_code=run.county_code, on=timezone.localdate(at))
    with transaction.atomic():
        held = PaymentRun.objects.select_for_update().get(pk=run.pk)
        _refuse(stands_apart(run, by, Step.SIGN))
        if held.state != State.CHECKED:
            raise Refused(f"批次{held.get_state_display()},不能签批。")
        if queries.digest_of(run) != held.digest:
            raise Refused("名单与冻结时不一致,不能签批,请联系管理员查明。")
        _check_not_overtaken(run)
        signed = [each for each in queries.this_round(run) if each.step == Step.SIGN]
        step(run, Step.SIGN, by=by, at=at, because=because, data={"digest": held.digest, "amount": held.amount})
        if len(signed) + 1 >= held.signatures_needed:
            _move(run, State.CHECKED, State.SIGNED)
            _owe(run, by, at)
            overpayments.propose(run, by=by, at=at)
    return run


def send(run: PaymentRun, *, form: str, by: User, at: dt.datetime) -> BankFile:
    """送银行: the lines that are paid, in one file under the run's own key."""
    require(by, SENDERS, area_code=run.county_code, on=timezone.localdate(at))
    benefit = benefit_of(run.benefit)
    key = f"{run.benefit}:{format_month(run.month)}"
    with transaction.atomic():
        known = PaymentFile.objects.filter(run=run).select_related("file").first()
        if known is not None:
            return known.file
        _move(run, State.SIGNED, State.SENT)
        claims = _claims(run)
        file = sending.send(benefit.channel, claims, key=key, form=form, by=by, at=at)
        PaymentFile.objects.create(file=file, benefit=run.benefit, run=run)
        step(run, Step.SEND, by=by, at=at, data={"file": file.key, "lines": file.lines_number, "amount": file.amount})
    return file


def take_answer(file: BankFile, name: str, data: bytes, *, by: User, at: dt.datetime) -> answers.Taken:
    """回盘: what the bank says of a file, line by line. The same file of answers a second time changes nothing."""
    sent = PaymentFile.objects.select_related("run").filter(file=file).first()
    if sent is None:
        raise Refused("这不是待遇发放的代发文件。")
    with transaction.atomic():
        taken = answers.take_return(file, name, data, by=by, at=at)
        if taken.fresh and sent.run is not None:
            step(sent.run, Step.ANSWER, by=by, at=at, data={"file": file.key, **taken.counts})
    return taken


def retry(benefit: Benefit, *, form: str, by: User, at: dt.datetime, claims: Collection[str] | None = None) -> BankFile:
    """退票重发: what came back is sent again under its own claim, to the account as it is now; `claims`: only these."""
    require(by, SENDERS, on=timezone.localdate(at))
    back = bank.came_back(benefit.channel)
    wanted = {claim: line for claim, line in back.items() if claims is None or claim in claims}
    payments = {each.claim: each for each in _payments_of(benefit, wanted)}
    again = []
    for claim, line in wanted.items():
        if claim in payments:
            award = payments[claim].award
            rest = line.amount - line.paid
            again.append(
                Claim(claim, payments[claim].area_code, award.payee, award.account, rest, payments[claim].party_id)
            )
    if not again:
        raise Refused(f"{benefit.name}没有可重发的退票。")
    number = PaymentFile.objects.filter(benefit=benefit.code, run=None).count() + 1
    with transaction.atomic():
        file = sending.send(benefit.channel, again, key=f"{benefit.code}:退票重发:{number}", form=form, by=by, at=at)
        PaymentFile.objects.create(file=file, benefit=benefit.code, run=None)
    return file


def cancel(payment: Payment, *, because: str, by: User, at: dt.datetime) -> Payment:
    """退票收回: what came back and is not due any more returns to the county's funds; the month counts as not paid."""
    require(by, CHECKERS, on=timezone.localdate(at))
    line = BankLine.objects.filter(claim=payment.claim, retried_by=None).order_by("-pk").first()
    if line is None:
        raise Refused("这笔待遇还没有送银行,不能收回。")
    with transaction.atomic():
        rest = line.amount - line.paid
        bank_services.cancel(line, because=because, by=by, at=at)
        Payment.objects.filter(pk=payment.pk).update(cancelled=payment.cancelled + rest)
        payment.cancelled += rest
    return payment


def bounce(line: BankLine, *, because: str, by: User, at: dt.datetime) -> BankLine:
    """到账后退汇: a paid line has come back after all; it joins those to be tried again."""
    require(by, SENDERS, area_code=line.area_code, on=timezone.localdate(at))
    if not because.strip():
        raise Refused("请写明银行退汇的情况。")
    return bank_services.bounce(line, because=because, by=by, at=at)


def clear(stray: StrayLine, *, because: str, by: User, at: dt.datetime) -> StrayLine:
    """A row of the bank's that fits nothing has been looked into."""
    require(by, SENDERS, on=timezone.localdate(at))
    return bank_services.clear(stray, because=because, by=by, at=at)


def hand_out(file: BankFile, *, by: User, at: dt.datetime) -> bytes:
    """The file for the bank, with full account numbers, to whoever sends it; recorded each time (R-SEC-04)."""
    require(by, SENDERS, on=timezone.localdate(at))
    data = sending.file_bytes(file)
    record("payment_run.hand_out", file, by=by, at=at, because=f"代发批次{file.key}", data={"sha256": file.sha256})
    return data


def close(run: PaymentRun, *, by: User, at: dt.datetime) -> PaymentRun:
    """结清: nothing on its way, nothing for a person to ask the bank about, ledger and lines agree to the fen; with an online list, every
    difference from it explained."""
    require(by, SENDERS, area_code=run.county_code, on=timezone.localdate(at))
    benefit = benefit_of(run.benefit)
    with transaction.atomic():
        held = PaymentRun.objects.select_for_update().get(pk=run.pk)
        nothing = not held.lines_number and held.state == State.SIGNED
        if held.state != State.SENT and not nothing:
            raise Refused(f"批次{held.get_state_display()},不能结清。")
        against = hindrances(run, benefit)
        if against:
            raise Refused(f"{benefit.name}{chinese_month(run.month)}不能结清:{';'.join(against)}。")
        sums = queries.balance(run)
        _move(run, State(held.state), State.CLOSED)
        data = {"paid": sums.paid, "came_back": sums.came_back, "cancelled": sums.cancelled, "signed": sums.signed}
        step(run, Step.CLOSE, by=by, at=at, data=data)
    return run


def hindrances(run: PaymentRun, benefit: Benefit) -> list[str]:
    """What stands against closing, in words; nothing is what one wants."""
    sums = queries.balance(run)
    found = []
    if sums.on_its_way:
        found.append(f"有{yuan(sums.on_its_way)}元未回盘或待查")
    if run.lines_number and sums.difference:
        found.append(f"签批{yuan(sums.signed)}元,与明细相差{yuan(sums.difference)}元")
    number = queries.strays(run).count()
    if number:
        found.append(f"有{number}行银行多报的记录待查")
    for each in bank.reconcile(benefit.channel):
        found.append(f"{name_of(each.area_code)}{each.what}账面与明细相差{yuan(each.amount)}元")
    if benefit.online_list:
        found += online.hindrances(run)
    return found


def overtaken(run: PaymentRun) -> str:
    """The sentence if somebody was stopped or held after the list was computed: he must not be paid by it. Empty if nobody was."""
    paid = run.payments.filter(omitted="").values("award")
    decided = AwardChange.objects.filter(
        award__in=paid, at__gt=run.known_at, from_month__lte=run.month, kind__in=(Kind.STOP, Kind.HOLD)
    )
    first = decided.select_related("award__party").order_by("pk").first()
    if first is None:
        return ""
    return f"名单核算后有{decided.count()}项待遇已决定停发或暂缓(如“{first.award.party.name}”),请退回后重新核算。"


def stands_apart(run: PaymentRun, user: Any, which: RunStep.Step) -> str:
    """The sentence if this user took a step of the run that keeps him from this one; empty if he may. Different people draft, check and
    sign (R-PAY-04)."""
    return apart(queries.this_round(run), user, which)


def apart(round_of_steps: Iterable[RunStep], user: Any, which: RunStep.Step) -> str:
    """The same from the steps of the run's present round, for whoever has them already."""
    taken = [each.step for each in round_of_steps if each.by_id == user.pk]
    return next((sentence for step, sentence in _APART.get(which, {}).items() if step in taken), "")


# --- small moves -----------------------------------------------------------------------------------------------------------


def _move(run: PaymentRun, source: PaymentRun.State, target: PaymentRun.State, **columns: object) -> None:
    """On the state it expects: of two at once the second is told."""
    rows = PaymentRun.objects.filter(pk=run.pk, state=source)
    if not rows.update(state=target, **columns):
        now = PaymentRun.objects.get(pk=run.pk)
        raise Refused(f"批次现为“{now.get_state_display()}”,已由他人办理,请刷新后查看。")
    run.__dict__.update(state=target, **columns)
    run.refresh_from_db(fields=["state", *columns])


def _refuse(sentence: str) -> None:
    if sentence:
        raise Refused(sentence)


def _check_not_overtaken(run: PaymentRun) -> None:
    _refuse(overtaken(run))


def _signatures(amount: int, on: dt.date) -> int:
    terms = parameters.terms_in_force(PaymentPolicy, on)
    needed: int = terms["signatures_large"] if amount >= terms["large_from"] else terms["signatures"]
    return needed


def _owe(run: PaymentRun, by: User, at: dt.datetime) -> None:
    """Signed is owed: one transfer a line, from the county's fund."""
    rows = _rows(run)
    if not rows:
        return
    benefit = benefit_of(run.benefit)
    sending.decide(
        benefit.channel,
        [
            Claim(claim_of(run.benefit, run.month, party), area, "", "", amount, party)
            for party, area, amount, _ in rows
        ],
        county=Area.objects.get(code=run.county_code),
        key=f"run:{run.benefit}:{format_month(run.month)}",
        because=f"{benefit.name}{chinese_month(run.month)}发放",
        by=by,
        at=at,
    )


def _claims(run: PaymentRun) -> list[Claim]:
    """Lines as the bank is told them, to the accounts as they are now."""
    rows = _rows(run)
    told = Award.objects.filter(payments__run=run).values_list("pk", "payee", "account")
    accounts = {award: (payee, account) for award, payee, account in told}
    return [
        Claim(claim_of(run.benefit, run.month, party), area, *accounts[award], amount, party)
        for party, area, amount, award in rows
    ]


def _rows(run: PaymentRun) -> list[tuple[int, str, int, int]]:
    """(party, area, fen, award) of the lines that are paid, village by village."""
    lines = run.payments.filter(omitted="").order_by("area_code", "pk")
    return list(lines.values_list("party_id", "area_code", "amount", "award_id"))


def _payments_of(benefit: Benefit, claims: Collection[str]) -> list[Payment]:
    parties = {int(claim.rsplit(":", 1)[1]) for claim in claims if claim.startswith(f"{benefit.code}:")}
    wanted, found = sorted(parties), []
    for start in range(0, len(wanted), 500):
        rows = Payment.objects.filter(benefit=benefit.code, party__in=wanted[start : start + 500], omitted="")
        found += list(rows.select_related("award"))
    return found
