"""追缴: what was paid and should not have been, from notice to the last instalment."""

from __future__ import annotations

from doudi.mechanisms.entitlement.pages.debts import acts, notice, one, register
from doudi.mechanisms.entitlement.pages.roles import COUNTY, READERS
from doudi.mechanisms.ledger.debts.services import TELLERS, WAIVERS
from doudi.pages.declare import Page

PAGES: tuple[Page, ...] = (
    Page("debts", "追缴", register.debts, READERS, icon="gavel"),
    Page("debt", "追缴详情", one.debt_page, READERS, address="debts/<int:pk>/"),
    Page("debt_notice", "追缴告知书", notice.notice_page, TELLERS | COUNTY, address="debts/<int:pk>/notice/"),
    Page("debt_act", "办理追缴", acts.act, TELLERS | COUNTY, address="debts/<int:pk>/act/<slug:step>/"),
    Page("waiver", "批复核销", acts.answer_waiver, WAIVERS, address="debts/waivers/<int:pk>/"),
)
