"""The people, places and words of an invented county, and what stands in each column of a list about them."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass
from functools import cached_property

from doudi.base.identity import check_digit
from doudi.mechanisms.exchange.declare import Column, Kind, Source

MONTH = 2024 * 12 + 10  # November 2024
_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓冯韩曹曾彭肖蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严欧阳"
_GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂香玉梅春生建国华文辉志红云凤莲根水火木金土福贵才旺财发明亮光荣细毛满妹㛃䶮𬀩淼鑫"
_PLACE = "青石白沙清溪长塘大坪上洲下源高桥金竹洋湖枫林樟木泉水圳背官田"

# Own words of a county for columns that hold words.
WORDS: dict[str, tuple[tuple[str, ...], ...]] = {
    "support": (("分散供养", "集中供养"), ("分散", "集中")),
    "ability": (("全自理", "半护理", "全护理"), ("具备生活自理能力", "部分丧失生活自理能力", "完全丧失生活自理能力")),
    "disability_class": (("视力", "听力", "言语", "肢体", "智力", "精神", "多重"), ("肢体残疾", "智力残疾", "精神残疾", "视力残疾")),
    "children_allowance.category": (("孤儿", "事实无人抚养儿童"), ("社会散居孤儿", "机构孤儿", "事实无人抚养儿童")),
    "way": (("社会化发放", "现金"), ("散居", "机构集中")),
    "temporary_assistance.kind": (("支出型", "急难型"), ("急难型救助", "支出型救助"), ("小额先行救助", "一般程序")),
    "temporary_assistance.cause": (("重大疾病", "意外事故", "子女就学", "火灾"), ("因病", "因灾", "因残", "因学")),
    "fund": (("乡镇备用金", "县级资金"), ("临时救助备用金", "县财政")),
    "deferred_exits.category": (("务工增收", "家庭人口变化"), ("渐退6个月", "渐退12个月")),
    "stopped.cause": (("收入超标", "死亡", "自愿放弃", "财产超标"), ("家庭收入超过低保标准", "整户死亡", "户口迁出")),
    "stopped.category": (("城市低保", "农村低保"), ("城市", "农村")),
    "staff_kind": (("村干部", "低保经办人员"), ("村(社区)干部", "民政所工作人员")),
    "kin_filings.benefit": (("农村低保", "城市低保", "特困供养"), ("低保", "特困")),
    "kin_filings.state": (("有效", "已撤销"), ("在享", "停发")),
    "handlers.post": (("民政所所长", "民政助理员", "协理员"), ("所长", "经办员")),
    "handlers.state": (("在岗", "离岗"), ("在岗", "已调离")),
    "subsidy_system_list.benefit": (("困难残疾人生活补贴", "重度残疾人护理补贴"), ("生活补贴", "护理补贴")),
    "subsidy_system_list.state": (("发放成功", "停发"), ("正常享受", "暂停")),
    "bank_return.benefit": (("残疾人补贴", "低保金"), ("代发民政补贴",)),
    "bank_return.result": (("成功", "失败"), ("交易成功", "户名不符"), ("入账成功", "入账失败")),
    "remark": (("", "户名不符"), ("账户状态异常", "")),
    "payments.benefit": (("农村低保", "城市低保", "特困供养", "高龄津贴"), ("农村低保金", "困难残疾人生活补贴", "重度残疾人护理补贴")),
    "payments.result": (("成功", "失败"), ("已发放", "发放失败")),
    "register.state": (("正常", "死亡", "迁出县外"), ("正常", "死亡注销", "迁出")),
    "hukou": (("农业家庭户口", "非农业家庭户口"), ("农业", "非农业"), ("家庭户", "集体户")),
    "death_cancellations.cause": (("死亡", "正常死亡"), ("病故", "意外死亡")),
    "death_certificates.cause": (("脑梗死", "肺恶性肿瘤", "冠心病"), ("心肌梗死", "慢性阻塞性肺病")),
    "vehicles.type": (("小型轿车", "小型普通客车", "普通二轮摩托车"), ("K33轿车", "K32越野客车", "M21普通二轮摩托车")),
    "brand": (("五菱宏光", "大众", "豪爵"), ("长安牌", "东风日产牌", "本田")),
    "vehicles.state": (("正常", "注销", "逾期未检验"), ("A正常", "E注销", "Q逾期未检验")),
    "vehicles.use": (("非营运", "货运"), ("A非营运", "F货运")),
    "titles.use": (("住宅", "商业服务"), ("成套住宅", "车库", "办公")),
    "share": (("单独所有", "共同共有"), ("单独所有", "按份共有", "共同共有")),
    "titles.state": (("现势", "历史"), ("正常", "已注销")),
    "firms.type": (("个体工商户", "有限责任公司"), ("个体", "企业", "农民专业合作社")),
    "role": (("法定代表人", "股东", "经营者"), ("法人", "监事", "自然人股东")),
    "firms.state": (("存续", "注销"), ("存续(在营、开业、在册)", "吊销", "迁出")),
    "person_state": (("在任", "退出"), ("有效", "无效")),
    "contributions.scheme": (("企业职工基本养老保险", "城乡居民基本养老保险"), ("企业养老", "机关养老")),
    "pensions.scheme": (("企业职工基本养老保险", "城乡居民基本养老保险"), ("机关事业单位养老", "居民养老")),
    "pensions.state": (("正常发放", "暂停发放", "终止"), ("正常", "暂停")),
    "housing_fund.state": (("正常", "封存"), ("缴存", "封存", "销户")),
    "payroll.kind": (("行政", "参公", "全额事业", "差额事业"), ("公务员", "事业人员", "聘用人员"), ("行政编制", "事业编制", "公益性岗位")),
    "public_employees.post": (("四级主任科员", "一级科员", "副局长"), ("党组书记、局长", "二级主任科员", "办公室主任")),
    "public_employees.state": (("在职", "退休"), ("在岗", "离岗")),
    "village_cadres.post": (("党支部书记、村主任", "支委委员", "妇联主席"), ("书记、主任", "副书记", "委员", "文书"), ("村支书", "村委委员", "民兵连长")),
    "disability_certificates.state": (("正常", "注销", "过期"), ("已发证", "冻结", "注销")),
    "marriages.kind": (("结婚登记", "离婚登记"), ("结婚", "离婚"), ("补领结婚登记证",)),
    "prisoners.kind": (("收监执行", "社区矫正", "缓刑"), ("缓刑", "假释", "暂予监外执行"), ("服刑", "社区矫正")),
    "authority": (("省第三监狱", "青石司法所"), ("某某监狱",)),
    "diagnosis": (("肺恶性肿瘤", "尿毒症", "脑出血"), ("慢性肾功能衰竭", "白血病")),
    "hospital": (("县人民医院", "市中心医院"), ("省肿瘤医院", "县中医院")),
    "period": (("2024年1-10月", "2024年"), ("202401-202410",)),
    "other_county_dibao.category": (("农村低保", "城市低保"), ("农村", "城市")),
    "other_county_dibao.state": (("在保", "停保"), ("正常享受", "已停发")),
    "county": (("沙河县", "九台市", "东湖区"), ("沙河县", "南泉县")),
    "school": (("县第一中学", "青石镇中心小学"), ("县职业中等专业学校", "白沙中学")),
    "stage": (("小学", "初中", "高中"), ("义务教育小学", "初级中学", "中职")),
    "year": (("三年级", "七年级", "高一"), ("2022级", "2023级")),
    "students.state": (("在读", "毕业", "休学"), ("在校", "离校"), ("在籍", "转出")),
    "monitored.category": (("脱贫不稳定户", "边缘易致贫户", "突发严重困难户"), ("脱贫不稳定", "边缘易致贫", "突发严重困难")),
    "risk": (("因病", "因残", "因学"), ("因大病", "缺劳动力")),
    "cleared": (("已消除", "未消除"), ("是", "否"), ("风险已消除", "风险未消除")),
    "taxed_income.item": (("正常工资薪金", "劳务报酬"), ("工资、薪金所得", "经营所得")),
    "financial_assets.kind": (("活期存款", "定期存款", "理财产品"), ("存款", "证券", "商业保险")),
    "institution": (("县农商银行", "建设银行"), ("中国农业银行", "邮储银行")),
    "work_injury.item": (("伤残津贴", "生活护理费"), ("伤残津贴", "供养亲属抚恤金")),
    "work_injury.state": (("正常发放", "停发"), ("正常", "终止")),
    "direction": (("出境", "入境"), ("出", "入")),
    "exit_entry.place": (("香港", "泰国"), ("澳门", "越南")),
    "farm_subsidies.item": (("耕地地力保护补贴", "实际种粮农民一次性补贴"), ("农机购置补贴", "稻谷补贴")),
    "declared_missing.kind": (("宣告失踪", "宣告死亡"), ("失踪", "死亡")),
    "level": (("乡镇", "村"), ("街道", "社区")),
    "dibao_rural.category": (("农村低保",), ("农村",)),
    "dibao_urban.category": (("城市低保",), ("城镇",)),
    "note": (("", "", "", "重残"), ("", "", "本人外出务工"), ("",)),
    "unit": (("青石镇人民政府", "县财政局"), ("县教育局", "白沙乡")),
}  # fmt: skip
_RELATIONS = (
    ("本人", "配偶", "儿子", "女儿", "母亲"),
    ("户主", "妻", "长子", "次女", "父亲"),
    ("户主", "配偶", "子", "女", "孙子"),
)


@dataclass(frozen=True)
class Person:
    name: str
    sex: str
    number: str
    born: dt.date
    township: str
    village: str

    @property
    def address(self) -> str:
        return f"{self.township}{self.village}{int(self.number[14:17]) % 12 + 1}组{int(self.number[12:16]) % 90 + 1}号"


class County:
    """Everybody and everything that the lists of one county speak of; the same seed is the same county."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.area = f"99{self.chance.randrange(10, 99)}{self.chance.randrange(10, 40)}"

    @cached_property
    def townships(self) -> list[str]:
        return [f"{self._place()}{self.chance.choice(['镇', '乡', '街道'])}" for _ in range(4)]

    @cached_property
    def villages(self) -> list[tuple[str, str]]:
        kinds = ["村", "社区", "村委会", "居委会"]
        return [(town, f"{self._place()}{self.chance.choice(kinds)}") for town in self.townships for _ in range(4)]

    def _place(self) -> str:
        return "".join(self.chance.sample(_PLACE, 2))

    def person(self) -> Person:
        chance = self.chance
        born = dt.date(1935, 1, 1) + dt.timedelta(days=chance.randrange(29_000))
        order = chance.randrange(1, 999)
        first = f"{self.area}{born:%Y%m%d}{order:03d}"
        name = chance.choice(_SURNAMES) + "".join(chance.sample(_GIVEN, chance.choice([1, 2, 2])))
        town, village = chance.choice(self.villages)
        return Person(name, "男" if order % 2 else "女", first + check_digit(first), born, town, village)

    def words(self, source: Source, column: Column) -> tuple[str, ...]:
        sets = WORDS.get(f"{source.code}.{column.code}") or WORDS.get(column.code)
        return self.chance.choice(sets) if sets else (f"{column.names[0]}甲", f"{column.names[0]}乙")

    def relations(self) -> tuple[str, ...]:
        return self.chance.choice(_RELATIONS)

    def value(self, column: Column, person: Person, words: tuple[str, ...]) -> object:
        """What is true of a person, as a typed snapshot would hold it."""
        chance = self.chance
        match column.kind:
            case Kind.IDENTITY:
                return person.number if column.subject else self.person().number
            case Kind.NAME:
                return (
                    person.name
                    if column.code in ("name", "husband_name", "holder", "account_holder")
                    else self.person().name
                )
            case Kind.SEX:
                return person.sex
            case Kind.DATE:
                return person.born if column.code == "born_on" else self.day(2008, 2024)
            case Kind.MONTH:
                return chance.randrange(2018 * 12, MONTH + 1)
            case Kind.MONEY:
                if column.unit == "万元":
                    return chance.randrange(1, 500) * 1_000_000
                return chance.choice([chance.randrange(50, 3000) * 100, chance.randrange(5_000, 300_000)])
            case Kind.NUMBER:
                return chance.randrange(4000, 20000) / 100
            case Kind.COUNT:
                return chance.randrange(1, 7)
            case Kind.GRADE:
                return chance.randrange(1, 5)
            case Kind.ACCOUNT:
                return f"6210{chance.randrange(10**14, 10**15)}"
            case Kind.PHONE:
                return f"13{chance.randrange(10**8, 10**9)}"
            case Kind.ADDRESS:
                return person.address
            case Kind.PLACE if column.code in ("township", "village"):
                return getattr(person, column.code)
            case Kind.CODE:
                return self.code(column.code, person)
            case Kind.SERIES:
                return [float(chance.randrange(0, 400)) for _ in range(6)]
            case _:
                return chance.choice(words) or None

    def code(self, code: str, person: Person) -> str:
        chance = self.chance
        match code:
            case "plate":
                return f"赣{chance.choice('ABCD')}{chance.randrange(10_000, 99_999)}"
            case "unit_no":
                return f"{self.area}{chance.randrange(100, 999)}001GB{chance.randrange(10_000, 99_999)}F{chance.randrange(1000, 9999):04d}0001"
            case "credit_code":
                return f"92{self.area}MA{chance.randrange(10**7, 10**8)}"
            case "certificate_no":
                return (
                    f"{person.number}{chance.randrange(11, 74)}"
                    if chance.random() < 0.5
                    else f"D{chance.randrange(10**8, 10**9)}"
                )
            case "code" | "parent":
                return f"{self.area}{chance.randrange(100, 120)}{chance.randrange(200, 230)}"
            case _:
                return f"{chance.randrange(10**9, 10**10)}"

    def day(self, first: int, last: int) -> dt.date:
        return dt.date(first, 1, 1) + dt.timedelta(days=self.chance.randrange((last - first) * 365 + 300))
