"""What the actions of an application ask and do: the conditions (`unless`) and consequences (`then`) that its flow names. Money is granted and
paid by `grants` and `reserves`; here it is said when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Q
from django.utils import timezone

from doudi.base.areas import name_of, township_of
from doudi.base.models import User
from doudi.base.money import yuan
from doudi.mechanisms.casework.declare import Said
from doudi.mechanisms.casework.models import ActionTaken, Case
from doudi.mechanisms.entitlement.parameters_entered.queries import terms_in_force
from doudi.mechanisms.registry.models import Membership, Party
from doudi.programmes.assistance.temporary import queries, reserves
from doudi.programmes.assistance.temporary.grants import (
    Need,
    assess,
    check_more,
    check_use,
    grant,
    grant_more,
    paid_of,
)
from doudi.programmes.assistance.temporary.models import Application, Cause, TemporaryGrant
from doudi.programmes.assistance.temporary.paying import FromCounty, FromReserve
from doudi.programmes.assistance.temporary.policy import Hardship, TemporaryPolicy

Proposal = Application.Proposal
PREPARED = ("prepare", "help_first")


def of(case: Case) -> Application:
    """The application of a case; read anew with every action (`Flow.reads`)."""
    row: Application = case.temporary_application
    return row


def need_of(row: Application, **more: Any) -> Need:
    """What is applied for, as the rules look at it; `more` as somebody is about to decide it."""
    need = Need(
        row.case.number,
        row.applicant,
        row.case.area_code,
        tuple(Hardship)[row.hardship],
        Cause(row.cause),
        row.people,
        row.months,
        row.happened_on,
        row.spending,
        row.county_decision,
        row.minutes,
        (row.household,),
    )
    return replace(need, **more)


def subjects(cases: Sequence[Case]) -> dict[int, list[int]]:
    """The applicant and everybody of the household: kin of any of them stand back (R-ORG-01)."""
    found: dict[int, list[int]] = {case.pk: [] for case in cases}
    households: dict[int, list[int]] = {}
    rows = Application.objects.filter(pk__in=list(found)).values_list("pk", "applicant", "applicant__kind", "household")
    for case, applicant, kind, household in rows:
        if kind == Party.Kind.PERSON:
            found[case].append(applicant)
        if household is not None:
            households.setdefault(household, []).append(case)
    today = timezone.localdate()
    members = Membership.objects.filter(Q(to_on=None) | Q(to_on__gte=today), household__in=list(households))
    for household, person in members.values_list("household", "person"):
        for case in households[household]:
            if person not in found[case]:
                found[case].append(person)
    return found


def facts(case: Case) -> dict[str, Any]:
    """What is decided about a case, by label: kept before and after every action that changes it."""
    row = of(case)
    return {
        "意见": row.get_proposal_display(),
        "建议金额": _money(row.proposed_fen),
        "救助金额": _money(row.amount_fen),
        "审批文号": row.document,
        "凭证号": row.receipt,
        "实名举报": row.complaint,
    }


# --- applying -------------------------------------------------------------------------------------------------------------


def not_an_emergency(case: Case, said: Said) -> str | None:
    return None if of(case).hardship == Hardship.EMERGENCY else "支出型困难不能先行救助，请按一般程序提交。"


def told_before(case: Case, said: Said) -> str | None:
    """All gaps are told at once, so once."""
    told = case.actions.filter(action="supplement").exists()
    return "补正应当一次性告知，已经告知过，不能再要求补正。" if told else None


def already_helped(case: Case, said: Said) -> str | None:
    """Money that was given is not undone by withdrawing."""
    helped = of(case).grant_id is not None
    return "已经先行救助，不能撤回；确有错误的请冲销备用金支出。" if helped else None


# --- helping first (R-TEMP-05) --------------------------------------------------------------------------------------------


def papers_overdue(case: Case, said: Said) -> str | None:
    """A township whose papers are overdue helps nobody first until they are there; the general procedure stays open to it."""
    town = township_of(case.area_code)
    late = queries.overdue_papers(town, said.on)
    if not late:
        return None
    return (
        f"{name_of(town)}有{len(late)}笔先行救助超期未补齐手续（{late[0].case_number}应于{late[0].papers_due_on}前补齐），"
        "补齐后才能再办先行救助；急需救助的请转一般程序。"
    )


def not_to_be_helped_first(case: Case, said: Said) -> str | None:
    reason = papers_overdue(case, said)
    if reason is not None:
        return reason
    check_use(need_of(of(case)), _amount(said), "", said.on)
    return _reserve_too_small(case, _amount(said))


def keep_prepared(case: Case, taken: ActionTaken) -> None:
    """What the clerk prepared waits for the leader's signature; nothing has moved."""
    said, helped = taken.data, paid_of(of(case).grant)
    _keep(
        case,
        proposal=Proposal.GRANT,
        proposed_fen=helped + int(said["amount"]),
        receipt=str(said["receipt"]).strip()[:80],
        way=str(said["way"]),
    )


