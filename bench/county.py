"""The files of a big county: the demo's lists for one month, and the two long lists that only a big system sends."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import polars as pl

from doudi.base.months import last_day
from doudi.demo.cases import dossier_of
from doudi.demo.county import County, build
from doudi.demo.offices import Offices

MONTH = 2024 * 12 + 10  # 2024-11
WRITTEN = "2024-11"


def write(folder: Path, population: int, *, seed: int = 1) -> None:
    """About 33 files; at 500,000 people about 4 million rows, 300 MB. The same bytes for the same population and seed."""
    county = build(population, seed=seed, on=last_day(MONTH))
    dossier = dossier_of(county, seed=seed, month=MONTH)
    Offices(dossier, month=MONTH, newest=MONTH, seed=seed).write(folder)
    assisted = {member.number for case in dossier.cases for member in case.members}
    adults = _adults(county, assisted)
    _taxed_income(adults, folder / "税务个人所得税收入(2024年11月).csv", seed)
    _balances(adults, folder / "核对平台金融资产(2024年11月).csv", seed)


def _adults(county: County, assisted: set[str]) -> pl.DataFrame:
    """Adults; of those on a dibao roll one in fifty, or the county would be all findings."""
    on = last_day(MONTH)
    rows = [
        (person.name, person.number)
        for turn, person in enumerate(county.people)
        if person.age(on) >= 18 and (person.number not in assisted or turn % 50 == 0)
    ]
    return pl.DataFrame(rows, schema=["姓名", "身份证号"], orient="row")


def _taxed_income(adults: pl.DataFrame, path: Path, seed: int) -> None:
    """Twelve months of wages of four adults in ten, monthly declarations."""
    chance = np.random.default_rng(seed)
    paid = adults.filter(pl.Series(chance.random(adults.height) < 0.4))
    months = [dt.date(2023 + (11 + back) // 12, (11 + back) % 12 + 1, 1) for back in range(12)]
    rows = paid.join(pl.DataFrame({"所属期起": months}), how="cross").rename({"姓名": "纳税人姓名"})
    wages = chance.integers(1_800, 9_000, rows.height)
    rows.with_columns(
        pl.lit("工资薪金所得").alias("所得项目"),
        pl.col("所属期起").dt.month_end().alias("所属期止"),
        pl.Series("收入额(元)", wages),
    ).write_csv(path, include_bom=True)


def _balances(adults: pl.DataFrame, path: Path, seed: int) -> None:
    """Two accounts of every adult."""
    chance = np.random.default_rng(seed + 1)
    kinds = pl.DataFrame({"机构名称": ["云阜农村商业银行", "邮政储蓄银行"], "资产类型": ["存款", "理财"]})
    rows = adults.join(kinds, how="cross")
    rows.with_columns(
        pl.Series("余额(元)", np.round(chance.lognormal(8.2, 1.1, rows.height), 2)),
        pl.lit("2024-11-20").alias("查询日期"),
    ).write_csv(path, separator=",")
