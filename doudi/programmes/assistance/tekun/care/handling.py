"""What the actions of a care agreement ask and do (R-TK-05): with it the care money goes to whoever provides the care, in an institution
everything goes to the institution; without it everything goes to himself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import transaction
from django.utils import timezone

from doudi.base.models import User
from doudi.base.months import chinese_month, month_of
from doudi.base.refused import Refused
from doudi.mechanisms.casework.declare import Flow, Said
from doudi.mechanisms.casework.models import ActionTaken, Case
from doudi.mechanisms.casework.services import open_case
from doudi.mechanisms.entitlement.applications.opening import check_may_open
from doudi.mechanisms.entitlement.awards import queries, services
from doudi.mechanisms.entitlement.awards.decisions import check_account
from doudi.mechanisms.entitlement.awards.models import Award
from doudi.mechanisms.entitlement.awards.services import NewAward
from doudi.mechanisms.entitlement.family import Family, Given
from doudi.programmes.assistance.tekun.benefit import CARE_BENEFIT
from doudi.programmes.assistance.tekun.models import CareAgreement

Provider = CareAgreement.Provider


@dataclass(frozen=True)
class NewAgreement:
    """Who cares for him since when, and into which account it is paid."""

    provider: CareAgreement.Provider
    name: str
    signed_on: dt.date
    payee: str
    account: str = field(repr=False)
    phone: str = field(default="", repr=False)


def of(case: Case) -> CareAgreement:
    """The agreement of a case, as it is now."""
    return CareAgreement.objects.select_related("case", "award__party", "care").get(pk=case.pk)


def subjects(cases: Sequence[Case]) -> dict[int, list[int]]:
    rows = CareAgreement.objects.filter(pk__in=[case.pk for case in cases]).values_list("pk", "award__party")
    return {case: [person] for case, person in rows}


def facts(case: Case) -> dict[str, Any]:
    """What stands in it, by label; no account."""
    row = CareAgreement.objects.filter(pk=case.pk).first()
    if row is None:
        return {}
    return {
        "照料服务人": f"{row.name}（{row.get_provider_display()}）",
        "户名": row.payee,
        "起付月": chinese_month(row.from_month) if row.from_month is not None else "",
        "终止日期": str(row.ended_on or ""),
    }


def register(flow: Flow, award: Award, new: NewAgreement, *, by: User, at: dt.datetime) -> CareAgreement:
    """登记照料服务协议 of somebody who is supported now. One agreement at a time: who changes the carer ends the old one first."""
    on = timezone.localdate(at)
    check_may_open(flow, by=by, area_code=award.area_code, on=on)
    check_account(new.payee, new.account)
    if new.signed_on > on:
        raise Refused("协议签订日期不能晚于今天，请核对。")
    if not new.name.strip():
        raise Refused("请填写照料服务人的姓名或名称。")
    with transaction.atomic():
        held = Award.objects.select_for_update(of=("self",)).select_related("party").get(pk=award.pk)
        if held.until_month is not None:
            raise Refused(f"{held.party.name}的供养已决定停发，不能登记照料协议。")
        other = (
            CareAgreement.objects.filter(award=held, ended_on=None, case__closed_at=None).select_related("case").first()
        )
        if other is not None:
            raise Refused(f"{held.party.name}已有照料协议{other.case.number}，更换照料服务人的请先终止原协议。")
        case = open_case(
            flow,
            title=held.party.name,
            area_code=held.area_code,
            by=by,
            at=at,
            because=f"与{new.name.strip()}签订照料服务协议",
        )
        return CareAgreement.objects.create(
            case=case,
            award=held,
            provider=new.provider,
            name=new.name.strip()[:80],
            phone=new.phone,
            payee=new.payee,
            account=new.account,
            signed_on=new.signed_on,
        )


def not_to_be_confirmed(case: Case, said: Said) -> str | None:
    award = of(case).award
    return "供养已决定停发，不能再备案照料协议。" if award.until_month is not None else None


def confirm(case: Case, taken: ActionTaken) -> None:
    """From the next month on: the care money goes to the carer, or everything to the institution's account."""
    row, document = of(case), str(taken.data["document"])
    assert taken.by is not None, "people confirm"
    on = timezone.localdate(taken.at)
    decided: dict[str, Any] = {"document": document, "by": taken.by, "at": taken.at, "because": _why(row)}
    row.from_month = max(month_of(on) + 1, row.award.from_month)
    if row.provider == Provider.INSTITUTION:
        services.change_account(row.award, payee=row.payee, account=row.account, **decided)
    else:
        family = _divided(row.award, row.from_month, apart=True)
        services.adjust(row.award, family, from_month=row.from_month, decided_on=on, **decided)
        new = NewAward(
            row.award.party_id,
            row.award.area_code,
            family,
            on,
            document,
            row.payee,
            row.account,
            from_month=row.from_month,
        )
        row.care = services.grant(CARE_BENEFIT, new, by=taken.by, at=taken.at, because=_why(row))
    row.save(update_fields=["from_month", "care"])


def lacks_account(case: Case, said: Said) -> str | None:
    """Who leaves an institution is paid himself again, and so needs an account of his own."""
    if of(case).provider != Provider.INSTITUTION:
        return None
    payee, account = str(said.get("payee") or ""), str(said.get("account") or "")
    if not payee.strip() or not account:
        return "供养机构不再照料的，请填写本人的户名和账号，以后的供养金发给本人。"
    try:
        check_account(payee, account)
    except Refused as refused:
        return refused.sentence
    return None


def end(case: Case, taken: ActionTaken) -> None:
    """From the next month on everything is paid to himself again."""
    row, on = of(case), timezone.localdate(taken.at)
    assert taken.by is not None, "people end it"
    document, because = f"{case.number}终止照料协议", taken.because or _why(row)
    decided: dict[str, Any] = {"document": document, "by": taken.by, "at": taken.at, "because": because}
    if row.award.until_month is None:
        if row.provider == Provider.INSTITUTION:
            said = taken.data
            services.change_account(row.award, payee=str(said["payee"]), account=str(said["account"]), **decided)
        elif row.care is not None:
            month = max(month_of(on) + 1, row.care.from_month)
            services.stop(row.care, from_month=month, reason=ENDED, decided_on=on, **decided)
            services.adjust(
                row.award, _divided(row.award, month, apart=False), from_month=month, decided_on=on, **decided
            )
    _over(case, on)


def close(case: Case, taken: ActionTaken) -> None:
    """The support itself has ended, and the care money with it."""
    _over(case, timezone.localdate(taken.at))


ENDED = "CARE_ENDED"


def _over(case: Case, on: dt.date) -> None:
    CareAgreement.objects.filter(pk=case.pk).update(ended_on=on)


def _why(row: CareAgreement) -> str:
    return f"{row.case.number}：{row.name}提供照料，协议{row.signed_on}签订"


def _divided(award: Award, month: int, *, apart: bool) -> Family:
    """The facts in force with whom the care money goes to."""
    _, family = queries.family_of(award, month)
    given = Given(int(apart), "照料服务协议")
    return replace(
        family, members=[replace(each, figures={**each.figures, "care_apart": given}) for each in family.members]
    )
