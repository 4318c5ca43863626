"""A page that does one thing: a form, what it does, and where one goes on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from doudi.base.models import User
from doudi.base.refused import Refused
from doudi.pages.forms import PageForm, form_page
from doudi.pages.responses import done


def carry_out(
    request: HttpRequest,
    form: PageForm,
    *,
    do: Callable[[dict[str, Any], User], str | tuple[str, str]],
    back: str,
    **more: Any,
) -> HttpResponse:
    """Show a form; once it is filled in, do what it says and go on.

    `do` is given what was said and who says it, and answers with the sentence to show: alone, and one goes `back` to where one came from,
    or with the address to go on to. What it refuses is told over the form, which keeps what was typed. `more` goes to the form's page.
    """
    user = request.user
    assert isinstance(user, User)
    more = {"back": back, **more}
    if not form.is_valid():
        return form_page(request, form, **more)
    try:
        told = do(dict(form.cleaned_data), user)
    except Refused as refused:
        return form_page(request, form, refusal=refused.sentence, **more)
    sentence, to = told if isinstance(told, tuple) else (told, back)
    return done(request, sentence, to=to)
