"""How names sound, for search: 王桂英 is found by wangguiying and by wgy."""

from __future__ import annotations

from functools import lru_cache

from pypinyin import Style, lazy_pinyin

# Characters that are read otherwise when they are a surname.
_SURNAMES = {
    "单": "shan", "解": "xie", "曾": "zeng", "仇": "qiu", "区": "ou", "查": "zha", "盖": "ge", "朴": "piao", "任": "ren",
    "华": "hua", "尉": "wei", "翟": "zhai", "覃": "qin", "员": "yun", "缪": "miao", "乐": "yue", "洗": "xian", "洪": "hong",
    "冼": "xian", "召": "shao", "宓": "fu", "折": "she", "种": "chong", "繁": "po", "纪": "ji", "燕": "yan", "宁": "ning",
}  # fmt: skip
_DOUBLE = {
    "尉迟": ["yu", "chi"],
    "单于": ["chan", "yu"],
    "万俟": ["mo", "qi"],
    "澹台": ["tan", "tai"],
    "长孙": ["zhang", "sun"],
}


def sound_of(name: str) -> tuple[str, str]:
    """(wangguiying, wgy); letters and digits in a name stay as they are, in small letters."""
    start = _DOUBLE.get(name[:2], [_SURNAMES.get(name[:1]) or _syllable(name[:1])])
    syllables = [*start, *(_syllable(character) for character in name[len(start) :])]
    kept = [each for each in syllables if each]
    return "".join(kept), "".join(each[0] for each in kept)


@lru_cache(maxsize=30_000)
def _syllable(character: str) -> str:
    read: list[str] = lazy_pinyin(character, style=Style.NORMAL, errors="default")
    syllable = read[0].lower().replace("ü", "v") if read else ""
    return syllable if syllable.isascii() and syllable.isalnum() else ""
