"""The annual summary as a .docx in the layout of official documents (GB/T 9704-2012)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from doudi.mechanisms.papers.blocks import Block, Paper, Signed, Text, Title
from doudi.mechanisms.papers.making import docx
from doudi.programmes.office.reports.composing import Composed


@dataclass(frozen=True)
class _Summary:
    title: str
    lines: tuple[str, ...]
    issuer: str
    on: dt.date


def document(composed: Composed) -> bytes:
    """The document. Words are put in as text, never as a template: what people typed may hold whatever it likes."""
    blocks: list[Block] = [Title("{{ title }}")]
    blocks += [Text(f"{{{{ lines[{place}] }}}}", line.level) for place, line in enumerate(composed.lines)]
    blocks.append(Signed("{{ issuer }}", "{{ on|day }}"))
    paper = Paper("summary", "年度工作总结", tuple(blocks), official=True)
    facts = _Summary(_in_lines(composed), tuple(each.words for each in composed.lines), composed.issuer, composed.on)
    return docx(paper, facts)


def _in_lines(composed: Composed) -> str:
    """The title as it is broken: the issuer alone on the first line, the longer rest below (GB/T 9704: a trapezoid, no word torn)."""
    rest = composed.title.removeprefix(composed.issuer)
    return f"{composed.issuer}\n{rest}" if rest != composed.title else composed.title
