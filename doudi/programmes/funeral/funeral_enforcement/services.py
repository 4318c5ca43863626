"""What comes from elsewhere becomes a case: a clue of another line, or one that somebody enters; and who holds a certificate."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from doudi.base.access import require
from doudi.base.models import User
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.mechanisms.casework.clues import Clue, Taker
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.services import NewCase, open_cases
from doudi.programmes.funeral.funeral_enforcement import intermediaries
from doudi.programmes.funeral.funeral_enforcement.flow import ENFORCEMENT
from doudi.programmes.funeral.funeral_enforcement.models import EnforcementCase, OfficerCertificate, Violation

REGISTRARS = frozenset({Role.FUNERAL_ENFORCER, Role.FUNERAL_OFFICER, Role.TOWNSHIP_CLERK})
CERTIFIERS = frozenset({Role.FUNERAL_OFFICER})


def take_clues(clues: Sequence[Clue], by: User | None, at: dt.datetime) -> int:
    """Open a case for each matter that is not known; how many (R-ASHES-16)."""
    listed = {each.key: each for each in clues}
    known = set(EnforcementCase.objects.filter(key__in=list(listed)).values_list("key", flat=True))
    fresh = [each for key, each in listed.items() if key not in known]
    if not fresh:
        return 0
    with transaction.atomic():
        new = [NewCase(each.title[:200], each.area_code) for each in fresh]
        cases = open_cases(ENFORCEMENT, new, by=by, at=at, because="线索移交")
        EnforcementCase.objects.bulk_create(
            EnforcementCase(
                case=case, violation=Violation(each.code), words=each.words[:400], key=each.key, done_on=each.done_on
            )
            for case, each in zip(cases, fresh, strict=True)
        )
    return len(fresh)


def enter(violation: Violation, *, title: str, words: str, area_code: str, by: User, at: dt.datetime) -> Case:
    """登记线索 by somebody who saw or was told it. Nobody is reported as an intermediary that has not filed while he has (A-ASHES-09)."""
    require(by, REGISTRARS, area_code=area_code, on=timezone.localdate(at))
    if not title.strip() or not words.strip():
        raise Refused("请填写当事人（地点）和线索情况。")
    today = timezone.localdate(at)
    if violation == Violation.INTERMEDIARY:
        intermediaries.check_unfiled(title, today)
    key = f"entered:{by.pk}:{at.isoformat()}"
    with transaction.atomic():
        take_clues([Clue("funeral", violation, title.strip(), words.strip(), area_code, key)], by, at)
        if violation == Violation.INTERMEDIARY:
            intermediaries.alert(title, words.strip(), area_code, on=today, by=by, at=at)
    return Case.objects.get(enforcement__key=key)


def certify(
    user: User, *, number: str, since: dt.date, until: dt.date, by: User, at: dt.datetime
) -> OfficerCertificate:
    """登记执法证."""
    require(by, CERTIFIERS, on=timezone.localdate(at))
    if not number.strip() or until <= since:
        raise Refused("请填写执法证号，有效期须晚于发证日期。")
    if OfficerCertificate.objects.filter(number=number.strip()).exists():
        raise Refused(f"执法证号{number.strip()}已经登记。")
    with transaction.atomic():
        made = OfficerCertificate.objects.create(user=user, number=number.strip(), since=since, until=until)
        record("funeral_enforcement.certify", made, by=by, at=at, data={"user": user.pk, "number": made.number})
    return made


CLUES = Taker("funeral", take_clues)
