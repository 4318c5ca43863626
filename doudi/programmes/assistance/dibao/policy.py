"""低保的参数:补助方式、分档、分类施保、财产限额、渐退期。"""

from __future__ import annotations

from doudi.base.documents import ASSISTANCE, COUNTY, COUNTY_SUMMARY, DIBAO, ELSEWHERE, GANZHOU, Document
from doudi.mechanisms.entitlement.means import policy as means
from doudi.mechanisms.entitlement.policy import Policy, choice, parameter, since, switch, table
from doudi.mechanisms.entitlement.units import MONTHS, NUMBER, PERCENT, YEARS, YUAN, Named, Residence, RoundTo, one_of

GRADES_2023 = Document("江西省2023年低保分档补助标准(网络问答,未经核实)", tag="C")


class Mode(Named):
    """补助方式,第二十三条规定的两种。"""

    GAP = 0, "补差"
    GRADE = 1, "分档"


class Grade(Named):
    """困难程度的档次。"""

    A = 0, "A档"
    B = 1, "B档"
    C = 2, "C档"
    D = 3, "D档"
    E = 4, "E档"


class Uplift(Named):
    """分类施保的类别。"""

    NONE = 0, "无"
    OLD = 1, "老年人"
    MINOR = 2, "未成年人"
    DISABLED = 3, "重度残疾人"
    ILL = 4, "重病患者"


class GraceGroup(Named):
    """渐退期的六类对象;第二、三类的划分是推测,须请县民政局确认。"""

    NONE = 0, "不属于"
    PENSIONER = 1, "领取养老金,人均收入在标准1倍以上2倍以下"
    SCHOOL_LEAVER = 2, "家庭成员高中(中职)毕业后就业"
    GRADUATE = 3, "家庭成员高校毕业后就业"
    PLACED_FAMILY = 4, "就业困难家庭经公共就业服务机构安置,就业稳定"
    PLACED_DISABLED = 5, "残疾人经公共就业服务机构安置,就业稳定"
    OTHER = 6, "县级以上民政部门规定的其他情形"


