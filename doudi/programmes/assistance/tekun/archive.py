"""特困人员的电子档案 (R-DIS-10, Archives Law art. 37): what was handed in, found at home, posted, decided, paid and served."""

from __future__ import annotations

from doudi.mechanisms.entitlement.archives.declare import AFTERWARDS, APPLICATION, IDENTITY, Archive, Element, Held
from doudi.programmes.assistance.tekun.benefit import BENEFITS
from doudi.programmes.assistance.tekun.models import TekunApplication

ARCHIVE = Archive(
    "tekun",
    "特困人员救助供养",
    BENEFITS,
    TekunApplication,
    (
        APPLICATION,
        IDENTITY,
        Element("survey", "入户调查和自理能力评估", Held.STEP, ("survey",)),
        Element("posting", "公示", Held.STEP, ("post",)),
        *AFTERWARDS,
    ),
)
