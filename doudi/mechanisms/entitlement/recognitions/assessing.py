"""What the rules of a recognition say of a household: whether it is recognised, and whom it counts."""

from __future__ import annotations

from doudi.mechanisms.entitlement.awards.decisions import Assessed
from doudi.mechanisms.entitlement.explain import explain
from doudi.mechanisms.entitlement.family import Family
from doudi.mechanisms.entitlement.policy import Terms
from doudi.mechanisms.entitlement.recognitions.declare import Recognition


def assess(recognition: Recognition, family: Family, terms: Terms) -> Assessed:
    """The worksheet, and the ids of the people who count."""
    book = recognition.book
    sheet = explain(book, family, terms, with_turns=False)
    counts = book.run(family.facts(book), terms, recognition.people)[recognition.people]
    people = tuple(int(each.key) for each, is_so in zip(family.people, counts, strict=True) if is_so)
    return Assessed(sheet, people)
