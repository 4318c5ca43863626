"""Columns of text cells turned into typed columns, as vectors: each different text is looked at once, never each row.

A function takes the raw text of one column and gives the typed series; what cannot be read becomes null. Identity numbers also
say why they were refused.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any

import numpy as np
import polars as pl

from doudi.mechanisms.exchange.declare import Kind
from doudi.mechanisms.exchange.reading.sheets import NUMBER_CELL

# Blanks that do not show, and the marks that some systems put around numbers to keep them text.
BLANKS = r"[\s\u00a0\u1680\u2000-\u200f\u2028-\u202f\u205f\u2060\u3000\ufeff]"
_FULL_WIDTH = {chr(0xFF01 + offset): chr(0x21 + offset) for offset in range(94)}
_EMPTY_WORDS = frozenset(
    {"", "-", "--", "—", "——", "/", "\\", "无", "空", "null", "NULL", "None", "none", "nan", "NaN", "#N/A", "N/A", "（空）", "(空)"}
)  # fmt: skip
_LONGEST_EMPTY = max(len(word.encode()) for word in _EMPTY_WORDS)
_PLAIN = r"^[0-9]{17}[0-9X]$"
# By the sum of the digits times half their weights, which is at most 140.
_CHECK = np.array([(12 - 2 * total) % 11 for total in range(141)], dtype=np.int64)


class Flaw(StrEnum):
    """Why an identity number cannot be used, in words for the supplier."""

    CUT = "号码被电子表格截断为15位有效数字(后三位变为000),请将该列设为文本格式后重新填写"
    NUMBER = "号码以数值形式报送,已不可靠,请将该列设为文本格式后重新填写"
    SCIENTIFIC = "号码被电子表格写成科学计数法,请将该列设为文本格式后重新填写"
    LENGTH = "号码位数不对,应为18位"
    CHARACTER = "号码含有不应有的字符"
    BIRTH = "号码中的出生日期不存在"
    CHECK = "号码校验位错误,请核对"


_FLAW = {flaw: number for number, flaw in enumerate(Flaw, start=1)}


_TO_HALF = str.maketrans(_FULL_WIDTH)


def half_width(text: str) -> str:
    """Full-width letters, digits and marks as the usual ones."""
    return text if text.isascii() else text.translate(_TO_HALF)


_AROUND = " \t\r\n\u00a0\u3000\u200b\ufeff'‘’`\x01"


def tidy_text(text: str) -> str | None:
    """One cell as `tidy` makes it."""
    bare = text.strip(_AROUND)
    return None if bare in _EMPTY_WORDS else bare


def tidy(texts: pl.Series) -> pl.Series:
    """Without blanks at the ends, apostrophes in front and number marks; words for 'nothing' are null."""
    tidied = texts.str.strip_chars(_AROUND)
    short = (tidied.str.len_bytes() <= _LONGEST_EMPTY).arg_true()
    if short.is_empty():
        return tidied
    nothing = tidied.gather(short).is_in(list(_EMPTY_WORDS)).fill_null(False)
    return tidied.scatter(short.filter(nothing), None) if nothing.any() else tidied


def by_value(texts: pl.Series, read: Callable[[str], Any], dtype: Any) -> pl.Series:
    """`read` applied to every different text once."""
    values = texts.drop_nulls().unique()
    if values.is_empty():
        return pl.Series(texts.name, [None] * len(texts), dtype=dtype)
    results = pl.Series([read(value) for value in values.to_list()], dtype=dtype)
    return texts.replace_strict(values, results, default=None, return_dtype=dtype)


_FEW = 5000  # rows that are not worth looking for what they share
_SAMPLE = 2000  # rows


def different(texts: pl.Series) -> tuple[pl.Series, pl.Series] | None:
    """The texts of a long column each once, or once for each run of the same, and for every row which of them it is; None where most
    rows differ, so that nothing would be saved."""
    if len(texts) < _FEW:
        return None
    runs = texts.rle_id()
    last = int(runs[-1])
    if last < len(texts) // 4:
        begins = (runs != runs.shift(1)).fill_null(True)
        return texts.filter(begins), runs
    sample = texts.gather_every(len(texts) // _SAMPLE)
    if sample.n_unique() > len(sample) // 8:
        return None
    values = texts.drop_nulls().unique()
    return values, texts.cast(pl.Enum(values)).to_physical()


def has_long_number(texts: pl.Series) -> pl.Series:
    """Whether six digits stand one behind the other in a cell; not so where it is empty."""
    whole = texts.cast(pl.Int64, strict=False)
    plain = (whole >= 100_000).fill_null(False)
    if plain.all():
        return plain
    others = (~plain).arg_true()
    found = texts.gather(others).str.contains(r"\d{6}").fill_null(False)
    return plain.scatter(others, found) if found.any() else plain


# --- identity numbers ---------------------------------------------------------------------------------------------------


_AT_ONCE = 1 << 16  # rows: what is worked out on the way to a number then stays in the processor's cache


def identities(texts: pl.Series) -> pl.DataFrame:
    """Columns `value` (18 characters or null), `key` (first 17 digits or null), `flaw` (words or null) for raw cells (R-ID-01)."""
    if (once := different(texts)) is not None:
        values, places = once
        return identities(values)[places]
    if len(texts) <= _AT_ONCE:
        return _identities(texts)
    return pl.concat([_identities(texts[start : start + _AT_ONCE]) for start in range(0, len(texts), _AT_ONCE)])


def _identities(texts: pl.Series) -> pl.DataFrame:
    whole = texts.cast(pl.Int64, strict=False)
    plain = ((texts.str.len_bytes() == 18) & (whole >= 10**17)).fill_null(False).to_numpy(writable=True)
    key, last = np.divmod(whole.fill_null(0).to_numpy(), 10)
    flaw = np.zeros(len(texts), dtype=np.int8)  # 0: none, else the place in FLAWS and one
    clean, known, upgraded = texts, plain, np.zeros(0, dtype=np.int64)
    others = np.flatnonzero(~plain)
    if others.size:  # those that end in X, and whatever is not written as it should be
        mended = _clean_numbers(texts.gather(others))
        clean = texts.clone().scatter(others, mended)
        key[others] = 0
        shaped = mended.str.contains(_PLAIN).fill_null(False)
        whole = mended.filter(shaped)
        places = others[shaped.to_numpy()]
        plain[places] = True
        key[places] = whole.str.head(17).cast(pl.Int64).to_numpy()
        last[places] = whole.str.tail(1).cast(pl.Int64, strict=False).fill_null(10).to_numpy()
        old = mended.str.contains(r"^[0-9]{15}$").fill_null(False)
        upgraded = others[old.to_numpy()]
        short = mended.filter(old)
        key[upgraded] = (short.str.head(6) + "19" + short.str.tail(9)).cast(pl.Int64).to_numpy()
        known = plain.copy()
        known[upgraded] = True
        odd = mended.is_not_null() & ~shaped & ~old
        flaw[others[odd.to_numpy()]] = _odd_flaws(mended.filter(odd))
    wrong = plain & (last != check_values(key))
    impossible = known & ~_born_validly(key)
    flaw[wrong] = _FLAW[Flaw.CHECK]
    flaw[impossible] = _FLAW[Flaw.BIRTH]
    if wrong.any() or impossible.any():
        # 15 significant digits and 000, which passes as a number with a wrong or even (rarely) a right check digit
        flaw[plain & (key % 100 == 0) & (last == 0) & (wrong | impossible)] = _FLAW[Flaw.CUT]
    as_number = np.flatnonzero(texts.str.starts_with(NUMBER_CELL).fill_null(False) & clean.is_not_null())
    if as_number.size:
        damaged = as_number[~known[as_number] | plain[as_number]]
        flaw[damaged] = np.where(key[damaged] % 100 == 0, _FLAW[Flaw.CUT], _FLAW[Flaw.NUMBER])
    bad = np.flatnonzero(~known | (flaw != 0))
    value = clean
    if bad.size or upgraded.size:
        letters = pl.Series([*"0123456789X"]).gather(check_values(key[upgraded]))
        value = clean.clone().scatter(upgraded, pl.Series(key[upgraded]).cast(pl.String) + letters).scatter(bad, None)
    words = pl.Series([None, *(each.value for each in Flaw)], dtype=pl.String)
    return pl.DataFrame(
        {
            "value": value,
            "key": pl.Series(key).scatter(bad, None),
            "flaw": words.gather(flaw) if flaw.any() else words[:1].new_from_index(0, len(texts)),
        }
    )


def _clean_numbers(texts: pl.Series) -> pl.Series:
    """Full-width digits, blanks, apostrophes and lower-case x put right; most cells need nothing."""
    fine = texts.str.contains(_PLAIN)
    if fine.fill_null(True).all():  # what is empty stays so
        return texts
    fine = fine.fill_null(True)
    odd = texts.filter(~fine)
    mended = tidy(odd)
    wide = mended.str.contains(r"[\uff01-\uff5e]").fill_null(False)
    if wide.any():
        mended = pl.select(pl.when(wide).then(mended.str.replace_many(_FULL_WIDTH)).otherwise(mended)).to_series()
    mended = mended.str.replace_all(BLANKS, "").str.strip_chars("'‘’`“”\"\x01-—.,，。:：").str.to_uppercase()
    mended = mended.str.replace(r"[×Х*✕]$", "X").str.replace(r"\.0+$", "")
    mended = mended.str.replace(r"^([0-9]{6})[-—–.]([0-9]{8})[-—–.]([0-9]{3}[0-9X])$", "${1}${2}${3}")
    mended = mended.str.replace(r"^[^0-9]*[^0-9A-Z]([0-9]{17}[0-9X])$", "${1}")  # 身份证:…
    mended = mended.str.replace(r"^([0-9]{17}[0-9X])[^0-9A-Z][^0-9]*$", "${1}")  # …(本人)
    mended = mended.set(mended == "", None)
    places = pl.Series(np.flatnonzero(~fine.to_numpy()))
    return texts.clone().scatter(places, mended)


def check_values(key: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """The check digits (ISO 7064 MOD 11-2) that belong to 17 digits, 10 for X; looked up six digits at a time."""
    sums = _six_digit_sums()
    upper, lower = np.divmod(key, 1_000_000)
    highest, middle = np.divmod(upper, 1_000_000)
    # The weights are powers of two: those of a group are the next group's times 2 to the 6th, which leaves 9 modulo 11.
    found: np.ndarray[Any, Any] = _CHECK[sums[lower] + 9 * sums[middle] + 4 * sums[highest]]
    return found


@cache
def _six_digit_sums() -> np.ndarray[Any, Any]:
    """For every number of six digits, these times 32, 16, 8, 4, 2, 1 modulo 11."""
    sums: np.ndarray[Any, Any] = np.zeros(1, dtype=np.uint8)
    for _ in range(6):
        sums = (2 * sums[:, None] + np.arange(10, dtype=np.uint8)).ravel() % 11
    return sums


def _born_validly(key: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    born = key // 1000 % 100_000_000
    first, known = _days()
    found: np.ndarray[Any, Any] = known.take(born - first, mode="clip")
    return found


@cache
def _days() -> tuple[int, np.ndarray[Any, Any]]:
    """Whether a number YYYYMMDD is a day from 1880 to 2100, for all from a first number on; the first and last are none."""
    first = 1880_00_00
    known = np.zeros(2101_00_00 - first, dtype=bool)
    months = [dt.date(year, month, 1) for year in range(1880, 2101) for month in range(1, 13)]
    for each in months:
        days = calendar.monthrange(each.year, each.month)[1]
        start = (each.year * 100 + each.month) * 100 - first
        known[start + 1 : start + days + 1] = True
    return first, known


def _odd_flaws(texts: pl.Series) -> list[int]:
    def flaw(text: str) -> int:
        if re.search(r"[0-9]E\+?[0-9]", text):
            return _FLAW[Flaw.SCIENTIFIC]
        return _FLAW[Flaw.CHARACTER if re.search(r"[^0-9X]", text) else Flaw.LENGTH]

    return [flaw(text) for text in texts.to_list()]


# --- dates and months ---------------------------------------------------------------------------------------------------

_CHINESE_DIGITS = str.maketrans("〇○零ΟοОоOo0一二三四五六七八九元", "00000000001234567891")
_CHINESE_NUMBER = re.compile(
    r"[〇○零一二三四五六七八九ΟοОоOo0]{4}(?=\s*年)|[〇○零一二三四五六七八九十元]+(?=\s*(?:[年日]|月(?!龄)))"
)
_YMD = re.compile(r"^(\d{4})[-/.年_ ]{1,2}(\d{1,2})[-/.月_ ]{1,2}(\d{1,2})日?(?:[T 　]+\d{1,2}[:：]\d{1,2}.*)?$")
_YMD8 = re.compile(r"^(\d{4})(\d{2})(\d{2})(?:\d{6})?$")
_SHORT = re.compile(r"^(\d{2})[-/.](\d{1,2})[-/.](\d{1,2})$")
_YM = re.compile(r"^(\d{4})[-/.年_ ]{1,2}(\d{1,2})月?份?$")
_YM6 = re.compile(r"^(\d{4})(\d{2})$")
_SERIAL = re.compile(r"^(\d{5})(?:\.\d+)?$")
_MDY = re.compile(r"^(\d{1,2})/(\d{1,2})/(\d{4})$")
_FOREVER = frozenset({"长期", "长期有效", "永久", "永久有效", "无期限"})
FOREVER = dt.date(9999, 12, 31)


@lru_cache(maxsize=200_000)
def read_date(text: str) -> dt.date | None:
    """A day in any of the forms of offices; a month alone is its first day; 长期 is the last day of the calendar."""
    plain = half_width(text).strip().strip("'\x01")
    if plain in _FOREVER:
        return FOREVER
    if re.search(r"[一二三四五六七八九〇零○]", plain):
        plain = arabic_dates(plain)
    found = _YMD.match(plain) or _YMD8.match(plain)
    if found:
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _YM.match(plain) or _YM6.match(plain):
        return _day(int(found[1]), int(found[2]), 1)
    if found := _SERIAL.match(plain):
        number = int(found[1])
        return dt.date(1899, 12, 30) + dt.timedelta(days=number) if 3_000 <= number <= 80_000 else None
    if found := _SHORT.match(plain):
        year = int(found[1])
        return _day(2000 + year if year <= 50 else 1900 + year, int(found[2]), int(found[3]))
    if found := _MDY.match(plain):
        return _day(int(found[3]), int(found[1]), int(found[2]))
    return None


def dates(texts: pl.Series) -> pl.Series:
    """Days in any of the forms of offices; the usual one, 2024-11-03, is read as a vector."""
    usual = texts.set(texts.str.len_bytes() != 10, None).str.to_date("%Y-%m-%d", strict=False)
    usual = usual.set(usual.dt.year() < 1000, None)
    others = (texts.is_not_null() & usual.is_null()).arg_true()
    if others.is_empty():
        return usual
    return usual.scatter(others, by_value(tidy(texts.gather(others)), read_date, pl.Date))


def arabic_dates(text: str) -> str:
    """二〇二四年十一月三日 → 2024年11月3日, also with the letters that offices write for 〇."""

    def number(found: re.Match[str]) -> str:
        word = found[0]
        if "十" in word:
            tens, _, ones = word.partition("十")
            return str(
                (int(tens.translate(_CHINESE_DIGITS)) if tens else 1) * 10
                + (int(ones.translate(_CHINESE_DIGITS)) if ones else 0)
            )
        return word.translate(_CHINESE_DIGITS)

    return _CHINESE_NUMBER.sub(number, text)


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


@lru_cache(maxsize=100_000)
def read_month(text: str) -> int | None:
    """A month number from a month or a day in any form."""
    day = read_date(text)
    return None if day is None or day == FOREVER else day.year * 12 + day.month - 1


# --- amounts ------------------------------------------------------------------------------------------------------------

_UNITS = {
    "亿元": 10**10,
    "亿": 10**10,
    "万元": 10**6,
    "万": 10**6,
    "千元": 10**5,
    "元": 100,
    "圆": 100,
    "角": 10,
    "分": 1,
}
_AMOUNT = re.compile(r"^[¥￥]?\s*(-?\(?[\d,， ]*\.?\d+\)?)\s*(亿元|亿|万元|万|千元|元|圆|角|分)?(?:整|/月|/年|每月)?$")


def read_money(text: str, unit: str) -> int | None:
    """Fen from an amount as written; `unit` is that of the heading when the cell names none."""
    found = _AMOUNT.match(half_width(text).strip().strip("'\x01"))
    if found is None:
        return None
    digits = re.sub(r"[,， ]", "", found[1])
    negative = digits.startswith(("-", "("))
    digits = digits.strip("-()")
    try:
        amount = round(float(digits) * _UNITS[found[2] or unit or "元"] + 1e-9)
    except ValueError:
        return None
    return -amount if negative else amount


def moneys(texts: pl.Series, unit: str) -> pl.Series:
    """Fen from amounts as written; `unit` is that of the heading where a cell names none."""
    plain, others = _plain_numbers(texts)
    fen = (plain * _UNITS[unit or "元"]).round(0).cast(pl.Int64, strict=False)
    if others.is_empty():
        return fen
    return fen.scatter(others, by_value(tidy(texts.gather(others)), lambda text: read_money(text, unit), pl.Int64))


def _plain_numbers(texts: pl.Series) -> tuple[pl.Series, pl.Series]:
    """What is written as nothing but a number, and the places of the cells that hold something else."""
    plain = texts.cast(pl.Float64, strict=False)
    odd = texts.is_not_null() & ~plain.is_finite().fill_null(False)  # nan and inf are words
    others = odd.arg_true()
    if others.is_empty():
        return plain, others
    mended = tidy(texts.gather(others)).cast(pl.Float64, strict=False)  # 12 behind a blank or an apostrophe
    left = mended.is_null()
    return plain.scatter(others, mended), others.filter(left)


_NUMBER = re.compile(r"^(-?[\d,]*\.?\d+)\s*(?:平方米|㎡|m2|M2|千瓦时|度|吨|立方米|方|人|个|月|%|户|口)?$")


def read_number(text: str) -> float | None:
    found = _NUMBER.match(half_width(text).strip().strip("'\x01"))
    return float(found[1].replace(",", "")) if found else None


def numbers(texts: pl.Series) -> pl.Series:
    """Numbers as written, whatever unit stands behind them."""
    plain, others = _plain_numbers(texts)
    if others.is_empty():
        return plain
    return plain.scatter(others, by_value(tidy(texts.gather(others)), read_number, pl.Float64))


# --- words --------------------------------------------------------------------------------------------------------------

_TRUE = frozenset(
    {"√", "是", "1", "y", "yes", "true", "有", "✓", "✔", "v", "对", "已缴", "已", "已到账", "到账", "实缴", "已缴费", "足额", "☑", "●"}
)  # fmt: skip
_FALSE = frozenset(
    {"×", "否", "0", "n", "no", "false", "无", "x", "未缴", "未", "未到账", "未缴费", "断缴", "欠缴", "☐", "○"}
)  # fmt: skip
_GRADES = {
    "一": 1, "二": 2, "三": 3, "四": 4, "壹": 1, "贰": 2, "叁": 3, "肆": 4, "1": 1, "2": 2, "3": 3, "4": 4,
    "ⅰ": 1, "ⅱ": 2, "ⅲ": 3, "ⅳ": 4, "i": 1, "ii": 2, "iii": 3, "iv": 4,
}  # fmt: skip


def read_flag(text: str) -> bool | None:
    word = half_width(text).strip().lower()
    return True if word in _TRUE else False if word in _FALSE else None


def read_grade(text: str) -> int | None:
    word = half_width(text).strip().lower().removesuffix("级").removesuffix(".0").strip()
    if word in _GRADES:
        return _GRADES[word]
    found = re.search(r"([一二三四壹贰叁肆1-4])\s*级", half_width(text))
    return _GRADES[found[1]] if found else None


def read_sex(text: str) -> str | None:
    word = half_width(text).strip().upper()
    if word in ("男", "男性", "1", "M", "MALE", "男1"):
        return "男"
    return "女" if word in ("女", "女性", "2", "F", "FEMALE", "0", "女2") else None


_DASHES = r"[-—–\s\u00a0\u3000\u200b\ufeff]"


def typed(kind: Kind, texts: pl.Series, *, unit: str = "") -> pl.Series:
    """The typed series of a column of any kind but IDENTITY and SERIES."""
    if kind == Kind.NAME:
        return _names(texts)
    if (once := different(texts)) is not None:
        values, places = once
        return typed(kind, values, unit=unit).gather(places).alias(texts.name)
    match kind:
        case Kind.MONEY:
            return moneys(texts, unit)
        case Kind.NUMBER:
            return numbers(texts)
        case Kind.COUNT:
            return numbers(texts).round(0).cast(pl.Int32, strict=False)
        case Kind.DATE:
            return dates(texts)
    tidied = tidy(texts)
    match kind:
        case Kind.MONTH:
            return by_value(tidied, read_month, pl.Int32)
        case Kind.GRADE:
            return by_value(tidied, read_grade, pl.Int32)
        case Kind.FLAG:
            return by_value(tidied, read_flag, pl.Boolean)
        case Kind.SEX:
            return by_value(tidied, read_sex, pl.String)
        case Kind.ACCOUNT | Kind.PHONE:
            digits = _narrow(tidied).str.replace_all(r"[^0-9]", "")
            return digits.set(digits == "", None)
        case Kind.CODE:
            return _narrow(tidied).str.replace_all(BLANKS, "")
        case _:
            return _narrow(tidied)


def _narrow(texts: pl.Series) -> pl.Series:
    wide = texts.str.contains(r"[\uff10-\uff19\uff21-\uff5a]").fill_null(False)
    if not wide.any():
        return texts
    return (
        pl.select(pl.when(wide).then(texts.str.replace_many(_FULL_WIDTH)).otherwise(texts))
        .to_series()
        .alias(texts.name)
    )


def _names(texts: pl.Series) -> pl.Series:
    """Names without any blanks; middle dots of minority names in one form."""
    odd = texts.str.contains(r"[^\u3400-\u9fff]").fill_null(False)
    if not odd.any():
        return texts
    bare = texts.str.replace_all(BLANKS, "").str.replace_all(r"[•‧∙⋅・.．﹒]", "·").str.strip_chars("'‘’`\"\x01*")
    bare = bare.set(bare.is_in(list(_EMPTY_WORDS)), None)
    return pl.select(pl.when(odd).then(bare).otherwise(texts)).to_series().alias(texts.name)


POLARS_TYPES: dict[Kind, Any] = {
    Kind.DATE: pl.Date,
    Kind.MONTH: pl.Int32,
    Kind.MONEY: pl.Int64,
    Kind.NUMBER: pl.Float64,
    Kind.COUNT: pl.Int32,
    Kind.GRADE: pl.Int32,
    Kind.FLAG: pl.Boolean,
    Kind.SERIES: pl.List(pl.Struct({"month": pl.Int32, "value": pl.Float64})),
}
