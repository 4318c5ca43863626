"""What may be done with an award from its page: each a form with its document and reason, done by the service of its name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from doudi.base.access import may, require
from doudi.base.models import User
from doudi.base.months import chinese_month, format_month, month_of
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.mechanisms.entitlement import stopping
from doudi.mechanisms.entitlement.amendments.declare import amending_of
from doudi.mechanisms.entitlement.awards import queries, services
from doudi.mechanisms.entitlement.awards.decisions import kin_of_covered
from doudi.mechanisms.entitlement.awards.models import Award, ReviewClass
from doudi.mechanisms.entitlement.awards.queries import Standing, standing_of
from doudi.mechanisms.entitlement.awards.reasons import HoldReason, StopReason
from doudi.mechanisms.entitlement.declare import benefit_of
from doudi.mechanisms.entitlement.pages import known
from doudi.pages.acts import carry_out
from doudi.pages.cells import full_width
from doudi.pages.forms import DayField, MonthField, PageForm, posted, with_fields

FINANCE = frozenset({Role.FINANCE})
Said = dict[str, Any]


class DecisionForm(PageForm):
    """What every decision has."""

    columns = 2
    document = forms.CharField(label="决定文书", max_length=120, help_text="名称或文号，例如：东民停〔2024〕12号")
    decided_on = DayField(label="决定日期")
    because = forms.CharField(
        label="事由", max_length=400, widget=forms.Textarea(attrs={"rows": 3}), help_text="会写入变动记录和告知书"
    )

    def clean_decided_on(self) -> Any:
        day = self.cleaned_data["decided_on"]
        if day > timezone.localdate():
            raise forms.ValidationError("决定日期不能晚于今天")
        return day


class StopForm(DecisionForm):
    reason = forms.ChoiceField(label="停发原因", choices=[("", "请选择"), *StopReason.choices])
    from_month = MonthField(
        label="自哪个月起停发", required=False, help_text="不填为决定次月；早于本月的，已发部分会成为拟追缴"
    )
    field_order = ("reason", "from_month", "document", "decided_on", "because")


class HoldForm(PageForm):
    columns = 2
    reason = forms.ChoiceField(label="暂缓原因", choices=[("", "请选择"), *HoldReason.choices])
    from_month = MonthField(label="自哪个月起暂缓")
    until_month = MonthField(
        label="到哪个月止", required=False, help_text="不填为一个月；到期自动恢复，暂缓的金额一并补发"
    )
    because = forms.CharField(label="事由", max_length=400, widget=forms.Textarea(attrs={"rows": 3}))


class ReleaseForm(PageForm):
    from_month = MonthField(label="自哪个月起恢复", help_text="暂缓期间应发的金额随下一批次补发")
    because = forms.CharField(label="事由", max_length=400, widget=forms.Textarea(attrs={"rows": 3}))


class AccountForm(PageForm):
    columns = 2
    payee = forms.CharField(label="户名", max_length=80)
    account = forms.CharField(
        label="新账号", max_length=40, help_text="8至32位数字", widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    )  # fmt: skip
    document = forms.CharField(label="依据材料", max_length=120, help_text="例如：变更账户申请表及存折复印件")
    because = forms.CharField(label="事由", max_length=400)

    def clean_account(self) -> str:
        return "".join(str(self.cleaned_data["account"]).split())


class ReviewForm(DecisionForm):
    review_class = forms.ChoiceField(label="今后的复核类别", choices=ReviewClass.choices, widget=forms.RadioSelect)
    unchanged = forms.BooleanField(label="已复核：家庭人口、收入、财产与核算说明所列一致，没有变化")
    field_order = ("unchanged", "review_class", "document", "decided_on", "because")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["unchanged"].error_messages["required"] = "情况有变化的，请办理调整或停发，不能按“复核不变”登记"


@dataclass(frozen=True)
class Act:
    """One thing that may be done. `possible` for the award in a month; `do(award, said, user, at)` gives the sentence afterwards;
    `start(award, today)` what the form starts with; `fields(award)` further ones that depend on it, put in first."""

    code: str
    name: str
    form: type[PageForm]
    possible: Callable[[Award, int], bool]
    do: Callable[[Award, Said, User, dt.datetime], str]
    words: str
    start: Callable[[Award, dt.date], Said] = lambda award, today: {}
    look: str = "btn-plain"
    fields: Callable[[Award], dict[str, forms.Field]] | None = None


def act_page(request: HttpRequest, pk: int, act: str, codes: Collection[str]) -> HttpResponse:
    """The form of one act, and what follows when it is sent."""
    award, today, user = known.one(request.user, pk, codes), timezone.localdate(), request.user
    assert isinstance(user, User)
    wanted = next((each for each in acts_of(award) if each.code == act), None)
    if wanted is None:
        raise Http404
    benefit = benefit_of(award.benefit)
    require(user, benefit.deciders, area_code=award.area_code, on=today)
    if sentence := kin_of_covered(award, user, today):
        raise Refused(sentence)
    back = known.address(award)
    if not wanted.possible(award, month_of(today)):
        raise Refused(f"这项待遇现在不能办理{wanted.name}，请刷新后查看。")
    form = wanted.form(*posted(request)[:1], initial={"decided_on": today, **wanted.start(award, today)})
    if wanted.fields is not None:
        usual = dict(form.fields)
        form.fields.clear()
        with_fields(form, wanted.fields(award)).fields.update(usual)
    more: Any = {
        "title": f"{wanted.name}：{award.party.name}",
        "submit": f"确认{wanted.name}",
        "submit_class": "btn-warn" if wanted.look == "btn-warn" else "btn-primary",
        "back": back,
        "words": f"{benefit.name}，{known.standing_tag(award, month_of(today))}。{wanted.words}",
    }

    def do(said: dict[str, Any], user: User) -> str:
        return wanted.do(award, said, user, timezone.now())

    return carry_out(request, form, do=do, **more)


def buttons(user: Any, award: Award, month: int) -> list[tuple[str, str, str]]:
    """(words, address, look) of what this user may do with an award now."""
    if not may(user, benefit_of(award.benefit).deciders, area_code=award.area_code):
        return []
    if kin_of_covered(award, user, timezone.localdate()):
        return []
    return [
        (each.name, known.address(award, "award_act", each.code), each.look)
        for each in acts_of(award)
        if each.possible(award, month)
    ]


def refused_words(user: Any, award: Award, today: dt.date) -> str:
    """Why somebody in the right role may not act here: he is near kin (R-ORG-01)."""
    if not may(user, benefit_of(award.benefit).deciders, area_code=award.area_code):
        return ""
    return full_width(kin_of_covered(award, user, today) or "")


# --- what each does ------------------------------------------------------------------------------------------------------


def _stop(award: Award, said: Said, by: User, at: dt.datetime) -> str:
    change, debt = stopping.stop(
        award,
        from_month=said["from_month"],
        reason=said["reason"],
        decided_on=said["decided_on"],
        document=said["document"],
        by=by,
        at=at,
        because=said["because"],
    )
    told = f"已决定自{chinese_month(change.from_month)}起停发，请打印告知书送达本人。"
    return told + (f"已多发{debt.proposed / 100:,.2f}元，已列入拟追缴。" if debt is not None else "")


def _hold(award: Award, said: Said, by: User, at: dt.datetime) -> str:
    change = services.hold(
        award,
        from_month=said["from_month"],
        until_month=said["until_month"],
        reason=said["reason"],
        by=by,
        at=at,
        because=said["because"],
    )
    assert change.until_month is not None
    first, last = chinese_month(change.from_month), chinese_month(change.until_month)
    return f"已暂缓发放，自{first}至{last}；到期自动恢复，暂缓的金额一并补发。"


def _release(award: Award, said: Said, by: User, at: dt.datetime) -> str:
    services.release(award, from_month=said["from_month"], by=by, at=at, because=said["because"])
    return f"已恢复发放，自{chinese_month(said['from_month'])}起；暂缓期间的金额随下一批次补发。"


def _restore(award: Award, said: Said, by: User, at: dt.datetime) -> str:
    change = services.restore(
        award, decided_on=said["decided_on"], document=said["document"], by=by, at=at, because=said["because"]
    )
    return f"已撤销停发，待遇自{chinese_month(change.from_month)}起接续，少发的金额随下一批次补发。"


def _account(award: Award, said: Said, by: User, at: dt.datetime) -> str:
    services.change_account(award, by=by, at=at, **said)
    return "已变更账户，自下一个代发文件起使用；退票的款项可以重发。"


def _review(award: Award, said: Said, by: User, at: dt.datetime) -> str:
    month = month_of(said["decided_on"]) + 1
    _, family = queries.family_of(award, max(month, award.from_month))
    before = award.amount
    change = services.review(
        award,
        family,
        review_class=ReviewClass(said["review_class"]),
        decided_on=said["decided_on"],
        document=said["document"],
        by=by,
        at=at,
        because=said["because"],
    )
    told = f"已登记复核，下次复核期限{award.review_due_on}。"
    return told + (
        f"按现行标准，月金额由{before / 100:,.2f}元变为{(change.amount or 0) / 100:,.2f}元。"
        if change.amount != before
        else ""
    )


def _going_on(award: Award, month: int) -> bool:
    return award.until_month is None


def _not_held(award: Award, month: int) -> bool:
    return _going_on(award, month) and standing_of(award, month) is not Standing.HELD


ACTS: tuple[Act, ...] = (
    Act(
        "release",
        "恢复发放",
        ReleaseForm,
        lambda award, month: _going_on(award, month) and standing_of(award, month) is Standing.HELD,
        _release,
        "恢复后，暂缓期间应发的金额随下一批次补发。",
        lambda award, today: {"from_month": format_month(month_of(today))},
    ),
    Act(
        "restore",
        "撤销停发",
        DecisionForm,
        lambda award, month: award.until_month is not None,
        _restore,
        "复议、诉讼或复查认定停发有误的，撤销后视同没有停发，少发的金额补发。",
    ),
    Act(
        "account",
        "变更账户",
        AccountForm,
        lambda award, month: True,
        _account,
        "自下一个代发文件起使用新账户。",
        lambda award, today: {"payee": award.payee},
    ),
    Act(
        "hold",
        "暂缓发放",
        HoldForm,
        _not_held,
        _hold,
        "暂缓须有原因和期限，到期自动恢复；应享金额不变，只是暂不发放。",
        lambda award, today: {"from_month": format_month(month_of(today))},
    ),
    Act(
        "stop",
        "停发",
        StopForm,
        _going_on,
        _stop,
        "停发须有法定理由并事先告知本人；告知书写明理由、依据和复议诉讼途径。",
        look="btn-warn",
    ),
    Act(
        "review",
        "定期复核",
        ReviewForm,
        _going_on,
        _review,
        "复核后事实不变的在此登记；有变化的办理调整或停发。",
        lambda award, today: {"review_class": award.review_class},
        look="btn-primary",
    ),
)  # fmt: skip
OF_PROGRAMME: dict[str, tuple[Act, ...]] = {}  # benefit → what its programme offers beside


def acts_of(award: Award) -> tuple[Act, ...]:
    """Everything there is to do with an award of this benefit: what its programme adds stands before the stop and the review. Where a flow
    looks after its awards, nobody stops one by himself: whoever proposes it does not decide it (R-SOD-01). What follows another award has
    an account of its own, and nothing else is decided of it alone."""
    if benefit_of(award.benefit).follows:
        return tuple(each for each in ACTS if each.code == "account")
    found = (*ACTS[:-2], *OF_PROGRAMME.get(award.benefit, ()), *ACTS[-2:])
    return tuple(each for each in found if each.code != "stop" or amending_of(award.benefit) is None)
