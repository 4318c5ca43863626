"""What can be wrong with a summary: the kinds of faults, how grave each is, and a fault with its sentence and place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from doudi.mechanisms.prose.figures import Figure
from doudi.mechanisms.prose.text import Sentence, Text


class Severity(StrEnum):
    """`error` blocks the issue of a summary, `warning` needs a note by a person, `note` is worth a look (R-RPT-05)."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


SEVERITY_NAMES = {Severity.ERROR: "错误", Severity.WARNING: "提醒", Severity.NOTE: "提示"}


class Kind(StrEnum):
    """The kind of a fault; the value is its code on the stable face, which never changes."""

    CONTRADICTION = "contradiction"
    SUM = "sum"
    SHARE = "share"
    CHANGE = "change"
    MEAN = "mean"
    STOCK = "stock"
    RATIO = "ratio"
    NAMED_LIST = "named_list"
    LIST_MISSING = "list_missing"
    BLANK = "blank"
    ROUNDING = "rounding"
    COVERAGE = "coverage"
    DATE_MISSING = "date_missing"
    DATE_IMPOSSIBLE = "date_impossible"
    PERIOD_MISSING = "period_missing"
    RESIDUE = "residue"
    SLIP = "slip"
    PUNCTUATION = "punctuation"
    UNIT_SLIP = "unit_slip"
    PERCENT = "percent"
    RANGE = "range"
    REPEATED = "repeated"
    NUMBERING = "numbering"
    STATE = "state"
    UNIT_UNCLEAR = "unit_unclear"
    CLASS_SPLIT = "class_split"
    FIGURE_MISSING = "figure_missing"
    POLICY_RANGE = "policy_range"
    OVERLAP = "overlap"
    PERSONAL = "personal"
    TOTAL_OF_UNLIKE = "total_of_unlike"


NAMES = {
    Kind.CONTRADICTION: "前后数字不一致",
    Kind.SUM: "分项与合计不符",
    Kind.SHARE: "占比、比率不符",
    Kind.CHANGE: "增减幅度不符",
    Kind.MEAN: "平均数不符",
    Kind.STOCK: "期初、增减、期末不平",
    Kind.RATIO: "户数与人数关系不合理",
    Kind.NAMED_LIST: "列举与所说个数不符",
    Kind.LIST_MISSING: "只有个数没有列举",
    Kind.BLANK: "空缺或占位符",
    Kind.ROUNDING: "约数用词不当",
    Kind.COVERAGE: "全覆盖没有数字依据",
    Kind.DATE_MISSING: "缺少时点或年份",
    Kind.DATE_IMPOSSIBLE: "日期有误",
    Kind.PERIOD_MISSING: "统计期不明",
    Kind.RESIDUE: "网页残留",
    Kind.SLIP: "疑似错漏字",
    Kind.PUNCTUATION: "标点不规范",
    Kind.UNIT_SLIP: "单位或数量级可疑",
    Kind.PERCENT: "百分数超过100%",
    Kind.RANGE: "区间颠倒",
    Kind.REPEATED: "内容重复",
    Kind.NUMBERING: "序号不连续",
    Kind.STATE: "建成与在用未分开",
    Kind.UNIT_UNCLEAR: "计量单位说明不了对象数",
    Kind.CLASS_SPLIT: "两类对象合为一个数",
    Kind.FIGURE_MISSING: "有判断无数字",
    Kind.POLICY_RANGE: "政策期限须核对",
    Kind.OVERLAP: "两笔资金关系不明",
    Kind.PERSONAL: "含个人信息",
    Kind.TOTAL_OF_UNLIKE: "不同单位相加",
}


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: `why` says it in a sentence; `words` is the spot, at `start` to `end` of the whole text."""

    kind: Kind
    severity: Severity
    why: str
    sentence: Sentence | None
    words: str
    start: int
    end: int
    figures: tuple[Figure, ...] = field(default=(), compare=False)


Check = Callable[[Text, list[Figure]], Iterator[Fault]]


def of_figures(kind: Kind, severity: Severity, why: str, *figures: Figure) -> Fault:
    """A fault of one or several figures; it lies at the last of them, in its sentence."""
    last = figures[-1]
    return Fault(kind, severity, why, last.sentence, last.words, last.start, last.end, figures)


def of_spot(kind: Kind, severity: Severity, why: str, sentence: Sentence, at: int, until: int) -> Fault:
    """A fault at a spot of a sentence."""
    return Fault(kind, severity, why, sentence, sentence.words[at:until], sentence.start + at, sentence.start + until)


def by_sentence(figures: list[Figure]) -> dict[int, list[Figure]]:
    """Figures by the place where their sentence begins; those of tables stand alone."""
    found: dict[int, list[Figure]] = {}
    for each in figures:
        if not each.cell:
            found.setdefault(each.sentence.start, []).append(each)
    return found
