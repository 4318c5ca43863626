"""验收: how many of each item are there, seen on the spot; devices online; the money by what was found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from doudi.base.access import require
from doudi.base.models import User
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.programmes.elderly.home_adaptation.building import Phase, lacking
from doudi.programmes.elderly.home_adaptation.catalogue import DEVICES
from doudi.programmes.elderly.home_adaptation.models import Adaptation, PlanLine
from doudi.programmes.elderly.home_adaptation.splitting import policy_on

ACCEPTERS = frozenset({Role.TOWNSHIP_CLERK, Role.COUNTY_OFFICER})


@dataclass(frozen=True)
class Found:
    """How many of an item were found built; of a device the day from which the platform has seen it online."""

    line: PlanLine
    quantity: int
    online_on: dt.date | None = None


def verify(found: Sequence[Found], *, by: User, at: dt.datetime) -> None:
    """核实数量, of many homes, all or none: never more than the contractor reported."""
    on = timezone.localdate(at)
    for row in {each.line.adaptation_id: each.line.adaptation for each in found}.values():
        require(by, ACCEPTERS, area_code=row.case.area_code, on=on)
        if row.case.stage != "BUILT":
            raise Refused("完工申报以后、验收以前核实数量，请刷新后查看最新情况。")
    for each in found:
        line = each.line
        if not 0 <= each.quantity <= (line.done or 0):
            raise Refused(f"“{line}”申报完工{line.done or 0}{line.unit}，核实数量应在0和{line.done or 0}之间。")
        if each.online_on is not None and each.online_on > on:
            raise Refused(f"“{line}”的上线日期不能晚于今天。")
        line.verified, line.online_on = each.quantity, each.online_on
    PlanLine.objects.bulk_update([each.line for each in found], ["verified", "online_on"])


def not_acceptable(row: Adaptation, on: dt.date) -> str | None:
    """What stands against an acceptance (R-MOD-05, R-MOD-07, R-MOD-09). None: nothing."""
    lines = list(row.lines.all())
    if any(line.verified is None for line in lines):
        return "还没有逐项核实数量，请先在“逐项核实”里填写。"
    if not any(line.verified for line in lines):
        return "没有核实到任何完工的项目，请退回整改，或办理“终止”。"
    missing = lacking(lines, Phase.BEFORE, Phase.DURING, Phase.AFTER, of_built=True)
    return missing or _offline(row, lines, on)


def _offline(row: Adaptation, lines: Sequence[PlanLine], on: dt.date) -> str | None:
    devices = [line for line in lines if line.verified and line.kind in DEVICES]
    if not devices or row.finished_on is None:
        return None
    days = policy_on(on, row.case.area_code).online_days
    last = row.finished_on + dt.timedelta(days=days)
    for line in devices:
        if line.online_on is None or line.online_on > last:
            return f"“{line}”（{line.device}）交付后{days}天内没有上线，不能验收；请退回整改，上线后再申报。"
    return None
