"""What stands around every page: names, letter size, menu, counters, the grants of whoever is signed in.

It comes into templates by a context processor, so that pages of programmes need not know of it; nothing is looked up before a template
asks for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from doudi.base.access import Held, grants_of, may
from doudi.base.areas import name_of
from doudi.base.models import User
from doudi.base.roles import STAFF_ROLES
from doudi.desk import assets, counters
from doudi.desk.menu import Line, crumbs, lines, side
from doudi.pages.responses import in_drawer


@dataclass(frozen=True)
class GrantLine:
    """A grant in the switch of the head of the page."""

    key: str
    words: str
    now: bool


class Shell:
    """The desk around one page."""

    bootstrap_css = f"vendor/{assets.BOOTSTRAP.folder}/bootstrap.min.css"
    bootstrap_js = f"vendor/{assets.BOOTSTRAP.folder}/bootstrap.bundle.min.js"
    charts_js = f"vendor/{assets.ECHARTS.folder}/echarts.common.min.js"
    sizes = User.FontSize.choices

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.user: Any = getattr(request, "user", None)

    # --- names ------------------------------------------------------------------------------------------------------

    site = property(lambda self: settings.SITE_NAME)
    # the clock of the whole system, so that a print bears the day it shows
    now = property(lambda self: timezone.localtime())
    organiser = property(lambda self: settings.SITE_ORGANISER)
    site_code = property(lambda self: settings.SITE_CODE)
    icp = property(lambda self: settings.SITE_ICP)
    police = property(lambda self: settings.SITE_POLICE)

    # --- whoever is signed in ---------------------------------------------------------------------------------------

    @property
    def size(self) -> str:
        return getattr(self.user, "font_size", "")

    @property
    def face(self) -> str:
        return str(self.user.name)[:1]

    @cached_property
    def unit(self) -> str:
        return self.user.unit or (words_of(grants_of(self.user)[0]) if grants_of(self.user) else "")

    @cached_property
    def grants(self) -> list[GrantLine]:
        """All his grants, the one he acts by marked, and first of all the sum of them."""
        every: Sequence[Held] = getattr(self.request, "all_grants", None) or grants_of(self.user)
        if len(every) < 2:
            return []
        chosen = self.request.session.get("acting")
        lines = [GrantLine("|".join(held.key), words_of(held), list(held.key) == chosen) for held in every]
        return [GrantLine("", "全部身份", not chosen), *lines]

    @cached_property
    def may_search(self) -> bool:
        return may(self.user, STAFF_ROLES)

    # --- counters ---------------------------------------------------------------------------------------------------

    @cached_property
    def counters(self) -> counters.Numbers:
        return counters.remembered(self.request)

    # --- where one is ------------------------------------------------------------------------------------------------

    @cached_property
    def menu(self) -> list[Line]:
        return lines(self.user, self.request.path)

    @property
    def side(self) -> SafeString:
        return side(self.user, self.request.path)

    @cached_property
    def crumbs(self) -> list[tuple[str, str]]:
        return crumbs(self.menu, self.request.path)

    @cached_property
    def tab(self) -> str:
        """The name of the page among the opened ones. Only pages of the menu become tabs: their names tell of nobody."""
        lines = (line for group in self.menu for line in (group, *group.lines))
        return next((line.name for line in lines if line.url == self.request.path), "")

    @cached_property
    def bottom(self) -> list[Line]:
        """The bar at the foot of a phone."""
        path = self.request.path
        lines = [
            ("home", "工作台", "layout-dashboard", "/"),
            ("business", "业务", "list-check", reverse("menu")),
            ("visits", "入户", "camera", reverse("visits")),
            ("alarms", "消息", "bell", reverse("alarms")),
            ("account", "我的", "user-circle", reverse("account")),
        ]
        known = {url for _, _, _, url in lines}
        return [
            Line(code, name, icon, url, now=path == url or (code == "business" and path not in known))
            for code, name, icon, url in lines
        ]


def context(request: HttpRequest) -> dict[str, Any]:
    """`shell`, and the layout that a page extends: the desk, or a drawer's inside."""
    drawer = in_drawer(request)
    signed_in = getattr(getattr(request, "user", None), "is_authenticated", False)
    layout = "desk/drawer.html" if drawer else "desk/base.html" if signed_in else "desk/bare.html"
    return {"shell": Shell(request), "layout": layout, "in_drawer": drawer}


def words_of(held: Held) -> str:
    """古城镇 · 乡镇经办人"""
    place = held.organisation or (name_of(held.area_code) if held.area_code else "")
    return " · ".join(part for part in (place, held.role.label) if part)
