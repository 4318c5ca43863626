"""What is done in the time bank beside orders: stations, volunteers, gifts, donations, goods, inheritance, leaving. The only functions that
write, with `earning`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from doudi.base import bulk, identity
from doudi.base.access import require
from doudi.base.areas import county_of
from doudi.base.calendar import months_later
from doudi.base.models import Area, User
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.mechanisms.ledger import queries as ledger_queries
from doudi.mechanisms.ledger import services as ledger
from doudi.mechanisms.ledger.declare import TransferKind
from doudi.mechanisms.ledger.models import Entry
from doudi.mechanisms.orders import rosters
from doudi.mechanisms.orders.models import Worker
from doudi.mechanisms.registry.kin import near_kin
from doudi.mechanisms.registry.models import Party, Person
from doudi.programmes.elderly.time_bank import accounts, rules
from doudi.programmes.elderly.time_bank.earning import policy_on
from doudi.programmes.elderly.time_bank.models import Credit, Gift, Station, Volunteer
from doudi.programmes.elderly.time_bank.slips import KIN, ROSTER

MANAGING = frozenset({Role.STATION_KEEPER, Role.COUNTY_OFFICER})
_ADULT = 18


@dataclass(frozen=True)
class NewVolunteer:
    """Somebody who registers at a station; real name by the registry. `skills`: codes of items."""

    person: Person
    name: str
    station: Station
    registered_on: dt.date
    skills: tuple[str, ...]
    consented: bool
    trained_on: dt.date | None = None
    credentials: tuple[tuple[str, dt.date, dt.date | None], ...] = ()
    user: User | None = None
    latitude: Decimal | None = None
    longitude: Decimal | None = None


def open_station(
    code: str,
    name: str,
    *,
    area_code: str,
    opened_on: dt.date,
    by: User,
    at: dt.datetime,
    latitude: Decimal | None = None,
    longitude: Decimal | None = None,
) -> Station:
    """开办站点; its tag for check-in is made of its code."""
    require(by, MANAGING, area_code=area_code, on=timezone.localdate(at))
    if Station.objects.filter(code=code).exists():
        raise Refused(f"站点编号{code}已经用过，请换一个。")
    with transaction.atomic():
        station = Station.objects.create(
            code=code, name=name, area_code=area_code, tag=f"ZD-{code}", latitude=latitude, longitude=longitude, opened_on=opened_on
        )  # fmt: skip
        record("time_bank.station", station, by=by, at=at, area_code=area_code)
    return station


def register_volunteers(new: Iterable[NewVolunteer], *, by: User, at: dt.datetime, because: str) -> list[Volunteer]:
    """注册志愿者 in bulk, in the order given; each has consented to what is kept of him, and a minor serves in groups only. Who is registered
    already is handed back as he is."""
    wanted = list(new)
    for each in wanted:
        if not each.consented:
            raise Refused(f"{each.name}没有同意处理个人信息和服务定位，不能登记；请说明用途并取得同意。")
        if not each.skills:
            raise Refused(f"{each.name}没有填写能做的服务项目，请至少选一项。")
    with transaction.atomic():
        workers = rosters.enrol(
            ROSTER,
            [
                rosters.NewWorker(
                    each.person,
                    each.name,
                    each.station.area_code,
                    each.registered_on,
                    organisation=each.station.code,
                    skills=each.skills,
                    user=each.user,
                    latitude=each.latitude,
                    longitude=each.longitude,
                    credentials=each.credentials,
                )
                for each in wanted
            ],
            by=by,
            at=at,
            because=because,
        )
        known = {row.pk: row for row in Volunteer.objects.filter(worker__roster=ROSTER)}
        fresh = [
            _volunteer(worker, each, at) for worker, each in zip(workers, wanted, strict=True) if worker.pk not in known
        ]
        bulk.insert(fresh)
    known |= {row.pk: row for row in fresh}
    return [known[worker.pk] for worker in workers]


def _volunteer(worker: Worker, new: NewVolunteer, at: dt.datetime) -> Volunteer:
    born = new.person.born_on
    minor = born is not None and identity.age(born, new.registered_on) < _ADULT
    return Volunteer(
        worker=worker,
        station=new.station,
        kind=Volunteer.Kind.MINOR if minor else Volunteer.Kind.INDIVIDUAL,
        state=Volunteer.State.ACTIVE if new.trained_on is not None else Volunteer.State.VERIFIED,
        area_code=new.station.area_code,
        registered_on=new.registered_on,
        trained_on=new.trained_on,
        consented_at=at,
    )


def give(volunteer: Volunteer, receiver: Person, minutes: int, *, by: User, at: dt.datetime) -> Gift:
    """转赠 (R-TB-11): to lineal kin of sixty and more, within the limit of the year; what was gifted to him he cannot give away again."""
    on = timezone.localdate(at)
    policy, giver = policy_on(on), volunteer.worker.person
    _may_give(volunteer, by, on)
    if minutes <= 0:
        raise Refused("转赠的时间须大于零。")
    relative = near_kin(giver.pk, on).get(receiver.pk)
    if relative is None or relative.relation not in KIN:
        raise Refused("只能转赠给配偶、父母、子女、祖父母等直系亲属；登记中没有此人与您的亲属关系，请先到站点登记。")
    if receiver.born_on is None or identity.age(receiver.born_on, on) < policy.gift_age:
        raise Refused(f"受赠人须年满{policy.gift_age}周岁。")
    year = Gift.objects.filter(giver=giver.pk, kind=Gift.Kind.GIFT, on__year=on.year).aggregate(all=Sum("minutes"))
    if (year["all"] or 0) + minutes > policy.gift_year_max:
        used, most = (rules.words_of_coins(each) for each in (year["all"] or 0, policy.gift_year_max))
        raise Refused(f"今年已转赠{used}，全年不超过{most}，请减少数量。")
    return _gift(volunteer, Gift.Kind.GIFT, minutes, accounts.GIVE, receiver.party, by=by, at=at)


def donate(volunteer: Volunteer, minutes: int, *, by: User, at: dt.datetime) -> Gift:
    """捐赠 (R-TB-12): into the pool, and not back."""
    _may_give(volunteer, by, timezone.localdate(at))
    if minutes <= 0:
        raise Refused("捐赠的时间须大于零。")
    return _gift(volunteer, Gift.Kind.DONATION, minutes, accounts.DONATE, None, by=by, at=at)


def exchange_goods(volunteer: Volunteer, minutes: int, *, words: str, by: User, at: dt.datetime) -> Gift:
    """兑换物品 (R-TB-19): a share of what he holds at most, a year."""
    on = timezone.localdate(at)
    policy, party = policy_on(on), volunteer.worker.person.party
    require(by, MANAGING, area_code=volunteer.area_code, on=on)
    used = (
        Gift.objects.filter(giver=party, kind=Gift.Kind.GOODS, on__year=on.year).aggregate(all=Sum("minutes"))["all"]
        or 0
    )
    held = ledger_queries.balance(accounts.SAVINGS, party) + used
    if minutes <= 0 or used + minutes > held * policy.goods_share // 100:
        raise Refused(f"一年内兑换物品不超过时间存折的{policy.goods_share}%，请减少数量。")
    return _gift(volunteer, Gift.Kind.GOODS, minutes, accounts.GOODS, None, by=by, at=at, words=words)


def pass_on(volunteer: Volunteer, heir: Person | None, *, by: User, at: dt.datetime) -> Entry | None:
    """身故处理 (R-TB-14): within the time the balance goes to one heir, lineal kin or spouse; without one, or later, to the pool."""
    on, person = timezone.localdate(at), volunteer.worker.person
    require(by, {Role.COUNTY_OFFICER}, area_code=volunteer.area_code, on=on)
    if person.died_on is None:
        raise Refused(f"{volunteer}没有死亡登记，不能办理身故处理。")
    if heir is not None:
        relative = near_kin(person.pk, on).get(heir.pk)
        if relative is None or relative.relation not in KIN:
            raise Refused("继承人须是配偶或直系亲属。")
        if on > months_later(person.died_on, policy_on(on).heir_months):
            raise Refused(f"已超过{policy_on(on).heir_months}个月的继承期限，余额转入公益时间池。")
    amount = ledger_queries.balance(accounts.SAVINGS, person.party)
    with transaction.atomic():
        entry = None
        if amount:
            kind: TransferKind[Party, Any] = accounts.DONATE  # to the county
            target: Party | Area = _county(volunteer)
            if heir is not None:
                kind, target = accounts.INHERIT, heir.party
            entry = ledger.post(
                kind,
                source=person.party,
                target=target,
                amount=amount,
                key=f"time_bank.inherit:{volunteer.pk}",
                because="志愿者身故",
                by=by,
                at=at,
                party=person.party,
            )
        volunteer.state = Volunteer.State.DECEASED
        volunteer.save(update_fields=["state"])
        rosters.leave(volunteer.worker, on=person.died_on, by=by, at=at, because="身故")
    return entry


def exit_for_fraud(volunteer: Volunteer, *, by: User, at: dt.datetime, because: str) -> None:
    """弄虚作假退出 (R-TB-14): the balance is void."""
    require(by, {Role.COUNTY_OFFICER}, area_code=volunteer.area_code, on=timezone.localdate(at))
    party = volunteer.worker.person.party
    amount = ledger_queries.balance(accounts.SAVINGS, party)
    with transaction.atomic():
        if amount:
            ledger.post(
                accounts.VOID, source=party, target=_county(volunteer), amount=amount, key=f"time_bank.void:{volunteer.pk}",
                because=because, by=by, at=at, party=party,
            )  # fmt: skip
        volunteer.state = Volunteer.State.EXITED
        volunteer.save(update_fields=["state"])
        rosters.leave(volunteer.worker, on=timezone.localdate(at), by=by, at=at, because=because)


def mark_dormant(*, on: dt.date, at: dt.datetime) -> int:
    """休眠 and back: who has not served for so many days sleeps, who has serves again; how many changed. Run nightly."""
    since = on - dt.timedelta(days=policy_on(on).dormant_days)
    S = Volunteer.State
    serving = set(Credit.objects.filter(on__gte=since, sign=1).values_list("worker", flat=True).distinct())
    rows = list(Volunteer.objects.filter(state__in=(S.ACTIVE, S.DORMANT), registered_on__lt=since))
    changed = []
    for row in rows:
        state = S.ACTIVE if row.pk in serving else S.DORMANT
        if row.state != state:
            row.state = state
            changed.append(row)
    with transaction.atomic():
        bulk.update(changed, ["state"])
        if changed:
            asleep = sum(row.state == S.DORMANT for row in changed)
            record("time_bank.dormant", "volunteers", by=None, at=at, data={"asleep": asleep, "changed": len(changed)})
    return len(changed)


def _gift(
    volunteer: Volunteer,
    kind: Gift.Kind,
    minutes: int,
    transfer: TransferKind[Party, Any],  # a gift goes to a party, the others to the county
    receiver: Party | None,
    *,
    by: User,
    at: dt.datetime,
    words: str = "",
) -> Gift:
    giver = volunteer.worker.person.party
    with transaction.atomic():
        number = Gift.objects.filter(giver=giver).count() + 1
        entry = ledger.post(
            transfer,
            source=giver,
            target=receiver or _county(volunteer),
            amount=minutes,
            key=f"time_bank.gift:{giver.pk}:{number}",
            because=kind.label,
            by=by,
            at=at,
            party=giver,
        )
        return Gift.objects.create(
            kind=kind, giver=giver, receiver=receiver, minutes=minutes, on=timezone.localdate(at), by=by, entry=entry, words=words
        )  # fmt: skip


def _may_give(volunteer: Volunteer, by: User, on: dt.date) -> None:
    """He himself, or at his wish the keeper of his station: never out of the keeper's own account into it."""
    worker = volunteer.worker
    if worker.user_id == by.pk or (by.id_index and worker.person.id_index == by.id_index):
        return
    require(by, MANAGING, area_code=volunteer.area_code, on=on)


def _county(volunteer: Volunteer) -> Area:
    return Area.objects.get(code=county_of(volunteer.area_code))
