"""Parts and totals: 其中, brackets, 合计, done and still open, what was there plus what came less what went."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from decimal import Decimal

from doudi.mechanisms.prose.faults import Fault, Kind, Severity, by_sentence, of_figures
from doudi.mechanisms.prose.figures import Figure
from doudi.mechanisms.prose.numerals import plain
from doudi.mechanisms.prose.text import Table, Text

# Two halves of a whole: where both are named, nothing is left over.
_HALVES = (
    ("城", "农"), ("男", "女"), ("公办", "民办"), ("公立", "民营"), ("公建", "民"), ("集中", "分散"), ("已", "未"), ("完成", "正在"), ("完成", "推进"), ("完成", "剩余"), ("完成", "尚"),
    ("线上", "线下"), ("本地", "外"), ("生活补贴", "护理补贴"), ("结婚", "离婚"), ("社会团体", "民办非企业"), ("散居", "集中"), ("散居", "机构"), ("重度", "轻"), ("全自理", "失能"), ("自理", "失能"),
    ("新增", "原"), ("支持", "反对"), ("补领", "新"), ("中央", "地方"), ("中央", "县"), ("省级", "县"), ("村", "居"), ("A类", "B类"), ("县级", "乡镇"), ("在编", "聘"), ("机构养老", "居家"), ("困难", "其他"), ("内地", "涉外"), ("现场", "限期"), ("立行立改", "限期"), ("立即", "限期"), ("当场", "限期"), ("办结", "在办"), ("属实", "不实"), ("通过", "未通过"),
)  # fmt: skip
_LEFT_OVER = re.compile(r"其余|其他|另有|还有|剩余|等(?:[,，。;；)）]|$)")
_TOTALS = re.compile(
    r"(?:合计|共计|总计|总共|总额|总数|累计共)[^,，。;；\d]{0,12}$|[,，;；、](?:累计|总|全年|全县)?共(?:发放|支出|投入|下拨|拨付|办理|保障|有)?[^,，。;；\d]{0,8}$"
)
_NEAR = Decimal("0.3")


def check(text: Text, figures: list[Figure]) -> Iterator[Fault]:
    """Every total that its parts do not make up."""
    for of_one in by_sentence(figures).values():
        yield from _parts(of_one)
        yield from _totals(of_one)
        yield from _states(of_one)
        yield from _two_halves(of_one)
        yield from _by_state(of_one)
        yield from _net(of_one)
        yield from _stocks(of_one)
    for first, second in itertools.pairwise(by_sentence(figures).values()):
        yield from _continued(first, second)
    for number, table in enumerate(text.tables, 1):
        yield from _table(text, table, number)


def _parts(figures: list[Figure]) -> Iterator[Fault]:
    """其中, and brackets behind a total."""
    wholes = {id(each.part_of): each.part_of for each in figures if each.part_of is not None}
    for whole in wholes.values():
        parts = [each for each in figures if each.part_of is whole and not each.is_share]
        if any(each.high is not None for each in (*parts, whole)) or whole.rounded:
            continue
        words = whole.sentence.plain
        stretch = words[whole.until : parts[-1].until + 14]
        total = sum((each.base for each in parts), Decimal(0))
        nested = _nested(parts, words)
        if nested:
            continue
        single = next((each for each in parts if each.base > whole.base), None)
        if single is not None:
            why = f"“{single.counts}”{single.words}大于它所属的合计{whole.words}。"
            yield of_figures(Kind.SUM, Severity.ERROR, why, whole, single)
            continue
        if len(parts) < 2 or total == whole.base or _rounding_only(whole, parts, total):
            continue
        formula = "+".join(plain(each.value) for each in parts)
        said = f"{formula}={_in_unit(total, whole)}，与合计{whole.words}不符。"
        named = _LEFT_OVER.search(words[whole.until : parts[-1].until + 12])
        if (
            total > whole.base
            or (_halves(stretch, parts) and not (named and named.group().startswith("等")))
            or (named and named.group()[0] in "其另还剩")
            or (not named and (total >= whole.base * 85 / 100 or (len(parts) >= 3 and total >= whole.base * 7 / 10)))
        ):
            yield of_figures(Kind.SUM, Severity.ERROR, said, whole, *parts)


_COMPARED = re.compile(r"(?:较|比|同期|上年|去年)[^,，。;；]{0,12}$")


def _continued(before: list[Figure], figures: list[Figure]) -> Iterator[Fault]:
    """实施312人次。其中急难型97人次、支出型205人次。: the parts begin a sentence of their own."""
    words = figures[0].sentence.plain
    if not words.startswith("其中") or figures[0].sentence.paragraph != before[0].sentence.paragraph:
        return
    for kind in dict.fromkeys(each.kind for each in figures):
        wholes = [each for each in before if each.kind == kind and not _COMPARED.search(each.sentence.plain[: each.at])]
        parts = [each for each in figures if each.kind == kind and not each.is_share]
        if len(wholes) != 1 or len(parts) < 2 or _nested(parts, words) or _LEFT_OVER.search(words):
            continue
        whole, made = wholes[0], sum((each.base for each in parts), Decimal(0))
        if whole.rounded or any(each.rounded or each.high for each in parts) or made == whole.base:
            continue
        if whole.base * 85 / 100 <= made and not _rounding_only(whole, parts, made):
            formula = "+".join(plain(each.value) for each in parts)
            why = f"{formula}={_in_unit(made, whole)}，与前一句{whole.words}不符。"
            yield of_figures(Kind.SUM, Severity.WARNING, why, whole, *parts)


def _nested(parts: list[Figure], words: str) -> bool:
    """Parts that contain one another: 其中……含……, 其中……其中……."""
    return any(
        re.search(r"含|包括|包含|其中", words[first.until : second.at]) for first, second in itertools.pairwise(parts)
    )


def _halves(stretch: str, parts: list[Figure]) -> bool:
    if len(parts) != 2:
        return False
    words = parts[0].sentence.plain
    first = words[max(0, parts[0].at - 12) : parts[0].until + 10]
    second = words[parts[0].until : parts[1].until + 10]
    return any((a in first and b in second) or (b in first and a in second) for a, b in _HALVES)


def _rounding_only(whole: Figure, parts: list[Figure], total: Decimal) -> bool:
    """Rounded to the places written, parts may miss the total by half a step each."""
    exponents = [int(each.value.as_tuple().exponent) for each in (whole, *parts)]
    if min(exponents) >= 0 or len({each.unit for each in (whole, *parts)}) > 1:
        return False
    step = Decimal(1).scaleb(max(exponents)) * (whole.base / whole.value if whole.value else 1)
    return abs(total - whole.base) <= step * len(parts) / 2 and not (
        max(exponents) == min(exponents) and max(exponents) <= -2
    )


def _in_unit(total: Decimal, whole: Figure) -> str:
    return plain(total / (whole.base / whole.value) if whole.value else total)


def _totals(figures: list[Figure]) -> Iterator[Fault]:
    """A、B、C, 合计D: the total follows its parts."""
    for number, total in enumerate(figures):
        words = total.sentence.plain
        if not _TOTALS.search(words[: total.at]) or total.rounded or total.high is not None:
            continue
        firmly = re.search(r"(?:合计|共计|总计|总共)[^,，。;；\d]{0,12}$", words[: total.at]) is not None
        parts: list[Figure] = []
        for each in reversed(figures[:number]):
            if each.kind != total.kind:
                if each.kind in ("%", "次") or total.is_money:
                    continue
                continue
            if _TOTALS.search(words[: each.at]) or (
                re.search(r"[。;；]", words[each.until : parts[-1].at if parts else total.at]) and not firmly
            ):
                break
            if (
                re.search(r"(?:同比|增加|减少|增长|下降|提高|人均|户均)[^,，。;；]{0,8}$", words[: each.at])
                or each.part_of is not None
            ):
                continue
            parts.append(each)
        parts.reverse()
        made = sum((each.base for each in parts), Decimal(0))
        if (
            len(parts) < 2
            or made == total.base
            or any(each.rounded for each in parts)
            or _rounding_only(total, parts, made)
        ):
            continue
        near = abs(made - total.base) <= max(made, total.base) * (_NEAR if firmly else Decimal("0.15"))
        if near:
            formula = "+".join(plain(each.value) for each in parts)
            why = f"{formula}={_in_unit(made, total)}，与合计{total.words}不符。"
            yield of_figures(Kind.SUM, Severity.ERROR, why, *parts, total)


_DONE = re.compile(r"(?:已|均已|全部)?(?:完成|办结|整改到位|整改|销号|化解|解决|验收|通过)(?:了)?$")
_OPEN = re.compile(
    r"^[^,，。;；]{0,4}(?:正在|正|尚未|未|仍在|还在|在推进|持续推进|推进中|整改中|办理中)|(?:正在|尚未|未)[^,，。;；]{0,6}$|(?:剩余|其余|还有|尚有)[^,，。;；]{0,3}$"
)


def _two_halves(figures: list[Figure]) -> Iterator[Fault]:
    """特困87人, 集中供养19人、分散供养78人: two halves stand right behind the whole, without 其中."""
    for number, (whole, first, second) in enumerate(zip(figures, figures[1:], figures[2:], strict=False)):
        words = whole.sentence.plain
        if any(each.kind == whole.kind for each in figures[number + 3 : number + 4]):
            continue  # a third part follows
        if (
            not whole.kind == first.kind == second.kind
            or first.part_of
            or second.part_of
            or whole.is_share
            or whole.kind == ""
        ):
            continue
        if re.search(r"[;；]|比|较|由|从", words[whole.until : second.at]) or any(
            each.rounded or each.high for each in (whole, first, second)
        ):
            continue
        made = first.base + second.base
        if (
            made != whole.base
            and _halves("", [first, second])
            and abs(made - whole.base) <= whole.base * 3 / 10
            and max(first.base, second.base) < whole.base
            and not _rounding_only(whole, [first, second], made)
        ):
            why = f"{plain(first.value)}+{plain(second.value)}={_in_unit(made, whole)}，与{whole.words}不符。"
            yield of_figures(Kind.SUM, Severity.ERROR, why, whole, first, second)


# Words that say in which state a part of the whole is; parts that are told so make up the whole.
_STATES = (
    "完成", "达标", "达到", "达成", "正在", "尚未", "未", "推进", "办结", "整改", "移交", "移送", "符合", "滞后", "超前", "提前", "落后", "进行",
    "实施", "通过", "剩余", "其余", "在建", "开工", "竣工", "销号", "化解", "立案", "排除", "属实", "不实",
)  # fmt: skip
_STATE = re.compile("|".join(_STATES))


def _by_state(figures: list[Figure]) -> Iterator[Fault]:
    """20项指标, 13项提前完成, 5项达到进度, 3项尚未达标: three states or more of one whole."""
    for number, whole in enumerate(figures):
        words = whole.sentence.plain
        run: list[Figure] = []
        for each in figures[number + 1 :]:
            if each.is_share:
                continue
            if (
                each.kind != whole.kind
                or each.part_of
                or re.search(r"[;；]|其中", words[whole.until : each.at])
                or each.base >= whole.base
            ):
                break
            clause = re.split(r"[,，;；。]", words[: each.at])[-1] + re.split(r"[,，;；。]", words[each.until :])[0]
            if not _STATE.search(clause):
                break
            run.append(each)
        made = sum((each.base for each in run), Decimal(0))
        if len(run) < 3 or made == whole.base or whole.rounded or any(each.rounded for each in run):
            continue
        last = words[max(0, run[-1].at - 8) : run[-1].until + 8]
        if re.search(r"尚未|未|其余|剩余|正在|仍", last) and abs(made - whole.base) <= whole.base / 2:
            formula = "+".join(plain(each.value) for each in run)
            yield of_figures(
                Kind.SUM, Severity.ERROR, f"{formula}={plain(made)}，与总数{whole.words}不符。", whole, *run
            )
            return


def _states(figures: list[Figure]) -> Iterator[Fault]:
    """27项……已完成24项, 3项正在推进: done and open make up the whole."""
    for whole, done, still in zip(figures, figures[1:], figures[2:], strict=False):
        words = whole.sentence.plain
        if not (whole.kind == done.kind == still.kind) or whole.rounded or done.part_of or still.part_of:
            continue
        stays = (words[still.until : still.until + 8], words[max(0, still.at - 10) : still.at])
        is_pair = _DONE.search(words[max(0, done.at - 8) : done.at]) and any(_OPEN.search(each) for each in stays)
        if is_pair and done.base + still.base != whole.base:
            why = f"已完成{plain(done.value)}、未完成{plain(still.value)}，合为{plain(done.value + still.value)}，与总数{whole.words}不符。"
            yield of_figures(Kind.SUM, Severity.ERROR, why, whole, done, still)


_BEGAN = re.compile(r"(?:年初|期初|上年末|上年底|去年底|原有|月初|上月末|上月底|季初)[^,，。;；\d]{0,10}$")
_CAME = re.compile(r"(?:新增|增加|新纳入|纳入|新认定|调入|净增)[^,，。;；\d]{0,10}$")
_WENT = re.compile(r"(?:退出|减少|注销|停发|清退|取消|调出|停保|核减|死亡)[^,，。;；\d]{0,10}$")
_ENDED = re.compile(r"(?:年末|期末|年底|目前|现有|月末|月底|季末|末|现)[^,，。;；\d]{0,12}$")


def _stocks(figures: list[Figure]) -> Iterator[Fault]:
    """年初A, 新增B, 退出C, 年末D: D = A + B - C (R-STAT-07)."""
    kinds = {each.kind for each in figures}
    for kind in kinds:
        mine = [each for each in figures if each.kind == kind and not each.rounded]
        role: dict[str, Figure] = {}
        for each in mine:
            before = each.sentence.plain[max(0, each.at - 18) : each.at]
            before = (
                before[max(before.rfind(sign) for sign in ",，;；、") + 1 :]
                if not re.search(r"[,，;；、]$", before)
                else before
            )
            for name, pattern in (("began", _BEGAN), ("came", _CAME), ("went", _WENT), ("ended", _ENDED)):
                if pattern.search(before) and name not in role:
                    role[name] = each
                    break
        if {"began", "ended"} <= role.keys() and ({"came", "went"} & role.keys()):
            came = role["came"].base if "came" in role else Decimal(0)
            went = role["went"].base if "went" in role else Decimal(0)
            if "came" not in role or "went" not in role:
                continue
            expected = role["began"].base + came - went
            if expected != role["ended"].base:
                why = f"期初{plain(role['began'].base)}加新增{plain(came)}减退出{plain(went)}为{plain(expected)}，与期末{role['ended'].words}不符。"
                yield of_figures(
                    Kind.STOCK, Severity.ERROR, why, role["began"], role["came"], role["went"], role["ended"]
                )


_NET = re.compile(r"净(?:增加?|减少?|流入|流出)(?:了)?[^,，。;；\d]{0,6}$")
_GREW = re.compile(r"(?:新增|新成立|新登记|新设立|新建|新纳入|新认定|增加|调入|迁入)[^,，。;；\d]{0,10}$")


def _net(figures: list[Figure]) -> Iterator[Fault]:
    """新成立73个, 注销64个, 净增9个."""
    for first, second, net in zip(figures, figures[1:], figures[2:], strict=False):
        words = first.sentence.plain
        if not first.kind == second.kind == net.kind or not _NET.search(words[: net.at]) or net.rounded:
            continue
        if _GREW.search(words[: first.at]) and _WENT.search(words[: second.at]):
            real = abs(first.base - second.base)
            if real != net.base:
                yield of_figures(
                    Kind.SUM,
                    Severity.ERROR,
                    f"新增{plain(first.value)}减{plain(second.value)}为{plain(real)}，与净增{net.words}不符。",
                    first,
                    second,
                    net,
                )


def _table(text: Text, table: Table, number: int) -> Iterator[Fault]:
    """Rows and columns of 合计."""
    rows = [row for row in table.rows if any(cell.strip() for cell in row)]
    for place, row in enumerate(rows):
        if not any(re.fullmatch(r"\s*(?:合\s*计|总\s*计|全县|全县合计|共计)\s*", cell) for cell in row[:2]):
            continue
        others = [
            each
            for index, each in enumerate(rows)
            if index != place and not any(re.search(r"小\s*计|合\s*计|总\s*计|其中", cell) for cell in each[:2])
        ]
        for column in range(1, len(row)):
            total = _cell(row[column])
            values = [value for each in others if column < len(each) and (value := _cell(each[column])) is not None]
            heading = next((each[column] for each in rows[:1] if column < len(each)), "")
            if total is None or len(values) < 2 or re.search(r"率|占比|%|均|标准|序号", heading):
                continue
            made = sum(values, Decimal(0))
            if made != total and abs(made - total) > Decimal("0.05") * len(values):
                why = f"表{number}“{heading or column}”列各行相加为{plain(made)}，合计为{plain(total)}，不符。"
                yield Fault(Kind.SUM, Severity.ERROR, why, None, row[column], -1, -1)


def _cell(words: str) -> Decimal | None:
    words = words.replace(",", "").replace(",", "").strip()
    return Decimal(words) if re.fullmatch(r"\d+(?:\.\d+)?", words) else None
