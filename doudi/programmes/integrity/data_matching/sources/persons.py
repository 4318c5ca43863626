"""Who lives, where, with whom, and who has died, left or cannot receive: police, health, funeral home, courts, schools."""

from __future__ import annotations

from doudi.mechanisms.exchange.declare import Cadence, Kind, Source, column
from doudi.programmes.integrity.data_matching.sources.common import (
    NOTE,
    OWN,
    RELATION,
    SHARING,
    address,
    identity,
    name,
    person,
)

REGISTER = Source(
    "register",
    "户籍人口信息",
    "县公安局",
    (
        column("household_no", Kind.CODE, "户号", "户籍编号", "户编号", "家庭户号", "HH", required=True),
        name(),
        person(),
        column("sex", Kind.SEX, "性别", "男女"),
        column("born_on", Kind.DATE, "出生日期", "出生年月", "生日"),
        column("relation", Kind.RELATION, *RELATION),
        address(),
        column(
            "state",
            Kind.TEXT,
            "人员状态",
            "状态",
            "户籍状态",
            "人口状态",
            "RYZT",
            values=("正常", "死亡", "县内迁移", "迁出县外", "注销"),
        ),
        column("changed_on", Kind.DATE, "状态变动日期", "变动日期", "变更日期", "状态变更日期"),
        column("hukou", Kind.TEXT, "户口性质", "户籍性质", values=("农业", "非农业")),
        identity("father_id", "父亲身份证号", "父亲公民身份号码", "父亲证件号码"),
        identity("mother_id", "母亲身份证号", "母亲公民身份号码", "母亲证件号码"),
        NOTE,
    ),
    titles=("户籍人口", "常住人口", "户籍信息", "人口基本"),
    basis=SHARING,
    purpose="确认家庭成员、亲属关系、户籍状态",
)

DEATH_CANCELLATIONS = Source(
    "death_cancellations",
    "死亡注销人员名单",
    "县公安局",
    (
        name(),
        person(),
        column("sex", Kind.SEX, "性别", "男女"),
        column("died_on", Kind.DATE, "死亡日期", "死亡时间", "去世时间", required=True),
        column("cancelled_on", Kind.DATE, "注销日期", "户籍注销日期", "注销户口时间", "销户时间"),
        column("cause", Kind.TEXT, "注销原因", "原因", "死亡原因"),
        column("certificate_no", Kind.CODE, "死亡证明编号", "证明编号", "死亡证号"),
        address(),
        NOTE,
    ),
    titles=("死亡注销", "户籍注销", "死亡人员", "死亡销户", "注销户口人员"),
    against=("医学证明", "火化"),
    basis=SHARING,
    purpose="死亡人员停发",
)

DEATH_CERTIFICATES = Source(
    "death_certificates",
    "居民死亡医学证明(推断)书签发登记",
    "县卫生健康委员会",
    (
        column("certificate_no", Kind.CODE, "证明编号", "死亡证明编号", "证明书编号", "报卡编号", required=True),
        name("死者姓名", "姓名", "逝者姓名"),
        person(),
        column("died_on", Kind.DATE, "死亡日期", "死亡时间", required=True),
        column("cause", Kind.TEXT, "根本死因", "死因", "根本死亡原因", sensitive=True),
        address(),
        NOTE,
    ),
    titles=("死亡医学证明", "死亡证", "居民死亡登记卡", "卫健委死亡人员"),
    basis=SHARING,
    purpose="死亡人员停发",
)

CREMATIONS = Source(
    "cremations",
    "遗体火化登记表",
    "县殡仪馆",
    (
        name("逝者姓名", "死者姓名", "姓名", "亡人姓名"),
        person(),
        column("died_on", Kind.DATE, "死亡日期", "死亡时间", "逝世日期"),
        column("cremated_on", Kind.DATE, "火化日期", "火化时间", required=True),
        name("经办家属", "家属姓名", "丧属", "亲属姓名", code="relative"),
        column("fee", Kind.MONEY, "收费(元)", "收费", "收费金额", "费用", "实收金额", unit="元"),
        address(),
        NOTE,
    ),
    titles=("火化",),
    basis=OWN,
    purpose="死亡人员停发",
)

