"""A month's payment run of 20,000 households, from the database and back into it. `python -m bench.payments` prints seconds as JSON."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

HOUSEHOLDS = 20_000


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="doudi-bench-") as name:
        os.environ["DOUDI_VAR"] = name
        os.environ["DATABASE_URL"] = f"sqlite:///{Path(name) / 'doudi.sqlite3'}"
        os.environ["DJANGO_SETTINGS_MODULE"] = "doudi.config.settings"
        import django  # reads the settings from the environment just made

        django.setup()
        from django.core.management import call_command

        from bench.payment_months import measure

        call_command("migrate", verbosity=0)
        print(json.dumps(measure(HOUSEHOLDS)))


if __name__ == "__main__":
    main()
