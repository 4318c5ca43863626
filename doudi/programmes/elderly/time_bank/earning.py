"""What follows steps on slips: coins frozen on acceptance, thawed when it comes to nothing, credited and spent on settlement.

Everything is done for all slips at once, as settlement of a month takes thousands together: a few queries, one entry a month.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Q, Sum
from django.utils import timezone

from doudi.base import bulk, identity
from doudi.base.areas import county_of
from doudi.base.models import Area
from doudi.base.months import month_of
from doudi.mechanisms.entitlement.parameters_entered.queries import terms_in_force
from doudi.mechanisms.ledger import services as ledger
from doudi.mechanisms.ledger.models import Account, Reason
from doudi.mechanisms.ledger.services import Line
from doudi.mechanisms.orders import rosters
from doudi.mechanisms.orders.declare import Doing, Done
from doudi.mechanisms.orders.models import Assignment, Order, Worker
from doudi.mechanisms.registry.models import Category, Membership, Party, Person
from doudi.programmes.elderly.time_bank import accounts, rules
from doudi.programmes.elderly.time_bank.models import Credit, Payment, Volunteer
from doudi.programmes.elderly.time_bank.policy import TimeBankPolicy


def policy_on(day: dt.date) -> TimeBankPolicy:
    """The parameters as they stand on a day."""
    return TimeBankPolicy(terms_in_force(TimeBankPolicy, day))


class Policies:
    """The parameters by day, each looked up once."""

    def __init__(self) -> None:
        self._by_day: dict[dt.date, TimeBankPolicy] = {}

    def on(self, day: dt.date) -> TimeBankPolicy:
        first = day.replace(day=1)  # values apply from the first of a month
        if first not in self._by_day:
            self._by_day[first] = policy_on(first)
        return self._by_day[first]


def freeze(dones: Sequence[Done]) -> None:
    """An old person who holds coins pays with them: the planned minutes are frozen on acceptance (R-TB-15), of gifted ones first. Who has
    not enough pays nothing now, and settlement asks the pool."""
    parties = {done.order.client_id for done in dones if done.order.client_id is not None}
    held = _balances(parties)
    paid = set(Payment.objects.filter(order__in=[done.order.pk for done in dones]).values_list("order", flat=True))
    for done in dones:
        order, party = done.order, done.order.client_id
        if party not in held or order.pk in paid or order.accepted_at is None:
            continue
        gifted, own = held[party]
        wanted = order.minutes
        if gifted.balance + own.balance < wanted:
            continue
        of_gifted = min(wanted, gifted.balance)
        of_own = wanted - of_gifted
        owner = Party.objects.get(pk=party)
        frozen = ledger.account(accounts.FROZEN, owner)
        lines = [
            Line(kind, source, frozen, amount, party, order.area_code, order.number)
            for kind, source, amount in (
                (accounts.FREEZE_GIFTED, gifted, of_gifted),
                (accounts.FREEZE, own, of_own),
            )
            if amount
        ]
        _post(lines, f"time_bank.freeze:{done.event.pk}", f"{order.number}接单冻结", done.doing, order)
        Payment.objects.create(order=order, party=owner, own=of_own, gifted=of_gifted)
        gifted.refresh_from_db()
        own.refresh_from_db()


def thaw(dones: Sequence[Done]) -> None:
    """The order comes to nothing: what was frozen for it is free again."""
    over = [done for done in dones if done.order.is_over or done.order.accepted_at is None]
    payments = {
        each.pk: each
        for each in Payment.objects.filter(order__in=[done.order.pk for done in over], over=False).select_related(
            "party"
        )
    }
    for done in over:
        payment = payments.pop(done.order.pk, None)
        if payment is not None:
            lines = _thawing(payment, payment.own, payment.gifted, done.order)
            _post(lines, f"time_bank.thaw:{done.event.pk}", f"{done.order.number}解冻", done.doing, done.order)
            if done.order.is_over:
                payment.over = True
                payment.save(update_fields=["over"])
            else:
                payment.delete()


def strike(dones: Sequence[Done]) -> None:
    """未到: after so many of them in so many days a volunteer takes no orders for a time."""
    missed = {done.doing.worker.pk: done for done in dones if done.doing.worker is not None}
    for worker, done in missed.items():
        on = timezone.localdate(done.doing.at)
        policy = policy_on(on)
        since = done.doing.at - dt.timedelta(days=policy.strike_days)
        number = Assignment.objects.filter(
            worker=worker,
            state=Assignment.State.NO_SHOW,
            order__starts_at__gte=since,
            order__starts_at__lte=done.doing.at,
        ).count()
        if number >= policy.strikes:
            until = on + dt.timedelta(days=policy.suspension_days)
            assert done.doing.worker is not None
            rosters.suspend(
                done.doing.worker,
                until=until,
                by=None,
                at=done.doing.at,
                because=f"{policy.strike_days}天内{number}次接单未到",
            )


def settle(dones: Sequence[Done]) -> None:
    """Credit what was served and let it be paid (R-TB-03, 06, 07, 08). `dones`: slips just settled, in their order."""
    Settlement(dones).run()


def take_back(dones: Sequence[Done]) -> None:
    """A dispute was upheld after the credit: every transfer of the order is reversed, and its credits are taken back (R-X-04)."""
    for done in dones:
        credits = list(Credit.objects.filter(order=done.order, sign=1).select_related("entry"))
        for entry in {each.entry for each in credits if each.entry is not None}:
            only = list(entry.transfers.filter(reference=done.order.number, sign=1).values_list("pk", flat=True))
            assert done.doing.by is not None
            ledger.reverse(
                entry,
                reason=Reason.NOT_MADE,
                because=f"{done.order.number}经核实未服务",
                by=done.doing.by,
                at=done.doing.at,
                only=only,
                key=f"time_bank.reverse:{done.event.pk}",
            )
        for each in credits:
            each.pk, each.sign, each._state.adding = None, -1, True
        bulk.insert(credits)


class Settlement:
    """Slips that are settled together: what is needed to know of them read once, then one after the other in the order of their days."""

    def __init__(self, dones: Sequence[Done]) -> None:
        self.dones = sorted(dones, key=lambda done: (done.order.ended_at or done.doing.at, done.order.pk))
        self.policies = Policies()
        orders = [done.order for done in dones]
        self.served = _served(orders)
        workers = {row.worker_id: row.worker for rows in self.served.values() for row in rows}
        persons = {row.person_id for row in workers.values()}
        self.parties = {row.pk: row for row in _in_parts(Party, persons | {o.client_id for o in orders if o.client_id})}
        self.savings = ledger.accounts(accounts.SAVINGS, [self.parties[each] for each in sorted(persons)])
        self.honour = ledger.accounts(accounts.HONOUR, [self.parties[each] for each in sorted(persons)])
        self.balances = {pk: row.balance for pk, row in self.savings.items()}
        self.today = _redeemed_by_day(workers, orders)
        self.payments = {
            each.pk: each
            for part in bulk.parts([order.pk for order in orders])
            for each in Payment.objects.filter(order__in=part, over=False).select_related("party")
        }
        self.key_elders = KeyElders({order.client_id for order in orders if order.client_id is not None})
        self.granted = _granted_by_month({order.client_id for order in orders if order.client_id}, orders)
        self.county: dict[str, dict[str, Account]] = {}

    def run(self) -> None:
        by_month: dict[int, list[tuple[Done, list[Line], list[Credit]]]] = defaultdict(list)
        for done in self.dones:
            day = _day_of(done.order, done.doing.at)
            lines, credits = self._one(done, day)
            by_month[month_of(timezone.localdate(done.doing.at))].append((done, lines, credits))
        for parts in by_month.values():
            lines = [line for _, found, _ in parts for line in found]
            credits = [credit for _, _, found in parts for credit in found]
            if lines:
                first, last = parts[0][0], max((part[0] for part in parts), key=lambda done: done.doing.at)
                alone = len(parts) == 1
                entry = ledger.post_lines(
                    lines,
                    key=f"time_bank.settle:{first.event.pk}",
                    because=f"{first.order.number}服务入账" if alone else f"{len(parts)}张服务单入账",
                    by=first.doing.by if alone else None,
                    at=last.doing.at,
                    subject=f"order:{first.order.pk}" if alone else "",
                )
                for credit in credits:
                    credit.entry = entry
            bulk.insert(credits)
        over = list(self.payments.values())
        for payment in over:
            payment.over = True
        bulk.update(over, ["over"])

    def _one(self, done: Done, day: dt.date) -> tuple[list[Line], list[Credit]]:
        order, policy = done.order, self.policies.on(day)
        team = order.team_id is not None or order.client_id is None
        rows = self.served.get(order.pk, [])
        counted = {
            row.worker_id: rules.creditable(row.minutes or 0, order.minutes, team=team, policy=policy) for row in rows
        }
        payer = Credit.Payer.POOL if team else self._payer(order, day, sum(counted.values()), policy)
        lines = [] if team else self._paid(order, payer, sum(counted.values()))
        credits = []
        county = self._of_county(order.area_code)
        for row in rows:
            person, minutes = row.worker.person_id, counted[row.worker_id]
            if team:
                share = rules.share_team(minutes, policy=policy)
            elif payer == Credit.Payer.NOBODY:
                share = rules.Share(0, 0, minutes)
            else:
                used = self.today[row.worker_id, day]
                share = rules.share_single(minutes, today=used, balance=self.balances[person], policy=policy)
            self.today[row.worker_id, day] += share.redeemable + (0 if team else share.to_pool)
            self.balances[person] += share.redeemable
            moves = (
                (accounts.EARN, county["issue"], self.savings[person], share.redeemable),
                (accounts.EARN_TO_POOL, county["issue"], county["pool"], share.to_pool),
                (accounts.GIVE_HONOUR, county["honours"], self.honour[person], share.honour),
            )
            lines += [
                Line(kind, source, target, amount, person, order.area_code, order.number)
                for kind, source, target, amount in moves
                if amount
            ]
            credits.append(
                Credit(
                    order=order,
                    worker=row.worker,
                    area_code=order.area_code,
                    on=day,
                    team=team,
                    minutes=row.minutes or 0,
                    creditable=minutes,
                    redeemable=share.redeemable,
                    to_pool=share.to_pool,
                    honour=share.honour,
                    payer=payer,
                )
            )
        return lines, credits

    def _payer(self, order: Order, day: dt.date, minutes: int, policy: TimeBankPolicy) -> Credit.Payer:
        """His own coins, else the pool for a key elder within the quota of the month, else nobody (R-TB-06)."""
        if order.pk in self.payments:
            return Credit.Payer.OWN
        client = order.client_id
        if client is None or not self.key_elders.is_one(client, day, policy):
            return Credit.Payer.NOBODY
        month = (client, month_of(day))
        if self.granted[month] + minutes > policy.pool_quota:
            return Credit.Payer.NOBODY
        self.granted[month] += minutes
        return Credit.Payer.POOL

    def _paid(self, order: Order, payer: Credit.Payer, minutes: int) -> list[Line]:
        county = self._of_county(order.area_code)
        if payer == Credit.Payer.POOL and minutes:
            line = Line(
                accounts.SPEND_OF_POOL, county["pool"], county["sink"], minutes, order.client_id, order.area_code, order.number
            )  # fmt: skip
            return [line]
        payment = self.payments.get(order.pk)
        if payer != Credit.Payer.OWN or payment is None:
            return []
        spent = min(minutes, payment.own + payment.gifted)
        of_gifted = min(spent, payment.gifted)
        rest = _thawing(payment, payment.own - (spent - of_gifted), payment.gifted - of_gifted, order)
        frozen = ledger.account(accounts.FROZEN, payment.party)
        spending = Line(accounts.SPEND, frozen, county["sink"], spent, order.client_id, order.area_code, order.number)
        return [*([spending] if spent else []), *rest]

    def _of_county(self, area_code: str) -> dict[str, Account]:
        code = county_of(area_code)
        if code not in self.county:
            county = Area.objects.get(code=code)
            kinds = {
                "issue": accounts.ISSUE,
                "pool": accounts.POOL,
                "sink": accounts.SINK,
                "honours": accounts.HONOURS,
            }
            self.county[code] = {name: ledger.account(kind, county) for name, kind in kinds.items()}
        return self.county[code]


class KeyElders:
    """Whether people are key elders: their age, and the categories of need that they or their households are in."""

    def __init__(self, parties: set[int]) -> None:
        self.born: dict[int, dt.date | None] = {}
        homes: dict[int, list[int]] = defaultdict(list)
        for part in bulk.parts(parties):
            self.born.update(Person.objects.filter(pk__in=part).values_list("pk", "born_on"))
            members = Membership.objects.filter(person__in=part).values_list("household", "person")
            for household, person in members:
                homes[household].append(person)
        self.kinds: dict[int, list[Category]] = defaultdict(list)
        for part in bulk.parts([*parties, *homes]):
            for row in Category.objects.filter(party__in=part, kind__in=rules.KEY_CATEGORIES):
                for person in homes.get(row.party_id, [row.party_id]):
                    self.kinds[person].append(row)

    def is_one(self, party: int, day: dt.date, policy: TimeBankPolicy) -> bool:
        """On a day."""
        born = self.born.get(party)
        kinds = [
            row.kind
            for row in self.kinds.get(party, ())
            if row.from_on <= day and (row.to_on is None or day <= row.to_on)
        ]
        return rules.is_key_elder(identity.age(born, day) if born is not None else 0, kinds, policy)


def refuse_young(doings: Sequence[Doing]) -> Mapping[int, str]:
    """For requests: who is not yet of the age for it asks for nothing himself; he gives to his parents or donates (R-TB-10)."""
    clients = {each.order.client_id for each in doings if each.order.client_id is not None}
    born = {
        pk: day
        for part in bulk.parts(clients)
        for pk, day in Person.objects.filter(pk__in=part).values_list("pk", "born_on")
    }
    policies, found = Policies(), {}
    for place, each in enumerate(doings):
        born_on = born.get(each.order.client_id or 0)
        day = timezone.localdate(each.at)
        age = policies.on(day).redeem_age
        if born_on is not None and identity.age(born_on, day) < age:
            found[place] = f"服务对象未满{age}周岁，不能兑换服务；可将时间币转赠父母、祖父母，或捐入公益时间池。"
    return found


def refuse_minors(doings: Sequence[Doing]) -> Mapping[int, str]:
    """For single slips: minors serve in groups only, with an adult leader, never alone in somebody's home (R-TB-18)."""
    workers = {worker.pk for each in doings for worker in _workers(each)}
    minors = {
        pk
        for part in bulk.parts(workers)
        for pk in Volunteer.objects.filter(pk__in=part, kind=Volunteer.Kind.MINOR).values_list("pk", flat=True)
    }
    return {
        place: "未成年志愿者只能由成年人带队、参加团队服务，不能单独上门，请改派他人。"
        for place, each in enumerate(doings)
        if any(worker.pk in minors for worker in _workers(each))
    }


