"""What the bureau keeps beside its rolls: filings, handlers, the payments and what the bank says of them; and the table of areas."""

from __future__ import annotations

from doudi.mechanisms.exchange.declare import Cadence, Kind, Source, column
from doudi.programmes.integrity.data_matching.sources.common import (
    ACCOUNT,
    HOLDER,
    HOUSEHOLD_NO,
    NOTE,
    OWN,
    PHONE,
    identity,
    name,
    person,
)

KIN_FILINGS = Source(
    "kin_filings",
    "近亲属备案表",
    "县民政局",
    (
        name("干部姓名", "备案人姓名", "经办人姓名", "工作人员姓名", "村干部姓名", code="staff_name"),
        identity("staff_id", "干部身份证号", "备案人身份证号", "经办人身份证号", "工作人员身份证号", "备案人证件号码"),
        column("unit", Kind.TEXT, "工作单位", "单位", "所在单位", "用人单位"),
        column(
            "staff_kind",
            Kind.TEXT,
            "人员类别",
            "备案类别",
            "身份类别",
            "备案人身份",
            values=("村居干部", "经办人员", "公职人员"),
        ),
        column("relation", Kind.RELATION, "亲属关系", "与干部关系", "关系", "与享受对象关系", required=True),
        name("救助对象姓名", "对象姓名", "亲属姓名", "享受对象姓名", "低保对象姓名", "近亲属姓名", code="name"),
        identity(
            "id_number",
            "救助对象身份证号",
            "对象身份证号",
            "亲属身份证号",
            "享受对象身份证号",
            "低保对象身份证",
            "近亲属身份证号",
            subject=True,
            required=True,
        ),
        column("benefit", Kind.TEXT, "救助类别", "救助类型", "享受待遇", "享受救助类别", "享受类别", "救助项目"),
        column("filed_on", Kind.DATE, "备案日期", "备案时间", "登记日期"),
        column("state", Kind.TEXT, "当前状态", "备案状态", "状态", values=("有效", "撤销", "失效")),
        NOTE,
    ),
    titles=("近亲属", "备案登记"),
    own=True,
    basis="《最低生活保障审核确认办法》第十一条",
)

HANDLERS = Source(
    "handlers",
    "社会救助经办人员名册",
    "县民政局",
    (
        column("unit", Kind.TEXT, "单位名称", "单位", "工作单位", "所在单位", "用人单位"),
        name(),
        person(),
        column(
            "post",
            Kind.TEXT,
            "职务",
            "岗位",
            "职务/岗位",
            "从事工作",
            values=("民政助理员", "社会救助经办员", "民政所长"),
        ),
        column("from_on", Kind.DATE, "任职时间", "上岗时间", "从事工作时间"),
        column("phone", Kind.PHONE, *PHONE),
        column("state", Kind.TEXT, "当前状态", "状态", "在岗状态", required=True, values=("在岗", "离岗", "调离")),
        NOTE,
    ),
    titles=("经办人员", "经办员"),
    own=True,
    basis=OWN,
    cadence=Cadence.ON_CHANGE,
)

SUBSIDY_SYSTEM_LIST = Source(
    "subsidy_system_list",
    "补贴系统线上发放清单",
    "县民政局",
    (
        column("benefit", Kind.TEXT, "补贴种类", "补贴类型", "补贴项目", "补贴名称", required=True),
        name(),
        person(),
        column(
            "amount",
            Kind.MONEY,
            "金额(元)",
            "金额",
            "发放金额",
            "补贴金额",
            "应发金额",
            "补贴标准",
            unit="元",
            required=True,
        ),
        HOLDER,
        ACCOUNT,
        column("state", Kind.TEXT, "系统状态", "发放状态", "状态", "享受状态", values=("已发放", "未发放")),
        NOTE,
    ),
    titles=("线上发放", "补贴信息系统", "补贴系统"),
    own=True,
    basis=OWN,
)

BANK_RETURN = Source(
    "bank_return",
    "银行代发回单",
    "代发银行",
    (
        ACCOUNT,
        name("户名", "收款人", "开户名", "收款人名称", "收款户名", code="account_holder"),
        person(),
        column("amount", Kind.MONEY, "金额", "金额(元)", "交易金额", "代发金额", "发放金额", unit="元", required=True),
        column("benefit", Kind.TEXT, "摘要", "用途", "补贴项目", "项目名称", "款项用途"),
        column(
            "result",
            Kind.TEXT,
            "交易结果",
            "处理结果",
            "结果",
            "交易状态",
            "处理状态",
            "入账结果",
            "返回信息",
            required=True,
            values=("成功", "失败"),
        ),
        column("remark", Kind.TEXT, "附言", "备注", "失败原因", "交易附言"),
    ),
    titles=("代发", "回单", "银行"),
    own=True,
    basis="代发协议",
)

PAYMENTS = Source(
    "payments",
    "发放明细",
    "县民政局",
    (
        column("benefit", Kind.TEXT, "补贴项目", "项目", "救助项目", "发放项目", required=True),
        column("month", Kind.MONTH, "所属月份", "发放月份", "所属期", "月份", "归属月份", required=True),
        column("paid_on", Kind.DATE, "发放日期", "发放时间", "入账日期", "支付日期"),
        name(),
        person(),
        column("amount", Kind.MONEY, "金额", "金额(元)", "发放金额", "实发金额", "支付金额", unit="元", required=True),
        column("household_no", Kind.CODE, *HOUSEHOLD_NO),
        HOLDER,
        ACCOUNT,
        column("result", Kind.TEXT, "发放结果", "结果", "发放状态", "支付状态", values=("成功", "失败")),
        NOTE,
    ),
    titles=("发放明细", "发放流水"),
    own=True,
    basis=OWN,
)

AREAS = Source(
    "areas",
    "行政区划代码表",
    "县民政局",
    (
        column("code", Kind.CODE, "区划代码", "code", "行政区划代码", "代码", required=True),
        column("name", Kind.PLACE, "区划名称", "name", "名称", "行政区划名称", required=True),
        column("level", Kind.TEXT, "级别", "level", "层级", "区划级别", values=("县", "乡镇", "街道", "村", "社区")),
        column("parent", Kind.CODE, "上级代码", "parent", "上级区划代码", "父级代码"),
    ),
    titles=("行政区划", "areas", "区划"),
    own=True,
    cadence=Cadence.ON_CHANGE,
    basis="GB/T 2260、GB/T 10114",
)
