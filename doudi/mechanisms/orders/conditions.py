"""What kinds commonly refuse, ready for `OrderKind.refuses`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence

from django.db.models import Q

from doudi.base import bulk
from doudi.mechanisms.orders.batch import day_of
from doudi.mechanisms.orders.declare import Doing
from doudi.mechanisms.registry.kin import near_kin_of
from doudi.mechanisms.registry.models import Membership


class RefuseKin:
    """Who is near kin to whom is looked up in the registry, for all doings at once (R-TB-09)."""

    def __init__(self, words: frozenset[str]) -> None:
        self.words = words

    def __call__(self, doings: Sequence[Doing]) -> Mapping[int, str]:
        pairs = [
            (place, worker, each.order.client_id)
            for place, each in enumerate(doings)
            for worker in (*each.to, *([each.worker] if each.worker is not None else []))
            if each.order.client_id is not None
        ]
        if not pairs:
            return {}
        on = max(day_of(each.at) for each in doings)
        workers = {worker.person_id for _, worker, _ in pairs}
        kin = near_kin_of(workers, on)
        homes = _homes({*workers, *(client for _, _, client in pairs if client is not None)}, on)
        found: dict[int, str] = {}
        for place, worker, client in pairs:
            if worker.person_id == client:
                found[place] = f"{worker.name}就是服务对象本人，不能为自己服务计时。"
            relative = kin[worker.person_id].get(client) if client is not None else None
            if relative is not None and relative.relation in self.words:
                found[place] = f"服务对象是{worker.name}的{relative.relation}，近亲属之间的照料不计时，请改派他人。"
            elif client is not None and homes.get(worker.person_id, set()) & homes.get(client, set()):
                found[place] = f"服务对象与{worker.name}是同一户，同户之间的照料不计时，请改派他人。"
        return found


def _homes(persons: Collection[int], on: dt.date) -> dict[int, set[int]]:
    """Person → households that he lives in on a day."""
    found: dict[int, set[int]] = {}
    in_force = (Q(from_on=None) | Q(from_on__lte=on)) & (Q(to_on=None) | Q(to_on__gte=on))
    for part in bulk.parts(persons):
        rows = Membership.objects.filter(in_force, person__in=part)
        for person, household in rows.values_list("person", "household"):
            found.setdefault(person, set()).add(household)
    return found
