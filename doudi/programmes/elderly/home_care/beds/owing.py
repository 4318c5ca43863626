"""床位补贴: what a provider's settlement pays for its beds: the fittings of those accepted, once, and each month that a bed was served."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from doudi.base.money import yuan
from doudi.base.months import chinese_month, first_day, last_day, month_of
from doudi.mechanisms.orders.models import SERVED, Order
from doudi.programmes.elderly.home_care.beds.policy import policy_on
from doudi.programmes.elderly.home_care.models import CareBed, Provider, SettledBed, Settlement
from doudi.programmes.elderly.home_care.visits import VISITS

Kind = SettledBed.Kind
_BACK = 3  # months that are looked at again: what was held then may have been released since


@dataclass(frozen=True)
class Owed:
    """One line: for which bed, what, of which month; fen. `visits`: how often it was served in the month."""

    bed: CareBed
    kind: Kind
    month: int
    amount: int
    visits: int = 0


def owed_for(provider: Provider, month: int) -> list[Owed]:
    """What is owed for a provider's beds up to the end of a month and stands in no settlement. Raises Refused where beds are served and the
    county has not set what a month of one is given."""
    beds = list(
        CareBed.objects.filter(provider=provider, accepted_on__lte=last_day(month))
        .select_related("case")
        .order_by("number")
    )
    paid = set(SettledBed.objects.filter(bed__in=beds).values_list("bed", "kind", "month"))
    built = {bed for bed, kind, _ in paid if kind == Kind.BUILD}
    found = [
        Owed(bed, Kind.BUILD, month_of(bed.accepted_on), bed.subsidy)
        for bed in beds
        if bed.accepted_on is not None and bed.subsidy and bed.pk not in built
    ]
    visits = _visits(beds, month)
    for each in range(month - _BACK, month + 1):
        for bed in beds:
            number = visits[bed.pk, each]
            if not _standing(bed, each) or not number or (bed.pk, Kind.MONTH, each) in paid:
                continue
            policy = policy_on(last_day(each))
            if number >= policy.least_visits and policy.month:
                found.append(Owed(bed, Kind.MONTH, each, policy.month, number))
    return found


def words_of(owed: list[Owed]) -> list[str]:
    """How the sum comes about, one sentence a kind and month."""
    alike: dict[tuple[Kind, int], list[Owed]] = {}
    for each in owed:
        alike.setdefault((each.kind, each.month if each.kind == Kind.MONTH else 0), []).append(each)
    return [
        f"家庭养老床位{chinese_month(month) if month else ''}{kind.label}{len(those)}张 {yuan(sum(each.amount for each in those))}元。"
        for (kind, month), those in alike.items()
    ]


def keep(owed: list[Owed], settlement: Settlement) -> None:
    """The lines of a settlement: nothing stands in two."""
    SettledBed.objects.bulk_create(
        SettledBed(
            bed=each.bed,
            settlement=settlement,
            kind=each.kind,
            month=each.month,
            amount=each.amount,
            visits=each.visits,
        )
        for each in owed
    )


def _standing(bed: CareBed, month: int) -> bool:
    """Whether a bed was in service on some day of a month."""
    return (
        bed.served_since is not None
        and bed.served_since <= last_day(month)
        and (bed.retired_on is None or bed.retired_on >= first_day(month))
    )


def _visits(beds: list[CareBed], month: int) -> Counter[tuple[int, int]]:
    """(Bed, month) → visits of its own provider that were served while it was a bed and are not held; what is in doubt proves nothing."""
    of = {bed.person_id: bed for bed in beds if bed.served_since is not None}
    if not of:
        return Counter()
    code = beds[0].provider_id
    first, last = first_day(month - _BACK), last_day(month) + dt.timedelta(days=1)
    rows = Order.objects.filter(
        Q(held=""), kind=VISITS.code, organisation=code, client__in=list(of), state__in=SERVED, ended_at__date__gte=first, ended_at__date__lt=last
    )  # fmt: skip
    found: Counter[tuple[int, int]] = Counter()
    for client, ended in rows.values_list("client", "ended_at"):
        day = timezone.localdate(ended)
        bed = of[client]
        if (
            bed.served_since is not None
            and bed.served_since <= day
            and (bed.retired_on is None or day <= bed.retired_on)
        ):
            found[bed.pk, month_of(day)] += 1
    return found
