"""What the actions of enforcement ask (`unless`) and do (`then`)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q
from django.utils import timezone

from doudi.base.calendar import months_later
from doudi.base.money import yuan
from doudi.base.notices import calendar
from doudi.base.refused import Refused
from doudi.mechanisms.casework.declare import Said
from doudi.mechanisms.casework.models import ActionTaken, Case
from doudi.mechanisms.entitlement.parameters_entered.queries import terms_in_force
from doudi.programmes.funeral.funeral_enforcement.models import EnforcementCase, OfficerCertificate
from doudi.programmes.funeral.funeral_enforcement.policy import EnforcementPolicy


def of(case: Case) -> EnforcementCase:
    return EnforcementCase.objects.get(pk=case.pk)


def terms(on: dt.date) -> Any:
    return terms_in_force(EnforcementPolicy, on)


def require_certified(case: Case, taken: ActionTaken) -> None:
    """R-ENF-01: both officers hold a certificate on the day; called within the transaction, so that nothing stands if not."""
    on = timezone.localdate(taken.at)
    officers = [each for each in (taken.by, taken.together_with) if each is not None]
    held = set(
        OfficerCertificate.objects.filter(Q(until__gte=on), since__lte=on, user__in=officers).values_list(
            "user", flat=True
        )
    )
    without = [each.name for each in officers if each.pk not in held]
    if without or len(officers) < 2:
        names = "、".join(without) or "第二名执法人员"
        raise Refused(f"执法须两名持证人员办理，{names}没有当日有效的执法证。")


def too_old(case: Case, said: Said) -> str | None:
    """R-ENF-03: two years from the act, of a continuing one from its end; five where life, health or financial safety was harmed."""
    written = str(said.get("done_on") or "")
    if not written:
        return "请填写行为发生日期。"
    ended = str(said.get("ended_on") or "")
    if said.get("goes_on"):
        return None
    last = dt.date.fromisoformat(ended or written)
    if last > said.on or last < dt.date.fromisoformat(written):
        return "行为终了日期须在发生以后、今天以前。"
    years = int(terms(said.on)["grave_years" if said.get("harm") else "years"])
    if months_later(last, 12 * years) < said.on:
        return f"行为终了已超过{years}年，不再给予行政处罚（R-ENF-03）；仍须责令改正的另行办理。"
    return None


def filed(case: Case, taken: ActionTaken) -> None:
    said = taken.data
    EnforcementCase.objects.filter(pk=case.pk).update(
        violation=said["violation"], done_on=said["done_on"], ended_on=said.get("ended_on") or None
    )


def told(case: Case, taken: ActionTaken) -> None:
    """R-ENF-04: what is proposed is kept, because the decision may not go beyond it."""
    EnforcementCase.objects.filter(pk=case.pk).update(proposed=int(taken.data.get("proposed") or 0))


def _told_on(case: Case) -> dt.date:
    taken = case.actions.filter(action="tell").order_by("-pk").first()
    assert taken is not None, "nothing is decided that was not told"
    return timezone.localdate(taken.at)


def _last_day(case: Case, on: dt.date) -> dt.date:
    return calendar().due_in_workdays(_told_on(case), int(terms(on)["hearing"])).legal


def hearing_too_late(case: Case, said: Said) -> str | None:
    """R-ENF-02: within five working days of being told."""
    last = _last_day(case, said.on)
    return f"申请听证的期限是{last:%Y-%m-%d}，已经超过。" if said.on > last else None


def not_to_be_decided(case: Case, said: Said) -> str | None:
    """Not before the party could ask for a hearing, unless it gave that up or was heard; never more than it was told (R-ENF-04)."""
    row = of(case)
    heard = case.actions.filter(action="hear").exists()
    if not heard and not said.get("gave_up") and said.on <= _last_day(case, said.on):
        return f"当事人可以在{_last_day(case, said.on):%Y-%m-%d}前申请听证，期满或者书面放弃后才能决定。"
    penalty = int(said.get("penalty") or 0)
    if penalty > (row.proposed or 0):
        return f"决定的罚款{yuan(penalty)}元重于告知的{yuan(row.proposed or 0)}元；不得因当事人申辩加重（R-ENF-04）。"
    return None


def decided(case: Case, taken: ActionTaken) -> None:
    """R-ENF-06: an order names what, by when and how it is verified."""
    on, by = timezone.localdate(taken.at), dt.date.fromisoformat(str(taken.data["correct_by"]))
    most = on + dt.timedelta(days=int(terms(on)["correct"]))
    if not on < by <= most:
        raise Refused(f"改正期限须在决定之后、{most:%Y-%m-%d}以前。")
    EnforcementCase.objects.filter(pk=case.pk).update(penalty=int(taken.data.get("penalty") or 0), correct_by=by)


def facts(case: Case) -> dict[str, Any]:
    row = EnforcementCase.objects.filter(pk=case.pk).first()
    if row is None:
        return {}
    return {
        "违法类型": row.get_violation_display(), "拟罚款": yuan(row.proposed) if row.proposed is not None else "",
        "罚款": yuan(row.penalty) if row.penalty is not None else "", "改正期限": str(row.correct_by or ""),
    }  # fmt: skip
