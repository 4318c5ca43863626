"""渐退 as an act on an award: who earns more now and by what paper, to which of the six groups the household belongs, for how long; the
rules say whether it may be (R-EXIT-01 to 03)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django import forms
from django.utils import timezone

from doudi.base.models import User
from doudi.base.months import chinese_month, month_of
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.mechanisms.entitlement.awards import queries, services
from doudi.mechanisms.entitlement.awards.models import Award, AwardChange
from doudi.mechanisms.entitlement.awards.reasons import register_reasons
from doudi.mechanisms.entitlement.explain import explain
from doudi.mechanisms.entitlement.family import Family, Given, Member
from doudi.mechanisms.entitlement.pages.acts import Act, DecisionForm, Said
from doudi.mechanisms.entitlement.parameters_entered import queries as parameters
from doudi.pages.cells import full_width
from doudi.pages.forms import MoneyField
from doudi.programmes.assistance.dibao.benefit import DIBAO_BENEFIT
from doudi.programmes.assistance.dibao.grace import GRACE_RULES
from doudi.programmes.assistance.dibao.policy import GraceGroup

_GROUPS = [each for each in GraceGroup if each is not GraceGroup.NONE]
_INCOMES = (("wages", "工资性收入"), ("transfers", "转移性收入，含养老金"))
_STARTS = tuple(f"{income}_" for income, _ in _INCOMES)  # of the fields that ask for them, member by member


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
    delegated_to: frozenset[Role] = frozenset(),
) -> AwardChange:
    """给予渐退期: `family` has the better income. Raises Refused with the sentences of the rules where they do not allow it."""
    first = month_of(decided_on) + 1
    known = timezone.localdate(at)
    check(award, family, group, months, provincial_basis=provincial_basis, decided_on=decided_on, known=known)
    standard = parameters.terms(DIBAO_BENEFIT.book, first, known=known, area=award.area_code)["standard"]
    facts = {
        "grace_from": first,
        "grace_until": first + months - 1,
        "grace_amount": queries.worksheet(award, max(first - 1, award.from_month), known=at, with_turns=False).result,
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
        delegated_to=delegated_to,
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


class DeferForm(DecisionForm):
    source = forms.CharField(label="收入证明", max_length=80, help_text="例如：养老金核定表、劳动合同和工资流水")
    months = forms.IntegerField(label="渐退期（个月）", min_value=1, max_value=60)
    provincial = forms.BooleanField(label="有省级文件依据（超过6个月须有）", required=False)
    field_order = ("source", "months", "provincial", "document", "decided_on", "because")

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if not self.errors and all(said.get(name) is None for name in self.fields if name.startswith(_STARTS)):
            raise forms.ValidationError("请至少填写一名成员增加后的收入")
        return said


def _fields(award: Award) -> dict[str, forms.Field]:
    """Who belongs to the household, covered or not, with the incomes that may have risen: several may work now."""
    _, family = queries.family_of(award, max(month_of(timezone.localdate()) + 1, award.from_month))
    groups = [("", "请选择"), *((str(each.value), full_width(each.label)) for each in _GROUPS)]
    incomes = {
        f"{income}_{each.key}": MoneyField(
            label=f"{each.label}：{words}（元/月）", required=False, help_text="没有变化的不填"
        )
        for each in family.people
        for income, words in _INCOMES
    }
    return {"group": forms.ChoiceField(label="渐退对象类别", choices=groups), **incomes}


def _with_incomes(family: Family, said: Said, given: Callable[[int], Given]) -> Family:
    """The household with every income that was said; what was left empty stays as it was known."""

    def risen(each: Member) -> Member:
        amounts = {income: said.get(f"{income}_{each.key}") for income, _ in _INCOMES}
        new = {income: given(amount) for income, amount in amounts.items() if amount is not None}
        return Member(each.key, each.label, {**each.figures, **new})

    return Family(family.label, family.figures, [risen(each) for each in family.people])


def _do(award: Award, said: Said, by: User, at: dt.datetime) -> str:
    first = month_of(said["decided_on"]) + 1
    _, family = queries.family_of(award, max(first, award.from_month))
    family = _with_incomes(family, said, lambda amount: Given(amount, said["source"], said["decided_on"], by.name))
    change = defer(
        award,
        family,
        next(each for each in _GROUPS if str(each.value) == said["group"]),
        said["months"],
        provincial_basis=said["provincial"],
        decided_on=said["decided_on"],
        document=said["document"],
        by=by,
        at=at,
        because=said["because"],
    )
    assert change.until_month is not None
    return f"已给予渐退期，自{chinese_month(change.from_month)}至{chinese_month(change.until_month)}；届满前会提醒，届满须作出停发决定。"


def _possible(award: Award, month: int) -> bool:
    return award.until_month is None and (award.grace_until is None or award.grace_until < month)


DEFER = Act(
    "defer",
    "渐退",
    DeferForm,
    _possible,
    _do,
    "收入超过标准的六类对象在规定期限内继续享受；同一原因不重复给予，届满不静默停发、不静默延长。",
    fields=_fields,
)