MARRIAGES = Source(
    "marriages",
    "婚姻登记信息",
    "县民政局婚姻登记处",
    (
        name("男方姓名", "男方", "丈夫姓名", code="husband_name"),
        identity(
            "husband_id", "男方身份证号", "男方证件号码", "男方公民身份号码", "男身份证号", subject=True, required=True
        ),
        name("女方姓名", "女方", "妻子姓名", code="wife_name"),
        identity("wife_id", "女方身份证号", "女方证件号码", "女方公民身份号码", "女身份证号", required=True),
        column("kind", Kind.TEXT, "业务类型", "登记类型", "婚姻类型", values=("结婚登记", "离婚登记", "补领结婚证")),
        column("registered_on", Kind.DATE, "登记日期", "登记时间", "办理日期", required=True),
        column("office", Kind.TEXT, "登记机关", "办理机关"),
        NOTE,
    ),
    titles=("婚姻登记", "结婚登记", "离婚登记"),
    basis=OWN,
    purpose="确认家庭成员、亲属关系",
)

PRISONERS = Source(
    "prisoners",
    "服刑及社区矫正人员名单",
    "县司法局",
    (
        name(),
        person(),
        column(
            "kind",
            Kind.TEXT,
            "执行类别",
            "服刑类别",
            "类别",
            "执行方式",
            "矫正类别",
            "刑罚执行方式",
            required=True,
            values=("收监执行", "社区矫正", "缓刑", "假释"),
        ),
        column("from_on", Kind.DATE, "起始日期", "刑期起日", "刑期起始", "入监时间", required=True),
        column("to_on", Kind.DATE, "刑期止日", "刑期终止", "终止日期", "刑满日期"),
        column("released_on", Kind.DATE, "实际释放日期", "释放日期", "出狱日期", "刑满释放日期"),
        column("authority", Kind.TEXT, "执行机关", "服刑监狱", "关押场所"),
        NOTE,
    ),
    titles=("服刑", "社区矫正", "在押"),
    basis=SHARING,
    purpose="服刑人员停发",
)

STUDENTS = Source(
    "students",
    "在校学生学籍信息",
    "县教育体育局",
    (
        column("school", Kind.TEXT, "学校", "学校名称", "毕业学校", required=True),
        column(
            "stage",
            Kind.TEXT,
            "学段",
            "办学层次",
            "办学类型",
            "教育阶段",
            values=("小学", "初中", "普通高中", "中职", "大专", "本科"),
        ),
        column("year", Kind.TEXT, "年级", "班级", "年级名称"),
        name("学生姓名", "姓名", "学员姓名"),
        person(),
        column("from_on", Kind.DATE, "入学日期", "入学时间", "入学年月"),
        column("state", Kind.TEXT, "学籍状态", "状态", "就读状态", values=("在读", "毕业", "退学", "休学")),
        column("left_on", Kind.DATE, "离校日期", "毕业日期", "离校时间"),
        NOTE,
    ),
    titles=("学籍", "在校学生", "学生"),
    basis=SHARING,
    cadence=Cadence.QUARTERLY,
    purpose="年满十八周岁在读情况",
)

EXIT_ENTRY = Source(
    "exit_entry",
    "出入境记录",
    "县公安局出入境管理大队",
    (
        name(),
        person(),
        column(
            "direction", Kind.TEXT, "出入境标志", "类型", "出入境标识", "出/入境", "出入境", values=("出境", "入境")
        ),
        column("on", Kind.DATE, "出入境日期", "日期", "过境日期", required=True),
        column("place", Kind.TEXT, "前往地", "目的地", "前往国"),
        NOTE,
    ),
    titles=("出入境", "出境", "出国（境）记录"),
    basis=SHARING,
    cadence=Cadence.QUARTERLY,
    purpose="生活状况辅助评估(R-PROP-07)",
)

DECLARED_MISSING = Source(
    "declared_missing",
    "宣告失踪、宣告死亡人员名单",
    "县人民法院",
    (
        name("被宣告人", "姓名"),
        person(),
        column(
            "kind",
            Kind.TEXT,
            "宣告类型",
            "类型",
            "判决类型",
            required=True,
            values=("宣告失踪", "宣告死亡", "撤销宣告"),
        ),
        column("on", Kind.DATE, "判决生效日期", "生效日期", "判决日期", required=True),
        NOTE,
    ),
    titles=("宣告失踪", "宣告死亡"),
    basis=SHARING,
    cadence=Cadence.QUARTERLY,
    purpose="失踪、死亡人员停发",
)
