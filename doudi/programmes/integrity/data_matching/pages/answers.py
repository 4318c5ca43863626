"""确认名单: a sheet that the system could not tell, with its first rows, the guess and its certainty; what a person says is remembered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from doudi.base.models import User
from doudi.base.months import format_month, month_of
from doudi.base.refused import Refused
from doudi.mechanisms.exchange import originals
from doudi.mechanisms.exchange.models import Delivery
from doudi.mechanisms.exchange.queries import deliveries
from doudi.mechanisms.exchange.reading.files import read_file
from doudi.mechanisms.exchange.reading.sheets import NUMBER_CELL, RawSheet, Unreadable
from doudi.mechanisms.exchange.recognise import ColumnGuess, SheetGuess, recognise
from doudi.mechanisms.exchange.services import answer
from doudi.pages.cells import mask_numbers
from doudi.pages.forms import MonthField, PageForm, form_page, with_fields
from doudi.pages.responses import done
from doudi.programmes.integrity.data_matching.pages.deliveries import one, source_choices
from doudi.programmes.integrity.data_matching.sources import SOURCES

_BY_CODE = {source.code: source for source in SOURCES}
_ROWS = 9
_COLUMNS = 40  # a sheet may have hundreds; nobody reads more
_SURE = 0.8
_LIKELY = 0.4  # a list that is proposed
_LEAST = 0.2  # below that a guess is none


@dataclass(frozen=True)
class ColumnLine:
    """One column to be told: its heading, what stands in it, and how sure the guess is."""

    heading: str
    examples: list[str]
    name: str  # of the field
    certainty: str
    tint: str
    field: Any = None


def answer_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Asked again with another list or heading row the page shows what the columns would then be taken for."""
    row = one(request, pk)
    back = reverse("data_matching:delivery", args=[pk])
    if row.state != Delivery.State.ASKING:
        return redirect(back)
    sheet = _sheet(row)
    if sheet is None:
        raise Refused("原件不在了，请报送单位重新报送。")
    guess, told = _guess(request, row, sheet)
    form = _form(request, row, guess, told)
    more: dict[str, Any] = {
        "title": f"确认名单：{row.file_name}",
        "template": "data_matching/answer.html",
        "rows": _first_rows(sheet, guess),
        "why": row.refused_because,
        "guesses": _guesses(row),
        "lines": _lines(form, guess) if told else [],
        "sheet": sheet.name,
        "sisters": deliveries(request.user)
        .filter(sha256=row.sha256, state=Delivery.State.ASKING, received_at=row.received_at)
        .exclude(pk=pk),
        "withdraw": reverse("data_matching:withdraw", args=[pk]),
        "submit": "确认并接收",
        "back": back,
    }
    if request.method == "POST" and form.is_valid():
        try:
            answered = _answer(request, row, form, guess)
        except Refused as refused:
            return form_page(request, form, refusal=refused.sentence, **more)
        if answered.state == Delivery.State.ASKING:  # as it was told it still lacks what it must have
            return form_page(request, form, refusal=answered.refused_because, **more)
        if answered.state == Delivery.State.TAKEN_IN:
            words = f"已接收{answered.accepted:,}行，退回{answered.rejected:,}行。以后这个单位同样的表头会照此识别。"
            return done(request, words, to=back)
        messages.warning(request, f"没有接收：{answered.refused_because}")
        return redirect(back)
    return form_page(request, form, **more)


def _answer(request: HttpRequest, row: Delivery, form: PageForm, guess: SheetGuess) -> Delivery:
    assert isinstance(request.user, User)
    said = form.cleaned_data
    return answer(
        row,
        source=said["source"],
        columns={each.heading: said.get(_field(each), "") for each in _asked(guess)},
        as_of=said["as_of"],
        header_row=said["header_row"],
        sources=SOURCES,
        by=request.user,
        at=timezone.now(),
    )


# --- the guess ----------------------------------------------------------------------------------------------------------


def _sheet(row: Delivery) -> RawSheet | None:
    """The sheet that is asked about, out of the original."""
    wanted = str(row.sheets[0]["sheet"]) if row.sheets else ""
    try:
        sheets = read_file(originals.found(row))
    except (Refused, Unreadable, OSError):
        return None
    return next((each for each in sheets if each.name == wanted), sheets[0] if sheets else None)


