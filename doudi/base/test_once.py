"""What is read once is read once, and anew as soon as it has changed."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from doudi.base.notices import calendar, enter_notice
from doudi.base.once import forget, once, read_once


def test_outside_of_the_block_everything_is_asked_each_time() -> None:
    asked: list[int] = []
    for _ in range(2):
        once("list", lambda: asked.append(1))
    assert len(asked) == 2


def test_within_the_block_it_is_asked_once_and_after_a_change_again() -> None:
    values = iter((1, 2, 3))
    with read_once():
        assert (once("number", lambda: next(values)), once("number", lambda: next(values))) == (1, 1)
        with read_once():  # the same work: a service within a page
            assert once("number", lambda: next(values)) == 1
            forget()
        assert once("number", lambda: next(values)) == 2
    assert once("number", lambda: next(values)) == 3


def test_what_is_given_counts_as_read_and_stands_for_itself() -> None:
    with read_once():
        once("number", lambda: 1)
        with read_once({"number": 7}):
            assert once("number", lambda: 1) == 7
        assert once("number", lambda: 2) == 1


@pytest.mark.django_db
def test_a_notice_entered_within_the_block_counts_at_once(django_assert_num_queries: Any) -> None:
    day = dt.date(2027, 10, 8)
    with read_once():
        with django_assert_num_queries(1):
            assert calendar().is_workday(day) is calendar().is_workday(day) is True
        enter_notice(2027, document="国办发明电〔2026〕测试", days_off=[day], workdays=[], by=None, at=timezone.now())
        assert calendar().is_workday(day) is False
