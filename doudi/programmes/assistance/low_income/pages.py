"""认定申请的页面: lists, cases and forms of the two flows come from the flows, the questions from the facts of the rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from doudi.base.access import may
from doudi.base.models import User
from doudi.base.roles import STAFF_ROLES, Role
from doudi.mechanisms.casework import queries
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.pages import of
from doudi.mechanisms.casework.pages.declare import CasePages
from doudi.mechanisms.entitlement.means.rules import Relation
from doudi.mechanisms.entitlement.pages import applying as fields
from doudi.mechanisms.entitlement.pages.refusals import RefusalLetters
from doudi.mechanisms.entitlement.rules import HOUSEHOLD, PERSON, Fact
from doudi.mechanisms.entitlement.units import FLAG, YUAN, Residence
from doudi.mechanisms.registry.models import Party
from doudi.pages.acts import carry_out
from doudi.pages.cells import Link, full_width
from doudi.pages.declare import Page, Panel
from doudi.pages.details import Item
from doudi.pages.filters import Choice
from doudi.pages.forms import IdentityField, PageForm, posted, with_fields
from doudi.pages.lists import Column
from doudi.programmes.assistance.low_income import applying, facts
from doudi.programmes.assistance.low_income.flows import FILERS, FLOWS, WORKERS
from doudi.programmes.assistance.low_income.handling import HANDLING
from doudi.programmes.assistance.low_income.models import Application, Applying, LowIncomeWarning
from doudi.programmes.assistance.low_income.recognitions import BOTH
from doudi.programmes.assistance.low_income.watching import WARNINGS

Kind = Application.Kind
READERS = STAFF_ROLES - {Role.FINANCE}
ENTERING = FILERS | WORKERS
_SEES_CHECKED = READERS - {Role.VILLAGE_WORKER}  # a village sees no results of checks
_ONE = {Kind.MARGINAL: "application", Kind.RIGID: "rigid_application"}


class NewForm(PageForm):
    number = IdentityField(label="申请人身份证号")
    residence = forms.TypedChoiceField(
        label="城乡", choices=[(int(each), each.label) for each in Residence], coerce=int, widget=forms.RadioSelect
    )


class FactsForm(PageForm):
    columns = 2


def new_view(kind: Kind, request: HttpRequest) -> HttpResponse:
    """登记申请: by the applicant's number; the household comes from the register, what was found before from the last recognition."""
    form = NewForm(*posted(request))
    back = reverse(f"low_income:{kind.value}")
    more: dict[str, Any] = {"title": f"登记{BOTH[kind].name}认定申请", "submit": "登记", "back": back}

    def do(said: dict[str, Any], user: User) -> tuple[str, str]:
        person = fields.person_of(said["number"])
        made = applying.apply(kind, person, {"residence": said["residence"]}, by=user, at=timezone.now())
        words = f"已登记{person.party.name}的申请，请逐人登记收入、支出，再登记家庭财产。"
        return words, _address(made)

    return carry_out(request, form, do=do, **more)


def home_view(request: HttpRequest, pk: int) -> HttpResponse:
    """家庭情况: property, and of hardship the income of the year."""
    row = _row(request, pk)
    save = partial(applying.describe, row)
    return _described(request, row, "登记家庭情况", facts.asked(row.kind, HOUSEHOLD), row.facts, save)


