"""The public site as a Django app. With it the catalogue is read, so that jobs and commands know whatever was declared."""

from __future__ import annotations

import importlib

from django.apps import AppConfig


class PublicConfig(AppConfig):
    name = "doudi.public"

    def ready(self) -> None:
        importlib.import_module("doudi.catalogue")  # not at the top: its models are not ready there
