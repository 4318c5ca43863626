"""殡葬整治比对 (section 1.12): the patterns of the campaign of 2024 to 2026, put as checks to the comparison engine over the county's own
furnace log, certificates, reports and placements. A check finds; people decide."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone

from doudi.base.parameters import parameter
from doudi.mechanisms.exchange.declare import Kind, Source, column
from doudi.mechanisms.matching import own
from doudi.mechanisms.matching.declare import Check, Direction
from doudi.mechanisms.matching.engine import Outcome
from doudi.mechanisms.registry.death_records.models import Death, DeathReport
from doudi.programmes.funeral.ashes.models import Cremation, CremationCertificate, Placement

_OWN = "县殡葬管理所"
FURNACES = Source(
    "furnace_log", "火化炉记录", _OWN,
    (
        column("form", Kind.CODE, "火化确认书编号"), column("name", Kind.NAME, "姓名"), column("area", Kind.CODE, "区划"),
        column("home", Kind.TEXT, "殡仪馆"), column("furnace", Kind.CODE, "火化炉"), column("day", Kind.DATE, "日期"),
        column("began", Kind.COUNT, "开始（分）"), column("ended", Kind.COUNT, "结束（分）"),
    ),
    own=True,
)  # fmt: skip
CERTIFICATES = Source(
    "cremation_certificates", "火化证明", _OWN,
    (column("serial", Kind.CODE, "编号"), column("state", Kind.TEXT, "状态"), column("form", Kind.CODE, "火化确认书编号"),
     column("recipient", Kind.NAME, "领证人"), column("day", Kind.DATE, "日期")),
    own=True,
)  # fmt: skip
REPORTS = Source(
    "death_days", "死亡日期各来源", _OWN,
    (column("number", Kind.CODE, "编号"), column("name", Kind.NAME, "姓名"), column("area", Kind.CODE, "区划"),
     column("source", Kind.TEXT, "来源"), column("said", Kind.DATE, "死亡日期"), column("golden", Kind.DATE, "登记日期")),
    own=True,
)  # fmt: skip
PLACEMENTS = Source(
    "ashes_placements", "安放记录", _OWN,
    (column("number", Kind.CODE, "编号"), column("name", Kind.NAME, "姓名"), column("area", Kind.CODE, "区划"),
     column("facility", Kind.TEXT, "安放地点"), column("place", Kind.CODE, "穴位"), column("shared", Kind.COUNT, "双穴")),
    own=True,
)  # fmt: skip
SOURCES = (FURNACES, CERTIFICATES, REPORTS, PLACEMENTS)

DAYS_MOVED = parameter(
    "death_days_moved", "死亡日期相差视为改动", "天", 30, document="本县骨灰跟踪管理口径（待县民政局确认）", note="F-02；1天以上只预警（A-ASHES-06）"
)  # fmt: skip
PER_DAY = parameter(
    "furnace_per_day", "每台火化炉每日最多火化", "具", 8, document="本县骨灰跟踪管理口径（待县民政局确认）", note="F-03"
)
PARAMETERS = (DAYS_MOVED, PER_DAY)
GROUP = "funeral"


def _columns(subject: str, name: str, area: str) -> str:
    return own.columns("殡葬", subject, name, area)


SOLD = Check(
    "R-F-01", "没有火化的火化证明", "有没有开具了火化证明，却没有火化炉记录？", Direction.MISMATCH, needs=("cremation_certificates",), needs_any=(("furnace_log",),),
    basis="R-ASHES-08；专项整治典型案例",
    sql=f"""
        SELECT {_columns("c.serial", "coalesce(c.recipient, '')", "''")},
               printf('火化证明%s已于%s开具，没有对应的火化炉记录。', c.serial, day_words(c.day)) AS reason,
               month_no(c.day) AS period_from, NULL AS period_to, [ev(c._at, {{'编号': c.serial, '领证人': c.recipient}})] AS evidence
        FROM cremation_certificates c LEFT JOIN furnace_log f USING (form) WHERE c.state = '已开具' AND f.form IS NULL""",
)  # fmt: skip
MOVED = Check(
    "R-F-02", "改动死亡日期", "有没有死亡日期被推后，以便多领待遇？", Direction.PAID, needs=("death_days",), parameters=(DAYS_MOVED,), basis="专项整治典型案例；A-ASHES-06",
    sql=f"""
        SELECT {_columns("d.number", "any_value(d.name)", "any_value(d.area)")},
               printf('%s登记死亡日期%s，另有来源早%d天。', any_value(d.name), day_words(any_value(d.golden)), max(date_diff('day', d.said, d.golden))) AS reason,
               month_no(min(d.said)) AS period_from, month_no(any_value(d.golden)) AS period_to,
               list(ev(d._at, {{'来源': d.source, '死亡日期': d.said}}) ORDER BY d.said) AS evidence
        FROM death_days d GROUP BY d.number HAVING max(date_diff('day', d.said, d.golden)) >= $death_days_moved""",
)  # fmt: skip
IMPOSSIBLE = Check(
    "R-F-03", "火化炉时间不可能", "有没有同一台火化炉同时火化两具，或者一天火化过多？", Direction.MISMATCH, needs=("furnace_log",), parameters=(PER_DAY,), basis="F-03",
    sql=f"""
        SELECT {_columns("b.form", "coalesce(b.name, '')", "b.area")},
               printf('%s %s与%s重叠%d分钟。', day_words(b.day), b.furnace, a.form, least(a.ended, b.ended) - b.began) AS reason,
               month_no(b.day) AS period_from, NULL AS period_to,
               [ev(a._at, {{'火化确认书': a.form}}), ev(b._at, {{'火化确认书': b.form}})] AS evidence
        FROM furnace_log a JOIN furnace_log b ON a.home = b.home AND a.furnace = b.furnace AND a.form <> b.form
         AND (a.began, a.form) < (b.began, b.form) AND b.began < a.ended
        QUALIFY row_number() OVER (PARTITION BY b.form ORDER BY a.began) = 1
        UNION ALL
        SELECT {_columns("f.home || f.furnace || day_words(f.day)", "f.furnace", "any_value(f.area)")},
               printf('%s %s火化%d具，超过每日上限。', day_words(f.day), f.furnace, count(*)) AS reason,
               month_no(f.day) AS period_from, NULL AS period_to, list(ev(f._at, {{'火化确认书': f.form}})) AS evidence
        FROM furnace_log f GROUP BY f.home, f.furnace, f.day HAVING count(*) > $furnace_per_day""",
)  # fmt: skip
TWICE = Check(
    "R-F-04", "一穴两人、一人两处", "有没有一个单穴登记两名逝者，或者一名逝者登记两处？", Direction.MISMATCH, needs=("ashes_placements",), basis="A-ASHES-11；F-04",
    sql=f"""
        SELECT {_columns("b.number", "b.name", "b.area")},
               printf('%s的%s同时登记了%s。', b.facility, b.place, a.name) AS reason, $month AS period_from, NULL AS period_to,
               [ev(a._at, {{'逝者': a.name, '穴位': a.place}}), ev(b._at, {{'逝者': b.name, '穴位': b.place}})] AS evidence
        FROM ashes_placements a JOIN ashes_placements b ON a.facility = b.facility AND a.place = b.place AND a.number < b.number
        WHERE a.shared = 0 AND b.shared = 0 AND a.place <> ''
        UNION ALL
        SELECT {_columns("p.number", "any_value(p.name)", "any_value(p.area)")},
               printf('%s同时登记在%d处。', any_value(p.name), count(*)) AS reason, $month AS period_from, NULL AS period_to,
               list(ev(p._at, {{'安放地点': p.facility}})) AS evidence
        FROM ashes_placements p GROUP BY p.number HAVING count(*) > 1""",
)  # fmt: skip
CHECKS = (SOLD, MOVED, IMPOSSIBLE, TWICE)


def _minutes(at: dt.datetime) -> int:
    return int(at.timestamp() // 60)


def tables(on: dt.date) -> dict[str, Iterable[Mapping[str, Any]]]:
    """The county's own records as the engine reads lists; all there are, whatever the day."""
    logs = Cremation.objects.select_related("ashes__death", "home").order_by("pk")
    furnaces = [
        {
            "form": row.form_number, "name": row.ashes.death.name if row.ashes is not None else "", "area": row.area_code, "home": row.home.name,
            "furnace": row.furnace, "day": timezone.localdate(row.began_at), "began": _minutes(row.began_at), "ended": _minutes(row.ended_at),
        }
        for row in logs
    ]  # fmt: skip
    issued = (
        CremationCertificate.objects.exclude(state=CremationCertificate.State.STOCK)
        .select_related("cremation")
        .order_by("pk")
    )
    certificates = [
        {
            "serial": row.serial, "state": row.get_state_display(), "form": row.cremation.form_number if row.cremation is not None else None,
            "recipient": row.recipient, "day": row.on,
        }
        for row in issued
    ]  # fmt: skip
    said = DeathReport.objects.exclude(death__state=Death.State.VOID).select_related("death").order_by("pk")
    days = [
        {
            "number": row.death.number, "name": row.death.name, "area": row.death.area_code, "source": row.get_source_display(),
            "said": timezone.localdate(row.died_at), "golden": timezone.localdate(row.death.died_at),
        }
        for row in said
    ]  # fmt: skip
    placed = Placement.objects.filter(freed_on=None).select_related("ashes__death", "custodian").order_by("pk")
    places = [
        {
            "number": row.ashes.death.number, "name": row.ashes.death.name, "area": row.ashes.death.area_code, "facility": row.custodian.name,
            "place": row.place, "shared": int(row.double),
        }
        for row in placed
    ]  # fmt: skip
    return dict(zip((each.code for each in SOURCES), (furnaces, certificates, days, places), strict=True))


RECORDS = own.OwnRecords("ashes", GROUP, SOURCES, CHECKS, PARAMETERS, tables)


def compare(on: dt.date) -> Outcome:
    """Every question of the section (F-01 to F-10), whichever of its lines keeps the records."""
    return own.compare(GROUP, on)
