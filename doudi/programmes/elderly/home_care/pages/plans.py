"""照护服务计划: the list with how often each has been visited this year, one with its items, and the forms of drafting and deciding."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from doudi.base import files
from doudi.base.access import may
from doudi.base.areas import full_name
from doudi.base.models import StoredFile, User
from doudi.base.money import yuan
from doudi.base.refused import Refused
from doudi.mechanisms.registry.models import Category
from doudi.pages.acts import carry_out
from doudi.pages.cells import Kind, Tag
from doudi.pages.details import Item
from doudi.pages.filters import AreaTree, Choice, Text, YesNo
from doudi.pages.forms import DayField, FilesField, PageForm, form_page, posted, with_fields
from doudi.pages.lists import Column, Listing, Operation, page_of
from doudi.pages.responses import done
from doudi.pages.views import list_page
from doudi.programmes.elderly.home_care import plans, queries
from doudi.programmes.elderly.home_care.assessing import Level
from doudi.programmes.elderly.home_care.models import Assessment, CarePlan
from doudi.programmes.elderly.home_care.plans import NewPlan, Wanted
from doudi.programmes.elderly.home_care.policy import Service
from doudi.programmes.elderly.home_care.visits import policy_on

State = CarePlan.State
_TINTS = {State.DRAFT: "warn", State.ACTIVE: "ok", State.RETURNED: "danger"}
_HOURS = tuple(f"{hour:02d}:00" for hour in range(8, 18))
_AWAY = ("住院", "入住机构", "外出", "其他")


def _tag(row: CarePlan) -> Tag:
    return Tag(row.get_state_display(), _TINTS.get(State(row.state), ""))


def pace_of(row: Any) -> Tag:
    """How often he was visited this year, against the number from which he counts as served (R-HOME-02)."""
    least = int(policy_on(timezone.localdate()).least_visits)
    words = f"{row.served}次" if row.served >= least else f"{row.served}次，差{least - row.served}次"
    return Tag(words, "ok" if row.served >= least else "")


PLANS = Listing(
    code="home_care.plans",
    name="照护服务计划",
    rows=queries.plans,
    columns=(
        Column("name", "姓名", "person.party.name", head=True),
        Column("place", "乡镇、村居", lambda row: full_name(row.area_code)),
        Column("level", "等级", lambda row: Level(row.assessment.level).words, half=True),
        Column("hardship", "困难类别", lambda row: Category.Kind(row.hardship).label, half=True),
        Column("provider", "服务机构", "provider.name"),
        Column("cost", "月费用（元）", "cost", kind=Kind.MONEY, sort="cost", half=True),
        Column("since", "起始日期", "since", kind=Kind.DATE, sort="since", desk_only=True),
        Column("until", "终止日期", "until", kind=Kind.DATE, sort="until", half=True),
        Column("served", "本年已上门", pace_of, sort="served"),
        Column("state", "状态", _tag),
    ),
    filters=(
        Text(code="q", label="姓名", field="person__party__name"),
        AreaTree(),
        Choice(code="state", label="状态", field="state", choices=State.choices),
        Choice(code="level", label="等级", field="assessment__level", choices=[(str(each.value), each.words) for each in Level][1:]),
        YesNo(code="replan", label="须重新制定", apply=lambda rows, value: _to_replan(rows, value)),
    ),
    operations=(Operation("详情", page_of("home_care:plan")),),
    order=("-since", "-pk"),
    empty="没有符合条件的照护服务计划。评估公布后，从能力评估的详情页制定。",
)  # fmt: skip


def _to_replan(rows: Any, value: str) -> Any:
    """In force, although the assessment behind it does not hold any more (R-HOME-03)."""
    gone = {"state": State.ACTIVE, "assessment__state": Assessment.State.SUPERSEDED}
    return rows.filter(**gone) if value == "1" else rows.exclude(**gone)


def listing(request: HttpRequest) -> HttpResponse:
    """照护服务计划."""
    return list_page(request, PLANS)


def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One plan: for whom, on what ground, what he gets and what it costs."""
    found, user = _one(request, pk), request.user
    context = {
        "title": f"{found.person.party.name}：照护服务计划",
        "tag": _tag(found),
        "replan": found.state == State.ACTIVE and found.assessment.state == Assessment.State.SUPERSEDED,
        "items": list(_items(found)),
        "lines": [
            (Service[each.item].label, each.times, each.starts_at, each.minutes, yuan(each.price), yuan(each.price * each.times))
            for each in found.items.order_by("pk")
        ],
        "cost": yuan(found.cost),
        "quota": yuan(found.quota),
        "files": [found.agreement] if found.agreement is not None else [],
        "buttons": [(name, reverse(f"home_care:{page}", args=[pk]), look) for name, page, look in _buttons(found, user)],
    }  # fmt: skip
    return render(request, "home_care/plan.html", context)


