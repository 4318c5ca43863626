"""家庭财产:最低生活保障审核确认办法第十四条;限额由地方规定。

Signals of living costs (water, electricity, phone) are auxiliary and stand in no rule (R-PROP-07).
"""

from __future__ import annotations

from doudi.base.documents import COUNTY, DIBAO, GANZHOU
from doudi.mechanisms.entitlement.columns import Column, Flags
from doudi.mechanisms.entitlement.means.policy import MeansPolicy
from doudi.mechanisms.entitlement.rules import HOUSEHOLD, Fact, Rules
from doudi.mechanisms.entitlement.units import FLAG, HOMES, METRES, YUAN, Residence

PROPERTY = Rules(
    "property",
    "家庭财产核算",
    (MeansPolicy,),
    (
        Fact("homes", HOUSEHOLD, "有产权的住房", HOMES, proof="不动产登记"),
        Fact("floor_area", HOUSEHOLD, "建筑面积合计", METRES, proof="不动产登记"),
        Fact("vehicle_price", HOUSEHOLD, "机动车(船、工程机械)购置价", YUAN, proof="车辆登记、购置税"),
        Fact("savings", HOUSEHOLD, "金融资产合计", YUAN, proof="省核对平台"),
        Fact("capital", HOUSEHOLD, "认缴出资合计", YUAN, proof="市场监管登记"),
        Fact("lavish", HOUSEHOLD, "有其他不予认定的财产情形(建房、雇工经营、高收费就学等)", FLAG, proof="入户调查"),
        Fact("home_excused", HOUSEHOLD, "住房情形经核实可以排除(倒塌、搬迁、继承份额等)", FLAG, proof="核实记录"),
        Fact(
            "vehicle_excused",
            HOUSEHOLD,
            "车辆情形经核实可以排除(残疾人代步、已售未过户、报废等)",
            FLAG,
            proof="核实记录",
        ),
        Fact("capital_excused", HOUSEHOLD, "出资情形经核实可以排除(停业、被冒名等)", FLAG, proof="核实记录"),
    ),
    result="property_ok",
)


@PROPERTY.household(
    "住房符合",
    DIBAO["第十四条"],
    GANZHOU["R-PROP-01"],
    COUNTY["R-PROP-06"],
    unit=FLAG,
    otherwise="有产权住房 {homes} 套,人均建筑面积超过 {home_area} 平方米,且未见可以排除的情形",
)
def home_ok(
    homes: Column, floor_area: Column, members: Column, home_count: int, home_area: int, home_excused: Flags
) -> Flags:
    """Both must hold: so many homes, and more room per head than is usual."""
    return (homes < home_count) | (floor_area <= home_area * members) | home_excused


@PROPERTY.household(
    "机动车符合",
    DIBAO["第十四条"],
    GANZHOU["R-PROP-02"],
    COUNTY["R-PROP-06"],
    unit=FLAG,
    otherwise="机动车购置价 {vehicle_price} 元超过限额 {vehicle_limit} 元,且未见可以排除的情形",
)
def vehicle_ok(vehicle_price: Column, vehicle_limit: Column, vehicle_excused: Flags) -> Flags:
    return (vehicle_price <= vehicle_limit) | vehicle_excused


@PROPERTY.household("机动车限额", GANZHOU["R-PROP-02"])
def vehicle_limit(standard: Column, vehicle_multiple: int, vehicle_by_year: int) -> Column:
    """The text says "15 times" and not of what: monthly or yearly standard is a switch (EX-24)."""
    figures: Column = standard[Residence.URBAN] * vehicle_multiple * (12 if vehicle_by_year else 1)
    return figures


@PROPERTY.household(
    "金融资产符合",
    DIBAO["第十四条"],
    GANZHOU["R-PROP-03"],
    unit=FLAG,
    otherwise="金融资产合计 {savings} 元,超过限额每人 {savings_limit} 元 × {members} 人",
)
def savings_ok(savings: Column, savings_limit: Column, members: Column) -> Flags:
    return savings <= savings_limit * members


@PROPERTY.household(
    "出资符合",
    DIBAO["第十四条"],
    GANZHOU["R-PROP-04"],
    COUNTY["R-PROP-06"],
    unit=FLAG,
    otherwise="认缴出资合计 {capital} 元,达到限额 {capital_limit} 元,且未见可以排除的情形",
)
def capital_ok(capital: Column, capital_limit: int, capital_excused: Flags) -> Flags:
    """达到: the limit itself is already too much."""
    return (capital < capital_limit) | capital_excused


@PROPERTY.household(
    "无其他财产情形", DIBAO["第十四条"], GANZHOU["R-PROP-05"], unit=FLAG, otherwise="有其他不予认定的财产情形"
)
def nothing_lavish(lavish: Flags) -> Flags:
    return ~lavish


@PROPERTY.household(
    "家庭财产符合规定",
    DIBAO["第十四条"],
    unit=FLAG,
    say="家庭财产在规定限额之内",
    otherwise="家庭财产不符合规定",
)
def property_ok(
    home_ok: Flags, vehicle_ok: Flags, savings_ok: Flags, capital_ok: Flags, nothing_lavish: Flags
) -> Flags:
    return home_ok & vehicle_ok & savings_ok & capital_ok & nothing_lavish
