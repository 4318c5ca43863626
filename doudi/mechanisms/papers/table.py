"""文书一览: which paper is filled from which facts. A new paper is a dataclass, its blocks, and a line here."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from doudi.mechanisms.papers import forms, letters, making, telling_first, transfer
from doudi.mechanisms.papers.blocks import Paper

PAPERS: dict[type[Any], Paper] = {
    forms.Application: forms.APPLICATION,
    forms.Survey: forms.SURVEY,
    forms.Approval: forms.APPROVAL,
    forms.Authorisation: forms.AUTHORISATION,
    forms.ReserveVoucher: forms.RESERVE_VOUCHER,
    letters.Decision: letters.DECISION,
    letters.Refusal: letters.REFUSAL,
    letters.Stop: letters.STOP,
    letters.RecognitionMade: letters.RECOGNITION,
    letters.Notice: letters.NOTICE,
    telling_first.ToldFirst: telling_first.TOLD_FIRST,
    transfer.Transfer: transfer.TRANSFER,
}


def docx(facts: Any) -> bytes:
    """The paper of some facts as a .docx that a person still edits."""
    return making.docx(PAPERS[type(facts)], facts)


def print_view(facts: Any) -> Markup:
    """The paper of some facts as the inside of an <article class="document">."""
    return making.print_view(PAPERS[type(facts)], facts)