def member_view(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    """成员情况: income, and of hardship what is spent."""
    row = _row(request, pk)
    found = row.members.select_related("person__party", "application__case").filter(pk=member).first()
    if found is None:
        raise Http404
    title = f"登记收入、支出：{found.person.party.name}"
    save = partial(applying.describe_member, found)
    return _described(request, row, title, facts.asked(row.kind, PERSON), found.facts, save)


def _described(
    request: HttpRequest,
    row: Application,
    title: str,
    asked: tuple[Fact, ...],
    there: Mapping[str, int],
    save: Callable[..., None],
) -> HttpResponse:
    form = with_fields(FactsForm(*posted(request), initial=_initial(asked, there)), fields.fields_of(asked))
    back = _address(row)
    more: dict[str, Any] = {
        "title": title, "submit": "保存", "back": back, "words": "金额按月填写，注明12个月的除外；没有的填0，不清楚的留空。",
    }  # fmt: skip

    def do(said: dict[str, Any], user: User) -> str:
        save(fields.taken(asked, said, known_only=True), by=user, at=timezone.now())
        return f"已保存：{title}。"

    return carry_out(request, form, do=do, **more)


def _initial(asked: tuple[Fact, ...], there: Mapping[str, int]) -> dict[str, Any]:
    """What is known already, as the fields write it."""
    found: dict[str, Any] = {}
    for fact in asked:
        if fact.name in there:
            value = there[fact.name]
            found[fact.name] = (
                f"{value / 100:.2f}" if fact.unit is YUAN else bool(value) if fact.unit is FLAG else value
            )
    return found


def _row(request: HttpRequest, pk: int) -> Application:
    row = Application.objects.select_related("case").filter(pk=pk).first()
    if row is None or not queries.cases(request.user, FLOWS[Kind(row.kind)]).filter(pk=pk).exists():
        raise Http404
    return row


def _address(row: Application) -> str:
    return reverse(f"low_income:{_ONE[Kind(row.kind)]}", args=[row.pk])


# --- what the page of an application shows -------------------------------------------------------------------------------


def items(user: Any, case: Case) -> list[Item]:
    row = HANDLING.shown(case)
    found = [
        fields.applicant(row.applicant),
        Item("户编号", Link(row.household.number, reverse("household", args=[row.household_id]))),
        Item("核对结论", row.get_check_result_display() or None),
        *fields.decided(HANDLING, row),
    ]
    if row.recognised is not None:
        shown = Link(f"{row.recognised.until_on}", reverse("low_income:recognition", args=[row.recognised_id]))
        found.append(Item("有效期至", shown))
    return found


def panels(user: Any, case: Case) -> list[Panel]:
    row = HANDLING.shown(case)
    open_to = FILERS if case.stage in applying.DECLARING else WORKERS
    entering = case.stage in (*applying.DECLARING, *applying.CHECKING) and may(user, open_to, area_code=case.area_code)
    book = BOTH[row.kind].book
    lines = [
        (each, full_width(Relation.name_of(each.facts.get("relation", 0))), _told(each, book))
        for each in row.members.select_related("person__party")
    ]
    at = {"pk": case.pk, "entering": entering}
    found = [
        Panel("members", "家庭成员和收支", "low_income/members.html", {**at, "lines": lines}, len(lines)),
        Panel("home", "家庭财产", "low_income/home.html", {**at, "told": fields.told(row.facts, book)}),
    ]
    if may(user, _SEES_CHECKED):
        found.append(fields.means_panel(HANDLING, row, timezone.localdate()))
    return found


def _told(member: Applying, book: Any) -> list[Item]:
    """What is said of a member, without the noughts."""
    figures = {name: value for name, value in member.facts.items() if value and name != "relation"}
    return fields.told(figures, book)


_OTHER_HELP = {
    Kind.MARGINAL: "支出较大的，可以申请认定刚性支出困难家庭；遇突发困难的，可以申请临时救助。",
    Kind.RIGID: "遇突发困难的，可以向户籍所在地乡镇人民政府（街道办事处）申请临时救助；情况变化后，可以重新申请。",
}
LETTERS = {
    kind: RefusalLetters(
        HANDLING, BOTH[kind].name, lambda row: row.applicant.party.name, _OTHER_HELP[kind], _SEES_CHECKED
    )
    for kind in Kind
}


def _links(kind: Kind, user: Any, case: Case) -> list[tuple[str, str]]:
    return LETTERS[kind].links(user, case, f"low_income:{_ONE[kind]}_refusal")


def _pages(kind: Kind) -> CasePages:
    return CasePages(
        programme="low_income",
        flow=FLOWS[kind],
        name=f"{'边缘家庭' if kind is Kind.MARGINAL else '刚性支出家庭'}申请",
        noun="认定申请",
        one=_ONE[kind],
        readers=READERS,
        opened="登记申请",
        icon="file-plus",
        opens=partial(new_view, kind),
        openers=FILERS,
        items=items,
        panels=panels,
        links=partial(_links, kind),
        visits=frozenset({"INVESTIGATING", "OBJECTED"}),
    )


def _warning_items(user: Any, case: Case) -> list[Item]:
    row = LowIncomeWarning.objects.select_related("party").get(pk=case.pk)
    kind = "household" if row.party.kind == Party.Kind.HOUSEHOLD else "person"
    return [
        Item("家庭", Link(row.party.name, reverse(kind, args=[row.party_id]))),
        Item("预警指标", row.get_indicator_display()),
        Item("指标值", row.value),
        Item("阈值", row.threshold or None),
        Item("预警日期", f"{row.found_on}"),
        Item("核实结果", row.get_result_display() or None),
    ]


WARNING_PAGES = CasePages(
    programme="low_income",
    flow=WARNINGS,
    name="监测预警",
    noun="预警",
    one="warning",
    readers=_SEES_CHECKED,
    opened="预警",
    icon="alert-triangle",
    items=_warning_items,
    related=("low_income_warning",),
    columns=(
        Column("indicator", "预警指标", lambda case: case.low_income_warning.get_indicator_display()),
        Column("value", "指标值", lambda case: case.low_income_warning.value, desk_only=True),
        Column("result", "核实结果", lambda case: case.low_income_warning.get_result_display() or None),
    ),
    filters=(
        Choice(
            code="indicator",
            label="预警指标",
            field="low_income_warning__indicator",
            choices=LowIncomeWarning.Indicator.choices,
        ),
    ),
    visits=frozenset({"OPEN"}),
)
MARGINAL_PAGES, RIGID_PAGES = _pages(Kind.MARGINAL), _pages(Kind.RIGID)
PAGES = (
    LETTERS[Kind.MARGINAL].page(MARGINAL_PAGES),
    LETTERS[Kind.RIGID].page(RIGID_PAGES),
    *of.pages_of(MARGINAL_PAGES),
    *of.pages_of(RIGID_PAGES),
    *of.pages_of(WARNING_PAGES),
    Page("home", "家庭情况", home_view, ENTERING, "applications/<int:pk>/home/"),
    Page("member", "成员情况", member_view, ENTERING, "applications/<int:pk>/member/<int:member>/"),
)
