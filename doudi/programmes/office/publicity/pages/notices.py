"""The list of notices, and one of them: its text as it hangs, the photos of the board, what was said, what may be done now."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from doudi.base.areas import full_name
from doudi.base.files import DOCX
from doudi.base.models import Record, User
from doudi.base.records import name_of, record
from doudi.base.refused import Refused
from doudi.mechanisms.casework.notices import paper, queries
from doudi.mechanisms.casework.notices.declare import PUBLICITIES
from doudi.mechanisms.casework.notices.models import NoticeKind, NoticeState, PublicNotice
from doudi.mechanisms.casework.notices.services import DRAFTERS
from doudi.pages.cells import Kind, Tag
from doudi.pages.details import Event, Item, steps_of
from doudi.pages.filters import AreaTree, Choice, Days, Text
from doudi.pages.lists import Column, Listing, Operation, Tool
from doudi.pages.responses import file_response
from doudi.pages.views import list_page
from doudi.programmes.office.publicity.pages.acts import buttons_of

TINTS = {
    NoticeState.DRAFT: "",
    NoticeState.REVIEWING: "info",
    NoticeState.APPROVED: "info",
    NoticeState.POSTED: "ok",
    NoticeState.OVER: "",
    NoticeState.WITHDRAWN: "warn",
    NoticeState.DROPPED: "",
}
_ROAD = (NoticeState.DRAFT, NoticeState.REVIEWING, NoticeState.APPROVED, NoticeState.POSTED, NoticeState.OVER)
PRINTED = (NoticeState.APPROVED, NoticeState.POSTED)
_SAID = {
    "notice.draft": "拟稿",
    "notice.rewrite": "修改",
    "notice.attach": "添加附件",
    "notice.detach": "移除附件",
    "notice.file_blocked": "附件未通过扫描",
    "notice.submit": "提交审核",
    "notice.review": "审核通过",
    "notice.send_back": "退回修改",
    "notice.drop": "作废",
    "notice.post": "张贴",
    "notice.photograph": "上传公示栏照片",
    "notice.take_down": "提前撤下",
    "notice.expire": "期满自动撤下",
    "notice.replace": "由新名单替换",
    "notice.download": "下载 Word",
}


def _state(row: PublicNotice) -> Tag:
    return Tag(row.get_state_display(), TINTS[NoticeState(row.state)])


LISTING = Listing(
    code="publicity.notices",
    name="公示",
    rows=queries.notices,
    columns=(
        Column("number", "公示编号", head=True),
        Column(
            "publicity", "业务", lambda row: PUBLICITIES[row.publicity].name if row.publicity in PUBLICITIES else ""
        ),
        Column("kind", "种类", lambda row: row.get_kind_display(), half=True),
        Column("area", "村居", lambda row: full_name(row.area_code), half=True),
        Column("lines", "户（人）数", "lines_number", kind=Kind.NUMBER, half=True),
        Column("posted_on", "张贴日期", kind=Kind.DATE, sort="posted_on", half=True),
        Column("ends_on", "截止日期", kind=Kind.DATE, sort="ends_on", half=True),
        Column("objections", "异议", "objections_number", kind=Kind.NUMBER, half=True),
        Column("state", "状态", _state),
    ),
    filters=(
        Text(code="q", label="公示编号", field="number"),
        AreaTree(),
        Choice(code="kind", label="种类", field="kind", choices=tuple(NoticeKind.choices)),
        Choice(code="state", label="状态", field="state", choices=tuple(NoticeState.choices)),
        Days(code="posted", label="张贴日期", field="posted_on"),
    ),
    operations=(Operation("详情", lambda row: reverse("publicity:notice", args=[row.pk])),),
    tools=(
        Tool("从办件生成", lambda: reverse("publicity:from_cases"), icon="plus", primary=True, roles=DRAFTERS),
        Tool("拟公示", lambda: reverse("publicity:new"), icon="edit", roles=DRAFTERS),
        Tool("生成长期公布名单", lambda: reverse("publicity:long_term"), icon="users", roles=DRAFTERS),
    ),
    empty="还没有公示。办件作出初审意见后在这里拟稿，或点“拟公示”。",
    persons=False,
    scope_roles=queries.READERS,
)


def notices(request: HttpRequest) -> HttpResponse:
    return list_page(request, LISTING)


def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """One notice; its attachments and photos are opened by the authorised view."""
    row = queries.notice_of(request.user, pk)
    lines = list(row.lines.all())
    photos = list(row.photos.select_related("photo", "by"))
    attachments = list(queries.attachments(row))
    state = NoticeState(row.state)
    said = list(queries.objections(request.user).filter(notice=row))
    context: dict[str, Any] = {
        "title": f"公示 {row.number}",
        "row": row,
        "tint": TINTS[state],
        "steps": _steps(row),
        "paper": paper.view(row, lines),
        "findings": queries.scan(row, lines) if state in (NoticeState.DRAFT, NoticeState.REVIEWING) else (),
        "to_look_at": [sentence for each in attachments for sentence in each.to_look_at],
        "items": _items(row),
        "attachments": [each.shown for each in attachments],
        "photos": [
            Event(
                f"{each.get_moment_display()}照片",
                each.taken_at,
                each.by.name,
                "\n".join(each.doubts),
                each.place,
                (each.photo,),
            )
            for each in photos
        ],
        "missing": [
            each for each in queries.missing_photos(request.user, timezone.localdate()) if each.notice.pk == row.pk
        ],
        "objections": said,
        "events": _events(row),
        "buttons": buttons_of(request.user, row),
        "printed": state in PRINTED,
    }
    return render(request, "publicity/notice.html", context)


def printed(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet for the board, names in full: it hangs in the village and nowhere else."""
    row = _reviewed(request, pk)
    context = {"title": "打印公示", "row": row, "paper": paper.view(row, row.lines.all())}
    return render(request, "publicity/print.html", context)


