"""The register of cemeteries of the invented county, bills and waivers of the year's deceased, awards, settlements, enforcement: through the services
that the pages use. A few wrongs are planted past them, and added to the list of those of the funerals."""

from __future__ import annotations

import csv
import datetime as dt
import random
from collections import defaultdict
from collections.abc import Iterator
from functools import partial
from itertools import cycle
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from doudi.base.models import StoredFile, User
from doudi.base.months import first_day, month_of
from doudi.base.once import read_once
from doudi.demo.county import COUNTY, County
from doudi.demo.funerals import PLANTED, SHOWN
from doudi.demo.people_in_office import crew
from doudi.demo.year.bank import Bank
from doudi.demo.year.staff import moment
from doudi.mechanisms.casework.declare import Action
from doudi.mechanisms.casework.services import Taking, take_each
from doudi.mechanisms.custody.models import Custodian, TrackedItem
from doudi.programmes.funeral.ashes.models import AshesCase
from doudi.programmes.funeral.cemeteries import measuring, registering, rules
from doudi.programmes.funeral.cemeteries.models import Cemetery, Reservation
from doudi.programmes.funeral.cemeteries.registering import NewBlock, NewCemetery
from doudi.programmes.funeral.funeral_enforcement import flow, services
from doudi.programmes.funeral.funeral_enforcement.models import EnforcementCase, Violation
from doudi.programmes.funeral.funeral_fees import awards, billing, settling, strangers, unknown
from doudi.programmes.funeral.funeral_fees.awards import NewAward
from doudi.programmes.funeral.funeral_fees.billing import NewBill
from doudi.programmes.funeral.funeral_fees.items import Asked
from doudi.programmes.funeral.funeral_fees.models import Bill, EcoAward, FeeLine, Settlement, UnknownBodyCost

DAY = dt.timedelta(days=1)
SQUARE = 10_000  # square centimetres of a square metre
_MOST_AWARDS = 40
_TIED = "binguan3"  # the clerk who sells one supplier's urns

IN_ORDER = (
    flow.CHECK, flow.TRANSFER, flow.NO_CASE, flow.FILE, flow.INVESTIGATE, flow.SUBMIT, flow.LEGAL, flow.TELL, flow.DECIDE, flow.SERVE, flow.RECHECK,
)  # fmt: skip


