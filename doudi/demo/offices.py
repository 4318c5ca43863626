"""The files of a month as offices send them: title rows, sheets per township, GB18030, mixed dates, a stale roster, a file sent twice."""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
from collections.abc import Iterable, Sequence
from pathlib import Path

import xlsxwriter

from doudi.base.months import chinese_month, first_day, format_month
from doudi.demo.county import COUNTY_NAME, Home, Person
from doudi.demo.lists import PAYMENT_MONTHS, STANDARD, Case, Dossier, account_of, address, rows_of

Table = tuple[Sequence[str], list[list[object]]]
LARGE = 4000  # more rows than this go out as text


class Offices:
    """Writes one month's files into a folder."""

    def __init__(self, dossier: Dossier, *, month: int, newest: int, seed: int) -> None:
        self.dossier, self.month, self.newest = dossier, month, newest
        self.chance = random.Random(seed * 1000 + month)
        self.people = dossier.county.people
        self.dead = {
            row["person"].number: row
            for row in rows_of(dossier, "deaths", month)
            if "name" not in row and row["list"] == "police"
        }
        self.moved = {row["person"].number: row["on"] for row in rows_of(dossier, "moved", month)}

    def write(self, folder: Path) -> list[Path]:
        """All files; in the order in which they come in."""
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        files = [self._dibao("农村低保"), self._dibao("城市低保"), *self._rolls(), *self._lists()]
        return [path for path in files if path is not None]

    # --- forms of files ---------------------------------------------------------------------------------------------------

    def _name(self, title: str, suffix: str) -> Path:
        return self.folder / f"{title}({chinese_month(self.month)}){suffix}"

    def _sheet(
        self, title: str, unit: str, table: Table, *, sheets: dict[str, list[list[object]]] | None = None
    ) -> Path:
        """A workbook with a title, the sender, the heading, the rows and a signature; or text if it is large."""
        heads, rows = table
        if len(rows) > LARGE:
            return self._text(title, heads, rows)
        path = self._name(title, ".xlsx")
        with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
            for name, lines in (sheets or {"Sheet1": rows}).items():
                sheet = book.add_worksheet(name)
                sheet.write_row(0, 0, [f"{COUNTY_NAME}{title}"])
                sheet.write_row(1, 0, [f"填报单位:{unit}", "", "", f"填报时间:{chinese_month(self.month)}"])
                sheet.write_row(3, 0, heads)
                for number, line in enumerate(lines, start=4):
                    for place, cell in enumerate(line):
                        if cell not in (None, ""):
                            sheet.write(number, place, cell) if isinstance(cell, int | float) else sheet.write_string(
                                number, place, str(cell)
                            )
                sheet.write_row(len(lines) + 5, 0, ["审核人:张某    制表人:杨某"])
        return path

    def _text(self, title: str, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> Path:
        path = self._name(title, ".csv")
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(heads)
        writer.writerows(rows)
        path.write_bytes(out.getvalue().encode("gb18030"))
        return path

    def _day(self, day: object) -> str:
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

    def _number(self, person: Person) -> str:
        """As typed: now and then with blanks, full-width, or a small x."""
        turn = self.chance.random()
        if turn < 0.004:
            return f"{person.number[:6]} {person.number[6:14]} {person.number[14:]}"
        if turn < 0.008:
            return person.number.translate({48 + digit: 0xFF10 + digit for digit in range(10)})
        return "'" + person.number if turn < 0.01 else person.number

    # --- the bureau's own rolls ---------------------------------------------------------------------------------------------

    def _note(self, case: Case) -> bool:
        return not case.note or int(case.note[1:]) <= self.month

    def _dibao(self, programme: str) -> Path:
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
        for case in self.dossier.cases:
            if case.programme != programme:
                continue
            lines = sheets.setdefault(case.home.village.town, [])
            sharing = self._note(case)
            for turn, person in enumerate(case.members):
                first = turn == 0
                pension = 193 if person.age(first_day(self.newest)) >= 60 else 0
                lines.append([
                    len(lines) + 1 if first else "", case.number if first else "", case.home.village.name if first else "", person.name, "本人" if first else person.relation,
                    self._number(person), len(case.members) if first else "", 0, pension, 0, case.per_head, case.per_head * len(case.members) if first else "",
                    (case.holder if sharing else case.home.head.name) if first else "", (case.account if sharing else account_of(case.home.head)) if first else "",
                    format_month(case.since) if first else "", case.home.address if first else "", "B类" if first else "", "",
                ])  # fmt: skip
        return self._sheet(
            f"{programme}花名册",
            "县民政局",
            (heads, [line for lines in sheets.values() for line in lines]),
            sheets=sheets,
        )

    def _rolls(self) -> list[Path | None]:
        month, rows = self.month, self.dossier
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
            self._sheet(
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
                for n, r in enumerate(rows_of(rows, table, month), start=1)
                for p in [r["person"]]
            ]
            files.append(
                self._sheet(
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
                r["amount"],
                format_month(r["since"]),
                p.name,
                account_of(p),
                address(p),
            ]
            for n, r in enumerate(rows_of(rows, "age", month), start=1)
            for p in [r["person"]]
        ]
        files.append(
            self._sheet(
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
            self._sheet(
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
                "领取养老金后收入超标",
                format_month(r["from"]),
                format_month(r["to"]),
                6,
                c.home.address,
                "",
            ]
            for n, r in enumerate(rows_of(rows, "grace", month), start=1)
            for c in [r["case"]]
        ]
        if lines:
            files.append(
                self._sheet(
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
            self._sheet(
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
            self._sheet(
                "社会救助经办人员名册",
                "县民政局",
                (["序号", "单位名称", "姓名", "身份证号码(18位)", "职务", "任职时间", "电话", "当前状态"], lines),
            )
        )
        files.append(self._payments())
        return files

    def _payments(self) -> Path:
        heads = [
            "补贴项目",
            "所属月份",
            "发放日期",
            "姓名",
            "身份证号码(18位)",
            "金额",
            "低保证号",
            "开户人",
            "账号",
            "发放结果",
            "备注",
        ]
        lines: list[list[object]] = []
        for month in range(self.month - PAYMENT_MONTHS + 1, self.month + 1):
            when, day = format_month(month).replace("-", "."), f"{month // 12}年{month % 12 + 1}月8日"
            for case in self.dossier.cases:
                if case.since < month:
                    lines += [
                        [
                            case.programme,
                            when,
                            day,
                            p.name,
                            p.number,
                            case.per_head,
                            case.number,
                            case.holder,
                            case.account,
                            "成功",
                            "",
                        ]
                        for p in case.members
                    ]
            for table, programme, amount in (
                ("tekun", "特困供养", 1030),
                ("living", "困难残疾人生活补贴", 100),
                ("nursing", "重度残疾人护理补贴", 100),
                ("age", "高龄津贴", 50),
                ("children", "孤儿基本生活费", 1100),
            ):
                for row in rows_of(self.dossier, table, self.month):
                    if row["since"] <= month:
                        p = row["person"]
                        assert isinstance(p, Person)
                        lines.append(
                            [
                                programme,
                                when,
                                day,
                                p.name,
                                p.number,
                                row.get("amount", amount),
                                "",
                                p.name,
                                account_of(p),
                                "成功",
                                "",
                            ]
                        )
        return self._text("发放明细(近6个月)", heads, lines)

    # --- what others send ---------------------------------------------------------------------------------------------------

    def _lists(self) -> list[Path | None]:
        files = [
            self._register(),
            *self._deaths(),
            *self._property(),
            *self._income(),
            *self._meters(),
            *self._others(),
        ]
        if self.month == self.newest - 1:
            return files  # the organisation department did not answer that month: the bureau's old complaint
        return [*files, *self._staff()]

    def _register(self) -> Path:
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
        for person in self.people:
            state, changed = "正常", ""
            if person.number in self.dead:
                state, changed = "死亡注销", str(self.dead[person.number]["died"])
            elif person.number in self.moved:
                state, changed = "迁出县外", str(self.moved[person.number])
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
        return self._text("公安户籍人口", heads, lines)

    def _deaths(self) -> list[Path | None]:
        found: dict[str, list[list[object]]] = {"police": [], "health": [], "cremation": []}
        for row in rows_of(self.dossier, "deaths", self.month):
            p, died = row["person"], row["died"]
            assert isinstance(p, Person)
            assert isinstance(died, dt.date)
            name = row.get("name", p.name)
            lines = found[str(row["list"])]
            number = len(lines) + 1
            later = died + dt.timedelta(days=6)
            lines.append({
                "police": [number, name, p.number, p.sex, self._day(died), self._day(later), "死亡", f"3699{p.number[6:14]}", address(p), ""],
                "health": [number, f"3699{p.number[6:14]}", name, p.number, self._day(died), "脑血管病", address(p)],
                "cremation": [number, name, p.number, self._day(died), self._day(later), "", 1280, address(p)],
            }[str(row["list"])])  # fmt: skip
        return [
            self._sheet(
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
            self._sheet(
                "卫健死亡医学证明",
                "县卫生健康委员会",
                (["序号", "证明编号", "死者姓名", "身份证号", "死亡日期", "根本死因", "常住地址"], found["health"]),
            )
            if found["health"]
            else None,
            self._sheet(
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

    def _property(self) -> list[Path | None]:
        chance, m = self.chance, self.month
        vehicles = [
            [
                n,
                r["plate"],
                r["type"],
                "北极光牌",
                p.name,
                self._number(p),
                self._day(r["on"]),
                r["price"] if chance.random() > 0.05 else f"{r['price'] / 10000:g}万",
                r["state"],
            ]
            for n, r in enumerate(rows_of(self.dossier, "vehicles", m), start=1)
            for p in [r["person"]]
        ]
        titles = [
            [
                n,
                p.name,
                self._number(p),
                r["unit"],
                f"{COUNTY_NAME}{p.village.town}迎宾路{n}号",
                "住宅",
                r["area"],
                "单独所有",
                "2019-05-06",
                "现势",
                "",
            ]
            for n, r in enumerate(rows_of(self.dossier, "titles", m), start=1)
            for p in [r["person"]]
        ]
        firms = [
            [
                n,
                f"{COUNTY_NAME}{p.name[1:]}商贸有限公司",
                f"91369977MA{n:08d}",
                "有限责任公司",
                p.name,
                self._number(p),
                r["role"],
                r["capital"],
                r["state"],
                "在任",
                "20190304",
            ]
            for n, r in enumerate(rows_of(self.dossier, "firms", m), start=1)
            for p in [r["person"]]
        ]
        return [
            self._sheet(
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
                    ],
                    vehicles,
                ),
            ),
            self._sheet(
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
            self._sheet(
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

    def _income(self) -> list[Path | None]:
        m = self.month
        months = [f"{(m - back) % 12 + 1}月" for back in range(5, -1, -1)]
        contributions = [
            [
                n,
                p.name,
                self._number(p),
                f"{COUNTY_NAME}新建服饰有限公司",
                "企业职工基本养老保险",
                r["base"],
                *(["是"] * r["months"] + [""] * (6 - r["months"])),
            ]
            for n, r in enumerate(rows_of(self.dossier, "contributions", m), start=1)
            for p in [r["person"]]
        ]
        special = {r["person"].number: r for r in rows_of(self.dossier, "pensions", m)}
        pensions: list[list[object]] = []
        for p in self.people:
            if p.age(first_day(self.newest)) < 60:
                continue
            row = special.get(p.number)
            scheme, monthly = (row["scheme"], row["monthly"]) if row else ("城乡居民养老保险", 193)
            pensions.append(
                [len(pensions) + 1, p.name, p.number, scheme, monthly, 0, monthly, "2019-01-01", "正常发放"]
            )
        fund = [
            [
                n,
                f"{COUNTY_NAME}新建服饰有限公司",
                p.name,
                self._number(p),
                f"3699{n:08d}",
                5200,
                r["monthly"],
                format_month(m).replace("-", ""),
                r["state"],
                52000,
            ]
            for n, r in enumerate(rows_of(self.dossier, "fund", m), start=1)
            for p in [r["person"]]
        ]
        return [
            self._sheet(
                "人社参保缴费",
                "县人力资源和社会保障局",
                (["序号", "姓名", "身份证号", "参保单位", "险种", "月缴费基数(元)", *months], contributions),
            ),
            self._sheet(
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
            self._sheet(
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

    def _meters(self) -> list[Path | None]:
        high = {str(row["home"]) for row in rows_of(self.dossier, "high_use", self.month)}
        months = [format_month(self.month - back) for back in range(11, -1, -1)]
        power, water = [], []
        chance = self.chance
        for home in self.dossier.county.homes:
            usual = 70 + 22 * len(home.people)
            times = 8 if home.number in high else 1
            power.append(
                [
                    f"3699{home.number[6:]}",
                    home.head.name,
                    self._written(home),
                    *(int(usual * chance.uniform(0.85, 1.15) * times) for _ in months),
                    "",
                ]
            )
            if home.village.urban:
                water.append(
                    [
                        f"W{home.number[6:]}",
                        home.head.name,
                        self._written(home),
                        *(int(6 + 2 * len(home.people) + chance.randint(-1, 1)) for _ in months),
                        "",
                    ]
                )
        heads = [*months, "备注"]
        return [
            self._text("供电用电量", ["用户编号", "用户名称", "用户地址", *heads], power),
            self._text("自来水用水量", ["用户编号", "户名", "装表地址", *heads], water),
        ]

    def _written(self, home: Home) -> str:
        return self.chance.choice(
            (home.address, home.address.removeprefix(COUNTY_NAME), home.address.replace("组", "组 ", 1))
        )

    def _others(self) -> list[Path | None]:
        m = self.month
        certificates = [
            [
                n,
                p.number + str(r["grade"]) + "1",
                p.name,
                self._number(p),
                r["class"],
                r["grade"],
                self._day(r["issued"]),
                self._day(r["valid_to"]),
                r["state"],
                "",
                "",
            ]
            for n, r in enumerate(rows_of(self.dossier, "certificates", m), start=1)
            for p in [r["person"]]
        ]
        couples: list[list[object]] = [
            [a.name, a.number, b.name, b.number, "结婚登记", f"{on:%Y-%m-%d}", f"{COUNTY_NAME}婚姻登记处"]
            for a, b, on in self.dossier.county.marriages
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
            for r in rows_of(self.dossier, "marriages", m)
        ]
        prisoners = [
            [n, p.name, p.number, r["kind"], str(r["from"]), f"{r['from'].year + 3}-06-30", "", "岚山监狱"]
            for n, r in enumerate(rows_of(self.dossier, "prisoners", m), start=1)
            for p in [r["person"]]
        ]
        medical = [
            [n, p.name, p.number, "脑卒中", "县人民医院", "近12个月", r["total"], r["own"], address(p), ""]
            for n, r in enumerate(rows_of(self.dossier, "medical", m), start=1)
            for p in [r["person"]]
        ]
        elsewhere = [
            [n, r["county"], p.name, p.number, "农村低保", 510, "2023-02-01", "", r["state"]]
            for n, r in enumerate(rows_of(self.dossier, "elsewhere", m), start=1)
            for p in [r["person"]]
        ]
        return [
            self._sheet(
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
            self._text(
                "婚姻登记",
                ["男方姓名", "男方身份证号", "女方姓名", "女方身份证号", "业务类型", "登记日期", "登记机关"],
                couples,
            ),
            self._sheet(
                "服刑人员",
                "县司法局",
                (
                    ["序号", "姓名", "身份证号", "执行类别", "起始日期", "刑期止日", "实际释放日期", "执行机关"],
                    prisoners,
                ),
            ),
            self._sheet(
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
            self._sheet(
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

    def _staff(self) -> list[Path | None]:
        m = self.month
        payroll: list[list[object]] = [
            [n, r["unit"], p.name, self._number(p), r["kind"], r["wage"], ""]
            for n, r in enumerate(rows_of(self.dossier, "payroll", m), start=1)
            for p in [r["person"]]
        ]
        damaged = [
            str(self.people[7].number[:15] + "000"),
            self.people[9].number[:17] + ("0" if self.people[9].number[17] != "0" else "1"),
        ]
        payroll += [
            [len(payroll) + 1 + turn, "县水利站", "李某", number, "事业编制", 4300, ""]
            for turn, number in enumerate(damaged)
        ]
        employees = [
            [n, r["unit"], p.name, self._number(p), r["post"], "2019-11-01", "在职"]
            for n, r in enumerate(rows_of(self.dossier, "employees", m), start=1)
            for p in [r["person"]]
        ]
        sheets: dict[str, list[list[object]]] = {}
        for row in rows_of(self.dossier, "cadres", m):
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
                    "2021-03-16",
                    "",
                ]
            )
        return [
            self._sheet(
                "财政供养人员",
                "县财政局",
                (["序号", "单位", "姓名", "身份证号", "人员性质", "月应发工资(元)", "备注"], payroll),
            ),
            self._sheet(
                "公职人员名册",
                "县委组织部",
                (["序号", "工作单位", "姓名", "证件号码", "职位", "任现职时间", "在职状态"], employees),
            ),
            self._sheet(
                "村居干部名册",
                "县委组织部",
                (["序号", "村居", "姓名", "职务", "公民身份号码", "电话", "任职时间", "备注"], []),
                sheets=sheets,
            ),
        ]


__all__ = ["STANDARD", "Offices"]
