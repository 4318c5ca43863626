"""The bad cases that the county is built with (section 15 of the brief), and what the system must say of each.

`planted.csv` in the demo's folder says for each case who it was, so that whoever tries the system can hold it against the answers.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from doudi.base.months import format_month
from doudi.demo import histories, plants
from doudi.demo.county import County
from doudi.demo.dossier import Answer, Dossier
from doudi.demo.lists import Writer


@dataclass(frozen=True)
class BadCase:
    """One case: its number in the brief (from 101 on: not of the brief), what was planted, and how."""

    number: int
    name: str
    planted: str
    plant: plants.Plant


CASES = (
    BadCase(1, "15位与18位证号同一人", "服刑名单上写15位旧号", plants.old_number),
    BadCase(2, "双胞胎证号相邻", "双胞胎兄弟名下有车,证号只差一位顺序码", plants.twins),
    BadCase(3, "生僻字、异体字姓名", "花名册写國龍,公积金名单写国龙", plants.variant_name),
    BadCase(4, "死亡登记到兄弟名下", "注销名单写的是他,死亡证明号属于他的兄弟", plants.wrong_brother),
    BadCase(5, "人在世而户口被注销", "注销名单上有他,备注已恢复户口", plants.cancelled_alive),
    BadCase(6, "车辆只在纸上卖出", "车仍登记在名下,备注未过户", plants.sold_on_paper),
    BadCase(7, "老人被借名办公司", "七旬老人任法定代表人", plants.borrowed_name),
    BadCase(8, "母亲进保后儿子当选村干部", "儿子在另一户口簿,未备案", plants.elected_later),
    BadCase(9, "干部已离任,备案未销", "名册备注已离任,备案仍有效", plants.left_office),
    BadCase(10, "离婚,孩子在两户", "孩子同时在父亲的农村低保户和母亲的城市低保户", plants.divorce),
    BadCase(11, "七月满十八岁仍在读中职", "孤儿,学籍名单在读", plants.still_at_school),
    BadCase(12, "士兵退役回乡", "户籍先有迁出记录,后有迁回记录", plants.soldier),
    BadCase(13, "夫妻户口在两省", "配偶户口在外县,不在保障家庭", plants.two_provinces),
    BadCase(14, "易地搬迁由农转城", "农村低保停、城市低保起,前后月衔接", plants.relocated),
    BadCase(15, "组长代管存折", "开户人是组长", plants.group_head),
    BadCase(16, "两户共用一个账户", "两户账号、开户人相同", plants.one_account),
    BadCase(17, "银行回单残缺", "一行截断、一行重复、合计错误", plants.bank_return),
    BadCase(18, "换证后等级变化", "二级证换为三级证,护理补贴照发", plants.other_grade),
    BadCase(19, "低保停而生活补贴未停", "低保已停两个月,生活补贴照发", plants.subsidy_goes_on),
    BadCase(20, "特困供养又领护理补贴", "同月领取两项", plants.tekun_and_nursing),
    BadCase(21, "提标补发遇停保", "停保后补发停保前月份的差额", plants.back_pay),
    BadCase(22, "公示跨节假日", "公示不在月度比对之内", plants.elsewhere),
    BadCase(23, "公示第七日提出异议", "公示不在月度比对之内", plants.elsewhere),
    BadCase(24, "乡镇两次退回,时限将满三十日", "审核确认不在月度比对之内", plants.elsewhere),
    BadCase(25, "临时救助拆成三笔", "同月三笔,每笔低于备用金上限", plants.split_aid),
    BadCase(26, "动用备用金没有个案", "备用金一笔,没有致困原因", plants.reserve),
    BadCase(27, "名册换列序、合并单元格、空证号", "财政供养名册当月换了列序", plants.dirty_roster),
    BadCase(28, "上月名册改名再报", "公职人员名册是九月的文件,依据它的疑点不作结论", plants.public_employee),
    BadCase(29, "授权书晚于查询", "授权核对不在月度比对之内", plants.elsewhere),
    BadCase(30, "夜间查看二百份档案", "查看留痕,不在月度比对之内", plants.elsewhere),
    BadCase(31, "核对中途撤回授权", "授权核对不在月度比对之内", plants.elsewhere),
    BadCase(32, "重残人从未申请", "边缘家庭一级残疾,未享单人保和护理补贴", plants.never_applied),
    BadCase(33, "点单其实是应享待遇", "点单帮扶不在月度比对之内", plants.elsewhere),
    BadCase(34, "延退期满仍在册", "延退终止月之后仍发放", plants.grace_ended),
    BadCase(35, "排除后又有新数据", "九月的车辆疑点已排除,十一月又有一辆车", plants.hit_again),
    BadCase(101, "同号异名(R-ID-02)", "车辆名单上他的证号写着别人的姓名", plants.other_name),
    BadCase(102, "近亲属已备案", "儿子是经办人员,有有效备案", plants.filed_kin),
    BadCase(103, "姻亲不在法定范围", "儿媳是村干部", plants.daughter_in_law),
    BadCase(104, "满十八岁已毕业", "孤儿,学籍名单已毕业", plants.left_school),
)


def dossier_of(county: County, *, seed: int, month: int) -> Dossier:
    """Settle a county, plant the everyday cases of three months and every case of the table in the newest."""
    writer = Writer(county, seed=seed, month=month)
    writer.settle()
    for case in CASES:
        for answer in case.plant(writer, month):
            answer.number = case.number
            writer.dossier.planted.append(answer)
    writer.plant()
    histories.tell(writer, seed=seed)
    return writer.dossier


def write_answers(dossier: Dossier, path: Path) -> None:
    """The answer list: one row per case and rule, with the numbers of whoever it may name."""
    by_number = {case.number: case for case in CASES}
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        out.writerow(["编号", "情形", "埋设内容", "规则", "应当", "自", "证号"])
        for each in sorted(dossier.planted, key=lambda planted: (planted.number or 999, planted.rule)):
            case = by_number.get(each.number)
            name, planted = (case.name, case.planted) if case else ("日常", "")
            out.writerow([each.number or "", name, planted, each.rule, each.answer.value, format_month(each.since), "|".join(sorted(each.people))])  # fmt: skip


__all__ = ["CASES", "Answer", "BadCase", "dossier_of", "write_answers"]
