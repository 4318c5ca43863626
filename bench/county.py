"""The files of a big county that the bench measures with."""

from __future__ import annotations

from pathlib import Path

from doudi.demo.big_county import write_lists

MONTH = 2024 * 12 + 10  # 2024-11
WRITTEN = "2024-11"


def write(folder: Path, population: int, *, seed: int = 1) -> None:
    """About 45 files; at 500,000 people about 4 million rows. The same bytes for the same population and seed."""
    write_lists(folder, population, MONTH, seed)
