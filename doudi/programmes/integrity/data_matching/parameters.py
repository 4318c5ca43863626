"""The numbers and word lists of the month's comparison, each with its document. A county overrides them by a file."""

from __future__ import annotations

import datetime as dt

from doudi.base.parameters import DatedValue, Parameter, parameter

AGREED = "月度比对口径(县民政局与各数据单位约定)"
CODE = "《民法典》第一千零四十五条"
S1 = "《最低生活保障审核确认办法》"
GANZHOU = "赣州市低保经济状况核对口径(参照)"

URBAN_STANDARD = Parameter(
    "urban_standard",
    "城市低保标准",
    "分/人/月",
    (
        DatedValue(82500, dt.date(2022, 1, 1), "江西省2022年提标通知", "B"),
        DatedValue(88500, dt.date(2023, 1, 1), "江西省2023年提标通知", "B"),
        DatedValue(93500, dt.date(2024, 1, 1), "县2024年工作总结", "A"),
        DatedValue(98000, dt.date(2025, 1, 1), "江西省2025年提标通知", "C"),
    ),
)
RURAL_STANDARD = Parameter(
    "rural_standard",
    "农村低保标准",
    "分/人/月",
    (
        DatedValue(60000, dt.date(2022, 1, 1), "江西省2022年提标通知", "B"),
        DatedValue(66000, dt.date(2023, 1, 1), "江西省2023年提标通知", "B"),
        DatedValue(71500, dt.date(2024, 1, 1), "县2024年工作总结", "A"),
        DatedValue(76500, dt.date(2025, 1, 1), "江西省2025年提标通知", "C"),
    ),
)
CENTRAL_PENSION = Parameter(
    "central_pension",
    "中央基础养老金(不计入家庭收入)",
    "分/月",
    (
        DatedValue(9300, dt.date(2021, 1, 1), "城乡居民基本养老保险中央基础养老金标准", "C"),
        DatedValue(12300, dt.date(2024, 1, 1), "2024年中央基础养老金标准", "C"),
        DatedValue(14300, dt.date(2025, 1, 1), "2025年中央基础养老金标准", "C"),
    ),
)

VEHICLE_LIMIT = Parameter(
    "vehicle_limit",
    "低保家庭车辆购置价限额(城市月标准的15倍)",
    "分",
    (
        DatedValue(1_237_500, dt.date(2022, 1, 1), GANZHOU, "C"),
        DatedValue(1_327_500, dt.date(2023, 1, 1), GANZHOU, "C"),
        DatedValue(1_402_500, dt.date(2024, 1, 1), GANZHOU, "C"),
        DatedValue(1_470_000, dt.date(2025, 1, 1), GANZHOU, "C"),
    ),
)
SUPPORTER_VEHICLE_LIMIT = Parameter(
    "supporter_vehicle_limit",
    "赡养人车辆购置价限额(城市年标准的15倍)",
    "分",
    (
        DatedValue(14_850_000, dt.date(2022, 1, 1), GANZHOU, "C"),
        DatedValue(15_930_000, dt.date(2023, 1, 1), GANZHOU, "C"),
        DatedValue(16_830_000, dt.date(2024, 1, 1), GANZHOU, "C"),
        DatedValue(17_640_000, dt.date(2025, 1, 1), GANZHOU, "C"),
    ),
)


def words(code: str, label: str, *values: str, document: str = AGREED) -> Parameter:
    """The words that offices use for one state; a cell that holds any of them is in it. ^ and $ say that it begins or ends so."""
    return parameter(code, label, "用语", values, document=document)


