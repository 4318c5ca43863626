"""What every step of a case needs: the row it is about, and the chain of custody in which each move of remains or ashes is a handover."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils import timezone

from doudi.base.models import User
from doudi.mechanisms.casework.afield.services import ARRIVED, FILLED, SHOWN, SIGNED
from doudi.mechanisms.casework.declare import Said
from doudi.mechanisms.casework.models import ActionTaken, Case
from doudi.mechanisms.custody import services as custody
from doudi.mechanisms.custody.declare import Handover
from doudi.mechanisms.custody.services import Handing, NewItem, Whereabouts
from doudi.mechanisms.entitlement.parameters_entered.queries import terms_in_force
from doudi.mechanisms.entitlement.policy import Terms
from doudi.programmes.funeral.ashes import chain
from doudi.programmes.funeral.ashes.models import AshesCase
from doudi.programmes.funeral.ashes.policy import AshesPolicy


def of(case: Case) -> AshesCase:
    """What the case is about; read anew with every action (`Flow.reads`)."""
    row: AshesCase = case.ashes
    return row


def subjects(cases: Sequence[Case]) -> dict[int, list[int]]:
    """The dead, so that his kin stand back."""
    rows = AshesCase.objects.filter(pk__in=[case.pk for case in cases]).values_list("pk", "death__person")
    return {pk: [person] if person is not None else [] for pk, person in rows}


def facts(case: Case) -> dict[str, Any]:
    """What the flow's letters and records say of a case."""
    row = of(case)
    return {"领取人": row.collector, "去向": row.get_destination_display(), "存放期限": row.stored_until}


def terms(on: dt.date) -> Terms:
    """The programme's parameters as they stood on a day."""
    return terms_in_force(AshesPolicy, on)


def square_cm2(said: Said | dict[str, Any]) -> int | None:
    """Square centimetres of a plot, written as square metres."""
    written = str(said.get("square", "") or "").strip()
    try:
        return round(float(written) * 10_000) if written else None
    except ValueError:
        return None


def day_of(taken: ActionTaken) -> dt.date:
    return timezone.localdate(taken.at)


def signer(user: User | None) -> str:
    """His name as a signature; empty if nobody signed, which custody refuses."""
    return user.name if user is not None else ""


def photo_of(taken: ActionTaken, code: str = "photo") -> str:
    """Where the photo lies: hashes of the files, or what was said of it."""
    said = str(taken.data.get(code) or taken.data.get(SHOWN) or "")
    return said or "、".join(each.sha256[:16] for each in taken.files.all()) or "见附件"


def handed(
    taken: ActionTaken,
    to: Whereabouts,
    signatures: Mapping[str, str],
    evidence: Mapping[str, str],
    *,
    because: str = "",
    partner: str = "",
) -> Handing:
    """The item of the case goes to somebody: by whoever acts and when he acts, with the seal that he wrote down, if the step asks for one.
    What was signed on a phone's glass is sealed into the receipt, with both times."""
    item = of(taken.case).item
    assert item is not None, "no step hands over what is not tracked yet"
    seal = str(taken.data.get("seal", ""))
    return Handing(item, to, taken.by, taken.at, signatures, {**evidence, **_afield(taken)}, seal, because, partner)


def _afield(taken: ActionTaken) -> dict[str, str]:
    """The hashes of the signatures on the glass, when the phone says that it was filled in, when it arrived; nothing at the desk."""
    if not taken.data.get(SIGNED):
        return {}
    filled, arrived = (
        f"{timezone.localtime(dt.datetime.fromisoformat(str(taken.data[code]))):%Y-%m-%d %H:%M}"
        for code in (FILLED, ARRIVED)
    )
    return {"手写签名": str(taken.data[SIGNED]), "手机填写": filled, "送达": arrived}


def hand(taken: Sequence[ActionTaken], which: Callable[[ActionTaken], tuple[Handover, Handing]]) -> None:
    """Hand over the items of these cases, those of one kind together."""
    groups: dict[str, tuple[Handover, list[Handing]]] = {}
    for each in taken:
        handover, handing = which(each)
        groups.setdefault(handover.code, (handover, []))[1].append(handing)
    for handover, handings in groups.values():
        custody.hand_over_each(handover, handings)


def track(taken: Sequence[ActionTaken], kind: str, holder: Callable[[AshesCase], str]) -> None:
    """Take those under supervision that are not yet; the rows are left unsaved, with their `item`."""
    fresh = [each for each in taken if of(each.case).item is None]
    new = [
        NewItem(
            of(each.case).death.number,
            of(each.case).death.name,
            each.case.area_code,
            kind,
            Whereabouts(holder=holder(of(each.case))),
            each.by,
            each.at,
        )
        for each in fresh
    ]
    if new:
        items = custody.track_each(chain.CHAIN, new, by=None, at=fresh[0].at)
        for each, item in zip(fresh, items, strict=True):
            of(each.case).item = item
