"""The table of differences of a summary with its explanations: who gave which, and what still asks for one (R-RPT-11)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from doudi.base.access import require
from doudi.base.models import User
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.mechanisms.indicators.periods import parse_period
from doudi.mechanisms.papers.sheets import Heading, Sheet
from doudi.programmes.office.reports import queries
from doudi.programmes.office.reports.composing import Composed
from doudi.programmes.office.reports.differing import Compared, compared
from doudi.programmes.office.reports.models import Explanation, Summary

_Cause = Explanation.Cause


@dataclass(frozen=True)
class Explained:
    """A line of the table of differences, with the explanation that still holds."""

    row: Compared
    explanation: Explanation | None

    @property
    def open(self) -> bool:
        """Whether it asks for an explanation and has none."""
        return self.row.asks and self.explanation is None


def table_of(summary: Summary, *, on: dt.date) -> list[Explained]:
    """差异表 of a summary as it stands on a day, or as it was signed."""
    made = queries.composed(summary, on=on)
    by_hand = bool(summary.manual) and summary.signed is None
    records = queries.by_records(summary, on=on) if by_hand or summary.signed is not None else made
    return lines_of(summary, made, records)


def lines_of(summary: Summary, made: Composed, records: Composed) -> list[Explained]:
    """The same of a summary that has been composed already."""
    known = {(each.key, tuple(each.sides)): each for each in summary.explanations.select_related("by")}
    period = parse_period(str(summary.year))
    rows = compared(made, records, period, area_code=summary.county_code)
    return [Explained(each, known.get((each.key, each.sides))) for each in rows]


def explain(
    summary: Summary, key: str, *, cause: str, words: str, on: dt.date, by: User, at: dt.datetime
) -> Explanation:
    """A section says why a figure differs. Raises Refused where nothing differs, or for want of a reason.

    After the signature, too: a figure of the table may be corrected later, and the text stays as it was.
    """
    require(by, queries.WRITERS, area_code=summary.county_code)
    if not words.strip():
        raise Refused("请写明差异的原因。")
    if cause not in _Cause.values:
        raise Refused("请选择原因类别。")
    row = next((each.row for each in table_of(summary, on=on) if each.row.key == key), None)
    if row is None or not row.asks:
        raise Refused("这一项与统计报表一致，与上年同期也相差不大，不需要说明。")
    if row.differs and cause == _Cause.CHANGE:
        raise Refused("总结和统计报表是同一期的数，业务增减不能说明两者的差异，请选择范围、时点或口径。")
    with transaction.atomic():
        made = Explanation.objects.create(
            summary=summary, key=key, sides=list(row.sides), cause=cause, words=words.strip(), by=by, at=at
        )
        record(
            "summary.explain", summary, by=by, at=at, because=words.strip(), area_code=summary.county_code,
            data={"year": summary.year, "indicator": key, "sides": list(row.sides), "cause": cause},
        )  # fmt: skip
    return made


def require_explained(lines: list[Explained]) -> None:
    """Raises Refused while the text and the statistics table differ and nobody has said why (R-RPT-11)."""
    wanting = [each.row for each in lines if each.row.differs and each.explanation is None]
    if wanting:
        raise Refused(f"有{len(wanting)}项与统计报表不一致，请先由股室在差异表写明原因：{wanting[0].words}。")


def sheet_of(summary: Summary, lines: list[Explained], *, on: dt.date) -> Sheet:
    """The table as it is taken away."""
    rows = []
    for each in lines:
        row, why = each.row, each.explanation
        told = f"{why.get_cause_display()}：{why.words}（{why.by.name}）" if why else "待说明" if each.open else ""
        percent = "" if row.change is None else f"{row.change}%"
        rows.append((row.name, row.unit, *row.sides, percent, told))
    return Sheet(
        f"{summary.year}年工作总结与统计报表、上年同期差异表",
        "统计报表一栏空白的，统计报表不列这一项；说明只对所列的数有效。",
        _HEADINGS,
        tuple(rows),
        queries.issuer(),
        on,
    )


_HEADINGS = (
    Heading("指标", 3), Heading("单位"), Heading("总结"), Heading("统计报表"), Heading("上年同期"), Heading("同比"),
    Heading("差异原因", 4),
)  # fmt: skip
