"""What was left open: X, XX, ××, ___, 待补, a unit without its number; and what a web page left behind."""

from __future__ import annotations

import re
from collections.abc import Iterator

from doudi.mechanisms.prose.faults import Fault, Kind, Severity, of_spot
from doudi.mechanisms.prose.figures import Figure
from doudi.mechanisms.prose.text import Text

_MARKS = re.compile(
    r"(?<![A-Za-z0-9+])[XxＸｘ×✕]{1,6}(?![A-Za-z0-9光射线+])|[_＿]{2,}|[□◯]{1,}|\*{2,}|[?？]{2,}(?=[户人名个家元万条项次单张%])|[〇○]{2,}(?=[县市区镇乡村人])|…{2,}(?=[户人名个家万条项次单张])"
    r"|[(（【\[]\s*(?:待补|待定|待核实?|待填|待确认|此处[^)）】\]]{0,12}|请?填写?[^)）】\]]{0,10}|数据待[^)）】\]]{0,8}|暂缺|空缺|\s{2,})\s*[)）】\]]|TBD|TODO|(?<![一-鿿])(?:待补充|待核实|待填报|数据待核)(?![一-鿿])"
)
_ROMAN_COUNT = re.compile(r"^[XxＸｘ×]$")
_EMPTY_COUNT = re.compile(
    r"(?:共计|共|累计|合计|达到|达|完成|发放|新增|建成|覆盖|受理|投入|支出|办理|救助|约|近|超过)\s*(?P<spot>\s+|(?=(?:万元|亿元|余户|余人|人次|户次|万人)))(?:万元|亿元|余?[户人名](?=[,，。;；、)）])|人次|户次|[个家项条件](?=[,，。;；]))"
)
_NO_NUMBER = re.compile(
    r"(?:共计|累计|合计|达到|达|为)(?P<unit>万元|亿元|元|人次|户次|%|个百分点|余人|余户)(?![一-鿿]{0,2}[\d一二三四五六七八九十])"
)
_GAPS = re.compile(
    r"[一-鿿](?P<gap>[ \u3000\xa0]{2,}|[ \u3000](?=(?:万元|人次|户次)))(?:万元|亿元|元|人次|户次|余?[户人名个家项条件次所张处对])(?=[,，。;；、)）(（])"
)


def check(text: Text, figures: list[Figure]) -> Iterator[Fault]:
    """Every spot that was never filled in; each blocks the issue (WR-12)."""
    for sentence in text.sentences:
        taken: list[tuple[int, int]] = []
        for pattern, group in ((_MARKS, 0), (_EMPTY_COUNT, 0), (_NO_NUMBER, 0), (_GAPS, 0)):
            for each in pattern.finditer(sentence.words):
                start, end = each.span(group)
                if any(start < other_end and other_start < end for other_start, other_end in taken):
                    continue
                if (
                    each.group() in ("×", "x", "X")
                    and re.match(r"\s?\d", sentence.words[end:])
                    and re.search(r"\d\s?$", sentence.words[:start])
                ):
                    continue  # 3×4 metres
                taken.append((start, end))
                why = f"“{_around(sentence.words, start, end)}”处空缺或有占位符，请补填。"
                yield of_spot(Kind.BLANK, Severity.ERROR, why, sentence, start, end)


def _around(words: str, start: int, end: int) -> str:
    return words[max(0, start - 8) : end + 8].strip("，,。 ")
