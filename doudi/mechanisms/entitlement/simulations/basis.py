"""测算基数: today's register of a benefit for a month, made ready once so that any number of reforms can be tried on it.

It holds who is awarded now, and beside them whose award has ended and whose last facts do not qualify under today's numbers: a raised
line may bring them back; and the families recognised as low-income, with the facts of their recognition. Whoever ended for another
reason, has died, or is covered elsewhere is not counted; nor is a recognised family that qualifies as it is, for no reform lets it in.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from django.utils import timezone

from doudi.base.areas import code_range, township_of
from doudi.base.areas import within as code_within
from doudi.base.models import Area
from doudi.base.months import last_day
from doudi.base.refused import Refused
from doudi.mechanisms.entitlement.awards import register
from doudi.mechanisms.entitlement.awards.models import AwardChange
from doudi.mechanisms.entitlement.awards.register import Register
from doudi.mechanisms.entitlement.columns import Column, Flags, within
from doudi.mechanisms.entitlement.declare import Benefit
from doudi.mechanisms.entitlement.parameters_entered.models import ParameterEntry
from doudi.mechanisms.entitlement.recognitions.models import Recognised, RecognisedChange
from doudi.mechanisms.entitlement.recognitions.queries import in_force
from doudi.mechanisms.entitlement.rules import HOUSEHOLD
from doudi.mechanisms.entitlement.simulate import Groups, Simulation
from doudi.mechanisms.entitlement.simulations.known import known_families, residence_of
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
    known: int  # recognised low-income families that are computed with their own facts
    already: int  # recognised families that qualify as it is by the facts of their recognition: to be looked at, not newly entitled
    without_facts: int  # recognised families, or families on a roll, whose income nobody has found in such detail

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
        if self.benefit.candidates is not None:
            said += self._of_known()
            said.append("未获批准的申请不在测算之内。")
        said.append("只测算本项待遇；以它为条件的其他待遇（生活补贴、医疗和教育救助等）的增减不在其内。")
        return said

    def _of_known(self) -> list[str]:
        """What is said of the low-income families: who is counted, and who is not and why."""
        said = []
        if self.known:
            said.append(f"已认定的低收入家庭{self.known:,}{self.unit}按认定时核定的事实一并测算。")
        if self.already:
            said.append(
                f"另有{self.already:,}{self.unit}按认定时的事实已符合现行标准，不计入新增，请先核实是否应当纳入。"
            )
        if self.without_facts:
            said.append(f"另有低收入家庭{self.without_facts:,}{self.unit}没有可用的收入事实，不在测算之内。")
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
    on = last_day(month)  # who is recognised is asked of the month, as who is awarded is
    known = known_families(benefit, county.code, on, _busy(found, month))
    rows, versions, current = _counted(found, month, known.people)
    areas = [*(found.areas[row] for row in rows), *known.areas]
    residence = np.concatenate((_residence(found, rows, versions), residence_of(known)))
    towns = dict(
        Area.objects.filter(code__gte=low, code__lt=high, level=Area.Level.TOWNSHIP).order_by("code").values_list("code", "name")
    )  # fmt: skip
    towns |= dict.fromkeys({township_of(each) for each in areas} - towns.keys(), "未落实乡镇")
    defaults = {name: fact.default for name, fact in benefit.book.all_facts.items()}
    facts = found.facts.taken(versions)
    facts = facts.followed_by(known.facts, defaults) if len(known) else facts
    is_known = np.arange(len(areas)) >= len(rows)
    current = np.concatenate((current, np.zeros(len(known), np.bool_)))
    would = benefit.book.run(facts, benefit.book.terms(month, **terms))[benefit.book.result] > 0
    # Who would be entitled as it is and has no award: it ended for another reason than need, or it is to be looked at.
    kept = np.flatnonzero(current | ~would)
    simulation = Simulation(
        benefit.book,
        facts.taken(kept),
        month,
        _groups([areas[row] for row in kept], residence[kept], towns),
        benefit.need,
        terms,
        current[kept],
        is_known[kept],
    )
    ready = Basis(
        benefit,
        month,
        simulation,
        np.concatenate((found.ids[rows], np.zeros(len(known), np.int64)))[kept],
        tuple(towns),
        found.known_at,
        int(current.sum()),
        int((~current & ~is_known)[kept].sum()),
        int(is_known[kept].sum()),
        int((is_known & would).sum()),
        known.without_facts + (_only_on_a_roll(county, on) if benefit.candidates is not None else 0),
    )
    ready.simulation.base  # noqa: B018 — computed now, so that the first reform is as quick as any
    return ready


def _newest(benefit: Benefit) -> tuple[Any, ...]:
    """What a register depends on: its newest change, and how many values have been approved."""
    change = AwardChange.objects.filter(award__benefit=benefit.code).order_by("-pk").values_list("pk", flat=True)
    approved = ParameterEntry.objects.filter(state=ParameterEntry.State.APPROVED)
    recognised = RecognisedChange.objects.order_by("-pk").values_list("pk", flat=True)
    return change.first(), approved.count(), recognised.first() if benefit.candidates is not None else None


def _counted(found: Register, month: int, known: Set[int]) -> tuple[Rows, Rows, Flags]:
    """Rows of awards that count and of their versions, and which of them are current. Of an ended one whose people are known by a later
    recognition the recognition speaks."""
    if not len(found):
        raise Refused(f"还没有享受{found.benefit.name}的对象,请先登记待遇再测算。")
    now = found.awarded(month)
    there = found.version(month)
    ended = (found.last < month) & (there >= 0)
    ended[ended] = ~_taken_up(found, there, now, np.flatnonzero(ended), known)
    rows = np.flatnonzero(now | ended)
    return rows, there[rows], now[rows]


def _taken_up(found: Register, there: Rows, now: Flags, ended: Rows, known: Set[int]) -> Flags:
    """Of ended awards: whether somebody in it has died since, is covered by a current one, recognised since, or stands in a later ended
    one."""
    taken = np.zeros(len(ended), np.bool_)
    if not len(ended):
        return taken
    busy = {*_dead(), *_people(found, there[now]).tolist(), *known}
    for place in range(len(ended) - 1, -1, -1):  # the latest first
        people = _people(found, there[ended[place : place + 1]]).tolist()
        taken[place] = not busy.isdisjoint(people)
        busy.update(people)
    return taken


def _busy(found: Register, month: int) -> set[int]:
    """Who has died, and who is covered by a current award."""
    if found.benefit.candidates is None or not len(found):
        return set()
    return {*_dead(), *_people(found, found.version(month)[found.awarded(month)]).tolist()}


def _dead() -> set[int]:
    return set(Person.objects.exclude(died_on=None).values_list("pk", flat=True))


def _people(found: Register, versions: Rows) -> Column:
    """Ids of the people of some versions, one after the other."""
    sizes = np.asarray(found.facts.sizes, np.intp).take(versions)
    return found.people[np.repeat(found.facts.starts.take(versions), sizes) + within(sizes)]


def _groups(areas: Sequence[str], residence: Column, towns: Mapping[str, str]) -> Groups:
    """Township × 城乡: as the facts have it, or by the village where no fact says it."""
    place = {code: number for number, code in enumerate(towns)}
    township = np.fromiter((place[township_of(each)] for each in areas), np.int64, len(areas))
    return Groups(township, residence, tuple(towns.values()), ("城市", "农村"))


def _residence(found: Register, rows: Rows, versions: Rows) -> Column:
    household = found.benefit.unit is HOUSEHOLD
    column = (found.facts.households if household else found.facts.persons).get("residence")
    if column is not None:
        return column.take(versions if household else found.facts.starts.take(versions)).astype(np.int64)
    urban = set(Area.objects.filter(urban=True).values_list("code", flat=True))
    return np.fromiter(
        (Residence.URBAN if found.areas[row] in urban else Residence.RURAL for row in rows), np.int64, len(rows)
    )


def _only_on_a_roll(county: Area, on: dt.date) -> int:
    """Families that a roll taken in calls marginal and nobody has recognised here: their income is not known."""
    inside = code_within(county.code, "party__area")
    rows = Category.objects.filter(inside, kind=Category.Kind.MARGINAL, to_on=None)
    here = in_force(Recognised.objects.all(), on).values("party")
    members = in_force(Recognised.objects.all(), on).values("counted__person")
    return rows.exclude(party__in=here).exclude(party__in=members).values("party").distinct().count()
