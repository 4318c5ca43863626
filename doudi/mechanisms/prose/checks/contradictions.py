"""The same thing with two values: same noun, same kind of unit, same time and place, same action."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from doudi.mechanisms.prose.faults import Fault, Kind, Severity, of_figures
from doudi.mechanisms.prose.figures import Figure
from doudi.mechanisms.prose.numerals import plain
from doudi.mechanisms.prose.text import Text
from doudi.mechanisms.prose.things import normal

# Things that are done again and again: two sentences may well speak of two occasions.
_OCCASIONS = frozenset({"次", "天", "小时", "分钟", "年", "月", "类", "名次", "岁", "分", "支", "倍", "百分点", "份"})
_STATES = ("", "完成")  # 已建成20个 and 共有20个 speak of the same stock
_MONEY_WORDS = re.compile(r"^(?:资金|经费|金额|补助|补贴|补助资金|补贴资金|金|专项资金|中央资金|奖补资金|各类资金)$")
_EVERY_PLACE = re.compile(r"全(?:县|市|区|镇|乡|部)(?:共有?|所有|所辖|辖)?$|现?辖[^。;；]{0,40}$")
_VAGUE = re.compile(r"^(?:人|户|名|次|困难|群众|困难群众|老人|儿童|问题|项目|工作|活动|村居|村社区|行政村|社区|村|乡镇|乡镇街道|单位|部门|机构|措施|任务|志愿|服务|服务对象|对象|人员|重点|代表|干部|党员|工作人员|机制|制度|文件|点|站点|其他|设施|投诉|建议|线索|整改|案件|事项|物资|家庭|代表|孩子|学生|成员|小组|队伍|企业|场所|意见)$")  # fmt: skip


def check(text: Text, figures: list[Figure]) -> Iterator[Fault]:
    """One fault for every pair of values that cannot both hold; each later value is reported once."""
    told: set[int] = set()
    counted = [each for each in figures if _comparable(each)]
    for first, second in combinations(counted, 2):
        if id(second) in told or not _same(first, second):
            continue
        told.add(id(second))
        where = "表格中" if second.cell else "这里"
        why = f"“{second.counts}”前文为{first.words}（“{_around(first)}”），{where}为{second.words}，同一事项两个数。"
        yield of_figures(Kind.CONTRADICTION, Severity.ERROR, why, first, second)


def _comparable(figure: Figure) -> bool:
    noun = normal(figure.counts)
    if figure.kind in _OCCASIONS or not figure.kind or len(noun) < 2 or figure.high is not None or figure.ordinal:
        return False
    if figure.is_share:
        return re.search(r"(?:率|占比|比例|比重|满意度)$", figure.counts) is not None
    if figure.is_money and _MONEY_WORDS.match(noun):
        return False
    if _EVERY_PLACE.search(figure.sentence.plain[: figure.at]) and noun in (
        "村社区",
        "村居",
        "行政村",
        "乡镇",
        "乡镇街道",
        "村",
        "社区",
    ):
        return True  # 全县135个村居: there is only one number of them
    return not _VAGUE.match(noun)


def _same(first: Figure, second: Figure) -> bool:
    if first.kind != second.kind or first.base == second.base or _close(first, second):
        return False
    if first.planned != second.planned or first.subject != second.subject or _action(first) != _action(second):
        return False
    if first.part_of is second or second.part_of is first:
        return False
    if first.sentence is second.sentence and not _says_again(first, second):
        return False
    if not _same_period(first, second):
        return False
    return _same_noun(normal(first.counts), normal(second.counts)) and not _relation_to_the_past(first, second)


def _same_noun(first: str, second: str) -> bool:
    return first == second


def _action(figure: Figure) -> str:
    return "" if figure.action in _STATES else figure.action


def _same_period(first: Figure, second: Figure) -> bool:
    mine, other = _period(first.period), _period(second.period)
    return mine == other


def _period(words: str) -> str:
    """截至目前, 年末, the year itself and its last month all speak of the end of the year."""
    words = re.sub(r"^(?:截至|截止)(?:到)?", "", words)
    year = re.match(r"(20\d\d)年(?:度)?(.*)", words)
    rest = year[2] if year else words
    if rest in (
        "",
        "目前",
        "今",
        "当前",
        "末",
        "底",
        "年末",
        "年底",
        "12月",
        "12月份",
        "12月底",
        "12月末",
        "12月31日",
        "全年",
    ):
        rest = ""
    return (year[1] if year and rest else "") + rest if rest else (year[1] if year else "")


def _close(first: Figure, second: Figure) -> bool:
    """A rounded figure agrees with an exact one that it may stand for (200余人 and 207人; 1.2万 and 12,034)."""
    small, large = sorted((first.base, second.base))
    if first.rounded or second.rounded:
        rough = first if first.rounded else second
        exact = second if rough is first else first
        if rough.before in ("近", "将近", "接近", "不足"):
            return rough.base * 19 / 20 <= exact.base < rough.base
        if rough.after.startswith(("余", "多")) or rough.before in ("超", "超过", "逾", "突破", "不少于"):
            return rough.base <= exact.base < rough.base * 11 / 10
        return small >= large * 9 / 10
    for rough, exact in ((first, second), (second, first)):
        if rough.unit in ("万元", "亿元") and exact.unit != rough.unit:
            places = max(-int(rough.value.as_tuple().exponent), 0)
            step = rough.base / rough.value / 10**places if rough.value else 0
            if abs(rough.base - exact.base) <= step:
                return True
        if "万" in rough.words and "万" not in exact.words and small >= large * 98 / 100:
            return True
    return False


def _says_again(first: Figure, second: Figure) -> bool:
    """Within one sentence the same noun often stands for several lines of a list; only whole clauses far apart are compared."""
    between = first.sentence.plain[first.until : second.at]
    return (
        re.search(r"[;；]", between) is not None
        and bool(first.counts)
        and first.counts in second.sentence.plain[second.at - 30 : second.until + 30]
        and not re.search(r"(?:[镇乡村]|社区|街道)", between)
    )


def _relation_to_the_past(first: Figure, second: Figure) -> bool:
    """比上年的18家增加1家, 由120户降至96户: the old value is told beside the new one."""
    for each in (first, second):
        before = each.sentence.plain[max(0, each.at - 14) : each.at]
        if re.search(r"(?:由|从|比|较|原|原有|年初|期初|上年|去年|此前|之前|以前)[^,，。;；]{0,12}$", before):
            return True
        if re.search(r"(?:增加|减少|提高|下降|增长|多|少|净增|上涨|降低|扩大|缩短)(?:了)?$", before):
            return True
    return False


def _around(figure: Figure) -> str:
    words = figure.sentence.words
    return words[max(0, figure.at - 10) : figure.until + 8].strip("，,。;；、")


def value_of(figure: Figure) -> str:
    """A figure's value with its unit, for a sentence."""
    return f"{plain(figure.value)}{figure.unit}"
