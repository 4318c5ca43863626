"""老年人能力评估 by GB/T 42195-2022: 26 items, 90 points, five levels, and what moves a level (R-ASM-01 to R-ASM-07). Pure.

The score is computed from the chosen options; a total that somebody else has added up is not looked at (R-ASM-03).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum


class Level(IntEnum):
    """能力等级."""

    INTACT = 0
    MILD = 1
    MODERATE = 2
    SEVERE = 3
    COMPLETE = 4

    @property
    def words(self) -> str:
        return ("能力完好", "轻度失能", "中度失能", "重度失能", "完全失能")[self]


@dataclass(frozen=True)
class Question:
    """One of the 26 second-level indicators: from 0 to `most` points."""

    code: str  # B1.1
    name: str
    most: int


@dataclass(frozen=True)
class Part:
    """One of the four first-level indicators."""

    code: str
    name: str
    questions: tuple[Question, ...]

    @property
    def most(self) -> int:
        return sum(each.most for each in self.questions)


def _part(code: str, name: str, *items: tuple[str, int]) -> Part:
    return Part(code, name, tuple(Question(f"{code}.{n}", words, most) for n, (words, most) in enumerate(items, 1)))


PARTS = (
    _part(
        "B1", "自理能力",
        ("进食", 4), ("修饰", 4), ("洗澡", 4), ("穿/脱上衣", 4), ("穿/脱裤子和鞋袜", 4), ("小便控制", 4), ("大便控制", 4), ("如厕", 4),
    ),
    _part("B2", "基础运动能力", ("床上体位转移", 4), ("床椅转移", 4), ("平地行走", 4), ("上下楼梯", 3)),
    _part(
        "B3", "精神状态",
        ("时间定向", 4), ("空间定向", 4), ("人物定向", 4), ("记忆", 4), ("理解能力", 4), ("表达能力", 4), ("攻击行为", 1),
        ("抑郁症状", 1), ("意识水平", 2),
    ),
    _part("B4", "感知觉与社会参与", ("视力", 2), ("听力", 2), ("执行日常事务", 4), ("使用交通工具外出", 3), ("社会交往能力", 4)),
)  # fmt: skip
QUESTIONS = {each.code: each for part in PARTS for each in part.questions}
MOST = sum(part.most for part in PARTS)
INSTRUMENT = "GB/T 42195-2022"
_FLOORS = ((90, Level.INTACT), (66, Level.MILD), (46, Level.MODERATE), (30, Level.SEVERE), (0, Level.COMPLETE))
_RISKS_TO_MOVE = 2


@dataclass(frozen=True)
class Found:
    """What an assessment came to: points by part, total, level by the total and in the end, and why, in words."""

    points: Mapping[str, int]
    total: int
    by_total: Level
    level: Level
    words: tuple[str, ...]


def level_of(total: int) -> Level:
    """The level of a total from 0 to 90."""
    return next(level for floor, level in _FLOORS if total >= floor)


def assess(
    answers: Mapping[str, int],
    *,
    disorder: bool = False,
    risks: int = 0,
    coma: bool = False,
    coma_level: Level = Level.COMPLETE,
) -> Found:
    """Add up and judge. `disorder`: dementia (F00-F03) or another mental or behavioural disorder (F04-F99) is diagnosed; `risks`: falls,
    getting lost, choking, self-harm and the like within 30 days. Raises ValueError if an item is unanswered, unknown or out of range."""
    lacking = [QUESTIONS[code].name for code in QUESTIONS if code not in answers]
    if lacking:
        raise ValueError(
            f"尚有{len(lacking)}项未评：{'、'.join(lacking[:5])}{'等' if len(lacking) > 5 else ''}，评估未完成，不出等级。"
        )
    for code, value in answers.items():
        if code not in QUESTIONS:
            raise ValueError(f"评估表没有“{code}”这一项，请核对。")
        if not 0 <= value <= QUESTIONS[code].most:
            raise ValueError(f"“{QUESTIONS[code].name}”只有0至{QUESTIONS[code].most}分，请核对。")
    points = {part.code: sum(answers[each.code] for each in part.questions) for part in PARTS}
    total = sum(points.values())
    by_total = level_of(total)
    told = [f"{part.name}{points[part.code]}分（满分{part.most}）" for part in PARTS]
    words = [f"{'，'.join(told)}；总分{total}分，初步等级为{by_total.value}级（{by_total.words}）。"]
    if coma:
        words.append(f"昏迷，直接评为{coma_level.value}级（{coma_level.words}），清醒后重新评估。")
        return Found(points, total, by_total, coma_level, tuple(words))
    causes = []
    if disorder:
        causes.append("确诊认知障碍或其他精神和行为障碍")
    if risks >= _RISKS_TO_MOVE:
        causes.append(f"近30天内发生照护风险事件{risks}次")
    level = by_total
    if causes and by_total < Level.COMPLETE:
        level = Level(by_total + 1)
        words.append(f"{'，且'.join(causes)}，在初步等级上加重一级，最终为{level.value}级（{level.words}）。")
    return Found(points, total, by_total, level, tuple(words))
