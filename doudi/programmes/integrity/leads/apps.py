"""The register of leads as a Django app: it follows what other lines hand on."""

from __future__ import annotations

from django.apps import AppConfig


class LeadsConfig(AppConfig):
    name = "doudi.programmes.integrity.leads"

    def ready(self) -> None:
        from doudi.mechanisms.casework.handing_on import Follower
        from doudi.programmes.integrity.leads.services import come_in

        Follower("leads", come_in)
