"""Making out an application: who applies with whom, what they earn and own, which papers there are. Open until it is submitted, and again
while something is to be supplied; what is checked is entered by those who check."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from doudi.base.access import require
from doudi.base.models import StoredFile, User
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.mechanisms.casework import services as casework
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.services import NewCase
from doudi.mechanisms.entitlement.applications import opening
from doudi.mechanisms.entitlement.applications.households import check_whole, household_of
from doudi.mechanisms.entitlement.means.items import KINDS, Source
from doudi.mechanisms.entitlement.means.property import PROPERTY
from doudi.mechanisms.registry.models import Household, Person
from doudi.programmes.assistance.dibao.benefit import DIBAO_BENEFIT
from doudi.programmes.assistance.dibao.flow import APPLICATIONS, FILERS, WORKERS
from doudi.programmes.assistance.dibao.models import Application, Applying, Income, Paper, PaperKind, PropertyItem
from doudi.programmes.assistance.dibao.papers import held_already

DESCRIBED = ("relation", "left_out", "disability", "disability_grade", "seriously_ill", "student", "jobless_adult")
DECLARING, CHECKING = (
    ("DRAFT", "SUPPLEMENT", "SUBMITTED"),
    ("ACCEPTED", "INVESTIGATING", "NOT_MET", "OBJECTED", "RETURNED"),
)


@dataclass(frozen=True)
class NewIncome:
    """收入 as it is declared with the application: fen over the months from the first to the last, both included."""

    kind: str
    months: tuple[int, int]
    gross: int
    deduction: int = 0
    evidence: str = ""


@dataclass(frozen=True)
class NewApplying:
    """A member as the application names him; the words of the household book beside the class of the rules (R-DIBAO-01). `signer`: who has
    signed the authorisation with the application, `incomes`: what is declared with it; both may come later."""

    person: Person
    said: str
    relation: int  # means.rules.Relation
    left_out: int = 0  # means.rules.LeftOut
    disability: int = 0
    disability_grade: int = 0
    seriously_ill: bool = False
    student: bool = False
    jobless_adult: bool = False
    applied_alone: bool = False
    signer: str = ""
    incomes: Sequence[NewIncome] = ()


@dataclass(frozen=True)
class NewApplication:
    """Who applies, with all members of his household. `papers`: what is handed in with it; the rest may come later."""

    household: Household
    applicant: Person
    members: Sequence[NewApplying]
    residence: int
    cover: int = 0
    agent: str = ""
    phone: str = field(default="", repr=False)
    payee: str = ""
    account: str = field(default="", repr=False)
    near_kin: str = ""  # as declared (R-REL-03)
    complaint: str = ""
    papers: Sequence[PaperKind] = ()


def apply(new: NewApplication, *, by: User, at: dt.datetime) -> Application:
    """Open an application as a draft. The whole household applies or nobody does (R-DIBAO-02)."""
    return apply_each([(new, by, at)])[0]


def apply_each(many: Iterable[tuple[NewApplication, User, dt.datetime]]) -> list[Application]:
    """Open applications of different households, each by whom and when it was taken down, in the order given; all or none. Numbered in the
    series of the first one's month."""
    wanted = list(many)
    if not wanted:
        return []
    for new, by, at in wanted:
        _check(new, by, timezone.localdate(at))
    people = [each.person for new, _, _ in wanted for each in new.members]
    with opening.one_at_a_time({new.household.party_id for new, _, _ in wanted} | {each.pk for each in people}):
        opening.check_not_applying(Application, people)
        if len({each.pk for each in people}) < len(people):
            raise Refused("有人同时列在两份申请中，请核对。")
        for new, _, _ in wanted:
            opening.check_not_awarded(
                DIBAO_BENEFIT, new.household.party_id, "这一户正在享受低保，家庭情况有变化的请办理变更。"
            )
        cases = casework.open_cases(
            APPLICATIONS,
            [
                NewCase(new.applicant.party.name, new.household.party.area_id or "", by=by, at=at)
                for new, by, at in wanted
            ],
            by=None,
            at=wanted[0][2],
            because="申请最低生活保障",
        )
        made = [_application(new, case) for (new, _, _), case in zip(wanted, cases, strict=True)]
        Application.objects.bulk_create(made)
        for row, (new, by, at) in zip(made, wanted, strict=True):
            _put_in(row, new, by, timezone.localdate(at))
    return made


