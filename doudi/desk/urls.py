"""The addresses of the desk: its own, and those of every page that a programme declares, opened only by the roles it names."""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, include, path

from doudi.base.access import may
from doudi.catalogue import programmes
from doudi.declare import Page
from doudi.desk import account, errors, files, people, records, search, signin, users, workbench, worklist


def guarded(page: Page) -> Any:
    """The view of a page, for those who hold one of its roles."""

    @wraps(page.view)
    def view(request: HttpRequest, *args: Any, **more: Any) -> HttpResponseBase:
        if not may(request.user, page.roles):
            names = "、".join(sorted(role.label for role in page.roles))
            raise PermissionDenied(f"“{page.name}”由{names}使用。如果工作需要,请联系系统管理员授权。")
        return page.view(request, *args, **more)

    return view


def of_programmes() -> list[URLResolver]:
    """/data_matching/findings/12/ is `data_matching:finding`."""
    return [
        path(
            f"{programme.code}/",
            include(([path(page.route, guarded(page), name=page.code) for page in programme.pages], programme.code)),
        )
        for programme in programmes()
    ]


urlpatterns: list[URLPattern | URLResolver] = [
    path("", workbench.workbench, name="workbench"),
    path("sign-in/", signin.sign_in, name="sign_in"),
    path("sign-in/demo/", signin.demo_sign_in, name="demo_sign_in"),
    path("sign-out/", signin.sign_out, name="sign_out"),
    path("menu/", workbench.menu_page, name="menu"),
    path("worklist/", worklist.worklist_page, name="worklist"),
    path("alarms/", worklist.alarms_page, name="alarms"),
    path("visits/", worklist.visits_page, name="visits"),
    path("search/", search.search_page, name="search"),
    path("person/<int:pk>/", people.person_page, name="person"),
    path("person/<int:pk>/reveal/<str:field>/", people.reveal_page, name="reveal"),
    path("household/<int:pk>/", people.household_page, name="household"),
    path("account/", account.account_page, name="account"),
    path("account/font-size/", workbench.font_size, name="font_size"),
    path("account/act-as/", workbench.act_as, name="act_as"),
    path("records/", records.records_page, name="records"),
    path("users/", users.users_page, name="users"),
    path("users/<int:pk>/", users.user_page, name="user"),
    path("grants/<int:pk>/end/", users.end_grant, name="end_grant"),
    path("files/<int:pk>/", files.file_page, name="file"),
    path("healthz", errors.healthy, name="healthy"),
    *of_programmes(),
]
