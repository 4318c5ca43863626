"""Something done with many rows at once: shown and asked first, then done by the listing's own function, all or nothing."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from doudi.base.access import require
from doudi.base.refused import Refused
from doudi.pages.asked import AskedList, asked_of
from doudi.pages.lists import Bulk, Listing
from doudi.pages.responses import done

_NAMED = 30  # rows that the page names before one confirms
_AT_ONCE = 5000  # rows that one bulk action takes at most


def bulk_page(request: HttpRequest, listing: Listing) -> HttpResponse:
    """First what will happen to how many, with a form if one is needed; confirmed, it happens."""
    bulk = _wanted(listing, request.POST["bulk"])
    require(request.user, bulk.roles)
    rows = selected(request, listing)
    form: Any = bulk.form(request.POST if "confirmed" in request.POST else None) if bulk.form else None
    refusal = ""
    if "confirmed" in request.POST and (form is None or form.is_valid()):
        try:
            return done(
                request, bulk.do(request.user, rows, form.cleaned_data if form else {}), to=request.get_full_path()
            )
        except Refused as refused:
            refusal = refused.sentence
    context = {
        "bulk": bulk,
        "form": form,
        "rows": rows,
        "names": _names(listing, rows),
        "all": bool(request.POST.get("all")),
        "refusal": refusal,
        "title": bulk.label,
        "back": request.get_full_path(),
    }
    wrong = bool(refusal) or (form is not None and form.is_bound and not form.is_valid())
    return render(request, "pages/bulk.html", context, status=422 if wrong else 200)


def selected(request: HttpRequest, listing: Listing) -> list[Any]:
    """The ticked rows, or with `all` every row that the filters leave: always of those that the user may see."""
    if request.POST.get("all"):
        asked: AskedList = asked_of(request, listing)
        rows = asked.ordered
    else:
        keys = [int(key) for key in request.POST.getlist("ids") if key.isdecimal()]
        rows = listing.rows(request.user).filter(pk__in=keys[: _AT_ONCE + 1]).order_by("pk")
    found = list(rows[: _AT_ONCE + 1])
    if not found:
        raise Refused("没有选中任何记录，请先勾选。")
    if len(found) > _AT_ONCE:
        raise Refused(f"一次最多处理{_AT_ONCE}条，请用筛选条件分批处理。")
    return found


def _names(listing: Listing, rows: list[Any]) -> str:
    """The first of the rows by the column that names them."""
    head = next((column for column in listing.columns if column.head), None)
    if head is None:
        return ""
    names = [str(head.value(row)) for row in rows[:_NAMED]]
    return "、".join(names) + ("等" if len(rows) > _NAMED else "")


def _wanted(listing: Listing, code: str) -> Bulk:
    found = next((bulk for bulk in listing.bulks if bulk.code == code), None)
    if found is None:
        raise Refused("没有这项批量操作，请刷新页面。")
    return found