def _check(new: NewApplication, by: User, on: dt.date) -> None:
    opening.check_may_open(APPLICATIONS, by=by, area_code=new.household.party.area_id or "", on=on)
    check_whole(new.household, new.applicant, [each.person for each in new.members], on, name="低保")
    for member in new.members:
        for each in member.incomes:
            _check_income(each.kind, each.months, each.gross, each.deduction)


def _application(new: NewApplication, case: Case) -> Application:
    return Application(
        case=case,
        household=new.household,
        applicant=new.applicant,
        residence=new.residence,
        cover=new.cover,
        agent=new.agent,
        phone=new.phone,
        payee=new.payee or new.applicant.party.name,
        account=new.account,
        near_kin=new.near_kin[:200],
        complaint=new.complaint[:200],
    )


def _put_in(row: Application, new: NewApplication, by: User, on: dt.date) -> None:
    """The members with what they declare, and the papers: those handed in, and those that the register or a department holds."""
    members = Applying.objects.bulk_create(
        Applying(
            application=row,
            authorised_on=on if each.signer else None,
            **{name: getattr(each, name) for name in _OF_MEMBER},
        )
        for each in new.members
    )
    Income.objects.bulk_create(
        Income(
            member=member,
            kind=each.kind,
            first_month=each.months[0],
            last_month=each.months[1],
            gross=each.gross,
            deduction=each.deduction,
            source=int(Source.DECLARED),
            evidence=each.evidence,
            on=on,
            by=by,
        )
        for member, said in zip(members, new.members, strict=True)
        for each in said.incomes
    )
    held = held_already(row, on)
    Paper.objects.bulk_create(
        [
            *(
                Paper(application=row, kind=kind, how=Paper.How.HELD, where=where, on=on)
                for kind, where in held.items()
            ),
            *(
                Paper(application=row, kind=kind, how=Paper.How.HANDED, on=on, by=by)
                for kind in dict.fromkeys(new.papers)
                if kind not in held
            ),
        ]
    )


_OF_MEMBER = [name for name in NewApplying.__dataclass_fields__ if name != "incomes"]


def describe(member: Applying, said: Mapping[str, Any], *, by: User, at: dt.datetime) -> None:
    """成员情况: what the rules ask of a member, as the application or the survey says it."""
    _check_open(member.application, by, at, FILERS, (*DECLARING, *CHECKING))
    if bool(said.get("disability")) != bool(said.get("disability_grade")):
        raise Refused("残疾类别和等级须同时填写。")
    for name in DESCRIBED:
        if name in said:
            setattr(member, name, said[name])
    member.save(update_fields=DESCRIBED)


def hand_in(
    application: Application,
    kind: PaperKind,
    *,
    by: User,
    at: dt.datetime,
    file: StoredFile | None = None,
    promised: bool = False,
) -> Paper:
    """材料: handed in, or replaced by a written promise (R-DIBAO-13)."""
    _check_open(application, by, at, FILERS, (*DECLARING, *CHECKING))
    how = Paper.How.PROMISED if promised else Paper.How.HANDED
    found, _ = Paper.objects.update_or_create(
        application=application,
        kind=kind,
        defaults={"how": how, "file": file, "where": "", "on": timezone.localdate(at), "by": by},
    )
    return found


def authorise(member: Applying, *, signer: str, on: dt.date, by: User, at: dt.datetime) -> None:
    """授权书 of a member, signed by himself or by the guardian named (R-CHK-05)."""
    _check_open(member.application, by, at, FILERS, (*DECLARING, *CHECKING))
    if not signer.strip():
        raise Refused("请填写授权书的签字人。")
    if on > timezone.localdate(at):
        raise Refused("授权日期不能晚于今天，请核对。")
    member.signer, member.authorised_on = signer.strip(), on
    member.save(update_fields=["signer", "authorised_on"])


