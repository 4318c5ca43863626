"""What the actions of an adaptation ask and do: the conditions (`unless`) and consequences (`then`) that its flow names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import F
from django.utils import timezone

from doudi.base import bulk
from doudi.base.calendar import months_later
from doudi.base.money import yuan
from doudi.mechanisms.casework.declare import Said
from doudi.mechanisms.casework.models import ActionTaken, Case
from doudi.programmes.elderly.home_adaptation import accepting, placing, planning, queries, splitting
from doudi.programmes.elderly.home_adaptation.building import Phase, lacking
from doudi.programmes.elderly.home_adaptation.models import Adaptation, AdaptationPayment, Defect, PlanLine
from doudi.programmes.elderly.home_adaptation.owing import owe
from doudi.programmes.elderly.home_adaptation.splitting import Prices

FundClass = Adaptation.FundClass
HOUSE = (
    ("lawful", "住房来源合法", "住房来源不合法"),
    ("dwelling", "整处用于居住（不是店面、厂房、仓库）", "不是住宅（店面、厂房、仓库）"),
    ("lived_in", "老年人在此常住", "老年人不在此常住"),
    ("consent", "产权人书面同意改造", "产权人没有书面同意"),
    ("stays", "五年内没有拆迁计划", "五年内有拆迁计划"),
)


def of(case: Case) -> Adaptation:
    """The adaptation of a case; read anew with every action (`Flow.reads`)."""
    row: Adaptation = case.home_adaptation
    return row


def subjects(cases: Sequence[Case]) -> dict[int, list[int]]:
    """The old person and who lives with him: kin of any of them stand back (R-ORG-01)."""
    found = queries.members_of([case.pk for case in cases], timezone.localdate())
    return {case.pk: found.get(case.pk, []) for case in cases}


def phones(cases: Sequence[Case]) -> dict[int, str]:
    """Case → the number left with the application, else the register's. One query."""
    rows = Adaptation.objects.filter(pk__in=[case.pk for case in cases]).select_related("person")
    return {row.pk: row.phone or row.person.phone for row in rows}


def facts(case: Case) -> dict[str, Any]:
    """What is decided about a case, by label: kept before and after every action that changes it."""
    row = of(case)
    return {
        "资金类别": row.get_fund_class_display(),
        "能力等级": "" if row.level is None else f"{row.level}级",
        "政府支付": _money(row.government),
        "家庭支付": _money(row.family),
        "决定文号": row.document,
        "异议": row.complaint,
    }


# --- who is entitled ------------------------------------------------------------------------------------------------------


def not_eligible(case: Case, said: Said) -> str | None:
    """Too young, or the household had one before (R-MOD-01, R-MOD-03)."""
    row = of(case)
    return splitting.not_old_enough(row, said.on) or _had_one(row, said.on)


def keep_eligible(case: Case, taken: ActionTaken) -> None:
    """Hardship and certificate are those of the day on which it is recognised. Who is not entitled by them may be by what is found at home:
    until then nobody says that he pays for himself."""
    row, on = of(case), timezone.localdate(taken.at)
    hardship, certified = queries.known_of({row.person_id: row.household_id}, on)[row.person_id]
    row.hardship = int(hardship)
    row.certificate = row.certificate or certified
    found = splitting.split(row, Prices(), on).fund_class
    row.fund_class = found if found == FundClass.PUBLIC else ""
    row.save(update_fields=["hardship", "certificate", "fund_class"])


def keep_survey(case: Case, taken: ActionTaken) -> None:
    """What two people found: how able the person is, and what the house is. Who is entitled is looked at again with the level found."""
    row, said, on = of(case), taken.data, timezone.localdate(taken.at)
    row.level = int(said["level"])
    row.certificate = row.certificate or bool(said.get("certificate"))
    row.house_wrong = "；".join(words for code, _, words in HOUSE if not said.get(code))[:200]
    row.surveyed_on = on
    row.fund_class = splitting.split(row, Prices(), on).fund_class
    row.save(update_fields=["level", "certificate", "house_wrong", "surveyed_on", "fund_class"])


