"""The bureau's own rolls: dibao, tekun, subsidies, allowances, deferred exits, edge families, handlers."""

from __future__ import annotations

from pathlib import Path

from doudi.base.months import format_month
from doudi.demo.county import Person
from doudi.demo.dossier import Case, account_of, address, rows_of
from doudi.demo.means import amount_of, incomes
from doudi.demo.senders.money import payments
from doudi.demo.senders.office import Office


def _note(office: Office, case: Case) -> bool:
    return not case.note or int(case.note[1:]) <= office.month


def dibao_rural(office: Office) -> Path:
    return _dibao(office, "农村低保")


def dibao_urban(office: Office) -> Path:
    return _dibao(office, "城市低保")


def _dibao(office: Office, programme: str) -> Path:
    heads = [
        "序号",
        "低保证号",
        "村居",
        "姓名",
        "与申请人关系",
        "公民身份号码",
        "人口数",
        "工资",
        "养老金",
        "其他",
        "个人月保障金",
        "户月保障金额(元)",
        "开户人",
        "账号",
        "起始月份",
        "家庭住址",
        "类别",
        "备注",
    ]
    sheets: dict[str, list[list[object]]] = {}
    for case in office.dossier.cases:
        if case.programme != programme or case.since > office.month or 0 < case.until <= office.month:
            continue
        lines = sheets.setdefault(case.home.village.town, [])
        sharing = _note(office, case)
        means = incomes(case, office.newest)
        for turn, person in enumerate(case.members):
            first = turn == 0
            income = means[person.number]
            lines.append([
                len(lines) + 1 if first else "", case.number if first else "", case.home.village.name if first else "", person.name, "本人" if first else person.relation,
                office.number(person), len(case.members) if first else "", 0, income.pension, income.other, case.per_head, case.per_head * len(case.members) if first else "",
                (case.holder if sharing else case.home.head.name) if first else "", (case.account if sharing else account_of(case.home.head)) if first else "",
                format_month(case.since) if first else "", case.home.address if first else "", "B类" if first else "", "",
            ])  # fmt: skip
    return office.sheet(
        f"{programme}花名册",
        "县民政局",
        (heads, [line for lines in sheets.values() for line in lines]),
        sheets=sheets,
    )


