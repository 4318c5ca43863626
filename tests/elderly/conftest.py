"""The browser of the desk's stories, for those of the lines for old people."""

from __future__ import annotations

from doudi.desk.conftest import chromium, complaints, page

__all__ = ["chromium", "complaints", "page"]
