"""What the campaign against fraud has to look at besides: families called back (F-10), graves that a project pays for (F-05), and who
reads of deaths without having to do with them (F-09). Each with cases on both sides of what the checks ask, and with innocents that only look
alike; the guilty stand in the list of what was planted."""

from __future__ import annotations

import csv
import datetime as dt
import random
from collections import Counter, defaultdict
from pathlib import Path

from django.conf import settings
from django.db import transaction

from doudi.base.identity import check_digit
from doudi.base.models import User
from doudi.base.months import last_day, month_of
from doudi.base.once import read_once
from doudi.base.records import Happening, record_many
from doudi.demo.county import COUNTY, County, Names
from doudi.demo.funerals import PLANTED
from doudi.demo.people_in_office import crew
from doudi.demo.year.staff import moment
from doudi.mechanisms.custody.models import Custodian, TrackedItem
from doudi.mechanisms.registry.death_records.models import Death
from doudi.programmes.funeral.cemeteries import relocating
from doudi.programmes.funeral.cemeteries.relocating import NewGrave
from doudi.programmes.funeral.funeral_fees import families
from doudi.programmes.funeral.funeral_fees.families import Said
from doudi.programmes.funeral.funeral_fees.models import FamilyAnswer, FamilyCall

DAY = dt.timedelta(days=1)
PROJECT = "青溪水库扩容工程"
_METRE = 1 / 111_320  # of a degree of latitude
_LEFT = 4  # calls of the last weeks that nobody has made yet


