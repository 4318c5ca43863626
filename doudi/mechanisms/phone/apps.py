"""The room of the phone as a Django app."""

from __future__ import annotations

from doudi.base import guarded


class PhoneConfig(guarded.App):
    name = "doudi.mechanisms.phone"
