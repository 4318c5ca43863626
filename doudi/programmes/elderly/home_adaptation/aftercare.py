"""质保和回访: what broke within the warranty is answered in its days; what was billed and is not there is recovered."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from doudi.base.access import may, require
from doudi.base.models import User
from doudi.base.notices import calendar
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.mechanisms.ledger.debts.models import Cause, Debt
from doudi.mechanisms.ledger.debts.services import propose
from doudi.programmes.elderly.home_adaptation import accounts, planning, splitting
from doudi.programmes.elderly.home_adaptation.building import BUILDERS
from doudi.programmes.elderly.home_adaptation.models import Adaptation, AdaptationPayment, Defect, PlanLine
from doudi.programmes.elderly.home_adaptation.policy import limit

TELLERS = frozenset({Role.VILLAGE_WORKER, Role.TOWNSHIP_CLERK, Role.COUNTY_OFFICER})
VISITED_IN = frozenset({"FOLLOW_UP", "WARRANTY", "ARCHIVED"})


def tell_defect(row: Adaptation, words: str, *, by: User, at: dt.datetime) -> Defect:
    """报告质保问题: within the warranty; the contractor has three days to answer (R-MOD-07)."""
    on = timezone.localdate(at)
    require(by, TELLERS, area_code=row.case.area_code, on=on)
    if row.warranty_until is None or row.accepted_on is None:
        raise Refused("还没有验收，施工中的问题请办理“退回整改”。")
    if on > row.warranty_until:
        raise Refused(f"质保期已于{row.warranty_until}届满，请另行联系维修。")
    if not words.strip():
        raise Refused("请写明是哪一项、什么问题。")
    with transaction.atomic():
        due = calendar().due_in_days(on, limit("answer").on(on)).legal
        made = Defect.objects.create(adaptation=row, words=words.strip()[:400], on=on, by=by, due_on=due)
        record(
            "home_adaptation.defect", f"case:{row.pk}", by=by, at=at, area_code=row.case.area_code, because=made.words
        )
    return made


def answer_defect(defect: Defect, words: str, *, by: User, at: dt.datetime) -> Defect:
    """处理质保问题: by the contractor whose work it is, or by who handles the case for him."""
    on, row = timezone.localdate(at), defect.adaptation
    if not may(by, BUILDERS, organisation=row.contractor_id or "", on=on):
        require(by, TELLERS, area_code=row.case.area_code, on=on)
    if defect.answered_on is not None:
        raise Refused(f"这个问题已于{defect.answered_on}处理。")
    if not words.strip():
        raise Refused("请写明怎样处理的。")
    defect.answer, defect.answered_on, defect.answered_by = words.strip()[:400], on, by
    with transaction.atomic():
        defect.save(update_fields=["answer", "answered_on", "answered_by"])
        record(
            "home_adaptation.defect_answered",
            f"case:{row.pk}",
            by=by,
            at=at,
            area_code=row.case.area_code,
            because=defect.answer,
        )
    return defect


def find_missing(line: PlanLine, quantity: int, *, words: str, by: User, at: dt.datetime) -> Debt | None:
    """回访缺失: so many of an item that were billed are not there. What the government paid for them is to be recovered from the
    contractor; None: with the rest the cap is still reached, so that only the family has to get something back."""
    row, on = line.adaptation, timezone.localdate(at)
    require(by, TELLERS, area_code=row.case.area_code, on=on)
    if row.case.stage not in VISITED_IN:
        raise Refused("支付以后的回访才登记缺失；验收时没有的，请在“逐项核实”里按实际数量填写。")
    if not 0 < quantity <= (line.verified or 0):
        raise Refused(f"“{line}”验收{line.verified or 0}{line.unit}，缺失数量应在1和{line.verified or 0}之间。")
    if not words.strip():
        raise Refused("请写明回访时看到的情况。")
    with transaction.atomic():
        line.missing = quantity
        line.save(update_fields=["missing"])
        record(
            "home_adaptation.missing", f"case:{row.pk}", by=by, at=at, area_code=row.case.area_code, because=words,
            data={"line": line.pk, "quantity": quantity},
        )  # fmt: skip
        return _recover(row, line, words, by, at)


def _recover(row: Adaptation, line: PlanLine, words: str, by: User, at: dt.datetime) -> Debt | None:
    payment = AdaptationPayment.objects.filter(adaptation=row, taken_back_on=None).first()
    if payment is None or row.accepted_on is None or row.contractor is None:
        return None
    still = splitting.split(row, planning.verified_prices(row, without_missing=True), row.accepted_on).government
    already = sum(Debt.objects.filter(key__startswith=f"{payment.claim}:").values_list("proposed", flat=True))
    amount = payment.amount - still - already
    if amount <= 0:
        return None
    return propose(
        accounts.RECOVERY,
        row.contractor.organisation.party,
        amount=amount,
        cause=Cause.OTHER,
        basis=f"{row.case.number}回访发现“{line}”缺失{line.missing}{line.unit}：{words.strip()}"[:400],
        area_code=row.case.area_code,
        key=f"{payment.claim}:{line.pk}:{line.missing}",
        by=by,
        at=at,
    )
