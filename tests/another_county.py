"""The sample county's files as another county would have sent them: the same facts under other names, headings and formats.

`remake` reads the sample as raw cells and writes a folder in which townships and villages have other names, headings other words,
columns another order, and files other formats (xls, HTML named .xls, tab-separated GB18030, a zip of it all) and poorer names.
What is true of the sample must be found there as well, or the reader knows the sample instead of the trade.
"""

from __future__ import annotations

import csv
import datetime as dt
import html
import io
import random
import re
import zipfile
from pathlib import Path
from typing import TypeAlias

import openpyxl
import xlwt
from python_calamine import CalamineWorkbook

Cell: TypeAlias = str | float | int | bool | dt.date | dt.datetime | dt.time | dt.timedelta
Rows: TypeAlias = list[list[Cell]]

PLACES = {
    "安阜县": "云汀县",
    "安阜": "云汀",
    "古城镇": "沙溪镇",
    "磨市镇": "白鹭乡",
    "石塘镇": "枫港镇",
    "云岭镇": "九渡乡",
    "古城": "沙溪",
    "磨市": "白鹭",
    "石塘": "枫港",
    "云岭": "九渡",
    "水槽": "桂园",
    "南门": "北关",
    "新华": "和平",
    "东门": "西苑",
    "田岗": "双桥",
    "塘背": "樟树",
    "金埠": "石陂",
    "上坪": "下湾",
    "东方红": "向阳",
    "国安": "民乐",
    "金坑": "银田",
    "竹塘": "梅陂",
    "松坑": "柏泉",
    "黄口": "洋口",
    "龙坪": "凤冈",
    "双坳": "三坳",
    "石垅": "沙垅",
    "高坪": "大坪",
    "塘坑": "杨坑",
    "青源": "清湖",
    "横源": "直源",
    "荷洲": "莲洲",
    "金屋": "罗屋",
}

