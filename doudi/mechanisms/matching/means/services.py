"""What is done: an authorisation is registered or taken back, a household is compared with the lists, details are opened for a reason."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone

from doudi.base.access import require
from doudi.base.calendar import months_later
from doudi.base.models import StoredFile, User
from doudi.base.months import month_of
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.mechanisms.matching.means import queries
from doudi.mechanisms.matching.means.declare import Asked, Line, Question, Verdict, ask
from doudi.mechanisms.matching.means.models import Authorisation, MeansCheck
from doudi.mechanisms.matching.means.policy import LONGEST, OF_AGE
from doudi.mechanisms.registry.kin import recused
from doudi.mechanisms.registry.models import Household, Person

ASKERS = frozenset({Role.TOWNSHIP_CLERK, Role.COUNTY_OFFICER, Role.VERIFICATION_CENTRE})
DETAILS = frozenset({Role.VERIFICATION_CENTRE})
Signer = Authorisation.Signer


@dataclass(frozen=True)
class Declared:
    """What a person declares a month, in fen."""

    wages: int = 0
    pension: int = 0
    other: int = 0


def authorise(
    person: Person,
    *,
    purpose: Authorisation.Purpose,
    signed_by: str,
    signer: Authorisation.Signer = Signer.SELF,
    why_not_self: str = "",
    way: Authorisation.Way,
    file: StoredFile,
    from_on: dt.date,
    until_on: dt.date,
    by: User,
    at: dt.datetime,
) -> Authorisation:
    """登记授权书 (R-CHK-05, R-CHK-06): of an adult by himself, or with the reason why not; of a minor by the guardian."""
    area = person.party.area_id or ""
    require(by, queries.SIGNING, area_code=area, on=timezone.localdate(at))
    _check_days(from_on, until_on)
    _check_signer(person, signer, signed_by, why_not_self, from_on)
    with transaction.atomic():
        made = Authorisation.objects.create(
            person=person,
            purpose=purpose,
            signer=signer,
            signed_by=signed_by.strip(),
            why_not_self=why_not_self.strip(),
            way=way,
            file=file,
            from_on=from_on,
            until_on=until_on,
            area_code=area,
            at=at,
            by=by,
        )
        record("means.authorise", made, by=by, at=at, area_code=area, data={"person": person.pk, "purpose": purpose})
    return made


def revoke(authorisation: Authorisation, *, on: dt.date, by: User, at: dt.datetime, because: str) -> Authorisation:
    """撤回授权: from a day on nobody is queried by it; what was answered before stays."""
    require(by, queries.SIGNING, area_code=authorisation.area_code, on=timezone.localdate(at))
    if not because.strip():
        raise Refused("撤回授权须写明事由。")
    with transaction.atomic():
        if not Authorisation.objects.filter(pk=authorisation.pk, revoked_on=None).update(revoked_on=on):
            raise Refused("这份授权书已经撤回。")
        record("means.revoke", authorisation, by=by, at=at, because=because, area_code=authorisation.area_code)
    authorisation.revoked_on = on
    return authorisation


def check(
    household: Household,
    people: Mapping[Person, Declared],
    *,
    relations: Mapping[int, str],
    matter: str,
    purpose: Authorisation.Purpose,
    urban: bool,
    by: User,
    at: dt.datetime,
    objection: str = "",
) -> MeansCheck:
    """核对: compare the household at once with whatever lists have been taken in. Refused while anybody has not let himself be queried
    (R-CHK-06); asked again in the same matter it is the next version, which needs the objection it answers (R-CHK-09)."""
    on, area = timezone.localdate(at), household.party.area_id or ""
    require(by, ASKERS, area_code=area, on=on)
    if not people:
        raise Refused("没有选择查询对象。")
    _check_allowed(people, purpose, on)
    barred = recused(by, [each.pk for each in people], on=on)
    if barred is not None:
        raise Refused(barred)
    version = _next_version(household, matter, objection)
    asked = [
        Asked(each.id_number, each.party.name, relations.get(each.pk, ""), told.wages, told.pension, told.other)
        for each, told in people.items()
    ]
    lines = ask(Question(asked, household.number, area, urban, month_of(on)))
    if not lines:
        raise Refused("还没有接收过任何名单，无法核对；请先由核对中心接收部门名单。")
    with transaction.atomic():
        made = MeansCheck.objects.create(
            household=household,
            matter=matter.strip(),
            purpose=purpose,
            version=version,
            month=month_of(on),
            people=[each.pk for each in people],
            objection=objection.strip()[:400],
            verdicts=[line.told() for line in lines],
            sealed=_sealed(lines),
            area_code=area,
            at=at,
            by=by,
        )
        data = {"matter": made.matter, "version": version, "people": made.people, **_counts(lines)}
        record("means.check", made, by=by, at=at, because=made.matter, area_code=area, data=data)
    return made


def read_details(report: MeansCheck, *, by: User, at: dt.datetime, because: str) -> dict[str, list[dict[str, Any]]]:
    """明细, for the verification centre alone and for a reason; who read them is recorded (R-CHK-08)."""
    require(by, DETAILS, area_code=report.area_code, on=timezone.localdate(at))
    if not because.strip():
        raise Refused("请填写查看事由。")
    record("reveal", report, by=by, at=at, because=because, area_code=report.area_code, data={"field": "details"})
    return report.details


def _check_days(from_on: dt.date, until_on: dt.date) -> None:
    longest = LONGEST.on(from_on).value
    assert isinstance(longest, int)
    if until_on < from_on:
        raise Refused("授权终止日期早于起始日期，请核对。")
    if until_on > months_later(from_on, longest):
        raise Refused(f"授权期限最长{longest}个月，请填写较近的终止日期，期满重新签署。")


def _check_signer(person: Person, signer: Authorisation.Signer, signed_by: str, why: str, on: dt.date) -> None:
    if not signed_by.strip():
        raise Refused("请填写签署人姓名。")
    of_age = OF_AGE.on(on).value
    assert isinstance(of_age, int)
    minor = person.born_on is not None and months_later(person.born_on, 12 * of_age) > on
    if signer is Signer.SELF and minor:
        raise Refused(f"{person.party.name}未成年，授权书应由监护人签署。")
    if signer is Signer.SELF and signed_by.strip() != person.party.name:
        raise Refused(f"本人签署的，签署人应为“{person.party.name}”，请核对。")
    if signer is not Signer.SELF and not minor and not why.strip():
        raise Refused(f"{person.party.name}已成年，由他人签署的须写明原因。")


def _check_allowed(people: Mapping[Person, Declared], purpose: str, on: dt.date) -> None:
    """Nobody is queried without a signature, and what was not asked is never guessed: who refuses lets the matter end (R-CHK-07)."""
    names = {each.pk: each.party.name for each in people}
    lacking = queries.lacking(list(names), purpose, on)
    if lacking:
        told = "、".join(names[each] for each in lacking)
        raise Refused(
            f"{told}没有有效的授权书，不能查询；请先由本人（未成年人由监护人）签署。拒绝授权的，可按规定终止办理。"
        )


def _next_version(household: Household, matter: str, objection: str) -> int:
    if not matter.strip():
        raise Refused("请填写办件编号或事项。")
    last = MeansCheck.objects.filter(household=household, matter=matter.strip()).order_by("-version").first()
    if last is None:
        return 1
    if not objection.strip():
        raise Refused(f"“{matter}”已有第{last.version}版核对报告；再次核对须写明异议或新情况。")
    return int(last.version) + 1


def _sealed(lines: Sequence[Line]) -> str:
    details = {line.rule: list(line.details) for line in lines if line.details}
    return json.dumps(details, ensure_ascii=False, sort_keys=True, cls=DjangoJSONEncoder)


def _counts(lines: Sequence[Line]) -> dict[str, int]:
    return {verdict.value.lower(): sum(line.verdict is verdict for line in lines) for verdict in Verdict}
