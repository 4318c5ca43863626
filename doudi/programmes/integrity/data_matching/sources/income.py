"""What households earn: wages, pensions, funds, tax, farm subsidies."""

from __future__ import annotations

from doudi.mechanisms.exchange.declare import Cadence, Kind, Source, column
from doudi.programmes.integrity.data_matching.sources.common import NOTE, SHARING, VILLAGE, name, person

CONTRIBUTIONS = Source(
    "contributions",
    "养老保险参保缴费情况",
    "县人力资源和社会保障局",
    (
        name(),
        person(),
        column("employer", Kind.TEXT, "参保单位", "单位名称", "单位", "缴费单位", "参保单位名称"),
        column(
            "scheme",
            Kind.TEXT,
            "险种",
            "险种类型",
            "参保险种",
            "保险类型",
            values=("企业职工基本养老保险", "机关事业单位养老保险", "灵活就业人员"),
        ),
        column(
            "base",
            Kind.MONEY,
            "月缴费基数(元)",
            "缴费基数",
            "月缴费基数",
            "缴费工资",
            "申报基数",
            unit="元",
            required=True,
        ),
        column("paid", Kind.SERIES, "近6个月缴费情况", "缴费情况", values=("是", "√", "1")),
        NOTE,
    ),
    titles=("参保缴费", "参保情况", "社保缴费", "职工养老缴费"),
    basis=SHARING,
    purpose="家庭收入核对",
)

PENSIONS = Source(
    "pensions",
    "养老保险待遇发放情况",
    "县社会保险服务中心",
    (
        name(),
        person(),
        column(
            "scheme",
            Kind.TEXT,
            "险种",
            "待遇类型",
            "险种名称",
            values=("企业职工养老保险", "城乡居民养老保险", "机关事业单位养老保险"),
        ),
        column(
            "monthly",
            Kind.MONEY,
            "月养老金标准(元)",
            "月养老金",
            "月标准",
            "待遇标准",
            "月待遇标准",
            "月待遇金额",
            unit="元",
            required=True,
        ),
        column("back_pay", Kind.MONEY, "本月补发", "补发", "补发金额", "补发额", unit="元"),
        column("paid", Kind.MONEY, "实发合计", "实发金额", "实发", "发放合计", unit="元"),
        column(
            "from_on", Kind.DATE, "享受起始日期", "待遇起始日期", "起始日期", "领取开始时间", "开始领取年月", "退休时间"
        ),
        column("state", Kind.TEXT, "当前状态", "发放状态", "状态", "领取状态", values=("正常发放", "暂停", "终止")),
        NOTE,
    ),
    against=("工伤",),
    titles=("养老金发放", "待遇发放", "退休待遇", "离退休人员养老金"),
    basis=SHARING,
    purpose="家庭收入核对",
)

HOUSING_FUND = Source(
    "housing_fund",
    "住房公积金缴存信息",
    "住房公积金管理中心",
    (
        column("employer", Kind.TEXT, "单位名称", "缴存单位", "单位", "所在单位"),
        name(),
        person(),
        column("fund_account", Kind.CODE, "个人账号", "公积金账号", "个人账户", "个人公积金账号", "公积金账户"),
        column("base", Kind.MONEY, "缴存基数", "缴存工资基数", unit="元"),
        column("monthly", Kind.MONEY, "月缴存额", "月缴额", "缴存金额", "月缴存金额", unit="元", required=True),
        column("paid_to", Kind.MONTH, "缴至年月", "缴至月份", "末次缴存月份", "最近缴存月"),
        column("state", Kind.TEXT, "账户状态", "状态", "个人账户状态", values=("正常", "封存", "销户")),
        column("balance", Kind.MONEY, "余额", "账户余额", "缴存余额", unit="元", sensitive=True),
        NOTE,
    ),
    titles=("公积金",),
    basis=SHARING,
    purpose="家庭收入核对",
)

TAXED_INCOME = Source(
    "taxed_income",
    "个人所得税收入信息",
    "县税务局",
    (
        name("纳税人姓名", "姓名", "纳税人"),
        person(),
        column(
            "item",
            Kind.TEXT,
            "所得项目",
            "品目名称",
            "收入类型",
            "征收项目",
            values=("工资薪金所得", "劳务报酬所得", "经营所得"),
        ),
        column("payer", Kind.TEXT, "扣缴义务人", "支付单位", "任职受雇单位"),
        column("from_on", Kind.DATE, "税款所属期起", "所属期起", "所属期起始"),
        column("to_on", Kind.DATE, "税款所属期止", "所属期止", "所属期终止"),
        column(
            "income",
            Kind.MONEY,
            "收入额",
            "收入金额",
            "所得额",
            "本期收入",
            "累计收入额",
            unit="元",
            required=True,
            sensitive=True,
        ),
        NOTE,
    ),
    titles=("个人所得税", "个税", "纳税"),
    basis=SHARING,
    purpose="家庭收入核对",
)

WORK_INJURY = Source(
    "work_injury",
    "工伤保险待遇发放名单",
    "县社会保险服务中心",
    (
        name(),
        person(),
        column("item", Kind.TEXT, "待遇项目", "待遇类型", "待遇名称", required=True, values=("生活护理费", "伤残津贴")),
        column("monthly", Kind.MONEY, "月标准", "月金额", "待遇标准", "发放金额", unit="元"),
        column("from_on", Kind.DATE, "享受起始日期", "起始日期"),
        column("state", Kind.TEXT, "当前状态", "状态", "待遇状态", "享受状态", values=("正常发放", "暂停", "终止")),
        NOTE,
    ),
    titles=("工伤",),
    basis=SHARING,
    cadence=Cadence.QUARTERLY,
    purpose="残疾人两项补贴重复核查",
)

FARM_SUBSIDIES = Source(
    "farm_subsidies",
    "惠农补贴发放信息",
    "县农业农村局",
    (
        name(),
        person(),
        column(
            "item",
            Kind.TEXT,
            "补贴项目",
            "项目名称",
            "项目",
            "补贴种类",
            required=True,
            values=("耕地地力保护补贴", "农机购置补贴"),
        ),
        column("amount", Kind.MONEY, "补贴金额", "金额", "补贴资金", "实补金额", unit="元", required=True),
        column("paid_on", Kind.DATE, "发放日期", "发放时间", "兑付时间", "打卡日期"),
        VILLAGE,
        NOTE,
    ),
    titles=("惠农", "耕地地力", "农机", "种粮补贴"),
    basis=SHARING,
    cadence=Cadence.YEARLY,
    purpose="家庭收入核对",
)
