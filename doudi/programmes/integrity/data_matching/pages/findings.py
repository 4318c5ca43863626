"""疑点: the list, and the forms by which findings are worked off. The page of one stands in `finding`."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from doudi.base import files
from doudi.base.access import holders, may, scope
from doudi.base.areas import full_name
from doudi.base.models import User
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.queries import Offer, offers
from doudi.mechanisms.casework.services import take, take_many
from doudi.mechanisms.matching.models import Finding, Run
from doudi.pages.cells import Kind, Tag
from doudi.pages.filters import AreaTree, Choice, Month, Text, YesNo
from doudi.pages.forms import PageForm, form_of, form_page, posted, with_fields
from doudi.pages.lists import Bulk, Column, Listing, Operation
from doudi.pages.responses import done
from doudi.pages.views import list_page
from doudi.programmes.integrity.data_matching.checks import CHECKS
from doudi.programmes.integrity.data_matching.flow import COUNTY, DISPATCH, FINDINGS
from doudi.programmes.integrity.data_matching.models import FindingCase

RULES = {check.code: check for check in CHECKS}
SEE_TRANSFERRED = COUNTY | {Role.BUREAU_LEADER}


def rows(user: Any) -> QuerySet[FindingCase]:
    """The findings of the user's area; one handed over to the discipline commission is not shown to townships (R-FIND-04)."""
    found = scope(user).filter(FindingCase.objects.select_related("case", "finding"), field="case__area_code")
    return found if may(user, SEE_TRANSFERRED) else found.exclude(case__stage="TRANSFERRED")


def _stage(row: FindingCase) -> Tag:
    stage = FINDINGS.stage(row.case.stage)
    return Tag(stage.name, stage.tint)


def _months() -> list[int]:
    return sorted(set(Run.objects.values_list("month", flat=True)), reverse=True)


def _overdue(found: QuerySet[Any], value: str) -> QuerySet[Any]:
    late = {"case__closed_at": None, "case__due_on__lt": timezone.localdate()}
    return found.filter(**late) if value == "1" else found.exclude(**late)


def _dispatch(user: Any, chosen: list[FindingCase], data: dict[str, Any]) -> str:
    take_many([row.case for row in chosen], DISPATCH, by=user, at=timezone.now())
    return f"已下发 {len(chosen)} 条疑点。"


LISTING = Listing(
    code="data_matching.findings",
    name="疑点",
    rows=rows,
    columns=(
        Column("name", "姓名", "finding.subject_name", head=True),
        Column("number", "编号", "case.number", desk_only=True),
        Column("id", "身份证号", "finding.subject_id", kind=Kind.IDENTITY),
        Column("rule", "疑点", lambda row: RULES[row.finding.rule].name),
        Column("place", "乡镇、村居", lambda row: full_name(row.case.area_code)),
        Column("programme", "待遇", "finding.programme"),
        Column("amount", "金额(元)", "finding.amount_fen", kind=Kind.MONEY, sort="finding__amount_fen", half=True),
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
    operations=(Operation("详情", lambda row: reverse("data_matching:finding", args=[row.pk])),),
    bulks=(
        Bulk(
            "dispatch",
            "批量下发",
            do=_dispatch,
            roles=COUNTY,
            words="将下发到各乡镇核实,乡镇须在10个工作日内办结。",
            icon="send",
        ),
    ),
    order=("case__closed_at", "case__due_on"),
    empty="没有符合条件的疑点。可以放宽筛选条件,或到月度看板查看哪些名单没有比对。",
)


def findings(request: HttpRequest) -> HttpResponse:
    return list_page(request, LISTING)


def act(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """The form of one action; what is refused comes back with what was typed."""
    row = rows(request.user).filter(pk=pk).first()
    if row is None:
        raise Http404
    case = row.case
    back = reverse("data_matching:finding", args=[pk])
    offer = next(
        (
            each
            for each in offers(case, request.user, timezone.localdate())
            if each.action.code == action.replace("-", "_")
        ),
        None,
    )
    if offer is None:
        raise Refused("这件疑点已经办过这一步,或不由您办理,请刷新后查看最新情况。")
    if offer.refusal:
        raise Refused(offer.refusal)
    form = _form(request, offer, case)
    title = f"{offer.action.name}:{row.finding.subject_name}"
    if request.method == "POST" and form.is_valid():
        try:
            _take(request, offer, case, form)
        except Refused as refused:
            return form_page(request, form, title=title, refusal=refused.sentence, back=back)
        after = rows(request.user).filter(pk=pk).exists()
        return done(request, f"已{offer.action.name}。", to=back if after else reverse("data_matching:findings"))
    return form_page(request, form, title=title, submit=offer.action.name, back=back)


def _form(request: HttpRequest, offer: Offer, case: Case) -> PageForm:
    action, by = offer.action, request.user
    assert isinstance(by, User)
    form = PageForm(*posted(request))
    fields: dict[str, forms.Field] = {
        "version": forms.IntegerField(initial=case.version, widget=forms.HiddenInput, required=False)
    }
    if action.pair:
        others = holders(action.roles, area_code=case.area_code, on=timezone.localdate()).exclude(pk=by.pk)
        fields["together_with"] = forms.ChoiceField(
            label="同行人员",
            choices=[("", "请选择"), *((str(user.pk), f"{user.name}({user.unit})") for user in others)],
            help_text="入户核实须两人。",
        )
    fields |= form_of(action.fields)
    if action.needs_reason:
        fields["because"] = forms.CharField(label="理由", widget=forms.Textarea(attrs={"rows": 3}))
    return with_fields(form, fields)


def _take(request: HttpRequest, offer: Offer, case: Case, form: PageForm) -> None:
    assert isinstance(request.user, User)
    data = dict(form.cleaned_data)
    version, second, because = data.pop("version", None), data.pop("together_with", ""), data.pop("because", "")
    now = timezone.now()
    kept = []
    for field in offer.action.fields:
        if field.kind in ("photo", "file"):
            uploads = data.pop(field.code, None) or []
            for upload in uploads if isinstance(uploads, list | tuple) else [uploads]:
                kept.append(
                    files.keep(
                        upload,
                        name=upload.name or "照片.jpg",
                        purpose=f"{offer.action.name}",
                        by=request.user,
                        at=now,
                        area_code=case.area_code,
                    )
                )
    said = {
        key: value if isinstance(value, int | str | bool) or value is None else str(value)
        for key, value in data.items()
    }
    together = User.objects.filter(pk=int(second)).first() if second else None
    take(
        case,
        offer.action,
        by=request.user,
        at=now,
        because=because,
        data=said,
        files=kept,
        together_with=together,
        version=version,
    )
