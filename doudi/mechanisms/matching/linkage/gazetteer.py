"""The areas of a county by the names people write: with or without 镇, 村, 社区, 村委会; in full or from the village on."""

from __future__ import annotations

import re
from collections import defaultdict

import polars as pl

_ABOVE = re.compile(
    r"^(?:[\u4e00-\u9fff]{2,7}?(?:省|自治区))?(?:[\u4e00-\u9fff]{2,7}?(?:市|州|盟))?(?:[\u4e00-\u9fff]{1,6}?(?:县|区|旗|市))?"
)
_VILLAGE_WORDS = "村民委员会|居民委员会|村委会|居委会|社区|行政村|村|居"
_SUFFIXES = re.compile(rf"(?:{_VILLAGE_WORDS})+$")
_PREFIXED_SUFFIXES = re.compile(rf"^(?:{_VILLAGE_WORDS})+")
_TOWN_SUFFIX = re.compile(r"(?:街道办事处|街道|镇|乡|办事处)$")
_TOWN_PREFIX = re.compile(r"^(?:街道办事处|街道|镇|乡|办事处)")
# What follows makes the name before it that of a road or an estate: 东风路 does not lie in 东风社区.
_NOT_A_VILLAGE = re.compile(r"^(?:大道|路|街(?!道)|巷|弄|小区|花园|新村|公寓)")


class Gazetteer:
    """The areas of the county, by the names people write."""

    def __init__(self, areas: pl.DataFrame) -> None:
        """`areas` has code and name; a village's township is the first nine digits of its code."""
        self.county = ""
        self.towns: dict[str, str] = {}
        self.villages: dict[str, list[str]] = defaultdict(list)
        for code, name in areas.select("code", "name").iter_rows():
            if code is None or not name:
                continue
            if code.endswith("000000"):
                self.county = name
            elif code.endswith("000"):
                self.towns[name] = code
                self.towns.setdefault(_TOWN_SUFFIX.sub("", name), code)
            else:
                self.villages[_SUFFIXES.sub("", name) or name].append(code)
        self._towns_by_length = sorted(filter(None, self.towns), key=len, reverse=True)
        self._villages_by_length = sorted(self.villages, key=len, reverse=True)
        self._names = (*self._towns_by_length, *(stem for stem in self._villages_by_length if len(stem) > 1))

    def place(self, text: str, *, town: str = "") -> str:
        """The code of a village (or township) named at the start of a text; empty if none or more than one."""
        return self.locate(text, town=town)[0]

    def locate(self, text: str, *, town: str = "") -> tuple[str, str]:
        """The code of the village (or township) that a text begins with, and what follows its name.

        A village that two townships have is settled by `town`, if the text does not name its township; else the code is empty.
        """
        rest = self._below_county(text)
        for name in self._towns_by_length:
            if rest.startswith(name):
                after = _TOWN_PREFIX.sub("", rest[len(name) :])
                full = bool(_TOWN_SUFFIX.search(name)) or len(after) < len(rest) - len(name)
                code, tail = self._village(after, self.towns[name][:9])
                if full or code:
                    return (code, tail) if code else (self.towns[name], after)
        prefix = self._town_code(town)[:9]
        code, tail = self._village(rest, prefix)
        return (code, tail) if code or not prefix else (prefix + "000", rest)

    def _town_code(self, town: str) -> str:
        return self.towns.get(town) or self.towns.get(_TOWN_SUFFIX.sub("", town), "") if town else ""

    def _below_county(self, text: str) -> str:
        if self.county and 0 <= (at := text.find(self.county)) < 12:
            return text[at + len(self.county) :]
        if text.startswith(self._names):
            return text
        found = _ABOVE.match(text)
        return text[found.end() :] if found else text

    def _village(self, text: str, prefix: str) -> tuple[str, str]:
        for stem in self._villages_by_length:
            if not text.startswith(stem):
                continue
            after = text[len(stem) :]
            tail = _PREFIXED_SUFFIXES.sub("", after)
            named = len(tail) < len(after)
            if not named and (len(stem) == 1 or _NOT_A_VILLAGE.match(after)):
                continue
            codes = [code for code in self.villages[stem] if code.startswith(prefix)]
            if codes:
                return (codes[0] if len(codes) == 1 else _by_kind(after, codes)), tail
        return "", text


def _by_kind(after: str, codes: list[str]) -> str:
    """Two of one name in one township: a village and a community are told apart by the word that follows."""
    urban = after.startswith(("社区", "居委会", "居民委员会"))
    kind = [code for code in codes if (int(code[9:]) < 200) == urban]
    return kind[0] if len(kind) == 1 else ""
