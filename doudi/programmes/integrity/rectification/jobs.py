"""What happens to the register every night."""

from __future__ import annotations

import datetime as dt

from doudi.base.nightly import Nightly
from doudi.programmes.integrity.rectification.services import look_back


def due(today: dt.date, now: dt.datetime) -> str:
    """Items whose look-back has come (R-LEDGER-03)."""
    return f"{look_back(on=today, at=now)}项整改问题到期回头看。"


NIGHTLY = (Nightly("rectification_look_back", "整改问题回头看", due),)
