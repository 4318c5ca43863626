"""The pages of temporary assistance, with who may open them."""

from __future__ import annotations

from doudi.mechanisms.entitlement.pages.claim_payments import ClaimPayments
from doudi.pages.declare import Page
from doudi.pages.lists import Column
from doudi.programmes.assistance.temporary import accounts, grant_queries, queries, services
from doudi.programmes.assistance.temporary.pages import acts, applications, drafts, grants, reserves, uses
from doudi.programmes.assistance.temporary.payments import SENDERS
from doudi.programmes.assistance.temporary.reserves import CLERK, COUNTY, LEADER

READING, PAYING = grant_queries.READERS, grant_queries.PAYERS
BOOKS = queries.READERS
TOWN = frozenset({CLERK, LEADER})

COUNTY_MONEY = ClaimPayments(
    "temporary", accounts.BANK, PAYING, SENDERS, services.take_answer,
    name="县级资金发放",
    rows=grant_queries.county_payments,
    waiting=grant_queries.never_sent,
    send=services.send_to_bank,
    again=services.send_again,
    take_back=services.take_back,
    case="grant.case_number",
    person="grant.applicant.name",
    area="grant.area_code",
    labels={"case": "办件编号", "person": "申请人", "payee": "收款户名", "on": "审批日期"},
    scope_roles=READING,
    empty="还没有县级资金支付的临时救助。",
    then="不再发放",
    payee_changes=True,
    index="grant__applicant__person__id_index",
    shown=(Column("document", "审批文号", "document"),),
)  # fmt: skip

PAGES: tuple[Page, ...] = (
    *applications.PAGES,
    Page("grants", "临时救助台账", grants.grants, READING, icon="heart-handshake"),
    Page("grant", "临时救助详情", grants.grant_page, READING, address="grants/<int:pk>/"),
    Page("reserves", "备用金台账", reserves.reserves_page, BOOKS, icon="cash"),
    Page("allot", "下拨备用金", acts.allot_page, COUNTY, address="reserves/allot/"),
    Page("reserve", "乡镇备用金", reserves.reserve_page, BOOKS, address="reserves/<str:code>/"),
    Page("act", "办理备用金", acts.act_page, COUNTY | TOWN, address="reserves/<str:code>/<slug:action>/"),
    Page("reverse", "冲销支出", uses.reverse_page, frozenset({CLERK}), address="uses/<int:pk>/reverse/"),
    Page("draft", "待签批事项", drafts.draft_page, TOWN, address="drafts/<int:pk>/"),
    Page("sign", "签批", drafts.sign_page, frozenset({LEADER}), address="drafts/<int:pk>/sign/"),
    Page("send_back", "退回", drafts.send_back_page, frozenset({LEADER}), address="drafts/<int:pk>/return/"),
    *COUNTY_MONEY.made(),
)
