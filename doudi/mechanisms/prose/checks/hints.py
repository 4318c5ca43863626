"""What a summary claims without showing it: coverage without numbers, months not named, judgements without figures."""

from __future__ import annotations

import re
from collections.abc import Iterator

from doudi.mechanisms.prose.faults import Fault, Kind, Severity, by_sentence, of_figures, of_spot
from doudi.mechanisms.prose.figures import Figure
from doudi.mechanisms.prose.text import Sentence, Text

_COVERAGE = re.compile(
    r"全覆盖|全面覆盖|覆盖率(?:达到?|为)?100%|(?<![\d.])100%(?:覆盖|发放|完成|到位|办结)|覆盖率(?:达到?|为)?百分之百|百分之百(?:覆盖|发放|完成|到位|办结)|及时足额(?:发放)?|足额(?:按时|及时)发放|按时足额发放|一个不漏|不漏一[人户]|无一遗漏|全员(?:参训|持证)|全部到位"
)
_COUNTS = ("人", "户", "人次", "户次", "处", "张", "件", "单", "笔")
_INTENT = re.compile(r"(?:实现|推动|推进|力争|确保|逐步|加快|争取|努力|达到)[^,，。;；]{0,24}$")
_PER_MONTH = re.compile(r"(?:每月|每季度|每周|每天|每日)[^,，。;；\d]{0,10}$")
_VISITS = re.compile(r"(?:探访|走访|巡访|建档|上门|入户|家访|回访|慰问)[^,，。;；、]{0,8}$")
_TWO_CLASSES = re.compile(
    r"对(?P<classes>[^,，。;；()（）]{2,14}、[^,，。;；()（）]{2,14}?)(?:进行|实施|开展|完成|给予)[^,，。;；\d]{0,14}$"
)
# Words that judge; they ask for a figure only behind something that can be measured (I-14).
_JUDGING = (
    "不高", "不足", "偏低", "较低", "不够", "缓慢", "滞后", "反弹", "较慢", "不强", "短缺", "缺乏", "较少", "偏少", "下滑", "薄弱", "不平衡",
    "不稳", "较大", "突出", "下降", "偏高",
)  # fmt: skip
# What can be measured, so that a judgement of it without a figure is worth a note.
_MEASURED = (
    "率", "比例", "比重", "指标", "活跃度", "进度", "参与", "覆盖", "满意度", "人数", "数量", "积极性", "热情", "持证", "入住", "缺口", "投入",
    "床位", "人员", "资金",
)  # fmt: skip
_WEAK = re.compile("|".join(_JUDGING))
_MEASURABLE = re.compile("|".join(_MEASURED))
_DEFERRAL = re.compile(r"(?:延退|渐退|缓退|宽限|延保)")
_RESERVE = re.compile(r"(?:备用金|周转金|预拨|预付)")
# States of something that counts as built and is not open to people yet (I-02); the longer word first.
_NOT_YET = (
    "即将投入使用", "尚未投入使用", "未投入使用", "试运营", "试运行", "在建", "正在装修", "即将开业", "即将运营", "即将启用", "尚未启用",
    "尚未运营", "尚未开放", "未启用", "筹建中", "待验收",
)  # fmt: skip
_NOT_IN_USE = re.compile("|".join(_NOT_YET))
_BUILT = re.compile(r"(?:打造|建成|建有|建设|设立|设有|新建|建立|开设|共有|现有)[^,，。;；\d]{0,8}$")
_ID_NUMBER = re.compile(r"(?<!\d)\d{6}(?:19|20)\d{2}(?:0[1-9]|1[0-2])\d{5}[\dXx](?!\d)|(?<!\d)\d{17}[\dXx](?!\d)")
_PHONE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")


def check(text: Text, figures: list[Figure]) -> Iterator[Fault]:
    """Notes and warnings about what is not shown (I-02, I-09 to I-14, I-16), and personal numbers that may not stand there."""
    of_sentence = by_sentence(figures)
    for sentence in text.sentences:
        mine = of_sentence.get(sentence.start, [])
        yield from _coverage(sentence, mine, text)
        yield from _judgement(sentence, mine)
        yield from _personal(sentence)
        for figure in mine:
            yield from _period(figure)
            yield from _visits(figure, mine)
            yield from _two_classes(figure)
            yield from _deferral(figure, mine)
        yield from _not_in_use(sentence, mine)
        yield from _reserve(sentence, mine)
        yield from _unlike(mine)


