"""Entitlement as a Django app: its guards are looked after from the start."""

from __future__ import annotations

from django.apps import AppConfig

from doudi.base import guards


class EntitlementConfig(AppConfig):
    name = "doudi.mechanisms.entitlement"

    def ready(self) -> None:
        from doudi.mechanisms.entitlement import guards as decided
        from doudi.mechanisms.entitlement.amendments import guards as found
        from doudi.mechanisms.entitlement.deaths import following  # noqa: F401 — awards follow every death from now on
        from doudi.mechanisms.entitlement.simulations import guards as scenarios

        guards.register(*decided.GUARDS, *decided.RECOGNITIONS, *found.GUARDS, *scenarios.GUARDS)
