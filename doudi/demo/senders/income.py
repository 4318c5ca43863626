"""Human resources and the housing fund: contributions, pensions, deposits."""

from __future__ import annotations

from pathlib import Path

from doudi.base.months import first_day, format_month
from doudi.demo.county import COUNTY_NAME
from doudi.demo.dossier import rows_of
from doudi.demo.senders.office import Office


def income_lists(office: Office) -> list[Path | None]:
    m = office.month
    months = [f"{(m - back) % 12 + 1}月" for back in range(5, -1, -1)]
    contributions = [
        [
            n,
            p.name,
            office.number_in(r),
            f"{COUNTY_NAME}新建服饰有限公司",
            "企业职工基本养老保险",
            r["base"],
            *(["是"] * r["months"] + [""] * (6 - r["months"])),
        ]
        for n, r in enumerate(rows_of(office.dossier, "contributions", m), start=1)
        for p in [r["person"]]
    ]
    for turn, p in enumerate(
        office.people[40:52]
    ):  # typed carelessly: cut by a spreadsheet, a wrong digit, none at all
        flawed = (p.number[:15] + "000", p.number[:16] + "XX", "")[turn % 3]
        employer, base = f"{COUNTY_NAME}永盛鞋厂", 4100 + turn * 10
        flawed_row: list[object] = [
            len(contributions) + 1,
            p.name,
            flawed,
            employer,
            "企业职工基本养老保险",
            base,
            *(["是"] * 6),
        ]
        contributions.append(flawed_row)
    special = {r["person"].number: r for r in rows_of(office.dossier, "pensions", m)}
    pensions: list[list[object]] = []
    for p in office.people:
        if p.age(first_day(office.newest)) < 60:
            continue
        row = special.get(p.number)
        scheme, monthly = (row["scheme"], row["monthly"]) if row else ("城乡居民养老保险", 193)
        pensions.append([len(pensions) + 1, p.name, p.number, scheme, monthly, 0, monthly, "2019-01-01", "正常发放"])
    fund = [
        [
            n,
            f"{COUNTY_NAME}新建服饰有限公司",
            r.get("name", p.name),
            office.number_in(r),
            f"3699{n:08d}",
            5200,
            r["monthly"],
            format_month(m).replace("-", ""),
            r["state"],
            52000,
        ]
        for n, r in enumerate(rows_of(office.dossier, "fund", m), start=1)
        for p in [r["person"]]
    ]
    return [
        office.sheet(
            "人社参保缴费",
            "县人力资源和社会保障局",
            (["序号", "姓名", "身份证号", "参保单位", "险种", "月缴费基数(元)", *months], contributions),
        ),
        office.sheet(
            "人社养老金发放",
            "县社会保险服务中心",
            (
                [
                    "序号",
                    "姓名",
                    "公民身份号码",
                    "险种",
                    "月养老金标准(元)",
                    "本月补发",
                    "实发合计",
                    "享受起始日期",
                    "当前状态",
                ],
                pensions,
            ),
        ),
        office.sheet(
            "公积金缴存",
            "住房公积金管理中心",
            (
                [
                    "序号",
                    "单位名称",
                    "姓名",
                    "身份证号码",
                    "个人账号",
                    "缴存基数",
                    "月缴存额",
                    "缴至年月",
                    "账户状态",
                    "余额",
                ],
                fund,
            ),
        ),
    ]
