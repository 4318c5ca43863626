"""Lots: who is looked at more closely is drawn by a hash, so that nobody chooses and anybody can check it afterwards."""

from __future__ import annotations

import hashlib


def lot(seed: str) -> float:
    """The lot of a seed, from 0 to less than 1: the same whenever it is drawn, and nobody can tell it beforehand."""
    return int(hashlib.sha256(seed.encode()).hexdigest()[:8], 16) / 0x1_0000_0000


def drawn(seed: str, share: float) -> bool:
    """Whether a seed falls into a share (0.3: three in ten)."""
    return lot(seed) < share
