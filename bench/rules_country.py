"""The roll of a large province, from column files to sums by township, in a process of its own so that its memory is known.

python -m bench.rules_country write FOLDER PEOPLE · python -m bench.rules_country run FOLDER
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import numpy as np

from doudi.mechanisms.entitlement.columns import Facts
from doudi.mechanisms.entitlement.simulate import Groups
from doudi.programmes.assistance.dibao.rules import DIBAO_RULES
from doudi.programmes.assistance.dibao.testing import SEPTEMBER, TOWNSHIPS, invented_register

BLOCK = 250_000  # households made up at once and repeated


def write(folder: Path, people: int) -> None:
    """One file a column, of the narrowest type, as a register hands them over."""
    block = invented_register(BLOCK, 41)
    times = -(-people // block.people)
    for level, columns in (
        ("household", block.households),
        ("person", block.persons),
        ("size", {"sizes": block.sizes}),
    ):
        for name, column in columns.items():
            with (folder / f"{level}.{name}.{column.dtype.str[1:]}").open("wb") as file:
                for _ in range(times):
                    file.write(column.tobytes())


def run(folder: Path) -> None:
    begun = time.perf_counter()
    columns: dict[str, dict[str, np.ndarray]] = {"household": {}, "person": {}, "size": {}}
    for path in sorted(folder.iterdir()):
        level, name, kind = path.name.split(".")
        columns[level][name] = np.fromfile(path, dtype=np.dtype(kind))
    read = time.perf_counter()
    register = Facts(columns["household"], columns["person"], columns["size"]["sizes"])
    amount = DIBAO_RULES.run(register, DIBAO_RULES.terms(SEPTEMBER))["amount"]
    computed = time.perf_counter()
    names = tuple(str(number) for number in range(TOWNSHIPS))
    groups = Groups(register.households["township"], register.households["residence"], names, ("城市", "农村"))
    total = int(groups.sums(amount).sum())
    print(
        json.dumps(
            {
                "people": register.people,
                "households": len(register),
                "read": read - begun,
                "rules": computed - read,
                "tables": time.perf_counter() - computed,
                "processor": time.process_time(),
                "paid": int((amount > 0).sum()),
                "month": total,
            }
        )
    )


if __name__ == "__main__":
    if sys.argv[1] == "write":
        write(Path(sys.argv[2]), int(sys.argv[3]))
    else:
        run(Path(sys.argv[2]))
