"""What single persons receive in the year: tekun, the two disability subsidies, orphans, the age allowance, as the rolls have them."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Sequence
from typing import Any

from doudi.base.models import StoredFile
from doudi.base.months import month_of
from doudi.demo.county import Person
from doudi.demo.dossier import ORPHANS, UNATTENDED, Dossier, Row, account_of, address
from doudi.demo.means import ABILITIES
from doudi.demo.year.bank import Bank
from doudi.demo.year.person_applications import LINES, Applicant, carry, first_days
from doudi.demo.year.staff import Staff, day_of, moment
from doudi.mechanisms.entitlement.awards import services as awards
from doudi.mechanisms.entitlement.awards.models import Award
from doudi.mechanisms.entitlement.awards.services import NewAward
from doudi.mechanisms.entitlement.deaths import services as deaths
from doudi.mechanisms.entitlement.declare import Benefit
from doudi.mechanisms.entitlement.family import Family, Given, Member
from doudi.mechanisms.entitlement.payment_runs import online
from doudi.mechanisms.entitlement.payment_runs.models import PaymentRun
from doudi.mechanisms.entitlement.units import DisabilityClass, Residence
from doudi.mechanisms.ledger.bank import queries as bank_queries
from doudi.mechanisms.ledger.debts.models import Debt
from doudi.mechanisms.registry import services as registry
from doudi.mechanisms.registry.models import Person as Registered
from doudi.programmes.assistance.tekun.programme import TEKUN_BENEFIT
from doudi.programmes.assistance.tekun.rules import SIX_ITEMS, Supporter
from doudi.programmes.children.child_allowances.benefit import ORPHAN, UNATTENDED_CHILD
from doudi.programmes.children.child_allowances.rules import Parent
from doudi.programmes.disability.disability_subsidies.benefit import LIVING_SUBSIDY, NURSING_SUBSIDY
from doudi.programmes.elderly.age_allowances.programme import AGE_ALLOWANCE

Figures = dict[str, Given | int | None]
Facts = Callable[[Row, dt.date], Figures]
CLASSES = {each.label: each for each in DisabilityClass}
POLICE, CARD = "公安人口信息", "残疾人证"


class Persons:
    """One benefit of persons. `table`: its roll in the dossier; `word`: how its documents are called."""

    def __init__(
        self, benefit: Benefit, table: str, word: str, facts: Facts, *, kind: str = "",
        staff: Staff, bank: Bank, dossier: Dossier, months: Sequence[int], dice: random.Random,
    ) -> None:  # fmt: skip
        self.benefit, self.word, self.facts = benefit, word, facts
        self.staff, self.bank, self.months, self.dice = staff, bank, months, dice
        rows = [*dossier.rolls.get(table, ()), *dossier.gone.get(table, ())]
        rows = [row for row in rows if not kind or row["kind"] == kind]
        self.rows = list({row["person"].number: row for row in reversed(rows)}.values())[
            ::-1
        ]  # on a roll twice: awarded once
        self.people: dict[str, Registered] = {}
        self.awards: dict[str, Award] = {}
        self.numbers: dict[int, str] = {}  # party → identity number
        self.debts: list[Debt] = []
        self.photo: StoredFile | None = None  # of a visit or of a board

    def begin(self, at: dt.datetime) -> None:
        self._grant([row for row in self.rows if row["since"] <= self.months[0]], at, "原系统在册对象,经复核录入")

    def come(self, month: int) -> None:
        """Where the month of the application is paid (R-DIS-04), those of a month apply on its first day, before its run is drafted."""
        line = LINES.get(self.benefit.code)
        rows = [row for row in self.rows if row["since"] == month and month > self.months[0]]
        if line is not None and line.at_once and rows:
            self._apply(rows, month)

    def decide(self, month: int) -> None:
        line = LINES.get(self.benefit.code)
        rows = [row for row in self.rows if row["since"] == month + 1]
        if line is None:  # granted by age, without an application
            self._grant(rows, moment(day_of(month, 21)), "审核确认")
        elif rows and not line.at_once:
            self._apply(rows, month)
        for row in self.rows:
            if row.get("stopped") == month + 1 and row["person"].number in self.awards:
                self._stop(row, month)
            elif row.get("told") == month:
                self._death(row, month)

    def _apply(self, rows: Sequence[Row], month: int) -> None:
        """By application, decided within the month."""
        days = first_days(month, len(rows), at_once=LINES[self.benefit.code].at_once)
        found = self._register(rows, moment(days[0], 8))
        applicants = [
            Applicant(row, one, self.facts(row, day), day, self._document(row, day))
            for row, one, day in zip(rows, found, days, strict=True)
        ]
        self._keep(rows, found, carry(self.benefit, applicants, self.staff, self.photo))

    def _grant(self, rows: Sequence[Row], at: dt.datetime, because: str) -> None:
        found = self._register(rows, at)
        made = awards.grant_many(
            self.benefit,
            [self._new(row, one) for row, one in zip(rows, found, strict=True)],
            by=self.staff.officer, at=at, because=because,
        )  # fmt: skip
        self._keep(rows, found, made)

    def _register(self, rows: Sequence[Row], at: dt.datetime) -> list[Registered]:
        people = [row["person"] for row in rows]
        new = [registry.NewPerson(each.number, each.name, each.village.code, address=address(each)) for each in people]
        return registry.register_people(new, by=self.staff.officer, at=at, because=self.benefit.name)

    def _keep(self, rows: Sequence[Row], found: Sequence[Registered], made: Sequence[Award]) -> None:
        for row, one, award in zip(rows, found, made, strict=True):
            number = row["person"].number
            self.people[number], self.awards[number], self.numbers[one.pk] = one, award, number

    def _document(self, row: Row, on: dt.date) -> str:
        return f"云民{self.word}〔{on.year}〕{row['person'].number[-6:-1]}号"

    def _new(self, row: Row, one: Registered) -> NewAward:
        person: Person = row["person"]
        since: int = row["since"]
        holder: Person = row.get("guardian") or person
        decided = day_of(since - 1, self.dice.randint(8, 26))
        member = Member(str(one.pk), person.name, self.facts(row, decided))
        return NewAward(
            one.pk,
            person.village.code,
            Family(person.name, {}, [member]),
            decided,
            self._document(row, decided),
            holder.name,
            self.bank.card(account_of(holder), since, self.months[:-3]),
            since,
            reviewed_on=max(decided, dt.date(2023, 12, self.dice.randint(8, 27))),
        )

    def _stop(self, row: Row, month: int) -> None:
        on = day_of(month, 20)
        awards.stop(
            self.awards[row["person"].number],
            reason="INCOME",
            decided_on=on,
            document=f"云民{self.word}停〔{on.year}〕{row['person'].number[-6:-1]}号",
            by=self.staff.officer,
            at=moment(on),
            because="家庭退出低保,次月起停发",
        )

    def _death(self, row: Row, month: int) -> None:
        person, award = self.people[row["person"].number], self.awards[row["person"].number]
        told = moment(day_of(month, 27))
        registry.record_death(
            person, died_on=row["died"], by=self.staff.clerk(award.area_code), at=told, because="村(社区)报告,火化证明"
        )
        document = f"云民{self.word}停〔{told.year}〕{row['person'].number[-6:-1]}号"
        _, debt = deaths.confirm(
            award, person, document=document, by=self.staff.officer, at=told + dt.timedelta(hours=5)
        )
        if debt is not None:
            self.debts.append(debt)

    def online_list(self, run: PaymentRun) -> list[online.OnlineRow]:
        """What the state's system says was paid: what has arrived, with names and accounts."""
        back = set(bank_queries.came_back(self.benefit.channel))
        paid = run.payments.filter(omitted="").order_by("pk").select_related("award", "party").defer("award__account")
        return [
            online.OnlineRow(
                row,
                self.numbers[each.party_id],
                each.amount,
                each.party.name,
                self.bank.accounts[each.award.account_mark],
            )
            for row, each in enumerate((each for each in paid if each.claim not in back), 5)
        ]


