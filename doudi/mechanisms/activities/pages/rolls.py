"""The roll of who is visited: the list, one of it with all that is known of his visits, and what is done with his entry."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from doudi.base.access import may
from doudi.base.areas import full_name
from doudi.base.models import User
from doudi.base.refused import Refused
from doudi.mechanisms.activities import box, queries, rolls, visiting
from doudi.mechanisms.activities.declare import DEATH, HOSPITAL, NOT_FOUND, STATES
from doudi.mechanisms.activities.models import Activity, RollEntry
from doudi.mechanisms.activities.pages.declare import VisitPages
from doudi.mechanisms.activities.visiting import Visited
from doudi.mechanisms.phone.sent import PHOTO, Picture
from doudi.mechanisms.registry.services import NewPerson
from doudi.pages.cells import Kind, Link, Tag
from doudi.pages.details import Event, Item
from doudi.pages.filters import AreaTree, Choice, Days, Text, YesNo
from doudi.pages.forms import DayField, FilesField, IdentityField, PageForm, area_field, form_page, posted, with_fields
from doudi.pages.lists import Bulk, Column, Listing, Operation, Tool
from doudi.pages.responses import done
from doudi.pages.views import list_page

_SHOWN = 30
Way, Outcome = Activity.Way, Activity.Outcome


class ReviewForm(PageForm):
    because = forms.CharField(label="复核情况", max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


def _review(user: Any, rows: list[RollEntry], said: dict[str, Any]) -> str:
    rolls.confirm_levels(rows, because=said["because"], by=user, at=timezone.now())
    return f"已登记{len(rows)}人的级别复核。"


def roll_view(pages: VisitPages) -> Any:
    """巡访名册 as a list."""
    kind = pages.kind
    listing = Listing(
        code=f"{kind.code}.roll",
        name=kind.roll,
        rows=lambda user: queries.roll(user, kind),
        columns=(
            Column("name", "姓名", "person.party.name", head=True),
            Column("place", "乡镇、村居", lambda row: full_name(row.area_code)),
            Column("level", "级别", lambda row: kind.level(row.level).name, half=True),
            Column("stay", "居住状态", lambda row: row.get_stay_display() + ("，独居" if row.alone else ""), half=True),
            Column("last", "最近有效巡访", "last_on", kind=Kind.DATE, sort="last_on", half=True),
            Column("due", "应访期限", "due_on", kind=Kind.DATE, sort="due_on", half=True),
            Column("state", "状态", state_of),
            Column("from", "入册日期", "from_on", kind=Kind.DATE, desk_only=True),
        ),
        filters=(
            Text(code="q", label="姓名", field="person__party__name"),
            AreaTree(),
            Choice(code="level", label="级别", field="level", choices=[(each.code, each.name) for each in kind.levels]),
            Days(code="due", label="应访期限", field="due_on"),
            Days(code="review", label="级别复核期限", field="review_on"),
            Choice(code="stay", label="居住状态", field="stay", choices=RollEntry.Stay.choices),
            YesNo(code="alone", label="独居", field="alone"),
        ),
        operations=(
            Operation("详情", lambda row: pages.url("entry", row.pk)),
            Operation(
                "登记巡访",
                lambda row: pages.url("record", row.pk) if row.to_on is None else None,
                roles=kind.visitors,
            ),
        ),
        tools=(Tool("入册", lambda: pages.url("enter"), icon="plus", primary=True, roles=kind.downgraders),),
        bulks=(
            Bulk(
                "review",
                "级别复核不变",
                _review,
                roles=kind.downgraders,
                words="勾选的人经复核级别不变，下次复核期限顺延。",
                form=ReviewForm,
            ),
        ),
        order=("due_on", "id"),
        empty=f"{kind.roll}中没有符合条件的{pages.subject}。",
        scope_roles=kind.readers,
    )

    def view(request: HttpRequest) -> HttpResponse:
        return list_page(request, listing)

    return view


def state_of(entry: RollEntry) -> Tag:
    """Where somebody stands today, in words."""
    now = timezone.now()
    if entry.to_on is not None:
        return Tag(f"已出册：{entry.ended_because}")
    if entry.urgent_by is not None:
        return Tag("突发情况，待见到本人", "danger")
    today = timezone.localdate(now)
    if entry.due_on is None or entry.due_on > today + dt.timedelta(days=box.AHEAD):
        return Tag("未到期", "ok")
    return Tag("超期未访", "danger") if entry.due_on < today else Tag("近期应访", "warn")


def entry_view(pages: VisitPages) -> Any:
    """One of the roll: how he is looked after, what visits found, what is open."""

    def view(request: HttpRequest, pk: int) -> HttpResponse:
        entry, user = _entry(pages, request, pk), request.user
        kind = pages.kind
        visits = queries.visits(user, kind).filter(entry=entry).order_by("-held_at")[:_SHOWN]
        place: dict[str, Any] = {"area_code": entry.area_code}
        context = {
            "title": f"{kind.name}：{entry.person.party.name}",
            "entry": entry,
            "state": state_of(entry),
            "items": _items(pages, entry),
            "visits": [(each, pages.url("visit", each.pk)) for each in visits],
            "follow_ups": [
                (each, kind.need(each.need).name, pages.url("follow_up", each.pk)) for each in entry.follow_ups.all()
            ],
            "events": [
                Event(f"{kind.level(each.level).name}级", each.from_on, each.by.name if each.by else "", each.because)
                for each in entry.levels.select_related("by").order_by("-pk")
            ],
            "record": pages.url("record", pk) if entry.to_on is None and may(user, kind.visitors, **place) else "",
            "level": pages.url("level", pk) if entry.to_on is None and may(user, kind.readers, **place) else "",
            "incident": pages.url("incident", pk) if entry.to_on is None and may(user, kind.readers, **place) else "",
            "leave": pages.url("leave", pk) if entry.to_on is None and may(user, kind.downgraders, **place) else "",
            "phone": f"{box.CODE}:{pk}",
        }
        return render(request, "activities/entry.html", context)

    return view


class EnterForm(PageForm):
    columns = 2
    area = area_field("所在乡镇、村居")
    name = forms.CharField(label="姓名", max_length=40)
    id_number = IdentityField(label="身份证号")
    level = forms.ChoiceField(label="级别", widget=forms.RadioSelect)
    stay = forms.ChoiceField(label="居住状态", choices=RollEntry.Stay.choices, widget=forms.RadioSelect)
    alone = forms.BooleanField(label="独居", required=False)
    carer = forms.CharField(label="照护人", required=False, max_length=40)
    service = forms.CharField(
        label="正在使用的服务", required=False, max_length=100, help_text="同一需求不重复安排服务。"
    )
    because = forms.CharField(label="入册依据", max_length=200, widget=forms.Textarea(attrs={"rows": 3}))


def enter_view(pages: VisitPages) -> Any:
    """入册: the township puts somebody onto the roll, from today on."""
    kind = pages.kind

    def view(request: HttpRequest) -> HttpResponse:
        form = EnterForm(*posted(request)[:1], initial={"stay": RollEntry.Stay.HOME.value})
        form.fields["level"].choices = [(each.code, f"{each.name}（{each.who}）") for each in kind.levels]  # type: ignore[attr-defined]  # a ChoiceField
        more = {"title": f"入册：{kind.roll}", "submit": "确定入册", "back": pages.url("roll")}
        if request.method == "POST" and form.is_valid():
            said = dict(form.cleaned_data)
            person = NewPerson(said.pop("id_number"), said.pop("name"), said.pop("area"))
            try:
                made = rolls.put_on(kind, person, said, by=_user(request), at=timezone.now())
            except Refused as refused:
                return form_page(request, form, refusal=refused.sentence, **more)
            return done(request, "已入册。", to=pages.url("entry", made.pk))
        return form_page(request, form, **more)

    return view


class LevelForm(PageForm):
    level = forms.ChoiceField(label="级别", widget=forms.RadioSelect)
    because = forms.CharField(label="理由", max_length=200, widget=forms.Textarea(attrs={"rows": 3}))


def level_view(pages: VisitPages) -> Any:
    """调整级别; also how the half-yearly look confirms the one he has (R-DIS-07)."""

    def view(request: HttpRequest, pk: int) -> HttpResponse:
        entry, user = _entry(pages, request, pk), _user(request)
        form = LevelForm(*posted(request)[:1], initial={"level": entry.level})
        form.fields["level"].choices = [(each.code, f"{each.name}（{each.who}）") for each in pages.kind.levels]  # type: ignore[attr-defined]  # a ChoiceField
        more = {"title": f"级别复核：{entry.person.party.name}", "submit": "确定", "back": pages.url("entry", pk)}
        if request.method == "POST" and form.is_valid():
            try:
                said = form.cleaned_data
                rolls.set_level(entry, said["level"], because=said["because"], by=user, at=timezone.now())
            except Refused as refused:
                return form_page(request, form, refusal=refused.sentence, **more)
            return done(request, "级别已登记。", to=pages.url("entry", pk))
        return form_page(request, form, **more)

    return view


class LeaveForm(PageForm):
    on = DayField(label="出册日期")
    because = forms.ChoiceField(
        label="原因",
        choices=[(each, each) for each in ("死亡", "迁出本县", "不再符合条件", "入住外县机构")],
        widget=forms.RadioSelect,
    )


def leave_view(pages: VisitPages) -> Any:
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        entry, user = _entry(pages, request, pk), _user(request)
        if not may(user, pages.kind.downgraders, area_code=entry.area_code):
            raise Refused("出册须由乡镇办理。")
        form = LeaveForm(*posted(request)[:1])
        more = {"title": f"出册：{entry.person.party.name}", "submit": "确定出册", "back": pages.url("entry", pk)}
        if request.method == "POST" and form.is_valid():
            said = form.cleaned_data
            try:
                rolls.take_off(entry, on=said["on"], because=said["because"], by=user, at=timezone.now())
            except Refused as refused:
                return form_page(request, form, refusal=refused.sentence, **more)
            return done(request, "已出册。", to=pages.url("entry", pk))
        return form_page(request, form, **more)

    return view


class IncidentForm(PageForm):
    words = forms.CharField(
        label="发生了什么",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="侵害、遗弃、生命危险先报警（110、120），再在这里登记；不用等填表。",
    )


def incident_view(pages: VisitPages) -> Any:
    """突发情况, told at once (R-DIS-04)."""

    def view(request: HttpRequest, pk: int) -> HttpResponse:
        entry, user = _entry(pages, request, pk), _user(request)
        form = IncidentForm(*posted(request)[:1])
        more = {"title": f"突发情况：{entry.person.party.name}", "submit": "立即报告", "back": pages.url("entry", pk)}
        if request.method == "POST" and form.is_valid():
            now = timezone.now()
            try:
                rolls.report_incident(entry, words=form.cleaned_data["words"], happened_at=now, by=user, at=now)
            except Refused as refused:
                return form_page(request, form, refusal=refused.sentence, **more)
            return done(request, "已报告乡镇，请尽快见到本人。", to=pages.url("entry", pk))
        return form_page(request, form, **more)

    return view


class VisitForm(PageForm):
    columns = 2
    outcome = forms.ChoiceField(label="巡访结果", widget=forms.RadioSelect)
    way = forms.ChoiceField(label="巡访方式", required=False, widget=forms.RadioSelect, choices=Way.choices)
    on = DayField(label="巡访日期")
    at = forms.TimeField(
        label="时间",
        widget=forms.TimeInput(attrs={"type": "time"}),
        error_messages={"invalid": "请写成 09:30 的样子。"},
    )
    minutes = forms.IntegerField(label="用时（分钟）", required=False, min_value=0, max_value=1440)
    companion = forms.CharField(label="同行人员", required=False, max_length=60)


def record_view(pages: VisitPages) -> Any:
    """登记巡访 at the desk, for what was written on paper; on the phone it is the box."""
    kind = pages.kind

    def view(request: HttpRequest, pk: int) -> HttpResponse:
        entry, user = _entry(pages, request, pk), _user(request)
        now = timezone.localtime()
        initial = {"outcome": Outcome.SEEN.value, "way": Way.FACE.value, "on": now.date(), "at": f"{now:%H:%M}"}
        form = VisitForm(*posted(request), initial={**initial, "key": str(uuid.uuid4())})
        outcomes = [each for each in Outcome.choices if each[0] != Outcome.DONE]
        form.fields["outcome"].choices = outcomes  # type: ignore[attr-defined]  # a ChoiceField
        _add_fields(pages, form)
        more = {
            "title": f"登记{kind.name}：{entry.person.party.name}",
            "submit": "登记",
            "back": pages.url("entry", pk),
        }
        if request.method == "POST" and form.is_valid():
            try:
                made = visiting.visit(_visited(pages, entry, form.cleaned_data, user))
            except Refused as refused:
                return form_page(request, form, refusal=refused.sentence, **more)
            counted = "已登记，计入有效巡访。" if made.counts else f"已登记，但不计入有效巡访：{made.not_counted}。"
            return done(request, counted, to=pages.url("entry", pk))
        return form_page(request, form, **more)

    return view


def _add_fields(pages: VisitPages, form: PageForm) -> None:
    kind = pages.kind
    fields: dict[str, forms.Field] = {
        each.code: forms.ChoiceField(
            label=each.label, required=False, choices=[("", "请选择"), *STATES], help_text=each.hint
        )
        for each in kind.groups
    }
    needs = [(each.code, each.name) for each in kind.needs if each.code not in (DEATH, HOSPITAL, NOT_FOUND)]
    fields["needs"] = forms.MultipleChoiceField(
        label="需要帮助的事项", required=False, choices=needs, widget=forms.CheckboxSelectMultiple
    )
    fields["words"] = forms.CharField(
        label="情况记录", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
    fields["reason"] = forms.CharField(
        label="没有定位的原因", required=False, max_length=100, help_text="办公室补录的写明“纸质记录补录”。"
    )
    fields["photos"] = FilesField(label="现场照片", photos=True, required=False)
    fields["key"] = forms.UUIDField(widget=forms.HiddenInput)
    with_fields(form, fields)


def _visited(pages: VisitPages, entry: RollEntry, said: dict[str, Any], user: User) -> Visited:
    held_at = timezone.make_aware(dt.datetime.combine(said["on"], said["at"]))
    if held_at > timezone.now():
        raise Refused("巡访时间不能晚于现在，请核对。")
    photos = [Picture(PHOTO, each, each.name or "照片.jpg") for each in said["photos"] or []]
    return Visited(
        entry=entry,
        held_at=held_at,
        outcome=said["outcome"],
        by=user,
        at=timezone.now(),
        way=said["way"] if said["outcome"] == Outcome.SEEN else "",
        said={each.code: said[each.code] for each in pages.kind.groups if said[each.code]},
        words=said["words"],
        minutes=said["minutes"],
        companion=said["companion"],
        needs=tuple(said["needs"]),
        reason=said["reason"],
        pictures=photos,
        key=said["key"],
    )


def _items(pages: VisitPages, entry: RollEntry) -> list[Item]:
    where = f"{entry.latitude}，{entry.longitude}" if entry.latitude is not None else "未登记（可从巡访定位中确认）"
    urgent = timezone.localtime(entry.urgent_by) if entry.urgent_by else None
    return [
        Item("姓名", Link(entry.person.party.name, _person(entry))),
        Item("乡镇、村居", full_name(entry.area_code)),
        Item("级别", _level(pages, entry)),
        Item("居住状态", entry.get_stay_display() + ("，独居" if entry.alone else "")),
        Item("照护人", entry.carer or None),
        Item("正在使用的服务", entry.service or None),
        Item("入册依据", entry.reason, wide=len(entry.reason) > 30),
        Item("入册日期", entry.from_on, Kind.DATE),
        Item("最近有效巡访", entry.last_on, Kind.DATE),
        Item("应访期限", entry.due_on, Kind.DATE),
        Item("级别复核期限", entry.review_on, Kind.DATE),
        *([Item("紧急应访时限", urgent, Kind.TIME)] if urgent else []),
        Item("住址坐标（内部核查）", where),
    ]


def _person(entry: RollEntry) -> str:
    return reverse("person", args=[entry.person_id])


def _level(pages: VisitPages, entry: RollEntry) -> Tag:
    level = pages.kind.level(entry.level)
    return Tag(level.name, level.tint)


def _entry(pages: VisitPages, request: HttpRequest, pk: int) -> RollEntry:
    found = queries.roll(request.user, pages.kind).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
