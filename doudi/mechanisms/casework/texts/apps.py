"""The room of text messages as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class TextsConfig(AppConfig):
    name = "doudi.mechanisms.casework.texts"
