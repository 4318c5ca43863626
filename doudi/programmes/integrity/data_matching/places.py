"""Where rows lie: every roll, the register and the meters with the code of their village, whatever way the place is written."""

from __future__ import annotations

import re
from collections import Counter

import polars as pl

from doudi.mechanisms.matching.engine import Engine, Step
from doudi.mechanisms.matching.linkage.addresses import Gazetteer, parse_column
from doudi.mechanisms.matching.linkage.names import simplify

_TOWN_VILLAGE = re.compile(
    r"(?:[^省市县区]{2,6}[县市区])?([\u4e00-\u9fff]{1,5}?(?:镇|乡|街道))([\u4e00-\u9fff]{1,6}?(?:村|社区|居委会))"
)

# table → (address column, village column, township column, name columns)
PLACED = {
    "register": ("address", "", "", ("name",)),
    "dibao_rural": ("address", "village", "township", ("name", "account_holder")),
    "dibao_urban": ("address", "village", "township", ("name", "account_holder")),
    "tekun": ("address", "village", "township", ("name", "account_holder")),
    "living_subsidy": ("address", "village", "township", ("name", "account_holder")),
    "nursing_subsidy": ("address", "village", "township", ("name", "account_holder")),
    "children_allowance": ("address", "", "", ("name", "account_holder")),
    "age_allowance": ("address", "village", "township", ("name", "account_holder")),
    "edge_families": ("address", "", "", ("name",)),
    "stopped": ("address", "", "", ("name",)),
    "deferred_exits": ("address", "", "", ("name",)),
    "medical_costs": ("address", "", "", ("name",)),
    "power": ("address", "", "", ("holder",)),
    "water": ("address", "", "", ("holder",)),
    "village_cadres": ("", "village", "township", ("name",)),
}
# Rows of which only the names of account holders are compared with one another.
HOLDERS = ("subsidy_system_list", "bank_return")


def know_areas(engine: Engine) -> None:
    """Registers `areas_known` (code, name, official: whether the codes are those of the list of areas, or of household numbers)."""
    areas, official = _areas(engine)
    engine.add("areas_known", areas.with_columns(official=pl.lit(official)))


def _place(table: str) -> Step:
    """`<table>_placed`: each row with area_code, grp, house, door and plain names."""
    address, village, township, names = PLACED[table]

    def do(engine: Engine) -> None:
        areas = engine.frame("SELECT code, name, official FROM areas_known")
        gazetteer = Gazetteer(areas)
        columns = ["_row_id", *(name for name in (address, village, township, *names) if name)]
        frame = engine.frame(f"SELECT {', '.join(columns)} FROM {table}")
        towns = frame[township] if township else None
        parsed = parse_column(frame[address or village], gazetteer, towns=towns)
        if village and address:
            by_village = parse_column(frame[village], gazetteer, towns=towns)["area_code"]
            whole = parsed["area_code"].str.len_chars() == 12
            vague = ~whole | parsed["area_code"].str.ends_with("000")
            parsed = parsed.with_columns(
                pl.when(vague & (by_village != "")).then(by_village).otherwise(pl.col("area_code")).alias("area_code")
            )
        plain = [simplify(frame[name]).alias(f"{name}_plain") for name in names]
        engine.add(f"{table}_placed", pl.DataFrame([frame["_row_id"], *parsed.iter_columns(), *plain]))

    return Step(f"{table}_placed", do, reads=(table, "areas_known"), makes=(f"{table}_placed",))


def _holders(table: str) -> Step:
    """`<table>_holders`: the plain name of each row's account holder."""

    def do(engine: Engine) -> None:
        frame = engine.frame(f"SELECT _row_id, account_holder AS name FROM {table}")
        engine.add(f"{table}_holders", frame.select("_row_id", simplify(frame["name"]).alias("name_plain")))

    return Step(f"{table}_holders", do, reads=(table,), makes=(f"{table}_holders",))


PLACES: tuple[Step, ...] = (
    Step("areas_known", know_areas, makes=("areas_known",), short=True),
    *(_place(table) for table in PLACED),
    *(_holders(table) for table in HOLDERS),
)


def _areas(engine: Engine) -> tuple[pl.DataFrame, bool]:
    """The areas as (code, name), from the list of areas, else worked out from the rolls; and whether the codes are official."""
    if "areas" in engine.present:
        return engine.frame("SELECT code, name FROM areas WHERE code IS NOT NULL"), True
    rolls = engine.frame(
        "SELECT household_no, village, township, address FROM dibao_rural UNION ALL SELECT household_no, village, township, address FROM dibao_urban"
    )
    votes: dict[tuple[str, str], Counter[str]] = {}
    for number, village, township, address in rolls.iter_rows():
        found = _TOWN_VILLAGE.search(address or "") or _TOWN_VILLAGE.search(f"{township or ''}{village or ''}")
        if found:
            code = (number or "")[:12]
            votes.setdefault((found[1], found[2]), Counter())[code if re.fullmatch(r"\d{12}", code) else ""] += 1
    addresses = engine.frame("SELECT DISTINCT address FROM register WHERE address IS NOT NULL")["address"]
    for place in addresses.str.extract_groups(_TOWN_VILLAGE.pattern).drop_nulls().unique():
        if place["1"] and place["2"]:
            votes.setdefault((place["1"], place["2"]), Counter())
    return _named_areas(votes)


def _named_areas(votes: dict[tuple[str, str], Counter[str]]) -> tuple[pl.DataFrame, bool]:
    """Codes that household numbers agree on are official; places without any get a working code that findings do not show."""
    settled = {
        place: count.most_common(1)[0][0] for place, count in votes.items() if count and count.most_common(1)[0][0]
    }
    official = bool(settled) and len(set(settled.values())) >= 0.9 * len(settled)
    county = Counter(code[:6] for code in settled.values()).most_common(1)[0][0] if settled else "000000"
    rows: dict[str, str] = {}
    towns: dict[str, str] = {}
    for (town, village), code in settled.items():
        if official:
            rows.setdefault(code, village)
            towns.setdefault(town, code[:9] + "000")
    for number, (town, village) in enumerate(sorted(set(votes) - set(settled if official else ()))):
        towns.setdefault(town, f"{county}{900 + len(towns):03d}000")
        rows.setdefault(f"{towns[town][:9]}{500 + number % 500:03d}", village)
    named = {**{code: town for town, code in towns.items()}, **rows}
    schema = {"code": pl.String, "name": pl.String}
    return pl.DataFrame({"code": list(named), "name": list(named.values())}, schema=schema), official
