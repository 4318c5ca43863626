"""Rules as plain functions over columns, and the engine that runs them.

The arguments of a rule name what it rests on: facts, parameters, results of other rules. So the signatures are the graph, and no
order needs to be written down. A rule of level 户 gives one figure a household, of level 人 one a person; a person's rule that
names a household's figure gets it beside each member, a household's rule draws persons together by `home`.
"""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from doudi.base.documents import Article
from doudi.base.refused import Refused
from doudi.mechanisms.entitlement.columns import Facts, Homes
from doudi.mechanisms.entitlement.policy import Parameter, Policy, Terms, terms_of_month
from doudi.mechanisms.entitlement.sentences import Sentence, placeholders
from doudi.mechanisms.entitlement.units import FLAG, YUAN, Unit

AT_ONCE = 65_536  # households: their columns stay in the processor's cache
GIVEN = ("home", "month")  # what the engine itself puts in
AnyRule = TypeVar("AnyRule", bound=Callable[..., Any])


class Level(Enum):
    HOUSEHOLD = "户"
    PERSON = "人"


HOUSEHOLD, PERSON = Level.HOUSEHOLD, Level.PERSON


@dataclass(frozen=True)
class Fact:
    """A figure that comes from outside: entered, checked, or from another list. `needed`: without it nothing can be decided;
    `proof`: what shows it; `confidential`: of third persons, never told in a letter."""

    name: str
    level: Level
    label: str
    unit: Unit = YUAN
    default: int = 0
    needed: bool = False
    proof: str = ""
    confidential: bool = False

    def absent(self) -> Any:
        """The default, of the type that rules expect."""
        return np.bool_(self.default) if self.unit is FLAG else np.int64(self.default)


@dataclass(frozen=True)
class Rule:
    """One step of the law. `say`: its sentence where the result is not nought (or so), `otherwise`: where it is (or not so)."""

    name: str
    level: Level
    label: str
    articles: tuple[Article, ...]
    function: Callable[..., Any]
    inputs: tuple[str, ...]
    unit: Unit = YUAN
    say: Sentence = ""
    otherwise: Sentence = ""

    def compute(self, figures: Sequence[Any]) -> Any:
        """By position; a function of **columns (a rule made from a table) gets them by name."""
        if self.function.__code__.co_argcount == 0 and self.inputs:
            return self.function(**dict(zip(self.inputs, figures, strict=True)))
        return self.function(*figures)


@dataclass(frozen=True)
class Turn:
    """A figure that might turn the result if it were other, and how one says so. Money moves down (or up, once entitled), a flag
    becomes what it is not."""

    name: str
    less: str = ""  # "家庭月收入再减少 {by} 元,即符合条件"
    more: str = ""
    set_to: int | None = None  # for flags: the value that would help
    say: str = ""


@dataclass(frozen=True)
class Step:
    """One move of the engine: compute `rule`, or load a fact, or lay a household's figure beside its people; then forget `free`."""

    name: str
    rule: Rule | None
    fact: Fact | None
    inputs: tuple[str, ...] = ()
    free: tuple[str, ...] = ()
    of_household: bool = False  # for what is loaded
    flag: bool = False
    narrow: bool = False  # a class: compared and looked up, never reckoned with, so it may stay as small as it came


@dataclass(frozen=True)
class Result:
    """What was asked for, by name, and the terms it was computed with."""

    columns: Mapping[str, npt.NDArray[Any]]
    terms: Terms

    def __getitem__(self, name: str) -> npt.NDArray[Any]:
        return self.columns[name]


