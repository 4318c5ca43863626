"""Fifty clerks of one township and the accepted applications that wait for them, in the database of DATABASE_URL; prints who is signed
in by which cookie and whose cases are which. `python -m bench.clerks_county`."""

from __future__ import annotations

import json
import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "doudi.config.settings")

import django

django.setup()

from django.conf import settings  # noqa: E402  the settings stand only after setup()
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from doudi.base.models import Grant, User  # noqa: E402
from doudi.base.roles import Role  # noqa: E402
from doudi.base.stories import TOWN, somebody  # noqa: E402
from doudi.programmes.assistance.dibao.pages import APPLICATION_PAGES as PAGES  # noqa: E402
from doudi.programmes.assistance.dibao.stories import Hall  # noqa: E402

CLERKS, CASES = 50, 6


def main() -> dict[str, object]:
    call_command("migrate", verbosity=0)
    hall, today = Hall(), timezone.localdate().isoformat()
    clerks = [somebody(f"clerk{n}", Role.TOWNSHIP_CLERK, TOWN) for n in range(CLERKS)]
    Grant.objects.update(since="2020-01-01")
    cases = [hall.accepted(today, people=2).pk for _ in range(CLERKS * CASES)]
    return {
        "list": reverse(PAGES.at(PAGES.many)),
        "cookie": settings.SESSION_COOKIE_NAME,
        "clerks": [
            {"session": _signed_in(clerk), "cases": cases[n * CASES : (n + 1) * CASES]}
            for n, clerk in enumerate(clerks)
        ],
    }


def _signed_in(clerk: User) -> str:
    """A session as the sign-in page leaves it: it leads to the workbench, from where the day begins."""
    client = Client()
    client.force_login(clerk, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(reverse("workbench")).status_code == 200
    return client.cookies[settings.SESSION_COOKIE_NAME].value


if __name__ == "__main__":
    print(json.dumps(main()))
