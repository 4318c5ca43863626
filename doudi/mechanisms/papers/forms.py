"""表单: application, home visit, approval, authorisation, reserve voucher."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from doudi.mechanisms.papers.blocks import Cell, Column, Grid, Listing, Paper, Signed, Text, Title, fields, whole


@dataclass(frozen=True)
class Applicant:
    """Whom a paper is about; `id_number` as it is to be printed."""

    name: str
    sex: str
    id_number: str
    phone: str
    hukou: str  # 户籍地址
    address: str
    residence: str  # 城市、农村


@dataclass(frozen=True)
class Member:
    name: str
    relation: str
    id_number: str
    work: str = ""  # 职业、就学
    health: str = ""


@dataclass(frozen=True)
class Item:
    """Income or property: fen as declared, and as found (None: not looked at yet)."""

    name: str
    whose: str
    declared: int
    found: int | None = None
    source: str = ""


_PEOPLE = Grid(
    fields(
        ("申请人", "{{ applicant.name }}"),
        ("性别", "{{ applicant.sex }}"),
        ("身份证号", "{{ applicant.id_number }}"),
        ("联系电话", "{{ applicant.phone|blank }}"),
        ("户籍地", "{{ applicant.hukou }}"),
        ("现住地", "{{ applicant.address }}"),
    )
)
_MEMBERS = Listing(
    "members",
    (
        Column("姓名", "{{ each.name }}", 3),
        Column("与申请人关系", "{{ each.relation }}", 3),
        Column("身份证号", "{{ each.id_number }}", 5),
        Column("职业（就学）", "{{ each.work|blank }}", 3),
        Column("健康状况", "{{ each.health|blank }}", 3),
    ),
)


# --- 申请表 ----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Application:
    benefit: str  # 最低生活保障
    number: str
    applicant: Applicant
    members: tuple[Member, ...]
    items: tuple[Item, ...]
    reason: str
    payee: str
    account: str  # as it is to be printed
    agent: str  # 代办人
    kin_of_staff: str  # 与经办人员、村(居)干部的近亲属关系, or nothing
    applied_on: dt.date | None


APPLICATION = Paper(
    "application",
    "申请表",
    (
        Title("{{ benefit }}申请表", "编号：{{ number }}"),
        _PEOPLE,
        Text("家庭成员", 1),
        _MEMBERS,
        Text("收入和财产申报", 1),
        Listing(
            "items",
            (
                Column("项目", "{{ each.name }}", 4),
                Column("所属成员", "{{ each.whose }}", 3),
                Column("申报金额（元）", "{{ each.declared|yuan }}", 3, at_right=True),
            ),
        ),
        Grid(
            (
                *fields(
                    ("开户名", "{{ payee|blank }}"), ("账号", "{{ account|blank }}"), ("代办人", "{{ agent|dash }}")
                ),
                whole("近亲属声明", "{{ kin_of_staff|dash }}"),
                whole("申请理由", "{{ reason }}", 30),
            )
        ),
        Text(
            "本人承诺：以上所填内容真实、完整，家庭收入、财产和人口有变化的，及时报告。如有隐瞒或虚报，自愿退回所领款物并承担相应责任。"
        ),
        Signed("申请人（签名、按印）：　　　　　　　　", "{{ applied_on|day }}"),
    ),
)


# --- 入户调查表 ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Survey:
    """The home visit: two surveyors and a family member sign (R-DIBAO-11)."""

    benefit: str
    number: str
    applicant: Applicant
    members: tuple[Member, ...]
    items: tuple[Item, ...]
    visited_at: dt.datetime
    place: str
    housing: str
    found: str
    surveyors: tuple[str, str]
    present: str  # the family member present


SURVEY = Paper(
    "survey",
    "入户调查表",
    (
        Title("{{ benefit }}入户调查表", "编号：{{ number }}"),
        _PEOPLE,
        Grid(
            fields(("调查时间", '{{ visited_at|day }}{{ visited_at.strftime(" %H:%M") }}'), ("调查地点", "{{ place }}"))
        ),
        Text("家庭成员", 1),
        _MEMBERS,
        Text("收入和财产", 1),
        Listing(
            "items",
            (
                Column("项目", "{{ each.name }}", 3),
                Column("所属成员", "{{ each.whose }}", 2),
                Column("申报（元）", "{{ each.declared|yuan }}", 2, at_right=True),
                Column(
                    "调查（元）",
                    "{% if each.found is none %}　{% else %}{{ each.found|yuan }}{% endif %}",
                    2,
                    at_right=True,
                ),
                Column("来源", "{{ each.source|blank }}", 2),
            ),
        ),
        Grid((whole("居住情况", "{{ housing|blank }}", 18), whole("调查情况", "{{ found }}", 36))),
        Grid(
            (
                *fields(("调查人", "{{ surveyors[0] }}"), ("调查人", "{{ surveyors[1] }}")),
                (
                    Cell("调查人签名", head=True),
                    Cell("　", 2),
                    Cell("家庭成员签名", head=True),
                    Cell("（{{ present|blank }}）", 2),
                ),
            )
        ),
    ),
)


# --- 审批表 ----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Opinion:
    """What one level said: words, who, when; nothing yet leaves room for it."""

    words: str = ""
    by: str = ""
    on: dt.date | None = None


@dataclass(frozen=True)
class Approval:
    benefit: str
    number: str
    applicant: Applicant
    members: tuple[Member, ...]
    monthly_income: int  # fen, the household's
    standard: int  # fen a person a month
    covered: int
    amount: int  # fen a month
    from_month: int | None
    noticed_from: dt.date | None
    noticed_until: dt.date | None
    objections: str
    township: Opinion
    county: Opinion


def opinion_row(label: str, field: str) -> tuple[Cell, ...]:
    """A row for what one level said: an `Opinion` under the name of that field."""
    words = f"{{{{ {field}.words|blank }}}}\n经办（负责）人：{{{{ {field}.by|blank }}}}　　（公章）　　{{{{ {field}.on|day }}}}"
    return whole(label, words, 34)


APPROVAL = Paper(
    "approval",
    "审批表",
    (
        Title("{{ benefit }}审批表", "编号：{{ number }}"),
        _PEOPLE,
        Text("家庭成员", 1),
        _MEMBERS,
        Grid(
            (
                *fields(
                    ("家庭月收入（元）", "{{ monthly_income|yuan }}"),
                    ("保障标准（元/人/月）", "{{ standard|yuan }}"),
                    ("保障人数", "{{ covered }}"),
                    ("月保障金（元）", "{{ amount|yuan }}"),
                    (
                        "起始月",
                        "{% if from_month is none %}{{ from_month|blank }}{% else %}{{ from_month|month }}{% endif %}",
                    ),
                    ("公示时间", "{{ noticed_from|day }}至{{ noticed_until|day }}"),
                ),
                whole("公示情况", "{{ objections|dash }}"),
                opinion_row("乡镇审核意见", "township"),
                opinion_row("县民政局审核确认意见", "county"),
            )
        ),
    ),
)


# --- 授权书 ----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Signer:
    """Somebody who authorises; for minors and others without capacity the guardian signs."""

    name: str
    id_number: str
    relation: str
    guardian: str = ""


@dataclass(frozen=True)
class Authorisation:
    number: str
    office: str  # who may ask
    purpose: str
    scope: tuple[str, ...]  # which data of which offices
    signers: tuple[Signer, ...]
    from_on: dt.date
    until_on: dt.date


AUTHORISATION = Paper(
    "authorisation",
    "家庭经济状况查询授权书",
    (
        Title("家庭经济状况查询授权书", "编号：{{ number }}"),
        Text("本人（及本人监护的家庭成员）因{{ purpose }}，授权{{ office }}依法向有关部门、机构查询、核对下列信息："),
        Text(
            "{% for each in scope %}{{ loop.index }}．{{ each }}{% if not loop.last %}；{% else %}。{% endif %}{% endfor %}"
        ),
        Text(
            "授权期限自{{ from_on|day }}至{{ until_on|day }}。查询结果只用于上述用途，不得向无关人员透露；本人可以书面撤回授权。"
        ),
        Listing(
            "signers",
            (
                Column("授权人", "{{ each.name }}", 3),
                Column("与申请人关系", "{{ each.relation }}", 3),
                Column("身份证号", "{{ each.id_number }}", 5),
                Column("监护人", "{{ each.guardian|dash }}", 3),
                Column("签名、按印", "　", 4),
            ),
        ),
        Text("本授权书须由成年家庭成员本人签名；不识字的由本人按印并由两人见证。"),
        Signed("见证人（签名）：　　　　　　　　", "　　年　　月　　日"),
    ),
)


# --- 备用金支出凭证 --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ReserveVoucher:
    """R 7.2: case, receipt, two signatures."""

    number: str
    township: str
    on: dt.date
    case_number: str
    payee: str
    id_number: str
    hardship: str  # 急难型、支出型
    cause: str
    people: int
    amount: int  # fen
    way: str  # 现金、转账
    balance: int  # fen left in the reserve
    handler: str
    approver: str


RESERVE_VOUCHER = Paper(
    "reserve_voucher",
    "临时救助备用金支出凭证",
    (
        Title("临时救助备用金支出凭证", "编号：{{ number }}　　{{ on|day }}"),
        Grid(
            (
                *fields(
                    ("乡镇（街道）", "{{ township }}"),
                    ("办件编号", "{{ case_number }}"),
                    ("受助人", "{{ payee }}"),
                    ("身份证号", "{{ id_number }}"),
                    ("救助类型", "{{ hardship }}"),
                    ("救助人数", "{{ people }}"),
                ),
                whole("救助原因", "{{ cause }}", 18),
                whole("金额（大写）", "{{ amount|capitals }}"),
                *fields(
                    ("金额（元）", "{{ amount|yuan }}"),
                    ("支付方式", "{{ way }}"),
                    ("备用金余额（元）", "{{ balance|yuan }}"),
                    ("领款人签名", "　"),
                    ("经办人", "{{ handler }}（签名）"),
                    ("审批人", "{{ approver }}（签名）"),
                ),
            )
        ),
        Text("本凭证一式三份，乡镇、县民政局、财政各存一份，附受助人身份证复印件和领款凭据。"),
    ),
)