HOMES = parameter("homes", "住房套数达到几套即核查", "套", 2, document=GANZHOU, tag="C")
AREA_PER_HEAD = parameter("area_per_head", "人均建筑面积上限", "平方米", 45.0, document=AGREED)
CAPITAL_LIMIT = parameter("capital_limit", "认缴出资合计达到多少即核查", "分", 10_000_000, document=GANZHOU, tag="C")
CONTRIBUTION_MONTHS = parameter(
    "contribution_months", "近6个月职工参保缴费达到几个月即核查", "个月", 3, document=AGREED
)
TAX_EXCESS = parameter("tax_excess", "纳税收入月均高于申报收入的比例", "比例", 0.10, document=AGREED)
ASSETS_PER_HEAD = parameter(
    "assets_per_head", "人均金融资产为月标准的多少倍以上即核查", "倍", 36, document="外省核对口径(参照)", tag="C"
)
PENSION_EXCESS = parameter("pension_excess", "月养老金高于申报数多少以上即核查", "分", 5_000, document=AGREED)
USE_TIMES = parameter("use_times", "近3个月平均用量高于同村同人口户中位数的倍数", "倍", 3.0, document=AGREED)
ZERO_MONTHS = parameter("zero_months", "连续几个月用量为零即核查", "个月", 3, document=AGREED)
USE_PEERS = parameter("use_peers", "同村同人口户至少几户才作比较", "户", 3, document=AGREED)
OWN_PART_LIMIT = parameter("own_part_limit", "近12个月个人自付医疗费用上限", "分", 3_000_000, document=AGREED)
LOOK_BACK = parameter("look_back", "停保后关注的月数", "个月", 6, document=AGREED)
ASSISTANCE_MONTHS = parameter("assistance_months", "临时救助视为已救助的月数", "个月", 12, document=AGREED)
ADULT_AGE = parameter("adult_age", "未成年人保障止于年龄", "周岁", 18, document="《民法典》第十七条", tag="A")
CLEARED_MONTHS = parameter("cleared_months", "排除的疑点多久后重新核查", "个月", 6, document="R-FIND-02")
FUND_LAG = parameter("fund_lag", "公积金缴至几个月前仍视为正常缴存", "个月", 1, document=AGREED)
EXTENDED_KIN = parameter("extended_kin", "比对是否提示姻亲等扩展亲属", "是否", False, document="R-REL-05")

