"""How an office writes: workbooks with a title and a signature, text in GB18030, dates and numbers as they are typed."""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
from collections.abc import Iterable, Sequence
from pathlib import Path

import xlsxwriter

from doudi.base.months import chinese_month, first_day
from doudi.demo.county import COUNTY_NAME, Person
from doudi.demo.dossier import Dossier, Row, rows_of

Table = tuple[Sequence[str], list[list[object]]]
LARGE = 4000  # more rows than this go out as text


class Office:
    """One month and the folder its files go to."""

    def __init__(self, dossier: Dossier, *, month: int, newest: int, seed: int, folder: Path) -> None:
        self.dossier, self.month, self.newest = dossier, month, newest
        self.chance = random.Random(seed * 1000 + month)
        self.folder = folder
        self.people = dossier.county.people
        self.dead = {
            row["person"].number: row
            for row in rows_of(dossier, "deaths", month)
            if row["list"] == "police" and row.get("in_register", "name" not in row)
        }
        self.returned = {row["person"].number: row["on"] for row in rows_of(dossier, "returned", month)}
        self.moved = {row["person"].number: row["on"] for row in rows_of(dossier, "moved", month)}

    def file(self, title: str, suffix: str) -> Path:
        return self.folder / f"{title}({chinese_month(self.month)}){suffix}"

    def sheet(
        self,
        title: str,
        unit: str,
        table: Table,
        *,
        sheets: dict[str, list[list[object]]] | None = None,
        typed_in: int | None = None,
        merged: int | None = None,
    ) -> Path:
        """A workbook with a title, the sender, the heading, the rows and a signature; or text if it is large.

        `typed_in`: the month that stands in it, whatever the file is called. `merged`: the column whose equal cells are one.
        """
        heads, rows = table
        if len(rows) > LARGE:
            return self.text(title, heads, rows)
        month = self.month if typed_in is None else typed_in
        path = self.file(title, ".xlsx")
        with xlsxwriter.Workbook(str(path), {"constant_memory": merged is None}) as book:
            book.set_properties({"created": dt.datetime.combine(first_day(month), dt.time(9))})
            for name, lines in (sheets or {"Sheet1": rows}).items():
                sheet = book.add_worksheet(name)
                sheet.write_row(0, 0, [f"{COUNTY_NAME}{title}"])
                sheet.write_row(1, 0, [f"填报单位:{unit}", "", "", f"填报时间:{chinese_month(month)}"])
                sheet.write_row(3, 0, heads)
                for number, line in enumerate(lines, start=4):
                    for place, cell in enumerate(line):
                        if cell not in (None, "") and place != merged:
                            sheet.write(number, place, cell) if isinstance(cell, int | float) else sheet.write_string(
                                number, place, str(cell)
                            )
                if merged is not None:
                    _merge(sheet, lines, merged)
                sheet.write_row(len(lines) + 5, 0, ["审核人:张某    制表人:杨某"])
        return path

    def text(self, title: str, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> Path:
        path = self.file(title, ".csv")
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(heads)
        writer.writerows(rows)
        path.write_bytes(out.getvalue().encode("gb18030"))
        return path

    def day(self, day: object) -> str:
        assert isinstance(day, dt.date)
        return self.chance.choice(
            (
                f"{day:%Y-%m-%d}",
                f"{day:%Y%m%d}",
                f"{day.year}年{day.month}月{day.day}日",
                f"{day.year}/{day.month}/{day.day}",
                f"{day.year}.{day.month}.{day.day}",
            )
        )

    def number_in(self, row: Row) -> str:
        """The number of a row's person, or what the row says instead."""
        return str(row["number"]) if "number" in row else self.number(row["person"])

    def number(self, person: Person) -> str:
        """As typed: now and then with blanks, full-width, or a small x."""
        turn = self.chance.random()
        if turn < 0.004:
            return f"{person.number[:6]} {person.number[6:14]} {person.number[14:]}"
        if turn < 0.008:
            return person.number.translate({48 + digit: 0xFF10 + digit for digit in range(10)})
        return "'" + person.number if turn < 0.01 else person.number


def _merge(sheet: xlsxwriter.worksheet.Worksheet, lines: list[list[object]], place: int) -> None:
    """Equal cells below one another in a column become one, as in printed rosters."""
    start = 0
    for number in range(1, len(lines) + 1):
        if number < len(lines) and lines[number][place] == lines[start][place]:
            continue
        words = str(lines[start][place])
        if number - start > 1:
            sheet.merge_range(start + 4, place, number + 3, place, words)
        else:
            sheet.write_string(start + 4, place, words)
        start = number