def rolls(office: Office) -> list[Path | None]:
    month, rows = office.month, office.dossier
    people: list[list[object]] = []
    for number, row in enumerate(rows_of(rows, "tekun", month), start=1):
        person = row["person"]
        assert isinstance(person, Person)
        people.append(
            [
                number,
                person.village.town,
                person.village.name,
                person.name,
                person.sex,
                person.number,
                row["way"],
                row["ability"],
                "",
                row["amount"],
                format_month(row["since"]),
                person.name,
                account_of(person),
                address(person),
                "",
            ]
        )
    files: list[Path | None] = [
        office.sheet(
            "特困人员花名册",
            "县民政局",
            (
                [
                    "序号",
                    "乡镇(街道)",
                    "村居",
                    "姓名",
                    "性别",
                    "公民身份号码",
                    "供养方式",
                    "自理能力",
                    "供养机构",
                    "发放金额",
                    "起始月份",
                    "开户名",
                    "银行账号",
                    "住址",
                    "备注",
                ],
                people,
            ),
        )
    ]
    for table, title in (("living", "困难残疾人生活补贴发放表"), ("nursing", "重度残疾人护理补贴发放表")):
        lines = [
            [
                n,
                p.village.name,
                p.name,
                p.number,
                r["class"],
                f"{'一二三四'[r['grade'] - 1]}级",
                100,
                format_month(r["since"]),
                p.name,
                account_of(p),
                address(p),
                "",
            ]
            for n, r in enumerate(
                (row for row in rows_of(rows, table, month) if not 0 < row.get("stopped", 0) <= month), start=1
            )
            for p in [r["person"]]
        ]
        files.append(
            office.sheet(
                title,
                "县民政局",
                (
                    [
                        "序号",
                        "村(居)",
                        "姓名",
                        "身份证号",
                        "残疾类别",
                        "残疾等级",
                        "金额",
                        "审批月份",
                        "户名",
                        "一卡通账号",
                        "家庭住址",
                        "备注",
                    ],
                    lines,
                ),
            )
        )
    lines = [
        [
            n,
            p.village.town,
            p.village.name,
            p.name,
            p.sex,
            p.number,
            amount_of("age", r, month),
            format_month(r["since"]),
            p.name,
            account_of(p),
            address(p),
        ]
        for n, r in enumerate(rows_of(rows, "age", month), start=1)
        for p in [r["person"]]
    ]
    files.append(
        office.sheet(
            "高龄津贴发放表",
            "县民政局",
            (
                [
                    "序号",
                    "所在乡镇",
                    "村居",
                    "姓名",
                    "性别",
                    "公民身份号码",
                    "发放金额",
                    "起始月份",
                    "开户名",
                    "一卡通账号",
                    "家庭住址",
                ],
                lines,
            ),
        )
    )
    lines = [
        [
            n,
            r["kind"],
            p.name,
            p.sex,
            p.number,
            "",
            r["amount"],
            format_month(r["since"]),
            r["guardian"].name,
            account_of(r["guardian"]),
            address(p),
            "",
        ]
        for n, r in enumerate(rows_of(rows, "children", month), start=1)
        for p in [r["person"]]
    ]
    files.append(
        office.sheet(
            "孤儿和事实无人抚养儿童发放表",
            "县民政局",
            (
                [
                    "序号",
                    "儿童类别",
                    "姓名",
                    "性别",
                    "公民身份号码",
                    "发放方式",
                    "发放金额",
                    "享受起始月",
                    "监护人(开户名)",
                    "银行账号",
                    "住址",
                    "备注",
                ],
                lines,
            ),
        )
    )
    lines = [
        [
            n,
            c.number,
            c.home.head.name,
            c.home.head.number,
            r.get("kind", "领取养老金后收入超标"),
            format_month(r["from"]),
            format_month(r["to"]),
            r["to"] - r["from"] + 1 if "kind" in r else 6,
            c.home.address,
            "",
        ]
        for n, r in enumerate(rows_of(rows, "grace", month), start=1)
        for c in [r["case"]]
    ]
    if lines:
        files.append(
            office.sheet(
                "低保延退名册",
                "县民政局",
                (
                    [
                        "序号",
                        "户编号",
                        "户主姓名",
                        "公民身份号码",
                        "延退类别",
                        "延退起始",
                        "延退终止",
                        "月数",
                        "户籍地址",
                        "备注",
                    ],
                    lines,
                ),
            )
        )
    lines = [
        [
            n,
            f"BY{r['home'].number}",
            p.name,
            p.relation,
            p.number,
            len(r["home"].people),
            1203,
            "2023-04-01",
            address(p),
            "",
        ]
        for n, r in enumerate(rows_of(rows, "edge", month), start=1)
        for p in [r["person"]]
    ]
    files.append(
        office.sheet(
            "低保边缘家庭名册",
            "县民政局",
            (
                [
                    "序号",
                    "户编号",
                    "姓名",
                    "与户主关系",
                    "身份证号",
                    "家庭人口",
                    "家庭人均月收入(元)",
                    "认定日期",
                    "地址",
                    "备注",
                ],
                lines,
            ),
        )
    )
    lines = [
        [n, r["unit"], p.name, p.number, r["post"], "2021-03-01", f"110{p.number[9:17]}", "在岗"]
        for n, r in enumerate(rows_of(rows, "handlers", month), start=1)
        for p in [r["person"]]
    ]
    files.append(
        office.sheet(
            "社会救助经办人员名册",
            "县民政局",
            (["序号", "单位名称", "姓名", "身份证号码(18位)", "职务", "任职时间", "电话", "当前状态"], lines),
        )
    )
    files.append(payments(office))
    return files
