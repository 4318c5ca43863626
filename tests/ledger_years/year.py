"""One simulated year. Everything goes through the services; after each month the books are held against what they must say."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace
from typing import Any

from doudi.base.areas import AreaRow, load_areas, township_of
from doudi.base.models import Area, User
from doudi.base.months import first_day, last_day
from doudi.base.roles import Role
from doudi.base.stories import COUNTY, somebody
from doudi.mechanisms.ledger import periods, services
from doudi.mechanisms.ledger import queries as ledger
from doudi.mechanisms.ledger.bank import answers, sending
from doudi.mechanisms.ledger.bank import queries as bank
from doudi.mechanisms.ledger.bank import services as deciding
from doudi.mechanisms.ledger.bank.models import BankFile, BankLine, BankReturn, Outcome, StrayLine
from doudi.mechanisms.ledger.bank.sending import Claim
from doudi.mechanisms.ledger.bank.testing import TEST, Rows, csv_of, rows_of
from doudi.mechanisms.ledger.debts import queries as debt_queries
from doudi.mechanisms.ledger.debts import services as debt_services
from doudi.mechanisms.ledger.debts.models import Cause, Debt
from doudi.mechanisms.ledger.models import Account, Book, Entry, Reason
from doudi.mechanisms.ledger.testing import ALLOT, RESERVE, USE, moment
from doudi.mechanisms.registry.models import Party
from tests.ledger_years.dying import refused, surviving
from tests.ledger_years.expected import Expected, Owed
from tests.ledger_years.rooms import BACK

YEAR = 2024 * 12
TOWNS = [f"3699991{number:02d}000" for number in range(3)]


class Person:
    def __init__(self, party: Party, village: str, amount: int, number: int) -> None:
        self.party, self.village, self.amount = party, village, amount
        self.account = f"62170000{number:011d}"
        self.died: int | None = None  # the month
        self.known_dead: int | None = None


class Year:
    """A county with a few dozen people, its year drawn from a seed."""

    def __init__(self, seed: int, *, people: int = 14) -> None:
        self.chance = random.Random(seed)
        self.expected = Expected()
        load_areas([AreaRow(COUNTY, "某县", "县"), *(AreaRow(code, f"镇{code[7:9]}", "镇") for code in TOWNS)])
        load_areas([AreaRow(f"{code[:9]}20{n}", "村", "村") for code in TOWNS for n in (1, 2)])
        self.county = Area.objects.get(code=COUNTY)
        self.towns = {code: Area.objects.get(code=code) for code in TOWNS}
        self.finance: User = somebody("finance", Role.FINANCE, COUNTY)
        self.leader: User = somebody("leader", Role.BUREAU_LEADER, COUNTY)
        self.officer: User = somebody("officer", Role.COUNTY_OFFICER, COUNTY)
        self.people = [self._person(number) for number in range(people)]
        self.files: list[tuple[BankFile, bytes]] = []  # what was taken in, to be sent again by mistake
        self.uses: list[tuple[Entry, str]] = []
        self.month = YEAR
        self.day = first_day(YEAR)

    def run(self) -> None:
        for month in range(YEAR, YEAR + 12):
            self.month = month
            self.a_month()
            self.check()
        self.check_everything()

    def a_month(self) -> None:
        self.day = first_day(self.month)
        self.close_last_month()
        self.deaths()
        if self.month == YEAR + 5:
            self.raise_standards()
        self.day = first_day(self.month) + dt.timedelta(days=6)
        self.roll()
        self.reserves()
        self.debts()

    @property
    def at(self) -> dt.datetime:
        return moment(self.day)

    # --- paying ----------------------------------------------------------------------------------------------------------

    def roll(self) -> None:
        """This month's roll: decided, sent with what came back before, answered by the bank."""
        fresh = [
            self._claim(f"test:{self.month}:{number}", each, each.amount)
            for number, each in enumerate(self.people)
            if each.known_dead is None
        ]
        self.decide(f"roll:{self.month}", fresh)
        self.send(f"{self.month}:1", fresh)

    def raise_standards(self) -> None:
        """June: higher from January on; what was missing is paid back in a file of its own."""
        raised = []
        for number, each in enumerate(self.people):
            if each.known_dead is None:
                difference = self.chance.randint(1_000, 6_000)
                each.amount += difference
                raised.append(self._claim(f"back:{number}", each, difference * 5))
        self.decide("back", raised)
        self.send("back", raised)

    def decide(self, key: str, claims: list[Claim]) -> None:
        surviving(
            self.chance,
            lambda: sending.decide(
                TEST, claims, county=self.county, key=key, because="核定", by=self.officer, at=self.at
            ),
        )
        for each in claims:
            owed = Owed(each.reference, each.party_id or 0, township_of(each.area_code), each.amount)
            self.expected.claims[each.reference] = owed
            self.expected.move(("fund", COUNTY), ("payable", owed.town), owed.amount)

    def send(self, key: str, fresh: list[Claim]) -> None:
        again = [self._again(each) for each in self.expected.in_state("RETURNED") if self.chance.random() < 0.7]
        claims = fresh + again
        self.chance.shuffle(claims)
        self._what_must_not_be_sent(claims)
        file = surviving(
            self.chance, lambda: sending.send(TEST, claims, key=key, form="card", by=self.finance, at=self.at)
        )
        for each in claims:
            owed = self.expected.claims[each.reference]
            source = "returned" if owed.state == "RETURNED" else "payable"
            self.expected.move((source, owed.town), ("in_transit", owed.town), each.amount)
            owed.state = "SENT"
        self.answer(file)

    def _what_must_not_be_sent(self, claims: list[Claim]) -> None:
        """Somebody puts a claim that is paid, on its way or unclear into another file."""
        live = self.expected.in_state("PAID", "SENT", "UNCLEAR")
        if live and self.chance.random() < 0.4:
            wrong = replace(self._again(self.chance.choice(live)), amount=100)
            with refused("不能重复发放"):
                sending.send(TEST, [*claims, wrong], key="wrong", form="card", by=self.finance, at=self.at)

    # --- the bank ----------------------------------------------------------------------------------------------------------

    def answer(self, file: BankFile) -> None:
        """The bank's answer: most are paid; some come back, some are odd, some rows are missing and follow later."""
        rows = rows_of(file)
        said: dict[int, str] = {}
        for number, row in enumerate(rows, 1):
            said[number] = self._result(row)
        shown = [row for number, row in enumerate(rows, 1) if said[number] != "LATER"]
        shown += [dict(rows[number - 1]) for number, result in said.items() if result == "CONFLICT"]
        stray = self.chance.random() < 0.2
        if stray:
            shown.append({**rows[0], "序号": "9999", "账号": "6217000099999999999", "处理结果": "成功"})
        self._damaged(file, shown)
        self._yesterday(file)
        self._take(file, shown)
        self._book(file, said)
        late = [row for number, row in enumerate(rows, 1) if said[number] == "LATER"]
        if late:
            self._take(file, late, name="补充回盘.csv")
            self._book(file, {int(row["序号"]): "PAID" for row in late})
        if stray:
            odd = StrayLine.objects.get(answer__file=file, kind=StrayLine.Kind.NEVER_SENT, cleared_at=None)
            deciding.clear(odd, because="银行串行", by=self.finance, at=self.at)
        self.unclear(file)
        self.bounces(file)

    def _result(self, row: dict[str, str]) -> str:
        draw = self.chance.random()
        if draw < 0.07:
            row["处理结果"], row["失败原因"] = "失败", "账号不存在"
            return "RETURNED"
        if draw < 0.09:
            row["金额"] = f"{float(row['金额']) - 1:.2f}"
            return "OTHER_AMOUNT"
        if draw < 0.11:
            row["账号"] = "6217000088888888888"
            return "OTHER_ACCOUNT"
        if draw < 0.13:
            return "CONFLICT"
        return "LATER" if draw < 0.17 else "PAID"

    def _take(self, file: BankFile, rows: Rows, *, name: str = "回盘.csv") -> None:
        data = csv_of(rows)
        surviving(
            self.chance,
            lambda: answers.take_return(file, name, data, by=self.finance, at=self.at).answer,
            dies=0.25,
        )
        assert BankReturn.objects.filter(file=file, name=name).count() == 1
        self.files.append((file, data))

    def _damaged(self, file: BankFile, rows: Rows) -> None:
        """Half a file, or a total that does not fit: refused, and nothing is booked."""
        draw = self.chance.random()
        if draw < 0.2:
            data = csv_of(rows)
            bad, why = data[: data.rindex(b"\r\n", 0, -2) + 17], "不完整"
        elif draw < 0.3:
            bad, why = csv_of(rows, total="1.00"), "合计"
        else:
            return
        with refused(why):
            answers.take_return(file, "坏.csv", bad, by=self.finance, at=self.at)

    def _yesterday(self, file: BankFile) -> None:
        if self.files and self.chance.random() < 0.3:
            old, data = self.chance.choice(self.files)
            with refused("记入批次"):
                answers.take_return(file, "昨日.csv", data, by=self.finance, at=self.at)
            with refused("文件中的批次号"):  # saved again by a spreadsheet, so that its hash is new
                answers.take_return(file, "昨日.csv", data + b"\r\n", by=self.finance, at=self.at)
            assert not answers.take_return(old, "昨日.csv", data, by=self.finance, at=self.at).fresh

    def _book(self, file: BankFile, said: dict[int, str]) -> None:
        lines = {line.number: line for line in file.lines.all()}
        for number, result in said.items():
            owed, amount = self.expected.claims[lines[number].claim], lines[number].amount
            transit = ("in_transit", owed.town)
            if result == "PAID":
                self.expected.move(transit, ("received", owed.town), amount)
                owed.state, owed.paid = "PAID", owed.paid + amount
            elif result == "RETURNED":
                self.expected.move(transit, ("returned", owed.town), amount)
                owed.state = "RETURNED"
            elif result != "LATER":
                owed.state = "UNCLEAR"
            wanted = {"LATER": "UNANSWERED"}.get(result, result)
            assert lines[number].outcome == wanted, (number, lines[number].outcome, wanted)

    def unclear(self, file: BankFile) -> None:
        """What the bank left unclear, two people settle: wholly paid, partly, or not at all."""
        for line in bank.for_a_person(TEST).filter(file=file):
            if self.chance.random() < 0.3:
                continue  # another month
            self.settle(line)

    def settle(self, line: BankLine) -> None:
        paid = self.chance.choice([0, line.amount, self.chance.randint(1, line.amount - 1)])
        deciding.settle(line, paid=paid, because="已查证", by=self.finance, together_with=self.officer, at=self.at)
        owed = self.expected.claims[line.claim]
        self.expected.move(("in_transit", owed.town), ("received", owed.town), paid)
        self.expected.move(("in_transit", owed.town), ("returned", owed.town), line.amount - paid)
        owed.paid += paid
        owed.state = "PAID" if paid == line.amount else "RETURNED"
        if 0 < paid < line.amount and self.chance.random() < 0.3:
            self.cancel(owed, "余额不再补发")

    def bounces(self, file: BankFile) -> None:
        """One that was booked as paid has come back days later."""
        if self.chance.random() > 0.15:
            return
        line = file.lines.filter(outcome=Outcome.PAID).order_by("number").last()
        if line is None:
            return
        rows = rows_of(file, **{f"n{line.number}": "退汇"})[line.number - 1 : line.number]
        taken = answers.take_return(file, "退汇.csv", csv_of(rows), by=self.finance, at=self.at)
        assert taken.counts == {"CONTRADICTS": 1}
        deciding.bounce(line, because="退汇", by=self.finance, at=self.at)
        owed = self.expected.claims[line.claim]
        self.expected.move(("received", owed.town), ("returned", owed.town), line.amount)
        owed.state, owed.paid = "RETURNED", owed.paid - line.amount

    def cancel(self, owed: Owed, because: str) -> None:
        deciding.cancel(bank.came_back(TEST)[owed.reference], because=because, by=self.finance, at=self.at)
        self.expected.move(("returned", owed.town), ("fund", COUNTY), owed.amount - owed.paid)
        owed.state = "CANCELLED"

    # --- deaths and debts ------------------------------------------------------------------------------------------------

    def deaths(self) -> None:
        for person in self.people:
            if person.died is None and self.chance.random() < 0.045:
                person.died = self.month
            if person.died is not None and person.known_dead is None and self.chance.random() < 0.4:
                person.known_dead = self.month
                self.learn_of_death(person)

    def learn_of_death(self, person: Person) -> None:
        """What has come back is not paid any more; what was paid after the death becomes a debt."""
        assert person.died is not None
        mine = [each for each in self.expected.claims.values() if each.person == person.party.pk]
        for owed in mine:
            if owed.state == "RETURNED":
                self.cancel(owed, "死亡")
        late = [each for each in mine if each.paid and int(each.reference.split(":")[1]) > person.died]
        if not late:
            return
        amount, town = sum(each.paid for each in late), late[0].town
        debt = surviving(
            self.chance,
            lambda: debt_services.propose(
                BACK, person.party, amount=amount, cause=Cause.DEATH, basis="死亡后仍发放",
                area_code=person.village, key=f"death:{person.party.pk}", by=self.finance, at=self.at,
            ),
        )  # fmt: skip
        debt_services.notify(debt, notice="送达家属", by=self.finance, at=self.at)
        debt_services.hear(debt, statement="不知情", by=self.finance, at=self.at)
        upheld = self.chance.choice([amount, amount // 2])
        debt_services.decide(debt, amount=upheld, because="听取申辩", by=self.officer, at=self.at)
        self.expected.move(("received", town), ("debt", f"party:{person.party.pk}"), upheld)

    def debts(self) -> None:
        for debt in Debt.objects.filter(state=Debt.State.OWED).select_related("party"):
            whose = ("debt", f"party:{debt.party_id}")
            with refused("尚欠"):
                debt_services.receive(debt, amount=debt.outstanding + 1, receipt="多", by=self.finance, at=self.at)
            amount = self.chance.randint(1, debt.outstanding)
            if self.chance.random() < 0.2:
                given: dict[str, Any] = {"because": "困难", "document": f"核{self.month}", "approved_by": self.leader}
                debt_services.waive(debt, amount=amount, by=self.finance, at=self.at, **given)
                self.expected.move(whose, ("waived", township_of(debt.area_code)), amount)
            else:
                surviving(
                    self.chance,
                    lambda debt=debt, amount=amount: debt_services.receive(  # type: ignore[misc]
                        debt, amount=amount, receipt=f"收{self.month}", by=self.finance, at=self.at
                    ),
                )
                self.expected.move(whose, ("fund", COUNTY), amount)

    # --- reserves and months ---------------------------------------------------------------------------------------------

    def reserves(self) -> None:
        code = self.chance.choice(TOWNS)
        town = self.towns[code]
        if self.month % 4 == 0:
            amount = self.chance.randint(50_000, 300_000)
            surviving(
                self.chance,
                lambda: services.post(
                    ALLOT, source=self.county, target=town, amount=amount, key=f"allot:{self.month}", because="文",
                    by=self.finance, at=self.at,
                ),
            )  # fmt: skip
            self.expected.move(("test.fund", COUNTY), (RESERVE.code, code), amount)
        for number in range(self.chance.randint(0, 3)):
            self.use(f"use:{self.month}:{number}", code, self.chance.randint(1, 120_000))
        if self.uses and self.chance.random() < 0.3:
            entry, where = self.uses.pop(self.chance.randrange(len(self.uses)))
            surviving(
                self.chance,
                lambda: services.reverse(entry, reason=Reason.DUPLICATE, because="重复", by=self.finance, at=self.at),
            )
            self.expected.move(("test.received", where), (RESERVE.code, where), entry.amount)

    def use(self, key: str, code: str, amount: int) -> None:
        left = self.expected.balances[RESERVE.code, code]

        def draw(amount: int = amount) -> Entry:
            town = self.towns[code]
            return services.post(
                USE, source=town, target=town, amount=amount, key=key, because="救助", by=self.finance, at=self.at
            )

        if amount > left:
            with refused("余额"):
                draw()
            return
        self.uses.append((surviving(self.chance, draw), code))
        self.expected.move((RESERVE.code, code), ("test.received", code), amount)
        with refused("内容不同"):
            draw(amount + 1)

    def close_last_month(self) -> None:
        last = self.month - 1
        if last < YEAR:
            return
        closing = periods.close_period(Book.MONEY, last, by=self.finance, at=self.at)
        for total in closing.totals.select_related("account"):
            assert total.balance == self.expected.balances[self._key(total.account)], total.account
        with refused("结账"):
            services.post(
                ALLOT, source=self.county, target=self.towns[TOWNS[0]], amount=1, key="late", because="",
                by=self.finance, at=self.at, on=last_day(last),
            )  # fmt: skip
        if self.chance.random() < 0.1:
            periods.reopen_period(
                Book.MONEY, last, by=self.finance, together_with=self.leader, because="补记", at=self.at
            )
            periods.close_period(Book.MONEY, last, by=self.finance, at=self.at)

    # --- whether it holds ------------------------------------------------------------------------------------------------

    def check(self) -> None:
        """Every balance is what it must be; in transit and returned are what the lines say; no claim is paid twice or lost."""
        found = {self._key(each): each.balance for each in Account.objects.all()}
        for key in {*found, *self.expected.balances}:
            assert found.get(key, 0) == self.expected.balances.get(key, 0), key
        assert sum(found.values()) == 0
        assert bank.reconcile(TEST) == []
        assert debt_queries.reconcile(BACK) == []
        paid: dict[str, int] = {}
        for claim, amount in BankLine.objects.values_list("claim", "paid"):
            paid[claim] = paid.get(claim, 0) + amount
        for owed in self.expected.claims.values():
            assert paid.get(owed.reference, 0) == owed.paid <= owed.amount, owed

    def check_everything(self) -> None:
        assert periods.faults(Book.MONEY) == []
        reserve = ledger.transfers(USE)
        assert ledger.net(reserve).amount == sum(
            amount for (kind, _), amount in self.expected.balances.items() if kind == "test.received"
        )
        for file in BankFile.objects.all():
            classes = bank.classes(file)
            assert sum(number for number, _ in classes.values()) == file.lines_number
            assert sum(amount for _, amount in classes.values()) == file.amount

    # --- small things ----------------------------------------------------------------------------------------------------

    def _person(self, number: int) -> Person:
        village = f"{self.chance.choice(TOWNS)[:9]}20{self.chance.randint(1, 2)}"
        party = Party.objects.create(kind=Party.Kind.HOUSEHOLD, name=f"户主{number}", area_id=village)
        return Person(party, village, self.chance.randint(20_000, 140_000), number)

    def _key(self, account: Account) -> tuple[str, str]:
        return account.kind.removeprefix("test_subsidy."), account.holder.removeprefix("area:")

    def _claim(self, reference: str, person: Person, amount: int) -> Claim:
        return Claim(reference, person.village, person.party.name, person.account, amount, person.party.pk)

    def _again(self, owed: Owed) -> Claim:
        person = next(each for each in self.people if each.party.pk == owed.person)
        return self._claim(owed.reference, person, owed.amount - owed.paid)
