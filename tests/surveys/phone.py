"""What is done on the phone at somebody's home, for stories in a real browser."""

from __future__ import annotations

import base64
from pathlib import Path

from playwright.sync_api import Page, expect


def ready_without_signal(page: Page) -> None:
    """Wait until the service worker has kept the page and its files."""
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("caches.keys().then((names) => names.some((name) => name.startsWith('phone-')))")


def sign(page: Page, kind: str) -> None:
    """A finger draws a line over the glass."""
    glass = page.locator(f"#sign-{kind}")
    glass.scroll_into_view_if_needed()
    box = glass.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 30, box["y"] + 40)
    page.mouse.down()
    for step in range(1, 8):
        page.mouse.move(box["x"] + 30 + step * 25, box["y"] + 40 + (step % 2) * 50)
    page.mouse.up()


def photo(folder: Path, page: Page, side: int = 2400) -> Path:
    """A picture as big as a camera's, drawn by the browser itself."""
    data = page.evaluate(
        "(side) => { const c = document.createElement('canvas'); c.width = side; c.height = side / 2; const x = c.getContext('2d');"
        " x.fillStyle = '#8ab'; x.fillRect(0, 0, side, side); x.fillStyle = '#543'; x.fillRect(99, 99, 900, 600); return c.toDataURL('image/jpeg').split(',')[1]; }",
        side,
    )

    path = folder / "房屋.jpg"
    path.write_bytes(base64.b64decode(data))
    return path


def fill(page: Page, folder: Path, *, monthly: str = "2100.5", differs: str = "比申报多 206.50 元/月") -> None:
    """Everything the form asks for; `monthly`: what the first income is found to be, 元, and how that `differs` from what was declared."""
    page.get_by_label("同行调查人").first.select_option(label="用户companion")
    page.get_by_label("在场并签字的家庭成员").fill("户主")
    page.locator("#f-found").fill("三口之家，住房简陋，户主常年服药。")
    page.get_by_label("自有").check()
    page.locator(".line input").first.fill(monthly)
    expect(page.locator(".line output").first).to_have_text(differs)
    page.get_by_role("button", name="取得当前位置").click()
    expect(page.locator("#place-words")).to_contain_text("27.38，114.62")
    page.locator("input[type=file]").set_input_files(photo(folder, page))
    expect(page.locator(".photos img")).to_have_count(1)
    for kind in ("FIRST", "SECOND", "FAMILY"):
        sign(page, kind)
