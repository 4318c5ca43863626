"""The page on which a receipt is printed: a programme says whose it may be and where to go back to."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from doudi.base.models import User
from doudi.base.records import record
from doudi.mechanisms.custody.models import Receipt, TrackedItem
from doudi.mechanisms.custody.paper import RECEIPT, sheet_of
from doudi.mechanisms.custody.sealing import first_broken
from doudi.mechanisms.papers.making import print_view


def receipt_page(request: HttpRequest, item: TrackedItem, number: int, *, back: str) -> HttpResponse:
    """One receipt of an item to print, with whether its chain holds; who prints it leaves a record. Whether the user may see the item is
    whoever calls this to say."""
    rows = Receipt.objects.select_related("item", "source_custodian", "target_custodian", "by")
    receipt = rows.filter(item=item, number=number).first()
    if receipt is None:
        raise Http404
    assert isinstance(request.user, User)
    data = {"number": number, "code": receipt.code}
    record("custody.print", item, by=request.user, at=timezone.now(), area_code=item.area_code, data=data)
    broken = first_broken(TrackedItem.objects.filter(pk=item.pk))
    sheet = sheet_of(receipt, address=request.build_absolute_uri(reverse("public:receipt")), on=timezone.localdate())
    context = {
        "title": f"交接回执：{item.label}",
        "paper": print_view(RECEIPT, sheet),
        "broken": f"{broken.what}请保护现场，并与备份比对。" if broken is not None else "",
        "back": back,
    }
    return render(request, "custody/receipt.html", context)
