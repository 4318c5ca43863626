"""Temporary assistance in the year: reserves allotted, needs granted by township and county, paid, filed, reconciled, replenished."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from doudi.base.models import Area
from doudi.base.months import first_day
from doudi.demo.county import COUNTY, TOWNS, County, Home
from doudi.demo.dossier import account_of, scale_of
from doudi.demo.people_in_office import crew
from doudi.demo.year.bank import Bank
from doudi.demo.year.staff import Staff, day_of, moment
from doudi.mechanisms.ledger.bank import queries as bank_queries
from doudi.mechanisms.registry import services as registry
from doudi.mechanisms.registry.models import Party
from doudi.programmes.assistance.temporary import accounts, grant_queries, queries, services
from doudi.programmes.assistance.temporary.models import Cause, GrantPayment, ReserveUse
from doudi.programmes.assistance.temporary.policy import Hardship
from doudi.programmes.assistance.temporary.services import FromCounty, FromReserve, Need

TIMES, YUAN, ALLOTTED = 1_060, 2_498_500, 2_080_000  # 人次, 元 granted, 元 allotted of a county of a hundred thousand
LOW, LATE, UNEQUAL = 8, 7, 3  # townships whose reserve runs out, who files late, whose bank says otherwise once
SMALL, APPROVED = (
    0.34,
    0.58,
)  # so many grants from the reserve alone; up to here from the reserve with the county's approval
EMERGENCIES = (Cause.FIRE, Cause.TRAFFIC, Cause.INJURY, Cause.OTHER)
SPENDINGS = (Cause.ILLNESS, Cause.ILLNESS, Cause.EDUCATION)


@dataclass
class Grant:
    """A need as it will be granted. `yuan` is the sum; `road`: small and approved are paid by the township, county by the county."""

    number: int
    home: Home
    day: dt.date
    people: int
    road: str
    yuan: int = 0

    @property
    def town(self) -> int:
        return int(self.home.village.code[6:9]) - 100


def plan(homes: Sequence[Home], months: Sequence[int], scale: float, dice: random.Random) -> list[Grant]:
    """Needs of so many people and to so many yuan exactly, in the order of their days."""
    people, found = round(TIMES * scale), list[Grant]()
    for home in dice.sample(list(homes), len(homes)):
        if people <= 0:
            break
        helped = min(len(home.people), people)
        where = dice.random()
        road = "small" if where < SMALL else "approved" if where < APPROVED else "county"
        day = day_of(dice.choice(list(months)), dice.randint(1, 24))
        found.append(Grant(0, home, day, helped, road))
        people -= helped
    found.sort(key=lambda each: (each.day, each.home.number))
    found[-1].road = "county"
    for number, each in enumerate(found, 1):
        each.number = number
        each.yuan = dice.randint(4, 10) * 100 if each.road == "small" else each.people * dice.randint(14, 22) * 100
    _to_the_yuan(found, round(YUAN * scale / 100) * 100, dice)
    return found


def _to_the_yuan(grants: Sequence[Grant], total: int, dice: random.Random) -> None:
    """What the townships do not pay falls to the county's grants, by heads, in hundreds; the last one has the odd rest."""
    by_county = [each for each in grants if each.road == "county"]
    rest = total - sum(each.yuan for each in grants if each.road != "county")
    heads = sum(each.people for each in by_county)
    for each in by_county[:-1]:
        usual = rest // heads
        each.yuan = each.people * round(usual * dice.uniform(0.9, 1.1) / 100) * 100
        rest, heads = rest - each.yuan, heads - each.people
    by_county[-1].yuan = rest


