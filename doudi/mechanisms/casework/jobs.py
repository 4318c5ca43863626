"""What moves by itself every night: what lapses lapses, and what is late is told to those above."""

from __future__ import annotations

import datetime as dt

from doudi.base.nightly import Nightly
from doudi.mechanisms.casework.declare import FLOWS
from doudi.mechanisms.casework.escalations import escalate
from doudi.mechanisms.casework.lapses import lapse


def advance(today: dt.date, now: dt.datetime) -> str:
    """到期自动办理和督办, of every flow."""
    flows = list(FLOWS.values())
    lapsed = lapse(flows, today=today, at=now)
    return f"到期自动办理{lapsed}件，新增督办{escalate(flows, today=today, at=now)}条。"


NIGHTLY = (Nightly("advance_cases", "到期自动办理和督办", advance),)
