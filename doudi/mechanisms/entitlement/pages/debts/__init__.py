"""追缴: what was paid and should not have been, from notice to the last instalment."""

from __future__ import annotations

from doudi.pages.declare import Page

PAGES: tuple[Page, ...] = ()
