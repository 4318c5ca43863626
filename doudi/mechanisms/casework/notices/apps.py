"""The room of public notices as a Django app."""

from __future__ import annotations

from doudi.base import guarded


class NoticesConfig(guarded.App):
    name = "doudi.mechanisms.casework.notices"
