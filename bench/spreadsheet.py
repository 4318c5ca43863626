"""A spreadsheet of 100,000 rows taken in. `python -m bench.spreadsheet write PATH`, `... take PATH`, `... read PATH`: seconds."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import xlsxwriter
from python_calamine import CalamineWorkbook

from bench.county import MONTH
from doudi.base.months import last_day
from doudi.demo.county import build
from doudi.mechanisms.exchange.intake import take_in
from doudi.programmes.integrity.data_matching.sources import SOURCES

ROWS = 100_000
HEADINGS = ("序号", "姓名", "身份证号码", "号牌号码", "车辆类型", "品牌型号", "使用性质", "初次登记日期", "购置价(元)", "机动车状态", "所有人地址", "备注")  # fmt: skip


def write(path: Path) -> None:
    people = build(ROWS, seed=5, on=last_day(MONTH)).people[:ROWS]
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("机动车")
        sheet.merge_range(0, 0, 0, len(HEADINGS) - 1, "云阜县机动车登记信息(2024年11月)")
        sheet.write_row(1, 0, HEADINGS)
        for turn, person in enumerate(people):
            day = f"20{turn % 20 + 4:02d}-{turn % 12 + 1:02d}-{turn % 28 + 1:02d}"
            row = (
                turn + 1,
                person.name,
                person.number,
                f"赣Y{turn:05d}",
                "小型轿车",
                "虚构牌",
                "非营运",
                day,
                30_000 + turn,
                "正常",
                person.village.name,
                "",
            )
            sheet.write_row(turn + 2, 0, row)


def take(path: Path) -> float:
    began = time.perf_counter()
    intake = take_in([path], SOURCES, month=MONTH)
    seconds = time.perf_counter() - began
    assert sum(part.accepted for part in intake.parts) == ROWS, intake.problems
    return seconds


def read(path: Path) -> float:
    began = time.perf_counter()
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    assert len(rows) == ROWS + 2
    return time.perf_counter() - began


if __name__ == "__main__":
    what, target = sys.argv[1], Path(sys.argv[2])
    if what == "write":
        write(target)
    else:
        print({"take": take, "read": read}[what](target))
