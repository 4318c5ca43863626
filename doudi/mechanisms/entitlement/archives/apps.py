"""The room of electronic archives as a Django app."""

from __future__ import annotations

from doudi.base import guarded


class ArchivesConfig(guarded.App):
    name = "doudi.mechanisms.entitlement.archives"
