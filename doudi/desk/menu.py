"""The menu, made of the catalogue: a line is shown only if its page would open."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse

from doudi.base.access import may
from doudi.base.roles import STAFF_ROLES
from doudi.catalogue import CATALOGUE
from doudi.desk.roles import LOG_ROLES, USER_ROLES
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
    groups = [Line("home", "工作台", "layout-dashboard", "/")]
    if may(user, STAFF_ROLES):
        groups.append(Line("search", "一人一档", "user-search", reverse("search")))
    for section in CATALOGUE:
        below = tuple(
            Line(f"{programme.code}.{page.code}", page.name, page.icon, reverse(f"{programme.code}:{page.code}"))
            for programme in section.programmes
            for page in programme.pages
            if page.icon and may(user, page.roles)
        )
        if below:
            groups.append(Line(section.code, section.name, section.icon, lines=below))
    system = tuple(
        Line(code, name, "", reverse(code))
        for code, name, roles in (
            ("records", "操作记录", LOG_ROLES),
            ("users", "用户与授权", USER_ROLES),
            ("nightly", "每日自动办理", USER_ROLES),
        )
        if may(user, roles)
    )
    if system:
        groups.append(Line("system", "系统管理", "settings", lines=system))
    return _marked(groups, path)


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


def _marked(groups: list[Line], path: str) -> list[Line]:
    urls = [line.url for group in groups for line in (group, *group.lines) if line.url]
    under = [url for url in urls if path == url or (url != "/" and path.startswith(url))]
    if not under:
        return groups
    here = max(under, key=len)
    return [
        replace(
            group,
            now=group.url == here,
            lines=tuple(replace(line, now=line.url == here) for line in group.lines),
        )
        for group in groups
    ]
