"""What follows from the actions of the funeral home: received, stored, cremated, kept, released, and buried if nobody claims them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from django.utils import timezone

from doudi.base import bulk
from doudi.base.refused import Refused
from doudi.mechanisms.casework.models import ActionTaken
from doudi.mechanisms.custody.models import Custodian
from doudi.mechanisms.custody.services import Whereabouts
from doudi.programmes.funeral.ashes import chain
from doudi.programmes.funeral.ashes.handing import day_of, hand, handed, of, photo_of, signer, terms, track
from doudi.programmes.funeral.ashes.models import Cremation
from doudi.programmes.funeral.ashes.stock import issue_each


def the_home() -> Custodian:
    """The county's funeral home; Refused if none is in the register."""
    found = Custodian.objects.filter(kind=chain.FUNERAL_HOME).order_by("pk").first()
    if found is None:
        raise Refused("还没有登记殡仪馆，请先在保管机构中登记。")
    return found


def receive(taken: Sequence[ActionTaken]) -> None:
    """S2: from here on the remains are tracked, and in the hands of the funeral home."""
    rows = [of(each.case) for each in taken]
    track(taken, "DEATH_PLACE", lambda row: row.death.get_place_display())
    home = the_home()
    hand(
        taken,
        lambda each: (
            chain.RECEIVE,
            handed(
                each,
                Whereabouts(home, holder=str(each.data.get("slot", ""))),
                {"丧属": str(each.data.get("family", "")), "接运人": signer(each.by)},
                {"接运交接单": photo_of(each), "接运车辆": str(each.data.get("vehicle", ""))},
            ),
        ),
    )
    for each, row in zip(taken, rows, strict=True):
        row.received_at = each.at
        row.stored_until = day_of(each) + dt.timedelta(days=terms(day_of(each))["storage_days"])
    bulk.update(rows, ("item", "received_at", "stored_until"))


def extend_storage(taken: Sequence[ActionTaken]) -> None:
    """R-ASHES-05: by the family, or whoever handed over."""
    rows = [of(each.case) for each in taken]
    for each, row in zip(taken, rows, strict=True):
        until = dt.date.fromisoformat(str(each.data["until"]))
        if until <= (row.stored_until or day_of(each)):
            raise Refused("延长后的期限须晚于现在的存放期限。")
        row.stored_until = until
    bulk.update(rows, ("stored_until",))


def storage_anew(taken: Sequence[ActionTaken]) -> None:
    """R-ASHES-19: limits stopped with the police, and start again on the day of the release document."""
    rows = [of(each.case) for each in taken]
    for each, row in zip(taken, rows, strict=True):
        on = dt.date.fromisoformat(str(each.data["on"]))
        row.stored_until = on + dt.timedelta(days=terms(on)["storage_days"])
    bulk.update(rows, ("stored_until",))


def cremate(taken: Sequence[ActionTaken]) -> None:
    """S3: the furnace log is written whole, the ashes are with the funeral home."""
    rows, logs = [of(each.case) for each in taken], []
    for each, row in zip(taken, rows, strict=True):
        began, ended = _times(each)
        assert each.by is not None
        if each.together_with is None:
            raise Refused("火化须有复核人。")
        home = row.item.custodian if row.item is not None else None
        logs.append(
            Cremation(
                ashes=row,
                home=home or the_home(),
                form_number=str(each.data["form_number"]).strip(),
                furnace=str(each.data["furnace"]).strip(),
                began_at=began,
                ended_at=ended,
                operator=each.by,
                reviewer=each.together_with,
                resident=row.death.resident,
                area_code=each.case.area_code,
            )
        )
    _check_furnaces(logs)
    used = Cremation.objects.filter(form_number__in=[log.form_number for log in logs]).first()
    if used is not None or len({log.form_number for log in logs}) < len(logs):
        raise Refused("火化确认书编号已经用过，请核对。")
    bulk.insert(logs)
    hand(
        taken,
        lambda each: (
            chain.CREMATE,
            handed(
                each,
                Whereabouts(of(each.case).item.custodian),  # type: ignore[union-attr]
                {"丧属": str(each.data.get("family", "")), "火化工": signer(each.by), "复核人": signer(each.together_with)},
                {"火化确认书": str(each.data["form_number"]), "火化炉": f"{each.data['furnace']} {each.data['began']}-{each.data['ended']}"},
            ),
        ),
    )  # fmt: skip
    for each, row in zip(taken, rows, strict=True):
        row.cremated_on = day_of(each)
    bulk.update(rows, ("cremated_on",))


