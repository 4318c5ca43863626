"""What the actions of a subsidy application ask and do: facts from register, lists and form; the certificate as the federation has it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from doudi.base.models import User
from doudi.base.months import month_of, parse_month
from doudi.mechanisms.casework.declare import Flow, Said
from doudi.mechanisms.casework.models import ActionTaken, Case
from doudi.mechanisms.entitlement.applications.families import of_person
from doudi.mechanisms.entitlement.applications.handling import AwardHandling, applied_on
from doudi.mechanisms.entitlement.applications.opening import apply_for_person
from doudi.mechanisms.entitlement.declare import Benefit
from doudi.mechanisms.entitlement.family import Family, Given, Member
from doudi.mechanisms.entitlement.front_door import known
from doudi.mechanisms.registry.models import Person
from doudi.programmes.disability.disability_subsidies import known_here
from doudi.programmes.disability.disability_subsidies.benefit import BENEFITS
from doudi.programmes.disability.disability_subsidies.models import SubsidyApplication
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


HANDLING = AwardHandling(
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
    return apply_for_person(flow, SubsidyApplication, benefit, person, facts, by=by, at=at, only={"kind": kind}, **more)


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
    row.save(update_fields=["certificate", "report", "facts"])


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