def pay_first(case: Case, taken: ActionTaken) -> None:
    _pay_from_reserve(case, taken, helped_first=True)


def complete(case: Case, taken: ActionTaken) -> None:
    """补齐手续: what the reserve's book waited for, too."""
    assert taken.by is not None, "people complete papers"
    for payment in _grant_of(case).payments.filter(use__papers_due_on__isnull=False, use__papers_completed_on=None):
        assert payment.use is not None, "filtered"
        reserves.complete_papers(payment.use, by=taken.in_the_name_of or taken.by, at=taken.at)


def nothing_more_to_give(case: Case, said: Said) -> str | None:
    row = of(case)
    if _amount(said) <= paid_of(row.grant):
        return "建议救助总额须超过已先行救助的金额；不再追加的请办理“补齐手续”。"
    if row.grant is not None and _amount(said) > row.grant.ceiling:
        return f"救助上限为{yuan(row.grant.ceiling)}元，建议总额{yuan(_amount(said))}元，请核对。"
    return None


def complete_and_propose(case: Case, taken: ActionTaken) -> None:
    complete(case, taken)
    _keep(case, proposal=Proposal.GRANT, proposed_fen=int(taken.data["amount"]))


# --- the township's reserve -------------------------------------------------------------------------------------------------


def not_from_the_reserve(case: Case, said: Said) -> str | None:
    """What the rules refuse is refused to the clerk and not at the signature (R-TEMP-01 to 03, R-RES-03)."""
    row, amount = of(case), _amount(said)
    if case.stage == "RESERVE" and row.amount_fen is not None and paid_of(row.grant) + amount > row.amount_fen:
        return f"县级同意的救助总额为{yuan(row.amount_fen)}元，本次{yuan(amount)}元，请核对。"
    approval = row.document if row.amount_fen is not None else ""
    if row.grant is not None:
        check_more(row.grant, amount, approval)
    else:
        check_use(need_of(row), amount, approval, said.on)
    return _reserve_too_small(case, amount)


def pay_here(case: Case, taken: ActionTaken) -> None:
    _pay_from_reserve(case, taken, helped_first=False)


def _pay_from_reserve(case: Case, taken: ActionTaken, *, helped_first: bool) -> None:
    """签批: only now the money moves. Two signatures: who prepared and who signs."""
    row = of(case)
    prepared = case.actions.filter(action__in=PREPARED).select_related("by", "in_the_name_of").order_by("-pk")[0]
    pay = FromReserve(
        int(prepared.data["amount"]),
        row.receipt,
        clerk=_signer(prepared),
        leader=_signer(taken),
        helped_first=helped_first,
        county_approval=row.document if row.amount_fen is not None else "",
    )
    if row.grant is None:
        row.grant = grant(need_of(row), pay, at=taken.at)
    else:
        grant_more(row.grant, pay, at=taken.at)
    _keep(case, grant=row.grant, amount_fen=paid_of(row.grant))


def not_for_the_township(case: Case, said: Said) -> str | None:
    """What only the county may grant only the county refuses."""
    row = of(case)
    if row.grant_id is not None:
        return "已经先行救助，余额是否救助由县民政局决定，请签批上报。"
    ceiling = _policy(case, said.on).town_ceiling
    if row.need is not None and row.need > ceiling:
        return f"申请金额超过乡镇限额{yuan(ceiling)}元，不予救助由县民政局决定，请签批上报。"
    return None


def keep_refusal(case: Case, taken: ActionTaken) -> None:
    _keep(case, document=str(taken.data["document"])[:80], proposal=Proposal.REFUSE)


# --- the county ---------------------------------------------------------------------------------------------------------------


def wrong_opinion(case: Case, said: Said) -> str | None:
    """Nobody proposes what the rules do not give: above the ceiling only for a meeting (R-TEMP-04), a second time for the same cause only
    with a reason (R-TEMP-03), both for the county to decide."""
    row = of(case)
    if said.get("proposal") != Proposal.GRANT:
        return None
    if not said.get("amount"):
        return "拟予救助的请填写建议金额。"
    if row.grant is not None:
        ceiling = row.grant.ceiling
    else:
        again = row.county_decision or str(said.get("again") or "").strip()
        ceiling = assess(need_of(row, county_decision=again), said.on).ceiling
    if _amount(said) > ceiling and not said.get("meeting"):
        return f"救助上限为{yuan(ceiling)}元，建议{yuan(_amount(said))}元；确需超过的，请勾选提请一事一议。"
    return None


def keep_opinion(case: Case, taken: ActionTaken) -> None:
    said = taken.data
    proposed = int(said["amount"]) if said["proposal"] == Proposal.GRANT else 0
    _keep(case, proposal=said["proposal"], proposed_fen=proposed, again=str(said.get("again") or "").strip()[:200])


