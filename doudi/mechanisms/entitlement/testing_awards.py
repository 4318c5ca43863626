"""For stories of awards and payments: an invented county whose people are registered, get what is due, and a bank that answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.test import Client

from doudi.base.models import Area, Grant, User
from doudi.base.months import first_day, parse_month
from doudi.base.roles import Role
from doudi.base.stories import COUNTY, OTHER_VILLAGE, SHANGHAI, TOWN, VILLAGE, build_county, number_of, somebody
from doudi.mechanisms.entitlement.awards import services as awards
from doudi.mechanisms.entitlement.awards.models import Award
from doudi.mechanisms.entitlement.awards.services import NewAward
from doudi.mechanisms.entitlement.declare import Benefit
from doudi.mechanisms.entitlement.family import Family, Given, Member
from doudi.mechanisms.entitlement.payment_runs import services
from doudi.mechanisms.entitlement.payment_runs.models import PaymentRun
from doudi.mechanisms.ledger.bank.models import BankFile
from doudi.mechanisms.ledger.bank.testing import csv_of, rows_of
from doudi.mechanisms.registry import services as registry
from doudi.mechanisms.registry.models import Household, Person

VILLAGES = (VILLAGE, OTHER_VILLAGE)


def moment(day: str | dt.date, hour: int = 10) -> dt.datetime:
    """Some time on a day: "2024-06-05"."""
    on = dt.date.fromisoformat(day) if isinstance(day, str) else day
    return dt.datetime(on.year, on.month, on.day, hour, tzinfo=SHANGHAI)


def acting(user: User) -> Client:
    """A browser in which somebody has signed in."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


class Office:
    """The people of the county that a payment passes through, and the households they know."""

    def __init__(self) -> None:
        build_county()
        self.county = Area.objects.get(code=COUNTY)
        self.officer = somebody("officer", Role.COUNTY_OFFICER, COUNTY)
        self.second = somebody("second", Role.COUNTY_OFFICER, COUNTY)
        self.leader = somebody("leader", Role.BUREAU_LEADER, COUNTY)
        self.deputy = somebody("deputy", Role.BUREAU_LEADER, COUNTY)
        self.finance = somebody("finance", Role.FINANCE, COUNTY)
        self.clerk = somebody("clerk", Role.TOWNSHIP_CLERK, TOWN)
        Grant.objects.update(since=dt.date(2020, 1, 1))
        self.known = 0

    def household(self, people: int, *, village: str = VILLAGE) -> Household:
        """A household of so many people nobody has met before, registered since 2020."""
        members = []
        for place in range(people):
            self.known += 1
            number = number_of(
                dt.date(1950 + self.known % 50, 1 + self.known % 12, 1 + self.known % 28), self.known % 1000
            )
            person = registry.NewPerson(number, f"村民{self.known}", village)
            members.append(registry.NewMember(person, "户主" if not place else "之子"))
        new = registry.NewHousehold(f"H{self.known}", village, tuple(members), since=dt.date(2020, 1, 1))
        return registry.register_households([new], by=None, at=moment("2024-01-02"), because="登记")[0]

    def people(self, household: Household) -> list[Person]:
        """Its people in the order they were registered."""
        return [each.person for each in household.memberships.select_related("person__party").order_by("pk")]

    def family(self, household: Household, *figures: Mapping[str, int], **of_household: int) -> Family:
        """Its facts, every figure with where it comes from."""
        members = [
            Member(
                str(person.pk),
                person.party.name,
                {name: Given(value, "核对报告", dt.date(2024, 1, 5)) for name, value in {"wages": 0, **given}.items()},
            )
            for person, given in zip(self.people(household), figures, strict=True)
        ]
        return Family(household.party.name, dict(of_household), members)

    def grant(
        self,
        benefit: Benefit,
        household: Household,
        *figures: Mapping[str, int],
        decided: str = "2023-12-20",
        account: str | None = None,
        from_month: str = "",
        **of_household: int,
    ) -> Award:
        """Confirmed by the county officer, with an account of its own."""
        new = NewAward(
            household.pk,
            household.party.area_id or "",
            self.family(household, *figures, **of_household),
            dt.date.fromisoformat(decided),
            f"审核确认书{household.number}",
            household.party.name,
            f"62170000{household.pk:011d}" if account is None else account,
            parse_month(from_month) if from_month else None,
        )
        return awards.grant(benefit, new, by=self.officer, at=moment(decided), because="审核确认")

    def signed(self, benefit: Benefit, month: str, *, on: str = "") -> PaymentRun:
        """Drafted, frozen, checked and signed by four people, on the fifth of the month."""
        at = moment(on or first_day(parse_month(month)).replace(day=5))
        run = services.draft(benefit, parse_month(month), county=self.county, by=self.officer, at=at)
        services.freeze(run, by=self.officer, at=at)
        services.check(run, by=self.second, at=at)
        services.sign(run, by=self.leader, at=at)
        if run.state == PaymentRun.State.CHECKED:
            services.sign(run, by=self.deputy, at=at)
        return run

    def paid(self, benefit: Benefit, month: str, *, on: str = "", **words: str) -> PaymentRun:
        """Signed, sent, answered (everybody paid but for lines given as n3="账号不存在") and closed."""
        run = self.signed(benefit, month, on=on)
        if not run.lines_number:
            return services.close(run, by=self.finance, at=moment(on or first_day(run.month).replace(day=8)))
        at = moment(on or first_day(run.month).replace(day=8))
        file = services.send(run, form="card", by=self.finance, at=at)
        self.answer(file, at, **words)
        return services.close(run, by=self.finance, at=at)

    def answer(self, file: BankFile, at: dt.datetime, **words: str) -> Any:
        """The bank's answer of a file."""
        return services.take_answer(file, f"{file.key}.csv", csv_of(rows_of(file, **words)), by=self.finance, at=at)
