"""The register of meal points: opened, changed from state to state, handed to an operator, priced; each from a day, by a document.

How many points there are on a day, in which state and mode, follows from these rows alone: that settles what a summary says of them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from doudi.base.access import require
from doudi.base.areas import names
from doudi.base.models import Area, User
from doudi.base.money import yuan
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.mechanisms.registry.models import Party
from doudi.programmes.elderly.meals.models import MealPoint, OperatingModel, Operation, PointState, Price, StateChange
from doudi.programmes.elderly.meals.policy import policy_on

KEEPING = frozenset({Role.COUNTY_OFFICER})
S = PointState


@dataclass(frozen=True)
class Change:
    """A step of a point's life: official name, from which states, to which."""

    code: str
    name: str
    source: tuple[PointState, ...]
    target: PointState


CHANGES = (
    Change("build", "开工建设", (S.PLANNED,), S.BUILDING),
    Change("accept", "验收", (S.BUILDING,), S.ACCEPTED),
    Change("try_out", "试运营", (S.ACCEPTED,), S.TRIAL),
    Change("open", "正式运营", (S.ACCEPTED, S.TRIAL), S.OPEN),
    Change("suspend", "停业整改", (S.TRIAL, S.OPEN), S.SUSPENDED),
    Change("resume", "恢复运营", (S.SUSPENDED,), S.OPEN),
    Change("close", "关闭", (S.TRIAL, S.OPEN, S.SUSPENDED), S.CLOSED),
)
BY_CODE = {each.code: each for each in CHANGES}
IN_USE = (S.TRIAL, S.OPEN)  # 建成在用
BUILT = (S.BUILDING, S.ACCEPTED, S.TRIAL, S.OPEN, S.SUSPENDED)  # 打造: begun and not given up


@dataclass(frozen=True)
class NewPoint:
    """A point to be registered. Hours as times of the day; `weekdays` "12345" is Monday to Friday."""

    code: str
    name: str
    area_code: str
    kind: MealPoint.Kind
    seats: int
    capacity: int
    weekdays: str = "1234567"
    lunch: tuple[dt.time, dt.time] = (dt.time(11, 0), dt.time(13, 0))
    supper: tuple[dt.time, dt.time] | None = None
    kitchen: bool = True
    square_metres: int = 0
    place: tuple[Decimal, Decimal] | None = None
    urban: bool | None = None  # left open: as its village or community is


def register_point(
    new: NewPoint, *, on: dt.date, document: str, by: User, at: dt.datetime, state: PointState = S.PLANNED
) -> MealPoint:
    """登记助餐点, in a first state from a day. Raises Refused if the number is taken or the place is none of the county's."""
    require(by, KEEPING, area_code=new.area_code, on=at.date())
    _written(document)
    if new.area_code not in names():
        raise Refused("所在村（社区）不在区划表中，请核对。")
    if MealPoint.objects.filter(code=new.code).exists():
        raise Refused(f"编号{new.code}已登记，请换一个编号。")
    if new.kind == MealPoint.Kind.NEIGHBOUR and new.capacity > policy_on(on).neighbour_most:
        raise Refused(f"邻里搭伙就餐人数不得超过{policy_on(on).neighbour_most}人，请核对或改为其他类型。")
    urban = Area.objects.get(code=new.area_code).urban if new.urban is None else new.urban
    with transaction.atomic():
        made = MealPoint.objects.create(
            code=new.code,
            name=new.name,
            area_code=new.area_code,
            urban=urban,
            kind=new.kind,
            kitchen=new.kitchen,
            square_metres=new.square_metres,
            seats=new.seats,
            capacity=new.capacity,
            weekdays=new.weekdays,
            lunch_from=new.lunch[0],
            lunch_to=new.lunch[1],
            supper_from=new.supper[0] if new.supper else None,
            supper_to=new.supper[1] if new.supper else None,
            latitude=new.place[0] if new.place else None,
            longitude=new.place[1] if new.place else None,
        )
        StateChange.objects.create(point=made, state=state, from_on=on, document=document.strip(), by=by, at=at)
        record("meals.register", made, by=by, at=at, because=document, area_code=made.area_code, data={"state": state})
    return made


