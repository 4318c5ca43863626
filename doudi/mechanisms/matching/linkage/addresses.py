"""Addresses taken apart: village code, group, house; or road, number, building, unit, room.

A household's address stands in as many rows as it has members, so that each different text is looked at once, and the texts are split
as vectors; only their different beginnings (village and group name, village and road) are looked up one by one.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass

import polars as pl

from doudi.mechanisms.exchange.normalise import half_width
from doudi.mechanisms.matching.linkage.gazetteer import Gazetteer

__all__ = ["Address", "Gazetteer", "area_of", "chinese_number", "parse", "parse_column"]

_NUMERALS = "一二三四五六七八九十百零〇廿卅"
_NUMBER = rf"[0-9]{{1,4}}|[{_NUMERALS}]{{1,5}}"
_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
# 社区 and 屯村 begin like a group (第三社区, 八屯村): they are written with § meanwhile, since these engines cannot look ahead.
_KEPT = {"社区": "§区", "屯村": "§村", "社村": "¤村", "队村": "¢村"}
_UNITS = r"(?:村民小组|村小组|居民小组|小组|组|社|屯|生产队|大队|队)"
_HOUSE = r"(?P<house>[0-9]{1,4}(?:-[0-9]{1,3})?)"
_NUMBERED_GROUP = rf"^(?P<head>.*?)第?(?P<number>{_NUMBER}){_UNITS}(?:[^0-9]{{0,4}}{_HOUSE})?"
# Without a numbered group: letters up to the first digit, then numbers of houses, buildings, rooms.
_FIRST_DIGIT = r"^(?P<head>[^0-9A-Z]*)(?P<tail>.*)$"
_NAMED_GROUP = re.compile(r"^第?(.{1,6}?)(?:村民小组|村小组|居民小组|小组|组|自然村|屯|生产队|队|湾|塆|屋场|庄)$")
_ROAD = re.compile(r"([\u4e00-\u9fff]{1,8}?(?:大道|路|街|巷|弄|里|道|胡同))$")
_PARTS = {
    "building": r"([0-9A-Z]{1,4})(?:栋|幢|号楼|座|#)",
    "unit": r"([0-9]{1,3})单元",
    "room": r"(?:单元|楼|层|栋|幢|座|#|室)-?([0-9]{2,5})",
}
_DASHED = r"(?P<building>[0-9A-Z]{1,3})-(?:(?P<unit>[0-9]{1,2})-)?(?P<room>[0-9]{3,5})"
ADDRESS_COLUMNS = ("area_code", "grp", "house", "door")


@dataclass(frozen=True)
class Address:
    """The parts that were found; empty strings and 0 where the text is silent."""

    area_code: str = ""
    group: int = 0  # a group with a name instead of a number has a number above 1000
    house: str = ""
    door: str = ""  # one key for the same door: area/group/house, or township/road and number/building/unit/room


def parse(text: str, gazetteer: Gazetteer, *, town: str = "") -> Address:
    """Take one address apart."""
    area, group, house, door = parse_column(pl.Series([text]), gazetteer, towns=pl.Series([town])).row(0)
    return Address(area, group, house, door)


def area_of(text: str, gazetteer: Gazetteer, *, town: str = "") -> str:
    """The area code alone, of one address at a time; quicker than `parse` by far."""
    bare = re.sub(r"[\s\u00a0\u3000]", "", half_width(text)).upper()
    for word, sign in _KEPT.items():
        bare = bare.replace(word, sign)
    found = re.match(_NUMBERED_GROUP, bare) or re.match(_FIRST_DIGIT, bare)
    return gazetteer.place(_kept(found["head"]) if found else "", town=town)


def parse_column(texts: pl.Series, gazetteer: Gazetteer, *, towns: pl.Series | None = None) -> pl.DataFrame:
    """Columns area_code, grp, house, door for a column of addresses (empty text and 0 where unknown)."""
    town = (towns if towns is not None else pl.repeat("", len(texts), eager=True)).fill_null("").alias("town")
    written = pl.DataFrame({"written": texts.cast(pl.String).fill_null(""), "town": town})
    different = written.unique(maintain_order=True)
    lines = (
        different.with_columns(_plain(different["written"]).alias("text"))
        .with_columns(pl.col("text").str.extract_groups(_NUMBERED_GROUP).alias("split"))
        .unnest("split")
        .with_row_index("line")
    )
    numbered = _numbered(lines.filter(pl.col("number").is_not_null()), gazetteer)
    others = _others(lines.filter(pl.col("number").is_null()).select("line", "text", "town"), gazetteer)
    parsed = lines.select("line", "written", "town").join(pl.concat([numbered, others]), on="line")
    return written.join(parsed, on=["written", "town"], how="left", maintain_order="left").select(ADDRESS_COLUMNS)


def chinese_number(text: str) -> int:
    """13, 十三, 二十, 廿三, 一百零二, 一三 as numbers."""
    if text.isdigit():
        return int(text)
    spelt = text.replace("廿", "二十").replace("卅", "三十")
    if not set(spelt) & set("十百"):
        return int("".join(str(_DIGITS[letter]) for letter in spelt))
    total, current = 0, 0
    for letter in spelt:
        if letter in "十百":
            total, current = total + (current or 1) * (10 if letter == "十" else 100), 0
        else:
            current = _DIGITS[letter]
    return total + current


def _plain(written: pl.Series) -> pl.Series:
    """Without blanks and full-width signs; 5号附1, 5号之一 and 五号 as 5-1 and 5号; without zeros in front of numbers."""
    plain = written.str.replace_all(r"[\s\u00a0\u3000]", "")
    plain = _changed(plain, r"[\uff01-\uff5e]", half_width)
    plain = _changed(plain, r"[a-z]", str.upper)
    plain = _changed(plain, rf"[{_NUMERALS}]号|之[{_NUMERALS}]", _with_digits)
    plain = plain.str.replace_all(r"([0-9])号?[附之-]([0-9])", "$1-$2")
    plain = plain.str.replace_all(r"(^|[^0-9])0+([1-9])", "$1$2")
    return plain.str.replace_many(list(_KEPT), list(_KEPT.values()))


def _changed(texts: pl.Series, pattern: str, change: object) -> pl.Series:
    """The texts that a pattern occurs in, changed one by one: they are few."""
    found = texts.str.contains(pattern)
    if not found.any():
        return texts
    assert callable(change)
    return texts.scatter(found.arg_true(), [change(text) for text in texts.filter(found).to_list()])


def _with_digits(text: str) -> str:
    spelt = re.sub(rf"([{_NUMERALS}]+)(?=号)", lambda found: str(chinese_number(found[1])), text)
    return re.sub(rf"(?<=之)([{_NUMERALS}]+)", lambda found: str(chinese_number(found[1])), spelt)


def _kept(text: str) -> str:
    for word, sign in _KEPT.items():
        text = text.replace(sign, word)
    return text


def _heads(lines: pl.DataFrame, gazetteer: Gazetteer) -> pl.DataFrame:
    """The lines with the area of their beginning (`area_code`) and what follows its name (`rest`)."""
    heads = lines.select("head", "town").unique()
    found = [gazetteer.locate(_kept(head), town=town) for head, town in heads.iter_rows()]
    known = heads.with_columns(
        pl.Series("area_code", [code for code, _ in found], dtype=pl.String),
        pl.Series("rest", [rest for _, rest in found], dtype=pl.String),
    )
    return lines.join(known, on=["head", "town"], how="left", maintain_order="left")


def _numbered(lines: pl.DataFrame, gazetteer: Gazetteer) -> pl.DataFrame:
    """田岗村3组5号"""
    numbers = pl.Series("number", lines["number"].unique(), dtype=pl.String)
    groups = pl.DataFrame({"number": numbers, "grp": pl.Series(map(chinese_number, numbers), dtype=pl.Int32)})
    placed = _heads(lines, gazetteer).join(groups, on="number", how="left", maintain_order="left")
    # Below a township whose village the list of areas does not have, the village's name goes into the key of the door.
    unknown = pl.when(pl.col("area_code").str.ends_with("000")).then("rest").otherwise(pl.lit(""))
    named = placed.with_columns(pl.col("house").fill_null(""), group=unknown + pl.col("grp").cast(pl.String))
    return named.select("line", "area_code", "grp", "house", _house_door(pl.col("group")).alias("door"))


def _others(lines: pl.DataFrame, gazetteer: Gazetteer) -> pl.DataFrame:
    """田岗村上屋组5号, 人民路12号3栋2单元501室, 幸福小区3栋501, 田岗村5号"""
    split = lines.with_columns(pl.col("text").str.extract_groups(_FIRST_DIGIT).alias("split")).unnest("split")
    placed = _named(_heads(split, gazetteer))
    tail = pl.col("tail")
    dashed = tail.str.extract_groups(_DASHED)
    parts = placed.with_columns(
        house=tail.str.extract(rf"^{_HOUSE}", 1).fill_null(""),
        **{
            name: pl.coalesce(tail.str.extract(pattern, 1), dashed.struct.field(name)).fill_null("")
            for name, pattern in _PARTS.items()
        },
    )
    number = pl.when(pl.col("road")).then(tail.str.extract(r"^([0-9]{1,5})", 1).fill_null("")).otherwise(pl.lit(""))
    flat = (pl.col("road") & (number != "")) | (pl.col("building") != "")
    town = pl.col("area_code").str.slice(0, 9)
    block = pl.concat_str(town, pl.concat_str("name", number), "building", "unit", "room", separator="/")
    named = pl.when(pl.col("name") != "").then("name").otherwise(pl.lit("0"))
    return parts.select(
        "line",
        "area_code",
        pl.when(flat).then(0).otherwise("grp").cast(pl.Int32).alias("grp"),
        pl.when(flat).then(pl.lit("")).otherwise("house").alias("house"),
        pl.when(flat & (town != ""))
        .then(block)
        .when(flat)
        .then(pl.lit(""))
        .otherwise(_house_door(named))
        .alias("door"),
    )


def _named(lines: pl.DataFrame) -> pl.DataFrame:
    """What follows the area is a road (`road`), a group with a name (`grp`), or the name of an estate or a house."""
    rests = lines.select("rest").unique()
    roads = [_ROAD.search(rest) for rest in rests["rest"]]
    groups = [_NAMED_GROUP.match(rest) for rest in rests["rest"]]
    known = rests.with_columns(
        pl.Series("road", [road is not None for road in roads], dtype=pl.Boolean),
        pl.Series("grp", [_group_number(found[1]) if found else 0 for found in groups], dtype=pl.Int32),
        pl.Series(
            "name",
            [
                road[1] if road else found[1] if found else rest
                for rest, road, found in zip(rests["rest"], roads, groups, strict=True)
            ],
            dtype=pl.String,
        ),
    )
    return lines.join(known, on="rest", how="left", maintain_order="left")


def _group_number(name: str) -> int:
    return 1000 + zlib.crc32(name.encode()) % 1_000_000


def _house_door(group: pl.Expr) -> pl.Expr:
    """area/group/house, if the house and the village, or at least its name, are known."""
    below_town = pl.col("area_code").str.ends_with("000") & (pl.col("rest") == "")
    key = pl.concat_str("area_code", group, "house", separator="/")
    return pl.when((pl.col("area_code") != "") & ~below_town & (pl.col("house") != "")).then(key).otherwise(pl.lit(""))
