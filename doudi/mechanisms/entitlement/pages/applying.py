"""Pages of applications: the questions of a form come from the facts of the rules, and so does what the page of an application shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from doudi.base.access import may
from doudi.base.ciphers import blind_index
from doudi.base.models import User
from doudi.base.money import yuan
from doudi.base.months import format_month
from doudi.base.refused import Refused
from doudi.mechanisms.casework import queries
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.pages import case as case_pages
from doudi.mechanisms.casework.pages.declare import CasePages
from doudi.mechanisms.entitlement.applications.handling import AwardHandling, Handling
from doudi.mechanisms.entitlement.applications.models import Applied
from doudi.mechanisms.entitlement.applications.opening import complete
from doudi.mechanisms.entitlement.rules import Fact, Level, Rules
from doudi.mechanisms.entitlement.units import FLAG, MONTH, YUAN
from doudi.mechanisms.registry.models import Person
from doudi.mechanisms.registry.queries import by_index
from doudi.pages.cells import Link, Tag, full_width
from doudi.pages.declare import Page, Panel
from doudi.pages.details import Item
from doudi.pages.forms import DayField, IdentityField, MoneyField, MonthField, PageForm, form_page, posted, with_fields
from doudi.pages.responses import done


class PersonForm(PageForm):
    columns = 2
    number = IdentityField(label="身份证号")
    payee = forms.CharField(label="银行账户户名", max_length=40, required=False, help_text="不填的为申请人本人")
    account = forms.CharField(label="银行账号", max_length=32, required=False)


class WindowForm(PersonForm):
    """For what may be handed in at any window of the country."""

    applied_on = DayField(label="申请日期", required=False, help_text="外地窗口代收的，填代收日期；不填的为今天")
    window = forms.CharField(label="代收窗口", max_length=80, required=False, help_text="外地窗口代收的填写")


@dataclass(frozen=True)
class PersonOpening:
    """The form that opens a person's application. `apply` takes the person, the facts, and by keyword `by`, `at` and what else the form
    asks (payee, account …). `asked`: the facts it asks for."""

    programme: str
    title: str
    one: str
    many: str
    asked: tuple[Fact, ...]
    apply: Callable[..., Applied]
    form: type[PersonForm] = PersonForm
    more: Mapping[str, forms.Field] = field(default_factory=dict)  # further fields, given to `apply` under their names
    subject: str = "申请人"  # whose number it is


def opening_view(opening: PersonOpening) -> Callable[[HttpRequest], HttpResponse]:
    """The view of such a form."""

    def view(request: HttpRequest) -> HttpResponse:
        form = with_fields(opening.form(*posted(request)), {**opening.more, **fields_of(opening.asked)})
        form.fields["number"].label = f"{opening.subject}身份证号"
        back = reverse(f"{opening.programme}:{opening.many}")
        words: dict[str, Any] = {"title": opening.title, "submit": "登记", "back": back}
        if request.method != "POST" or not form.is_valid():
            return form_page(request, form, **words)
        said, user = dict(form.cleaned_data), request.user
        assert isinstance(user, User)
        figures = taken(opening.asked, said)
        others = {name: value for name, value in said.items() if name not in figures and name != "number"}
        try:
            person = person_of(said["number"])
            made = opening.apply(person, figures, by=user, at=timezone.now(), **others)
        except Refused as refused:
            return form_page(request, form, refusal=refused.sentence, **words)
        there = reverse(f"{opening.programme}:{opening.one}", args=[made.pk])
        return done(request, f"已登记{person.party.name}的申请。", to=there)

    return view


@dataclass(frozen=True)
class Completing:
    """补充申请内容: the questions of the opening form, for a draft that was opened at the front door. `columns`: what of the form's further
    fields (`opening.more`) is a column of the row; what says which application it is stays as it is."""

    opening: PersonOpening
    handling: AwardHandling[Any]
    columns: tuple[str, ...] = ()

    def page(self, pages: CasePages) -> Page:
        """To stand before the pages of the flow, whose addresses take any word."""

        def view(request: HttpRequest, pk: int) -> HttpResponse:
            case = case_pages.one(request, pages, pk)
            row = self.handling.of(case)
            back = reverse(pages.at(pages.one), args=[pk])
            form = self._form(request, row)
            words: dict[str, Any] = {"title": f"补充申请内容：{row.person.party.name}", "submit": "保存", "back": back}
            if request.method != "POST" or not form.is_valid():
                return form_page(request, form, **words)
            said, user = form.cleaned_data, request.user
            assert isinstance(user, User)
            try:
                complete(
                    row,
                    self.handling.benefit_of(row).book,
                    taken(self.opening.asked, said),
                    payee=said["payee"] or row.person.party.name,
                    account="".join(str(said["account"]).split()),
                    by=user,
                    at=timezone.now(),
                    **{name: said[name] for name in self.columns},
                )
            except Refused as refused:
                return form_page(request, form, refusal=refused.sentence, **words)
            return done(request, "已补充，可以提交。", to=back)

        return Page(f"{pages.one}_complete", "补充申请内容", view, pages.openers, f"{pages.many}/<int:pk>/complete/")

    def links(self, user: Any, case: Case, address: str) -> list[tuple[str, str]]:
        """The button, as long as it is a draft. `address`: the name of the page."""
        flow = queries.flow_of(case)
        if case.stage != flow.start or not may(user, flow.actions_from(flow.start)[0].roles, area_code=case.area_code):
            return []
        return [("补充申请内容", reverse(address, args=[case.pk]))]

    def _form(self, request: HttpRequest, row: Any) -> PageForm:
        known = {fact.name: shown(fact, row.facts[fact.name]) for fact in self.opening.asked if fact.name in row.facts}
        initial = {
            **known,
            "payee": row.payee,
            "account": row.account,
            **{name: getattr(row, name) for name in self.columns},
        }
        form = PersonForm(*posted(request), initial=initial)
        del form.fields["number"]
        more = {name: each for name, each in self.opening.more.items() if name in self.columns}
        return with_fields(form, {**more, **fields_of(self.opening.asked)})


def shown(fact: Fact, value: int) -> Any:
    """A figure as its field writes it."""
    if fact.unit is YUAN:
        return f"{value / 100:.2f}"
    if fact.unit is MONTH:
        return format_month(value)
    return bool(value) if fact.unit is FLAG else value


def person_of(number: str) -> Person:
    """The person of an identity number; Refused if the register does not know him."""
    found = by_index(blind_index(number))
    if found is None:
        raise Refused("登记中没有这个人，请先在一人一档中登记。")
    return found


def asked(book: Rules, *without: str, level: Level | None = None) -> tuple[Fact, ...]:
    """The facts of a book that a form asks for: all but those that the register or earlier decisions know."""
    facts = book.all_facts.values()
    return tuple(fact for fact in facts if fact.name not in without and level in (None, fact.level))


def fields_of(facts: Iterable[Fact]) -> dict[str, forms.Field]:
    """A field for each fact, by its unit."""
    return {fact.name: field_of(fact) for fact in facts}


def field_of(fact: Fact) -> forms.Field:
    """Yes or no, one of a class, 元, a month, or a number."""
    label = full_width(fact.label)
    if fact.unit is FLAG:
        return forms.BooleanField(label=label, required=False, initial=bool(fact.default))
    if fact.unit.names is not None:
        return forms.TypedChoiceField(label=label, choices=[(int(n), n.label) for n in fact.unit.names], coerce=int)
    if fact.unit is YUAN:
        return MoneyField(label=f"{label}（元）", required=False)
    if fact.unit is MONTH:
        return MonthField(label=label, required=False)
    named = f"{label}（{fact.unit.name}）" if fact.unit.name else label
    return forms.IntegerField(label=named, required=False, min_value=0)


def taken(facts: Iterable[Fact], said: Mapping[str, Any], *, known_only: bool = False) -> dict[str, int]:
    """What a form said of the facts. What was left empty is the fact's own default, or with `known_only` left out: not known yet."""
    found = {}
    for fact in facts:
        value = said.get(fact.name)
        if fact.unit is FLAG:
            found[fact.name] = int(bool(value))
        elif value not in (None, ""):
            found[fact.name] = int(value)
        elif not known_only:
            found[fact.name] = fact.default
    return found


