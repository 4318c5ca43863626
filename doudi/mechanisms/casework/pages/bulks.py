"""成批办理 from a list: an action that is declared `bulk`, taken on the ticked cases, all of them or none."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from doudi.base.models import User
from doudi.mechanisms.casework.declare import Action
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.services import take_many
from doudi.pages.forms import PageForm, form_of, with_fields
from doudi.pages.lists import Bulk


def bulk_of(action: Action, *, words: str) -> Bulk:
    """The button for an action; what it asks (no files) is asked once for all. `words`: what will happen."""
    assert action.bulk, action.code

    class Asked(PageForm):
        def __init__(self, *args: Any, **more: Any) -> None:
            super().__init__(*args, **more)
            with_fields(self, form_of(action.fields))

    def do(user: Any, rows: list[Case], said: dict[str, Any]) -> str:
        assert isinstance(user, User)
        data = {name: value if isinstance(value, int | str | bool) else str(value) for name, value in said.items()}
        taken = take_many(rows, action, by=user, at=timezone.now(), data=data)
        return f"已对{len(taken)}件办理“{action.name}”。"

    return Bulk(action.code, f"批量{action.name}", do, action.roles, words, Asked if action.fields else None)