def _workers(doing: Doing) -> Iterator[Worker]:
    yield from doing.to
    if doing.worker is not None:
        yield doing.worker


def _served(orders: Sequence[Order]) -> dict[int, list[Assignment]]:
    found: dict[int, list[Assignment]] = defaultdict(list)
    for part in bulk.parts([order.pk for order in orders]):
        rows = Assignment.objects.filter(order__in=part, state=Assignment.State.OUT).select_related("worker")
        for row in rows.order_by("pk"):
            found[row.order_id].append(row)
    return found


def _day_of(order: Order, at: dt.datetime) -> dt.date:
    return timezone.localdate(order.ended_at or at)


def _redeemed_by_day(workers: Mapping[int, Worker], orders: Sequence[Order]) -> dict[tuple[int, dt.date], int]:
    """Minutes that count towards the cap of a day already, by volunteer and day of service."""
    found: dict[tuple[int, dt.date], int] = defaultdict(int)
    days = [timezone.localdate(order.ended_at) for order in orders if order.ended_at is not None]
    if not days:
        return found
    for part in bulk.parts(workers):
        rows = Credit.objects.filter(worker__in=part, on__range=(min(days), max(days)), team=False)
        for worker, day, redeemable, pool, sign in rows.values_list("worker", "on", "redeemable", "to_pool", "sign"):
            found[worker, day] += sign * (redeemable + pool)
    return found


