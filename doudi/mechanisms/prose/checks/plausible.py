"""Orders of magnitude: standards of a month, money a head, 元 written for 万元."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from doudi.mechanisms.prose.faults import Fault, Kind, Severity, by_sentence, of_figures
from doudi.mechanisms.prose.figures import Figure
from doudi.mechanisms.prose.numerals import plain
from doudi.mechanisms.prose.text import Text

# Yuan: what a head can plausibly get in a year by a county's lines, and what a monthly or yearly standard can be. Wide on purpose.
_LEAST_A_HEAD, _MOST_A_HEAD = Decimal(20), Decimal(300_000)
_STANDARDS = {
    "人/月": (Decimal(20), Decimal(12_000)),
    "人/年": (Decimal(100), Decimal(150_000)),
    "月": (Decimal(20), Decimal(30_000)),
    "人/天": (Decimal(1), Decimal(2000)),
    "餐": (Decimal(1), Decimal(200)),
}
_PAID = re.compile(r"(?:发放|救助|补助|补贴|资助|慰问|支出|兑付|拨付|支付)")
_STANDARD_WORDS = re.compile(r"(?:低保|保障|特困|供养|补贴|津贴|护理|养育)[^,，。;；\d]{0,8}标准[^,，。;；\d]{0,12}$")


def check(text: Text, figures: list[Figure]) -> Iterator[Fault]:
    """Standards out of all measure, and money that does not fit the heads it was paid to."""
    for of_one in by_sentence(figures).values():
        for figure in of_one:
            yield from _standard(figure)
        yield from _a_head(of_one)
    yield from _stray_money(figures)


def _standard(figure: Figure) -> Iterator[Fault]:
    if figure.kind.startswith("元/"):
        per = figure.kind[2:].replace("·", "/").replace(".", "/")
        low, high = _STANDARDS.get(per, (Decimal(0), Decimal(10) ** 9))
    elif figure.is_money and (
        every := re.search(r"每[人户](?:每)?(月|年|天|餐|次)?[^,，。;；\d]{0,8}$", figure.sentence.plain[: figure.at])
    ):
        low, high = _STANDARDS.get(
            {"月": "人/月", "年": "人/年", "天": "人/天", "餐": "餐"}.get(every[1] or "", "人/年"),
            (Decimal(1), Decimal(300_000)),
        )
        low = Decimal(1)
    elif (
        figure.is_money
        and _STANDARD_WORDS.search(figure.sentence.plain[: figure.at])
        and not re.search(r"[增提](?:加|高)[^,，。;；至到]{0,6}$", figure.sentence.plain[: figure.at])
    ):
        low, high = Decimal(10), Decimal(150_000)
    else:
        return
    if not low <= figure.base <= high:
        yield of_figures(
            Kind.UNIT_SLIP,
            Severity.ERROR,
            f"“{figure.words}”折合{plain(figure.base)}元，数量级不合常理，请核对单位。",
            figure,
        )


def _a_head(figures: list[Figure]) -> Iterator[Fault]:
    """1060人次……249.85元: twenty-three fen a head."""
    for number, money in enumerate(figures):
        words = money.sentence.plain
        if (
            not money.is_money
            or not _PAID.search(words[max(0, money.at - 24) : money.at + 0])
            or re.search(r"(?:人均|户均|次均|每[人户]|标准|平均|每月|人月)[^,，。;；\d]{0,20}$", words[: money.at])
        ):
            continue
        heads = [
            each
            for each in figures[:number]
            if each.kind in ("人", "人次", "户", "户次") and money.at - each.until <= 24
        ]
        if (
            not heads
            or re.search(r"[。;；]", words[heads[-1].until : money.at])
            or any(heads[-1].until <= each.at < money.at for each in figures if each is not heads[-1])
        ):
            continue
        head = heads[-1]
        if not head.base or not money.base:
            continue
        each_gets = money.base / head.base
        if each_gets < _LEAST_A_HEAD or each_gets > _MOST_A_HEAD:
            why = f"{money.words}除以{head.words}，平均{plain(each_gets.quantize(Decimal('0.01')))}元，数量级不合常理，请核对“元”与“万元”。"
            yield of_figures(Kind.UNIT_SLIP, Severity.ERROR, why, head, money)


def _stray_money(figures: list[Figure]) -> Iterator[Fault]:
    """Money of a line with decimals of 元 below a thousand, where it is said of funds (发放救助资金249.85元)."""
    for each in figures:
        words = each.sentence.plain
        if each.unit != "元" or each.base >= 1000 or each.value == each.value.to_integral_value():
            continue
        if re.search(
            r"(?:资金|经费|累计发放|累计支出|拨付|下拨|总额)[^,，。;；\d]{0,6}$", words[: each.at]
        ) and not re.search(r"(?:人均|户均|次均|每|标准|平均)[^,，。;；]{0,14}$", words[: each.at]):
            yield of_figures(
                Kind.UNIT_SLIP,
                Severity.ERROR,
                f"“{each.counts}{each.words}”数额过小，疑为“{plain(each.value)}万元”。",
                each,
            )
