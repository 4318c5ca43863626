"""建床申请: on the ground of an assessment, by whoever is entitled to it and has none (R-HOME-01, R-HOME-03)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from doudi.base.access import require
from doudi.base.models import User
from doudi.base.refused import Refused
from doudi.mechanisms.casework import services as casework
from doudi.mechanisms.casework.services import NewCase
from doudi.mechanisms.entitlement.applications.opening import one_at_a_time
from doudi.programmes.elderly.home_care import plans
from doudi.programmes.elderly.home_care.beds import handling
from doudi.programmes.elderly.home_care.beds.flow import BEDS, HANDLERS
from doudi.programmes.elderly.home_care.models import Assessment, CareBed, Provider


@dataclass(frozen=True)
class NewBed:
    """An application: on which assessment, to be fitted and served by which provider."""

    assessment: Assessment
    provider: Provider
    by: User
    at: dt.datetime


def apply(new: NewBed) -> CareBed:
    """Open one application."""
    return apply_many([new])[0]


def apply_many(news: Iterable[NewBed]) -> list[CareBed]:
    """Open applications, all or none. Refused: somebody who is not entitled, or who has a bed or is applying for one."""
    wanted = list(news)
    days = {timezone.localdate(each.at) for each in wanted}
    hard = plans.hardship_of({each.assessment.person_id for each in wanted}, days)
    kinds = []
    for each in wanted:
        on = timezone.localdate(each.at)
        require(each.by, HANDLERS, area_code=each.assessment.area_code, on=on)
        if each.provider.since > on or (each.provider.until is not None and each.provider.until < on):
            raise Refused(f"{each.provider.name}在{on}不在签约期内，请另选服务机构。")
        kinds.append(hard.get((each.assessment.person_id, on), ""))
        reason = handling.why_not(each.assessment, kinds[-1], on)
        if reason is not None:
            raise Refused(reason)
    people = {each.assessment.person_id for each in wanted}
    with one_at_a_time(people):
        known = CareBed.objects.filter(person__in=people, case__closed_at=None).select_related("case").first()
        if known is not None:
            raise Refused(f"{known.case.title}已有家庭养老床位（{known}），一人只建一张。")
        cases = casework.open_cases(
            BEDS,
            [
                NewCase(each.assessment.person.party.name, each.assessment.area_code, by=each.by, at=each.at)
                for each in wanted
            ],
            by=None,
            at=wanted[0].at,
            because="申请家庭养老床位",
        )
        rows = [
            CareBed(
                case=case,
                person=each.assessment.person,
                assessment=each.assessment,
                provider=each.provider,
                hardship=kind,
            )
            for each, case, kind in zip(wanted, cases, kinds, strict=True)
        ]
        CareBed.objects.bulk_create(rows)
    return rows