def new(request: HttpRequest, pk: int) -> HttpResponse:
    """制定服务计划 on the ground of an assessment."""
    user = request.user
    assert isinstance(user, User)
    assessment = queries.assessments(user).filter(pk=pk).first()
    if assessment is None:
        raise Http404
    form = _form(request)
    more: dict[str, Any] = {
        "title": f"制定服务计划：{assessment.person.party.name}", "submit": "提交审批", "back": reverse("home_care:assessment", args=[pk]),
        "words": _told(assessment),
    }  # fmt: skip
    if request.method != "POST" or not form.is_valid():
        return form_page(request, form, **more)
    kept: list[StoredFile] = []
    try:
        made = plans.draft(_said(form.cleaned_data, assessment, user, kept))
    except Refused as refused:
        files.take_back(kept)
        return form_page(request, form, refusal=refused.sentence, **more)
    sentence = f"计划已提交，每月费用{yuan(made.cost)}元，待他人审批。"
    return done(request, sentence, to=reverse("home_care:plan", args=[made.pk]))


def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """审批."""
    words = "审批后按计划生成每月服务单；原有计划同时结束，其后的服务单取消。"
    return _step(request, pk, "审批", plans.approve, "已审批，下月服务单于25日生成。", {}, words=words)


def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """退回."""
    return _step(request, pk, "退回", plans.send_back, "已退回。", {"because": _because("退回理由")}, grave=True)


def end(request: HttpRequest, pk: int) -> HttpResponse:
    """结束."""
    fields = {"on": DayField(label="最后一天"), "because": _because("结束的原因")}
    return _step(request, pk, "结束计划", plans.end, "计划已结束，其后的服务单已取消。", fields, grave=True)


def pause(request: HttpRequest, pk: int) -> HttpResponse:
    """暂停服务."""
    fields: dict[str, forms.Field] = {
        "because": forms.ChoiceField(label="原因", choices=[(each, each) for each in _AWAY], widget=forms.RadioSelect),
        "since": DayField(label="从哪天起"),
        "until": DayField(label="到哪天止", required=False, help_text="不清楚的留空，回来后再登记。"),
    }
    words = "暂停期间不生成服务单，已生成的取消。"
    return _step(request, pk, "暂停服务", plans.pause, "已登记暂停。", fields, words=words)


def _because(label: str) -> forms.CharField:
    return forms.CharField(label=label, max_length=400, widget=forms.Textarea(attrs={"rows": 3}))


def _step(
    request: HttpRequest, pk: int, name: str, do: Any, said: str, fields: dict[str, Any], *, words: str = "", grave: bool = False
) -> HttpResponse:  # fmt: skip
    found = _one(request, pk)
    form = with_fields(PageForm(*posted(request)), fields)
    back = reverse("home_care:plan", args=[pk])
    more = {
        "title": f"{name}：{found.person.party.name}", "submit": name, "back": back, "words": words,
        "submit_class": "btn-warn" if grave else "btn-primary",
    }  # fmt: skip

    def step(given: dict[str, Any], user: User) -> str:
        do(found, **given, by=user, at=timezone.now())
        return said

    return carry_out(request, form, do=step, **more)


