"""What a programme declares to move cases: `Flow` and `Action`, with time limits.

Everything that moves is declared with the same four words, code, official name, source, target, and where they apply the same
four conditions: `by` a role, `within` a time, `unless` there is a reason to refuse, and `then` what follows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from doudi.base.limits import Days as Days
from doudi.base.limits import Hours as Hours
from doudi.base.limits import Number as Number
from doudi.base.limits import Term as Term
from doudi.base.limits import Within as Within
from doudi.base.limits import Workdays as Workdays
from doudi.base.limits import number_on as number_on
from doudi.base.limits import within_on as within_on
from doudi.base.limits import words_of_limit as words_of_limit
from doudi.base.roles import STAFF_ROLES, Role
from doudi.mechanisms.casework.models import ActionTaken, Case
from doudi.mechanisms.casework.texts.declare import Template


class Said(dict[str, Any]):
    """What was filled in for an action, and the day on which it is taken."""

    def __init__(self, said: Mapping[str, Any] | None = None, *, on: dt.date) -> None:
        super().__init__(said or {})
        self.on = on


Refusal: TypeAlias = Callable[[Case, Said], str | None]
Consequence: TypeAlias = Callable[[Case, ActionTaken], None]
Facts: TypeAlias = Callable[[Case], Mapping[str, Any]]
SYSTEM: frozenset[Role] = frozenset()  # `by` of what no person does: a notice lapses


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
class Ground:
    """A reason for refusing or ending something, with the article that lets it be done (R-DIBAO-15)."""

    code: str
    words: str
    article: str


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
    apart_from_original: bool = (
        False  # nobody who took part in the case that this one appeals against or looks at again
    )
    pair: bool = False
    companion: str = ""  # what the second person of a pair is called, if not somebody who goes along on a visit: 跟踪员
    recusal: bool = True
    needs_reason: bool = False
    bulk: bool = False
    then_many: Callable[[Sequence[ActionTaken]], None] | None = (
        None  # instead of `then`, for all that are taken at once
    )
    foreseen: bool = False  # `unless` looks at the case only: what would be refused is not offered
    grave: bool = False  # turns back, refuses or ends: its button is red and stands last
    # What the stage waits for at the same time as for others: steps that move nothing and are not done twice.
    awaited: bool = False
    after: tuple[str, ...] = ()  # awaited only once these steps are done
    needs: tuple[str, ...] = ()  # refused as long as one of these steps is awaited
    wakes: tuple[str, ...] | None = None  # the steps that the target waits for anew; all of them if left out
    # Time.
    counts_from: str = (
        ""  # the field with the day that the limits of the target count from; the day of the action if empty
    )
    lapses: bool = False  # by SYSTEM: taken by itself on the day after its limit
    extends: tuple[str, str] | None = None  # clock and coded reason (R-DIBAO-10)
    # Whom the power lies with (R-ORG-02): True only where it is delegated to the township, False only where it is not.
    delegated: bool | None = None
    grounds: tuple[Ground, ...] = ()  # an unfavourable decision names one of them, and the remedy (R-DIBAO-15)

    @property
    def sources(self) -> tuple[str, ...]:
        return (self.source,) if isinstance(self.source, str) else self.source

    @property
    def roles(self) -> frozenset[Role]:
        return self.by if isinstance(self.by, frozenset) else frozenset({self.by})

    def ground(self, code: str) -> Ground | None:
        return next((each for each in self.grounds if each.code == code), None)


@dataclass(frozen=True)
class Clock:
    """A limit over several stages (R-DIBAO-10). It starts once, with the first of `starts`, runs through returns and waiting, and ends with
    one of `ends`. It is made longer for a coded reason only, never stopped."""

    code: str
    name: str
    starts: tuple[str, ...]
    ends: tuple[str, ...]
    within: Within
    delegated: Within | None = None  # where the power to confirm is delegated
    extended: Within | None = None
    reasons: tuple[tuple[str, str], ...] = ()
    extended_by: frozenset[Role] = frozenset()


@dataclass(frozen=True)
class SpotCheck:
    """抽查: a share of the cases, drawn by number and month so that nobody chooses and anybody can check, and those that `always` names a
    reason for. What is drawn is visited (`visit`) before it may be decided (`before`)."""

    on: str  # the action with which it is drawn
    share: Term  # per cent
    visit: str
    before: tuple[str, ...]
    always: Callable[[Case], str] | None = None


@dataclass(frozen=True)
class NoticeSteps:
    """The public notice in a flow: the actions by which it is posted, objected to and over; the notices themselves stand elsewhere."""

    post: str
    object: str
    lapse: str


@dataclass(frozen=True)
class Appealable:
    """救济: what a decision of a flow is open to (R-PRC-10). The time for it runs from the day on which the decision was served; if it is
    revoked, the case is opened again."""

    served: tuple[tuple[str, str], ...]  # action → the field with the day of service; "": the day of the action itself
    reopen: str  # by SYSTEM
    reconsider: Number  # days within which one may apply for reconsideration
    sue: Number  # months within which one may go to court


@dataclass(frozen=True)
class Stage:
    code: str
    name: str
    tint: str = ""  # ok · warn · danger · info: the tag's colour, never the only sign
    final: bool = False
    rests: bool = False  # waits for nobody: what may be done here stands in no worklist (a filing between two reviews)
    seen_by: frozenset[Role] | None = None  # who sees that a case stands here; None: everybody in its place
    told: str = ""  # what whoever holds the code of the case is told; empty: the name, if everybody sees it


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
    road: tuple[str, ...] = ()  # the stages of the step bar, in order; without branches
    clocks: tuple[Clock, ...] = ()
    spot_check: SpotCheck | None = None
    notice: NoticeSteps | None = None
    appealable: Appealable | None = None
    remedy: str = ""  # the road to reconsideration and court, as decisions name it
    # What its conditions and consequences look at beside the case: a relation of it with what is joined to that (select_related). Read anew
    # with every action, once for all its cases.
    reads: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    # The flow whose delegation to a township holds for this one as well: who confirms a right there decides its changes, too (R-ORG-02).
    delegated_with: str = ""
    facts: Facts | None = None  # what the case says, by label: kept before and after every action that changes it
    # To whose organisation a case is given, as the path from it to the organisation's code ("home_adaptation__contractor_id"): who holds
    # a role for that organisation acts on it as others do in its place, and sees of the flow those cases only.
    given_to: str = ""
    tells: Mapping[str, Template] = field(
        default_factory=dict
    )  # by an action: what the applicant is told of it by text
    phones: Callable[[Sequence[Case]], Mapping[int, str]] | None = None  # of the applicants, by case
    answered_by_rules: bool = False  # its cases are weaknesses that a lasting rule may answer (R-LEDGER-05)
    read_by: frozenset[Role] = frozenset()  # who reads its cases without acting on them, though not of the staff
    # 限定知悉范围: beside his role somebody has to be let in by name; whom this does not let in sees no case and takes no action.
    confided_to: Callable[[Any, dt.date], bool] | None = None

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
            self._check(action, names)
        for clock in self.clocks:
            assert {*clock.starts, *clock.ends} <= names, f"{self.code}.{clock.code}: 时限指向不存在的动作"
        assert set(self.road) <= codes, f"{self.code}: 进度条中有不存在的环节"
        if self.spot_check is not None:
            drawn = self.spot_check
            assert {drawn.on, drawn.visit, *drawn.before} <= names, f"{self.code}: 抽查指向不存在的动作"
        assert set(self.tells) <= names, f"{self.code}: 短信指向不存在的动作"
        assert not self.tells or self.phones is not None, f"{self.code}: 没有声明申请人的手机号从何而来"
        if self.notice is not None:
            notice = self.notice
            assert {notice.post, notice.object, notice.lapse} <= names, f"{self.code}: 公示指向不存在的动作"

        if self.appealable is not None:
            assert self.remedy, f"{self.code}: 可以救济的决定须载明救济途径"
            assert {code for code, _ in self.appealable.served} <= names, f"{self.code}: 送达指向不存在的动作"
            assert not self.action(self.appealable.reopen).roles, f"{self.code}: 撤销后重新审核须由系统办理"

    def _check(self, action: Action, names: set[str]) -> None:
        place = f"{self.code}.{action.code}"
        named = {*action.apart_from, *action.after, *action.needs, *(action.wakes or ())}
        assert named <= names, f"{place}: 指向不存在的动作"
        assert not action.awaited or action.sources == (action.target,), f"{place}: 并行办理的步骤不能改变环节"
        assert not action.lapses or (action.within and not action.roles), f"{place}: 到期自动办理的须有期限、不由人办"
        assert not action.grounds or self.remedy, f"{place}: 不利决定须载明救济途径"
        assert not action.counts_from or action.counts_from in {each.code for each in action.fields}, place
        assert action.extends is None or action.extends[1] in dict(self.clock(action.extends[0]).reasons), place

    def stage(self, code: str) -> Stage:
        return next(stage for stage in self.stages if stage.code == code)

    def action(self, code: str) -> Action:
        return next(action for action in self.actions if action.code == code)

    def actions_from(self, stage: str) -> list[Action]:
        return [action for action in self.actions if stage in action.sources]

    def clock(self, code: str) -> Clock:
        return next(clock for clock in self.clocks if clock.code == code)

    def steps_at(self, stage: str) -> list[Action]:
        """What a stage waits for beside the move that leaves it."""
        return [action for action in self.actions_from(stage) if action.awaited]

    @property
    def actors(self) -> frozenset[Role]:
        """Every role that takes some action in it."""
        return frozenset().union(*(action.roles for action in self.actions))

    @property
    def readers(self) -> frozenset[Role]:
        """Every role that may see its cases in its place."""
        return STAFF_ROLES | self.actors | self.read_by

    @property
    def keeps_clocks(self) -> bool:
        """Whether its cases have limits beside the one of the stage."""
        return bool(self.clocks) or any(action.awaited for action in self.actions)

    @property
    def delegable(self) -> bool:
        """Whether some of it may be delegated to townships (R-ORG-02), by itself or with another flow."""
        return any(action.delegated is not None for action in self.actions)


# Every flow that was declared, by its code: a case stores only the code of its flow.
FLOWS: dict[str, Flow] = {}
