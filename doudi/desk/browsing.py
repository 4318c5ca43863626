"""What stories in a real browser share: the two widths, signing in by a button of the demo, whether a page fits."""

from __future__ import annotations

from django.conf import settings
from playwright.sync_api import Page, ViewportSize, expect

from doudi.base.models import User
from doudi.base.roles import Role
from doudi.desk.stories import signed_in

DESK = ViewportSize(width=1440, height=900)
PHONE = ViewportSize(width=390, height=844)


def sign_in(page: Page, role: Role) -> None:
    page.goto("/")
    page.locator(".roles button", has_text=role.label).click()
    expect(page.locator("h1")).to_contain_text("用户")


def sit_down(page: Page, username: str, size: ViewportSize | None = None) -> None:
    """Whoever holds the phone or sits before the browser from now on, signed in; `size` of the glass, if it is another one."""
    name = settings.SESSION_COOKIE_NAME
    value = signed_in(User.objects.get(username=username)).cookies[name].value
    page.goto("/sign-in/")  # a cookie belongs to a server
    page.context.clear_cookies()
    page.context.add_cookies([{"name": name, "value": value, "url": "/".join(page.url.split("/")[:3])}])
    if size is not None:
        page.set_viewport_size(size)


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
