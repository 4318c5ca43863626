"""Money: whole fen, shown in 元 or 万元, read as people write it (R-MONEY-01, R-MONEY-02)."""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal, InvalidOperation
from enum import StrEnum
from fractions import Fraction

_FEN = {"元": 100, "圆": 100, "万元": 1_000_000, "万": 1_000_000, "亿元": 10_000_000_000, "角": 10, "分": 1}
_WRITTEN = re.compile(
    r"^[¥¥]?(?P<sign>[-−]?)[¥¥]?(?P<number>\d[\d,]*(?:\.\d*)?|\.\d+)(?P<unit>亿元|万元|万|元|圆|角|分)?整?$"
)


class Rounding(StrEnum):
    """How an entitlement is rounded; a parameter of the county. Eligibility always compares unrounded values."""

    CEIL_YUAN = "CEIL_YUAN"  # up to the whole 元, in the household's favour: the default
    CEIL_JIAO = "CEIL_JIAO"
    ROUND_FEN = "ROUND_FEN"


def round_entitlement(fen: int | Fraction | Decimal, rounding: Rounding = Rounding.CEIL_YUAN) -> int:
    """Whole fen from an exact amount in fen. Floats are not taken: they have already lost what rounding decides on."""
    assert not isinstance(fen, float), "amounts are exact"
    exact = Decimal(fen.numerator) / Decimal(fen.denominator) if isinstance(fen, Fraction) else Decimal(fen)
    if rounding == Rounding.ROUND_FEN:
        return int(exact.quantize(Decimal(1), ROUND_HALF_UP))
    step = 100 if rounding == Rounding.CEIL_YUAN else 10
    return (
        -(-Fraction(fen) // step) * step
        if isinstance(fen, Fraction)
        else int((exact / step).to_integral_value(ROUND_CEILING)) * step
    )


def parse_money(written: str, *, unit: str = "元") -> int:
    """Fen from 911、911.00元、¥1,234.5、0.25万元; a unit in the text goes before the column's. Raises ValueError in Chinese.

    An amount that is no whole number of fen is refused: rounding it would be inventing.
    """
    text = unicodedata.normalize("NFKC", written).replace(" ", "").replace("\u3000", "")
    found = _WRITTEN.match(text)
    if found is None:
        raise ValueError(f"金额“{written.strip()}”看不懂,请写成 1234.56 的样子。")
    try:
        fen = Decimal(found["number"].replace(",", "")) * _FEN[found["unit"] or unit]
    except InvalidOperation as error:
        raise ValueError(f"金额“{written.strip()}”看不懂,请写成 1234.56 的样子。") from error
    if fen != fen.to_integral_value():
        raise ValueError(f"金额“{written.strip()}”不足一分,请核对。")
    return -int(fen) if found["sign"] else int(fen)


def yuan(fen: int) -> str:
    """1,234.56 — 元 with thousands and two places."""
    return f"{_sign(fen)}{abs(fen) // 100:,}.{abs(fen) % 100:02d}"


def short_yuan(fen: int) -> str:
    """911 or 910.50 — 元 without places when they are nought, as sentences write it."""
    return yuan(fen)[:-3] if fen % 100 == 0 else yuan(fen)


def wan_yuan(fen: int, places: int = 2) -> str:
    """249.85 — 万元, half rounded up, as summaries write it."""
    exact = (Decimal(fen) / 1_000_000).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return f"{exact:,}"


def _sign(fen: int) -> str:
    return "-" if fen < 0 else ""


_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")


def in_capitals(fen: int) -> str:
    """壹万零贰拾元伍角整 — an amount as cheques and approval sheets write it (GB/T 15835, 正确填写票据和结算凭证的基本规定)."""
    yuan_part, rest = divmod(abs(fen), 100)
    jiao, last = divmod(rest, 10)
    words = f"{_whole(yuan_part)}元" if yuan_part else ""
    if not rest:
        return f"{'负' if fen < 0 else ''}{words or '零元'}整"
    words += f"{_DIGITS[jiao]}角" if jiao else "零" if yuan_part else ""
    words += f"{_DIGITS[last]}分" if last else "整"
    return f"{'负' if fen < 0 else ''}{words}"


def _whole(number: int) -> str:
    """A whole number in capitals; one 零 stands for any noughts between two figures."""
    groups = []
    while number:
        number, group = divmod(number, 10_000)
        groups.append(group)
    words, gap = "", False
    for place in reversed(range(len(groups))):
        group = groups[place]
        if not group:
            gap = True
            continue
        if words and (gap or group < 1000):
            words += _DIGITS[0]
        words += _thousands(group) + _GROUPS[place]
        gap = False
    return words


def _thousands(number: int) -> str:
    words, gap = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if not digit:
            gap = bool(words)
            continue
        words += (_DIGITS[0] if gap else "") + _DIGITS[digit] + _PLACES[place]
        gap = False
    return words
