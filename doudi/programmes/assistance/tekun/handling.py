"""What the actions of a tekun application ask and do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from doudi.base.access import require
from doudi.base.models import User
from doudi.base.months import month_of
from doudi.base.refused import Refused
from doudi.mechanisms.casework.declare import Flow, Said
from doudi.mechanisms.casework.models import ActionTaken, Case
from doudi.mechanisms.casework.services import open_case
from doudi.mechanisms.casework.surveys import queries as surveys
from doudi.mechanisms.entitlement.awards.decisions import Assessed, assess
from doudi.mechanisms.entitlement.awards.granting import NewAward, grant
from doudi.mechanisms.entitlement.awards.models import Award
from doudi.mechanisms.entitlement.family import Family, Given, Member
from doudi.mechanisms.entitlement.parameters_entered import queries as parameters
from doudi.mechanisms.registry.models import Person
from doudi.programmes.assistance.tekun.benefit import TEKUN_BENEFIT
from doudi.programmes.assistance.tekun.models import Reassessment, TekunApplication
from doudi.programmes.assistance.tekun.rules import SIX_ITEMS

ADMIT, REFUSE = "ADMIT", "REFUSE"


def of(case: Case) -> TekunApplication:
    return TekunApplication.objects.select_related("case", "person__party").get(pk=case.pk)


def subjects(cases: Sequence[Case]) -> dict[int, list[int]]:
    """The person whom each case is about."""
    rows = TekunApplication.objects.filter(pk__in=[case.pk for case in cases]).values_list("pk", "person")
    return {case: [person] for case, person in rows}


def subjects_of_reassessments(cases: Sequence[Case]) -> dict[int, list[int]]:
    rows = Reassessment.objects.filter(pk__in=[case.pk for case in cases]).values_list("pk", "award__party")
    return {case: [person] for case, person in rows}


def apply(
    flow: Flow,
    person: Person,
    figures: Mapping[str, int],
    *,
    by: User,
    at: dt.datetime,
    payee: str = "",
    account: str = "",
) -> TekunApplication:
    """Open an application with what is known of the person; who is recognised or applying already is refused."""
    area, on = person.party.area_id or "", timezone.localdate(at)
    require(by, flow.action("submit").roles, area_code=area, on=on)
    if TekunApplication.objects.filter(person=person, case__closed_at=None).exists():
        raise Refused(f"{person.party.name}已有办理中的特困申请，不能重复申请。")
    if Award.objects.filter(benefit="tekun", party=person.party_id, until_month=None).exists():
        raise Refused(f"{person.party.name}已是特困人员。")
    unknown = set(figures) - set(TEKUN_BENEFIT.book.all_facts)
    if unknown:
        raise Refused(f"没有名为{'、'.join(sorted(unknown))}的事实，请核对。")
    with transaction.atomic():
        case = open_case(flow, title=person.party.name, area_code=area, by=by, at=at, because="申请特困供养")
        return TekunApplication.objects.create(
            case=case, person=person, facts=dict(figures), payee=payee or person.party.name, account=account
        )


def report_change(flow: Flow, award: Award, *, by: User, at: dt.datetime, because: str) -> Reassessment:
    """生活自理能力变化: reported by the person, the village or the institution; the clock runs from now."""
    require(by, flow.action("assess").roles, area_code=award.area_code, on=timezone.localdate(at))
    with transaction.atomic():
        case = open_case(flow, title=award.party.name, area_code=award.area_code, by=by, at=at, because=because)
        return Reassessment.objects.create(case=case, award=award)


def family_of(row: TekunApplication) -> Family:
    figures: dict[str, Given | int | None] = {name: Given(int(value), "调查核实") for name, value in row.facts.items()}
    if row.person.born_on is not None:
        figures["born"] = Given(month_of(row.person.born_on), "户籍登记")
    return Family(row.person.party.name, {}, [Member(str(row.person_id), row.person.party.name, figures)])


def assessed(row: TekunApplication, on: dt.date) -> Assessed:
    """What the rules say for the month after a day."""
    terms = parameters.terms(TEKUN_BENEFIT.book, month_of(on) + 1, known=on, area=row.case.area_code)
    return assess(TEKUN_BENEFIT, family_of(row), terms)


def wrong_proposal(case: Case, said: Said) -> str | None:
    result = assessed(of(case), said.on).sheet.result
    if said.get("proposal") == ADMIT and result <= 0:
        return "按核算不符合特困人员条件，不能拟同意。"
    return "按核算符合特困人员条件，不能拟不同意。" if said.get("proposal") == REFUSE and result > 0 else None


def keep_opinion(case: Case, taken: ActionTaken) -> None:
    TekunApplication.objects.filter(pk=case.pk).update(proposal=taken.data["proposal"])


def keep_complaint(case: Case, taken: ActionTaken) -> None:
    if taken.data.get("real_name"):
        TekunApplication.objects.filter(pk=case.pk).update(complaint=str(taken.data.get("words", ""))[:200])


def must_be_visited(case: Case) -> str:
    return "实名举报，须全部入户" if of(case).complaint else surveys.doubt(case)


def not_entitled(case: Case, said: Said) -> str | None:
    row = of(case)
    if row.proposal != ADMIT:
        return "初审意见为拟不同意，不能确认同意；有不同意见的请退回乡镇。"
    return None if assessed(row, said.on).sheet.result > 0 else "按核算不符合特困人员条件，不能确认同意。"


def award(case: Case, taken: ActionTaken) -> None:
    """The award begins with the month after the decision (R-TK-03)."""
    row, on = of(case), timezone.localdate(taken.at)
    assert taken.by is not None, "people confirm"
    document = str(taken.data["document"])
    new = NewAward(row.person.party_id, case.area_code, family_of(row), on, document, row.payee, row.account)
    row.award = grant(TEKUN_BENEFIT, new, by=taken.by, at=taken.at, because=f"{case.number}审核确认")
    row.amount_fen, row.document = row.award.amount, document
    row.save(update_fields=["award", "amount_fen", "document"])


def keep_assessment(case: Case, taken: ActionTaken) -> None:
    """Six items as they were found; the amount is adjusted by a decision of its own."""
    found = {name: bool(taken.data.get(name)) for name in SIX_ITEMS}
    Reassessment.objects.filter(pk=case.pk).update(items=found)


def facts(case: Case) -> dict[str, Any]:
    row = TekunApplication.objects.filter(pk=case.pk).first()
    if row is None:
        return {}
    return {"初审意见": row.proposal, "决定文号": row.document, "实名举报": row.complaint}
