"""Making out an application for temporary assistance: who is in need of what, for what cause. It is opened as a draft and handed in by the
flow's first actions: submitted, or reported as an emergency."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from doudi.base.access import require
from doudi.base.models import User
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.mechanisms.casework import services as casework
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.services import NewCase
from doudi.mechanisms.entitlement.applications.opening import one_at_a_time
from doudi.mechanisms.registry.models import Party
from doudi.programmes.assistance.temporary import grant_queries
from doudi.programmes.assistance.temporary.flow import APPLICATIONS, FILERS
from doudi.programmes.assistance.temporary.grants import Need, check_need
from doudi.programmes.assistance.temporary.models import Application, Cause
from doudi.programmes.assistance.temporary.policy import Hardship

OPEN_FOR_ACCOUNT = frozenset(
    {"DRAFT", "SUBMITTED", "SUPPLEMENT", "URGENT", "HELP_SIGN", "HELPED", "INVESTIGATING", "OPINION", "SIGNED", "NOTICE",
     "OBJECTED", "OPINION2", "COUNTY_REVIEW"}
)  # fmt: skip


@dataclass(frozen=True)
class NewApplication:
    """A need as it is told. `need` and `spending` in fen: what is asked for, and what the household has borne itself (支出型)."""

    applicant: Party
    area_code: str
    hardship: Hardship
    cause: Cause
    people: int
    months: int
    told: str = ""
    happened_on: dt.date | None = None
    need: int | None = None
    spending: int | None = None
    other_help: str = ""
    agent: str = ""
    phone: str = field(default="", repr=False)
    payee: str = ""
    account: str = field(default="", repr=False)
    near_kin: str = ""  # as declared (R-REL-03)
    waits_for: Case | None = None  # an application of another line that the household cannot wait for (R-TEMP-06)


def apply(new: NewApplication, *, by: User, at: dt.datetime) -> Application:
    """Open an application as a draft. Refused: incomplete, or the household has one open already for this cause."""
    return apply_each([(new, by, at)])[0]


def apply_each(many: Iterable[tuple[NewApplication, User, dt.datetime]]) -> list[Application]:
    """Open applications of different households in one month, each by whom and when it was taken down, in the order given; all or none."""
    wanted = list(many)
    last = timezone.localdate(wanted[-1][2])
    known = grant_queries.households_of([new.applicant for new, _, _ in wanted], last)
    households = [known.get(new.applicant.pk) for new, _, _ in wanted]
    for new, by, at in wanted:
        require(by, FILERS, area_code=new.area_code, on=timezone.localdate(at))
        _check(new, timezone.localdate(at))
    parties = {new.applicant.pk for new, _, _ in wanted} | {each.pk for each in households if each is not None}
    with one_at_a_time(parties):
        _check_not_applying([new for new, _, _ in wanted], households)
        opening = [
            NewCase(
                new.applicant.name,
                new.area_code,
                original=new.waits_for,
                link="等待期间临时救助" if new.waits_for else "",
                by=by,
                at=at,
            )
            for new, by, at in wanted
        ]
        first = wanted[0][2]
        cases = casework.open_cases(APPLICATIONS, opening, by=None, at=first, because="申请临时救助")
        made = [
            Application(
                case=case,
                household=household,
                hardship=int(new.hardship),
                told=new.told.strip()[:400],
                other_help=new.other_help.strip()[:200],
                agent=new.agent.strip(),
                payee=new.payee.strip() or new.applicant.name,
                near_kin=new.near_kin.strip()[:200],
                **{name: getattr(new, name) for name in _COPIED},
            )
            for (new, _, _), case, household in zip(wanted, cases, households, strict=True)
        ]
        Application.objects.bulk_create(made)
    return made


_COPIED = ("applicant", "cause", "happened_on", "people", "months", "need", "spending", "phone", "account")


def set_account(row: Application, *, payee: str, account: str, by: User, at: dt.datetime) -> None:
    """登记收款账号: until it is decided. The number is kept enciphered and stands in no record."""
    require(by, FILERS, area_code=row.case.area_code, on=timezone.localdate(at))
    if row.case.stage not in OPEN_FOR_ACCOUNT:
        raise Refused("救助已经决定，账号不能在这里修改；退票的由财务重发到新账号。")
    _check_account(account)
    if not payee.strip():
        raise Refused("请填写收款户名。")
    with transaction.atomic():
        row.payee, row.account = payee.strip(), account
        row.save(update_fields=["payee", "account"])
        data = {"case": row.case.number}
        record("temporary.set_account", f"case:{row.pk}", by=by, at=at, area_code=row.case.area_code, data=data)


def _check(new: NewApplication, on: dt.date) -> None:
    check_need(_need(new), on)
    if new.account:
        _check_account(new.account)


def _check_not_applying(many: Sequence[NewApplication], households: Sequence[Party | None]) -> None:
    """One application for one cause of a household at a time; when it has been granted another may follow (R-TEMP-03 judges it)."""
    mine = {(new.applicant.pk, new.cause): new.cause for new in many}
    mine |= {(home.pk, new.cause): new.cause for new, home in zip(many, households, strict=True) if home is not None}
    parties = [party for party, _ in mine]
    rows = Application.objects.filter(
        Q(applicant__in=parties) | Q(household__in=parties), case__closed_at=None, grant=None
    )
    for applicant, household, cause, number in rows.values_list("applicant", "household", "cause", "case__number"):
        if (applicant, cause) in mine or (household, cause) in mine:
            raise Refused(f"这一户因{Cause(cause).label}已有办理中的申请{number}，不能重复申请。")


def _need(new: NewApplication) -> Need:
    return Need(
        "新申请",
        new.applicant,
        new.area_code,
        new.hardship,
        new.cause,
        new.people,
        new.months,
        new.happened_on,
        new.spending,
    )


def _check_account(account: str) -> None:
    if not (8 <= len(account) <= 32 and account.isascii() and account.isdigit()):
        raise Refused("银行账号应为8至32位数字，请核对。")
