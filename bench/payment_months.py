"""Dibao for 20,000 households: January to June, when the standard rises and five months are back-paid; then a further raise is tried."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import TypeVar

from django.test import Client

from doudi.base.months import first_day, parse_month
from doudi.base.stories import VILLAGE, number_of
from doudi.mechanisms.entitlement.awards import register
from doudi.mechanisms.entitlement.awards.services import NewAward, grant_many
from doudi.mechanisms.entitlement.family import Family, Given, Member
from doudi.mechanisms.entitlement.payment_runs import changes, computing, services
from doudi.mechanisms.entitlement.payment_runs.models import Correction, Payment
from doudi.mechanisms.entitlement.simulations.basis import basis_of
from doudi.mechanisms.entitlement.testing_awards import Office, moment
from doudi.mechanisms.entitlement.units import DisabilityClass, Residence
from doudi.mechanisms.registry import services as registry
from doudi.mechanisms.registry.models import Membership
from doudi.programmes.assistance.dibao.programme import DIBAO_BENEFIT

JANUARY = parse_month("2024-01")
JUNE = parse_month("2024-06")
RAISED = {"means.standard": {Residence.URBAN: 98_000, Residence.RURAL: 76_000}}
Result = TypeVar("Result")


def measure(households: int) -> dict[str, float]:
    """Seconds of each step; the least of three where it can be done again."""
    office = Office()
    _register(office, households)
    took: dict[str, float] = {}
    for month in range(JANUARY, JUNE):
        at = moment(first_day(month).replace(day=5))
        run, seconds = _timed(
            partial(services.draft, DIBAO_BENEFIT, month, county=office.county, by=office.officer, at=at)
        )
        took["draft"] = min(seconds, took.get("draft", seconds))
        took["freeze"] = _timed(partial(services.freeze, run, by=office.officer, at=at))[1]
        took["check"] = _timed(partial(services.check, run, by=office.second, at=at))[1]
        services.sign(run, by=office.leader, at=at)
        took["sign"] = _timed(partial(services.sign, run, by=office.deputy, at=at))[1]
    took["differences"] = min(_timed(lambda: changes.compare(office.officer, run))[1] for _ in range(3))
    took["send"] = _timed(lambda: services.send(run, form="card", by=office.finance, at=at))[1]
    took["roll"] = min(_timed(lambda: register.roll(DIBAO_BENEFIT, JUNE))[1] for _ in range(3))
    whole = register.load(DIBAO_BENEFIT)
    took["twelve_months"] = min(
        _timed(lambda: [whole.due(month) for month in range(JUNE, JUNE + 12)])[1] for _ in range(3)
    )
    june = moment("2024-06-25")
    took["back_pay"] = min(_timed(lambda: computing.compute(DIBAO_BENEFIT, JUNE, known_at=june))[1] for _ in range(3))
    run, took["draft_with_back_pay"] = _timed(
        lambda: services.draft(DIBAO_BENEFIT, JUNE, county=office.county, by=office.officer, at=june)
    )
    took["lines"] = Payment.objects.filter(run=run).count()
    took["corrections"] = Correction.objects.filter(run=run).count()
    return took | _simulated(office)


def _simulated(office: Office) -> dict[str, float]:
    """A raised standard on the page: the register read once, then the part of the page that a slider asks for."""
    at = moment("2024-06-25")
    basis, ready = _timed(lambda: basis_of(DIBAO_BENEFIT, JUNE, office.county, at=at))
    tried = [_timed(lambda: basis.simulation.of(RAISED))[1] for _ in range(30)]
    client = Client()
    client.force_login(office.officer, backend="django.contrib.auth.backends.ModelBackend")
    query = {"benefit": "dibao", "month": "2024-06", "means.standard:0": "980", "means.standard:1": "760"}
    asked = {"HX-Request": "true", "HX-Target": "outcome"}

    def moved() -> None:
        assert client.get("/funds/simulations/", query, headers=asked).status_code == 200

    moved()  # for the day that the server's clock shows the register is read once more
    pages = [_timed(moved)[1] for _ in range(20)]
    return {"simulation_ready": ready, "simulation": min(tried), "simulation_page": statistics.median(pages)}


def _register(office: Office, households: int) -> None:
    dice = random.Random(7)
    number, new = 0, []
    for place in range(households):
        members = []
        for order in range(dice.choice((1, 1, 1, 2, 2, 3))):
            number += 1
            born = date(1940 + number % 70, 1 + number % 12, 1 + number % 28)
            person = registry.NewPerson(number_of(born, number // 420), f"村民{number}", VILLAGE)
            members.append(registry.NewMember(person, "户主" if not order else "之子"))
        new.append(registry.NewHousehold(f"H{place}", VILLAGE, tuple(members)))
    made = registry.register_households(new, by=None, at=moment("2023-12-01"), because="登记")
    people: dict[int, list[int]] = {}
    for household, person_id in Membership.objects.order_by("pk").values_list("household", "person"):
        people.setdefault(household, []).append(person_id)
    awards = [
        NewAward(
            each.pk,
            VILLAGE,
            _family(dice, people[each.pk]),
            date(2023, 12, 20),
            "审核确认书",
            f"户主{each.pk}",
            f"62170000{each.pk:011d}",
        )
        for each in made
    ]
    grant_many(DIBAO_BENEFIT, awards, by=office.officer, at=moment("2023-12-20"), because="审核确认")


def _family(dice: random.Random, people: list[int]) -> Family:
    """What a survey finds: who it is, some pension or farming, a certificate here and there."""

    def of(person: int) -> Member:
        figures = {
            "wages": Given(0, "核对报告"),
            "born": Given(parse_month(f"{dice.randint(1935, 2015)}-05"), "公安人口信息"),
        }
        if dice.random() < 0.3:
            figures["central_pension"] = Given(12_300, "人社部门")
        if dice.random() < 0.3:
            figures["business_income"] = Given(dice.randint(10, 200) * 100, "入户调查")
        if dice.random() < 0.15:
            figures["disability"] = Given(DisabilityClass.LIMB, "残疾人证")
            figures["disability_grade"] = Given(dice.randint(1, 4), "残疾人证")
        return Member(str(person), "", figures)

    residence = Residence.URBAN if dice.random() < 0.2 else Residence.RURAL
    return Family(
        "",
        {"residence": Given(residence, "户口簿"), "savings": dice.randint(0, 500) * 1000},
        [of(each) for each in people],
    )


def _timed(do: Callable[[], Result]) -> tuple[Result, float]:
    start = time.perf_counter()
    result = do()
    return result, time.perf_counter() - start
