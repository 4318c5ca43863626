"""How figures are written and kept, and the classes that amounts differ by. Everything is kept as a whole number."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum
from typing import Any

from doudi.base.money import short_yuan
from doudi.base.months import chinese_month
from doudi.base.refused import Refused


class Named(IntEnum):
    """A class with its official name; the number is the place in a table of amounts."""

    label: str

    def __new__(cls, number: int, label: str) -> Any:
        member = int.__new__(cls, number)
        member._value_ = number
        member.label = label
        return member

    @classmethod
    def name_of(cls, number: int) -> str:
        """The official name of a number; Refused if the class has none such."""
        for each in cls:
            if each == number:
                return each.label
        raise Refused(f"类别代码{number}不在规定范围内,请核对。")


@dataclass(frozen=True)
class Unit:
    """`scale`: how many of what is kept make one of what is written; 元 are kept as 分."""

    name: str
    scale: int = 1
    names: type[Named] | None = None

    def kept(self, written: int | str | Decimal) -> int:
        """935 元 → 93500. Refuses what is no whole number of what is kept."""
        exact = Decimal(written) * self.scale
        if exact != exact.to_integral_value():
            raise Refused(f"“{written}{self.name}”不足最小单位,请核对。")
        return int(exact)

    def shown(self, kept: int) -> str:
        """The figure as a sentence writes it, without its unit; classes by their names."""
        if self.names is not None:
            return self.names.name_of(kept)
        if self is MONTH:
            return chinese_month(kept)
        if self is FLAG:
            return "是" if kept else "否"
        return short_yuan(kept) if self.scale == 100 else f"{kept:,}"


YUAN = Unit("元", 100)
PEOPLE = Unit("人")
NUMBER = Unit("个")
GRADES = Unit("级")
HOMES = Unit("套")
METRES = Unit("平方米")
MONTHS = Unit("个月")
YEARS = Unit("岁")
MONTH = Unit("月份")
PERCENT = Unit("%")
TIMES = Unit("倍")
FLAG = Unit("")


def one_of(names: type[Named]) -> Unit:
    """The unit of a figure that is a class."""
    return Unit("", names=names)


class Residence(Named):
    """城乡: which of the two standards applies."""

    URBAN = 0, "城市"
    RURAL = 1, "农村"


class DisabilityClass(Named):
    """残疾类别, as certificates write it."""

    NONE = 0, "无"
    SIGHT = 1, "视力"
    HEARING = 2, "听力"
    SPEECH = 3, "言语"
    LIMB = 4, "肢体"
    INTELLECTUAL = 5, "智力"
    MENTAL = 6, "精神"
    MULTIPLE = 7, "多重"


class RoundTo(Named):
    """进位方式; the number is the step in 分. Eligibility always compares unrounded values (R-MONEY-02)."""

    CEIL_YUAN = 100, "见角分进到元"
    CEIL_JIAO = 10, "见分进到角"
    ROUND_FEN = 1, "到分"
