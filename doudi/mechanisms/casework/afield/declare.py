"""What a programme says of the steps of its flow that are taken away from the desk: `Afield`. Everything else they take from the flow."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from doudi.mechanisms.casework.declare import Action, Flow, Number
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.phone.declare import Signature


@dataclass(frozen=True)
class Known:
    """What is known of a case before somebody goes: `about` in sentences, `initial` answers by the codes of fields, and for fields that
    are chosen from a list of the day their `choices` (code, words). Never an identity number, an account or a phone number."""

    about: tuple[str, ...] = ()
    initial: Mapping[str, Any] = field(default_factory=dict)
    choices: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)


def _nothing(case: Case, action: Action, on: dt.date) -> Known:
    return Known()


@dataclass(frozen=True)
class Afield:
    """`signed`: the steps by their codes, with who signs each on the glass. `name`: what such a step is called (交接). `hours`: for how
    long after it was filled in a step counts by the phone's time; later it counts by its arrival. `codes`: fields that may be read off a
    code. `place`: the fields for latitude and longitude, which the phone fills in by itself."""

    flow: Flow
    signed: Mapping[str, tuple[Signature, ...]]
    name: str
    hours: Number
    codes: frozenset[str] = frozenset()
    place: tuple[str, str] | None = None
    known: Callable[[Case, Action, dt.date], Known] = _nothing

    def __post_init__(self) -> None:
        own = {each.code for code in self.signed for each in self.flow.action(code).fields}
        assert self.codes <= own, f"{self.flow.code}: 没有可以扫码的字段{self.codes - own}"
        AFIELD[self.flow.code] = self


# Every flow that has such steps, by its code.
AFIELD: dict[str, Afield] = {}
