"""`pages_of`: the pages of a flow, for a programme to put among its own."""

from __future__ import annotations

from doudi.base.roles import Role
from doudi.mechanisms.casework.pages import board, case, listing, papers, picture
from doudi.mechanisms.casework.pages.declare import CasePages
from doudi.pages.declare import Page

LOOKING_AFTER = frozenset({Role.BUREAU_LEADER, Role.COUNTY_OFFICER, Role.TOWNSHIP_LEADER})


def pages_of(pages: CasePages) -> tuple[Page, ...]:
    """List, case, forms, picture and board."""
    many, one, readers = pages.many, pages.one, pages.readers
    actors = frozenset().union(*(action.roles for action in pages.flow.actions)) | readers
    found = [
        Page(many, pages.name, listing.list_view(pages), readers, icon=pages.icon),
        Page(
            f"{many}_board",
            f"{pages.name}时效",
            board.board_view(pages),
            readers & LOOKING_AFTER,
            f"{many}/board/",
            "chart-bar",
        ),
        Page(f"{many}_flow", "流程图", picture.picture_view(pages), readers, f"{many}/flow/"),
        Page(one, f"{pages.noun}详情", case.case_view(pages), readers, f"{many}/<int:pk>/"),
        Page(f"{one}_act", "办理", case.act_view(pages), actors, f"{many}/<int:pk>/<slug:action>/"),
        Page(
            f"{one}_extend", "延长办理期限", case.extend_view(pages), readers, f"{many}/<int:pk>/extend/<slug:clock>/"
        ),
    ]
    if pages.papers:
        may_open = pages.paper_readers or readers
        found.append(
            Page(f"{one}_paper", "文书", papers.paper_view(pages), may_open, f"{many}/<int:pk>/papers/<slug:code>/")
        )
    if pages.opens is not None:
        found.append(Page(f"{one}_new", f"登记{pages.noun}", pages.opens, pages.openers, f"{many}/new/"))
    return tuple(found)
