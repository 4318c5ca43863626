"""Proof as a Django app of its own: what was judged of an order, and when."""

from __future__ import annotations

from django.apps import AppConfig


class ProofConfig(AppConfig):
    name = "doudi.mechanisms.orders.proof"
    label = "order_proof"
