"""The worksheet of one household: from the same rules as the roll, every step in a sentence, with facts, articles and parameters.

The letter (告知书) is a short form of it: at most twelve lines, nothing of third persons.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby, product
from typing import TypeAlias

import numpy as np

from doudi.base.documents import Article
from doudi.base.months import chinese_month
from doudi.mechanisms.entitlement.columns import Facts
from doudi.mechanisms.entitlement.family import Family, Given, facts_of
from doudi.mechanisms.entitlement.policy import Parameter, PolicyValue, Terms
from doudi.mechanisms.entitlement.rules import HOUSEHOLD, Fact, Rule, Rules
from doudi.mechanisms.entitlement.sentences import placeholders, said
from doudi.mechanisms.entitlement.turning import Figures, asked_of, turning
from doudi.mechanisms.entitlement.units import FLAG, MONTH, Unit

LETTER_LINES = 12
Columns: TypeAlias = Mapping[str, Sequence[int]]  # of one household


@dataclass(frozen=True)
class Line:
    """One step: `name` of the rule, whose (empty: the household's), the sentence, its figure, the numbers of its articles."""

    name: str
    who: str
    sentence: str
    figure: int
    articles: tuple[int, ...]
    facts: tuple[tuple[str, Given], ...]  # label of a fact → its value, source and date
    public: str  # the sentence as the applicant reads it: of third persons only whether it is so

    @property
    def sources(self) -> str:
        """【工资性收入(月):核对报告、2024-09-02】 for the facts whose source is known."""
        told = [f"{label}:{given}" for label, given in self.facts if str(given)]
        return f"【{';'.join(told)}】" if told else ""

    def __str__(self) -> str:
        marks = "".join(f"〔{number}〕" for number in self.articles)
        return f"{self.who + ':' if self.who else ''}{self.sentence}{marks}"


@dataclass(frozen=True)
class Missing:
    """A fact that is not known: whose, what shows it, and whether the result could depend on it."""

    label: str
    who: str
    proof: str
    matters: bool

    def __str__(self) -> str:
        text = f"缺{self.who + '的' if self.who else ''}{self.label}"
        return text + (f"(可由{self.proof}证明)" if self.proof else "") + ("" if self.matters else ",不影响结果")


@dataclass(frozen=True)
class Used:
    """A parameter that the result rests on, with the entries in force. `bears`: a step that came to something used it; the
    others are kept for the record and not told."""

    code: str
    label: str
    shown: str
    rows: tuple[PolicyValue, ...]
    bears: bool

    def __str__(self) -> str:
        row = self.rows[0]
        return f"{self.label}:{self.shown}({row.document},{row.applies_from:%Y-%m-%d}起,把握程度{row.tag})"


@dataclass(frozen=True)
class Worksheet:
    """核算说明. `parts` add up to `result`; `turns`: what would change it; `rules`: which text of the rules."""

    title: str
    month: int
    result: int
    unit: Unit
    parts: tuple[tuple[str, int], ...]
    lines: tuple[Line, ...]
    articles: tuple[Article, ...]
    parameters: tuple[Used, ...]
    missing: tuple[Missing, ...]
    turns: tuple[str, ...]
    rules: str

    @property
    def complete(self) -> bool:
        """Whether nothing is missing that could change the result."""
        return not any(each.matters for each in self.missing)

    def text(self) -> str:
        """For the handler: everything, in the order of the law."""
        blocks = [f"{self.title}核算说明({chinese_month(self.month)})"]
        blocks += [f"{number}. {line}{line.sources}" for number, line in enumerate(self.lines, 1)]
        if len(self.parts) > 1:
            sums = " + ".join(f"{label} {self.unit.shown(figure)}" for label, figure in self.parts)
            blocks.append(f"合计:{sums} = {self.unit.shown(self.result)} {self.unit.name}")
        blocks.append("依据:" + _cited(self.articles))
        blocks += [f"参数:{each}" for each in self.parameters if each.bears]
        blocks += [f"缺项:{each}" for each in self.missing]
        blocks += [f"变化:{each}" for each in self.turns]
        blocks.append(f"规则版本:{self.rules}")
        return "\n".join(blocks)

    def letter(self) -> list[str]:
        """For the applicant: at most twelve lines of reasons, then the articles they rest on."""
        told = list(self.lines)
        if len(told) > LETTER_LINES:
            told = [line for line in told if not line.who][-LETTER_LINES:]
        anew: dict[int, int] = {}
        for line in told:
            for number in line.articles:
                anew.setdefault(number, len(anew) + 1)
        lines = [
            f"{line.who + ':' if line.who else ''}{line.public}{''.join(f'〔{anew[number]}〕' for number in line.articles)}"
            for line in told
        ]
        return [*lines, "依据:" + _cited(self.articles[number - 1] for number in anew)]


def _cited(articles: Iterable[Article]) -> str:
    """Each document once, with its articles by the numbers of the marks."""
    places: dict[str, list[str]] = {}
    for number, article in enumerate(articles, 1):
        places.setdefault(str(article.document), []).append(f"〔{number}〕{article.place}")
    return ";".join(document + "、".join(found) for document, found in places.items())


def explain(book: Rules, family: Family, terms: Terms, *, row: int = 0, with_turns: bool = True) -> Worksheet:
    """Why one household (or its row-th person) gets what it gets under these terms."""
    telling, facts = _Telling(book, terms), family.facts(book)
    columns = telling.run(facts, asked_of(book) if with_turns else ())
    [told] = telling.told([family], facts, columns, row)
    return replace(told, turns=tuple(turning(book, facts, terms, columns, row=row))) if with_turns else told


def explain_many(book: Rules, families: Sequence[Family], terms: Terms) -> list[Worksheet]:
    """The same of many households (or first persons), computed all at once; without what would change it."""
    if not families:
        return []
    telling, facts = _Telling(book, terms), facts_of(families, book)
    return telling.told(families, facts, telling.run(facts), 0)


class _Telling:
    """What worksheets under the same terms share: which rules are told, and the parameters they rest on."""

    def __init__(self, book: Rules, terms: Terms) -> None:
        self.book, self.terms = book, terms
        self.rules, self.inputs = _sayable(book)
        self.used: dict[frozenset[str], tuple[Used, ...]] = {}

    def run(self, facts: Facts, asked: Iterable[str] = ()) -> Figures:
        """The figures that are told, and whatever else is asked, in one run."""
        return self.book.run(facts, self.terms, *dict.fromkeys((*self.inputs, *asked))).columns

    def told(self, families: Sequence[Family], facts: Facts, columns: Figures, row: int) -> list[Worksheet]:
        whole = {name: (columns[name].tolist(), self.book.level(name) is HOUSEHOLD) for name in self.inputs}
        starts = facts.starts.tolist()
        sheets = []
        for number, family in enumerate(families):
            first, last = starts[number], starts[number + 1]
            own = {
                name: column[number : number + 1] if of_household else column[first:last]
                for name, (column, of_household) in whole.items()
            }
            sheets.append(self._one(family, own, row))
        return sheets

    def _one(self, family: Family, columns: Columns, row: int) -> Worksheet:
        book, terms = self.book, self.terms
        cited: dict[Article, int] = {}
        lines = [
            line
            for person, rule in _in_order(self.rules, len(family.people))
            if (line := _line(book, rule, person, columns, terms, family, cited)) is not None
        ]
        at = 0 if book.level(book.result) is HOUSEHOLD else row
        bearing = frozenset(rule.name for rule in self.rules if any(columns[rule.name]))
        if bearing not in self.used:
            self.used[bearing] = tuple(_used(book, terms, bearing))
        return Worksheet(
            f"{family.label}{book.name}",
            terms.month,
            int(columns[book.result][at]),
            _unit(book, book.result),
            tuple((book.rules[part].label, int(columns[part][at])) for part in book.parts if columns[part][at]),
            tuple(lines),
            tuple(cited),
            self.used[bearing],
            tuple(_missing(book, family, terms, row)),
            (),
            book.fingerprint,
        )


@cache
def _sayable(book: Rules) -> tuple[tuple[Rule, ...], tuple[str, ...]]:
    """The rules that the result rests on, or that rest on it, in the order of the text; and all figures to be computed."""
    needed = {step.name for step in book.plan((book.result, *book.parts)) if step.rule is not None}
    needed |= {name for name, rule in book.own.items() if book.result in rule.inputs}
    rules = tuple(rule for name, rule in book.rules.items() if name in needed)
    named = {each for rule in rules for text in (rule.say, rule.otherwise) for each in placeholders(text)}
    facts = sorted(each for each in named if isinstance(book.names.get(each), Fact | Rule))
    return rules, tuple(dict.fromkeys((book.result, *(rule.name for rule in rules), *facts)))


def _in_order(rules: Iterable[Rule], people: int) -> Iterable[tuple[int, Rule]]:
    """Steps of persons that follow one another are told person by person."""
    for level, block in groupby(rules, key=lambda rule: rule.level):
        if level is HOUSEHOLD:
            yield from ((0, rule) for rule in block)
        else:
            yield from product(range(people), tuple(block))


def _line(
    book: Rules, rule: Rule, person: int, columns: Columns, terms: Terms, family: Family, cited: dict[Article, int]
) -> Line | None:
    figure = int(columns[rule.name][person])
    sentence = rule.say if figure else rule.otherwise
    if not sentence:
        return None
    figures: dict[str, int] = {}
    units: dict[str, Unit] = {}
    for name in placeholders(sentence):
        units[name] = _unit(book, name)
        column = columns.get(name)
        if column is None:
            figures[name] = terms.month if name == "month" else int(terms[name])
        else:
            figures[name] = int(column[person if book.level(name) is not HOUSEHOLD else 0])
    rests_on = [each for name in rule.inputs if isinstance(each := book.names.get(name), Fact)]
    return Line(
        rule.name,
        family.people[person].label if rule.level is not HOUSEHOLD else "",
        text := said(sentence, figures, units),
        figure,
        tuple(cited.setdefault(article, len(cited) + 1) for article in rule.articles),
        tuple((each.label, family.given(each, person if each.level is not HOUSEHOLD else 0)) for each in rests_on),
        f"{rule.label}:{'是' if figure else '否'}" if any(each.confidential for each in rests_on) else text,
    )


def _missing(book: Rules, family: Family, terms: Terms, row: int) -> Iterable[Missing]:
    """Facts that are needed, or that were asked for and not answered. A yes-or-no that changes nothing either way is said so."""
    rests_on = {step.name for step in book.plan((book.result, *book.parts))}
    for name, fact in book.all_facts.items():
        if name not in rests_on:
            continue
        for person in range(len(family.people)) if fact.level is not HOUSEHOLD else [0]:
            figures = family.people[person].figures if fact.level is not HOUSEHOLD else family.figures
            if not (fact.needed or name in figures) or family.given(fact, person).value is not None:
                continue
            who = family.people[person].label if fact.level is not HOUSEHOLD else ""
            yield Missing(fact.label, who, fact.proof, _matters(book, family, terms, fact, person, row))


def _matters(book: Rules, family: Family, terms: Terms, fact: Fact, person: int, row: int) -> bool:
    """Whether answers differ; of money any may come, so it may always matter."""
    answers = range(2) if fact.unit is FLAG else [int(each) for each in fact.unit.names] if fact.unit.names else None
    if answers is None:
        return True
    facts = family.facts(book)
    columns, whose = (facts.households, 1) if fact.level is HOUSEHOLD else (facts.persons, facts.people)
    at = 0 if book.level(book.result) is HOUSEHOLD else row
    results = set()
    for answer in answers:
        column = columns[fact.name].copy() if fact.name in columns else np.full(whose, fact.default, np.int64)
        column[person] = answer
        results.add(int(book.run(facts, terms, book.result, given={fact.name: column})[book.result][at]))
    return len(results) > 1


def _used(book: Rules, terms: Terms, came_to_something: Collection[str]) -> Iterable[Used]:
    """`came_to_something`: the rules whose figure is not nought for anybody of the household."""
    rules = _sayable(book)[0]
    bearing = {name for rule in rules if rule.name in came_to_something for name in rule.inputs}
    for name in dict.fromkeys(name for rule in rules for name in rule.inputs):
        each = book.names.get(name)
        if not isinstance(each, Parameter) or name not in terms.rows:
            continue
        rows = terms.rows[name]
        shown = [f"{each.class_name(row.key)} {each.unit.shown(row.value)}{each.unit.name}".strip() for row in rows]
        bears = name in bearing and any(row.value for row in rows)
        yield Used(book.parameter_code(name), each.label, "、".join(dict.fromkeys(shown)), rows, bears)


def _unit(book: Rules, name: str) -> Unit:
    return MONTH if name == "month" else book.names[name].unit
