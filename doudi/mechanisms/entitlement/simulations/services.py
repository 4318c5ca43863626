"""What is done with simulations: keep one as a scenario, delete it (a mark), and look up who would lose by it (recorded)."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from doudi.base.access import require
from doudi.base.models import User
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.mechanisms.entitlement.simulations import queries
from doudi.mechanisms.entitlement.simulations.models import Scenario
from doudi.mechanisms.entitlement.simulations.queries import Loser, Simulated
from doudi.mechanisms.entitlement.simulations.reforms import stored

MOST_NAMED = 500  # names on one page; whoever needs all of them asks less of the reform


def save(tried: Simulated, name: str, *, by: User, at: dt.datetime) -> Scenario:
    """保存方案: what was supposed and the sums that came out, under a name of its own."""
    county = queries.county_for(by)
    require(by, queries.READERS, on=timezone.localdate(at))
    name = name.strip()
    if not name:
        raise Refused("保存方案须填写名称。")
    if len(name) > 60:
        raise Refused("方案名称不超过60个字。")
    if not tried.changed:
        raise Refused("还没有改动任何参数,请先调整再保存。")
    with transaction.atomic():
        if queries.scenarios(by).filter(name=name).exists():
            raise Refused(f"已有名为“{name}”的方案,请换一个名称。")
        made = Scenario.objects.create(
            name=name,
            benefit=tried.benefit.code,
            month=tried.basis.month,
            county_code=county.code,
            reform=stored(tried.outcome.reform),
            words=[each.words for each in tried.changed],
            outcome=kept(tried),
            rules=tried.benefit.book.fingerprint,
            at=at,
            by=by,
        )
        record(
            "simulation.save", made, by=by, at=at, because=name, area_code=county.code, data={"benefit": made.benefit}
        )
    return made


def delete(scenario: Scenario, *, by: User, at: dt.datetime) -> Scenario:
    """删除方案: marked, so that it is shown no more; the row stays."""
    require(by, queries.READERS, area_code=scenario.county_code, on=timezone.localdate(at))
    with transaction.atomic():
        if not Scenario.objects.filter(pk=scenario.pk, deleted_at=None).update(deleted_at=at, deleted_by=by):
            raise Refused("这个测算方案已被删除。")
        record("simulation.delete", scenario, by=by, at=at, because=scenario.name, area_code=scenario.county_code)
    scenario.refresh_from_db()
    return scenario


def name_losers(tried: Simulated, *, by: User, at: dt.datetime, because: str) -> tuple[int, list[Loser]]:
    """How many would get less, and by name those who lose most: for a reason, and leaving a record (R-SEC-04)."""
    county = queries.county_for(by)
    require(by, queries.NAMERS, area_code=county.code, on=timezone.localdate(at))
    if len(because.strip()) < 2:
        raise Refused("查看名单须填写事由。")
    number, found = queries.losers(tried.basis, tried.outcome.reform, MOST_NAMED)
    record(
        "simulation.losers",
        f"benefit:{tried.benefit.code}",
        by=by,
        at=at,
        because=because.strip(),
        area_code=county.code,
        data={"month": tried.basis.month, "reform": stored(tried.outcome.reform), "number": number},
    )
    return number, found


def kept(tried: Simulated) -> dict[str, object]:
    """The outcome as a scenario stores it: sums and names of places."""
    saved = tried.outcome.saved()
    saved.pop("reform")
    return {**saved, "year_change": tried.outcome.year_change, "not_included": tried.basis.unknown()}
