"""What share of other counties' columns is read right: `python -m tests.other_counties.measure 100-160 [--kept-back] [--show]`.

A column of a file counts as right if 95 of 100 of its values come out as they are. Also counted: files taken for another list,
files left to a person, columns taken for something that they are not.
"""

from __future__ import annotations

import math
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from doudi.mechanisms.exchange.declare import Source
from doudi.mechanisms.exchange.intake import Intake, take_in
from doudi.programmes.integrity.data_matching.sources import SOURCES
from tests.other_counties.formats import new_workbook, write
from tests.other_counties.layouts import MONTH, Choice, Sheet, choose, file_name, lay_out
from tests.other_counties.people import County
from tests.other_counties.strangers import STRANGERS, rows_of
from tests.other_counties.tables import Table, make_table

RIGHT = 0.95


@dataclass
class Score:
    files: int = 0
    recognised: int = 0
    mistaken: list[str] = field(default_factory=list)  # taken for another list
    unsure: list[str] = field(default_factory=list)
    columns: int = 0
    right: int = 0
    wrong: list[str] = field(default_factory=list)
    false: list[str] = field(default_factory=list)  # taken for a column that the file does not have
    rows_lost: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"files {self.files}: recognised {self.recognised / self.files:.4f}, for another list {len(self.mistaken) / self.files:.4f}, "
            f"left to a person {len(self.unsure) / self.files:.4f}; columns {self.columns}: right {self.right / self.columns:.4f}, "
            f"in recognised files {self.right / max(self.columns - self._of_unread(), 1):.4f}; columns that are not there {len(self.false)}; "
            f"files with other rows {len(self.rows_lost)}"
        )

    unread_columns: int = 0

    def _of_unread(self) -> int:
        return self.unread_columns


def measure(
    seed: int, score: Score, *, kept_back: bool, sources: tuple[Source, ...] = SOURCES, rows: tuple[int, int] = (8, 40)
) -> None:
    """One county's files, written, read and compared with what is true."""
    county = County(seed)
    written: dict[str, tuple[Table, Choice]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for source in sources:
            table = make_table(county, source, kept_back=kept_back, rows=county.chance.randrange(*rows))
            choice = choose(table, county.chance)
            suffix, data = write(lay_out(county, table, choice), county.chance)
            name = file_name(county, table, choice)
            while f"{name}{suffix}" in written:
                name += "_"
            (Path(folder) / f"{name}{suffix}").write_bytes(data)
            written[f"{name}{suffix}"] = table, choice
        intake = take_in([Path(folder)], sources, month=MONTH)
    for file, (table, choice) in written.items():
        _compare(f"{seed}/{file} [{choice}]", file, table, intake, score)


def measure_strangers(seed: int) -> list[str]:
    """What was taken in of lists that nobody asked for."""
    county = County(seed)
    with tempfile.TemporaryDirectory() as folder:
        for name, title, words in STRANGERS:
            headings, rows = rows_of(county, words)
            data = new_workbook([Sheet("Sheet1", [[title], headings, *rows])])
            (Path(folder) / f"{name}.xlsx").write_bytes(data)
        intake = take_in([Path(folder)], SOURCES, month=MONTH)
    return [f"{part.file} taken for {part.source.code}, {part.guess.certainty}" for part in intake.parts if part.rows]


def _compare(label: str, file: str, table: Table, intake: Intake, score: Score) -> None:
    code = table.source.code
    parts = [part for part in intake.parts if part.file == file]
    mine = [part for part in parts if part.source.code == code]
    score.files += 1
    score.columns += len(table.truth)
    if others := [part for part in parts if part.source.code != code and part.rows > 0]:
        score.mistaken.append(f"{code} taken for {others[0].source.code}: {label}")
    if not mine:
        said = "; ".join(problem.sentence for problem in intake.problems if problem.file == file)
        score.unsure.append(f"{code}: {label}: {said} {table.headings}")
        score.unread_columns += len(table.truth)
        return
    score.recognised += 1
    rows = sum(part.frame.height for part in mine)
    if rows != len(table.rows):
        score.rows_lost.append(
            f"{code}: {label}: {rows} for {len(table.rows)} {[(p.sheet, p.rows, p.rejected) for p in mine]}"
        )
    for column in table.source.columns:
        got = Counter(
            _plain(value) for part in mine for value in part.frame[column.code].to_list() if value is not None
        )
        if column.code not in table.truth:
            if sum(got.values()) > 0.1 * rows and not (column.code == "township" and len(got) <= 4):
                headings = [
                    guess.heading for part in mine for guess in part.guess.columns if guess.column == column.code
                ]
                score.false.append(f"{code}.{column.code} from {headings[:1]}: {label}")
            continue
        true = Counter(_plain(value) for value in table.truth[column.code] if value is not None)
        if not true:  # nothing stands in it
            score.columns -= 1
            continue
        share = sum((got & true).values()) / max(sum(true.values()), 1)
        if share >= RIGHT:
            score.right += 1
        else:
            place = [h for h, c in zip(table.headings, table.codes, strict=True) if c == column.code]
            sample = (
                [row[table.codes.index(column.code)] for row in table.rows[:2]] if column.code in table.codes else []
            )
            score.wrong.append(f"{code}.{column.code} {place} {share:.2f} cells {sample} got {list(got)[:2]}: {label}")


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(round((each["value"] if isinstance(each, dict) else each) or 0.0, 2) for each in value)
    if isinstance(value, float):
        return round(value, 2) if math.isfinite(value) else None
    return value


def main(arguments: list[str]) -> None:
    first, _, last = arguments[0].partition("-")
    score = Score()
    for seed in range(int(first), int(last or first) + 1):
        measure(seed, score, kept_back="--kept-back" in arguments)
    strangers = [line for seed in range(int(first), int(last or first) + 1)[:3] for line in measure_strangers(seed)]
    print(score)
    print(f"lists nobody asked for taken in: {len(strangers)}")
    if "--show" in arguments:
        for title, lines in (
            ("MISTAKEN", score.mistaken),
            ("UNSURE", score.unsure),
            ("WRONG", score.wrong),
            ("FALSE", score.false),
            ("ROWS", score.rows_lost),
            ("STRANGERS", strangers),
        ):
            print(f"== {title} {len(lines)}")
            print("\n".join(lines))


if __name__ == "__main__":
    main(sys.argv[1:])