def _times(taken: ActionTaken) -> tuple[dt.datetime, dt.datetime]:
    """When the furnace began and ended: two times of the day of the action."""
    found = []
    for code, label in (("began", "点火时间"), ("ended", "结束时间")):
        written = str(taken.data.get(code, "")).strip().replace("：", ":")
        try:
            time = dt.time.fromisoformat(written if len(written) > 4 else written.zfill(5))
        except ValueError as error:
            raise Refused(f"{label}看不懂，请写成 08:30 的样子。") from error
        found.append(timezone.make_aware(dt.datetime.combine(day_of(taken), time)))
    began, ended = found
    if ended <= began:
        raise Refused("火化结束时间须晚于点火时间。")
    if ended > taken.at:
        raise Refused("火化结束时间晚于现在，请在结束后登记。")
    return began, ended


def _check_furnaces(logs: Sequence[Cremation]) -> None:
    """One furnace holds one body at a time; many are looked up at once."""
    if not logs:
        return
    first, last = min(log.began_at for log in logs), max(log.ended_at for log in logs)
    known = Cremation.objects.filter(began_at__lt=last, ended_at__gt=first)
    rows = [*logs, *known]
    by_furnace: dict[tuple[int, str], list[Cremation]] = defaultdict(list)
    for row in rows:
        by_furnace[row.home_id, row.furnace].append(row)
    for those in by_furnace.values():
        those.sort(key=lambda row: (row.began_at, row.ended_at))
        for one, two in pairwise(those):
            if two.began_at < one.ended_at:
                raise Refused(
                    f"{one.furnace}在{timezone.localtime(two.began_at):%H:%M}还有另一具遗体在火化，请核对时间。"
                )


def give_certificates(taken: Sequence[ActionTaken]) -> None:
    """火化证明: the next serials of the stock, each against its furnace log."""
    issue_each([(of(each.case).cremation, str(each.data.get("recipient", "")), each.by, each.at) for each in taken])


def keep(taken: Sequence[ActionTaken]) -> None:
    """S4: nobody moves anything; the free time of custody begins."""
    rows = [of(each.case) for each in taken]
    for each, row in zip(taken, rows, strict=True):
        row.kept_since = day_of(each)
    bulk.update(rows, ("kept_since",))


def release(taken: Sequence[ActionTaken]) -> None:
    """S5: three parties sign, the seal is compared."""
    rows = [of(each.case) for each in taken]
    hand(
        taken,
        lambda each: (
            chain.COLLECT,
            handed(
                each,
                Whereabouts(holder=f"{each.data['collector']}（跟踪员{signer(each.together_with)}）"),
                {
                    "丧属": str(each.data["collector"]),
                    "殡仪馆经办人": signer(each.by),
                    "跟踪员": signer(each.together_with),
                },
                {"去向凭证": str(each.data.get("proof") or each.data.get("letter") or "")},
            ),
        ),
    )
    for each, row in zip(taken, rows, strict=True):
        row.collector, row.destination = str(each.data["collector"])[:40], str(each.data["destination"])
        row.released_on, row.tracker = day_of(each), each.together_with
    bulk.update(rows, ("collector", "destination", "released_on", "tracker"))


def bury_unclaimed(taken: Sequence[ActionTaken]) -> None:
    """X5 → S6 (R-ASHES-18): in nature, with full archive."""
    facilities = {each.code: each for each in Custodian.objects.filter(kind=chain.NATURE)}
    rows = [of(each.case) for each in taken]
    for each in taken:
        if str(each.data["facility"]) not in facilities:
            raise Refused("无人认领的骨灰须生态安葬，请选择生态安葬区。")
    hand(
        taken,
        lambda each: (
            chain.UNCLAIMED,
            handed(
                each,
                Whereabouts(facilities[str(each.data["facility"])]),
                {"殡仪馆经办人": signer(each.by), "监督人": signer(each.together_with)},
                {"公告": str(each.data["notice"]), "安放照片": photo_of(each)},
            ),
        ),
    )
    for each, row in zip(taken, rows, strict=True):
        row.placed_on = day_of(each)
    bulk.update(rows, ("placed_on",))
