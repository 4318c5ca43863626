"""Who may need help or already has it elsewhere: disability, illness, monitored households, neighbouring counties."""

from __future__ import annotations

from doudi.mechanisms.exchange.declare import Kind, Source, column
from doudi.programmes.integrity.data_matching.sources.common import (
    DISABILITY_CLASS,
    DISABILITY_GRADE,
    HOUSEHOLD_NO,
    NOTE,
    RELATION,
    SHARING,
    address,
    name,
    person,
)

DISABILITY_CERTIFICATES = Source(
    "disability_certificates",
    "持证残疾人信息",
    "县残疾人联合会",
    (
        column("certificate_no", Kind.CODE, "残疾人证号", "残疾证号", "证件编号", required=True),
        name(),
        person(),
        column(
            "disability_class",
            Kind.TEXT,
            *DISABILITY_CLASS,
            values=("视力", "听力", "言语", "肢体", "智力", "精神", "多重"),
            sensitive=True,
        ),
        column("grade", Kind.GRADE, *DISABILITY_GRADE, sensitive=True),
        column("issued_on", Kind.DATE, "发证日期", "发证时间", "办证日期", "初次办证时间"),
        column("valid_to", Kind.DATE, "有效期限", "有效期至", "到期日期", "有效期", "有效期止"),
        column("state", Kind.TEXT, "证件状态", "状态", "残疾证状态", values=("正常", "过期", "注销", "换证")),
        column("changed_on", Kind.DATE, "状态变更日期", "变更日期", "状态日期", "变动日期"),
        NOTE,
    ),
    titles=("持证残疾人", "残疾人证", "残联", "残疾证办理"),
    against=("补贴",),
    basis=SHARING,
    purpose="残疾人两项补贴核查",
)

MEDICAL_COSTS = Source(
    "medical_costs",
    "医疗费用个人负担较重人员名单",
    "县医疗保障局",
    (
        name("参保人姓名", "姓名", "参保人", "参保人员姓名"),
        person(),
        column("diagnosis", Kind.TEXT, "主要诊断", "诊断", "病种", "疾病名称", "出院诊断", sensitive=True),
        column("hospital", Kind.TEXT, "就诊医院", "医院", "医院名称", "医疗机构", "定点医疗机构"),
        column("period", Kind.TEXT, "统计期间", "期间", "费用所属期", "年度"),
        column("total", Kind.MONEY, "医疗总费用", "总费用", "费用总额", "总医疗费用", unit="元", sensitive=True),
        column(
            "own_part",
            Kind.MONEY,
            "个人负担",
            "个人自付",
            "自付金额",
            "个人负担金额",
            "个人自付费用",
            unit="元",
            required=True,
            sensitive=True,
        ),
        address(),
        NOTE,
    ),
    titles=("医疗费用", "大额医疗", "医保", "因病致贫预警"),
    basis=SHARING,
    purpose="主动发现漏救",
)

OTHER_COUNTY_DIBAO = Source(
    "other_county_dibao",
    "外县(市、区)在册低保对象",
    "省社会救助信息平台",
    (
        column("county", Kind.PLACE, "县(市、区)", "县区", "所在县", "县市区", "行政区", required=True),
        name(),
        person(),
        column("category", Kind.TEXT, "低保类别", "类别", "救助类型"),
        column("amount", Kind.MONEY, "月保障金", "保障金", "金额", "保障金额", "发放金额", unit="元"),
        column("from_on", Kind.DATE, "起保日期", "开始日期", "纳入时间"),
        column("to_on", Kind.DATE, "停保日期", "结束日期", "停发时间", "退保日期"),
        column("state", Kind.TEXT, "状态", "在保状态", values=("在保", "停保")),
        NOTE,
    ),
    titles=("外县", "外地在保", "在册低保对象", "跨县低保对象"),
    basis=SHARING,
    purpose="重复享受核查",
)

MONITORED = Source(
    "monitored",
    "防返贫监测对象名单",
    "县农业农村局",
    (
        column("household_no", Kind.CODE, "监测户编号", "户码", *HOUSEHOLD_NO, per_household=True),
        name(),
        column("relation", Kind.RELATION, *RELATION),
        person(),
        column(
            "category",
            Kind.TEXT,
            "监测对象类别",
            "监测类别",
            "户类型",
            required=True,
            per_household=True,
            values=("突发严重困难户", "脱贫不稳定户", "边缘易致贫户"),
        ),
        column("risk", Kind.TEXT, "致贫返贫风险", "风险类型", "返贫风险", "主要风险", "风险点", per_household=True),
        column("since_on", Kind.DATE, "识别时间", "纳入时间", "认定时间", "识别监测时间", per_household=True),
        column(
            "cleared",
            Kind.TEXT,
            "风险消除情况",
            "风险是否消除",
            "消除情况",
            "是否消除风险",
            "风险状态",
            per_household=True,
        ),
        address(),
        NOTE,
    ),
    titles=("防返贫", "监测对象"),
    basis=SHARING,
    purpose="主动发现漏救",
)
