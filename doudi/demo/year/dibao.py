"""Dibao in the year: households come, change and go as the dossier tells, by decisions with their facts and documents."""

from __future__ import annotations

import datetime as dt
import random
import zlib
from collections.abc import Iterable, Sequence

from doudi.base.models import StoredFile
from doudi.base.months import chinese_month, first_day, month_of
from doudi.base.notices import calendar
from doudi.demo.county import Person
from doudi.demo.dossier import STANDARD, Case, Departed, Dossier, Graced, account_of
from doudi.demo.means import CENTRAL, COUNTED, LOCAL, OWN_ACCOUNT, earner, incomes
from doudi.demo.year import at_home
from doudi.demo.year.bank import Bank
from doudi.demo.year.dibao_applications import LAST, Contested, Home, Walk, in_time, open_all
from doudi.demo.year.dibao_changes import Change, Found, carry
from doudi.demo.year.roads import go
from doudi.demo.year.staff import Staff, day_of, moment
from doudi.mechanisms.entitlement.amendments.models import Occasion, Outcome
from doudi.mechanisms.entitlement.awards import services as awards
from doudi.mechanisms.entitlement.awards.models import Award
from doudi.mechanisms.entitlement.awards.reasons import StopReason
from doudi.mechanisms.entitlement.awards.services import NewAward
from doudi.mechanisms.entitlement.deaths import services as deaths
from doudi.mechanisms.entitlement.family import Family, Given, Member
from doudi.mechanisms.entitlement.means.policy import MeansPolicy
from doudi.mechanisms.entitlement.means.rules import Relation
from doudi.mechanisms.entitlement.policy import in_force
from doudi.mechanisms.entitlement.units import DisabilityClass, Residence
from doudi.mechanisms.ledger.debts.models import Debt
from doudi.mechanisms.registry import services as registry
from doudi.mechanisms.registry.models import Household
from doudi.mechanisms.registry.models import Person as Registered
from doudi.programmes.assistance.dibao.models import Application
from doudi.programmes.assistance.dibao.programme import DIBAO_BENEFIT

CLASSES = {each.label: each for each in DisabilityClass}
HIDDEN = "隐瞒务工收入"
LEAVING = {  # why a household leaves → what is reported, the reason of the stop, in which words
    "主动退出": (Occasion.EXIT, StopReason.WITHDRAWN, "本人提出家庭生活好转，自愿退出低保。"),
    "户籍迁出本县": (Occasion.MOVE, StopReason.MOVED, "全家户籍迁出本县。"),
    "易地搬迁,转城市低保": (Occasion.MOVE, StopReason.MOVED, "易地搬迁进城，户口迁入社区，另行申请城市低保。"),
}
BETTER = {
    "DE1": "成员开始领取养老金，家庭收入超过标准。",
    "DE2": "子女高中（中职）毕业后就业，家庭收入超过标准。",
    "DE3": "子女高校毕业后就业，家庭收入超过标准。",
    "DE4": "经公益性岗位安置就业，家庭收入超过标准。",
    "DE5": "残疾成员经安置就业，家庭收入超过标准。",
    "DE6": "家庭收入超过标准，属县民政局规定的情形。",
}
COUPLE, PARENTS = ("户主", "妻", "夫", "配偶"), ("父亲", "母亲")


