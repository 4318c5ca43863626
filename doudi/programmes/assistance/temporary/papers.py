"""文书: the approval form (审批表), the voucher of the reserve, and the letters that tell a household what was decided."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone

from doudi.base.areas import county_of, full_name, name_of, township_of
from doudi.base.documents import ASSISTANCE, COUNTY, TEMPORARY
from doudi.mechanisms.casework.models import ActionTaken, Case
from doudi.mechanisms.casework.pages.declare import CasePaper
from doudi.mechanisms.entitlement.remedies import remedy_on
from doudi.mechanisms.papers.blocks import Grid, Head, Paper, Signed, Text, Title, To, fields, whole
from doudi.mechanisms.papers.forms import RESERVE_VOUCHER, Applicant, Opinion, ReserveVoucher, opinion_row
from doudi.mechanisms.papers.letters import REFUSAL, Refusal
from doudi.mechanisms.papers.remedy import Remedy
from doudi.programmes.assistance.temporary import queries
from doudi.programmes.assistance.temporary.models import Application, GrantPayment, ReserveUse

ARTICLES = (str(ASSISTANCE["第四十七条"]), str(TEMPORARY["救助标准"]), str(COUNTY["金额公式(R-TEMP-01)"]))
_VILLAGE, _TOWN = ("survey", "survey_after", "resurvey"), ("sign_first", "sign_here", "sign", "sign_up", "sign_again")
_COUNTY = ("approve", "approve_reserve", "refuse")


@dataclass(frozen=True)
class Approval:
    """审批表 of a grant: the need, what was found, what each level said."""

    number: str
    applicant: Applicant
    hardship: str
    cause: str
    told: str
    happened_on: dt.date | None
    people: int
    months: int
    need: int | None  # fen
    spending: int | None
    other_help: str
    amount: int | None  # fen of the whole need, as decided
    helped_first: str
    survey: Opinion
    township: Opinion
    county: Opinion


APPROVAL = Paper(
    "temporary_approval",
    "临时救助审批表",
    (
        Title("临时救助审批表", "编号：{{ number }}"),
        Grid(
            (
                *fields(
                    ("申请人", "{{ applicant.name }}"),
                    ("性别", "{{ applicant.sex|blank }}"),
                    ("身份证号", "{{ applicant.id_number }}"),
                    ("联系电话", "{{ applicant.phone|blank }}"),
                    ("户籍地", "{{ applicant.hukou|blank }}"),
                    ("现住地", "{{ applicant.address }}"),
                    ("救助类型", "{{ hardship }}"),
                    ("困难原因", "{{ cause }}"),
                    ("发生日期", "{{ happened_on|day }}"),
                    ("救助人数、月数", "{{ people }}人、{{ months }}个月"),
                    ("申请金额（元）", "{% if need is none %}{{ need|blank }}{% else %}{{ need|yuan }}{% endif %}"),
                    (
                        "自负支出（元）",
                        "{% if spending is none %}{{ spending|dash }}{% else %}{{ spending|yuan }}{% endif %}",
                    ),
                ),
                whole("困难情况", "{{ told|dash }}", 18),
                whole("已获得的其他救助", "{{ other_help|dash }}"),
                whole("先行救助", "{{ helped_first|dash }}"),
                whole(
                    "救助金额",
                    "{% if amount is none %}{{ amount|blank }}{% else %}{{ amount|yuan }}元（大写：{{ amount|capitals }}）{% endif %}",
                ),
                opinion_row("调查情况", "survey"),
                opinion_row("乡镇意见", "township"),
                opinion_row("县民政局意见", "county"),
            )
        ),
    ),
)


@dataclass(frozen=True)
class Given:
    """救助告知书: how much help is given once, by which road."""

    issuer: str
    number: str
    name: str
    applied_on: dt.date
    amount: int  # fen
    road: str
    articles: tuple[str, ...]
    remedy: str
    on: dt.date


GIVEN = Paper(
    "temporary_given",
    "临时救助告知书",
    (
        Head("{{ issuer }}", "{{ number }}"),
        Title("临时救助告知书"),
        To("{{ name }}："),
        Text(
            "你（户）于{{ applied_on|day }}提出的临时救助申请，经审核，给予一次性临时救助{{ amount|yuan }}元"
            "（大写：{{ amount|capitals }}），{{ road }}。"
        ),
        Text("依据：{{ articles|join('；') }}。"),
        Text("救助金应当用于解决申请时的困难。困难已由保险、赔偿等解决的，请告知乡镇。"),
        Text("{{ remedy }}"),
        Signed("{{ issuer }}", "{{ on|day }}"),
    ),
    official=True,
)


def approval_of(case: Case) -> Approval:
    row = _row(case)
    steps = list(case.actions.select_related("by", "together_with").order_by("pk"))
    first = next((each for each in steps if each.action == "sign_first"), None)
    help_first = ""
    if first is not None:
        paid = row.grant.payments.filter(number=1).first() if row.grant is not None else None
        given = f"，{paid.amount / 100:,.2f}元" if paid is not None else ""
        help_first = f"{timezone.localdate(first.at)}由乡镇先行救助{given}"
    return Approval(
        case.number,
        _applicant(row),
        row.get_hardship_display(),
        row.get_cause_display(),
        row.told,
        row.happened_on,
        row.people,
        row.months,
        row.need,
        row.spending,
        row.other_help,
        row.amount_fen,
        help_first,
        _opinion(steps, _VILLAGE, "found"),
        _opinion(steps, _TOWN, "words"),
        _opinion(steps, _COUNTY, "words"),
    )


def voucher_of(case: Case) -> ReserveVoucher:
    """Of the last payment out of the reserve that stands."""
    row, use = _row(case), _use(case)
    assert use is not None, "there is one"
    account = queries.reserve_account_of(use.township_id)
    return ReserveVoucher(
        number=use.receipt,
        township=name_of(use.township_id),
        on=use.on,
        case_number=case.number,
        payee=row.payee or row.applicant.name,
        id_number=_applicant(row).id_number,
        hardship=row.get_hardship_display(),
        cause=row.told or row.get_cause_display(),
        people=row.people,
        amount=use.amount,
        way=row.get_way_display() or "转账",
        balance=account.balance if account is not None else 0,
        handler=use.clerk.name,
        approver=use.leader.name,
    )


def given_of(case: Case) -> Given:
    row, on = _row(case), timezone.localdate()
    assert row.grant is not None, "it was granted"
    roads = set(row.grant.payments.filter(taken_back_on=None).values_list("channel", flat=True))
    by_bank = f"打入户名“{row.payee}”的银行账户" if GrantPayment.Channel.COUNTY in roads else ""
    by_town = "由乡镇用临时救助备用金支付" if GrantPayment.Channel.RESERVE in roads else ""
    return Given(
        _issuer(case, row),
        row.document,
        row.applicant.name,
        timezone.localdate(case.opened_at),
        row.amount_fen or 0,
        "，其余".join(each for each in (by_town, by_bank) if each),
        ARTICLES,
        str(_remedy(case, on)),
        row.grant.decided_on,
    )


def refusal_of(case: Case) -> Refusal:
    row = _row(case)
    taken = case.actions.filter(action__in=("refuse", "refuse_here")).order_by("-pk")[0]
    on = timezone.localdate(taken.at)
    return Refusal(
        issuer=_issuer(case, row, taken),
        number=row.document,
        benefit="临时救助",
        name=row.applicant.name,
        applied_on=timezone.localdate(case.opened_at),
        reasons=tuple(
            each for each in (str(taken.data.get("ground_words", "")), str(taken.data.get("words", ""))) if each
        ),
        articles=(str(taken.data.get("basis", "")),),
        other_help="家庭收入低于当地低保标准的，可以申请最低生活保障；需要其他帮助的，请与村（居）民委员会或乡镇联系。",
        remedy=_remedy(case, on),
        on=on,
    )


PAPERS = (
    CasePaper("approval", "审批表", APPROVAL, lambda case: case.stage != "DRAFT", approval_of),
    CasePaper("voucher", "备用金支出凭证", RESERVE_VOUCHER, lambda case: _use(case) is not None, voucher_of),
    CasePaper(
        "given",
        "救助告知书",
        GIVEN,
        lambda case: case.stage in ("APPROVED", "PAID_HERE", "PAID", "PUBLISHED", "CLOSED"),
        given_of,
    ),
    CasePaper("refusal", "不予救助告知书", REFUSAL, lambda case: case.stage in ("REFUSED", "TOLD"), refusal_of),
)


def _row(case: Case) -> Application:
    return Application.objects.select_related("applicant__person__hukou_area", "grant").get(pk=case.pk)


def _use(case: Case) -> ReserveUse | None:
    rows = ReserveUse.objects.filter(payment__grant__application=case.pk, reversed_by=None)
    return rows.select_related("clerk", "leader").order_by("-pk").first()


def _applicant(row: Application) -> Applicant:
    person = getattr(row.applicant, "person", None)
    return Applicant(
        row.applicant.name,
        person.sex if person is not None else "",
        person.id_number if person is not None else "",
        row.phone,
        full_name(person.hukou_area_id) if person is not None and person.hukou_area_id else "",
        (person.address if person is not None else "") or full_name(row.case.area_code),
        "",
    )


def _opinion(steps: list[ActionTaken], codes: tuple[str, ...], field: str) -> Opinion:
    """What one level said last: its words or the name of what it did, who, when."""
    taken = next((each for each in reversed(steps) if each.action in codes), None)
    if taken is None:
        return Opinion()
    people = "、".join(str(each) for each in (taken.by, taken.together_with) if each is not None)
    return Opinion(str(taken.data.get(field) or taken.label), people, timezone.localdate(taken.at))


def _issuer(case: Case, row: Application, taken: ActionTaken | None = None) -> str:
    """The bureau where the county has decided, else the township."""
    county = row.document and (taken is None or taken.action == "refuse")
    return str(settings.SITE_ORGANISER) if county else f"{name_of(township_of(case.area_code))}人民政府"


def _remedy(case: Case, on: dt.date) -> Remedy:
    county = name_of(county_of(case.area_code))
    return remedy_on(on, government=f"{county}人民政府", court=f"{county}人民法院")
