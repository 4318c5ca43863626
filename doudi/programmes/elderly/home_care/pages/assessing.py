"""The form of an assessment, made from the 26 items, and the page of one: what it came to and why, who signed, what may be done next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
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
from doudi.mechanisms.registry.models import Person
from doudi.mechanisms.registry.services import NewPerson, person_named
from doudi.pages.acts import carry_out
from doudi.pages.cells import Kind
from doudi.pages.details import Item, steps_of
from doudi.pages.forms import DayField, IdentityField, PageForm, area_field, posted, with_fields
from doudi.programmes.elderly.home_care import assessments, box, plans, queries
from doudi.programmes.elderly.home_care.assessing import PARTS, QUESTIONS, Level
from doudi.programmes.elderly.home_care.assessments import ASSESSING, EVENTS, NewAssessment
from doudi.programmes.elderly.home_care.models import Assessment
from doudi.programmes.elderly.home_care.pages.assessments import tag_of

State, Reason = Assessment.State, Assessment.Reason
_ROAD = (State.SUBMITTED, State.SIGNED, State.PUBLISHED)


@dataclass(frozen=True)
class Group:
    """Some fields of a form under one heading, as pages/form_fields.html takes them."""

    name: str
    visible_fields: list[Any]
    hidden_fields: tuple[Any, ...] = ()
    columns: int = 1


def new(request: HttpRequest) -> HttpResponse:
    """登记能力评估 of somebody who is named by his identity number."""
    return _form_page(request, None)


def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody is assessed anew: by routine, after a change, or as a review of a result that he objects to."""
    return _form_page(request, _one(request, pk))