def _guess(request: HttpRequest, row: Delivery, sheet: RawSheet) -> tuple[SheetGuess, bool]:
    """What the columns are taken for as the list, and under the heading row, that are said; the best guess at first.

    And whether a list is said or likely: an unlikely one is not proposed, as whoever just goes on would replace a list by another.
    """
    given = request.POST if request.method == "POST" else request.GET
    known = [_BY_CODE[code] for code, _ in source_choices(request.user) if code]
    source = given.get("source") or (row.sheets[0]["source"] if row.sheets else None)
    header = given.get("header_row", "")
    number = int(header) if header.isdigit() and int(header) > 0 else None
    told = source in {each.code for each in known}
    if not told:
        first = recognise(sheet, known, as_of=row.as_of, header_row=number)
        told = first.source is not None or first.runners_up[0][1] >= _LIKELY
        source = first.source or first.runners_up[0][0]
    return recognise(sheet, known, as_of=row.as_of, source=source, header_row=number), told


def _guesses(row: Delivery) -> list[tuple[str, str]]:
    runners: list[Any] = row.sheets[0]["runners_up"] if row.sheets else []
    return [
        (_BY_CODE[code].name, f"{share:.0%}") for code, share in runners[:3] if code in _BY_CODE and share >= _LEAST
    ]


def _first_rows(sheet: RawSheet, guess: SheetGuess) -> list[tuple[int, bool, list[str]]]:
    """Row number, whether it is the heading, cells; whole numbers masked, as on every page."""
    start = max(guess.header_row - sheet.first_row - 3, 0)
    rows = sheet.head(start + _ROWS)[start:]
    return [
        (number, number == guess.header_row, [_shown(cell) for cell in row[:_COLUMNS]])
        for number, row in enumerate(rows, start=sheet.first_row + start)
    ]


def _shown(cell: str) -> str:
    return mask_numbers(cell.replace(NUMBER_CELL, ""))[:40]


# --- the form -----------------------------------------------------------------------------------------------------------


def _asked(guess: SheetGuess) -> list[ColumnGuess]:
    return [each for each in guess.columns if each.heading][:_COLUMNS]


def _field(column: ColumnGuess) -> str:
    return f"column_{column.position}"


def _form(request: HttpRequest, row: Delivery, guess: SheetGuess, told: bool) -> PageForm:
    source = _BY_CODE[str(guess.source)]
    again = {
        "hx-get": request.path,
        "hx-target": "#mapping",
        "hx-select": "#mapping",
        "hx-swap": "outerHTML",
        "hx-include": "[name=source], [name=header_row]",
        "hx-trigger": "change",
    }
    last = row.as_of if row.as_of is not None else month_of(timezone.localdate()) - 1
    fields: dict[str, forms.Field] = {
        "source": forms.ChoiceField(
            label="是什么名单",
            choices=[("", "请选择"), *source_choices(request.user)[1:]],
            initial=source.code if told else "",
            widget=forms.Select(attrs=again),
        ),
        "as_of": MonthField(label="数据所属月", initial=format_month(last)),
        "header_row": forms.IntegerField(
            label="表头在第几行", initial=guess.header_row, min_value=1, widget=forms.NumberInput(attrs=again)
        ),
    }
    choices = [("", "不需要"), *((each.code, each.names[0]) for each in source.columns)]
    for each in _asked(guess):
        fields[_field(each)] = forms.ChoiceField(
            label=each.heading, choices=choices, required=False, initial=each.column or ""
        )
    return with_fields(PageForm(request.POST if request.method == "POST" else None), fields)


def _lines(form: PageForm, guess: SheetGuess) -> list[ColumnLine]:
    sheet_examples = {each.position: each.examples for each in guess.columns}
    return [
        ColumnLine(
            heading=each.heading,
            examples=[_shown(cell) for cell in sheet_examples[each.position][:3]],
            name=_field(each),
            certainty=f"{each.certainty:.0%}，{each.why}" if each.column else "没有认出",
            tint="ok" if each.column and each.certainty >= _SURE else "warn" if each.column else "",
            field=form[_field(each)],
        )
        for each in _asked(guess)
    ]