class Frauds:
    """The line's part of the demo, after the chains, the register and the bills."""

    def __init__(self, county: County, users: dict[str, User], *, today: dt.date, seed: int) -> None:
        self.county, self.users, self.today = county, users, today
        self.dice = random.Random(seed + 79)
        self.names = Names(self.dice)
        self.planted: list[tuple[str, str]] = []

    def go(self) -> int:
        """How many families were called."""
        with transaction.atomic(), read_once():
            number = self._call()
            self._relocate()
            self._read()
        with (Path(settings.VAR) / PLANTED).open("a", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(self.planted)
        return number

    # --- F-10 -----------------------------------------------------------------------------------------------------------

    def _call(self) -> int:
        """The clerk of the home asks for cigarettes; one cemetery presses its families; at the others somebody misremembers a sum."""
        by = self.users["binzang2"]
        for month in range(month_of(dt.date(self.today.year, 1, 1)), month_of(self.today) + 1):
            through = min(last_day(month), self.today - DAY)
            families.draw(through=through, at=moment(through + DAY, 2))
        rows = list(FamilyCall.objects.select_related("death").order_by("due_on", "pk"))
        items = TrackedItem.objects.filter(chain="ashes.chain").select_related("custodian")
        at_rest = {each.key: each.custodian for each in items if each.custodian is not None}
        home = Custodian.objects.get(kind="FUNERAL_HOME")
        said: dict[int, list[int]] = defaultdict(list)  # how each house was told of: 1 amiss, 0 not
        called = rows[:-_LEFT]
        resting = Counter(at_rest[each.death.number].pk for each in called[1::2])
        pressing = resting.most_common(1)[0][0] if resting else 0
        for turn, row in enumerate(called):
            at = moment(min(row.due_on, self.today - DAY), 10)
            if turn % 17 == 16:
                families.answer(row, FamilyCall.Outcome.DECLINED, None, by=by, at=at)
                continue
            house = at_rest[row.death.number] if turn % 2 else home
            gifts, pressed, words = FamilyAnswer.Gifts.NONE, False, ""
            if house.pk == home.pk and turn % 8 == 0:
                gifts, words = FamilyAnswer.Gifts.ASKED, "接运时说按规矩要两条烟"
            elif house.pk == pressing and not any(said[pressing]):
                pressed, words = True, "不买公墓的石材不让安葬"
            families.answer(row, FamilyCall.Outcome.ANSWERED, Said(house, gifts, pressed, None, words), by=by, at=at)
            said[house.pk].append(int(bool(words)))
        codes = dict(Custodian.objects.filter(pk__in=list(said)).values_list("pk", "code"))
        least = int(str(families.LEAST.on(self.today).value))
        # A house of which too few have answered is not to be found, whatever they said: everybody would know which family it was.
        self.planted += [("R-F-10", codes[pk]) for pk, told in said.items() if any(told) and len(told) >= least]
        return len(rows)

    # --- F-05 -----------------------------------------------------------------------------------------------------------

    def _relocate(self) -> None:
        """A reservoir pays for graves. Two have invented theirs, one of them as few as can be found; beside them a clan, mourners, and others."""
        announced = dt.date(self.today.year, 4, 1)
        village = self.county.villages[0].code
        dead = list(
            Death.objects.filter(state=Death.State.CERTIFIED, died_at__lt=moment(self.today - 60 * DAY)).order_by("pk")[
                :3
            ]
        )
        graves: list[NewGrave] = []

        def add(
            turn: int, number: int, metres: float, *, seen: dt.date | None = None, deceased: str = "", year: int = 0
        ) -> None:
            first17 = f"{COUNTY}19{60 + turn}0{turn + 1}01{700 + turn}"
            graves.append(
                NewGrave(
                    f"{turn + 1:02d}-{number + 1:03d}", applicants[turn], deceased or self.names.surname() + self.names.given("男"),
                    year or 1950 + self.dice.randrange(60), 115.80 + turn / 100, 28.60 + number * metres * _METRE, 3200_00, village, seen,
                    first17 + check_digit(first17),
                )
            )  # fmt: skip

        applicants = [self.names.surname() + self.names.given("男") for _ in range(7)]
        for number in range(28):
            add(0, number, 3.0)  # invented in a row
        for number in range(3):
            add(1, number, 12.0)  # as few and as far apart as the check still asks for
        for number in range(2):
            add(2, number, 3.0)  # fewer: not to be told from two forgotten old graves
        for number in range(14):
            add(3, number, 4.0, seen=dt.date(2012, 6, 1))  # a clan's: no record, but on the photograph of 2012
        for number, each in enumerate(dead):
            add(4, number, 4.0, deceased=each.name, year=each.died_at.year)  # mourners of this year
        for number in range(6):
            add(5, number, 400.0)  # lonely graves in the wood that no photograph shows
        for number in range(5):
            add(6, number, 3.0, seen=announced - DAY)  # dug in time, by a day
        relocating.enter(PROJECT, announced, graves, by=self.users["binzang"], at=moment(announced + 60 * DAY))
        for turn in (0, 1):
            mark = (
                relocating.graves(self.users["binzang"])
                .filter(number=f"{turn + 1:02d}-001")
                .values_list("mark", flat=True)
            )
            self.planted.append(("R-F-05", f"{PROJECT}|{mark[0]}"))

    # --- F-09 -----------------------------------------------------------------------------------------------------------

    def _read(self) -> None:
        """Beside the one who reads everything (planted with the chains): somebody who reads just as many as can be found, somebody one fewer, somebody
        as many but over two months, somebody who looks up those that have reached the home, and an auditor of one's own place."""
        known = Death.objects.filter(
            resident=True, state=Death.State.CERTIFIED, died_at__year=self.today.year, ashes__isnull=False
        )
        by_month: dict[int, list[Death]] = defaultdict(list)
        for each in known.order_by("died_at", "pk"):
            if each.died_at.day <= 24:
                by_month[each.died_at.month].append(each)
        busiest = [month for month, _ in sorted(by_month.items(), key=lambda pair: (-len(pair[1]), pair[0]))]
        if len(busiest) < 2 or len(by_month[busiest[1]]) < 5:
            return
        one, two = busiest[:2]
        early, late = 20, 24 * 40  # hours after the death: before the home, long after it
        happenings: list[Happening] = []

        def reads(name: str, deaths: list[Death], hours: int) -> None:
            for each in deaths:
                at = each.died_at + dt.timedelta(hours=hours)
                happenings.append(
                    Happening("death.read", f"death:{each.pk}", "", each.area_code, {}, self.users[name], at)
                )

        reads("hedui2", by_month[one][:5], early)
        self.planted.append(("R-F-09", "hedui2"))
        reads("caiwu", by_month[two][:4], early)
        reads("juzhang", [*by_month[one][:3], *by_month[two][:3]], early)
        reads("zhifa", by_month[one][:12], late)
        for each in by_month[one][:12]:  # on duty: the clerk of each place
            reads(crew(self.users, each.area_code)[0].username, [each], early)
        record_many(happenings, by=None, at=moment(self.today))


def fill_funeral_frauds(county: County, users: dict[str, User], *, today: dt.date, seed: int) -> int:
    """The line's part of the demo; how many families were drawn for a call."""
    return Frauds(county, users, today=today, seed=seed).go()
