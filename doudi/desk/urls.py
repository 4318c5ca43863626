"""The addresses of the desk: its own, and those of every page that a programme declares, opened only by the roles it names."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, include, path

from doudi.base.access import may
from doudi.base.roles import STAFF_ROLES, Role
from doudi.catalogue import programmes
from doudi.desk import (
    account,
    accounts,
    counters,
    errors,
    files,
    nightly,
    people,
    records,
    search,
    signin,
    users,
    workbench,
    worklist_pages,
)
from doudi.desk.roles import LOG_ROLES, USER_ROLES


def guarded(
    view: Callable[..., HttpResponseBase], roles: frozenset[Role], name: str
) -> Callable[..., HttpResponseBase]:
    """The view of a page, for those who hold one of its roles."""

    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **more: Any) -> HttpResponseBase:
        if not may(request.user, roles):
            names = "、".join(role.label for role in Role if role in roles)
            raise PermissionDenied(f"“{name}”由{names}使用。如果工作需要，请联系系统管理员授权。")
        return view(request, *args, **more)

    return opened


def of_programmes() -> list[URLResolver]:
    """/data_matching/findings/12/ is `data_matching:finding`."""
    return [
        path(
            f"{programme.code}/",
            include(
                (
                    [
                        path(page.route, guarded(page.view, page.roles, page.name), name=page.code)
                        for page in programme.pages
                    ],
                    programme.code,
                )
            ),
        )
        for programme in programmes()
    ]


urlpatterns: list[URLPattern | URLResolver] = [
    path("", workbench.workbench, name="workbench"),
    path("sign-in/", signin.sign_in, name="sign_in"),
    path("sign-in/demo/", signin.demo_sign_in, name="demo_sign_in"),
    path("sign-out/", signin.sign_out, name="sign_out"),
    path("menu/", workbench.menu_page, name="menu"),
    path("counters/", counters.head, name="counters"),
    path("worklist/", worklist_pages.worklist_page, name="worklist"),
    path("alarms/", worklist_pages.alarms_page, name="alarms"),
    path("visits/", worklist_pages.visits_page, name="visits"),
    path("search/", guarded(search.search_page, STAFF_ROLES, "一人一档"), name="search"),
    path("person/<int:pk>/", guarded(people.person_page, STAFF_ROLES, "一人一档"), name="person"),
    path("person/<int:pk>/reveal/<str:field>/", guarded(people.reveal_page, STAFF_ROLES, "一人一档"), name="reveal"),
    path("household/<int:pk>/", guarded(people.household_page, STAFF_ROLES, "一户一档"), name="household"),
    path("account/", account.account_page, name="account"),
    path("account/font-size/", workbench.font_size, name="font_size"),
    path("account/act-as/", workbench.act_as, name="act_as"),
    path("records/", guarded(records.records_page, LOG_ROLES, "操作记录"), name="records"),
    path("records/verify/", guarded(records.verify_page, LOG_ROLES, "核验操作记录"), name="verify_records"),
    path("nightly/", guarded(nightly.nightly_page, USER_ROLES, "每日自动办理"), name="nightly"),
    path("users/", guarded(users.users_page, USER_ROLES, "用户与授权"), name="users"),
    path("users/new/", guarded(accounts.new_account, USER_ROLES, "用户与授权"), name="new_account"),
    path("users/<int:pk>/edit/", guarded(accounts.edit_account, USER_ROLES, "用户与授权"), name="edit_account"),
    path("users/<int:pk>/switch/", guarded(accounts.switch_account, USER_ROLES, "用户与授权"), name="switch_account"),
    path("users/<int:pk>/password/", guarded(accounts.reset_password, USER_ROLES, "用户与授权"), name="reset_password"),
    path("users/<int:pk>/unlock/", guarded(accounts.unlock, USER_ROLES, "用户与授权"), name="unlock"),
    path("users/<int:pk>/", guarded(users.user_page, USER_ROLES, "用户与授权"), name="user"),
    path("grants/<int:pk>/end/", guarded(users.end_grant, USER_ROLES, "用户与授权"), name="end_grant"),
    path("files/<int:pk>/", files.file_page, name="file"),
    path("phone/", include("doudi.mechanisms.phone.urls")),
    path("surveys/", include("doudi.mechanisms.casework.surveys.urls")),
    path("healthz", errors.healthy, name="healthy"),
    *of_programmes(),
]
