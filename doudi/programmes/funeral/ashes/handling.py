"""What the actions of a case ask and do: the conditions (`unless`) and consequences (`then_many`) that its flow names. Every move of remains
or ashes is a handover in the chain of custody; here it is said which."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

from django.utils import timezone

from doudi.base import bulk
from doudi.base.calendar import months_later
from doudi.base.models import User
from doudi.base.refused import Refused
from doudi.mechanisms.casework.declare import Said
from doudi.mechanisms.casework.models import ActionTaken, Case
from doudi.mechanisms.custody import services as custody
from doudi.mechanisms.custody.declare import Handover
from doudi.mechanisms.custody.models import Custodian
from doudi.mechanisms.custody.services import Handing, NewItem, Whereabouts
from doudi.mechanisms.entitlement.parameters_entered.queries import terms_in_force
from doudi.mechanisms.registry.death_records.models import DeathCertificate
from doudi.programmes.funeral.ashes import chain
from doudi.programmes.funeral.ashes.models import AshesCase, Cremation, Finding, Placement, Verification
from doudi.programmes.funeral.ashes.policy import AshesPolicy
from doudi.programmes.funeral.ashes.stock import issue_each

_ASKS_FILES = "见附件"


def of(case: Case) -> AshesCase:
    """What the case is about; read anew with every action (`Flow.reads`)."""
    row: AshesCase = case.ashes
    return row


def subjects(cases: Sequence[Case]) -> dict[int, list[int]]:
    """The dead, so that his kin stand back."""
    rows = AshesCase.objects.filter(pk__in=[case.pk for case in cases]).values_list("pk", "death__person")
    return {pk: [person] if person is not None else [] for pk, person in rows}


def facts(case: Case) -> dict[str, Any]:
    row = of(case)
    return {"领取人": row.collector, "去向": row.get_destination_display(), "存放期限": row.stored_until}


def terms(on: dt.date) -> Any:
    return terms_in_force(AshesPolicy, on)


# --- what must not happen ---------------------------------------------------------------------------------------------------


def certificate_of(row: AshesCase) -> DeathCertificate | None:
    """The certificate that is valid now, without its number and cause."""
    rows = DeathCertificate.objects.filter(death=row.death_id, withdrawn_at=None)
    return rows.only("name", "person_index", "died_at").first()


def not_to_be_received(case: Case, said: Said) -> str | None:
    """Remains are moved against a certificate only (R-ASHES-04), by a funeral home (R-ASHES-03: no other role has the action)."""
    row = of(case)
    if certificate_of(row) is None:
        return "没有死亡证明，不能接运遗体。"
    if str(said.get("name", "")).strip() and str(said["name"]).strip() != row.death.name:
        return "接运登记的姓名与死亡证明不一致，请先核对更正（R-CERT-09）。"
    return None


def not_to_be_cremated(case: Case, said: Said) -> str | None:
    """R-ASHES-06, R-CERT-09: identity, certificate, confirmation form and organiser are checked together; no exception exists. Before the
    notice of April 2024 the certificate was enough."""
    row = of(case)
    certificate = certificate_of(row)
    if certificate is None:
        return "没有死亡证明，不能火化；请先补齐证明。"
    if certificate.name != row.death.name:
        return "死亡证明与遗体接收登记的姓名不一致，不能火化；请先更正。"
    if certificate.person_index and row.death.person_id is not None and certificate.person_index != row.death.key:
        return "死亡证明与遗体接收登记的身份证号不一致，不能火化；请先更正。"
    if certificate.died_at != row.death.died_at:
        return "死亡证明与登记的死亡时间不一致，不能火化；请先更正。"
    if terms(said.on)["four_checks"]:
        missing = [
            label
            for code, label in (("identity_checked", "逝者身份"), ("certificate_checked", "死亡证明"), ("form_number", "火化确认书"), ("organiser_checked", "承办人身份"))
            if not str(said.get(code) or "").strip()
        ]  # fmt: skip
        if missing:
            return f"火化前须同时核对四项，还缺{'、'.join(missing)}；没有例外，请补齐后再火化。"
    if row.stored_until is not None and said.on > row.stored_until:
        return f"遗体存放已于{row.stored_until:%Y-%m-%d}到期，请先办理延长存放。"
    return None


def not_to_be_released(case: Case, said: Said) -> str | None:
    """R-ASHES-09, R-ASHES-10: a destination proof or the township's letter; the collector's identity."""
    if not (str(said.get("proof", "")).strip() or str(said.get("letter", "")).strip()):
        return "须凭安放去向凭证或者乡镇出具的骨灰领取证明领取；没有的，骨灰继续在馆寄存。"
    if not said.get("collector_checked"):
        return "须核对领取人的身份证件。"
    return None


def not_to_be_placed(case: Case, said: Said) -> str | None:
    """R-ASHES-11, R-ASHES-13, R-CEM-01; what custody asks (room, seal, place) it asks by itself."""
    custodian = Custodian.objects.filter(code=said.get("facility", "")).first()
    if custodian is None or custodian.kind not in chain.AT_REST:
        return "只能安放在登记在册的公墓、骨灰堂或者生态安葬区，请选择安放地点。"
    area = _square(said)
    terms_ = terms(said.on)
    most = terms_["double_cm2"] if said.get("double") else terms_["single_cm2"]
    if area is not None and area > most:
        return f"{'双' if said.get('double') else '单'}穴面积{area / 10_000:.2f}平方米，超过上限{most / 10_000:.2f}平方米（R-CEM-01）。"
    if Placement.objects.filter(certificate=str(said.get("certificate", "")).strip()).exists():
        return "安葬证号已用于另一次安放，请核对。"
    return None


def not_to_be_closed(case: Case, said: Said) -> str | None:
    """The checklist: household register cancelled, no alert open."""
    row = of(case)
    if row.death.person_id is not None and row.death.resident and row.death.cancelled_on is None:
        return "户籍尚未注销，不能办结；请督促办理并登记注销回执。"
    if row.alerts.filter(case__closed_at=None).exists():
        return "还有未处理完的预警，不能办结。"
    return None


def still_claimed(case: Case, said: Said) -> str | None:
    """R-ASHES-18: so many months in custody, and a public notice."""
    row = of(case)
    months = terms(said.on)["unclaimed_months"]
    since = row.kept_since or row.cremated_on
    if since is None or months_later(since, months) > said.on:
        return f"寄存未满{months}个月，不能按无人认领处理。"
    return None


def _square(said: Said | dict[str, Any]) -> int | None:
    """Square centimetres of a plot, written as square metres."""
    written = str(said.get("square", "") or "").strip()
    try:
        return round(float(written) * 10_000) if written else None
    except ValueError:
        return None


# --- what follows -----------------------------------------------------------------------------------------------------------


def _day(taken: ActionTaken) -> dt.date:
    return timezone.localdate(taken.at)


def _name(user: User | None) -> str:
    return user.name if user is not None else ""


def _photo(taken: ActionTaken, code: str = "photo") -> str:
    """Where the photo lies: hashes of the files, or what was said of it."""
    said = str(taken.data.get(code) or "")
    return said or "、".join(each.sha256[:16] for each in taken.files.all()) or _ASKS_FILES


def _hand(taken: Sequence[ActionTaken], which: Callable[[ActionTaken], tuple[Handover, Handing]]) -> None:
    """Hand over the items of these cases, those of one kind together."""
    groups: dict[str, tuple[Handover, list[Handing]]] = {}
    for each in taken:
        handover, handing = which(each)
        groups.setdefault(handover.code, (handover, []))[1].append(handing)
    for handover, handings in groups.values():
        custody.hand_over_each(handover, handings)


def _update(rows: Sequence[AshesCase], *names: str) -> None:
    bulk.update(rows, names)


def home_of(code: str) -> Custodian:
    found = Custodian.objects.filter(code=code, kind=chain.FUNERAL_HOME).first() if code else None
    found = found or Custodian.objects.filter(kind=chain.FUNERAL_HOME).order_by("pk").first()
    if found is None:
        raise Refused("还没有登记殡仪馆，请先在保管机构中登记。")
    return found


def receive(taken: Sequence[ActionTaken]) -> None:
    """S2: from here on the remains are tracked, and in the hands of the funeral home."""
    rows = [of(each.case) for each in taken]
    _track(taken, "DEATH_PLACE", lambda row: row.death.get_place_display())
    home = home_of("")
    _hand(
        taken,
        lambda each: (
            chain.RECEIVE,
            Handing(
                of(each.case).item,  # type: ignore[arg-type]  # just tracked
                Whereabouts(home, holder=str(each.data.get("slot", ""))),
                each.by,
                each.at,
                {"丧属": str(each.data.get("family", "")), "接运人": _name(each.by)},
                {"接运交接单": _photo(each), "接运车辆": str(each.data.get("vehicle", ""))},
                str(each.data.get("seal", "")),
            ),
        ),
    )
    for each, row in zip(taken, rows, strict=True):
        row.received_at = each.at
        row.stored_until = _day(each) + dt.timedelta(days=terms(_day(each))["storage_days"])
    _update(rows, "item", "received_at", "stored_until")


def _track(taken: Sequence[ActionTaken], kind: str, holder: Callable[[AshesCase], str]) -> None:
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


def extend_storage(taken: Sequence[ActionTaken]) -> None:
    """R-ASHES-05: by the family, or whoever handed over."""
    rows = [of(each.case) for each in taken]
    for each, row in zip(taken, rows, strict=True):
        until = dt.date.fromisoformat(str(each.data["until"]))
        if until <= (row.stored_until or _day(each)):
            raise Refused("延长后的期限须晚于现在的存放期限。")
        row.stored_until = until
    _update(rows, "stored_until")


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
                home=home or home_of(""),
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
    _hand(
        taken,
        lambda each: (
            chain.CREMATE,
            Handing(
                of(each.case).item,  # type: ignore[arg-type]  # received
                Whereabouts(of(each.case).item.custodian),  # type: ignore[union-attr]
                each.by,
                each.at,
                {"丧属": str(each.data.get("family", "")), "火化工": _name(each.by), "复核人": _name(each.together_with)},
                {"火化确认书": str(each.data["form_number"]), "火化炉": f"{each.data['furnace']} {each.data['began']}-{each.data['ended']}"},
                str(each.data.get("seal", "")),
            ),
        ),
    )  # fmt: skip
    for each, row in zip(taken, rows, strict=True):
        row.cremated_on = _day(each)
    _update(rows, "cremated_on")


def _times(taken: ActionTaken) -> tuple[dt.datetime, dt.datetime]:
    """When the furnace began and ended: two times of the day of the action."""
    found = []
    for code, label in (("began", "点火时间"), ("ended", "结束时间")):
        written = str(taken.data.get(code, "")).strip().replace("：", ":")
        try:
            time = dt.time.fromisoformat(written if len(written) > 4 else written.zfill(5))
        except ValueError as error:
            raise Refused(f"{label}看不懂，请写成 08:30 的样子。") from error
        found.append(timezone.make_aware(dt.datetime.combine(_day(taken), time)))
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
        row.kept_since = _day(each)
    _update(rows, "kept_since")


def release(taken: Sequence[ActionTaken]) -> None:
    """S5: three parties sign, the seal is compared."""
    rows = [of(each.case) for each in taken]
    _hand(
        taken,
        lambda each: (
            chain.COLLECT,
            Handing(
                of(each.case).item,  # type: ignore[arg-type]
                Whereabouts(holder=f"{each.data['collector']}（跟踪员{_name(each.together_with)}）"),
                each.by,
                each.at,
                {
                    "丧属": str(each.data["collector"]),
                    "殡仪馆经办人": _name(each.by),
                    "跟踪员": _name(each.together_with),
                },
                {"去向凭证": str(each.data.get("proof") or each.data.get("letter") or "")},
                str(each.data.get("seal", "")),
            ),
        ),
    )
    for each, row in zip(taken, rows, strict=True):
        row.collector, row.destination = str(each.data["collector"])[:40], str(each.data["destination"])
        row.released_on, row.tracker = _day(each), each.together_with
    _update(rows, "collector", "destination", "released_on", "tracker")


def come_from_away(taken: Sequence[ActionTaken]) -> None:
    """X1: cremated in another county; tracked from the funeral home there."""
    _track(taken, "OTHER_HOME", lambda row: "异地殡仪馆")
    rows = [of(each.case) for each in taken]
    for each, row in zip(taken, rows, strict=True):
        row.cremated_on, row.cremated_away = dt.date.fromisoformat(str(each.data["cremated_on"])), True
        if row.cremated_on < timezone.localdate(row.death.died_at):
            raise Refused("火化日期早于死亡日期，请核对。")
    _update(rows, "item", "cremated_on", "cremated_away")


def collect_away(taken: Sequence[ActionTaken]) -> None:
    """X1 → S5."""
    rows = [of(each.case) for each in taken]
    _hand(
        taken,
        lambda each: (
            chain.COLLECT_AWAY,
            Handing(
                of(each.case).item,  # type: ignore[arg-type]
                Whereabouts(holder=f"{each.data['collector']}（跟踪员{_name(each.together_with)}）"),
                each.by,
                each.at,
                {"丧属": str(each.data["collector"])},
                {"异地火化证明": str(each.data["away_certificate"])},
                str(each.data.get("seal", "")),
            ),
        ),
    )
    for each, row in zip(taken, rows, strict=True):
        row.collector, row.released_on, row.tracker = str(each.data["collector"])[:40], _day(each), each.together_with
    _update(rows, "collector", "released_on", "tracker")


def place(taken: Sequence[ActionTaken]) -> None:
    """S6: into the hands of a keeper, with plot, certificate and photo."""
    _lay(taken, chain.LAY)


def move_place(taken: Sequence[ActionTaken]) -> None:
    """X8 → S6: the old plot is free once the new placement is recorded."""
    _lay(taken, chain.MOVE, permit=True)


def put_right(taken: Sequence[ActionTaken]) -> None:
    """X6 → S6."""
    _lay(taken, chain.RIGHT)


def _lay(taken: Sequence[ActionTaken], ways: dict[str, Handover], *, permit: bool = False) -> None:
    codes = {str(each.data["facility"]) for each in taken}
    facilities = {each.code: each for each in Custodian.objects.filter(code__in=codes)}
    rows = [of(each.case) for each in taken]

    def which(each: ActionTaken) -> tuple[Handover, Handing]:
        custodian = facilities[str(each.data["facility"])]
        shown = {"安放照片": _photo(each), "安葬证号": str(each.data["certificate"])}
        if permit:
            shown["迁移许可"] = str(each.data.get("permit") or _permit_of(each.case))
        signed = {
            "丧属": str(each.data.get("family") or of(each.case).collector),
            "管理员": _name(each.by),
            "跟踪员": _name(each.together_with),
        }
        to = Whereabouts(custodian, place=str(each.data.get("place", "")).strip())
        seal, why = str(each.data.get("seal", "")), each.because or str(each.data.get("why", ""))
        item = of(each.case).item
        assert item is not None
        partner = str(each.data.get("partner", "")).strip()
        return ways[custodian.kind], Handing(item, to, each.by, each.at, signed, shown, seal, why or "迁移", partner)

    _hand(taken, which)
    on = {_day(each) for each in taken}
    years = {day: terms(day)["term_years"] for day in on}
    Placement.objects.filter(ashes__in=rows, freed_on=None).update(freed_on=_day(taken[0]))
    placements = []
    for each, row in zip(taken, rows, strict=True):
        row.placed_on, row.verified_on = _day(each), None
        assert each.by is not None
        placements.append(
            Placement(
                ashes=row,
                custodian=facilities[str(each.data["facility"])],
                place=str(each.data.get("place", "")).strip(),
                double=bool(each.data.get("double")),
                area_cm2=_square(each.data),
                agreement=str(each.data.get("agreement", "")),
                certificate=str(each.data["certificate"]).strip(),
                longitude=_degrees(each.data.get("longitude")),
                latitude=_degrees(each.data.get("latitude")),
                placed_on=row.placed_on,
                ends_on=months_later(row.placed_on, 12 * years[row.placed_on]),
                keeper=each.by,
                tracker=each.together_with,
            )
        )
    bulk.insert(placements)
    _update(rows, "placed_on", "verified_on")


def lay_away(taken: Sequence[ActionTaken]) -> None:
    """Laid to rest in another county, by its certificate; verified from afar."""
    rows = [of(each.case) for each in taken]
    _hand(
        taken,
        lambda each: (
            chain.AWAY,
            Handing(
                of(each.case).item,  # type: ignore[arg-type]
                Whereabouts(holder=str(each.data["where"])),
                each.by,
                each.at,
                {},
                {"外县安放证明": str(each.data["certificate"])},
            ),
        ),
    )
    for each, row in zip(taken, rows, strict=True):
        row.placed_on = _day(each)
    _update(rows, "placed_on")


def _permit_of(case: Case) -> str:
    taken = case.actions.filter(action="allow_move").order_by("-pk").first()
    return str(taken.data.get("permit", "")) if taken is not None else ""


def _degrees(written: Any) -> float | None:
    try:
        return float(written) if written not in (None, "") else None
    except ValueError:
        return None


def verify(taken: Sequence[ActionTaken]) -> None:
    """S7."""
    _verified(taken, Finding.MATCH)


def _verified(taken: Sequence[ActionTaken], finding: Finding | None = None) -> None:
    rows = [of(each.case) for each in taken]
    found = []
    for each, row in zip(taken, rows, strict=True):
        assert each.by is not None
        row.verified_on = _day(each)
        said = finding or Finding(str(each.data["finding"]))
        found.append(
            Verification(
                ashes=row,
                on=row.verified_on,
                finding=said,
                seal_matches=bool(each.data.get("seal_matches")),
                place_matches=bool(each.data.get("place_matches")),
                yearly=each.action.startswith("recheck"),
                by=each.by,
            )
        )
    bulk.insert(found)
    _update(rows, "verified_on")


def not_matching(case: Case, said: Said) -> str | None:
    """A match is one of seal and place; otherwise it is a finding of its own."""
    if not (said.get("seal_matches") and said.get("place_matches")):
        return "封签、位置有一项不符的，请办理“核查不符”。"
    return None


def fail(taken: Sequence[ActionTaken]) -> None:
    """R-ASHES-16: the chain goes back to X6; the place where it really is counts as improper until it is put right."""
    _verified(taken)
    _improper(taken)


def find_improper(taken: Sequence[ActionTaken]) -> None:
    """S5, X7 → X6: found somewhere it may not be."""
    _improper(taken)


def _improper(taken: Sequence[ActionTaken]) -> None:
    _hand(
        taken,
        lambda each: (
            chain.FOUND,
            Handing(
                of(each.case).item,  # type: ignore[arg-type]
                Whereabouts(holder=str(each.data.get("where", "")) or "查实的违规地点"),
                each.by,
                each.at,
                {},
                {"核查照片": _photo(each)},
                because=str(each.data.get("words") or each.because or each.data.get("finding", "")),
            ),
        ),
    )
    Placement.objects.filter(ashes__in=[of(each.case) for each in taken], freed_on=None).update(freed_on=_day(taken[0]))


def bury_unclaimed(taken: Sequence[ActionTaken]) -> None:
    """X5 → S6 (R-ASHES-18): in nature, with full archive."""
    facilities = {each.code: each for each in Custodian.objects.filter(kind=chain.NATURE)}
    rows = [of(each.case) for each in taken]
    for each in taken:
        if str(each.data["facility"]) not in facilities:
            raise Refused("无人认领的骨灰须生态安葬，请选择生态安葬区。")
    _hand(
        taken,
        lambda each: (
            chain.UNCLAIMED,
            Handing(
                of(each.case).item,  # type: ignore[arg-type]
                Whereabouts(facilities[str(each.data["facility"])]),
                each.by,
                each.at,
                {"殡仪馆经办人": _name(each.by), "监督人": _name(each.together_with)},
                {"公告": str(each.data["notice"]), "安放照片": _photo(each)},
            ),
        ),
    )
    for each, row in zip(taken, rows, strict=True):
        row.placed_on = _day(each)
    _update(rows, "placed_on")


def _without_cremation(taken: Sequence[ActionTaken], handover: Handover, label: str) -> None:
    _track(taken, "DEATH_PLACE", lambda row: row.death.get_place_display())
    rows = [of(each.case) for each in taken]
    _hand(
        taken,
        lambda each: (
            handover,
            Handing(
                of(each.case).item,  # type: ignore[arg-type]
                Whereabouts(holder=str(each.data["where"])),
                each.by,
                each.at,
                {},
                {label: str(each.data["document"])},
            ),
        ),
    )
    _update(rows, "item")


def bury_lawfully(taken: Sequence[ActionTaken]) -> None:
    """X2."""
    for each in taken:
        if not of(each.case).death.burial_custom and not each.data.get("reform_area"):
            raise Refused("只有有土葬习俗的少数民族或者土葬改革区的，才能依法土葬。")
    _without_cremation(taken, chain.BURY, "批准文件")


def donate(taken: Sequence[ActionTaken]) -> None:
    """X3."""
    _without_cremation(taken, chain.DONATE, "捐献证明")


def held_in_the_home(case: Case, said: Said) -> str | None:
    return "遗体已入馆，请办理“解除留置（已入馆）”。" if of(case).received_at is not None else None


def not_held_in_the_home(case: Case, said: Said) -> str | None:
    return "遗体尚未入馆，请办理“解除留置（未入馆）”。" if of(case).received_at is None else None


def not_to_be_moved(case: Case, said: Said) -> str | None:
    """What was scattered or given back to nature, buried lawfully or donated stays."""
    item = of(case).item
    if item is None or item.kind not in (chain.CEMETERY, chain.COLUMBARIUM):
        return "只有公墓、骨灰堂中的骨灰可以迁移。"
    return None


def storage_anew(taken: Sequence[ActionTaken]) -> None:
    """R-ASHES-19: limits stopped with the police, and start again on the day of the release document."""
    rows = [of(each.case) for each in taken]
    for each, row in zip(taken, rows, strict=True):
        on = dt.date.fromisoformat(str(each.data["on"]))
        row.stored_until = on + dt.timedelta(days=terms(on)["storage_days"])
    _update(rows, "stored_until")
