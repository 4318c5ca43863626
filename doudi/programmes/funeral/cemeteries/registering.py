"""What is done with the register: a cemetery is entered, its state changes, blocks are opened and closed, a plot is reserved."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from doudi.base import identity
from doudi.base.access import require
from doudi.base.calendar import months_later
from doudi.base.ciphers import blind_index
from doudi.base.models import User
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.mechanisms.custody import services as custody
from doudi.mechanisms.custody.models import Custodian, TrackedItem
from doudi.programmes.funeral.cemeteries import policy, queries, rules
from doudi.programmes.funeral.cemeteries.models import Cemetery, CemeteryState, FormerGrave, PlotBlock, Reservation

REGISTRARS = frozenset({Role.FUNERAL_OFFICER})
RESERVERS = frozenset({Role.CEMETERY_KEEPER, Role.FUNERAL_OFFICER})
_STATES = Cemetery.State
MOVES = {
    _STATES.PLANNED: (_STATES.OPEN, _STATES.CLOSED),
    _STATES.OPEN: (_STATES.SUSPENDED, _STATES.CLOSED),
    _STATES.SUSPENDED: (_STATES.OPEN, _STATES.CLOSED),
    _STATES.CLOSED: (),
}


@dataclass(frozen=True)
class NewBlock:
    """A zone of plots alike: `rows` of `per_row`, each of `plot_cm2` square centimetres (None: niches)."""

    zone: str
    rows: int
    per_row: int
    plot_cm2: int | None = None
    double: bool = False
    flat_stone: bool = True
    opened_on: dt.date | None = None


@dataclass(frozen=True)
class NewCemetery:
    """What the approval says, and its first blocks. `kind`: CEMETERY, COLUMBARIUM or NATURE. Areas in square centimetres."""

    kind: str
    code: str
    name: str
    area_code: str
    sort: Cemetery.Sort
    approval: str
    approved_on: dt.date
    approved_cm2: int
    land: Cemetery.Land
    land_number: str
    approved_plots: int | None = None
    public_cm2: int = 0
    public_money: bool = False
    red_line: Sequence[rules.Corner] = ()
    serves: Sequence[str] = ()
    price_document: str = ""
    account: str = field(default="", repr=False)
    keeper: User | None = None
    opened_on: dt.date | None = None  # None: still being planned
    blocks: Sequence[NewBlock] = ()


def register(new: NewCemetery, *, by: User, at: dt.datetime) -> Cemetery:
    """登记公墓. Whoever holds ashes already under this code is entered as what it is; else it is a new custodian."""
    require(by, REGISTRARS, area_code=new.area_code, on=timezone.localdate(at))
    _check(new)
    with transaction.atomic():
        custodian = Custodian.objects.filter(code=new.code).first()
        if custodian is None:
            fresh = Custodian(kind=new.kind, code=new.code, name=new.name, area_code=new.area_code, capacity=None)
            custodian = custody.register_custodian(fresh, by=by, at=at)
        elif custodian.kind != new.kind or Cemetery.objects.filter(pk=custodian.pk).exists():
            raise Refused(f"编码{new.code}已经登记为{custodian.name}，请核对。")
        state = Cemetery.State.OPEN if new.opened_on is not None else Cemetery.State.PLANNED
        made = Cemetery.objects.create(
            custodian=custodian,
            sort=new.sort,
            state=state,
            approval=new.approval.strip(),
            approved_on=new.approved_on,
            approved_cm2=new.approved_cm2,
            approved_plots=new.approved_plots,
            public_cm2=new.public_cm2,
            public_money=new.public_money,
            land=new.land,
            land_number=new.land_number.strip(),
            red_line=[list(each) for each in new.red_line],
            serves=list(new.serves),
            price_document=new.price_document,
            account=new.account,
            keeper=new.keeper,
        )
        _say(made, state, new.opened_on or new.approved_on, "登记", by, at)
        for each in new.blocks:
            _add(made, each, each.opened_on or new.opened_on or new.approved_on)
        count_places(made, by=by, at=at)
        record(
            "cemeteries.register",
            made,
            by=by,
            at=at,
            area_code=new.area_code,
            data={"code": new.code, "sort": new.sort},
        )
    return made


def change_state(
    cemetery: Cemetery, state: str, *, since: dt.date, because: str, by: User, at: dt.datetime
) -> CemeteryState:
    """启用、暂停接收、恢复、停用 from a day on. What lies there stays; closed is for good."""
    require(by, REGISTRARS, area_code=cemetery.custodian.area_code, on=timezone.localdate(at))
    now = Cemetery.State(cemetery.state)
    if state not in MOVES[now]:
        raise Refused(f"“{now.label}”的公墓不能改为“{Cemetery.State(state).label}”。")
    if not because.strip():
        raise Refused("请填写变更的事由和文号。")
    last = cemetery.states.order_by("-since", "-pk").first()
    if since > timezone.localdate(at) or (last is not None and since < last.since):
        raise Refused("变更日期不能晚于今天，也不能早于上一次变更。")
    with transaction.atomic():
        row = _say(cemetery, Cemetery.State(state), since, because, by, at)
        if state == Cemetery.State.CLOSED:
            custody.close_custodian(cemetery.custodian, on=since, by=by, at=at, because=because)
        Cemetery.objects.filter(pk=cemetery.pk).update(state=state)
        cemetery.state = state
        data = {"state": state, "since": str(since)}
        record(
            "cemeteries.state",
            cemetery,
            by=by,
            at=at,
            because=because,
            area_code=cemetery.custodian.area_code,
            data=data,
        )
    return row


def add_block(cemetery: Cemetery, new: NewBlock, *, by: User, at: dt.datetime) -> PlotBlock:
    """开设墓区, within the approved number of plots and the size that the law allows (R-CEM-01, R-CEM-04)."""
    on = timezone.localdate(at)
    require(by, REGISTRARS, area_code=cemetery.custodian.area_code, on=on)
    with transaction.atomic():
        made = _add(cemetery, new, new.opened_on or on)
        count_places(cemetery, by=by, at=at)
        data = {"zone": made.zone, "plots": made.plots}
        record("cemeteries.block", cemetery, by=by, at=at, area_code=cemetery.custodian.area_code, data=data)
    return made


def close_block(block: PlotBlock, *, on: dt.date, because: str, by: User, at: dt.datetime) -> None:
    """停用墓区: from a day on nothing more is laid there."""
    cemetery = block.cemetery
    require(by, REGISTRARS, area_code=cemetery.custodian.area_code, on=timezone.localdate(at))
    if not because.strip():
        raise Refused("请填写停用的事由。")
    with transaction.atomic():
        PlotBlock.objects.filter(pk=block.pk).update(closed_on=on)
        block.closed_on = on
        record(
            "cemeteries.close_block", cemetery, by=by, at=at, because=because, area_code=cemetery.custodian.area_code, data={"zone": block.zone}
        )  # fmt: skip


def enter_former(cemetery: Cemetery, graves: Sequence[tuple[str, str, dt.date]], *, by: User, at: dt.datetime) -> int:
    """纳管前安葬: (place, name, day) from the cemetery's own book, all or none; how many."""
    require(by, RESERVERS, area_code=cemetery.custodian.area_code, on=timezone.localdate(at))
    blocks = list(cemetery.blocks.all())
    places = [place for place, _, _ in graves]
    for place, _, _ in graves:
        if queries.block_of(blocks, place, timezone.localdate(at)) is None:
            raise Refused(f"{cemetery}没有“{place}”这个位置，请核对台账。")
    taken = set(FormerGrave.objects.filter(cemetery=cemetery, place__in=places).values_list("place", flat=True))
    taken |= set(TrackedItem.objects.filter(custodian=cemetery.pk, place__in=places).values_list("place", flat=True))
    twice = sorted(taken | {each for each, number in Counter(places).items() if number > 1})
    if twice:
        raise Refused(f"{cemetery}的{twice[0]}已经登记安葬他人，请核对台账。")
    with transaction.atomic():
        FormerGrave.objects.bulk_create(
            FormerGrave(cemetery=cemetery, place=place, name=name, buried_on=day) for place, name, day in graves
        )
        count_places(cemetery, by=by, at=at)
        data = {"number": len(graves)}
        record("cemeteries.former", cemetery, by=by, at=at, area_code=cemetery.custodian.area_code, data=data)
    return len(graves)


