"""How a simulation is drawn: cards, the schematic map, the table by township, the chart of changes, and scenarios side by side.

Sums of a whole county are shown to the county office alone, which may open each household anyway, so no cell is hidden from it; the page
says that cells of fewer than five households must not be passed on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from doudi.base.money import short_yuan, wan_yuan
from doudi.base.months import chinese_month, format_month
from doudi.mechanisms.entitlement.declare import BENEFITS
from doudi.mechanisms.entitlement.simulate import BARS, BUCKETS, STEP, Outcome
from doudi.mechanisms.entitlement.simulations.models import Scenario
from doudi.mechanisms.entitlement.simulations.queries import Simulated
from doudi.mechanisms.entitlement.simulations.reforms import Setting, addressed, restored, written
from doudi.mechanisms.entitlement.units import FLAG, YUAN
from doudi.pages import honeycomb
from doudi.pages.cells import full_width
from doudi.pages.declare import KeyFigure
from doudi.pages.honeycomb import Tile

FEW = 5  # households: a cell of fewer may tell of somebody


@dataclass(frozen=True)
class Measure:
    """What the map is coloured by."""

    code: str
    name: str
    table: str
    money: bool = False


MEASURES = (
    Measure("change", "每月支出变化", "月支出变化", money=True),
    Measure("new", "新增", "新增"),
    Measure("leaving", "退出", "退出"),
    Measure("losing", "待遇减少", "待遇减少"),
    Measure("after", "调整后享受", "调整后享受"),
)


def measure_of(code: str) -> Measure:
    return next((each for each in MEASURES if each.code == code), MEASURES[0])


# --- the settings ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Field:
    """A number field with its slider, or a choice."""

    setting: Setting
    label: str
    value: str
    now: str
    choices: Sequence[tuple[str, str]] = ()
    low: str = "0"
    high: str = ""
    step: str = "1"


@dataclass(frozen=True)
class FieldGroup:
    """A parameter with its fields, one a class."""

    label: str
    unit: str
    fields: list[Field]


def fields(settings: Iterable[Setting]) -> list[FieldGroup]:
    """By parameter, in the order of declaration; the class of those who are in none has nothing to set."""
    found = []
    for _, group in groupby(settings, key=lambda each: each.code):
        several = [each for each in group if each.class_name != "无"]
        parameter = several[0].parameter
        found.append(FieldGroup(full_width(parameter.label), parameter.unit.name, [_field(each) for each in several]))
    return found


def _field(setting: Setting) -> Field:
    parameter, unit = setting.parameter, setting.parameter.unit
    label, now = full_width(setting.class_name), unit.shown(setting.now)
    if unit is FLAG:
        return Field(setting, label, str(setting.value), now, (("1", "是"), ("0", "否")))
    if unit.names is not None:
        choices = [(str(int(each)), each.label) for each in unit.names]
        return Field(setting, label, str(setting.value), now, choices)
    low, high, step = _range(setting)
    return Field(setting, label, written(parameter, setting.value), now, (), str(low), str(high), str(step))


def _range(setting: Setting) -> tuple[int, int, int]:
    """Half to one and a half of what stands, in round steps: where a standard could go in a few years."""
    unit = setting.parameter.unit
    now = setting.now // unit.scale
    if unit is not YUAN or now < 50:
        return 0, max(2 * now, 20), 1
    step = 5 if now >= 200 else 1
    return now // 2 // step * step, -(-now * 3 // 2 // step) * step, step


def _newly(outcome: Outcome, unit: str) -> str:
    known = f"其中已认定的低收入家庭{outcome.newly_known:,}{unit}；" if outcome.newly_known else ""
    return f"{known}退出{outcome.leaving:,}{unit}"


# --- cards ----------------------------------------------------------------------------------------------------------------


def figures(tried: Simulated) -> list[KeyFigure]:
    """Money first, then who comes in, goes out and loses, then need."""
    outcome, unit = tried.outcome, tried.basis.unit
    change = outcome.month_after - outcome.month_before
    found = [
        KeyFigure("月支出（万元）", wan_yuan(outcome.month_after), "", f"现为{wan_yuan(outcome.month_before)}，{_moved(change)}"),
        KeyFigure("全年变化（万元）", _signed(outcome.year_change, wan_yuan), "", f"占现支出{_share(change, outcome.month_before)}"),
        KeyFigure(f"享受（{unit}）", f"{outcome.entitled_after:,}", "", f"现为{outcome.entitled_before:,}"),
        KeyFigure(f"新增（{unit}）", f"{outcome.newly_entitled:,}", "", _newly(outcome, unit), "warn" if outcome.leaving else ""),
        KeyFigure(f"待遇增加（{unit}）", f"{outcome.gaining:,}", "", f"原享受的平均每{unit}{_signed(outcome.mean_gain, short_yuan)}元"),
        KeyFigure(f"待遇减少（{unit}）", f"{outcome.losing:,}", "", "须逐一研究" if outcome.losing else "没有人减少", "danger" if outcome.losing else "ok"),
    ]  # fmt: skip
    if outcome.gap_before is not None and outcome.gap_after is not None:
        found.append(KeyFigure("收入缺口（元/月）", short_yuan(outcome.gap_after), "", f"现为{short_yuan(outcome.gap_before)}"))  # fmt: skip
        found.append(KeyFigure(f"临界（{unit}）", f"{outcome.cliff:,}", "", "收入距保障线不到50元，略增即退出"))
    return found


def _moved(change: int) -> str:
    return "不变" if not change else f"{'增加' if change > 0 else '减少'}{short_yuan(abs(change))}元"


def _signed(fen: int, write: Any) -> str:
    return f"+{write(fen)}" if fen > 0 else f"-{write(-fen)}" if fen < 0 else "0"


def _share(change: int, of: int) -> str:
    return f"{change / of:+.1%}" if of else "—"


# --- the map --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TileMap:
    tiles: list[Tile]
    columns: int  # halves of tiles, so that every other row stands half a tile to the right
    most: str  # what the darkest shade stands for
    signed: bool  # there may be less as well as more


def tile_map(tried: Simulated, measure: Measure) -> TileMap:
    """Townships in the order of their codes, in rows; no boundary is drawn, and the page says so."""
    values = [int(each) for each in tried.outcome.tables[measure.table].sum(axis=1)]
    largest = max((abs(each) for each in values), default=0)
    tiles = []
    for place, (name, value) in enumerate(zip(tried.outcome.groups[0], values, strict=True)):
        words = _tile_words(value, measure, tried.basis.unit)
        tiles.append(Tile(name, words, honeycomb.shade(value, largest), honeycomb.style(place, len(values))))
    most = f"{short_yuan(largest)}元" if measure.money else f"{largest:,}{tried.basis.unit}"
    return TileMap(tiles, honeycomb.columns(len(values)), most if largest else "", measure.money)


def _tile_words(value: int, measure: Measure, unit: str) -> str:
    if not measure.money:
        return f"{value:,}{unit}"
    return f"{_signed(value, _wan)}万" if abs(value) >= 1_000_000 else f"{_signed(value, short_yuan)}元"


def _wan(fen: int) -> str:
    """With one place: a tile is narrow, the table below is exact."""
    return wan_yuan(fen, 1)


# --- the table ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """A township's urban or rural part. `share`: of the longest bar, in per cent."""

    place: str
    kind: str
    before: int
    after: int
    new: int
    leaving: int
    losing: int
    change: int  # fen a month
    share: int = 0

    @property
    def few(self) -> bool:
        return any(0 < each < FEW for each in (self.before, self.after, self.new, self.leaving, self.losing))


