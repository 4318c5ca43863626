"""A provider with two carers, an old woman, and everybody who looks at what it does: for the stories of home care."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from doudi.base.models import Grant, User
from doudi.base.roles import Role
from doudi.base.stories import COUNTY, SHANGHAI, TOWN, VILLAGE, build_county, number_of, somebody
from doudi.mechanisms.entitlement.parameters_entered.services import approve, enter
from doudi.mechanisms.orders import declare, requesting, rosters, services
from doudi.mechanisms.orders.declare import Doing, Presence
from doudi.mechanisms.orders.models import Order, Way, Worker
from doudi.mechanisms.registry.models import Category, Person
from doudi.mechanisms.registry.services import NewCategory, NewPerson, put_in_category, register_people
from doudi.programmes.elderly.home_care import assessments
from doudi.programmes.elderly.home_care import services as care
from doudi.programmes.elderly.home_care.assessing import QUESTIONS
from doudi.programmes.elderly.home_care.assessments import NewAssessment
from doudi.programmes.elderly.home_care.models import Assessment, Settlement
from doudi.programmes.elderly.home_care.plans import NewPlan, Wanted
from doudi.programmes.elderly.home_care.policy import Disabled
from doudi.programmes.elderly.home_care.visits import CARE, ROSTER, VISITS

HOME = (Decimal("27.400000"), Decimal("114.600000"))
NOVEMBER = 2024 * 12 + 10
MIDDLING = {code: min(each.most, 2) for code, each in QUESTIONS.items()}  # 50 points: moderate


def clock(day: int, hour: int = 9, minute: int = 0, month: int = 11) -> dt.datetime:
    """A moment of 2024 in the county."""
    return dt.datetime(2024, month, day, hour, minute, tzinfo=SHANGHAI)


class House:
    """A provider with two carers, an old woman, and everybody who looks at what it does."""

    def __init__(self) -> None:
        build_county()
        self.officer = somebody("officer", Role.COUNTY_OFFICER, COUNTY)
        self.second = somebody("second", Role.COUNTY_OFFICER, COUNTY)
        self.third = somebody("third", Role.COUNTY_OFFICER, COUNTY)
        self.leader = somebody("leader", Role.BUREAU_LEADER, COUNTY)
        self.clerk = somebody("clerk", Role.TOWNSHIP_CLERK, TOWN)
        self.second_clerk = somebody("clerk2", Role.TOWNSHIP_CLERK, TOWN)
        self.helper = somebody("helper", Role.VILLAGE_WORKER, VILLAGE)
        self.provider = care.sign_provider(
            "P01",
            "康护居家服务中心",
            area_code=COUNTY,
            since=dt.date(2024, 1, 1),
            by=self.officer,
            at=clock(1, month=1),
        )
        self.office = self.of_the_house("office", Role.PROVIDER)
        self.old = self.person("王奶奶", 1940)
        rosters.know_clients(
            [rosters.NewClient(self.old.party, *HOME, tag="MEN-001")], by=self.clerk, at=clock(1), because="建档"
        )
        self.people = [self.person("李护理", 1980), self.person("张护理", 1985)]
        self.users = [
            self.of_the_house(f"carer{n}", Role.CARE_WORKER, each.id_number) for n, each in enumerate(self.people)
        ]
        self.carers: Sequence[Worker] = rosters.enrol(
            ROSTER,
            [
                rosters.NewWorker(
                    each, each.party.name, VILLAGE, dt.date(2024, 1, 1), organisation="P01", latitude=HOME[0], longitude=HOME[1],
                    user=user, credentials=((CARE, dt.date(2023, 1, 1), dt.date(2024, 11, 20)),) if n == 0 else (),
                )
                for n, (each, user) in enumerate(zip(self.people, self.users, strict=True))
            ],
            by=self.office, at=clock(1), because="入职",
        )  # fmt: skip

    def of_the_house(self, name: str, role: Role, id_number: str = "") -> User:
        user = User.objects.create(username=name, name=name, id_number=id_number)
        Grant.objects.create(user=user, role=role, organisation="P01", since=dt.date(2024, 1, 1))
        return user

    def person(self, name: str, born: int) -> Person:
        number = number_of(dt.date(born, 6, 1), Person.objects.count() + 1)
        return register_people([NewPerson(number, name, VILLAGE)], by=None, at=clock(1, month=1), because="户籍底册")[0]

    def order(self, item: str, at: dt.datetime) -> Order:
        new = requesting.NewOrder("王奶奶", VILLAGE, item, at, client=self.old.party, organisation="P01")
        return requesting.request(VISITS, new, by=self.office, at=clock(1))

    def serve(self, item: str, at: dt.datetime, minutes: int, *, confirm: bool = True, two: bool = False) -> Order:
        """Sent, there for so many minutes, confirmed by the village helper."""
        order = self.order(item, at)
        going = list(zip(self.carers, self.users, strict=True))[: 2 if two else 1]
        here = Presence(
            latitude=HOME[0] + Decimal("0.0003") + order.pk * Decimal("0.000001"),
            longitude=HOME[1],
            accuracy=9,
            tag="MEN-001",
        )
        services.dispatch(order, to=[worker for worker, _ in going], by=self.office, at=clock(1, 10))
        out = at + dt.timedelta(minutes=minutes, seconds=order.pk % 50)
        services.step_each(
            [
                *(Doing(declare.ACCEPT, order, user, clock(1, 11), worker) for worker, user in going),
                *(Doing(declare.CHECK_IN, order, user, at, worker, presence=here) for worker, user in going),
                *(Doing(declare.CHECK_OUT, order, user, out, worker, presence=here) for worker, user in going),
            ]
        )
        if confirm:
            services.confirm(order, way=Way.HELPER, by=self.helper, at=out + dt.timedelta(hours=1))
        return order

    def settle(self) -> Settlement:
        made = care.draft(self.provider, NOVEMBER, by=self.officer, at=clock(1, month=12))
        care.confirm_settlement(made, by=self.office, at=clock(3, month=12))
        return care.sign(made, by=self.leader, at=clock(10, month=12))

    def assessed(self, person: Person | None = None, **more: Any) -> NewAssessment:
        """What two officers have found of somebody, not submitted yet."""
        given: dict[str, Any] = {
            "person": person or self.old, "answers": MIDDLING, "reason": "FIRST", "on": dt.date(2024, 11, 5), "first": self.officer,
            "second": self.second, "medical": "SECOND", "at": clock(5),
        }  # fmt: skip
        return NewAssessment(**(given | more))

    def published(self, person: Person | None = None, **more: Any) -> Assessment:
        """An assessment that holds."""
        made = assessments.submit(self.assessed(person, **more))
        assessments.sign(made, by=made.second_assessor, at=clock(5, 17))
        return assessments.publish(made, by=self.third, at=clock(6))

    def set_quota(self, quotas: Mapping[Disabled, int]) -> None:
        """The county enters what each level is given a month, in yuan; another person approves it."""
        for level, yuan in quotas.items():
            entry = enter(
                "home_care.quota", yuan, key=(int(level),), applies_from=dt.date(2024, 1, 1), issued_on=dt.date(2024, 1, 1),
                document="县居家养老上门服务实施方案", by=self.officer, at=clock(1, month=1),
            )  # fmt: skip
            approve(entry, by=self.leader, at=clock(2, month=1))

    def in_hardship(self, person: Person | None = None, kind: Category.Kind = Category.Kind.DIBAO_RURAL) -> None:
        """Somebody is on a roll of hardship since the year before."""
        party = (person or self.old).pk
        put_in_category([NewCategory(party, kind, dt.date(2023, 1, 1), because="名册")], by=None, at=clock(1, month=1))

    def plan(self, assessment: Assessment, items: Sequence[Wanted], **more: Any) -> NewPlan:
        """A plan of the township's clerk from 1 December on."""
        given: dict[str, Any] = {
            "assessment": assessment, "provider": self.provider, "items": tuple(items), "since": dt.date(2024, 12, 1),
            "agreed_on": dt.date(2024, 11, 20), "starts_at": dt.time(9), "by": self.clerk, "at": clock(20),
        }  # fmt: skip
        return NewPlan(**(given | more))
