"""测算基数: today's register of a benefit for a month, made ready once so that any number of reforms can be tried on it.

It holds who is awarded now, and beside them whose award has ended and whose last facts do not qualify under today's numbers: a raised
line may bring them back. Whoever ended for another reason, has died, or is covered elsewhere is not counted.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from django.utils import timezone

from doudi.base.areas import code_range, township_of
from doudi.base.models import Area
from doudi.base.refused import Refused
from doudi.mechanisms.entitlement.awards import register
from doudi.mechanisms.entitlement.awards.models import AwardChange
from doudi.mechanisms.entitlement.awards.register import Register
from doudi.mechanisms.entitlement.columns import Column, Flags, within
from doudi.mechanisms.entitlement.declare import Benefit
from doudi.mechanisms.entitlement.parameters_entered.models import ParameterEntry
from doudi.mechanisms.entitlement.rules import HOUSEHOLD
from doudi.mechanisms.entitlement.simulate import Groups, Simulation
from doudi.mechanisms.entitlement.units import Residence
from doudi.mechanisms.registry.models import Category, Person

KEPT = 8  # registers kept in the process: a few benefits, a month or two
Rows = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Basis:
    """A simulation made ready, with what it rests on and what it does not know."""

    benefit: Benefit
    month: int
    simulation: Simulation
    awards: Column  # id of the award behind each row
    townships: tuple[str, ...]  # codes, in the order of the tables' rows
    known_at: dt.datetime
    in_force: int
    ended: int  # ended awards of which the facts are known and do not qualify: they may come in again
    without_facts: int  # households recognised as marginal (低保边缘), whose facts no award has

    @property
    def unit(self) -> str:
        return self.benefit.unit.value

    def unknown(self) -> list[str]:
        """What this simulation cannot know, for the page and the command to say."""
        said = [
            "从未申请、未提供收入和财产情况的家庭不在名册中，新增人数和所需资金只是下限。",
            f"停发对象中按最后一次核定的事实不符合现行标准的{self.ended:,}{self.unit}一并测算；"
            "因死亡、迁出、放弃等其他原因停发的不计入。",
        ]
        if self.benefit.need is not None:
            said.append(
                f"在册低保边缘家庭{self.without_facts:,}户没有可用的收入事实，未获批准的申请也没有，都不在测算之内。"
            )
        said.append("只测算本项待遇；以它为条件的其他待遇（生活补贴、医疗和教育救助等）的增减不在其内。")
        return said


_bases: OrderedDict[tuple[Any, ...], Basis] = OrderedDict()
_one_at_a_time = threading.Lock()


def basis_of(benefit: Benefit, month: int, county: Area, *, at: dt.datetime) -> Basis:
    """The register of a month as it is known now. Kept in the process until an award or a parameter changes, or the day."""
    key = (benefit.code, month, county.code, timezone.localdate(at), *_newest(benefit))
    with _one_at_a_time:
        if key not in _bases:
            _bases[key] = made_ready(benefit, month, county)
            while len(_bases) > KEPT:
                _bases.popitem(last=False)
        _bases.move_to_end(key)
        return _bases[key]


def forget() -> None:
    """Read every register anew at the next question."""
    _bases.clear()


def made_ready(benefit: Benefit, month: int, county: Area) -> Basis:
    """Read, narrowed to those that count, and computed as it is. Refused where a parameter has no value in the month."""
    low, high = code_range(county.code)
    found = register.load(benefit, area_code__gte=low, area_code__lt=high)
    terms = {"known": timezone.localdate(found.known_at), "entered": found.entered, "area": county.code}
    rows, versions, current = _counted(found, month)
    towns = dict(
        Area.objects.filter(code__gte=low, code__lt=high, level=Area.Level.TOWNSHIP).order_by("code").values_list("code", "name")
    )  # fmt: skip
    towns |= dict.fromkeys({township_of(found.areas[row]) for row in rows} - towns.keys(), "未落实乡镇")
    simulation = Simulation(
        benefit.book,
        found.facts.taken(versions),
        month,
        _groups(found, rows, versions, towns),
        benefit.need,
        terms,
        current,
    )
    would = benefit.book.run(simulation.facts, simulation.terms)[benefit.book.result] > 0
    counts = current | ~would  # who would be entitled as it is and yet ended: for another reason than need
    kept = np.flatnonzero(counts)
    simulation.facts = simulation.facts.taken(kept)
    simulation.groups = _groups(found, rows[kept], versions[kept], towns)
    simulation.current = current[kept]
    ready = Basis(
        benefit,
        month,
        simulation,
        found.ids[rows[kept]],
        tuple(towns),
        found.known_at,
        int(simulation.current.sum()),
        int((~simulation.current).sum()),
        _marginal(county) if benefit.need is not None else 0,
    )
    ready.simulation.base  # noqa: B018 — computed now, so that the first reform is as quick as any
    return ready


def _newest(benefit: Benefit) -> tuple[Any, ...]:
    """What a register depends on: its newest change, and how many values have been approved."""
    change = AwardChange.objects.filter(award__benefit=benefit.code).order_by("-pk").values_list("pk", flat=True)
    approved = ParameterEntry.objects.filter(state=ParameterEntry.State.APPROVED)
    return change.first(), approved.count()


def _counted(found: Register, month: int) -> tuple[Rows, Rows, Flags]:
    """Rows of awards that count and of their versions, and which of them are current."""
    if not len(found):
        raise Refused(f"还没有享受{found.benefit.name}的对象,请先登记待遇再测算。")
    now = found.awarded(month)
    there = found.version(month)
    ended = (found.last < month) & (there >= 0)
    ended[ended] = ~_taken_up(found, there, now, np.flatnonzero(ended))
    rows = np.flatnonzero(now | ended)
    return rows, there[rows], now[rows]


def _taken_up(found: Register, there: Rows, now: Flags, ended: Rows) -> Flags:
    """Of ended awards: whether somebody in it has died since, is covered by a current one, or stands in a later ended one."""
    taken = np.zeros(len(ended), np.bool_)
    if not len(ended):
        return taken
    busy = set(Person.objects.exclude(died_on=None).values_list("pk", flat=True))
    busy.update(_people(found, there[now]).tolist())
    for place in range(len(ended) - 1, -1, -1):  # the latest first
        people = _people(found, there[ended[place : place + 1]]).tolist()
        taken[place] = not busy.isdisjoint(people)
        busy.update(people)
    return taken


def _people(found: Register, versions: Rows) -> Column:
    """Ids of the people of some versions, one after the other."""
    sizes = np.asarray(found.facts.sizes, np.intp).take(versions)
    return found.people[np.repeat(found.facts.starts.take(versions), sizes) + within(sizes)]


def _groups(found: Register, rows: Rows, versions: Rows, towns: Mapping[str, str]) -> Groups:
    """Township × 城乡: as the facts have it, or by the village where no fact says it."""
    place = {code: number for number, code in enumerate(towns)}
    township = np.fromiter((place[township_of(found.areas[row])] for row in rows), np.int64, len(rows))
    return Groups(township, _residence(found, rows, versions), tuple(towns.values()), ("城市", "农村"))


def _residence(found: Register, rows: Rows, versions: Rows) -> Column:
    household = found.benefit.unit is HOUSEHOLD
    column = (found.facts.households if household else found.facts.persons).get("residence")
    if column is not None:
        return column.take(versions if household else found.facts.starts.take(versions)).astype(np.int64)
    urban = set(Area.objects.filter(urban=True).values_list("code", flat=True))
    return np.fromiter(
        (Residence.URBAN if found.areas[row] in urban else Residence.RURAL for row in rows), np.int64, len(rows)
    )


def _marginal(county: Area) -> int:
    low, high = code_range(county.code)
    rows = Category.objects.filter(kind=Category.Kind.MARGINAL, to_on=None)
    return rows.filter(party__area__gte=low, party__area__lt=high).values("party").distinct().count()
