"""What is read of findings: lists within a user's area, what each check has brought, how often it was right."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from doudi.base.access import scope
from doudi.mechanisms.matching.models import Finding, Run

SILENT = dt.timedelta(minutes=15)  # without a sign of life a run is taken for broken off


def findings(user: Any) -> QuerySet[Finding]:
    """The findings that lie in the user's area."""
    return scope(user).filter(Finding.objects.all())


def evidence_of(finding: Finding) -> list[dict[str, Any]]:
    """Both sides: source, file, sheet, row, as_of (month number), values by their Chinese names."""
    found: list[dict[str, Any]] = json.loads(finding.evidence or "[]")
    return found


def newest_run(month: int) -> Run | None:
    return Run.objects.filter(month=month, state=Run.State.DONE).order_by("-pk").first()


def run_under_way(at: dt.datetime) -> Run | None:
    """The run that waits or is carried out; one that has given no sign of life for long is broken off and does not count."""
    for run in Run.objects.filter(state__in=[Run.State.WAITING, Run.State.RUNNING]).order_by("-pk"):
        heard = run.heard_at or run.started_at
        if heard is not None and abs(at - heard) < SILENT:
            return run
    return None


@dataclass(frozen=True)
class RuleTally:
    """What a check has brought so far: open, confirmed, cleared; precision is confirmed out of those answered."""

    rule: str
    found: int
    confirmed: int
    cleared: int
    amount_fen: int

    @property
    def answered(self) -> int:
        return self.confirmed + self.cleared

    @property
    def precision(self) -> float | None:
        return self.confirmed / self.answered if self.answered else None


def tallies(rows: QuerySet[Finding]) -> dict[str, RuleTally]:
    """Per rule, in one query."""
    confirmed = Q(disposal__in=[Finding.Disposal.CORRECTED, Finding.Disposal.REFERRED])
    counted = (
        rows.order_by()
        .values("rule")
        .annotate(
            found=Count("pk"),
            confirmed=Count("pk", confirmed),
            cleared=Count("pk", Q(disposal=Finding.Disposal.CLEARED)),
            money=Sum("amount_fen"),
        )
    )
    return {
        each["rule"]: RuleTally(each["rule"], each["found"], each["confirmed"], each["cleared"], each["money"] or 0)
        for each in counted
    }
