"""Lists of few rows, each declared by its headings: the courts, schools, tax, banks, the bureau's minor rolls."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from doudi.base.months import first_day, format_month
from doudi.demo.dossier import Row, account_of, address, rows_of
from doudi.demo.means import amount_of
from doudi.demo.senders.office import Office

Cell = Callable[[Row], object]


def _name(row: Row) -> object:
    return row.get("name", row["person"].name)


def _number(row: Row) -> object:
    return row["person"].number


def _home(row: Row) -> object:
    return address(row["person"])


def _of(key: str) -> Cell:
    return lambda row: row[key]


def _said(words: object) -> Cell:
    return lambda _row: words


@dataclass(frozen=True)
class SmallList:
    """A list of one table of the dossier; `columns` are its headings in order. Not sent in months without rows."""

    table: str
    title: str
    unit: str
    columns: Mapping[str, Cell]


PERSON: dict[str, Cell] = {"姓名": _name, "身份证号": _number}
LISTS = (
    SmallList(
        "stopped", "低保停保名册", "县民政局",
        {"户编号": lambda row: row["case"].number, "低保类别": lambda row: row["case"].programme, "户主姓名": lambda row: row["case"].home.head.name,
         "公民身份号码": lambda row: row["case"].home.head.number, "人口": lambda row: len(row["case"].members), "停保原因": _of("cause"),
         "停发起始月(自该月起停发)": lambda row: format_month(row["from"]), "户籍地址": lambda row: row["case"].home.address, "备注": _said("")},
    ),
    SmallList(
        "temporary", "临时救助台账", "县民政局",
        {"救助日期": lambda row: str(row["on"]), "乡镇": lambda row: row["person"].village.town, **PERSON, "救助类型": _said("急难型"),
         "致困原因": _of("cause"), "救助人数": _said(1), "救助金额(元)": _of("amount"), "资金渠道": _of("fund"), "家庭住址": _home, "备注": _said("")},
    ),
    SmallList(
        "filings", "近亲属备案表", "县民政局",
        {"干部姓名": lambda row: row["staff"].name, "干部身份证号": lambda row: row["staff"].number, "工作单位": lambda row: row["staff"].village.name,
         "人员类别": _of("post"), "亲属关系": _of("relation"), "救助对象姓名": _name, "救助对象身份证号": _number, "救助类别": _said("低保"),
         "备案日期": lambda row: str(row["on"]), "当前状态": _said("有效"), "备注": _said("")},
    ),
    SmallList(
        "students", "在校学生学籍", "县教育体育局",
        {"学校": _of("school"), "学段": _of("stage"), "年级": _said("高三"), "学生姓名": _name, "身份证号": _number, "入学日期": _said("2021-09-01"),
         "学籍状态": _of("state"), "离校日期": _of("left"), "备注": _said("")},
    ),
    SmallList(
        "monitored", "防返贫监测对象", "县农业农村局",
        {"监测户编号": lambda row: f"JC{row['person'].household}", **PERSON, "与户主关系": lambda row: row["person"].relation,
         "监测对象类别": _said("突发严重困难户"), "致贫返贫风险": _of("risk"), "识别时间": lambda row: str(row["on"]), "风险消除情况": _said("未消除"),
         "地址": _home},
    ),
    SmallList(
        "taxed", "税务个人所得税收入", "县税务局",
        {"纳税人姓名": _name, "身份证号": _number, "所得项目": _said("劳务报酬所得"), "扣缴义务人": _said("云阜县迅达物流有限公司"),
         "所属期起": lambda row: f"{row['from']}-01", "所属期止": lambda row: f"{row['from']}-28", "收入额": _of("income")},
    ),
    SmallList(
        "assets", "核对平台金融资产", "省居民家庭经济状况核对平台",
        {**PERSON, "金融机构": _said("云阜农村商业银行"), "资产类型": _of("kind"), "余额": _of("balance"), "查询日期": lambda row: str(row["on"]),
         "备注": lambda row: row.get("note", "")},
    ),
    SmallList(
        "injured", "工伤保险待遇发放", "县社会保险服务中心",
        {**PERSON, "待遇项目": _said("生活护理费"), "月标准": _said(1860), "享受起始日期": lambda row: str(row["on"]), "当前状态": _said("正常发放")},
    ),
    SmallList(
        "declared", "宣告失踪死亡人员", "县人民法院",
        {"被宣告人": _name, "身份证号": _number, "宣告类型": _of("kind"), "判决生效日期": lambda row: str(row["on"]), "备注": _said("")},
    ),
)  # fmt: skip
PAID = (("age", "高龄津贴"), ("nursing", "重度残疾人护理补贴"), ("living", "困难残疾人生活补贴"))


def small_lists(office: Office) -> list[Path | None]:
    """Those that have rows this month."""
    return [_written(office, each) for each in LISTS]


def unknown_sheet(office: Office) -> Path:
    """What the system cannot know by itself: a township's own tally, without a word of what it is."""
    heads = ["户主", "证件", "亩数", "折算", "组别", "经手"]
    people = [person for person in office.people[:4000:40] if person.age(first_day(office.newest)) >= 30]
    rows: list[list[object]] = [[p.name, p.number, p.group / 2, p.group * 60, f"{p.group}组", "杨某"] for p in people]
    return office.sheet("汇总表2", "磨市镇", (heads, rows))


def _written(office: Office, each: SmallList) -> Path | None:
    rows = [
        [number, *(cell(row) for cell in each.columns.values())]
        for number, row in enumerate(rows_of(office.dossier, each.table, office.month), 1)
    ]
    return office.sheet(each.title, each.unit, (["序号", *each.columns], rows)) if rows else None


def subsidy_lists(office: Office) -> list[Path | None]:
    """What the subsidy system says was paid this month, and what the bank says: its file breaks off, repeats and adds up wrongly."""
    system: list[list[object]] = []
    bank: list[list[object]] = []
    broken: list[list[object]] = []
    for table, benefit in PAID:
        for row in rows_of(office.dossier, table, office.month):
            if row["since"] > office.month:
                continue
            person, amount = row["person"], amount_of(table, row, office.month)
            system.append([benefit, person.name, person.number, amount, person.name, account_of(person), "已发放", ""])
            line: list[object] = [account_of(person), person.name, person.number, amount, benefit, "成功", ""]
            flaw = row.get("bank") if office.month == office.newest else None
            if flaw == "truncated":
                broken.append([account_of(person), person.name, person.number[:11]])
                continue
            bank += [line, line] if flaw == "twice" else [line]
    total: list[object] = ["合计", f"{len(system)}笔", "", sum(int(str(line[3])) for line in system) + 150, "", "", ""]
    return [
        office.text(
            "补贴系统线上发放清单",
            ["补贴种类", "姓名", "身份证号码", "金额(元)", "开户人", "银行账号", "系统状态", "备注"],
            system,
        ),
        office.text(
            "银行代发回单", ["账号", "户名", "身份证号", "金额", "摘要", "交易结果", "附言"], [*bank, *broken, total]
        ),
    ]
