"""死亡办理: what a death means for each award, with the sums, for a person to confirm."""

from __future__ import annotations

from doudi.pages.declare import Page

PAGES: tuple[Page, ...] = ()
