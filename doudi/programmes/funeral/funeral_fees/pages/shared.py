"""What the forms of this line have in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from doudi.base.models import User
from doudi.base.refused import Refused
from doudi.mechanisms.registry.death_records.models import Death
from doudi.pages.forms import PageForm, form_page
from doudi.pages.responses import done


def doing(
    request: HttpRequest, form: PageForm, *, do: Callable[[dict[str, Any], User], str], to: str, **more: Any
) -> HttpResponse:
    """Show a form, do what it says, go on to `to`; what is refused keeps what was typed. `more` goes to the form's page."""
    user = request.user
    assert isinstance(user, User)
    more = {"back": to, **more}
    if request.method != "POST" or not form.is_valid():
        return form_page(request, form, **more)
    try:
        sentence = do(dict(form.cleaned_data), user)
    except Refused as refused:
        return form_page(request, form, refusal=refused.sentence, **more)
    return done(request, sentence, to=to)


def death_of(number: str) -> Death:
    """A death by the number of its record; Refused if there is none. Whether the user may act on it, the services ask by its place."""
    found = Death.objects.filter(number=number.strip()).first()
    if found is None:
        raise Refused(f"没有编号为{number.strip()[:20]}的死亡登记，请核对。")
    return found


def one(rows: Any, pk: int) -> Any:
    """A row that the user may see, or 404."""
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