def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One assessment, item by item."""
    found, user = _one(request, pk), request.user
    now = _ROAD.index(State(found.state)) if found.state in _ROAD else None
    context = {
        "title": f"{found.person.party.name}：能力评估",
        "tag": tag_of(found),
        "steps": steps_of([each.label for each in _ROAD], now) if now is not None else [],
        "items": list(_items(found)),
        "words": found.words,
        "parts": [
            (part.name, part.most, sum(found.answers[each.code] for each in part.questions), [
                (each.name, each.scale[found.answers[each.code]], found.answers[each.code], each.most) for each in part.questions
            ])
            for part in PARTS
        ],
        "buttons": [(name, reverse(f"home_care:{page}", args=[pk]), look) for name, page, look in _buttons(found, user)],
        "carry": _carried(found.person_id) if found.state == State.PUBLISHED and may(user, ASSESSING, area_code=found.area_code) else "",
        "plans": [(each, reverse("home_care:plan", args=[each.pk])) for each in found.plans.order_by("-pk")],
    }  # fmt: skip
    return render(request, "home_care/assessment.html", context)


def take_along(request: HttpRequest) -> HttpResponse:
    """带上评估表 for somebody who was never assessed: named here, where there is a signal; the phone carries his name only."""
    fields = {
        "area": area_field("所在乡镇、村居"),
        "name": forms.CharField(label="姓名", max_length=40),
        "id_number": IdentityField(label="身份证号"),
    }
    form = with_fields(PageForm(*posted(request)), fields)
    more: dict[str, Any] = {
        "title": "带上评估表", "submit": "带上手机", "back": reverse("home_care:assessments"),
        "words": "有信号时登记，到老人家中没有信号也能填写26项，回到有信号的地方自动发送。手机上只有姓名，没有证号。",
    }  # fmt: skip

    def do(said: dict[str, Any], user: User) -> tuple[str, str]:
        person = _person(said, user, timezone.now())
        return f"{person.party.name}：评估表已准备好。", _carried(person.pk)

    return carry_out(request, form, do=do, **more)


def _carried(person: int) -> str:
    return f"{reverse('phone:page')}#{box.CODE}:{person}"


def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """第二评估员签认."""
    words = "签认表示您当时在场，各项得分与您所见一致；不一致的请作废后重新登记。"
    return _step(request, pk, "签认", assessments.sign, said="已签认，待县级复核。", words=words)


def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """复核公布."""
    return _step(
        request,
        pk,
        "复核公布",
        assessments.publish,
        said="已复核公布。",
        words="公布后即为现行结果，原有结果随之失效。",
    )


def void(request: HttpRequest, pk: int) -> HttpResponse:
    """作废."""
    return _step(request, pk, "作废", assessments.void, said="已作废，请重新登记评估。", because="作废理由", grave=True)


def object_to(request: HttpRequest, pk: int) -> HttpResponse:
    """登记异议."""
    return _step(
        request, pk, "登记异议", assessments.object_to, said="异议已登记，请安排其他评估员复评。", because="对哪些项目、为什么有异议"
    )  # fmt: skip


def _step(
    request: HttpRequest,
    pk: int,
    name: str,
    do: Any,
    *,
    said: str,
    words: str = "",
    because: str = "",
    grave: bool = False,
) -> HttpResponse:
    found = _one(request, pk)
    form = PageForm(*posted(request))
    if because:
        with_fields(
            form, {"because": forms.CharField(label=because, max_length=400, widget=forms.Textarea(attrs={"rows": 3}))}
        )
    back = reverse("home_care:assessment", args=[pk])
    more = {
        "title": f"{name}：{found.person.party.name}", "submit": name, "back": back, "words": words or found.words,
        "submit_class": "btn-warn" if grave else "btn-primary",
    }  # fmt: skip

    def step(given: dict[str, Any], user: User) -> str:
        do(found, **given, by=user, at=timezone.now())
        return said

    return carry_out(request, form, do=step, **more)


def _one(request: HttpRequest, pk: int) -> Assessment:
    found: Assessment | None = queries.assessments(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _buttons(found: Assessment, user: Any) -> Iterable[tuple[str, str, str]]:
    """What may be done next: words, page, look; the main one last."""
    here = found.area_code
    assessors = {found.first_assessor_id, found.second_assessor_id}
    open_ones = found.state in (State.SUBMITTED, State.SIGNED)
    if open_ones and (user.pk in assessors or may(user, assessments.COUNTY, area_code=here)):
        yield "作废", "assessment_void", "btn-plain"
    if found.state == State.SUBMITTED and user.pk == found.second_assessor_id:
        yield "签认", "assessment_sign", "btn-primary"
    if found.state == State.SIGNED and user.pk not in assessors and may(user, assessments.COUNTY, area_code=here):
        yield "复核公布", "assessment_publish", "btn-primary"
    if found.state != State.PUBLISHED or not may(user, ASSESSING, area_code=here):
        return
    if found.reason != Reason.AGAIN and found.objected_at is None:
        yield "登记异议", "assessment_object", "btn-plain"
    yield ("复评" if found.objected_at else "重新评估"), "assessment_again", "btn-plain"
    if found.level and may(user, plans.DRAFTING, area_code=here):
        yield "申请家庭养老床位", "bed_apply", "btn-plain"
        yield "制定服务计划", "plan_new", "btn-primary"


def _items(found: Assessment) -> Iterable[Item]:
    yield Item("姓名", found.person.party.name)
    yield Item("乡镇、村居", full_name(found.area_code))
    yield Item("评估日期", found.on, Kind.DATE)
    yield Item("评估原因", found.get_reason_display())
    yield Item("等级", f"{found.level}级（{Level(found.level).words}），总分{found.total}分")
    yield Item("有效期至", found.valid_until, Kind.DATE)
    yield Item(
        "评估员",
        f"{found.first_assessor.name}、{found.second_assessor.name}（医护背景：{found.get_medical_display()}）",
    )
    yield Item("第二评估员签认", found.signed_at, Kind.TIME)
    yield Item("复核人", found.reviewed_by.name if found.reviewed_by else "")
    yield Item("公布时间", found.published_at, Kind.TIME)
    yield Item("信息提供者", f"{found.told_by}（{found.relation}）" if found.told_by else "")
    yield Item("评估地点", found.place)
    yield Item("评估工具", found.instrument)
    if found.events:
        yield Item(
            "近30天照护风险事件", "、".join(f"{EVENTS[kind]}{number}次" for kind, number in found.events.items())
        )
    if found.objection:
        yield Item("异议", found.objection, wide=True)
    if found.void_because:
        yield Item("作废理由", found.void_because, wide=True)


def _form_page(request: HttpRequest, before: Assessment | None) -> HttpResponse:
    user = request.user
    assert isinstance(user, User)
    form = _form(request, user, before)
    back = reverse("home_care:assessment", args=[before.pk]) if before else reverse("home_care:assessments")
    name = f"：{before.person.party.name}" if before else ""
    more: dict[str, Any] = {
        "title": f"登记能力评估{name}", "submit": "提交评估", "back": back, "template": "home_care/assess.html", "groups": _groups(form),
        "words": "26项都要评，有一项不配合评估的，本次不出等级。得分和等级由系统按国家标准计算；提交后由第二评估员签认，再由县级复核公布。",
    }  # fmt: skip

    def do(said: dict[str, Any], user: User) -> tuple[str, str]:
        made = assessments.submit(_said(said, user, before))
        level = Level(made.level)
        return (
            f"已提交：总分{made.total}分，{level.value}级（{level.words}）。待{made.second_assessor.name}签认。",
            reverse("home_care:assessment", args=[made.pk]),
        )

    return carry_out(request, form, do=do, **more)


def _form(request: HttpRequest, user: User, before: Assessment | None) -> PageForm:
    today = timezone.localdate()
    form = PageForm(*posted(request), initial={"on": today})
    who: dict[str, forms.Field] = {}
    if before is None:
        who = {
            "area": area_field("所在乡镇、村居"),
            "name": forms.CharField(label="姓名", max_length=40),
            "id_number": IdentityField(label="身份证号"),
        }
    reasons = [Reason.AGAIN] if before and before.objected_at else [each for each in Reason if each != Reason.AGAIN]
    fields: dict[str, forms.Field] = {
        **who,
        "reason": forms.ChoiceField(
            label="评估原因", choices=[(each.value, each.label) for each in reasons], widget=forms.RadioSelect
        ),
        "on": DayField(label="评估日期"),
        "second": forms.ChoiceField(label="第二评估员", choices=[("", "请选择"), *box.seconds(user, today)]),
        "medical": forms.ChoiceField(
            label="哪位评估员有医护背景", choices=Assessment.Medical.choices, widget=forms.RadioSelect,
            help_text="您是第一评估员。两人中至少一人须有医护背景。",
        ),
        "told_by": forms.CharField(label="信息提供者姓名", max_length=40),
        "relation": forms.ChoiceField(
            label="信息提供者是老人的", choices=[(each, each) for each in box.RELATIONS], widget=forms.RadioSelect
        ),
        "place": forms.CharField(label="评估地点", max_length=100, required=False),
    }  # fmt: skip
    for each in QUESTIONS.values():
        choices = [(str(points), f"{points}分 {words}") for points, words in reversed(list(enumerate(each.scale)))]
        fields[_code(each.code)] = forms.TypedChoiceField(
            label=f"{each.code} {each.name}", choices=choices, coerce=int, widget=forms.RadioSelect
        )
    for kind, words in EVENTS.items():
        fields[f"event_{kind}"] = forms.IntegerField(
            label=f"近30天{words}（次）", min_value=0, max_value=99, required=False, initial=0
        )
    fields["disorder"] = forms.BooleanField(
        label="经确诊有认知障碍（F00至F03）或其他精神和行为障碍（F04至F99）", required=False
    )
    fields["coma"] = forms.BooleanField(label="处于昏迷状态", required=False)
    return with_fields(form, fields)


def _code(code: str) -> str:
    """B1.1 as the name of a field: a dot in it would be no address of an error."""
    return code.replace(".", "_")


def _groups(form: PageForm) -> list[Group]:
    items = {_code(each) for each in QUESTIONS}
    after = {"disorder", "coma", *(f"event_{kind}" for kind in EVENTS)}
    bound = {each.name: each for each in form.visible_fields()}
    before = [each for name, each in bound.items() if name not in items and name not in after]
    parts = [Group(f"{part.code} {part.name}（满分{part.most}分）", [bound[_code(each.code)] for each in part.questions]) for part in PARTS]  # fmt: skip
    return [
        Group("基本信息", before, columns=2),
        *parts,
        Group("疾病诊断和照护风险事件", [each for name, each in bound.items() if name in after], columns=2),
    ]


def _said(said: Mapping[str, Any], user: User, before: Assessment | None) -> NewAssessment:
    now = timezone.now()
    return NewAssessment(
        person=before.person if before is not None else _person(said, user, now),
        answers={code: said[_code(code)] for code in QUESTIONS},
        reason=said["reason"],
        on=said["on"],
        first=user,
        second=User.objects.get(pk=said["second"]),
        medical=said["medical"],
        at=now,
        disorder=said["disorder"],
        events={kind: said[f"event_{kind}"] or 0 for kind in EVENTS},
        coma=said["coma"],
        told_by=said["told_by"],
        relation=said["relation"],
        place=said["place"],
        after=before if before is not None and said["reason"] == Reason.AGAIN else None,
    )


def _person(said: Mapping[str, Any], user: User, now: dt.datetime) -> Person:
    if not may(user, ASSESSING, area_code=said["area"]):
        raise Refused("您没有权限在此地评估，请选择本地的村（社区）。")
    return person_named(NewPerson(said["id_number"], said["name"], said["area"]), by=user, at=now, because="能力评估")
