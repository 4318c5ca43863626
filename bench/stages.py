"""Where the time of `doudi month` goes: `python -m bench.stages FOLDER OUT` prints its stages as JSON, in seconds."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from bench.county import MONTH
from doudi.base.months import last_day
from doudi.base.parameters import ParameterSet
from doudi.mechanisms.exchange.intake import take_in
from doudi.mechanisms.exchange.snapshots import select
from doudi.mechanisms.matching.engine import Engine
from doudi.programmes.integrity.data_matching.checks import CHECKS
from doudi.programmes.integrity.data_matching.parameters import PARAMETERS
from doudi.programmes.integrity.data_matching.sources import SOURCES
from doudi.programmes.integrity.data_matching.views import VIEWS

BY_LINKAGE = {"R-CMP-19", "R-CMP-20"}  # meters have no number: all other questions are exact


def main(folder: Path) -> dict[str, float]:
    began = time.perf_counter()
    intake = take_in([folder], SOURCES, month=MONTH)
    taken = time.perf_counter()
    selection = select(intake.parts, month=MONTH)
    parameters = ParameterSet.of(PARAMETERS, on=last_day(MONTH))
    with Engine(selection.tables, SOURCES, month=MONTH, parameters=parameters) as engine:
        engine.prepare(VIEWS)
        prepared = time.perf_counter()
        exact = engine.run([check for check in CHECKS if check.code not in BY_LINKAGE], doubted="doubted")
        answered = time.perf_counter()
        by_linkage = engine.run([check for check in CHECKS if check.code in BY_LINKAGE], doubted="doubted")
        done = time.perf_counter()
    return {
        "rows": sum(part.rows for part in intake.parts),
        "lists": len({part.source.code for part in intake.parts}),
        "take_in": taken - began,
        "prepare": prepared - taken,
        "checks": done - prepared,
        "exact_checks": answered - prepared,
        "questions": sum(result.compared for result in exact.results),
        "findings": exact.findings.height + by_linkage.findings.height,
    }


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]))))
