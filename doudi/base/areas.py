"""Area codes (GB/T 2260, GB/T 10114): 6 digits of the county, 3 of the township, 3 of the village or community."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from doudi.base.models import Area
from doudi.base.refused import Refused


@dataclass(frozen=True)
class AreaRow:
    """One line of an area table. `level` may be 县, 乡镇, 街道, 村, 社区; the parent follows from the code."""

    code: str
    name: str
    level: str = ""
    urban: bool | None = None  # left open: communities and their subdistricts are urban
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    merged_into: str = ""


def level_of(code: str) -> Area.Level:
    """By the zeros at the end, as the standard writes it."""
    if code[6:] == "000000":
        return Area.Level.COUNTY
    return Area.Level.TOWNSHIP if code[9:] == "000" else Area.Level.VILLAGE


def prefix_of(code: str) -> str:
    """The digits that every code within the area begins with: 6, 9 or all 12."""
    return code[: {Area.Level.COUNTY: 6, Area.Level.TOWNSHIP: 9, Area.Level.VILLAGE: 12}[level_of(code)]]


def next_code(prefix: str) -> str:
    """The first code after all those that begin with the prefix."""
    return f"{int(prefix) + 1:0{len(prefix)}d}".ljust(12, "0")


def code_range(code: str) -> tuple[str, str]:
    """First code within an area, and first code after it: `low <= c < high` is an index look-up, `startswith` is not."""
    prefix = prefix_of(code)
    return prefix.ljust(12, "0"), next_code(prefix)


def within(code: str, field: str = "area_code") -> Q:
    """The condition that a column of codes lies within an area."""
    low, high = code_range(code)
    return Q(**{f"{field}__gte": low, f"{field}__lt": high})


def county_of(code: str) -> str:
    return code[:6].ljust(12, "0")


def township_of(code: str) -> str:
    """The township of a village (or the township itself); a county has none and stays what it is."""
    return code[:9].ljust(12, "0")


def name_of(code: str) -> str:
    """The name of an area, or its code if it is not known."""
    return names().get(code, code)


def full_name(code: str) -> str:
    """古城镇水槽村: township and village, as addresses are said within a county."""
    if level_of(code) != Area.Level.VILLAGE:
        return name_of(code)
    return name_of(township_of(code)) + name_of(code)


def government_of(code: str) -> str:
    """东镇人民政府: who signs for a township; a subdistrict has an office."""
    name = name_of(township_of(code))
    return f"{name}办事处" if name.endswith("街道") else f"{name}人民政府"


_names: dict[str, str] = {}


def names() -> Mapping[str, str]:
    """Code → name of every area, kept in memory until areas are loaded again."""
    if not _names:
        _names.update(Area.objects.values_list("code", "name"))
    return _names


_heirs: dict[str, dict[str, str]] = {}  # under one key, so that "read, and none merged" is known from "not read"


def merged() -> Mapping[str, str]:
    """Code of every merged area → code of the area that took it over in the end; kept in memory as names are."""
    if "all" not in _heirs:
        rows = Area.objects.exclude(merged_into=None).values_list("code", "merged_into")
        direct = {code: heir for code, heir in rows if heir is not None}
        _heirs["all"] = {code: _last(code, direct) for code in direct}
    return _heirs["all"]


def heir_of(code: str) -> str:
    """The area that took this one over, or itself: whoever answers for the heir answers for what began before."""
    return merged().get(code, code)


def _last(code: str, direct: Mapping[str, str]) -> str:
    seen = {code}
    while (following := direct.get(code)) is not None and following not in seen:
        seen.add(following)
        code = following
    return code


def forget_names() -> None:
    """Read names and mergers anew at the next call."""
    _names.clear()
    _heirs.clear()


def active_villages(on: dt.date, *, area: str = "") -> int:
    """How many villages and communities exist on a day: the denominator of every figure of full coverage (R-ORG-03)."""
    found = Area.objects.filter(
        Q(valid_from=None) | Q(valid_from__lte=on), Q(valid_to=None) | Q(valid_to__gte=on), level=Area.Level.VILLAGE
    )
    return (found.filter(within(area, "code")) if area else found).count()


def load_areas(rows: Iterable[AreaRow]) -> int:
    """Enter or correct areas, parents before children; nothing is deleted (merged villages keep their code). How many."""
    wanted = {row.code: row for row in rows}
    known = set(Area.objects.values_list("code", flat=True))
    for row in wanted.values():
        _check(row, wanted.keys() | known)
    with transaction.atomic():
        for level in (Area.Level.COUNTY, Area.Level.TOWNSHIP, Area.Level.VILLAGE):
            Area.objects.bulk_create(
                [_area(row) for row in wanted.values() if level_of(row.code) == level],
                update_conflicts=True,
                unique_fields=["code"],
                update_fields=["name", "level", "parent", "urban", "valid_from", "valid_to"],
            )
        for row in wanted.values():
            if row.merged_into:
                Area.objects.filter(code=row.code).update(merged_into=row.merged_into)
    forget_names()
    merged()  # read now, not by whoever comes first
    return len(wanted)


def _check(row: AreaRow, codes: set[str]) -> None:
    if not (len(row.code) == 12 and row.code.isdigit()):
        raise Refused(f"区划代码“{row.code}”应为12位数字,请核对区划表。")
    parent = _parent(row.code)
    if parent and parent not in codes:
        raise Refused(f"区划“{row.name}”({row.code})的上级 {parent} 不在表中,请补上。")
    if row.merged_into and row.merged_into not in codes:
        raise Refused(f"区划“{row.name}”({row.code})并入的 {row.merged_into} 不在表中,请补上。")


def _parent(code: str) -> str | None:
    level = level_of(code)
    if level == Area.Level.COUNTY:
        return None
    return county_of(code) if level == Area.Level.TOWNSHIP else township_of(code)


def _area(row: AreaRow) -> Area:
    level = level_of(row.code)
    urban = row.urban if row.urban is not None else row.level in ("社区", "街道") or row.name.endswith(("社区", "街道"))
    return Area(
        code=row.code,
        name=row.name,
        level=level,
        parent_id=_parent(row.code),
        urban=urban,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )
