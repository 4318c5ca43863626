"""One list linked by Splink with its usual string levels, in a process of its own: FOLDER and number of the list.

It gets the same rows with the address written out, blocking rules of the kind its guide recommends, and is judged alike: best
candidate, three bits ahead of the second.
"""

from __future__ import annotations

import json
import logging
import sys
from pathlib import Path
from typing import Any

import polars as pl
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from bench.linkage_lists import Clock, aim, read

NAME = cl.JaroWinklerAtThresholds("name", [0.9, 0.7]).configure(term_frequency_adjustments=True)
ADDRESS = cl.LevenshteinAtThresholds("address", [1, 3, 6])
PHONE = cl.LevenshteinAtThresholds("phone", [1, 2])
NUMBER = cl.LevenshteinAtThresholds("number", [1, 2, 4])
COMPARISONS: tuple[list[Any], ...] = (
    [NAME, NUMBER, ADDRESS, PHONE],
    [NAME, ADDRESS, PHONE],
    [NAME, cl.LevenshteinAtThresholds("month", [1, 2]), cl.ExactMatch("sex"), cl.ExactMatch("town")],
)
SURNAME, GIVEN = "substr(name, 1, 1)", "substr(name, 2)"
PLACE_RULES = [block_on("address"), block_on("phone"), block_on("village", "name"), block_on("village", GIVEN)]
BLOCKS: tuple[list[Any], ...] = (
    [
        *PLACE_RULES,
        block_on("substr(number, 1, 14)"),
        block_on("substr(number, 7, 11)"),
        block_on("name", "substr(number, 7, 4)"),
    ],
    [*PLACE_RULES, block_on("village", "substr(name, 1, 2)"), block_on("town", "name")],
    [block_on("name"), block_on("month", SURNAME), block_on("month", GIVEN)],
)
TRAINING: tuple[list[Any], ...] = (
    [block_on("name"), block_on("address")],
    [block_on("name", "town"), block_on("address")],
    [block_on("name"), block_on("month", SURNAME)],
)
SURE: tuple[list[Any], ...] = (
    [block_on("name", "address")],
    [block_on("name", "address")],
    [block_on("name", "month", "sex")],
)


def main(folder: Path, place: int) -> None:
    logging.getLogger("splink").setLevel(logging.ERROR)
    rows, people = read(folder, place)
    clock = Clock()
    api = DuckDBAPI()
    tables = [api.register(_plain(rows, "row").to_pandas()), api.register(_plain(people, "person_key").to_pandas())]
    settings = SettingsCreator(
        link_type="link_only",
        unique_id_column_name="id",
        comparisons=COMPARISONS[place],
        blocking_rules_to_generate_predictions=BLOCKS[place],
        retain_matching_columns=False,
    )
    linker = Linker(tables, settings, log_level=None)
    linker.training.estimate_probability_two_random_records_match(SURE[place], recall=0.5)
    linker.training.estimate_u_using_random_sampling(max_pairs=5e6)
    for rule in TRAINING[place]:
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    pairs = pl.from_pandas(linker.inference.predict(threshold_match_weight=-4).as_pandas_dataframe())
    found = _decided(pairs, people, aim(place))
    told = {"seconds": clock.seconds(), "pairs": len(pairs)}
    found.write_parquet(folder / f"splink-{place}.parquet")
    print(json.dumps(told))


def _plain(table: pl.DataFrame, key: str) -> pl.DataFrame:
    """Columns as text, the address written out."""
    columns = table.columns
    place = pl.col("area_code")
    town, village = place.str.slice(0, 9), pl.when(~place.str.ends_with("000")).then(place)
    out = [pl.col(key).cast(pl.String).alias("id"), pl.col("name"), pl.when(place != "").then(town).alias("town")]
    if "door" in columns:
        flat = pl.col("door").str.replace("^[^/]*/", "").str.replace_all("/+", "-")
        rural = pl.format("{}村{}组{}号", pl.col("area_code").str.slice(9), "grp", "house")
        written = pl.format("{}镇{}", town, pl.when(pl.col("grp") > 0).then(rural).otherwise(flat))
        out += [written.alias("address"), village.alias("village"), pl.col("phone")]
    if "number" in columns:
        out.append(pl.col("number"))
    elif key == "person_key":
        out.append(pl.col(key).cast(pl.String).alias("number"))
    if "born_on" in columns:
        out += [pl.col("born_on").dt.strftime("%Y-%m").alias("month"), pl.col("sex")]
    return table.select(out)


def _decided(pairs: pl.DataFrame, people: pl.DataFrame, to: str) -> pl.DataFrame:
    """The best candidate of each row (or household), and its gap to the second."""
    left_is_row = pairs["id_l"].cast(pl.Int64).max() < 10**9  # type: ignore[operator]  # keys of people have 17 digits
    row, person = ("id_l", "id_r") if left_is_row else ("id_r", "id_l")
    key = "household_no" if to == "households" else "person_key"
    homes = people.select("person_key", "household_no")
    scored = (
        pairs.select(
            pl.col(row).cast(pl.Int64).alias("row"),
            pl.col(person).cast(pl.Int64).alias("person_key"),
            bits="match_weight",
        )
        .join(homes, on="person_key")
        .group_by("row", key)
        .agg(pl.col("bits").max())
        .sort("row", "bits", descending=[False, True])
    )
    best = scored.group_by("row", maintain_order=True).agg(
        pl.col(key).first(),
        pl.col("bits").first(),
        gap=pl.col("bits").first() - pl.col("bits").get(1, null_on_oob=True),
    )
    return best.filter(pl.col("bits") >= 0).with_columns(pl.col("gap").fill_null(40.0))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
