"""Who carries out orders and who is helped: workers, teams, what orders know of clients, cards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from doudi.base import bulk
from doudi.base.models import User
from doudi.base.records import Happening, record, record_many
from doudi.base.refused import Refused
from doudi.mechanisms.orders.cards import codes_of, new_secret
from doudi.mechanisms.orders.models import Client, Credential, Team, Worker
from doudi.mechanisms.registry.models import Party, Person


@dataclass(frozen=True)
class NewWorker:
    """Somebody for a roster. `credentials`: kind, first and last day."""

    person: Person
    name: str
    area_code: str
    since: dt.date
    organisation: str = ""
    skills: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    user: User | None = None
    credentials: tuple[tuple[str, dt.date, dt.date | None], ...] = ()


@dataclass(frozen=True)
class NewClient:
    """Where somebody who is helped lives, and what hangs at his door."""

    party: Party
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    tag: str = ""


def enrol(roster: str, new: Iterable[NewWorker], *, by: User, at: dt.datetime, because: str) -> list[Worker]:
    """Put people on a roster, in the order given; who is on it already is handed back as he is."""
    wanted = list(new)
    there = {row.person_id: row for row in Worker.objects.filter(roster=roster)}
    fresh = [each for each in wanted if each.person.pk not in there]
    if len({each.person.pk for each in fresh}) < len(fresh):
        raise Refused("名单中有重复的人，请去掉后再登记。")
    with transaction.atomic():
        keys = bulk.reserve_keys(Worker, len(fresh))
        rows = [
            Worker(
                pk=next(keys),
                roster=roster,
                person=each.person,
                name=each.name,
                user=each.user,
                organisation=each.organisation,
                area_code=each.area_code,
                skills=list(each.skills),
                languages=list(each.languages),
                latitude=each.latitude,
                longitude=each.longitude,
                since=each.since,
            )
            for each in fresh
        ]
        bulk.insert(rows)
        bulk.insert(
            [
                Credential(worker=row, kind=kind, since=since, until=until)
                for row, each in zip(rows, fresh, strict=True)
                for kind, since, until in each.credentials
            ]
        )
        record_many(
            [Happening("worker.enrol", f"worker:{row.pk}", because, row.area_code, {"roster": roster}) for row in rows],
            by=by,
            at=at,
        )
    there |= {row.person_id: row for row in rows}
    return [there[each.person.pk] for each in wanted]


def suspend(worker: Worker, *, until: dt.date, by: User | None, at: dt.datetime, because: str) -> Worker:
    """暂停接单 up to and including a day."""
    with transaction.atomic():
        worker.suspended_until = until
        worker.save(update_fields=["suspended_until"])
        record("worker.suspend", f"worker:{worker.pk}", by=by, at=at, because=because, area_code=worker.area_code)
    return worker


def leave(worker: Worker, *, on: dt.date, by: User, at: dt.datetime, because: str) -> Worker:
    """退出名册: the last day is `on`."""
    with transaction.atomic():
        worker.until = on
        worker.save(update_fields=["until"])
        record("worker.leave", f"worker:{worker.pk}", by=by, at=at, because=because, area_code=worker.area_code)
    return worker


def form_team(
    roster: str,
    name: str,
    *,
    members: Sequence[Worker],
    leader: Worker,
    area_code: str,
    since: dt.date,
    by: User,
    at: dt.datetime,
    organisation: str = "",
) -> Team:
    """服务团队; the leader is one of its members."""
    if leader not in members:
        raise Refused("队长须是队员之一。")
    with transaction.atomic():
        team = Team.objects.create(
            roster=roster, name=name, organisation=organisation, area_code=area_code, leader=leader, since=since
        )
        team.members.set(members)
        record("team.form", f"team:{team.pk}", by=by, at=at, area_code=area_code, data={"members": len(members)})
    return team


def know_clients(new: Iterable[NewClient], *, by: User, at: dt.datetime, because: str) -> dict[int, Client]:
    """Where clients live, by party; those known already stay as they are (a place is changed by `calibrate`)."""
    wanted = {each.party.pk: each for each in new}
    there = known_clients(wanted)
    fresh = [
        Client(party_id=pk, latitude=each.latitude, longitude=each.longitude, tag=each.tag)
        for pk, each in wanted.items()
        if pk not in there
    ]
    with transaction.atomic():
        bulk.insert(fresh)
        if fresh:
            record("client.know", "clients", by=by, at=at, because=because, data={"clients": len(fresh)})
    return there | {row.pk: row for row in fresh}


def calibrate(
    client: Client, *, latitude: Decimal, longitude: Decimal, by: User, at: dt.datetime, because: str
) -> Client:
    """校准住址定位: the address was wrong; somebody who answers for it says where it is."""
    with transaction.atomic():
        client.latitude, client.longitude, client.calibrated_at = latitude, longitude, at
        client.save(update_fields=["latitude", "longitude", "calibrated_at"])
        record("client.calibrate", f"party:{client.pk}", by=by, at=at, because=because)
    return client


def issue_cards(parties: Sequence[Party], *, by: User, at: dt.datetime) -> dict[int, list[str]]:
    """发服务卡: a new card for each, by party, with its codes to be printed; the old card is void from now on."""
    with transaction.atomic():
        there = known_clients(party.pk for party in parties)
        rows = []
        for party in parties:
            row = there.get(party.pk) or Client.objects.create(party=party)
            row.card_secret, row.card_used = new_secret(), 0
            row.card_number += 1
            rows.append(row)
        bulk.update(rows, ["card_secret", "card_number", "card_used"])
        record("client.card", "clients", by=by, at=at, data={"cards": len(rows)})
    return {row.pk: codes_of(row) for row in rows}


def known_clients(parties: Iterable[int]) -> dict[int, Client]:
    """Party → what orders know of him, of those they know."""
    return {row.pk: row for part in bulk.parts(parties) for row in Client.objects.filter(pk__in=part)}
