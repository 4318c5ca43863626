"""The campaign of the year, through the services that the pages use: 27 problems of five areas, 24 of them closed and three on schedule;
five lasting rules, the leading group, leads with their receipts, and the work plan.

The three that are worked on are bound to checks of the month's comparison; what these have found is linked to them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db import transaction

from doudi.base.models import StoredFile, User
from doudi.base.notices import calendar
from doudi.base.once import read_once
from doudi.demo.county import COUNTY
from doudi.demo.working_off import drawn_photo
from doudi.demo.year.staff import Staff, moment
from doudi.mechanisms.casework.declare import Action
from doudi.mechanisms.casework.services import Taking, take_each
from doudi.programmes.integrity.leads import flow as lead_flow
from doudi.programmes.integrity.leads import services as leads
from doudi.programmes.integrity.leads.models import Lead
from doudi.programmes.integrity.rectification import flow, fortnight
from doudi.programmes.integrity.rectification.models import RectificationArea, Screening, Task
from doudi.programmes.integrity.rectification.services import NewTask, register
from doudi.programmes.integrity.regulations import flow as rule_flow
from doudi.programmes.integrity.regulations import services as rules
from doudi.programmes.office.work_plan import flow as plan_flow
from doudi.programmes.office.work_plan import services as plans
from doudi.programmes.office.work_plan.models import PlanItem

A, S = RectificationArea, Screening
OPENED, DUE = dt.date(2024, 5, 20), dt.date(2024, 12, 31)
# Area, how it was found, problem, what was found, and for those still worked on the check that shows it.
PROBLEMS: tuple[tuple[RectificationArea, Screening, str, str, str], ...] = (
    (A.ASSISTANCE, S.MATCHING, "死亡人员未及时停发低保金", "比对2024年1月至11月，按疑点逐户核实", "R-CMP-01"),
    (A.ASSISTANCE, S.INSPECTION, "村居干部近亲属享受低保未备案", "巡察指出，涉及多个乡镇，逐人核对", "R-CMP-07"),
    (A.DISABILITY, S.MATCHING, "残疾人证失效后仍发放补贴", "比对2024年1月至11月，逐人核实", "R-CMP-21"),
    (A.ASSISTANCE, S.FIELD, "低保家庭收入核算依据不全", "抽查60户，8户缺收入证明", ""),
    (A.ASSISTANCE, S.FIELD, "民主评议记录不规范", "抽查20个村，3个村签字笔迹相同", ""),
    (A.ASSISTANCE, S.AUDIT, "临时救助备用金台账与银行账户不符", "审计指出2个乡镇，差额1,000元", ""),
    (A.ASSISTANCE, S.PETITION, "救助申请超期未办", "信访反映5件，最长超期12个工作日", ""),
    (A.ASSISTANCE, S.HOTLINE, "低保边缘家庭应认未认", "热线反映4户，核实3户符合条件", ""),
    (A.ASSISTANCE, S.DISCLOSURE, "代保管救助对象银行卡未备案", "主动交待7张，均无书面协议", ""),
    (A.ASSISTANCE, S.FIELD, "长期公示内容不全", "抽查30个公示栏，6个缺监督电话", ""),
    (A.CHILDREN, S.FIELD, "事实无人抚养儿童档案不齐", "抽查20份，4份缺监护情况评估", ""),
    (A.CHILDREN, S.MATCHING, "年满18周岁仍发放基本生活费", "比对1人1个月", ""),
    (A.CHILDREN, S.FIELD, "儿童主任走访记录不实", "抽查10村，2村走访照片重复", ""),
    (A.CHILDREN, S.AUDIT, "政府购买儿童服务验收材料不全", "审计指出1个合同缺服务记录", ""),
    (A.DISABILITY, S.FIELD, "残疾人证到期未提醒", "抽查50人，5人证件到期", ""),
    (A.DISABILITY, S.AUDIT, "补贴线上线下发放名单不一致", "审计指出3人差异", ""),
    (A.DISABILITY, S.PETITION, "重度残疾人护理补贴应享未享", "信访反映2人，核实2人", ""),
    (A.DISABILITY, S.FIELD, "探视巡访有照片无记录", "抽查40次，6次没有填写发现情况", ""),
    (A.DISABILITY, S.FIELD, "补贴电子档案缺件", "抽查100份，11份缺件", ""),
    (A.FUNERAL, S.FIELD, "殡葬服务收费公示不全", "1处殡仪馆、2处公墓未公示选择性项目价格", ""),
    (A.FUNERAL, S.INSPECTION, "骨灰去向登记断点", "巡察指出9例去向登记不全", ""),
    (A.FUNERAL, S.HOTLINE, "殡仪馆引导消费", "热线反映3件，核实1件", ""),
    (A.FUNERAL, S.FIELD, "公益性公墓超面积安葬", "排查12处，发现2个墓位超面积", ""),
    (A.FUNERAL, S.AUDIT, "惠民殡葬减免凭证不全", "审计指出14份缺关系证明", ""),
    (A.ELDERLY, S.FIELD, "高龄津贴生存认证不到位", "抽查80人，3人认证逾期", ""),
    (A.ELDERLY, S.AUDIT, "助餐补贴人次与就餐记录不符", "审计指出2个助餐点，差42人次", ""),
    (A.ELDERLY, S.FIELD, "上门服务时长不足", "抽查30单，4单不足约定时长", ""),
)
RULES = (
    ("死亡信息按月交接和即时停发制度", "死亡信息不能按月取得", "某民字〔2024〕21号", dt.date(2024, 6, 28), (0,)),
    ("村居干部近亲属享受社会救助备案办法", "近亲属备案不全", "某民字〔2024〕26号", dt.date(2024, 7, 25), (1,)),
    (
        "残疾人两项补贴按月比对和线上线下一致发放规程",
        "两头名单不一致",
        "某民字〔2024〕30号",
        dt.date(2024, 8, 20),
        (2, 15),
    ),
    ("殡葬服务收费公示和回访制度", "收费不透明", "某民字〔2024〕37号", dt.date(2024, 9, 18), (19, 21)),
    ("救助对象银行卡代管备案制度", "银行卡由他人保管", "某民字〔2024〕41号", dt.date(2024, 10, 16), (8,)),
)
# This year's plan; of the last one the third quarter's target was missed.
THIS_YEAR = (
    ("养老服务", "建成20个助餐点", ("建成8个", "建成12个", "建成16个", "建成20个"), "meals.points", "助餐点登记和照片"),
    ("养老服务", "居家适老化改造140户", ("摸底", "改造40户", "改造100户", "改造140户"), "adaptation.households", "验收单"),
    ("社会救助", "全县135个村居开展“点餐式”帮扶", ("45个", "80个", "110个", "135个"), "on_demand_help.villages", "服务单"),
    ("社会救助", "培训经办人员200人", ("制定计划", "50人", "120人", "200人"), "training.people", "签到册"),
    ("社会事务", "举办集体婚礼1场", ("选点", "报名", "筹备", "举办"), "customs.group_weddings", "照片"),
    ("社会救助", "公职人员名单按月更新", ("商定", "试报", "按月报送", "不断档"), "", "报送记录"),
)  # fmt: skip
PLANNED = (
    ("养老服务", "新增3个社区嵌入式养老院", ("完成选址", "开工建设", "主体完工", "3个投入使用"), "验收单"),
    ("养老服务", "农村“一老一小”幸福院建成并投入使用", ("核定名单", "完成改造设计", "完成改造", "投入使用"), "验收单"),
    ("社会救助", "与组织、纪检、不动产、供电、自来水部门按月交换名单", ("商定字段", "试报一次", "按月报送", "全年不断档"), "报送记录"),
    ("社会事务", "打造1至2个户外颁证基地", ("选点", "设计", "建设", "启用"), "启用照片"),
    ("社会事务", "精神障碍社区康复机构平稳运行", ("人员到位", "转介不少于20人", "转介不少于40人", "规范服务率不低于60%"), "转介记录"),
    ("自身建设", "干部业务培训全覆盖", ("制定计划", "培训2期", "培训4期", "培训全部经办人员"), "签到册"),
)  # fmt: skip


class Campaign:
    """The register from May to the day the demo stands on."""

    def __init__(self, users: dict[str, User], *, today: dt.date) -> None:
        self.staff, self.users, self.today = Staff.of(users), users, today
        self.place = f"{COUNTY}000000"

    def fill(self) -> None:
        with transaction.atomic(), read_once():
            at = moment(OPENED)
            self.proof = drawn_photo(self.staff.officer, at, name="整改材料.png", purpose="整改(演示)")
            self.let_in()
            tasks = self.work_on(at)
            self.make_rules(tasks)
            self.plan()
            self.receive_leads()
            self.report()

    def let_in(self) -> None:
        """Who knows of leads: named by the head of the bureau."""
        for name in ("hedui", "jiuzhu"):
            leads.let_in(self.users[name], because="分管线索移送", by=self.staff.leader, at=moment(dt.date(2024, 5, 6)))

    def work_on(self, at: dt.datetime) -> list[Task]:
        """All of them get a measure; the first three are worked on, the others went the whole road, six a month."""
        fresh = [
            NewTask(
                problem,
                details,
                area,
                screening,
                "分管副局长",
                _UNITS[area],
                self.users["binzang"] if area == A.FUNERAL else self.staff.officer,
                DUE if place < 3 else dt.date(2024, 11, 29),
                self.place,
                ((rule, 0),) if rule else (),
            )
            for place, (area, screening, problem, details, rule) in enumerate(PROBLEMS)
        ]
        tasks = register(fresh, by=self.users["hedui"], at=at)
        started: dict[str, Any] = {"words": "逐户逐件核实整改，修订流程", "deliverable": "整改清单和证明材料"}
        self.take(flow.START, tasks, lambda place: dt.date(2024, 5, 24), lambda task: task.responsible, **started)
        done = tasks[3:]
        measures = {task.pk: str(task.measures.get().pk) for task in done}
        self.take(
            flow.DELIVER, done, self.day, lambda task: task.responsible,
            each=lambda task: {"measure": measures[task.pk]}, told="已逐件整改，清单附后",
        )  # fmt: skip
        self.take(
            flow.SUBMIT, done, self.day, lambda task: task.responsible, before="见具体情况", after="已全部纠正", hour=11
        )
        self.take(flow.ACCEPT, done, self.day, lambda task: self.staff.second, opinion="措施到位，材料齐全", hour=15)
        self.take(flow.CLOSE, done, self.day, lambda task: self.staff.deputy, intent="NOBODY", dealt_with="0", hour=16)
        return tasks

    @staticmethod
    def day(place: int) -> dt.date:
        """The working day on which the item at a place was handed in and closed: four a month from June on."""
        return calendar().next_workday(dt.date(2024, 6 + place // 4, (11, 16, 20, 25)[place % 4]))

    def take(
        self,
        action: Action,
        tasks: list[Task],
        day: Callable[[int], dt.date],
        by: Callable[[Task], User],
        *,
        each: Callable[[Task], dict[str, Any]] | None = None,
        hour: int = 10,
        **said: Any,
    ) -> None:
        files: tuple[StoredFile, ...] = (self.proof,) if any(field.kind == "file" for field in action.fields) else ()
        takings = [
            Taking(
                task.case,
                by(task),
                moment(day(place), hour),
                data={**said, **(each(task) if each else {})},
                files=files,
            )
            for place, task in enumerate(tasks)
        ]
        take_each(action, takings)

    def make_rules(self, tasks: list[Task]) -> None:
        """Five lasting rules, and the group that leads the campaign."""
        for name, weakness, number, issued_on, places in RULES:
            new = rules.NewRegulation(name, "社会救助股", weakness, [tasks[place].case for place in places])
            made = rules.draft(
                new, area_code=self.place, by=self.staff.officer, at=moment(issued_on - dt.timedelta(days=14))
            )
            said = {"document_no": number, "issued_on": issued_on.isoformat()}
            taking = Taking(made.case, self.staff.leader, moment(issued_on), data=said, files=(self.proof,))
            take_each(rule_flow.ISSUE, [taking])
        group = rules.NewGroup(
            "民政领域专项整治工作专班",
            "某府办字〔2024〕18号",
            dt.date(2024, 5, 6),
            "县长",
            ("常务副县长", "分管民政副县长"),
            ("县纪委监委", "县民政局", "县财政局", "县审计局", "县公安局", "县卫生健康委员会", "县残疾人联合会"),
        )
        rules.set_up(group, by=self.staff.officer, at=moment(dt.date(2024, 5, 7)))

    def plan(self) -> None:
        self.plan_this_year()
        self.plan_next_year()

    def plan_this_year(self) -> None:
        """Entered and approved in its first days; three quarters are reported, the last is still running."""
        year = self.today.year
        new = [
            plans.NewItem(year, section, words, _OFFICE, self.staff.officer, targets, evidence, indicator)
            for section, words, targets, indicator, evidence in THIS_YEAR
        ]
        entered = moment(dt.date(year, 1, 3))
        items: list[PlanItem] = plans.enter(new, area_code=self.place, by=self.users["hedui"], at=entered)
        approved = moment(dt.date(year, 1, 8))
        take_each(plan_flow.APPROVE, [Taking(item.case, self.staff.leader, approved) for item in items])
        for quarter, on in enumerate((dt.date(year, 4, 3), dt.date(year, 7, 4), dt.date(year, 10, 9)), 1):
            takings = []
            for item in items:
                late = item is items[-1] and quarter == 3
                said = {"told": f"{item.words}：按季推进，材料附后", "reached": "0" if late else "1"}
                takings.append(Taking(item.case, self.staff.officer, moment(on), data=said, files=(self.proof,)))
            take_each(plan_flow.REPORT, takings)

    def plan_next_year(self) -> None:
        """Waiting for approval but for the first three."""
        new = [
            plans.NewItem(self.today.year + 1, section, words, _OFFICE, self.staff.officer, targets, evidence)
            for section, words, targets, evidence in PLANNED
        ]
        items: list[PlanItem] = plans.enter(
            new, area_code=self.place, by=self.users["hedui"], at=moment(dt.date(2024, 12, 2))
        )
        approved = [Taking(item.case, self.staff.leader, moment(dt.date(2024, 12, 5))) for item in items[:3]]
        take_each(plan_flow.APPROVE, approved)

    def receive_leads(self) -> None:
        """What was handed over more than a week ago has its receipt."""
        old = Lead.objects.filter(handed_on__lt=self.today - dt.timedelta(days=7), receipt_on=None)
        takings = []
        for number, lead in enumerate(old.select_related("case").order_by("pk"), 1):
            assert lead.handed_on is not None
            day = min(lead.handed_on + dt.timedelta(days=5), self.today)
            said = {"receipt_no": f"纪收〔{day.year}〕{number}号", "receipt_on": day.isoformat()}
            takings.append(Taking(lead.case, self.users["hedui"], moment(day), data=said))
        if takings:
            take_each(lead_flow.RECEIPT, takings)

    def report(self) -> None:
        """Every fortnight was reported on the Monday after it, but the one that has just ended."""
        period, newest = fortnight.fortnight_of(OPENED), fortnight.last_over(self.today)
        while period != newest:
            after = period.last + dt.timedelta(days=1)
            fortnight.send(period, area_code=self.place, by=self.users["hedui"], at=moment(after))
            period = fortnight.fortnight_of(after)


_OFFICE = "县民政局"
_UNITS = {
    A.ASSISTANCE: "社会救助股",
    A.CHILDREN: "儿童福利股",
    A.DISABILITY: "社会事务股",
    A.FUNERAL: "殡葬管理所",
    A.ELDERLY: "养老服务股",
}
