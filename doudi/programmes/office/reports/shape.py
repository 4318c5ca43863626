"""The shape of the annual summary: its headings and sentences, words typed by people, numbers only as slots (R-RPT-01).

A slot is written `{indicator}`; it stands for the number alone, the unit is part of the words. `{indicator:names}` stands for the names
of the records that it counts, 《…》、《…》, where the indicator says what they are called. A sentence whose indicator no line
declares is left out, and the draft says so; so is one whose figures are all nought. Sentences are worded for a year that is over;
`AS_YET` words them for one that is not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# Before the year is over, what stands now is no end of the year, and what was paid is not of the whole year.
AS_YET = (("年末", "目前"), ("全年", "今年以来"))

NAMES = ":names"
SLOT = re.compile(rf"\{{([a-z_]+\.[a-z_]+(?:{NAMES})?)\}}")


@dataclass(frozen=True)
class Sentence:
    """A sentence of the summary. `line` is the section that confirms it; `public`: it may stand in the public version (R-RPT-12)."""

    code: str
    words: str
    public: bool = True
    hinges_on: tuple[str, ...] = ()  # figures without any of which it tells nothing, though others are not nought

    @property
    def slots(self) -> list[str]:
        """The figures it tells."""
        return [code for code in SLOT.findall(self.words) if not code.endswith(NAMES)]


@dataclass(frozen=True)
class Part:
    """A heading with its sentences: level 1 (一、) or 2 (（一）); `ahead`: it is about the coming year."""

    heading: str
    level: int
    sentences: tuple[Sentence, ...] = ()
    ahead: bool = False

    @property
    def code(self) -> str:
        """What it is confirmed under: its first sentence."""
        return self.sentences[0].code if self.sentences else ""


OPENING = Sentence(
    "opening",
    "今年以来，县民政局以保障和改善民生为着力点，不断规范工作机制、完善公共服务，持续推进全县民政事业高质量发展。",
)
SHAPE: tuple[Part, ...] = (
    Part("民政重点工作开展情况", 1),
    Part(
        "聚焦群众急难愁盼问题，完善社会救助兜底保障",
        2,
        (
            Sentence(
                "standards",
                "全面落实各项社会救助执行标准，城市、农村低保人均保障标准分别提高至{standard.urban}元/人/月和{standard.rural}元/人/月。",
            ),
            Sentence(
                "dibao",
                "年末在册低保对象{dibao.households}户{dibao.people}人，全年发放低保金{dibao.money}万元。",
            ),
            Sentence(
                "deferred",
                "对农村低保家庭中经济状况好转的{dibao.deferred_groups}类对象给予最短{dibao.deferred_shortest}个月、最长{dibao.deferred_longest}个月的"
                "延退期，低保延退共{dibao.deferred_households}户{dibao.deferred_people}人。",
            ),
            Sentence("tekun", "年末特困供养人员{tekun.people}人，全年发放供养资金{tekun.money}万元。"),
            Sentence(
                "temporary",
                "加大临时救助工作力度，实施临时救助{temporary.times}人次，发放救助资金{temporary.granted}万元；"
                "另下拨乡镇临时救助备用金{temporary.allotted}万元（备用金已支出的部分含在发放的救助资金内，两数不相加）。",
            ),
            Sentence(
                "low_income", "年末认定低保边缘家庭{marginal.households}户、刚性支出困难家庭{rigid.households}户。"
            ),
            Sentence("orders", "在全县{on_demand_help.villages}个村居开展“点餐式”帮扶。"),
            Sentence("contest", "在全省救助业务培训课程评比中获得第{honours.contest_rank}名。"),
            Sentence("trained", "组织全县社会救助经办人员{training.people}人开展业务培训和政策宣讲。"),
        ),
    ),
    Part(
        "聚焦强化养老服务体系建设，推进养老服务高质量发展",
        2,
        (
            Sentence(
                "age_allowance",
                "年末享受高龄津贴的老年人{age_allowance.people}人，全年发放高龄津贴{age_allowance.money}万元。",
            ),
            Sentence("pilot", "{honours.pilot_month}月被财政部、民政部确定为全国{honours.only_one}个试点县之一。"),
            Sentence("elderly_documents", "先后出台养老服务政策文件{elderly_documents.issued}份。"),
            Sentence("action_plan", "实施{elderly_documents.plan_years}年行动方案。"),
            Sentence(
                "meal_modes", "探索形成{meals.modes}种助餐点运营模式，设有厨房餐厅的农村助餐点{meals.with_kitchen}个。"
            ),
            Sentence("meals", "全县共打造助餐点{meals.points}个（城市{meals.urban}个，农村{meals.rural}个）。"),
            Sentence("volunteers", "互助养老“时光益站”累计注册志愿者{time_bank.volunteers}名。"),
            Sentence(
                "time_bank_orders", "完成{time_bank.team_slips}条团队服务单，单个志愿服务{time_bank.single_slips}单。"
            ),
            Sentence(
                "home_care", "上门服务对象{home_care.clients}人，最近一个结算月上门服务{home_care.month_visits}单。"
            ),
            Sentence("elder_visits", "全年探访关爱特殊困难老年人{elder_visits.visits}人次。"),
            Sentence("adaptation", "进行居家适老化改造{adaptation.households}户。"),
        ),
    ),
    Part(
        "聚焦公共社会事务服务，提升人民群众幸福感获得感",
        2,
        (
            Sentence(
                "disability",
                "年末享受困难残疾人生活补贴{living_subsidy.people}人、重度残疾人护理补贴{nursing_subsidy.people}人，"
                "全年发放困难残疾人生活补贴{living_subsidy.money}万元、重度残疾人护理补贴{nursing_subsidy.money}万元。",
            ),
            Sentence(
                "disability_paid",
                "全年发放残疾人补贴{disability_subsidies.kinds}项，"
                "发放批次{disability_subsidies.runs}批，按时发放{disability_subsidies.runs_on_time}批。",
            ),
            Sentence(
                "disability_visits",
                "全年探视巡访困难重度残疾人{disability_visits.visits}人次，应巡访{disability_visits.due}人，"
                "已见到{disability_visits.reached}人，覆盖率{disability_visits.coverage}%。",
            ),
            Sentence(
                "children",
                "年末保障孤儿{orphan.people}人、事实无人抚养儿童{unattended_child.people}人，"
                "全年发放孤儿基本生活费{orphan.money}万元、事实无人抚养儿童基本生活补贴{unattended_child.money}万元。",
            ),
            Sentence(
                "ashes",
                "殡仪馆火化遗体{ashes.at_the_home}具，居民火化{ashes.cremated}具，骨灰已安放{ashes.laid_to_rest}具。",
            ),
            Sentence("weddings", "举办集体婚礼{customs.group_weddings}场。"),
            Sentence("lectures", "开展政策宣讲及法律法规宣传讲座{minor_protection.lectures}场。"),
            Sentence("visits", "对重点人员上户探访建档{minor_protection.home_visits}户次。"),
            Sentence("groups", "开展儿童成长及安全教育小组工作{minor_protection.group_sessions}节。"),
        ),
    ),
    Part(
        "聚焦群众身边不正之风和腐败问题，抓好集中整治",
        2,
        (
            Sentence(
                "matching",
                "开展大数据比对，发现疑点{data_matching.found}条，核实属实{data_matching.confirmed}条，排除{data_matching.cleared}条。",
            ),
            Sentence(
                "near_relatives", "近亲属享受待遇备案{near_relatives.filed}件，县级入户核查{near_relatives.visited}件。"
            ),
            Sentence(
                "leading_group",
                "成立集中整治领导小组，设组长{leading_groups.heads}名、副组长{leading_groups.deputies}名。",
            ),
            Sentence(
                "items",
                "列入整改台账的问题{rectification.items}项，涉及{rectification.aspects}个方面，已完成{rectification.done}项，按时推进{rectification.on_schedule}项。",
            ),
            Sentence("leads", "向县纪委移送问题线索{rectification.leads}条。", public=False),
            Sentence("mechanisms", "制定长效机制{rectification.mechanisms}项：{rectification.mechanisms:names}。"),
            Sentence(
                "plan_progress",
                "年度工作计划进行中{work_plan.running}项，最近一季达到目标{work_plan.on_target}项。",
                public=False,
            ),
            Sentence(
                "plan_results",
                "年度工作计划{work_plan.items}项，完成{work_plan.done}项，部分完成{work_plan.partly}项，未完成{work_plan.not_done}项。",
                public=False,
                hinges_on=("work_plan.done", "work_plan.partly", "work_plan.not_done"),
            ),
        ),
    ),
    Part("存在的不足", 1),
    Part(
        "社会救助方面",
        2,
        (
            Sentence("shortcoming", "部门间信息沟通还不够顺畅，有的名单不能按月取得。", public=False),
            Sentence("not_filed", "仍有应备未备的近亲属{near_relatives.missing}件。", public=False),
        ),
    ),
    Part("下一年工作计划", 1, ahead=True),
    Part(
        "强化救助兜底保障",
        2,
        (Sentence("plan_assistance", "加强部门衔接，坚持按月比对，做到应保尽保、应退尽退。"),),
        ahead=True,
    ),
    Part(
        "深化养老服务体系建设",
        2,
        (Sentence("plan_elderly", "优化老年助餐和互助养老服务，加强养老人才队伍建设。"),),
        ahead=True,
    ),
    Part(
        "提升社会事务水平",
        2,
        (Sentence("plan_affairs", "抓好残疾人、未成年人保障，推进殡葬领域集中整治。"),),
        ahead=True,
    ),
    Part(
        "强化民政自身建设",
        2,
        (Sentence("plan_bureau", "落实全面从严治党主体责任，推进民政业务信息化管理。"),),
        ahead=True,
    ),
)

SENTENCES: dict[str, Sentence] = {each.code: each for part in SHAPE for each in part.sentences} | {"opening": OPENING}
PARTS: dict[str, Part] = {part.code: part for part in SHAPE if part.sentences}  # those that a section confirms
