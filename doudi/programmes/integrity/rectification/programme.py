"""集中整治台账 as declared: its flow, its limits, its figures, its pages."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db.models import Count
from django.urls import reverse

from doudi.base.documents import DIBAO, RECTIFICATION
from doudi.declare import Programme
from doudi.mechanisms.casework.pages import listing, of
from doudi.mechanisms.indicators.declare import Indicator, Kind, Split
from doudi.pages.cells import Kind as Cell
from doudi.pages.declare import Page, together
from doudi.pages.lists import Column
from doudi.programmes.integrity.rectification import queries
from doudi.programmes.integrity.rectification.flow import REGISTER, REGISTRARS
from doudi.programmes.integrity.rectification.fortnight import worklist
from doudi.programmes.integrity.rectification.jobs import NIGHTLY
from doudi.programmes.integrity.rectification.models import RectificationArea
from doudi.programmes.integrity.rectification.pages import fortnights
from doudi.programmes.integrity.rectification.pages.board import board
from doudi.programmes.integrity.rectification.pages.items import ITEM_PAGES
from doudi.programmes.integrity.rectification.policy import RectificationPolicy

_COLUMNS = (
    Column("item_no", "序号"),
    Column("problem", "整改问题", head=True),
    Column("unit", "责任单位"),
    Column("due_on", "完成时限", kind=Cell.DATE),
)
_BY_AREA = (Split("area", "方面", "area", tuple(RectificationArea.choices)),)


def _opens(row: Any) -> str:
    return reverse("rectification:item", args=[row.pk])


def _figure(code: str, name: str, of: Any) -> Indicator:
    return Indicator(
        f"rectification.{code}",
        name,
        "项",
        Count("pk"),
        of=of,
        area_field="case__area_code",
        kind=Kind.STOCK,
        splits=_BY_AREA,
        columns=_COLUMNS,
        opens=_opens,
    )


rectification = Programme(
    "rectification",
    "集中整治台账",
    basis=(str(RECTIFICATION), str(DIBAO["第三十九条"])),
    about="社会救助、儿童福利、残疾人补贴、殡葬服务、养老服务五个方面的整改问题逐项列入台账，定责任单位、责任人、措施、交付物和时限；"
    "措施全部交付、关联疑点全部销号、证据齐全、经第二人验收，专班才能销号；三个月、六个月回头看。绑定的比对规则再次发现疑点的，自动重新打开。",
    flows=(REGISTER,),
    policies=(RectificationPolicy,),
    indicators=(
        _figure("items", "整改问题", queries.items),
        replace(_figure("aspects", "整改问题涉及方面", queries.items), counts=Count("area", distinct=True), unit="个"),
        _figure("done", "整改问题已完成", queries.done),
        _figure("on_schedule", "整改问题按时推进", queries.on_schedule),
        _figure("late", "整改问题已过时限", queries.late),
        Indicator(
            "rectification.reopened",
            "整改问题重新打开",
            "次",
            Count("pk"),
            of=queries.reopened,
            area_field="task__case__area_code",
        ),
    ),
    pages=(
        Page("board", "整治看板", board, queries.READERS, icon="chart-bar"),
        *of.pages_of(ITEM_PAGES),
        Page("fortnights", "台账双周报", fortnights.many, fortnights.READERS, icon="file-text"),
        Page("fortnight", "双周报", fortnights.one, fortnights.READERS, "fortnights/<str:until>/"),
        Page("fortnight_send", "报送双周报", fortnights.send, REGISTRARS, "fortnights/<str:until>/send/"),
        Page(
            "fortnight_file", "下载双周报", fortnights.taken, fortnights.READERS, "fortnights/<str:until>/<slug:form>/"
        ),
    ),
    nightly=NIGHTLY,
    worklist=together(listing.worklist_of(ITEM_PAGES), worklist),
    alarms=listing.alarms_of(ITEM_PAGES),
)