class Register:
    """The line's part of the demo, after the chains of the year have been walked."""

    def __init__(self, county: County, users: dict[str, User], *, today: dt.date, seed: int) -> None:
        self.county, self.users, self.today = county, users, today
        self.dice = random.Random(seed + 78)
        self.office, self.keeper = users["binzang"], users["gongmu"]
        self.planted: list[tuple[str, str]] = []

    def go(self) -> int:
        """How many cemeteries."""
        with transaction.atomic(), read_once():
            number = self._register()
            self._bill()
            self._award()
            self._settle()
            self._enforce()
            self._plant()
        with (Path(settings.VAR) / PLANTED).open("a", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(self.planted)
        return number

    def _register(self) -> int:
        begun = moment(dt.date(self.today.year - 2, 1, 8))
        houses = list(Custodian.objects.filter(kind__in=("CEMETERY", "COLUMBARIUM", "NATURE")).order_by("code"))
        for turn, house in enumerate(houses):
            zones = {"CEMETERY": "ABCDEF", "COLUMBARIUM": "ABCDEFGHI", "NATURE": ""}[house.kind]
            plot = 4800 if house.kind == "CEMETERY" else None
            made = registering.register(
                NewCemetery(
                    house.kind, house.code, house.name, house.area_code, Cemetery.Sort.COUNTY if house.kind == "NATURE" else Cemetery.Sort.TOWN,
                    f"云民殡〔2018〕{turn + 1}号", dt.date(2018, 5, 1), (6667 if house.kind == "CEMETERY" else 1200) * SQUARE, Cemetery.Land.COLLECTIVE,
                    f"云林审〔2018〕{turn + 1}号", len(zones) * 100 or None, price_document="云发改价〔2021〕12号", account=f"62170000000{turn:05d}",
                    keeper=self.keeper, opened_on=dt.date(2018, 10, 1), blocks=tuple(NewBlock(zone, 10, 10, plot) for zone in zones),
                ),
                by=self.office, at=begun,
            )  # fmt: skip
            if zones:
                self._former(made, zones, 80 + self.dice.randrange(120) if turn % 7 else len(zones) * 100 - 120)
        first = Cemetery.objects.filter(custodian__kind="CEMETERY").select_related("custodian").order_by("pk").first()
        if first is not None:
            at = moment(self.today - 30 * DAY)
            found = rules.Found(7450 * SQUARE, plots=600, double_cm2=10_500)
            measuring.measure(first, found, on=self.today - 30 * DAY, by=self.users["zhifa"], at=at)
            registering.reserve(
                first, "E-1-1", name="周老", number="369901193501010017", reason=Reservation.Reason.ILL, proof="诊断证明1号", by=self.keeper, at=at
            )  # fmt: skip
        return len(houses)

    def _former(self, cemetery: Cemetery, zones: str, number: int) -> None:
        """From the last zone backwards: the year's own placements begin with the first."""
        places = [
            f"{zone}-{row}-{place}"
            for zone in reversed(zones)
            for row in range(10, 0, -1)
            for place in range(10, 0, -1)
        ]
        taken = set(TrackedItem.objects.filter(custodian=cemetery.pk).values_list("place", flat=True)) | {"E-1-1"}
        first, span = dt.date(2004, 6, 1), (dt.date(self.today.year, 1, 1) - dt.date(2004, 6, 1)).days
        graves = [
            (place, f"{self.dice.choice('赵钱孙李周吴郑王')}某", first + DAY * self.dice.randrange(span))
            for place in [each for each in places if each not in taken][:number]
        ]
        registering.enter_former(cemetery, graves, by=self.keeper, at=moment(dt.date(self.today.year, 1, 3)))

    def _bill(self) -> None:
        home = Custodian.objects.get(kind="FUNERAL_HOME")
        clerks = cycle([self.users["binguan"], self.users["binguan2"], self.users[_TIED]])
        rows = (
            AshesCase.objects.filter(cremation__isnull=False, death__isnull=False)
            .select_related("death")
            .order_by("cremated_on", "pk")
        )
        wanted = []
        for row in rows:
            if row.cremated_on is None or row.cremated_on >= self.today:
                continue
            clerk, at = next(clerks), moment(row.cremated_on, 19)
            dear = self.dice.random() < 0.004
            urn = 3_200_00 if dear else self.dice.choice((150_00, 380_00, 680_00, 1_280_00))
            supplier = (
                "瑞安工艺" if clerk is self.users[_TIED] else self.dice.choice(("云河石材", "福安木业", "瑞安工艺"))
            )
            lines = [
                Asked("transport", 300_00, 1), Asked("storage", 60_00, self.dice.choice((1, 2, 2, 3))), Asked("cremation", 480_00, 1),
                Asked("urn", urn, 1, f"{row.death.name[0]}家属", supplier),
            ]  # fmt: skip
            wanted.append(NewBill(row.death, home, lines, clerk, at))
        billing.bill_each(wanted)
        self._bill_resting()
        over = FeeLine.objects.filter(over__gt=0).values_list("pk", flat=True)
        self.planted += [("R-F-08", str(pk)) for pk in over]
        if FeeLine.objects.filter(bill__by=self.users[_TIED], item="urn").count() >= 20:
            self.planted.append(("R-F-08", f"{self.users[_TIED].name}|瑞安工艺"))

    def _bill_resting(self) -> None:
        items = {
            "CEMETERY": ("maintenance", 2000_00),
            "COLUMBARIUM": ("niche", 1000_00),
            "NATURE": ("eco_burial", 500_00),
        }
        rows = AshesCase.objects.filter(item__kind__in=list(items), item__custodian__isnull=False).select_related(
            "death", "item__custodian"
        )
        wanted = []
        for row in rows.order_by("placed_on", "pk"):
            item = row.item
            if row.placed_on is None or row.placed_on >= self.today or item is None or item.custodian is None:
                continue
            code, price = items[item.kind]
            wanted.append(
                NewBill(row.death, item.custodian, [Asked(code, price, 1)], self.keeper, moment(row.placed_on, 22))
            )
        billing.bill_each(wanted)

    def _award(self) -> None:
        rows = AshesCase.objects.filter(
            item__kind="NATURE", placed_on__lt=self.today - 5 * DAY, death__resident=True
        ).select_related("death")
        photo = StoredFile.objects.order_by("pk").first()
        if photo is None:
            return
        for turn, row in enumerate(rows.order_by("placed_on", "pk")[:_MOST_AWARDS]):
            assert row.placed_on is not None
            clerk, tracker, _ = crew(self.users, row.death.area_code)
            new = NewAward(
                row.death,
                EcoAward.Way.TREE,
                f"{row.death.name[0]}家属",
                f"62170000001{turn:05d}",
                self.keeper,
                tracker,
                photo,
            )
            made = awards.claim(new, by=clerk, at=moment(row.placed_on + 2 * DAY))
            if turn % 4:
                awards.approve(
                    made, agree=True, because="", by=self.users["caiwu"], at=self._booked(row.placed_on + 4 * DAY)
                )

    def _settle(self) -> None:
        home, finance = Custodian.objects.get(kind="FUNERAL_HOME"), self.users["caiwu"]
        for month in range(month_of(dt.date(self.today.year, 1, 1)), month_of(self.today)):
            if not settling.open_bills(home, month):
                continue
            at = self._booked(first_day(month + 1) + 2 * DAY)
            made = settling.propose(home, month, payee=home.name, account="6217000000000099", by=self.office, at=at)
            if month == month_of(self.today) - 1:
                break  # the last one waits for finance
            for each in settling.sample(made):
                settling.call(each, agrees=True, words="", by=finance, at=at)
            settling.approve(made, by=finance, at=at)
        if Settlement.objects.filter(state="APPROVED").exists():
            file = settling.send_to_bank(by=finance, at=moment(first_day(month_of(self.today)) + 3 * DAY))
            answer = Bank(self.dice).answer(file, month_of(self.today))
            settling.take_answer(
                file, "回盘.csv", answer, by=finance, at=moment(first_day(month_of(self.today)) + 5 * DAY)
            )

    def _booked(self, on: dt.date) -> dt.datetime:
        """A day that money may be decided on: the months before this one are closed, and this line came into the system after them."""
        return moment(max(on, first_day(month_of(self.today)) + DAY))

    def _enforce(self) -> None:
        one, two = self.users["zhifa"], self.users["zhifa2"]
        since, until = dt.date(self.today.year - 2, 1, 1), dt.date(self.today.year + 2, 1, 1)
        for number, user in enumerate((one, two), 1):
            services.certify(
                user,
                number=f"赣执36990{number}",
                since=since,
                until=until,
                by=self.office,
                at=moment(self.today - 300 * DAY),
            )
        steps: dict[str, list[Taking]] = defaultdict(list)
        for number, row in enumerate(EnforcementCase.objects.select_related("case").order_by("pk")):
            for action, taking in self._prosecuted(number, row):
                if timezone.localdate(taking.at) >= self.today:
                    break
                steps[action.code].append(taking)
        for action in IN_ORDER:
            if steps[action.code]:
                take_each(action, steps[action.code])

    def _prosecuted(self, number: int, row: EnforcementCase) -> Iterator[tuple[Action, Taking]]:
        """A case of enforcement from the clue to its recheck, within its limits: each step with who takes it and when."""
        one, two, head, review = (self.users[name] for name in ("zhifa", "zhifa2", "juzhang", "binzang2"))
        opened, year = timezone.localdate(row.case.opened_at), self.today.year

        def step(
            action: Action, by: User, after: int, second: User | None = None, because: str = "", **said: Any
        ) -> tuple[Action, Taking]:
            return action, Taking(row.case, by, moment(opened + after * DAY, 15), because, said, (), second)

        yield step(flow.CHECK, one, 2, two, words="现场核查属实", photo=SHOWN)
        if row.violation == Violation.FRAUD:
            yield step(flow.TRANSFER, self.office, 5, to="DISCIPLINE", document=f"云殡移〔{year}〕{number + 1}号")
            return
        if number % 6 == 5:
            yield step(flow.NO_CASE, self.office, 6, because="骨灰仍在登记的穴位，封签破损系雨水冲刷，不构成违法")
            return
        done_on = str(row.done_on or opened)
        yield step(
            flow.FILE, self.office, 6, violation=row.violation, party="丧事承办人", done_on=done_on, goes_on=True
        )
        yield step(flow.INVESTIGATE, one, 16, two, words="询问承办人、村干部各一次", photo=SHOWN, recording=SHOWN)
        yield step(flow.SUBMIT, one, 18, opinion="责令限期改正", basis="《殡葬管理条例》")
        yield step(flow.LEGAL, review, 21, opinion="事实清楚，程序合法")
        said: dict[str, Any] = {
            "facts": "骨灰未安放在登记的穴位",
            "basis": "《殡葬管理条例》",
            "order": "将骨灰安放到公墓",
            "proposed": 0,
        }
        yield step(flow.TELL, one, 23, two, **said)
        yield step(
            flow.DECIDE, head, 37, document=f"云民殡决〔{year}〕{number + 1}号", penalty=0, order="将骨灰安放到公墓",
            correct_by=str(opened + 67 * DAY), verified_how="执法人员现场复查",
        )  # fmt: skip
        yield step(flow.SERVE, one, 39, way="直接送达", receipt=SHOWN)
        yield step(flow.RECHECK, self.office, 66, words="已安放到公墓，现场相符", photo=SHOWN)

    def _plant(self) -> None:
        """What the services refuse, written past them."""
        guests = FeeLine.objects.filter(death__resident=False, item="transport", live=True).order_by("pk")[:3]
        for line in guests:
            FeeLine.objects.filter(pk=line.pk).update(waived=line.gross)
            self.planted.append(("R-F-06", str(line.pk)))
        # A-ASHES-09: an agent's van
        moved = FeeLine.objects.filter(death__resident=True, item="transport", live=True).order_by("-pk")[:2]
        FeeLine.objects.filter(pk__in=[line.pk for line in moved]).update(supplier="康泰殡葬服务部")
        strangers.tell_of_strangers(by=None, at=moment(self.today, 2))
        pay = partial(
            unknown.pay_for,
            area_code=f"{COUNTY}000000",
            words="",
            by=self.office,
            at=self._booked(self.today - 90 * DAY),
        )
        for number in range(1, 6):
            pay(f"云公（刑）〔{self.today.year}〕{number}号", 2_600_00)
        again = UnknownBodyCost.objects.create(
            document=f"云公(刑)[{self.today.year}] 3号", plain="again", area_code=f"{COUNTY}000000", amount=2_600_00, on=self.today - 20 * DAY, by=self.office
        )  # fmt: skip
        self.planted.append(("R-F-07", str(again.pk)))
        laid = (
            AshesCase.objects.filter(item__kind="CEMETERY", death__resident=True)
            .select_related("death")
            .order_by("pk")[30:33]
        )
        for row in laid:
            clerk, tracker, _ = crew(self.users, row.death.area_code)
            award = EcoAward.objects.create(
                death=row.death, mark=row.death.key, area_code=row.death.area_code, way="TREE", amount=1000_00, applicant="某人", account="62170000",
                keeper=self.keeper, tracker=tracker, claimed_on=self.today - 15 * DAY, claimed_by=clerk,
            )  # fmt: skip
            self.planted.append(("R-F-04A", str(award.pk)))


def fill_cemeteries(county: County, users: dict[str, User], *, today: dt.date, seed: int) -> int:
    """The line's part of the demo; how many cemeteries."""
    assert Bill.objects.count() == 0
    return Register(county, users, today=today, seed=seed).go()
