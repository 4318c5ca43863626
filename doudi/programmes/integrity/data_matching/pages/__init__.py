"""The pages of this line, with who may open them."""

from __future__ import annotations

from doudi.base.roles import Role
from doudi.mechanisms.matching.means.queries import READERS as MEANS_READERS
from doudi.mechanisms.matching.means.queries import SIGNING as MEANS_SIGNING
from doudi.mechanisms.matching.means.services import ASKERS as MEANS_ASKERS
from doudi.mechanisms.matching.means.services import DETAILS as MEANS_DETAILS
from doudi.pages.declare import Page
from doudi.programmes.integrity.data_matching.pages import (
    acts,
    answers,
    board,
    deliveries,
    finding,
    findings,
    known,
    letters,
    means,
    recoveries,
    transfers,
)
from doudi.programmes.integrity.data_matching.services import RECOVERERS

COUNTY = frozenset({Role.VERIFICATION_CENTRE, Role.COUNTY_OFFICER, Role.BUREAU_LEADER})
WORKING = COUNTY | {Role.TOWNSHIP_CLERK, Role.TOWNSHIP_LEADER}
SENDING = COUNTY | {Role.DATA_OFFICER}
READING_TRANSFERS = frozenset({Role.INSPECTOR, Role.VERIFICATION_CENTRE})

PAGES: tuple[Page, ...] = (
    Page("board", "月度看板", board.board, COUNTY, icon="table"),
    Page("progress", "比对进度", board.progress, COUNTY, address="board/progress/<int:pk>/"),
    Page("letters", "催报函", letters.letters, COUNTY, address="board/letters/"),
    Page("findings", "疑点", findings.findings, WORKING, icon="shield-search"),
    Page("finding", "疑点详情", finding.finding, WORKING, address="findings/<int:pk>/"),
    Page("reveal_number", "查看完整证号", finding.reveal_number, WORKING, address="findings/<int:pk>/reveal/"),
    Page("act", "办理", acts.act, WORKING, address="findings/<int:pk>/<slug:action>/"),
    Page("known", "数据来源", known.known, WORKING - {Role.BUREAU_LEADER}, address="known/<int:pk>/"),
    Page("deliveries", "报送", deliveries.deliveries_page, SENDING, icon="database-import"),
    Page("upload", "报送名单", deliveries.upload, SENDING - {Role.BUREAU_LEADER}, address="deliveries/new/"),
    Page("delivery", "报送详情", deliveries.delivery, SENDING, address="deliveries/<int:pk>/"),
    Page(
        "answer",
        "确认名单",
        answers.answer_page,
        SENDING - {Role.BUREAU_LEADER},
        address="deliveries/<int:pk>/answer/",
    ),
    Page(
        "withdraw",
        "撤回报送",
        deliveries.withdraw_page,
        SENDING - {Role.BUREAU_LEADER},
        address="deliveries/<int:pk>/withdraw/",
    ),
    Page(
        "rejects", "退回行", deliveries.rejects, SENDING - {Role.BUREAU_LEADER}, address="deliveries/<int:pk>/rejects/"
    ),
    Page("means", "家庭经济核对", means.reports, MEANS_READERS, icon="report-analytics"),
    Page("means_report", "核对报告", means.report_page, MEANS_READERS, address="means/<int:pk>/"),
    Page("means_details", "核对明细", means.details_page, MEANS_DETAILS, address="means/<int:pk>/details/"),
    Page("means_check", "发起核对", means.check_page, MEANS_ASKERS, address="means/household/<int:pk>/"),
    Page("means_authorise", "登记授权书", means.authorise_page, MEANS_SIGNING, address="means/person/<int:pk>/"),
    Page("means_revoke", "撤回授权", means.revoke_page, MEANS_SIGNING, address="means/authorisation/<int:pk>/"),
    Page("recoveries", "资金追回", recoveries.recoveries, recoveries.READERS, icon="cash"),
    Page("recover", "登记追回", recoveries.recover_page, RECOVERERS, address="recoveries/<int:pk>/"),
    Page("transfers", "移送材料", transfers.transfers, READING_TRANSFERS, icon="gavel"),
    Page("transfer", "移送详情", transfers.transfer, READING_TRANSFERS, address="transfers/<int:pk>/"),
    Page(
        "transfer_number",
        "查看完整证号",
        transfers.transfer_number,
        READING_TRANSFERS,
        address="transfers/<int:pk>/reveal/",
    ),
)
