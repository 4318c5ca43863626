"""A process that dies: at the n-th statement to the database everything stops, as if the power were cut."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import connection, transaction

from doudi.base.refused import Refused

Result = TypeVar("Result")


class PowerCut(BaseException):
    """Not an Exception: nothing in the program may catch it."""


@contextmanager
def power_cut_at(statement: int) -> Iterator[None]:
    """Cut the power before so many more statements have reached the database. What follows (rolling back) is let through."""
    left = [statement]

    def count(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        left[0] -= 1
        if left[0] == 0:
            raise PowerCut
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        yield


def surviving(chance: random.Random, call: Callable[[], Result], *, dies: float = 0.1, twice: float = 0.2) -> Result:
    """Do something as it is done in a county: sometimes the power is cut and it is done again, sometimes somebody presses twice."""
    if chance.random() < dies:
        try:
            with transaction.atomic(), power_cut_at(chance.randint(1, 25)):
                call()
                raise PowerCut  # after all was said, before it was on the disk
        except PowerCut:
            pass
    result = call()
    if chance.random() < twice:
        again = call()
        assert getattr(again, "pk", None) == getattr(result, "pk", None), f"done twice: {result} and {again}"
    return result


@contextmanager
def refused(why: str) -> Iterator[None]:
    """What must be refused, with these words in the sentence."""
    sentence = ""
    try:
        yield
    except Refused as refusal:
        sentence = refusal.sentence
    assert why in sentence, f"not refused, or otherwise: {sentence} ({why})"