_COLUMNS = ("现享受", "调整后享受", "新增", "退出", "待遇减少", "月支出变化")


def lines(tried: Simulated) -> list[Line]:
    """Places where somebody is entitled before or after."""
    places, kinds = tried.outcome.groups
    tables = [tried.outcome.tables[name] for name in _COLUMNS]
    longest = max(int(abs(tables[-1]).max(initial=0)), 1)
    found = []
    for row, place in enumerate(places):
        for column, kind in enumerate(kinds):
            numbers = [int(table[row, column]) for table in tables]
            if any(numbers):
                before, after, new, leaving, losing, change = numbers
                share = round(abs(change) * 100 / longest)
                found.append(Line(place, kind, before, after, new, leaving, losing, change, share))
    return found


def total(tried: Simulated) -> Line:
    return Line("全县", "", *(int(tried.outcome.tables[name].sum()) for name in _COLUMNS))


# --- the distribution -----------------------------------------------------------------------------------------------------


def buckets(tried: Simulated) -> list[tuple[str, int, int, str]]:
    """Words, households, share of the longest in per cent, tint."""
    tints = ("danger", "warn", "", "", "ok", "ok")
    counted = [tried.outcome.buckets[name] for name in BUCKETS]
    longest = max(*counted, 1)
    return [(name, number, round(number * 100 / longest), tint) for name, number, tint in zip(BUCKETS, counted, tints, strict=True)]  # fmt: skip


