"""The photos and signatures that prove an activity."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from doudi.base.files import open_kept
from doudi.base.models import StoredFile, User
from doudi.base.photos import fingerprint
from doudi.mechanisms.activities.models import Activity, ActivityPicture
from doudi.mechanisms.phone.sent import PHOTO, Picture
from doudi.mechanisms.phone.services import keep_picture


def keep_pictures(activity: Activity, pictures: Sequence[Picture], what: str, by: User, at: dt.datetime) -> None:
    """Keep what proves an activity; of a photo also its fingerprint (R-DIS-05). `what`: what the files are for, in the words of the kind."""
    for each in pictures:
        file = keep_picture(each, purpose=f"{what}照片", by=by, at=at, area_code=activity.area_code)
        place = each.place
        ActivityPicture.objects.create(
            activity=activity, kind=each.kind, file=file, at=each.at, print=_print(file) if each.kind == PHOTO else None,
            latitude=place.latitude if place else None, longitude=place.longitude if place else None,
        )  # fmt: skip


def _print(file: StoredFile) -> int | None:
    with open_kept(file) as content:
        return fingerprint(content)
