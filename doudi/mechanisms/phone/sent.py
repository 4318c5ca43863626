"""What a phone sends: answers, pictures and where it was."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Protocol, TypeVar

T = TypeVar("T")

PHOTO = "PHOTO"  # the kind of a picture that is no signature


@dataclass(frozen=True)
class Place:
    """Where a phone was, in degrees; `accuracy` in metres."""

    latitude: Decimal
    longitude: Decimal
    accuracy: int = 0


def place_told(told: Mapping[str, Any]) -> Place:
    """Where a phone says that it was: its latitude, longitude and accuracy as they were sent. Raises ValueError of what is no place on earth."""
    try:
        latitude, longitude = (round(Decimal(str(told[name])), 6) for name in ("latitude", "longitude"))
        accuracy = min(round(float(told.get("accuracy") or 0)), 10**6)
        on_earth = abs(latitude) <= 90 and abs(longitude) <= 180
    except (KeyError, ArithmeticError) as error:  # nothing, no number, or one that is not finite
        raise ValueError("no such place") from error
    if not on_earth or accuracy < 0:
        raise ValueError("no such place")
    return Place(latitude, longitude, accuracy)


def moment_told(told: Any) -> dt.datetime:
    """When a phone says that it was. Raises ValueError of what is no moment with its zone."""
    moment = dt.datetime.fromisoformat(str(told).replace("Z", "+00:00"))
    if moment.tzinfo is None:
        raise ValueError("a moment without its zone")
    return moment


def if_told(read: Callable[[Any], T], told: Any) -> T | None:
    """What was read of it; None of what is none, where a form may be sent without."""
    try:
        return read(told)
    except ValueError:
        return None


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
