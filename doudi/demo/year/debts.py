"""What was paid too much, recovered step by step: told, heard, decided, repaid at once or in instalments. The newest stand where they are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from doudi.demo.year.staff import Staff, day_of, moment
from doudi.mechanisms.ledger.debts import services
from doudi.mechanisms.ledger.debts.models import Debt

PARTS = 6
State = Debt.State


class Recovering:
    """One step a month for each debt; the largest of those owed in late summer is paid in instalments that go on after the year."""

    def __init__(self, staff: Staff, months: Sequence[int]) -> None:
        self.staff, self.months = staff, months
        self.in_parts: int | None = None

    def pass_month(self, month: int) -> None:
        at = moment(day_of(month, 28))
        debts = {state: list(Debt.objects.filter(state=state).order_by("pk")) for state in State}
        owed = sorted(debts[State.OWED], key=lambda debt: -debt.outstanding)
        if self.in_parts is None and owed and month >= self.months[-4]:
            self.in_parts = owed[0].pk
            self._plan(owed[0], month, at)
        for debt in owed:
            self._repay(debt, month, at)
        for debt in debts[State.NOTIFIED]:
            if debt.hear_until is not None and debt.hear_until < at.date():
                by = self.staff.leader if debt.proposed_by_id == self.staff.officer.pk else self.staff.officer
                services.decide(
                    debt, amount=debt.proposed, because="陈述申辩期满,本人(家属)无异议,予以追缴", by=by, at=at
                )
        for debt in debts[State.PROPOSED]:
            services.notify(debt, notice=f"云民追告〔{at.year}〕{debt.pk}号", by=self.staff.officer, at=at)

    def _plan(self, debt: Debt, month: int, at: dt.datetime) -> None:
        part = debt.outstanding // PARTS // 100 * 100
        sums = [part] * (PARTS - 1) + [debt.outstanding - part * (PARTS - 1)]
        days = [day_of(month + number, 28) for number in range(PARTS)]
        services.plan(debt, list(zip(days, sums, strict=True)), by=self.staff.officer, at=at)

    def _repay(self, debt: Debt, month: int, at: dt.datetime) -> None:
        amount = debt.outstanding
        if debt.pk == self.in_parts:
            amount = debt.instalments.filter(due_on=day_of(month, 28)).values_list("amount", flat=True).first() or 0
        if amount:
            services.receive(debt, amount=amount, receipt=f"缴{month:05d}-{debt.pk}", by=self.staff.finance, at=at)
