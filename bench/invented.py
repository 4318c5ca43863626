"""An invented county of people and three lists of it as offices send them, with the answers; nobody in it exists.

Its errors have shares of their own, other than the demo county's: 70% of the wrong characters sound like the right one, 12% look like
it, the rest are dropped, swapped or variants. One row in six is of somebody who is not among the people.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
import polars as pl
from numpy.typing import NDArray

from doudi.mechanisms.matching import data
from doudi.mechanisms.matching.linkage.names import variants

COUNTY = "369901"
# Characters of given names, roughly from frequent to rare, by who bears them.
MEN = (
    "明国华文建军平志伟强林海德荣金生春水根发贵福祥清忠良新家东成永光辉庆云龙宝兴昌义仁胜利全才富财有长安学武斌勇刚健杰峰涛超鹏飞"
    "磊鑫浩宇俊豪博天子轩泽晨阳凯波江河山松柏木火土石玉连先正大小老元太和顺喜寿康宁远航程振民保卫红星向前进步高照炳炎焕彬政权"
    "世启开运来会友朋亮旺盛茂达通绍继承宗祖恩惠孝思维哲理智信诚敬廉洁律己克勤俭润泉源浪潮涌滔海洋南北西中立坚毅定邦治安泰"
)
WOMEN = (
    "英秀兰香珍桂花凤莲梅玉芳美红霞丽娟艳燕萍琴云菊芬玲素淑爱春秋冬月仙娥妹女珠翠银金彩娇姣婷敏静洁慧芝菲雪娜倩莉蓉薇欣怡雅诗"
    "涵梦佳思雨琪琳颖妍悦瑶萱晓小细冬青水火连招带根来弟喜林华文建国平贞贤惠巧荣华群芹苗叶枝蓝紫碧莹晶璐露霜冰清婉嫣媛姗姝妮"
)
AT_A_PLACE = 4000  # people to a village, about
ROWS_AT_FULL_SIZE, PEOPLE_AT_FULL_SIZE = 60_000, 500_000
Rng = np.random.Generator


@dataclass(frozen=True)
class List_:
    """`truth` has row and person_key and household_no of the right answer, null for strangers."""

    title: str
    to: str
    rows: pl.DataFrame
    truth: pl.DataFrame


@dataclass(frozen=True)
class County:
    people: pl.DataFrame
    lists: tuple[List_, ...]


def county(size: int, *, seed: int = 7) -> County:
    """`size` people, and three lists of 12% of that many rows."""
    rng = np.random.default_rng(seed)
    rows = size * ROWS_AT_FULL_SIZE // PEOPLE_AT_FULL_SIZE
    everybody = _population(rng, int(size * 1.08))
    homes = everybody["home"][-1] + 1
    away = rng.random(homes) < 1 - size / len(everybody)
    everybody = everybody.with_columns(away=pl.Series(away).gather(everybody["home"]))
    people = everybody.filter(~pl.col("away")).drop("away", "home", "head", "road")
    return County(
        people,
        (
            _list(rng, "号码有误的名单:姓名、号码、住址、电话", "persons", everybody, rows, _numbered),
            _list(rng, "水电户:户名、住址、电话", "households", everybody, rows, _meters),
            _list(rng, "干部名册:姓名、性别、出生年月,部分有乡镇", "persons", everybody, rows, _officials),
        ),
    )


# --- people ----------------------------------------------------------------------------------------------------------------


def _population(rng: Rng, size: int) -> pl.DataFrame:
    homes = np.repeat(np.arange(size), rng.choice([1, 2, 3, 4, 5, 6], size, p=[0.14, 0.2, 0.22, 0.22, 0.14, 0.08]))[
        :size
    ]
    count = int(homes[-1]) + 1
    place = _homes(rng, count, max(3, size // AT_A_PLACE))
    head = np.diff(homes, prepend=-1) != 0
    first = np.maximum.accumulate(np.where(head, np.arange(size), 0))
    member = np.arange(size) - first
    sex = np.where(
        head, rng.random(size) < 0.8, np.where(member == 1, rng.random(size) < 0.15, rng.random(size) < 0.52)
    )
    age_of_head = rng.integers(28, 90, size)[first]
    shift = np.select([head, member == 1, member < 5], [0, rng.integers(-6, 7, size), rng.integers(20, 36, size)], -24)
    age = np.clip(age_of_head - shift, 0, 99)
    born = (np.datetime64("2024-11-01") - (age * 365.25 + rng.integers(0, 365, size)).astype("timedelta64[D]")).astype(
        "datetime64[D]"
    )
    taken_surname = _pick_surname(rng, place, count)[homes]
    other_surname = _surnames()[0][rng.choice(len(_surnames()[0]), size, p=_surnames()[1])]
    surname = np.where((member == 1) | (rng.random(size) < 0.04), other_surname, taken_surname)
    frame = pl.DataFrame(
        {
            "home": homes,
            "head": head,
            "name": pl.Series(surname) + pl.Series(_given(rng, sex)),
            "sex": np.where(sex, "男", "女"),
            "born_on": pl.Series(born),
            "dead": np.zeros(size, dtype=bool),
        }
    )
    places = pl.DataFrame({name: pl.Series(each)[homes] for name, each in place.items()})
    phones = np.where(rng.random(size) < 0.6, 13_000_000_000 + rng.integers(0, 6_999_999_999, size), 0)
    return (
        frame.hstack(places)
        .with_columns(
            pl.format("{}{}", pl.lit("H"), pl.col("home") + 100_000_000).alias("household_no"),
            pl.Series("phone", phones).replace(0, None).cast(pl.String),
            pl.Series("person_key", _numbers(rng, born, sex)),
        )
        .unique("person_key", keep="first", maintain_order=True)
    )


def _homes(rng: Rng, count: int, villages: int) -> dict[str, NDArray[np.generic] | pl.Series]:
    village = np.sort(rng.integers(0, villages, count))
    town = village * 9 // villages
    area = pl.Series((int(COUNTY) * 1000 + 100 + town) * 1000 + 200 + village).cast(pl.String)
    group = rng.integers(1, 16, count)
    house = np.arange(count) // 15 % 140 + 1
    road = rng.random(count) < 0.12
    building, room = rng.integers(1, 40, count), rng.integers(1, 7, count) * 100 + rng.integers(1, 5, count)
    lines = pl.DataFrame({"area": area, "g": group, "h": house, "road": road, "b": building, "r": room})
    done = lines.select(
        "road",
        area_code=pl.when("road").then(pl.col("area").str.slice(0, 9) + "000").otherwise("area"),
        grp=pl.when("road").then(0).otherwise("g"),
        house=pl.when("road").then(pl.lit("")).otherwise(pl.col("h").cast(pl.String)),
        door=pl.when("road")
        .then(pl.format("{}/滨江路{}/{}//{}", pl.col("area").str.slice(0, 9), pl.lit("18"), "b", "r"))
        .otherwise(pl.format("{}/{}/{}", "area", "g", "h")),
    )
    return {**{name: done[name] for name in done.columns}, "village": pl.Series(village)}


def _pick_surname(rng: Rng, place: dict[str, NDArray[np.generic] | pl.Series], count: int) -> NDArray[np.object_]:
    """Half of a village bears one of its three surnames."""
    surnames, shares = _surnames()
    village = np.asarray(place["village"])
    clans = rng.choice(len(surnames), (int(village.max()) + 1, 3), p=shares)
    own = clans[village, rng.integers(0, 3, count)]
    return surnames[np.where(rng.random(count) < 0.5, own, rng.choice(len(surnames), count, p=shares))]


@cache
def _surnames() -> tuple[NDArray[np.object_], NDArray[np.float64]]:
    rows = _table("surnames.csv")
    shares = np.array([float(row[1]) for row in rows])
    return np.array([row[0] for row in rows], dtype=object), shares / shares.sum()


def _given(rng: Rng, men: NDArray[np.bool_]) -> NDArray[np.object_]:
    size = len(men)
    parts = []
    for _ in range(2):
        by_sex = []
        for letters in (MEN, WOMEN):
            different = list(dict.fromkeys(letters))
            shares = 1 / (np.arange(len(different)) + 12)
            by_sex.append(np.array(different, dtype=object)[rng.choice(len(different), size, p=shares / shares.sum())])
        parts.append(np.where(men, by_sex[0], by_sex[1]))
    return np.where(rng.random(size) < 0.18, parts[0], parts[0] + parts[1])


def _numbers(rng: Rng, born: NDArray[np.datetime64], men: NDArray[np.bool_]) -> NDArray[np.int64]:
    years = born.astype("datetime64[Y]").astype(np.int64) + 1970
    months = born.astype("datetime64[M]").astype(np.int64) % 12 + 1
    days = (born - born.astype("datetime64[M]")).astype(np.int64) + 1
    order = rng.integers(0, 500, len(born)) * 2 + men
    whole: NDArray[np.int64] = ((int(COUNTY) * 10**8 + years * 10**4 + months * 100 + days) * 1000 + order).astype(
        np.int64
    )
    return whole


# --- lists -----------------------------------------------------------------------------------------------------------------


def _list(rng: Rng, title: str, to: str, everybody: pl.DataFrame, count: int, fields: object) -> List_:
    strangers = count // 6
    chosen = pl.concat(
        [
            everybody.filter("away").sample(
                min(strangers, int(everybody["away"].to_numpy().sum())), seed=int(rng.integers(1 << 30))
            ),
            everybody.filter(~pl.col("away"), pl.col("born_on").dt.year() < 2006).sample(
                count - strangers, seed=int(rng.integers(1 << 30))
            ),
        ]
    ).sample(fraction=1.0, shuffle=True, seed=int(rng.integers(1 << 30)))
    chosen = chosen.with_columns(row=pl.int_range(pl.len(), dtype=pl.Int64))
    truth = chosen.select(
        "row",
        person_key=pl.when("away").then(None).otherwise("person_key"),
        household_no=pl.when("away").then(None).otherwise("household_no"),
    )
    rows = fields(rng, chosen)  # type: ignore[operator]  # one of the three below
    return List_(title, to, rows, truth)


def _numbered(rng: Rng, chosen: pl.DataFrame) -> pl.DataFrame:
    return chosen.select(
        "row",
        misspelt(rng, chosen["name"], 0.2).alias("name"),
        _damaged(rng, chosen["person_key"].to_numpy()),
        _phone(rng, chosen["phone"], 0.85),
    ).hstack(_address(rng, chosen))


def _meters(rng: Rng, chosen: pl.DataFrame) -> pl.DataFrame:
    """Holders; one in ten is of the family's surname and nobody knows him any more."""
    gone = rng.random(len(chosen)) < 0.1
    old = chosen["name"].str.slice(0, 1) + pl.Series(_given(rng, np.ones(len(chosen), dtype=bool)))
    holder = pl.select(pl.when(pl.Series(gone)).then(old).otherwise(chosen["name"])).to_series()
    return chosen.select("row", misspelt(rng, holder, 0.2).alias("name"), _phone(rng, chosen["phone"], 0.6)).hstack(
        _address(rng, chosen)
    )


