"""家庭经济核对 of one household: authorisations, the check asked for on the spot, the report as far as the reader may see it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from doudi.base import files
from doudi.base.access import may, scope
from doudi.base.areas import full_name
from doudi.base.models import User
from doudi.base.money import yuan
from doudi.base.months import chinese_month
from doudi.mechanisms.matching.means import queries, services
from doudi.mechanisms.matching.means.declare import Verdict
from doudi.mechanisms.matching.means.models import Authorisation, MeansCheck
from doudi.mechanisms.registry.models import Household, Membership, Person
from doudi.pages.acts import carry_out
from doudi.pages.cells import Kind, Tag
from doudi.pages.declare import Panel
from doudi.pages.details import Item
from doudi.pages.filters import AreaTree, Text
from doudi.pages.forms import DayField, FilesField, MoneyField, PageForm, form_page, posted, with_fields
from doudi.pages.lists import Column, Listing, Operation
from doudi.pages.views import list_page
from doudi.programmes.integrity.data_matching.pages.evidence import pieces_of

TINTS = {
    Verdict.WITHIN: "ok",
    Verdict.ABOVE: "danger",
    Verdict.NOT_FILED: "danger",
    Verdict.DOUBTFUL: "warn",
    Verdict.NOT_COMPARED: "info",
}
Signer = Authorisation.Signer


def counted(report: MeansCheck, verdict: Verdict) -> int:
    """How many questions were answered so."""
    return sum(line["verdict"] == verdict for line in report.verdicts)


LISTING = Listing(
    code="data_matching.means",
    name="家庭经济核对",
    rows=queries.checks,
    columns=(
        Column("number", "报告编号", "number", head=True),
        Column("household", "家庭", "household.party.name"),
        Column("matter", "事项", "matter"),
        Column("version", "版本", lambda row: f"第{row.version}版"),
        Column("place", "乡镇、村居", lambda row: full_name(row.area_code)),
        Column("above", "超限或不符", lambda row: _count(row, Verdict.ABOVE), half=True),
        Column("doubtful", "须核实", lambda row: _count(row, Verdict.DOUBTFUL), half=True),
        Column("not_compared", "未比对", lambda row: _count(row, Verdict.NOT_COMPARED), half=True),
        Column("at", "时间", "at", kind=Kind.TIME, sort="at"),
        Column("by", "发起人", "by.name"),
    ),
    filters=(
        Text(code="q", label="户主姓名", field="household__party__name"),
        Text(code="matter", label="事项", field="matter"),
        AreaTree(field="area_code"),
    ),
    operations=(Operation("查看", lambda row: reverse("data_matching:means_report", args=[row.pk])),),
    order=("-id",),
    empty="还没有核对报告。在“一户一档”中登记授权书后，可以发起核对。",
    scope_roles=queries.READERS,
)


def _count(report: MeansCheck, verdict: Verdict) -> Tag | str:
    number = counted(report, verdict)
    return Tag(f"{number}项", TINTS[verdict]) if number else "—"


def reports(request: HttpRequest) -> HttpResponse:
    return list_page(request, LISTING)


# --- a report --------------------------------------------------------------------------------------------------------------


def report_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The report: verdicts for whoever handles the matter, the details only for the verification centre (R-CHK-08)."""
    report = _report(request, pk)
    versions = queries.with_versions(report)
    people = Person.objects.filter(pk__in=report.people).select_related("party").order_by("pk")
    context = {
        "title": f"核对报告 {report.number}",
        "report": report,
        "lines": [_shown(line) for line in report.verdicts],
        "items": [
            Item("家庭", report.household.party.name),
            Item("事项", report.matter),
            Item("版本", f"第{report.version}版"),
            Item("数据所属月", chinese_month(report.month)),
            Item("查询用途", report.get_purpose_display()),
            Item("查询对象", "、".join(each.party.name for each in people)),
            Item("发起人", str(report.by)),
            Item("时间", report.at, Kind.TIME),
            Item("异议或新情况", report.objection or None, wide=True),
        ],
        "versions": versions,
        "may_see_details": may(request.user, services.DETAILS, area_code=report.area_code),
        "again": reverse("data_matching:means_check", args=[report.household_id]) + f"?matter={report.matter}"
        if versions.newest and may(request.user, services.ASKERS, area_code=report.area_code)
        else "",
    }
    return render(request, "data_matching/means_report.html", context)


class ReasonForm(PageForm):
    reason = forms.CharField(label="查看事由", min_length=2, max_length=100)


