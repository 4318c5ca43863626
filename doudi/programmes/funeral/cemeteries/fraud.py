"""整治比对 over relocated graves (F-05). A grave of which no record tells is not yet a fake one: most old graves have none. Nor is one that no earlier
photograph shows, nor one close to others, nor somebody with many. It is the four together: many of one applicant, close together, of which
nobody was buried and which appeared after the compensation had been announced."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone

from doudi.base.parameters import parameter
from doudi.mechanisms.exchange.declare import Kind, Source, column
from doudi.mechanisms.matching import own
from doudi.mechanisms.matching.declare import Check, Direction
from doudi.mechanisms.registry.death_records.models import Death
from doudi.programmes.funeral.cemeteries.models import FormerGrave, RelocatedGrave

_KOUJING = "本县殡葬整治比对口径（待县民政局确认）"
GRAVES = Source(
    "relocated_graves", "迁坟补偿名册", "项目征迁办",
    (
        column("project", Kind.TEXT, "项目"), column("number", Kind.CODE, "坟墓编号"), column("applicant", Kind.NAME, "申领人"),
        column("mark", Kind.CODE, "申领人标识"), column("deceased", Kind.NAME, "逝者"), column("buried", Kind.COUNT, "安葬年份"),
        column("announced", Kind.DATE, "公告日期"), column("seen", Kind.DATE, "影像首次可见"), column("east", Kind.COUNT, "东向（分米）"),
        column("north", Kind.COUNT, "北向（分米）"), column("amount", Kind.MONEY, "补偿金额"), column("area", Kind.CODE, "区划"),
    ),
    own=True,
)  # fmt: skip
BURIALS = Source(
    "known_burials", "已知安葬", "县殡葬管理所",
    (column("name", Kind.NAME, "逝者"), column("year", Kind.COUNT, "年份")),
    own=True,
)  # fmt: skip
LEAST = parameter(
    "graves_least",
    "疑似假坟：一名申领人至少",
    "座",
    3,
    document=_KOUJING,
    note="F-05；典型案例为75座假坟；少于此数不比",
)
NEAR = parameter("graves_near", "疑似假坟：相距不超过", "米", 15, document=_KOUJING, note="F-05；新坟密集")
YEARS = parameter(
    "graves_years", "疑似假坟：安葬年份与死亡登记相差不超过", "年", 1, document=_KOUJING, note="F-05；相符的视为有据"
)
PARAMETERS = (LEAST, NEAR, YEARS)
FAKED = Check(
    "R-F-05", "假坟骗取迁坟补偿", "有没有公告迁坟以后才出现、查无此人、密集成片、由同一人申领补偿的坟墓？", Direction.PAID, needs=("relocated_graves",),
    sharpened_by=("known_burials",), parameters=PARAMETERS, basis="专项整治典型案例；F-05",
    sql=f"""
        WITH fresh AS (
            SELECT g.* FROM relocated_graves g
            WHERE (g.seen IS NULL OR g.seen > g.announced)
              AND NOT EXISTS (SELECT 1 FROM known_burials b WHERE b.name = g.deceased AND abs(b.year - g.buried) <= $graves_years)
        ),
        dense AS (
            SELECT f.* FROM fresh f
            WHERE EXISTS (
                SELECT 1 FROM fresh o WHERE o.project = f.project AND o.number <> f.number
                  AND pow(o.east - f.east, 2) + pow(o.north - f.north, 2) <= pow($graves_near * 10, 2))
        )
        SELECT {own.columns("殡葬", "d.project || '|' || d.mark", "any_value(d.applicant)", "any_value(d.area)", "sum(d.amount)")},
               printf('%s在%s申领的坟墓中有%d座在公告迁坟以后才出现，查无死亡、安葬记录，并且相距不超过%d米。', any_value(d.applicant), d.project, count(*),
                      $graves_near) AS reason,
               month_no(any_value(d.announced)) AS period_from, NULL AS period_to,
               list(ev(d._at, {{'坟墓': d.number, '逝者': d.deceased, '安葬年份': d.buried}}) ORDER BY d.number) AS evidence
        FROM dense d GROUP BY d.project, d.mark HAVING count(*) >= $graves_least""",
)  # fmt: skip
_DECIMETRES = 1_113_200  # of a degree of latitude
_SHORTER = 0.88  # a degree of longitude at 28 degrees north, as far as fifteen metres go


def tables(on: dt.date) -> dict[str, Iterable[Mapping[str, Any]]]:
    """Every grave of the lists, and everybody of whom a record says that he died or was buried, with the year."""
    graves = [
        {
            "project": each.project, "number": each.number, "applicant": each.applicant, "mark": each.mark, "deceased": each.deceased,
            "buried": each.buried_year, "announced": each.announced_on, "seen": each.first_seen_on,
            "east": round(each.longitude * _DECIMETRES * _SHORTER), "north": round(each.latitude * _DECIMETRES), "amount": each.amount,
            "area": each.area_code,
        }
        for each in RelocatedGrave.objects.order_by("pk")
    ]  # fmt: skip
    if not graves:
        return {GRAVES.code: [], BURIALS.code: []}
    deaths = Death.objects.exclude(state=Death.State.VOID).order_by("pk").values_list("name", "died_at")
    known = [{"name": name, "year": timezone.localdate(died).year} for name, died in deaths]
    former = FormerGrave.objects.order_by("pk").values_list("name", "buried_on")
    known += [{"name": name, "year": buried.year} for name, buried in former]
    return {GRAVES.code: graves, BURIALS.code: known}


RECORDS = own.OwnRecords("cemeteries", "funeral", (GRAVES, BURIALS), (FAKED,), PARAMETERS, tables)
