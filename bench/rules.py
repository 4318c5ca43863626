"""`python -m bench rules`: a month's roll, one letter, back-pay, a simulation; and the same rules in Polars beside them."""

from __future__ import annotations

import datetime as dt
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from bench import rules_polars
from bench.measured import python
from doudi.mechanisms.entitlement.backpay import back_pay
from doudi.mechanisms.entitlement.columns import Facts
from doudi.mechanisms.entitlement.explain import explain
from doudi.mechanisms.entitlement.family import Family, Member
from doudi.mechanisms.entitlement.policy import Terms
from doudi.mechanisms.entitlement.simulate import Groups, Simulation
from doudi.mechanisms.entitlement.units import Residence
from doudi.programmes.assistance.dibao.rules import DIBAO_RULES
from doudi.programmes.assistance.dibao.testing import SEPTEMBER, TOWNSHIPS, invented_register

COUNTRY = 41_000_000
RAISED = {"means.standard": {Residence.URBAN: 98_000, Residence.RURAL: 76_000}}
Line = Callable[..., None]
Found = TypeVar("Found")


def run(line: Line, *, country: int = COUNTRY) -> None:
    """Says each figure by `line(what, value, unit, wanted, more)`."""
    terms = DIBAO_RULES.terms(SEPTEMBER)
    print(f"rules: {len(DIBAO_RULES.plan(('amount',)))} steps for dibao, month 2024-09")
    county = invented_register(20_000, 1)
    for name, register, times, wanted in (
        ("a month's roll, 20,000 households", county, 60, (5.0, "ms", 1e3)),
        ("a month's roll, 1,000,000 households", invented_register(1_000_000, 1), 7, (0.2, "s", 1.0)),
    ):
        limit, unit, scale = wanted
        households, persons = rules_polars.frames(register)
        ours, amounts = _quickest(partial(_amounts, register, terms), times)
        polars, same = _quickest(partial(rules_polars.amounts, households, persons, terms), max(times // 4, 3))
        assert np.array_equal(amounts, same.to_numpy()), "Polars and the engine must pay the same"
        line(name, ours * scale, unit, f"at most {limit:g} {unit}", f"{int((amounts > 0).sum()):,} paid")
        line("  the same rules in Polars", polars * scale, unit, "", f"{polars / ours:.1f} times as long")
    _letters(line, county)
    _back_pay(line, county)
    _simulation(line, county)
    _country(line, country)


def _quickest(work: Callable[[], Found], times: int) -> tuple[float, Found]:
    """Seconds of the quickest run (what disturbs a machine only ever adds), and what came out."""
    found = work()
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        found = work()
        taken.append(time.perf_counter() - begun)
    return min(taken), found


def _amounts(register: Facts, terms: Terms) -> Any:
    return DIBAO_RULES.run(register, terms)["amount"]


def _letter(family: Family, terms: Terms, with_turns: bool = True) -> list[str]:
    return explain(DIBAO_RULES, family, terms, with_turns=with_turns).letter()


def _letters(line: Line, county: Facts) -> None:
    """Worksheet, letter and what would turn the result, of 200 households one after the other."""
    known = DIBAO_RULES.all_facts
    families = []
    for row in range(200):
        one = county.one(row)
        members = [
            Member(str(n), f"第{n + 1}人", {name: int(column[n]) for name, column in one.persons.items()})
            for n in range(one.people)
        ]
        figures = {name: int(column[0]) for name, column in one.households.items() if name in known}
        families.append(Family(f"第{row + 1}户", figures, members))
    terms = DIBAO_RULES.terms(SEPTEMBER)
    plain = [_quickest(partial(_letter, each, terms, with_turns=False), 3)[0] for each in families]
    turned = [_quickest(partial(_letter, each, terms), 3)[0] for each in families]
    line("one letter with its worksheet", statistics.median(plain) * 1e3, "ms", "at most 2 ms")
    line("  and what would turn the result, to the fen", statistics.median(turned) * 1e3, "ms", "at most 2 ms")


def _back_pay(line: Line, county: Facts) -> None:
    months = range(SEPTEMBER - 8, SEPTEMBER + 4)
    taken, found = _quickest(
        lambda: back_pay(DIBAO_RULES, county, months, known_then=dt.date(2024, 6, 5), reform={}), 5
    )
    line("back-pay, 20,000 households × 12 months", taken, "s", "at most 0.2 s", f"{found.back_pay / 1e8:,.1f} 百万元")


def _simulation(line: Line, county: Facts) -> None:
    names = tuple(f"第{number}镇" for number in range(TOWNSHIPS))
    groups = Groups(county.households["township"], county.households["residence"], names, ("城市", "农村"))
    asked = Simulation(DIBAO_RULES, county, SEPTEMBER, groups, ("line", "family_income"))
    asked.base  # noqa: B018 — the register as it is, computed once when the page opens
    taken, found = _quickest(lambda: asked.of(RAISED), 30)
    line("a simulation with tables by township", taken * 1e3, "ms", "at most 16 ms", f"{found.losing} losers found")


def _country(line: Line, people: int) -> None:
    with tempfile.TemporaryDirectory(prefix="doudi-bench-") as folder:
        python("bench.rules_country", "write", folder, str(people))
        size = sum(path.stat().st_size for path in Path(folder).iterdir()) / 1e9
        runs = [python("bench.rules_country", "run", folder) for _ in range(3)]
    best = min(
        runs, key=lambda each: sum(json.loads(each.printed.splitlines()[-1])[k] for k in ("read", "rules", "tables"))
    )
    took = json.loads(best.printed.splitlines()[-1])
    print(f"  {took['people']:,} people in {took['households']:,} households, {size:.1f} GB of column files")
    line(
        "from column files to sums by township",
        took["read"] + took["rules"] + took["tables"],
        "s",
        "at most 4 s",
    )
    line("  its memory", best.mebibytes / 1024, "GiB", "at most 3 GiB")
    line("  reading", took["read"], "s")
    line("  rules, on one core", took["rules"], "s")
    line("  processor time of the whole process", took["processor"], "s")
    print()
