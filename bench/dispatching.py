"""A day of 20 carers and 120 visits, and a month of 3,000 orders proposed to volunteers."""

from __future__ import annotations

import datetime as dt
import random
import time
from collections.abc import Callable
from dataclasses import replace

from doudi.mechanisms.orders.dispatching.assigning import propose
from doudi.mechanisms.orders.dispatching.declare import Carer, Terms, Visit
from doudi.mechanisms.orders.dispatching.routing import nearest_first, plan_day

TERMS = Terms.on(dt.date(2024, 11, 1))


def a_day(visits: int, carers: int, seed: int = 11) -> tuple[list[Visit], list[Carer]]:
    """Visits in twelve villages and a town, with hours agreed; carers who live among them."""
    dice = random.Random(seed)
    centres = [(27.0 + dice.uniform(-0.12, 0.12), 115.0 + dice.uniform(-0.12, 0.12)) for _ in range(13)]

    def somewhere() -> tuple[float, float]:
        lat, lon = dice.choice(centres)
        return lat + dice.gauss(0, 0.008), lon + dice.gauss(0, 0.008)

    wanted = []
    for number in range(visits):
        minutes = dice.choice([60, 45, 30, 60, 20])
        earliest = dice.choice([8 * 60, 8 * 60, 9 * 60, 13 * 60, 14 * 60])
        wide = dice.choice([120, 180, 240])
        wanted.append(
            Visit(number, number, *somewhere(), earliest, earliest + wide, minutes, sex=dice.choice(["", "", "", "F"]))
        )
    going = [
        Carer(number, *somewhere(), sex=dice.choice("FFFM"), load=dice.choice([0, 0, 1, 2, 3, 8, 20]))
        for number in range(carers)
    ]
    return wanted, going


def run(line: Callable[..., None]) -> None:
    visits, carers = a_day(120, 20)
    begun = time.perf_counter()
    used = time.process_time()
    plan = plan_day(visits, carers, terms=TERMS)
    seconds, processor = time.perf_counter() - begun, time.process_time() - used
    usual = nearest_first(visits, carers, terms=TERMS)
    print("a day of 20 carers and 120 visits with hours agreed")
    line("planned", seconds, "s", "at most 10 s", f"{processor:.1f} s of processor")
    line("  visits on rounds", plan.served, "", "", f"of {len(visits)}; {plan.metres / 1000:.1f} km")
    line("  nearest first", usual.served, "", "", f"of {len(visits)}; {usual.metres / 1000:.1f} km")
    ours, other = plan.metres / plan.served, usual.metres / usual.served
    line("  shorter a visit than nearest first", 100 * (1 - ours / other), "%")
    begun, used, asked, found = time.perf_counter(), time.process_time(), 0, 0
    wanted, going = a_day(3000, 900, seed=5)
    people = {carer.worker: carer for carer in going}
    for day in range(30):
        today = wanted[day * 100 : day * 100 + 100]
        lines = propose(today, list(people.values()), terms=TERMS)
        asked += len(today)
        found += sum(each.worker is not None for each in lines)
        for each in lines:
            if each.worker is not None:
                people[each.worker] = _served(people[each.worker])
    print(f"a month of {asked:,} orders proposed to {len(going)} volunteers, day by day")
    line(
        "proposed",
        time.perf_counter() - begun,
        "s",
        "",
        f"{time.process_time() - used:.1f} s of processor, {found:,} found somebody",
    )
    before = sorted((carer.load for carer in going), reverse=True)
    after = sorted((people[carer.worker].load - carer.load for carer in going), reverse=True)
    line(
        "  served somebody",
        100 * sum(each > 0 for each in after) / len(after),
        "%",
        "",
        f"before {100 * sum(each > 0 for each in before) / len(before):.0f} %",
    )
    line("  orders of the busiest tenth", 100 * sum(after[: len(after) // 10]) / max(sum(after), 1), "%")
    print()


def _served(carer: Carer) -> Carer:
    return replace(carer, load=carer.load + 1)


if __name__ == "__main__":
    from bench.targets import line

    run(line)
