"""发放批次: the months of all benefits from draft to closed, with their files, answers and differences."""

from __future__ import annotations

from doudi.pages.declare import Page

PAGES: tuple[Page, ...] = ()
