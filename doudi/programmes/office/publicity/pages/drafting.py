"""Drafting a notice: its typed fields, a line for each household; and the village's long-term list from its awards."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from doudi.base import areas
from doudi.base.access import scope
from doudi.base.models import Area, User
from doudi.base.refused import Refused
from doudi.mechanisms.casework.notices import queries, services
from doudi.mechanisms.casework.notices.cases import not_told_of
from doudi.mechanisms.casework.notices.declare import PUBLICITIES, NewLine, publicity_of
from doudi.mechanisms.casework.notices.models import NoticeKind, NoticeState, PublicNotice
from doudi.mechanisms.casework.notices.services import DRAFTERS
from doudi.mechanisms.entitlement.declare import BENEFITS, benefit_of
from doudi.mechanisms.entitlement.publicity import LongTermList, long_term_list
from doudi.pages.acts import carry_out
from doudi.pages.forms import MoneyField, PageForm, form_page, posted
from doudi.pages.responses import done

_ROWS = 6  # empty lines offered below those filled in


class _Common(PageForm):
    columns = 2
    place = forms.CharField(label="张贴地点", max_length=60, help_text="例如：村务公开栏")
    phone_unit = forms.CharField(label="监督电话的单位", max_length=40, help_text="例如：东镇民政所")
    phone = forms.CharField(label="监督电话", max_length=20, help_text="写成 0797-7234567 或 12345 的样子")

    @property
    def phones(self) -> list[tuple[str, str]]:
        return [(self.cleaned_data["phone_unit"], self.cleaned_data["phone"])]


class NoticeForm(_Common):
    """A draft: everything but its lines."""

    publicity = forms.ChoiceField(label="业务")
    kind = forms.ChoiceField(
        label="种类",
        choices=[each for each in NoticeKind.choices if each[0] != NoticeKind.LONG_TERM],
        widget=forms.RadioSelect,
    )
    area = forms.ChoiceField(label="村（社区）")
    remark = forms.CharField(
        label="补充说明",
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="一般不需要。不得写证件号、账号、电话、门牌、疾病残疾、困难原因、收入财产、孩子姓名和亲属关系，系统会逐项检查。",
    )
    field_order = ("publicity", "kind", "area", "place", "phone_unit", "phone", "remark")

    def __init__(self, *args: Any, user: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        told = [(code, each.name) for code, each in PUBLICITIES.items() if each.posted]
        self.fields["publicity"].choices = told  # type: ignore[attr-defined]
        self.fields["area"].choices = villages(user)  # type: ignore[attr-defined]


class LineForm(PageForm):
    """One household; wholly empty ones are left out."""

    name = forms.CharField(label="申请人", max_length=20)
    people = forms.IntegerField(label="家庭人口", min_value=1, max_value=30)
    category = forms.ChoiceField(label="类别")
    amount = MoneyField(label="金额（元）")
    group = forms.IntegerField(label="村民小组", min_value=1, max_value=99, required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        known = dict.fromkeys(word for each in PUBLICITIES.values() if each.posted for word in each.categories)
        self.fields["category"].choices = [("", "请选择"), *((word, word) for word in known)]  # type: ignore[attr-defined]
        for code, each in self.fields.items():
            each.widget.attrs["aria-label"] = each.label
            if code in ("people", "group"):
                each.widget = forms.TextInput(
                    attrs={**each.widget.attrs, "inputmode": "numeric", "class": "form-control"}
                )


Lines = forms.formset_factory(LineForm, extra=_ROWS, max_num=200, validate_max=True)


def villages(user: Any) -> list[tuple[str, Any]]:
    """Villages within what the user may draft for, under their townships."""
    area = scope(user, DRAFTERS)
    found: dict[str, list[tuple[str, str]]] = {}
    for code, name in sorted(areas.names().items()):
        if areas.level_of(code) == Area.Level.VILLAGE and area.covers(code):
            found.setdefault(areas.name_of(areas.township_of(code)), []).append((code, name))
    return [("", "请选择"), *found.items()]


def new(request: HttpRequest) -> HttpResponse:
    """拟公示 by hand; flows draft theirs from their cases."""
    form = NoticeForm(*posted(request), user=request.user)
    lines = Lines(request.POST if request.method == "POST" else None, prefix="line")
    more: dict[str, Any] = {
        "title": "拟公示",
        "submit": "存为草稿",
        "template": "publicity/draft.html",
        "lines": lines,
        "back": reverse("publicity:notices"),
    }
    if request.method != "POST" or not (form.is_valid() and lines.is_valid()):
        return _page(request, form, lines, more)
    assert isinstance(request.user, User)
    given = form.cleaned_data
    try:
        made = services.draft(
            given["publicity"],
            NoticeKind(given["kind"]),
            _new_lines(lines),
            area_code=given["area"],
            phones=form.phones,
            place=given["place"],
            remark=given["remark"],
            by=request.user,
            at=timezone.now(),
        )
    except Refused as refused:
        return form_page(request, form, refusal=refused.sentence, **more)
    return done(request, f"已存为草稿{made.number}，请核对后提交审核。", to=reverse("publicity:notice", args=[made.pk]))


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Mend a draft. Of one made from cases or awards the lines stay as they were made."""
    row = queries.notice_of(request.user, pk)
    if row.state != NoticeState.DRAFT:
        raise Refused("只有拟稿中的公示可以修改，请先退回。")
    own = not row.lines.exclude(case=None, party=None).exists()
    unit, number = row.phones[0]
    before = {
        "publicity": row.publicity,
        "kind": row.kind,
        "area": row.area_code,
        "place": row.place,
        "phone_unit": unit,
        "phone": number,
        "remark": row.remark,
    }
    form = NoticeForm(*posted(request), user=request.user, initial=before)
    for fixed in ("publicity", "kind", "area"):
        del form.fields[fixed]
    lines = _lines_of(request, row) if own else None
    more: dict[str, Any] = {
        "title": f"修改公示 {row.number}",
        "submit": "保存",
        "template": "publicity/draft.html",
        "lines": lines,
        "back": reverse("publicity:notice", args=[pk]),
    }
    if request.method != "POST" or not (form.is_valid() and (lines is None or lines.is_valid())):
        return _page(request, form, lines, more)
    assert isinstance(request.user, User)
    given = form.cleaned_data
    try:
        services.rewrite(
            row,
            by=request.user,
            at=timezone.now(),
            remark=given["remark"],
            place=given["place"],
            phones=form.phones,
            lines=_new_lines(lines) if lines is not None else None,
        )
    except Refused as refused:
        return form_page(request, form, refusal=refused.sentence, **more)
    return done(request, "已保存。", to=reverse("publicity:notice", args=[pk]))


