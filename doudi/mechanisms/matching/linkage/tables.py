"""Characters as numbers: what each is simplified, how it sounds without tone, how it nearly sounds, and which look alike.

A character is a number below 65,536. Those beyond the basic plane (𬀪 and the like, rare in names) are folded into the range that
Unicode keeps for private use, so that four characters fit into one 64-bit integer.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from doudi.mechanisms.matching import data
from doudi.mechanisms.matching.linkage.names import variants

UNICODE = 0x110000
_PRIVATE, _PRIVATE_SIZE = 0xE000, 0x1900
# A sound is a number: syllables from 1, anything that is no Chinese character its own number behind them.
_SYLLABLES = 1024
# Written between or around the parts of a name, never part of it.
_BLANKS = " \t\r\n\u00a0\u3000\u200b\ufeff·•・．.‧●。,，、'’`_-:："
# Written where a character is masked or could not be coded; it is like no other character.
UNKNOWN = 0xFFFD
_UNREADABLE = "*＊?？□■○×\ufffd"
# Surnames of two characters.
DOUBLE_SURNAMES = [
    "欧阳",
    "上官",
    "司马",
    "诸葛",
    "东方",
    "皇甫",
    "尉迟",
    "公孙",
    "令狐",
    "长孙",
    "慕容",
    "宇文",
    "司徒",
    "司空",
    "夏侯",
    "轩辕",
    "端木",
    "南宫",
    "西门",
    "万俟",
    "闻人",
    "赫连",
    "澹台",
    "公冶",
    "宗政",
    "濮阳",
    "淳于",
    "单于",
    "太叔",
    "申屠",
    "仲孙",
    "钟离",
    "鲜于",
    "闾丘",
    "拓跋",
    "独孤",
    "呼延",
    "百里",
    "东郭",
    "南门",
    "第五",
    "梁丘",
    "左丘",
    "东门",
    "贺兰",
    "完颜",
    "纳兰",
]


@dataclass(frozen=True)
class Tables:
    """Look-ups over code points; index with an array of characters as `characters` gives them."""

    simplified: NDArray[np.uint16]  # over all of Unicode; 0 where a name has nothing to do with the character
    sound: NDArray[np.uint16]
    surname_sound: NDArray[np.uint16]
    near: NDArray[np.uint16]  # over sounds
    lookalikes: NDArray[np.uint32]  # sorted, one << 16 | other, both ways round
    double_surnames: NDArray[np.uint32]  # sorted, first << 16 | second
    surname_share: NDArray[
        np.float64
    ]  # over near-sound classes: the share of all people whose surname nearly sounds so


def nearly(syllable: str) -> str:
    """One spelling for syllables that are confused where people speak dialect: zh/z ch/c sh/s, ng/n, l/n, h/f."""
    if syllable.startswith("f"):
        rest = syllable[1:]
        syllable = (
            "hong" if rest == "eng" else "h" + (rest if rest in ("u", "ou") else "uo" if rest == "o" else "u" + rest)
        )
        syllable = {"huei": "hui", "huen": "hun"}.get(syllable, syllable)
    if syllable[:2] in ("zh", "ch", "sh"):
        syllable = syllable[0] + syllable[2:]
    if syllable.startswith("n") and len(syllable) > 1:
        syllable = "l" + syllable[1:]
    return syllable[:-1] if syllable.endswith("ng") else syllable


@cache
def tables() -> Tables:
    """The tables of `matching/data`, read once (some 30 ms)."""
    simplified: NDArray[np.int64] = np.arange(UNICODE)
    simplified[0x10000:] = _PRIVATE + simplified[0x10000:] % _PRIVATE_SIZE
    for character, plain in variants().items():
        simplified[ord(character)] = _folded(plain)
    # Full-width letters are letters, and small ones capitals.
    simplified[0xFF01:0xFF5F] = np.arange(0x21, 0x7F)
    simplified[ord("a") : ord("z") + 1] -= 32
    simplified[0xFF41:0xFF5B] = np.arange(ord("A"), ord("Z") + 1)
    simplified[[ord(blank) for blank in _BLANKS]] = 0
    simplified[[ord(sign) for sign in _UNREADABLE]] = UNKNOWN
    sound, surname_sound, near = _sounds()
    return Tables(
        simplified=simplified.astype(np.uint16),
        sound=sound,
        surname_sound=surname_sound,
        near=near,
        lookalikes=_lookalikes(),
        double_surnames=np.sort(_pairs(DOUBLE_SURNAMES)),
        surname_share=_surname_share(near[surname_sound]),
    )


def _folded(character: str) -> int:
    point = ord(character)
    return point if point < 0x10000 else _PRIVATE + point % _PRIVATE_SIZE


def _rows(name: str) -> Iterator[list[str]]:
    with (resources.files(data) / name).open(encoding="utf-8") as file:
        rows = csv.reader(file)
        next(rows)
        yield from rows


def _points(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)


def _pairs(texts: list[str]) -> NDArray[np.uint32]:
    points = _points("".join(texts)).reshape(-1, 2)
    pairs: NDArray[np.uint32] = (points[:, 0] << 16 | points[:, 1]).astype(np.uint32)
    return pairs


def _sounds() -> tuple[NDArray[np.uint16], NDArray[np.uint16], NDArray[np.uint16]]:
    # What is no Chinese character sounds as itself: letters are not homophones of one another.
    sound = (np.arange(0x10000) % (0x10000 - _SYLLABLES) + _SYLLABLES).astype(np.uint16)
    sound[0] = 0
    near: NDArray[np.uint16] = np.arange(0x10000).astype(np.uint16)
    syllables: dict[str, int] = {}
    as_surname: list[tuple[int, str]] = []
    for syllable, characters, surnames in _rows("sounds.csv"):
        number = syllables[syllable] = len(syllables) + 1
        sound[_points(characters)] = number
        as_surname.append((number, surnames))
    classes: dict[str, int] = {}
    for syllable, number in syllables.items():
        near[number] = classes.setdefault(nearly(syllable), number)
    surname_sound = sound.copy()
    for number, surnames in as_surname:
        surname_sound[_points(surnames)] = number
    return sound, surname_sound, near


def _surname_share(near_surname: NDArray[np.uint16]) -> NDArray[np.float64]:
    share = np.full(0x10000, 50e-6)
    for surname, ppm in _rows("surnames.csv"):
        share[near_surname[_folded(surname[0])]] += int(ppm) / 1e6
    return share


def _lookalikes() -> NDArray[np.uint32]:
    pairs = [(_folded(one), _folded(other)) for one, others in _rows("lookalikes.csv") for other in others]
    one, other = np.array(pairs, dtype=np.uint32).T
    return np.sort(np.concatenate([one << 16 | other, other << 16 | one]))
