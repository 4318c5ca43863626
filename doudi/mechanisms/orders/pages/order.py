"""The page of one order: its steps, who was there and what shows it, what may be done next; and the forms of doing it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
from doudi.mechanisms.orders import declare, queries, services
from doudi.mechanisms.orders.declare import STEPS, Doing, Flag, Shown, Step
from doudi.mechanisms.orders.models import Assignment, Order, OrderEvent, State, Way, Worker
from doudi.mechanisms.orders.pages.declare import OrderPages
from doudi.mechanisms.orders.pages.listing import tag_of
from doudi.pages.cells import Kind, Tag
from doudi.pages.details import Event, Item, steps_of
from doudi.pages.details import Step as Stage
from doudi.pages.forms import PageForm, form_page, posted, with_fields
from doudi.pages.responses import done

_ROAD = (
    State.REQUESTED,
    State.CHECKED,
    State.DISPATCHED,
    State.ACCEPTED,
    State.STARTED,
    State.ENDED,
    State.CONFIRMED,
    State.SETTLED,
)
# What a page offers, the main one first; check-in and check-out are the worker's, on his phone.
_OFFERED = (
    declare.CHECK, declare.DISPATCH, declare.ACCEPT, declare.CONFIRM, declare.SETTLE, declare.RELEASE, declare.RESOLVE, declare.RATE, declare.REFER,
    declare.HOLD, declare.NO_SHOW, declare.DISPUTE, declare.CANCEL,
)  # fmt: skip
_GRAVE = frozenset({declare.CANCEL, declare.DISPUTE, declare.NO_SHOW, declare.HOLD})
A = Assignment.State


def one(request: HttpRequest, pages: OrderPages, pk: int) -> Order:
    """The order, if the user may see it."""
    order = (
        queries.orders(request.user, pages.kind).select_related("requested_by", "client", "team").filter(pk=pk).first()
    )
    if order is None:
        raise Http404
    return order


def order_view(pages: OrderPages) -> Callable[..., HttpResponse]:
    """The page of one order."""

    def view(request: HttpRequest, pk: int) -> HttpResponse:
        order = one(request, pages, pk)
        rows = list(order.assignments.select_related("worker").prefetch_related("photos__file").order_by("pk"))
        steps = _allowed(pages, order, request.user, rows)
        context = {
            "title": f"{order.title}：{pages.noun}",
            "tag": tag_of(pages, order),
            "steps": _road(pages, order),
            "items": [*_items(pages, order), *pages.items(request.user, order)],
            "held": order.held if not order.is_over else "",
            "assignments": [_line(row) for row in rows],
            "links": [pages.refer(request.user, order)] if pages.refer is not None and declare.REFER in steps else [],
            "events": [_event(pages, each) for each in reversed(list(queries.history(order)))],
            "buttons": [
                (step.name, reverse(pages.at("act"), args=[order.pk, step.code.replace("_", "-")]), _look(step, place))
                for place, step in enumerate(steps)
            ],
        }
        return render(request, "orders/order.html", context)

    return view


def act_view(pages: OrderPages) -> Callable[..., HttpResponse]:
    """The form of one step."""

    def view(request: HttpRequest, pk: int, step: str) -> HttpResponse:
        order, wanted = one(request, pages, pk), STEPS.get(step.replace("-", "_"))
        rows = list(order.assignments.select_related("worker"))
        if wanted is None or wanted not in _allowed(pages, order, request.user, rows):
            raise Refused(f"{order.number}现为“{pages.kind.word(order.state)}”，不能办理这一步，请返回查看最新情况。")
        form = _form(request, pages, order, wanted, rows)
        back = reverse(pages.at("one"), args=[pk])
        more: dict[str, Any] = {
            "title": f"{wanted.name}：{order.title}",
            "submit": wanted.name,
            "submit_class": "btn-warn" if wanted in _GRAVE else "btn-primary",
            "back": back,
            "head": f"{pages.kind.word(order.state)}，{order.number}",
            "words": full_name(order.area_code),
        }
        if request.method != "POST" or not form.is_valid():
            return form_page(request, form, **more)
        try:
            services.step(_doing(request, pages, order, wanted, form.cleaned_data, rows))
        except Refused as refused:
            return form_page(request, form, refusal=refused.sentence, **more)
        return done(request, f"已{wanted.name}：{order.title}，{order.number}。", to=back)

    return view


def _allowed(pages: OrderPages, order: Order, user: Any, rows: Sequence[Assignment]) -> list[Step]:
    hands = pages.kind.hands
    found = []
    for step in _OFFERED:
        if order.state not in step.sources or (step == declare.CHECK and not hands.check):
            continue
        if (step == declare.HOLD and order.held) or (step == declare.RELEASE and not order.held):
            continue
        if (step == declare.SETTLE and order.held) or (step == declare.RATE and order.rating is not None):
            continue
        if step == declare.REFER and pages.refer is None:
            continue
        if step == declare.NO_SHOW and not any(row.state == A.ACCEPTED for row in rows):
            continue
        roles = hands.of(step)
        here = may(user, roles, area_code=order.area_code)
        if here or (order.organisation and may(user, roles, organisation=order.organisation)):
            found.append(step)
    return found


def _form(request: HttpRequest, pages: OrderPages, order: Order, step: Step, rows: Sequence[Assignment]) -> PageForm:
    form = PageForm(*posted(request))
    fields: dict[str, forms.Field] = {}
    if step == declare.DISPATCH:
        choices = [(str(each.pk), _worker(each)) for each in _candidates(pages, order)]
        fields["to"] = forms.MultipleChoiceField(
            label="派给", choices=choices, required=False, widget=forms.CheckboxSelectMultiple,
            help_text="不选则公开派单，本镇符合条件的人都可以接。",
        )  # fmt: skip
    if step == declare.ACCEPT:
        offered = [row.worker for row in rows if row.state == A.OFFERED] or _candidates(pages, order)
        fields["worker"] = forms.ChoiceField(
            label="由谁接单（本人没有手机的，代为登记）", choices=[(str(each.pk), _worker(each)) for each in offered]
        )
    if step == declare.NO_SHOW:
        choices = [(str(row.worker_id), f"服务人员{row.worker.name}未到") for row in rows if row.state == A.ACCEPTED]
        fields["worker"] = forms.ChoiceField(
            label="谁没有到", choices=[*choices, ("", "服务对象不在家")], widget=forms.RadioSelect, required=False
        )
    if step == declare.CONFIRM:
        ways = [(way.value, way.label) for way in pages.kind.ways]
        fields["way"] = forms.ChoiceField(label="确认方式", choices=ways, widget=forms.RadioSelect)
        hint = f"请老人看卡上第{order.card_challenge}号密码" if order.card_challenge else "服务对象没有可用的服务卡"
        fields["card_code"] = forms.CharField(label="卡密码", required=False, max_length=4, help_text=hint)
    if step in (declare.CONFIRM, declare.RATE):
        fields["rating"] = forms.TypedChoiceField(
            label="评分", coerce=int, empty_value=None, required=step == declare.RATE, widget=forms.RadioSelect,
            choices=[("5", "5 很好"), ("4", "4 好"), ("3", "3 一般"), ("2", "2 不好"), ("1", "1 很不好")],
        )  # fmt: skip
    if step == declare.RESOLVE:
        fields["upheld"] = forms.ChoiceField(
            label="结论",
            choices=[("1", "服务属实"), ("0", "不予认可（已入账、已付的予以冲销）")],
            widget=forms.RadioSelect,
        )
    if step == declare.REFER:
        fields["case"] = forms.CharField(label="办件编号", max_length=40, help_text="在一门受理登记后填写")
    needs = step in (declare.CANCEL, declare.DISPUTE, declare.RESOLVE, declare.HOLD, declare.RELEASE, declare.REFER)
    label = {declare.CONFIRM: "老人怎么说的、谁接的电话", declare.RATE: "评语"}.get(step, "理由")
    fields["because"] = forms.CharField(
        label=label, required=needs, max_length=400, widget=forms.Textarea(attrs={"rows": 3})
    )
    return with_fields(form, fields)


def _doing(
    request: HttpRequest, pages: OrderPages, order: Order, step: Step, said: dict[str, Any], rows: Sequence[Assignment]
) -> Doing:
    by = request.user
    assert isinstance(by, User)
    known = {str(row.worker_id): row.worker for row in rows}
    if step in (declare.DISPATCH, declare.ACCEPT):
        known |= {str(each.pk): each for each in _candidates(pages, order)}
    return Doing(
        step,
        order,
        by,
        timezone.now(),
        worker=known.get(said.get("worker") or ""),
        to=[known[key] for key in said.get("to") or ()],
        way=Way(said["way"]) if said.get("way") else None,
        card_code=said.get("card_code") or "",
        rating=said.get("rating"),
        upheld=said["upheld"] == "1" if "upheld" in said else None,
        because=said.get("because") or "",
        data={"case": said["case"]} if "case" in said else {},
    )


def _candidates(pages: OrderPages, order: Order) -> list[Worker]:
    return pages.workers(order) if pages.workers is not None else []


def _worker(worker: Worker) -> str:
    return f"{worker.name}（{full_name(worker.area_code)}）"


def _look(step: Step, place: int) -> str:
    return "btn-warn" if step in _GRAVE else "btn-primary" if place == 0 else "btn-plain"


def _road(pages: OrderPages, order: Order) -> list[Stage]:
    road = [state for state in _ROAD if state != State.REQUESTED or pages.kind.hands.check]
    names = [pages.kind.word(state) for state in road]
    if order.state in road:
        found = steps_of(names, road.index(State(order.state)))
        if order.is_over:
            found[-1] = Stage(names[-1], "done")
        return found
    reached = {State(each) for each in order.events.values_list("source", flat=True) if each}
    passed = [Stage(pages.kind.word(state), "done") for state in road if state in reached]
    return [*passed, Stage(pages.kind.word(order.state), "now")]


def _items(pages: OrderPages, order: Order) -> list[Item]:
    found = [
        Item("单号", order.number),
        Item("服务地点", full_name(order.area_code)),
        Item("项目", pages.kind.item_name(order)),
        Item("约定时间", order.starts_at, Kind.TIME),
        Item("计划", f"{order.minutes}分钟，{order.people}人"),
        Item("来源", order.channel),
        Item("紧急", order.urgent, Kind.YES),
        Item("登记人", str(order.requested_by or "系统")),
        Item("时限", order.due_at if not order.is_over else None, Kind.TIME),
    ]
    if order.team is not None:
        found.append(Item("服务团队", order.team.name))
    if order.ended_at is not None:
        found.append(Item("服务分钟", order.minutes_served, Kind.NUMBER))
    if order.way:
        found += [Item("确认方式", order.get_way_display()), Item("评分", order.rating)]
    if order.detail:
        found.append(Item("具体需求", order.detail, wide=True))
    return found


def _line(row: Assignment) -> dict[str, Any]:
    flags = [Tag(Flag.WORDS.get(each, each), "warn") for each in row.flags]
    return {
        "name": row.worker.name,
        "state": Tag(A(row.state).label, "danger" if row.state == A.NO_SHOW else ""),
        "in_at": row.in_at,
        "out_at": row.out_at,
        "minutes": row.minutes,
        "metres": row.in_metres,
        "shown": "、".join(Shown.WORDS.get(each, each) for each in row.shown),
        "flags": flags,
        "files": [each.file for each in row.photos.all() if each.file is not None],
    }


def _event(pages: OrderPages, event: OrderEvent) -> Event:
    step = STEPS.get(event.step)
    words = [event.because] if event.because else []
    if event.data.get("shown"):
        words.append("凭证：" + "、".join(Shown.WORDS.get(each, each) for each in event.data["shown"]))
    if "metres" in event.data:
        words.append(f"距服务地点{event.data['metres']}米")
    if event.data.get("flags"):
        words.append("注意：" + "、".join(Flag.WORDS.get(each, each) for each in event.data["flags"]))
    if event.data.get("minutes") is not None and event.step == "check_out":
        words.append(f"服务{event.data['minutes']}分钟")
    if event.data.get("way"):
        words.append(Way(event.data["way"]).label)
    if event.data.get("case"):
        words.append(f"办件{event.data['case']}")
    who = str(event.by or "系统")
    if event.worker is not None and event.worker.name != who:
        who = f"{who}（{event.worker.name}）"
    return Event(step.name if step is not None else event.step, event.at, who, "\n".join(words))
