"""Rounding words and exact numbers: 7654余, 近213人, 约三百多人左右 (R-RPT-06)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from doudi.mechanisms.prose.faults import Fault, Kind, Severity, of_figures
from doudi.mechanisms.prose.figures import Figure
from doudi.mechanisms.prose.numerals import plain, significant
from doudi.mechanisms.prose.text import Text

_MORE = ("余", "多", "来", "几")
_OVER = ("超过", "超", "逾", "突破", "高达", "不少于", "不低于", "至少")
_NEAR = ("近", "约", "大约", "将近", "接近", "约为")
_LIMITS = re.compile(r"(?:标准|要求|规定|不超过|不少于|不低于|不高于|以上|以下|以内|上限|下限|目标)")


def check(text: Text, figures: list[Figure]) -> Iterator[Fault]:
    """A rounding word belongs to a round number, and one is enough."""
    for each in figures:
        yield from _doubled(each)
        yield from _exact(each)
        yield from _ranges(each)


def _doubled(figure: Figure) -> Iterator[Fault]:
    after = figure.after[:1] if figure.after[:1] in _MORE else ""
    tail = figure.after.removeprefix(after) if after else figure.after
    around = figure.sentence.plain[max(0, figure.at - 4) : figure.at] + figure.before
    clash = ""
    if (figure.before in (*_NEAR, "不足") and after) or (figure.before in _OVER[:4] and after):
        clash = f"{figure.before}…{after}"
    elif (
        figure.before in ("约", "大约", "约为", "近", "将近", "接近")
        and tail
        in (
            "左右",
            "上下",
            "以上",
            "以内",
            "以下",
        )
    ) or (
        figure.before in ("超过", "超", "逾", "突破", "不少于", "不低于", "至少")
        and tail
        in (
            "左右",
            "上下",
            "以上",
            "以内",
            "以下",
        )
    ):
        clash = f"{figure.before}…{tail}"
    elif after and tail in ("左右", "上下"):
        clash = f"{after}…{tail}"
    elif re.search(r"(?:近|约|大约)(?:近|约|超|逾)|(?:超过|超|逾)(?:近|约|逾)", around):
        clash = around[-3:]
    if clash:
        yield of_figures(
            Kind.ROUNDING, Severity.ERROR, f"“{figure.words}”约数用词重复或矛盾（{clash}），只留一个。", figure
        )


def _exact(figure: Figure) -> Iterator[Fault]:
    after = figure.after[:1] if figure.after[:1] in _MORE else ""
    if figure.is_share:
        if after:
            yield of_figures(
                Kind.ROUNDING, Severity.ERROR, f"“{figure.words}”：百分数已经写准，不应再加“{after}”。", figure
            )
        return
    value, words = figure.value, figure.words
    tidy = significant(value)
    if after and figure.in_words and value < 100:
        return
    if after and (
        value % 10
        if "万" not in words and "亿" not in words and value == value.to_integral_value()
        else tidy > 3 or (value != value.to_integral_value() and "万" not in words and "亿" not in words)
    ):
        yield of_figures(
            Kind.ROUNDING,
            Severity.ERROR,
            f"“{words}”：{plain(value)}是准确数，不应加“{after}”；约数应写整十、整百。",
            figure,
        )
    elif (
        figure.before in (*_NEAR, *_OVER[:4])
        and not figure.unit.startswith("元/")
        and not _LIMITS.search(figure.sentence.plain[max(0, figure.at - 12) : figure.at])
    ):
        exact = value >= 100 and tidy >= 3 and value % 10 != 0 and "万" not in words and "亿" not in words
        exact = exact or (tidy >= 4 and (value % 10 != 0 or tidy >= 5))
        if exact and not after:
            yield of_figures(
                Kind.ROUNDING, Severity.WARNING, f"“{words}”：{plain(value)}是准确数，不应加“{figure.before}”。", figure
            )


def _ranges(figure: Figure) -> Iterator[Fault]:
    if figure.high is not None and figure.high < figure.value:
        yield of_figures(Kind.RANGE, Severity.ERROR, f"“{figure.words}”：前一个数大于后一个数。", figure)
