"""How a page answers after something was done."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import content_disposition_header


def done(request: HttpRequest, sentence: str, *, to: str) -> HttpResponse:
    """Say what was done and go on to a page. From a drawer the page `to` is loaded into it and the list behind is read anew; if the
    drawer was opened by the list at `to` itself, it closes."""
    messages.success(request, sentence)
    if in_drawer(request) and to.split("?")[0] == request.path and "bulk" in request.POST:
        return HttpResponse(status=204, headers={"HX-Redirect": to})
    return HttpResponseRedirect(to)


def file_response(content: bytes, name: str, content_type: str) -> HttpResponse:
    """A file to be taken away under a name, which may be Chinese."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


def in_drawer(request: HttpRequest) -> bool:
    """Whether the page is asked for beside a list, without the desk around it."""
    htmx: Any = getattr(request, "htmx", None)
    return bool(htmx) and htmx.target == "drawer-body" and not htmx.history_restore_request
