"""Laws, regulations and documents that rules and parameters cite, each once, with how surely its wording was read.

A rule cites an `Article`; so the day an article is repealed, the rules that rest on it can be listed.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Article:
    """A place in a document: 第十三条, or the id of a rule where the document is a list of the county's own ways."""

    document: Document
    place: str

    def __str__(self) -> str:
        return f"{self.document}{self.place}"


@dataclass(frozen=True)
class Document:
    """Tag: A read in the primary text, B official news or page, C another place's practice, D our own proposal, K to be verified."""

    title: str
    number: str = ""
    tag: str = "A"
    note: str = ""

    def __getitem__(self, place: str) -> Article:
        return Article(self, place)

    def __str__(self) -> str:
        return f"《{self.title}》" + (f"({self.number})" if self.number else "")


# --- laws and regulations of the state ---
CIVIL_CODE = Document("中华人民共和国民法典")
ASSISTANCE = Document("社会救助暂行办法", "国务院令第649号,2019年修订")
RECONSIDERATION = Document("中华人民共和国行政复议法", "2023年修订", "K")
LITIGATION = Document("中华人民共和国行政诉讼法", "2017年修正", "K")

SUPERVISION = Document("中华人民共和国监察法", "2024年修正")

# --- documents of the State Council and its ministries ---
DIBAO = Document("最低生活保障审核确认办法", "民发〔2021〕57号")
TEKUN = Document("特困人员认定办法", "民发〔2021〕43号", note="文号待核")
PETITIONS = Document("信访工作条例", "2022年", "K")
SAFETY_NET = Document("关于进一步做好最低生活保障等社会救助兜底保障工作的通知", "民发〔2022〕83号")
LOW_INCOME = Document("关于加强低收入人口动态监测做好分层分类社会救助工作的意见", "国办发〔2023〕39号")
RIGID = Document("刚性支出困难家庭认定办法", note="2025年1月1日起施行,文号待核")
TEMPORARY = Document("关于进一步加强和改进临时救助工作的意见", "民发〔2018〕23号", note="文号待核")
DISABILITY = Document("关于全面建立困难残疾人生活补贴和重度残疾人护理补贴制度的意见", "国发〔2015〕52号", "K")
DISABILITY_2022 = Document("关于进一步完善困难残疾人生活补贴和重度残疾人护理补贴制度精准管理的意见", "2022年", "B")
ORPHANS = Document("关于加强孤儿保障工作的意见", "国办发〔2010〕54号", "K")
UNATTENDED = Document("关于进一步加强事实无人抚养儿童保障工作的意见", "民发〔2019〕62号", note="文号待核")
MINORS_LAW = Document("中华人民共和国未成年人保护法", "2020年修订")
ELDERLY_LAW = Document("中华人民共和国老年人权益保障法", tag="K")
DISABLED_CARE = Document(
    "关于加强残疾人照护服务的意见(一、二级持证残疾人照护服务)", "国办函〔2025〕75号", "B", note="题名待核"
)
ELDER_VISITS = Document("关于开展特殊困难老年人探访关爱服务的指导意见", tag="B", note="文号待核")
BASIC_SERVICES = Document("国家基本养老服务清单", "2023年", "K")
HOME_ADAPTATION = Document(
    "关于加快实施老年人居家适老化改造工程的指导意见", "民发〔2020〕86号", "B", note="7项基础、23项可选,可选项目名称待核"
)
CENTRAL_PENSION = Document("城乡居民基本养老保险基础养老金最低标准的通知", tag="K")

HUKOU = Document("中华人民共和国户口登记条例", "1958年")
FUNERAL_1997 = Document("殡葬管理条例", "国务院令第225号,2012年修正")
FUNERAL_2026 = Document("殡葬管理条例", "国务院令第824号,2026年3月30日起施行", "B", note="全文待读")
CERTIFICATES_2013 = Document("关于进一步规范人口死亡医学证明和信息登记管理工作的通知", "国卫规划发〔2013〕57号", "B")
CERTIFICATES_2026 = Document("居民死亡医学证明管理办法", "国卫规划发〔2026〕5号", "B", note="标题待核")
REMAINS_2024 = Document("关于进一步加强遗体和骨灰规范处置工作的通知", "民政部办公厅,2024年4月", "B")
FUNERAL_PRICES = Document("关于殡葬服务收费的通知", "发改价格〔2026〕108号", "B", note="标题待核")
PENALTIES = Document("中华人民共和国行政处罚法", "2021年修订")

# --- the province ---
JIANGXI_2022 = Document("江西省2022年城乡低保等保障标准", "赣府发〔2022〕3号、赣市民字〔2022〕13号", "B")
JIANGXI_2023 = Document("江西省2023年城乡低保等保障标准(各市通知)", tag="B")
JIANGXI_SUBSIDIES_2023 = Document("江西省2023年残疾人两项补贴标准", "2023年5月1日起", "B")
JIANGXI_2024 = Document("江西省2024年城乡低保等保障标准", tag="B")
JIANGXI_2025 = Document("江西省2025年城乡低保等保障标准", tag="C")
JIANGXI_CHILDREN_2023 = Document("江西省2023年孤儿和事实无人抚养儿童基本生活费标准", tag="C")
JIANGXI_SUBSIDIES = Document("江西省残疾人两项补贴申领指南(上饶市、省政务服务网)", tag="C")
JIANGXI_TEMPORARY = Document("江西省临时救助操作规程", "2017年", "B")
JIANGXI_EMERGENCY = Document("江西省重大突发公共事件临时救助预案", "2020年", "B")

JIANGXI_CEMETERIES = Document("江西省公墓管理办法", "省政府令第253号", "B")
JIANGXI_COLUMBARIA = Document("江西省公益性骨灰堂(公墓)管理指引", "2020年4月", "B")

# --- the county, and what stands in for it until it has confirmed ---
COUNTY_SUMMARY = Document("县民政局2024年工作总结", tag="A")
COUNTY = Document("本县社会救助核算口径(待县民政局确认)", tag="D")
GANZHOU = Document("赣州市低保核算口径(参照)", tag="C")
ELSEWHERE = Document("外省市通行做法(参照)", tag="C")
RECTIFICATION = Document("民政领域群众身边不正之风和腐败问题集中整治实施方案(县定,待确认)", tag="D")
