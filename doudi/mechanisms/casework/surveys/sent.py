"""A survey as the phone sends it: answers, lines, pictures and where it was; pictures and places are the phone's."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from doudi.mechanisms.phone.sent import Picture, Place

__all__ = ["Found", "Picture", "Place", "Sent"]


@dataclass(frozen=True)
class Found:
    """What was found, as it was typed. `code` of a line of the form; or `kind` of a new one, with `who` it belongs to."""

    amount: str
    code: str = ""
    kind: str = ""
    who: str = ""


@dataclass(frozen=True)
class Sent:
    """A survey as the phone sends it. `said` by the codes of the form's fields; `found` by the codes of its lines."""

    key: uuid.UUID
    action: str
    together_with: int
    said: Mapping[str, Any]
    found: Sequence[Found]
    pictures: Sequence[Picture]
    began_at: dt.datetime
    filled_at: dt.datetime
    place: Place | None = None
    no_place: str = ""
