"""What was found on rounds: the list of visits, one of them with its signals, the coverage of a month, needs and alarms."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from doudi.base.access import may, scope
from doudi.base.areas import full_name, name_of, within
from doudi.base.models import User
from doudi.base.months import chinese_month, first_day, format_month, last_day, month_of, parse_month
from doudi.base.refused import Refused
from doudi.base.roles import TOWNSHIP_ROLES, Role
from doudi.mechanisms.activities import doubts, follow_ups, queries, rolls
from doudi.mechanisms.activities.declare import ISSUE, OK, STATES, UNSEEN
from doudi.mechanisms.activities.models import Activity, FollowUp
from doudi.mechanisms.activities.pages.declare import VisitPages
from doudi.mechanisms.activities.signals import Odd
from doudi.mechanisms.phone.sent import PHOTO
from doudi.pages.cells import Kind, Link, Tag
from doudi.pages.declare import KeyFigure
from doudi.pages.details import Item
from doudi.pages.filters import AreaTree, Choice, Days, Text, YesNo
from doudi.pages.forms import PageForm, form_page, posted
from doudi.pages.lists import Column, Listing, Operation
from doudi.pages.responses import done
from doudi.pages.views import list_page

_STATES = {FollowUp.State.OPEN: "warn", FollowUp.State.HANDLED: "info", FollowUp.State.CLOSED: "ok"}

_WAITING = (FollowUp.State.OPEN, FollowUp.State.HANDLED)


def visits_view(pages: VisitPages) -> Any:
    """巡访记录 as a list; with `?doubt=1` those that look odd and that nobody has looked into."""
    kind = pages.kind
    listing = Listing(
        code=f"{kind.code}.visits",
        name=f"{kind.name}记录",
        rows=lambda user: queries.visits(user, kind).prefetch_related("signals"),
        columns=(
            Column("name", "姓名", "entry.person.party.name", head=True),
            Column("place", "乡镇、村居", lambda row: full_name(row.area_code)),
            Column("held", "时间", "held_at", kind=Kind.TIME, sort="held_at"),
            Column("way", "方式", lambda row: row.get_way_display() or None, half=True),
            Column("by", "巡访人", "by.name", half=True),
            Column("outcome", "结果", lambda row: row.get_outcome_display()),
            Column("odd", "疑点", _odd),
            Column("counts", "有效", counts_of),
        ),
        filters=(
            Text(code="q", label="姓名", field="entry__person__party__name"),
            AreaTree(),
            Days(code="on", label="日期", field="on"),
            Choice(code="outcome", label="结果", field="outcome", choices=Activity.Outcome.choices[1:]),
            Choice(code="odd", label="疑点", field="signals__code", choices=[(each.value, each.label) for each in Odd]),
            YesNo(code="doubt", label="待核实", apply=_in_doubt),
            YesNo(code="counts", label="有效", field="counts"),
            Text(code="by", label="巡访人", field="by__name"),
        ),
        operations=(Operation("详情", lambda row: pages.url("visit", row.pk)),),
        order=("-held_at", "-id"),
        empty="没有符合条件的巡访记录。",
        scope_roles=kind.readers,
    )

    def view(request: HttpRequest) -> HttpResponse:
        return list_page(request, listing)

    return view


def _in_doubt(rows: QuerySet[Activity], value: str) -> QuerySet[Activity]:
    waiting = Q(signals__isnull=False, verdict=None)
    return rows.filter(waiting).distinct() if value == "1" else rows.exclude(waiting)


def counts_of(activity: Activity) -> Tag:
    """Whether a visit counts, the verdict of who looked into it included."""
    verdict = getattr(activity, "verdict", None)
    if verdict is not None and not verdict.stands:
        return Tag("经核实不计", "danger")
    return Tag("有效", "ok") if activity.counts else Tag("不计", "warn")


def _odd(activity: Activity) -> Tag | None:
    found = [Odd(each.code).label for each in activity.signals.all()]
    if not found:
        return None
    return Tag("、".join(found), "" if getattr(activity, "verdict", None) is not None else "warn")


def visit_view(pages: VisitPages) -> Any:
    """One visit: what was found, where, its photos, and what looks odd about it."""

    def view(request: HttpRequest, pk: int) -> HttpResponse:
        made, user = _visit(pages, request, pk), request.user
        pictures = list(made.pictures.select_related("file"))
        verdict = getattr(made, "verdict", None)
        above = may(user, pages.kind.readers - {Role.VILLAGE_WORKER}, area_code=made.area_code)
        signals = list(made.signals.all())
        judge = pages.url("judge", pk) if signals and verdict is None and above and made.by_id != user.pk else ""
        settled = made.entry is not None and made.entry.latitude is not None
        locate = made.latitude is not None and made.way == Activity.Way.FACE and not settled
        context = {
            "title": f"{pages.kind.name}记录：{made.entry.person.party.name if made.entry else ''}",
            "visit": made,
            "counts": counts_of(made),
            "items": _items(pages, made),
            "findings": _findings(pages, made),
            "signals": [(Odd(each.code).label, each.words) for each in signals],
            "verdict": verdict,
            "photos": [each for each in pictures if each.kind == PHOTO],
            "signatures": [each for each in pictures if each.kind != PHOTO],
            "judge": judge,
            "locate": pages.url("locate", pk)
            if locate and may(user, TOWNSHIP_ROLES | {Role.COUNTY_OFFICER}, area_code=made.area_code)
            else "",
            "back": pages.url("entry", made.entry_id),
        }
        return render(request, "activities/visit.html", context)

    return view


class JudgeForm(PageForm):
    stands = forms.ChoiceField(
        label="核实结论",
        choices=[("1", "情况属实，仍然有效"), ("0", "不属实，不计入有效巡访")],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(label="核实情况", max_length=200, widget=forms.Textarea(attrs={"rows": 3}))


def judge_view(pages: VisitPages) -> Any:
    """核实疑点, by somebody above the visitor. What is said cannot be changed."""

    def view(request: HttpRequest, pk: int) -> HttpResponse:
        made, user = _visit(pages, request, pk), _user(request)
        form = JudgeForm(*posted(request)[:1])
        told = "；".join(each.words for each in made.signals.all())
        more = {"title": "核实巡访疑点", "submit": "确定", "back": pages.url("visit", pk), "words": told}
        if request.method == "POST" and form.is_valid():
            said = form.cleaned_data
            try:
                doubts.judge(made, stands=said["stands"] == "1", words=said["words"], by=user, at=timezone.now())
            except Refused as refused:
                return form_page(request, form, refusal=refused.sentence, **more)
            return done(request, "核实结论已登记。", to=pages.url("visit", pk))
        return form_page(request, form, **more)

    return view


def locate_view(pages: VisitPages) -> Any:
    """The township takes the place of a visit as that of the home."""

    def view(request: HttpRequest, pk: int) -> HttpResponse:
        made, user = _visit(pages, request, pk), _user(request)
        form = PageForm(*posted(request)[:1])
        more = {
            "title": "登记住址坐标",
            "submit": "作为住址坐标",
            "back": pages.url("visit", pk),
            "words": f"此次上门定位为{made.latitude}，{made.longitude}。登记后，以后的巡访按它核对距离。",
        }
        if request.method == "POST" and form.is_valid():
            assert made.entry is not None
            rolls.locate(made.entry, made, by=user, at=timezone.now())
            return done(request, "住址坐标已登记。", to=pages.url("visit", pk))
        return form_page(request, form, **more)

    return view


def coverage_view(pages: VisitPages) -> Any:
    """巡访覆盖率 of a month by township, or by village within one; each figure opens who was missed."""
    kind = pages.kind

    def view(request: HttpRequest) -> HttpResponse:
        today = timezone.localdate()
        try:
            month = parse_month(request.GET.get("month") or format_month(month_of(today)))
        except ValueError as error:
            raise Refused(str(error)) from error
        seen = scope(request.user, kind.readers)
        town = request.GET.get("town", "")
        rows = seen.filter(queries.counted_in(kind, month))
        if town.isdigit() and len(town) == 12:
            rows = rows.filter(within(town))
        found = queries.coverage_by(kind, month, digits=12 if town else 9, rows=rows)
        total = queries.coverage(kind, month, rows=rows)
        span = f"on_from={first_day(month)}&on_to={last_day(month)}"
        context = {
            "title": f"{kind.name}覆盖率",
            "month": format_month(month),
            "month_words": chinese_month(month),
            "rate": kind.name,
            "town": name_of(town) if town else "",
            "figures": [
                KeyFigure("应访", f"{total.due}人"),
                KeyFigure("已访", f"{total.seen}人", f"{pages.url('visits')}?{span}"),
                KeyFigure("未访", f"{total.missed}人", tint="danger" if total.missed else ""),
                KeyFigure("覆盖率", total.words, tint="ok" if not total.missed else "warn"),
            ],
            "rows": [
                (
                    name_of(code),
                    each,
                    "" if town else f"?month={format_month(month)}&town={code}",
                )
                for code, each in sorted(found.items(), key=lambda one: (one[1].hundredths, one[0]))
            ],
            "missed": [
                (
                    each.person.party.name,
                    full_name(each.area_code),
                    kind.level(each.level).name,
                    pages.url("entry", each.pk),
                )
                for each in rows.filter(seen=False).select_related("person__party").order_by("area_code", "pk")[:200]
            ],
            "number": total.missed,
        }
        return render(request, "activities/coverage.html", context)

    return view


def follow_ups_view(pages: VisitPages) -> Any:
    """需求和预警 as a list."""
    kind = pages.kind
    names = {each.code: each.name for each in kind.needs}
    listing = Listing(
        code=f"{kind.code}.follow_ups",
        name=f"{kind.name}需求和预警",
        rows=lambda user: queries.follow_ups(user, kind),
        columns=(
            Column("name", "姓名", "entry.person.party.name", head=True),
            Column("place", "乡镇、村居", lambda row: full_name(row.entry.area_code)),
            Column("need", "事项", lambda row: Tag(names[row.need], "danger") if row.alarm else names[row.need]),
            Column("words", "情况", lambda row: row.words[:60] or None),
            Column("raised", "提出时间", "raised_at", kind=Kind.TIME, sort="raised_at", half=True),
            Column("due", "时限", "due_at", kind=Kind.TIME, sort="due_at", half=True),
            Column("state", "状态", lambda row: Tag(row.get_state_display(), _STATES[row.state])),
        ),
        filters=(
            Text(code="q", label="姓名", field="entry__person__party__name"),
            AreaTree(field="entry__area_code"),
            Choice(code="state", label="状态", field="state", choices=FollowUp.State.choices),
            Choice(code="need", label="事项", field="need", choices=list(names.items())),
            YesNo(code="alarm", label="预警", field="alarm"),
        ),
        operations=(
            Operation("处理", lambda row: pages.url("follow_up", row.pk) if row.state in _WAITING else None),
            Operation("详情", lambda row: None if row.state in _WAITING else pages.url("follow_up", row.pk)),
        ),
        order=("-state", "due_at", "id"),  # what is open first, what is closed last
        empty="没有符合条件的需求和预警。",
        scope_roles=kind.readers,
    )

    def view(request: HttpRequest) -> HttpResponse:
        return list_page(request, listing)

    return view


class SettleForm(PageForm):
    result = forms.CharField(label="处理结果", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


def follow_up_view(pages: VisitPages) -> Any:
    """One need or alarm: answered by one, and an alarm confirmed by another (R-GEN-08)."""

    def view(request: HttpRequest, pk: int) -> HttpResponse:
        found, user = queries.follow_ups(request.user, pages.kind).filter(pk=pk).first(), _user(request)
        if found is None:
            raise Http404
        need = pages.kind.need(found.need)
        handled = found.state == FollowUp.State.HANDLED
        form: PageForm = PageForm(*posted(request)[:1]) if handled else SettleForm(*posted(request)[:1])
        due = timezone.localtime(found.due_at)
        words = f"{need.name}，{found.words or '没有说明'}；时限{due:%Y-%m-%d %H:%M}。"
        if handled and found.handled_by is not None:
            words += f"{found.handled_by.name}的处理结果：{found.result}。"
        more = {
            "title": f"{need.name}：{found.entry.person.party.name}",
            "submit": "确认办结" if handled else "登记处理结果",
            "back": pages.url("follow_ups"),
            "words": words,
        }
        if found.state == FollowUp.State.CLOSED:
            return render(request, "activities/follow_up.html", {**more, "follow_up": found, "need": need})
        if request.method == "POST" and form.is_valid():
            try:
                if handled:
                    follow_ups.confirm(found, by=user, at=timezone.now())
                else:
                    follow_ups.settle(found, result=form.cleaned_data["result"], by=user, at=timezone.now())
            except Refused as refused:
                return form_page(request, form, refusal=refused.sentence, **more)
            return done(request, "已确认办结。" if handled else "已登记。", to=pages.url("follow_ups"))
        return form_page(request, form, **more)

    return view


def _items(pages: VisitPages, made: Activity) -> list[Item]:
    entry = made.entry
    assert entry is not None
    where = f"{made.latitude}，{made.longitude}（误差约{made.accuracy}米）" if made.latitude is not None else None
    return [
        Item("对象", Link(entry.person.party.name, pages.url("entry", entry.pk))),
        Item("乡镇、村居", full_name(made.area_code)),
        Item("时间", made.held_at, Kind.TIME),
        Item("方式", made.get_way_display() or None),
        Item("结果", made.get_outcome_display()),
        Item("巡访人", made.by.name + (f"、{made.companion}" if made.companion else "")),
        Item("用时", f"{made.minutes}分钟" if made.minutes is not None else None),
        Item("送达时间", made.received_at, Kind.TIME),
        Item("位置（内部核查）", where or (f"未定位：{made.no_place}" if made.no_place else "未定位")),
        Item("离住址", f"{made.metres}米" if made.metres is not None else None),
        *([Item("说明", made.no_place)] if made.no_place and where else []),
        *([Item("不计原因", made.not_counted, wide=True)] if made.not_counted else []),
        Item("情况记录", made.words or None, wide=True),
    ]


def _findings(pages: VisitPages, made: Activity) -> list[Item]:
    names, tints = dict(STATES), {OK: "ok", ISSUE: "danger"}
    found = [(each.label, str(made.said.get(each.code) or UNSEEN)) for each in pages.kind.groups]
    return [Item(label, Tag(names.get(state, state), tints.get(state, ""))) for label, state in found]


def _visit(pages: VisitPages, request: HttpRequest, pk: int) -> Activity:
    found = queries.visits(request.user, pages.kind).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