def _officials(rng: Rng, chosen: pl.DataFrame) -> pl.DataFrame:
    off = rng.random(len(chosen))
    months = pl.Series(np.where(off < 0.02, rng.integers(-14, 15, len(chosen)), 0))
    known = pl.Series(rng.random(len(chosen)) < 0.6)
    town = chosen["area_code"].str.slice(0, 9) + "000"
    return chosen.select(
        "row",
        "sex",
        misspelt(rng, chosen["name"], 0.12).alias("name"),
        pl.col("born_on").dt.truncate("1mo").dt.offset_by(pl.format("{}mo", months)),
        area_code=pl.when(known).then(town).otherwise(pl.lit("")),
    )


def _address(rng: Rng, chosen: pl.DataFrame) -> pl.DataFrame:
    """Most have the whole address; some stop at the group, the village or the township, some are wrong."""
    size = len(chosen)
    place = chosen.select("area_code", "grp", "house", "door", "road")
    wrong = rng.random(size) < 0.03
    elsewhere = place.gather(rng.permutation(size))
    part = rng.random(size)
    off = rng.random(size)
    mixed = pl.DataFrame(
        {
            name: pl.select(pl.when(pl.Series(wrong)).then(elsewhere[name]).otherwise(place[name])).to_series()
            for name in place.columns
        }
    ).with_columns(part=part, off=off, n=rng.integers(1, 16, size))
    short = pl.when("road").then(pl.col("part") < 0.15).otherwise(pl.col("part") < 0.3)
    return mixed.with_columns(
        grp=pl.when("road")
        .then(0)
        .when(pl.col("part") < 0.1)
        .then(0)
        .when(pl.col("off") < 0.03)
        .then("n")
        .otherwise("grp"),
        house=pl.when(short)
        .then(pl.lit(""))
        .when((pl.col("off") > 0.97) & ~pl.col("road"))
        .then(pl.col("n").cast(pl.String))
        .otherwise("house"),
        area_code=pl.when(pl.col("part") < 0.03)
        .then(pl.col("area_code").str.slice(0, 9) + "000")
        .otherwise("area_code"),
    ).select(
        "area_code",
        "grp",
        "house",
        door=pl.when(short)
        .then(pl.lit(""))
        .when("road")
        .then("door")
        .otherwise(pl.format("{}/{}/{}", "area_code", "grp", "house")),
    )


