"""What was held: the list, one of it with who was there and its photos, and the form that enters it."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from doudi.base.areas import full_name
from doudi.base.models import User
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.mechanisms.activities import holding, queries
from doudi.mechanisms.activities.declare import KINDS, ActivityKind
from doudi.mechanisms.activities.holding import Held, Present
from doudi.mechanisms.activities.models import Attendance
from doudi.mechanisms.phone.sent import PHOTO, Picture
from doudi.mechanisms.phone.whole import words_of
from doudi.pages.cells import Kind
from doudi.pages.declare import Page
from doudi.pages.details import Item
from doudi.pages.filters import AreaTree, Choice, Days, Text
from doudi.pages.forms import DayField, FilesField, PageForm, area_field, form_of, form_page, posted, with_fields
from doudi.pages.lists import Column, Listing, Operation, Tool
from doudi.pages.responses import done
from doudi.pages.views import list_page

Part = Attendance.Part


@dataclass(frozen=True)
class HeldPages:
    """The pages of what a programme holds: all its kinds in one list."""

    programme: str
    name: str  # 活动记录
    kinds: tuple[ActivityKind, ...]
    icon: str = "calendar"

    def url(self, page: str, *args: Any) -> str:
        return reverse(f"{self.programme}:{page}", args=args)

    @property
    def readers(self) -> frozenset[Role]:
        return frozenset().union(*(each.readers for each in self.kinds))

    @property
    def holders(self) -> frozenset[Role]:
        return frozenset().union(*(each.held_by for each in self.kinds))


def held_pages_of(pages: HeldPages) -> tuple[Page, ...]:
    """List, one of it, and a form for each kind."""
    return (
        Page("activities", pages.name, _list(pages), pages.readers, icon=pages.icon),
        Page("activity", "活动详情", _one(pages), pages.readers, "activities/<int:pk>/"),
        *(
            Page(f"hold_{each.code.split('.')[-1]}", f"登记{each.name}", _form(pages, each), each.held_by,
                 f"activities/new/{each.code.split('.')[-1]}/")
            for each in pages.kinds
        ),
    )  # fmt: skip


def _list(pages: HeldPages) -> Any:
    listing = Listing(
        code=f"{pages.programme}.activities",
        name=pages.name,
        rows=lambda user: queries.held(user, pages.kinds),
        columns=(
            Column("topic", "主题", "topic", head=True),
            Column("kind", "种类", lambda row: KINDS[row.kind].name),
            Column("on", "日期", "on", kind=Kind.DATE, sort="on", half=True),
            Column("where", "地点", lambda row: row.place),
            Column("area", "乡镇、村居", lambda row: full_name(row.area_code), desk_only=True),
            Column("headcount", "人数", "headcount", kind=Kind.NUMBER, sort="headcount", half=True),
            Column("by", "登记人", "by.name", desk_only=True),
        ),
        filters=(
            Text(code="q", label="主题", field="topic"),
            Choice(code="kind", label="种类", field="kind", choices=[(each.code, each.name) for each in pages.kinds]),
            Days(code="on", label="日期", field="on"),
            AreaTree(),
        ),
        tools=tuple(
            Tool(
                f"登记{each.name}",
                _address(pages, each),
                icon="plus",
                primary=not place,
                roles=each.held_by,
            )
            for place, each in enumerate(pages.kinds)
        ),
        operations=(Operation("详情", lambda row: pages.url("activity", row.pk)),),
        order=("-on", "-id"),
        empty="还没有登记活动。",
        persons=False,
        scope_roles=pages.readers,
    )

    def view(request: HttpRequest) -> HttpResponse:
        return list_page(request, listing)

    return view


def _address(pages: HeldPages, kind: ActivityKind) -> Any:
    return lambda: pages.url(f"hold_{kind.code.split('.')[-1]}")


def _one(pages: HeldPages) -> Any:
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        made = queries.held(request.user, pages.kinds).filter(pk=pk).first()
        if made is None:
            raise Http404
        kind = KINDS[made.kind]
        people = list(made.attendances.all())
        context = {
            "title": f"{kind.name}：{made.topic}",
            "activity": made,
            "items": [
                Item("种类", kind.name),
                Item("时间", made.held_at, Kind.TIME),
                Item("时长", f"{made.minutes}分钟" if made.minutes is not None else None),
                Item("乡镇、村居", full_name(made.area_code)),
                Item("地点", made.place),
                Item("人数", f"{made.headcount}人"),
                Item("登记人", made.by.name),
                *(
                    Item(each.label, words_of(each, made.said[each.code]), wide=each.kind == "long")
                    for each in kind.asks
                    if made.said.get(each.code)
                ),
                *([Item("活动记录", made.words, wide=True)] if made.words else []),
            ],
            "people": people,
            "photos": list(made.pictures.filter(kind=PHOTO).select_related("file")),
            "back": pages.url("activities"),
        }
        return render(request, "activities/held.html", context)

    return view


class HeldForm(PageForm):
    columns = 2
    topic = forms.CharField(label="主题", max_length=100)
    area = area_field("所在乡镇、村居")
    place = forms.CharField(label="地点", max_length=100)
    on = DayField(label="日期")
    at = forms.TimeField(
        label="时间",
        widget=forms.TimeInput(attrs={"type": "time"}),
        error_messages={"invalid": "请写成 09:30 的样子。"},
    )
    minutes = forms.IntegerField(label="时长（分钟）", required=False, min_value=1, max_value=1440)
    headcount = forms.IntegerField(label="参加人数", min_value=1, max_value=100_000)
    workers = forms.CharField(
        label="主持、主讲人员",
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="一行一人，单位写在姓名后面，中间空一格。",
    )


def _form(pages: HeldPages, kind: ActivityKind) -> Any:
    def view(request: HttpRequest) -> HttpResponse:
        assert isinstance(request.user, User)
        form = HeldForm(
            *posted(request), initial={"key": str(uuid.uuid4()), "headcount": 1 if kind.of_person else None}
        )
        _add_fields(kind, form)
        more = {"title": f"登记{kind.name}", "submit": "登记", "back": pages.url("activities")}
        if request.method == "POST" and form.is_valid():
            try:
                made = holding.hold(_held(kind, form.cleaned_data), by=request.user, at=timezone.now())
            except Refused as refused:
                return form_page(request, form, refusal=refused.sentence, **more)
            return done(request, f"{kind.name}已登记。", to=pages.url("activity", made.pk))
        return form_page(request, form, **more)

    return view


def _add_fields(kind: ActivityKind, form: PageForm) -> None:
    fields: dict[str, forms.Field] = {}
    if kind.of_person:
        fields["visited"] = forms.CharField(label="受访人", max_length=80, help_text="写姓名，不写证号。")
    if kind.named:
        hint = "一行一人，单位写在姓名后面，中间空一格；可以从表格中整列粘贴。"
        fields["people"] = forms.CharField(label="签到名单", widget=forms.Textarea(attrs={"rows": 8}), help_text=hint)
    fields |= form_of(kind.asks)
    fields["words"] = forms.CharField(
        label="活动记录", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
    least = f"至少{kind.photos}张。" if kind.photos else ""
    fields["photos"] = FilesField(
        label="照片", photos=True, required=bool(kind.photos), help_text=f"{least}{kind.photo_hint}"
    )
    fields["key"] = forms.UUIDField(widget=forms.HiddenInput)
    with_fields(form, fields)


def _held(kind: ActivityKind, said: dict[str, Any]) -> Held:
    people = [Present(name, Part.WORKER, unit) for name, unit in names_in(said["workers"])]
    people += [Present(name, Part.TAKING_PART, unit) for name, unit in names_in(said.get("people", ""))]
    if said.get("visited"):
        people.append(Present(said["visited"], Part.VISITED))
    return Held(
        kind,
        timezone.make_aware(dt.datetime.combine(said["on"], said["at"])),
        said["area"],
        said["place"],
        said["topic"],
        said["headcount"],
        people=people,
        said={each.code: said[each.code] for each in kind.asks if said.get(each.code)},
        words=said["words"],
        minutes=said["minutes"],
        pictures=[Picture(PHOTO, each, each.name or "照片.jpg") for each in said["photos"] or []],
        key=said["key"],
    )


def names_in(text: str) -> list[tuple[str, str]]:
    """Name and unit of each line; what was copied out of a spreadsheet has tabs."""
    found = []
    for line in text.replace("\u3000", " ").splitlines():
        name, _, unit = line.strip().replace("\t", " ").partition(" ")
        if name:
            found.append((name, unit.strip()))
    return found
