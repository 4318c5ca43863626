"""What happens to filings of near relatives every night."""

from __future__ import annotations

import datetime as dt

from doudi.base.nightly import Nightly
from doudi.programmes.integrity.near_relatives.matching import keep_up


def match(today: dt.date, now: dt.datetime) -> str:
    """应备未备 is found; filings follow offices and benefits."""
    kept = keep_up(today=today, at=now)
    return f"新发现应备未备{kept.found}条，终止备案{kept.ended}件，记录变动{kept.amended}件。"


NIGHTLY = (Nightly("match_near_relatives", "近亲属备案比对", match),)