def _phone(rng: Rng, phones: pl.Series, share: float) -> pl.Series:
    changed = pl.Series(13_000_000_000 + rng.integers(0, 6_999_999_999, len(phones))).cast(pl.String)
    draw = pl.Series(rng.random(len(phones)))
    return pl.select(
        pl.when(draw > share).then(None).when(draw < 0.15 * share).then(changed).otherwise(phones).alias("phone")
    ).to_series()


def _damaged(rng: Rng, numbers: NDArray[np.int64]) -> pl.Series:
    """One digit wrong, two changed about, two wrong, or cut to fifteen digits; the check digit is that of the right number."""
    weights = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
    places = 10 ** np.arange(16, -1, -1, dtype=np.int64)
    digits = numbers[:, None] // places % 10
    check = np.array(list("10X98765432"))[(digits * weights).sum(axis=1) % 11]
    size, kind = len(numbers), rng.random(len(numbers))
    lines = np.arange(size)
    for share in (0.75, 0.12):  # the first wrong digit, and for some a second
        wrong = kind < share
        at = rng.integers(2, 17, size)
        digits[lines[wrong], at[wrong]] = (digits[lines[wrong], at[wrong]] + rng.integers(1, 10, size)[wrong]) % 10
    swapped = (kind >= 0.75) & (kind < 0.85)
    at = rng.integers(6, 16, size)
    one, two = digits[lines, at].copy(), digits[lines, at + 1].copy()
    digits[lines[swapped], at[swapped]], digits[lines[swapped], at[swapped] + 1] = two[swapped], one[swapped]
    cut = kind >= 0.85
    digits[cut, 15:] = 0
    text = pl.Series((digits * places).sum(axis=1)).cast(pl.String)
    return (text + pl.Series(np.where(cut, "0", check))).alias("number")


