"""What the actions of an application ask and do. Age comes from the register, what the bureau pays already from its own rolls."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils import timezone

from doudi.base.models import User
from doudi.base.months import month_of
from doudi.mechanisms.casework.declare import Flow, Said
from doudi.mechanisms.casework.models import ActionTaken, Case
from doudi.mechanisms.entitlement.applications.families import of_person
from doudi.mechanisms.entitlement.applications.handling import AwardHandling, applied_on
from doudi.mechanisms.entitlement.applications.opening import apply_for_person
from doudi.mechanisms.entitlement.awards.granting import NewAward
from doudi.mechanisms.entitlement.declare import Benefit
from doudi.mechanisms.entitlement.family import Family, Given, Member
from doudi.mechanisms.entitlement.front_door import known
from doudi.mechanisms.entitlement.front_door.declare import Home, Someone
from doudi.mechanisms.entitlement.parameters_entered import queries as parameters
from doudi.mechanisms.registry.models import Category, Person
from doudi.programmes.elderly.age_allowances.benefit import BENEFITS
from doudi.programmes.elderly.age_allowances.models import AgeApplication
from doudi.programmes.elderly.age_allowances.rules import AGE_RULES

Kind = Category.Kind
_BY_CODE = {benefit.code: benefit for benefit in BENEFITS}
_POOR = {Kind.DIBAO_RURAL, Kind.DIBAO_URBAN, Kind.MARGINAL, Kind.UNAVOIDABLE_EXPENSES}
KNOWN_HERE = ("poor", "tekun", "nursing_subsidy")


def registered(home: Home, someone: Someone) -> dict[str, int]:
    """What the bureau itself has decided (`KNOWN_HERE`): nobody is asked for it."""
    kinds = someone.categories | home.categories
    return {
        "poor": int(bool(kinds & _POOR)),
        "tekun": int(Kind.TEKUN in kinds),
        "nursing_subsidy": someone.receives.get("nursing_subsidy", 0),
    }


def benefit_of(row: AgeApplication) -> Benefit:
    """Which of the three a row asks for."""
    return _BY_CODE[row.kind]


def family(row: AgeApplication, on: dt.date) -> Family:
    """The person with the month of application: a late one reaches back but so many months (R-BEN-01)."""
    found = of_person(row, AGE_RULES)
    [person] = found.people
    applied = Given(month_of(applied_on(row)), "申请书")
    return Family(
        found.label, found.figures, [Member(person.key, person.label, {**person.figures, "applied": applied})]
    )


@dataclass(frozen=True)
class AgeHandling(AwardHandling[AgeApplication]):
    """From the month of the birthday, if the application is not later than the months that may be given back (R-BEN-01)."""

    def new_award(self, row: AgeApplication, taken: ActionTaken) -> NewAward:
        new = super().new_award(row, taken)
        return replace(new, from_month=self.first_month(row, timezone.localdate(taken.at)))

    def first_month(self, row: AgeApplication, on: dt.date) -> int:
        """The first month that the rules give something for; the month of application if it is that one or later."""
        benefit, applied = self.benefit_of(row), month_of(applied_on(row))
        facts = self.family(row, on).facts(benefit.book)
        terms = parameters.terms(benefit.book, applied, known=on, area=row.case.area_code)
        for month in range(applied - int(terms["backpay_months"]), applied):
            then = parameters.terms(benefit.book, month, known=on, area=row.case.area_code)
            if int(benefit.book.run(facts, then, benefit.book.result)[benefit.book.result][0]) > 0:
                return month
        return applied


HANDLING = AgeHandling(
    AgeApplication,
    family,
    condition="老年津补贴",
    refusal="拟不予发放",
    related=("person__party",),
    more_facts=lambda row: {"津补贴": row.get_kind_display()},
    benefit=benefit_of,
)


def apply(
    flow: Flow, person: Person, figures: Mapping[str, int], *, kind: str, by: User, at: dt.datetime, **more: Any
) -> AgeApplication:
    """Open an application for one of the three. What the bureau pays already goes before what the form says."""
    home = known.home_of_person(person, timezone.localdate(at))
    held = registered(home, home.someone(person.pk)) if home is not None else {}
    facts = {**figures, **held}
    only = {"kind": kind}
    return apply_for_person(flow, AgeApplication, _BY_CODE[kind], person, facts, by=by, at=at, only=only, **more)


def without_account(case: Case, said: Said) -> str | None:
    """Who need not apply is asked for one thing: into which account (R-BEN-03)."""
    return HANDLING.incomplete(case, said) or (
        None if HANDLING.of(case).account else "请先“补充申请内容”，填写本人的银行账户，再提交。"
    )


def not_entitled(case: Case, said: Said) -> str | None:
    """Nobody is admitted whom the rules do not give anything."""
    found = HANDLING.assessed(HANDLING.of(case), said.on)
    if found.sheet.result > 0:
        return None
    return (
        f"{case.number}按核算不符合发放条件，不能审定同意：{'；'.join(line.public for line in found.sheet.lines[-3:])}"
    )


def entitled(case: Case, said: Said) -> str | None:
    """Nobody is refused what the rules give."""
    found = HANDLING.assessed(HANDLING.of(case), said.on)
    return f"按核算{HANDLING.given(found)}，不能不予发放。" if found.sheet.result > 0 else None
