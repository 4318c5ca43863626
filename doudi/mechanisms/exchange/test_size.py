"""A text table as long as a province's list is taken in whole, in bounded memory."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import polars as pl

from doudi.mechanisms.exchange.normalise import check_values

ROWS = 2_000_000
MOST = 900  # MiB; the program itself takes some 110 of it, the cells as they came in and the rows that were made of them the rest
# Of the program's own memory: what getrusage tells is never less than that of whoever started it, here a worker with all tests behind it.
TAKING_IN = """
import re, sys
from pathlib import Path
from doudi.mechanisms.exchange.testing import MONTH, PENSIONS
from doudi.mechanisms.exchange.intake import take_in
intake = take_in([Path(sys.argv[1])], [PENSIONS], month=MONTH)
(part,) = intake.parts
frame = part.frame
print(part.rows, frame["id_number_key"].n_unique(), frame["monthly"].sum(), intake.rejects.height,
      int(re.search(r"VmHWM:\\s*(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024)
"""


def test_a_table_of_two_million_rows(tmp_path: Path) -> None:
    """Every number is another one; one in a million has a wrong check digit and is refused."""
    order = np.arange(ROWS)
    first = 36981519000101001 + order % 900 + (order // 900 % 28) * 1000 + (order // 25_200 % 90) * 10_000_000
    letters = pl.Series([*"0123456789X"]).gather((check_values(first) + (order % 1_000_000 == 7)) % 11)
    table = pl.DataFrame(
        {
            "姓名": pl.Series([f"{surname}某某" for surname in "赵钱孙李周吴郑王"]).gather(order % 8),
            "身份证号": pl.Series(first).cast(pl.String) + letters,
            "月养老金": (order % 5000) / 100,
            "领取日期": pl.Series(["2012-04-01"]).new_from_index(0, ROWS),
        }
    )
    table.write_csv(tmp_path / "养老金.csv")
    words = [sys.executable, "-c", TAKING_IN, str(tmp_path / "养老金.csv")]
    said = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    rows, persons, fen, rejects, memory = map(int, said.split())
    assert (rows, rejects) == (ROWS, 2)
    assert persons == len(np.unique(first)) - 2
    assert fen == int((order % 5000)[order % 1_000_000 != 7].sum())
    assert memory < MOST
