"""All figures of a year by village, and the first page of the list behind one: after `doudi demo`.
`DOUDI_VAR=… python -m bench.figures [2024]`."""

from __future__ import annotations

import os
import sys
import time

import django

from bench.targets import line, summary


def main(year: str = "2024") -> None:
    """Time of the processor, which other work on the machine does not lengthen."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "doudi.config.settings")
    django.setup()
    from doudi.mechanisms.indicators.declare import INDICATORS, Indicator
    from doudi.mechanisms.indicators.periods import parse_period
    from doudi.mechanisms.indicators.queries import by_area, records_of
    from doudi.programmes.office.reports.queries import county

    period, place = parse_period(year), county()
    by_area(next(iter(INDICATORS.values()))[1], period, area_code=place)  # opens the database

    def first_page(indicator: Indicator) -> float:
        """Twenty rows as the list shows them, and how many there are."""
        begun = time.process_time()
        rows = records_of(indicator, period, area_code=place)
        for row in rows.select_related(*indicator.related)[:20] if indicator.related else rows[:20]:
            [column.value(row) for column in indicator.columns]
        rows.count()
        return time.process_time() - begun

    each_took: dict[str, float] = {}
    lists: dict[str, float] = {}
    for code, (_, indicator) in INDICATORS.items():
        begun = time.process_time()
        by_area(indicator, period, area_code=place, digits=12)
        each_took[code] = time.process_time() - begun
        lists[code] = min(first_page(indicator) for _ in range(2))
    slowest, slowest_list = max(each_took, key=each_took.__getitem__), max(lists, key=lists.__getitem__)
    print(f"{len(INDICATORS)} figures of {year}, CPU")
    line("all figures by village", sum(each_took.values()), "s", "at most 5 s")
    line("  the slowest of them", each_took[slowest], "s", "", slowest)
    line("list behind a figure, the slowest", lists[slowest_list] * 1e3, "ms", "at most 50 ms", slowest_list)
    summary()


if __name__ == "__main__":
    main(*sys.argv[1:])