def reserve(
    cemetery: Cemetery,
    place: str,
    *,
    name: str,
    number: str,
    reason: Reservation.Reason,
    proof: str,
    by: User,
    at: dt.datetime,
) -> Reservation:
    """预留 (R-ASHES-14) for somebody who lives, by identity number: only for a listed reason, with its proof."""
    on = timezone.localdate(at)
    require(by, RESERVERS, area_code=cemetery.custodian.area_code, on=on)
    terms = policy.on(on)
    if not name.strip() or not proof.strip():
        raise Refused("请填写预留给谁和证明材料；没有例外情形的，凭死亡证明提供墓位，不预售。")
    block = queries.block_of(cemetery.blocks.all(), place, on)
    if block is None:
        raise Refused(f"{cemetery}没有“{place}”这个位置，请按“区-排-号”填写。")
    taken = TrackedItem.objects.filter(custodian=cemetery.pk, place=place).count()
    taken += FormerGrave.objects.filter(cemetery=cemetery, place=place).count()
    if reason == Reservation.Reason.SPOUSE:
        if not block.double or taken != 1:
            raise Refused("健在配偶只能预留已经安葬一人的双穴，请核对位置。")
    elif taken:
        raise Refused(f"{cemetery}的{place}已经安放他人，不能预留。")
    if reason == Reservation.Reason.AGED:
        age = identity.age(identity.born_on(number), on)
        if age < terms.reserve_age:
            raise Refused(
                f"高龄老人须年满{terms.reserve_age}岁才能预留，现为{age}岁；提前出售墓位属于违规（R-ASHES-14）。"
            )
    mark = blind_index(number)
    if reservations := queries.reservations_on(on).filter(place=place, cemetery=cemetery).first():
        raise Refused(f"{place}已预留给{reservations.name}。")
    if Reservation.objects.filter(mark=mark, ended_on=None).exists():
        raise Refused(f"{name}已经预留过墓位，一人只能预留一处。")
    with transaction.atomic():
        Reservation.objects.filter(cemetery=cemetery, place=place, ended_on=None).update(ended_on=on)
        made = Reservation.objects.create(
            cemetery=cemetery,
            place=place,
            name=name.strip(),
            mark=mark,
            reason=reason,
            proof=proof.strip(),
            since=on,
            until=months_later(on, terms.reserve_months),
            by=by,
        )
        record(
            "cemeteries.reserve", made, by=by, at=at, because=reason.label, area_code=cemetery.custodian.area_code, data={"place": place}
        )  # fmt: skip
    return made


