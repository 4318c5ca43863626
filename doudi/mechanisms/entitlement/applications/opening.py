"""Opening an application: by whom, for whom, with which facts. Who applies already, or has it already, is told so by name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import transaction
from django.utils import timezone

from doudi.base.access import require
from doudi.base.models import User
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.mechanisms.casework.declare import Flow
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.queries import flow_of
from doudi.mechanisms.casework.services import open_case
from doudi.mechanisms.entitlement.applications.models import Applied, ForAward, OfPerson
from doudi.mechanisms.entitlement.awards.decisions import check_account
from doudi.mechanisms.entitlement.awards.models import Award
from doudi.mechanisms.entitlement.declare import Benefit
from doudi.mechanisms.entitlement.rules import Rules
from doudi.mechanisms.registry.models import Party, Person

Row = TypeVar("Row", bound=Applied)


class PersonApplied(OfPerson, ForAward):
    """What an application of one person for an award has: never stored, `complete` asks for it."""

    class Meta:
        abstract = True


@contextmanager
def one_at_a_time(parties: Iterable[int]) -> Iterator[None]:
    """A transaction in which these people and households apply: of two applications sent at the same moment the second sees the first."""
    with transaction.atomic():
        list(Party.objects.select_for_update().filter(pk__in=sorted(parties)).order_by("pk").values_list("pk"))
        yield


def check_may_open(flow: Flow, *, by: User, area_code: str, on: dt.date) -> None:
    """Who may take the first action of a flow in a place may open a case of it there."""
    first = flow.actions_from(flow.start)[0]
    require(by, first.roles, area_code=area_code, on=on)


def check_not_applying(model: type[Applied], people: Iterable[Person], **only: Any) -> None:
    """Nobody is in two open applications of one kind. `only`: further conditions on the rows (the same benefit)."""
    rows = model._default_manager.filter(
        **{f"{model.PEOPLE}__in": [each.pk for each in people]}, case__closed_at=None, **only
    )
    found = rows.values_list(f"{model.PEOPLE}__party__name", "case__number").first()
    if found is not None:
        name, number = found
        raise Refused(f"{name}已在办理中的申请{number}里，不能重复申请。")


def check_not_awarded(benefit: Benefit, party_id: int, sentence: str) -> None:
    """Who has it already is told so in the programme's own words."""
    if Award.objects.filter(benefit=benefit.code, party=party_id, until_month=None).exists():
        raise Refused(sentence)


def check_known(book: Rules, names: Iterable[str]) -> None:
    """Facts that the rules do not ask for are a mistake, not an addition."""
    unknown = sorted(set(names) - set(book.all_facts))
    if unknown:
        raise Refused(f"没有名为{'、'.join(unknown)}的事实，请核对。")


def open_for(
    flow: Flow, model: type[Row], *, title: str, area_code: str, by: User, at: dt.datetime, because: str, **columns: Any
) -> Row:
    """The case with its application: both or neither."""
    with transaction.atomic():
        case: Case = open_case(flow, title=title, area_code=area_code, by=by, at=at, because=because)
        return model._default_manager.create(case=case, **columns)


def apply_for_person(
    flow: Flow,
    model: type[Row],
    benefit: Benefit,
    person: Person,
    facts: Mapping[str, int],
    *,
    by: User,
    at: dt.datetime,
    payee: str = "",
    account: str = "",
    applied_on: dt.date | None = None,
    window: str = "",
    window_area: str = "",
    only: Mapping[str, Any] | None = None,
    again: bool = False,
    **columns: Any,
) -> Row:
    """A person's application with what is known of him (`OfPerson`, `ForAward`). It is decided where he is registered. At another window
    of the county (`window_area`) its people may open it; received outside the county, his own township enters it with the day and the name
    of that window (R-DIS-03). `only`: the columns, among those of the row, that tell applications of one model apart. `again`: he has it and is paid nothing, and this application is to start it anew."""
    area, on = person.party.area_id or "", timezone.localdate(at)
    check_may_open(flow, by=by, area_code=window_area or area, on=on)
    if applied_on is not None and applied_on > on:
        raise Refused("申请日期不能晚于今天，请核对。")
    told = dict(only or {})
    with one_at_a_time([person.party_id]):
        check_not_applying(model, [person], **told)
        if not again:
            check_not_awarded(
                benefit, person.party_id, f"{person.party.name}已在享受{benefit.name}，有变化的请办理变更。"
            )
        check_known(benefit.book, facts)
        return open_for(
            flow,
            model,
            title=person.party.name,
            area_code=area,
            by=by,
            at=at,
            because=f"申请{benefit.name}",
            person=person,
            facts={name: int(value) for name, value in facts.items()},
            payee=payee or person.party.name,
            account=account,
            applied_on=applied_on,
            window=window,
            **told,
            **columns,
        )


def complete(
    row: PersonApplied,
    book: Rules,
    facts: Mapping[str, int],
    *,
    payee: str,
    account: str,
    by: User,
    at: dt.datetime,
    **columns: Any,
) -> None:
    """补充申请内容 of a person's draft that was opened at the front door (`OfPerson`, `ForAward`): what was asked there stays unless the form
    says otherwise. Refused once it is submitted. `columns`: further ones of the row."""
    flow = flow_of(row.case)
    require(by, flow.actions_from(flow.start)[0].roles, area_code=row.case.area_code, on=timezone.localdate(at))
    check_known(book, facts)
    if account:
        check_account(payee, account)
    with transaction.atomic():
        held = type(row)._default_manager.select_for_update(of=("self",)).select_related("case").get(pk=row.pk)
        if held.case.stage != flow.start:
            raise Refused("申请已经提交，不能再补充；需要更正的请办理补正或退回。")
        said = {**held.facts, **{name: int(value) for name, value in facts.items()}}
        changed = {"facts": said, "incomplete": False, "payee": payee, "account": account, **columns}
        for name, value in changed.items():
            setattr(held, name, value)
        held.save(update_fields=list(changed))
        record(
            "application.complete",
            held.case,
            by=by,
            at=at,
            area_code=held.case.area_code,
            data={"facts": sorted(facts)},
        )