def pay_into(application: Application, *, payee: str, account: str, by: User, at: dt.datetime) -> None:
    """银行账户: whose account the money goes to; an application opened at the front door has none yet. Without `payee` it is the applicant's."""
    _check_open(application, by, at, FILERS, (*DECLARING, *CHECKING))
    if not account.strip():
        raise Refused("请填写银行账号。")
    application.payee = payee.strip() or application.applicant.party.name
    application.account = account.strip()
    with transaction.atomic():
        application.save(update_fields=["payee", "account"])
        record("application.account", application.case, by=by, at=at, area_code=application.case.area_code)


def enter_income(
    member: Applying,
    kind: str,
    *,
    months: tuple[int, int],
    gross: int,
    deduction: int = 0,
    source: Source = Source.DECLARED,
    evidence: str = "",
    set_aside: str = "",
    replaces: Income | None = None,
    by: User,
    at: dt.datetime,
) -> Income:
    """收入: fen over the months from the first to the last, both included. Declared by who files, checked by who investigates."""
    declared = source is Source.DECLARED
    _check_open(member.application, by, at, FILERS if declared else WORKERS, DECLARING if declared else CHECKING)
    _check_income(kind, months, gross, deduction)
    if not declared and not evidence.strip():
        raise Refused("核对、推定的收入须写明依据。")
    return Income.objects.create(
        member=member,
        kind=kind,
        first_month=months[0],
        last_month=months[1],
        gross=gross,
        deduction=deduction,
        source=int(source),
        evidence=evidence,
        set_aside=set_aside,
        replaces=replaces,
        on=timezone.localdate(at),
        by=by,
    )


def checked_now(member: Applying, kind: str) -> Income | None:
    """The checked income of a kind that stands: a new one replaces it. Refused where several stand, which only a person can tell apart."""
    rows = Income.objects.filter(member=member, kind=kind, source=int(Source.CHECKED), replaced_by=None)
    found = list(rows.order_by("pk")[:2])
    if len(found) > 1:
        raise Refused("这一类已有多笔核对收入，不能判断替代哪一笔，请逐笔更正。")
    return found[0] if found else None


def of_case(case: Case) -> Application:
    """The application of a case, as it is now."""
    return Application.objects.select_related("case").get(pk=case.pk)


def _check_income(kind: str, months: tuple[int, int], gross: int, deduction: int) -> None:
    if kind not in KINDS:
        raise Refused("没有这一类收入，请从收入类别中选择。")
    if gross < 0 or deduction < 0 or months[1] < months[0]:
        raise Refused("收入、扣减和起止月份不对，请核对。")


def enter_property(
    application: Application,
    figure: str,
    amount: int,
    *,
    checked: bool = False,
    evidence: str = "",
    by: User,
    at: dt.datetime,
) -> PropertyItem:
    """财产: one figure of the rules of property (homes, savings in fen …), declared or checked; or an excuse, with its evidence."""
    _check_open(application, by, at, WORKERS if checked else FILERS, CHECKING if checked else DECLARING)
    if figure not in {fact.name for fact in PROPERTY.facts}:
        raise Refused("没有这一项财产，请从列表中选择。")
    if amount < 0:
        raise Refused("财产数额不能是负数，请核对。")
    if figure.endswith("_excused") and amount and not evidence.strip():
        raise Refused("财产情形可以排除的，须写明理由和依据。")
    column = "checked" if checked else "declared"
    found, _ = PropertyItem.objects.update_or_create(
        application=application,
        figure=figure,
        defaults={column: amount, "evidence": evidence, "on": timezone.localdate(at), "by": by},
    )
    return found


def members_of(applicant: Person, on: dt.date) -> tuple[Household, list[NewApplying]]:
    """The household of the register with everybody in it, as a first draft (households.household_of)."""
    household, home = household_of(applicant, on)
    return household, [NewApplying(each.person, each.said, each.relation) for each in home]


def _check_open(
    application: Application, by: User, at: dt.datetime, roles: frozenset[Role], stages: Sequence[str]
) -> None:
    case = application.case
    require(by, roles, area_code=case.area_code, on=timezone.localdate(at))
    if case.stage not in stages:
        raise Refused(f"申请现处于“{APPLICATIONS.stage(case.stage).name}”，不能再修改，请先退回。")
