"""长效机制 as declared: its flow, its review, its figure, its pages."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db.models import Count
from django.urls import reverse

from doudi.declare import Programme
from doudi.mechanisms.casework.pages import listing, of
from doudi.mechanisms.indicators.declare import Indicator, Kind
from doudi.pages.cells import Kind as Cell
from doudi.pages.declare import Page
from doudi.pages.lists import Column
from doudi.programmes.integrity.regulations import queries
from doudi.programmes.integrity.regulations.flow import DRAFTERS, REGULATIONS
from doudi.programmes.integrity.regulations.jobs import NIGHTLY
from doudi.programmes.integrity.regulations.models import GroupMember
from doudi.programmes.integrity.regulations.pages import groups
from doudi.programmes.integrity.regulations.pages.regulations import REGULATION_PAGES
from doudi.programmes.integrity.regulations.policy import BASIS, RegulationPolicy


def _opens(row: Any) -> str:
    return reverse("regulations:regulation", args=[row.pk])


def _seats(code: str, name: str, rank: str) -> Indicator:
    return Indicator(
        f"leading_groups.{code}",
        name,
        "名",
        Count("pk"),
        of=partial(queries.seats, rank=rank),
        kind=Kind.STOCK,
        columns=(Column("post", "职务", head=True), Column("group", "领导小组", "group.name")),
        related=("group",),
    )


regulations = Programme(
    "regulations",
    "长效机制",
    basis=(str(BASIS),),
    about="针对整改问题暴露的薄弱点制定的制度：文号、印发日期、文本、回答哪几项整改问题，到期复核，继续有效或者废止；领导小组和专班按职务立档。",
    flows=(REGULATIONS,),
    policies=(RegulationPolicy,),
    indicators=(
        Indicator(
            "rectification.mechanisms",
            "制定长效机制",
            "项",
            Count("pk"),
            of=queries.issued,
            area_field="case__area_code",
            kind=Kind.CUMULATIVE,
            called="name",
            columns=(
                Column("name", "制度名称", head=True),
                Column("document_no", "文号"),
                Column("issued_on", "印发日期", kind=Cell.DATE),
            ),
            opens=_opens,
        ),
        _seats("heads", "领导小组组长", GroupMember.Rank.HEAD),
        _seats("deputies", "领导小组副组长", GroupMember.Rank.DEPUTY),
    ),
    pages=(
        *of.pages_of(REGULATION_PAGES),
        Page("groups", "领导小组", groups.many, queries.READERS, icon="users"),
        Page("group_new", "登记领导小组", groups.new, DRAFTERS, "groups/new/"),
    ),
    nightly=NIGHTLY,
    worklist=listing.worklist_of(REGULATION_PAGES),
    alarms=listing.alarms_of(REGULATION_PAGES),
)