def details_page(request: HttpRequest, pk: int) -> HttpResponse:
    """明细, asked for with a reason that is recorded; the reason comes by POST."""
    report = _report(request, pk)
    assert isinstance(request.user, User)
    form = ReasonForm(*posted(request)[:1])
    back = reverse("data_matching:means_report", args=[pk])
    if not form.is_valid():
        return form_page(request, form, title="查看核对明细", submit="查看（留痕）", back=back)
    found = services.read_details(report, by=request.user, at=timezone.now(), because=form.cleaned_data["reason"])
    names = {line["rule"]: line["name"] for line in report.verdicts}
    context = {
        "title": f"核对明细 {report.number}",
        "back": back,
        "found": [
            (names[rule], each["reason"], each["doubts"], pieces_of(each["evidence"]))
            for rule, rows in found.items()
            for each in rows
        ],
    }
    return render(request, "data_matching/means_details.html", context)


def _shown(line: Mapping[str, Any]) -> dict[str, Any]:
    verdict = Verdict(line["verdict"])
    return {**line, "label": verdict.label, "tint": TINTS[verdict], "differs": _differs(line.get("difference"))}


def _differs(told: Mapping[str, Any] | None) -> str:
    """养老金：申报123.00元/月，高出60.00元; empty where no declared income was compared. Reports of before have none."""
    if not told:
        return ""
    more = told["checked"] - told["declared"]
    words = "一致" if not more else f"{'高出' if more > 0 else '低'}{yuan(abs(more))}元"
    return f"{told['kind']}：申报{yuan(told['declared'])}元/月，{words}"


