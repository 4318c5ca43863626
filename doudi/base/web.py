"""What every page needs: who may open it, how it is answered, how a list is cut into pages."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from doudi.base.access import may
from doudi.base.roles import Role

View = Callable[..., HttpResponseBase]
Row = TypeVar("Row", bound=Model)
SIZES = (20, 50, 100)


def guarded(view: View, roles: Iterable[Role]) -> View:
    """The view, for those who are signed in and hold one of the roles."""
    wanted = frozenset(roles)

    @functools.wraps(view)
    def open_for(request: HttpRequest, *args: Any, **more: Any) -> HttpResponseBase:
        if not may(request.user, wanted):
            raise PermissionDenied
        return view(request, *args, **more)

    return login_required(open_for)


def page(request: HttpRequest, template: str, context: Mapping[str, Any], *, status: int = 200) -> HttpResponse:
    """A staff page: never kept by a browser or proxy, since it shows personal data."""
    answer = render(request, template, dict(context), status=status)
    answer["Cache-Control"] = "no-store"
    answer["Vary"] = "HX-Request, Cookie"
    return answer


@dataclass(frozen=True)
class Cut:
    """One page of a list, with what the pager needs."""

    rows: list[Any]
    number: int
    pages: int
    total: int
    size: int
    query: str  # the filters, to go on with

    @property
    def numbers(self) -> list[int]:
        return [each for each in range(1, self.pages + 1) if abs(each - self.number) <= 2 or each in (1, self.pages)]


def cut(request: HttpRequest, rows: QuerySet[Row]) -> Cut:
    """The page of the list that the address asks for: ids first, so that deep pages stay cheap."""
    size = int(request.GET["size"]) if request.GET.get("size") in map(str, SIZES) else SIZES[0]
    pages = Paginator(rows.order_by(*rows.query.order_by, "pk").values_list("pk", flat=True), size)
    this = pages.get_page(request.GET.get("page"))
    ids = list(this.object_list)
    found = {each.pk: each for each in rows.filter(pk__in=ids)}
    filters = request.GET.copy()
    filters.pop("page", None)
    return Cut([found[pk] for pk in ids if pk in found], this.number, pages.num_pages, pages.count, size, filters.urlencode())
