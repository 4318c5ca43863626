"""The edges of the rolls: helped once, leaving later, gone, or just above the line. Kept by the bureau itself."""

from __future__ import annotations

from doudi.mechanisms.exchange.declare import Kind, Source, column
from doudi.programmes.integrity.data_matching.sources.common import (
    ADDRESS,
    HOUSEHOLD_NO,
    MEMBERS,
    NOTE,
    OWN,
    RELATION,
    TOWNSHIP,
    address,
    name,
    person,
)

TEMPORARY_ASSISTANCE = Source(
    "temporary_assistance",
    "临时救助台账",
    "县民政局",
    (
        column("on", Kind.DATE, "救助日期", "发放日期", "日期", "审批时间", "批准日期", "受理时间", required=True),
        TOWNSHIP,
        name(),
        person(),
        column(
            "kind", Kind.TEXT, "救助类型", "类型", "临时救助类型", "救助程序", "救助方式", values=("支出型", "急难型")
        ),
        column(
            "cause", Kind.TEXT, "致困原因", "救助原因", "困难原因", "困难类型", "申请原因", "救助事由", sensitive=True
        ),
        column("persons", Kind.COUNT, "救助人数", "人数", "家庭人口", "救助人口", "受益人数"),
        column(
            "amount",
            Kind.MONEY,
            "救助金额(元)",
            "救助金额",
            "金额",
            "救助金",
            "救助资金",
            "发放金额",
            "补助金额",
            "批准金额",
            unit="元",
            required=True,
        ),
        column(
            "fund", Kind.TEXT, "资金渠道", "资金来源", "经费来源", "列支渠道", "资金类别", values=("备用金", "县级资金")
        ),
        address(),
        NOTE,
    ),
    titles=("临时救助",),
    own=True,
    programme="临时救助",
    basis=OWN,
)

DEFERRED_EXITS = Source(
    "deferred_exits",
    "低保延退名册",
    "县民政局",
    (
        column("household_no", Kind.CODE, *HOUSEHOLD_NO),
        name("户主姓名", "申请人", "姓名", "户主", "渐退对象", "申请人姓名"),
        person(),
        column("category", Kind.TEXT, "延退类别", "延退类型", "延退事由", "渐退原因", "渐退类型", "低保类别"),
        column(
            "from_month",
            Kind.MONTH,
            "延退起始",
            "延退起始月",
            "起始月份",
            "延退开始",
            "渐退开始时间",
            "渐退开始月份",
            "渐退期起",
            required=True,
        ),
        column(
            "to_month",
            Kind.MONTH,
            "延退终止",
            "延退终止月",
            "终止月份",
            "延退截止",
            "延退终止日期",
            "渐退截止时间",
            "到期月份",
            "渐退结束月",
            "渐退期止",
            required=True,
        ),
        column("months", Kind.COUNT, "月数", "延退月数", "渐退月数", "渐退期限", "渐退期(月)", "期限(月)"),
        address(),
        NOTE,
    ),
    titles=("延退", "渐退", "低保延保"),
    own=True,
    basis=OWN,
)

STOPPED = Source(
    "stopped",
    "低保停保名册",
    "县民政局",
    (
        column("household_no", Kind.CODE, *HOUSEHOLD_NO, required=True),
        column("category", Kind.TEXT, "低保类别", "类别", "保障类别", "城乡类型", values=("城市低保", "农村低保")),
        name("申请人", "户主姓名", "姓名", "申请人姓名", "户主"),
        person(),
        column("members", Kind.COUNT, *MEMBERS),
        column("cause", Kind.TEXT, "停保原因", "退出原因", "停发原因", "取消原因", "退保原因", "清退原因", marks=True),
        column(
            "from_month",
            Kind.MONTH,
            "停发起始月(自该月起停发)",
            "停发起始月",
            "停保月份",
            "停发月份",
            "退出月份",
            "停保时间",
            "退保月份",
            "停发时间",
            required=True,
        ),
        address(),
        NOTE,
    ),
    titles=("停保", "退出名册", "停发名册", "低保退保", "低保清退人员", "低保退出", "低保注销"),
    own=True,
    basis=OWN,
)

EDGE_FAMILIES = Source(
    "edge_families",
    "低保边缘家庭名册",
    "县民政局",
    (
        column("household_no", Kind.CODE, *HOUSEHOLD_NO, "边缘证号", per_household=True),
        name(),
        column("relation", Kind.RELATION, *RELATION),
        person(),
        column("members", Kind.COUNT, *MEMBERS, per_household=True),
        column(
            "income_per_head",
            Kind.MONEY,
            "家庭人均月收入(元)",
            "人均月收入",
            "人均收入",
            "家庭月人均收入",
            "月人均收入",
            unit="元",
            marks=True,
            per_household=True,
            sensitive=True,
        ),
        column(
            "recognised_on",
            Kind.DATE,
            "认定日期",
            "认定时间",
            "审核确认时间",
            "确认日期",
            "批准时间",
            per_household=True,
        ),
        column("address", Kind.ADDRESS, *ADDRESS, per_household=True),
        NOTE,
    ),
    titles=("边缘家庭", "低保边缘", "低收入家庭"),
    own=True,
    basis=OWN,
)