class LongTermForm(_Common):
    benefit = forms.ChoiceField(label="待遇")
    area = forms.ChoiceField(label="村（社区）")
    field_order = ("benefit", "area", "place", "phone_unit", "phone")

    def __init__(self, *args: Any, user: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        told = [
            (code, each.name) for code, each in BENEFITS.items() if code in PUBLICITIES and PUBLICITIES[code].posted
        ]
        told += [(code, each.name) for code, each in PUBLICITIES.items() if each.posted and each.listed is not None]
        self.fields["benefit"].choices = told  # type: ignore[attr-defined]
        self.fields["area"].choices = villages(user)  # type: ignore[attr-defined]


def long_term(request: HttpRequest) -> HttpResponse:
    """生成长期公布名单: who receives a benefit in a village now; nobody types it (R-PUB-01)."""
    form = LongTermForm(*posted(request), user=request.user)
    more: dict[str, Any] = {
        "title": "生成长期公布名单",
        "submit": "生成草稿",
        "back": reverse("publicity:notices"),
        "words": "名单由系统按当前在享受的对象生成，只有姓名、人数和金额；未成年人不列入。张贴后替换该村上一份名单。",
    }

    def do(said: dict[str, Any], user: User) -> tuple[str, str]:
        given, now = said, timezone.now()
        found = _listed(given["benefit"], given["area"], timezone.localdate(now))
        if not found.lines:
            raise Refused("该村没有正在享受这项待遇的对象，不需要公布。")
        made = services.draft(
            given["benefit"],
            NoticeKind.LONG_TERM,
            found.lines,
            area_code=given["area"],
            phones=form.phones,
            place=given["place"],
            by=user,
            at=now,
        )
        left_out = f"未成年人{found.minors}名未列入。" if found.minors else ""
        words = f"已生成草稿{made.number}，共{len(found.lines)}行。{left_out}"
        return words, reverse("publicity:notice", args=[made.pk])

    return carry_out(request, form, do=do, **more)


def _listed(code: str, village: str, on: dt.date) -> LongTermList:
    """The list as its line makes it, or from the awards of a benefit."""
    own = publicity_of(code).listed
    return (
        LongTermList(tuple(own(village, on)), 0) if own is not None else long_term_list(benefit_of(code), village, on)
    )


class CasesForm(_Common):
    publicity = forms.ChoiceField(label="业务")
    area = forms.ChoiceField(label="村（社区）")
    field_order = ("publicity", "area", "place", "phone_unit", "phone")

    def __init__(self, *args: Any, user: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        told = [(code, each.name) for code, each in PUBLICITIES.items() if each.posted and each.waiting]
        self.fields["publicity"].choices = told  # type: ignore[attr-defined]
        self.fields["area"].choices = villages(user)  # type: ignore[attr-defined]


def from_cases(request: HttpRequest) -> HttpResponse:
    """从办件生成: the cases of a village whose opinion is signed; hanging the notice moves them on."""
    form = CasesForm(*posted(request), user=request.user)
    more: dict[str, Any] = {
        "title": "从办件生成公示",
        "submit": "生成草稿",
        "back": reverse("publicity:notices"),
        "words": "名单由系统按该村已签批、待公示的办件生成。登记张贴后，这些办件同时转为“公示中”。",
    }

    def do(said: dict[str, Any], user: User) -> tuple[str, str]:
        given, declared = said, publicity_of(said["publicity"])
        lines = not_told_of(declared.waiting(given["area"]) if declared.waiting is not None else [])
        if not lines:
            raise Refused("该村没有待公示的办件，或都已列入公示。")
        made = services.draft(
            given["publicity"],
            NoticeKind.PRELIMINARY,
            lines,
            area_code=given["area"],
            phones=form.phones,
            place=given["place"],
            by=user,
            at=timezone.now(),
        )
        return f"已生成草稿{made.number}，共{len(lines)}户。", reverse("publicity:notice", args=[made.pk])

    return carry_out(request, form, do=do, **more)


def _page(request: HttpRequest, form: NoticeForm, lines: Any, more: dict[str, Any]) -> HttpResponse:
    wrong = (
        "名单中有填写不完整或不正确的行，请看表中红字。"
        if lines is not None and lines.is_bound and not lines.is_valid()
        else ""
    )
    return form_page(request, form, **({"refusal": wrong} if wrong else {}), **more)


def _lines_of(request: HttpRequest, row: PublicNotice) -> Any:
    before = [
        {
            "name": line.name,
            "people": line.people,
            "category": line.category,
            "amount": f"{line.amount / 100:.2f}",
            "group": line.group,
        }
        for line in row.lines.all()
    ]
    return Lines(request.POST if request.method == "POST" else None, prefix="line", initial=before)


def _new_lines(lines: Any) -> list[NewLine]:
    return [
        NewLine(given["name"].strip(), given["people"], given["amount"] or 0, given["category"], given["group"])
        for each in lines.forms
        if (given := each.cleaned_data) and given.get("name")
    ]
