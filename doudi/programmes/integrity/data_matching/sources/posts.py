"""Who is paid by the budget or holds a public post, down to the village."""

from __future__ import annotations

from doudi.mechanisms.exchange.declare import Kind, Source, column
from doudi.programmes.integrity.data_matching.sources.common import (
    AGREEMENT,
    NOTE,
    PHONE,
    SHARING,
    TOWNSHIP,
    VILLAGE,
    identity,
    name,
    person,
)

PAYROLL = Source(
    "payroll",
    "财政供养人员信息表",
    "县财政局",
    (
        column("unit", Kind.TEXT, "单位名称", "单位", "工作单位", "预算单位", "所在单位"),
        name(),
        person(),
        column(
            "kind",
            Kind.TEXT,
            "人员性质",
            "编制类型",
            "人员类别",
            "身份类别",
            "供养类别",
            required=True,
            values=("行政编制", "事业编制", "参公编制", "公益性岗位", "编外聘用", "遗属补助"),
        ),
        column(
            "wage",
            Kind.MONEY,
            "月应发工资(元)",
            "应发合计",
            "应发工资",
            "月工资",
            "工资",
            "工资合计",
            "月应发",
            "工资总额",
            unit="元",
        ),
        NOTE,
    ),
    titles=(
        "财政供养",
        "工资统发",
        "财政统发工资人员",
    ),
    basis=SHARING,
    purpose="公职人员家庭享受救助核查",
)

PUBLIC_EMPLOYEES = Source(
    "public_employees",
    "公务员及参公人员名册",
    "县委组织部",
    (
        column("unit", Kind.TEXT, "工作单位", "单位", "单位及部门", "单位名称", "所在单位", "任职单位"),
        name(),
        person(),
        column("post", Kind.TEXT, "职位", "职务", "职务职级", "职级", "现任职务", "工作单位及职务", marks=True),
        column("from_on", Kind.DATE, "任现职时间", "任职时间", "现职级时间", "任现职级时间"),
        column("state", Kind.TEXT, "在职状态", "状态", "管理状态", "人员状态", values=("在职", "退休", "辞职")),
        NOTE,
    ),
    titles=("公务员", "公职人员", "参公人员", "机关干部"),
    against=("财政供养",),
    basis=AGREEMENT,
    purpose="公职人员近亲属享受救助核查",
)

VILLAGE_CADRES = Source(
    "village_cadres",
    "村(社区)干部名册",
    "县委组织部",
    (
        column(
            "village",
            Kind.PLACE,
            "任职村",
            "村(社区)名称",
            "村居委",
            "所属村居",
            "村别",
            *VILLAGE.names,
            values=VILLAGE.values,
            required=True,
        ),
        TOWNSHIP,
        name(),
        column(
            "post",
            Kind.TEXT,
            "职务",
            "任职",
            "担任职务",
            "任职职务",
            "现任职务",
            "村内职务",
            "所任职务",
            values=("党支部书记", "村委会主任", "委员", "妇联主席", "治保主任", "会计"),
        ),
        identity(subject=True),
        column("phone", Kind.PHONE, *PHONE),
        column("from_on", Kind.DATE, "任职时间", "任职日期", "当选时间", "上任时间", "任现职时间"),
        column("sex", Kind.SEX, "性别", "男女", "XB"),
        column("born_on", Kind.DATE, "出生年月", "出生日期", "生日"),
        NOTE,
    ),
    titles=("村(社区)干部", "村居干部", "村干部", "社区干部", "两委"),
    basis=AGREEMENT,
    purpose="村居干部近亲属享受救助备案核查",
)
