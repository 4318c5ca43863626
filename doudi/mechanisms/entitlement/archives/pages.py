"""电子档案的页面: what it holds in the order of time, what is missing, papers put in and set aside, the whole taken away."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from django import forms
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from doudi.base.access import may
from doudi.base.areas import full_name
from doudi.base.models import User
from doudi.mechanisms.entitlement.archives import gathering, packing, services
from doudi.mechanisms.entitlement.archives.declare import Archive, archive_of
from doudi.mechanisms.entitlement.archives.gathering import Entry, Gathered, State
from doudi.mechanisms.entitlement.archives.models import ArchivedPaper
from doudi.mechanisms.entitlement.awards.models import Award
from doudi.mechanisms.entitlement.declare import benefit_of
from doudi.mechanisms.registry.models import Party
from doudi.pages.acts import carry_out
from doudi.pages.cells import Link, Tag
from doudi.pages.declare import Page
from doudi.pages.details import Item
from doudi.pages.forms import DayField, FilesField, PageForm, form_page, posted


class PaperForm(PageForm):
    columns = 2
    element = forms.ChoiceField(label="要素")
    origin = forms.ChoiceField(label="来源", choices=[("", "请选择"), *ArchivedPaper.Origin.choices])
    made_on = DayField(label="形成日期", help_text="材料本身的日期，例如发证、签字的日期")
    words = forms.CharField(label="说明", max_length=200, required=False)
    papers = FilesField(label="材料（照片、扫描件或电子文件）", photos=False)


class AsideForm(PageForm):
    because = forms.CharField(label="原因", max_length=200, help_text="例如：误传他人材料。材料仍留存，不再计入要素。")


class PurposeForm(PageForm):
    because = forms.CharField(
        label="用途", min_length=2, max_length=200, help_text="例如：行政复议提交证据。用途记入操作记录。"
    )


def pages_of(archive: Archive) -> tuple[Page, ...]:
    """The pages of a programme's archives, below those of everybody whom it is about."""
    at, readers, filers = "archives/<int:pk>/", archive.readers, archive.filers
    return (
        Page("archive", "电子档案", partial(archive_page, archive=archive), readers, at),
        Page("archive_paper", "归档材料", partial(paper_page, archive=archive), filers, f"{at}papers/new/"),
        Page("archive_aside", "撤出归档", partial(aside_page, archive=archive), filers, f"{at}papers/<int:paper>/"),
        Page("archive_whole", "导出整卷", partial(whole_page, archive=archive), readers, f"{at}whole/"),
    )


def link_of_award(user: Any, award: Award) -> str:
    """Where the archive of an award stands, for those who may open it; empty for others."""
    archive = archive_of(award)
    if archive is None or not may(user, archive.readers, area_code=award.area_code):
        return ""
    return archive.address(award.party_id)


def links_of(archive: Archive, user: Any, party_id: int, area_code: str) -> list[tuple[str, str]]:
    """The button on the page of an application (`CasePages.links`)."""
    if not may(user, archive.readers, area_code=area_code):
        return []
    return [("电子档案", archive.address(party_id))]


def archive_page(request: HttpRequest, pk: int, *, archive: Archive) -> HttpResponse:
    """电子档案 of one person or household. Reading it leaves a record."""
    user = _user(request)
    found = _gathered(user, archive, pk)
    services.note_reading(found, by=user, at=timezone.now())
    files = may(user, archive.filers, area_code=found.area_code)
    lacking = found.lacking
    context = {
        "title": f"电子档案：{found.party.name}（{archive.name}）",
        "tag": Tag(f"缺{lacking}项", "warn") if lacking else Tag("要素齐全", "ok"),
        "items": _items(found),
        "states": [(each, _tag(each)) for each in found.states],
        "entries": [(each, _aside(found, each) if files else "") for each in found.entries],
        "set_aside": found.set_aside,
        "put_in": archive.address(pk, "archive_paper") if files else "",
        "whole": archive.address(pk, "archive_whole"),
    }
    return render(request, "archives/archive.html", context)