class Dibao:
    """`months`: those that are paid, January to the newest."""

    benefit = DIBAO_BENEFIT

    def __init__(self, staff: Staff, bank: Bank, dossier: Dossier, months: Sequence[int], dice: random.Random) -> None:
        self.staff, self.bank, self.dossier, self.months, self.dice = staff, bank, dossier, months, dice
        self.newest = months[-1]
        self.cases = [*dossier.cases, *dossier.former]
        self.departed = {each.case.number: each for each in dossier.departed}
        self.certificates = {
            row["person"].number: row
            for row in dossier.rolls.get("certificates", ())
            if row["_since"] <= months[0] and row["state"] == "正常"
        }
        self.registered: dict[str, Registered] = {}  # identity number → as the registry knows him
        self.awards: dict[str, Award] = {}  # number of the case → its award
        self.covered: dict[str, Case] = {}  # identity number → the household that has him now
        self.parties: dict[str, int] = {}  # number of the case → its household
        self.contested = Contested(self.newest, self._contested(), self.staff, self._refused_at_first)
        self.debts: list[Debt] = []
        self.photo: StoredFile | None = None  # of a visit or of a board

    # --- who comes -------------------------------------------------------------------------------------------------------

    def begin(self, at: dt.datetime) -> None:
        """What the old books knew at the end of the year before is taken over."""
        self._grant([case for case in self.cases if case.since <= self.months[0]], at, "原系统在册对象,经复核录入")
        for each in self.dossier.graced:
            if each.begins <= self.months[0]:
                self._defer(each, at)

    def decide(self, month: int) -> None:
        """What is decided in a month and takes effect in the next one."""
        for case in self.cases:
            if case.until == month + 1 and case.number in self.awards and case.left == HIDDEN:
                self._stop(case, month)
        self._changes(month)
        self._deaths(month)
        self._applications(month)
        self._accounts(month)
        self._hold(month)
        self._back_pay(month)

    # --- by application ------------------------------------------------------------------------------------------------------

    def _applications(self, month: int) -> None:
        """Who comes to the roll with the next month: applied for on the first workdays, confirmed by the end of the month."""
        self.contested.pass_month(month)
        if (case := self.contested.case) is not None and case.since == month + 1:
            self._remember([case], [self.contested.home])
        cases = [case for case in self.cases if case.since == month + 1 and case.number not in self.awards]
        fresh = [(case, people) for case in cases if (people := self._taken(case))]
        homes = self._homes(fresh, month)
        open_all(homes, self.staff)
        go(Walk(home, self.staff, photo=self.photo).road() for home in homes)
        self._remember([case for case, _ in fresh], homes)

    def _contested(self) -> Case | None:
        """Of those who come in autumn the first that came from nowhere else: it was refused in summer. None in a small county."""
        moved = {case.home.number for case in self.cases if case.until}
        late = [case for case in self.cases if case.since == self.newest - 1 and case.home.number not in moved]
        return late[0] if late else None

    def _refused_at_first(self, case: Case, month: int) -> Walk:
        [home] = self._homes([(case, self._taken(case))], month)
        home.road, home.words = "refused", "PROPERTY：名下登记有价值超过规定的轿车。"
        open_all([home], self.staff)
        return Walk(home, self.staff, photo=self.photo)

    def _homes(self, fresh: Sequence[tuple[Case, list[Person]]], month: int) -> list[Home]:
        days = calendar()
        first = days.next_workday(day_of(month, 1))
        self._register(fresh, moment(first, 8), since=first)
        return [
            self._home(case, people, days.add_workdays(first, case_turn(case) % 3), first) for case, people in fresh
        ]

    def _home(self, case: Case, people: Sequence[Person], applied: dt.date, first: dt.date) -> Home:
        """As it applies: on a day and a road that ends in time for the next month's run."""
        holder, account = self._account(case, case.since)
        home = Home(
            Household.objects.select_related("party").get(pk=self.parties[case.number]),
            [(person, self.registered[person.number]) for person in people],
            self._family(case, people, applied),
            holder,
            account,
            applied,
            f"云民低保确〔{applied.year}〕{case.number[-5:]}号",
            road=road_of(case_turn(case)),
        )
        if not in_time(home, LAST):
            home.applied, home.road = first, "granted"
        home.modest = home.applied >= at_home.SINCE and case_turn(case) % 3 == 0
        return home

    def _remember(self, cases: Sequence[Case], homes: Sequence[Home]) -> None:
        rows = Application.objects.select_related("award").in_bulk([home.case.pk for home in homes])
        for case, home in zip(cases, homes, strict=True):
            award = rows[home.case.pk].award
            assert award is not None, f"{case.number} was to be confirmed"
            assert award.from_month == case.since, f"{case.number} comes in {award.from_month}"
            self.awards[case.number] = award

    def _grant(self, cases: Iterable[Case], at: dt.datetime, because: str) -> None:
        fresh = [(case, people) for case in cases if (people := self._taken(case))]
        self._register(fresh, at)
        new = [self._new(case, people) for case, people in fresh]
        made = awards.grant_many(DIBAO_BENEFIT, new, by=self.staff.officer, at=at, because=because)
        self.awards |= {case.number: award for (case, _), award in zip(fresh, made, strict=True)}

    def _taken(self, case: Case) -> list[Person]:
        """Who of a roll's household can be awarded: a child on two rolls has one household (R-CMP-04 finds the other)."""
        people = [person for person in case.members if person.number not in self.covered]
        self.covered |= {person.number: case for person in people}
        gone = self.departed.get(case.number)
        return [*people, gone.person] if gone is not None and month_of(gone.died) >= case.since else people

    def _register(
        self, fresh: Sequence[tuple[Case, list[Person]]], at: dt.datetime, *, since: dt.date | None = None
    ) -> None:
        """The people and their households. `since`: the day from which they are one; the month they come to the roll in, if left out."""
        members = {
            person.number: registry.NewPerson(
                person.number, person.name, person.village.code, address=case.home.address
            )
            for case, people in fresh
            for person in people
        }
        known = registry.register_people(members.values(), by=self.staff.officer, at=at, because="低保对象")
        self.registered |= dict(zip(members, known, strict=True))
        new = [
            registry.NewHousehold(
                case.number,
                case.home.village.code,
                tuple(
                    registry.NewMember(members[person.number], "本人" if not turn else person.relation)
                    for turn, person in enumerate(people)
                ),
                address=case.home.address,
                since=since or first_day(case.since),
            )
            for case, people in fresh
        ]
        households = registry.register_households(new, by=self.staff.officer, at=at, because="低保家庭")
        self.parties |= {each.number: each.pk for each in households}

    def _new(self, case: Case, people: Sequence[Person]) -> NewAward:
        holder, account = self._account(case, case.since)
        decided = day_of(case.since - 1, self.dice.randint(12, 26))
        return NewAward(
            self.parties[case.number],
            case.home.village.code,
            self._family(case, people, decided),
            decided,
            f"云民低保确〔{decided.year}〕{case.number[-5:]}号",
            holder,
            self.bank.card(account, case.since, self.months[:-3]),
            case.since,
            reviewed_on=max(decided, dt.date(2023, 12, self.dice.randint(8, 27))),
        )

    def _account(self, case: Case, month: int) -> tuple[str, str]:
        """Holder and account as the roll of a month has them."""
        if case.note and int(case.note[1:]) > month:
            return case.home.head.name, account_of(case.home.head)
        return case.holder, case.account

    # --- what they live on -----------------------------------------------------------------------------------------------

    def _family(self, case: Case, people: Sequence[Person], on: dt.date, *, less: int = 0) -> Family:
        """The facts of a household, each with where it comes from. `less`: 元 a month by which the other income turned out lower."""
        living = [person for person in people if person in case.members] or list(people)
        means = incomes(case, self.newest, living)
        town = Residence.URBAN if case.programme == "城市低保" else Residence.RURAL
        earns = earner(living, self.newest)
        members = []
        for person in people:
            given = self._person(person, person is people[0], on)
            income = means.get(person.number)
            if income is None or income.pension:
                for name, part in (
                    ("central_pension", CENTRAL),
                    ("local_pension", LOCAL),
                    ("account_pension", OWN_ACCOUNT),
                ):
                    given[name] = Given(part * 100, "县人社局待遇发放数据", on)
            if income is not None and income.other:
                name, source = (
                    ("transfers", "子女赡养费,入户调查")
                    if self._old(earns)
                    else ("business_income", "务农、零工,入户调查")
                )
                given[name] = Given((income.other - less) * 100, source, on)
            members.append(Member(str(self.registered[person.number].pk), person.name, given))
        return Family(people[0].name, {"residence": Given(town, "户口簿", on)}, members)

    def _person(self, person: Person, head: bool, on: dt.date) -> dict[str, Given | int | None]:
        given: dict[str, Given | int | None] = {
            "born": Given(month_of(person.born), "公安人口信息", on),
            "relation": Given(relation_of(person, head, on), "户口簿", on),
            "wages": Given(0, f"核对报告{on:%Y%m}", on),
        }
        certificate = self.certificates.get(person.number)
        if certificate is not None and certificate["issued"] <= on:
            issued = certificate["issued"]
            given["disability"] = Given(CLASSES[certificate["class"]], "残疾人证", issued)
            given["disability_grade"] = Given(certificate["grade"], "残疾人证", issued)
        return given

    # --- what happens to them --------------------------------------------------------------------------------------------

    def _stop(self, case: Case, month: int) -> None:
        """Wages were kept quiet: two months were paid that were not due, so the decision reaches back. A road of its own: what the
        regulation's road decides takes effect the month after."""
        award, on = self.awards[case.number], day_of(month, 20)
        awards.stop(
            award,
            from_month=month - 1,
            reason="INCOME",
            decided_on=on,
            document=f"云民低保停〔{on.year}〕{award.pk}号",
            by=self.staff.officer,
            at=moment(on),
            because=case.left,
        )
        self._uncover(case)

    def _uncover(self, case: Case) -> None:
        for person in case.members:
            self.covered.pop(person.number, None)

    def _changes(self, month: int) -> None:
        """Who earns more now, or leaves: by the road of the regulation, decided in this month, in effect from the next one."""
        graced = [each for each in self.dossier.graced if each.begins == month + 1]
        leaving = [
            case
            for case in self.cases
            if case.until == month + 1 and case.number in self.awards and case.left != HIDDEN
        ]
        carry(
            [*map(self._deferral, graced), *(self._leaving(case, month) for case in leaving)],
            month,
            self.staff,
            self.photo,
        )
        for case in leaving:
            self._uncover(case)

    def _deferral(self, each: Graced) -> Change:
        """渐退: the income is above the line now; the last amount goes on, with raised standards."""
        case = each.case
        fact, fen, evidence = self._better(each)
        return Change(
            self.awards[case.number],
            Occasion.INCOME,
            BETTER[each.group],
            Outcome.DEFER,
            f"云民低保渐〔2024〕{self.awards[case.number].pk}号",
            [Found(self._earner(case), fact, fen, evidence)],
            grace=(int(each.group[-1]), each.ends - each.begins + 1),
        )

    def _leaving(self, case: Case, month: int) -> Change:
        award = self.awards[case.number]
        occasion, reason, words = LEAVING.get(case.left, (Occasion.INCOME, StopReason.INCOME, "家中有人稳定就业。"))
        line = len(case.members) * STANDARD[case.programme] * 100
        wages = [Found(self._earner(case), "wages", line * 13 // 10, "用人单位工资流水")]
        return Change(
            award,
            occasion,
            words,
            Outcome.STOP,
            f"云民低保停〔2024〕{award.pk}号",
            wages if occasion == Occasion.INCOME else (),
            reason=reason,
        )

    def _earner(self, case: Case) -> Registered:
        return self.registered[earner(self._living(case), self.newest).number]

    def _living(self, case: Case) -> list[Person]:
        """Who of a household its award covers now."""
        return [person for person in case.members if self.covered.get(person.number) is case]

    def _deaths(self, month: int) -> None:
        """The bureau heard of a death: recorded, then confirmed; what was paid too long becomes a proposed debt."""
        for each in self.dossier.departed:
            if each.told != month or each.case.number not in self.awards or each.person.number not in self.registered:
                continue
            person, award = self.registered[each.person.number], self.awards[each.case.number]
            clerk = self.staff.clerk(award.area_code)
            told = moment(
                max(day_of(month, 18), each.died + dt.timedelta(days=1))
                if each.died.month == month % 12 + 1
                else day_of(month, 18)
            )
            registry.record_death(person, died_on=each.died, by=clerk, at=told, because="村(社区)报告,火化证明")
            _, debt = deaths.confirm(
                award,
                person,
                document=f"云民低保调〔{told.year}〕{award.pk}号",
                by=self.staff.officer,
                at=told + dt.timedelta(days=2),
            )
            if debt is not None:
                self.debts.append(debt)

    def _better(self, each: Graced) -> tuple[str, int, str]:
        """What somebody of the household earns now, fen a month, and by what paper. Who receives a pension is a fifth above the line: at
        twice the line the household is not of this group any more."""
        case = each.case
        line = len(case.members) * STANDARD[case.programme] * 100
        if each.group != "DE1":
            return "wages", line * 17 // 10, "劳动合同、工资流水"
        earns = earner(case.members, self.newest)
        means = incomes(case, self.newest)
        others = sum(COUNTED * bool(one.pension) for one in means.values())
        if not self._old(earns):
            others += means[earns.number].other  # a stall goes on; what children gave is the pension's now
        return "transfers", line * 12 // 10 - others * 100, "县人社局待遇发放数据"

    def _old(self, person: Person) -> bool:
        return person.age(first_day(self.newest)) >= 60

    def _defer(self, each: Graced, at: dt.datetime) -> None:
        """渐退 that had begun before the system did: taken over as the former system had it."""
        case, award = each.case, self.awards[each.case.number]
        on = day_of(each.begins - 1, 15)
        people = list(case.members)
        place = Residence.URBAN if case.programme == "城市低保" else Residence.RURAL
        standard = int(in_force(MeansPolicy, first_day(each.begins), known=at.date()).standard[place])
        family = self._family(case, people, on)
        fact, fen, evidence = self._better(each)
        earns = str(self.registered[earner(people, self.newest).number].pk)
        members = [
            Member(
                one.key,
                one.label,
                {**one.figures, fact: Given(fen, evidence, on)} if one.key == earns else one.figures,
            )
            for one in family.people
        ]
        figures = {
            **family.figures,
            "grace_from": each.begins,
            "grace_until": each.ends,
            "grace_amount": (case.per_head - STANDARD[case.programme]) * 100 * len(people) + standard * len(people),
            "grace_people": len(people),
            "grace_standard": standard,
        }
        awards.defer_exit(
            award,
            Family(family.label, figures, members),
            until_month=each.ends,
            from_month=each.begins,
            decided_on=on,
            document=f"云民低保渐〔{on.year}〕{award.pk}号",
            by=self.staff.officer,
            at=at,
            because=f"收入超过标准,给予渐退期至{chinese_month(each.ends)}",
            reason=each.group,
        )

    def _accounts(self, month: int) -> None:
        """Households whose roll names another account from the next month on."""
        for case in self.cases:
            if case.note == f"@{month + 1}" and case.number in self.awards:
                holder, account = self._account(case, month + 1)
                awards.change_account(
                    self.awards[case.number],
                    payee=holder,
                    account=account,
                    document="银行账户变更申请表",
                    by=self.staff.officer,
                    at=moment(day_of(month, 24)),
                    because="本人申请变更发放账户",
                )

    def _hold(self, month: int) -> None:
        """Two at a time whom nobody could reach; a hold ends by itself, and the next run pays what was held."""
        if month % 12 + 1 not in (3, 6, 11):
            return
        free = [
            case for case in self.dossier.cases
            if case.since < self.months[0] and not case.until and not case.note and case.number not in self.departed
            and not any(each.case is case for each in self.dossier.graced) and case not in self.dossier.examples
        ]  # fmt: skip
        for case in self.dice.sample(free, 2):
            awards.hold(
                self.awards[case.number],
                from_month=month + 1,
                reason="NO_CONTACT",
                by=self.staff.officer,
                at=moment(day_of(month, 25)),
                because="入户三次未见人,电话联系不上,暂缓发放待查",
            )

    def _back_pay(self, month: int) -> None:
        """A past month turned out to have been paid too little: the next run pays the difference, though the household has left."""
        rows = {row["household_no"]: row for row in self.dossier.rolls.get("back_pay", ()) if row["paid"] == month + 1}
        for case in self.dossier.cases:
            row = rows.get(case.number)
            if row is None or case.number not in self.awards:
                continue
            on = day_of(month, 24)
            awards.adjust(
                self.awards[case.number],
                self._family(case, case.members, on, less=row["amount"] * len(case.members)),
                from_month=row["for"],
                decided_on=on,
                document=f"云民低保更〔{on.year}〕{self.awards[case.number].pk}号",
                by=self.staff.officer,
                at=moment(on),
                because=f"复核发现{chinese_month(row['for'])}经营收入多计,予以更正",
            )


def case_turn(case: Case) -> int:
    """A number of its own for each household, the same whenever it is asked."""
    return zlib.crc32(case.number.encode())


def road_of(turn: int) -> str:
    """Most are granted straight; some are sent back for something on the way."""
    for road, every in (("objected", 23), ("rebutted", 19), ("returned", 11), ("supplemented", 7)):
        if turn % every == 0:
            return road
    return "granted"


def relation_of(person: Person, head: bool, on: dt.date) -> Relation:
    """What a member is to the applicant, by the classes of the rules."""
    if head or person.relation in COUPLE:
        return Relation.SELF_OR_SPOUSE
    if person.relation in PARENTS:
        return Relation.SUPPORTED_TOGETHER
    return Relation.MINOR_CHILD if person.age(on) < 18 else Relation.DEPENDENT_CHILD


__all__ = ["Departed", "Dibao", "relation_of"]
