"""The room where people are received as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class ReceptionConfig(AppConfig):
    name = "doudi.programmes.office.reception"
