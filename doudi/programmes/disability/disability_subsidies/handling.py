"""What the actions of a subsidy application ask and do: facts from register, lists and form; the certificate as the federation has it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils import timezone

from doudi.base.models import User
from doudi.base.months import month_of, parse_month
from doudi.mechanisms.casework.declare import Flow, Said
from doudi.mechanisms.casework.models import ActionTaken, Case
from doudi.mechanisms.entitlement.applications.families import of_person
from doudi.mechanisms.entitlement.applications.handling import AwardHandling, applied_on
from doudi.mechanisms.entitlement.applications.opening import apply_for_person
from doudi.mechanisms.entitlement.awards import services as awards
from doudi.mechanisms.entitlement.awards.models import Award
from doudi.mechanisms.entitlement.awards.services import grant
from doudi.mechanisms.entitlement.declare import Benefit
from doudi.mechanisms.entitlement.family import Family, Given, Member
from doudi.mechanisms.entitlement.front_door import known
from doudi.mechanisms.registry.models import Person
from doudi.programmes.disability.disability_subsidies import known_here
from doudi.programmes.disability.disability_subsidies.benefit import BENEFITS
from doudi.programmes.disability.disability_subsidies.models import SubsidyApplication
from doudi.programmes.disability.disability_subsidies.renewing import Restart, lapsed_award, restart_of
from doudi.programmes.disability.disability_subsidies.rules import SUBSIDY_RULES

Certificate = SubsidyApplication.Certificate
_BY_CODE = {benefit.code: benefit for benefit in BENEFITS}


def benefit_of(row: SubsidyApplication) -> Benefit:
    """Which of the two a row asks for."""
    return _BY_CODE[row.kind]


def family(row: SubsidyApplication, on: dt.date) -> Family:
    """The person with the month of application: nothing is due before it (R-DIS-04)."""
    found = of_person(row, SUBSIDY_RULES)
    [person] = found.people
    applied = Given(month_of(applied_on(row)), "申请书")
    return Family(
        found.label, found.figures, [Member(person.key, person.label, {**person.figures, "applied": applied})]
    )


@dataclass(frozen=True)
class SubsidyHandling(AwardHandling[SubsidyApplication]):
    """A confirmed application becomes an award; after a renewal of the certificate it starts the old one again (R-DIS-05)."""

    def restart(self, row: SubsidyApplication, on: dt.date) -> Restart | None:
        """What a renewal means for a row; None if no certificate had run out, or if the day of the new one is not known."""
        applied = month_of(applied_on(row))
        lapsed = lapsed_award(row.kind, row.person_id, applied)
        if lapsed is None or row.issued_on is None:
            return None
        monthly = self.assessed(row, on).sheet.result
        return restart_of(lapsed, issued=month_of(row.issued_on), applied=applied, monthly=monthly, on=on)

    def confirm(self, case: Case, taken: ActionTaken) -> None:
        row, on = self.of(case), timezone.localdate(taken.at)
        restart = self.restart(row, on)
        if restart is None:
            super().confirm(case, taken)
            return
        assert taken.by is not None, "people confirm"
        lapsed = restart.lapsed.award
        month = restart.month - (restart.months if taken.data.get("backpay") else 0)
        why = f"{case.number}审核确认，残疾人证续期"
        if lapsed.until_month is None:
            family = _due_from(self.family(row, on), month)
            document = str(taken.data["document"])
            awards.adjust(
                lapsed,
                family,
                from_month=month,
                decided_on=on,
                document=document,
                by=taken.by,
                at=taken.at,
                because=why,
            )
            lapsed.refresh_from_db()
            row.award, row.amount_fen, row.document = lapsed, lapsed.amount, document
            _let_go(lapsed, row)
        else:
            month = max(month, lapsed.until_month + 1)
            new = self.new_award(row, taken)
            new = replace(new, from_month=month, family=_due_from(new.family, month))
            row.award = grant(self.benefit_of(row), new, by=taken.by, at=taken.at, because=why)
            row.amount_fen, row.document = row.award.amount, new.document
        row.save(update_fields=["award", "amount_fen", "document"])


def _due_from(family: Family, month: int) -> Family:
    """The person as one who has applied by a month: what the county gives back lies before the application."""
    [person] = family.people
    given = person.figures.get("applied")
    applied = given.value if isinstance(given, Given) else None
    if applied is not None and applied <= month:
        return family
    told = Given(month, "续期补发")
    return Family(family.label, family.figures, [Member(person.key, person.label, {**person.figures, "applied": told})])


def _let_go(award: Award, row: SubsidyApplication) -> None:
    """An award has one application at a time: that of the renewal, from now on."""
    SubsidyApplication.objects.filter(award=award).exclude(pk=row.pk).update(award=None)


HANDLING = SubsidyHandling(
    SubsidyApplication,
    family,
    condition="补贴",
    refusal="拟不予审定",
    related=("person__party",),
    more_facts=lambda row: {"补贴": row.get_kind_display(), "残联核证": row.get_certificate_display()},
    benefit=benefit_of,
)


def apply(
    flow: Flow, person: Person, figures: Mapping[str, int], *, kind: str, by: User, at: dt.datetime, **more: Any
) -> SubsidyApplication:
    """Open an application for one of the subsidies. What register and lists know goes before what the form says: nobody brings proof of his
    own dibao (R-DIBAO-13)."""
    home = known.home_of_person(person, timezone.localdate(at))
    registered = known_here.registered(home, home.someone(person.pk)) if home is not None else {}
    facts = {**figures, **registered}
    benefit = _BY_CODE[kind]
    lapsed = lapsed_award(kind, person.pk, month_of(more.get("applied_on") or timezone.localdate(at)))
    again = lapsed is not None and lapsed.award.until_month is None  # it pays nothing until this one is confirmed
    only = {"kind": kind}
    return apply_for_person(
        flow, SubsidyApplication, benefit, person, facts, by=by, at=at, only=only, again=again, **more
    )


# --- the federation --------------------------------------------------------------------------------------------------------


def certificate_incomplete(case: Case, said: Said) -> str | None:
    """What differs is put down as the federation has it, so that the rules see the right class and grade."""
    if said.get("certificate") == Certificate.DIFFERS and not (said.get("disability") and said.get("grade")):
        return "核证结果与申报不一致的，请填写残联登记的残疾类别和等级。"
    return None


def keep_certificate(case: Case, taken: ActionTaken) -> None:
    """The federation's word stands in place of what was declared (R-DIS-02)."""
    row, said = HANDLING.of(case), taken.data
    row.certificate, row.report = said["certificate"], str(said["number"])
    facts = {**row.facts, "certificate_cancelled": int(row.certificate == Certificate.INVALID)}
    if row.certificate == Certificate.DIFFERS:
        facts |= {"disability": int(said["disability"]), "disability_grade": int(said["grade"])}
    if until := said.get("until"):
        facts["certificate_until"] = parse_month(str(until)[:7])
    row.facts = facts
    issued = said.get("issued")
    row.issued_on = dt.date.fromisoformat(str(issued)) if issued else None
    row.save(update_fields=["certificate", "report", "facts", "issued_on"])


