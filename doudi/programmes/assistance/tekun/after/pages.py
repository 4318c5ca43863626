"""特困供养动态管理的页面。"""

from __future__ import annotations

from doudi.base.roles import STAFF_ROLES, Role
from doudi.mechanisms.entitlement.pages.amendments_entered import pages_of
from doudi.programmes.assistance.tekun.after.looking_after import AMENDING

READERS = STAFF_ROLES - {Role.FINANCE}
CHANGE_PAGES, PAGES = pages_of(AMENDING, programme="tekun", name="特困动态管理", one="change", readers=READERS)
