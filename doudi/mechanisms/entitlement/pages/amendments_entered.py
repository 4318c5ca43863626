"""Forms of cases about awards: what has changed is reported, what was found is put down, who comes and who goes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from doudi.base import areas
from doudi.base.access import scope
from doudi.base.ciphers import blind_index
from doudi.base.models import Area, User
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.mechanisms.casework import queries as casework
from doudi.mechanisms.casework.pages import of
from doudi.mechanisms.casework.pages.declare import PAGES_OF, CasePages
from doudi.mechanisms.entitlement.amendments import families, queries, reporting
from doudi.mechanisms.entitlement.amendments.declare import Amending
from doudi.mechanisms.entitlement.amendments.models import Amendment, Occasion
from doudi.mechanisms.entitlement.amendments.reporting import NewAmendment
from doudi.mechanisms.entitlement.awards import queries as awards
from doudi.mechanisms.entitlement.awards.models import Award
from doudi.mechanisms.entitlement.family import Given
from doudi.mechanisms.entitlement.pages import amendments as shown
from doudi.mechanisms.entitlement.pages import known, worksheets
from doudi.mechanisms.entitlement.pages.amendment_papers import PAPERS
from doudi.mechanisms.entitlement.rules import Fact
from doudi.mechanisms.entitlement.units import FLAG, MONTH
from doudi.mechanisms.registry.models import Household, Person
from doudi.mechanisms.registry.queries import by_index
from doudi.pages.acts import carry_out
from doudi.pages.cells import full_width
from doudi.pages.declare import Page
from doudi.pages.forms import DayField, IdentityField, MoneyField, MonthField, PageForm, posted, with_fields


def pages_of(
    amending: Amending, *, programme: str, name: str, one: str, readers: frozenset[Role], icon: str = "refresh"
) -> tuple[CasePages, tuple[Page, ...]]:
    """What the flow gives, and the forms of what is the amendment's own: `one` is the code of the page of one case."""
    pages = CasePages(
        programme=programme,
        flow=amending.flow,
        name=name,
        noun="变更",
        one=one,
        readers=readers,
        opened="登记变更",
        icon=icon,
        opens=partial(report_view, amending=amending),
        openers=amending.reporters,
        items=shown.items,
        panels=shown.panels,
        columns=shown.COLUMNS,
        filters=shown.FILTERS,
        related=("amendment",),
        links=shown.links,
        subject="户主",
        papers=PAPERS,
        paper_readers=known.READERS,
        visits=frozenset(amending.checking),
    )
    at, checkers = f"{pages.many}/<int:pk>", amending.checkers
    own = (
        Page(f"{one}_facts", "登记核查情况", partial(facts_view, amending=amending), checkers, f"{at}/facts/<int:who>/"),
        Page(f"{one}_fact", "登记核查情况", partial(fact_view, amending=amending), checkers, f"{at}/facts/<int:who>/<slug:fact>/"),
        Page(f"{one}_join", "登记成员增加", partial(join_view, amending=amending), checkers, f"{at}/join/new/"),
        Page(f"{one}_leave", "登记成员减少", partial(leave_view, amending=amending), checkers, f"{at}/leave/<int:who>/"),
        Page(f"{one}_back", "撤销成员变动", partial(back_view, amending=amending), checkers, f"{at}/back/<int:who>/"),
    )  # fmt: skip
    return pages, (*own, *of.pages_of(pages))


class ReportForm(PageForm):
    columns = 2
    occasion = forms.ChoiceField(label="事由")
    happened_on = DayField(label="变化日期", required=False)
    reporter = forms.CharField(label="报告人", max_length=40, required=False, help_text="家庭成员报告的写姓名")
    other = forms.CharField(label="并入的户编号", max_length=40, required=False, help_text="合户的填写")
    moves_to = forms.ChoiceField(label="迁入的村（社区）", required=False, help_text="在本县内迁移的选择")
    leaves_to = forms.CharField(
        label="迁往外县", max_length=80, required=False, help_text="迁出本县的填写迁入地民政部门，例如：某市某区民政局"
    )
    words = forms.CharField(label="变化情况", max_length=400, widget=forms.Textarea(attrs={"rows": 3}))


class JoinForm(PageForm):
    columns = 2
    number = IdentityField(label="身份证号")
    relation = forms.CharField(label="与户主关系", max_length=20)
    because = forms.CharField(label="增加的原因", max_length=120, help_text="例如：出生、结婚迁入、刑满释放")


