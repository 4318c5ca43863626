"""The chain of custody of the remains and the ashes: from the place of death to rest. Nothing moves otherwise."""

from __future__ import annotations

from doudi.base.limits import Days
from doudi.base.roles import Role
from doudi.mechanisms.custody.declare import Chain, Handover, Kind, Sealing
from doudi.programmes.funeral.ashes.policy import limit

HOME, KEEPER, OFFICE = Role.FUNERAL_HOME, Role.CEMETERY_KEEPER, Role.FUNERAL_OFFICER
TOWN = frozenset({Role.TOWNSHIP_CLERK, Role.FUNERAL_OFFICER})
LAYERS = frozenset({Role.CEMETERY_KEEPER})
FUNERAL_HOME, CEMETERY, COLUMBARIUM, NATURE = "FUNERAL_HOME", "CEMETERY", "COLUMBARIUM", "NATURE"
AT_REST = (CEMETERY, COLUMBARIUM, NATURE)
SIGNED = ("丧属", "管理员", "跟踪员")
SHOWN = ("安放照片", "安葬证号")

RECEIVE = Handover(
    "receive", "接运入馆", "DEATH_PLACE", "REMAINS", HOME, evidence=("接运交接单", "接运车辆"), signed_by=("丧属", "接运人"), seal=Sealing.NEW
)  # fmt: skip
CREMATE = Handover(
    "cremate", "火化", "REMAINS", FUNERAL_HOME, HOME, within=Days(limit("storage_days"), safety=True),
    evidence=("火化确认书", "火化炉"), signed_by=("丧属", "火化工", "复核人"), seal=Sealing.NEW,
)  # fmt: skip
COLLECT = Handover(
    "collect", "领取骨灰", FUNERAL_HOME, "ESCORT", HOME, evidence=("去向凭证",), signed_by=("丧属", "殡仪馆经办人", "跟踪员"),
    seal=Sealing.COMPARED,
)  # fmt: skip
COLLECT_AWAY = Handover(
    "collect_away", "异地领取骨灰", "OTHER_HOME", "ESCORT", TOWN, evidence=("异地火化证明",), signed_by=("丧属",), seal=Sealing.NEW
)  # fmt: skip


def _lay(code: str, name: str, target: str) -> Handover:
    return Handover(
        code, name, "ESCORT", target, LAYERS, within=Days(limit("placement_days"), safety=True), evidence=SHOWN,
        signed_by=SIGNED, seal=Sealing.COMPARED, needs_place=target != NATURE,
    )  # fmt: skip


INTER, DEPOSIT, RETURN = (
    _lay("inter", "公墓安葬", CEMETERY), _lay("deposit", "骨灰堂安放", COLUMBARIUM), _lay("return", "生态安葬", NATURE),
)  # fmt: skip
LAY = {CEMETERY: INTER, COLUMBARIUM: DEPOSIT, NATURE: RETURN}


def _move(code: str, name: str, target: str) -> Handover:
    """The old place is free only once the new one is recorded, so it is one step (R-ASHES-17)."""
    return Handover(
        code, name, (CEMETERY, COLUMBARIUM), target, LAYERS, evidence=("迁移许可", *SHOWN), signed_by=SIGNED, needs_place=target != NATURE,
        needs_reason=True,
    )  # fmt: skip


MOVE = {
    CEMETERY: _move("move_grave", "迁入公墓", CEMETERY),
    COLUMBARIUM: _move("move_niche", "迁入骨灰堂", COLUMBARIUM),
    NATURE: _move("move_nature", "迁为生态安葬", NATURE),
}
FOUND = Handover(
    "found", "查实违规安葬", ("ESCORT", *AT_REST), "IMPROPER", TOWN | {Role.FUNERAL_ENFORCER}, evidence=("核查照片",), needs_reason=True
)  # fmt: skip


def _right(code: str, name: str, target: str) -> Handover:
    return Handover(
        code, name, "IMPROPER", target, LAYERS, evidence=SHOWN, signed_by=SIGNED, needs_place=target != NATURE
    )


RIGHT = {
    CEMETERY: _right("right_grave", "整改后安葬公墓", CEMETERY),
    COLUMBARIUM: _right("right_niche", "整改后安放骨灰堂", COLUMBARIUM),
    NATURE: _right("right_nature", "整改后生态安葬", NATURE),
}
UNCLAIMED = Handover(
    "unclaimed", "无人认领，生态安葬", FUNERAL_HOME, NATURE, HOME, evidence=("公告", "安放照片"), signed_by=("殡仪馆经办人", "监督人")
)  # fmt: skip
AWAY = Handover("away", "外县安放", "ESCORT", "AWAY", TOWN, evidence=("外县安放证明",))
BURY = Handover("bury", "依法土葬", "DEATH_PLACE", "LAWFUL_GRAVE", OFFICE, evidence=("批准文件",))
DONATE = Handover("donate", "遗体捐献", "DEATH_PLACE", "DONATED", OFFICE, evidence=("捐献证明",))

CHAIN = Chain(
    "ashes.chain",
    "遗体和骨灰",
    kinds=(
        Kind("DEATH_PLACE", "死亡地点"),
        Kind("REMAINS", "殡仪馆（遗体）", registered=True, of=FUNERAL_HOME),
        Kind(FUNERAL_HOME, "殡仪馆（骨灰）", registered=True),
        Kind("OTHER_HOME", "异地殡仪馆"),
        Kind("ESCORT", "丧属（跟踪员陪同）"),
        Kind(CEMETERY, "公墓", registered=True, at_rest=True),
        Kind(COLUMBARIUM, "骨灰堂", registered=True, at_rest=True),
        Kind(NATURE, "生态安葬", registered=True, at_rest=True),
        Kind("AWAY", "外县安放", at_rest=True),
        Kind("IMPROPER", "违规地点"),
        Kind("LAWFUL_GRAVE", "依法土葬", at_rest=True),
        Kind("DONATED", "遗体捐献接收单位", at_rest=True),
    ),
    start=("DEATH_PLACE", "OTHER_HOME"),
    handovers=(
        RECEIVE, CREMATE, COLLECT, COLLECT_AWAY, INTER, DEPOSIT, RETURN, *MOVE.values(), FOUND, *RIGHT.values(), UNCLAIMED, AWAY,
        BURY, DONATE,
    ),
)  # fmt: skip
