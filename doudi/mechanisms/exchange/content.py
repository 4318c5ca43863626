"""What stands in a column, looked at without its heading: shares of cells that are identity numbers, dates, names …"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

import polars as pl

from doudi.mechanisms.exchange.declare import Column, Kind
from doudi.mechanisms.exchange.normalise import half_width, read_date, read_flag, read_grade, read_money, read_sex, tidy

_IDENTITY = re.compile(
    r"^[1-9]\d{5}(?:(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]|\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3})$"
)
_NAME = re.compile(r"^[\u3400-\u9fff·]{2,6}$")
_PLACE_WORDS = re.compile(r"[省市县区镇乡村居]|街道|社区|小区|路|街|\d+[组号栋]|[一二三四五六七八九十]组")
_ACCOUNT = re.compile(r"^\d{15,21}$")
_PHONE = re.compile(r"^1\d{10}$|^0\d{2,3}-?\d{7,8}$")
_RELATION = re.compile(
    r"^(?:户主|本人|申请人|配偶|妻|夫|之?[子女儿父母孙兄弟姐妹媳婿].{0,3}|[长次三四五].{0,2}[子女]|.{0,2}[父母子女孙媳婿兄弟姐妹侄甥祖]|其他.*|户主.*)$"
)


@dataclass
class ColumnContent:
    """Shares (0 to 1) of the filled cells of a column that look like each kind."""

    filled: int
    share_filled: float
    identities: float
    dates: float
    money: float
    names: float
    places: float
    accounts: float
    phones: float
    flags: float
    sexes: float
    grades: float
    relations: float
    distinct: float
    words: frozenset[str]
    examples: list[str] = field(default_factory=list)

    def fits(self, column: Column) -> float:
        """From -1 (cannot be) to 1 (looks just like it); 0 when nothing can be said."""
        if self.filled < 3:
            return 0.0
        if column.values:
            share = sum(1 for word in self.words if any(value in word for value in column.values)) / max(
                len(self.words), 1
            )
            if share > 0.5:
                return share
        match column.kind:
            case Kind.IDENTITY:
                return _scale(self.identities)
            case Kind.DATE | Kind.MONTH:
                return _scale(self.dates)
            case Kind.MONEY | Kind.NUMBER | Kind.COUNT:
                return -1.0 if self.identities > 0.5 or self.accounts > 0.5 else _scale(self.money)
            case Kind.NAME:
                return -1.0 if self.identities > 0.5 or self.money > 0.5 else _scale(self.names)
            case Kind.ADDRESS | Kind.PLACE:
                return -1.0 if self.identities > 0.5 or self.money > 0.5 else _scale(self.places)
            case Kind.ACCOUNT:
                return (
                    _scale(self.accounts)
                    if self.accounts > 0.3
                    else (-0.6 if self.names > 0.6 or self.identities > 0.8 else 0.0)
                )
            case Kind.PHONE:
                return _scale(self.phones)
            case Kind.SEX:
                return _scale(self.sexes)
            case Kind.GRADE:
                return _scale(self.grades)
            case Kind.FLAG:
                return _scale(self.flags)
            case Kind.RELATION:
                return _scale(self.relations)
            case _:
                return -0.6 if self.identities > 0.7 else 0.0


def _scale(share: float) -> float:
    return 2 * share - 1


def content_of(texts: pl.Series) -> ColumnContent:
    """Look at a column of raw cells (a few hundred are enough)."""
    filled = tidy(texts).drop_nulls()
    total = len(filled)
    sample = [half_width(text).replace(" ", "").replace("\u3000", "") for text in filled.head(80).to_list()]
    seen = len(sample)

    def share(test: Callable[[str], object]) -> float:
        return sum(1 for text in sample if test(text)) / seen if seen else 0.0

    words = frozenset(sample) if len(set(sample)) <= 25 else frozenset()
    return ColumnContent(
        filled=total,
        share_filled=total / max(len(texts), 1),
        identities=share(_IDENTITY.match),
        dates=share(lambda text: read_date(text) is not None),
        money=share(lambda text: len(text) < 14 and read_money(text, "元") is not None),
        names=share(_NAME.match),
        places=share(_PLACE_WORDS.search),
        accounts=share(_ACCOUNT.match),
        phones=share(_PHONE.match),
        flags=share(lambda text: read_flag(text) is not None),
        sexes=share(lambda text: read_sex(text) is not None and text not in ("0", "1", "2")),
        grades=share(lambda text: read_grade(text) is not None),
        relations=share(_RELATION.match),
        distinct=len(set(sample)) / seen if seen else 0.0,
        words=words,
        examples=[text[:40] for text in filled.head(3).to_list()],
    )