class LeaveForm(PageForm):
    because = forms.CharField(label="减少的原因", max_length=120, help_text="例如：结婚迁出、服刑、分户另过")


class FactForm(PageForm):
    columns = 2


def report_view(request: HttpRequest, *, amending: Amending) -> HttpResponse:
    """登记变更: from the page of an award, or by the number of anybody whom it covers."""
    user, pages = request.user, PAGES_OF[amending.flow.code]
    assert isinstance(user, User)
    award = _asked_for(user, request.GET.get("award", ""), amending)
    form = ReportForm(*posted(request))
    form.fields["occasion"].choices = [("", "请选择"), *((each.value, each.label) for each in amending.occasions)]  # type: ignore[attr-defined]
    form.fields["moves_to"].choices = _villages()  # type: ignore[attr-defined]
    if award is None:
        usual = dict(form.fields)
        form.fields.clear()
        with_fields(form, {"number": IdentityField(label="任一保障对象的身份证号")}).fields.update(usual)
    more: dict[str, Any] = {
        "title": f"登记变更：{award.party.name}" if award is not None else "登记变更",
        "submit": "登记",
        "back": reverse(pages.at(pages.many)),
        "words": "收入、财产、人口变化都要报告；一项待遇同时只办理一件变更，新的变化在其中一并登记。",
    }

    def do(said: dict[str, Any], user: User) -> tuple[str, str]:
        against = award or _of_number(user, said["number"], amending)
        new = NewAmendment(
            Occasion(said["occasion"]),
            said["words"],
            said["reporter"],
            said["happened_on"],
            _household(said["other"]),
            said["moves_to"],
            said["leaves_to"],
        )
        made = reporting.report(amending, against, new, by=user, at=timezone.now())
        return f"已登记变更{made.case.number}。", reverse(pages.at(pages.one), args=[made.pk])

    return carry_out(request, form, do=do, **more)


def facts_view(request: HttpRequest, pk: int, who: int, *, amending: Amending) -> HttpResponse:
    """Which figure of a person (or with nought of the household) is put down: all there are, as they stand."""
    row, pages = _one(request, pk, amending), PAGES_OF[amending.flow.code]
    family = families.after(row, families.month_from(row.award, timezone.localdate()))
    member = next((each for each in family.people if each.key == str(who)), None)
    if who and member is None:
        raise Http404
    figures = member.figures if member is not None else family.figures
    lines = []
    for code in amending.of_person if who else amending.of_household:
        fact = amending.benefit.book.all_facts[code]
        given = figures.get(code)
        value = given.value if isinstance(given, Given) else given
        url = reverse(pages.at(f"{pages.one}_fact"), args=[pk, who, code.replace("_", "-")])
        now = worksheets.figure(fact.unit, int(value)) if value is not None else "—"
        lines.append((full_width(fact.label), now, str(given) if isinstance(given, Given) else "", url))
    name = member.label if member is not None else "全户"
    context = {"title": f"登记核查情况：{name}", "lines": lines, "back": reverse(pages.at(pages.one), args=[pk])}
    return render(request, "entitlement/amendments/choose.html", context)


def fact_view(request: HttpRequest, pk: int, who: int, fact: str, *, amending: Amending) -> HttpResponse:
    """登记核查情况 of one figure."""
    row, pages, code = _one(request, pk, amending), PAGES_OF[amending.flow.code], fact.replace("-", "_")
    if code not in (amending.of_person if who else amending.of_household):
        raise Http404
    declared = amending.benefit.book.all_facts[code]
    person = Person.objects.select_related("party").filter(pk=who).first() if who else None
    form = with_fields(
        FactForm(*posted(request), initial={"on": timezone.localdate()}),
        {
            "value": _field_of(declared),
            "evidence": forms.CharField(label="依据", max_length=120, help_text=full_width(declared.proof)),
            "on": DayField(label="核查日期"),
        },
    )

    def save(said: dict[str, Any], by: User, at: dt.datetime) -> None:
        reporting.put_down(
            row, code, int(said["value"]), person=person, evidence=said["evidence"], on=said["on"], by=by, at=at
        )

    name = person.party.name if person is not None else "全户"
    back = reverse(pages.at(f"{pages.one}_facts"), args=[pk, who])
    return _saved(request, form, f"{full_width(declared.label)}：{name}", back, save)


