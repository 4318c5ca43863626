"""What happens to lasting rules every night."""

from __future__ import annotations

import datetime as dt

from doudi.base.nightly import Nightly
from doudi.programmes.integrity.regulations.services import fall_due


def due(today: dt.date, now: dt.datetime) -> str:
    """Rules whose review has come (R-LEDGER-05)."""
    return f"{fall_due(on=today, at=now)}项长效机制到期复核。"


NIGHTLY = (Nightly("regulations_review", "长效机制复核", due),)