@dataclass(eq=False)
class Rules:
    """The rules of one benefit, with its facts and policies; `uses`: books whose rules it builds on."""

    code: str
    name: str
    policies: tuple[type[Policy], ...]
    facts: tuple[Fact, ...] = ()
    uses: tuple[Rules, ...] = ()
    result: str = "amount"  # the figure that is paid, or the recognition that is given
    parts: tuple[str, ...] = ()  # figures that add up to the result
    turns: tuple[Turn, ...] = ()
    own: dict[str, Rule] = field(default_factory=dict)
    _plans: dict[Any, tuple[Step, ...]] = field(default_factory=dict, repr=False)

    # --- declaring -------------------------------------------------------------------------------------------------------

    def household(self, label: str, *articles: Article, **more: Any) -> Callable[[AnyRule], AnyRule]:
        """A rule that gives one figure a household. `inputs=` names the inputs of a function that takes **columns."""
        return self._rule(HOUSEHOLD, label, articles, **more)

    def person(self, label: str, *articles: Article, **more: Any) -> Callable[[AnyRule], AnyRule]:
        """A rule that gives one figure a person."""
        return self._rule(PERSON, label, articles, **more)

    def _rule(
        self,
        level: Level,
        label: str,
        articles: tuple[Article, ...],
        *,
        unit: Unit = YUAN,
        say: Sentence = "",
        otherwise: Sentence = "",
        inputs: Sequence[str] = (),
    ) -> Callable[[AnyRule], AnyRule]:
        def declare(function: AnyRule) -> AnyRule:
            name = function.__name__
            named = tuple(inputs) or tuple(inspect.signature(function).parameters)
            assert name not in self.names, f"{self.code}: {name} is said twice"
            self.own[name] = Rule(name, level, label, articles, function, named, unit, say, otherwise)
            self.__dict__.pop("names", None)
            self._plans.clear()
            return function

        return declare

    @cached_property
    def all_facts(self) -> dict[str, Fact]:
        found = {each.name: each for book in self.uses for each in book.all_facts.values()}
        return found | {each.name: each for each in self.facts}

    @property
    def rules(self) -> dict[str, Rule]:
        """By name, those of the books it uses first."""
        found = {name: rule for book in self.uses for name, rule in book.rules.items()}
        return found | self.own

    @cached_property
    def names(self) -> dict[str, Fact | Rule | Parameter]:
        """Everything that a rule may name, but `home` and `month`. Not kept while rules are still being declared."""
        parameters = {name: each for policy in self.policies for name, each in policy.parameters().items()}
        return {**parameters, **self.all_facts, **self.rules}

    def parameter_code(self, name: str) -> str:
        """standard → means.standard: the policy that a name belongs to."""
        return next(f"{policy.code}.{name}" for policy in self.policies if name in policy.parameters())

    @cached_property
    def fingerprint(self) -> str:
        """Which text of the rules: stored with a decision, so that one sees whether they have changed since."""
        text = "".join(inspect.getsource(rule.function) for rule in self.rules.values())
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    # --- running ---------------------------------------------------------------------------------------------------------

    def terms(self, month: int, **more: Any) -> Terms:
        """The parameters for a month (base.months); known=, reform=, entered=, area= as in policy.terms_on."""
        return terms_of_month(self.policies, month, **more)

    def run(
        self,
        facts: Facts,
        terms: Terms,
        *wanted: str,
        given: Mapping[str, npt.NDArray[Any]] | None = None,
    ) -> Result:
        """The figures wanted (the result, if none is named) of every household or person. `given` figures replace a rule's own."""
        wanted = wanted or (self.result,)
        given = given or {}
        steps = self.plan(wanted, frozenset(given))
        if len(facts) <= AT_ONCE:
            return Result(self._chunk(facts, 0, len(facts), terms, steps, wanted, given), terms)
        _keep_what_is_freed()
        whole: dict[str, npt.NDArray[Any]] = {}
        for first in range(0, len(facts), AT_ONCE):
            last = min(first + AT_ONCE, len(facts))
            for name, column in self._chunk(facts, first, last, terms, steps, wanted, given).items():
                of_household = self.level(name) is HOUSEHOLD
                begin, end = (first, last) if of_household else (facts.starts[first], facts.starts[last])
                if name not in whole:
                    whole[name] = np.empty(len(facts) if of_household else facts.people, column.dtype)
                whole[name][begin:end] = column
        return Result(whole, terms)

    def level(self, name: str) -> Level:
        found = self.names[name]
        assert isinstance(found, Fact | Rule)
        return found.level

    def plan(self, wanted: Sequence[str], given: frozenset[str] = frozenset()) -> tuple[Step, ...]:
        """What must be computed for the figures wanted, in an order that works, forgetting each column after its last use."""
        key = (tuple(wanted), given)
        if key not in self._plans:
            self._plans[key] = tuple(self._freed(self._ordered(wanted, given), wanted))
        return self._plans[key]

    def _ordered(self, wanted: Sequence[str], given: frozenset[str]) -> list[Step]:
        steps: dict[str, Step] = {}
        begun: list[str] = []

        def need(name: str) -> None:
            if name in steps or name in GIVEN:
                return
            assert name not in begun, f"{self.code}: {' → '.join([*begun, name])} goes round in a circle"
            found = self.names.get(name)
            assert found is not None, f"{self.code}: nothing is called {name} (asked for by {begun[-1:]})"
            if isinstance(found, Parameter):
                return
            if isinstance(found, Fact) or name in given:
                fact = found if isinstance(found, Fact) else None
                steps[name] = Step(name, None, fact, of_household=found.level is HOUSEHOLD, flag=found.unit is FLAG)
                return
            begun.append(name)
            for each in found.inputs:
                need(each)
            inputs = tuple(self._beside(each, found.level, steps) for each in found.inputs)
            begun.pop()
            steps[name] = Step(name, found, None, inputs)

        for name in wanted:
            need(name)
        return list(steps.values())

    def _beside(self, name: str, level: Level, steps: dict[str, Step]) -> str:
        """A household's figure in a person's rule is a step of its own: name@."""
        found = self.names.get(name)
        if level is HOUSEHOLD or not isinstance(found, Fact | Rule) or found.level is PERSON:
            return name
        steps.setdefault(f"{name}@", Step(f"{name}@", None, None, (name,)))
        return f"{name}@"

    @staticmethod
    def _freed(steps: list[Step], wanted: Sequence[str]) -> Iterable[Step]:
        last = {name: place for place, step in enumerate(steps) for name in (*step.inputs, step.name)}
        for place, step in enumerate(steps):
            mentioned = dict.fromkeys((*step.inputs, step.name))
            free = tuple(n for n in mentioned if last[n] == place and n not in wanted and n not in GIVEN)
            yield replace(step, free=free)

    def _chunk(
        self,
        facts: Facts,
        first: int,
        last: int,
        terms: Terms,
        steps: Sequence[Step],
        wanted: Sequence[str],
        given: Mapping[str, npt.NDArray[Any]],
    ) -> dict[str, npt.NDArray[Any]]:
        one, other = int(facts.starts[first]), int(facts.starts[last])
        home = Homes(facts.starts[first:last] - one, facts.sizes[first:last])
        held: dict[str, Any] = {"home": home, "month": terms.month}
        for step in steps:
            if step.rule is not None:
                figures = [held[each] if each in held else terms[each] for each in step.inputs]
                held[step.name] = step.rule.compute(figures)
            elif step.name.endswith("@"):
                held[step.name] = home.each(held[step.inputs[0]])
            else:
                held[step.name] = self._load(step, facts, given, (first, last), (one, other))
            for name in step.free:
                held.pop(name, None)
        sizes = {HOUSEHOLD: last - first, PERSON: other - one}
        return {name: _whole(held[name], sizes[self.level(name)]) for name in wanted}

    def _load(
        self,
        step: Step,
        facts: Facts,
        given: Mapping[str, npt.NDArray[Any]],
        households: tuple[int, int],
        persons: tuple[int, int],
    ) -> Any:
        column = given.get(step.name)
        if column is None:
            column = (facts.households if step.of_household else facts.persons).get(step.name)
        if column is None:
            assert step.fact is not None
            if step.fact.needed:
                raise Refused(f"名册缺少“{step.fact.label}”一列,无法核算{self.name}。")
            return step.fact.absent()
        begin, end = households if step.of_household else persons
        cut = column[begin:end]
        if step.flag:
            return cut if cut.dtype == np.bool_ else cut != 0
        if cut.dtype == np.int64 or step.narrow:
            return cut
        return cut.astype(np.int64)


