"""Making out an application for home adaptation: for which old person, in what house. It is opened as a draft and submitted by the flow."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils import timezone

from doudi.base.access import require
from doudi.base.models import User
from doudi.base.refused import Refused
from doudi.mechanisms.casework import services as casework
from doudi.mechanisms.casework.services import NewCase
from doudi.mechanisms.entitlement.applications.opening import one_at_a_time
from doudi.mechanisms.registry.models import Person
from doudi.programmes.elderly.home_adaptation import queries
from doudi.programmes.elderly.home_adaptation.flow import ADAPTATIONS, FILERS
from doudi.programmes.elderly.home_adaptation.models import Adaptation
from doudi.programmes.elderly.home_adaptation.splitting import policy_on


@dataclass(frozen=True)
class NewAdaptation:
    """An application as it is told. `worsened`: why a household that had one applies again (R-MOD-03)."""

    person: Person
    area_code: str
    house: Adaptation.House = Adaptation.House.OWN
    phone: str = field(default="", repr=False)
    agent: str = ""
    worsened: str = ""


def apply(new: NewAdaptation, *, by: User, at: dt.datetime) -> Adaptation:
    """Open an application as a draft. Refused: a household that is being adapted, or had public money within the years (R-MOD-03)."""
    return apply_each([(new, by, at)])[0]


def apply_each(many: Iterable[tuple[NewAdaptation, User, dt.datetime]]) -> list[Adaptation]:
    """Open applications of different households in one month, in the order given, each by whom and when it was taken down; all or none."""
    wanted = list(many)
    last = timezone.localdate(wanted[-1][2])
    homes = queries.households_of([new.person for new, _, _ in wanted], last)
    for new, by, at in wanted:
        on = timezone.localdate(at)
        require(by, FILERS, area_code=new.area_code, on=on)
        if new.person.died_on is not None:
            raise Refused(f"{new.person.party.name}已于{new.person.died_on}去世，不能申请。")
        if not new.worsened.strip():
            _check_once(new, homes.get(new.person.pk), on)
    parties = {new.person.pk for new, _, _ in wanted} | set(homes.values())
    with one_at_a_time(parties):
        _check_not_applying([new for new, _, _ in wanted], homes)
        cases = casework.open_cases(
            ADAPTATIONS,
            [NewCase(new.person.party.name, new.area_code, by=by, at=at) for new, by, at in wanted],
            by=None,
            at=wanted[0][2],
            because="申请居家适老化改造",
        )
        made = [
            Adaptation(
                case=case,
                person=new.person,
                household_id=homes.get(new.person.pk),
                house=new.house,
                phone=new.phone,
                agent=new.agent.strip(),
                worsened=new.worsened.strip()[:200],
            )
            for (new, _, _), case in zip(wanted, cases, strict=True)
        ]
        Adaptation.objects.bulk_create(made)
    return made


def _check_once(new: NewAdaptation, household: int | None, on: dt.date) -> None:
    policy = policy_on(on, new.area_code)
    before = queries.funded_before(new.person.pk, household, on=on, policy=policy)
    if before is not None:
        raise Refused(
            f"该户已于{before.accepted_on}资助改造过（{before.case.number}），一户只资助一次；"
            f"不满{policy.again_years}年的，能力等级确已加重的请写明“再次申请的理由”。"
        )


def _check_not_applying(many: Iterable[NewAdaptation], homes: dict[int, int]) -> None:
    """One at a time for a household, whoever of it applies. From the acceptance on it is built, not being applied for."""
    people = {new.person.pk for new in many}
    if len(set(homes.values())) < len(homes):
        raise Refused("名单里同一户有两位老年人，一户只办一件，请去掉一件。")
    rows = Adaptation.objects.filter(
        Q(person__in=people) | Q(household__in=list(homes.values())), case__closed_at=None, accepted_on=None
    )
    found = rows.values_list("person__party__name", "case__number").first()
    if found is not None:
        raise Refused(f"这一户已有办理中的申请{found[1]}（{found[0]}），一户只办一件。")
