"""The view of every list."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render

from doudi.base.refused import Refused
from doudi.pages.asked import AS_LEFT, as_left, asked_of, remember
from doudi.pages.bulks import bulk_page
from doudi.pages.exports import export_page
from doudi.pages.filters import Text, numbered
from doudi.pages.lists import Listing


def list_page(request: HttpRequest, listing: Listing, **more: Any) -> HttpResponse:
    """The view of a list; with `?again` as the user left it. `more` goes to the template `pages/list.html` (title, crumbs, above: a template shown above the list)."""
    if request.method == "POST" and "bulk" in request.POST:
        return bulk_page(request, listing)
    if request.method == "POST" and "export" not in request.POST:
        return _asked_by_post(request, listing)
    if AS_LEFT in request.GET:
        return HttpResponseRedirect(as_left(request, listing, request.path).address())
    asked = asked_of(request, listing)
    if wanted := (request.POST if request.method == "POST" else request.GET).get("export"):
        return export_page(request, asked, wanted)
    htmx: Any = getattr(request, "htmx", None)
    only_table = bool(htmx) and htmx.target == "tbl" and not htmx.history_restore_request
    remember(request, asked)
    template = "pages/table.html" if only_table else "pages/list.html"
    response = render(request, template, {"asked": asked, "listing": listing, "title": listing.name, **more})
    if only_table:
        response["HX-Push-Url"] = asked.address()
    return response


def _asked_by_post(request: HttpRequest, listing: Listing) -> HttpResponse:
    """The filters came by POST, because one holds an identity number (or scripts are off): the address gets its blind index."""
    given = QueryDict(mutable=True)
    text = {each.code for each in listing.filters if isinstance(each, Text)}
    for name, value in request.POST.items():
        if name == "csrfmiddlewaretoken" or not value:
            continue
        try:
            given[name] = numbered(str(value)) if name in text else str(value)
        except ValueError as error:
            raise Refused(str(error)) from error
    return HttpResponseRedirect(f"{request.path}?{given.urlencode()}" if given else request.path)
