"""F-09: somebody reads the records of deaths that are none of his business, while the remains have not reached the funeral home: who sells
what he reads to an agent has to be early. Found from the access log; who reported, certified, tracks, or took any step of the case, read
on duty, and so does the funeral office, which looks after every death of the county."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone

from doudi.base.models import Grant, Record
from doudi.base.parameters import parameter
from doudi.base.roles import Role
from doudi.mechanisms.casework.models import ActionTaken
from doudi.mechanisms.exchange.declare import Kind, Source, column
from doudi.mechanisms.matching import own
from doudi.mechanisms.matching.declare import Check, Direction
from doudi.mechanisms.registry.death_records.models import DeathCertificate, DeathReport
from doudi.programmes.funeral.ashes.fraud import GROUP
from doudi.programmes.funeral.ashes.models import AshesCase

READ = "death.read"  # the action under which the log keeps that a death was opened
_KOUJING = "本县殡葬整治比对口径（待县民政局确认）"
READINGS = Source(
    "death_readings", "死亡信息查看记录", "县殡葬管理所",
    (
        column("reader", Kind.CODE, "账号"), column("name", Kind.NAME, "姓名"), column("area", Kind.CODE, "区划"), column("number", Kind.CODE, "死亡登记"),
        column("early", Kind.COUNT, "入馆以前"), column("on_duty", Kind.COUNT, "经办人"), column("day", Kind.DATE, "日期"),
    ),
    own=True,
)  # fmt: skip
LEAST = parameter(
    "readings_least", "一月内查看非本人经办的死亡信息达到", "件", 5, document=_KOUJING, note="F-09；遗体入馆以前"
)
OUTSIDE = Check(
    "R-F-09", "职责以外查看死亡信息", "有没有人在遗体入馆以前，大量查看不是自己经办的死亡信息？", Direction.MISMATCH, needs=("death_readings",),
    parameters=(LEAST,), basis="F-09；殡葬中介信息买卖",
    sql=f"""
        SELECT {own.columns("殡葬", "r.reader", "any_value(r.name)", "any_value(r.area)")},
               printf('%s一个月内查看了%d件不是本人经办、遗体还没有入馆的死亡信息。', any_value(r.name), count(DISTINCT r.number)) AS reason,
               month_no(r.day) AS period_from, NULL AS period_to,
               list(ev(r._at, {{'死亡登记': r.number, '日期': r.day}}) ORDER BY r.day) AS evidence
        FROM death_readings r WHERE r.early = 1 AND r.on_duty = 0
        GROUP BY r.reader, month_no(r.day) HAVING count(DISTINCT r.number) >= $readings_least""",
)  # fmt: skip


def tables(on: dt.date) -> dict[str, Iterable[Mapping[str, Any]]]:
    """Every reading of a death, with whether it was early and whether the reader had to do with it; a handful of queries."""
    log = list(Record.objects.filter(action=READ, by__isnull=False).select_related("by").order_by("number"))
    of = {int(each.subject.rpartition(":")[2]) for each in log}
    rows = {row.death_id: row for row in AshesCase.objects.filter(death__in=of).select_related("death")}
    duty = _on_duty(rows)
    office = set(Grant.objects.filter(role=Role.FUNERAL_OFFICER, since__lte=on).values_list("user", flat=True))
    found = []
    for each in log:
        row = rows.get(int(each.subject.rpartition(":")[2]))
        if row is None or each.by is None:
            continue
        found.append(
            {
                "reader": each.by.username,
                "name": each.by.name,
                "area": each.area_code,
                "number": row.death.number,
                "early": int(row.received_at is None or each.at < row.received_at),
                "on_duty": int(each.by_id in duty[row.death_id] or each.by_id in office),
                "day": timezone.localdate(each.at),
            }
        )
    return {READINGS.code: found}


def _on_duty(rows: Mapping[int, AshesCase]) -> dict[int, set[int | None]]:
    """Who has to do with each death: reporters, certifiers, its tracker, everybody who took a step of its case."""
    duty: dict[int, set[int | None]] = defaultdict(set)
    for model in (DeathReport, DeathCertificate):
        for death, by in model._default_manager.filter(death__in=list(rows)).values_list("death", "by"):
            duty[death].add(by)
    of_case = {row.pk: death for death, row in rows.items()}
    for death, row in rows.items():
        duty[death].add(row.death.tracker_id)
    taken = ActionTaken.objects.filter(case__in=list(of_case)).values_list("case", "by", "together_with")
    for case, by, second in taken:
        duty[of_case[case]] |= {by, second}
    return duty


RECORDS = own.OwnRecords("ashes.readings", GROUP, (READINGS,), (OUTSIDE,), (LEAST,), tables)
