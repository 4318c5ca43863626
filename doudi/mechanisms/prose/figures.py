"""Every figure of a text: its value, unit and rounding words, where it stands. What it counts is found in `things`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from doudi.mechanisms.prose import units
from doudi.mechanisms.prose.numerals import ARABIC, CHINESE, MAGNITUDE, MAGNITUDES, arabic_number, chinese_number
from doudi.mechanisms.prose.text import Sentence, Text


@dataclass
class Figure:
    """A figure as written. `value` is in `unit`; a range has `high`, too. `start` counts signs in the whole text."""

    words: str
    value: Decimal
    unit: str
    sentence: Sentence
    at: int  # in the sentence
    until: int
    high: Decimal | None = None
    before: str = ""  # a rounding word in front: 近, 约, 超过
    after: str = ""  # one behind the number: 余, 多; or behind the unit: 左右, 以上
    counts: str = ""  # what it counts, without generic words
    action: str = ""  # what was done with it: 新增, 发放, 完成
    subject: str = ""  # of whom or where, if its clause says so
    period: str = ""
    line: str = ""
    part_of: Figure | None = field(default=None, repr=False)
    planned: bool = False
    ordinal: bool = False  # 第一名: a rank
    in_words: bool = False  # written in characters
    cell: str = ""  # of a table: row and column

    @property
    def start(self) -> int:
        return self.sentence.start + self.at

    @property
    def end(self) -> int:
        return self.sentence.start + self.until

    @property
    def kind(self) -> str:
        """The class of its unit."""
        return units.kind_of(self.unit)

    @property
    def base(self) -> Decimal:
        """The value in 元 for money, else as it is."""
        return units.base(self.value, self.unit)[0]

    @property
    def rounded(self) -> bool:
        return bool(self.before or self.after)

    @property
    def is_money(self) -> bool:
        return self.kind == "元"

    @property
    def is_share(self) -> bool:
        return self.unit == "%"


@dataclass(frozen=True)
class Attribute:
    """Something with a number that is no figure: a date, an age band, a grade, the number of a document."""

    kind: str  # date, age, name, other
    words: str
    start: int
    end: int


_RATE = "|".join(sorted(map(re.escape, units.RATES), key=len, reverse=True))
_UNITS = sorted(units.CLASS_OF.keys() - {"%", "元"}, key=len, reverse=True)
_UNIT = "|".join([_RATE.replace("元", "(?:万|千|百)?元"), *map(re.escape, _UNITS), "元"])
_BEFORE = r"(?:大约|约为|将近|接近|超过|突破|高达|不少于|不低于|不超过|不高于|至少|最多|不足|(?<![亲附就])近|(?<![民公契条预签节租婚合履])约|超|逾)"  # not of 村规民约, 预约, 亲近
_AFTER = r"(?:余|多|几|来)"
_TAIL = r"(?:左右|上下|以上|及以上|以下|以内)"
_SEP = r"(?:-{1,2}|~|至|到)"
_NUMBER = rf"(?:{ARABIC}|{CHINESE}+(?:点{CHINESE}+)?)"

_PERCENT = re.compile(rf"(?P<before>{_BEFORE})?(?P<number>\d+(?:\.\d+)?|\d+)(?P<after>{_AFTER})?\s?%(?:{_SEP}(?P<high>\d+(?:\.\d+)?)%)?(?P<after2>[余多])?(?P<tail>{_TAIL})?")  # fmt: skip
_PERCENT_WORDS = re.compile(rf"(?P<before>{_BEFORE})?百分之(?P<number>{CHINESE}+(?:点{CHINESE}+)?|\d+(?:\.\d+)?)(?P<after>{_AFTER})?(?P<tail>{_TAIL})?")  # fmt: skip
_TENTHS = re.compile(
    rf"(?P<before>{_BEFORE})?(?P<number>[一二三四五六七八九]|\d)成(?P<half>半)?(?P<tail>{_TAIL})?(?![立员为功本果效长都交])"
)
_FRACTION = re.compile(
    r"(?P<before>近|约|超过|超)?(?P<low>[二三四五六七八九十]{1,3})分之(?P<number>[一二三四五六七八九])"
)
_COUNTED = re.compile(
    rf"(?P<before>{_BEFORE})?(?:人民币)?(?P<number>{_NUMBER})(?P<after1>{_AFTER})?(?P<magnitude>{MAGNITUDE}(?![一二三四五六七八九]))?(?P<after2>{_AFTER})?"
    rf"\s?(?:(?P<lowunit>{_UNIT})?{_SEP}(?P<high>{_NUMBER})(?P<highmagnitude>{MAGNITUDE})?)?\s?(?P<unit>{_UNIT})(?P<tail>{_TAIL})?"
)
_BARE = re.compile(
    rf"(?P<before>{_BEFORE})?(?P<number>{ARABIC})(?P<magnitude>{MAGNITUDE})?(?P<after>{_AFTER})?(?=[,，。;；、)）\s]|$)"
)
_RANK = re.compile(r"第(?P<number>[一二三四五六七八九十]+|\d+)(?:名|位)")

_DATES = re.compile(
    r"(?:(?:20|19)\d\d|[一二]?[〇○零九]?[〇○零一二三四五六七八九]{2,4})年(?:度)?(?:-{1,2}|至|到|~)(?:20)?\d\d年(?:度)?"
    r"|(?:20|19)\d\d(?:-{1,2}|至|~)(?:20)\d\d(?:年度?)"
    r"|(?:20|19)\d\d\s?年(?:度)?(?:\s?\d{1,2}\s?月(?:份)?(?:\s?(?:-|至|到|~)\s?\d{1,2}\s?月(?:份)?)?(?:\s?\d{1,2}\s?[日号])?|(?:第?[一二三四1-4]|前[一二三四1-4])季度|[上下]半年)?"
    r"|二[〇○零][〇○零一二三四五六七八九]{2}年(?:[一二三四五六七八九十]{1,2}月(?:[一二三四五六七八九十]{1,3}日)?)?"
    r"|(?:20|19)\d\d[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}\s?月\s?\d{1,2}\s?[日号](?:(?:-|至|~)(?:\d{1,2}月)?\d{1,2}[日号])?|\d{1,2}(?:-|至|~|、)\d{1,2}月(?:份)?|(?<![\d个])\d{1,2}月(?:份|底|末|初|中旬|上旬|下旬)?"
    r"|\d{1,2}[::]\d{2}|(?:前|第)?[一二三四1-4](?:个)?季度|(?<=月)\d{1,2}[日号]|(?<![\d])\d{1,2}日(?![均常])|\d{2}年度?(?=[^以]|$)(?<=[1-3]\d年)(?!来|内|后|前)"
)
_NAMES = re.compile(
    r"《[^》]*》|[〔\[［][^〕\]］]{2,6}[〕\]］]\s?(?:第)?\d+号|第\s?[\d一二三四五六七八九十百]+\s?(?:号|届|次|期|章|条|款|部分|轮|批|季度|卷|版|三方|一时间|一线|一责任人|一步|一)|[一二]{0,1}十[一二三四五六七八九]?届|(?:十[一二三四五六]五|十四五|十五五)"
    r"|[一二三四五六七八九]中全会|二十大|\d[A-Z]{1,2}级?|[A-Z]{1,4}\d+|\d+[GDKk](?![A-Za-z])|[1-9X]\s?\+\s?[\dNnX](?:\s?\+\s?[\dNnXx])*|\d{3,4}-\d{7,8}|(?<!\d)1[3-9]\d{9}(?!\d)|\d{3,5}(?:热线|平台|专线)"
    r"|(?:四个意识|四个自信|四个全面|两个维护|两个确立|三个代表|五位一体|三个务必|两个责任|两个一百年|八项规定|[一二两三四五六七八九十]个一(?![百千万])|一个中心|两个毫不动摇|一件事|三个区分开来|四个最严|四项监督|三项制度|三重一大|两个清单|四种形态|百日|千方百计|四个服务|两个结合|六个必须)"
)
_SET_PHRASES = re.compile(
    r"万众|万家|百姓|千家|千万(?=不|要|注意|别)|十分(?!钟|之)|万无一失|一(?![百千万十])[一-鿿]{1,2}一(?![百千万十])[一-鿿]|百年|万象|千秋|三农|三公|两会|两委|两节|五保|五老|三无|三方(?!面)"
)
_AGES = re.compile(
    r"(?:\d{1,3}|[一二三四五六七八九十百]{1,3})(?:周?岁)?(?:(?:-{1,2}|至|到|~)(?:\d{1,3}|[一二三四五六七八九十百]{1,3}))?(?:周岁|岁)(?:及以上|\(含\)以上|及其以上|以上|以下|以内|及以下)?"
)
_QUOTED = re.compile(r"[“\"「『][^”\"」』]{1,14}[”\"」』]")
_OUTLINE = re.compile(
    r"^\s*(?:第?[一二三四五六七八九十]{1,3}[、.,，]|[(（](?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）]|\d{1,2}[、.．](?!\d))|(?<![一-鿿])(?:其?[一二三四五六七八九十]是|[一二三四五六七八九十]要)(?=[^非])|[①-⑳]|[(（]\d[)）]"
)

_INDEFINITE = frozenset("一")


def attributes(sentence: Sentence) -> list[Attribute]:
    """Dates, ages, names of documents and congresses, outline numbers: what has a number and is no figure."""
    words = sentence.plain
    found: list[Attribute] = []
    for kind, pattern in (
        ("outline", _OUTLINE),
        ("name", _NAMES),
        ("age", _AGES),
        ("date", _DATES),
        ("name", _SET_PHRASES),
    ):
        for each in pattern.finditer(words):
            start, end = each.span()
            if start < end and not any(
                start < other.end - sentence.start and other.start - sentence.start < end for other in found
            ):
                found.append(Attribute(kind, sentence.words[start:end], sentence.start + start, sentence.start + end))
    for each in _QUOTED.finditer(words):
        inner = each.group()[1:-1]
        if re.search(r"\d|[一二两三四五六七八九十]", inner) and not re.search(rf"\d(?:{_UNIT})$", inner):
            found.append(Attribute("name", sentence.words[each.start() : each.end()], sentence.start + each.start(), sentence.start + each.end()))  # fmt: skip
    return sorted(found, key=lambda each: each.start)


def figures(text: Text) -> Iterator[Figure]:
    """All figures of a text in the order they stand in; what they count is not known yet."""
    for sentence in text.sentences:
        yield from of_sentence(sentence)


def of_sentence(sentence: Sentence) -> list[Figure]:
    """The figures of one sentence."""
    taken = [(each.start - sentence.start, each.end - sentence.start) for each in attributes(sentence)]
    found: list[Figure] = []

    def free(start: int, end: int) -> bool:
        return not any(start < other_end and other_start < end for other_start, other_end in taken)

    for each in re.finditer(
        r"(?P<number>[一二三四五六七八九十]|(?<!\d)\d{1,2})年(?=(?:期)?(?:提升)?(?:行动|规划|计划)(?:方案)?)",
        sentence.plain,
    ):
        found.append(_figure(sentence, each, _value(each["number"]) or Decimal(0), "年"))
        taken.append(each.span())
    for reader in (_ranks, _shares, _counted, _bare):
        for figure in reader(sentence):
            start = figure.until - len(figure.words)
            if free(start, figure.until):
                found.append(figure)
                taken.append((start, figure.until))
    return sorted(found, key=lambda each: each.at)


def _ranks(sentence: Sentence) -> Iterator[Figure]:
    for each in _RANK.finditer(sentence.plain):
        value = _value(each["number"])
        if value is not None:
            yield _figure(sentence, each, value, "名次", ordinal=True)


def _shares(sentence: Sentence) -> Iterator[Figure]:
    words = sentence.plain
    for pattern in (_PERCENT, _PERCENT_WORDS):
        for each in pattern.finditer(words):
            value = _value(each["number"])
            if value is None:
                continue
            high = each.groupdict().get("high")
            yield _figure(sentence, each, value, "%", high=Decimal(high) if high else None)
    for each in _TENTHS.finditer(words):
        value = (_value(each["number"]) or Decimal(0)) * 10 + (5 if each["half"] else 0)
        yield _figure(sentence, each, value, "%", in_words=True)
    for each in _FRACTION.finditer(words):
        low, number = chinese_number(each["low"]), chinese_number(each["number"])
        if low and number:
            yield _figure(sentence, each, (number / low * 100).quantize(Decimal("0.01")), "%", in_words=True)


def _counted(sentence: Sentence) -> Iterator[Figure]:
    words, place = sentence.plain, 0
    while each := _COUNTED.search(words, place):
        place = each.start() + 1
        number = each["number"]
        in_words = not number[0].isdigit()
        if in_words and (
            (number in _INDEFINITE and not each["high"]) or not _is_counting(number, each["unit"], words, each)
        ):
            continue
        pair = re.fullmatch(r"([一二两三四五六七八九])([二两三四五六七八九])", number) if in_words else None
        value, high = _value(number), None
        if pair:
            value, high = chinese_number(pair[1]), chinese_number(pair[2])
            if value is None or high is None or high - value != 1:
                value, high = _value(number), None
        if value is None:
            continue
        magnitude = each["magnitude"]
        unit = each["unit"]
        if (magnitude and unit in ("元", "块钱", "亩", "平方米") and f"{magnitude}{unit}" in units.CLASS_OF) or (
            magnitude and unit.startswith("元/")
        ):
            unit, factor = f"{magnitude}{unit}", 1
        else:
            factor = MAGNITUDES.get(magnitude or "", 1)
        value *= factor
        if each["high"]:
            high = _value(each["high"])
            if high is not None:
                high *= (
                    MAGNITUDES.get(each["highmagnitude"] or "", 1)
                    if f"{each['highmagnitude']}{unit}" not in units.CLASS_OF
                    else 1
                )
            low_unit = each["lowunit"]
            if low_unit and units.kind_of(low_unit) != units.kind_of(each["unit"]) and high is not None:  # 6个月至3年
                middle = each.end("lowunit")
                place = each.end()
                yield Figure(sentence.words[each.start() : middle], value, low_unit, sentence, each.start(), middle)
                yield Figure(
                    sentence.words[each.start("high") : place], high, unit, sentence, each.start("high"), place
                )
                continue
            if each["highmagnitude"] and f"{each['highmagnitude']}{each['unit']}" in units.CLASS_OF:
                unit = f"{each['highmagnitude']}{each['unit']}"
        place = each.end()
        yield _figure(sentence, each, value, unit, high=high, in_words=in_words)


def _is_counting(number: str, unit: str, words: str, each: re.Match[str]) -> bool:
    """Whether a numeral in characters before a unit is meant as a number, and not a set phrase."""
    if unit not in units.WITH_CHARACTERS:
        return unit in ("村", "社区", "时", "口", "级", "组", "站", "日", "课时") and len(number) > 1
    if unit in ("年", "天") and len(number) == 1:
        return bool(re.match(r"(?:内|来|以上|行动|规划|计划|期|时间|左右)", words[each.end() :]))
    if number in ("千", "万", "百", "十", "亿", "千万", "百万"):
        return number in ("百", "千", "万") and bool(each["after1"] or each["after2"] or each["before"])
    before = words[max(0, each.start() - 1) : each.start()]
    return before not in ("第", "统", "同", "专", "初", "数", "几", "每") or (before == "每" and len(number) > 1)


def _bare(sentence: Sentence) -> Iterator[Figure]:
    """Digits without a unit, where something before them says that they count (总数达1,060)."""
    for each in _BARE.finditer(sentence.plain):
        before = sentence.plain[: each.start()]
        if re.search(r"[达为共至到是数计率额分]\s?$", before) or (each["before"] and each["number"]):
            value = arabic_number(each["number"]) * MAGNITUDES.get(each["magnitude"] or "", 1)
            yield _figure(sentence, each, value, "分" if re.search(r"得?分[为达]?$", before) else "")


def _figure(
    sentence: Sentence,
    each: re.Match[str],
    value: Decimal,
    unit: str,
    *,
    high: Decimal | None = None,
    ordinal: bool = False,
    in_words: bool = False,
) -> Figure:
    groups = each.groupdict()
    before = groups.get("before") or ""
    after = "".join(groups.get(name) or "" for name in ("after", "after1", "after2"))
    tail = groups.get("tail") or ""
    start = each.start()
    return Figure(
        words=sentence.words[start : each.end()],
        value=value,
        unit=unit,
        sentence=sentence,
        at=start,
        until=each.end(),
        high=high,
        before=before,
        after=after + tail,
        ordinal=ordinal,
        in_words=in_words,
    )


def _value(words: str) -> Decimal | None:
    if words[:1].isdigit() and words[:1].isascii():
        return arabic_number(words)
    return chinese_number(words)
