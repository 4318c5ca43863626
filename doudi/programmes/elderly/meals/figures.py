"""IND-08: meal points by class, state and mode, as the register has them; each figure opens the points that it counts (WR-04)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from doudi.base.areas import full_name
from doudi.base.spans import Period
from doudi.mechanisms.indicators.declare import Indicator, Kind, Split
from doudi.pages.cells import Kind as CellKind
from doudi.pages.lists import Column
from doudi.programmes.elderly.meals import queries
from doudi.programmes.elderly.meals.models import MealPoint, OperatingModel, PointState

_STATES = dict(PointState.choices)
_POINTS = (
    Column("code", "编号", head=True),
    Column("name", "名称"),
    Column("place", "乡镇、村居", lambda row: full_name(row.area_code)),
    Column("state", "状态", lambda row: _STATES.get(row.state, "")),
    Column("since", "自", "state_from", kind=CellKind.DATE, half=True),
    Column("model", "运营模式", lambda row: queries.MODEL_NAMES.get(row.model, "")),
)
_SPLITS = (
    Split("state", "状态", "state", tuple(PointState.choices)),
    Split("class", "城乡", "urban", ((True, "城市"), (False, "农村"))),
    Split("model", "运营模式", "model", tuple(OperatingModel.choices)),
)
_ENTERPRISE = OperatingModel.ENTERPRISE_RUN


def points(period: Period) -> QuerySet[Any]:
    return queries.built(period.last)


def urban(period: Period) -> QuerySet[Any]:
    return points(period).filter(urban=True)


def rural(period: Period) -> QuerySet[Any]:
    return points(period).filter(urban=False)


def in_use(period: Period) -> QuerySet[Any]:
    return queries.in_use(period.last)


def community(period: Period) -> QuerySet[Any]:
    """Urban points that the community itself or an operator for it runs."""
    return urban(period).filter(Q(model=None) | ~Q(model=_ENTERPRISE))  # none: not handed to anybody yet


def with_kitchen(period: Period) -> QuerySet[Any]:
    """Rural points in use with a kitchen and a dining room of their own (F-20)."""
    return in_use(period).filter(urban=False, kitchen=True, seats__gt=0)


def enterprise(period: Period) -> QuerySet[Any]:
    """Points with a catering enterprise."""
    return points(period).filter(model=_ENTERPRISE)


def _opens(row: MealPoint) -> str:
    return reverse("meals:point", args=[row.pk])


def _of_points(code: str, name: str, of: Callable[[Period], QuerySet[Any]]) -> Indicator:
    return Indicator(
        f"meals.{code}", name, "个", Count("pk"), of=of, kind=Kind.STOCK, splits=_SPLITS, columns=_POINTS, opens=_opens
    )  # fmt: skip


INDICATORS = (
    _of_points("points", "打造助餐点", points),
    _of_points("urban", "城市助餐点", urban),
    _of_points("rural", "农村助餐点", rural),
    _of_points("in_use", "建成在用的助餐点", in_use),
    _of_points("community", "城市社区助餐点", community),
    _of_points("with_kitchen", "设有厨房餐厅的农村助餐点", with_kitchen),
    Indicator(
        "meals.modes", "助餐点运营模式", "种", Count("model", distinct=True), of=points, kind=Kind.STOCK, splits=_SPLITS,
        columns=_POINTS, opens=_opens,
    ),
    _of_points("enterprise", "与餐饮企业合作的助餐点", enterprise),
)  # fmt: skip