def not_posted_before(case: Case, said: Said) -> str | None:
    """An emergency goes without notice, check and appraisal; so does what is proposed to be refused (7.1)."""
    row = of(case)
    if row.hardship == Hardship.EMERGENCY:
        return "急难型救助不经公示，请签批上报。"
    return None if row.proposal == Proposal.GRANT else "拟不予救助的不公示，请签批上报。"


def posted_before(case: Case, said: Said) -> str | None:
    row = of(case)
    first = row.hardship == Hardship.EXPENDITURE and row.proposal == Proposal.GRANT
    return "支出型救助须先在村公示，请签批公示。" if first else None


def keep_complaint(case: Case, taken: ActionTaken) -> None:
    if taken.data.get("real_name"):
        _keep(case, complaint=str(taken.data.get("words", ""))[:200])


def not_to_be_approved(case: Case, said: Said) -> str | None:
    row = of(case)
    if not row.account:
        return "还没有登记收款的银行账号，请先在本件登记账号。"
    return not_to_be_allowed(case, said)


def not_to_be_allowed(case: Case, said: Said) -> str | None:
    """The ceiling, the same cause in the year and the meeting's minutes hold for the county, too (R-TEMP-01, 03, 04)."""
    row, amount = of(case), _amount(said)
    minutes, again = (str(said.get(each) or "").strip() for each in ("minutes", "county_decision"))
    if row.proposal != Proposal.GRANT:
        return "初审意见为拟不予救助，不能同意；有不同意见的请退回乡镇。"
    helped = paid_of(row.grant)
    if amount <= helped:
        return f"已先行救助{yuan(helped)}元，救助总额须超过这个数额。"
    if row.grant is not None:
        ceiling = row.grant.ceiling
    else:
        ceiling = assess(need_of(row, county_decision=again, minutes=minutes), said.on).ceiling
    if amount > ceiling and not minutes:
        return f"救助上限为{yuan(ceiling)}元，本次共{yuan(amount)}元；确需超过的，提请一事一议并填写会议纪要文号。"
    return None


def keep_approval(case: Case, taken: ActionTaken) -> None:
    said = taken.data
    _keep(
        case,
        document=str(said["document"])[:80],
        amount_fen=int(said["amount"]),
        county_decision=str(said.get("county_decision") or "")[:80],
        minutes=str(said.get("minutes") or "")[:80],
    )


def pay_by_county(case: Case, taken: ActionTaken) -> None:
    """同意: what is left of the decided sum is owed from now on, and goes to the bank with the next file."""
    keep_approval(case, taken)
    row = of(case)
    assert row.amount_fen is not None, "just kept"
    rest = row.amount_fen - paid_of(row.grant)
    pay = FromCounty(rest, row.document, _signer(taken), row.payee or row.applicant.name, row.account)
    if row.grant is None:
        _keep(case, grant=grant(need_of(row), pay, at=taken.at))
        return
    if row.minutes:
        row.grant.minutes = row.minutes
        row.grant.save(update_fields=["minutes"])
    grant_more(row.grant, pay, at=taken.at)


# --- afterwards ---------------------------------------------------------------------------------------------------------------


def must_be_visited(case: Case) -> str:
    """Near kin and complaints: every one of them (R-REL-03)."""
    row = of(case)
    return "近亲属备案，须全部入户" if row.near_kin else "实名举报，须全部入户" if row.complaint else ""


def not_filed(case: Case, said: Said) -> str | None:
    """The county checks what the township has filed (R-TEMP-02, R-RES-04)."""
    waiting = _grant_of(case).payments.filter(use__isnull=False, use__filing=None, use__reversed_by=None).exists()
    return f"{case.number}的备用金支出乡镇还没有备案，请待月度备案后核查。" if waiting else None


def _keep(case: Case, **columns: Any) -> None:
    """Write what was decided on the application of a case."""
    row = of(case)
    for name, value in columns.items():
        setattr(row, name, value)
    row.save(update_fields=list(columns))


def _grant_of(case: Case) -> TemporaryGrant:
    made = of(case).grant
    assert made is not None, "a case that was paid has a grant"
    return made


def _signer(taken: ActionTaken) -> User:
    """Whose signature it is: of him who is away, if somebody acts in his name."""
    found = taken.in_the_name_of or taken.by
    assert found is not None, "people sign"
    return found


def _amount(said: Said) -> int:
    return int(said.get("amount") or 0)


def _reserve_too_small(case: Case, amount: int) -> str | None:
    account = queries.reserve_account_of(township_of(case.area_code))
    balance = account.balance if account is not None else 0
    if balance >= amount:
        return None
    return f"备用金余额{yuan(balance)}元，不足{yuan(amount)}元；请申请补充备用金，或报县级资金支付。"


def _policy(case: Case, on: dt.date) -> TemporaryPolicy:
    return TemporaryPolicy(terms_in_force(TemporaryPolicy, on, area=township_of(case.area_code)))


def _money(fen: int | None) -> str:
    return f"{yuan(fen)}元" if fen is not None else ""
