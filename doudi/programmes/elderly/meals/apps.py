"""The room of meals as a Django app."""

from __future__ import annotations

from doudi.base import guarded


class MealsConfig(guarded.App):
    name = "doudi.programmes.elderly.meals"
