"""What a phone sends: answers, pictures and where it was."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Protocol

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


class Filled(Protocol):
    """Anything that a phone has sent under a key: `Sent`, or what a box makes of it."""

    @property
    def key(self) -> uuid.UUID: ...
    @property
    def began_at(self) -> dt.datetime: ...
    @property
    def filled_at(self) -> dt.datetime: ...
    @property
    def place(self) -> Place | None: ...
    @property
    def no_place(self) -> str: ...


def arrival(sent: Filled, *, at: dt.datetime) -> dict[str, Any]:
    """The columns of an `Arrival` but `by`: the key, the phone's times and place, or why there is none; received `at`."""
    return {
        "key": sent.key,
        "began_at": sent.began_at,
        "filled_at": sent.filled_at,
        "received_at": at,
        **whereabouts(sent.place),
        "accuracy": sent.place.accuracy if sent.place else None,
        "no_place": "" if sent.place else sent.no_place.strip()[:100],
    }


def whereabouts(place: Place | None) -> dict[str, Decimal | None]:
    """Latitude and longitude as columns, of an arrival and of each of its pictures."""
    return {"latitude": place.latitude if place else None, "longitude": place.longitude if place else None}
