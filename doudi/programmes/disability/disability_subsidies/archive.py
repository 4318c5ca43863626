"""两项补贴的电子档案 (R-DIS-10): application, identity, certificate both sides, federation check, decision, payments, reviews, changes, stop notice."""

from __future__ import annotations

from doudi.mechanisms.entitlement.archives.declare import AFTERWARDS, APPLICATION, IDENTITY, Archive, Element, Held
from doudi.programmes.disability.disability_subsidies.benefit import BENEFITS
from doudi.programmes.disability.disability_subsidies.models import SubsidyApplication

ARCHIVE = Archive(
    "disability_subsidies",
    "残疾人两项补贴",
    BENEFITS,
    SubsidyApplication,
    (
        APPLICATION,
        IDENTITY,
        Element("certificate_front", "残疾人证正面"),
        Element("certificate_back", "残疾人证反面"),
        Element("federation", "残联核证", Held.STEP, ("verify",), "残疾人联合会"),
        *AFTERWARDS,
    ),
)
