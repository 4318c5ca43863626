"""The pages of this line (see the files beside)."""

from doudi.declare import Page

PAGES: tuple[Page, ...] = ()
