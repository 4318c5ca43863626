"""Identity numbers (居民身份证号): read as offices write them, refused when damaged, never repaired (R-ID-01, R-ID-02).

A number is 18 characters: six of the place, eight of the birth date, three of the sequence (odd for men), one check digit
(GB 11643, ISO 7064 MOD 11-2). The first 17 digits as a whole number are the key that rows are compared by.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from operator import mul

CHECK_DIGITS = "10X98765432"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_OF_NOUGHTS = sum(WEIGHTS) * ord("0")  # what seventeen noughts weigh as characters

_LOOKS_LIKE_X = str.maketrans({"x": "X", "×": "X", "✕": "X", "Х": "X", "х": "X", "Χ": "X", "χ": "X"})
_NOT_PART = re.compile(r"[\s'’‘`′\"“”]|[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]")
_SCIENTIFIC = re.compile(r"^\d(\.\d*)?E\+?\d+$", re.IGNORECASE)
_EARLIEST_BIRTH = dt.date(1880, 1, 1)


class Flaw(StrEnum):
    """Why a number is refused; the value is the sentence for the list of rejects."""

    BLANK = "身份证号为空。"
    SCIENTIFIC = "身份证号变成了科学计数法,后几位已丢失,请将该列设为文本后重新填写。"
    CUT = "身份证号只剩15位有效数字,末三位被表格软件改成了000,请将该列设为文本后重新填写。"
    LENGTH = "身份证号位数不对,应为18位(旧证15位)。"
    CHARACTERS = "身份证号中有不应出现的字符。"
    BIRTH_DATE = "身份证号中的出生日期不存在。"
    CHECK_DIGIT = "身份证号校验码不对,至少有一位写错。"


@dataclass(frozen=True)
class Reading:
    """What was read: the number in its 18 characters, or the flaw for which it must not be matched."""

    number: str | None
    flaw: Flaw | None = None
    upgraded: bool = False  # written with 15 digits


def read(written: object) -> Reading:
    """Read one identity number as it stands in a cell.

    A number that a spreadsheet holds as a number has lost its last digits, so a float of that size, or text that has gone
    through one, is refused even if its check digit happens to fit.
    """
    if written is None:
        return Reading(None, Flaw.BLANK)
    if isinstance(written, float):
        if not written.is_integer() or written >= 1e15:
            return Reading(None, Flaw.CUT if written >= 1e15 else Flaw.CHARACTERS)
        written = int(written)  # an old number of 15 digits survives a spreadsheet whole
    text = clean(str(written))
    if not text:
        return Reading(None, Flaw.BLANK)
    if _SCIENTIFIC.match(text):
        return Reading(None, Flaw.SCIENTIFIC)
    if len(text) == 20 and text.endswith(".0"):
        return Reading(None, Flaw.CUT)
    if len(text) == 15 and text.isdigit():
        upgraded = upgrade(text)
        flaw = flaw_of(upgraded)
        return Reading(None, flaw) if flaw else Reading(upgraded, upgraded=True)
    flaw = flaw_of(text)
    return Reading(None, flaw) if flaw else Reading(text)


def clean(written: str) -> str:
    """Half-width, without blanks, quotation marks and invisible characters, X in capitals. Digits are not touched."""
    text = unicodedata.normalize("NFKC", written) if not written.isascii() else written
    return _NOT_PART.sub("", text).translate(_LOOKS_LIKE_X)


def flaw_of(number: str) -> Flaw | None:
    """What is wrong with a cleaned number of 18 characters, or None. The place is not looked up: counties are merged and renamed,
    and residence permits begin with 81 to 83 or 9."""
    if len(number) != 18:
        return Flaw.LENGTH
    if not (number.isascii() and number[:17].isdigit() and (number[17].isdigit() or number[17] == "X")):
        return Flaw.CHARACTERS
    if _birth_date(number) is None:
        return Flaw.BIRTH_DATE
    if check_digit(number[:17]) != number[17]:
        return Flaw.CUT if number.endswith("000") else Flaw.CHECK_DIGIT
    return None


def is_valid(number: str) -> bool:
    """Whether a number, already in its 18 characters, has no flaw."""
    return flaw_of(number) is None


def check_digit(first17: str) -> str:
    """The last character that belongs to the first 17 digits. Raises ValueError for anything but 17 digits."""
    if len(first17) != 17 or not (first17.isascii() and first17.isdecimal()):
        raise ValueError("17 digits are needed")
    return CHECK_DIGITS[(sum(map(mul, WEIGHTS, first17.encode())) - _OF_NOUGHTS) % 11]


def upgrade(fifteen: str) -> str:
    """The 18 characters of an old 15-digit number. Nobody born before 1900 is alive, so the century is always 19."""
    first17 = fifteen[:6] + "19" + fifteen[6:]
    return first17 + check_digit(first17)


def key(number: str) -> int:
    """The first 17 digits as a whole number (fits a 64-bit integer); the check digit adds nothing to them."""
    return int(number[:17])


def from_key(key: int) -> str:
    """The 18 characters that a key stands for."""
    first17 = f"{key:017d}"
    return first17 + check_digit(first17)


def born_on(number: str) -> dt.date:
    """The birth date in a valid number."""
    return dt.date(int(number[6:10]), int(number[10:12]), int(number[12:14]))


def sex(number: str) -> str:
    """男 or 女, by the 17th digit."""
    return "男" if int(number[16]) % 2 else "女"


def age(born_on: dt.date, on: dt.date) -> int:
    """Full years on a day (R-CAL-06); somebody born on 29 February completes a year on 1 March of common years."""
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


def mask(number: str) -> str:
    """360999********6366: the first six and the last four stay; anything that is not a number is hidden altogether."""
    return f"{number[:6]}********{number[14:]}" if len(number) == 18 else "*" * len(number)


def mask_account(number: str) -> str:
    """***************4567: of a bank account the last four stay, by which people know it."""
    return f"{'*' * (len(number) - 4)}{number[-4:]}" if len(number) >= 8 else "*" * len(number)


def _birth_date(number: str) -> dt.date | None:
    try:
        day = born_on(number)
    except ValueError:
        return None
    return day if day >= _EARLIEST_BIRTH else None
