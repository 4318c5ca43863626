"""What a programme declares to recognise households: `Recognition`, the counterpart of a `Benefit` that pays nothing."""

from __future__ import annotations

from dataclasses import dataclass

from doudi.base.documents import Article
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.mechanisms.casework.declare import Term
from doudi.mechanisms.entitlement.declare import register_policies
from doudi.mechanisms.entitlement.rules import Rules
from doudi.mechanisms.registry.models import Category


@dataclass(frozen=True)
class Recognition:
    """一项认定. `months`: how long it is valid, counted from the day of the decision; `people`: the rule that says who counts."""

    code: str
    name: str
    book: Rules
    basis: tuple[Article, ...]
    months: Term
    category: Category.Kind
    people: str = "counted"
    deciders: frozenset[Role] = frozenset({Role.COUNTY_OFFICER, Role.BUREAU_LEADER})
    known: frozenset[str] = frozenset()  # facts that register and rolls know: a review does not ask for them

    def __post_init__(self) -> None:
        assert RECOGNITIONS.setdefault(self.code, self) == self, f"认定 {self.code} 重复声明"
        register_policies(*self.book.policies)


RECOGNITIONS: dict[str, Recognition] = {}


def recognition_of(code: str) -> Recognition:
    """The recognition of a code; Refused with the codes there are."""
    found = RECOGNITIONS.get(code)
    if found is None:
        raise Refused(f"没有名为“{code}”的认定，现有：{'、'.join(sorted(RECOGNITIONS))}。")
    return found