def chart(tried: Simulated) -> dict[str, Any]:
    """Households by how much they get more or less a month, in steps of 50 元."""
    step = STEP // 100
    unit = tried.basis.unit
    edges = [(number - BARS) * step for number in range(2 * BARS)]
    bars = [
        {"value": number, "itemStyle": {"color": "#a55400" if edge < 0 else "#0052d9"}}
        for edge, number in zip(edges, tried.outcome.bars, strict=True)
    ]
    names = [f"{edge}～{edge + step}" for edge in edges]
    names[0], names[-1] = f"{edges[1]}以下", f"{edges[-1]}以上"
    return {
        "grid": {"left": 8, "right": 8, "top": 28, "bottom": 8, "containLabel": True},
        "tooltip": {"trigger": "axis", "renderMode": "richText"},
        "xAxis": {"type": "category", "data": names, "axisLabel": {"interval": 1, "rotate": 45}},
        "yAxis": {"type": "value", "name": unit, "minInterval": 1},
        "series": [{"type": "bar", "name": unit, "data": bars, "barCategoryGap": "10%"}],
    }


# --- scenarios ------------------------------------------------------------------------------------------------------------


def query_of(scenario: Scenario) -> dict[str, str]:
    """The address that opens it again on the register of today."""
    benefit = BENEFITS[scenario.benefit]
    pairs = addressed(restored(scenario.reform), benefit)
    return {"benefit": benefit.code, "month": format_month(scenario.month), **dict(pairs)}


def line(scenario: Scenario, url: str, delete: str) -> dict[str, Any]:
    """One line of the list of scenarios."""
    outcome = scenario.outcome
    return {
        "scenario": scenario,
        "url": url,
        "delete": delete,
        "benefit": BENEFITS[scenario.benefit].name,
        "month": chinese_month(scenario.month),
        "year": _signed(outcome["year_change"], wan_yuan),
        "new": outcome["newly_entitled"],
        "losing": outcome["losing"],
    }


def compared(found: Sequence[Scenario]) -> dict[str, Any]:
    """Rows of figures across scenarios; the townships where any of them changes something."""
    outcomes = [each.outcome for each in found]
    rows = [
        ("待遇", [BENEFITS[each.benefit].name for each in found]),
        ("测算月份", [chinese_month(each.month) for each in found]),
        ("月支出（元）", [short_yuan(each["month_after"]) for each in outcomes]),
        ("每月变化（元）", [_signed(each["month_after"] - each["month_before"], short_yuan) for each in outcomes]),
        ("全年变化（万元）", [_signed(each["year_change"], wan_yuan) for each in outcomes]),
        ("享受", [f"{each['entitled_before']:,} → {each['entitled_after']:,}" for each in outcomes]),
        ("新增", [f"{each['newly_entitled']:,}" for each in outcomes]),
        ("退出", [f"{each['leaving']:,}" for each in outcomes]),
        ("待遇增加", [f"{each['gaining']:,}" for each in outcomes]),
        ("待遇减少", [f"{each['losing']:,}" for each in outcomes]),
        ("收入缺口（元/月）", [_optional(each["gap_after"], short_yuan) for each in outcomes]),
        ("临界", [_optional(each["cliff"], "{:,}".format) for each in outcomes]),
    ]
    alike = len({(each.benefit, each.month, each.at.date()) for each in found}) == 1
    return {"scenarios": found, "rows": rows, "places": _places(outcomes), "alike": alike}


def _places(outcomes: Sequence[Mapping[str, Any]]) -> list[tuple[str, list[str]]]:
    """Each township's change of a month in 元, one figure a scenario."""
    by_place: list[dict[str, int]] = []
    for outcome in outcomes:
        places, _ = outcome["groups"]
        sums = [sum(row) for row in outcome["tables"]["月支出变化"]]
        by_place.append(dict(zip(places, sums, strict=True)))
    names = dict.fromkeys(name for each in by_place for name in each)
    return [(name, [_signed(each.get(name, 0), short_yuan) for each in by_place]) for name in names]


def _optional(figure: int | None, write: Any) -> str:
    return "—" if figure is None else str(write(figure))