def _had_one(row: Adaptation, on: dt.date) -> str | None:
    """One funded adaptation a household, but for the years that have passed or a level that has become worse (R-MOD-03)."""
    policy = splitting.policy_on(on, row.case.area_code)
    before = queries.funded_before(row.person_id, row.household_id, on=on, policy=policy, but=row.pk)
    if before is None:
        return None
    if row.level is not None and before.level is not None and row.level >= before.level + policy.again_levels:
        return None
    if row.level is None and row.worsened:
        return None  # claimed; the survey shows whether it is so
    return (
        f"该户已于{before.accepted_on}资助改造过（{before.case.number}），一户只资助一次；"
        f"满{policy.again_years}年，或者能力等级比上次加重{policy.again_levels}级以上的，才能再次资助。"
    )


# --- the plan ---------------------------------------------------------------------------------------------------------------


def wrong_plan(case: Case, said: Said) -> str | None:
    return planning.wrong(of(case), said.on)


def not_to_be_approved(case: Case, said: Said) -> str | None:
    """Once a household, at the tender's prices, in a house that may be built in: as on the day it is decided."""
    row = of(case)
    if row.fund_class == FundClass.PUBLIC and (reason := _had_one(row, said.on)):
        return reason
    return planning.wrong(row, said.on)


def not_the_first(case: Case, said: Said) -> str | None:
    return "这是施工中的变更，请办理“同意变更”。" if of(case).started_on is not None else None


def not_a_change(case: Case, said: Said) -> str | None:
    return None if of(case).started_on is not None else "还没有开工，不是变更，请办理“同意改造”。"


def not_first_or_wrong(case: Case, said: Said) -> str | None:
    return not_the_first(case, said) or not_to_be_approved(case, said)


def no_change_or_wrong(case: Case, said: Said) -> str | None:
    return not_a_change(case, said) or planning.wrong(of(case), said.on)


def keep_approval(case: Case, taken: ActionTaken) -> None:
    """同意: the quantities that may be built, and who pays what of them."""
    row, on = of(case), timezone.localdate(taken.at)
    lines = list(row.lines.all())
    for line in lines:
        line.approved = line.quantity
    PlanLine.objects.bulk_update(lines, ["approved"])
    row.document, row.approved_on = str(taken.data["document"])[:80], row.approved_on or on
    _keep_split(row, planning.planned_prices(row), on, "document", "approved_on")


def _keep_split(row: Adaptation, prices: Prices, on: dt.date, *more: str) -> None:
    found = splitting.split(row, prices, on)
    row.government, row.family, row.fund_class = found.government, found.family, found.fund_class
    row.worksheet = splitting.worksheet(row, prices, on)
    row.save(update_fields=["government", "family", "fund_class", "worksheet", *more])


def paid_by_family(case: Case, said: Said) -> str | None:
    """Of what a family pays itself nothing is told on the board."""
    return "自费改造的不公示，请直接交付施工。" if of(case).fund_class == FundClass.SELF else None


def paid_by_government(case: Case, said: Said) -> str | None:
    return "政府资助的须先公示。" if of(case).fund_class == FundClass.PUBLIC else None


def keep_complaint(case: Case, taken: ActionTaken) -> None:
    row = of(case)
    row.complaint = str(taken.data.get("words", ""))[:200]
    row.save(update_fields=["complaint"])


def must_be_visited(case: Case) -> str:
    """Objections, filed kin, photos without a place: every one of them is seen by the bureau."""
    row = of(case)
    if row.kin_filed or row.complaint:
        return "近亲属备案，须现场抽查" if row.kin_filed else "有过异议，须现场抽查"
    number = placing.without_place(row)
    return f"{number}项的照片没有定位，须现场抽查" if number else ""


# --- building ---------------------------------------------------------------------------------------------------------------


def no_photos_before(case: Case, said: Said) -> str | None:
    return lacking(of(case).lines.all(), Phase.BEFORE)


def keep_start(case: Case, taken: ActionTaken) -> None:
    row = of(case)
    row.started_on = row.started_on or timezone.localdate(taken.at)
    row.save(update_fields=["started_on"])


