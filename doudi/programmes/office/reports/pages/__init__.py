"""The pages of figures, statistics and summaries, with who may open them."""

from __future__ import annotations

from doudi.pages.declare import Page
from doudi.programmes.office.reports.pages import differences, figures, statistics, summaries
from doudi.programmes.office.reports.queries import READERS, WRITERS
from doudi.programmes.office.reports.services import SIGNERS

_COUNTY = WRITERS | SIGNERS

PAGES: tuple[Page, ...] = (
    Page("board", "数据看板", figures.board, READERS, icon="chart-histogram"),
    Page("line", "业务数据", figures.line, READERS, "lines/<slug:programme>/"),
    Page("figures", "指标数据", figures.figures, READERS, icon="list-check"),
    Page("figure", "指标", figures.figure_page, READERS, "figures/<str:code>/<str:period>/<str:area>/"),
    Page("correct", "更正上报数", figures.correct_page, _COUNTY, "figures/<str:code>/<str:period>/<str:area>/correct/"),
    Page("statistics", "统计报表", statistics.statistics, _COUNTY, icon="table"),
    Page("freeze", "冻结报表", statistics.freeze_page, _COUNTY, "statistics/<str:period>/freeze/"),
    Page("workbook", "下载报表", statistics.workbook_page, _COUNTY, "statistics/<str:period>/workbook/"),
    Page("summaries", "年度工作总结", summaries.summaries, _COUNTY, icon="file-text"),
    Page("summary", "工作总结", summaries.summary, _COUNTY, "summaries/<int:year>/"),
    Page("summary_document", "下载总结", summaries.document_page, _COUNTY, "summaries/<int:year>/document/"),
    Page("summary_act", "办理总结", summaries.act, _COUNTY, "summaries/<int:year>/do/<slug:action>/"),
    Page("sentence", "改写", summaries.sentence, WRITERS, "summaries/<int:year>/sentences/<slug:code>/"),
    Page("differences", "总结差异表", differences.differences, _COUNTY, "differences/<int:year>/"),
    Page("differences_file", "下载差异表", differences.taken, _COUNTY, "differences/<int:year>/file/<slug:form>/"),
    Page("explain", "差异说明", differences.explain_page, WRITERS, "differences/<int:year>/<str:key>/explain/"),
    Page("checker", "检查总结", summaries.checker, _COUNTY, icon="search"),
)
