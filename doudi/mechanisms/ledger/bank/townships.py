"""The accounts of a channel by township: money of one programme lies where its people live."""

from __future__ import annotations

from collections.abc import Iterable

from doudi.base.areas import township_of
from doudi.base.models import Area
from doudi.mechanisms.ledger import services as ledger
from doudi.mechanisms.ledger.bank.declare import Kind
from doudi.mechanisms.ledger.models import Account


def accounts(kind: Kind, codes: Iterable[str]) -> dict[str, Account]:
    """The accounts of the townships that the codes lie in."""
    wanted = {township_of(code) for code in codes}
    return ledger.accounts(kind, Area.objects.filter(code__in=wanted)) if wanted else {}
