"""What a phone sends: answers, pictures and where it was."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

PHOTO = "PHOTO"  # the kind of a picture that is no signature


@dataclass(frozen=True)
class Place:
    """Where a phone was, in degrees; `accuracy` in metres."""

    latitude: Decimal
    longitude: Decimal
    accuracy: int = 0


@dataclass(frozen=True)
class Picture:
    """A signature or photo as it came from the phone. `kind`: PHOTO, or that of a declared signature."""

    kind: str
    content: Any = field(repr=False)
    name: str = "照片.jpg"
    at: dt.datetime | None = None
    place: Place | None = None


@dataclass(frozen=True)
class Sent:
    """One form as the phone sends it. `said` by the codes of its questions; `more`: what the box's own part of the page has added."""

    key: uuid.UUID
    step: str
    said: Mapping[str, Any]
    pictures: Sequence[Picture]
    began_at: dt.datetime
    filled_at: dt.datetime
    place: Place | None = None
    no_place: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)
