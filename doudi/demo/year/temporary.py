"""Temporary assistance in the year: reserves allotted, needs granted by township and county, paid, filed, reconciled, replenished."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Sequence

from django.db import transaction

from doudi.base.models import Area
from doudi.base.months import first_day, month_of
from doudi.base.once import read_once
from doudi.demo.county import COUNTY, TOWNS, County, Home
from doudi.demo.dossier import account_of, scale_of
from doudi.demo.people_in_office import crew
from doudi.demo.year.bank import Bank
from doudi.demo.year.staff import Staff, day_of, moment
from doudi.demo.year.temporary_cases import SHOWN, go
from doudi.demo.year.temporary_plan import Grant, files_late, papers_late, plan, turned_down, under_way
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.services import Taking, take_each
from doudi.mechanisms.ledger.bank import queries as bank_queries
from doudi.mechanisms.registry import services as registry
from doudi.mechanisms.registry.models import Party
from doudi.programmes.assistance.temporary import accounts, flow, grant_queries, queries, services
from doudi.programmes.assistance.temporary.models import Cause, GrantPayment
from doudi.programmes.assistance.temporary.policy import Hardship
from doudi.programmes.assistance.temporary.services import NewApplication

ALLOTTED = 2_080_000  # 元 allotted to the reserves of a county of a hundred thousand
DECEMBER = 600_000  # fen of a reserve that the applications under way may take
LOW, LATE, UNEQUAL = 8, 7, 3  # townships whose reserve runs out, who files late, whose bank says otherwise once


TOLD = {
    Cause.FIRE: "家中失火,房屋和家什受损。",
    Cause.TRAFFIC: "家人遭遇交通事故,急需救治。",
    Cause.DROWNING: "家人溺水,后事和生活困难。",
    Cause.INJURY: "家人意外摔伤,无法劳动。",
    Cause.ILLNESS: "家人住院治疗,自负费用较大。",
    Cause.EDUCATION: "子女入学,费用一时难以承担。",
    Cause.OTHER: "家庭突发变故,基本生活困难。",
}


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
        self.late = files_late(self.grants, LATE, first_day(months[-2]), never=LOW)
        papers_late(self.grants, self.late, first_day(months[-2]))
        helped = {each.home.number for each in self.grants}
        others = [home for home in homes if home.number not in helped]
        self.turned_down = turned_down(others, months, self.scale, dice)
        refused = {each.home.number for each in self.turned_down}
        self.others = [home for home in others if home.number not in refused]
        self.towns = {number: Area.objects.get(code=f"{COUNTY}{100 + number:03d}000") for number in range(len(TOWNS))}
        self.parties: dict[str, Party] = {}  # identity number of the applicant → as the registry knows him

    def pass_month(self, month: int) -> None:
        """The month before is filed and reconciled, then this one's needs are met, and what the county owes is paid."""
        with transaction.atomic(), read_once():
            if month == self.months[0]:
                self._allot(month)
            else:
                self.file(month - 1)
                self._check(month)
            everybody = sorted([*self.grants, *self.turned_down], key=lambda each: each.day)
            grants = [each for each in everybody if month_of(each.day) == month]
            self._register(grants, moment(first_day(month)))
            go(self._apply(grants), self.staff)
            self._pay(month)
            self._publish(day_of(month, 28))

    def file(self, month: int) -> None:
        """The township hands its uses to the county and holds its book against the bank; one does it late."""
        for number, town in self.towns.items():
            if number == self.late and month >= self.months[-2]:
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

    def december(self) -> None:
        """What is being worked on: in the townships whose people have a button on the sign-in page, but for the one that is blocked."""
        month = self.months[-1] + 1
        towns = [f"{COUNTY}{100 + town:03d}" for town in (0, 1) if town != self.late]
        homes = [home for home in self.others if home.village.code.startswith(towns[0])]
        grants = under_way(homes, month, len(self.grants) + 1, self.dice)
        self._register(grants, moment(first_day(month)))
        go(self._apply(grants), self.staff)

    def _allot(self, month: int) -> None:
        """The year's sum over all townships, to each what it will need at least; one had asked for little, and needs more before the year is
        over."""
        total = round(ALLOTTED * self.scale) * 100
        used: Counter[int] = Counter()
        for each in self.grants:
            used[each.town] += each.from_reserve * 100
        amounts = {LOW: max(used[LOW] * 115 // 100, 10_000)}
        others = [number for number in self.towns if number != LOW]
        share = (total - amounts[LOW]) // len(others) // 100_000 * 100_000
        needed = {number: used[number] + DECEMBER for number in others}  # in a small county a share may be less
        for number in others[:-1]:
            amounts[number] = max(share, needed[number])
        amounts[others[-1]] = max(total - sum(amounts.values()), needed[others[-1]])
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

    def _apply(self, grants: Sequence[Grant]) -> list[tuple[Grant, Case]]:
        """All applications of a month, each taken down by its township's clerk."""
        new = [
            (self._application(each), self.staff.clerk(each.home.village.code), moment(each.day, 9)) for each in grants
        ]
        made = services.apply_each(new) if new else []
        return [(each, row.case) for each, row in zip(grants, made, strict=True)]

    def _application(self, each: Grant) -> NewApplication:
        head = each.home.head
        return NewApplication(
            self.parties[head.number],
            each.home.village.code,
            Hardship.EMERGENCY if each.sudden else Hardship.EXPENDITURE,
            each.cause,
            each.people,
            6,
            told=TOLD[each.cause],
            happened_on=each.day if each.sudden else each.day - dt.timedelta(days=20),
            need=each.yuan * 100,
            spending=None if each.sudden else each.yuan * 160,
            payee=head.name,
            account=account_of(head) if each.by_county else "",
        )

    def _check(self, month: int) -> None:
        """县级核查: what was told of and filed is visited if it was drawn, and closed."""
        day = day_of(month, 10)
        rows = Case.objects.filter(flow=flow.APPLICATIONS.code, stage="PUBLISHED", stage_since__lt=day).order_by("pk")
        filed = list(rows.exclude(temporary_application__grant__payments__use__filing=None))
        visits = {"visited_on": str(day), "found": "入户核实,与乡镇材料一致,救助金已领到。"}
        drawn = [
            Taking(each, self.staff.officer, moment(day), data=visits, together_with=self.staff.second)
            for each in filed
            if each.site_visit
        ]
        if drawn:
            take_each(flow.VISIT, drawn)
        if filed:
            take_each(flow.CHECK, [Taking(each, self.staff.officer, moment(day, 15)) for each in filed])

    def _publish(self, on: dt.date) -> None:
        """Whose money has arrived is told of in his village."""
        paid = Case.objects.filter(flow=flow.APPLICATIONS.code, stage="PAID").order_by("pk")
        said = {"posted_on": str(on), "photo": SHOWN}
        takings = [Taking(each, self.staff.clerk(each.area_code), moment(on, 15), data=said) for each in paid]
        if takings:
            take_each(flow.PUBLISH, takings)

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
