"""What is read of simulations: an outcome within the user's county, who would lose by it, the scenarios kept and several side by side."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, QuerySet

from doudi.base.access import grants_of
from doudi.base.areas import level_of
from doudi.base.models import Area
from doudi.base.months import month_of
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.mechanisms.entitlement.awards.models import Award
from doudi.mechanisms.entitlement.declare import BENEFITS, Benefit
from doudi.mechanisms.entitlement.payment_runs.models import PaymentRun
from doudi.mechanisms.entitlement.policy import Reform
from doudi.mechanisms.entitlement.simulate import Outcome
from doudi.mechanisms.entitlement.simulations.basis import Basis, basis_of
from doudi.mechanisms.entitlement.simulations.models import Scenario
from doudi.mechanisms.entitlement.simulations.reforms import Setting, settings

READERS = frozenset({Role.COUNTY_OFFICER, Role.BUREAU_LEADER, Role.FINANCE})
NAMERS = frozenset({Role.COUNTY_OFFICER, Role.BUREAU_LEADER})  # who may see who would lose; finance sees sums
COMPARED = range(2, 5)  # scenarios side by side: as many as a page is wide


@dataclass(frozen=True)
class Simulated:
    """A reform tried on the register of a month."""

    basis: Basis
    settings: list[Setting]
    outcome: Outcome

    @property
    def benefit(self) -> Benefit:
        return self.basis.benefit

    @property
    def changed(self) -> list[Setting]:
        return [each for each in self.settings if each.changed]


@dataclass(frozen=True)
class Loser:
    """An award that would get less; fen a month."""

    award: Award
    before: int
    after: int

    @property
    def less(self) -> int:
        return self.before - self.after


def county_for(user: Any) -> Area:
    """The county that the user may simulate for: sums of a whole county are no township's business."""
    for held in grants_of(user):
        if held.role in READERS and held.area_code and level_of(held.area_code) == Area.Level.COUNTY:
            return Area.objects.get(code=held.area_code)
    raise Refused("模拟测算按全县进行,由社会救助股、局领导和财务使用。")


def benefits_awarded() -> list[Benefit]:
    """The benefits that somebody has been awarded, in the order of their declaration."""
    there = set(Award.objects.order_by().values_list("benefit", flat=True).distinct())
    return [each for code, each in BENEFITS.items() if code in there]


def usual_month(benefit: Benefit, today: dt.date) -> int:
    """The month drafted or paid last, whose sum everybody knows; today's where nothing has been."""
    last = PaymentRun.objects.filter(benefit=benefit.code).aggregate(last=Max("month"))["last"]
    return int(last) if last is not None else month_of(today)


def simulated(benefit: Benefit, month: int, reform: Reform, *, county: Area, at: dt.datetime) -> Simulated:
    """A reform tried on the register of a month, as known now."""
    basis = basis_of(benefit, month, county, at=at)
    return of_basis(basis, reform)


def of_basis(basis: Basis, reform: Reform) -> Simulated:
    """A reform tried on a register made ready before."""
    simulation = basis.simulation
    return Simulated(basis, settings(basis.benefit, simulation.terms, reform), simulation.of(reform))


def losers(basis: Basis, reform: Reform, most: int) -> tuple[int, list[Loser]]:
    """How many awards would get less, and who: those that lose most, `most` of them. Two queries whatever their number."""
    change = basis.simulation.change(reform)
    rows = [int(row) for row in change.argsort(kind="stable") if change[row] < 0]
    shown = rows[:most]
    base = basis.simulation.base[basis.benefit.book.result]
    found = Award.objects.select_related("party").in_bulk([int(basis.awards[row]) for row in shown])
    named = [Loser(found[int(basis.awards[row])], int(base[row]), int(base[row] + change[row])) for row in shown]
    return len(rows), named


def scenarios(user: Any) -> QuerySet[Scenario]:
    """Those of the user's county that are not deleted, newest first."""
    return Scenario.objects.filter(county_code=county_for(user).code, deleted_at=None).select_related("by")


def scenario_of(user: Any, pk: int) -> Scenario:
    found = scenarios(user).filter(pk=pk).first()
    if found is None:
        raise Refused("没有这个测算方案,或已被删除。")
    return found


def side_by_side(user: Any, wanted: Sequence[int]) -> list[Scenario]:
    """Two to four scenarios in the order asked for."""
    if len(set(wanted)) not in COMPARED:
        raise Refused(f"请勾选{COMPARED[0]}至{COMPARED[-1]}个测算方案进行对比。")
    found = {each.pk: each for each in scenarios(user).filter(pk__in=wanted)}
    missing = [each for each in wanted if each not in found]
    if missing:
        raise Refused("其中有测算方案不存在或已被删除,请重新选择。")
    return [found[each] for each in dict.fromkeys(wanted)]
