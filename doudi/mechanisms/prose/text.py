"""A text as it is read: paragraphs under their headings, cut into sentences, every place known to the sign."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property

# One sign for one sign, so that a place in the one is the same place in the other.
_HALF = str.maketrans({**{chr(0xFF10 + n): str(n) for n in range(10)}, **{chr(0xFF21 + n): chr(65 + n) for n in range(26)}, "．": ".", "％": "%", "〜": "~", "～": "~", "－": "-", "—": "-", "–": "-", "―": "-", "﹪": "%", "＂": '"', "\u3000": " ", "\xa0": " "})  # fmt: skip

_END = re.compile(r"[。！？!?\n]+[”』」’）)]*")
_HEADING = (
    (1, re.compile(r"^\s*(?:第?[一二三四五六七八九十]{1,3}(?:、|,|，|\.|部分|章)|[一二三四五六七八九十]{1,3}\s)")),
    (2, re.compile(r"^\s*[(（][一二三四五六七八九十]{1,3}[)）]")),
    (3, re.compile(r"^\s*\d{1,2}\s*(?:[.．、](?!\d)|\s)")),
    (4, re.compile(r"^\s*[(（]\d{1,2}[)）]")),
)
_LONGEST_HEADING = 60
_PLAN = re.compile(r"计划|打算|思路|安排|下一步|下一阶段|明年|来年|今后|展望|努力方向|工作目标")
_PROBLEMS = re.compile(r"问题|不足|短板|困难|差距|薄弱|教训")


def half_width(words: str) -> str:
    """Digits, letters and dashes in one width; the length stays."""
    return words.translate(_HALF)


@dataclass(frozen=True)
class Cell:
    """A cell of a table that lies in the text."""

    row: int
    column: int
    words: str


@dataclass(frozen=True)
class Table:
    """A table of a document: rows of cells, and after which paragraph it stands."""

    rows: tuple[tuple[str, ...], ...]
    after: int


@dataclass(frozen=True)
class Sentence:
    """A sentence: its words as written, and the same in half width (`plain`), where it begins in the text, and what it stands under."""

    words: str
    start: int  # in the whole text, counted in signs from nought
    paragraph: int  # from 1
    headings: tuple[str, ...]

    @cached_property
    def plain(self) -> str:
        return half_width(self.words)

    @property
    def end(self) -> int:
        return self.start + len(self.words)

    @property
    def in_plan(self) -> bool:
        """Whether it stands in the part about what is to come."""
        return any(_PLAN.search(each) and not _PROBLEMS.search(each) for each in self.headings[:2])

    @property
    def in_problems(self) -> bool:
        """Whether it stands in the part about what is wanting."""
        return any(_PROBLEMS.search(each) and not re.search(r"聚焦|整治|解决", each) for each in self.headings[:1])


@dataclass(frozen=True)
class Text:
    """A document as one string of paragraphs parted by line ends, with its tables and what was noticed in reading it."""

    words: str
    tables: tuple[Table, ...] = ()
    notices: tuple[str, ...] = ()  # what a person should know: deleted text left out, tables seen, the coding guessed
    deleted: tuple[str, ...] = ()  # text that tracked changes have taken out
    name: str = ""
    sentences: tuple[Sentence, ...] = field(init=False, compare=False)
    headings: tuple[tuple[int, str, int], ...] = field(init=False, compare=False)  # level, words, place

    def __post_init__(self) -> None:
        sentences, headings = _cut(self.words)
        object.__setattr__(self, "sentences", tuple(sentences))
        object.__setattr__(self, "headings", tuple(headings))

    @cached_property
    def plain(self) -> str:
        return half_width(self.words)

    @cached_property
    def year(self) -> int | None:
        """The year that the text is about: named in its title or its beginning, or the one before the plan's; None if it says none."""
        head = self.plain[:400]
        named = re.search(r"(20\d\d)\s*年(?:度)?[^。\n]{0,30}?(?:总结|报告|情况|小结|汇报)", head)
        if named:
            return int(named[1])
        for pattern, less in ((r"(?:截至|截止)[^。,]{0,4}(20\d\d)年", 0), (r"(20\d\d)年(?:以来|度|,|，|上半年|我)", 0)):
            found = re.search(pattern, self.plain)
            if found:
                return int(found[1]) - less
        for _, words, _ in self.headings:
            plan = re.search(r"(20\d\d)年", half_width(words))
            if plan and _PLAN.search(words):
                return int(plan[1]) - 1
        years = Counter(re.findall(r"(20\d\d)年", self.plain))
        return int(max(years, key=lambda year: (years[year], year))) if years else None

    @cached_property
    def says_its_year(self) -> bool:
        """Whether a year of its own is written anywhere, outside the plan and the titles of documents."""
        outside = re.sub(r"《[^》]*》|〔[^〕]*〕", "", "".join(s.plain for s in self.sentences if not s.in_plan))
        outside = re.sub(
            r"20\d\d年(?:度)?[^。\n]{0,6}(?:计划|打算|安排)|(?:到|力争|自|从|于|比|较)20\d\d年[^。\n]{0,2}", "", outside
        )
        return re.search(r"20\d\d\s*年|20\d\d[-./]\d|二[〇○零]二[〇○零一二三四五六七八九]年", outside) is not None


def _cut(words: str) -> tuple[list[Sentence], list[tuple[int, str, int]]]:
    sentences: list[Sentence] = []
    headings: list[tuple[int, str, int]] = []
    open_headings: dict[int, str] = {}
    place = 0
    for number, line in enumerate(words.split("\n"), 1):
        level = _level(line)
        if level is not None:
            first = _END.search(line)
            title = line[: first.start()] if first else line
            if len(title.strip()) <= _LONGEST_HEADING:
                open_headings = {key: value for key, value in open_headings.items() if key < level}
                open_headings[level] = title.strip()
                headings.append((level, title.strip(), place))
        under = tuple(open_headings[key] for key in sorted(open_headings))
        start = 0
        for end in _END.finditer(line):
            _add(sentences, line[start : end.end()], place + start, number, under)
            start = end.end()
        _add(sentences, line[start:], place + start, number, under)
        place += len(line) + 1
    return sentences, headings


def _level(line: str) -> int | None:
    return next((level for level, pattern in _HEADING if pattern.match(half_width(line))), None)


def _add(sentences: list[Sentence], words: str, start: int, paragraph: int, under: tuple[str, ...]) -> None:
    if words.strip():
        lead = len(words) - len(words.lstrip())
        sentences.append(Sentence(words.strip(), start + lead, paragraph, under))
