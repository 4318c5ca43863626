"""What happens to filings of kept cards every night."""

from __future__ import annotations

import datetime as dt

from doudi.base.nightly import Nightly
from doudi.programmes.integrity.card_keeping.services import close_gone


def close(today: dt.date, now: dt.datetime) -> str:
    """Whose benefit has ended or whose account has changed."""
    return f"待遇或账户已变更，终止代管备案{close_gone(at=now)}件。"


NIGHTLY = (Nightly("close_card_keepings", "银行卡代管备案清理", close),)
