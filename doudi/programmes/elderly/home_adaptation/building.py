"""施工: what a contractor hands in from a home: photos before, during and after of every item, and how many were built."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from doudi.base import files
from doudi.base.access import may
from doudi.base.files import open_kept
from doudi.base.models import StoredFile, User
from doudi.base.photos import SAME, distance, fingerprint
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.mechanisms.phone.sent import Place, whereabouts
from doudi.programmes.elderly.home_adaptation.catalogue import DEVICES
from doudi.programmes.elderly.home_adaptation.models import Adaptation, ItemPhoto, PlanLine
from doudi.programmes.elderly.home_adaptation.placing import check_near, homes_of
from doudi.programmes.elderly.home_adaptation.splitting import policy_on

Phase = ItemPhoto.Phase
BUILDERS = frozenset({Role.PROVIDER})
OPEN_FOR = {Phase.BEFORE: ("TO_BUILD",), Phase.DURING: ("BUILDING", "REWORK"), Phase.AFTER: ("BUILDING", "REWORK")}


@dataclass(frozen=True)
class NewPhoto:
    """A photo of one item in one phase, kept as a file; where and when it was taken, as the phone says."""

    line: PlanLine
    phase: Phase
    file: StoredFile
    place: Place | None = None
    taken_at: dt.datetime | None = None


def add_photo(line: PlanLine, phase: Phase, file: StoredFile, *, by: User, at: dt.datetime) -> ItemPhoto:
    """Hand in one photo. One that was seen before, anywhere in the county, is refused, and the attempt stays in the records (R-MOD-05)."""
    return add_photos([NewPhoto(line, phase, file)], by=by, at=at)[0]


def add_photos(new: Sequence[NewPhoto], *, by: User, at: dt.datetime) -> list[ItemPhoto]:
    """Hand in photos of jobs of one contractor, all or none."""
    adaptations = {each.line.adaptation_id: each.line.adaptation for each in new}
    for row in adaptations.values():
        _check_builder(row, by, timezone.localdate(at))
    prints = []
    for each in new:
        if each.line.adaptation.case.stage not in OPEN_FOR[each.phase]:
            raise Refused(f"现在不能上传{each.phase.label}照片：{_WHEN[each.phase]}。")
        found = _print(each.file)
        if found is None:
            raise Refused(f"“{each.line}”的照片看不清（没有明暗、不是照片），请重新拍摄后上传。")
        prints.append(found)
    _check_taken(new, adaptations, at)
    seen = Seen()
    for each, mark in zip(new, prints, strict=True):
        twin = seen.before(mark)
        if twin is not None:
            _record_seen(each, twin, by, at)  # outside the transaction that never happens
            raise Refused(_refused(each, twin))
        seen.add(mark, (each.line, each.phase))
    made = [
        ItemPhoto(
            line=each.line,
            phase=each.phase,
            file=each.file,
            print=mark,
            at=at,
            by=by,
            taken_at=each.taken_at,
            accuracy=each.place.accuracy if each.place else None,
            **whereabouts(each.place),
        )
        for each, mark in zip(new, prints, strict=True)
    ]
    try:
        with transaction.atomic():
            return list(ItemPhoto.objects.bulk_create(made))
    except IntegrityError:
        raise Refused("有一张照片刚刚由别处用过，没有收下；请在现场重新拍摄。") from None


def _check_taken(new: Sequence[NewPhoto], adaptations: dict[int, Adaptation], at: dt.datetime) -> None:
    """Refuse what was not taken at the home, or not yet, or before the home was handed over to be built (R-MOD-05)."""
    policy = policy_on(timezone.localdate(at))
    homes = homes_of(adaptations.values())
    for each in new:
        row = each.line.adaptation
        if each.taken_at is not None and each.taken_at > at + dt.timedelta(minutes=policy.photo_ahead):
            raise Refused(f"“{each.line}”的照片拍摄时间晚于现在，请校准手机时间后重新拍摄。")
        begun = row.approved_on if each.phase == Phase.BEFORE else row.started_on
        if each.taken_at is not None and begun is not None and timezone.localdate(each.taken_at) < begun:
            raise Refused(
                f"“{each.line}”的{each.phase.label}照片拍摄于{timezone.localdate(each.taken_at)}，早于{begun}，没有收下；请重新拍摄。"
            )
        if each.place is not None:
            home = homes.setdefault(row.pk, each.place)
            check_near(each.line, each.phase, each.place, home, metres=policy.photo_metres)


_WHEN = {
    Phase.BEFORE: "改造前的照片在开工以前拍",
    Phase.DURING: "改造中的照片在开工以后、完工以前拍",
    Phase.AFTER: "改造后的照片在开工以后、完工以前拍",
}
_Where = tuple[PlanLine, str]


class Seen:
    """Every photo of the county by its fingerprint, to find one that is a copy of another. Read once; what differs in few bits agrees in
    one quarter of them, so only those that do are compared (as `base.photos.seen_twice`)."""

    def __init__(self) -> None:
        self.by_quarter: dict[tuple[int, int], list[tuple[int, int | _Where]]] = {}
        for pk, mark in ItemPhoto.objects.values_list("pk", "print").order_by("pk"):
            self.add(mark, pk)

    def add(self, mark: int, what: int | _Where) -> None:
        for part in range(4):
            self.by_quarter.setdefault((part, mark >> (16 * part) & 0xFFFF), []).append((mark, what))

    def before(self, mark: int) -> int | _Where | None:
        """The photo (by its key, or as it is being handed in) of which this is a copy."""
        for part in range(4):
            for other, what in self.by_quarter.get((part, mark >> (16 * part) & 0xFFFF), ()):
                if distance(mark, other) <= SAME:
                    return what
        return None


def _refused(new: NewPhoto, twin: int | _Where) -> str:
    if isinstance(twin, int):
        photo = ItemPhoto.objects.select_related("line__adaptation__case").get(pk=twin)
        line, phase, day = photo.line, photo.get_phase_display(), timezone.localdate(photo.at)
        mine = line.adaptation.contractor_id == new.line.adaptation.contractor_id
        where = f"{line.adaptation.case.number}“{line}”的{phase}照片" if mine else "另一户的改造照片"
        return f"这张照片已于{day}用作{where}，没有收下；请在现场重新拍摄“{new.line}”的{new.phase.label}照片。"
    line, phase = twin
    return (
        f"“{new.line}”的{new.phase.label}照片与“{line}”的{Phase(phase).label}照片是同一张，没有收下；请逐项在现场拍摄。"
    )


def _record_seen(new: NewPhoto, twin: int | _Where, by: User, at: dt.datetime) -> None:
    row = new.line.adaptation
    record(
        "home_adaptation.photo_seen",
        f"case:{row.pk}",
        by=by,
        at=at,
        because=f"{new.line}{new.phase.label}照片是用过的",
        area_code=row.case.area_code,
        data={"line": new.line.pk, "phase": new.phase.value, "photo": twin if isinstance(twin, int) else 0},
    )


def _print(file: StoredFile) -> int | None:
    with open_kept(file) as content:
        return fingerprint(content)


def hand_in(
    line: PlanLine, phase: Phase, name: str, content: bytes, *, by: User, at: dt.datetime, place: Place | None = None,
    taken_at: dt.datetime | None = None,
) -> ItemPhoto:  # fmt: skip
    """Keep an uploaded photo and hand it in; of one that is refused nothing lies about. `place`, `taken_at`: as the phone says."""
    row = line.adaptation
    kept = files.keep(content, name=name, purpose="适老化改造照片", by=by, at=at, area_code=row.case.area_code)
    try:
        return add_photos([NewPhoto(line, phase, kept, place, taken_at)], by=by, at=at)[0]
    except Refused:
        files.take_back([kept])
        raise


@dataclass(frozen=True)
class Built:
    """How many of an item were built; `device`: the number of a device that was handed over."""

    line: PlanLine
    quantity: int
    device: str = ""


def set_built(built: Sequence[Built], *, by: User, at: dt.datetime) -> None:
    """完工数量, of jobs of one contractor, all or none. Refused: more than was approved and its tolerance (R-MOD-06), a device without its
    number."""
    on = timezone.localdate(at)
    for row in {each.line.adaptation_id: each.line.adaptation for each in built}.values():
        _check_builder(row, by, on)
        if row.case.stage not in OPEN_FOR[Phase.AFTER]:
            raise Refused("现在不能填写完工数量：开工以后、完工申报以前填写。")
    for each in built:
        line, tolerance = each.line, policy_on(on).tolerance
        if each.quantity < 0:
            raise Refused(f"“{line}”的完工数量不能小于零。")
        if each.quantity * 100 > (line.approved or 0) * (100 + tolerance):
            raise Refused(
                f"“{line}”审批{line.approved or 0}{line.unit}，完工{each.quantity}{line.unit}，超过{tolerance}%；请先申请变更，批准后再施工。"
            )
        if each.quantity and line.kind in DEVICES and not each.device.strip():
            raise Refused(f"“{line}”是智能设备，请填写设备编号。")
        line.done, line.device = each.quantity, each.device.strip()[:40]
    PlanLine.objects.bulk_update([each.line for each in built], ["done", "device"])


def lacking(lines: Iterable[PlanLine], *phases: Phase, of_built: bool = False) -> str | None:
    """The first photo that is missing, as a sentence; of what was not built (`of_built`) none is asked for."""
    wanted = [line for line in lines if not of_built or line.done]
    have = set(ItemPhoto.objects.filter(line__in=[line.pk for line in wanted]).values_list("line", "phase"))
    for line in wanted:
        for phase in phases:
            if (line.pk, phase.value) not in have:
                return f"“{line}”还没有{phase.label}的照片，请先在“施工照片”里上传（每一项改造前、中、后各一张）。"
    return None


def _check_builder(row: Adaptation, by: User, on: dt.date) -> None:
    if not row.contractor_id or not may(by, BUILDERS, organisation=row.contractor_id, on=on):
        raise Refused("这一户由其施工单位上传照片、申报完工，您没有权限。")
