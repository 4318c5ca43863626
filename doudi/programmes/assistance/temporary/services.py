"""What is done in temporary assistance: granting (`grants`), paying through the bank (`payments`), the townships' reserves (`reserves`)."""

from __future__ import annotations

from doudi.programmes.assistance.temporary.grants import FromCounty, FromReserve, Need, grant, grant_more
from doudi.programmes.assistance.temporary.payments import (
    send_again,
    send_to_bank,
    take_answer,
    take_back,
)
from doudi.programmes.assistance.temporary.reserves import (
    allot,
    carry_over,
    complete_papers,
    file_month,
    give_back,
    reconcile,
    replenish,
    reverse_use,
    use,
)

__all__ = [
    "FromCounty",
    "FromReserve",
    "Need",
    "allot",
    "carry_over",
    "complete_papers",
    "file_month",
    "give_back",
    "grant",
    "grant_more",
    "reconcile",
    "replenish",
    "reverse_use",
    "send_again",
    "send_to_bank",
    "take_answer",
    "take_back",
    "use",
]