def change_state(
    point: MealPoint, change: Change, *, on: dt.date, document: str, by: User, at: dt.datetime, because: str = ""
) -> StateChange:
    """Take a step of the declared ones, in force from a day on. Refused if the point does not stand where the step begins, or the day lies
    before the last change: what has been counted is not changed afterwards."""
    require(by, KEEPING, area_code=point.area_code, on=at.date())
    _written(document)
    with transaction.atomic():
        last = StateChange.objects.select_for_update().filter(point=point).order_by("-from_on", "-pk").first()
        assert last is not None, "a point has a state from its registration on"
        if last.state not in change.source:
            raise Refused(f"{point.name}目前是“{last.get_state_display()}”，不能办理“{change.name}”。")
        if on < last.from_on:
            raise Refused(f"日期早于上一次变更（{last.from_on:%Y-%m-%d}），请核对日期。")
        if change.target in IN_USE and operation_on(point, on) is None:
            raise Refused(f"{point.name}还没有登记运营方，请先登记运营方再办理“{change.name}”。")
        made = StateChange.objects.create(
            point=point, state=change.target, from_on=on, document=document.strip(), because=because[:200], by=by, at=at
        )
        record(
            f"meals.{change.code}", point, by=by, at=at, because=because or document, area_code=point.area_code,
            data={"from_on": on.isoformat(), "document": document},
        )  # fmt: skip
    return made


def hand_to(
    point: MealPoint,
    operator: Party,
    *,
    model: OperatingModel,
    on: dt.date,
    document: str,
    by: User,
    at: dt.datetime,
    organisation: str = "",
    licence: str = "",
    licence_until: dt.date | None = None,
) -> Operation:
    """登记运营方和运营模式, from a day on. All but neighbours who cook together need a licence (R-MEAL-13)."""
    require(by, KEEPING, area_code=point.area_code, on=at.date())
    _written(document)
    if model != OperatingModel.NEIGHBOURS and not (licence and licence_until):
        raise Refused("请填写食品经营许可证号和有效期；只有邻里搭伙不需要许可证。")
    with transaction.atomic():
        last = point.operations.order_by("-from_on", "-pk").first()
        if last is not None and on < last.from_on:
            raise Refused(f"日期早于现运营方的起始日期（{last.from_on:%Y-%m-%d}），请核对日期。")
        made = Operation.objects.create(
            point=point, operator=operator, model=model, organisation=organisation, licence=licence,
            licence_until=licence_until, from_on=on, document=document.strip(), by=by, at=at,
        )  # fmt: skip
        record(
            "meals.hand_to", point, by=by, at=at, because=document, area_code=point.area_code,
            data={"operator": operator.pk, "model": model, "from_on": on.isoformat()},
        )  # fmt: skip
    return made


def set_price(
    point: MealPoint,
    name: str,
    *,
    listed: int,
    public: int,
    on: dt.date,
    document: str,
    by: User,
    at: dt.datetime,
    enterprise: int = 0,
    collective: int = 0,
    donated: int = 0,
) -> Price:
    """The price of the set meal from a day on, in fen. Never above the public price; a change is told so many days before (R-MEAL-15)."""
    require(by, KEEPING, area_code=point.area_code, on=at.date())
    _written(document)
    if listed > public:
        raise Refused(f"老年人标价{yuan(listed)}元高于公众价{yuan(public)}元，请核对。")
    days = policy_on(on).price_days
    if point.prices.exists() and on < at.date() + dt.timedelta(days=days):
        raise Refused(f"调价须提前{days}天公示，最早可从{at.date() + dt.timedelta(days=days):%Y-%m-%d}起执行。")
    with transaction.atomic():
        made = Price.objects.create(
            point=point, name=name, listed=listed, public=public, enterprise=enterprise, collective=collective,
            donated=donated, from_on=on, document=document.strip(), by=by, at=at,
        )  # fmt: skip
        record(
            "meals.price", point, by=by, at=at, because=document, area_code=point.area_code,
            data={"listed": listed, "from_on": on.isoformat()},
        )  # fmt: skip
    return made


def operation_on(point: MealPoint, on: dt.date) -> Operation | None:
    """Who ran a point on a day."""
    return point.operations.filter(from_on__lte=on).select_related("operator").order_by("-from_on", "-pk").first()


def state_on(point: MealPoint, on: dt.date) -> PointState | None:
    """The state of a point at the end of a day; None before it was registered."""
    found = point.states.filter(from_on__lte=on).order_by("-from_on", "-pk").first()
    return PointState(found.state) if found is not None else None


def suspend_expired(points: Sequence[MealPoint], *, on: dt.date, at: dt.datetime) -> list[MealPoint]:
    """停业 of those whose licence ended before a day and which still run (R-MEAL-13): nothing is paid for from that day on."""
    found = []
    for point in points:
        running = operation_on(point, on)
        if running is None or running.licence_until is None or running.licence_until >= on:
            continue
        if state_on(point, on) not in IN_USE:
            continue
        words = f"食品经营许可证{running.licence_until:%Y-%m-%d}到期"
        with transaction.atomic():
            StateChange.objects.create(
                point=point, state=S.SUSPENDED, from_on=on, document=words, because=words, by=running.by, at=at
            )
            record("meals.licence_expired", point, by=None, at=at, because=words, area_code=point.area_code)
        found.append(point)
    return found


def _written(document: str) -> None:
    if not document.strip():
        raise Refused("请填写依据文件（名称、文号），台账变更须有依据。")
