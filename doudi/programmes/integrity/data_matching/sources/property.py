"""What households own: vehicles, homes, firms, money."""

from __future__ import annotations

from doudi.mechanisms.exchange.declare import Kind, Source, column
from doudi.programmes.integrity.data_matching.sources.common import NOTE, SHARING, name, person

VEHICLES = Source(
    "vehicles",
    "机动车登记信息",
    "县公安局交警大队车管所",
    (
        column("plate", Kind.CODE, "号牌号码", "车牌号", "车牌号码", "车牌", "号牌", "HPHM", required=True),
        column(
            "type",
            Kind.TEXT,
            "车辆类型",
            "车型",
            "机动车类型",
            "CLLX",
            values=("小型轿车", "小型普通客车", "普通二轮摩托车", "小型越野客车", "残疾人专用车"),
        ),
        column("brand", Kind.TEXT, "品牌", "车辆品牌", "品牌型号", "中文品牌", "厂牌型号"),
        name("机动车所有人", "车主", "所有人", "姓名", "车辆所有人", "车主姓名"),
        person(),
        column("registered_on", Kind.DATE, "初次登记日期", "登记日期", "注册日期", "上牌日期", "初登日期"),
        column(
            "price",
            Kind.MONEY,
            "购置价(元)",
            "购置价",
            "价格",
            "车价",
            "购车价格",
            "发票价格",
            "车辆价格",
            "裸车价",
            unit="元",
        ),
        column(
            "state", Kind.TEXT, "机动车状态", "状态", "车辆状态", "登记状态", values=("正常", "注销", "报废", "转出")
        ),
        column("use", Kind.TEXT, "使用性质", "用途", "车辆用途"),
        NOTE,
    ),
    titles=("机动车", "车辆", "车管"),
    basis=SHARING,
    purpose="家庭财产核对",
)

TITLES = Source(
    "titles",
    "不动产登记信息查询结果",
    "县不动产登记中心",
    (
        name("权利人", "权利人名称", "所有权人", "姓名", "权利人姓名", "产权人", "房屋所有权人"),
        person(),
        column("unit_no", Kind.CODE, "不动产单元号", "不动产权证号", "单元号", "BDCDYH", "不动产单元", required=True),
        column("place", Kind.ADDRESS, "坐落", "房屋坐落", "地址", "房屋地址", "不动产坐落"),
        column(
            "use",
            Kind.TEXT,
            "用途",
            "房屋用途",
            "规划用途",
            "房屋性质",
            values=("住宅", "车位", "储藏间", "商业", "成套住宅"),
        ),
        column("area", Kind.NUMBER, "面积", "建筑面积", "面积(平方米)", "房屋面积", unit="平方米"),
        column(
            "share",
            Kind.TEXT,
            "共有情况",
            "共有方式",
            "共有份额",
            "权利比例",
            "共有类型",
            values=("单独所有", "共同共有", "按份共有"),
        ),
        column("registered_on", Kind.DATE, "登记时间", "登记日期", "发证时间", "登簿时间"),
        column(
            "state", Kind.TEXT, "权利状态", "状态", "登记状态", "权属状态", "产权状态", values=("现势", "历史", "注销")
        ),
        NOTE,
    ),
    titles=("不动产", "房产", "房屋产权", "住房", "房屋登记查询结果"),
    basis=SHARING,
    purpose="家庭财产核对",
)

FIRMS = Source(
    "firms",
    "市场主体登记信息",
    "县市场监督管理局",
    (
        column(
            "firm", Kind.TEXT, "企业名称", "市场主体名称", "名称", "字号名称", "主体名称", "单位名称", required=True
        ),
        column("credit_code", Kind.CODE, "统一社会信用代码", "信用代码", "注册号", "统一信用代码", "社会信用代码"),
        column(
            "type",
            Kind.TEXT,
            "主体类型",
            "企业类型",
            "市场主体类型",
            "类型",
            values=("个体工商户", "有限责任公司", "农民专业合作社"),
        ),
        name("姓名", "人员姓名", "经营者/股东姓名", "法定代表人", "相关人员姓名"),
        person(),
        column(
            "role",
            Kind.TEXT,
            "角色",
            "职务",
            "身份",
            "人员类型",
            "任职情况",
            "担任角色",
            values=("法定代表人", "经营者", "股东", "成员"),
        ),
        column(
            "capital",
            Kind.MONEY,
            "认缴出资额(万元)",
            "认缴出资额",
            "出资额",
            "认缴额",
            "注册资金",
            "注册资本",
            "认缴金额",
            unit="万元",
        ),
        column(
            "state",
            Kind.TEXT,
            "登记状态",
            "企业状态",
            "经营状态",
            "存续状态",
            "主体状态",
            values=("存续", "开业", "注销", "吊销"),
        ),
        column("person_state", Kind.TEXT, "人员状态", "是否在任", "任职状态", values=("在任", "已变更", "退出")),
        column("founded_on", Kind.DATE, "成立日期", "注册日期", "设立日期", "开业日期"),
        NOTE,
    ),
    titles=("市场主体", "工商登记", "企业登记", "市监", "法人股东", "个体工商户及企业"),
    basis=SHARING,
    purpose="家庭财产核对",
)

FINANCIAL_ASSETS = Source(
    "financial_assets",
    "金融资产核对结果",
    "省居民家庭经济状况核对平台",
    (
        name(),
        person(),
        column("institution", Kind.TEXT, "机构名称", "金融机构", "开户行", "银行名称", "开户银行"),
        column(
            "kind",
            Kind.TEXT,
            "资产类型",
            "类别",
            "账户类型",
            "产品类型",
            values=("存款", "理财", "证券", "基金", "商业保险"),
        ),
        column(
            "balance",
            Kind.MONEY,
            "余额",
            "资产金额",
            "金额",
            "存款余额",
            "账户余额",
            unit="元",
            required=True,
            sensitive=True,
        ),
        column("on", Kind.DATE, "查询日期", "截止日期", "余额日期", "数据日期"),
        NOTE,
    ),
    titles=("金融资产", "银行存款", "存款信息", "存款查询结果", "银行账户余额"),
    basis="《社会救助暂行办法》第五十八条;申请家庭授权",
    purpose="家庭财产核对",
)