def _one(request: HttpRequest, pk: int) -> CarePlan:
    found: CarePlan | None = queries.plans(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _buttons(found: CarePlan, user: Any) -> Iterable[tuple[str, str, str]]:
    here = found.area_code
    if found.state == State.DRAFT and user.pk != found.drafted_by_id and may(user, plans.APPROVING, area_code=here):
        yield "退回", "plan_return", "btn-plain"
        yield "审批", "plan_approve", "btn-primary"
    if found.state == State.ACTIVE and may(user, plans.DRAFTING, area_code=here):
        yield "结束计划", "plan_end", "btn-plain"
        yield "暂停服务", "plan_pause", "btn-plain"


def _items(found: Any) -> Iterable[Item]:
    yield Item("姓名", found.person.party.name)
    yield Item("乡镇、村居", full_name(found.area_code))
    yield Item("困难类别", Category.Kind(found.hardship).label)
    yield Item(
        "能力等级", f"{found.assessment.level}级（{Level(found.assessment.level).words}），{found.assessment.on}评估"
    )
    yield Item("服务机构", found.provider.name)
    yield Item("执行期", f"{found.since}至{found.until}")
    yield Item("三方协议签订", found.agreed_on, Kind.DATE)
    yield Item("本年已上门", pace_of(found))
    yield Item("拟定", f"{found.drafted_by.name}，{timezone.localdate(found.drafted_at)}")
    yield Item("审批", f"{found.decided_by.name}，{timezone.localdate(found.decided_at)}" if found.decided_by else "")
    if found.because:
        yield Item("退回、结束理由", found.because, wide=True)


def _form(request: HttpRequest) -> PageForm:
    today = timezone.localdate()
    policy = policy_on(today)
    next_month = (today.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
    form = PageForm(*posted(request), initial={"since": next_month, "starts_at": "09:00"})
    form.columns = 2
    providers = [(str(each.pk), each.name) for each in queries.providers_on(today)]
    fields: dict[str, forms.Field] = {
        "provider": forms.ChoiceField(label="服务机构", choices=[("", "请选择"), *providers]),
        "since": DayField(label="计划从哪天起"),
        "agreed_on": DayField(label="三方协议签订日期", help_text="老人（家属）、服务机构、民政部门三方"),
        "agreement": FilesField(label="三方协议", required=False),
        "starts_at": forms.ChoiceField(
            label="上门时间", choices=[(each, each) for each in _HOURS], help_text="同一天有多个项目的，一个接一个安排。"
        ),
    }  # fmt: skip
    for each in Service:
        label = f"{each.label}每月次数（每次至少{int(policy.minutes[each])}分钟，{yuan(int(policy.price[each]))}元）"
        fields[each.name] = forms.IntegerField(label=label, min_value=0, max_value=31, required=False)
    return with_fields(form, fields)


def _told(assessment: Assessment) -> str:
    level = Level(assessment.level)
    try:
        quota = plans.quota_of(level, policy_on(timezone.localdate()))
    except Refused as refused:
        return refused.sentence
    return f"{level.words}，每月服务包限额{yuan(quota)}元；评估有效期至{assessment.valid_until}，计划同日终止。"


def _said(said: dict[str, Any], assessment: Assessment, user: User, kept: list[StoredFile]) -> NewPlan:
    now = timezone.now()
    for upload in (said["agreement"] or [])[:1]:
        kept.append(
            files.keep(
                upload, name=upload.name or "三方协议.pdf", purpose="居家养老三方协议", by=user, at=now, area_code=assessment.area_code
            )
        )  # fmt: skip
    hour, minute = map(int, said["starts_at"].split(":"))
    return NewPlan(
        assessment=assessment,
        provider=queries.providers_on(timezone.localdate()).get(pk=said["provider"]),
        items=tuple(Wanted(each.name, said[each.name]) for each in Service if said[each.name]),
        since=said["since"],
        agreed_on=said["agreed_on"],
        starts_at=dt.time(hour, minute),
        by=user,
        at=now,
        agreement=kept[0] if kept else None,
    )
