"""Lists that are counted: A、B、C等四种, 7个社区:A、B……, 三项措施:一是……二是……; and outline numbers that skip."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from doudi.mechanisms.prose.faults import Fault, Kind, Severity, by_sentence, of_figures, of_spot
from doudi.mechanisms.prose.figures import Figure
from doudi.mechanisms.prose.numerals import chinese_number
from doudi.mechanisms.prose.text import Sentence, Text, half_width
from doudi.mechanisms.prose.things import names_before

# Lists that everybody knows; nobody spells them out.
_KNOWN = re.compile(r"^(?:两项补贴|两项制度|三项制度|两类|两种|三级|两级)")
_COUNTABLE = frozenset({"处", "件", "类", "人", "份", "支", "次", "户", "其他", "栋", "辆"})
_LONGEST = 30
_INTRODUCED = re.compile(
    r"^[^,，。;；:：(（\d]{0,14}?(?:[:：]|[(（](?:即|包括|分别为|分别是|其中)?|,?(?:即|分别为|分别是|包括|包含|有|它们是)[:：]?)"
)
_INLINE = re.compile(r"(?<![一-鿿\d])(?:其)?([一二三四五六七八九十])是")


def check(text: Text, figures: list[Figure]) -> Iterator[Fault]:
    """Counts that do not fit the names listed, counts of classes without a list, skipped numbers."""
    for sentence_figures in by_sentence(figures).values():
        for figure in sentence_figures:
            yield from _before(figure, sentence_figures)
            yield from _after(figure, sentence_figures)
            yield from _unlisted(figure, sentence_figures)
    yield from _numbering(text)
    yield from _points(text, figures)


def _before(figure: Figure, of_one: list[Figure]) -> Iterator[Fault]:
    """A、B、C等N个."""
    words = figure.sentence.plain
    if (
        figure.kind not in _COUNTABLE
        or figure.high is not None
        or figure.rounded
        or figure.value > 40
        or (figure.planned and figure.value > 20)
    ):
        return
    between = re.search(r"(等|这|共|以上)*$", words[: figure.at])
    tail = between.group() if between else ""
    if re.match(r"[^,，。;；]{0,10}(?:分别|各)", words[figure.until :]) and not tail:
        return
    names, begins = names_before(figure.sentence.words, figure.at)
    names = [each.strip() for each in names if each.strip()]
    if (
        len(names) < 2
        or any(len(each) > _LONGEST for each in names)
        or any(begins <= other.at < figure.at for other in of_one)
    ):
        return
    if not tail and not figure.in_words:  # 对A、B进行改造140户: no list of its items
        return
    if not tail and re.search(
        r"[一-鿿](?:进行|给予|开展|实施|发放|完成|新增|建成|服务|走访|慰问|培训)[^、]*$", names[-1]
    ):
        return
    if not tail and (
        len(names[-1]) > 12
        or (figure.value == 2 and figure.counts.startswith("补贴"))
        or re.search(r"(?:的|了|过|着|在|对|以|为)[^、]{0,3}$", names[-1])
    ):
        return
    yield from _compare(figure, len(names), "等" in tail, "、".join(names))


def _after(figure: Figure, of_one: list[Figure]) -> Iterator[Fault]:
    """N个X:A、B、C; N个X(A、B、C)."""
    words = figure.sentence.plain
    rest = words[figure.until :]
    opened = _INTRODUCED.match(rest)
    if (
        figure.kind not in _COUNTABLE
        or figure.high is not None
        or figure.rounded
        or figure.value > 40
        or opened is None
    ):
        return
    listed = rest[opened.end() :]
    bracket = re.search(r"[(（]", opened.group()) is not None
    listed = re.split(r"[)）]" if bracket else r"[。;；]|[,，](?!“)", listed)[0]
    if any(figure.until + opened.end() <= other.at < figure.until + opened.end() + len(listed) for other in of_one):
        return
    if re.search(r"[,，。;；:：]", listed):
        return
    vague = re.search(r"等[^、]{0,8}$", listed) is not None
    listed = re.sub(r"(?:等.*)$", "", listed)
    names = [each for each in listed.split("、") if each.strip()]
    if len(names) >= 2:
        last = re.split(r"(?<=[一-鿿”》])(?:和|及|以及)(?=[一-鿿“《])", names[-1])
        names = names[:-1] + [each for each in last if each]
    if len(names) < 2 or any(len(each) > _LONGEST for each in names):
        return
    yield from _compare(figure, len(names), vague, "、".join(names))


def _compare(figure: Figure, named: int, vague: bool, names: str) -> Iterator[Fault]:
    """More names than said is wrong; fewer is wrong too, unless 等 leaves the list open (R-RPT-05, WR-13)."""
    said = figure.value
    if said == named or said != said.to_integral_value():
        return
    shown = names if len(names) <= 40 else f"{names[:40]}…"
    if vague and named < said:
        if figure.kind != "类" or said - named > max(Decimal(4), said / 2):
            return  # 教育、公安等6家单位 names some of them, and may
        why = f"说是{figure.words}，只列出{named}个（{shown}等），请列全或核对。"
        yield of_figures(Kind.NAMED_LIST, Severity.WARNING, why, figure)
    else:
        yield of_figures(Kind.NAMED_LIST, Severity.ERROR, f"说是{figure.words}，列出了{named}个（{shown}）。", figure)


def _unlisted(figure: Figure, of_one: list[Figure]) -> Iterator[Fault]:
    """六类对象, nowhere listed."""
    words = figure.sentence.plain
    if (
        figure.kind != "类"
        or figure.unit in ("方面", "个方面", "大方面")
        or figure.value < 3
        or _KNOWN.match(words[figure.at :])
    ):
        return
    names, _ = names_before(figure.sentence.words, figure.at)
    rest = words[figure.until :]
    if (
        len(names) >= 2
        or re.match(r"[^,，。;；]{0,16}(?:[:：(（]|,?(?:即|包括|分别))", rest)
        or len(_INLINE.findall(rest)) >= 2
    ):
        return
    yield of_figures(
        Kind.LIST_MISSING,
        Severity.WARNING,
        f"“{figure.words}{_next(words, figure)}”没有列举是哪些，请列明或附说明。",
        figure,
    )


def _next(words: str, figure: Figure) -> str:
    return re.split(r"[,，。;；、]", words[figure.until :])[0][:8]


def _points(text: Text, figures: list[Figure]) -> Iterator[Fault]:
    """三项措施:一是……二是……: as many points as said."""
    paragraphs: dict[int, list[Sentence]] = {}
    for sentence in text.sentences:
        paragraphs.setdefault(sentence.paragraph, []).append(sentence)
    for sentences in paragraphs.values():
        words = "".join(each.words for each in sentences)
        points = [int(number) for each in _INLINE.findall(words) if (number := chinese_number(each)) is not None]
        if len(points) < 2 or points != list(range(1, len(points) + 1)):
            continue
        first = _INLINE.search(words)
        assert first is not None
        start = sentences[0].start
        for figure in figures:
            if figure.cell or not start <= figure.start < start + first.start():
                continue
            gap = words[figure.end - start : first.start()]
            if (
                figure.kind in ("类", "件")
                and len(gap) <= 16
                and re.search(r"[:：。,，]\s?$", gap)
                and not re.search(r"[一-鿿]{10}", gap)
            ) and figure.value != len(points):
                yield of_figures(
                    Kind.NAMED_LIST, Severity.ERROR, f"说是{figure.words}，后面写了{len(points)}点。", figure
                )


_LEVELS = (
    (1, re.compile(r"^\s*([一二三四五六七八九十]{1,3})、")),
    (2, re.compile(r"^\s*[(（]([一二三四五六七八九十]{1,3})[)）]")),
    (3, re.compile(r"^\s*(\d{1,2})[.．、](?!\d)")),
)


def _numbering(text: Text) -> Iterator[Fault]:
    """Outline numbers in their order, without gap or doublet (R-DOC-02)."""
    last: dict[int, int] = {}
    for sentence in text.sentences:
        first = sentence.start == 0 or text.words[sentence.start - 1] in "\n \u3000"
        if not first:
            continue
        for level, pattern in _LEVELS:
            found = pattern.match(half_width(sentence.words))
            if found is None:
                continue
            number = int(found[1]) if found[1].isdigit() else int(chinese_number(found[1]) or 0)
            before = last.get(level, 0)
            if number != before + 1 and number != 1:
                what = "重复" if number == before else "不连续"
                why = (
                    f"序号{what}：“{found.group().strip()}”前面是第{before}项。"
                    if before
                    else f"序号从第{number}项开始，前面缺项。"
                )
                yield of_spot(Kind.NUMBERING, Severity.WARNING, why, sentence, 0, found.end())
            last = {key: value for key, value in last.items() if key < level} | {level: number}
            break
    by_paragraph: dict[int, list[tuple[Sentence, re.Match[str]]]] = {}
    for sentence in text.sentences:
        for found in _INLINE.finditer(sentence.words):
            by_paragraph.setdefault(sentence.paragraph, []).append((sentence, found))
    leading = 0  # 一是, 二是, each at the beginning of a paragraph of its own
    for spots in by_paragraph.values():
        sentence, found = spots[0]
        begins = int(chinese_number(found[1]) or 0)
        expected = 1
        if _leads(text, sentence, found):
            expected = leading + 1 if begins == leading + 1 else 1
            leading = begins
        for sentence, found in spots:
            number = int(chinese_number(found[1]) or 0)
            if number not in (1, expected):
                what = "重复" if number == expected - 1 else "不连续"
                why = f"“{found.group()}”{what}，前面是第{expected - 1}点。"
                yield of_spot(Kind.NUMBERING, Severity.WARNING, why, sentence, found.start(), found.end())
            expected = number + 1


def _leads(text: Text, sentence: Sentence, found: re.Match[str]) -> bool:
    """Whether a mark stands at the very beginning of its paragraph."""
    return found.start() == 0 and (sentence.start == 0 or not text.words[: sentence.start].rpartition("\n")[2].strip())
