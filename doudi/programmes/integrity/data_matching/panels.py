"""What this line adds to the file of a person or household: its findings, and what is known from which source as of when."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
from django.conf import settings
from django.db.models import Q
from django.urls import reverse

from doudi.base import identity
from doudi.base.access import may
from doudi.base.money import yuan
from doudi.base.months import chinese_month, format_month, month_of
from doudi.base.roles import Role
from doudi.mechanisms.exchange.declare import Column, Kind, Source
from doudi.mechanisms.exchange.models import Delivery
from doudi.mechanisms.registry.models import Household, Person
from doudi.pages.cells import mask_numbers
from doudi.pages.declare import Panel
from doudi.programmes.integrity.data_matching.checks import CHECKS
from doudi.programmes.integrity.data_matching.flow import FINDINGS
from doudi.programmes.integrity.data_matching.pages.findings import rows
from doudi.programmes.integrity.data_matching.sources import SOURCES

FINDING_READERS = frozenset(
    {
        Role.VERIFICATION_CENTRE,
        Role.COUNTY_OFFICER,
        Role.BUREAU_LEADER,
        Role.TOWNSHIP_CLERK,
        Role.TOWNSHIP_LEADER,
    }
)
# Query results are for those who verify and decide (section 2: a village helper sees none of them).
KNOWN_READERS = frozenset({Role.VERIFICATION_CENTRE, Role.COUNTY_OFFICER, Role.TOWNSHIP_CLERK, Role.TOWNSHIP_LEADER})
_RULES = {check.code: check for check in CHECKS}
_BACK = 13  # months that a list is looked for


@dataclass(frozen=True)
class FindingLine:
    """One finding in somebody's file."""

    name: str
    number: str
    reason: str
    stage: str
    tint: str
    found_on: dt.date
    url: str


@dataclass(frozen=True)
class Known:
    """What one delivery of one list says of a person: its rows about him, as a table of the columns that hold something."""

    source: str
    supplier: str
    month: str
    file: str
    headings: list[str]
    rows: list[tuple[int | None, list[tuple[str, str]]]]  # the row's number in the sheet; heading and value
    old: bool  # older than the list may be


def of_person(user: Any, person_id: int, on: dt.date) -> list[Panel]:
    """疑点 and 数据来源; the second is read when it is opened, as it looks through the lists."""
    if not may(user, FINDING_READERS):
        return []
    person = Person.objects.get(pk=person_id)
    panels = [_findings(user, Q(finding__subject_index=person.id_index))]
    if may(user, KNOWN_READERS):
        url = reverse("data_matching:known", args=[person_id])
        panels.append(Panel("known", "数据来源", "data_matching/panel_known.html", {"url": url}))
    return panels


def of_household(user: Any, household_id: int, on: dt.date) -> list[Panel]:
    """疑点 of the household and of its members."""
    if not may(user, FINDING_READERS):
        return []
    household = Household.objects.get(pk=household_id)
    members = household.memberships.filter(Q(to_on=None) | Q(to_on__gte=on)).values("person__id_index")
    return [_findings(user, Q(finding__household_no=household.number) | Q(finding__subject_index__in=members))]


def known_of(person: Person, *, today: dt.date) -> list[Known]:
    """What the newest delivery of each list says of a person, by the order of the lists. Reads one row group per file."""
    newest = _newest(month_of(today))
    key = identity.key(person.id_number)
    found = []
    for source in SOURCES:
        for delivery in newest.get(source.code, []):
            found += _rows_about(source, delivery, key, today)
    return found


def _findings(user: Any, condition: Q) -> Panel:
    lines = [
        FindingLine(
            name=_RULES[row.finding.rule].name,
            number=row.case.number,
            reason=row.finding.reason,
            stage=FINDINGS.stage(row.case.stage).name,
            tint=FINDINGS.stage(row.case.stage).tint,
            found_on=row.finding.found_on,
            url=reverse("data_matching:finding", args=[row.pk]),
        )
        for row in rows(user).filter(condition).order_by("-pk")[:50]
    ]
    return Panel("findings", "疑点", "data_matching/panel_findings.html", {"lines": lines}, len(lines))


def _newest(month: int) -> dict[str, list[Delivery]]:
    """Per source the deliveries of the newest month that came."""
    rows = Delivery.objects.filter(state=Delivery.State.TAKEN_IN, as_of__lte=month, as_of__gt=month - _BACK)
    found: dict[str, list[Delivery]] = {}
    for each in rows.exclude(snapshot="").defer("sheets").order_by("-as_of", "-pk"):
        mine = found.setdefault(each.source, [])
        if not mine or mine[0].as_of == each.as_of:
            mine.append(each)
    return found


def _rows_about(source: Source, delivery: Delivery, key: int, today: dt.date) -> list[Known]:
    path = Path(settings.SNAPSHOTS_ROOT) / delivery.snapshot
    keys = [f"{column.code}_key" for column in source.columns if column.kind == Kind.IDENTITY]
    if not keys or not path.exists():
        return []
    table = pl.scan_parquet(path)
    names = table.collect_schema().names()
    keys = [name for name in keys if name in names]
    if not keys:
        return []
    matched = table.filter(pl.any_horizontal([pl.col(name) == key for name in keys])).head(20).collect()
    old = delivery.as_of is not None and month_of(today) - delivery.as_of > 1 + source.stale_after_days // 31
    if matched.is_empty():
        return []
    shown = [column for column in source.columns if column.code in names and column is not source.subject]
    table_rows = [[_written(column, row.get(column.code)) for column in shown] for row in matched.to_dicts()]
    filled = [place for place in range(len(shown)) if any(row[place] for row in table_rows)]
    numbers = matched["_row"].to_list() if "_row" in names else [None] * len(matched)
    return [
        Known(
            source=source.name,
            supplier=delivery.supplier or source.supplier,
            month=chinese_month(delivery.as_of) if delivery.as_of is not None else "",
            file=delivery.file_name,
            headings=[shown[place].names[0] for place in filled],
            rows=[
                (number, [(shown[place].names[0], row[place]) for place in filled])
                for number, row in zip(numbers, table_rows, strict=True)
            ],
            old=old,
        )
    ]


def _written(column: Column, value: Any) -> str:
    """A value as the desk may show it: numbers masked, sensitive columns only said to be there."""
    if value is None or value == "":
        return ""
    if column.sensitive:
        return "有（不显示）"
    if column.kind == Kind.IDENTITY:
        return identity.mask(str(value))
    if column.kind == Kind.ACCOUNT:
        return f"尾号{str(value)[-4:]}"
    if column.kind == Kind.PHONE:
        return f"{str(value)[:3]}****{str(value)[-4:]}"
    if column.kind == Kind.MONEY:
        return f"{yuan(int(value))}元"
    if column.kind == Kind.MONTH:
        return format_month(int(value))
    if column.kind == Kind.FLAG:
        return "是" if value else "否"
    if column.kind == Kind.SERIES:
        return f"近{len(json.loads(value)) if isinstance(value, str) else len(value)}个月有记录"
    return mask_numbers(str(value))  # a disability certificate contains one