# --- misspelling -----------------------------------------------------------------------------------------------------------


def misspelt(rng: Rng, names: pl.Series, share: float) -> pl.Series:
    """Some names wrong in one place, in the shares that this module's heading tells."""
    same_sound, looks, forms = _errors()
    written = names.to_list()
    for place in np.flatnonzero(rng.random(len(written)) < share):
        name, kind = written[place], rng.random()
        at = int(rng.integers(0 if rng.random() < 0.2 else 1, len(name))) if len(name) > 1 else 0
        letter = name[at]
        others = (
            same_sound.get(letter, "")
            if kind < 0.7
            else looks.get(letter, "")
            if kind < 0.82
            else forms.get(letter, "")
        )
        if 0.82 <= kind < 0.88 and len(name) > 2:
            written[place] = name[:at] + name[at + 1 :] if at else name[:-1]
        elif 0.88 <= kind < 0.94 and len(name) > 2:
            written[place] = name[0] + name[2] + name[1] + name[3:]
        elif others:
            written[place] = name[:at] + str(others[int(rng.integers(len(others)))]) + name[at + 1 :]
    return pl.Series(written)


@cache
def _errors() -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """Characters that stand for another by mistake: of the same sound (a quarter of them nearly the same), alike, variants."""
    usual = {row[0] for row in _table("lookalikes.csv")}
    sounds = {row[0]: "".join(letter for letter in row[1] + row[2] if letter in usual) for row in _table("sounds.csv")}
    same_sound: dict[str, str] = {}
    for sound, letters in sounds.items():
        near = "".join(sounds.get(other, "") for other in _confused(sound))
        for letter in letters:
            same_sound[letter] = (letters * (1 + 3 * len(near) // max(1, len(letters))) + near).replace(letter, "")
    looks: dict[str, str] = {}
    for one, others in _table("lookalikes.csv"):
        for other in others:
            looks[one] = looks.get(one, "") + other
            looks[other] = looks.get(other, "") + one
    forms: dict[str, str] = {}
    for form, plain in variants().items():
        forms[plain] = forms.get(plain, "") + form
    return same_sound, looks, forms


def _confused(sound: str) -> list[str]:
    swaps = (("zh", "z"), ("ch", "c"), ("sh", "s"))
    found = [
        sound.replace(a, b, 1) if sound.startswith(a) else a + sound[1:] if sound.startswith(b) else ""
        for a, b in swaps
    ]
    found.append(sound[:-1] if sound.endswith("ng") else sound + "g" if sound.endswith(("an", "en", "in")) else "")
    found.append({"l": "n", "n": "l"}[sound[0]] + sound[1:] if sound[0] in "ln" else "")
    return [each for each in found if each and each != sound]


def _table(name: str) -> list[list[str]]:
    with (resources.files(data) / name).open(encoding="utf-8") as file:
        return list(csv.reader(file))[1:]
