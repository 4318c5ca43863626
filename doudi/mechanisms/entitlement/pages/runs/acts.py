"""Taking a step of a run: what it is about, a word if one is needed, and the sentence if it is refused."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from doudi.base.access import grants_of
from doudi.base.models import Area, User
from doudi.base.money import yuan
from doudi.base.months import chinese_month
from doudi.base.refused import Refused
from doudi.mechanisms.entitlement.declare import BENEFITS, benefit_of
from doudi.mechanisms.entitlement.pages.addresses import at
from doudi.mechanisms.entitlement.pages.runs.board import name_of
from doudi.mechanisms.entitlement.pages.runs.found import run_of, signed_in
from doudi.mechanisms.entitlement.pages.runs.words import by_how_much
from doudi.mechanisms.entitlement.payment_runs import changes, services
from doudi.mechanisms.entitlement.payment_runs.drafting import DRAFTERS
from doudi.mechanisms.entitlement.payment_runs.models import PaymentRun, RunStep
from doudi.mechanisms.entitlement.payment_runs.road import Leg, offers
from doudi.mechanisms.ledger.bank.declare import FORMATS
from doudi.pages.acts import carry_out
from doudi.pages.forms import MonthField, PageForm, posted, with_fields

Step = RunStep.Step
_WORDS = {
    Step.DRAFT: "按现在登记的待遇和参数重新核算，原草稿作废。",
    Step.FREEZE: "冻结后名单不能改动，由他人复核；要改动的须退回重新核算。",
    Step.CHECK: "系统将按同样的事实和参数重新核算一遍，每一笔都一致才能通过。",
    Step.SIGN: "签批后形成应付，由财务送银行。",
    Step.SEND_BACK: "退回后成为草稿，已作的复核和签批作废。",
    Step.SEND: "送出后不能退回。账号以现在登记的为准。",
    Step.CLOSE: "结清后本月不再变动；退票继续在“退票”中办理。",
}


class DraftForm(PageForm):
    benefit = forms.ChoiceField(label="待遇", choices=lambda: [(code, each.name) for code, each in BENEFITS.items()])
    month = MonthField(label="月份")


def draft(request: HttpRequest) -> HttpResponse:
    """核算: a month of a benefit as a draft."""
    by, now = signed_in(request), timezone.now()
    start = {"month": f"{timezone.localdate():%Y-%m}", **{name: value for name, value in request.GET.items() if value}}
    form = DraftForm(posted(request)[0], initial=start)
    more: dict[str, Any] = {
        "title": "核算发放批次",
        "submit": "核算",
        "back": at("runs"),
        "words": "按已审核确认的待遇核算一个月的应发，与已发月份逐月核对后自动补发；已有草稿的重新核算。",
    }

    def do(said: dict[str, Any], user: User) -> tuple[str, str]:
        benefit, month = benefit_of(said["benefit"]), said["month"]
        run = services.draft(benefit, month, county=_county_of(by, now.date()), by=by, at=now)
        words = f"已核算{name_of(run)}：{run.lines_number:,}笔，{yuan(run.amount)}元。"
        return words, at("run", run.pk)

    return carry_out(request, form, do=do, **more)


def act(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """The form of one step of a run."""
    run = run_of(request, pk)
    leg = _leg(request, run, step)
    form = _form(request, run, leg)
    more: dict[str, Any] = {
        "title": f"{leg.name}：{name_of(run)}",
        "submit": leg.name,
        "submit_class": "btn-warn" if leg.grave else "btn-primary",
        "back": at("run", pk),
        "head": f"{run.lines_number:,}笔，合计{yuan(run.amount)}元",
        "words": _WORDS[leg.step],
        "points": _about(run, leg),
    }

    def do(said: dict[str, Any], user: User) -> str:
        return _take(run, leg, said, by=user, now=timezone.now())

    return carry_out(request, form, do=do, **more)


def _leg(request: HttpRequest, run: PaymentRun, code: str) -> Leg:
    offered = next((each for each in offers(run, request.user, timezone.localdate()) if each.leg.code == code), None)
    if offered is None:
        raise Refused(f"批次现为“{run.get_state_display()}”，这一步已经办过或不由您办理，请刷新后查看。")
    if offered.refusal:
        raise Refused(offered.refusal)
    return offered.leg


def _form(request: HttpRequest, run: PaymentRun, leg: Leg) -> PageForm:
    fields: dict[str, forms.Field] = {}
    if leg.step in (Step.CHECK, Step.SIGN):
        fields["because"] = forms.CharField(
            label="意见", required=False, max_length=400, help_text="没有意见可以不填。"
        )
    if leg.step == Step.SEND_BACK:
        fields["because"] = forms.CharField(label="退回理由", max_length=400, widget=forms.Textarea(attrs={"rows": 3}))
    if leg.step == Step.SEND:
        choices = [(code, dated[max(dated)].name) for code, dated in FORMATS.items()]
        fields["form"] = forms.ChoiceField(
            label="代发文件格式", choices=choices, widget=forms.RadioSelect, initial=choices[0][0]
        )
    return with_fields(PageForm(posted(request)[0]), fields)


def _about(run: PaymentRun, leg: Leg) -> list[str]:
    """What whoever answers for the step reads before: the sums by class against last month."""
    if leg.step not in (Step.FREEZE, Step.CHECK, Step.SIGN):
        return []
    earlier = changes.run_before(run)
    if earlier is None:
        return ["首个批次，没有可以比较的月份。"]
    sums = changes.summed(changes.differing(run, earlier))
    points = [f"比{chinese_month(earlier.month)}{by_how_much(run.amount - earlier.amount)}"]
    return points + [f"{what.value}{number:,}项，{yuan(amount)}元" for what, (number, amount) in sums.items() if number]


def _take(run: PaymentRun, leg: Leg, said: dict[str, Any], *, by: User, now: dt.datetime) -> str:
    """Take the step; what was done in a sentence."""
    name, because = name_of(run), said.get("because", "")
    if leg.step == Step.DRAFT:
        county = Area.objects.get(code=run.county_code)
        again = services.draft(benefit_of(run.benefit), run.month, county=county, by=by, at=now)
        return f"已重新核算{name}：{again.lines_number:,}笔，{yuan(again.amount)}元。"
    if leg.step == Step.FREEZE:
        services.freeze(run, by=by, at=now)
        return f"已冻结{name}，须{run.signatures_needed}人签批。"
    if leg.step == Step.CHECK:
        services.check(run, by=by, at=now, because=because)
        return f"{name}复核通过，每一笔重新核算一致。"
    if leg.step == Step.SIGN:
        services.sign(run, by=by, at=now, because=because)
        return f"已签批{name}。" if run.state == PaymentRun.State.SIGNED else f"已签批{name}，还须另一人签批。"
    if leg.step == Step.SEND_BACK:
        services.send_back(run, by=by, at=now, because=because)
        return f"已退回{name}，请核算人重新核算。"
    if leg.step == Step.SEND:
        file = services.send(run, form=said["form"], by=by, at=now)
        return f"{name}已送银行：批次“{file.key}”，{file.lines_number:,}笔。请在“银行”页签下载代发文件。"
    services.close(run, by=by, at=now)
    return f"{name}已结清。"


def _county_of(user: User, on: dt.date) -> Area:
    """The county in which a user drafts."""
    code = next(held.area_code for held in grants_of(user, on) if held.role in DRAFTERS and held.area_code)
    return Area.objects.get(code=code)
