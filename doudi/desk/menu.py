"""The menu, made of the catalogue: a line is shown only if its page would open."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from doudi.base.access import roles_of
from doudi.base.roles import STAFF_ROLES, Role
from doudi.catalogue import CATALOGUE
from doudi.desk.roles import LOG_ROLES, USER_ROLES, fewer_in
from doudi.pages.asked import AS_LEFT


@dataclass(frozen=True)
class Line:
    """A line of the menu, or a group of lines."""

    code: str
    name: str
    icon: str = ""
    url: str = ""
    lines: tuple[Line, ...] = ()
    now: bool = False
    number: int = 0


def lines(user: Any, path: str) -> list[Line]:
    """The menu of a user; the line that the path lies under is marked, the longest one if there are several."""
    roles = _Roles(roles_of(user), fewer_in(user))
    urls = [line.url for group in _groups(roles) for line in (group, *group.lines) if line.url]
    under = [url for url in urls if path == url or (url != "/" and path.startswith(url))]
    return list(_marked(roles, max(under, key=len, default="")))


def side(user: Any, path: str) -> SafeString:
    """The menu as it stands at the side of every page. It is made once for all who hold the same roles."""
    return _side(tuple(lines(user, path)))


def shortcuts(menu: list[Line]) -> list[Line]:
    """常用入口: the first eight pages of the menu, with the icon of their group where they have none."""
    found = []
    for group in menu[1:]:
        if group.lines:
            found += [replace(line, icon=line.icon or group.icon) for line in group.lines]
        else:
            found.append(group)
    return found[:8]


def crumbs(menu: list[Line], path: str) -> list[tuple[str, str]]:
    """From the section down to the page that is open; below a list the way back to it, as it was left."""
    for group in menu:
        for line in group.lines:
            if line.now:
                back = "" if path == line.url else f"{line.url}?{AS_LEFT}=1"
                return [(group.name, ""), (line.name, back)]
    return []


@dataclass(frozen=True)
class _Roles:
    """What a menu depends on: the roles of a user, and those that he holds in programmes where they are fewer."""

    everywhere: frozenset[Role]
    fewer: frozenset[tuple[str, frozenset[Role]]]


@lru_cache(maxsize=256)
def _groups(roles: _Roles) -> tuple[Line, ...]:
    """What those who hold these roles may open. The catalogue stands still while the process runs."""
    fewer = dict(roles.fewer)

    def open_to(wanted: frozenset[Role], programme: str = "") -> bool:
        return not fewer.get(programme, roles.everywhere).isdisjoint(wanted)

    groups = [Line("home", "工作台", "layout-dashboard", "/")]
    if open_to(STAFF_ROLES):
        groups.append(Line("search", "一人一档", "user-search", reverse("search")))
    for section in CATALOGUE:
        below = tuple(
            Line(f"{programme.code}.{page.code}", page.name, page.icon, reverse(f"{programme.code}:{page.code}"))
            for programme in section.programmes
            for page in programme.pages
            if page.icon and open_to(page.roles, programme.code)
        )
        if below:
            groups.append(Line(section.code, section.name, section.icon, lines=below))
    system = tuple(
        Line(code, name, "", reverse(code))
        for code, name, wanted in (
            ("records", "操作记录", LOG_ROLES),
            ("users", "用户与授权", USER_ROLES),
            ("nightly", "每日自动办理", USER_ROLES),
        )
        if open_to(wanted)
    )
    if system:
        groups.append(Line("system", "系统管理", "settings", lines=system))
    return tuple(groups)


@lru_cache(maxsize=1024)
def _marked(roles: _Roles, here: str) -> tuple[Line, ...]:
    """The menu with one line marked; none if `here` is empty."""
    if not here:
        return _groups(roles)
    return tuple(
        replace(
            group,
            now=group.url == here,
            lines=tuple(replace(line, now=line.url == here) for line in group.lines),
        )
        for group in _groups(roles)
    )


@lru_cache(maxsize=512)
def _side(menu: tuple[Line, ...]) -> SafeString:
    return render_to_string("desk/side.html", {"menu": menu})
