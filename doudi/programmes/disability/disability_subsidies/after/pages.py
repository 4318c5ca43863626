"""两项补贴复核的页面。"""

from __future__ import annotations

from doudi.base.roles import STAFF_ROLES, Role
from doudi.mechanisms.entitlement.pages.amendments_entered import pages_of
from doudi.programmes.disability.disability_subsidies.after.looking_after import LIVING_AMENDING, NURSING_AMENDING

READERS = STAFF_ROLES - {Role.FINANCE}
LIVING_PAGES, _LIVING = pages_of(
    LIVING_AMENDING, programme="disability_subsidies", name="生活补贴复核", one="living_review", readers=READERS
)
NURSING_PAGES, _NURSING = pages_of(
    NURSING_AMENDING, programme="disability_subsidies", name="护理补贴复核", one="nursing_review", readers=READERS
)
PAGES = (*_LIVING, *_NURSING)
