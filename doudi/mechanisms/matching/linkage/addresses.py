"""Addresses taken apart: village code, group, house; or road, number, building, unit, room.

Each different text is looked at once. Villages are found by name within their township; a name that two townships share stays
open unless the township is written.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

import polars as pl

from doudi.mechanisms.exchange.normalise import half_width

_NUMBER = r"[0-9]{1,4}|[一二三四五六七八九十百零〇]{1,5}"
_GROUP = re.compile(rf"第?({_NUMBER})\s*(?:村民小组|村小组|小组|组|社(?!区)|屯|生产队|队)")
_HOUSE = re.compile(r"^[^0-9]{0,4}([0-9]{1,4}(?:[-之附][0-9]{1,3}号?)?)\s*(?:号|户)?")
_ROAD = re.compile(r"([\u4e00-\u9fff]{1,8}?(?:大道|路|街|巷|弄|里))([0-9]{1,5})号")
_BUILDING = re.compile(r"([0-9]{1,4})\s*(?:栋|幢|号楼|座)")
_UNIT = re.compile(r"([0-9]{1,3})\s*单元")
_ROOM = re.compile(r"(?:单元|楼|层|栋|幢)\s*([0-9]{2,5})\s*(?:室|房|号)?")
_ABOVE = re.compile(
    r"^(?:[\u4e00-\u9fff]{2,7}?(?:省|自治区))?(?:[\u4e00-\u9fff]{2,7}?(?:市|州|盟))?(?:[\u4e00-\u9fff]{1,6}?(?:县|区|旗|市))?"
)
_SUFFIX = re.compile(r"(?:村民委员会|居民委员会|村委会|居委会|社区|行政村|村|居)$")
_TOWN_SUFFIX = re.compile(r"(?:街道办事处|街道|镇|乡|办事处)$")
_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}


@dataclass(frozen=True)
class Address:
    """The parts that were found; empty strings and 0 where the text is silent."""

    area_code: str = ""
    group: int = 0
    house: str = ""
    door: str = ""  # one key for the same door: area+group+house, or area+road+number+building+unit+room


def chinese_number(text: str) -> int:
    """13, 十三, 二十, 一百零二 as numbers."""
    if text.isdigit():
        return int(text)
    total, current = 0, 0
    for letter in text:
        if letter == "十":
            total, current = total + (current or 1) * 10, 0
        elif letter == "百":
            total, current = total + (current or 1) * 100, 0
        else:
            current = _DIGITS[letter]
    return total + current


class Gazetteer:
    """The areas of the county, by the names people write."""

    def __init__(self, areas: pl.DataFrame) -> None:
        """`areas` has code, name, level, parent; a village's township is the first nine digits of its code."""
        self.county = ""
        self.towns: dict[str, str] = {}
        self.villages: dict[str, list[str]] = defaultdict(list)
        self.names: dict[str, str] = {}
        for code, name in areas.select("code", "name").iter_rows():
            if code is None or name is None:
                continue
            self.names[code] = name
            if code.endswith("000000"):
                self.county = name
            elif code.endswith("000"):
                self.towns[name] = code
                self.towns.setdefault(_TOWN_SUFFIX.sub("", name), code)
            else:
                self.villages[_SUFFIX.sub("", name)].append(code)
        self._towns_by_length = sorted(self.towns, key=len, reverse=True)
        self._villages_by_length = sorted(self.villages, key=len, reverse=True)

    def place(self, text: str, *, town: str = "") -> str:
        """The code of a village (or township) named at the start of a text; empty if none or more than one."""
        rest = text
        if self.county and rest.startswith(self.county):
            rest = rest[len(self.county) :]
        elif not rest.startswith(tuple(self._towns_by_length)) and (found := _ABOVE.match(rest)):
            rest = rest[found.end() :]
        prefix = self.towns.get(town, "")[:9] if town else ""
        for name in self._towns_by_length:
            if rest.startswith(name):
                after = rest[len(name) :]
                full = bool(_TOWN_SUFFIX.search(name))
                inside = self._village(after, self.towns[name][:9])
                if full or inside:
                    return inside or self.towns[name]
        return self._village(rest, prefix)

    def _village(self, text: str, prefix: str) -> str:
        for stem in self._villages_by_length:
            if text.startswith(stem) and stem:
                codes = [code for code in self.villages[stem] if code.startswith(prefix)]
                if len(codes) == 1:
                    return codes[0]
                if codes:
                    return self._by_kind(text[len(stem) :], codes)
        return ""

    def _by_kind(self, after: str, codes: list[str]) -> str:
        """Two of one name in one township: a village and a community are told apart by the word that follows."""
        urban = after.startswith(("社区", "居委会", "居民委员会"))
        kind = [code for code in codes if (int(code[9:]) < 200) == urban]
        return kind[0] if len(kind) == 1 else ""


