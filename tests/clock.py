"""The county's clock in stories that live over days: the real one, put to some day."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from doudi.mechanisms.entitlement.testing_awards import moment


class Clock:
    """What `timezone.now` says from now on; it runs on from where it was put."""

    def __init__(self, real: Any, on: str | dt.date) -> None:
        self.real, self.shift = real, dt.timedelta()
        self.put(on)

    def put(self, on: str | dt.date, hour: int = 9) -> None:
        self.shift = moment(on, hour) - self.real()

    def __call__(self) -> dt.datetime:
        now: dt.datetime = self.real() + self.shift
        return now


def started(monkeypatch: pytest.MonkeyPatch, on: str | dt.date) -> Clock:
    """The clock of this test, put to nine o'clock of a day."""
    made = Clock(timezone.now, on)
    monkeypatch.setattr(timezone, "now", made)
    return made
