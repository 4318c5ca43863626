"""The places of the county as a form offers them: villages under their townships."""

from __future__ import annotations

from typing import Any

from doudi.base import areas
from doudi.base.models import Area


def villages() -> list[tuple[str, Any]]:
    """For a select: each township with its villages and communities."""
    towns: dict[str, list[tuple[str, str]]] = {}
    for code, name in sorted(areas.names().items()):
        if areas.level_of(code) == Area.Level.VILLAGE:
            towns.setdefault(areas.township_of(code), []).append((code, name))
    return [("", "请选择"), *((areas.name_of(town), choices) for town, choices in towns.items())]


def towns() -> list[tuple[str, str]]:
    """For a select: the townships alone."""
    found = [
        (code, name) for code, name in sorted(areas.names().items()) if areas.level_of(code) == Area.Level.TOWNSHIP
    ]
    return [("", "请选择"), *found]
