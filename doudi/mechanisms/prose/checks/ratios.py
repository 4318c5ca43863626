"""Shares, growth, means, persons a household: what follows from two figures must agree with the third."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations, pairwise

from doudi.mechanisms.prose.faults import Fault, Kind, Severity, by_sentence, of_figures
from doudi.mechanisms.prose.figures import Figure
from doudi.mechanisms.prose.numerals import plain
from doudi.mechanisms.prose.text import Text
from doudi.mechanisms.prose.things import normal

_UP = r"(?:增长|增加|上升|提高|提升|上涨|增幅|净增|扩大|上调|升|多)"
_DOWN = r"(?:下降|减少|降低|下调|降幅|缩减|压减|回落|缩短|减|降|少)"
_CHANGE = re.compile(rf"(?P<way>{_UP}|{_DOWN})(?:了|幅度|率)?(?:达到|达|为|约)?\s?$")
_DATED = r"(?:(?:20\d\d年|去年|上年|今年|年初|年底|同期|\d{1,2}月)(?:度|底|末|初|同期)?的?)?"
_FROM = re.compile(rf"(?:由|从){_DATED}[^,，。;；\d]{{0,16}}$")
_TO = re.compile(rf"(?P<way>{_UP}|{_DOWN}|调整|变|扩|发展)[^,，。;；\d]{{0,6}}(?:到|至|为)(?:了)?{_DATED}\s?$")
_THAN = re.compile(
    r"(?:较|比|对比)(?:去年|上年|上月|上季度|年初|20\d\d年|上一年|前年)(?:度|底|末|同期)?(?:的)?[^,，。;；\d]{0,6}$"
)
_SHARE_WORDS = re.compile(r"(?:占|占比|比例|比重|率|度)[^,，。;；\d]{0,10}$")
_MEANS = re.compile(r"(?:人均|户均|次均|人次均|平均每[人户次件床]|每[人户次床]平均|平均|均)[^,，。;；\d]{0,8}$")


def check(text: Text, figures: list[Figure]) -> Iterator[Fault]:
    """Every share, growth and mean that does not follow from the figures beside it."""
    before: list[Figure] = []
    for of_one in by_sentence(figures).values():
        yield from _from_to(of_one)
        yield from _than(of_one)
        yield from _growth(of_one)
        yield from _growth_after(of_one, before)
        yield from _shares(of_one)
        yield from _rates(of_one, before)
        yield from _means(of_one, before)
        yield from _households(of_one)
        before += of_one
    yield from _against_last_year(text, figures)
    yield from _over_hundred(figures)


def _step(figure: Figure) -> Decimal:
    """Half of the last place that is written, with a little to spare for cut instead of rounded figures."""
    places = -int(figure.value.as_tuple().exponent)
    return Decimal(1).scaleb(-places) * Decimal("1.01")


def _agrees(said: Figure, real: Decimal) -> bool:
    slack = _step(said) if not said.rounded else max(_step(said), abs(said.value) / 10)
    return abs(said.value - real) <= slack


def _way(words: str) -> str:
    found = _CHANGE.search(words)
    return "" if found is None else ("down" if re.fullmatch(_DOWN, found["way"]) else "up")


def _from_to(figures: list[Figure]) -> Iterator[Fault]:
    """由A增加到B, 增长P%, 增加C: direction, share and difference."""
    for number, (first, second) in enumerate(pairwise(figures)):
        words = first.sentence.plain
        to = _TO.search(words[first.until : second.at])
        if first.kind != second.kind or not _FROM.search(words[: first.at]) or to is None or first.high or second.high:
            continue
        way = to["way"]
        if (re.fullmatch(_UP, way) and second.base < first.base) or (
            re.fullmatch(_DOWN, way) and second.base > first.base
        ):
            yield of_figures(
                Kind.CHANGE, Severity.ERROR, f"写“{way}”，但{first.words}到{second.words}方向相反。", first, second
            )
            continue
        for each in figures[number + 2 : number + 4]:
            gap = words[second.until : each.at]
            if len(gap) > 24 or re.search(r"[。;；]|分别", gap) or not _way(words[: each.at]):
                break
            yield from _changed(first, second, each, words)


def _than(figures: list[Figure]) -> Iterator[Fault]:
    """B, 较去年同期的A增长P%."""
    for now, old, said in zip(figures, figures[1:], figures[2:], strict=False):
        words = now.sentence.plain
        if (
            now.kind != old.kind
            or not _THAN.search(words[now.until : old.at])
            or _way(words[: old.at])
            or not _way(words[: said.at])
            or said.at - old.until > 14
        ):
            continue
        up = _way(words[: said.at]) == "up"
        if (now.base < old.base) == up and now.base != old.base:
            yield of_figures(
                Kind.CHANGE,
                Severity.ERROR,
                f"{old.words}到{now.words}，方向与“{'增长' if up else '下降'}”相反。",
                old,
                now,
                said,
            )
        else:
            yield from _changed(old, now, said, words)


def _changed(old: Figure, new: Figure, said: Figure, words: str) -> Iterator[Fault]:
    if not old.base:
        return
    if said.is_share:
        if old.is_share:
            return
        real = abs(new.base / old.base - 1) * 100
        if not _agrees(said, real):
            yield of_figures(
                Kind.CHANGE,
                Severity.ERROR,
                f"{old.words}到{new.words}变化{_two(real)}%，文中写{said.words}。",
                old,
                new,
                said,
            )
    elif said.kind == new.kind or (said.kind == "百分点" and new.is_share):
        real = abs(new.base - old.base)
        if said.base != real and not said.rounded and abs(said.base - real) > max(_step(said), _step(new)) / 2:
            yield of_figures(
                Kind.CHANGE,
                Severity.ERROR,
                f"{old.words}与{new.words}相差{plain(real / (said.base / said.value))}，文中写{said.words}。"
                if said.value
                else "差额不符。",
                old,
                new,
                said,
            )


_YEAR_ON_YEAR = re.compile(
    r"(?:同比|环比|比上年|较上年|比去年|较去年|比上月|较上月|比年初|较年初|比20\d\d年|较20\d\d年|比上年同期|较上年同期|比去年同期|较去年同期|比上季度|较上季度)"
)


def _growth(figures: list[Figure]) -> Iterator[Fault]:
    """B, 同比增加N, 增长P%: P = N / (B - N)."""
    for now, more, share in zip(figures, figures[1:], figures[2:], strict=False):
        words = now.sentence.plain
        if more.is_share and share.kind == now.kind:
            more, share = share, more
        if now.kind != more.kind or not share.is_share or now.is_share or now.rounded or more.rounded:
            continue
        ends = max(more.until, share.until)
        stretch = words[now.until : ends]
        if len(stretch) > 40 or re.search(r"[。;；]", stretch) or not _YEAR_ON_YEAR.search(stretch):
            continue
        way = _way(words[: more.at])
        if not way or _way(words[: share.at]) != way:
            continue
        yield from _grown(now, more, share, way)


_WHAT_CHANGED = re.compile(rf"(?P<what>[一-鿿]{{2,12}}?)(?:数|数量)?(?:{_UP}|{_DOWN})了?$")


def _growth_after(figures: list[Figure], before: list[Figure]) -> Iterator[Fault]:
    """办理结婚登记A对。与上年相比，结婚登记减少N对，下降P%。: the figure itself stands in a sentence before, behind the same noun."""
    for more, share in pairwise(figures):
        words = more.sentence.plain
        what = _WHAT_CHANGED.search(re.split(r"[,，;；、]", words[: more.at])[-1])
        way = _way(words[: more.at])
        if what is None or more.is_share or not share.is_share or share.at - more.until > 6:
            continue
        if _way(words[: share.at]) != way or not re.search(rf"相比|{_YEAR_ON_YEAR.pattern}", words[: more.at]):
            continue
        olds = [
            each
            for each in before
            if each.kind == more.kind
            and each.sentence.paragraph == more.sentence.paragraph
            and each.sentence.plain[: each.at].endswith(what["what"])
        ]
        if len(olds) == 1 and not olds[0].rounded and not more.rounded:
            yield from _grown(olds[0], more, share, way)


def _grown(now: Figure, more: Figure, share: Figure, way: str) -> Iterator[Fault]:
    """Whether a difference and a share of growth agree with what there is now."""
    before = now.base - more.base if way == "up" else now.base + more.base
    if before <= 0:
        return
    real = more.base / before * 100
    if not _agrees(share, real):
        yield of_figures(
            Kind.CHANGE,
            Severity.ERROR,
            f"{now.words}{'增加' if way == 'up' else '减少'}{more.words}折合{_two(real)}%，文中写{share.words}。",
            now,
            more,
            share,
        )


def _against_last_year(text: Text, figures: list[Figure]) -> Iterator[Fault]:
    """B…同比增长P%, where the value of the year before stands in the text: P = B / A - 1."""
    for number, share in enumerate(figures):
        words = share.sentence.plain
        if not share.is_share or number == 0 or share.cell:
            continue
        now = next(
            (each for each in reversed(figures[:number]) if each.sentence is share.sentence and not each.is_share), None
        )
        if now is None or share.at - now.until > 24 or not _YEAR_ON_YEAR.search(words[now.until : share.at]):
            continue
        way = _way(words[: share.at])
        base = re.search(r"(?:比|较)(?:上年|去年|20\d\d年)(?:同期)?(?:的)?[^,，。;；\d]{0,8}$", words[: now.at])
        if base:  # 比上年A增长P%, and now stands before
            continue
        olds = [
            each
            for each in figures
            if each is not now
            and each.kind == now.kind
            and normal(each.counts) == normal(now.counts)
            and _is_old(each, text)
            and each.action == now.action
        ]
        if not way or len(olds) != 1 or not olds[0].base:
            continue
        real = (now.base / olds[0].base - 1) * 100
        if (real < 0) != (way == "down") or not _agrees(share, abs(real)):
            yield of_figures(
                Kind.CHANGE,
                Severity.ERROR,
                f"上年{olds[0].words}、今年{now.words}，变化{_two(real)}%，文中写{'增长' if way == 'up' else '下降'}{share.words}。",
                olds[0],
                now,
                share,
            )


def _is_old(figure: Figure, text: Text) -> bool:
    if text.year is not None and figure.period.startswith(f"{text.year - 1}年"):
        return True
    return re.search(r"(?:去年|上年)[^,，。;；\d]{0,14}$", figure.sentence.plain[: figure.at]) is not None


def _shares(figures: list[Figure]) -> Iterator[Fault]:
    """M of N, 占P%: the share of two counts in the same sentence."""
    for number, share in enumerate(figures):
        words = share.sentence.plain
        if not share.is_share or share.high or _way(words[: share.at]) or not _SHARE_WORDS.search(words[: share.at]):
            continue
        if _FROM.search(words[: share.at]) or any(
            _FROM.search(words[: each.at]) and _TO.search(words[each.until : share.at])
            for each in figures[max(0, number - 1) : number]
        ):
            continue
        if _YEAR_ON_YEAR.search(words[max(0, share.at - 16) : share.at]) or re.search(
            r"(?:高于|低于|达标|要求|不低于|目标)[^,，。;；]{0,6}$", words[: share.at]
        ):
            continue
        begins = max(words.rfind(sign, 0, share.at) for sign in ";；") + 1
        counts = [
            each
            for each in figures[:number]
            if each.at >= begins
            and not each.is_share
            and not each.kind.startswith("元/")
            and each.kind not in ("年", "月", "天", "分")
        ]
        kinds = {each.kind for each in counts[-2:]}
        if re.search(r"(?:入住|空置|使用)率", words[max(0, share.at - 8) : share.at]) and {"张", "人"} <= {
            each.kind for each in counts[-2:]
        }:
            beds = next(each for each in reversed(counts) if each.kind == "张")
            counts = [beds, counts[-1]] if counts[-1].kind == "人" else counts
            kinds = {"床"}
        same = (
            counts[-2:]
            if kinds == {"床"}
            else [each for each in counts if each.kind == (counts[-1].kind if counts else "")]
        )
        if len(same) < 2 or len(kinds) != 1:
            continue
        pairs = [(a, b) for a, b in combinations(same, 2) if a.base and b.base]
        ratios = [min(a.base, b.base) / max(a.base, b.base) * 100 for a, b in pairs]
        rests = [100 - each for each in ratios]
        if any(_agrees(share, real) for real in (*ratios, *rests)) or share.value >= 100:
            continue
        last, other = same[-1], same[-2] if len(same) == 2 else (same[-1].part_of or same[0])
        if len(same) > 2 and share.at - last.until > 12:
            continue
        if {last.action, other.action} >= {"新增", "减少"}:
            continue
        if share.at - last.until > 24 or last.base == other.base or _earlier_share(figures, share, last):
            continue
        real = min(last.base, other.base) / max(last.base, other.base) * 100
        yield of_figures(
            Kind.SHARE,
            Severity.ERROR,
            f"{last.words}与{other.words}之比为{_two(real)}%，文中写{share.words}。",
            other,
            last,
            share,
        )


_FOUND = re.compile(r"(?:发现|排查|查摆|梳理|受理|收到|确定|应|共有?|总数|总)[^,，。;；\d]{0,8}$")
_RATE_OF = re.compile(
    r"(?:完成|办结|整改|年检|销号|参检|参保|入住|签约|持证|到位|发放|拆除|达标)[^,，。;；\d]{0,3}率[^,，。;；\d]{0,4}$"
)


def _rates(figures: list[Figure], before: list[Figure]) -> Iterator[Fault]:
    """A rate behind one count, where only one greater count of that kind stands before it in the paragraph."""
    for number, share in enumerate(figures):
        counts = [each for each in figures[:number] if not each.is_share]
        if (
            not share.is_share
            or len(counts) != 1
            or share.at - counts[0].until > 12
            or not _RATE_OF.search(share.sentence.plain[: share.at])
        ):
            continue
        done = counts[0]
        stem = _RATE_OF.search(share.sentence.plain[: share.at])
        near = [
            each
            for each in before
            if _belongs(done, each, stem.group()[:2] if stem else "")
            and done.sentence.paragraph - each.sentence.paragraph <= 1
            and each.kind == done.kind
            and each.base >= done.base
            and each.part_of is None
        ]
        wholes = [each for each in near if each.sentence.paragraph == done.sentence.paragraph] or [
            each for each in near if _FOUND.search(each.sentence.plain[: each.at])
        ]
        if len(wholes) != 1 or _agrees(share, done.base / wholes[0].base * 100):
            continue
        real = done.base / wholes[0].base * 100
        yield of_figures(
            Kind.SHARE,
            Severity.WARNING,
            f"{done.words}与前文{wholes[0].words}之比为{_two(real)}%，文中写{share.words}。",
            wholes[0],
            done,
            share,
        )


def _belongs(done: Figure, whole: Figure, stem: str) -> bool:
    """Whether what was done is done of that whole: the same noun, or none of its own (完成整改131个, 参加年检386家)."""
    mine, other = normal(done.counts), normal(whole.counts)
    return not mine or stem in mine[-4:] or len(mine) <= 2 or (bool(other) and (other in mine or mine in other))


def _earlier_share(figures: list[Figure], share: Figure, last: Figure) -> bool:
    """A second share of the same clause may rest on something else (完成率96%, 满意率99%)."""
    return any(each.is_share and last.until <= each.at < share.at for each in figures)


def _means(figures: list[Figure], before: list[Figure]) -> Iterator[Fault]:
    """1060人次, 249.85万元, 人均2357元."""
    for number, mean in enumerate(figures):
        words = mean.sentence.plain
        if not (mean.is_money or mean.kind.startswith("元/")) or not _MEANS.search(words[: mean.at]):
            continue
        if re.search(
            r"(?:标准|收入|每月|月均|年均|日均|补差|生活水平|收入水平|保障水平)[^,，。;；\d]{0,8}$", words[: mean.at]
        ):
            continue
        earlier = figures[:number]
        sums = [each for each in earlier if each.is_money and not _MEANS.search(words[: each.at])]
        unit = next(
            (
                name
                for sign, name in (("人次", "人次"), ("次均", "人次"), ("户", "户"), ("人", "人"))
                if sign in words[mean.at - 8 : mean.at]
            ),
            "",
        )
        counts = [each for each in earlier if each.kind == unit or (unit == "人" and each.kind == "人次")]
        if not sums and counts:  # the sum stands in a sentence before
            sums = [
                each
                for each in before
                if each.is_money
                and normal(counts[-1].counts)
                and normal(counts[-1].counts) in each.counts
                and each.sentence.paragraph == mean.sentence.paragraph
            ]
        if len(sums) != 1 or len(counts) != 1 or not counts[0].base:
            continue
        real = sums[0].base / counts[0].base
        if abs(mean.base - real) > max(real * Decimal("0.01"), Decimal(1)) and not (
            mean.rounded and abs(mean.base - real) <= real / 10
        ):
            yield of_figures(
                Kind.MEAN,
                Severity.ERROR,
                f"{sums[0].words}除以{counts[0].words}为{_two(real)}元，文中写{mean.words}。",
                sums[0],
                counts[0],
                mean,
            )


def _households(figures: list[Figure]) -> Iterator[Fault]:
    """74户97人: not fewer persons than households, and no family of twenty."""
    for first, second in pairwise(figures):
        gap = first.sentence.plain[first.until : second.at]
        if (
            first.kind != "户"
            or second.kind != "人"
            or len(gap.strip("、,，共计 ")) > 0
            or first.rounded
            or second.rounded
        ):
            continue
        if second.base < first.base:
            yield of_figures(Kind.RATIO, Severity.ERROR, f"{first.words}{second.words}：人数少于户数。", first, second)
        elif first.base >= 5 and second.base > first.base * 8:
            yield of_figures(
                Kind.RATIO,
                Severity.WARNING,
                f"{first.words}{second.words}：户均{_two(second.base / first.base)}人，请核对。",
                first,
                second,
            )


_NEVER_OVER = re.compile(
    r"(?:覆盖率|完成率|办结率|合格率|满意率|满意度|持证率|持证比例|入住率|占比|比例|比重|占|整改率|到位率|发放率|参与率|知晓率|登记率|火化率|回访率|准确率|及时率|签约率|达标率|建成率|销号率|受理率|覆盖面|率)(?:达到|达|为|约|至|到|提升至|提高到|提升到|提高至|仍保持在|保持在|稳定在|均达|均为|超过)*\s?$"
)


def _over_hundred(figures: list[Figure]) -> Iterator[Fault]:
    for each in figures:
        before = each.sentence.plain[: each.at]
        if (
            each.is_share
            and each.value > 100
            and _NEVER_OVER.search(before)
            and not re.search(r"(?:增长率|执行率|增速)[^,，。;；]{0,4}$", before)
            and not each.cell
        ):
            yield of_figures(
                Kind.PERCENT, Severity.ERROR, f"“{each.counts or '该比率'}”写作{each.words}，不应超过100%。", each
            )


def _two(value: Decimal) -> str:
    return plain(value.quantize(Decimal("0.01")))
