"""How two names of one number differ (R-ID-02), whole columns at once and without pypinyin: a slip of the hand, or somebody else."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from doudi.mechanisms.matching.linkage.fields import Fields
from doudi.mechanisms.matching.linkage.levels import NAME, name_level
from doudi.mechanisms.matching.linkage.tables import UNKNOWN

MASKED = "masked"
# Where a name is masked on purpose, besides the signs of `tables`: 王某某, 王X明.
_MASKS = [UNKNOWN, ord("某"), ord("X")]


def likeness(one: pl.Series, other: pl.Series) -> pl.Series:
    """The code of each pair of names in two columns of the same length; null where either is empty.

    The codes of `levels.NAME`, from "same" (but for variant characters, blanks and what stands in brackets), "sounds" and "near" to
    "else", and "masked", where all characters agree that are not hidden.
    """
    here, there = (Fields(pl.DataFrame({"name": names}), number="number") for names in (one, other))
    places = np.arange(here.size)
    level = name_level(here, there, places, places)
    codes = pl.Series([*NAME.codes, None], dtype=pl.String)
    found = codes.gather(level.astype(np.int64) % len(codes))
    masked = _masked(here, there) & (level > 0)
    return found.scatter(np.flatnonzero(masked), MASKED) if masked.any() else found


def _masked(here: Fields, there: Fields) -> NDArray[np.bool_]:
    one, other = here.name.characters, there.name.characters
    hidden = np.isin(one, _MASKS) | np.isin(other, _MASKS)
    shown = (one == other) | hidden
    found: NDArray[np.bool_] = (
        hidden.any(axis=1) & shown.all(axis=1) & (here.name.length == there.name.length) & ~hidden[:, 0]
    )
    return found