# What a county next door writes above the same columns.
HEADINGS = {
    "公民身份号码": "居民身份证号码",
    "身份证号码(18位)": "公民身份证号码",
    "身份证号": "身份证件号码",
    "身份证号码": "身份证号",
    "证件号码": "公民身份号码",
    "低保证号": "低保证编号",
    "家庭编号": "户编号",
    "户编号": "家庭编号",
    "村居": "所属村居",
    "姓名": "姓  名",
    "姓 名": "姓名",
    "与申请人关系": "与户主的关系",
    "人口数": "保障人数",
    "个人月保障金": "个人月保障金额",
    "户月保障金额(元)": "家庭月保障金(元)",
    "账号": "银行卡账号",
    "开户人": "账户姓名",
    "起始月份": "起保月份",
    "家庭住址": "详细住址",
    "机动车所有人": "车主姓名",
    "号牌号码": "车牌号",
    "购置价(元)": "车辆价格(元)",
    "机动车状态": "车辆状态",
    "初次登记日期": "注册登记日期",
    "权利人": "权利人姓名",
    "坐落": "不动产坐落",
    "面积": "建筑面积(㎡)",
    "共有情况": "共有方式",
    "权利状态": "登记状态",
    "死亡日期": "死亡时间",
    "注销日期": "户口注销时间",
    "死者姓名": "死亡人员姓名",
    "逝者姓名": "死者姓名",
    "火化日期": "火化时间",
    "企业名称": "市场主体名称",
    "认缴出资额(万元)": "认缴金额(万元)",
    "登记状态": "经营状态",
    "角色": "人员身份",
    "参保单位": "缴费单位",
    "月缴费基数(元)": "缴费基数(元)",
    "月养老金标准(元)": "月养老金(元)",
    "本月补发": "补发金额",
    "实发合计": "实发金额",
    "月缴存额": "月缴存额(元)",
    "缴至年月": "缴存至年月",
    "账户状态": "缴存状态",
    "人员性质": "编制性质",
    "月应发工资(元)": "应发工资(元)",
    "应发合计": "月应发工资",
    "职位": "职务职级",
    "任现职时间": "任职时间",
    "在职状态": "人员状态",
    "残疾人证号": "残疾证号码",
    "残疾证号": "残疾人证编号",
    "有效期限": "证件有效期至",
    "证件状态": "残疾证状态",
    "男方姓名": "男方",
    "女方姓名": "女方",
    "业务类型": "登记类型",
    "登记日期": "登记时间",
    "执行类别": "服刑类型",
    "起始日期": "刑期起始日期",
    "刑期止日": "刑期终止日期",
    "实际释放日期": "释放时间",
    "用户编号": "户号",
    "用户名称": "用电户名",
    "用户地址": "用电地址",
    "装表地址": "用水地址",
    "参保人姓名": "患者姓名",
    "个人负担": "个人自付(元)",
    "医疗总费用": "总费用(元)",
    "学生姓名": "姓名",
    "学籍状态": "就读状态",
    "离校日期": "离校时间",
    "监测户编号": "户编号",
    "风险消除情况": "风险是否消除",
    "监测对象类别": "监测类型",
    "停发起始月(自该月起停发)": "停发起始月份",
    "停保原因": "退出原因",
    "延退起始": "延退开始月份",
    "延退终止": "延退结束月份",
    "补贴项目": "发放项目",
    "所属月份": "发放所属月",
    "发放结果": "发放状态",
    "补贴种类": "补贴类型",
    "交易结果": "处理结果",
    "干部姓名": "备案干部姓名",
    "干部身份证号": "备案干部身份证号",
    "亲属关系": "与干部关系",
    "救助对象姓名": "享受救助亲属姓名",
    "救助对象身份证号": "享受救助亲属身份证号",
    "当前状态": "状态",
    "残疾等级": "残疾级别",
    "父亲身份证号": "父亲公民身份号码",
    "母亲身份证号": "母亲公民身份号码",
    "人员状态": "户籍状态",
    "状态变动日期": "变动日期",
    "与户主关系": "户主关系",
}
HEADER_WORDS = re.compile(r"身份|证件号码|用户编号|用户名称")


