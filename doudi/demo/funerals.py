"""The deaths of the year: each with its chain as far as it has come, through the services that the pages use; a few gaps and frauds planted
by hand, with the list of them for whoever looks for them."""

from __future__ import annotations

import csv
import datetime as dt
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from doudi.base.access import grants_of
from doudi.base.identity import check_digit
from doudi.base.models import User
from doudi.base.once import read_once
from doudi.base.records import Happening, record_many
from doudi.demo.county import COUNTY, County, Names, Village
from doudi.demo.people_in_office import crew
from doudi.demo.year.staff import moment
from doudi.mechanisms.casework.declare import Action
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.services import Taking, take_each, take_each_by_system
from doudi.mechanisms.custody.models import Custodian
from doudi.mechanisms.custody.services import register_custodian
from doudi.mechanisms.registry.death_records import services as deaths
from doudi.mechanisms.registry.death_records.models import Death, DeathCertificate, DeathPlace, Manner, Source
from doudi.mechanisms.registry.death_records.services import NewCertificate, NewReport
from doudi.programmes.funeral.ashes import flow, stock
from doudi.programmes.funeral.ashes.alerts import raise_alerts
from doudi.programmes.funeral.ashes.models import Cremation, CremationCertificate, Placement

PER_THOUSAND = 7.5  # deaths a year
DAY = dt.timedelta(days=1)
SHOWN = "见纸质档案"
PLANTED = "planted-funerals.csv"
# What becomes of how many of a thousand deaths of residents.
ROADS = (
    ("plain", 880), ("kept", 35), ("slow", 20), ("lost", 10), ("failed", 12), ("righted", 8), ("away", 23), ("custom", 4), ("donor", 3),
    ("police", 5),
)  # fmt: skip
IN_ORDER = (
    flow.AWAY, flow.POLICE, flow.BURY, flow.DONATE, flow.RECEIVE, flow.CREMATE, flow.ISSUE, flow.KEEP, flow.RELEASE, flow.COLLECT_AWAY,
    flow.PLACE, flow.LAY_AWAY, flow.VERIFY, flow.FAIL, flow.PUT_RIGHT, flow.CLOSE, flow.CLOSE_ASIDE, flow.ALLOW_MOVE, flow.UNCLAIM,
)  # fmt: skip


@dataclass
class Dead:
    """Somebody who has died this year, and the road of his ashes."""

    number: int
    id_number: str
    name: str
    village: Village
    died: dt.datetime
    road: str
    resident: bool = True
    case: Case | None = None
    death: Death | None = None
    days: dict[str, dt.date] = field(default_factory=dict)


