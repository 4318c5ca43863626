"""Who a row without a number most likely is: the best person, how sure, how far ahead of the second, and why, in words.

Decided row by row, not pair by pair: a namesake in the same village who fits as well makes the row "possible", whatever its score.
Nothing that is found here is ever certain.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from doudi.mechanisms.matching.linkage.blocks import Candidates
from doudi.mechanisms.matching.linkage.codes import Ints, hashed
from doudi.mechanisms.matching.linkage.fields import Fields
from doudi.mechanisms.matching.linkage.levels import COMPARISONS, Levels, another_number, levels
from doudi.mechanisms.matching.linkage.weights import Chances, To, Weights

LINKS = {
    "row": pl.Int64,
    "person_key": pl.Int64,
    "household_no": pl.String,
    "bits": pl.Float64,
    "gap": pl.Float64,
    "strength": pl.String,
    "words": pl.String,
}
FARTHEST = 40.0
_ROWS_AT_ONCE = 60_000
_OUT = np.float32(-1000)


class People:
    """The people that lists are linked to, with what is computed of them kept from one list to the next."""

    def __init__(self, table: pl.DataFrame) -> None:
        """`table` as `link` describes it; lines without a person_key are nobody."""
        table = table.filter(pl.col("person_key").is_not_null())
        if "household_no" not in table.columns:
            table = table.with_columns(household_no=pl.lit(None, dtype=pl.String))
        self.table = table
        self.fields = Fields(table, number="person_key")
        self.candidates = Candidates(self.fields)
        self.persons: Ints = table["person_key"].cast(pl.Int64).to_numpy()
        self._chances: Chances | None = None
        self._homes: tuple[pl.Series, Ints] | None = None

    def chances(self, weights: Weights) -> Chances:
        if self._chances is None or self._chances.weights != weights:
            self._chances = Chances(self.fields, weights)
        return self._chances

    def homes(self) -> tuple[pl.Series, Ints]:
        """The household of each person, as text and as an integer (0: none).

        Who has died and left nobody in his book belongs to the household that lives at his door now, sooner to one of his surname.
        """
        if self._homes is None:
            own = self.table["household_no"].cast(pl.String)
            homes = own if "dead" not in self.table.columns else self._living_homes(own)
            self._homes = homes, hashed(homes)
        return self._homes

    def _living_homes(self, own: pl.Series) -> pl.Series:
        lines = pl.DataFrame(
            {
                "place": np.arange(self.fields.size),
                "home": own,
                "dead": self.table["dead"].cast(pl.Boolean).fill_null(False),
                "door": self.fields.place.door,
                "surname": self.fields.name.surname,
            }
        )
        living = lines.filter(~pl.col("dead"), pl.col("home").is_not_null())
        alone = lines.filter("dead", pl.col("door") != 0).join(living, on="home", how="anti")
        successors = (
            alone.join(living.select("door", "surname", now="home"), on="door")
            .sort(pl.col("surname") != pl.col("surname_right"), "now")
            .unique("place", keep="first", maintain_order=True)
        )
        return own.scatter(successors["place"], successors["now"]) if len(successors) else own


@dataclass(frozen=True)
class Pairs:
    """Pairs of places of rows and people, ordered by row, with their levels and what they say."""

    row: Ints
    person: Ints
    levels: dict[str, Levels]
    bits: NDArray[np.float64]  # log2 of the odds that the row is this person rather than nobody here


def link(
    rows: pl.DataFrame,
    people: pl.DataFrame | People,
    *,
    to: To = "persons",
    weights: Weights | None = None,
    among: pl.Series | None = None,
) -> pl.DataFrame:
    """One line for each row that has an acceptable best candidate (`LINKS`).

    `rows`: row, name, and any of area_code (12 digits, 9 and three zeros for a township, empty), grp, house, door (as
    `addresses.parse_column` gives them), phone, sex, born_on, number (as written). A born_on on the first of a month stands for the
    month, and if most of the list is on 1 January, for the year. A number never makes a link: it supports one, which is then at most
    "possible"; a number that is right in itself and another's rules a person out.

    `people`: person_key (the first 17 digits of the number, or any integer below 10**16), name, household_no, sex, born_on, area_code,
    grp, house, door, phone, dead. Give `People(table)` to link several lists to the same people. The dead are candidates: leave them
    out where only the living are meant, or say for each line of `people.table` with `among` whether it may be meant.

    `to` "persons" looks for the person; "households" for the household, by whichever member fits best. bits: log2 of the odds against
    nobody. gap: bits ahead of the best candidate that is another person (or household); 40 if there is none.
    """
    known = people if isinstance(people, People) else People(people)
    given = weights or Weights.load()
    if rows.is_empty() or known.table.is_empty():
        return pl.DataFrame(schema=LINKS)
    parts = [_linked(part, known, to, given, among) for part in rows.iter_slices(_ROWS_AT_ONCE)]
    return pl.concat(parts).sort("row")


def scored(rows: Fields, people: People, to: To, weights: Weights, among: pl.Series | None = None) -> Pairs:
    """All candidates of all rows with their bits."""
    row, person = people.candidates.pairs(rows)
    if among is not None:
        meant = among.to_numpy()[person]
        row, person = row[meant], person[meant]
    if to == "households":
        housed = people.homes()[1][person] != 0
        row, person = row[housed], person[housed]
    found = levels(rows, people.fields, row, person)
    chances = people.chances(weights)
    bits = np.full(len(row), prior(weights, to, chances), dtype=np.float32)
    for comparison in COMPARISONS:
        if comparison.name in found:
            table = weights.agreement(comparison, to) - chances.of(comparison, rows)
            # One more column for "absent", which says nothing: level -1 is the last.
            table = np.hstack([table, np.zeros((rows.size, 1), dtype=np.float32)])
            bits += table[row, found[comparison.name]]
    if rows.number.valid.any():
        bits[another_number(rows, people.fields, row, person)] = _OUT
    return Pairs(row, person, found, bits.astype(np.float64))


def prior(weights: Weights, to: To, chances: Chances) -> float:
    """log2 of the odds, before anything is compared, that a row is one given person."""
    share = weights.known[to]
    return float(np.log2(share / (1 - share)) - np.log2(chances.total))


def _linked(table: pl.DataFrame, people: People, to: To, weights: Weights, among: pl.Series | None) -> pl.DataFrame:
    rows = Fields(table, number="number")
    pairs = scored(rows, people, to, weights, among)
    likely = pairs.bits >= weights.accept["possible"] - weights.accept["gap"]
    if not likely.any():
        return pl.DataFrame(schema=LINKS)
    pairs = Pairs(
        pairs.row[likely],
        pairs.person[likely],
        {name: each[likely] for name, each in pairs.levels.items()},
        pairs.bits[likely],
    )
    homes, home_keys = people.homes()
    target = home_keys[pairs.person] if to == "households" else people.persons[pairs.person]
    best, gap, others = _decided(pairs, target, people.persons[pairs.person], weights.accept["gap"])
    row, person, bits = pairs.row[best], pairs.person[best], pairs.bits[best]
    damaged = rows.number.written[row] & ~rows.number.valid[row]
    probable = (bits >= weights.accept["probable"]) & (gap >= weights.accept["gap"]) & ~damaged
    links = pl.DataFrame(
        {
            "row": table["row"].gather(row),
            "person_key": people.table["person_key"].gather(person),
            "household_no": homes.gather(person),
            "bits": bits,
            "gap": gap,
            "strength": np.where(probable, "probable", "possible"),
            "words": _words(pairs.levels, best, _dead(people, person) if to == "households" else None, others, to),
        }
    )
    return links.filter(pl.col("bits") >= weights.accept["possible"]).cast(LINKS)  # type: ignore[arg-type]  # stubs want DataType


def _decided(pairs: Pairs, target: Ints, tie: Ints, near: float) -> tuple[Ints, NDArray[np.float64], Ints]:
    """For each row with candidates: the place of the best pair, its gap to the best other target, how many others come as near."""
    starts = np.flatnonzero(np.diff(pairs.row, prepend=-1))
    lengths = np.diff(starts, append=len(pairs.row))
    best_bits = np.repeat(np.maximum.reduceat(pairs.bits, starts), lengths)
    is_best = pairs.bits == best_bits
    # Of equals the smaller key, so that the order of rows and people changes nothing.
    ties = np.where(is_best, tie, np.iinfo(np.int64).max)
    first = is_best & (ties == np.repeat(np.minimum.reduceat(ties, starts), lengths))
    places = np.flatnonzero(first)
    best = places[np.unique(pairs.row[places], return_index=True)[1]]
    other = target != np.repeat(target[best], lengths)
    second = np.maximum.reduceat(np.where(other, pairs.bits, -np.inf), starts)
    gap = np.minimum(pairs.bits[best] - second, FARTHEST)
    close = other & (pairs.bits > best_bits - near)
    counted = pl.DataFrame({"row": pairs.row[close], "target": target[close]}).unique().group_by("row").len("others")
    others = pl.DataFrame({"row": pairs.row[best]}).join(counted, on="row", how="left", maintain_order="left")["others"]
    return best, gap, others.fill_null(0).cast(pl.Int64).to_numpy()


def _dead(people: People, person: Ints) -> pl.Series:
    if "dead" not in people.table.columns:
        return pl.repeat(False, len(person), eager=True)
    return people.table["dead"].cast(pl.Boolean).fill_null(False).gather(person)


def _words(found: dict[str, Levels], best: Ints, dead: pl.Series | None, others: Ints, to: To) -> pl.Series:
    """同音不同字,同村同组"""
    parts: list[pl.Series] = []
    for comparison in COMPARISONS:
        if comparison.name in found:
            words = pl.Series([word or None for word in (*comparison.words, "")], dtype=pl.String)
            parts.append(words.gather(found[comparison.name][best].astype(np.int64) % len(words)))
    if dead is not None:
        parts.append(pl.select(pl.when(dead).then(pl.lit("此人已故,认定为现住此户的家庭"))).to_series())
    count = pl.Series(others)
    rivals = pl.format("另有{}" + ("户" if to == "households" else "人") + "同样吻合", count)
    parts.append(pl.select(pl.when(count > 0).then(rivals)).to_series())
    return pl.select(pl.concat_str(parts, separator=",", ignore_nulls=True)).to_series()