def _coverage(sentence: Sentence, figures: list[Figure], text: Text) -> Iterator[Fault]:
    """Full coverage needs who was due and who was reached (I-10)."""
    for each in _COVERAGE.finditer(sentence.plain):
        begins = max(sentence.plain.rfind(sign, 0, each.start()) for sign in ";；") + 1
        ends = min(
            (found for sign in ";；" if (found := sentence.plain.find(sign, each.end())) > 0),
            default=len(sentence.plain),
        )
        near = [one for one in figures if begins <= one.at < ends and one.kind in _COUNTS and one.value > 2]
        if near or sentence.in_plan or _of_a_name(sentence, each):
            continue
        if (
            _INTENT.search(sentence.plain[: each.start()])
            and re.search(r"(?:将|要|力争|争取|努力)", sentence.plain[: each.start()])
            and not re.search(r"(?:已|完成|实现了)", sentence.plain[: each.start()])
        ):
            continue
        if sentence.words[: each.start()].strip() == "" or _is_heading(sentence):
            continue
        yield of_spot(
            Kind.COVERAGE,
            Severity.WARNING,
            f"“{each.group()}”没有应办数和已办数，请补充分子、分母。",
            sentence,
            *each.span(),
        )


def _of_a_name(sentence: Sentence, each: re.Match[str]) -> bool:
    return sentence.words[: each.start()].count("《") > sentence.words[: each.start()].count("》")


def _is_heading(sentence: Sentence) -> bool:
    return any(sentence.words.rstrip("。") == each for each in sentence.headings)


def _judgement(sentence: Sentence, figures: list[Figure]) -> Iterator[Fault]:
    """A shortcoming that could be measured is told without a figure (I-14)."""
    if not sentence.in_problems or any(each.kind not in ("类", "年", "月") for each in figures):
        return
    words = re.sub(r"^\s*[(（]?[一二三四五六七八九十]+[)）、]", "", sentence.words)
    found = [
        each for each in _WEAK.finditer(words) if _MEASURABLE.search(words[max(0, each.start() - 12) : each.start()])
    ]
    if found:
        at = sentence.words.find(found[0].group())
        named = "、".join(
            dict.fromkeys(words[max(0, each.start() - 6) : each.end()].strip(",，、。的") for each in found[:4])
        )
        yield of_spot(
            Kind.FIGURE_MISSING,
            Severity.NOTE,
            f"“{named}”只有判断没有数字，请补充。",
            sentence,
            at,
            at + len(found[0].group()),
        )


def _period(figure: Figure) -> Iterator[Fault]:
    """每月服务2303单: of one month, or the mean (I-11)."""
    words = figure.sentence.plain
    before = words[: figure.at]
    if (
        not _PER_MONTH.search(before)
        or figure.kind not in ("单", "次", "人次", "件", "份")
        or figure.sentence.in_plan
        or figure.value < 20
    ):
        return
    if (
        re.search(r"平均|月均|均|至少|不少于|不低于|以上|左右", before[-14:] + words[figure.until : figure.until + 4])
        or figure.rounded
    ):
        return
    yield of_figures(
        Kind.PERIOD_MISSING,
        Severity.WARNING,
        f"“{words[max(0, figure.at - 6) : figure.until]}”没有说明是哪个月的数还是平均数。",
        figure,
    )


def _visits(figure: Figure, figures: list[Figure]) -> Iterator[Fault]:
    """Visits are counted in times; of how many people is not said (I-12)."""
    words = figure.sentence.plain
    if figure.unit != "次" or not _VISITS.search(words[: figure.at]) or figure.sentence.in_plan:
        return
    if any(each.kind in ("人", "户") and abs(each.at - figure.at) < 30 for each in figures):
        return
    yield of_figures(
        Kind.UNIT_UNCLEAR,
        Severity.NOTE,
        f"“{figure.words}”只有次数，没有说明涉及多少人、多少户，也不能与其他活动次数相加。",
        figure,
    )


