"""改造目录: the thirty items of the national list, seven basic ones that are publicly funded and twenty-three optional ones."""

from __future__ import annotations

from doudi.mechanisms.entitlement.units import Named


class Item(Named):
    """改造项目, in the order of the national list."""

    M01 = 0, "地面防滑处理"
    M02 = 1, "高差处理(坡道)"
    M03 = 2, "地面平整硬化"
    M04 = 3, "台阶扶手"
    M05 = 4, "门槛移除"
    M06 = 5, "平开门改推拉门"
    M07 = 6, "房门拓宽"
    M08 = 7, "下压式门把手"
    M09 = 8, "闪光振动门铃"
    M10 = 9, "护理床"
    M11 = 10, "床边护栏(抓杆)"
    M12 = 11, "防压疮垫"
    M13 = 12, "如厕洗浴扶手"
    M14 = 13, "蹲便器改坐便器"
    M15 = 14, "水龙头改造"
    M16 = 15, "浴缸、淋浴间改造"
    M17 = 16, "淋浴椅"
    M18 = 17, "操作台改造"
    M19 = 18, "中部柜"
    M20 = 19, "自动感应灯"
    M21 = 20, "电源插座和开关改造"
    M22 = 21, "防撞护角、提示标识"
    M23 = 22, "适老家具"
    M24 = 23, "手杖"
    M25 = 24, "轮椅、助行器"
    M26 = 25, "放大装置"
    M27 = 26, "助听器"
    M28 = 27, "自助进食器具"
    M29 = 28, "防走失装置"
    M30 = 29, "安全监控装置"


GROUPS: tuple[tuple[str, tuple[Item, ...]], ...] = (
    ("地面", (Item.M01, Item.M02, Item.M03, Item.M04)),
    ("门", (Item.M05, Item.M06, Item.M07, Item.M08, Item.M09)),
    ("卧室", (Item.M10, Item.M11, Item.M12)),
    ("如厕洗浴", (Item.M13, Item.M14, Item.M15, Item.M16, Item.M17)),
    ("厨房", (Item.M18, Item.M19)),
    ("物理环境", (Item.M20, Item.M21, Item.M22, Item.M23)),
    ("老年用品", (Item.M24, Item.M25, Item.M26, Item.M27, Item.M28, Item.M29, Item.M30)),
)
BASIC = frozenset({Item.M01, Item.M02, Item.M11, Item.M13, Item.M17, Item.M24, Item.M29})
DEVICES = frozenset({Item.M29, Item.M30})  # have to be seen online before they count as done (R-MOD-09)


def unit_of(item: Item) -> str:
    """What an item is counted in."""
    return {Item.M01: "处", Item.M02: "处", Item.M03: "处", Item.M05: "处", Item.M07: "处", Item.M16: "处"}.get(
        item, "件"
    )
