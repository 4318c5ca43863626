"""What is looked into on the ground: a measurement, held against the approval and told to enforcement; the yearly inspection with its deadline."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from doudi.base.access import require
from doudi.base.models import User
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.mechanisms.casework.clues import Clue, tell
from doudi.programmes.funeral.cemeteries import policy, rules
from doudi.programmes.funeral.cemeteries.models import Cemetery, Inspection, Measurement

MEASURERS = frozenset({Role.FUNERAL_OFFICER, Role.FUNERAL_ENFORCER})
INSPECTORS = frozenset({Role.FUNERAL_OFFICER})
DAY = dt.timedelta(days=1)


def measure(cemetery: Cemetery, found: rules.Found, *, on: dt.date, by: User, at: dt.datetime) -> Measurement:
    """登记实测. What is too large or enlarged is written down and becomes a clue of enforcement, one for each violation (R-CEM-01, R-CEM-04);
    measured again on another day it is another one."""
    require(by, MEASURERS, area_code=cemetery.custodian.area_code, on=timezone.localdate(at))
    if found.area_cm2 <= 0 or on > timezone.localdate(at):
        raise Refused("实测面积须大于零，测量日期不能晚于今天。")
    amiss = faults_of(cemetery, found, on)
    with transaction.atomic():
        made = Measurement.objects.create(
            cemetery=cemetery,
            on=on,
            area_cm2=found.area_cm2,
            plots=found.plots,
            single_cm2=found.single_cm2,
            double_cm2=found.double_cm2,
            outline=[list(each) for each in found.outline],
            faults=[f"{each.words}（{each.rule}）" for each in amiss],
            by=by,
            at=at,
        )
        area = cemetery.custodian.area_code
        by_violation: dict[str, list[str]] = {}
        for each in amiss:
            by_violation.setdefault(each.violation, []).append(each.words)
        tell(
            [
                Clue(
                    "funeral",
                    code,
                    f"{cemetery}实测",
                    "".join(words)[:400],
                    area,
                    f"measurement:{cemetery.pk}:{on}:{code}",
                    on,
                )
                for code, words in sorted(by_violation.items())
            ],
            by=by,
            at=at,
        )
        record("cemeteries.measure", made, by=by, at=at, area_code=area, data={"on": str(on), "faults": len(amiss)})
    return made


def faults_of(cemetery: Cemetery, found: rules.Found, on: dt.date) -> list[rules.Fault]:
    """What the rules of the day say of a measurement."""
    return rules.faults(
        found,
        approved_cm2=cemetery.approved_cm2,
        approved_plots=cemetery.approved_plots,
        red_line=[(x, y) for x, y in cemetery.red_line],
        limits=policy.of_plots(on).values,
        tolerance=policy.on(on).area_tolerance,
    )


def inspect(
    cemetery: Cemetery, *, on: dt.date, passed: bool, words: str, by: User, together_with: User, at: dt.datetime
) -> Inspection:
    """年度检查 by two; not passed, it has to be put right by a day (R-CEM-07)."""
    require(by, INSPECTORS, area_code=cemetery.custodian.area_code, on=timezone.localdate(at))
    if by.pk == together_with.pk:
        raise Refused("年度检查须两人进行，第二人不能是本人。")
    if on > timezone.localdate(at):
        raise Refused("检查日期不能晚于今天。")
    if not words.strip():
        raise Refused("请填写检查情况。")
    if Inspection.objects.filter(cemetery=cemetery, year=on.year).exists():
        raise Refused(f"{cemetery}已有{on.year}年度的检查记录。")
    until = None if passed else on + DAY * policy.on(on).rectify_days
    with transaction.atomic():
        made = Inspection.objects.create(
            cemetery=cemetery, year=on.year, on=on, passed=passed, words=words.strip()[:400], by=by, together_with=together_with, rectify_by=until
        )  # fmt: skip
        area = cemetery.custodian.area_code
        record("cemeteries.inspect", made, by=by, at=at, area_code=area, data={"passed": passed, "year": on.year})
    return made


def rectified(inspection: Inspection, *, on: dt.date, because: str, by: User, at: dt.datetime) -> None:
    """整改完成, found by somebody other than who had inspected."""
    require(by, INSPECTORS, area_code=inspection.cemetery.custodian.area_code, on=timezone.localdate(at))
    if inspection.passed or inspection.rectified_on is not None:
        raise Refused("这次检查没有待整改的事项。")
    if by.pk == inspection.by_id:
        raise Refused("整改须由检查人以外的人复查。")
    if not inspection.on <= on <= timezone.localdate(at):
        raise Refused("整改完成日期须在检查之后、今天以前。")
    _set(inspection, "rectify", by, at, because, rectified_on=on, checked_by=by)


def notify(inspection: Inspection, *, because: str, by: User, at: dt.datetime) -> None:
    """逾期通报: only once the deadline is over and nothing was put right."""
    on = timezone.localdate(at)
    require(by, INSPECTORS, area_code=inspection.cemetery.custodian.area_code, on=on)
    if inspection.passed or inspection.rectified_on is not None or (inspection.rectify_by or on) >= on:
        raise Refused("整改期限没有过，或者已经整改，不能通报。")
    if inspection.notified_on is not None:
        raise Refused("已经通报过。")
    _set(inspection, "notify", by, at, because, notified_on=on)


def publish(inspection: Inspection, *, by: User, at: dt.datetime) -> None:
    """公布检查结果: from a day on it stands on the page that everybody in the county's offices sees."""
    on = timezone.localdate(at)
    require(by, INSPECTORS, area_code=inspection.cemetery.custodian.area_code, on=on)
    if inspection.published_on is not None:
        raise Refused("检查结果已经公布。")
    _set(inspection, "publish", by, at, "公布年度检查结果", published_on=on)


def _set(inspection: Inspection, what: str, by: User, at: dt.datetime, because: str, **columns: object) -> None:
    if not because.strip():
        raise Refused("请填写情况。")
    with transaction.atomic():
        Inspection.objects.filter(pk=inspection.pk).update(**columns)
        for name, value in columns.items():
            setattr(inspection, name, value)
        area = inspection.cemetery.custodian.area_code
        record(f"cemeteries.{what}", inspection, by=by, at=at, because=because, area_code=area)
