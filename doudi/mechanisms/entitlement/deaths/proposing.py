"""What deaths mean for the awards of one benefit, reckoned for all of them together: what each is due before and after, and what was
overpaid."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
from django.utils import timezone

from doudi.base.calendar import Due
from doudi.base.money import yuan
from doudi.base.months import chinese_month, month_of
from doudi.base.notices import calendar
from doudi.mechanisms.entitlement.awards import register as registers
from doudi.mechanisms.entitlement.awards.frozen import thaw
from doudi.mechanisms.entitlement.awards.models import Award, AwardChange, Covered
from doudi.mechanisms.entitlement.columns import Column
from doudi.mechanisms.entitlement.declare import Benefit, benefit_of
from doudi.mechanisms.entitlement.family import Family
from doudi.mechanisms.entitlement.payment_runs import computing, overpayments
from doudi.mechanisms.registry.models import Party, Person


@dataclass(frozen=True)
class Proposal:
    """What should become of one award: `family` is the household without the dead (None: nobody is left, or it was his alone).
    Amounts a month in fen; `overpaid` is what months after the death were settled too much."""

    award: Award
    person: Person
    died_on: dt.date
    from_month: int  # the first month without him (R-DYN-03)
    before: int
    after: int
    overpaid: int
    family: Family | None
    due: Due  # by when it is to be finished
    source: str = ""  # which list or paper told of the death

    @property
    def stops(self) -> bool:
        return self.after == 0

    @property
    def words(self) -> str:
        """停发 or 调整, with the sums, as the worklist says it."""
        what = "停发" if self.stops else f"由{yuan(self.before)}元调整为{yuan(self.after)}元"
        told = f"{self.person.party.name}于{self.died_on:%Y-%m-%d}死亡,{benefit_of(self.award.benefit).name}"
        told += f"自{chinese_month(self.from_month)}起{what}"
        return told + (f",已多发{yuan(self.overpaid)}元" if self.overpaid else "")


class Proposing:
    """What deaths mean for the awards of one benefit: its register is read once, its parameters once for each month."""

    def __init__(
        self, benefit: Benefit, rows: Sequence[Covered], on: dt.date, sources: Mapping[int, str], months: int
    ) -> None:
        self.benefit, self.rows, self.on, self.sources, self.months = benefit, rows, on, sources, months
        self.dead: dict[int, set[int]] = defaultdict(set)
        for each in rows:
            self.dead[each.award_id].add(each.person_id)
        self.register = registers.load(benefit, known=on, pk__in=list(self.dead))
        self.terms = cache(self.register.terms)
        self.versions = self._versions()
        self.through = overpayments.last_signed(benefit.code)
        self.days = calendar()

    def made(self) -> Iterable[tuple[Covered, Proposal]]:
        for each in self.rows:
            row = self.register.row_of.get(each.award_id)
            died_on = each.person.died_on
            if row is None or died_on is None:  # the award was recorded after the day asked about
                continue
            month = max(month_of(died_on) + 1, each.award.from_month)
            family = self._without(each, month)
            before = int(self.register.due(month, self.terms(month))[row])
            after = self._due(family, month)
            yield (
                each,
                Proposal(
                    each.award,
                    each.person,
                    died_on,
                    month,
                    before,
                    after,
                    self._overpaid(row, family if after else None, month),
                    family if after else None,
                    self.days.due_in_months(died_on, self.months),
                    self.sources.get(each.person_id, ""),
                ),
            )

    def _versions(self) -> dict[int, list[AwardChange]]:
        """Award → the changes that froze its facts, the latest month first; and of two from one month the later one."""
        end = timezone.make_aware(dt.datetime.combine(self.on, dt.time.max))
        rows = AwardChange.objects.filter(award__in=list(self.dead), figures__isnull=False, at__lte=end)
        found: dict[int, list[AwardChange]] = defaultdict(list)
        for each in rows.order_by("-from_month", "-pk").defer("worksheet"):
            found[each.award_id].append(each)
        return found

    def _without(self, covered: Covered, month: int) -> Family | None:
        """The household's facts without those who have died; None if nobody is left."""
        change = next((each for each in self.versions[covered.award_id] if each.from_month <= month), None)
        if change is None or change.figures is None:
            return None
        family = thaw(covered.award.party.name, change.figures, change.evidence, self._name)
        left = [each for each in family.people if int(each.key) not in self.dead[covered.award_id]]
        return Family(family.label, family.figures, left) if left else None

    def _name(self, key: str) -> str:
        return self._names.get(int(key), "")

    @cached_property
    def _names(self) -> dict[int, str]:
        ids = {int(person) for person in self.register.people}
        return dict(Party.objects.filter(pk__in=ids).values_list("pk", "name"))

    def _due(self, family: Family | None, month: int) -> int:
        if family is None:
            return 0
        book = self.benefit.book
        return int(book.run(family.facts(book), self.terms(month), book.result)[book.result][0])

    def _overpaid(self, row: int, family: Family | None, month: int) -> int:
        """Fen settled so far for the months from one on, beyond what is due without the dead; nought where more is owed."""
        if self.through is None or self.through < month:
            return 0
        settled = self._settled[month - self._first :, row]
        due = sum(self._due(family, each) for each in range(month, self.through + 1))
        return max(int(settled.sum()) - due, 0)

    @cached_property
    def _first(self) -> int:
        return min(max(month_of(each.person.died_on or self.on) + 1, each.award.from_month) for each in self.rows)

    @cached_property
    def _settled(self) -> Column:
        assert self.through is not None, "asked for only where a run was signed"
        months = range(min(self._first, self.through), self.through + 1)
        return computing.settled(self.register, months, np.arange(len(self.register)))
