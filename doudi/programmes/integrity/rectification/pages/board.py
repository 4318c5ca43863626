"""整治看板: the five areas beside each other, for the leading group and, to read only, for the discipline commission."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from doudi.pages.declare import KeyFigure
from doudi.programmes.integrity.rectification import queries
from doudi.programmes.integrity.rectification.flow import REGISTER


def board(request: HttpRequest) -> HttpResponse:
    """Items, done, on schedule, late and opened again, by area; every number leads to its list."""
    lines, address = queries.board(request.user, REGISTER, timezone.localdate()), reverse("rectification:register")
    whole = lines[-1]
    context = {
        "title": "整治看板",
        "lines": lines,
        "list": address,
        "figures": [
            KeyFigure("整改问题（项）", f"{whole.items:,}", address),
            KeyFigure("已完成（项）", f"{whole.done:,}", address, f"完成率 {whole.rate}" if whole.rate else ""),
            KeyFigure("按时推进（项）", f"{whole.on_schedule:,}", address),
            KeyFigure(
                "已过时限（项）",
                f"{whole.late:,}",
                f"{address}?overdue=1",
                "" if not whole.late else "须督办",
                "danger",
            ),
            KeyFigure("反弹未销号（项）", f"{whole.reopened:,}", f"{address}?stage=REOPENED"),
        ],
    }
    return render(request, "rectification/board.html", context)
