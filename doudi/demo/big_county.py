"""The raw files of a big county for one month, for measuring: all that the demo's offices send, and the two long lists that only a
big system sends (a year of taxed wages, everybody's balances)."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import polars as pl

from doudi.base.months import chinese_month, first_day, last_day
from doudi.demo.cases import dossier_of
from doudi.demo.county import County, build
from doudi.demo.dossier import Dossier, rows_of
from doudi.demo.offices import Offices

_WAGED, _ONE_IN = (
    0.4,
    50,
)  # of adults; of those on a dibao roll one in fifty, or the county would be all findings


def write_lists(folder: Path, population: int, month: int, seed: int) -> dict[str, int]:
    """Write about 45 files into a folder; at 500,000 people about 4 million rows, 350 MB.

    `month` is the number of the month that the lists speak of. The same population, month and seed give the same bytes. Returns how many
    rows each CSV file has, its heading not counted.
    """
    county = build(population, seed=seed, on=last_day(month))
    dossier = dossier_of(county, seed=seed, month=month)
    paths = Offices(dossier, month=month, newest=month, seed=seed).write(folder)
    for path in (each for each in paths if each.name.startswith(("税务个人所得税收入", "核对平台金融资产"))):
        path.unlink()  # their few rows stand in the long lists
    adults = _adults(county, dossier, month)
    when = chinese_month(month)
    _taxed_income(adults, dossier, month, seed).write_csv(folder / f"税务个人所得税收入({when}).csv", include_bom=True)
    _balances(adults, dossier, month, seed).write_csv(folder / f"核对平台金融资产({when}).csv")
    return {path.name: path.read_bytes().count(b"\n") - 1 for path in sorted(folder.glob("*.csv"))}


def _adults(county: County, dossier: Dossier, month: int) -> pl.DataFrame:
    assisted = {member.number for case in dossier.cases for member in case.members}
    on = last_day(month)
    rows = [
        (person.name, person.number)
        for turn, person in enumerate(county.people)
        if person.age(on) >= 18 and (person.number not in assisted or turn % _ONE_IN == 0)
    ]
    return pl.DataFrame(rows, schema=["姓名", "身份证号"], orient="row")


def _taxed_income(adults: pl.DataFrame, dossier: Dossier, month: int, seed: int) -> pl.DataFrame:
    """Twelve months of wages, declared monthly; and what was planted."""
    chance = np.random.default_rng(seed)
    paid = adults.filter(pl.Series(chance.random(adults.height) < _WAGED))
    months = [first_day(month - back) for back in range(11, -1, -1)]
    rows = paid.join(pl.DataFrame({"所属期起": months}), how="cross").rename({"姓名": "纳税人姓名"})
    rows = rows.with_columns(pl.Series("收入额(元)", chance.integers(1_800, 9_000, rows.height)))
    planted = [
        (row["person"].name, row["person"].number, dt.date.fromisoformat(f"{row['from']}-01"), row["income"])
        for row in rows_of(dossier, "taxed", month)
    ]
    rows = pl.concat([rows, pl.DataFrame(planted, schema=rows.schema, orient="row")])
    return rows.select(
        "纳税人姓名",
        "身份证号",
        "所属期起",
        pl.lit("工资薪金所得").alias("所得项目"),
        pl.col("所属期起").dt.month_end().alias("所属期止"),
        "收入额(元)",
    )


def _balances(adults: pl.DataFrame, dossier: Dossier, month: int, seed: int) -> pl.DataFrame:
    """Two accounts of every adult; and what was planted."""
    chance = np.random.default_rng(seed + 1)
    kinds = pl.DataFrame({"机构名称": ["云阜农村商业银行", "邮政储蓄银行"], "资产类型": ["存款", "理财"]})
    rows = adults.join(kinds, how="cross")
    rows = rows.with_columns(pl.Series("余额(元)", np.round(chance.lognormal(8.2, 1.1, rows.height), 2)))
    planted = [
        (row["person"].name, row["person"].number, "云阜农村商业银行", row["kind"], float(row["balance"]))
        for row in rows_of(dossier, "assets", month)
    ]
    rows = pl.concat([rows, pl.DataFrame(planted, schema=rows.schema, orient="row")])
    return rows.with_columns(pl.lit(str(first_day(month).replace(day=20))).alias("查询日期"))
