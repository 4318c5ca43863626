"""Lasting rules as a Django app: they stand beside the items they answer."""

from __future__ import annotations

from doudi.base import guarded


class RegulationsConfig(guarded.App):
    name = "doudi.programmes.integrity.regulations"
