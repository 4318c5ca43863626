"""Traffic police, the real-estate registry, market supervision: vehicles, titles, firms."""

from __future__ import annotations

from pathlib import Path

from doudi.demo.county import COUNTY_NAME
from doudi.demo.dossier import rows_of
from doudi.demo.senders.office import Office


def property_lists(office: Office) -> list[Path | None]:
    chance, m = office.chance, office.month
    vehicles = [
        [
            n,
            r["plate"],
            r["type"],
            "北极光牌",
            r.get("name", p.name),
            office.number_in(r),
            office.day(r["on"]),
            r["price"] if chance.random() > 0.05 else f"{r['price'] / 10000:g}万",
            r["state"],
            r.get("note", ""),
        ]
        for n, r in enumerate(rows_of(office.dossier, "vehicles", m), start=1)
        for p in [r["person"]]
    ]
    titles = [
        [
            n,
            p.name,
            office.number_in(r),
            r["unit"],
            f"{COUNTY_NAME}{p.village.town}迎宾路{n}号",
            "住宅",
            r["area"],
            "单独所有",
            "2019-05-06",
            "现势",
            "",
        ]
        for n, r in enumerate(rows_of(office.dossier, "titles", m), start=1)
        for p in [r["person"]]
    ]
    firms = [
        [
            n,
            f"{COUNTY_NAME}{p.name[1:]}商贸有限公司",
            f"91369977MA{n:08d}",
            "有限责任公司",
            p.name,
            office.number_in(r),
            r["role"],
            r["capital"],
            r["state"],
            "在任",
            "20190304",
        ]
        for n, r in enumerate(rows_of(office.dossier, "firms", m), start=1)
        for p in [r["person"]]
    ]
    return [
        office.sheet(
            "车管所机动车",
            "县公安局交警大队车管所",
            (
                [
                    "序号",
                    "号牌号码",
                    "车辆类型",
                    "品牌",
                    "机动车所有人",
                    "公民身份号码",
                    "初次登记日期",
                    "购置价(元)",
                    "机动车状态",
                    "备注",
                ],
                vehicles,
            ),
        ),
        office.sheet(
            "不动产登记",
            "县不动产登记中心",
            (
                [
                    "序号",
                    "权利人",
                    "身份证号",
                    "不动产单元号",
                    "坐落",
                    "用途",
                    "面积",
                    "共有情况",
                    "登记时间",
                    "权利状态",
                    "备注",
                ],
                titles,
            ),
        ),
        office.sheet(
            "市监市场主体",
            "县市场监督管理局",
            (
                [
                    "序号",
                    "企业名称",
                    "统一社会信用代码",
                    "主体类型",
                    "姓名",
                    "公民身份号码",
                    "角色",
                    "认缴出资额(万元)",
                    "登记状态",
                    "人员状态",
                    "成立日期",
                ],
                firms,
            ),
        ),
    ]
