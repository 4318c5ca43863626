"""What the tests of this line share: the desk's browser."""

from __future__ import annotations

from doudi.desk.conftest import chromium, complaints, page

__all__ = ["chromium", "complaints", "page"]
