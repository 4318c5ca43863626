"""Police, health and the funeral home: the register, deaths, cremations."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from doudi.demo.county import Person
from doudi.demo.dossier import address, rows_of
from doudi.demo.senders.office import Office


def register(office: Office) -> Path:
    heads = [
        "户号",
        "姓名",
        "身份证号码",
        "性别",
        "出生日期",
        "与户主关系",
        "住址",
        "人员状态",
        "状态变动日期",
        "户口性质",
        "父亲身份证号",
        "母亲身份证号",
    ]
    lines = []
    for person in office.people:
        state, changed = "正常", ""
        if person.number in office.dead:
            state, changed = "死亡注销", str(office.dead[person.number]["died"])
        elif person.number in office.moved:
            state, changed = "迁出县外", str(office.moved[person.number])
        elif person.number in office.returned:
            changed = str(office.returned[person.number])
        lines.append(
            [
                person.household,
                person.name,
                person.number,
                person.sex,
                f"{person.born:%Y-%m-%d}",
                person.relation,
                address(person),
                state,
                changed,
                "非农业" if person.village.urban else "农业",
                person.father,
                person.mother,
            ]
        )
    for row in rows_of(office.dossier, "left", office.month):  # entries from before somebody came back
        entry = next(line for line in lines if line[2] == row["person"].number)
        lines.append([*entry[:7], "迁出县外", str(row["on"]), *entry[9:]])
    return office.text("公安户籍人口", heads, lines)


def deaths(office: Office) -> list[Path | None]:
    found: dict[str, list[list[object]]] = {"police": [], "health": [], "cremation": []}
    for row in rows_of(office.dossier, "deaths", office.month):
        p, died = row["person"], row["died"]
        assert isinstance(p, Person)
        assert isinstance(died, dt.date)
        name = row.get("name", p.name)
        lines = found[str(row["list"])]
        number = len(lines) + 1
        later = died + dt.timedelta(days=6)
        lines.append({
            "police": [number, name, p.number, p.sex, office.day(died), office.day(later), "死亡", row.get("certificate", f"3699{p.number[6:14]}"), address(p), row.get("note", "")],
            "health": [number, row.get("certificate", f"3699{p.number[6:14]}"), name, p.number, office.day(died), "脑血管病", address(p)],
            "cremation": [number, name, p.number, office.day(died), office.day(later), "", 1280, address(p)],
        }[str(row["list"])])  # fmt: skip
    return [
        office.sheet(
            "公安死亡注销",
            "县公安局",
            (
                [
                    "序号",
                    "姓名",
                    "身份证号",
                    "性别",
                    "死亡日期",
                    "注销日期",
                    "注销原因",
                    "死亡证明编号",
                    "家庭住址",
                    "备注",
                ],
                found["police"],
            ),
        )
        if found["police"]
        else None,
        office.sheet(
            "卫健死亡医学证明",
            "县卫生健康委员会",
            (["序号", "证明编号", "死者姓名", "身份证号", "死亡日期", "根本死因", "常住地址"], found["health"]),
        )
        if found["health"]
        else None,
        office.sheet(
            "殡仪馆火化登记",
            "县殡仪馆",
            (
                ["序号", "逝者姓名", "身份证号码(18位)", "死亡日期", "火化日期", "经办家属", "收费(元)", "住址"],
                found["cremation"],
            ),
        )
        if found["cremation"]
        else None,
    ]
