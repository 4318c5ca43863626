"""What is done in temporary assistance: granting (`grants`), paying through the bank (`payments`), the townships' reserves (`reserves`)
and the two signatures that a use takes (`drafts`)."""

from __future__ import annotations

from doudi.programmes.assistance.temporary.drafts import propose_reversal, propose_use, send_back, sign
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
    "propose_reversal",
    "propose_use",
    "reconcile",
    "replenish",
    "reverse_use",
    "send_again",
    "send_back",
    "send_to_bank",
    "sign",
    "take_answer",
    "take_back",
    "use",
]