def parse(text: str, gazetteer: Gazetteer, *, town: str = "") -> Address:
    """Take one address apart."""
    plain = re.sub(r"\s", "", half_width(text))
    group_found = _GROUP.search(plain)
    head = plain[: group_found.start()] if group_found else plain
    area = gazetteer.place(head, town=town)
    if group_found:
        group = chinese_number(group_found[1])
        house_found = _HOUSE.match(plain[group_found.end() :])
        house = house_found[1].replace("之", "-").replace("附", "-").removesuffix("号") if house_found else ""
        door = f"{area}/{group}/{house}" if area and house else ""
        return Address(area, group, house, door)
    road = _ROAD.search(plain)
    building, unit, room = _BUILDING.search(plain), _UNIT.search(plain), _ROOM.search(plain)
    if road or building:
        parts = [road[1] + road[2] if road else "", *(found[1] if found else "" for found in (building, unit, room))]
        return Address(area, 0, "", "/".join([area[:9], *parts]))
    house_found = re.search(r"([0-9]{1,4}(?:-[0-9]{1,3})?)号$", plain)
    house = house_found[1] if house_found else ""
    return Address(
        area, 0, house, f"{area}/0/{house}" if area and house and len(area) == 12 and not area.endswith("000") else ""
    )


# The same patterns for whole columns; 社区 is written §区 meanwhile, since these engines cannot look ahead.
_UNITS = r"(?:村民小组|村小组|小组|组|社|屯|生产队|队)"
_SPLIT = (
    rf"^(?P<head>.*?)第?(?P<number>{_NUMBER}){_UNITS}(?:[^0-9]{{0,4}}(?P<house>[0-9]{{1,4}}(?:[-之附][0-9]{{1,3}})?))?"
)


def parse_column(texts: pl.Series, gazetteer: Gazetteer, *, towns: pl.Series | None = None) -> pl.DataFrame:
    """Columns area_code, grp, house, door for a column of addresses (empty text and 0 where unknown).

    A household's address stands in as many rows as it has members: each different text is looked at once. Addresses with a group are
    split as vectors, and only their different beginnings looked up; the others are parsed one by one.
    """
    town = (towns if towns is not None else pl.repeat("", len(texts), eager=True)).fill_null("").alias("town")
    written = pl.DataFrame({"written": texts.fill_null(""), "town": town})
    different = written.unique()
    bare = different["written"].str.replace_all(r"[\s\u00a0\u3000]", "")
    wide = bare.str.contains(r"[\uff01-\uff5e]")
    if wide.any():
        bare = bare.scatter(wide.arg_true(), [half_width(text) for text in bare.filter(wide).to_list()])
    frame = (
        different.with_columns(text=bare.str.replace_all("社区", "§区", literal=True))
        .with_columns(pl.col("text").str.extract_groups(_SPLIT).alias("split"))
        .unnest("split")
        .with_columns(pl.col("house").fill_null("").str.replace("[之附]", "-"))
    )
    placed = frame.join(_places(frame, gazetteer), on=["head", "town"], how="left", maintain_order="left")
    parsed = different.hstack(_joined(placed, gazetteer))
    return written.join(parsed, on=["written", "town"], how="left", maintain_order="left").drop("written", "town")


def _places(frame: pl.DataFrame, gazetteer: Gazetteer) -> pl.DataFrame:
    """The area of every different beginning of an address with a group."""
    heads = frame.select("head", "town").drop_nulls("head").unique()
    codes = [gazetteer.place(head.replace("§区", "社区"), town=town) for head, town in heads.iter_rows()]
    return heads.with_columns(pl.Series("area_code", codes, dtype=pl.String))


def _joined(frame: pl.DataFrame, gazetteer: Gazetteer) -> pl.DataFrame:
    numbers = frame["number"].drop_nulls().unique()
    groups = pl.Series([chinese_number(each) for each in numbers.to_list()], dtype=pl.Int32)
    known = frame.with_columns(
        pl.col("number").replace_strict(numbers, groups, default=0, return_dtype=pl.Int32).fill_null(0).alias("grp")
        if len(numbers)
        else pl.lit(0, dtype=pl.Int32).alias("grp"),
        pl.col("area_code").fill_null(""),
    )
    door = (
        pl.when((pl.col("area_code") != "") & (pl.col("house") != ""))
        .then(pl.concat_str("area_code", pl.lit("/"), "grp", pl.lit("/"), "house"))
        .otherwise(pl.lit(""))
    )
    known = known.with_columns(door.alias("door"))
    rest = known["head"].is_null() & (known["text"] != "")
    if rest.any():
        known = _with_rest(known, rest, gazetteer)
    return known.select("area_code", "grp", "house", "door")


def _with_rest(known: pl.DataFrame, rest: pl.Series, gazetteer: Gazetteer) -> pl.DataFrame:
    """Addresses without a group, one by one."""
    different = known.filter(rest).select("text", "town").unique()
    parsed = [parse(text.replace("§区", "社区"), gazetteer, town=town) for text, town in different.iter_rows()]
    looked = different.with_columns(
        pl.Series("area_code", [each.area_code for each in parsed], dtype=pl.String),
        pl.Series("grp", [each.group for each in parsed], dtype=pl.Int32),
        pl.Series("house", [each.house for each in parsed], dtype=pl.String),
        pl.Series("door", [each.door for each in parsed], dtype=pl.String),
    )
    return known.join(looked, on=["text", "town"], how="left", suffix="_alone", maintain_order="left").with_columns(
        pl.coalesce(f"{name}_alone", name).alias(name) for name in ("area_code", "grp", "house", "door")
    )
