"""Finance and the organisation department: who is paid by the budget, who stands in office."""

from __future__ import annotations

from pathlib import Path

from doudi.demo.county import Person
from doudi.demo.dossier import rows_of
from doudi.demo.senders.office import Office


def staff_lists(office: Office) -> list[Path | None]:
    m = office.month
    payroll: list[list[object]] = [
        [n, r["unit"], p.name, office.number_in(r), r["kind"], r["wage"], ""]
        for n, r in enumerate(rows_of(office.dossier, "payroll", m), start=1)
        for p in [r["person"]]
    ]
    damaged = [
        str(office.people[7].number[:15] + "000"),
        office.people[9].number[:17] + ("0" if office.people[9].number[17] != "0" else "1"),
    ]
    payroll += [
        [len(payroll) + 1 + turn, "县水利站", "李某", number, "事业编制", 4300, ""]
        for turn, number in enumerate(damaged)
    ]
    employees = [  # typed once, then sent again and again
        [n, r["unit"], p.name, p.number, r["post"], "2019-11-01", "在职"]
        for n, r in enumerate(rows_of(office.dossier, "employees", office.newest - 2), start=1)
        for p in [r["person"]]
    ]
    sheets: dict[str, list[list[object]]] = {}
    for row in rows_of(office.dossier, "cadres", m):
        p = row["person"]
        assert isinstance(p, Person)
        lines = sheets.setdefault(p.village.town, [])
        lines.append(
            [
                len(lines) + 1,
                p.village.name,
                p.name,
                row["post"],
                p.number if row["numbered"] else "",
                f"110{p.number[9:17]}",
                str(row.get("from", "2021-03-16")),
                row.get("note", ""),
            ]
        )
    return [
        _payroll(office, payroll),
        office.sheet(
            "公职人员名册",
            "县委组织部",
            (["序号", "工作单位", "姓名", "证件号码", "职位", "任现职时间", "在职状态"], employees),
            typed_in=office.newest - 2,
        ),
        office.sheet(
            "村居干部名册",
            "县委组织部",
            (["序号", "村居", "姓名", "职务", "公民身份号码", "电话", "任职时间", "备注"], []),
            sheets=sheets,
        ),
    ]


def _payroll(office: Office, rows: list[list[object]]) -> Path:
    """In the newest month somebody else typed it: other columns, the unit written once for all of its people."""
    heads = ["序号", "单位", "姓名", "身份证号", "人员性质", "月应发工资(元)", "备注"]
    if office.month < office.newest:
        return office.sheet("财政供养人员", "县财政局", (heads, rows))
    order = (1, 0, 4, 2, 5, 3, 6)
    swapped = [[row[place] for place in order] for row in sorted(rows, key=lambda row: str(row[1]))]
    return office.sheet("财政供养人员", "县财政局", ([heads[place] for place in order], swapped), merged=0)
