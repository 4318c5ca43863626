"""问题线索台账 as declared: its flow, who is let in, the one figure it tells."""

from __future__ import annotations

from django.db.models import Count

from doudi.base.documents import RECTIFICATION
from doudi.base.roles import Role
from doudi.declare import Programme
from doudi.mechanisms.casework.pages import listing, of
from doudi.mechanisms.indicators.declare import Indicator
from doudi.pages.declare import Page
from doudi.programmes.integrity.leads import queries
from doudi.programmes.integrity.leads.flow import LEADS
from doudi.programmes.integrity.leads.pages import attachments, readers
from doudi.programmes.integrity.leads.pages import leads as pages
from doudi.programmes.integrity.leads.pages.leads import LEAD_PAGES
from doudi.programmes.integrity.leads.policy import BASIS, LeadPolicy

leads = Programme(
    "leads",
    "问题线索台账",
    basis=(str(BASIS), str(RECTIFICATION)),
    about="涉嫌违纪违法的问题线索逐条登记，只有局领导指定的知悉人员看得到，每次查看留痕；移送县纪委监委时封存，封存后本局不能再看；"
    "其他业务随办件移送的自动登记。登记回执和反馈，对外只报条数。",
    flows=(LEADS,),
    policies=(LeadPolicy,),
    indicators=(
        Indicator(
            "rectification.leads",
            "移送问题线索",
            "条",
            Count("pk"),
            of=queries.handed_over,
            area_field="case__area_code",
            counted_only=True,
        ),
    ),
    pages=(
        *of.pages_of(LEAD_PAGES),
        Page("read", "查看线索内容", pages.read, queries.INSIDE, "content/<int:pk>/"),
        Page("package", "封存材料", pages.package, frozenset({Role.INSPECTOR}), "packages/<int:pk>/"),
        Page("files", "线索附件", attachments.many, queries.INSIDE, "files/<int:pk>/"),
        Page("attach", "上传附件", attachments.attach, queries.INSIDE, "files/<int:pk>/new/"),
        Page("file", "打开附件", attachments.opened, queries.INSIDE, "files/<int:pk>/<int:file>/"),
        Page(
            "sealed_file",
            "打开封存附件",
            attachments.sealed,
            frozenset({Role.INSPECTOR}),
            "packages/<int:pk>/files/<int:file>/",
        ),
        Page("readers", "知悉人员", readers.many, queries.NAMING, icon="key"),
        Page("let_in", "指定知悉人员", readers.let_in, queries.NAMING, "readers/new/"),
        Page("shut_out", "取消知悉", readers.shut_out, queries.NAMING, "readers/<int:pk>/end/"),
    ),
    worklist=listing.worklist_of(LEAD_PAGES),
    alarms=listing.alarms_of(LEAD_PAGES),
)