def release_reservation(reservation: Reservation, *, because: str, by: User, at: dt.datetime) -> None:
    """解除预留."""
    on = timezone.localdate(at)
    require(by, RESERVERS, area_code=reservation.cemetery.custodian.area_code, on=on)
    if not because.strip():
        raise Refused("请填写解除的事由。")
    with transaction.atomic():
        if not Reservation.objects.filter(pk=reservation.pk, ended_on=None).update(ended_on=on):
            raise Refused("这处预留已经解除，请刷新后查看。")
        reservation.ended_on = on
        area = reservation.cemetery.custodian.area_code
        record("cemeteries.release_reservation", reservation, by=by, at=at, because=because, area_code=area)


def count_places(cemetery: Cemetery, *, by: User | None, at: dt.datetime) -> None:
    """Tell custody how many urns the plots hold that no former grave has taken: a double plot holds two."""
    if cemetery.approved_plots is None:
        return
    blocks = cemetery.blocks.filter(closed_on=None)
    holds = sum(each.plots * (2 if each.double else 1) for each in blocks)
    double = [each for each in blocks if each.double]
    gone = 0
    for place in cemetery.former.values_list("place", flat=True):
        gone += 2 if queries.block_of(double, place, dt.date.max) is not None else 1
    custody.set_capacity(cemetery.custodian, holds - gone, by=by, at=at, because="登记册核定")


def _check(new: NewCemetery) -> None:
    if not new.approval.strip() or not new.land_number.strip():
        raise Refused("没有批准文号、用地手续的，不能登记；未经批准建设的按违规线索移交（R-CEM-03）。")
    if new.kind not in queries.KINDS:
        raise Refused("请选择公墓、骨灰堂或者生态安葬区。")
    if new.approved_cm2 <= 0:
        raise Refused("批准面积须大于零。")
    if new.sort == Cemetery.Sort.COMMERCIAL:
        if new.land == Cemetery.Land.ALLOCATED or new.public_money:
            raise Refused("经营性公墓不得使用划拨土地、财政资金（R-CEM-03）。")
        share = int(policy.on(new.approved_on).terms.values.get("public_share", 0))
        if new.public_cm2 * 100 < new.approved_cm2 * share:
            least = rules.square_metres(-(-new.approved_cm2 * share // 100))
            raise Refused(f"新建经营性公墓须划出规划面积的{share}%作公益性墓区，至少{least}平方米（R-CEM-02）。")


def _say(
    cemetery: Cemetery, state: Cemetery.State, since: dt.date, because: str, by: User, at: dt.datetime
) -> CemeteryState:
    return CemeteryState.objects.create(
        cemetery=cemetery, state=state, since=since, because=because.strip()[:200], by=by, at=at
    )


def _add(cemetery: Cemetery, new: NewBlock, opened_on: dt.date) -> PlotBlock:
    zone = new.zone.strip().upper()
    if rules.PLACE.match(f"{zone}-1-1") is None or not (0 < new.rows < 1000 and 0 < new.per_row < 10000):
        raise Refused("墓区写字母、数字或者汉字，排数、每排数写正整数。")
    if cemetery.blocks.filter(zone=zone).exists():
        raise Refused(f"{cemetery}已有{zone}区，请核对。")
    if cemetery.approved_plots is None:
        raise Refused("生态安葬区不设墓位；批准文件写明墓位数的请先补正。")
    if new.plot_cm2 is not None:
        limits = policy.of_plots(opened_on).values
        if (fault := rules.oversize(new.plot_cm2, double=new.double, limits=limits)) is not None:
            raise Refused(f"{fault.words}不能开设（{fault.rule}）。")
        if cemetery.public and not new.flat_stone:
            raise Refused("公益性公墓使用卧碑，不立碑（R-CEM-01）。")
    plots = sum(each.plots for each in cemetery.blocks.filter(closed_on=None)) + new.rows * new.per_row
    if plots > cemetery.approved_plots:
        raise Refused(
            f"开设后共{plots}个墓位（格位），超过批准的{cemetery.approved_plots}个；须先办理扩建审批（R-CEM-04）。"
        )
    return PlotBlock.objects.create(
        cemetery=cemetery,
        zone=zone,
        rows=new.rows,
        per_row=new.per_row,
        double=new.double,
        plot_cm2=new.plot_cm2,
        flat_stone=new.flat_stone,
        opened_on=opened_on,
    )