def _granted_by_month(clients: set[int], orders: Sequence[Order]) -> dict[tuple[int, int], int]:
    """Minutes that the pool has paid for a client in a month already."""
    found: dict[tuple[int, int], int] = defaultdict(int)
    days = [timezone.localdate(order.ended_at) for order in orders if order.ended_at is not None]
    if not days:
        return found
    for part in bulk.parts(clients):
        rows = Credit.objects.filter(
            order__client__in=part, payer=Credit.Payer.POOL, team=False, on__gte=min(days).replace(day=1)
        )
        for client, day, minutes, sign in rows.values_list("order__client", "on", "creditable", "sign"):
            found[client or 0, month_of(day)] += sign * minutes
    return found


def _balances(parties: set[int]) -> dict[int, tuple[Account, Account]]:
    """Party → accounts of gifted and of own coins, of those who hold any."""
    found: dict[int, dict[str, Account]] = defaultdict(dict)
    for part in bulk.parts(parties):
        rows = Account.objects.filter(Q(kind=accounts.SAVINGS.code) | Q(kind=accounts.GIFTED.code), party__in=part)
        for row in rows:
            found[row.party_id or 0][row.kind] = row
    holders = [pk for pk, rows in found.items() if sum(row.balance for row in rows.values()) > 0]
    whole = {row.pk: row for row in _in_parts(Party, set(holders))}
    return {
        pk: (ledger.account(accounts.GIFTED, whole[pk]), ledger.account(accounts.SAVINGS, whole[pk])) for pk in holders
    }


def _thawing(payment: Payment, own: int, gifted: int, order: Order) -> list[Line]:
    frozen = ledger.account(accounts.FROZEN, payment.party)
    found = []
    for kind, target, amount in (
        (accounts.THAW, accounts.SAVINGS, own),
        (accounts.THAW_GIFTED, accounts.GIFTED, gifted),
    ):
        if amount > 0:
            back = ledger.account(target, payment.party)
            found.append(Line(kind, frozen, back, amount, payment.party_id, order.area_code, order.number))
    return found


def _post(lines: Sequence[Line], key: str, because: str, doing: Doing, order: Order) -> None:
    if lines:
        ledger.post_lines(lines, key=key, because=because, by=doing.by, at=doing.at, subject=f"order:{order.pk}")


def _in_parts(model: type[Any], keys: Iterable[int]) -> list[Any]:
    return [row for part in bulk.parts(keys) for row in model.objects.filter(pk__in=part)]


def total_of(worker: Worker, field: str) -> int:
    """The sum of a column over a volunteer's credits, taken back ones subtracted."""
    rows = Credit.objects.filter(worker=worker).values_list("sign").annotate(total=Sum(field)).order_by()
    return sum(sign * (total or 0) for sign, total in rows)
