"""A paper filled in: as .docx, or as HTML to print. Both from the same blocks and the same facts."""

from __future__ import annotations

import io
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import Template
from markupsafe import Markup

from doudi.mechanisms.papers.blocks import Block, Each, Grid, Head, Listing, Paper, Signed, Text, Title, To
from doudi.mechanisms.papers.docx_template import template_of
from doudi.mechanisms.papers.filling import context, environment


def docx(paper: Paper, facts: Any) -> bytes:
    """The paper as a .docx that a person still edits."""
    template = DocxTemplate(io.BytesIO(template_of(paper)))
    template.render(context(facts), jinja_env=environment(), autoescape=True)
    out = io.BytesIO()
    template.save(out)
    return out.getvalue()


def print_view(paper: Paper, facts: Any) -> Markup:
    """The paper as the inside of an <article class="document">."""
    given = context(facts)
    return Markup("\n").join(_html(block, given) for block in paper.blocks)


def _html(block: Block, given: dict[str, Any]) -> Markup:
    match block:
        case Head():
            return Markup('<p class="issuer">{}</p><p class="number">{}</p>').format(
                _words(block.issuer, given), _words(block.number, given)
            )
        case Title():
            below = Markup('<p class="to centre">{}</p>').format(_words(block.below, given)) if block.below else ""
            return Markup("<h2>{}</h2>{}").format(_words(block.words, given), below)
        case To():
            return Markup('<p class="to">{}</p>').format(_words(block.words, given))
        case Text():
            strong = block.level == 1
            inside = Markup("<strong>{}</strong>" if strong else "{}").format(_words(block.words, given))
            return Markup("<p>{}</p>").format(inside)
        case Each():
            return Markup("").join(Markup("<p>{}</p>").format(each) for each in _each(block.of, block.words, given))
        case Grid():
            return _table(
                Markup("").join(
                    Markup("<tr>{}</tr>").format(
                        Markup("").join(
                            Markup('<{0} colspan="{1}">{2}</{0}>').format(
                                "th" if cell.head else "td", cell.span, _words(cell.words, given)
                            )
                            for cell in row
                        )
                    )
                    for row in block.rows
                )
            )
        case Listing():
            columns = [_each(block.of, column.words, given) for column in block.columns]
            lines = Markup("").join(
                Markup("<tr>{}</tr>").format(Markup("").join(Markup("<td>{}</td>").format(cell) for cell in cells))
                for cells in zip(*columns, strict=True)
            )
            head = Markup("").join(
                Markup("<th>{}</th>").format(_words(column.heading, given)) for column in block.columns
            )
            return _table(Markup("<thead><tr>{}</tr></thead><tbody>{}</tbody>").format(head, lines))
        case Signed():
            return Markup('<p class="signed">{}<br>{}</p>').format(_words(block.unit, given), _words(block.on, given))


def _table(inside: Markup) -> Markup:
    return Markup("<table>{}</table>").format(inside)


def _words(words: str, given: dict[str, Any]) -> Markup:
    return Markup(_template(words).render(given).replace("\n", "<br>"))


def _each(of: str, words: str, given: dict[str, Any]) -> list[Markup]:
    """The words for each of a list."""
    loop = _template(f"{{% for each in {of} %}}{words}\x00{{% endfor %}}")
    return [Markup(each) for each in loop.render(given).split("\x00")[:-1]]


def _template(words: str) -> Template:
    return environment().from_string(words)
