"""发放批次: the months of all benefits from draft to closed, with their files, answers and differences."""

from __future__ import annotations

from doudi.base.roles import Role
from doudi.mechanisms.entitlement.pages.roles import COUNTY, READERS
from doudi.mechanisms.entitlement.pages.runs import (
    acts,
    bank,
    board,
    changes,
    lines,
    one,
    online,
    returns,
    sheet,
    unclear,
)
from doudi.mechanisms.entitlement.payment_runs.drafting import DRAFTERS
from doudi.mechanisms.entitlement.payment_runs.services import CHECKERS, SENDERS
from doudi.pages.declare import Page

PAGES: tuple[Page, ...] = (
    Page("runs", "发放批次", board.board, READERS, icon="cash"),
    Page("draft", "核算", acts.draft, DRAFTERS, address="runs/draft/"),
    Page("run", "发放批次详情", one.run_page, READERS, address="runs/<int:pk>/"),
    Page("run_act", "办理发放批次", acts.act, COUNTY, address="runs/<int:pk>/act/<slug:step>/"),
    Page("run_lines", "发放明细", lines.lines_page, READERS, address="runs/<int:pk>/lines/"),
    Page("run_changes", "与上月比较", changes.changes_page, READERS, address="runs/<int:pk>/changes/"),
    Page("run_sheet", "发放审批表", sheet.sheet_page, COUNTY, address="runs/<int:pk>/sheet/"),
    Page("bank_file", "下载代发文件", bank.hand_out, SENDERS, address="runs/files/<int:pk>/"),
    Page("take_answer", "导入回盘", bank.take_answer, SENDERS, address="runs/files/<int:pk>/answer/"),
    Page("bank_lines", "银行结果", bank.bank_lines, COUNTY, address="runs/files/<int:pk>/lines/"),
    Page("settle", "差错处理", unclear.settle, SENDERS, address="runs/bank-lines/<int:pk>/settle/"),
    Page("settle_answer", "差错处理复核", unclear.settle_answer, CHECKERS, address="runs/settlements/<int:pk>/"),
    Page("bounce", "到账后退汇", unclear.bounce, SENDERS, address="runs/bank-lines/<int:pk>/bounce/"),
    Page("clear", "处理待查行", unclear.clear, SENDERS, address="runs/strays/<int:pk>/clear/"),
    Page("online", "线上线下核对", online.compare, CHECKERS, address="runs/<int:pk>/online/"),
    Page("explain_online", "说明差异", online.explain, CHECKERS, address="runs/online/<int:pk>/explain/"),
    Page("returns", "退票", returns.returns, READERS, icon="arrow-back-up"),
    Page("cancel", "退票收回", returns.cancel, CHECKERS, address="returns/<int:pk>/cancel/"),
    Page("tries", "历次代发", returns.tries, READERS, address="returns/<int:pk>/"),
)

__all__ = ["PAGES", "Role"]
