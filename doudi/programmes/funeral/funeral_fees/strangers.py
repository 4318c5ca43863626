"""A-ASHES-09 (R-ASHES-03): remains were transported or stored by somebody else than a funeral home, as the bills say: the house that charged is
none, or the service was a third party's."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Q

from doudi.base.models import User
from doudi.mechanisms.casework.clues import Clue, tell
from doudi.programmes.funeral.funeral_fees.awards import ALERT
from doudi.programmes.funeral.funeral_fees.items import ITEMS
from doudi.programmes.funeral.funeral_fees.models import FeeLine

RESERVED = tuple(each.code for each in ITEMS.values() if each.reserved)
RULE, HOME, TRANSPORT = "A-ASHES-09", "FUNERAL_HOME", "V10"


def served_by_strangers() -> list[FeeLine]:
    """Lines that stand for what only a funeral home may do, charged by another house or done by a third party; one query."""
    stranger = ~Q(bill__charger__kind=HOME) | ~Q(supplier="")
    rows = FeeLine.objects.filter(stranger, item__in=RESERVED, live=True)
    return list(rows.select_related("bill__charger", "death").order_by("pk"))


def tell_of_strangers(*, by: User | None, at: dt.datetime) -> int:
    """An alert for the funeral office and a clue of unlawful transport (V10), once for each deceased and house; how many were new."""
    told: list[Clue] = []
    for line in served_by_strangers():
        who = line.supplier or line.bill.charger.name
        words = f"{line.death.name}的{ITEMS[line.item].name}由{who}办理，不是殡仪馆"
        key = f"{RULE}:{line.death_id}:{who}"[:120]
        told += [
            Clue(kind, code, words, words, line.death.area_code, key, line.bill.on)
            for kind, code in ((ALERT, RULE), ("funeral", TRANSPORT))
        ]
    with transaction.atomic():
        return tell({(each.kind, each.key): each for each in told}.values(), by=by, at=at)
