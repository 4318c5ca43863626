"""政策标准: every parameter as a table by year; one person enters a value, another approves it."""

from __future__ import annotations

from doudi.pages.declare import Page

PAGES: tuple[Page, ...] = ()
