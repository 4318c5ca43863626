"""家庭养老床位 in the year: beds at the homes of those who need most care, built in October and served since; a few that are under way in
December, and one whose old person is in hospital. All by the services."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from doudi.base.models import StoredFile, User
from doudi.base.notices import calendar
from doudi.demo.year.home_care_visits import Client
from doudi.demo.year.roads import Road, Walker, go
from doudi.demo.year.staff import Staff, day_of, moment
from doudi.mechanisms.entitlement.parameters_entered import services as parameters
from doudi.programmes.elderly.home_care.beds import applying, furnishing
from doudi.programmes.elderly.home_care.beds.fittings import DEVICES, Fitting
from doudi.programmes.elderly.home_care.beds.furnishing import Found, Installed
from doudi.programmes.elderly.home_care.models import Assessment, BedFitting, CareBed, Provider

BEDS = 40  # in a county of a hundred thousand
UNDER_WAY = 5
GIVEN = (("build_cap", 3000), ("month", 100))  # yuan
_KITS: tuple[dict[Fitting, int], ...] = (
    {Fitting.CALL: 1, Fitting.MATTRESS: 1, Fitting.RAIL: 1, Fitting.GRAB: 1},
    {Fitting.CALL: 1, Fitting.MOTION: 1, Fitting.FLOOR: 1, Fitting.GRAB: 2, Fitting.SHOWER: 1},
    {Fitting.CALL: 1, Fitting.MATTRESS: 1, Fitting.CARE_BED: 1, Fitting.PRESSURE: 1},
)


class BedWalk(Walker):
    """The roads between what is put down beside the flow: design, numbers of devices, what was found."""

    def to_the_design(self) -> Road:
        yield self.by(
            self.clerk, "survey", 15, second=self.second, visited_on=str(self.day), agrees=True, GRAB=False,
            found="卧室通风，有电和网络，子女每日来看。",
        )  # fmt: skip
        self.later(1)

    def to_the_approval(self) -> Road:
        yield self.by(self.clerk, "design", answering="县智慧养老服务中心")
        yield self.by(self.clerk, "sign", 16, agreed_on=str(self.day), signer="家属")
        self.later(1)
        yield self.by(self.staff.leader, "approve", document=f"县民养〔2024〕{100 + self.case.pk % 300}号")
        self.later(3)

    def installed(self, office: User) -> Road:
        yield self.by(office, "install", 16)
        self.later(2)

    def to_service(self) -> Road:
        yield self.by(self.clerk, "accept", 15, elder=True, found="逐项核对，呼叫有人接听。")
        self.later(1)
        yield self.by(self.clerk, "serve")

    def away(self, since: dt.date) -> Road:
        self.day = since
        yield self.by(self.clerk, "pause", cause="HOSPITAL", since=str(since))


@dataclass
class _Home:
    """One bed on its road: which kit, by whose office it is installed."""

    bed: CareBed
    walk: BedWalk
    kit: dict[Fitting, int]
    office: User


class CareBeds:
    """`begin` once; `build` in the first month of service, `stand` in the newest one."""

    def __init__(self, staff: Staff, providers: Sequence[Provider], offices: Sequence[User], share: float) -> None:
        self.staff, self.providers, self.offices = staff, providers, offices
        self.number = max(2, round(BEDS * share))
        self.served: list[_Home] = []

    def begin(self, at: dt.datetime) -> None:
        """What the county gives."""
        day = dt.date(2024, 1, 1)
        for name, yuan in GIVEN:
            entry = parameters.enter(
                f"care_beds.{name}", yuan, key=(), applies_from=day, issued_on=day, document="县家庭养老床位实施方案（演示）",
                by=self.staff.officer, at=at,
            )  # fmt: skip
            parameters.approve(entry, by=self.staff.leader, at=at)

    def build(self, month: int, clients: Sequence[Client], found: dict[int, Assessment], photo: StoredFile) -> None:
        """The first of those who need most care; the next ones wait for `stand`."""
        self.photo = photo
        these = sorted(clients, key=lambda each: (-found[each.row.pk].level, each.row.pk))
        self.found, self.waiting = found, these[self.number : self.number + UNDER_WAY]
        self.served = self._come(these[: self.number], calendar().next_workday(day_of(month, 8)))
        self._design(self.served)
        self._install(self.served)
        self._accept(self.served)

    def stand(self, month: int) -> None:
        """One is in hospital since the twentieth; others have just come, wait for a signature, for the installation, for the acceptance."""
        go(each.walk.away(day_of(month, 20)) for each in self.served[-1:])
        homes = self._come(self.waiting, calendar().next_workday(day_of(month, 18)))
        self._design(homes[2:])
        self._install(homes[3:])

    def _come(self, clients: Sequence[Client], first: dt.date) -> list[_Home]:
        rows = [
            applying.NewBed(
                self.found[each.row.pk], self.providers[each.provider], self.staff.clerk(each.person.village.code), moment(first)
            )
            for each in clients
        ]  # fmt: skip
        if not rows:
            return []  # in a small county all have one
        days = calendar()
        homes = [
            _Home(bed, BedWalk(bed.case, self.staff, first, self.photo, days), _KITS[turn % len(_KITS)], self.offices[each.provider])
            for turn, (bed, each) in enumerate(zip(applying.apply_many(rows), clients, strict=True))
        ]  # fmt: skip
        for each in homes:
            each.walk.later(2)
        go(each.walk.to_the_design() for each in homes[: len(homes) if not self.served else -1])
        return homes

    def _design(self, homes: Sequence[_Home]) -> None:
        for each in homes:
            if each.walk.case.stage == "SURVEYED":
                furnishing.set_design(each.bed, each.kit, by=each.walk.clerk, at=moment(each.walk.day))
        go(each.walk.to_the_approval() for each in homes if each.walk.case.stage == "SURVEYED")

    def _install(self, homes: Sequence[_Home]) -> None:
        for each in homes:
            if each.walk.case.stage != "APPROVED":
                continue
            done = [
                Installed(
                    line,
                    line.quantity,
                    f"{line.kind.name[:2]}{each.bed.pk:06d}{line.item}" if line.kind in DEVICES else "",
                )
                for line in self._lines(each)
            ]
            furnishing.set_installed(done, by=each.office, at=moment(each.walk.day, 14))
        go(each.walk.installed(each.office) for each in homes if each.walk.case.stage == "APPROVED")

    def _accept(self, homes: Sequence[_Home]) -> None:
        for each in homes:
            online = each.walk.day - dt.timedelta(days=1)
            rows = [Found(line, line.done or 0, online if line.kind in DEVICES else None) for line in self._lines(each)]
            furnishing.set_found(rows, by=each.walk.clerk, at=moment(each.walk.day, 14))
        go(each.walk.to_service() for each in homes)

    def _lines(self, home: _Home) -> list[BedFitting]:
        rows = list(BedFitting.objects.filter(bed=home.bed.pk))
        for line in rows:
            line.bed = home.bed
        return rows
