"""指标目录: the figures that a bureau reports, by their own ids; official codes change and are kept by date (R-STAT-01).

An entry names the indicators that make it up, by code: whatever line declares one of them fills it. Of a line that does not stand
yet, the entry says so; nothing is made up.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from doudi.mechanisms.indicators.declare import Indicator, indicator_of


@dataclass(frozen=True)
class Entry:
    """One figure of the dictionary. `facts`: parameters that it is, instead of counted records."""

    code: str
    name: str
    indicators: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()

    @property
    def present(self) -> list[Indicator]:
        return [found for code in self.indicators if (found := indicator_of(code)) is not None]

    @property
    def missing(self) -> list[str]:
        return [code for code in self.indicators if indicator_of(code) is None]


DICTIONARY = (
    Entry("IND-01", "城市、农村低保标准", facts=("standard.urban", "standard.rural")),
    Entry("IND-02", "低保户数、人数", ("dibao.households", "dibao.people")),
    Entry(
        "IND-03", "低保延退户数、人数", ("dibao.deferred_households", "dibao.deferred_people", "dibao.deferred_groups")
    ),
    Entry("IND-04", "临时救助人次、金额", ("temporary.times", "temporary.granted")),
    Entry("IND-05", "下拨乡镇临时救助备用金", ("temporary.allotted",)),
    Entry("IND-06", "开展“点餐式”帮扶的村居", ("on_demand_help.villages",)),
    Entry("IND-07", "培训经办人员", ("training.people",)),
    Entry("IND-08", "助餐点", ("meals.points", "meals.modes", "meals.with_kitchen")),
    Entry("IND-09", "注册志愿者、活跃志愿者", ("time_bank.volunteers", "time_bank.active")),
    Entry("IND-10", "团队服务单、单个志愿服务单", ("time_bank.team_slips", "time_bank.single_slips")),
    Entry("IND-11", "上门服务对象、每月服务单数", ("home_care.clients", "home_care.month_visits")),
    Entry("IND-12", "居家适老化改造户数", ("adaptation.households",)),
    Entry("IND-13", "一线护理人员持证比例", ("workforce.certified_share",)),
    Entry("IND-14", "彩礼指标", ("customs.average_gift",)),
    Entry("IND-15", "集体婚礼、户外颁证基地", ("customs.group_weddings", "customs.sites")),
    Entry("IND-16", "骨灰流向闭环率", ("ashes.tracked", "ashes.in_the_loop", "ashes.closed_rate")),
    Entry(
        "IND-17",
        "困难重度失能残疾人探视巡访覆盖",
        ("disability_visits.due", "disability_visits.reached", "disability_visits.coverage"),
    ),
    Entry("IND-18", "补贴及时发放", ("disability_subsidies.runs", "disability_subsidies.runs_on_time")),
    Entry(
        "IND-19",
        "宣讲、上户探访建档、小组工作",
        ("minor_protection.lectures", "minor_protection.home_visits", "minor_protection.group_sessions"),
    ),
    Entry("IND-20", "整改问题、已完成", ("rectification.items", "rectification.done")),
    Entry("IND-21", "长效机制", ("rectification.mechanisms",)),
    Entry("IND-22", "移送问题线索", ("rectification.leads",)),
    Entry("IND-23", "精神障碍社区康复服务率", ("rehabilitation.standard_rate",)),
)


@dataclass(frozen=True)
class OfficialCode:
    """The official code of a figure in the statistics table, from a day on, and what it belongs under (R-STAT-01)."""

    key: str  # an id of our own
    code: str
    name: str
    unit: str
    since: dt.date
    until: dt.date | None = None
    indicators: tuple[str, ...] = ()  # their sum; none: an addition of its `parts`, or not filled by this system
    parts: tuple[str, ...] = ()  # keys that must make it up (R-STAT-07)


_2022 = dt.date(2022, 1, 1)
TABLE = "JZH01"
APPROVED = "国统制〔2023〕83号"
_CHILD = ("orphan_support", "unattended_support")
_PARTS = ("social_welfare", "social_assistance")
OFFICIAL_CODES = (
    OfficialCode("expenditure", "JZH011310000", "民政事业费累计支出", "万元", _2022, parts=_PARTS),
    OfficialCode(
        "social_welfare", "JZH011211000", "社会福利", "万元", _2022, parts=("child_welfare", "elderly", "disabled")
    ),
    OfficialCode("child_welfare", "JZH011211100", "儿童福利", "万元", _2022, parts=_CHILD),
    OfficialCode("orphan_support", "JZH011211101", "孤儿基本生活保障", "万元", _2022, indicators=("orphan.money",)),
    OfficialCode(
        "unattended_support",
        "JZH011211102",
        "事实无人抚养儿童基本生活保障",
        "万元",
        _2022,
        indicators=("unattended_child.money",),
    ),
    OfficialCode(
        "elderly",
        "JZH011211200",
        "老年人福利",
        "万元",
        _2022,
        indicators=("age_allowance.money", "elder_nursing.money", "service_subsidy.money"),
    ),
    OfficialCode(
        "disabled",
        "JZH011211300",
        "残疾人福利",
        "万元",
        _2022,
        indicators=("living_subsidy.money", "nursing_subsidy.money"),
    ),
    OfficialCode(
        "social_assistance",
        "JZH011314000",
        "社会救助",
        "万元",
        dt.date(2019, 1, 1),
        dt.date(2021, 12, 31),
        parts=("dibao", "tekun", "temporary"),
    ),
    OfficialCode("social_assistance", "JZH011212000", "社会救助", "万元", _2022, parts=("dibao", "tekun", "temporary")),
    OfficialCode("dibao", "JZH011212100", "最低生活保障", "万元", _2022, indicators=("dibao.money",)),
    OfficialCode("tekun", "", "特困人员救助供养", "万元", _2022, indicators=("tekun.money",)),
    OfficialCode("temporary", "", "临时救助", "万元", _2022, indicators=("temporary.granted",)),
    OfficialCode("dibao_households", "", "低保户数", "户", _2022, indicators=("dibao.households",)),
    OfficialCode("dibao_people", "", "低保人数", "人", _2022, indicators=("dibao.people",)),
    OfficialCode("tekun_people", "", "特困人员人数", "人", _2022, indicators=("tekun.people",)),
    OfficialCode("temporary_times", "", "临时救助人次", "人次", _2022, indicators=("temporary.times",)),
    OfficialCode("orphans", "", "孤儿人数", "人", _2022, indicators=("orphan.people",)),
    OfficialCode("unattended", "", "事实无人抚养儿童人数", "人", _2022, indicators=("unattended_child.people",)),
    OfficialCode("living", "", "困难残疾人生活补贴人数", "人", _2022, indicators=("living_subsidy.people",)),
    OfficialCode("nursing", "", "重度残疾人护理补贴人数", "人", _2022, indicators=("nursing_subsidy.people",)),
    OfficialCode("age_allowance", "", "高龄津贴人数", "人", _2022, indicators=("age_allowance.people",)),
)


def codes_on(day: dt.date) -> list[OfficialCode]:
    """The dictionary of official codes as it stands on a day."""
    return [each for each in OFFICIAL_CODES if each.since <= day and (each.until is None or day <= each.until)]
