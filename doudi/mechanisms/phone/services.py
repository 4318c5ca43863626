"""What is done for every box: something is taken along, and what comes back is taken in once."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterable
from typing import TypeVar

from django.db import IntegrityError, transaction

from doudi.base import files
from doudi.base.models import StoredFile, User
from doudi.base.refused import Refused
from doudi.mechanisms.phone.models import Arrival, Carried
from doudi.mechanisms.phone.sent import PHOTO, Picture

PICTURE_LIMIT = 5 * files.MEGABYTE  # the phone makes photos smaller before it sends them
Kept = TypeVar("Kept", bound=Arrival)


def carry(box: str, subjects: Iterable[int], *, by: User, at: dt.datetime, step: str = "") -> None:
    """Write down that somebody took these along. What he may take along, and the record of it, is the mechanism's business."""
    Carried.objects.bulk_create(Carried(box=box, subject=each, step=step, by=by, at=at) for each in subjects)


def require_carried(box: str, subject: int, *, by: User, sentence: str, step: str | None = None) -> None:
    """Refuse with the sentence what this user has not taken along himself."""
    rows = Carried.objects.filter(box=box, subject=subject, by=by)
    if not (rows if step is None else rows.filter(step=step)).exists():
        raise Refused(sentence)


def once(
    model: type[Kept], key: uuid.UUID, *, same: Callable[[Kept], bool], sentence: str, keep: Callable[[], Kept]
) -> Kept:
    """What was sent under a key: what is known already, or what `keep` writes within one transaction, however many send it at once.

    A key that stands for something else (`same` says no) is refused with the sentence. What `keep` refuses leaves nothing behind.
    """

    def checked(known: Kept) -> Kept:
        if not same(known):
            raise Refused(sentence)
        return known

    rows = model._default_manager.filter(key=key)
    if (known := rows.first()) is not None:
        return checked(known)
    try:
        with transaction.atomic():
            if (known := rows.all().first()) is not None:
                return checked(known)
            return keep()
    except IntegrityError:
        known = rows.all().first()  # of two at once the other was quicker
        if known is None:
            raise
        return checked(known)


def keep_picture(picture: Picture, *, purpose: str, by: User, at: dt.datetime, area_code: str) -> StoredFile:
    """Keep a photo or a signature; refuses what is no picture, or bigger than a phone makes it."""
    name = picture.name if picture.kind == PHOTO or picture.name.endswith(".png") else "签名.png"
    return files.keep(
        picture.content, name=name, purpose=purpose[:60], by=by, at=at, area_code=area_code, limit=PICTURE_LIMIT
    )
