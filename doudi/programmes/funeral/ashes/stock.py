"""火化证明 as controlled stock (R-ASHES-08): received in numbered batches, issued one by one against a closed furnace log, voided with a
reason, reconciled each month with furnaces and deaths."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from doudi.base import bulk
from doudi.base.access import require
from doudi.base.models import User
from doudi.base.months import first_day, last_day
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.mechanisms.registry.death_records.models import Death
from doudi.programmes.funeral.ashes.models import CertificateBatch, Cremation, CremationCertificate

KEEPERS = frozenset({Role.FUNERAL_OFFICER})
State = CremationCertificate.State


def receive_batch(prefix: str, first: int, last: int, *, by: User, at: dt.datetime) -> CertificateBatch:
    """领入 a batch of blank certificates; no number is in stock twice."""
    on = timezone.localdate(at)
    require(by, KEEPERS, on=on)
    if not prefix.strip() or not 0 < first <= last or last - first >= 5000:
        raise Refused("请填写字号和起止号，每批不超过5000份。")
    serials = [f"{prefix.strip()}{number:06d}" for number in range(first, last + 1)]
    with transaction.atomic():
        if CremationCertificate.objects.filter(serial__in=[serials[0], serials[-1]]).exists() or _overlaps(
            prefix.strip(), first, last
        ):
            raise Refused("这批编号与已领入的重复，请核对。")
        batch = CertificateBatch.objects.create(
            prefix=prefix.strip(), first=first, last=last, received_on=on, keeper=by
        )
        bulk.insert([CremationCertificate(batch=batch, serial=serial) for serial in serials])
        record("ashes.stock_receive", batch, by=by, at=at, data={"first": first, "last": last})
    return batch


def _overlaps(prefix: str, first: int, last: int) -> bool:
    return CertificateBatch.objects.filter(prefix=prefix, first__lte=last, last__gte=first).exists()


def issue_each(wanted: Sequence[tuple[Cremation, str, User | None, dt.datetime]]) -> list[CremationCertificate]:
    """开具: the next serials, each for one closed furnace log, by somebody who neither ran the furnace nor keeps the stock (R-SOD-03)."""
    stock = CremationCertificate.objects.select_for_update().filter(state=State.STOCK).select_related("batch")
    rows = list(stock.order_by("batch", "serial")[: len(wanted)])
    if len(rows) < len(wanted):
        raise Refused("火化证明库存不足，请先向县殡葬管理所领取。")
    issued = CremationCertificate.objects.filter(cremation__in=[each[0].pk for each in wanted]).first()
    if issued is not None:
        raise Refused(f"这次火化已经开具火化证明{issued.serial}，不能重复开具。")
    for row, (cremation, recipient, by, at) in zip(rows, wanted, strict=True):
        if by is not None and by.pk in (cremation.operator_id, row.batch.keeper_id):
            raise Refused("火化工、火化证明开具人、证明保管人须是三个人。")
        if not recipient.strip():
            raise Refused("请填写领证人。")
        row.state, row.cremation, row.recipient = State.ISSUED, cremation, recipient.strip()[:40]
        row.on, row.by = timezone.localdate(at), by
    bulk.update(rows, ["state", "cremation", "recipient", "on", "by"])
    return rows


def void_certificate(certificate: CremationCertificate, *, because: str, by: User, at: dt.datetime) -> None:
    """作废: spoilt or wrongly written. The serial is never used again; an issued one leaves its furnace log free for another."""
    require(by, KEEPERS, on=timezone.localdate(at))
    if len(because.strip()) < 2:
        raise Refused("请填写作废原因。")
    with transaction.atomic():
        rows = CremationCertificate.objects.filter(pk=certificate.pk).exclude(state=State.VOIDED)
        changed = rows.update(
            state=State.VOIDED, cremation=None, on=timezone.localdate(at), by=by, because=because.strip()[:200]
        )
        if not changed:
            raise Refused("这份火化证明已经作废。")
        record("ashes.stock_void", certificate, by=by, at=at, because=because, data={"serial": certificate.serial})
    certificate.refresh_from_db()


@dataclass(frozen=True)
class Reconciled:
    """核对 of a month: certificates issued and voided, furnace logs, logs without certificate, deaths of residents, and what is left."""

    month: int
    issued: int
    voided: int
    cremations: int
    without_certificate: int
    resident_cremations: int
    resident_deaths: int
    stock: int

    @property
    def agrees(self) -> bool:
        return self.without_certificate == 0 and self.issued == self.cremations


def reconcile(month: int) -> Reconciled:
    """One month, by the days on which things happened; a handful of queries."""
    days = (first_day(month), last_day(month))
    certificates = CremationCertificate.objects.filter(on__range=days)
    logs = Cremation.objects.filter(began_at__date__range=days)
    deaths = Death.objects.filter(died_at__date__range=days, resident=True, state=Death.State.CERTIFIED)
    return Reconciled(
        month,
        certificates.filter(state=State.ISSUED).count(),
        certificates.filter(state=State.VOIDED).count(),
        logs.count(),
        logs.filter(Q(certificate=None)).count(),
        logs.filter(resident=True).count(),
        deaths.count(),
        CremationCertificate.objects.filter(state=State.STOCK).count(),
    )
