"""A list as a file: CSV or workbook, with a line saying who took it when and what for; every export is recorded.

More than 200 rows of persons need a purpose and a last day of use (R-SOD-10). Identity numbers stay masked (R-SEC-04).
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator
from typing import Any

import xlsxwriter
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from doudi.base.access import require
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.pages.asked import AskedList
from doudi.pages.cells import Kind, exported
from doudi.pages.forms import DayField, PageForm
from doudi.pages.responses import file_response

WITHOUT_PURPOSE = 200  # rows of persons, R-SOD-10
_AT_MOST = 100_000
_BATCH = 1000
_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class PurposeForm(PageForm):
    """What so many people's data are taken out for, and until when they are kept."""

    purpose = forms.CharField(label="用途", min_length=4, max_length=200, help_text="例如:11月数据比对结果报县纪委")
    until = DayField(label="使用期限", help_text="到期后请自行销毁导出的文件，最长90天。")

    def clean_until(self) -> dt.date:
        until: dt.date = self.cleaned_data["until"]
        today = timezone.localdate()
        if not today <= until <= today + dt.timedelta(days=90):
            raise forms.ValidationError("使用期限须在今天之后的90天以内。")
        return until


def export_page(request: HttpRequest, asked: AskedList, kind: str) -> HttpResponse:
    """The file, or first the question what it is for."""
    listing = asked.listing
    require(request.user, listing.export_roles)
    if kind not in _TYPES:
        raise Refused("只能导出为 CSV 或 Excel 文件。")
    if asked.total > _AT_MOST:
        raise Refused(f"一次最多导出{_AT_MOST}行，请用筛选条件分批导出。")
    purpose, until = "", None
    if listing.persons and asked.total > WITHOUT_PURPOSE:
        form = PurposeForm(request.POST if request.method == "POST" else None)
        if not form.is_valid():
            context = {"form": form, "asked": asked, "kind": kind, "title": "导出", "limit": WITHOUT_PURPOSE}
            return render(request, "pages/export.html", context, status=422 if form.is_bound else 200)
        purpose, until = form.cleaned_data["purpose"], form.cleaned_data["until"]
    now = timezone.localtime()
    write = _csv if kind == "csv" else _xlsx
    content = write(asked, _watermark(request.user, now, purpose, until))
    data = {"rows": asked.total, "kind": kind, "filters": asked.given.urlencode(), "until": until}
    record("export", f"list:{listing.code}", by=request.user, at=now, because=purpose, data=data)  # type: ignore[arg-type]  # signed in
    return file_response(content, f"{listing.name}{now:%Y%m%d%H%M}.{kind}", _TYPES[kind])


def _watermark(user: Any, now: dt.datetime, purpose: str, until: dt.date | None) -> str:
    parts = [f"导出人：{user.name}({user.unit or user.username})", f"导出时间：{now:%Y-%m-%d %H:%M}"]
    if purpose:
        parts += [f"用途：{purpose}", f"使用期限：{until}"]
    return "，".join([*parts, "内含个人信息，不得转发。"])


def _rows(asked: AskedList) -> Iterator[list[str | int | float]]:
    columns = [column for column in asked.listing.columns if column.exported]
    keys = list(asked.ordered.values_list("pk", flat=True))
    for start in range(0, len(keys), _BATCH):
        part = keys[start : start + _BATCH]
        found = {row.pk: row for row in asked.listing.rows(asked.user).order_by().filter(pk__in=part)}
        page = [found[key] for key in part if key in found]
        if asked.listing.finish:
            asked.listing.finish(page)
        for row in page:
            yield [exported(column.kind, column.value(row)) for column in columns]


def _headings(asked: AskedList) -> list[str]:
    return [
        column.label + ("(元)" if column.kind == Kind.MONEY and "元" not in column.label else "")
        for column in asked.listing.columns
        if column.exported
    ]


def _csv(asked: AskedList, watermark: str) -> bytes:
    """UTF-8 with a mark, as spreadsheets on office machines want it; no cell can act as a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([watermark])
    writer.writerow(_headings(asked))
    for row in _rows(asked):
        writer.writerow([_harmless(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def _harmless(cell: str | int | float) -> str | int | float:
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def _xlsx(asked: AskedList, watermark: str) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    sheet = book.add_worksheet(asked.listing.name[:31])
    bold = book.add_format({"bold": True, "bg_color": "#f2f6fd", "border": 1, "border_color": "#e5e8ef"})
    grey = book.add_format({"font_color": "#5f6b7a"})
    headings = _headings(asked)
    sheet.write_string(0, 0, watermark, grey)
    for position, heading in enumerate(headings):
        sheet.write_string(1, position, heading, bold)
        sheet.set_column(position, position, max(10, 2 * len(heading) + 2))
    last = 1
    for last, row in enumerate(_rows(asked), start=2):
        for position, cell in enumerate(row):
            sheet.write(last, position, cell)
    sheet.freeze_panes(2, 0)
    sheet.autofilter(1, 0, last, len(headings) - 1)
    sheet.set_footer(f"&L{watermark}&R&P/&N")
    book.close()
    return out.getvalue()
