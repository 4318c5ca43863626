"""What stands in a column, looked at without its heading: shares of cells that are identity numbers, dates, names …"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

import polars as pl

from doudi.mechanisms.exchange.declare import Column, Kind
from doudi.mechanisms.exchange.normalise import (
    half_width,
    read_date,
    read_flag,
    read_grade,
    read_money,
    read_sex,
    tidy_text,
)

_IDENTITY = re.compile(
    r"^[1-9]\d{5}(?:(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]|\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3})$"
)
_NAME = re.compile(r"^[\u3400-\u9fff·]{2,6}$")
# Nine people in ten have one of these.
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓冯韩曹曾彭肖萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦"
    "白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严赖覃洪武莫孔汤向常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍"
    "涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇"
    "栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝"
)
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
    people: float  # names that begin with a surname, most of them different
    words: frozenset[str]
    length: float  # characters, on average
    sample: tuple[str, ...] = ()
    text: str = ""  # all of the sample
    examples: list[str] = field(default_factory=list)
    _fits: dict[tuple[Kind, tuple[str, ...]], float] = field(default_factory=dict, repr=False)

    def fits(self, column: Column) -> float:
        """From -1 (cannot be) to 1 (looks just like it); 0 when nothing can be said."""
        asked = (column.kind, column.values)
        if asked not in self._fits:
            self._fits[asked] = self._how_it_fits(column)
        return self._fits[asked]

    def _how_it_fits(self, column: Column) -> float:
        if self.filled < 3:
            return 0.0
        if column.values and (share := self._in_words_of(column)) > 0.5:
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

    def _in_words_of(self, column: Column) -> float:
        """The share of cells written in the column's own words; of places, those that end in them (镇, 村)."""
        if column.kind == Kind.PLACE:
            return sum(1 for text in self.sample if text.endswith(column.values)) / max(len(self.sample), 1)
        if not any(value in self.text for value in column.values):
            return 0.0  # as nearly always
        words = self.words or frozenset(self.sample)
        return sum(1 for word in words if any(value in word for value in column.values)) / max(len(words), 1)


def _scale(share: float) -> float:
    return 2 * share - 1


def content_of(texts: pl.Series) -> ColumnContent:
    """Look at a column of raw cells (a few hundred are enough)."""
    filled = [bare for text in texts.to_list() if text is not None and (bare := tidy_text(text)) is not None]
    total = len(filled)
    written = [half_width(text) for text in filled[:80]]
    sample = [text.replace(" ", "").replace("\u3000", "") for text in written]
    seen = len(sample)

    def share(test: Callable[[str], object]) -> float:
        return sum(1 for text in sample if test(text)) / seen if seen else 0.0

    words = frozenset(sample) if len(set(sample)) <= 25 else frozenset()
    return ColumnContent(
        filled=total,
        share_filled=total / max(len(texts), 1),
        identities=share(_IDENTITY.match),
        dates=sum(1 for text in written if read_date(text) is not None) / seen
        if seen
        else 0.0,  # a time stands behind a blank
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
        people=share(lambda text: text[0] in _SURNAMES and _NAME.match(text)) if len(set(sample)) > 0.5 * seen else 0.0,
        words=words,
        length=sum(map(len, sample)) / seen if seen else 0.0,
        sample=tuple(sample),
        text="\n".join(set(sample)),
        examples=[text[:40] for text in filled[:3]],
    )
