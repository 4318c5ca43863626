"""登记册守门: what a cemetery asks before ashes are laid there, beside what custody asks (room, a place that is free). A custodian that is not in
the register is asked for nothing here; whether it is one at all, custody knows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.utils import timezone

from doudi.base.areas import code_range
from doudi.mechanisms.custody.declare import Doorkeeper, Handover
from doudi.mechanisms.custody.services import Handing
from doudi.mechanisms.registry.death_records.models import Death
from doudi.programmes.funeral.cemeteries import queries
from doudi.programmes.funeral.cemeteries.models import Cemetery, FormerGrave, PlotBlock, Reservation

ASHES = "ashes.chain"
_LAID = frozenset(queries.KINDS)


def refuses(handover: Handover, handings: Sequence[Handing]) -> str | None:
    """Why one of these may not be laid where it is to be laid; the first sentence. A handful of queries for however many."""
    if handover.target not in _LAID:
        return None
    wanted = {each.to.custodian.pk for each in handings if each.to.custodian is not None}
    register = {each.pk: each for each in Cemetery.objects.filter(pk__in=wanted).select_related("custodian")}
    asked = [
        (each, register[each.to.custodian.pk])
        for each in handings
        if each.to.custodian and each.to.custodian.pk in register
    ]
    if not asked:
        return None
    days = {timezone.localdate(each.at) for each, _ in asked}
    states = queries.states_on(register, days)
    blocks: dict[int, list[PlotBlock]] = {}
    for block in PlotBlock.objects.filter(cemetery__in=list(register)):
        blocks.setdefault(block.cemetery_id, []).append(block)
    places = {each.to.place for each, _ in asked}
    former = set(
        FormerGrave.objects.filter(cemetery__in=list(register), place__in=places).values_list("cemetery", "place")
    )
    kept: dict[tuple[int, str], Reservation] = {
        (each.cemetery_id, each.place): each
        for each in Reservation.objects.filter(cemetery__in=list(register), place__in=places, ended_on=None)
    }
    dead = {each.number: each for each in Death.objects.filter(number__in=[each.item.key for each, _ in asked])}
    for each, cemetery in asked:
        on, place = timezone.localdate(each.at), each.to.place
        sentence = (
            _closed(cemetery, states.get((cemetery.pk, on), Cemetery.State.PLANNED))
            or _outsider(cemetery, dead.get(each.item.key))
            or _no_plot(cemetery, blocks.get(cemetery.pk, []), place, on)
        )
        if sentence is not None:
            return sentence
        if (cemetery.pk, place) in former:
            return f"{cemetery}的{place}在纳管前已经安葬他人，请核对位置。"
        if (kept_for := kept.get((cemetery.pk, place))) is not None and _other(kept_for, dead.get(each.item.key), on):
            return f"{cemetery}的{place}已预留给{kept_for.name}（{kept_for.get_reason_display()}），请另选位置。"
    return None


def _closed(cemetery: Cemetery, state: str) -> str | None:
    if state == Cemetery.State.OPEN:
        return None
    return f"{cemetery}当日的状态是“{Cemetery.State(state).label}”，不能安放，请另选。"


def _outsider(cemetery: Cemetery, death: Death | None) -> str | None:
    """R-ASHES-13: a public-benefit plot is not for outsiders (V05)."""
    if death is None or not cemetery.public or cemetery.custodian.kind == "NATURE":
        return None
    if not death.resident:
        return f"{cemetery}是公益性的，不向外县户籍提供；请到经营性公墓或者外县安葬（R-ASHES-13）。"
    served = cemetery.serves or [cemetery.custodian.area_code]
    if any(low <= death.area_code < high for low, high in map(code_range, served)):
        return None
    return f"{cemetery}不服务逝者所在的村（社区），请在本地的公墓安放（R-ASHES-13）。"


def _no_plot(cemetery: Cemetery, blocks: Sequence[PlotBlock], place: str, on: dt.date) -> str | None:
    if cemetery.custodian.kind == "NATURE" or queries.block_of(blocks, place, on) is not None:
        return None
    return f"{cemetery}没有“{place}”这个位置，请按“区-排-号”填写，例如 A-3-12。"


def _other(kept: Reservation, death: Death | None, on: dt.date) -> bool:
    """A reservation for somebody else that has not run out."""
    return kept.until >= on and (death is None or death.key != kept.mark)


DOOR = Doorkeeper("cemeteries", ASHES, refuses)
