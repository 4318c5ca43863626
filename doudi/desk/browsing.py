"""What stories in a real browser share: the two widths, signing in by a button of the demo, whether a page fits."""

from __future__ import annotations

from playwright.sync_api import Page, ViewportSize, expect

from doudi.base.roles import Role

DESK = ViewportSize(width=1440, height=900)
PHONE = ViewportSize(width=390, height=844)


def sign_in(page: Page, role: Role) -> None:
    page.goto("/")
    page.locator(".roles button", has_text=role.label).click()
    expect(page.locator("h1")).to_contain_text("用户")


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
