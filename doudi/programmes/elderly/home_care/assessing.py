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
    """One of the 26 second-level indicators. `scale`: what each number of points means, from 0 up to the most."""

    code: str  # B1.1
    name: str
    scale: tuple[str, ...]

    @property
    def most(self) -> int:
        return len(self.scale) - 1


@dataclass(frozen=True)
class Part:
    """One of the four first-level indicators."""

    code: str
    name: str
    questions: tuple[Question, ...]

    @property
    def most(self) -> int:
        return sum(each.most for each in self.questions)


def _part(code: str, name: str, *items: tuple[str, tuple[str, ...]]) -> Part:
    """`items`: name and scale, the best answer first, as the form is printed."""
    return Part(
        code, name, tuple(Question(f"{code}.{n}", words, tuple(reversed(scale))) for n, (words, scale) in enumerate(items, 1))
    )  # fmt: skip


_ALONE = (
    "独立完成，不需要协助", "须有人提示或监护", "须协助，但以自身完成为主", "主要靠他人，自身能予配合", "完全靠他人，且不能配合",
)  # fmt: skip
_BLADDER = (
    "能自行控制", "夜间次数多，或自行使用护垫", "白天偶有失禁，或须少量协助", "白天大部分时间不能控制，须大量协助", "完全失禁，或留置导尿",
)  # fmt: skip
_BOWEL = (
    "能自行控制", "偶有便秘或稀便，自行处理", "偶有失禁，或须少量协助", "大部分时间不能控制，须大量协助", "完全失禁，或须人工排便",
)  # fmt: skip
_MIND = ("正常", "轻微受损，偶有差错", "部分受损，经提示可以", "严重受损，提示后也常出错", "完全不能")
_MOOD = ("近一个月没有出现", "近一个月出现过")
_SENSE = ("正常（戴眼镜、助听器的按戴上评）", "下降，但能应付日常生活", "几乎没有，或完全丧失")
PARTS = (
    _part(
        "B1", "自理能力",
        ("进食", ("独立进食，不呛咳", "须提示或少量协助，不呛咳", "须少量接触协助，每月至少呛咳一次", "须大量协助，每周至少呛咳一次", "完全靠他人喂食，或吞咽困难、管饲")),
        ("修饰", _ALONE), ("洗澡", _ALONE), ("穿/脱上衣", _ALONE), ("穿/脱裤子和鞋袜", _ALONE), ("小便控制", _BLADDER), ("大便控制", _BOWEL), ("如厕", _ALONE),
    ),
    _part(
        "B2", "基础运动能力",
        ("床上体位转移", _ALONE), ("床椅转移", _ALONE),
        ("平地行走", ("独立行走约50米，没有跌倒风险", "须有人看护，或用拐杖等", "须少量搀扶", "须大量搀扶", "不能行走")),
        ("上下楼梯", ("独立上下10至15级", "须提示或看护", "须协助，但以自身完成为主", "主要或完全靠他人")),
    ),
    _part(
        "B3", "精神状态",
        ("时间定向", _MIND), ("空间定向", _MIND), ("人物定向", _MIND), ("记忆", _MIND), ("理解能力", _MIND), ("表达能力", _MIND), ("攻击行为", _MOOD),
        ("抑郁症状", _MOOD), ("意识水平", ("神志清醒", "嗜睡或意识模糊", "昏睡或昏迷（昏迷的请另勾选）")),
    ),
    _part(
        "B4", "感知觉与社会参与",
        ("视力", _SENSE), ("听力", _SENSE),
        ("执行日常事务", ("能独立洗衣、小额购物、按时服药等", "须有人提示或监护", "须协助，但以自身完成为主", "主要靠他人", "完全靠他人")),
        ("使用交通工具外出", ("能骑车或独自乘公共交通", "能独自打车", "有人陪同能乘公共交通", "只能由人用车接送，或不能外出")),
        ("社会交往能力", ("主动与人交往，能适应环境", "能适应单纯环境，主动交往", "被动交往，不易适应新环境", "勉强可与人接触，谈吐含糊", "难以与人接触")),
    ),
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
