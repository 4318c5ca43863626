"""What a programme says of its household survey: `SurveyForm`. Everything else is taken from its flow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from doudi.base.roles import Role
from doudi.mechanisms.casework.declare import Action, Field, Flow
from doudi.mechanisms.casework.models import Case


@dataclass(frozen=True)
class Unit:
    """How a figure is written; `scale` of what is kept make one of what is written: 元 are kept as fen."""

    code: str
    name: str
    scale: int


YUAN_A_MONTH = Unit("YUAN_A_MONTH", "元/月", 100)
YUAN = Unit("YUAN", "元", 100)
PIECES = Unit("PIECES", "套", 1)
METRES = Unit("METRES", "平方米", 1)
UNITS = {each.code: each for each in (YUAN_A_MONTH, YUAN, PIECES, METRES)}


@dataclass(frozen=True)
class Surveyed:
    """Somebody of the household, as the surveyors have to know him: never with his identity number."""

    code: str
    name: str
    words: str = ""  # 户主，62岁


@dataclass(frozen=True)
class Item:
    """A line of income or property: what was declared and what was checked, side by side; None where nobody said anything."""

    code: str
    label: str
    unit: Unit = YUAN_A_MONTH
    declared: int | None = None
    checked: int | None = None


@dataclass(frozen=True)
class ItemKind:
    """What may be found at home though nobody declared it; `of_person`: it belongs to one of the household."""

    code: str
    label: str
    unit: Unit = YUAN_A_MONTH
    of_person: bool = True


@dataclass(frozen=True)
class SurveyForm:
    """The survey of one flow. `actions`: its codes in the flow, those that two people take at somebody's home.

    `photos`: how many are needed of a visit at home.
    """

    flow: Flow
    actions: tuple[str, ...]
    readers: frozenset[Role]
    people: Callable[[Case], list[Surveyed]]
    items: Callable[[Case], list[Item]]
    kinds: tuple[ItemKind, ...] = ()
    questions: tuple[Field, ...] = ()
    photos: int = 1

    def __post_init__(self) -> None:
        assert all(self.flow.action(code).pair for code in self.actions), f"{self.flow.code}: 入户调查须两人"
        asked = [each.code for each in self.questions]
        for code in self.actions:
            own = [each.code for each in self.flow.action(code).fields]
            assert len({*asked, *own}) == len(asked) + len(own), f"{self.flow.code}.{code}: 调查项目重复"
        SURVEYS[self.flow.code] = self

    def fields(self, action: Action) -> tuple[Field, ...]:
        """What is asked: the fields of the action but its photos, which are taken on the spot, then the programme's questions. Who of the
        family was there is always asked (R-DIBAO-11)."""
        own = tuple(each for each in action.fields if each.kind not in ("photo", "file"))
        family = () if any(each.code == FAMILY for each in own) else (_FAMILY,)
        return (*own, *family, *self.questions)


FAMILY = "signed_by"
_FAMILY = Field(FAMILY, "在场并签字的家庭成员", required=True)
WAY, AT_HOME = "way", "HOME"  # a flow that lets phone or video replace the visit asks for the way by this field

# Every survey that was declared, by the code of its flow.
SURVEYS: dict[str, SurveyForm] = {}