def told(facts: Mapping[str, int], book: Rules) -> list[Item]:
    """The facts of an application as its page shows them; those of third persons stay hidden."""
    known = book.all_facts
    return [
        Item(full_width(known[name].label), f"{known[name].unit.shown(int(value))}{known[name].unit.name}")
        for name, value in facts.items()
        if name in known and not known[name].confidential and known[name].unit is not MONTH
    ]


def applicant(person: Person, label: str = "申请人") -> Item:
    """申请人, linked to his file; `label`: what he is called where another applies for him (儿童)."""
    return Item(label, Link(person.party.name, reverse("person", args=[person.pk])))


def decided(handling: Handling[Any], row: Any) -> list[Item]:
    """What was proposed and decided, as far as it has been."""
    money = isinstance(handling, AwardHandling)
    return [
        Item("初审意见", handling.worded(row.proposal) or None),
        *([Item("拟保障金额", _money(row.proposed_fen)), Item("确认金额", _money(row.amount_fen))] if money else ()),
        Item("决定文号", row.document or None),
        *([Item("实名举报", Tag(row.complaint, "warn"), wide=True)] if row.complaint else ()),
    ]


def means_panel(handling: Handling[Any], row: Any, today: dt.date) -> Panel:
    """核算 of an application: what the rules say of what is known so far, with the reasons."""
    try:
        found = handling.assessed(row, today)
    except Refused as refused:
        shown: dict[str, Any] = {"refusal": refused.sentence}
    else:
        shown = {
            "lines": [full_width(each) for each in found.sheet.letter()],
            "amount": found.sheet.result if isinstance(handling, AwardHandling) else 0,
            "given": handling.given(found) if found.sheet.result > 0 else "",
            "people": len(found.people),
        }
    return Panel("means", "核算", "entitlement/applications/means.html", shown)


def _money(fen: int | None) -> str | None:
    return f"{yuan(fen)}元" if fen else None
