"""资金追回: what was overpaid by decision, what has come back, what was written off, what is still owed (R-FIND-03)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import F, QuerySet, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from doudi.base.access import may, scope
from doudi.base.areas import full_name
from doudi.base.models import User
from doudi.base.money import wan_yuan
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.pages.acts import carry_out
from doudi.pages.cells import Kind, Tag
from doudi.pages.declare import KeyFigure
from doudi.pages.filters import AreaTree, Choice, Text, YesNo
from doudi.pages.forms import MoneyField, PageForm, posted, with_fields
from doudi.pages.lists import Column, Listing, Operation
from doudi.pages.views import list_page
from doudi.programmes.integrity.data_matching.flow import FINDINGS
from doudi.programmes.integrity.data_matching.handling import MEASURES
from doudi.programmes.integrity.data_matching.models import FindingCase
from doudi.programmes.integrity.data_matching.pages.findings import RULES
from doudi.programmes.integrity.data_matching.services import RECOVERERS, recover

READERS = frozenset(
    {
        Role.VERIFICATION_CENTRE,
        Role.COUNTY_OFFICER,
        Role.BUREAU_LEADER,
        Role.FINANCE,
        Role.TOWNSHIP_CLERK,
        Role.TOWNSHIP_LEADER,
        Role.INSPECTOR,  # the ledger of what was put right, to read
    }
)


def rows(user: Any) -> QuerySet[FindingCase]:
    """What a decision found overpaid, in the user's area; what was handed to the discipline commission is not a township's matter."""
    found = FindingCase.objects.select_related("case", "finding").exclude(measure="").filter(overpaid_fen__gt=0)
    found = found.annotate(owed_fen=F("overpaid_fen") - F("recovered_fen") - F("waived_fen"))
    return scope(user, READERS).filter(found.exclude(case__stage="TRANSFERRED"), field="case__area_code")


def figures(user: Any) -> list[KeyFigure]:
    """What was overpaid by decision, what has come back, was written off, is still owed, in the user's area."""
    sums = (
        rows(user)
        .order_by()
        .aggregate(over=Sum("overpaid_fen"), back=Sum("recovered_fen"), waived=Sum("waived_fen"), owed=Sum("owed_fen"))
    )
    words = (("认定多发", "over"), ("已追回", "back"), ("已核销", "waived"), ("尚未追回", "owed"))
    address = reverse("data_matching:recoveries")
    return [
        KeyFigure(f"{name}（万元）", wan_yuan(sums[code] or 0), f"{address}?owed=1" if code == "owed" else address)
        for name, code in words
    ]


def _state(row: Any) -> Tag:
    return Tag("未追清", "warn") if row.owed_fen > 0 else Tag("已追清", "ok")


LISTING = Listing(
    code="data_matching.recoveries",
    name="资金追回",
    rows=rows,
    columns=(
        Column("name", "姓名", "finding.subject_name", head=True),
        Column("number", "疑点编号", "case.number", desk_only=True),
        Column("rule", "疑点", lambda row: RULES[row.finding.rule].name),
        Column("place", "乡镇、村居", lambda row: full_name(row.case.area_code)),
        Column("decision", "决定文号", "decision_no"),
        Column("over", "认定多发（元）", "overpaid_fen", kind=Kind.MONEY, sort="overpaid_fen", half=True),
        Column("back", "已追回（元）", "recovered_fen", kind=Kind.MONEY, sort="recovered_fen", half=True),
        Column("waived", "已核销（元）", "waived_fen", kind=Kind.MONEY, half=True),
        Column("owed", "尚未追回（元）", "owed_fen", kind=Kind.MONEY, sort="owed_fen", half=True),
        Column("state", "状态", _state),
    ),
    filters=(
        Text(code="q", label="姓名/证号", field="finding__subject_name", index="finding__subject_index"),
        AreaTree(field="case__area_code"),
        YesNo(
            code="owed",
            label="状态",
            yes="未追清",
            no="已追清",
            apply=lambda found, value: found.filter(owed_fen__gt=0) if value == "1" else found.filter(owed_fen__lte=0),
        ),
        Choice(code="measure", label="整改措施", field="measure", choices=list(MEASURES)),
    ),
    operations=(
        Operation(
            "登记追回",
            lambda row: reverse("data_matching:recover", args=[row.pk]) if row.owed_fen > 0 else None,
            roles=RECOVERERS,
        ),
    ),
    cards=figures,
    order=("-owed_fen",),
    empty="没有认定多发的疑点。整改时填写认定多发金额后会出现在这里。",
    scope_roles=READERS,
    export_roles=READERS,
)


def recoveries(request: HttpRequest) -> HttpResponse:
    return list_page(request, LISTING)


def recover_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One instalment that came back, with its receipt; also after the finding was closed."""
    row = rows(request.user).filter(pk=pk).first()
    if row is None:
        raise Http404
    assert isinstance(request.user, User)
    if not may(request.user, RECOVERERS, area_code=row.case.area_code):
        raise Refused("追回由乡镇经办人或财务登记。")
    form = with_fields(
        PageForm(*posted(request)[:1]),
        {
            "amount": MoneyField(label="本次追回金额（元）"),
            "receipt": forms.CharField(label="缴款凭证号", max_length=60),
        },
    )
    more: dict[str, Any] = {
        "title": f"登记追回：{row.finding.subject_name}",
        "submit": "登记",
        "back": reverse("data_matching:recoveries"),
        "words": f"{row.case.number} {FINDINGS.stage(row.case.stage).name}：认定多发{row.overpaid_fen / 100:,.2f}元，"
        f"尚未追回{row.outstanding_fen / 100:,.2f}元。",
    }

    def do(said: dict[str, Any], user: User) -> str:
        recover(row, fen=said["amount"], receipt_no=said["receipt"], by=user, at=timezone.now())
        left = f"尚未追回{row.outstanding_fen / 100:,.2f}元" if row.outstanding_fen else "已全部追清"
        return f"已登记追回{said['amount'] / 100:,.2f}元，{left}。"

    return carry_out(request, form, do=do, **more)
