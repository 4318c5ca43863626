"""模拟测算: what a changed standard would cost, and whom it would touch."""

from __future__ import annotations

from doudi.pages.declare import Page

PAGES: tuple[Page, ...] = ()