def _keep_what_is_freed() -> None:
    """The C library gives back each large column as soon as it is freed, and fetching pages anew for the next costs more than the
    rules. Freeing one large block, never touched, raises the size up to which it keeps them (mallopt(3), M_MMAP_THRESHOLD)."""
    np.empty(31 << 20, np.int8)


def _whole(figure: Any, length: int) -> npt.NDArray[Any]:
    return figure if np.ndim(figure) else np.full(length, figure)


def citing(books: Iterable[Rules]) -> dict[Article, list[str]]:
    """The reverse index: which rules and parameters rest on an article, for the day it is repealed."""
    found: dict[Article, list[str]] = {}
    for book in books:
        for rule in book.own.values():
            for article in rule.articles:
                found.setdefault(article, []).append(f"{book.code}.{rule.name}")
        for policy in book.policies:
            for name, each in policy.parameters().items():
                code = f"{policy.code}.{name}"
                if code not in found.setdefault(each.basis, []):
                    found[each.basis].append(code)
    return found


def faults(book: Rules) -> list[str]:
    """What a book of rules may not do: cite nothing, say what it does not rest on, name what is not there, leave a figure unsourced."""
    found = [f"{name}: 没有依据" for name, rule in book.own.items() if not rule.articles]
    for name, rule in book.own.items():
        allowed = {name, *rule.inputs}
        for sentence in (rule.say, rule.otherwise):
            found += [f"{name}: 句中的 {each} 不是它的依据" for each in placeholders(sentence) if each not in allowed]
        found += [f"{name}: 没有 {each}" for each in rule.inputs if each not in book.names and each not in GIVEN]
    for policy in book.policies:
        for name, each in policy.parameters().items():
            found += [
                f"{policy.code}.{name}: 取值没有文件或把握程度"
                for row in each.dated
                if not row.document or row.tag not in "ABCDK"
            ]
    found += [f"没有 {each}" for each in (book.result, *book.parts) if each not in book.names]
    return found
