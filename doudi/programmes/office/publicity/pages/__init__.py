"""The pages of notices, with who may open them."""

from __future__ import annotations

from doudi.base.roles import Role
from doudi.mechanisms.casework.notices.objecting import RECEIVERS
from doudi.mechanisms.casework.notices.queries import READERS
from doudi.mechanisms.casework.notices.services import DRAFTERS, POSTERS, REVIEWERS
from doudi.pages.declare import Page
from doudi.programmes.office.publicity.pages import acts, codes, drafting, notices, objections

_READING = READERS - {Role.FINANCE}
_ACTING = DRAFTERS | REVIEWERS | POSTERS

PAGES: tuple[Page, ...] = (
    Page("notices", "公示", notices.notices, _READING, icon="clipboard-text"),
    Page("new", "拟公示", drafting.new, DRAFTERS, address="notices/new/"),
    Page("from_cases", "从办件生成公示", drafting.from_cases, DRAFTERS, address="notices/from-cases/"),
    Page("long_term", "生成长期公布名单", drafting.long_term, DRAFTERS, address="notices/long-term/"),
    Page("notice", "公示详情", notices.notice, _READING, address="notices/<int:pk>/"),
    Page("print", "打印公示", notices.printed, _READING, address="notices/<int:pk>/print/"),
    Page("word", "下载公示", notices.word, _READING, address="notices/<int:pk>/word/"),
    Page("edit", "修改公示", drafting.edit, DRAFTERS, address="notices/<int:pk>/edit/"),
    Page("act", "办理公示", acts.act, _ACTING, address="notices/<int:pk>/<slug:action>/"),
    Page("code", "进度查询码", codes.code, codes.GIVERS, icon="key"),
    Page("objections", "公示异议", objections.objections, _READING - {Role.VILLAGE_WORKER}, icon="phone"),
    Page(
        "objection", "异议详情", objections.objection, _READING - {Role.VILLAGE_WORKER}, address="objections/<int:pk>/"
    ),
    Page("pass_on", "转入办件", objections.pass_on, RECEIVERS, address="objections/<int:pk>/pass-on/"),
    Page("answer", "答复异议", objections.answer, RECEIVERS, address="objections/<int:pk>/answer/"),
)