def _sheets(path: Path) -> list[tuple[str, Rows]]:
    if path.suffix == ".csv":
        raw = path.read_bytes()
        text = raw.decode("utf-8-sig") if raw.startswith(b"\xef\xbb\xbf") else raw.decode("gb18030")
        return [("", [list(row) for row in csv.reader(io.StringIO(text))])]
    book = CalamineWorkbook.from_path(str(path))
    return [(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in book.sheet_names]


def _elsewhere(value: Cell) -> Cell:
    if not isinstance(value, str):
        return value
    return re.sub("|".join(sorted(PLACES, key=len, reverse=True)), lambda found: PLACES[found[0]], value)


def _header(rows: Rows) -> int | None:
    for number, row in enumerate(rows[:8]):
        if sum(1 for cell in row if cell not in ("", None)) >= 3 and any(
            isinstance(cell, str) and HEADER_WORDS.search(cell) for cell in row
        ):
            return number
    return None


def _two_rows(rows: Rows, header: int) -> bool:
    below = rows[header + 1] if header + 1 < len(rows) else []
    return (
        bool(below)
        and below[0] == ""
        and sum(1 for cell in below if cell != "") >= 2
        and any(
            cell in ("工资", "开户人", "开户名") or (isinstance(cell, str) and re.fullmatch(r"\d+月", cell))
            for cell in below
        )
    )


def _remake_rows(rows: Rows, chance: random.Random) -> Rows:
    rows = [[_elsewhere(cell) for cell in row] for row in rows]
    header = _header(rows)
    if header is None:
        return rows
    height = 2 if _two_rows(rows, header) else 1
    width = max(len(row) for row in rows)
    rows = [row + [""] * (width - len(row)) for row in rows]
    for row in rows[header : header + height]:
        for place, cell in enumerate(row):
            if isinstance(cell, str):
                row[place] = HEADINGS.get(cell, cell)
    if height == 1:  # columns in another order; a serial number stays in front
        first = 1 if rows[header][0] == "序号" else 0
        order = list(range(first, width))
        chance.shuffle(order)
        rows = [
            row if number < header else row[:first] + [row[place] for place in order] for number, row in enumerate(rows)
        ]
    return rows


def _write_xlsx(path: Path, sheets: list[tuple[str, Rows]]) -> None:
    book = openpyxl.Workbook()
    book.remove(book.active)  # type: ignore[arg-type]  # a new workbook has an active sheet
    for name, rows in sheets:
        sheet = book.create_sheet(name or "Sheet1")
        for row in rows:
            sheet.append([None if cell == "" else cell for cell in row])
    book.save(path)


def _write_xls(path: Path, sheets: list[tuple[str, Rows]]) -> None:
    book = xlwt.Workbook(encoding="utf-8")
    day = xlwt.easyxf(num_format_str="YYYY-MM-DD")
    for name, rows in sheets:
        sheet = book.add_sheet(name or "Sheet1")
        for down, row in enumerate(rows):
            for across, cell in enumerate(row):
                if cell != "":
                    sheet.write(down, across, cell, day) if isinstance(cell, dt.date) else sheet.write(
                        down, across, cell
                    )
    book.save(str(path))


def _text(cell: Cell) -> str:
    if isinstance(cell, dt.datetime | dt.date):
        return cell.strftime("%Y/%m/%d")
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else f"{cell:.2f}"
    return str(cell)


def _write_html(path: Path, sheets: list[tuple[str, Rows]]) -> None:
    lines = ["<html><head><meta charset='gb2312'></head><body><table border=1>"]
    for row in sheets[0][1]:
        lines.append("<tr>" + "".join(f"<td>{html.escape(_text(cell))}</td>" for cell in row) + "</tr>")
    lines.append("</table></body></html>")
    path.write_bytes("\n".join(lines).encode("gb18030"))


def _write_tabs(path: Path, sheets: list[tuple[str, Rows]]) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter="\t", lineterminator="\r\n")
    for row in sheets[0][1]:
        writer.writerow([_text(cell) for cell in row])
    path.write_bytes(out.getvalue().encode("gb18030"))


def remake(sample: Path, target: Path, *, seed: int, zipped: bool = False) -> None:
    """Write the files of `sample`/rolls and /lists and areas.csv into `target`, as another county's."""
    chance = random.Random(seed)
    target.mkdir(parents=True, exist_ok=True)
    for path in sorted([*(sample / "rolls").iterdir(), *(sample / "lists").iterdir()]):
        sheets = [(str(_elsewhere(name)), _remake_rows(rows, chance)) for name, rows in _sheets(path)]
        sheets = [(name, rows) for name, rows in sheets if rows]
        stem = str(_elsewhere(path.stem)).replace(
            "(2024年11月)", chance.choice(["202411", "(11月)", "2024-11", "_2024年11月"])
        )
        single = len(sheets) == 1
        write, suffix = chance.choice(
            [(_write_xlsx, ".xlsx"), (_write_xls, ".xls")]
            + ([(_write_html, ".xls"), (_write_tabs, ".csv"), (_write_tabs, ".txt")] if single else [])
        )
        folder = target / chance.choice(["", "各部门", "各部门/补充"])
        folder.mkdir(parents=True, exist_ok=True)
        write(folder / f"{stem}{suffix}", sheets)
    areas = (sample / "areas.csv").read_text(encoding="utf-8-sig")
    (target / "区划.csv").write_text(str(_elsewhere(areas)), encoding="utf-8")
    if zipped:
        inside = [path for path in target.rglob("*") if path.is_file()]
        with zipfile.ZipFile(target / "11月数据.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            for path in inside:
                archive.write(path, path.relative_to(target))
        for path in inside:
            path.unlink()
