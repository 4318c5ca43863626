"""Units of official prose, and which of them count the same kind of thing."""

from __future__ import annotations

from decimal import Decimal

MONEY = {
    "元": 1,
    "千元": 10**3,
    "万元": 10**4,
    "百万元": 10**6,
    "千万元": 10**7,
    "亿元": 10**8,
    "万亿元": 10**12,
    "块钱": 1,
}

# unit → the class whose members may be compared (家/个/所/处 of meal points); what is not named is a class of its own.
CLASSES: dict[str, tuple[str, ...]] = {
    "人": ("人", "名", "位", "口", "人口", "员"),
    "人次": ("人次", "人（次）", "人次数"),
    "户": ("户", "家庭", "户家庭"),
    "户次": ("户次", "家次"),
    "处": ("个", "家", "所", "处", "座", "村", "社区", "村居", "行政村", "乡镇", "街道", "镇", "乡", "县", "村（居）", "村（社区）", "站", "点", "中心", "村民小组", "部门", "单位", "机构"),
    "次": ("次", "场", "场次", "期", "轮", "批次", "班次", "批", "届"),
    "件": ("件", "项", "条", "起", "例", "宗", "件次", "桩"),
    "张": ("张", "床", "张床位", "张床"),
    "单": ("单", "笔"),
    "份": ("份", "本", "册", "篇", "套"),
    "对": ("对",),
    "具": ("具",),
    "类": ("类", "大类", "种", "方面", "个方面", "大方面", "大类别"),
    "天": ("天", "日", "个工作日", "工作日"),
    "月": ("个月", "个多月"),
    "年": ("年", "周年"),
    "小时": ("小时", "个小时", "时"),
    "分钟": ("分钟",),
    "岁": ("岁", "周岁"),
    "支": ("支", "队", "组", "团"),
    "面积": ("平方米", "万平方米", "平方公里", "公顷", "亩", "万亩", "㎡"),
    "长": ("公里", "千米", "米", "里"),
    "辆": ("辆", "台", "部", "台套", "台（套）"),
    "栋": ("栋", "幢", "间", "层"),
    "分": ("分",),
    "倍": ("倍",),
    "百分点": ("个百分点", "百分点"),
    "名次": ("名次",),
    "其他": ("颗", "株", "棵", "盏", "眼", "吨", "公斤", "斤", "立方米", "餐", "人份", "字", "页", "桌", "席", "块", "只", "头", "幅", "面", "盒", "枚", "瓶", "袋", "步", "道", "门", "节", "课时", "学时", "人天", "片", "步", "款", "度", "帧", "集", "箱", "穴", "格", "趟", "顿", "盘", "架", "艘", "眼", "尊", "班", "所次"),
}  # fmt: skip
CLASS_OF = {unit: name for name, units in CLASSES.items() for unit in units}
CLASS_OF.update({unit: unit for unit in CLASSES["其他"]})
CLASS_OF.update(dict.fromkeys(MONEY, "元"))
CLASS_OF["%"] = "%"

# Classifiers that go before almost anything: with them a numeral in characters is a figure (五大类, 六类对象, 三项措施).
WITH_CHARACTERS = frozenset(CLASS_OF) - {"点", "面", "道", "门", "度", "时", "里", "级", "组", "队", "团", "站", "步", "节", "员", "分", "头", "块", "片", "口", "层", "县", "乡", "镇", "部", "家庭", "人口", "集", "只", "中心", "日", "部门", "单位", "机构", "社区", "届"}  # fmt: skip

RATES = ("元/人/月", "元/人·月", "元/人.月", "元/人月", "元/月/人", "元/人/年", "元/人·年", "元/年/人", "元/人·天", "元/人/天", "元/月", "元/年", "元/人", "元/户", "元/天", "元/床", "元/次", "元/餐", "元/小时", "元每人每月", "元每人每年", "元每月")  # fmt: skip


def base(value: Decimal, unit: str) -> tuple[Decimal, str]:
    """A value in the smallest customary unit: money in 元, the rest as it is."""
    if unit in MONEY:
        return value * MONEY[unit], "元"
    for money, factor in MONEY.items():
        if unit.startswith(f"{money}/"):
            return value * factor, "元" + unit[len(money) :]
    return value, unit


def kind_of(unit: str) -> str:
    """The class of a unit, so that 家 and 个 may be compared; rates of money are told apart by what they are per."""
    if "/" in unit or "每" in unit:
        return "元/" + unit.partition("/")[2] if "/" in unit else "元/" + unit.partition("每")[2]
    return CLASS_OF.get(unit, unit)
