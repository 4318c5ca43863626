"""Disabled persons' federation, marriages, justice, medical insurance, the province."""

from __future__ import annotations

from pathlib import Path

from doudi.demo.county import COUNTY_NAME
from doudi.demo.dossier import address, rows_of
from doudi.demo.senders.office import Office


def other_lists(office: Office) -> list[Path | None]:
    m = office.month
    certificates = [
        [
            n,
            p.number + str(r["grade"]) + "1",
            p.name,
            office.number_in(r),
            r["class"],
            r["grade"],
            office.day(r["issued"]),
            office.day(r["valid_to"]),
            r["state"],
            r["changed"] or "",
            r.get("note", ""),
        ]
        for n, r in enumerate(rows_of(office.dossier, "certificates", m), start=1)
        for p in [r["person"]]
    ]
    couples: list[list[object]] = [
        [a.name, a.number, b.name, b.number, "结婚登记", f"{on:%Y-%m-%d}", f"{COUNTY_NAME}婚姻登记处"]
        for a, b, on in office.dossier.county.marriages
    ]
    couples += [
        [
            r["husband"].name,
            r["husband"].number,
            r["wife"].name,
            r["wife"].number,
            r["kind"],
            str(r["on"]),
            f"{COUNTY_NAME}婚姻登记处",
        ]
        for r in rows_of(office.dossier, "marriages", m)
    ]
    prisoners = [
        [n, p.name, r.get("number", p.number), r["kind"], str(r["from"]), f"{r['from'].year + 3}-06-30", "", "岚山监狱"]
        for n, r in enumerate(rows_of(office.dossier, "prisoners", m), start=1)
        for p in [r["person"]]
    ]
    medical = [
        [n, p.name, p.number, "脑卒中", "县人民医院", "近12个月", r["total"], r["own"], address(p), ""]
        for n, r in enumerate(rows_of(office.dossier, "medical", m), start=1)
        for p in [r["person"]]
    ]
    elsewhere = [
        [n, r["county"], p.name, p.number, "农村低保", 510, "2023-02-01", "", r["state"]]
        for n, r in enumerate(rows_of(office.dossier, "elsewhere", m), start=1)
        for p in [r["person"]]
    ]
    return [
        office.sheet(
            "残联持证残疾人",
            "县残疾人联合会",
            (
                [
                    "序号",
                    "残疾人证号",
                    "姓名",
                    "身份证号",
                    "残疾类别",
                    "残疾等级",
                    "发证日期",
                    "有效期限",
                    "证件状态",
                    "状态变更日期",
                    "备注",
                ],
                certificates,
            ),
        ),
        office.text(
            "婚姻登记",
            ["男方姓名", "男方身份证号", "女方姓名", "女方身份证号", "业务类型", "登记日期", "登记机关"],
            couples,
        ),
        office.sheet(
            "服刑人员",
            "县司法局",
            (
                ["序号", "姓名", "身份证号", "执行类别", "起始日期", "刑期止日", "实际释放日期", "执行机关"],
                prisoners,
            ),
        ),
        office.sheet(
            "医保大额医疗",
            "县医疗保障局",
            (
                [
                    "序号",
                    "参保人姓名",
                    "身份证号",
                    "主要诊断",
                    "就诊医院",
                    "统计期间",
                    "医疗总费用",
                    "个人负担",
                    "地址",
                    "备注",
                ],
                medical,
            ),
        ),
        office.sheet(
            "外县低保名单",
            "省社会救助信息平台",
            (
                [
                    "序号",
                    "县(市、区)",
                    "姓名",
                    "身份证号码(18位)",
                    "低保类别",
                    "月保障金",
                    "起保日期",
                    "停保日期",
                    "状态",
                ],
                elsewhere,
            ),
        ),
    ]