RESTORED = words("restored", "注销后又恢复的用语", "恢复", "误注销", "误报", "撤销注销", "更正")
DEAD_STATE = words("dead_state", "户籍状态表示死亡的用语", "死亡", "亡故", "病故")
MOVED_OUT = words(
    "moved_out",
    "户籍状态表示迁出县外的用语",
    "迁出县外",
    "迁往县外",
    "迁出县",
    "市外迁出",
    "省外迁出",
    "迁往外县",
    "迁往省外",
    "迁出省",
    "县外迁出",
    "跨县迁出",
    "^迁出$",
    "户口迁出",
)
MOVED_INSIDE = words(
    "moved_inside", "户籍状态表示县内迁移、迁入的用语", "县内", "区内", "镇内", "乡内", "村内", "本县", "辖区内", "迁入"
)
IN_CUSTODY = words(
    "in_custody", "收监服刑的用语", "收监", "在押", "服刑", "监禁", "有期", "无期", "强制隔离戒毒", "强戒"
)
NOT_IN_CUSTODY = words(
    "not_in_custody", "不收监的用语", "社区矫正", "缓刑", "假释", "管制", "监外执行", "取保", "保外就医"
)
STAFF_KINDS = words("staff_kinds", "财政供养在编人员的性质", "行政", "事业", "参公", "公务员", "全额拨款", "机关")
NOT_STAFF_KINDS = words(
    "not_staff_kinds",
    "不属财政供养在编人员的性质",
    "公益",
    "编外",
    "遗属",
    "聘用",
    "临时",
    "临聘",
    "劳务",
    "派遣",
    "三支一扶",
    "见习",
    "离岗",
    "外聘",
    "合同工",
    "自收自支",
)
OFF_DUTY = words(
    "off_duty",
    "已不在任、不在岗的用语",
    "离任",
    "离职",
    "卸任",
    "免职",
    "调离",
    "离岗",
    "退休",
    "辞职",
    "辞退",
    "去世",
    "死亡",
    "撤职",
    "停职",
    "不再",
    "解聘",
    "开除",
    "退出",
    "历任",
    "落选",
)
ON_DUTY = words("on_duty", "在职、在岗的用语", "在职", "在岗", "在任", "现任", "在编", "现职", "正常", "任职")
FILING_VOID = words("filing_void", "备案失效的用语", "撤销", "失效", "注销", "终止", "取消", "作废", "解除", "无效")
MOBILITY = words(
    "mobility",
    "不计入的车辆类型",
    "残疾",
    "轮椅",
    "摩托",
    "助力",
    "电动自行车",
    "电动三轮",
    "老年代步",
    "拖拉机",
    "挂车",
)
VEHICLE_GONE = words(
    "vehicle_gone", "车辆已不在用的状态", "报废", "注销", "转出", "灭失", "过户", "转移", "被盗", "达到强制报废"
)
VEHICLE_LIVE = words(
    "vehicle_live", "车辆在用的状态", "正常", "在用", "逾期未检", "违法未处理", "抵押", "查封", "事故", "年检"
)
VEHICLE_IN_DOUBT = words(
    "vehicle_in_doubt", "车辆可能已不属本人的说明", "卖", "售", "转让", "过户", "报废", "借名", "顶名", "冒名"
)
WORKING_VEHICLE = words("working_vehicle", "赡养人用于营生的车辆", "货车", "营运", "营转非", "客运", "出租", "拖拉机")
ASSETS_EXCUSED = words("assets_excused", "金融资产的正当来源", "赔偿", "补偿", "抚恤", "身后", "丧葬")
DWELLING = words("dwelling", "住房用途", "住宅", "住房", "公寓", "别墅", "居住", "宅基")
HOME_IN_DOUBT = words(
    "home_in_doubt", "住房可能已不能居住的说明", "倒塌", "危房", "搬迁", "拆迁", "征收", "拆旧", "灭失"
)
TITLE_GONE = words("title_gone", "权利已不存在的状态", "历史", "注销", "灭失", "转移", "终止", "失效", "拆除", "作废")
SHARED_TITLE = words("shared_title", "不计套数的共有方式", "按份共有", "继承", "份额")
FIRM_LIVE = words("firm_live", "在营的登记状态", "存续", "在营", "开业", "在业", "正常", "迁入")
FIRM_GONE = words(
    "firm_gone", "已不经营的登记状态", "注销", "吊销", "迁出", "停业", "歇业", "撤销", "清算", "除名", "休眠"
)
ROLE_LEAD = words(
    "role_lead", "经营者角色", "法定代表人", "法人", "负责人", "经营者", "投资人", "业主", "执行事务合伙人"
)
ROLE_GONE = words("role_gone", "已不在任的人员状态", "变更", "退出", "离任", "卸任", "历史", "退股", "转让", "注销")
FIRM_IN_DOUBT = words(
    "firm_in_doubt", "可能并非本人经营的说明", "冒名", "借名", "挂名", "代持", "停业", "未经营", "歇业"
)
COOPERATIVE = words("cooperative", "合作社", "合作社", "合作联社")
EMPLOYEE_SCHEME = words("employee_scheme", "职工参保险种", "职工", "机关事业")
FLEXIBLE_SCHEME = words("flexible_scheme", "灵活就业等自缴险种", "灵活", "个体", "居民", "自由职业")
FUND_LIVE = words("fund_live", "公积金账户正常状态", "正常", "缴存", "在缴")
FUND_GONE = words("fund_gone", "公积金账户停用状态", "封存", "销户", "停缴", "转出", "提取", "注销", "冻结")
PENSION_STOPPED = words("pension_stopped", "养老金停发状态", "暂停", "终止", "停发", "死亡", "注销")
CENTRAL_DEDUCTED = words(
    "central_deducted", "申报数已扣除中央基础养老金的说明", "扣除中央", "已扣除", "扣减中央", "不含中央", "剔除中央"
)
DIVORCE = words("divorce", "解除婚姻的业务类型", "离婚", "撤销婚姻", "撤销", "无效")
SINGLE_COVER = words("single_cover", "单人保", "单人保", "单人户", "单独", "单人纳入")
METER_EXCUSED = words(
    "meter_excused",
    "用量异常的正当原因",
    "合表",
    "共用",
    "呼吸机",
    "制氧",
    "医疗",
    "透析",
    "自备井",
    "井水",
    "空置",
    "外出",
    "搬迁",
    "拆迁",
    "出租",
    "经营",
    "商用",
    "换表",
    "停用",
    "销户",
    "新装",
)
INSTITUTION_CARE = words("institution_care", "集中供养", "集中", "机构", "敬老院", "福利院")
INSTITUTION_ACCOUNT = words(
    "institution_account",
    "单位账户的户名",
    "敬老院",
    "福利院",
    "供养机构",
    "养老院",
    "财政",
    "民政",
    "政府",
    "委员会",
    "信用社",
    "银行",
)
CERTIFICATE_RENEWING = words(
    "certificate_renewing", "换证期间原待遇不变", "换证中", "换领中", "原待遇不变", "待换证", "办理中"
)
CERTIFICATE_GONE = words(
    "certificate_gone",
    "证件已不能用的状态",
    "注销",
    "过期",
    "作废",
    "失效",
    "吊销",
    "冻结",
    "撤销",
    "死亡",
    "迁出",
    "停用",
)
CERTIFICATE_REPLACED = words("certificate_replaced", "证件已换新", "已换证", "换新", "换证完成")
IN_SCHOOL = words("in_school", "在读的用语", "在读", "在籍", "在校", "正常", "休学", "实习")
OUT_OF_SCHOOL = words(
    "out_of_school",
    "不在读的用语",
    "毕业",
    "退学",
    "肄业",
    "结业",
    "辍学",
    "离校",
    "开除",
    "不在读",
    "未在读",
    "无学籍",
)
TOP_UP = words("top_up", "儿童补贴按补差发放的用语", "补差", "差额")
GUARDIAN = words("guardian", "由他人代领的正当说明", "监护", "代领", "代管", "委托", "代办", "托管")
MENTAL = words("mental", "智力、精神残疾", "智力", "精神")
UNWILLING = words("unwilling", "本人放弃的用语", "放弃", "不愿", "拒绝", "自愿不")
STOPPED_FOR_MEANS = words("stopped_for_means", "因收入或财产停保的用语", "收入", "财产", "好转", "超标", "延退")
RISK_GONE = words(
    "risk_gone", "风险已消除的用语", "^已消除", "^已", "^消除", "自然消除", "稳定消除", "^是$", "解除", "退出"
)
STILL_COVERED = words("still_covered", "延退终止后恢复在保的说明", "恢复", "重新纳入", "续保", "复保")
PAID_RESULT = words(
    "paid_result", "发放成功的结果", "成功", "已发放", "已入账", "入账", "已发", "正常", "支付完成", "已支付"
)
UNPAID_RESULT = words(
    "unpaid_result",
    "未发放成功的结果",
    "失败",
    "退汇",
    "退回",
    "未成功",
    "不成功",
    "未发",
    "待发",
    "撤销",
    "冲正",
    "拒付",
    "异常",
    "未支付",
)
BENEFIT_LIVE = words("benefit_live", "在保的用语", "在保", "在册", "正常", "享受", "保障中")
BENEFIT_GONE = words("benefit_gone", "已不在保的用语", "停", "退", "注销", "终止", "取消", "死亡", "不在保")

PARAMETERS = tuple(value for value in list(globals().values()) if isinstance(value, Parameter))
