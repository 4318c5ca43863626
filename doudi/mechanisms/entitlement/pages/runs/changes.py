"""与上月比较: line by line what is new, stopped, changed, back-paid or not paid, and what it comes from."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from doudi.base.access import scope
from doudi.base.areas import full_name
from doudi.base.months import chinese_month
from doudi.mechanisms.entitlement.pages.addresses import at, of_award
from doudi.mechanisms.entitlement.pages.runs.board import name_of
from doudi.mechanisms.entitlement.pages.runs.found import run_of
from doudi.mechanisms.entitlement.payment_runs import changes
from doudi.mechanisms.entitlement.payment_runs.changes import What
from doudi.mechanisms.entitlement.payment_runs.models import PaymentRun
from doudi.pages.cells import Kind, Link, Tag
from doudi.pages.filters import AreaTree, Choice, Text
from doudi.pages.lists import Column, Listing
from doudi.pages.views import list_page

_TINTS = {What.NEW: "ok", What.STOPPED: "danger", What.CHANGED: "warn", What.BACK_PAY: "info", What.OMITTED: "warn"}


def changes_page(request: HttpRequest, pk: int) -> HttpResponse:
    run = run_of(request, pk)
    earlier = changes.run_before(run)
    crumbs = [("发放批次", at("runs")), (name_of(run), at("run", pk)), ("与上月比较", "")]
    than = f"与{chinese_month(earlier.month)}比较" if earlier is not None else "首个批次"
    return list_page(request, _listing(run, earlier), title=f"{name_of(run)}{than}", crumbs=crumbs)


def _listing(run: PaymentRun, earlier: PaymentRun | None) -> Listing:
    def finish(page: list[Any]) -> None:
        told = changes.reasons(run, earlier, {row.pk: What(row.what) for row in page})
        for row in page:
            row.why = told[row.pk]

    return Listing(
        code=f"funds.run_changes.{run.pk}",
        name="与上月比较",
        rows=lambda user: changes.differing(run, earlier, scope(user)).select_related("party"),
        columns=(
            Column("name", "姓名（户主）", _name, head=True),
            Column("what", "类别", lambda row: Tag(row.what, _TINTS[What(row.what)])),
            Column("place", "乡镇、村居", lambda row: full_name(row.place)),
            Column("before", "上月（元）", "before", kind=Kind.MONEY, sort="before", half=True),
            Column("after", "本月（元）", "after", kind=Kind.MONEY, sort="after", half=True),
            Column("back_pay", "补发增减（元）", "back_pay", kind=Kind.MONEY, sort="back_pay", half=True),
            Column("difference", "差额（元）", "difference", kind=Kind.MONEY, sort="difference", half=True),
            Column("why", "原因", "why"),
        ),
        filters=(
            Text(code="q", label="姓名/证号", field="party__name", index="party__person__id_index"),
            AreaTree(field="place"),
            Choice(code="what", label="类别", choices=[(each.value, each.value) for each in What]),
        ),
        order=("place", "pk"),
        finish=finish,
        empty="没有与上月不同的明细。",
    )


def _name(row: Any) -> Link | str:
    url = of_award(row.benefit, row.pk)
    return Link(row.party.name, url) if url else str(row.party.name)
