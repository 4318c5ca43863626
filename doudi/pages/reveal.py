"""查看完整（留痕）: a masked value asked for with a reason, shown in its place, and recorded."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from doudi.pages.forms import PageForm, form_page
from doudi.pages.responses import in_drawer


class ReasonForm(PageForm):
    reason = forms.CharField(label="查看事由", min_length=2, max_length=100)


def reveal_page(request: HttpRequest, *, label: str, back: str, read: Callable[[str], str]) -> HttpResponse:
    """Asks for the reason, then shows what `read(reason)` gives; `read` is the service that leaves the record. In place beside
    the masked value where scripts run, as a page of its own otherwise. The reason comes by POST, so nothing stands in an address."""
    form = ReasonForm(request.POST if request.method == "POST" else None)
    in_place = bool(getattr(request, "htmx", None)) and not in_drawer(request)
    if not form.is_valid():
        if not in_place:
            return form_page(request, form, title=f"查看完整{label}", back=back, submit="查看（留痕）")
        context = {"form": form, "action": request.path, "label": label}
        return render(request, "pages/reveal.html", context, status=422 if form.is_bound else 200)
    context = {"value": read(form.cleaned_data["reason"]), "title": label, "back": back}
    return render(request, "pages/revealed.html" if in_place else "pages/revealed_page.html", context)
