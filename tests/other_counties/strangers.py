"""Lists that lie in the same folders and are none of those that a comparison asks for; taking one in would be a mistake."""

from __future__ import annotations

from tests.other_counties.people import County

# file name, title, headings; in the rows stand a number for 身份证, a name for 姓名, a day for 日期, an amount for 元, else words
STRANGERS: tuple[tuple[str, str, str], ...] = (
    ("义务兵家庭优待金发放表", "2024年义务兵家庭优待金发放花名册", "序号 姓名 身份证号 入伍时间:日期 服役部队 优待金(元) 户名:姓名 银行账号:账号"),
    ("党员名册", "中共党员名册", "序号 姓名 性别 身份证号 入党时间:日期 所在支部 学历 联系电话:电话"),
    ("两癌筛查", "农村妇女两癌筛查名单", "序号 姓名 身份证号 年龄 筛查日期:日期 筛查结果 联系电话:电话"),
    ("危房改造名单", "农村危房改造对象名单", "序号 乡镇:乡镇 户主姓名:姓名 身份证号 家庭类型 改造方式 补助金额(元) 竣工时间:日期"),
    ("计生特扶", "计划生育特别扶助对象名册", "姓名 身份证号 扶助类型 扶助金额(元) 确认时间:日期 乡镇:乡镇"),
    ("公益岗", "乡村公益性岗位人员名册", "姓名 身份证号 岗位名称 岗位补贴(元) 聘用时间:日期 所在村:村"),
    ("城乡居民医保参保", "城乡居民医疗保险参保人员名单", "姓名 身份证号 参保类别 缴费金额(元) 缴费时间:日期 参保状态"),
    ("干部职工体检", "干部职工体检名单", "序号 姓名 身份证号 单位 体检日期:日期 体检结果"),
    ("考勤表", "11月考勤表", "姓名 部门 出勤天数 请假天数 加班天数 备注"),
    ("固定资产", "固定资产清单", "编号 资产名称 规格 数量 单价(元) 金额(元) 存放地点 购置日期:日期"),
    ("会议签到", "会议签到表", "序号 姓名 单位 职务 联系电话:电话 签名"),
    ("低保申请", "最低生活保障申请登记表", "申请日期:日期 申请人:姓名 身份证号 申请类别 受理人:姓名 受理结果"),
    ("信访台账", "信访事项台账", "登记日期:日期 信访人:姓名 身份证号 反映事项 办理结果 办结时间:日期"),
    ("养老机构入住", "养老机构入住老年人名册", "姓名 性别 身份证号 机构名称 入住时间:日期 床位号 月收费标准(元) 失能等级"),
    ("志愿者", "志愿者名单", "姓名 性别 身份证号 联系电话:电话 服务时长 所属组织"),
    ("困难职工", "困难职工帮扶名单", "姓名 身份证号 工作单位:单位 困难类型 帮扶金额(元) 帮扶时间:日期"),
    ("残疾人就业培训", "残疾人职业技能培训花名册", "姓名 身份证号 残疾类别 残疾等级 培训专业 培训时间:日期"),
    ("退役军人优抚", "优抚对象抚恤补助发放名册", "姓名 身份证号 优抚类别 月抚恤金(元) 起始时间:日期 户名:姓名 账号:账号"),
    ("贷款贴息", "脱贫人口小额信贷名单", "借款人:姓名 身份证号 贷款金额(元) 放款日期:日期 到期日期:日期 承贷银行"),
    ("统计表", "11月低保统计表", "乡镇:乡镇 户数 人数 保障金额(元) 新增户数 退出户数"),
)  # fmt: skip


def rows_of(county: County, headings: str, count: int = 15) -> tuple[list[str], list[list[object]]]:
    """The headings, and rows under them."""
    named = [each.partition(":") for each in headings.split(" ")]
    rows: list[list[object]] = []
    for number in range(1, count + 1):
        person = county.person()
        rows.append([_cell(county, heading, kind or heading, person, number) for heading, _, kind in named])
    return [heading for heading, _, _ in named], rows


def _cell(county: County, heading: str, kind: str, person: object, number: int) -> object:
    chance = county.chance
    someone = county.person()
    match kind:
        case "序号" | "编号":
            return number
        case "姓名":
            return someone.name
        case "身份证号":
            return someone.number
        case "性别":
            return someone.sex
        case "日期":
            return county.day(2015, 2024).isoformat()
        case "账号":
            return f"6210{chance.randrange(10**14, 10**15)}"
        case "电话":
            return f"13{chance.randrange(10**8, 10**9)}"
        case "乡镇":
            return someone.township
        case "村":
            return someone.village
        case "单位" | "部门":
            return chance.choice(["县民政局", "县财政局", "青石镇人民政府"])
        case "残疾类别":
            return chance.choice(["肢体", "视力", "精神"])
        case "残疾等级":
            return chance.choice(["一级", "二级", "三级"])
    if "元" in heading:
        return chance.randrange(50, 3000)
    if heading.endswith(("数", "数量", "时长", "年龄")):
        return chance.randrange(1, 80)
    return f"{heading}{chance.choice('甲乙丙')}"
