"""What the steps of a lasting rule ask and do: issued under a number, reviewed, repealed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from doudi.base.calendar import months_later
from doudi.mechanisms.casework.declare import Said, number_on
from doudi.mechanisms.casework.milestones import Milestone, set_milestones
from doudi.mechanisms.casework.models import ActionTaken, Case
from doudi.programmes.integrity.regulations.models import Regulation
from doudi.programmes.integrity.regulations.policy import limit


def of(case: Case) -> Regulation:
    return case.regulation


def facts(case: Case) -> dict[str, Any]:
    """What may change of a rule, by label."""
    row = Regulation.objects.filter(pk=case.pk).first()
    if row is None:
        return {}
    return {
        "文号": row.document_no,
        "印发日期": str(row.issued_on or ""),
        "复核日期": str(row.review_on or ""),
        "废止日期": str(row.repealed_on or ""),
    }


def number_is_taken(case: Case, said: Said) -> str | None:
    """One document, one rule; issued on a day that has come."""
    number = str(said.get("document_no") or "").strip()
    if Regulation.objects.filter(document_no=number).exclude(pk=case.pk).exists():
        return f"文号“{number}”已经用于另一项制度，请核对。"
    return "印发日期不能晚于今天，请核对。" if _day(said["issued_on"]) > said.on else None


def issue(case: Case, taken: ActionTaken) -> None:
    row = of(case)
    row.document_no, row.issued_on = str(taken.data["document_no"]).strip()[:60], _day(taken.data["issued_on"])
    _review_after(row, row.issued_on, taken)


def keep(case: Case, taken: ActionTaken) -> None:
    """Reviewed and still in force: the time until the next review begins."""
    _review_after(of(case), timezone.localdate(taken.at), taken)


def repeal(case: Case, taken: ActionTaken) -> None:
    row = of(case)
    row.repealed_on, row.review_on = timezone.localdate(taken.at), None
    row.save(update_fields=["repealed_on", "review_on"])


def _review_after(row: Regulation, day: dt.date, taken: ActionTaken) -> None:
    row.review_on = months_later(day, number_on(limit("review_every"), day))
    row.save(update_fields=["document_no", "issued_on", "review_on"])
    set_milestones([Milestone(taken.case, row.review_on, timezone.localdate(taken.at))])


def _day(value: object) -> dt.date:
    return value if isinstance(value, dt.date) else dt.date.fromisoformat(str(value))
