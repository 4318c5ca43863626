"""照片的地点: where a photo was taken, as the phone says, beside where the home is; what has no place is looked at on the spot (R-MOD-05)."""

from __future__ import annotations

from collections.abc import Iterable

from doudi.base.places import metres_between
from doudi.base.refused import Refused
from doudi.mechanisms.casework.surveys.models import Survey
from doudi.mechanisms.phone.sent import Place
from doudi.programmes.elderly.home_adaptation.models import Adaptation, ItemPhoto, PlanLine


def homes_of(rows: Iterable[Adaptation]) -> dict[int, Place]:
    """Adaptation → where its home is: where two people surveyed it with the phone; else where its first photo was taken, so that those that
    follow are compared with it. Two queries."""
    keys = [row.pk for row in rows]
    found: dict[int, Place] = {}
    photos = ItemPhoto.objects.filter(line__adaptation__in=keys).exclude(latitude=None).order_by("-pk")
    for pk, latitude, longitude, accuracy in photos.values_list(
        "line__adaptation", "latitude", "longitude", "accuracy"
    ):
        found[pk] = Place(latitude, longitude, accuracy or 0)
    surveys = Survey.objects.filter(case__in=keys).exclude(latitude=None).order_by("pk")
    for pk, latitude, longitude, accuracy in surveys.values_list("case", "latitude", "longitude", "accuracy"):
        found[pk] = Place(latitude, longitude, accuracy or 0)
    return found


def check_near(line: PlanLine, phase: ItemPhoto.Phase, taken: Place, home: Place, *, metres: int) -> None:
    """Refuse a photo that was taken further from the home than that many metres, beyond what both phones may be wrong by."""
    apart = metres_between(taken.latitude, taken.longitude, home.latitude, home.longitude)
    if apart > metres + taken.accuracy + home.accuracy:
        raise Refused(f"“{line}”的{phase.label}照片拍摄地点离这户{apart}米，没有收下；请在老人家中现场拍摄后上传。")


def without_place(row: Adaptation) -> int:
    """How many items that were built have a photo that nobody knows the place of, of the last one of each phase."""
    last: dict[tuple[int, str], bool] = {}
    photos = ItemPhoto.objects.filter(line__adaptation=row.pk, line__done__gt=0).order_by("pk")
    for line, phase, latitude in photos.values_list("line", "phase", "latitude"):
        last[line, phase] = latitude is not None
    return len({line for (line, _), placed in last.items() if not placed})
