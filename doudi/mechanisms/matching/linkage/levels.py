"""How far two sides agree, field by field, strongest first; each level has the word that a clerk reads.

A level is an integer, found by equalities of integers. Depths are apart: that a list has no house numbers says nothing against a row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from doudi.mechanisms.matching.linkage.codes import WIDTH, Ints
from doudi.mechanisms.matching.linkage.fields import DAY, DOOR, GROUP, MONTH, TOWN, VILLAGE, YEAR, Fields
from doudi.mechanisms.matching.linkage.tables import tables

Levels = NDArray[np.int8]
Places = NDArray[np.int64]
ABSENT: Final = -1


@dataclass(frozen=True)
class Comparison:
    """The levels of a field as (code, word); those of one depth follow one another, and their shares add up to one."""

    name: str
    depths: tuple[tuple[tuple[str, str], ...], ...]

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(code for depth in self.depths for code, _ in depth)

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(word for depth in self.depths for _, word in depth)

    def number(self, code: str) -> int:
        return self.codes.index(code)


NAME = Comparison(
    "name",
    (
        (
            ("same", "同名"),
            ("sounds", "同音不同字"),
            ("near", "近音字"),
            ("order", "字同序不同"),
            ("look", "一字形近"),
            ("missing", "缺一字"),
            ("one", "一字不同"),
            ("given", "名同姓不同"),
            ("surname", "同姓"),
            ("else", "姓名不同"),
        ),
    ),
)
PLACE = Comparison(
    "place",
    (
        (
            ("door", "同一门牌"),
            ("building", "同一楼栋"),
            ("group", "同村同组"),
            ("house", "同村同门牌号"),
            ("village", "同村"),
            ("town", "同乡镇"),
            ("else", "住址不同"),
        ),
        (
            ("group:group", "同村同组"),
            ("group:village", "同村"),
            ("group:town", "同乡镇"),
            ("group:else", "住址不同"),
        ),
        (("village:village", "同村"), ("village:town", "同乡镇"), ("village:else", "住址不同")),
        (("town:town", "同乡镇"), ("town:else", "住址不同")),
    ),
)
BIRTH = Comparison(
    "birth",
    (
        (
            ("day", "同出生日期"),
            ("part", "出生日期一处不同"),
            ("near", "出生日期相近"),
            ("year", "同出生年份"),
            ("else", "出生日期不同"),
        ),
        (
            ("month:month", "同出生年月"),
            ("month:near", "出生年月相近"),
            ("month:year", "同出生年份"),
            ("month:else", "出生年月不同"),
        ),
        (("year:year", "同出生年份"), ("year:near", "出生年份差一年"), ("year:else", "出生年份不同")),
    ),
)
PHONE = Comparison("phone", ((("same", "同电话"), ("else", "")),))
SEX = Comparison("sex", ((("same", ""), ("else", "性别不同")),))
NUMBER = Comparison(
    "number",
    (
        (
            ("same", "号码前17位相同"),
            ("few", "号码差一两位"),
            ("birth_area", "号码中地区和出生日期相同"),
            ("area_order", "号码中地区和顺序码相同"),
            ("birth", "号码中出生日期相同"),
            ("else", "号码不同"),
        ),
        (("cut:cut", "号码前15位相同"), ("cut:birth", "号码中出生日期相同"), ("cut:else", "号码不同")),
    ),
)
COMPARISONS: Final = (NAME, PLACE, BIRTH, PHONE, SEX, NUMBER)


def levels(rows: Fields, people: Fields, row: Places, person: Places) -> dict[str, Levels]:
    """The level of every pair in every comparison; -1 where one side is silent."""
    found = {"name": name_level(rows, people, row, person), "place": place_level(rows, people, row, person)}
    if rows.birth.depth.any():
        found["birth"] = birth_level(rows, people, row, person)
    if rows.phone.any():
        found["phone"] = _equal(rows.phone[row], people.phone[person])
    if rows.sex.any():
        found["sex"] = _equal(rows.sex[row], people.sex[person])
    if rows.number.first17.any():
        found["number"] = number_level(rows, people, row, person)
    return found


def another_number(rows: Fields, people: Fields, row: Places, person: Places) -> NDArray[np.bool_]:
    """The row's number is right in itself and not this person's: it is somebody else."""
    theirs = people.number.first17[person]
    another: NDArray[np.bool_] = rows.number.valid[row] & (theirs != 0) & (theirs != rows.number.first17[row])
    return another


def name_level(rows: Fields, people: Fields, row: Places, person: Places) -> Levels:
    one, other = rows.name, people.name
    level = np.full(len(row), NAME.number("else"), dtype=np.int8)
    near = one.near_sound[row] == other.near_sound[person]
    sounds = near & (one.sound[row] == other.sound[person])
    level[near] = NAME.number("near")
    level[sounds] = NAME.number("sounds")
    level[one.whole[row] == other.whole[person]] = NAME.number("same")
    rest = np.flatnonzero(~near)
    level[rest] = _other_names(rows, people, row[rest], person[rest])
    level[(one.length[row] == 0) | (other.length[person] == 0)] = ABSENT
    return level


def _other_names(rows: Fields, people: Fields, row: Places, person: Places) -> Levels:
    """Names that do not even nearly sound the same."""
    one, other = rows.name, people.name
    here, there = one.near[row], other.near[person]
    lengths, their_lengths = one.length[row], other.length[person]
    letters, their_letters = one.characters[row], other.characters[person]
    double = (one.given_start[row] == 2) | (other.given_start[person] == 2)
    same_surname = letters[:, 0] == their_letters[:, 0]
    same_surname &= ~double | (letters[:, 1] == their_letters[:, 1])
    same_length = (lengths == their_lengths) & (lengths <= WIDTH)
    level = np.where(same_surname, NAME.number("surname"), NAME.number("else")).astype(np.int8)
    differs = here != there
    single = same_length & (differs.sum(axis=1) == 1)
    in_surname = differs[:, 0]
    given = single & in_surname & (lengths > 2)
    level[given] = NAME.number("given")
    level[single & ~in_surname & (lengths - one.given_start[row] > 1)] = NAME.number("one")
    level[_one_missing(here, there, lengths, their_lengths)] = NAME.number("missing")
    level[_one_looks_alike(letters, their_letters, same_length)] = NAME.number("look")
    level[same_length & (one.letters[row] == other.letters[person])] = NAME.number("order")
    return level


def _one_looks_alike(
    here: NDArray[np.uint16], there: NDArray[np.uint16], same_length: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    differs = here != there
    found: NDArray[np.bool_] = same_length & (differs.sum(axis=1) == 1)
    places = np.flatnonzero(found)
    where = differs[places].argmax(axis=1)
    pair = here[places, where].astype(np.uint32) << 16 | there[places, where]
    known = tables().lookalikes
    at = np.minimum(np.searchsorted(known, pair), len(known) - 1)
    found[places] = known[at] == pair
    return found


def _one_missing(
    here: NDArray[np.uint16], there: NDArray[np.uint16], lengths: Ints, their_lengths: Ints
) -> NDArray[np.bool_]:
    """The surname stands and the shorter name is the longer without one character; a single character is too little."""
    shorter = lengths < their_lengths
    found: NDArray[np.bool_] = (
        (np.abs(lengths - their_lengths) == 1)
        & (np.maximum(lengths, their_lengths) <= WIDTH)
        & (here[:, 0] == there[:, 0])
    )
    places = np.flatnonzero(found & (np.minimum(lengths, their_lengths) >= 2))
    found[:] = False
    flip = shorter[places][:, None]
    short = np.where(flip, here[places], there[places])
    long = np.where(flip, there[places], here[places])
    fits = np.zeros(len(places), dtype=bool)
    for gone in range(1, WIDTH):
        without = np.delete(long, gone, axis=1)
        fits |= (without == short[:, : WIDTH - 1]).all(axis=1)
    found[places] = fits
    return found


def place_level(rows: Fields, people: Fields, row: Places, person: Places) -> Levels:
    one, other = rows.place, people.place
    depth = np.minimum(one.depth[row], other.depth[person])
    town = _same(one.town[row], other.town[person])
    village = _same(one.village[row], other.village[person])
    group = _same(one.group[row], other.group[person])
    door = _same(one.door[row], other.door[person])
    level = np.full(len(row), ABSENT, dtype=np.int8)
    for this, prefix in ((TOWN, "town:"), (VILLAGE, "village:"), (GROUP, "group:"), (DOOR, "")):
        here = depth == this
        level[here] = PLACE.number(f"{prefix}else")
        level[here & town] = PLACE.number(f"{prefix}town")
        if this > TOWN:
            level[here & village] = PLACE.number(f"{prefix}village")
        if this > VILLAGE:
            level[here & group] = PLACE.number(f"{prefix}group")
    deep = depth == DOOR
    level[deep & village & ~group & _same(one.house[row], other.house[person])] = PLACE.number("house")
    level[deep & ~group & _same(one.building[row], other.building[person])] = PLACE.number("building")
    level[deep & door] = PLACE.number("door")
    return level


def birth_level(rows: Fields, people: Fields, row: Places, person: Places) -> Levels:
    one, other = rows.birth, people.birth
    depth = np.minimum(one.depth[row], other.depth[person])
    years = np.abs(one.year[row] - other.year[person])
    months = np.abs(one.month[row] - other.month[person])
    days = np.abs(one.day[row] - other.day[person])
    level = np.full(len(row), ABSENT, dtype=np.int8)
    by_day, by_month, by_year = depth == DAY, depth == MONTH, depth == YEAR
    level[by_day] = BIRTH.number("else")
    level[by_day & (years == 0)] = BIRTH.number("year")
    level[by_day & (days <= 62)] = BIRTH.number("near")  # a date of the farmers' calendar lies up to two months before
    level[by_day & (days != 0) & ((months == 0) | _other_year(one.day[row], other.day[person], years))] = BIRTH.number(
        "part"
    )
    level[by_day & (days == 0)] = BIRTH.number("day")
    level[by_month] = BIRTH.number("month:else")
    level[by_month & (years == 0)] = BIRTH.number("month:year")
    level[by_month & (months <= 2)] = BIRTH.number("month:near")
    level[by_month & (months == 0)] = BIRTH.number("month:month")
    level[by_year] = BIRTH.number("year:else")
    level[by_year & (years == 1)] = BIRTH.number("year:near")
    level[by_year & (years == 0)] = BIRTH.number("year:year")
    return level


def _other_year(one: Ints, other: Ints, years: Ints) -> NDArray[np.bool_]:
    """The same day of another year, a leap day more or less."""
    apart = np.abs(np.abs(one - other) - np.round(years * 365.25).astype(np.int64))
    same: NDArray[np.bool_] = (years > 0) & (apart == 0)
    return same


def number_level(rows: Fields, people: Fields, row: Places, person: Places) -> Levels:
    ours, theirs = rows.number.first17[row], people.number.first17[person]
    unlike = rows.number.digits[row] ^ people.number.digits[person]
    unlike |= unlike >> np.uint64(2)
    unlike |= unlike >> np.uint64(1)
    digits = np.bitwise_count(unlike & np.uint64(0x1111111111111111))
    area = ours // 10**11 == theirs // 10**11
    birth = ours // 1000 % 10**8 == theirs // 1000 % 10**8
    level = np.full(len(row), NUMBER.number("else"), dtype=np.int8)
    level[birth] = NUMBER.number("birth")
    level[area & (ours % 1000 == theirs % 1000)] = NUMBER.number("area_order")
    level[area & birth] = NUMBER.number("birth_area")
    level[digits <= 2] = NUMBER.number("few")
    level[ours == theirs] = NUMBER.number("same")
    cut = rows.number.cut[row]
    level[cut] = NUMBER.number("cut:else")
    level[cut & birth] = NUMBER.number("cut:birth")
    level[cut & (ours // 100 == theirs // 100)] = NUMBER.number("cut:cut")
    level[(ours == 0) | (theirs == 0)] = ABSENT
    return level


def _same(one: Ints, other: Ints) -> NDArray[np.bool_]:
    same: NDArray[np.bool_] = (one == other) & (one != 0)
    return same


def _equal(one: Ints, other: Ints) -> Levels:
    level = np.where(one == other, 0, 1).astype(np.int8)
    level[(one == 0) | (other == 0)] = ABSENT
    return level
