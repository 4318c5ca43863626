"""应备未备的人自己经办过亲属的件 (R-REC-05): whoever handled his relative's case before anybody knew of the kinship has the case looked at again by
others, and the county hands the clue to the discipline commission."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q

from doudi.mechanisms.casework.models import ActionTaken, Case
from doudi.mechanisms.entitlement.amendments.declare import amending_of
from doudi.mechanisms.entitlement.amendments.models import Amendment
from doudi.mechanisms.entitlement.amendments.reporting import look_again
from doudi.mechanisms.entitlement.awards.models import Award, AwardChange
from doudi.mechanisms.registry.models import Person
from doudi.programmes.integrity.near_relatives.people import Receiving

_CONFIRMED = "审核确认"  # a grant says "{number}审核确认" of the application that it followed


def hands_of(staff: Person, line: Receiving) -> list[ActionTaken]:
    """What somebody in office did himself in the application or in later changes of a relative's benefit, oldest first."""
    if not staff.id_index:
        return []
    mine = Q(by__id_index=staff.id_index) | Q(together_with__id_index=staff.id_index)
    rows = ActionTaken.objects.filter(mine, case__in=[case.pk for case in _cases(line)])
    return list(rows.select_related("case").order_by("pk"))


def recheck(staff: Person, name: str, relation: str, line: Receiving, *, at: dt.datetime) -> tuple[bool, Case | None]:
    """Whether he took part, and the case in which it is looked at again: of an award that goes on whose programme looks after its awards. Of
    an application under way his steps stand in its history, the county visits it, and he is kept from the rest."""
    taken = hands_of(staff, line)
    if not taken:
        return False, None
    amending = amending_of(line.benefit)
    if line.award is None or amending is None:
        return True, None
    steps = "、".join(dict.fromkeys(each.label for each in taken))
    words = f"{name}是保障对象的{relation}，未备案即经办（{steps}），按规定由他人重新核查。"
    made = look_again(amending, line.award, words, at=at)
    return True, made.case if made is not None else None


def _cases(line: Receiving) -> Iterable[Case]:
    if line.application is not None:
        yield line.application
    if line.award is not None:
        yield from _of_award(line.award)


def _of_award(award: Award) -> Iterable[Case]:
    """The application that an award came from, and every change of it."""
    grant = AwardChange.objects.filter(award=award, kind=AwardChange.Kind.GRANT).order_by("pk").first()
    if grant is not None and _CONFIRMED in grant.because:
        yield from Case.objects.filter(number=grant.because.partition(_CONFIRMED)[0])
    yield from Case.objects.filter(pk__in=Amendment.objects.filter(award=award).values("case"))
