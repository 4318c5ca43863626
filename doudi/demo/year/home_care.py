"""居家养老上门服务 in the year: old people in hardship are assessed in summer, planned for in autumn, and visited by the carers of three providers
from October on; among the visits some that were not what they seem. All by the services."""

from __future__ import annotations

import datetime as dt
import random
from collections import defaultdict
from collections.abc import Sequence

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from doudi.base.models import Grant, User
from doudi.base.months import first_day, last_day
from doudi.base.once import read_once
from doudi.base.roles import Role
from doudi.demo.county import COUNTY, TOWNS, Person
from doudi.demo.dossier import Dossier, address
from doudi.demo.people_in_office import crew
from doudi.demo.places import home_of
from doudi.demo.working_off import drawn_photo
from doudi.demo.year.care_beds import CareBeds
from doudi.demo.year.home_care_visits import Carer, Client, Visits
from doudi.demo.year.staff import Staff, day_of, moment
from doudi.mechanisms.entitlement.parameters_entered import services as parameters
from doudi.mechanisms.orders import declare, requesting, rosters, services
from doudi.mechanisms.orders.call_backs import Asked, answer_each, draw
from doudi.mechanisms.orders.declare import Doing
from doudi.mechanisms.orders.models import CallBack, Order, State
from doudi.mechanisms.registry import services as registry
from doudi.mechanisms.registry.models import Person as Registered
from doudi.programmes.elderly.home_care import assessments, paying, plans
from doudi.programmes.elderly.home_care import services as care
from doudi.programmes.elderly.home_care.assessing import PARTS, QUESTIONS
from doudi.programmes.elderly.home_care.assessments import NewAssessment
from doudi.programmes.elderly.home_care.models import Assessment, Provider
from doudi.programmes.elderly.home_care.plans import NewPlan, Wanted
from doudi.programmes.elderly.home_care.policy import Disabled
from doudi.programmes.elderly.home_care.visits import CARE, NURSE, ROSTER, VISITS

# The annual summary's figures, at the size of the whole county.
CLIENTS, VISITS_A_MONTH = 975, 2303
WHOLE_COUNTY = 100_000
OFFICE, CARER = "jigou", "huli"  # the demo's sign-ins, both of the first provider
PROVIDERS = (("P01", "康护居家服务中心"), ("P02", "颐乐社区照护站"), ("P03", "百福养老服务公司"))
QUOTAS = {Disabled.MILD: 200, Disabled.MODERATE: 300, Disabled.SEVERE: 500, Disabled.COMPLETE: 700}  # yuan a month
_CARERS = 54  # in the whole county
_ASSESSED = (6, 7, 8)  # in which months, from nought
_BEGIN = 9  # the month in which the first orders are served
_STARTS = tuple(dt.time(hour, minute) for hour in (8, 9, 10, 13, 14, 15, 16) for minute in (0, 30))
DAY = dt.timedelta(days=1)


