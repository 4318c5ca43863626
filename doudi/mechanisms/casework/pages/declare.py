"""What a programme says of the pages of its flow: `CasePages`. Everything else they take from the flow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponseBase
from django.urls import reverse

from doudi.base.roles import Role
from doudi.mechanisms.casework.declare import Action, Flow
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.papers.blocks import Paper
from doudi.pages.declare import Panel
from doudi.pages.details import Item
from doudi.pages.filters import Filter
from doudi.pages.forms import PageForm
from doudi.pages.lists import Bulk, Column

# The pages of every flow that has some, by its code: so that a case leads to another one of any flow.
PAGES_OF: dict[str, CasePages] = {}


def address_of(case: Case) -> str:
    """Where the page of a case stands; empty if its flow has none."""
    pages = PAGES_OF.get(case.flow)
    return reverse(pages.at(pages.one), args=[case.pk]) if pages is not None else ""


# What other lines know of a case of any flow: of an item of a register the rules that answer it.
BESIDE: list[Callable[[Any, Case], list[Panel]]] = []


def beside(panels: Callable[[Any, Case], list[Panel]]) -> None:
    """Show on the pages of cases what another line knows of them, for (user, case); it answers with nothing where it knows nothing, and
    looks at the flow of the case before it asks the database."""
    if panels not in BESIDE:
        BESIDE.append(panels)


def _nothing(*_: Any) -> list[Any]:
    return []


@dataclass(frozen=True)
class CasePaper:
    """A paper that a case has from some stage on: `when` it is there, and the `facts` that fill it in."""

    code: str
    name: str
    paper: Paper
    when: Callable[[Case], bool]
    facts: Callable[[Case], Any]


@dataclass(frozen=True)
class CasePages:
    """`programme`: its code, the namespace of the addresses. `one`: the code of the page of one case; that of the list is the tail of the
    flow's code, so that the desk finds it."""

    programme: str
    flow: Flow
    name: str  # of the list: 低保申请
    noun: str  # of one: 申请
    one: str
    readers: frozenset[Role]
    opened: str = "登记"  # the first line of its history
    icon: str = "clipboard-check"
    subject: str = "申请人"  # what the title of a case names
    place: str = "住地"  # what the place of a case is
    opens: Callable[..., HttpResponseBase] | None = None  # the view of the form that opens one
    openers: frozenset[Role] = frozenset()
    items: Callable[[Any, Case], list[Item]] = _nothing  # 基本情况, for (user, case)
    panels: Callable[[Any, Case], list[Panel]] = _nothing
    columns: tuple[Column, ...] = ()
    filters: tuple[Filter, ...] = ()
    bulks: tuple[Bulk, ...] = ()
    related: tuple[str, ...] = ()  # select_related of the list
    fill: Callable[[PageForm, Case, Action], None] | None = None  # what is known already, put into a form
    links: Callable[[Any, Case], list[tuple[str, str]]] = _nothing  # buttons of its own: words and address
    papers: tuple[CasePaper, ...] = ()
    paper_readers: frozenset[Role] = frozenset()  # who opens them, with their whole numbers; empty: the readers
    visits: frozenset[str] = frozenset()  # stages that are worked off at somebody's home

    def __post_init__(self) -> None:
        PAGES_OF[self.flow.code] = self

    @property
    def many(self) -> str:
        """The code of the list."""
        return self.flow.code.split(".")[-1]

    def at(self, page: str) -> str:
        """The name of an address: dibao:application."""
        return f"{self.programme}:{page}"
