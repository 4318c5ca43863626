"""时光益站 in the year: stations, volunteers of whom a small part does most, slips from need to credited hours, teams; all by the services."""

from __future__ import annotations

import datetime as dt
import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.db import transaction

from doudi.base import bulk
from doudi.base.ciphers import blind_index
from doudi.base.models import Grant, User
from doudi.base.months import first_day, last_day
from doudi.base.once import read_once
from doudi.base.roles import Role
from doudi.demo.county import COUNTY, TOWNS, Person, Village
from doudi.demo.dossier import Dossier, address
from doudi.demo.places import Place, home_of, middle_of, step_from
from doudi.demo.year.staff import Staff, moment
from doudi.mechanisms.orders import cards, declare, jobs, requesting, rosters, services
from doudi.mechanisms.orders.declare import Doing, Item, Presence
from doudi.mechanisms.orders.models import Client, Order, Way, Worker
from doudi.mechanisms.orders.requesting import NewOrder
from doudi.mechanisms.registry import services as registry
from doudi.mechanisms.registry.kin import near_kin_of
from doudi.mechanisms.registry.models import Person as Registered
from doudi.programmes.elderly.time_bank.models import Station, Volunteer
from doudi.programmes.elderly.time_bank.services import NewVolunteer, open_station, register_volunteers
from doudi.programmes.elderly.time_bank.slips import HEALTH, ITEMS, KINDS, SLIPS, TEAM_ITEMS, TEAM_SLIPS

# The annual summary's figures, at the size of the whole county.
VOLUNTEERS, SINGLE, TEAM, CLIENTS = 913, 7654, 43, 720
WHOLE_COUNTY = 100_000
_SERVING = 0.42  # of the volunteers ever serve, and a few of them do most
_STARTS = (dt.time(8, 30), dt.time(10, 0), dt.time(14, 30), dt.time(16, 0))
_SAFE = tuple(item for item in ITEMS if not item.credentials and not item.risky)
_EVERY = 3  # a station in every third village
DAY = dt.timedelta(days=1)


@dataclass
class Somebody:
    """A volunteer or an old person: of the county, and as registered."""

    person: Person
    row: Registered
    home: Place
    volunteer: Volunteer | None = None
    user: User | None = None


@dataclass(frozen=True)
class Keepers:
    """Of the stations of a township: who writes down and confirms, who checks and dispatches."""

    first: User
    second: User