def paper_page(request: HttpRequest, pk: int, *, archive: Archive) -> HttpResponse:
    """归档材料: a file is put in, with where it comes from."""
    found = _gathered(_user(request), archive, pk)
    form = PaperForm(*posted(request))
    lacking = {each.element.code for each in found.states if each.lacking}
    elements = sorted(archive.elements, key=lambda each: each.code not in lacking)
    form.fields["element"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
        ("", "请选择"),
        *((each.code, f"{each.name}{'（缺）' if each.code in lacking else ''}") for each in elements),
    ]

    def do(said: dict[str, Any], user: User) -> str:
        papers = [(each.name or "照片.jpg", each) for each in said.pop("papers") or []]
        code = said.pop("element")
        made = services.put_in(found, code, papers, by=user, at=timezone.now(), **said)
        return f"已归档{len(made)}份材料。"

    more: dict[str, Any] = {"title": f"归档材料：{found.party.name}", "submit": "归档", "back": archive.address(pk)}
    return carry_out(request, form, do=do, **more)


def aside_page(request: HttpRequest, pk: int, paper: int, *, archive: Archive) -> HttpResponse:
    """撤出归档, with the reason."""
    found = _gathered(_user(request), archive, pk)
    entry = next((each for each in found.entries if each.paper is not None and each.paper.pk == paper), None)
    if entry is None or entry.paper is None:
        raise Http404
    held = entry.paper

    def do(said: dict[str, Any], user: User) -> str:
        services.set_aside(held, said["because"], by=user, at=timezone.now())
        return "已撤出归档，材料仍留存。"

    more: dict[str, Any] = {
        "title": f"撤出归档：{held.file.name}", "submit": "撤出", "submit_class": "btn-warn", "back": archive.address(pk)
    }  # fmt: skip
    return carry_out(request, AsideForm(*posted(request)), do=do, **more)


def whole_page(request: HttpRequest, pk: int, *, archive: Archive) -> HttpResponseBase:
    """导出整卷, for a purpose."""
    user = _user(request)
    found = _gathered(user, archive, pk)
    form = PurposeForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return form_page(
            request, form, title=f"导出整卷：{found.party.name}", submit="导出", back=archive.address(pk),
            words="整卷含身份证明等个人信息，附目录和每份材料的指纹；用途和导出人记入操作记录。",
        )  # fmt: skip
    package = services.take_away(found, form.cleaned_data["because"], by=user, at=timezone.now())
    return FileResponse(package.content, as_attachment=True, filename=package.name, content_type="application/zip")


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _gathered(user: User, archive: Archive, pk: int) -> Gathered:
    return gathering.gather(user, archive, pk, on=timezone.localdate())


def _items(found: Gathered) -> list[Item]:
    household = found.party.kind == Party.Kind.HOUSEHOLD
    return [
        Item(
            "户主" if household else "姓名",
            Link(found.party.name, reverse("household" if household else "person", args=[found.party.pk])),
        ),
        Item("户编号" if household else "身份证号", packing.masked_number(found.party)),
        Item("所在村居", full_name(found.area_code)),
        Item("待遇", _awards(found.awards) or "还没有审核确认的待遇"),
        Item("办件", "、".join(each.number for each in found.cases) or None, wide=True),
    ]


def _awards(awards: Sequence[Award]) -> str:
    return "、".join(dict.fromkeys(benefit_of(each.benefit).name for each in awards))


def _tag(state: State) -> Tag:
    if state.lacking:
        return Tag("缺", "danger")
    return Tag(f"{state.held}件", "ok") if state.held else Tag("没有发生", "")


def _aside(found: Gathered, entry: Entry) -> str:
    if entry.paper is None:
        return ""
    return found.archive.address(found.party.pk, "archive_aside", entry.paper.pk)
