"""A month's run of one benefit, from the draft to the closed run, each step by somebody else on a day of its own."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable

from django.db import transaction

from doudi.base.months import chinese_month
from doudi.demo.means import JUNE
from doudi.demo.year.bank import Bank
from doudi.demo.year.staff import Staff, day_of, moment
from doudi.mechanisms.entitlement.awards import services as awards
from doudi.mechanisms.entitlement.awards.models import Award
from doudi.mechanisms.entitlement.declare import Benefit
from doudi.mechanisms.entitlement.payment_runs import online, services
from doudi.mechanisms.entitlement.payment_runs.models import Payment, PaymentRun
from doudi.mechanisms.ledger.bank import queries as bank_queries
from doudi.mechanisms.ledger.bank.models import BankFile

ASLEEP = 0.0015  # of the lines of a month, and one at least
OnlineList = Callable[[PaymentRun], list[online.OnlineRow]]


class Runs:
    def __init__(self, staff: Staff, bank: Bank, dice: random.Random) -> None:
        self.staff, self.bank, self.dice = staff, bank, dice

    def pay(self, benefit: Benefit, month: int, *, left: int = 0, online_list: OnlineList | None = None) -> PaymentRun:
        """Drafted to closed. `left`: so many lines that came back nobody has put right yet."""
        with transaction.atomic():
            run = self.checked(benefit, month)
            self._sign(run)
            if not run.lines_number:
                return services.close(run, by=self.staff.finance, at=self._at(run, 18))
            file = services.send(run, form="card", by=self.staff.finance, at=self._at(run, 8))
            self._put_to_sleep(run, left)
            self._take(file, run, 9)
            self._try_again(benefit, run, left)
            if online_list is not None:
                rows = online_list(run)
                online.compare(
                    run,
                    f"{benefit.name}线上名单{chinese_month(month)}",
                    rows,
                    by=self.staff.officer,
                    at=self._at(run, 16),
                )
            services.close(run, by=self.staff.finance, at=self._at(run, 18))
        return run

    def drafted(self, benefit: Benefit, month: int) -> PaymentRun:
        return services.draft(
            benefit, month, county=self.staff.county, by=self.staff.officer, at=moment(self._day(month, 4))
        )

    def frozen(self, benefit: Benefit, month: int) -> PaymentRun:
        return services.freeze(self.drafted(benefit, month), by=self.staff.officer, at=moment(self._day(month, 4), 15))

    def checked(self, benefit: Benefit, month: int) -> PaymentRun:
        return services.check(self.frozen(benefit, month), by=self.staff.second, at=moment(self._day(month, 5)))

    def _sign(self, run: PaymentRun) -> None:
        services.sign(run, by=self.staff.leader, at=self._at(run, 6))
        if run.state == PaymentRun.State.CHECKED:
            services.sign(run, by=self.staff.deputy, at=self._at(run, 7))

    def _put_to_sleep(self, run: PaymentRun, left: int) -> None:
        paid = list(run.payments.filter(omitted="").order_by("pk").values_list("award", flat=True))
        number = min(max(round(len(paid) * ASLEEP), 1) + left, len(paid))
        drawn = self.dice.sample(paid, number)
        accounts = dict(Award.objects.filter(pk__in=drawn).values_list("pk", "account"))
        self.bank.put_to_sleep([accounts[award] for award in drawn])

    def _take(self, file: BankFile, run: PaymentRun, day: int) -> None:
        data = self.bank.answer(file, run.month)
        services.take_answer(
            file, f"{file.key.replace(':', '-')}回盘.csv", data, by=self.staff.finance, at=self._at(run, day)
        )

    def _try_again(self, benefit: Benefit, run: PaymentRun, left: int) -> None:
        """What came back is put right with the holders and sent again, all but `left`."""
        back = sorted(bank_queries.came_back(benefit.channel).values(), key=lambda line: line.pk)
        mended = [line.claim for line in back[: len(back) - left if left else None]]
        for line in back:
            if line.claim in mended and self.bank.mended(line.account) != line.account:
                award = _award_of(benefit, line.claim)
                awards.change_account(
                    award,
                    payee=award.payee,
                    account=self.bank.mended(line.account),
                    document="银行账户变更申请表",
                    by=self.staff.officer,
                    at=self._at(run, 12),
                    because="原卡已销户,本人提供新的一卡通账号",
                )
            elif line.claim in mended:
                self.bank.mended(line.account)
        if mended:
            file = services.retry(benefit, form="card", by=self.staff.finance, at=self._at(run, 13), claims=mended)
            self._take(file, run, 15)

    def _at(self, run: PaymentRun, day: int) -> dt.datetime:
        return moment(self._day(run.month, day))

    def _day(self, month: int, day: int) -> dt.date:
        """In June the run waits for the standards."""
        return day_of(month, day + 8 if month == JUNE else day)


def _award_of(benefit: Benefit, claim: str) -> Award:
    party = int(claim.rsplit(":", 1)[1])
    payment = (
        Payment.objects.filter(benefit=benefit.code, party=party).select_related("award").order_by("-month").first()
    )
    assert payment is not None, claim
    return payment.award
