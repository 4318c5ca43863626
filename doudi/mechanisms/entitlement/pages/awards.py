"""待遇名册: who gets a benefit, how much, why, and since when."""

from __future__ import annotations

from doudi.mechanisms.entitlement.declare import Benefit
from doudi.pages.declare import Page


def pages_of(*benefits: Benefit) -> tuple[Page, ...]:
    """The pages of a programme's awards."""
    return ()