def join_view(request: HttpRequest, pk: int, *, amending: Amending) -> HttpResponse:
    row = _one(request, pk, amending)

    def save(said: dict[str, Any], by: User, at: dt.datetime) -> None:
        person = by_index(blind_index(said["number"]))
        if person is None:
            raise Refused("登记中没有这个人，请先在一人一档中登记。")
        reporting.join(row, person, relation=said["relation"], because=said["because"], by=by, at=at)

    return _saved(request, JoinForm(*posted(request)), "登记成员增加", _back(pk, amending), save)


def leave_view(request: HttpRequest, pk: int, who: int, *, amending: Amending) -> HttpResponse:
    row = _one(request, pk, amending)
    person = Person.objects.select_related("party").filter(pk=who).first()
    if person is None:
        raise Http404

    def save(said: dict[str, Any], by: User, at: dt.datetime) -> None:
        reporting.leave(row, person, because=said["because"], by=by, at=at)

    title = f"登记成员减少：{person.party.name}"
    return _saved(request, LeaveForm(*posted(request)), title, _back(pk, amending), save)


def back_view(request: HttpRequest, pk: int, who: int, *, amending: Amending) -> HttpResponse:
    row = _one(request, pk, amending)
    member = row.members.select_related("person__party", "amendment__case", "amendment__award").filter(pk=who).first()
    if member is None:
        raise Http404

    def save(said: dict[str, Any], by: User, at: dt.datetime) -> None:
        reporting.take_back(member, by=by, at=at)

    title = f"撤销成员变动：{member.person.party.name}"
    return _saved(request, PageForm(*posted(request)), title, _back(pk, amending), save)


def _saved(
    request: HttpRequest,
    form: PageForm,
    title: str,
    back: str,
    save: Callable[[dict[str, Any], User, dt.datetime], None],
) -> HttpResponse:
    more: dict[str, Any] = {"title": title, "submit": "保存", "back": back}

    def do(said: dict[str, Any], user: User) -> str:
        save(dict(said), user, timezone.now())
        return f"已保存：{title}。"

    return carry_out(request, form, do=do, **more)


def _field_of(fact: Fact) -> forms.Field:
    """The field that a figure is written into, by its unit."""
    label = full_width(fact.label)
    if fact.unit.names is not None:
        choices: list[tuple[Any, Any]] = [(int(each), each.label) for each in fact.unit.names]
        return forms.TypedChoiceField(label=label, choices=choices, coerce=int)
    if fact.unit is FLAG:
        return forms.TypedChoiceField(label=label, choices=((1, "是"), (0, "否")), coerce=int, widget=forms.RadioSelect)
    if fact.unit is MONTH:
        return MonthField(label=label)
    if fact.unit.scale == 100:
        return MoneyField(label=f"{label}（元）")
    return forms.IntegerField(label=f"{label}（{fact.unit.name}）", min_value=0)


def _one(request: HttpRequest, pk: int, amending: Amending) -> Amendment:
    case = casework.cases(request.user, amending.flow).filter(pk=pk).first()
    if case is None:
        raise Http404
    return queries.of(case)


def _back(pk: int, amending: Amending) -> str:
    pages = PAGES_OF[amending.flow.code]
    return reverse(pages.at(pages.one), args=[pk])


def _awards(user: User, amending: Amending) -> Any:
    return scope(user, amending.reporters).filter(awards.awards(user, amending.benefit))


def _asked_for(user: User, pk: str, amending: Amending) -> Award | None:
    if not pk:
        return None
    found: Award | None = _awards(user, amending).filter(pk=int(pk)).first() if pk.isdigit() else None
    if found is None:
        raise Http404
    return found


def _of_number(user: User, number: str, amending: Amending) -> Award:
    person = by_index(blind_index(number))
    rows = _awards(user, amending).filter(until_month=None, covered__person=person, covered__until_month=None)
    found: Award | None = rows.first() if person is not None else None
    if found is None:
        raise Refused(f"此人没有在您的辖区内享受{amending.benefit.name}，请核对身份证号。")
    return found


def _household(number: str) -> Household | None:
    if not number.strip():
        return None
    found = Household.objects.select_related("party").filter(number=number.strip()).first()
    if found is None:
        raise Refused("没有这个户编号，请核对。")
    return found


def _villages() -> list[tuple[str, Any]]:
    found = [("", "不迁移")]
    for code, name in sorted(areas.names().items()):
        if areas.level_of(code) == Area.Level.VILLAGE:
            found.append((code, f"{areas.name_of(areas.township_of(code))}{name}"))
    return found