def word(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as .docx; taking it away is recorded."""
    row = _reviewed(request, pk)
    assert isinstance(request.user, User)
    record("notice.download", row, by=request.user, at=timezone.now(), area_code=row.area_code)
    return file_response(paper.docx(row, row.lines.all()), f"{row.number}.docx", DOCX.content_type)


def _reviewed(request: HttpRequest, pk: int) -> PublicNotice:
    row = queries.notice_of(request.user, pk)
    if row.state not in PRINTED:
        raise Refused("公示审核通过以后才能打印张贴。")
    return row


def _steps(row: PublicNotice) -> list[Any]:
    state = NoticeState(row.state)
    now = (
        _ROAD.index(state)
        if state in _ROAD
        else _ROAD.index(NoticeState.POSTED if row.posted_on else NoticeState.DRAFT)
    )
    notes = {0: f"{row.drafted_at.astimezone():%m-%d}"}
    if row.posted_on:
        notes[3] = f"{row.posted_on:%m-%d}"
    return steps_of([each.label for each in _ROAD], now, notes)


def _items(row: PublicNotice) -> list[Item]:
    return [
        Item("业务", PUBLICITIES[row.publicity].name if row.publicity in PUBLICITIES else row.publicity),
        Item("种类", row.get_kind_display()),
        Item("村居", full_name(row.area_code)),
        Item("张贴地点", row.place),
        Item("拟稿人", row.drafted_by.name),
        Item("审核人", row.reviewed_by.name if row.reviewed_by else None),
        Item("张贴日期", row.posted_on, Kind.DATE),
        Item("截止日期", row.ends_on, Kind.DATE),
        Item("网上公示", "是（姓名隐去）" if row.web else "否"),
        Item("撤下", row.taken_down_because or None),
    ]


def _events(row: PublicNotice) -> list[Event]:
    records = Record.objects.filter(subject=name_of(row)).select_related("by").order_by("-number")
    return [
        Event(_SAID.get(each.action, each.action), each.at, each.by.name if each.by else "系统", each.because)
        for each in records
    ]