def not_to_be_confirmed(case: Case, said: Said) -> str | None:
    """After a renewal the day of the new certificate says from when; without a renewal there is nothing to give back (R-DIS-05)."""
    row = HANDLING.of(case)
    lapsed = lapsed_award(row.kind, row.person_id, month_of(applied_on(row)))
    if lapsed is not None and row.issued_on is None:
        return "原残疾人证到期后续期的，须有新证签发日期：请退回更正，由残联核证时填写。"
    if said.get("backpay"):
        restart = HANDLING.restart(row, said.on)
        if restart is None or not restart.gap:
            return "没有因残疾人证到期而中断的月份，不能补发；请去掉“补发中断的月份”。"
    return not_entitled(case, said)


def not_entitled(case: Case, said: Said) -> str | None:
    """Nobody is admitted whom the rules do not give anything. The county's word is the decision: the township's first check binds nobody,
    as the certificate is known only after it."""
    found = HANDLING.assessed(HANDLING.of(case), said.on)
    if found.sheet.result > 0:
        return None
    return f"按核算不符合补贴条件，不能审定同意：{'；'.join(line.public for line in found.sheet.lines[-3:])}"


def entitled(case: Case, said: Said) -> str | None:
    """Nobody is refused what the rules give (R-DIS-01): no condition is added that the province has not made."""
    found = HANDLING.assessed(HANDLING.of(case), said.on)
    if found.sheet.result <= 0:
        return None
    return f"按核算{HANDLING.given(found)}，不能不予审定；有不同认定的请退回更正申报的情况。"
