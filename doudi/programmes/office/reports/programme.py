"""统计和总结 as declared: figures with the lists behind them, and the annual summary."""

from __future__ import annotations

from doudi.declare import Programme
from doudi.programmes.office.reports.pages import PAGES
from doudi.programmes.office.reports.policy import ReportPolicy

reports = Programme(
    "reports",
    "统计和总结",
    basis=("《中华人民共和国统计法》", "民政事业统计报表制度", "GB/T 9704-2012 党政机关公文格式"),
    about="各项指标的数值和名单，统计报表的冻结和报送，年度工作总结的起草、确认、核对、签发。",
    policies=(ReportPolicy,),
    pages=PAGES,
)
