"""Pages of applications of one person for what is paid month by month: a programme says what is asked, who reads and what is refused in
which words; the opening form, 补充申请内容, the letter, the list and the page of a case follow from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from doudi.base.access import may
from doudi.base.roles import Role
from doudi.mechanisms.casework.declare import Flow
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.pages import of
from doudi.mechanisms.casework.pages.declare import CasePages
from doudi.mechanisms.entitlement.applications.handling import AwardHandling
from doudi.mechanisms.entitlement.archives.declare import ARCHIVES
from doudi.mechanisms.entitlement.archives.pages import links_of
from doudi.mechanisms.entitlement.pages import applying
from doudi.mechanisms.entitlement.pages.refusals import RefusalLetters
from doudi.pages.declare import Page, Panel
from doudi.pages.details import Item
from doudi.pages.filters import Choice, Filter
from doudi.pages.lists import Bulk, Column


def _nothing(*_: Any) -> list[Any]:
    return []


@dataclass(frozen=True)
class PersonApplications:
    """`kind`: how the programme calls its benefits where one model serves several (补贴, 待遇): a column, a filter and a line of the page;
    empty where there is but one. `told`: what a row says beside its facts. `columns`: what of the form's further fields
    (`opening.more`) is a column of the row. `calculates`: who sees the arithmetic, and reads the letter of a refusal."""

    opening: applying.PersonOpening
    handling: AwardHandling[Any]
    flow: Flow
    name: str
    benefit: str  # as the letter of a refusal calls it
    other_help: str  # the sentence of that letter
    readers: frozenset[Role]
    calculates: frozenset[Role]
    letter: str = "不予确认通知书"
    kind: str = ""
    told: Callable[[Case, Any], list[Item]] = _nothing
    columns: tuple[str, ...] = ()
    shown: tuple[Column, ...] = ()  # further columns of the list
    bulks: tuple[Bulk, ...] = ()
    visits: frozenset[str] = frozenset()
    panels: Callable[[Any, Case], list[Panel]] = _nothing  # after the arithmetic, for those who see it
    links: Callable[[Any, Case], list[tuple[str, str]]] = _nothing

    def made(self) -> tuple[CasePages, tuple[Page, ...]]:
        """The pages of the flow as casework knows them, and all pages to declare. To be called once."""
        opening, meta = self.opening, self.handling.model._meta
        column = f"{meta.app_label}_{meta.model_name}"
        letters = RefusalLetters(
            self.handling,
            self.benefit,
            lambda row: row.person.party.name,
            self.other_help,
            self.calculates,
            self.letter,
        )
        completing = applying.Completing(opening, self.handling, self.columns)

        def links(user: Any, case: Case) -> list[tuple[str, str]]:
            address = f"{opening.programme}:{opening.one}"
            return [
                *completing.links(user, case, f"{address}_complete"),
                *self.links(user, case),
                *letters.links(user, case, f"{address}_refusal"),
                *self._archive(user, case),
            ]

        kinds, filters = self._by_kind(column)
        pages = CasePages(
            programme=opening.programme,
            flow=self.flow,
            name=self.name,
            noun="申请",
            one=opening.one,
            readers=self.readers,
            opened="登记申请",
            icon="file-plus",
            subject=opening.subject,
            opens=applying.opening_view(opening),
            openers=self.flow.actions_from(self.flow.start)[0].roles,
            items=self._items,
            panels=self._panels,
            links=links,
            bulks=self.bulks,
            visits=self.visits,
            related=(column,),
            columns=(*kinds, *self.shown),
            filters=filters,
        )
        return pages, (letters.page(pages), completing.page(pages), *of.pages_of(pages))

    def _archive(self, user: Any, case: Case) -> list[tuple[str, str]]:
        """Once it is handed in; nothing where the programme keeps no archive."""
        archive = ARCHIVES.get(self.opening.programme)
        if archive is None or case.stage == self.flow.start:
            return []
        return links_of(archive, user, self.handling.shown(case).party_id, case.area_code)

    def _items(self, user: Any, case: Case) -> list[Item]:
        row = self.handling.shown(case)
        return [
            applying.applicant(row.person, self.opening.subject),
            *([Item(self.kind, row.get_kind_display())] if self.kind else ()),
            *self.told(case, row),
            *applying.decided(self.handling, row),
            *applying.told(row.facts, self.handling.benefit_of(row).book),
        ]

    def _panels(self, user: Any, case: Case) -> list[Panel]:
        if not may(user, self.calculates):
            return []
        return [
            applying.means_panel(self.handling, self.handling.shown(case), timezone.localdate()),
            *self.panels(user, case),
        ]

    def _by_kind(self, column: str) -> tuple[tuple[Column, ...], tuple[Filter, ...]]:
        """Which benefit it is, in the list."""
        if not self.kind:
            return (), ()
        choices = self.handling.model._meta.get_field("kind").choices
        return (
            (Column("kind", self.kind, lambda case: getattr(case, column).get_kind_display()),),
            (Choice(code="kind", label=self.kind, field=f"{column}__kind", choices=choices),),
        )
