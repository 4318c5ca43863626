"""一人一档, 一户一档: everything known of a person or a household, from which source, as of when. Opened beyond one's own area only for a
purpose, which is recorded each time."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from doudi.base.access import scope
from doudi.base.models import Record
from doudi.base.refused import Refused
from doudi.catalogue import programmes
from doudi.desk.records import words_of_action
from doudi.mechanisms.registry import queries
from doudi.mechanisms.registry.models import Category
from doudi.pages import reveal
from doudi.pages.cells import Kind, Link, Tag
from doudi.pages.declare import Panel
from doudi.pages.details import Event, Item, Tab
from doudi.pages.forms import PageForm, form_page

REVEALED = {"id_number": "身份证号", "phone": "电话"}
_PURPOSE_HOLDS = 1800  # seconds that a purpose given for one file is used again


class PurposeForm(PageForm):
    purpose = forms.CharField(
        label="查看用途", min_length=4, max_length=100, help_text="例如：核实临时救助申请。用途会记入操作记录。"
    )


def person_page(request: HttpRequest, pk: int) -> HttpResponse:
    """一人一档."""
    now = timezone.localtime()
    if request.method == "POST":
        return _take_purpose(request, f"person:{pk}", reverse("person", args=[pk]))
    try:
        file = queries.person_file(
            request.user, pk, on=now.date(), at=now, purpose=_purpose(request, f"person:{pk}", now)
        )
    except Refused as refused:
        return _ask_purpose(request, refused)
    panels = [
        panel for each in programmes() if each.person_panel for panel in each.person_panel(request.user, pk, now.date())
    ]
    at_home = _of_homes(file, now.date())
    context = {
        "title": file.person.party.name,
        "file": file,
        "person": file.person,
        "items": _identity(request.user, file, now.date()),
        "tabs": [
            Tab("home", "家庭成员", "desk/person/home.html", _home(file, now.date()), _members(file)),
            _money_tab(_own(file.categories, "本人") + at_home, _own(file.past_categories, "本人")),
            Tab("kin", "亲属", "desk/person/kin.html", {"kin": file.kin}, len(file.kin)),
            *_panel_tabs(panels),
            Tab(
                "records", "操作日志", "desk/person/records.html", {"events": _events(file.records)}, len(file.records)
            ),
        ],
        "state": _state(file, at_home),
        "crumbs": [("一人一档", reverse("search")), (file.person.party.name, "")],
    }
    return render(request, "desk/person/file.html", context)


def household_page(request: HttpRequest, pk: int) -> HttpResponse:
    """一户一档."""
    now = timezone.localtime()
    if request.method == "POST":
        return _take_purpose(request, f"household:{pk}", reverse("household", args=[pk]))
    try:
        file = queries.household_file(
            request.user, pk, on=now.date(), at=now, purpose=_purpose(request, f"household:{pk}", now)
        )
    except Refused as refused:
        return _ask_purpose(request, refused)
    household = file.household
    panels = [
        panel
        for each in programmes()
        if each.household_panel
        for panel in each.household_panel(request.user, pk, now.date())
    ]
    items = [
        Item("户编号", household.number),
        Item("户主", _person_link(household.head_id, household.head.party.name) if household.head else None),
        Item("所在村居", file.place),
        Item("家庭人口", f"{len(file.members)}人"),
        Item("住址", household.address, wide=True),
        Item("资料来源", _source(file.records), wide=True),
    ]
    context = {
        "title": f"{household.party.name}户",
        "items": items,
        "tabs": [
            Tab("home", "家庭成员", "desk/person/household.html", {"members": file.members}, len(file.members)),
            _money_tab(_own(file.categories, "全户"), _own(file.past_categories, "全户")),
            *_panel_tabs(panels),
            Tab(
                "records", "操作日志", "desk/person/records.html", {"events": _events(file.records)}, len(file.records)
            ),
        ],
        "state": _household_state(file.categories),
        "crumbs": [("一户一档", reverse("search")), (f"户{household.number}", "")],
    }
    return render(request, "desk/person/file.html", context)


def reveal_page(request: HttpRequest, pk: int, field: str) -> HttpResponse:
    """查看完整（留痕）: the value in place, for a reason that is recorded."""
    if field not in REVEALED:
        raise Refused("没有这一项可供查看。")

    def read(reason: str) -> str:
        return queries.full_field(request.user, pk, field, reason, at=timezone.localtime())

    return reveal.reveal_page(request, label=REVEALED[field], back=reverse("person", args=[pk]), read=read)


# --- a purpose for what lies beyond one's area ---------------------------------------------------------------------------


def _purpose(request: HttpRequest, subject: str, now: dt.datetime) -> str:
    given = request.session.get("purposes", {}).get(subject)
    return str(given[0]) if given and given[1] > now.timestamp() else ""


def _take_purpose(request: HttpRequest, subject: str, back: str) -> HttpResponse:
    form = PurposeForm(request.POST)
    if not form.is_valid():
        return form_page(request, form, title="填写查看用途", submit="查看档案", back=reverse("search"))
    until = timezone.now().timestamp() + _PURPOSE_HOLDS
    request.session["purposes"] = {
        **request.session.get("purposes", {}),
        subject: [form.cleaned_data["purpose"], until],
    }
    return redirect(back)


def _ask_purpose(request: HttpRequest, refused: Refused) -> HttpResponse:
    """A file of another area may be opened for a purpose; whatever else refuses, goes on refusing."""
    if "用途" not in refused.sentence:
        raise refused
    words = refused.sentence
    return form_page(
        request, PurposeForm(), title="填写查看用途", submit="查看档案", back=reverse("search"), words=words
    )


# --- the parts of a file -------------------------------------------------------------------------------------------------


def _identity(user: Any, file: queries.PersonFile, on: dt.date) -> list[Item]:
    person = file.person
    near = scope(user, on=on).covers(person.party.area_id or "")
    phone = f"{person.phone[:3]}****{person.phone[-4:]}" if len(person.phone) >= 7 else ""
    return [
        Item("姓名", person.party.name),
        Item("性别", person.sex),
        Item("身份证号", file.masked, reveal=reverse("reveal", args=[person.pk, "id_number"]) if near else ""),
        Item("出生日期", person.born_on, Kind.DATE),
        Item("联系电话", phone, reveal=reverse("reveal", args=[person.pk, "phone"]) if near and phone else ""),
        Item("年龄", f"{file.age}岁" if file.age is not None else None),
        Item("户籍地", person.hukou_area.name if person.hukou_area else None),
        Item("所在村居", file.place),
        Item("住址", person.address, wide=True),
        Item("资料来源", _source(file.records), wide=True),
        *([Item("死亡日期", person.died_on, Kind.DATE, wide=True)] if person.died_on else []),
    ]


def _state(file: queries.PersonFile, at_home: list[tuple[str, Category]]) -> list[Tag]:
    if file.person.died_on:
        return [Tag("已死亡", "danger")]
    return _household_state([*file.categories, *(category for _, category in at_home)])


def _household_state(categories: list[Category]) -> list[Tag]:
    return [Tag(category.get_kind_display(), "ok") for category in categories]


def _home(file: queries.PersonFile, on: dt.date) -> dict[str, Any]:
    homes = [
        (membership, queries.members_on(membership.household, on)) for membership in file.households
    ]  # nearly always one
    return {"homes": homes}


def _members(file: queries.PersonFile) -> int | None:
    return None if file.households else 0


def _money_tab(now: list[tuple[str, Category]], past: list[tuple[str, Category]]) -> Tab:
    return Tab("money", "救助待遇", "desk/person/categories.html", {"now": now, "past": past}, len(now))


def _own(categories: list[Category], whose: str) -> list[tuple[str, Category]]:
    return [(whose, each) for each in categories]


def _of_homes(file: queries.PersonFile, on: dt.date) -> list[tuple[str, Category]]:
    """What the households of a person receive now: mostly that is how a person is assisted."""
    homes = {membership.household_id: membership.household.number for membership in file.households}
    found = Category.objects.filter(Q(to_on=None) | Q(to_on__gte=on), party__in=homes, from_on__lte=on).order_by("pk")
    return [(f"所在户{homes[each.party_id]}", each) for each in found]


def _source(records: list[Record]) -> str | None:
    """Which list the registry's knowledge came from, and when it was last corrected by one."""
    told = next((each for each in records if each.because and each.action.startswith(("person.", "household."))), None)
    return f"{told.because}（{timezone.localtime(told.at):%Y-%m-%d}登记）" if told else None


def _panel_tabs(panels: list[Panel]) -> list[Tab]:
    return [Tab(panel.code, panel.name, panel.template, panel.context, panel.number) for panel in panels]


def _events(records: list[Record]) -> list[Event]:
    return [
        Event(words_of_action(each.action, each.data), each.at, each.by.name if each.by else "系统", each.because)
        for each in records
    ]


def _person_link(pk: int | None, name: str) -> Link | str:
    return Link(name, reverse("person", args=[pk])) if pk else name
