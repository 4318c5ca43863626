"""What many lists share: legal bases, and the columns that every office names alike."""

from __future__ import annotations

from doudi.mechanisms.exchange.declare import Column, Kind, column

SHARING = "《社会救助暂行办法》第五十八条;《政务数据共享条例》"
AGREEMENT = "书面合作协议(最小必要字段)"
OWN = "本部门业务档案"

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
        *(names or ("家庭住址", "住址", "地址", "户籍地址", "家庭地址", "常住地址", "现住址", "居住地址")),
    )


NOTE = column("note", Kind.TEXT, "备注", "说明", "附注")
TOWNSHIP = column("township", Kind.PLACE, "乡镇", "所在乡镇", "乡镇(街道)", "乡(镇)", "镇")
VILLAGE = column("village", Kind.PLACE, "村居", "村(居)", "村(社区)", "村委会", "行政村", "所在村", "社区")
HOLDER = name("开户人", "开户名", "户名", "账户名", "开户姓名", "收款人", code="account_holder")
ACCOUNT = column("account", Kind.ACCOUNT, "银行账号", "账号", "一卡通账号", "银行卡号", "卡号", "账户", "收款账号")
SINCE = column(
    "since",
    Kind.MONTH,
    "起始月份",
    "享受起始月",
    "起始月",
    "审批月份",
    "纳入月份",
    "享受起始日期",
    "起保时间",
    "起始时间",
)
