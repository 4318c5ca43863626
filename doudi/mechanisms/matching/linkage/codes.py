"""Names as integers, whole columns at once: equal names, homophones and near homophones have equal numbers.

No name is ever compared as a string: string distances count bytes on one engine and characters on another.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from doudi.mechanisms.matching.linkage.tables import Tables, tables

Ints = NDArray[np.int64]
Codes = NDArray[np.uint16]
WIDTH = 4
# Multipliers that spread the bits (from Knuth and from splitmix64); keys wrap around on purpose.
_SPREAD = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xBF58476D1CE4E5B9)
# What stands around a name, and how to find that there is any.
_DRESSED = r"[(（\[【〔、,，/;；:：]|等|户主|户名|先生|女士|同志"
_UNDRESS = (
    (r"[(（\[【〔].*?(?:[)）\]】〕]|$)", ""),
    (r"^(?:户主|户名|姓名)[:：]?", ""),
    (r"[、,，/;；].*$", ""),
    (r"^(..+)(?:先生|女士|同志)$", "$1"),
    (r"^(..+)等[0-9一二三四五六七八九十]*[人户名]?$", "$1"),
)


@dataclass(frozen=True)
class NameCodes:
    """One entry a name; 0 everywhere for an empty one."""

    length: NDArray[np.int64]
    characters: Codes  # (n, 4) simplified
    near: Codes  # (n, 4) near-sound classes; a surname is read as a surname
    whole: Ints  # equal names
    sound: Ints  # the same sounds without tone
    near_sound: Ints
    letters: Ints  # the same characters in any order
    surname: Ints  # near-sound class of the surname
    given: Ints  # near-sound classes of the given name, in order
    given_start: NDArray[np.int64]  # where the given name starts: 1, or 2 after a surname of two characters

    def take(self, places: NDArray[np.int64]) -> NameCodes:
        return NameCodes(**{name: value[places] for name, value in vars(self).items()})

    def given_sounds(self) -> tuple[Ints, Ints]:
        """Near-sound classes of the first two characters of the given name; 0 where there is none."""
        rows = np.arange(len(self.length))
        first = self.near[rows, np.minimum(self.given_start, WIDTH - 1)].astype(np.int64)
        second = self.near[rows, np.minimum(self.given_start + 1, WIDTH - 1)].astype(np.int64)
        return (
            np.where(self.length > self.given_start, first, 0),
            np.where(self.length > self.given_start + 1, second, 0),
        )


def name_codes(names: pl.Series) -> NameCodes:
    """The codes of a column of names as written.

    What stands in brackets (已故, 代) is no part of a name, nor are 户主 before it and 等 behind it; of several holders the first counts.
    """
    known = tables()
    matrix, length, rest = _characters(names, known)
    double = np.isin(matrix[:, 0].astype(np.uint32) << 16 | matrix[:, 1], known.double_surnames) & (length > 2)
    start = np.where(double, 2, 1)
    sounds = known.sound[matrix]
    sounds[:, 0] = known.surname_sound[matrix[:, 0]]
    near = known.near[sounds]
    empty = length == 0
    given = np.where(double[:, None], np.roll(near, -2, axis=1), np.roll(near, -1, axis=1))
    given[:, 3] = 0
    given[double, 2] = 0
    surname = near[:, 0].astype(np.int64) | np.where(double, near[:, 1].astype(np.int64) << 16, 0)
    rest_sound = known.sound[rest & np.uint64(0xFFFF)].astype(np.uint64) if rest.any() else rest
    return NameCodes(
        length=length,
        characters=matrix,
        near=near,
        whole=_packed(matrix, rest),
        sound=_packed(sounds, rest_sound),
        near_sound=_packed(near, rest_sound),
        letters=_packed(np.sort(matrix, axis=1), rest),
        surname=np.where(empty, 0, surname),
        given=np.where(length > start, _packed(given, rest_sound), 0),
        given_start=start,
    )


def key(*parts: NDArray[np.generic]) -> Ints:
    """One 64-bit key of several integer columns; 0 in a part that must be known makes the key 0 ("no key")."""
    mixed = np.zeros(len(parts[0]), dtype=np.uint64)
    known = np.ones(len(parts[0]), dtype=bool)
    for part in parts:
        known &= part != 0
        mixed = (mixed ^ part.astype(np.int64).view(np.uint64)) * _SPREAD
        mixed ^= mixed >> np.uint64(29)
        mixed *= _MIX
        mixed ^= mixed >> np.uint64(32)
    whole: Ints = np.where(known, mixed | np.uint64(1), np.uint64(0)).view(np.int64)
    return whole


def hashed(texts: pl.Series) -> Ints:
    """Texts as integers, equal for equal texts in every run; 0 for null and empty."""
    values = texts.cast(pl.String).fill_null("")
    numbers = values.hash(seed=1).to_numpy().view(np.int64)
    return np.where((values == "").to_numpy(), 0, numbers | 1)


def _characters(names: pl.Series, known: Tables) -> tuple[Codes, NDArray[np.int64], NDArray[np.uint64]]:
    """First four characters, the number of all, and one number for those behind the fourth (0 if none)."""
    texts = names.cast(pl.String).fill_null("")
    dressed = texts.str.contains(_DRESSED)
    if dressed.any():
        bare = texts.filter(dressed)
        for pattern, kept in _UNDRESS:
            bare = bare.str.replace_all(pattern, kept)
        texts = texts.scatter(dressed.arg_true(), bare)
    written = np.frombuffer((texts.str.join("").item() or "").encode("utf-32-le"), dtype=np.uint32)
    owner = np.repeat(np.arange(len(texts)), texts.str.len_chars().to_numpy())
    plain = known.simplified[written]
    plain, owner = plain[plain != 0], owner[plain != 0]
    length = np.bincount(owner, minlength=len(texts))
    place = np.arange(len(plain)) - np.repeat(np.cumsum(length) - length, length)
    matrix = np.zeros((len(texts), WIDTH), dtype=np.uint16)
    head = place < WIDTH
    matrix[owner[head], place[head]] = plain[head]
    rest = np.zeros(len(texts), dtype=np.uint64)
    for step in range(WIDTH, int(length.max(initial=0))):
        here = place == step
        rest[owner[here]] = (rest[owner[here]] + plain[here].astype(np.uint64)) * _SPREAD
    return matrix, length, rest


def _packed(matrix: Codes, rest: NDArray[np.uint64]) -> Ints:
    """Four codes side by side in one integer."""
    wide = matrix.astype(np.uint64)
    whole = wide[:, 0] << 48 | wide[:, 1] << 32 | wide[:, 2] << 16 | wide[:, 3]
    return (whole ^ rest).view(np.int64)
