"""渐退: the household that earns more now, to which of the six groups it belongs, for how long; the rules say whether it may be
(R-EXIT-01 to 03)."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from doudi.base.models import User
from doudi.base.months import month_of
from doudi.base.refused import Refused
from doudi.mechanisms.entitlement.awards import queries, services
from doudi.mechanisms.entitlement.awards.models import Award, AwardChange
from doudi.mechanisms.entitlement.awards.reasons import register_reasons
from doudi.mechanisms.entitlement.explain import explain
from doudi.mechanisms.entitlement.family import Family, Given, Member
from doudi.mechanisms.entitlement.parameters_entered import queries as parameters
from doudi.pages.cells import full_width
from doudi.programmes.assistance.dibao.benefit import DIBAO_BENEFIT
from doudi.programmes.assistance.dibao.grace import GRACE_RULES
from doudi.programmes.assistance.dibao.policy import GraceGroup

_GROUPS = [each for each in GraceGroup if each is not GraceGroup.NONE]


def cause(group: int) -> str:
    """DE1 … DE6: by which a second deferral for the same cause is known."""
    return f"DE{int(group)}"


register_reasons({cause(each): full_width(each.label) for each in _GROUPS})


def defer(
    award: Award,
    family: Family,
    group: GraceGroup,
    months: int,
    *,
    provincial_basis: bool,
    decided_on: dt.date,
    document: str,
    by: User,
    at: dt.datetime,
    because: str,
) -> AwardChange:
    """给予渐退期: `family` has the better income. Raises Refused with the sentences of the rules where they do not allow it."""
    first = month_of(decided_on) + 1
    known = timezone.localdate(at)
    check(award, family, group, months, provincial_basis=provincial_basis, decided_on=decided_on, known=known)
    standard = parameters.terms(DIBAO_BENEFIT.book, first, known=known, area=award.area_code)["standard"]
    facts = {
        "grace_from": first,
        "grace_until": first + months - 1,
        "grace_amount": queries.worksheet(award, max(first - 1, award.from_month), with_turns=False).result,
        "grace_people": award.people,
        "grace_standard": int(standard[_residence(family)]),
    }
    return services.defer_exit(
        award,
        Family(family.label, {**family.figures, **facts}, family.people),
        until_month=first + months - 1,
        decided_on=decided_on,
        document=document,
        by=by,
        at=at,
        because=because,
        reason=cause(group),
    )


def check(
    award: Award,
    family: Family,
    group: GraceGroup,
    months: int,
    *,
    provincial_basis: bool,
    decided_on: dt.date,
    known: dt.date,
) -> None:
    """Whether it may be given, by the values known on a day; Refused with the sentences of the rules."""
    first = month_of(decided_on) + 1
    before = AwardChange.objects.filter(award=award, kind=AwardChange.Kind.DEFER_EXIT, reason=cause(group)).exists()
    asked = {
        **{name: figure for name, figure in family.figures.items() if name in GRACE_RULES.all_facts},
        "grace_group": int(group),
        "decided": month_of(decided_on),
        "asked_months": months,
        "provincial_basis": int(provincial_basis),
        "graced_before": int(before),
    }
    people = [_only(each, set(GRACE_RULES.all_facts)) for each in family.people]
    terms = parameters.terms(GRACE_RULES, first, known=known, area=award.area_code)
    sheet = explain(GRACE_RULES, Family(family.label, asked, people), terms, with_turns=False)
    if not sheet.result:
        raise Refused(";".join(dict.fromkeys(line.sentence for line in sheet.lines if not line.figure)) + "。")


def _only(member: Member, known: set[str]) -> Member:
    return Member(member.key, member.label, {name: each for name, each in member.figures.items() if name in known})


def _residence(family: Family) -> int:
    given = family.figures.get("residence")
    value = given.value if isinstance(given, Given) else given
    return int(value or 0)
