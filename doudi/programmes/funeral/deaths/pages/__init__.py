"""The pages of deaths: the list, a report from the village, one death with everything it means, its certificate."""

from __future__ import annotations

from doudi.base.roles import Role
from doudi.pages.declare import Page
from doudi.programmes.funeral.deaths.pages import entering, listing, one
from doudi.programmes.funeral.deaths.queries import READERS
from doudi.programmes.funeral.deaths.services import CANCELLERS, CERTIFIERS, REPORTERS, VOIDERS

PAGES = (
    Page("deaths", "死亡登记", listing.deaths_page, READERS, "list/", icon="clipboard-check"),
    Page("report", "报告死亡", entering.report_page, REPORTERS, "report/"),
    Page("death", "死亡详情", one.death_page, READERS, "list/<int:pk>/"),
    Page("certify", "登记死亡证明", entering.certify_page, CERTIFIERS, "list/<int:pk>/certificate/"),
    Page("cancel", "登记户籍注销", one.cancel_page, CANCELLERS, "list/<int:pk>/cancel/"),
    Page("void", "误报作废", one.void_page, VOIDERS, "list/<int:pk>/void/"),
    Page("cause", "死因代码", one.cause_page, frozenset({Role.AUDITOR, Role.FUNERAL_OFFICER}), "list/<int:pk>/cause/"),
)
