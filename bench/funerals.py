"""How many of the planted frauds the checks find, and how much of what they find was planted: after `doudi demo`.
`DOUDI_VAR=… python -m bench.funerals`."""

from __future__ import annotations

import csv
import os
import sys
import time
from pathlib import Path

import django


def main() -> int:
    """Precision and recall by rule; 1 if something that was planted is not found."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "doudi.config.settings")
    django.setup()
    from django.conf import settings

    from doudi.demo.build import TODAY
    from doudi.demo.funerals import PLANTED
    from doudi.mechanisms.matching.own import checks_of
    from doudi.programmes.funeral.ashes.fraud import GROUP, compare

    with (Path(settings.VAR) / PLANTED).open(encoding="utf-8", newline="") as file:
        planted = {(row["rule"], row["subject"]) for row in csv.DictReader(file)}
    begun = time.process_time()
    rows = compare(TODAY).findings
    found = set(zip(rows["rule"].to_list(), rows["subject_id"].to_list(), strict=True))
    used = time.process_time() - begun
    print(f"{'rule':8}{'planted':>9}{'found':>7}{'right':>7}{'precision':>11}{'recall':>8}")
    for rule in (each.code for each in checks_of(GROUP)):
        want, got = {s for r, s in planted if r == rule}, {s for r, s in found if r == rule}
        right = len(want & got)
        precision = right / len(got) if got else 1.0
        recall = right / len(want) if want else 1.0
        print(f"{rule:8}{len(want):9}{len(got):7}{right:7}{precision:11.3f}{recall:8.3f}")
    print(f"CPU {used:.2f} s")
    return 0 if planted <= found else 1


if __name__ == "__main__":
    sys.exit(main())
