"""Looking people up: by name, pinyin, number of the household or identity number, which never stands in an address."""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from doudi.base.refused import Refused
from doudi.mechanisms.registry import queries

_LONG_NUMBER = re.compile(r"\d{8}")


def search_page(request: HttpRequest) -> HttpResponse:
    """What was typed comes by POST. A name goes on into the address, so that back works; a number is answered at once."""
    text = (request.POST.get("q") or request.GET.get("q") or "").strip()
    purpose = request.POST.get("purpose", "").strip()
    numbered = bool(_LONG_NUMBER.search(re.sub(r"\s", "", text)))
    if request.method == "POST" and text and not purpose and not numbered:
        return redirect(f"{reverse('search')}?{urlencode({'q': text})}")
    found, refusal = None, ""
    if text and not (numbered and request.method == "GET"):
        try:
            found = queries.search(request.user, text, at=timezone.localtime(), purpose=purpose)
        except Refused as refused:
            refusal = refused.sentence
    if found and len(found.hits) == 1 and not found.outside and not purpose:
        return redirect("person", found.hits[0].person_id)
    context = {
        "title": "一人一档",
        "q": "" if numbered else text,
        "kept": text if numbered and request.method == "POST" else "",
        "found": found,
        "refusal": refusal,
        "purpose": purpose,
    }
    return render(request, "desk/search.html", context, status=422 if refusal else 200)
