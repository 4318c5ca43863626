"""城乡老年助餐 as declared: the register of points, the counter, doubts, months settled."""

from __future__ import annotations

from doudi.base.documents import ELDERLY_LAW
from doudi.declare import Programme
from doudi.pages.declare import Page
from doudi.programmes.elderly.meals import queries
from doudi.programmes.elderly.meals.figures import INDICATORS
from doudi.programmes.elderly.meals.pages import points
from doudi.programmes.elderly.meals.policy import ACTION_PLAN, MealsPolicy
from doudi.programmes.elderly.meals.register import KEEPING

meals = Programme(
    "meals",
    "城乡老年助餐",
    basis=(str(ELDERLY_LAW), str(ACTION_PLAN)),
    about="助餐点的状态、运营模式、运营方按日期登记,任何一天的数量由台账算出;老年人按年龄和困难类别享受餐补,每人每餐全县只补一份。",
    policies=(MealsPolicy,),
    indicators=INDICATORS,
    pages=(
        Page("points", "助餐点", points.points, queries.READERS, icon="building-community"),
        Page("census", "台账核数", points.census, queries.STAFF, "points/census/"),
        Page("point_new", "登记助餐点", points.point_new, KEEPING, "points/new/"),
        Page("point", "助餐点", points.point, queries.READERS, "points/<int:pk>/"),
        Page("point_change", "状态变更", points.point_change, KEEPING, "points/<int:pk>/change/<slug:change>/"),
        Page("point_operator", "登记运营方", points.point_operator, KEEPING, "points/<int:pk>/operator/"),
        Page("point_price", "登记餐价", points.point_price, KEEPING, "points/<int:pk>/price/"),
    ),
)
