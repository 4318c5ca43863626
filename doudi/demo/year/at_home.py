"""入户调查 of the newest months: taken along on a phone, signed on the glass by both surveyors and the family, sent when they are back, and
confirmed by whoever went along."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections.abc import Mapping, Sequence
from decimal import Decimal
from io import BytesIO
from typing import Any

from doudi.base.models import User
from doudi.demo import pictures
from doudi.demo.year.roads import Deed, Walker
from doudi.demo.year.staff import moment
from doudi.mechanisms.casework.surveys import queries, services
from doudi.mechanisms.casework.surveys.declare import Item
from doudi.mechanisms.casework.surveys.models import Survey, SurveyPicture
from doudi.mechanisms.casework.surveys.sent import Found, Picture, Place, Sent

# The townships have had the form on their phones since then; before, a visit was written down at the office. The whole year would cost
# the demo four times as much.
SINCE = dt.date(2024, 9, 1)
HOUSES = ("OWN", "OWN", "OWN", "LENT", "PUBLIC")
Kind = SurveyPicture.Kind


def surveyed(
    walker: Walker, code: str, second: User, said: Mapping[str, Any], *, by: User | None = None, hour: int = 15,
    found: Mapping[str, str] | None = None,
) -> Deed:  # fmt: skip
    """The visit as a step of its road: the form goes along in the morning, the survey comes back at that hour. `said`: answers by the codes
    of the form's fields; `found`: what differs from the declaration, code of the line → yuan."""
    who, day = by or walker.clerk, walker.day
    return Deed(lambda: _survey(walker, code, who, second, said, dict(found or {}), moment(day, hour)))


def confirmed(walker: Walker) -> None:
    """同行人员确认, the same evening, of whatever has been sent of this case."""
    for each in Survey.objects.filter(case=walker.case, companion=None).select_related("together_with", "case"):
        services.answer(each, was_there=True, by=each.together_with, at=moment(walker.day, 18))


def _survey(
    walker: Walker, code: str, by: User, second: User, said: Mapping[str, Any], differs: dict[str, str], back: dt.datetime
) -> None:  # fmt: skip
    case, there = walker.case, back - dt.timedelta(hours=4)
    seed = f"{case.number} {code} {back:%m%d}"
    services.carry(case, by=by, at=back - dt.timedelta(hours=6))
    place = _place(seed)
    sent = Sent(
        key=uuid.UUID(int=random.Random(f"key {seed}").getrandbits(128)),
        action=code,
        together_with=second.pk,
        said=said,
        found=[
            Found(differs.get(each.code, _as_declared(each)), each.code) for each in queries.form_of(case).items(case)
        ],
        pictures=[
            *_signatures(by, second, str(said.get("signed_by", "")), seed),
            Picture(Kind.PHOTO, BytesIO(pictures.home(seed)), "入户照片.jpg", there, place),
        ],
        began_at=there,
        filled_at=there + dt.timedelta(minutes=40),
        place=place,
    )
    survey = services.receive(case, sent, by=by, at=back)
    assert survey.taken_id is not None, survey.kept_because


def _as_declared(line: Item) -> str:
    """What was found of a line where nothing else was: what was declared, as it is typed."""
    scale = line.unit.scale
    return "" if line.declared is None else str(Decimal(line.declared) / scale)


def _signatures(by: User, second: User, family: str, seed: str) -> Sequence[Picture]:
    """Everybody signs as he does, but never twice the same."""
    names = ((Kind.FIRST, by.name), (Kind.SECOND, second.name), (Kind.FAMILY, family))
    return [Picture(kind, BytesIO(pictures.signature(f"{name} {seed}")), "签名.png") for kind, name in names]


def _place(seed: str) -> Place:
    dice = random.Random(f"place {seed}")
    latitude, longitude = (Decimal(dice.randint(-90_000, 90_000)) / 1_000_000 for _ in range(2))
    return Place(Decimal("27.380000") + latitude, Decimal("114.620000") + longitude, dice.randint(5, 30))


__all__ = ["HOUSES", "SINCE", "confirmed", "surveyed"]