def _two_classes(figure: Figure) -> Iterator[Fault]:
    found = _TWO_CLASSES.search(figure.sentence.plain[: figure.at])
    if found and figure.kind in ("户", "人"):
        yield of_figures(Kind.CLASS_SPLIT, Severity.NOTE, f"“{found['classes']}”合写为{figure.words}，请分列。", figure)


def _deferral(figure: Figure, figures: list[Figure]) -> Iterator[Fault]:
    """A deferral of 6 months to 3 years: check against the most that the province allows (I-16)."""
    words = figure.sentence.plain
    following = [each for each in figures if 0 <= each.at - figure.until <= 1]
    if (
        figure.kind == "月"
        and following
        and following[0].kind == "年"
        and _DEFERRAL.search(words[figure.until : following[0].until + 16])
    ):
        why = f"“{words[figure.at : following[0].until]}”须与省级政策规定的最长期限核对后再公布。"
        yield of_figures(Kind.POLICY_RANGE, Severity.NOTE, why, figure, following[0])


def _not_in_use(sentence: Sentence, figures: list[Figure]) -> Iterator[Fault]:
    """20 built, of which some are not open yet (I-02)."""
    found = list(_NOT_IN_USE.finditer(sentence.plain))
    built = [each for each in figures if _BUILT.search(sentence.plain[: each.at]) and each.kind == "处"]
    if found and built and not sentence.in_plan and found[0].start() > built[0].at:
        named = "、".join(dict.fromkeys(each.group() for each in found))
        why = f"“{built[0].words}”按已建成计，其中有“{named}”的，请按建成、运营、试运营、未启用分列。"
        yield of_spot(Kind.STATE, Severity.NOTE, why, sentence, *found[0].span())


def _reserve(sentence: Sentence, figures: list[Figure]) -> Iterator[Fault]:
    """Money paid, and reserve money sent down: does the one contain the other? (I-09)"""
    money = [each for each in figures if each.is_money]
    for number, each in enumerate(money):
        if not _RESERVE.search(each.counts) or number == 0:
            continue
        paid = money[number - 1]
        between = sentence.plain[paid.until : each.at]
        if "救助" in paid.counts and not re.search(r"其中|含|另|不包括|此外", between):
            yield of_figures(
                Kind.OVERLAP,
                Severity.NOTE,
                f"{paid.counts}{paid.words}与{each.counts}{each.words}是否包含，请说明。",
                paid,
                each,
            )


def _unlike(figures: list[Figure]) -> Iterator[Fault]:
    """20场次 lectures + 70 visits = 90 activities: different units do not add up to anything (WR-22)."""
    for number, total in enumerate(figures):
        words = total.sentence.plain
        if (
            not re.search(r"(?:共|合计|累计|总计)(?:开展|组织|举办)?(?:各类|各项)?(?:活动)?$", words[: total.at])
            or "活动" not in words[max(0, total.at - 8) : total.until + 8]
        ):
            continue
        for parts in (
            figures[max(0, number - 3) : number],
            figures[number + 1 : number + 4],
            figures[number + 1 : number + 3],
            figures[max(0, number - 2) : number],
        ):
            nouns = {each.counts for each in parts}
            if (
                len(parts) >= 2
                and len(nouns) == len(parts)
                and sum(each.value for each in parts) == total.value
                and any(_VISITS.search(words[: each.at]) for each in parts)
            ):
                yield of_figures(
                    Kind.TOTAL_OF_UNLIKE,
                    Severity.WARNING,
                    f"{total.words}由不同性质的次数相加而成，没有意义，请分列。",
                    total,
                )
                return


def _personal(sentence: Sentence) -> Iterator[Fault]:
    """Numbers of people may not stand in a summary (R-RPT-05); the finding does not repeat them."""
    for pattern, what in ((_ID_NUMBER, "身份证号"), (_PHONE, "手机号码")):
        for each in pattern.finditer(sentence.plain):
            yield Fault(
                Kind.PERSONAL,
                Severity.ERROR,
                f"正文出现{what}，请删去。",
                sentence,
                f"{each.group()[:3]}…",
                sentence.start + each.start(),
                sentence.start + each.end(),
            )