def lines(**shared: Any) -> list[Persons]:
    return [
        Persons(TEKUN_BENEFIT, "tekun", "特困", _tekun, **shared),
        Persons(LIVING_SUBSIDY, "living", "残生", _living, **shared),
        Persons(NURSING_SUBSIDY, "nursing", "残护", _disabled, **shared),
        Persons(ORPHAN, "children", "孤", _orphan, kind=ORPHANS, **shared),
        Persons(UNATTENDED_CHILD, "children", "事实", _unattended, kind=UNATTENDED, **shared),
        Persons(AGE_ALLOWANCE, "age", "高龄", _old, **shared),
    ]


def _born(person: Person, on: dt.date) -> Given:
    return Given(month_of(person.born), POLICE, on)


def _tekun(row: Row, on: dt.date) -> Figures:
    person: Person = row["person"]
    unmet = (0, 2, 5)[ABILITIES.index(row["ability"])]
    return {
        "residence": Given(Residence.URBAN if person.village.urban else Residence.RURAL, "户口簿", on),
        "born": _born(person, on),
        "own_income": Given(0, f"核对报告{on:%Y%m}", on),
        "supporter": Given(Supporter.NONE, "户籍、入户调查", on),
        **{item: Given(int(turn >= unmet), "自理能力评估表", on) for turn, item in enumerate(SIX_ITEMS)},
    }


def _disabled(row: Row, on: dt.date) -> Figures:
    return {
        "disability": Given(CLASSES[row["class"]], CARD, on),
        "disability_grade": Given(row["grade"], CARD, on),
        "care_needed": Given(12, "照护需求评估", on),
    }


def _living(row: Row, on: dt.date) -> Figures:
    return {**_disabled(row, on), "dibao": Given(1, "低保花名册", on)}


def _orphan(row: Row, on: dt.date) -> Figures:
    return {
        "father": Given(Parent.DEAD, "死亡证明", on),
        "mother": Given(Parent.DEAD, "死亡证明", on),
        "born": _born(row["person"], on),
        "studies": Given(1, "学籍", on),
    }


def _unattended(row: Row, on: dt.date) -> Figures:
    """One parent has died, the other, with whom the child lives, is severely disabled."""
    father = row["guardian"].sex == "男"
    return {
        "father": Given(Parent.DISABLED if father else Parent.DEAD, CARD if father else "死亡证明", on),
        "mother": Given(Parent.DEAD if father else Parent.DISABLED, "死亡证明" if father else CARD, on),
        "born": _born(row["person"], on),
        "studies": Given(1, "学籍", on),
    }


def _old(row: Row, on: dt.date) -> Figures:
    return {"born": _born(row["person"], on)}


__all__ = ["Persons", "lines"]
