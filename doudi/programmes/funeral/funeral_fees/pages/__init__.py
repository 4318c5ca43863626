"""殡葬收费的页面：账单、奖补、结算、无名遗体经费。"""

from __future__ import annotations

from doudi.mechanisms.entitlement.pages.bank_files import BankFilePages
from doudi.pages.declare import Page
from doudi.programmes.funeral.funeral_fees import accounts, awards, billing, families, queries, settling, unknown
from doudi.programmes.funeral.funeral_fees.pages import asking, bills, giving, money

FILES = BankFilePages(
    "funeral_fees", accounts.BANK, queries.MONEY_READERS, settling.APPROVERS, settling.take_answer, owed="settlements"
)
PAGES = (
    Page("bills", "殡葬服务账单", bills.bills_page, queries.READERS, icon="file-text"),
    Page("bill_new", "开账单", bills.new_page, billing.BILLERS, "bills/new/"),
    Page("bill", "账单", bills.bill_page, queries.READERS, "bills/<int:pk>/"),
    Page("bill_reverse", "冲销账单", bills.reverse_page, billing.BILLERS, "bills/<int:pk>/reverse/"),
    Page("prices", "收费项目公示", bills.prices_page, queries.READERS, icon="list-check"),
    Page("awards", "生态安葬奖补", giving.awards_page, queries.AWARD_READERS, icon="heart-handshake"),
    Page("award_new", "申请奖补", giving.new_page, awards.CLAIMERS, "awards/new/"),
    Page("award_answer", "审核奖补", giving.answer_page, awards.APPROVERS, "awards/<int:pk>/answer/"),
    Page("award_again", "退票重发", giving.again_page, settling.APPROVERS, "awards/<int:pk>/again/"),
    Page("settlements", "惠民殡葬结算", money.settlements_page, queries.MONEY_READERS, icon="building-bank"),
    Page("settlement_new", "提出结算", money.new_page, settling.PROPOSERS, "settlements/new/"),
    Page("send", "送银行", money.send_page, settling.APPROVERS, "settlements/send/"),
    Page("settlement", "结算名单", money.settlement_page, queries.MONEY_READERS, "settlements/<int:pk>/"),
    Page("approve", "审核结算", money.approve_page, settling.APPROVERS, "settlements/<int:pk>/approve/"),
    Page("withdraw", "退回结算", money.withdraw_page, settling.APPROVERS, "settlements/<int:pk>/withdraw/"),
    Page("call", "登记回访", money.call_page, settling.APPROVERS, "calls/<int:pk>/"),
    Page("families", "家属回访", asking.calls_page, families.CALLERS, icon="phone"),
    Page("family", "登记家属回访", asking.call_page, families.CALLERS, "families/<int:pk>/"),
    Page("houses", "家属反映", asking.houses_page, asking.HOUSE_READERS, "families/houses/"),
    *FILES.made(),
    Page("reconcile", "公墓收费对账", money.reconcile_page, queries.READERS, icon="scale"),
    Page("unknown", "无名遗体经费", money.unknown_page, queries.MONEY_READERS, icon="cash"),
    Page("unknown_new", "登记无名遗体经费", money.unknown_new_page, unknown.PAYERS, "unknown/new/"),
)
