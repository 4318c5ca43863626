"""Every signal there is, in the order in which reasons are told. A kind of order names those that fit it."""

from __future__ import annotations

from doudi.mechanisms.orders.proof.declare import Signal
from doudi.mechanisms.orders.proof.signals.confirming import DENIED, NOT_CONFIRMED, OWN_DEVICE, SHARED_DEVICE
from doudi.mechanisms.orders.proof.signals.people import ALONE, AWAY, DEAD, KIN, NO_CERTIFICATE, PAIRED
from doudi.mechanisms.orders.proof.signals.photographs import NO_PHOTO, PHOTO_SEEN
from doudi.mechanisms.orders.proof.signals.places import (
    ELSEWHERE,
    FAR,
    HOME_IN_DOUBT,
    LEFT_ELSEWHERE,
    NO_PLACE,
    SAME_POINT,
)
from doudi.mechanisms.orders.proof.signals.times import (
    BRIEF,
    CLOCK,
    LATE,
    LONG,
    NIGHT,
    NO_CHECK_IN,
    NO_CHECK_OUT,
    OVERLAP,
    SAME_LENGTH,
    SHORT,
    SPEED,
    TOO_MANY,
)

HOME_VISIT: tuple[Signal, ...] = (
    DENIED,
    NO_CHECK_IN,
    DEAD,
    AWAY,
    PHOTO_SEEN,
    OVERLAP,
    SPEED,
    ELSEWHERE,
    FAR,
    LEFT_ELSEWHERE,
    HOME_IN_DOUBT,
    ALONE,
    NO_CERTIFICATE,
    KIN,
    SHORT,
    BRIEF,
    LONG,
    NO_CHECK_OUT,
    TOO_MANY,
    NIGHT,
    SAME_LENGTH,
    SAME_POINT,
    OWN_DEVICE,
    SHARED_DEVICE,
    CLOCK,
    LATE,
    NOT_CONFIRMED,
    NO_PHOTO,
    NO_PLACE,
)
# Among neighbours who help one another the same pair again and again is worth a look; a paid worker has his fixed clients.
VOLUNTEERING: tuple[Signal, ...] = (*HOME_VISIT, PAIRED)
