"""What a mechanism declares for the phone: a `Box`, which gives a `Form` to take along and receives what comes back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from doudi.base.models import User
from doudi.mechanisms.phone.sent import Sent

# Asked only if another question of the form was answered with one of these: ("way", ("HOME",)).
When = tuple[str, tuple[str, ...]] | None


class Asked(Protocol):
    """Anything that says what is asked: a `Question`, or a field of casework."""

    @property
    def code(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def required(self) -> bool: ...
    @property
    def choices(self) -> tuple[tuple[str, str], ...]: ...
    @property
    def hint(self) -> str: ...


@dataclass(frozen=True)
class Question:
    """One question. `choices` pairs of code and words; `most`: characters of an answer."""

    code: str
    label: str
    kind: str = "text"  # text · code (may be read off a photo) · long · choice · select · several · date · number · yes
    required: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    hint: str = ""
    when: When = None
    most: int = 400


@dataclass(frozen=True)
class Signature:
    """Who signs on the glass. `kind`: its code in the mechanism's table of pictures."""

    kind: str
    label: str
    when: When = None


@dataclass(frozen=True)
class Photos:
    """How many photos are needed at least, of what."""

    least: int = 1
    label: str = "现场照片"
    hint: str = ""
    when: When = None


@dataclass(frozen=True)
class Form:
    """One thing to be done away from the desk, as the phone has to know it: never an identity number, an account or a phone number."""

    title: str  # whom or what it is about
    name: str  # what is done there: 入户调查
    where: str  # 古城镇水槽村
    number: str = ""
    about: tuple[str, ...] = ()  # sentences that whoever goes has to know
    questions: tuple[Question, ...] = ()
    initial: Mapping[str, Any] = field(default_factory=dict)
    photos: Photos | None = None
    signatures: tuple[Signature, ...] = ()
    place: bool = True  # where the phone is has to be said, or why it cannot be
    head: str = "填写内容"  # over the questions
    step: str = ""  # given back when it is sent
    more: Mapping[str, Any] = field(default_factory=dict)  # for the box's own part of the page
    lost_places: tuple[str, ...] = ("没有定位信号", "手机不支持定位", "没有允许定位")


@dataclass(frozen=True)
class Answer:
    """What the phone is told of what it has sent: a sentence; `taken`: whether it counts, or is only kept as evidence."""

    sentence: str
    taken: bool = True
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Box:
    """One kind of thing that is carried.

    `carry` (user, subject, at) gives the form and `receive` (user, subject, sent, at) takes in what comes back; both raise `Refused` with
    the sentence for the phone, or Http404 where the user may not know of the subject. `receive` gives the same answer for the same
    key. `due` names the subjects that the user goes to today, so that all are taken along by one touch. `scripts` and `styles` (static
    files) draw a part of the form that is the box's own.
    """

    code: str
    name: str  # 入户调查
    carry: Callable[[User, int, dt.datetime], Form]
    receive: Callable[[User, int, Sent, dt.datetime], Answer]
    due: Callable[[User, dt.date], list[int]] | None = None
    hint: str = ""  # where to take it along from
    scripts: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        assert self.code.replace("_", "").isalpha(), f"{self.code}: 随身箱代码只用字母"
        BOXES[self.code] = self


def questions_of(fields: Iterable[Asked], *, when: Mapping[str, When] | None = None) -> tuple[Question, ...]:
    """The fields of an action as questions; `when`: conditions by their codes."""
    conditions = when or {}
    return tuple(
        Question(each.code, each.label, each.kind, each.required, each.choices, each.hint, conditions.get(each.code))
        for each in fields
    )


def applies(when: When, said: Mapping[str, Any]) -> bool:
    """Whether something is asked at all after what was said so far."""
    return when is None or str(said.get(when[0]) or "") in when[1]


# Every box that was declared, by its code.
BOXES: dict[str, Box] = {}
