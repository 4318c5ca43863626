"""Making out an application: the whole household with what each has, asks and spends. Open until it is submitted and again while something
is to be supplied; while it is investigated those who investigate correct it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from doudi.base.access import require
from doudi.base.models import User
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.mechanisms.entitlement.applications import opening
from doudi.mechanisms.entitlement.applications.households import AtHome, check_whole, household_of
from doudi.mechanisms.entitlement.recognitions import queries as recognitions
from doudi.mechanisms.entitlement.recognitions.models import Recognised
from doudi.mechanisms.entitlement.rules import HOUSEHOLD, PERSON
from doudi.mechanisms.registry.models import Person
from doudi.programmes.assistance.low_income import facts
from doudi.programmes.assistance.low_income.flows import FILERS, FLOWS, WORKERS
from doudi.programmes.assistance.low_income.models import Application, Applying
from doudi.programmes.assistance.low_income.recognitions import BOTH

Kind = Application.Kind
DECLARING, CHECKING = ("DRAFT", "SUPPLEMENT", "SUBMITTED"), ("INVESTIGATING", "NOT_MET", "OBJECTED")


def apply(
    kind: Kind,
    applicant: Person,
    said: Mapping[str, int],
    *,
    by: User,
    at: dt.datetime,
    of_members: Mapping[int, Mapping[str, int]] | None = None,
) -> Application:
    """Open an application as a draft: `said` of the household, `of_members` by id of the person. What an earlier recognition found and
    nobody says otherwise is taken over, so that unchanged papers are not asked for again (6.2)."""
    on, flow, recognition = timezone.localdate(at), FLOWS[kind], BOTH[kind]
    household, home = household_of(applicant, on)
    area = household.party.area_id or ""
    opening.check_may_open(flow, by=by, area_code=area, on=on)
    people = [each.person for each in home]
    check_whole(household, applicant, people, on, name=recognition.name)
    opening.check_known(recognition.book, said)
    earlier_home, earlier = _earlier(household.pk, kind)
    with opening.one_at_a_time({household.party_id, *(each.pk for each in people)}):
        opening.check_not_applying(Application, people)
        _check_not_recognised(people, kind, on)
        row = opening.open_for(
            flow,
            Application,
            title=applicant.party.name,
            area_code=area,
            by=by,
            at=at,
            because=f"申请认定为{recognition.name}",
            household=household,
            applicant=applicant,
            kind=kind,
            facts={**earlier_home, **_whole(said)},
        )
        Applying.objects.bulk_create(
            _member(row, each, earlier.get(each.person.pk, {}), (of_members or {}).get(each.person.pk, {}))
            for each in home
        )
    return row


def describe(row: Application, said: Mapping[str, int], *, by: User, at: dt.datetime) -> None:
    """家庭情况: what the rules ask of the household, as declared or as found; what is not said any more is taken away."""
    _check_open(row, by, at)
    _check_asked(row, said, {each.name for each in facts.asked(row.kind, HOUSEHOLD)})
    with transaction.atomic():
        _keep(row, row, _whole(said), by=by, at=at)


def describe_member(member: Applying, said: Mapping[str, int], *, by: User, at: dt.datetime) -> None:
    """成员情况: the same of one person."""
    row = member.application
    _check_open(row, by, at)
    _check_asked(row, said, {each.name for each in facts.asked(row.kind, PERSON)})
    with transaction.atomic():
        _keep(row, member, _whole(said), by=by, at=at)


def _keep(
    row: Application, described: Application | Applying, said: dict[str, int], *, by: User, at: dt.datetime
) -> None:
    changed = sorted(name for name in {*described.facts, *said} if described.facts.get(name) != said.get(name))
    if not changed:
        return
    described.facts = said
    described.save(update_fields=["facts"])
    data: dict[str, Any] = {
        "number": row.case.number,
        "facts": changed,
    }  # which, not how much: a record keeps no circumstances
    record(
        "low_income.describe",
        f"case:{row.pk}",
        by=by,
        at=at,
        because="登记家庭情况",
        area_code=row.case.area_code,
        data=data,
    )


def _check_open(row: Application, by: User, at: dt.datetime) -> None:
    case = row.case
    roles = FILERS if case.stage in DECLARING else WORKERS
    require(by, roles, area_code=case.area_code, on=timezone.localdate(at))
    if case.stage not in (*DECLARING, *CHECKING):
        raise Refused(f"申请现处于“{FLOWS[Kind(row.kind)].stage(case.stage).name}”，不能再修改，请先退回。")


def _check_asked(row: Application, said: Mapping[str, int], asked: set[str]) -> None:
    opening.check_known(BOTH[row.kind].book, said)
    if strange := sorted(set(said) - asked):
        raise Refused(f"{'、'.join(strange)}由系统按名册和登记得出，不在这里填写。")


def _check_not_recognised(people: list[Person], kind: Kind, on: dt.date) -> None:
    """Who is recognised already applies anew only when it is about to end (6.2)."""
    rows = recognitions.recognised_people([each.pk for each in people], on, kind)
    for found in rows:
        if recognitions.standing_of(found.recognised, on) is recognitions.Standing.IN_FORCE:
            raise Refused(
                f"{found.person.party.name}已认定为{BOTH[kind].name}，有效期至{found.recognised.until_on}；"
                f"到期前{recognitions.ENDING}天内可以重新申请，情况变化的请办理复核。"
            )


def _earlier(household: int, kind: Kind) -> tuple[dict[str, int], dict[int, dict[str, int]]]:
    """What the last recognition of a household found: of the household, and by person."""
    row = Recognised.objects.filter(recognition=kind, party=household).select_related("party").order_by("-pk").first()
    if row is None:
        return {}, {}
    family = recognitions.last_family(row)
    home = {each.name for each in facts.asked(kind, HOUSEHOLD)}
    own = {each.name for each in facts.asked(kind, PERSON)}
    return facts.plain(family.figures, home), {int(each.key): facts.plain(each.figures, own) for each in family.people}


def _member(row: Application, home: AtHome, earlier: Mapping[str, int], said: Mapping[str, int]) -> Applying:
    told = {"relation": home.relation, **earlier, **_whole(said)}
    opening.check_known(BOTH[row.kind].book, told)
    return Applying(application=row, person=home.person, said=home.said, facts=told)


def _whole(said: Mapping[str, int]) -> dict[str, int]:
    return {name: int(value) for name, value in said.items()}
