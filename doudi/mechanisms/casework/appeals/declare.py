"""Which flow the appeals of each road move in: declared once, by the programme that has their pages."""

from __future__ import annotations

from doudi.mechanisms.casework.appeals.models import AppealRoad
from doudi.mechanisms.casework.declare import Flow

ROADS: dict[AppealRoad, Flow] = {}


def by_road(road: AppealRoad, flow: Flow) -> Flow:
    """Let the appeals of a road move in a flow."""
    assert ROADS.setdefault(road, flow) is flow, f"{road.label}重复声明"
    return flow


def road_of(flow: Flow) -> AppealRoad:
    """The road whose appeals move in a flow."""
    return next(road for road, each in ROADS.items() if each is flow)