def _report(request: HttpRequest, pk: int) -> MeansCheck:
    found = queries.checks(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


# --- asking ----------------------------------------------------------------------------------------------------------------


class CheckForm(PageForm):
    columns = 2
    matter = forms.CharField(label="办件编号或事项", max_length=60, help_text="例如：低保申请2024-0012")
    purpose = forms.ChoiceField(label="查询用途", choices=Authorisation.Purpose.choices)
    urban = forms.ChoiceField(
        label="适用标准", choices=[("", "农村标准"), ("1", "城市标准")], required=False, widget=forms.RadioSelect
    )
    objection = forms.CharField(
        label="异议或新情况",
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="同一事项再次核对时填写。",
    )


_DECLARED = (("wages", "工资性收入"), ("pension", "养老金"), ("other", "其他收入"))


def check_page(request: HttpRequest, pk: int) -> HttpResponse:
    """发起核对: what each member declares, and the lists answer at once."""
    household, members = _household(request, pk)
    form = CheckForm(*posted(request)[:1], initial={"matter": request.GET.get("matter", "")})
    fields: dict[str, forms.Field] = {}
    for member in members:
        for code, label in _DECLARED:
            fields[f"{code}_{member.person_id}"] = MoneyField(
                label=f"{member.person.party.name} 申报{label}（元/月）", required=False
            )
    with_fields(form, fields)
    names = {each.person_id: each.person.party.name for each in members}
    more: dict[str, Any] = {
        "title": f"发起核对：{household.party.name}户",
        "submit": "核对",
        "back": reverse("household", args=[pk]),
        "words": f"将查询{'、'.join(names.values())}。每名查询对象须有有效的授权书。",
    }

    def do(said: dict[str, Any], user: User) -> tuple[str, str]:
        declared = {
            each.person: services.Declared(*(said[f"{code}_{each.person_id}"] or 0 for code, _ in _DECLARED))
            for each in members
        }
        made = services.check(
            household,
            declared,
            relations={each.person_id: each.relation for each in members},
            matter=said["matter"],
            purpose=Authorisation.Purpose(said["purpose"]),
            urban=bool(said["urban"]),
            objection=said["objection"],
            by=user,
            at=timezone.now(),
        )
        return "核对已完成。", reverse("data_matching:means_report", args=[made.pk])

    return carry_out(request, form, do=do, **more)


class AuthorisationForm(PageForm):
    columns = 2
    purpose = forms.ChoiceField(label="查询用途", choices=Authorisation.Purpose.choices)
    signer = forms.ChoiceField(label="签署人身份", choices=Signer.choices, widget=forms.RadioSelect)
    signed_by = forms.CharField(label="签署人", max_length=40)
    why_not_self = forms.CharField(
        label="非本人签署的原因", required=False, max_length=200, help_text="成年人由他人签署时填写。"
    )
    way = forms.ChoiceField(label="签署方式", choices=Authorisation.Way.choices, widget=forms.RadioSelect)
    from_on = DayField(label="起始日期")
    until_on = DayField(label="终止日期")
    file = FilesField(label="授权书原件（照片或扫描件）", photos=True)


def authorise_page(request: HttpRequest, pk: int) -> HttpResponse:
    """登记授权书."""
    user = request.user
    assert isinstance(user, User)
    person = (
        scope(user, queries.SIGNING)
        .filter(Person.objects.select_related("party"), "party__area_id")
        .filter(pk=pk)
        .first()
    )
    if person is None:
        raise Http404
    form = AuthorisationForm(*posted(request))
    today = timezone.localdate()
    if request.method != "POST":
        form.initial = {
            "signed_by": person.party.name,
            "signer": Signer.SELF,
            "from_on": today,
            "purpose": "APPLICATION",
        }
    more: dict[str, Any] = {
        "title": f"登记授权书：{person.party.name}",
        "submit": "登记",
        "back": reverse("person", args=[pk]),
    }

    def do(said: dict[str, Any], user: User) -> tuple[str, str]:
        said, now = said, timezone.now()
        upload = said.pop("file")[0]
        kept = files.keep(
            upload,
            name=upload.name or "授权书.jpg",
            purpose="授权书",
            by=user,
            at=now,
            area_code=person.party.area_id or "",
        )
        purpose, signer, way = (
            Authorisation.Purpose(said["purpose"]), Signer(said["signer"]), Authorisation.Way(said["way"])
        )  # fmt: skip
        services.authorise(
            person, by=user, at=now, file=kept, **{**said, "purpose": purpose, "signer": signer, "way": way}
        )
        home = Membership.objects.filter(person=person, to_on=None).values_list("household", flat=True).first()
        told = f"已登记{person.party.name}的授权书。"
        return told, reverse("household", args=[home]) if home else more["back"]

    return carry_out(request, form, do=do, **more)


class RevokeForm(PageForm):
    because = forms.CharField(label="撤回事由", max_length=200)


def revoke_page(request: HttpRequest, pk: int) -> HttpResponse:
    """撤回授权, from today."""
    user = request.user
    assert isinstance(user, User)
    row = queries.authorisations(user).filter(pk=pk).first()
    if row is None:
        raise Http404
    form = RevokeForm(*posted(request)[:1])
    back = reverse("person", args=[row.person_id])
    more: dict[str, Any] = {"title": f"撤回授权：{row.person.party.name}", "submit": "撤回", "back": back}

    def do(said: dict[str, Any], user: User) -> str:
        now = timezone.localtime()
        services.revoke(row, on=now.date(), by=user, at=now, because=said["because"])
        return "已撤回授权。"

    return carry_out(request, form, do=do, **more)


def _household(request: HttpRequest, pk: int) -> tuple[Household, list[Membership]]:
    """A household in the asker's area with those who live in it."""
    rows = scope(request.user, services.ASKERS).filter(Household.objects.select_related("party"), "party__area_id")
    household = rows.filter(pk=pk).first()
    if household is None:
        raise Http404
    return household, list(_members(household.pk, timezone.localdate()))


def _members(household_id: int, on: dt.date) -> QuerySet[Membership]:
    rows = Membership.objects.filter(Q(to_on=None) | Q(to_on__gte=on), household=household_id, person__died_on=None)
    return rows.select_related("person__party").order_by("pk")


# --- in somebody's file ----------------------------------------------------------------------------------------------------


def household_panel(user: Any, household_id: int, on: dt.date) -> list[Panel]:
    """经济核对: who has signed until when, the reports, and the way to a new one."""
    if not may(user, queries.SIGNING):
        return []
    members = list(_members(household_id, on))
    signed: dict[int, Authorisation] = {}
    rows = Authorisation.objects.filter(person__in=[each.person_id for each in members], until_on__gte=on)
    for row in rows.exclude(revoked_on__lte=on).order_by("until_on"):
        signed[row.person_id] = row
    found = list(queries.checks(user).filter(household=household_id)) if may(user, queries.READERS) else []
    context = {
        "members": [(each, signed.get(each.person_id)) for each in members],
        "reports": [(each, counted(each, Verdict.ABOVE), counted(each, Verdict.NOT_COMPARED)) for each in found],
        "check": reverse("data_matching:means_check", args=[household_id]) if may(user, services.ASKERS) else "",
    }
    return [Panel("means", "经济核对", "data_matching/panel_means.html", context, len(found))]
