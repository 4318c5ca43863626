"""What is done with deaths on the pages of this line: reported by the village, certified by the rules, voided by the township's leader."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from doudi.base.access import require
from doudi.base.models import User
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.mechanisms.registry.death_records import services as deaths
from doudi.mechanisms.registry.death_records.models import Death, DeathCertificate
from doudi.mechanisms.registry.death_records.services import NewCertificate, NewReport
from doudi.mechanisms.registry.kin import recused
from doudi.programmes.funeral.deaths import rules

REPORTERS = frozenset({Role.VILLAGE_WORKER, Role.TOWNSHIP_CLERK, Role.FUNERAL_OFFICER, Role.FUNERAL_HOME})
CERTIFIERS = frozenset({Role.TOWNSHIP_CLERK, Role.FUNERAL_HOME, Role.FUNERAL_OFFICER})
CANCELLERS = frozenset({Role.VILLAGE_WORKER, Role.TOWNSHIP_CLERK})
VOIDERS = frozenset({Role.TOWNSHIP_LEADER})


def report(new: NewReport, *, by: User, at: dt.datetime) -> Death:
    """报告死亡: the village's word opens the record and never more than that (R-CERT-08)."""
    require(by, REPORTERS, area_code=new.area_code, on=timezone.localdate(at))
    return deaths.report(new, by=by, at=at)


def certify(death: Death, new: NewCertificate, *, by: User, at: dt.datetime) -> DeathCertificate:
    """登记死亡证明, if nothing stands against it; the first flaw is said."""
    require(by, CERTIFIERS, area_code=death.area_code, on=timezone.localdate(at))
    found = rules.flaws(death, new, timezone.localdate(new.issued_at))
    if found:
        raise Refused(found[0])
    return deaths.certify(death, new, by=by, at=at)


def reissue(certificate: DeathCertificate, new: NewCertificate, *, by: User, at: dt.datetime) -> DeathCertificate:
    """补发 once (R-CERT-04), by the same rules."""
    death = certificate.death
    require(by, CERTIFIERS, area_code=death.area_code, on=timezone.localdate(at))
    found = rules.flaws(death, new, timezone.localdate(new.issued_at))
    if found:
        raise Refused(found[0])
    return deaths.reissue(certificate, new, by=by, at=at)


def cancel_household(death: Death, *, on: dt.date, receipt: str, by: User, at: dt.datetime) -> None:
    """登记户籍注销, by the receipt of the police."""
    require(by, CANCELLERS, area_code=death.area_code, on=timezone.localdate(at))
    deaths.cancel_household(death, on=on, receipt=receipt, by=by, at=at)


def void(death: Death, *, because: str, by: User, at: dt.datetime) -> None:
    """误报作废: by the township's leader, who has not reported it and is no kin (S0…, X9)."""
    on = timezone.localdate(at)
    require(by, VOIDERS, area_code=death.area_code, on=on)
    if death.reports.filter(by=by).exists():
        raise Refused("作废须由报告人以外的人批准。")
    if death.person_id is not None and (sentence := recused(by, [death.person_id], on=on)):
        raise Refused(sentence)
    deaths.void(death, because=because, by=by, at=at)
