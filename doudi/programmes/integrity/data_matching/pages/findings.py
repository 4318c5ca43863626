"""疑点: the list. The page of one stands in `finding`, the forms by which they are worked off in `acts`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from doudi.base.access import scope
from doudi.base.areas import full_name
from doudi.base.refused import Refused
from doudi.mechanisms.casework.declare import Action, Said
from doudi.mechanisms.casework.queries import apart, takers_of, unseen
from doudi.mechanisms.casework.services import take_many
from doudi.mechanisms.matching.models import Finding, Run
from doudi.pages.cells import Kind, Tag
from doudi.pages.filters import AreaTree, Choice, Month, Text, YesNo
from doudi.pages.lists import Bulk, Column, Listing, Operation, page_of
from doudi.pages.views import list_page
from doudi.programmes.integrity.data_matching.checks import CHECKS
from doudi.programmes.integrity.data_matching.flow import COUNTY, DISPATCH, FINDINGS, SIGN, SUBMIT
from doudi.programmes.integrity.data_matching.models import FindingCase

RULES = {check.code: check for check in CHECKS}


def rows(user: Any) -> QuerySet[FindingCase]:
    """The findings of the user's area. A township sees none that is not dispatched yet, nor one that was handed over to the discipline
    commission (R-FIND-04)."""
    found = scope(user).filter(FindingCase.objects.select_related("case", "finding"), field="case__area_code")
    hidden = unseen(user, FINDINGS)
    return found.exclude(case__stage__in=hidden) if hidden else found


# What a finding rests on is sealed and long, and no list shows it.
_NOT_LISTED = ("evidence", "kin_path", "doubts", "not_compared")


def _listed(user: Any) -> QuerySet[FindingCase]:
    return rows(user).defer(*(f"finding__{name}" for name in _NOT_LISTED))


def _stage(row: FindingCase) -> Tag:
    stage = FINDINGS.stage(row.case.stage)
    return Tag(stage.name, stage.tint)


def _months() -> list[int]:
    return sorted(set(Run.objects.values_list("month", flat=True)), reverse=True)


def _overdue(found: QuerySet[Any], value: str) -> QuerySet[Any]:
    late = {"case__closed_at": None, "case__due_on__lt": timezone.localdate()}
    return found.filter(**late) if value == "1" else found.exclude(**late)


def _in_bulk(action: Action) -> Callable[[Any, list[FindingCase], dict[str, Any]], str]:
    """Take an action on all of the chosen that allow it, at once, and say which were left and why."""

    def do(user: Any, chosen: list[FindingCase], data: dict[str, Any]) -> str:
        left: dict[str, list[str]] = {}
        said = Said(data, on=timezone.localdate())
        free, before = [], takers_of([row.case for row in chosen]) if action.apart_from else {}
        for case in (row.case for row in chosen):
            why = None
            if case.stage not in action.sources:
                why = f"不在“{'、'.join(FINDINGS.stage(source).name for source in action.sources)}”环节"
            why = why or apart(action, FINDINGS, before.get(case.pk, {}), [user])
            why = why or (action.unless(case, said) if action.unless else None)
            if why is None:
                free.append(case)
            else:
                left.setdefault(why.rstrip("。"), []).append(case.number)
        told = "；".join(f"{_few(numbers)}：{why}" for why, numbers in left.items())
        if not free:
            raise Refused(f"选中的都不能{action.name}。{told}。")
        take_many(free, action, by=user, at=timezone.now(), data=data)
        kept = sum(map(len, left.values()))
        return f"已{action.name}{len(free)}条疑点。" + (f"另有{kept}条没有办：{told}。" if left else "")

    return do


def _few(numbers: list[str]) -> str:
    return "、".join(numbers[:3]) + (f"等{len(numbers)}条" if len(numbers) > 3 else "")


LISTING = Listing(
    code="data_matching.findings",
    name="疑点",
    rows=_listed,
    columns=(
        Column("name", "姓名", "finding.subject_name", head=True),
        Column("number", "编号", "case.number", desk_only=True),
        Column("id", "身份证号", "finding.subject_id", kind=Kind.IDENTITY),
        Column("rule", "疑点", lambda row: RULES[row.finding.rule].name),
        Column("place", "乡镇、村居", lambda row: full_name(row.case.area_code)),
        Column("programme", "待遇", "finding.programme"),
        Column("amount", "金额（元）", "finding.amount_fen", kind=Kind.MONEY, sort="finding__amount_fen", half=True),
        Column("strength", "把握", lambda row: row.finding.get_strength_display(), half=True),
        Column("due", "期限", "case.due_on", kind=Kind.DATE, sort="case__due_on", half=True),
        Column("stage", "环节", _stage),
    ),
    filters=(
        Text(code="q", label="姓名/证号", field="finding__subject_name", index="finding__subject_index"),
        AreaTree(field="case__area_code"),
        Choice(
            code="stage",
            label="环节",
            field="case__stage",
            choices=[(stage.code, stage.name) for stage in FINDINGS.stages],
        ),
        Choice(
            code="rule",
            label="规则",
            field="finding__rule",
            choices=[(check.code, f"{check.code} {check.name}") for check in CHECKS],
        ),
        Choice(code="direction", label="方向", field="finding__direction", choices=list(Finding.Direction.choices)),
        Choice(code="strength", label="把握", field="finding__strength", choices=list(Finding.Strength.choices)),
        YesNo(code="conclusive", label="可作依据", field="finding__conclusive"),
        Month(code="month", label="比对月份", field="finding__first_run__month", months=_months),
        YesNo(
            code="overdue",
            label="超期",
            apply=_overdue,
        ),
    ),
    operations=(Operation("详情", page_of("data_matching:finding")),),
    bulks=(
        Bulk(
            "dispatch",
            "批量下发",
            do=_in_bulk(DISPATCH),
            roles=COUNTY,
            words="将下发到各乡镇核实，乡镇须在10个工作日内办结。",
            icon="send",
        ),
        Bulk(
            "sign",
            "批量签批属实",
            do=_in_bulk(SIGN),
            roles=SIGN.roles,
            words="同意经办人“属实”的结论，转入整改。",
            icon="circle-check",
        ),
        Bulk(
            "submit",
            "批量提交复核",
            do=_in_bulk(SUBMIT),
            roles=SUBMIT.roles,
            words="同意经办人误报、合规或无法认定的结论，提交县级复核。",
            icon="clipboard-check",
        ),
    ),
    order=("case__closed_at", "case__due_on"),
    empty="没有符合条件的疑点。可以放宽筛选条件，或到月度看板查看哪些名单没有比对。",
)


def findings(request: HttpRequest) -> HttpResponse:
    return list_page(request, LISTING)
