"""How a public page is made: kept for a minute for everybody alike, or for nobody if something was typed into it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

KEPT_SECONDS = (
    60  # so long a page may be shown after what it shows has changed; a withdrawn notice is gone from us at once
)


def page(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page for this one reader: kept by nobody (the site's default)."""
    return render(request, template, {**context, "site": site()}, status=status)


def kept_page(key: str, template: str, make: Callable[[], dict[str, Any]]) -> HttpResponse:
    """A page that is the same for everybody; made anew once a minute. It has no form, no cookie, nothing of who reads it."""
    body = cache.get_or_set(
        f"public:{key}", lambda: render_to_string(template, {**make(), "site": site()}), KEPT_SECONDS
    )
    response = HttpResponse(body)
    response["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    return response


def gone(request: HttpRequest) -> HttpResponse:
    """公示已经结束: said the same whether there ever was such a notice or not."""
    return page(request, "public/gone.html", {"title": "公示已结束"}, status=410)


def sender(request: HttpRequest) -> str:
    """The address a request comes from. Behind proxies of one's own (settings.PROXIES) it is the one that the outermost of them saw."""
    written = [each.strip() for each in request.headers.get("X-Forwarded-For", "").split(",") if each.strip()]
    number = settings.PROXIES
    if number and len(written) >= number:
        return str(written[-number])
    return str(request.META.get("REMOTE_ADDR", ""))


def site() -> dict[str, str]:
    """Head and foot (国办发〔2017〕47号): from the settings."""
    return {
        "organiser": settings.SITE_ORGANISER,
        "code": settings.SITE_CODE,
        "icp": settings.SITE_ICP,
        "police": settings.SITE_POLICE,
        "phone": settings.SITE_PHONE,
    }
