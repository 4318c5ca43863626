"""What the comparison of a single household is asked and answers; a programme that has lists and checks says who answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, TypeAlias

from django.db.models import TextChoices


class Verdict(TextChoices):
    """What the township is told of a question (R-CHK-08). What was not compared is never within (R-CHK-01)."""

    WITHIN = "WITHIN", "未发现超限或不符"
    ABOVE = "ABOVE", "超限或与申报不符"
    NOT_FILED = "NOT_FILED", "近亲属未备案"  # no limit is passed: the filing is missing (R-REL-04)
    DOUBTFUL = "DOUBTFUL", "有提示，须核实"
    NOT_COMPARED = "NOT_COMPARED", "未比对"


@dataclass(frozen=True)
class Asked:
    """A member as the household declares him. Money in fen a month."""

    id_number: str = field(repr=False)
    name: str
    relation: str
    wages: int = 0
    pension: int = 0
    other: int = 0


@dataclass(frozen=True)
class Difference:
    """A kind of income of the whole household, as it was declared and as the lists have it, in fen a month. This much the township is told
    (R-CHK-08); which list, which payer, which account are details."""

    kind: str
    declared: int
    checked: int


@dataclass(frozen=True)
class Line:
    """The answer to one question: the lists it rests on with their months, those that did not come or are too old, and how many
    findings; how far declared income differs; `details` are for the verification centre."""

    rule: str
    name: str
    verdict: Verdict
    lists: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    hits: int = 0
    difference: Difference | None = None
    details: tuple[dict[str, Any], ...] = field(default=(), repr=False)

    def told(self) -> dict[str, Any]:
        """Without the details."""
        plain = asdict(self)
        plain.pop("details")
        return plain


@dataclass(frozen=True)
class Question:
    """One household in one month, with whether the urban standard applies."""

    people: Sequence[Asked]
    household_no: str
    area_code: str
    urban: bool
    month: int


Answerer: TypeAlias = Callable[[Question], list[Line]]
_answerers: list[Answerer] = []


def answered_by(answerer: Answerer) -> Answerer:
    """Declares who compares a household with the lists."""
    _answerers.append(answerer)
    return answerer


def ask(question: Question) -> list[Line]:
    """Every answerer's lines, in their order."""
    return [line for answerer in _answerers for line in answerer(question)]
