"""The notice as a paper for the board: .docx and print view, names in full, for the village and nowhere else (R-PUB-02)."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from doudi.mechanisms.casework.notices.models import NoticeLine, PublicNotice
from doudi.mechanisms.casework.notices.wording import wording
from doudi.mechanisms.papers import table
from doudi.mechanisms.papers.letters import Notice, NoticeRow


def paper_of(notice: PublicNotice, lines: Iterable[NoticeLine]) -> Notice:
    """The facts of the paper: the wording of the notice and nothing beside it."""
    text = wording(notice, lines)
    return Notice(
        title=text.title,
        period=text.period,
        opening=text.opening,
        item=text.headings[-1],
        rows=tuple(
            NoticeRow(row.number, row.name, row.people, row.category, row.place, row.amount) for row in text.rows
        ),
        remarks=(text.remark,) if text.remark else (),
        closing=text.closing,
        phones=text.phones,
        unit=text.unit,
        on=text.signed_on,
    )


def view(notice: PublicNotice, lines: Iterable[NoticeLine]) -> Markup:
    """As it is printed from the page."""
    return table.print_view(paper_of(notice, lines))


def docx(notice: PublicNotice, lines: Iterable[NoticeLine]) -> bytes:
    """As it is printed from Word."""
    return table.docx(paper_of(notice, lines))