class HomeCare:
    """`begin` once, then `pass_month` in order, at last `december`. `planted`: order → what was not as it seems."""

    def __init__(
        self, staff: Staff, dossier: Dossier, months: Sequence[int], users: dict[str, User], seed: int
    ) -> None:
        self.staff, self.dossier, self.months, self.users = staff, dossier, months, users
        self.dice = random.Random(seed + 47)
        self.share = min(1.0, len(dossier.county.people) / WHOLE_COUNTY)
        self.planted: dict[int, str] = {}

    def begin(self) -> None:
        """Providers with their offices and carers, and what the county gives each level."""
        at = moment(dt.date(2024, 1, 4))
        with transaction.atomic():
            for level, yuan in QUOTAS.items():
                entry = parameters.enter(
                    "home_care.quota", yuan, key=(int(level),), applies_from=dt.date(2024, 1, 1), issued_on=dt.date(2024, 1, 1),
                    document="县居家和社区基本养老服务提升行动实施方案（演示）", by=self.staff.officer, at=at,
                )  # fmt: skip
                parameters.approve(entry, by=self.staff.leader, at=at)
            self.providers: list[Provider] = [
                care.sign_provider(
                    code, name, area_code=f"{COUNTY}000000", since=dt.date(2024, 1, 1), by=self.staff.officer, at=at
                )
                for code, name in PROVIDERS
            ]
            self._enter_offices()
            self._enrol(at)
            self.beds = CareBeds(self.staff, self.providers, self.offices, self.share)
            self.beds.begin(at)
            self.clients = self._find_clients(at)
            self.photo = drawn_photo(self.offices[0], at, purpose="服务照片(演示)")

    def pass_month(self, month: int) -> None:
        """What was assessed, planned, served in a month; its orders proved and settled in the days after it."""
        place = month - self.months[0]
        with transaction.atomic(), read_once():
            if place in _ASSESSED:
                self._assess(month, _ASSESSED.index(place))
            if place == _BEGIN:
                self._plan(month)
                self.beds.build(month, self.clients, _in_force([each.row.pk for each in self.clients]), self.photo)
            if month == self.months[-1]:
                self.beds.stand(month)
            if place >= _BEGIN:
                self._draw_up(month)
                self._serve(month)
                self._settle(month)

    def december(self, today: dt.date) -> None:
        """The first days of the month, and what the providers have before them this morning."""
        with transaction.atomic(), read_once():
            month = self.months[-1] + 1
            self._draw_up(month)
            self._standing(month, today)

    # --- who ---

    def _enter_offices(self) -> None:
        nobody = make_password(None)
        self.offices = [self.users[OFFICE]]
        for number, (code, name) in enumerate(PROVIDERS):
            if number:
                user = User.objects.create(
                    username=f"provider{number}", name=f"{name[0]}经理", unit=name, title="服务机构", password=nobody
                )
                Grant.objects.create(user=user, role=Role.PROVIDER, organisation=code, since=dt.date(2024, 1, 1))
                self.offices.append(user)

    def _enrol(self, at: dt.datetime) -> None:
        """Carers who live where they serve; three in four hold a certificate, one in six is a nurse."""
        able = [each for each in self.dossier.county.people if each.sex == "女" and 28 <= each.age(at.date()) <= 58]
        number = max(len(TOWNS) * 2, round(_CARERS * self.share))
        by_town: dict[str, list[Person]] = defaultdict(list)
        for each in able:
            by_town[each.village.town].append(each)
        chosen = [
            (turn % len(TOWNS), person)
            for turn, person in enumerate(
                self.dice.choice(by_town[TOWNS[turn % len(TOWNS)]] or able) for turn in range(number)
            )
        ]
        chosen = list({person.number: (town, person) for town, person in chosen}.values())
        rows = self._registered([person for _, person in chosen], at, "护理员登记")
        nobody, new = make_password(None), []
        for turn, ((town, person), row) in enumerate(zip(chosen, rows, strict=True)):
            code, name = PROVIDERS[town % len(PROVIDERS)]
            if turn == 0:
                user = self.users[CARER]
                user.name, user.id_number = person.name, person.number
                user.save()
            else:
                user = User.objects.create(
                    username=f"carer{turn:02d}", name=person.name, unit=name, title="护理员", password=nobody,
                    id_number=person.number,
                )  # fmt: skip
                Grant.objects.create(user=user, role=Role.CARE_WORKER, organisation=code, since=dt.date(2024, 1, 1))
            papers = [(CARE, dt.date(2023, 6, 1), dt.date(2026, 5, 31))] if (turn // len(TOWNS)) % 4 != 3 else []
            papers += [(NURSE, dt.date(2022, 3, 1), None)] if (turn // len(TOWNS)) % 6 == 1 else []  # type: ignore[list-item]
            north, east = home_of(person)
            new.append(
                rosters.NewWorker(
                    row, person.name, person.village.code, dt.date(2024, 1, 1), organisation=code, latitude=north, longitude=east,
                    user=user, credentials=tuple(papers),
                )
            )  # fmt: skip
        made = rosters.enrol(ROSTER, new, by=self.staff.officer, at=at, because="入职")
        self.carers: dict[int, list[Carer]] = defaultdict(list)
        for worker, one, (town, _) in zip(made, new, chosen, strict=True):
            kinds = {kind for kind, *_ in one.credentials}
            assert one.user is not None
            self.carers[town].append(Carer(worker, one.user, town, CARE in kinds, NURSE in kinds))

    def _find_clients(self, at: dt.datetime) -> list[Client]:
        """Old people on the rolls of tekun and dibao who live all through the year."""
        gone = {row["person"].number for row in self.dossier.rolls.get("deaths", ())}
        gone |= {each.person.number for each in self.dossier.departed}
        autumn = self.months[8]
        people = [row["person"] for row in self.dossier.rolls["tekun"] if row["since"] <= autumn]
        people += [
            member for case in self.dossier.cases if case.since <= autumn and not case.until for member in case.members
        ]
        old = [each for each in people if each.age(day_of(self.months[_BEGIN], 1)) >= 60 and each.number not in gone]
        old = list({each.number: each for each in old}.values())
        old.sort(key=lambda each: (-each.age(at.date()), each.number))
        chosen = old[: max(6, round(CLIENTS * self.share))]
        rows = self._registered(chosen, at, "居家养老服务登记")
        found = []
        for person, row in zip(chosen, rows, strict=True):
            town = TOWNS.index(person.village.town)
            found.append(Client(person, row, home_of(person), town % len(PROVIDERS)))
        self.known = rosters.know_clients(
            [rosters.NewClient(each.row.party, *each.home, tag=f"JM-{each.row.pk}") for each in found],
            by=self.staff.officer, at=at, because="上门登记",
        )  # fmt: skip
        return found

    def _registered(self, people: Sequence[Person], at: dt.datetime, because: str) -> list[Registered]:
        new = [
            registry.NewPerson(
                each.number, each.name, each.village.code, address=address(each), phone=f"138{int(each.number[6:14]) % 10**8:08d}"
            )
            for each in people
        ]  # fmt: skip
        return registry.register_people(new, by=self.staff.officer, at=at, because=because)

    # --- assessed and planned ---

    def _assess(self, month: int, turn: int) -> None:
        """A third of them: two clerks of the township are there, the county publishes."""
        batch = self.clients[turn :: len(_ASSESSED)]
        news = [self._found(each, month) for each in batch]
        made = assessments.submit_many(news)
        assessments.sign_each(made, at=[each.at + dt.timedelta(hours=3) for each in news])
        assessments.publish_each(made, by=[self.staff.second] * len(made), at=[each.at + 2 * DAY for each in news])

    def _found(self, client: Client, month: int) -> NewAssessment:
        on = day_of(month, self.dice.randrange(2, 26))
        first, second, _ = crew(self.staff.users, client.person.village.code)
        frail = self.dice.choices((0.85, 0.62, 0.45, 0.2), (45, 30, 17, 8))[0]
        answers = {
            code: max(0, min(each.most, round(each.most * (frail + self.dice.uniform(-0.25, 0.2)))))
            for code, each in QUESTIONS.items()
        }
        if sum(answers.values()) == sum(part.most for part in PARTS):
            answers["B1.3"] -= 1  # who is in no need of help is not on this list
        old = client.person.age(on) > 80
        return NewAssessment(
            client.row, answers, Assessment.Reason.FIRST, on, first, second, "SECOND", moment(on, 11),
            disorder=self.dice.random() < (0.09 if old else 0.03), events={"FALL": self.dice.choices((0, 1, 2), (80, 15, 5))[0]},
            told_by=client.person.name, relation="本人", place="家中",
        )  # fmt: skip

    def _plan(self, month: int) -> None:
        """A plan for each, within the quota of his level, so that the county's visits come to the number that is reported."""
        rows = _in_force([each.row.pk for each in self.clients])
        at = moment(day_of(month, 1), 9)
        wanted = [(each, rows[each.row.pk]) for each in self.clients if each.row.pk in rows]
        hard = plans.hardship_of({each.row.pk for each, _ in wanted}, {at.date()})
        wanted = [(each, found) for each, found in wanted if (each.row.pk, at.date()) in hard]
        shares = self._shares([found for _, found in wanted])
        made = plans.draft_many(
            [
                NewPlan(
                    found, self.providers[each.provider], items, at.date(), at.date() - 3 * DAY, self.dice.choice(_STARTS),
                    crew(self.staff.users, each.person.village.code)[0], at,
                )
                for (each, found), items in zip(wanted, shares, strict=True)
            ]
        )  # fmt: skip
        plans.approve_many(made, by=self.staff.second, at=at + dt.timedelta(hours=6))
        self.clients = [each for each, _ in wanted]
        self.of_party = {each.row.pk: each for each in self.clients}
        self.visits = Visits(
            self.staff, self.dice, self.share, self.offices, self.carers, self.of_party, self.known, self.photo
        )

    def _shares(self, found: Sequence[Assessment]) -> list[tuple[Wanted, ...]]:
        """Items and times: two or three visits a month, more where more is lacking; a few more than are served in the end."""
        target = round(VISITS_A_MONTH * self.share * 1.03)
        number = [2] * len(found)
        order = sorted(range(len(found)), key=lambda place: -found[place].level)
        while sum(number) < target:
            for place in order:
                if sum(number) >= target:
                    break
                if number[place] < 2 + found[place].level:
                    number[place] += 1
            else:
                break
        return [self._items(times, assessment.level) for times, assessment in zip(number, found, strict=True)]

    def _items(self, times: int, level: int) -> tuple[Wanted, ...]:
        """The first visits are cheap, the dear ones are for those whose quota bears them."""
        if level == 1:
            return (Wanted("H01", times),) if self.dice.random() < 0.6 else (Wanted("H09", 1), Wanted("H03", times - 1))
        main = self.dice.choice(("H01", "H04", "H03", "H08"))
        if level >= 3 and times >= 3 and self.dice.random() < 0.5:
            return (Wanted("H02", 1), Wanted(main, times - 1))
        return (Wanted("H09", 1), Wanted(main, times - 1))

    # --- served ---

    def _draw_up(self, month: int) -> None:
        early = moment(day_of(month - 1, 25), 2) if month > self.months[_BEGIN] else moment(day_of(month, 1), 18)
        requesting.draw_up(VISITS, month, by=None, at=early)

    def _orders(self, month: int, until: dt.date | None = None) -> list[Order]:
        first, last = moment(first_day(month), 0), moment(until or last_day(month), 23)
        rows = Order.objects.filter(kind=VISITS.code, state=State.CHECKED, starts_at__range=(first, last))
        return list(rows.order_by("starts_at", "pk"))

    def _serve(self, month: int) -> None:
        """As many as the summary says are served, everybody at least once; the others come to nothing."""
        orders = self._orders(month)
        denied = 1 if month == self.months[-1] else 0  # one visit of the newest month does not stand in the end
        number = min(len(orders), round(VISITS_A_MONTH * self.share) + denied)
        first = list({order.client_id: order for order in reversed(orders)}.values())
        chosen = {order.pk for order in first}
        others = [order for order in orders if order.pk not in chosen]
        self.dice.shuffle(others)
        served = sorted([*first, *others[: number - len(first)]], key=lambda order: (order.starts_at, order.pk))
        in_vain = others[number - len(first) :]
        goings = [self.visits.going(order) for order in served]
        goings = self.visits.plant(goings) if month == self.months[-1] else goings
        self.planted = {going.order.pk: going.cheat for going in goings if going.cheat}
        doings = [each for going in goings for each in self.visits.life(going)]
        doings += [
            Doing(
                declare.CANCEL, order, self.offices[self.of_party[order.client_id or 0].provider], order.starts_at - DAY, because="家属接走照料"
            )
            for order in in_vain
        ]  # fmt: skip
        services.step_each(doings)

    def _settle(self, month: int) -> None:
        """Proved in the night after, supervisors look at some of what is held, drawn up, confirmed, signed."""
        after = moment(day_of(month + 1, 1), 3)
        self._call_back(month)
        care.prove_month(month, by=None, at=after)
        self._release(month)
        for provider, office in zip(self.providers, self.offices, strict=True):
            made = care.draft(provider, month, by=self.staff.officer, at=moment(day_of(month + 1, 3), 10))
            care.confirm_settlement(made, by=office, at=moment(day_of(month + 1, 4), 10))
            care.sign(made, by=self.staff.leader, at=moment(day_of(month + 1, 5), 10))
            if month < self.months[-1]:
                paying.order_payment(made, by=self.staff.finance, at=moment(day_of(month + 1, 8), 9))
                paid = {"voucher": f"HD{month}{provider.code}", "paid_on": day_of(month + 1, 11)}
                paying.confirm_payment(made, **paid, by=self.staff.deputy, at=moment(day_of(month + 1, 11), 9))  # type: ignore[arg-type]  # as named

    def _call_back(self, month: int) -> None:
        """Each week's lot is called within the week after; in the newest month one old person says that nobody came, and everything that
        carer did in the month is asked about. What is not reached by then waits."""
        last = last_day(month)
        for day in (7, 14, 21, 28, last.day):
            through = last.replace(day=day)
            draw(VISITS, through=through, at=moment(through + DAY, 2))
        rows = CallBack.objects.filter(order__kind=VISITS.code, done_at=None).select_related("order").order_by("pk")
        calls = [self._called(each, denied=False) for each in rows]
        plain = [
            turn
            for turn, each in enumerate(calls)
            if each.call_back.order.people == 1 and each.call_back.order_id not in self.planted
        ]
        if month == self.months[-1] and plain:
            place = plain[len(plain) // 2]
            calls[place] = self._called(calls[place].call_back, denied=True)
            self.planted[calls[place].call_back.order_id] = "denied"
        answer_each([each for each in calls if each.outcome != CallBack.Outcome.DENIED])
        denied = [each for each in calls if each.outcome == CallBack.Outcome.DENIED]
        if denied:
            answer_each(denied)
            answer_each([self._called(each, denied=False, after=DAY) for each in rows.filter(why=CallBack.Why.WORKER)])

    def _called(self, call_back: CallBack, *, denied: bool, after: dt.timedelta = dt.timedelta()) -> Asked:
        by = crew(self.staff.users, call_back.area_code)[0]
        at = moment(timezone.localdate(call_back.drawn_at) + DAY, 10) + after
        if denied:
            return Asked(call_back, CallBack.Outcome.DENIED, "本人接听：那天没有人来过", by, at)
        score = self.dice.choices((5, 4, 3), (70, 25, 5))[0]
        return Asked(call_back, CallBack.Outcome.CAME, "本人接听：来过", by, at, score)

    def _release(self, month: int) -> None:
        """督导复核: what was only a little short and not planted is looked into and stands."""
        first, last = moment(first_day(month), 0), moment(last_day(month), 23)
        rows = Order.objects.filter(kind=VISITS.code, ended_at__range=(first, last)).exclude(held="")
        honest = [each for each in rows.order_by("pk") if each.pk not in self.planted]
        services.step_each(
            Doing(
                declare.RELEASE, each, crew(self.staff.users, each.area_code)[0], moment(day_of(month + 1, 2), 10),
                because="督导电话核实：老人要求提前结束，服务属实",
            )
            for each in honest[: max(1, len(honest) * 2 // 3)]
        )  # fmt: skip

    # --- this morning ---

    def _standing(self, month: int, today: dt.date) -> None:
        served = [self.visits.going(order) for order in self._orders(month, today - DAY)]
        services.step_each([each for going in served for each in self.visits.life(going) if each.at < moment(today, 8)])
        going = [
            self.visits.going(order)
            for order in self._orders(month, today)
            if timezone.localdate(order.starts_at) == today
        ]
        sent = moment(today - DAY, 16)
        doings = []
        for each in going:
            office = self.offices[self.of_party[each.order.client_id or 0].provider]
            doings.append(Doing(declare.DISPATCH, each.order, office, sent, to=[one.worker for one in each.carers]))
            doings += [
                Doing(declare.ACCEPT, each.order, one.user, sent + dt.timedelta(hours=1), one.worker)
                for one in each.carers
            ]
        services.step_each(doings)


def _in_force(persons: Sequence[int]) -> dict[int, Assessment]:
    """Person → the assessment that holds, of those who are disabled."""
    rows = Assessment.objects.filter(person__in=list(persons), state=Assessment.State.PUBLISHED, level__gte=1)
    return {each.person_id: each for each in rows.select_related("person__party")}