class Temporary:
    def __init__(
        self,
        staff: Staff,
        bank: Bank,
        county: County,
        homes: Sequence[Home],
        months: Sequence[int],
        dice: random.Random,
    ) -> None:
        self.staff, self.bank, self.months, self.dice = staff, bank, months, dice
        self.scale = scale_of(county)
        self.grants = plan(homes, months, self.scale, dice)
        self.towns = {number: Area.objects.get(code=f"{COUNTY}{100 + number:03d}000") for number in range(len(TOWNS))}
        self.parties: dict[str, Party] = {}  # identity number of the applicant → as the registry knows him

    def pass_month(self, month: int) -> None:
        """The month before is filed and reconciled, then this one's needs are met, and what the county owes is paid."""
        with transaction.atomic():
            if month == self.months[0]:
                self._allot(month)
            else:
                self.file(month - 1)
            grants = [each for each in self.grants if (each.day.year, each.day.month) == (month // 12, month % 12 + 1)]
            self._register(grants, moment(first_day(month)))
            for each in grants:
                self._grant(each)
            self._pay(month)

    def file(self, month: int) -> None:
        """The township hands its uses to the county and holds its book against the bank; one does it late."""
        for number, town in self.towns.items():
            if number == LATE and month >= self.months[-2]:
                continue
            clerk, _, leader = crew(self.staff.users, town.code)
            at = moment(day_of(month + 1, 5))
            if queries.unfiled(town, before=first_day(month + 1)).exists():
                services.file_month(town, month, by=clerk, at=at)
            book = queries.book(town, month)
            assert book is not None
            odd = number == UNEQUAL and month == self.months[-1] - 5
            why = "一笔收据月末送存,银行次月入账,次月已核对一致" if odd else ""
            services.reconcile(
                town,
                month,
                bank_balance=book.closing + 60_000 * odd,
                explanation=why,
                by=leader,
                at=at + dt.timedelta(hours=2),
            )

    def replenish(self, month: int) -> None:
        """The reserve that ran low is filled up again; everything is filed and agrees."""
        town, on = self.towns[LOW], day_of(month + 1, 6)
        if queries.hindrances(town, on):
            return  # in a very small county nobody needed it
        share = round(ALLOTTED * self.scale / 40) * 100
        services.replenish(town, amount=share, document="县财社〔2024〕86号", by=self.staff.finance, at=moment(on))

    def _allot(self, month: int) -> None:
        """The year's sum over all townships; one had asked for little, and needs more before the year is over."""
        total = round(ALLOTTED * self.scale) * 100
        used: Counter[int] = Counter()
        for each in self.grants:
            used[each.town] += each.yuan * 100 if each.road != "county" else 0
        amounts = {LOW: max(used[LOW] * 115 // 100, 10_000)}
        others = [number for number in self.towns if number != LOW]
        for number in others[:-1]:
            amounts[number] = (total - amounts[LOW]) // len(others) // 100_000 * 100_000
        amounts[others[-1]] = total - sum(amounts.values())
        for number, amount in sorted(amounts.items()):
            services.allot(
                self.towns[number],
                amount=amount,
                document="县财社〔2024〕3号",
                by=self.staff.finance,
                at=moment(day_of(month, 2)),
            )

    def _register(self, grants: Sequence[Grant], at: dt.datetime) -> None:
        heads = [each.home.head for each in grants]
        new = [
            registry.NewPerson(head.number, head.name, head.village.code, address=each.home.address)
            for head, each in zip(heads, grants, strict=True)
        ]
        found = registry.register_people(new, by=self.staff.officer, at=at, because="临时救助申请人")
        known = Party.objects.in_bulk([each.pk for each in found])
        self.parties |= {head.number: known[each.pk] for head, each in zip(heads, found, strict=True)}

    def _grant(self, each: Grant) -> None:
        sudden = each.road == "small" or self.dice.random() < 0.4
        need = Need(
            f"临{each.day:%Y%m}-{each.number:06d}",
            self.parties[each.home.head.number],
            each.home.village.code,
            Hardship.EMERGENCY if sudden else Hardship.EXPENDITURE,
            self.dice.choice(EMERGENCIES if sudden else SPENDINGS),
            each.people,
            6,
            happened_on=each.day if sudden else each.day - dt.timedelta(days=20),
            spending=None if sudden else each.yuan * 160,
        )
        head, at = each.home.head, moment(each.day, 11)
        document = f"云民临救〔{each.day.year}〕{each.number}号"
        if each.road == "county":
            pay = FromCounty(each.yuan * 100, document, self.staff.officer, head.name, account_of(head))
            services.grant(need, pay, at=at)
            return
        clerk, _, leader = crew(self.staff.users, each.home.village.code)
        first = sudden and each.number % 3 == 0
        approval = document if each.road == "approved" else ""
        done = services.grant(
            need,
            FromReserve(
                each.yuan * 100, f"收{each.number:05d}", clerk, leader, helped_first=first, county_approval=approval
            ),
            at=at,
        )
        forgotten = each.town == LATE and each.day >= first_day(self.months[-2])
        if first and not forgotten:
            use = ReserveUse.objects.get(payment__grant=done)
            services.complete_papers(use, by=clerk, at=moment(each.day + dt.timedelta(days=3), 16))

    def _pay(self, month: int) -> None:
        if not grant_queries.never_sent().exists():
            return
        file = services.send_to_bank(by=self.staff.finance, at=moment(day_of(month, 26)))
        accounts_of = list(file.lines.order_by("number").values_list("account", flat=True))
        self.bank.put_to_sleep(self.dice.sample(accounts_of, min(1, len(accounts_of))))
        data = self.bank.answer(file, month)
        services.take_answer(
            file, f"临时救助{month}回盘.csv", data, by=self.staff.finance, at=moment(day_of(month, 27))
        )
        if month == self.months[-1]:
            return  # nobody has looked into it yet
        for line in bank_queries.came_back(accounts.BANK).values():
            payment = GrantPayment.objects.get(claim=line.claim)
            account = self.bank.mended(line.account)
            again = services.send_again(
                payment, payee=payment.payee, account=account, by=self.staff.finance, at=moment(day_of(month, 28))
            )
            services.take_answer(
                again,
                f"{again.key}.csv".replace(":", "-"),
                self.bank.answer(again, month),
                by=self.staff.finance,
                at=moment(day_of(month, 29)),
            )
