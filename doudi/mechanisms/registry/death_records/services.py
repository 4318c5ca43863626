"""What is done with deaths: reported by whatever source, certified, cancelled from the household register, declared void."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from doudi.base import bulk
from doudi.base.ciphers import blind_index
from doudi.base.models import User
from doudi.base.prefixes import begins_with
from doudi.base.records import Happening, record, record_many
from doudi.base.refused import Refused
from doudi.mechanisms.registry import services as registry
from doudi.mechanisms.registry.death_records.declare import FOLLOWERS
from doudi.mechanisms.registry.death_records.models import (
    Death,
    DeathCertificate,
    DeathPlace,
    DeathReport,
    Manner,
    Source,
)
from doudi.mechanisms.registry.models import Person

_LOCK = 0x64656174  # the advisory lock of the series of numbers on PostgreSQL: "deat"
# Before there is a certificate, the day is taken from the source that ranks first here.
_CREDIBLE = (
    Source.CERTIFICATE, Source.POLICE, Source.MEDICAL, Source.FUNERAL_HOME, Source.VILLAGE, Source.POLICE_LIST,
    Source.HEALTH_LIST, Source.INSURANCE_LIST,
)  # fmt: skip


@dataclass(frozen=True)
class NewReport:
    """One report of one death. `id_number` of 18 characters, empty if nobody knows it: then `surrogate` names the unknown person (a police
    document). `learnt_at`: when the reporter learnt of it, for the 24 hours of the village."""

    name: str
    area_code: str
    source: Source
    died_at: dt.datetime
    place: DeathPlace
    manner: Manner
    id_number: str = field(default="", repr=False)
    surrogate: str = ""
    resident: bool = True
    urban: bool = False
    donor: bool = False
    burial_custom: bool = False
    learnt_at: dt.datetime | None = None
    reporter: str = ""
    reference: str = ""
    words: str = ""
    tracker: User | None = None
    by: User | None = None
    at: dt.datetime | None = None


@dataclass(frozen=True)
class NewCertificate:
    """A certificate as it is written. `number` in full; for the unified form it is the identity number (R-CERT-06)."""

    form: DeathCertificate.Form
    number: str = field(repr=False)
    name: str
    died_at: dt.datetime
    issuer: str
    issuer_type: DeathCertificate.Issuer
    issued_at: dt.datetime
    id_number: str = field(default="", repr=False)
    electronic: bool = False
    copies: str = ""
    police_stamped: bool = False
    applicant: str = ""
    mandated: bool = False
    inquiry: bool = False
    cause: str = field(default="", repr=False)
    by: User | None = None
    at: dt.datetime | None = None


def report(new: NewReport, *, by: User | None, at: dt.datetime) -> Death:
    """Enter one report: of a death that is known already it is put beside the others (R-ASHES-01)."""
    return report_each([new], by=by, at=at)[0]


def report_each(new: Iterable[NewReport], *, by: User | None, at: dt.datetime) -> list[Death]:
    """Enter many reports, in the order given; gives the death of each. Who follows is told once of all deaths that are new."""
    wanted = list(new)
    for each in wanted:
        _check_report(each, each.at or at)
    try:
        with transaction.atomic():
            people = _people(wanted, by, at)
            keys = [_key(each) for each in wanted]
            known = {death.key: death for death in Death.objects.exclude(state=Death.State.VOID).filter(key__in=keys)}
            fresh = _opened(wanted, keys, known, people, by, at)
            known |= {death.key: death for death in fresh}
            deaths = [known[key] for key in keys]
            rows = [_report(death, each, by, at) for death, each in zip(deaths, wanted, strict=True)]
            _write_reports(rows)
            _settle_days([death for death in deaths if death.pk not in {each.pk for each in fresh}])
            record_many([_reported(death, row) for death, row in zip(deaths, rows, strict=True)], by=by, at=at)
            if fresh:
                for follower in FOLLOWERS.values():
                    if follower.reported is not None:
                        follower.reported(fresh, by, at)
    except IntegrityError as error:
        raise Refused("这名逝者刚刚由他人报告过，请刷新后补充。") from error
    return deaths


def certify(death: Death, new: NewCertificate, *, by: User | None, at: dt.datetime) -> DeathCertificate:
    """Enter a certificate: its time is the golden one, the registry knows of the death, and who follows is told (S0 → S1)."""
    return certify_each([(death, new)], by=by, at=at)[0]


def certify_each(
    pairs: Iterable[tuple[Death, NewCertificate]], *, by: User | None, at: dt.datetime
) -> list[DeathCertificate]:
    """The same of many; all or none. What the rules of certificates ask has been asked before, by whoever calls."""
    wanted = list(pairs)
    for death, new in wanted:
        _check_certificate(death, new, new.at or at)
    _check_numbers(wanted)
    try:
        with transaction.atomic():
            rows = [_certificate(death, new, by, at) for death, new in wanted]
            for row, key in zip(rows, bulk.reserve_keys(DeathCertificate, len(rows)), strict=True):
                row.pk = key
            bulk.insert(rows)
            for (death, new), row in zip(wanted, rows, strict=True):
                death.died_at, death.told_by = new.died_at, Source.CERTIFICATE
                death.state, death.certified_at = Death.State.CERTIFIED, row.at
            deaths = [death for death, _ in wanted]
            bulk.update(deaths, ["died_at", "told_by", "state", "certified_at"])
            _know_dead(wanted, by, at)
            record_many(
                [
                    Happening(
                        "death.certify", f"death:{each.pk}", "", each.area_code, {"form": row.form}, row.by, row.at
                    )
                    for each, row in zip(deaths, rows, strict=True)
                ],
                by=by,
                at=at,
            )
            for follower in FOLLOWERS.values():
                if follower.certified is not None:
                    follower.certified(deaths, by, at)
    except IntegrityError as error:
        raise Refused("死亡证明编号已用于另一名逝者，请核对证明原件，有疑问的报县殡葬管理所。") from error
    return rows


def cancel_household(death: Death, *, on: dt.date, receipt: str, by: User, at: dt.datetime) -> None:
    """户籍注销: the police have taken him out of the household register; the number of their receipt."""
    if not receipt.strip():
        raise Refused("请填写户籍注销的回执号。")
    if on < timezone.localdate(death.died_at):
        raise Refused("户籍注销日期早于死亡日期，请核对。")
    if on > timezone.localdate(at):
        raise Refused("户籍注销日期晚于今天，请核对。")
    with transaction.atomic():
        changed = Death.objects.filter(pk=death.pk, cancelled_on=None).exclude(state=Death.State.VOID)
        if not changed.update(cancelled_on=on, cancellation=receipt.strip()[:40]):
            raise Refused("这名逝者的户籍注销已经登记，或死亡登记已作废。")
        death.cancelled_on, death.cancellation = on, receipt.strip()[:40]
        record("death.cancel_household", death, by=by, at=at, area_code=death.area_code, data={"on": on})


def void(death: Death, *, because: str, by: User, at: dt.datetime) -> None:
    """误报: the report was wrong. The registry forgets the death, the person is back in the household, and who follows takes back what it
    had done or proposed."""
    if len(because.strip()) < 4:
        raise Refused("请写明核实的情况，例如：本人健在，村里同名误报。")
    with transaction.atomic():
        row = Death.objects.select_for_update().get(pk=death.pk)
        if row.state == Death.State.VOID:
            raise Refused("这件死亡登记已经作废。")
        Death.objects.filter(pk=death.pk).update(
            state=Death.State.VOID, voided_at=at, void_because=because.strip()[:200]
        )
        death.refresh_from_db()
        DeathCertificate.objects.filter(death=death, withdrawn_at=None).update(withdrawn_at=at)
        if death.person_id is not None:
            registry.take_back_death(Person.objects.get(pk=death.person_id), by=by, at=at, because=because)
        record("death.void", death, by=by, at=at, because=because, area_code=death.area_code)
        for follower in FOLLOWERS.values():
            if follower.voided is not None:
                follower.voided([death], by, at)


def name_tracker(death: Death, tracker: User, *, by: User, at: dt.datetime) -> None:
    """The village names one tracker for each death."""
    with transaction.atomic():
        Death.objects.filter(pk=death.pk).update(tracker=tracker)
        death.tracker = tracker
        record("death.tracker", death, by=by, at=at, area_code=death.area_code, data={"tracker": tracker.pk})


def _check_report(new: NewReport, at: dt.datetime) -> None:
    if not new.name.strip():
        raise Refused("请填写逝者姓名；身份不明的写“无名氏”。")
    if not new.id_number and not new.surrogate.strip():
        raise Refused("没有身份证号的，请填写公安机关的文书号。")
    if new.died_at > at:
        raise Refused("死亡时间晚于现在，请核对。")
    if new.learnt_at is not None and new.learnt_at < new.died_at:
        raise Refused("得知时间早于死亡时间，请核对。")


def _check_certificate(death: Death, new: NewCertificate, at: dt.datetime) -> None:
    if death.state == Death.State.VOID:
        raise Refused("这件死亡登记已经作废，不能登记死亡证明。")
    if new.issued_at < new.died_at:
        raise Refused("死亡证明的出具时间早于死亡时间，请核对。")
    if max(new.issued_at, new.died_at) > at:
        raise Refused("死亡证明的时间晚于现在，请核对。")
    if not new.number.strip():
        raise Refused("请填写死亡证明编号。")


def _check_numbers(wanted: Sequence[tuple[Death, NewCertificate]]) -> None:
    """A number of a form belongs to one death; and a death has one certificate at a time."""
    marks = {blind_index(new.number.strip()): death for death, new in wanted}
    used = DeathCertificate.objects.filter(mark__in=marks, withdrawn_at=None).select_related("death")
    for row in used:
        if row.death_id != marks[row.mark].pk:
            raise Refused(
                f"死亡证明编号已用于另一名逝者（{row.death.number}），请核对证明原件，有疑问的报县殡葬管理所。"
            )
    if len(marks) < len(wanted):
        raise Refused("所列的死亡证明编号有重复的，请核对。")
    held = DeathCertificate.objects.filter(death__in=[death.pk for death, _ in wanted], withdrawn_at=None)
    first = held.select_related("death").first()
    if first is not None:
        raise Refused(f"{first.death.number}已经登记死亡证明；遗失、有误的请办理补发。")


def reissue(certificate: DeathCertificate, new: NewCertificate, *, by: User, at: dt.datetime) -> DeathCertificate:
    """补发: once, when it was lost or its data were wrong (R-CERT-04); the old one is no longer valid."""
    if certificate.reissue >= 1:
        raise Refused("死亡证明只能补发一次，已经补发过。")
    death = certificate.death
    with transaction.atomic():
        DeathCertificate.objects.filter(pk=certificate.pk).update(withdrawn_at=at)
        _check_certificate(death, new, at)
        _check_numbers([(death, new)])
        row = _certificate(death, new, by, at)
        row.reissue = certificate.reissue + 1
        row.save()
        death.died_at = new.died_at
        death.save(update_fields=["died_at"])
        _know_dead([(death, new)], by, at)
        record("death.reissue", death, by=by, at=at, area_code=death.area_code)
    return row


def _people(wanted: Sequence[NewReport], by: User | None, at: dt.datetime) -> dict[str, int]:
    """Index of the number → id of the person; whom the registry does not know is registered."""
    numbered = {each.id_number: each for each in wanted if each.id_number}
    indexes = {blind_index(number): each for number, each in numbered.items()}
    found = dict(Person.objects.filter(id_index__in=indexes).values_list("id_index", "pk"))
    unknown = [each for index, each in indexes.items() if index not in found]
    if unknown:
        rows = [registry.NewPerson(each.id_number, each.name, each.area_code) for each in unknown]
        made = registry.register_people(rows, by=by, at=at, because="死亡报告")
        found.update({person.id_index: person.pk for person in made})
    return found


def _key(new: NewReport) -> str:
    return blind_index(new.id_number) if new.id_number else f"无号-{new.surrogate.strip()}"[:64]


def _opened(
    wanted: Sequence[NewReport],
    keys: Sequence[str],
    known: dict[str, Death],
    people: dict[str, int],
    by: User | None,
    at: dt.datetime,
) -> list[Death]:
    """A record for every death of which nobody has told before."""
    first: dict[str, NewReport] = {}
    for key, each in zip(keys, wanted, strict=True):
        if key not in known:
            first.setdefault(key, each)
    numbers = _numbers(at, len(first))
    fresh = [
        Death(
            pk=pk,
            number=number,
            key=key,
            person_id=people.get(key),
            name=each.name.strip(),
            area_code=each.area_code,
            resident=each.resident,
            urban=each.urban,
            died_at=each.died_at,
            told_by=each.source,
            place=each.place,
            manner=each.manner,
            donor=each.donor,
            burial_custom=each.burial_custom,
            reported_at=each.at or at,
            tracker=each.tracker,
        )
        for (key, each), number, pk in zip(first.items(), numbers, bulk.reserve_keys(Death, len(first)), strict=True)
    ]
    bulk.insert(fresh)
    return fresh


def _report(death: Death, new: NewReport, by: User | None, at: dt.datetime) -> DeathReport:
    return DeathReport(
        death=death,
        source=new.source,
        died_at=new.died_at,
        learnt_at=new.learnt_at or new.at or at,
        reporter=new.reporter[:40],
        reference=new.reference[:60],
        words=new.words[:200],
        by=new.by or by,
        at=new.at or at,
    )


def _write_reports(rows: Sequence[DeathReport]) -> None:
    for row, key in zip(rows, bulk.reserve_keys(DeathReport, len(rows)), strict=True):
        row.pk = key
    bulk.insert(rows)


def _reported(death: Death, row: DeathReport) -> Happening:
    data = {"source": row.source, "died_on": timezone.localdate(row.died_at)}
    return Happening("death.report", f"death:{death.pk}", row.words, death.area_code, data, row.by, row.at)


def _settle_days(deaths: Sequence[Death]) -> None:
    """Until there is a certificate, the most credible report says the day."""
    open_ones = {death.pk: death for death in deaths if death.state == Death.State.REPORTED}
    for row in DeathReport.objects.filter(death__in=list(open_ones)).order_by("-pk"):
        death = open_ones[row.death_id]
        if _CREDIBLE.index(Source(row.source)) < _CREDIBLE.index(Source(death.told_by)):
            death.died_at, death.told_by = row.died_at, row.source
    bulk.update(list(open_ones.values()), ["died_at", "told_by"])


def _certificate(death: Death, new: NewCertificate, by: User | None, at: dt.datetime) -> DeathCertificate:
    return DeathCertificate(
        death=death,
        form=new.form,
        mark=blind_index(new.number.strip()),
        number=new.number.strip(),
        name=new.name.strip(),
        person_index=blind_index(new.id_number),
        died_at=new.died_at,
        issuer=new.issuer,
        issuer_type=new.issuer_type,
        issued_at=new.issued_at,
        electronic=new.electronic,
        copies=new.copies,
        police_stamped=new.police_stamped,
        applicant=new.applicant,
        mandated=new.mandated,
        inquiry=new.inquiry,
        cause=new.cause,
        by=new.by or by,
        at=new.at or at,
    )


def _know_dead(wanted: Sequence[tuple[Death, NewCertificate]], by: User | None, at: dt.datetime) -> None:
    people = Person.objects.in_bulk([death.person_id for death, _ in wanted if death.person_id is not None])
    registry.record_deaths(
        [
            (people[death.person_id], timezone.localdate(new.died_at), new.at or at)
            for death, new in wanted
            if death.person_id is not None
        ],
        by=by,
        because="死亡证明",
    )


def _numbers(at: dt.datetime, many: int) -> Iterable[str]:
    """The next numbers of the month's series, 亡202411-0042."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    start = f"亡{timezone.localdate(at):%Y%m}-"
    last = (
        Death.objects.filter(begins_with("number", start)).order_by("-number").values_list("number", flat=True).first()
    )
    first = int(last.removeprefix(start)) + 1 if last else 1
    return [f"{start}{number:04d}" for number in range(first, first + many)]
