"""Where the pages that all benefits share stand: in one room of the catalogue, whose name is the only thing known of it here."""

from __future__ import annotations

from django.urls import reverse

from doudi.mechanisms.entitlement.declare import HOMES
from doudi.mechanisms.entitlement.pages.known import WITH_PAGES

ROOM = "funds"


def at(page: str, *args: object, **asked: object) -> str:
    """The address of a page of that room; `asked` goes behind it: at("runs", benefit="dibao")."""
    address = reverse(f"{ROOM}:{page}", args=args)
    return address + ("?" + "&".join(f"{name}={value}" for name, value in asked.items()) if asked else "")


def of_award(benefit: str, award: int) -> str | None:
    """The page of an award in its own programme, if that offers one."""
    return reverse(f"{HOMES[benefit]}:award", args=[award]) if benefit in WITH_PAGES else None
