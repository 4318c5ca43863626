"""证件续期 (R-DIS-05): the certificate had expired and was renewed. The new application starts payment again from the month that the rules name,
and the county may give back months in between."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from doudi.base.months import chinese_month, month_of
from doudi.mechanisms.entitlement.awards import queries
from doudi.mechanisms.entitlement.awards.models import Award, AwardChange
from doudi.mechanisms.entitlement.columns import Facts
from doudi.mechanisms.entitlement.family import Family, Member
from doudi.mechanisms.entitlement.parameters_entered import queries as parameters
from doudi.programmes.disability.disability_subsidies.after.reasons import SubsidyStop
from doudi.programmes.disability.disability_subsidies.renewal import RENEWAL_RULES
from doudi.programmes.disability.disability_subsidies.rules import FOREVER

_FACT = "certificate_until"


@dataclass(frozen=True)
class Lapsed:
    """An award whose certificate ran out with a month; `award.until_month` None: it pays nothing and nobody has stopped it."""

    award: Award
    expired: int


@dataclass(frozen=True)
class Restart:
    """From which month it is paid again, how many months lie between, how many of them may be given back, and what that comes to (fen)."""

    lapsed: Lapsed
    month: int
    gap: int
    months: int
    may_back_pay: int

    @property
    def words(self) -> str:
        """What the county is told before it decides."""
        told = f"原残疾人证{chinese_month(self.lapsed.expired)}到期，自{chinese_month(self.month)}起恢复发放，"
        if not self.gap:
            return f"{told}没有中断。"
        return f"{told}中断{self.gap}个月，可以补发{self.months}个月、{self.may_back_pay / 100:,.2f}元。"


def lapsed_award(kind: str, person_id: int, month: int) -> Lapsed | None:
    """The person's last award of a subsidy, if its certificate ended before a month and it was not stopped for anything else."""
    award = Award.objects.filter(benefit=kind, party=person_id).select_related("party").order_by("-pk").first()
    if award is None:
        return None
    stop = award.changes.filter(kind=AwardChange.Kind.STOP).order_by("-pk").first()
    if award.until_month is not None and (stop is None or stop.reason != SubsidyStop.CERTIFICATE):
        return None
    _, family = queries.family_of(award, max(award.from_month, award.until_month or month))
    given = family.people[0].figures.get(_FACT) if family.people else None
    expired = getattr(given, "value", given)
    if not isinstance(expired, int) or expired >= month or expired == FOREVER:
        return None
    return Lapsed(award, expired)


def restart_of(lapsed: Lapsed, *, issued: int, applied: int, monthly: int, on: dt.date) -> Restart:
    """What the rules of renewal say: months as numbers (base.months), `monthly` in fen at the new grade, by the terms of a day."""
    figures = {"expired": lapsed.expired, "issued": issued, "applied": applied, "monthly": monthly}
    family = Family("", {}, [Member("0", "", figures)])
    facts: Facts = family.facts(RENEWAL_RULES)
    terms = parameters.terms(RENEWAL_RULES, month_of(on), known=on, area=lapsed.award.area_code)
    found = RENEWAL_RULES.run(facts, terms, "restarts", "gap", "may_back_pay")
    gap = int(found["gap"][0])
    return Restart(
        lapsed, int(found["restarts"][0]), gap, min(gap, int(terms["backpay_months"])), int(found["may_back_pay"][0])
    )
