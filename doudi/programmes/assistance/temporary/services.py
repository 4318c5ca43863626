"""What is done in temporary assistance: applying (`applying`; the rest of an application is its flow), granting (`grants`), paying through the
bank (`payments`), the townships' reserves (`reserves`), the two signatures that a reversal takes (`drafts`). What takes money back or brings
it home moves the case along (`following`)."""

from __future__ import annotations

from doudi.programmes.assistance.temporary.applying import NewApplication, apply, apply_each, set_account
from doudi.programmes.assistance.temporary.drafts import propose_reversal, send_back, sign
from doudi.programmes.assistance.temporary.following import reverse_use, take_answer, take_back
from doudi.programmes.assistance.temporary.grants import Need, grant, grant_more
from doudi.programmes.assistance.temporary.paying import FromCounty, FromReserve
from doudi.programmes.assistance.temporary.payments import send_again, send_to_bank
from doudi.programmes.assistance.temporary.reserves import (
    allot,
    carry_over,
    complete_papers,
    file_month,
    give_back,
    reconcile,
    replenish,
    use,
)

__all__ = [
    "FromCounty",
    "FromReserve",
    "Need",
    "NewApplication",
    "allot",
    "apply",
    "apply_each",
    "carry_over",
    "complete_papers",
    "file_month",
    "give_back",
    "grant",
    "grant_more",
    "propose_reversal",
    "reconcile",
    "replenish",
    "reverse_use",
    "send_again",
    "send_back",
    "send_to_bank",
    "set_account",
    "sign",
    "take_answer",
    "take_back",
    "use",
]