class DibaoPolicy(Policy):
    """最低生活保障。"""

    code = "dibao"
    name = "最低生活保障"

    # 金额
    mode = table(
        "补助方式",
        one_of(Mode),
        since("2021-01-01", (Mode.GAP, Mode.GAP), COUNTY, "D", note="两种都合法,由县选定"),
        by=Residence,
        basis=DIBAO["第二十三条"],
    )
    grade_amount = table(
        "分档补助标准(每人每月)",
        YUAN,
        since(
            "2023-01-01",
            ((885, 885, 570, 420, 350), (660, 660, 450, 330, 290)),
            GRADES_2023,
            "C",
            note="2024年及以后的分档未见公布;选用分档方式前必须先录入",
        ),
        by=(Residence, Grade),
        basis=DIBAO["第二十三条"],
    )
    rounding = choice(
        "低保金进位方式",
        RoundTo,
        since("2021-01-01", RoundTo.CEIL_YUAN, ELSEWHERE, "C", note="有利于困难群众,待县确认"),
        basis=COUNTY["进位方式(R-MONEY-02)"],
    )
    # 分类施保
    uplift_rate = table(
        "分类施保增发比例(占标准)",
        PERCENT,
        since("2021-01-01", (0, 0, 0, 0, 0), COUNTY, "D", note="外地10%至30%,江西未见,暂按0"),
        by=Uplift,
        basis=ASSISTANCE["第十二条"],
    )
    uplift_amount = table(
        "分类施保增发金额(每人每月)",
        YUAN,
        since("2021-01-01", (0, 0, 0, 0, 0), COUNTY, "D", note="以金额规定的,录在这里"),
        by=Uplift,
        basis=ASSISTANCE["第十二条"],
    )
    uplift_stacks = switch(
        "一人符合多类时叠加",
        since("2021-01-01", False, COUNTY, "D", note="就高不重复"),
        basis=DIBAO["第二十七条"],
    )
    old_age = parameter(
        "分类施保的老年人年龄", YEARS, since("2021-01-01", 70, COUNTY, "D"), basis=ASSISTANCE["第十二条"]
    )
    # 就业
    refusals = parameter(
        "无正当理由连续拒绝介绍工作几次即减发",
        NUMBER,
        since("2021-01-01", 3, DIBAO["第三十四条"], "A"),
        basis=DIBAO["第三十四条"],
    )
    # 财产:申请家庭
    home_count = means.home_count(since("2021-01-01", 2, GANZHOU, "C"))
    home_area = means.home_area(since("2021-01-01", 45, COUNTY, "D", note="上年度当地人均住房面积,待录统计数"))
    vehicle_multiple = means.vehicle_multiple(since("2021-01-01", 15, GANZHOU, "C"))
    vehicle_by_year = means.vehicle_by_year(since("2021-01-01", False, COUNTY, "D", note="“15倍”指月或年,待问"))
    savings_months = means.savings_months(since("2021-01-01", 36, ELSEWHERE, "C", note="重病家庭有的地方为48倍"))
    capital_limit = means.capital_limit(since("2021-01-01", 100_000, GANZHOU, "C"))
    # 渐退期
    grace_shortest = table(
        "渐退期最短",
        MONTHS,
        since("2021-07-01", (0, 6, 6, 6, 24, 36, 1), GANZHOU, "C", note="与县总结“6个月至3年”相符"),
        by=GraceGroup,
        basis=DIBAO["第三十三条"],
    )
    grace_longest = table(
        "渐退期最长",
        MONTHS,
        since("2021-07-01", (0, 6, 12, 12, 24, 36, 36), COUNTY_SUMMARY, "A", note="分类期限参照赣州"),
        by=GraceGroup,
        basis=DIBAO["第三十三条"],
    )
    grace_national = parameter(
        "国家规定的渐退期(超过须有省级依据)",
        MONTHS,
        since("2021-07-01", 6, DIBAO["第三十三条"], "A"),
        basis=DIBAO["第三十三条"],
    )
    grace_long_for_towns = switch(
        "城市低保家庭也可给予超过国家规定期限的渐退期",
        since("2021-07-01", False, COUNTY_SUMMARY, "A", note="县规定的六类对象限农村低保家庭"),
        basis=DIBAO["第三十三条"],
    )
    grace_ceiling = parameter(
        "第一类渐退期收入上限(占标准)", PERCENT, since("2021-07-01", 200, GANZHOU, "C"), basis=DIBAO["第三十三条"]
    )
    grace_follows_standard = switch(
        "渐退期内提标,金额随之提高",
        since("2021-07-01", True, COUNTY, "D", note="金额是否冻结,待县确认"),
        basis=COUNTY["渐退期起止与金额(R-EXIT-01)"],
    )


class SupportersPolicy(Policy):
    """非共同生活的法定赡养、抚养、扶养义务人的家庭:有赡养能力的,原则上不纳入。"""

    code = "supporters"
    name = "赡养人家庭经济状况"

    home_count = means.home_count(since("2021-01-01", 2, GANZHOU, "C"))
    home_area = means.home_area(since("2021-01-01", 45, COUNTY, "D", note="上年度当地人均住房面积,待录统计数"))
    vehicle_multiple = means.vehicle_multiple(since("2021-01-01", 15, GANZHOU, "C"))
    vehicle_by_year = means.vehicle_by_year(
        since("2021-01-01", True, COUNTY, "D", note="按年理解:2024年168,300元,待问")
    )
    savings_rate = parameter(
        "人均金融资产限额(占上年人均可支配收入)",
        PERCENT,
        since("2021-01-01", 150, GANZHOU, "C"),
        basis=DIBAO["第十四条"],
    )
    capital_limit = means.capital_limit(since("2021-01-01", 100_000, GANZHOU, "C"))
