"""What a programme declares to move cases: `Flow` and `Action`, with time limits.

Everything that moves is declared with the same four words, code, official name, source, target, and where they apply the same
four conditions: `by` a role, `within` a time, `unless` there is a reason to refuse, and `then` what follows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from doudi.base.roles import Role
from doudi.mechanisms.casework.models import ActionTaken, Case


@dataclass(frozen=True)
class Workdays:
    """Working days (R-WD-01), counted from the next one."""

    number: int


@dataclass(frozen=True)
class Days:
    """Natural days; `safety` ones never roll over a holiday (R-GEN-07)."""

    number: int
    safety: bool = False


@dataclass(frozen=True)
class Hours:
    """Natural hours (R-WD-06)."""

    number: int


Within: TypeAlias = Workdays | Days | Hours
Refusal: TypeAlias = Callable[[Case, Mapping[str, Any]], str | None]
Consequence: TypeAlias = Callable[[Case, ActionTaken], None]


@dataclass(frozen=True)
class Field:
    """Something asked when an action is taken: shown in its form, kept in its record."""

    code: str
    label: str
    kind: str = "text"  # text · long · choice · date · money · yes · photo · file · person · area
    required: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    hint: str = ""


@dataclass(frozen=True)
class Action:
    """A move of a case from a stage to a stage.

    `within` limits how long the case may wait in `source` before this action. `apart_from` names actions whose taker may not
    take this one (separation of duties). `pair` asks for a second person. `recusal` stops near kin of the subject (R-ORG-01).
    """

    code: str
    name: str
    source: str | tuple[str, ...]
    target: str
    by: Role | frozenset[Role]
    within: Within | None = None
    unless: Refusal | None = None
    then: Consequence | None = None
    fields: tuple[Field, ...] = ()
    apart_from: tuple[str, ...] = ()
    pair: bool = False
    recusal: bool = True
    needs_reason: bool = False
    bulk: bool = False
    then_many: Callable[[Sequence[ActionTaken]], None] | None = None  # instead of `then` when many are taken at once

    @property
    def sources(self) -> tuple[str, ...]:
        return (self.source,) if isinstance(self.source, str) else self.source

    @property
    def roles(self) -> frozenset[Role]:
        return self.by if isinstance(self.by, frozenset) else frozenset({self.by})


@dataclass(frozen=True)
class Stage:
    code: str
    name: str
    tint: str = ""  # ok · warn · danger · info: the tag's colour, never the only sign
    final: bool = False
    seen_by: frozenset[Role] | None = None  # who sees that a case stands here; None: everybody in its place


@dataclass(frozen=True)
class Flow:
    """The stages of a case and the actions between them. Refused at start-up if a stage is named that does not exist or is never reached."""

    code: str
    name: str
    stages: tuple[Stage, ...]
    start: str
    actions: tuple[Action, ...]
    subjects: Callable[[Case], list[int]] | None = None  # ids of the persons whom the case is about, for recusal
    subjects_many: Callable[[Sequence[Case]], Mapping[int, list[int]]] | None = None  # the same for many cases at once
    prefix: str = ""  # what the numbers of its cases begin with

    def __post_init__(self) -> None:
        FLOWS[self.code] = self
        codes = {stage.code for stage in self.stages}
        assert self.start in codes, f"{self.code}: 起始环节 {self.start} 不存在"
        reached = {self.start}
        names = set()
        for action in self.actions:
            assert action.code not in names, f"{self.code}: 动作 {action.code} 重复"
            names.add(action.code)
            assert set(action.sources) <= codes, f"{self.code}.{action.code}: 原环节不存在"
            assert action.target in codes, f"{self.code}.{action.code}: 新环节 {action.target} 不存在"
            reached.add(action.target)
        assert codes == reached, f"{self.code}: 没有动作通向 {codes - reached}"
        for action in self.actions:
            assert set(action.apart_from) <= names, f"{self.code}.{action.code}: apart_from 指向不存在的动作"

    def stage(self, code: str) -> Stage:
        return next(stage for stage in self.stages if stage.code == code)

    def action(self, code: str) -> Action:
        return next(action for action in self.actions if action.code == code)

    def actions_from(self, stage: str) -> list[Action]:
        return [action for action in self.actions if stage in action.sources]


# Every flow that was declared, by its code: a case stores only the code of its flow.
FLOWS: dict[str, Flow] = {}