class Funerals:
    """Everybody's chain, many at a time."""

    def __init__(self, county: County, users: dict[str, User], *, today: dt.date, seed: int) -> None:
        self.county, self.users, self.today = county, users, today
        self.dice = random.Random(seed + 77)
        self.names = Names(self.dice)
        self.furnaces: Counter[dt.date] = Counter()
        self.plots: Counter[str] = Counter()
        self.used: set[str] = set()
        self.in_nature: set[int] = set()

    def go(self) -> int:
        """How many deaths."""
        self._remember_grants()
        with transaction.atomic(), read_once():
            self._houses()
            dead = self._dead()
            self._report(dead)
            self._certify(dead)
            self._walk(dead)
            self._cancel(dead)
        with transaction.atomic():
            self._plant(dead)
            raise_alerts(self.today, moment(self.today, 2))
        return len(dead)

    def _remember_grants(self) -> None:
        """Nobody's grants change in the demo's years: they are not read again for each of a thousand days."""
        days = [self.today - DAY * n for n in range(3 * 366)]
        for user in self.users.values():
            held = grants_of(user, self.today)
            user.__dict__["_grants"] = dict.fromkeys(days, held)

    # --- the people -----------------------------------------------------------------------------------------------------

    def _dead(self) -> list[Dead]:
        first = dt.date(self.today.year, 1, 1)
        span = (self.today - first).days
        number = max(round(len(self.county.people) * PER_THOUSAND / 1000 * span / 366), 40)
        roads = [road for road, share in ROADS for _ in range(share)]
        found = []
        for place in range(number):
            day = first + DAY * self.dice.randrange(span)
            # The first ones take every road once, so that also a small county has each.
            road = ROADS[place % len(ROADS)][0] if place < 2 * len(ROADS) else self.dice.choice(roads)
            if place < 2 * len(ROADS):
                day = first + DAY * (30 + place * 7)
            found.append(self._one(place, day, road))
        for place in range(9):  # those of the last days stand at every step of the road
            found.append(self._one(len(found), self.today - DAY * (place // 2 + 1), "plain"))
        number = len(found)
        for place in range(round(number * 46 / 830)):  # from other counties, cremated at the home
            found.append(self._one(number + place, first + DAY * self.dice.randrange(span), "guest", resident=False))
        for place in range(2):  # nobody has claimed them for two years
            found.append(self._one(len(found), dt.date(self.today.year - 2, 9, 10 + place), "unclaimed"))
        return found

    def _one(self, number: int, day: dt.date, road: str, *, resident: bool = True) -> Dead:
        dice = self.dice
        sex = dice.choice("男女")
        born = day - DAY * int(dice.triangular(45, 98, 80) * 365.25)
        county = COUNTY if resident else "369988"
        while (first17 := f"{county}{born:%Y%m%d}{900 + dice.randrange(50) * 2 + (sex == '男'):03d}") in self.used:
            born += DAY
        self.used.add(first17)
        name = self.names.surname() + self.names.given(sex)
        village = dice.choice(self.county.villages)
        died = moment(day, dice.randrange(1, 23))
        return Dead(number, first17 + check_digit(first17), name, village, died, road, resident)

    # --- the houses -----------------------------------------------------------------------------------------------------

    def _houses(self) -> None:
        by, at = self.users["binzang"], moment(dt.date(self.today.year - 2, 1, 8))
        register = [Custodian(kind="FUNERAL_HOME", code="BYG01", name="云阜县殡仪馆", area_code=f"{COUNTY}000000")]
        for town, name in sorted({each.code[:9]: each.town for each in self.county.villages}.items()):
            area = f"{town}000"
            register += [
                Custodian(
                    kind="CEMETERY", code=f"GM{town[6:]}", name=f"{name}公益性公墓", area_code=area, capacity=600
                ),
                Custodian(
                    kind="COLUMBARIUM", code=f"GHT{town[6:]}", name=f"{name}骨灰堂", area_code=area, capacity=900
                ),
            ]
        register.append(Custodian(kind="NATURE", code="ST01", name="云阜县生态安葬园", area_code=f"{COUNTY}000000"))
        for each in register:
            register_custodian(each, by=by, at=at)
        people = max(len(self.county.people) // 80, 120)
        stock.receive_batch(f"云火{self.today.year}", 1, people, by=by, at=at)

    # --- what happens ---------------------------------------------------------------------------------------------------

    def _report(self, dead: Sequence[Dead]) -> None:
        rows = []
        for each in dead:
            at = each.died + dt.timedelta(hours=self.dice.randrange(2, 20))
            rows.append(
                NewReport(
                    each.name, each.village.code, Source.VILLAGE if each.resident else Source.FUNERAL_HOME, each.died,
                    DeathPlace.HOME if self.dice.random() < 0.7 else DeathPlace.HOSPITAL,
                    Manner.ABNORMAL if each.road == "police" else Manner.NORMAL, each.id_number, resident=each.resident,
                    urban=each.village.urban, donor=each.road == "donor", burial_custom=each.road == "custom", learnt_at=at,
                    tracker=crew(self.users, each.village.code)[1], by=crew(self.users, each.village.code)[0], at=at,
                )
            )  # fmt: skip
        order = sorted(range(len(rows)), key=lambda place: rows[place].at or each.died)
        made: dict[int, Death] = {}
        for (year, month), places in groupby(order, key=lambda place: _month(rows[place])):
            those = list(places)  # numbered in the series of their month
            at = moment(dt.date(year, month, 28))
            found = deaths.report_each([rows[place] for place in those], by=self.users["binzang"], at=at)
            made.update(zip(those, found, strict=True))
        cases = {
            case.ashes.death_id: case for case in Case.objects.filter(flow=flow.TRACKING.code).select_related("ashes")
        }
        for place, each in enumerate(dead):
            each.death, each.case = made[place], cases[made[place].pk]

    def _certify(self, dead: Sequence[Dead]) -> None:
        pairs = []
        for each in dead:
            assert each.death is not None
            issued = each.died + DAY
            if issued.date() >= self.today - DAY or each.road == "police":
                continue  # today's deaths have no certificate yet
            hospital = each.death.place == DeathPlace.HOSPITAL
            pairs.append(
                (
                    each.death,
                    NewCertificate(
                        DeathCertificate.Form.FOUR_COPY, f"36{each.number:07d}", each.name, each.died,
                        "云阜县人民医院" if hospital else f"{each.village.town}卫生院",
                        DeathCertificate.Issuer.HOSPITAL if hospital else DeathCertificate.Issuer.TOWNSHIP_HEALTH, issued,
                        each.id_number, copies="234", police_stamped=True, inquiry=True, by=crew(self.users, each.village.code)[0],
                        at=issued + dt.timedelta(minutes=30),
                    ),
                )
            )  # fmt: skip
            each.days["certified"] = issued.date()
        deaths.certify_each(pairs, by=self.users["binzang"], at=moment(self.today))
        fresh = Case.objects.in_bulk([each.case.pk for each in dead if each.case is not None])
        for each in dead:
            assert each.case is not None
            each.case = fresh[each.case.pk]

    def _walk(self, dead: Sequence[Dead]) -> None:
        steps: dict[str, list[Taking]] = defaultdict(list)
        lost: list[tuple[Case, dt.datetime]] = []
        for each in dead:
            for action, taking in self._steps(each):
                if taking.at.date() < self.today:
                    steps[action.code].append(taking)
                else:
                    break
            on = each.days.get("lost")
            if on is not None and on < self.today and each.case is not None:
                lost.append((each.case, moment(on, 1)))
        for action in IN_ORDER:
            if action is flow.VERIFY:
                take_each_by_system(flow.LOSE, lost, because="领取后三十日没有安放")
            if action is flow.CLOSE:
                self._cancel_first(dead)
            if steps[action.code]:
                take_each(action, sorted(steps[action.code], key=lambda taking: taking.at))

    def _steps(self, each: Dead) -> Iterator[tuple[Action, Taking]]:
        """Its road, day by day."""
        home, review, writer, office = (self.users[name] for name in ("binguan", "binguan2", "binguan3", "binzang"))
        clerk, tracker, head = crew(self.users, each.village.code)
        keeper, dice, number = self.users["gongmu"], self.dice, each.number
        day = each.died.date() + DAY

        def by(
            action: Action, user: User, on: dt.date, hour: int, second: User | None = None, **said: Any
        ) -> tuple[Action, Taking]:
            assert each.case is not None
            return action, Taking(each.case, user, moment(on, hour), "", {"photo": SHOWN, **said}, (), second)

        if each.road == "police":
            yield by(flow.POLICE, clerk, day, 12, document=f"公（刑）{number}号")
            return
        if "certified" not in each.days:
            return
        if each.road in ("custom", "donor"):
            action = flow.BURY if each.road == "custom" else flow.DONATE
            where = "民族公墓" if each.road == "custom" else "省医学院"
            yield by(action, office, day + DAY, 9, document=f"{number}号", where=where)
            each.days["cancelled"] = day + 6 * DAY
            yield by(flow.CLOSE_ASIDE, head, day + 12 * DAY, 16)
            return
        seal = f"G{each.died.year}{number:05d}"
        if each.road == "away":
            yield by(
                flow.AWAY,
                clerk,
                day + 2 * DAY,
                15,
                away_home="邻县殡仪馆",
                away_certificate=f"外{number}",
                cremated_on=str(day + DAY),
            )
            yield by(
                flow.COLLECT_AWAY,
                clerk,
                day + 3 * DAY,
                9,
                tracker,
                collector=f"{each.name[0]}家属",
                seal=seal,
                away_certificate=f"外{number}",
            )
            yield self._place(by, each, keeper, tracker, day + 4 * DAY, seal)
            yield by(flow.VERIFY, clerk, day + 20 * DAY, 9, seal_matches=True, place_matches=True)
            return
        family = f"{each.name[0]}家属"
        yield by(
            flow.RECEIVE,
            home,
            day,
            23,
            name=each.name,
            vehicle="赣云J001",
            seal=f"Y{number:05d}",
            slot=f"{number % 12 + 1}号",
            family=family,
        )
        burnt = day + dice.choice((1, 2, 2)) * DAY
        turn = self.furnaces[burnt]
        self.furnaces[burnt] += 1
        began = dt.datetime.combine(burnt, dt.time(6, 0)) + dt.timedelta(minutes=70 * (turn // 2))
        yield by(
            flow.CREMATE, home, burnt, 18, review, identity_checked=True, certificate_checked=True, organiser_checked=True,
            form_number=f"确{each.died.year}-{number:05d}", furnace=f"{turn % 2 + 1}号炉", began=f"{began:%H:%M}",
            ended=f"{began + dt.timedelta(minutes=dice.randrange(45, 66)):%H:%M}", seal=seal, family=family,
        )  # fmt: skip
        yield by(flow.ISSUE, writer, burnt, 19, recipient=family, copies="1")
        if each.road in ("kept", "unclaimed"):
            yield by(flow.KEEP, writer, burnt, 20)
            if each.road == "unclaimed":
                yield by(
                    flow.UNCLAIM,
                    writer,
                    dt.date(self.today.year, 11, 20),
                    9,
                    notice=f"云殡公告〔{self.today.year}〕1号",
                )
            return
        away = each.road == "guest"
        yield by(
            flow.RELEASE, writer, burnt, 20, tracker, destination="AWAY" if away else dice.choice(("TOWN", "TOWN", "COLUMBARIUM", "ECOLOGICAL")),
            proof=f"凭{number:05d}", collector=family, relation="子女", collector_checked=True, seal=seal,
        )  # fmt: skip
        if each.road == "lost":
            each.days["lost"] = burnt + 31 * DAY
            return
        placed = burnt + (dice.randrange(9, 16) if each.road == "slow" else dice.randrange(0, 5)) * DAY
        if away:
            yield by(flow.LAY_AWAY, office, placed, 21, certificate=f"外葬{number}", where="邻县公墓")
        else:
            yield self._place(by, each, keeper, tracker, placed, seal)
        checked = placed + dice.randrange(8, 29) * DAY
        if each.road in ("failed", "righted"):
            finding = dice.choice(("EMPTY", "COFFIN", "NOT_FOUND"))
            yield by(flow.FAIL, clerk, checked, 10, finding=finding, words="现场与登记不符。", where="未登记的山地")
            if each.road == "righted":
                yield self._place(by, each, keeper, tracker, checked + 12 * DAY, seal, action=flow.PUT_RIGHT)
            return
        yield by(flow.VERIFY, clerk, checked, 10, seal_matches=True, place_matches=True)
        if each.resident:
            each.days["cancelled"] = each.died.date() + dice.randrange(5, 28) * DAY
        last = max(checked, each.days.get("cancelled", checked)) + dice.randrange(1, 12) * DAY
        yield by(flow.CLOSE, head, last, 16)
        if (
            each.road == "plain"
            and each.died.date() < self.today - 120 * DAY
            and number % 90 < 3
            and number not in self.in_nature
        ):
            yield by(flow.ALLOW_MOVE, office, last + 10 * DAY, 9, permit=f"迁{number}", why="道路建设")

    def _place(
        self, by: Any, each: Dead, keeper: User, tracker: User, on: dt.date, seal: str, *, action: Action = flow.PLACE
    ) -> tuple[Action, Taking]:
        town = each.village.code[6:9]
        kind = self.dice.choice(("GM", "GM", "GHT", "ST"))
        if kind == "ST":
            self.in_nature.add(each.number)
        facility = "ST01" if kind == "ST" else f"{kind}{town}"
        self.plots[facility] += 1
        turn = self.plots[facility]
        said = {
            "facility": facility, "place": "" if kind == "ST" else f"{'ABCDEF'[turn // 100 % 6]}-{turn // 10 % 10 + 1}-{turn % 10 + 1}",
            "square": "0.48" if kind == "GM" else "", "certificate": f"葬{each.died.year}-{each.number:05d}{'补' if action is flow.PUT_RIGHT else ''}",
            "family": f"{each.name[0]}家属", "seal": seal, "agreement": f"协{each.number:05d}",
        }  # fmt: skip
        answer: tuple[Action, Taking] = by(action, keeper, on, 21, tracker, **said)
        return answer

    def _cancel_first(self, dead: Sequence[Dead]) -> None:
        """The household registers, before the cases are closed."""
        for each in dead:
            on = each.days.get("cancelled")
            if on is not None and on < self.today and each.death is not None:
                clerk = crew(self.users, each.village.code)[0]
                deaths.cancel_household(
                    each.death, on=on, receipt=f"户注{each.number:05d}", by=clerk, at=moment(on, 16)
                )

    def _cancel(self, dead: Sequence[Dead]) -> None:
        """Two that were none."""
        for each in [
            each for each in dead if each.death is not None and each.case is not None and each.case.stage == "S0"
        ][:1]:
            assert each.death is not None
            head = crew(self.users, each.village.code)[2]
            deaths.void(each.death, because="本人健在，同名误报，已入户核实", by=head, at=moment(self.today, 9))

    # --- planted --------------------------------------------------------------------------------------------------------

    def _plant(self, dead: Sequence[Dead]) -> None:
        """What the services refuse, written past them: so that the checks have something to find. Told in a file, by rule and death."""
        told: list[tuple[str, str]] = []
        burnt = list(Cremation.objects.select_related("ashes__death", "home").order_by("pk"))
        sold = list(CremationCertificate.objects.filter(state="STOCK").order_by("-serial")[:5])
        for certificate in sold:  # F-01: sold without a cremation
            certificate.state, certificate.recipient = "ISSUED", "来历不明"
            certificate.on, certificate.by = self.today - 40 * DAY, self.users["binguan3"]
            certificate.save()
            told.append(("R-F-01", certificate.serial))
        plain = [
            each
            for each in dead
            if each.road == "plain" and each.death is not None and "certified" in each.days and each.resident
        ]
        for each in plain[40:46]:  # F-02: the police know of an earlier day
            earlier = each.died - DAY * self.dice.randrange(60, 200)
            assert each.death is not None
            new = NewReport(
                each.name,
                each.village.code,
                Source.POLICE_LIST,
                earlier,
                DeathPlace.HOME,
                Manner.NORMAL,
                each.id_number,
                reference="注销名单",
            )
            deaths.report(new, by=self.users["hedui"], at=moment(self.today, 11))
            told.append(("R-F-02", each.death.number))
        for number, row in enumerate(burnt[10:14]):  # F-03: two bodies in one furnace
            form = f"确插-{number}"
            Cremation.objects.bulk_create(
                [
                    Cremation(
                        home=row.home, form_number=form, furnace=row.furnace, began_at=row.began_at + dt.timedelta(minutes=2),
                        ended_at=row.ended_at + dt.timedelta(minutes=2), operator=row.operator, reviewer=row.reviewer, resident=False,
                        area_code=row.area_code,
                    )
                ]
            )  # fmt: skip
            told.append(("R-F-03", form))
        placed = list(
            Placement.objects.exclude(place="")
            .filter(freed_on=None)
            .select_related("ashes__death")
            .order_by("pk")[20:26]
        )
        for one, two in zip(placed[:3], placed[3:], strict=False):  # A-ASHES-11: one plot, two strangers
            Placement.objects.filter(pk=two.pk).update(custodian=one.custodian, place=one.place)
            told.append(("R-F-04", max(one.ashes.death.number, two.ashes.death.number)))
        told += self._read_for_agents(dead)
        path = Path(settings.VAR) / PLANTED
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([("rule", "subject"), *told])

    def _read_for_agents(self, dead: Sequence[Dead]) -> list[tuple[str, str]]:
        """F-09: in the month with the most deaths somebody of the desk reads every fresh one; the clerks read what is theirs."""
        known = [each for each in dead if each.death is not None and each.resident and "certified" in each.days]
        months = Counter(each.died.month for each in known if each.died.year == self.today.year)
        busiest = months.most_common(1)[0][0]
        fresh = [each for each in known if each.died.month == busiest and each.died.year == self.today.year][:12]
        seller, happenings = self.users["hedui"], []
        for each in fresh:
            assert each.death is not None
            for reader in (crew(self.users, each.village.code)[0], seller):
                at = each.died + dt.timedelta(hours=20)
                happenings.append(
                    Happening("death.read", f"death:{each.death.pk}", "", each.death.area_code, {}, reader, at)
                )
        record_many(happenings, by=None, at=moment(self.today))
        days = Counter((each.died + dt.timedelta(hours=20)).month for each in fresh)
        return [("R-F-09", seller.username)] if max(days.values()) >= 5 else []


def _month(new: NewReport) -> tuple[int, int]:
    at = new.at or new.died_at
    return at.year, at.month


def fill_funerals(county: County, users: dict[str, User], *, today: dt.date, seed: int) -> int:
    """The line's part of the demo; how many deaths."""
    return Funerals(county, users, today=today, seed=seed).go()