class TimeBank:
    """`begin` once, then `pass_month` in order, at last `december`."""

    def __init__(
        self, staff: Staff, dossier: Dossier, months: Sequence[int], users: dict[str, User], seed: int
    ) -> None:
        self.staff, self.dossier, self.months, self.users = staff, dossier, months, users
        self.dice = random.Random(seed + 41)
        self.share = min(1.0, len(dossier.county.people) / WHOLE_COUNTY)
        self.taken: set[tuple[int, dt.date, dt.time]] = set()  # of a volunteer or a client
        self.cards: dict[int, int] = defaultdict(int)  # codes of a client's card that are used
        self.asked: dict[int, int] = defaultdict(int)  # slips of a client, never more than his card has codes
        self.quotas = _spread(round(SINGLE * self.share), [1.0] * len(months) + [0.25])
        self.teams = _spread(max(1, round(TEAM * self.share)), [1.0] * len(months) + [0.25])

    def begin(self) -> None:
        """Stations, keepers, volunteers, and the old people whom they will help."""
        at = moment(dt.date(2024, 1, 3))
        with transaction.atomic():
            self._enter_keepers()
            self._open_stations(at)
            self._find_clients(at)
            self._register(at)

    def pass_month(self, month: int) -> None:
        """The slips of a month, confirmed and credited; some that came to nothing."""
        place = month - self.months[0]
        first, last = first_day(month), last_day(month)
        with transaction.atomic(), read_once():
            self._look_around(last)
            self._serve(first, last, self.quotas[place])
            self._together(first, last, self.teams[place])
            self._in_vain(first, last, round(self.quotas[place] * 0.04))
            jobs.expire(KINDS, at=moment(last, 23))

    def december(self, today: dt.date) -> None:
        """What was done in the first days of the month, and what stands where this morning."""
        with transaction.atomic(), read_once():
            first = today.replace(day=1)
            self._look_around(today)
            self._serve(first, today - DAY, self.quotas[-1])
            self._together(first, today - DAY, self.teams[-1])
            self._standing(today)

    # --- who ---

    def _enter_keepers(self) -> None:
        password = make_password(None)
        self.keepers: list[Keepers] = []
        for number, town in enumerate(TOWNS):
            pair = []
            for turn, name in enumerate(("站长", "副站长")):
                if number == 0 and turn == 0:
                    pair.append(self.users["zhanzhang"])
                    continue
                user = User.objects.create(
                    username=f"station{number}{'ab'[turn]}", name=f"{town[0]}{'站副'[turn]}", unit=f"{town}时光益站",
                    title=name, password=password,
                )  # fmt: skip
                area = f"{COUNTY}{100 + number:03d}000"
                Grant.objects.create(user=user, role=Role.STATION_KEEPER, area_id=area, since=dt.date(2023, 5, 1))
                pair.append(user)
            self.keepers.append(Keepers(pair[0], pair[1]))

    def _open_stations(self, at: dt.datetime) -> None:
        self.stations: list[tuple[Village, Station]] = []
        for number, village in enumerate(self.dossier.county.villages):
            if number % _EVERY == 0 or village.name == "水槽社区":
                north, east = middle_of(village)
                station = open_station(
                    f"S{village.code[6:]}", f"{village.name}时光益站", area_code=village.code, opened_on=dt.date(2023, 5, 1),
                    by=self._keepers(village.code).first, at=at, latitude=north, longitude=east,
                )  # fmt: skip
                self.stations.append((village, station))

    def _find_clients(self, at: dt.datetime) -> None:
        """Old people of the villages that have a station: the very old first, as they ask most."""
        served = {village.code for village, _ in self.stations}
        old = [
            person
            for person in self.dossier.county.people
            if person.village.code in served and 72 <= person.age(at.date()) <= 94
        ]
        self.dice.shuffle(old)
        old.sort(key=lambda person: person.age(at.date()) < 80)
        chosen = old[: max(8, round(CLIENTS * self.share))]
        rows = self._registered(chosen, at)
        self.clients: dict[str, list[Somebody]] = defaultdict(list)
        for person, row in zip(chosen, rows, strict=True):
            self.clients[person.village.code].append(Somebody(person, row, home_of(person)))
        everybody = [each for those in self.clients.values() for each in those]
        rosters.know_clients(
            [rosters.NewClient(each.row.party, *each.home, tag=f"MP-{each.row.pk}") for each in everybody],
            by=self.staff.officer, at=at, because="上门登记",
        )  # fmt: skip
        rosters.issue_cards([each.row.party for each in everybody], by=self.staff.officer, at=at)
        self.known: dict[int, Client] = {row.pk: row for row in Client.objects.all()}

    def _register(self, at: dt.datetime) -> None:
        """Grown-up people of villages with clients, each at the station of his village."""
        stations = {village.code: station for village, station in self.stations if self.clients.get(village.code)}
        helped = {each.person.household for those in self.clients.values() for each in those}
        able = [
            person
            for person in self.dossier.county.people
            if person.village.code in stations and 20 <= person.age(at.date()) <= 70 and person.household not in helped
        ]
        self.dice.shuffle(able)
        chosen = able[: max(12, round(VOLUNTEERS * self.share))]
        mine = next((each for each in chosen if each.village.name == "水槽社区"), chosen[0])
        rows = self._registered(chosen, at)
        users = self._accounts(chosen, mine)
        new = []
        for number, (person, row, user) in enumerate(zip(chosen, rows, users, strict=True)):
            north, east = home_of(person)
            skills = tuple(sorted({each.code for each in self.dice.sample(_SAFE, 4)} | {"TALK"}))
            if person is mine:
                skills = tuple(each.code for each in _SAFE)
            healthy = number % 5 == 0
            since = dt.date(2023, 5, 1) + dt.timedelta(days=self.dice.randrange(240))
            new.append(
                NewVolunteer(
                    row,
                    person.name,
                    stations[person.village.code],
                    since,
                    (*skills, "MEAL") if healthy else skills,
                    consented=True,
                    trained_on=since + dt.timedelta(days=self.dice.randrange(3, 30)),
                    credentials=((HEALTH, dt.date(2023, 12, 1), dt.date(2024, 12, 31)),) if healthy else (),
                    user=user,
                    latitude=north,
                    longitude=east,
                )
            )
        made = register_volunteers(new, by=self.staff.officer, at=at, because="注册志愿者")
        self.volunteers = [
            Somebody(person, row, home_of(person), volunteer, user)
            for person, row, volunteer, user in zip(chosen, rows, made, users, strict=True)
        ]
        self.mine = next(each for each in self.volunteers if each.person is mine)
        serving = [self.mine, *(each for each in self.volunteers if each is not self.mine)]
        self.serving = serving[: max(4, round(len(serving) * _SERVING))]
        weights = [1 / (place + 3) ** 0.8 for place in range(len(self.serving))]
        self.dice.shuffle(weights)
        self.weights = weights

    def _accounts(self, people: Sequence[Person], mine: Person) -> list[User]:
        """A sign-in for each, without a button and without a password; the demo's volunteer is one of them."""
        nobody, found = make_password(None), []
        keys = bulk.reserve_keys(User, len(people))
        for number, person in enumerate(people):
            key = next(keys)
            if person is mine:
                user = self.users["zhiyuan"]
                user.name, user.id_number = person.name, person.number
                user.save()
                Grant.objects.filter(user=user).update(area=person.village.code)
                found.append(user)
                continue
            found.append(
                User(
                    pk=key,
                    username=f"v{number:04d}",
                    name=person.name,
                    title="志愿者",
                    password=nobody,
                    id_number=person.number,
                    id_index=blind_index(person.number),
                )
            )
        new = [each for each in found if each.pk != self.users["zhiyuan"].pk]
        bulk.insert(new)
        since = dt.date(2023, 5, 1)
        bulk.insert(
            [
                Grant(user=user, role=Role.VOLUNTEER, area_id=person.village.code, since=since)
                for user, person in zip(found, people, strict=True)
                if person is not mine
            ]
        )
        return found

    def _registered(self, people: Sequence[Person], at: dt.datetime) -> list[Registered]:
        new = [
            registry.NewPerson(
                each.number, each.name, each.village.code, address=address(each), phone=f"139{int(each.number[6:14]) % 10**8:08d}"
            )
            for each in people
        ]  # fmt: skip
        return registry.register_people(new, by=self.staff.officer, at=at, because="时光益站登记")

    def _keepers(self, area_code: str) -> Keepers:
        return self.keepers[int(area_code[6:9]) - 100]

    def _look_around(self, on: dt.date) -> None:
        """Who has died meanwhile, whose card has how many codes left, and who is kin to whom as the register knows it by now."""
        clients = {each.row.pk for those in self.clients.values() for each in those}
        volunteers = {each.row.pk for each in self.serving}
        dead = Registered.objects.filter(died_on__isnull=False).values_list("pk", flat=True)
        self.dead = (clients | volunteers) & set(dead)
        self.kin = {(pk, each) for pk, those in near_kin_of(volunteers, on).items() for each in those}
        for pk, used in Client.objects.filter(pk__in=clients).values_list("pk", "card_used"):
            self.cards[pk] = used  # codes are asked for by other kinds of orders, too
            self.asked[pk] = max(self.asked[pk], used)

    def _who_is_away(self, first: dt.date) -> None:
        """Who stayed away too often may take nothing for a while; slips of a month are taken up to ten days before it."""
        since = first - dt.timedelta(days=10)
        self.away = set(Worker.objects.filter(suspended_until__gte=since).values_list("pk", flat=True))

    # --- what ---

    def _serve(self, first: dt.date, last: dt.date, number: int) -> None:
        """So many single slips, from need to credited hours."""
        self._who_is_away(first)
        planned = [found for found in (self._pair(first, last) for _ in range(number)) if found is not None]
        news = [self._new(*each) for each in planned]
        orders = requesting.request_many(SLIPS, news, by=None, at=moment(first, 7))
        doings: list[Doing] = []
        for order, (volunteer, client, item, start) in zip(orders, planned, strict=True):
            doings += self._life(order, volunteer, client, item, start)
        services.step_each(doings)

    def _pair(self, first: dt.date, last: dt.date) -> tuple[Somebody, Somebody, Item, dt.datetime] | None:
        """A volunteer, somebody of his village, and a time at which neither has anything else."""
        for _ in range(200):
            volunteer = self.dice.choices(self.serving, self.weights)[0]
            client = self.dice.choice(self.clients[volunteer.person.village.code])
            day = first + dt.timedelta(days=self.dice.randrange((last - first).days + 1))
            time = self.dice.choice(_STARTS)
            busy = {(volunteer.row.pk, day, time), (client.row.pk, day, time)}
            near = (volunteer.row.pk, client.row.pk) in self.kin or bool({volunteer.row.pk, client.row.pk} & self.dead)
            assert volunteer.volunteer is not None
            if volunteer.volunteer.worker.pk in self.away:
                continue
            if near or busy & self.taken or self.asked[client.row.pk] >= cards.CODES:
                continue
            self.taken |= busy
            self.asked[client.row.pk] += 1
            able = [item for item in ITEMS if item.code in volunteer.volunteer.worker.skills]
            start = moment(day, time.hour) + dt.timedelta(minutes=time.minute)
            return volunteer, client, self.dice.choice(able), start
        return None

    def _new(self, volunteer: Somebody, client: Somebody, item: Item, start: dt.datetime) -> NewOrder:
        asked = start - dt.timedelta(hours=self.dice.randrange(20, 70))
        return NewOrder(
            client.person.name, client.person.village.code, item.code, start, client=client.row.party, minutes=item.minutes,
            channel=self.dice.choice(("本人", "家属", "村级代为", "走访发现")), by=self._keepers(client.person.village.code).first, at=asked,
            organisation=self._station(volunteer),
        )  # fmt: skip

    def _station(self, volunteer: Somebody) -> str:
        assert volunteer.volunteer is not None
        return volunteer.volunteer.worker.organisation

    def _life(self, order: Order, volunteer: Somebody, client: Somebody, item: Item, start: dt.datetime) -> list[Doing]:
        assert volunteer.volunteer is not None
        worker, by, keepers = volunteer.volunteer.worker, volunteer.user, self._keepers(order.area_code)
        begun = start + dt.timedelta(minutes=self.dice.randrange(-5, 13))
        ended = begun + dt.timedelta(minutes=max(20, item.minutes + self.dice.choice((-20, -5, 0, 2, 5, 8, 15, 25))))
        asked = order.requested_at
        self.cards[client.row.pk] += 1
        way = self.dice.choices((Way.CARD, Way.HELPER, Way.CALL_BACK), (50, 35, 15))[0]
        told = {
            Way.CARD: {"by": by, "card_code": cards.code_of(self.known[client.row.pk], self.cards[client.row.pk])},
            Way.HELPER: {"by": keepers.first},
            Way.CALL_BACK: {"by": keepers.first, "because": "本人接听：来过，满意"},
        }[way]
        named = self.dice.random() < 0.6
        return [
            Doing(declare.CHECK, order, keepers.second, asked + dt.timedelta(hours=2)),
            Doing(declare.DISPATCH, order, keepers.second, asked + dt.timedelta(hours=3), to=[worker] if named else []),
            Doing(declare.ACCEPT, order, by, asked + dt.timedelta(hours=self.dice.randrange(4, 12)), worker),
            Doing(declare.CHECK_IN, order, by, begun, worker, presence=self._presence(client, begun)),
            Doing(declare.CHECK_OUT, order, by, ended, worker, presence=self._presence(client, ended)),
            Doing(
                declare.CONFIRM, order, at=ended + dt.timedelta(minutes=3 if way == Way.CARD else self.dice.randrange(60, 2000)),
                way=way, rating=self.dice.choices((5, 4, 3, 2), (70, 22, 6, 2))[0], **told,  # type: ignore[arg-type]
            ),
        ]  # fmt: skip

    def _presence(self, client: Somebody, at: dt.datetime) -> Presence:
        north, east = step_from(client.home, self.dice.gauss(0, 40), self.dice.gauss(0, 40))
        phone = at + dt.timedelta(seconds=self.dice.randrange(-90, 90))
        return Presence(north, east, self.dice.randrange(8, 40), phone, tag=f"MP-{client.row.pk}")

    def _together(self, first: dt.date, last: dt.date, number: int) -> None:
        """Team slips: six to ten volunteers of a township, now and then one who does not come."""
        towns: dict[str, list[Somebody]] = defaultdict(list)
        for each in self.serving:
            towns[each.person.village.town].append(each)
        able = [each for each in self.stations if towns[each[0].town]]
        for _ in range(number):
            village, station = self.dice.choice(able)
            self._who_is_away(first)
            town = [
                each for each in towns[village.town] if each.volunteer and each.volunteer.worker.pk not in self.away
            ]
            if not town:
                continue
            item = self.dice.choice(TEAM_ITEMS)
            members = self.dice.sample(town, min(len(town), self.dice.randrange(6, 11)))
            day = first + dt.timedelta(days=self.dice.randrange((last - first).days + 1))
            start = moment(day, 9) + dt.timedelta(minutes=15)
            self._team(village, station, item, members, start)

    def _team(
        self, village: Village, station: Station, item: Item, members: Sequence[Somebody], start: dt.datetime
    ) -> None:
        keepers, place = self._keepers(village.code), middle_of(village)
        new = NewOrder(
            village.name, village.code, item.code, start, minutes=item.minutes, people=len(members), channel="站点",
            organisation=station.code, latitude=place[0], longitude=place[1],
        )  # fmt: skip
        asked = start - 5 * DAY
        order = requesting.request(TEAM_SLIPS, new, by=keepers.first, at=asked)
        missing = members[-1] if len(members) > 6 and self.dice.random() < 0.3 else None
        doings = [
            Doing(declare.CHECK, order, keepers.second, asked + dt.timedelta(hours=2)),
            Doing(declare.DISPATCH, order, keepers.second, asked + dt.timedelta(hours=3)),
        ]
        there = Presence(*place, accuracy=15)
        steps = (
            (declare.ACCEPT, asked + DAY),
            (declare.CHECK_IN, start),
            (declare.CHECK_OUT, start + dt.timedelta(minutes=item.minutes)),
        )
        for step, when in steps:
            for each in members:
                assert each.volunteer is not None
                if each is missing and step != declare.ACCEPT:
                    continue
                presence = there if step != declare.ACCEPT else None
                doings.append(Doing(step, order, each.user, when, each.volunteer.worker, presence=presence))
        after = start + dt.timedelta(minutes=item.minutes + 20)
        if missing is not None and missing.volunteer is not None:
            doings.append(Doing(declare.NO_SHOW, order, keepers.first, after, missing.volunteer.worker))
        doings.append(Doing(declare.CONFIRM, order, keepers.first, after, way=Way.HELPER, rating=5))
        services.step_each(doings)

    def _in_vain(self, first: dt.date, last: dt.date, number: int) -> None:
        """Slips that came to nothing: called off, nobody took them, nobody came, nobody was at home."""
        self._who_is_away(first)
        planned = [found for found in (self._pair(first, last) for _ in range(number)) if found is not None]
        orders = requesting.request_many(SLIPS, [self._new(*each) for each in planned], by=None, at=moment(first, 7))
        doings: list[Doing] = []
        for place, (order, (volunteer, _, _, start)) in enumerate(zip(orders, planned, strict=True)):
            assert volunteer.volunteer is not None
            worker, keepers, asked = volunteer.volunteer.worker, self._keepers(order.area_code), order.requested_at
            doings.append(Doing(declare.CHECK, order, keepers.second, asked + dt.timedelta(hours=2)))
            doings.append(Doing(declare.DISPATCH, order, keepers.second, asked + dt.timedelta(hours=3)))
            if place % 4 == 0:
                doings.append(
                    Doing(declare.CANCEL, order, keepers.first, asked + dt.timedelta(hours=9), because="家人已回来照料")
                )
            elif place % 4 == 1:
                continue  # the night's job ends it
            else:
                doings.append(Doing(declare.ACCEPT, order, volunteer.user, asked + dt.timedelta(hours=6), worker))
                late = start + dt.timedelta(hours=1)
                if place % 4 == 2:
                    doings.append(Doing(declare.NO_SHOW, order, keepers.first, late, because="老人外出，不在家"))
                else:
                    doings.append(Doing(declare.NO_SHOW, order, keepers.first, late, worker, because="志愿者未到"))
        if doings:
            services.step_each(doings)

    def _standing(self, today: dt.date) -> None:
        """This morning: slips in every state, some late, and the demo's volunteer with one to go to."""
        wanted = max(8, round(60 * self.share))
        planned = [found for found in (self._pair(today, today + 3 * DAY) for _ in range(wanted)) if found is not None]
        now = moment(today, 8)
        news = [self._new(*each) for each in planned]
        news = [each if each.at is None or each.at < now else self._earlier(each, now) for each in news]
        orders = requesting.request_many(SLIPS, news, by=None, at=now)
        doings: list[Doing] = []
        for place, (order, (volunteer, client, item, start)) in enumerate(zip(orders, planned, strict=True)):
            steps = place % 5
            life = [each for each in self._life(order, volunteer, client, item, start) if each.at < now]
            self.cards[client.row.pk] -= 1
            doings += life[: min(steps, 3)]
        services.step_each(doings)
        self._for_the_volunteer(now)

    def _earlier(self, new: NewOrder, now: dt.datetime) -> NewOrder:
        return NewOrder(**{**new.__dict__, "at": now - dt.timedelta(hours=self.dice.randrange(2, 40))})

    def _for_the_volunteer(self, now: dt.datetime) -> None:
        """One slip that he has taken for this morning, and one that is open in his village."""
        assert self.mine.volunteer is not None
        client = next(each for each in self.clients[self.mine.person.village.code] if each.row.pk not in self.dead)
        keepers, worker = self._keepers(client.person.village.code), self.mine.volunteer.worker
        for hours, item in ((2, "CLEAN"), (26, "TALK")):
            new = NewOrder(
                client.person.name, client.person.village.code, item, now + dt.timedelta(hours=hours), client=client.row.party,
                channel="本人", organisation=worker.organisation,
            )  # fmt: skip
            order = requesting.request(SLIPS, new, by=keepers.first, at=now - dt.timedelta(hours=9))
            doings = [
                Doing(declare.CHECK, order, keepers.second, now - dt.timedelta(hours=8)),
                Doing(declare.DISPATCH, order, keepers.second, now - dt.timedelta(hours=7)),
            ]
            if hours == 2:
                doings.append(Doing(declare.ACCEPT, order, self.mine.user, now - dt.timedelta(hours=6), worker))
            services.step_each(doings)


def _spread(total: int, weights: Sequence[float]) -> list[int]:
    """Whole numbers in the proportion of the weights that add up to the total."""
    found, rest, left = [], total, sum(weights)
    for weight in weights:
        part = round(rest * weight / left) if left else 0
        found.append(part)
        rest, left = rest - part, left - weight
    return found
