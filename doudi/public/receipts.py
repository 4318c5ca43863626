"""验交接回执: by the code printed on the paper, whether it is genuine and its chain unbroken. Names of people are not shown."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse

from doudi.mechanisms.custody.declare import chain_of
from doudi.mechanisms.custody.models import Receipt
from doudi.mechanisms.custody.queries import verified, written
from doudi.pages.forms import PageForm
from doudi.public.pages import page


class ReceiptForm(PageForm):
    code = forms.CharField(
        label="核验码",
        max_length=24,
        help_text="印在交接回执右下角，16位，例如 1A2B-3C4D-5E6F-7A8B",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


@login_not_required
def receipt(request: HttpRequest) -> HttpResponse:
    """What a code says: what was handed over when, from what kind of custodian to which; a broken chain is said plainly."""
    form = ReceiptForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"title": "验交接回执", "form": form}
    if request.method != "POST":
        return page(request, "public/receipt.html", context)
    if not form.is_valid():
        return page(request, "public/receipt.html", context, status=422)
    found = verified(form.cleaned_data["code"])
    if found is None:
        refusal = "没有这个核验码的交接回执，请核对后再查；核对无误的，请向县民政局举报。"
        return page(request, "public/receipt.html", {**context, "refusal": refusal}, status=422)
    told = {"found": found, "code": written(found.receipt.code), **_ends(found.receipt)}
    return page(request, "public/receipt.html", {**context, **told})


def _ends(row: Receipt) -> dict[str, str]:
    """From whom to whom: registered custodians by name, others by kind only."""
    chain = chain_of(row.item.chain)
    source = row.source_custodian.name if row.source_custodian else chain.kind(row.source).name if row.source else "—"
    target = row.target_custodian.name if row.target_custodian else chain.kind(row.target).name
    return {"chain": chain.name, "source": source, "target": target}
