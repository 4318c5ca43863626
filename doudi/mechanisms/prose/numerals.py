"""Numbers as officials write them: 1,060, ２０８, 一千零六十, 1.2万, 百分之三十五, 三分之二, 八成."""

from __future__ import annotations

import re
from decimal import Decimal

DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "○": 0,
    "两": 2,
    "俩": 2,
    "廿": 2,
}
_FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")
SMALL = {"十": 10, "百": 100, "千": 1000}
LARGE = {"万": 10**4, "亿": 10**8}
MAGNITUDES = {**SMALL, **LARGE, "百万": 10**6, "千万": 10**7, "万亿": 10**12}

CHINESE = r"[零〇○一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟廿]"
ARABIC = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
MAGNITUDE = r"(?:万亿|千万|百万|[十百千万亿])"


def chinese_number(words: str) -> Decimal | None:
    """The value of a numeral in characters (一千零六十, 二〇二四, 三点五万); None if it is none (十百, 万万一)."""
    words = words.translate(_FORMAL)
    whole, point, fraction = words.partition("点")
    if point:
        tail = re.fullmatch(r"([零〇一二三四五六七八九]+)([万亿]?)", fraction)
        head = _whole(whole)
        if tail is None or head is None:
            return None
        digits = "".join(str(DIGITS[sign]) for sign in tail[1])
        return Decimal(f"{head}.{digits}") * LARGE.get(tail[2], 1)
    value = _whole(words)
    return None if value is None else Decimal(value)


def _whole(words: str) -> int | None:
    if not words:
        return None
    if len(words) > 1 and all(sign in DIGITS and sign not in "两廿" for sign in words):  # 二〇二四: digit by digit
        return int("".join(str(DIGITS[sign]) for sign in words))
    total, section, digit, last = 0, 0, -1, 10**16
    for sign in words:
        if sign in DIGITS:
            if digit > 0:
                return None
            digit = DIGITS[sign]
        elif sign in SMALL:
            if SMALL[sign] >= last:
                return None
            last = SMALL[sign]
            section += (1 if digit < 0 else max(digit, 1) if digit else 1) * last
            digit = -1
        elif sign in LARGE:
            section += max(digit, 0)
            total = (total + section) * LARGE[sign] if section or total else LARGE[sign]
            section, digit, last = 0, -1, 10**16
        else:
            return None
    if digit > 0 and last in (100, 1000) and words[-2] not in "零〇":  # 一百二 is 120
        digit *= last // 10
    return total + section + max(digit, 0)


def arabic_number(words: str) -> Decimal:
    """The value of digits with or without separators of thousands."""
    return Decimal(words.replace(",", ""))


def significant(value: Decimal) -> int:
    """How many digits of a number say something: 7,654 has four, 1,060 three, 7,600 two."""
    digits = value.normalize().as_tuple().digits
    return len(digits)


def plain(value: Decimal) -> str:
    """A number as a text has it: no exponent, no trailing zeros."""
    return f"{value.normalize():f}"
