"""床位配置: what a family care bed may be fitted with; the least that it must have (R-HOME-17)."""

from __future__ import annotations

from doudi.mechanisms.entitlement.units import Named


class Fitting(Named):
    """配置项目: first the devices, then what is built in."""

    CALL = 0, "紧急呼叫器"
    MATTRESS = 1, "睡眠监测床垫"
    MOTION = 2, "人体活动感应器"
    SMOKE = 3, "烟雾、燃气报警器"
    CARE_BED = 4, "护理床"
    RAIL = 5, "床边护栏(抓杆)"
    PRESSURE = 6, "防压疮垫"
    FLOOR = 7, "地面防滑处理"
    GRAB = 8, "如厕洗浴扶手"
    SHOWER = 9, "淋浴椅"


CALLS = frozenset({Fitting.CALL})
SENSORS = frozenset({Fitting.MATTRESS, Fitting.MOTION})  # passive: nobody has to press anything
DEVICES = CALLS | SENSORS | {Fitting.SMOKE}  # one number each, seen online before the bed is accepted
BUILT_IN = tuple(each for each in Fitting if each not in DEVICES)
