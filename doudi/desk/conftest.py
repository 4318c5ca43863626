"""A browser for stories; each module that asks for a `page` says by its fixture `county` who is there."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from doudi.desk import assets
from doudi.desk.browsing import DESK

WAIT = 20_000  # milliseconds: a page is waited for on a machine that does other things, too; a story that holds waits no longer for it
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail("没有安装 chromium")
        pytest.skip("没有安装 chromium")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright keeps an event loop in this thread
    assets.fetch()
    expect.set_options(timeout=WAIT)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def complaints() -> list[str]:
    """What the browser complained of. A story in which that is meant to happen empties it."""
    return []


@pytest.fixture
def page(
    chromium: Browser,
    county: None,
    live_server: LiveServer,
    complaints: list[str],
    request: Any,
) -> Iterator[Page]:
    """A page that fails its test when the browser complains, as it does of whatever the CSP refuses."""
    context = chromium.new_context(viewport=getattr(request, "param", DESK), base_url=live_server.url, locale="zh-CN")
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    yield page
    context.close()
    assert [each for each in complaints if "422" not in each] == []
