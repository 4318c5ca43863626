"""月结算: the list, and one with its lines, where the provider confirms and the leader signs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from doudi.base.access import may
from doudi.base.models import User
from doudi.base.money import yuan
from doudi.base.months import chinese_month, format_month, month_of
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.pages.acts import carry_out
from doudi.pages.cells import Kind, Tag
from doudi.pages.filters import Choice
from doudi.pages.forms import DayField, MonthField, PageForm, posted
from doudi.pages.lists import Column, Listing, Operation, Tool
from doudi.pages.views import list_page
from doudi.programmes.elderly.home_care import paying, queries, services
from doudi.programmes.elderly.home_care.models import Provider, Settlement

State = Settlement.State
_TINTS = {State.DRAFT: "info", State.CONFIRMED: "warn", State.SIGNED: "info", State.ORDERED: "warn", State.PAID: "ok"}
SETTLEMENTS = Listing(
    code="home_care.settlements",
    name="月结算",
    rows=queries.settlements,
    columns=(
        Column("provider", "服务机构", "provider.name", head=True),
        Column("month", "月份", lambda row: chinese_month(row.month), half=True),
        Column("visits", "单数", "visits", kind=Kind.NUMBER, half=True),
        Column("gross", "应计（元）", lambda row: yuan(row.gross)),
        Column("off", "拒付、折减（元）", lambda row: yuan(row.rejected + row.cut), desk_only=True),
        Column("score", "质量得分", "score", kind=Kind.NUMBER, desk_only=True),
        Column("payable", "应付（元）", lambda row: yuan(row.payable)),
        Column("held", "挂起、待回访", "held", kind=Kind.NUMBER, half=True),
        Column("state", "状态", lambda row: Tag(row.get_state_display(), _TINTS[Settlement.State(row.state)])),
    ),
    filters=(Choice(code="state", label="状态", field="state", choices=Settlement.State.choices),),
    tools=(
        Tool(
            "生成月结算", lambda: reverse("home_care:settlement_new"), icon="plus", primary=True, roles=services.COUNTY
        ),
    ),
    operations=(Operation("详情", lambda row: reverse("home_care:settlement", args=[row.pk]), drawer=False),),
    order=("-month", "provider"),
    empty="还没有结算单。",
)


def settlements(request: HttpRequest) -> HttpResponse:
    """月结算."""
    return list_page(request, SETTLEMENTS)


class DraftForm(PageForm):
    provider = forms.ChoiceField(label="服务机构")
    month = MonthField(label="月份")


class PaidForm(PageForm):
    voucher = forms.CharField(label="银行回单号", max_length=60)
    paid_on = DayField(label="拨付日期")


def new(request: HttpRequest) -> HttpResponse:
    """生成月结算: the visits of a month are proved first, then computed."""
    now = timezone.now()
    form = DraftForm(*posted(request)[:1], initial={"month": format_month(month_of(timezone.localdate(now)) - 1)})
    providers = {str(each.pk): each for each in Provider.objects.all()}
    form.fields["provider"].choices = [("", "请选择"), *((pk, each.name) for pk, each in providers.items())]  # type: ignore[attr-defined]  # a ChoiceField
    more = {
        "title": "生成月结算", "submit": "核查并生成", "back": reverse("home_care:settlements"),
        "words": "先核查该月服务单的履约证明，存疑的挂起；挂起的和回访未完成的不计入，核实、回访后计入以后月份。",
    }  # fmt: skip

    def do(said: dict[str, Any], user: User) -> tuple[str, str]:
        services.prove_month(said["month"], by=user, at=now)
        made = services.draft(providers[said["provider"]], said["month"], by=user, at=now)
        told = f"已生成：{made.visits}单，应付{yuan(made.payable)}元，待机构确认。"
        return told, reverse("home_care:settlement", args=[made.pk])

    return carry_out(request, form, do=do, **more)


def settlement(request: HttpRequest, pk: int) -> HttpResponse:
    """One settlement: how it was computed, its visits, and the one button that is next."""
    found = get_object_or_404(queries.settlements(request.user), pk=pk)
    paid = PaidForm(*posted(request)[:1]) if found.state == State.ORDERED else None
    wrong = ""
    if request.method == "POST" and (paid is None or paid.is_valid()):
        try:
            _do(found, paid, _user(request))
            return HttpResponseRedirect(reverse("home_care:settlement", args=[pk]))
        except Refused as refused:
            wrong = refused.sentence
            found.refresh_from_db()
    lines = found.lines.exclude(share=100).select_related("order").order_by("share", "order")
    next_one = _next(request, found)
    context = {
        "title": f"{found.provider.name}{chinese_month(found.month)}结算",
        "found": found,
        "how": found.words.split("\n"),
        "payable": yuan(found.payable),
        "lines": [(line.order.number, line.order.title, line.minutes, yuan(line.price), line.share) for line in lines],
        "next": next_one,
        "form": paid if next_one else None,
        "wrong": wrong,
    }
    bad = bool(wrong) or (paid is not None and bool(paid.errors))
    return render(request, "home_care/settlement.html", context, status=422 if bad else 200)


def _do(found: Settlement, paid: PaidForm | None, by: User) -> None:
    now = timezone.now()
    if found.state == State.DRAFT:
        services.confirm_settlement(found, by=by, at=now)
    elif found.state == State.CONFIRMED:
        services.sign(found, by=by, at=now)
    elif found.state == State.SIGNED:
        paying.order_payment(found, by=by, at=now)
    elif paid is not None:
        paying.confirm_payment(found, **paid.cleaned_data, by=by, at=now)


def _next(request: HttpRequest, found: Settlement) -> str:
    """The words of the one button that the user may press, or nothing."""
    user = request.user
    hands = {
        State.DRAFT: ("机构确认", may(user, frozenset({Role.PROVIDER}), organisation=found.provider.code)),
        State.CONFIRMED: ("审批入账", may(user, services.SIGNING)),
        State.SIGNED: ("提请拨付", may(user, paying.ORDERING)),
        State.ORDERED: ("确认拨付", may(user, paying.RELEASING) and user.pk != found.ordered_by_id),
    }
    words, allowed = hands.get(State(found.state), ("", False))
    return words if allowed else ""


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
