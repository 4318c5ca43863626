"""The pages of temporary assistance, with who may open them."""

from __future__ import annotations

from doudi.mechanisms.entitlement.pages.bank_files import BankFilePages
from doudi.pages.declare import Page
from doudi.programmes.assistance.temporary import accounts, grant_queries, queries, services
from doudi.programmes.assistance.temporary.pages import acts, applications, drafts, grants, payments, reserves, uses
from doudi.programmes.assistance.temporary.payments import SENDERS
from doudi.programmes.assistance.temporary.reserves import CLERK, COUNTY, LEADER

READING, PAYING = grant_queries.READERS, grant_queries.PAYERS
BOOKS = queries.READERS
TOWN = frozenset({CLERK, LEADER})

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
    Page("payments", "县级资金发放", payments.payments_page, PAYING, icon="building-bank"),
    Page("send", "送银行", payments.send_page, SENDERS, address="payments/send/"),
    Page("again", "退票重发", payments.again_page, SENDERS, address="payments/<int:pk>/again/"),
    Page("back", "收回", payments.back_page, SENDERS, address="payments/<int:pk>/back/"),
    *BankFilePages("temporary", accounts.BANK, PAYING, SENDERS, services.take_answer).made(),
)
