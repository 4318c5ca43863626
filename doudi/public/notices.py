"""The townships, the notices of a place, and one notice with its names hidden (R-PUB-02)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from doudi.base import areas
from doudi.mechanisms.casework.notices.declare import PUBLICITIES
from doudi.mechanisms.casework.notices.models import PublicNotice
from doudi.mechanisms.casework.notices.queries import on_web
from doudi.mechanisms.casework.notices.wording import wording
from doudi.public.pages import gone, kept_page

_MOST = 200


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The townships that have something to show, and the door to the progress of a case."""
    today = timezone.localdate()
    return kept_page(f"home:{today}", "public/home.html", lambda: _home(today))


@login_not_required
@require_safe
def area(request: HttpRequest, area: str) -> HttpResponse:
    """The notices of a township or a village."""
    if area not in areas.names():
        raise Http404
    today = timezone.localdate()
    return kept_page(f"area:{area}:{today}", "public/area.html", lambda: _area(area, today))


@login_not_required
@require_safe
def notice(request: HttpRequest, number: str) -> HttpResponse:
    """One notice. Whether it may still be shown is asked each time, only its text is kept."""
    row = shown(number)
    if row is None:
        return gone(request)
    return kept_page(f"notice:{row.pk}:{row.posted_on}:{row.ends_on}", "public/notice.html", lambda: _notice(row))


def shown(number: str) -> PublicNotice | None:
    """A notice that everybody may see today; None if it has ended, was withdrawn, or never was for the web."""
    return on_web(timezone.localdate()).filter(number=f"示{number}").first()


def short_number(row: PublicNotice) -> str:
    """As it stands in addresses: 202405-0012."""
    return row.number.removeprefix("示")


def _home(today: dt.date) -> dict[str, Any]:
    by_village = on_web(today).order_by().values_list("area_code").annotate(number=Count("pk"))
    towns: dict[str, int] = {}
    for village, number in by_village:
        town = areas.township_of(village)
        towns[town] = towns.get(town, 0) + number
    return {
        "title": "信息公示",
        "towns": [(code, areas.name_of(code), number) for code, number in sorted(towns.items())],
    }


def _area(area: str, today: dt.date) -> dict[str, Any]:
    rows = on_web(today, area=area)[:_MOST]
    return {
        "title": f"{areas.full_name(area)}公示",
        "notices": [
            {
                "number": short_number(row),
                "title": wording(row, ()).title,
                "posted_on": row.posted_on,
                "ends_on": row.ends_on,
                "line": PUBLICITIES[row.publicity].name,
            }
            for row in rows
            if row.publicity in PUBLICITIES
        ],
        "town": (areas.township_of(area), areas.name_of(areas.township_of(area))),
        "is_town": areas.township_of(area) == area,
    }


def _notice(row: PublicNotice) -> dict[str, Any]:
    text = wording(row, row.lines.all(), masked=True)
    basis = "、".join(str(each) for each in PUBLICITIES[row.publicity].basis)
    return {"title": text.title, "text": text, "number": short_number(row), "basis": basis, "area": row.area_code}
