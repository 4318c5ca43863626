"""What cases are about: the row of a programme that is one with its case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from django.db.models import Model, Prefetch, prefetch_related_objects

from doudi.mechanisms.casework.declare import Flow
from doudi.mechanisms.casework.models import Case

Row = TypeVar("Row", bound=Model)


def relation(model: type[Model]) -> str:
    """The name by which a case knows its row of this model (`Flow.reads`)."""
    field: Any = model._meta.get_field("case")
    name: str = field.remote_field.get_accessor_name()
    return name


def row_of(case: Case, model: type[Row], *related: str) -> Row:
    """The row of a case: within an action as its flow has read it for all the cases together (`Flow.reads`), else as it is now."""
    known: Row | None = case._state.fields_cache.get(relation(model))
    if known is not None:
        return known
    return model._default_manager.select_related("case", *related).get(pk=case.pk)


def write(case: Case, model: type[Model], **columns: Any) -> None:
    """Write columns of a case's row that an action says, without looking at it."""
    model._default_manager.filter(pk=case.pk).update(**columns)
    known = case._state.fields_cache.get(relation(model))
    if known is not None:
        known.__dict__.update(columns)


def read_anew(flow: Flow, rows: Sequence[Case]) -> None:
    """What the flow looks at beside its cases, as it is now: a query for all of them."""
    forget(flow, rows)
    read(flow.reads, rows)


def read(reads: Mapping[str, tuple[str, ...]], rows: Sequence[Case]) -> None:
    """Read rows of cases, with what is joined to them, and keep them on the cases."""
    prefetch_related_objects(rows, *(_joined(name, related) for name, related in reads.items()))


def forget(flow: Flow, rows: Sequence[Case]) -> None:
    """What was read with the cases is read again when it is asked for."""
    for name in flow.reads:
        for case in rows:
            case._state.fields_cache.pop(name, None)


def _joined(name: str, related: tuple[str, ...]) -> Prefetch[Any]:
    model: Any = Case._meta.get_field(name).related_model
    rows = model._default_manager.all()
    if related:  # without a name it would join whatever is not empty
        rows = rows.select_related(*related)
    return Prefetch(name, rows)
