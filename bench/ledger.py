"""The ledger, measured on a database in a file as in service: a payment batch of 20,000 lines, durable; the same asked again; the bank's
answer. `python -m bench.ledger` prints seconds as JSON."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

LINES = 20_000


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="doudi-bench-") as name:
        os.environ["DOUDI_VAR"] = name
        os.environ["DATABASE_URL"] = f"sqlite:///{Path(name) / 'doudi.sqlite3'}"
        os.environ["DJANGO_SETTINGS_MODULE"] = "doudi.config.settings"
        import django  # reads the settings from the environment just made

        django.setup()
        from django.core.management import call_command

        from bench.ledger_months import measure

        call_command("migrate", verbosity=0)
        print(json.dumps(measure(LINES)))


if __name__ == "__main__":
    main()
