"""床位配置 as it is put down, installed and found: never less than the minimum kit, its subsidy once and within the cap (R-HOME-17)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from doudi.base.access import may, require
from doudi.base.models import User
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.programmes.elderly.home_care.beds.fittings import CALLS, DEVICES, SENSORS, Fitting
from doudi.programmes.elderly.home_care.beds.policy import policy_on
from doudi.programmes.elderly.home_care.models import BedFitting, CareBed

HANDLERS = frozenset({Role.TOWNSHIP_CLERK, Role.COUNTY_OFFICER})
FITTERS = frozenset({Role.PROVIDER})


def set_design(row: CareBed, wanted: Mapping[Fitting, int], *, by: User, at: dt.datetime) -> list[BedFitting]:
    """Put down what the bed is fitted with, instead of what stands; at the prices of the day. Refused: not after the visit, or nothing."""
    on = timezone.localdate(at)
    require(by, HANDLERS, area_code=row.case.area_code, on=on)
    if row.case.stage != "SURVEYED":
        raise Refused("床位配置在入户查看后、方案定稿前填写，请刷新后查看最新情况。")
    if not any(wanted.values()):
        raise Refused("请至少填写一项配置的数量。")
    many = next((each for each in DEVICES if wanted.get(each, 0) > 1), None)
    if many is not None:
        raise Refused(f"“{many.label}”是设备，每床一件。")
    prices = policy_on(on).price
    with transaction.atomic():
        row.fittings.all().delete()
        made = BedFitting.objects.bulk_create(
            BedFitting(bed=row, item=int(item), quantity=number, price=int(prices[item])) for item, number in wanted.items() if number
        )  # fmt: skip
        record(
            "home_care.bed_design", f"case:{row.pk}", by=by, at=at, area_code=row.case.area_code,
            data={"items": [[each.kind.name, each.quantity, each.price] for each in made]},
        )  # fmt: skip
    return list(made)


@dataclass(frozen=True)
class Installed:
    """How many of a fitting were installed; of a device its number."""

    fitting: BedFitting
    quantity: int
    device: str = ""


def set_installed(done: Sequence[Installed], *, by: User, at: dt.datetime) -> None:
    """安装数量 of beds of one provider, by its own office, all or none. Refused: more than was approved; a device without a number, or with one
    that stands at another bed (R-FUND-05)."""
    for row in {each.fitting.bed_id: each.fitting.bed for each in done}.values():
        if not may(by, FITTERS, organisation=row.provider_id, on=timezone.localdate(at)):
            raise Refused("床位由其签约服务机构安装、填报，您没有权限。")
        if row.case.stage not in ("APPROVED", "REWORK"):
            raise Refused("审批以后、验收以前填写安装数量，请刷新后查看最新情况。")
    for each in done:
        fitting = each.fitting
        if not 0 <= each.quantity <= fitting.quantity:
            raise Refused(f"“{fitting}”审批{fitting.quantity}件，安装数量应在0和{fitting.quantity}之间。")
        device = each.device.strip()[:40]
        if each.quantity and fitting.kind in DEVICES and not device:
            raise Refused(f"“{fitting}”是智能设备，请填写设备编号。")
        fitting.done, fitting.device = each.quantity, device or None
    numbers = [each.fitting.device for each in done if each.fitting.device]
    mine = [each.fitting.pk for each in done]
    known = BedFitting.objects.filter(device__in=numbers).exclude(pk__in=mine).values_list("device", flat=True).first()
    twice = next((number for number in numbers if numbers.count(number) > 1), known)
    if twice is not None:
        raise Refused(f"设备编号{twice}已用在另一处，一台设备只能装一处，请核对。")
    BedFitting.objects.bulk_update([each.fitting for each in done], ["done", "device"])


@dataclass(frozen=True)
class Found:
    """How many of a fitting were found there; of a device the first day that the platform saw it online."""

    fitting: BedFitting
    quantity: int
    online_on: dt.date | None = None


def set_found(found: Sequence[Found], *, by: User, at: dt.datetime) -> None:
    """核实数量, on the spot: never more than was said to be installed."""
    on = timezone.localdate(at)
    for row in {each.fitting.bed_id: each.fitting.bed for each in found}.values():
        require(by, HANDLERS, area_code=row.case.area_code, on=on)
        if row.case.stage != "BUILT":
            raise Refused("安装完成以后、验收以前核实数量，请刷新后查看最新情况。")
    for each in found:
        fitting = each.fitting
        if not 0 <= each.quantity <= (fitting.done or 0):
            raise Refused(f"“{fitting}”申报安装{fitting.done or 0}件，核实数量应在0和{fitting.done or 0}之间。")
        if each.online_on is not None and each.online_on > on:
            raise Refused(f"“{fitting}”的上线日期不能晚于今天。")
        fitting.found, fitting.online_on = each.quantity, each.online_on
    BedFitting.objects.bulk_update([each.fitting for each in found], ["found", "online_on"])


def lacking(row: CareBed) -> str | None:
    """What the design lacks of the minimum kit: a call, a passive sensor, and what the visit found to be needed (R-HOME-17)."""
    have = {each.kind for each in row.fittings.all()}
    if not have:
        return "还没有填写床位配置，请先在“床位配置”里填写。"
    return _lacks(have, row)


def not_installed(row: CareBed) -> str | None:
    if any(each.done is None for each in row.fittings.all()):
        return "还没有逐项填写安装数量和设备编号，请先在“安装情况”里填写。"
    return _lacks({each.kind for each in row.fittings.all() if each.done}, row)


def not_acceptable(row: CareBed, on: dt.date) -> str | None:
    """What stands against an acceptance: something of the kit is not there, or a device was not seen online within its days (R-MOD-09)."""
    rows = list(row.fittings.all())
    if any(each.found is None for each in rows):
        return "还没有逐项核实，请先在“逐项核实”里填写。"
    days = policy_on(on).online_days
    for each in rows:
        if not each.found or each.kind not in DEVICES or row.installed_on is None:
            continue
        if each.online_on is None or each.online_on > row.installed_on + dt.timedelta(days=days):
            return f"“{each}”（{each.device}）安装后{days}天内没有上线，不能验收；请退回整改，上线后再申报。"
    return _lacks({each.kind for each in rows if each.found}, row)


def _lacks(have: set[Fitting], row: CareBed) -> str | None:
    if not have & CALLS:
        return "床位至少要有紧急呼叫器，请补上。"
    if not have & SENSORS:
        return "床位至少要有一件被动感应设备（睡眠监测床垫或人体活动感应器），请补上。"
    missing = [each.label for each in Fitting if each.name in row.needed and each not in have]
    return f"入户查看认为必需的{'、'.join(missing)}没有配上，请补上。" if missing else None


def designed(row: CareBed) -> int:
    """What the design costs, in fen."""
    return sum(each.quantity * each.price for each in row.fittings.all())


def found(row: CareBed) -> int:
    """What was found there costs, in fen."""
    return sum((each.found or 0) * each.price for each in row.fittings.all())


def subsidy_of(row: CareBed, cost: int, on: dt.date) -> int:
    """The subsidy of fittings that cost so many fen: within the cap, and nothing for whoever had one before. Raises Refused as long as the
    county has not set the cap (home.bed_build_cap)."""
    before = CareBed.objects.filter(person=row.person_id, subsidy__gt=0).exclude(accepted_on=None).exclude(pk=row.pk)
    cap = policy_on(on).build_cap
    return 0 if before.exists() else min(cap, cost)
