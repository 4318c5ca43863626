"""What many lists share: legal bases, and the columns that every office names alike."""

from __future__ import annotations

from doudi.mechanisms.exchange.declare import Column, Kind, column

SHARING = "《社会救助暂行办法》第五十八条;《政务数据共享条例》"
AGREEMENT = "书面合作协议(最小必要字段)"
OWN = "本部门业务档案"

ADDRESS = (
    "家庭住址", "住址", "地址", "户籍地址", "家庭地址", "常住地址", "现住址", "居住地址", "详细地址", "户籍所在地", "户口所在地", "住所地", "户籍详址", "家庭详细住址", "户籍地",
)  # fmt: skip
ID_HEADINGS = (
    "公民身份号码",
    "身份证号",
    "身份证号码",
    "身份证号码(18位)",
    "证件号码",
    "身份证",
    "居民身份证号",
    "证件号",
    "身份号码",
    "SFZH",  # of systems that print the names of their fields
)


def identity(code: str = "id_number", *names: str, subject: bool = False, required: bool = False) -> Column:
    return column(code, Kind.IDENTITY, *(names or ID_HEADINGS), subject=subject, required=required)


def person() -> Column:
    return identity(subject=True, required=True)


def name(*names: str, code: str = "name", **more: object) -> Column:
    return column(code, Kind.NAME, *(names or ("姓名", "名字", "人员姓名")), **more)


def address(*names: str) -> Column:
    return column(
        "address",
        Kind.ADDRESS,
        *(names or ADDRESS),
    )


NOTE = column("note", Kind.TEXT, "备注", "说明", "附注", "备注说明", "备考", "其他")
TOWNSHIP = column(
    "township", Kind.PLACE,
    "乡镇", "所在乡镇", "乡镇(街道)", "乡(镇)", "镇", "乡镇名称", "镇(街道)", "镇别", "所属镇街", "镇街", "镇(街道)", "街道(乡镇)", "乡镇/街道", "所属乡镇",
    values=("镇", "乡", "街道", "办事处", "街办"),
)  # fmt: skip
VILLAGE = column(
    "village", Kind.PLACE,
    "村居", "村(居)", "村(社区)", "村委会", "行政村", "所在村", "社区", "村名", "村(居)委会", "村级", "居委会", "所在村(社区)", "村居名称", "村(居)委", "所属村居", "村居委", "村别",
    values=("村", "社区", "居委会", "村委会", "居", "居委", "村委"),
)  # fmt: skip
HOLDER = name(
    "开户人", "开户名", "户名", "账户名", "开户姓名", "收款人", "账户姓名", "账户名称", "持卡人", "领款人", "开户人姓名", "卡户名", "存折户名", code="account_holder",
)  # fmt: skip
ACCOUNT = column(
    "account", Kind.ACCOUNT,
    "银行账号", "账号", "一卡通账号", "银行卡号", "卡号", "账户", "收款账号", "社保卡号", "银行账户", "惠农卡号", "卡折号", "存折账号", "发放账号", "一卡通卡号", "银行账户",
)  # fmt: skip
SINCE = column(
    "since", Kind.MONTH,
    "起始月份", "享受起始月", "起始月", "审批月份", "纳入月份", "享受起始日期", "起保时间", "起始时间", "批准时间", "审批时间", "纳入时间", "享受时间",
    "开始享受年月", "首次享受月份", "起始年月", "起始日期", "审批年月", "起补年月", "纳入低保时间", "享受起始时间",
)  # fmt: skip
HOUSEHOLD_NO = (
    "低保证号", "家庭编号", "户编号", "救助证号", "保障证号", "户号", "低保号", "证书编号", "档案编号", "户编码", "家庭编码", "救助证编号",
    "户主身份证号", "户主证件号码", "申请人身份证号",  # in place of a number
)  # fmt: skip
MEMBERS = (
    "人口数",
    "家庭人口",
    "保障人口",
    "人口",
    "人数",
    "家庭人口数",
    "享受人数",
    "保障人数",
    "共同生活人口",
    "家庭成员数",
)
RELATION = ("与户主关系", "与申请人关系", "家庭关系", "关系", "成员关系", "与户主的关系", "户主关系", "户内关系")
PHONE = ("电话", "联系电话", "手机号", "手机", "手机号码", "移动电话", "联系方式")
DISABILITY_CLASS = ("残疾类别", "残疾类型", "残疾种类", "残类", "主要残疾类别", "致残类别")
DISABILITY_GRADE = ("残疾等级", "残疾级别", "残级", "等级", "级别", "残疾程度")