def not_finished(case: Case, said: Said) -> str | None:
    lines = list(of(case).lines.all())
    if any(line.done is None for line in lines):
        return "还没有逐项填写完工数量，请先在“完工数量”里填写；没有施工的填0。"
    if not any(line.done for line in lines):
        return "没有任何完工的项目，不能申报完工。"
    return lacking(lines, Phase.BEFORE, Phase.DURING, Phase.AFTER, of_built=True)


def keep_finish(case: Case, taken: ActionTaken) -> None:
    row = of(case)
    row.finished_on = timezone.localdate(taken.at)
    row.save(update_fields=["finished_on"])
    row.lines.update(verified=None)


def nothing_built(case: Case, said: Said) -> str | None:
    """What was begun is paid for as far as it is there; of nothing there is nothing to accept."""
    built = any(line.done for line in of(case).lines.all())
    return None if built else "还没有完成任何项目，请办理“终止”；已完成部分的，先由施工单位填写完工数量。"


def keep_stop(case: Case, taken: ActionTaken) -> None:
    """停工: what is not built yet is not built any more."""
    row = of(case)
    row.lines.filter(done=None).update(done=0)
    keep_finish(case, taken)


def something_built(case: Case, said: Said) -> str | None:
    built = any(line.done for line in of(case).lines.all())
    return "已经完成部分项目，请办理“停工，验收已完成部分”。" if built else None


def drop_change(case: Case, taken: ActionTaken) -> None:
    """What was approved holds: new items go, quantities are as they were."""
    row = of(case)
    row.lines.filter(approved=None).delete()
    row.lines.update(quantity=F("approved"))


# --- acceptance and money -----------------------------------------------------------------------------------------------------


def not_acceptable(case: Case, said: Said) -> str | None:
    return accepting.not_acceptable(of(case), said.on)


def keep_acceptance(case: Case, taken: ActionTaken) -> None:
    """验收: the money by what was found, the warranty from this day."""
    row, on = of(case), timezone.localdate(taken.at)
    row.accepted_on = on
    row.warranty_until = months_later(on, splitting.policy_on(on, case.area_code).warranty)
    _keep_split(row, planning.verified_prices(row), on, "accepted_on", "warranty_until")


def take_acceptance_back(case: Case, taken: ActionTaken) -> None:
    row = of(case)
    row.accepted_on = row.warranty_until = None
    row.save(update_fields=["accepted_on", "warranty_until"])


def wrong_invoice(case: Case, said: Said) -> str | None:
    """The invoice is over what was found, no more and no less; who is paid has an account."""
    row = of(case)
    if not row.government:
        return "政府不支付的请办理“自费结清”。"
    total = planning.verified_prices(row).total
    if int(said.get("amount") or 0) != total:
        return f"核实价款{yuan(total)}元，发票金额{yuan(int(said.get('amount') or 0))}元，不一致，请核对或退回验收。"
    if row.contractor is None or not row.contractor.account:
        return "施工单位还没有登记银行账号，请先在“施工单位”里登记。"
    if AdaptationPayment.objects.filter(adaptation=row, taken_back_on=None).exists():
        return "这一户的补助已经审核过，不能重复支付。"
    return None


def keep_invoices(taken: Sequence[ActionTaken]) -> None:
    """审核价款 of many: the invoice is kept, and what the government pays is owed from now on."""
    rows = [of(each.case) for each in taken]
    for row, each in zip(rows, taken, strict=True):
        row.invoice = str(each.data["invoice"])[:80]
    bulk.update(rows, ["invoice"])
    owe(taken)


def pays_something(case: Case, said: Said) -> str | None:
    row = of(case)
    return f"政府应支付{yuan(row.government)}元，请办理“审核价款”。" if row.government else None


def keep_document(case: Case, taken: ActionTaken) -> None:
    row = of(case)
    row.document = str(taken.data["document"])[:80]
    row.save(update_fields=["document"])


# --- afterwards ---------------------------------------------------------------------------------------------------------------


def still_broken(case: Case, said: Said) -> str | None:
    waiting = Defect.objects.filter(adaptation=case.pk, answered_on=None).count()
    return f"还有{waiting}个质保问题没有处理，处理后才能归档。" if waiting else None


def _money(fen: int | None) -> str:
    return f"{yuan(fen)}元" if fen is not None else ""
