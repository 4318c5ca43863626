"""Values of parameters on their way: typed by one person with the document, approved or sent back by another."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from doudi.base.models import User
from doudi.base.months import chinese_month
from doudi.base.refused import Refused
from doudi.mechanisms.entitlement import approving
from doudi.mechanisms.entitlement.declare import POLICIES, parameter_of
from doudi.mechanisms.entitlement.pages import FUNDS
from doudi.mechanisms.entitlement.pages.worksheets import figure
from doudi.mechanisms.entitlement.parameters_entered import queries, services
from doudi.mechanisms.entitlement.parameters_entered.models import ParameterEntry
from doudi.mechanisms.entitlement.policy import Key, Parameter, PolicyValue, values_on
from doudi.mechanisms.entitlement.units import FLAG, Unit
from doudi.pages.cells import Kind, full_width
from doudi.pages.details import Item
from doudi.pages.forms import DayField, PageForm, form_page, posted, with_fields
from doudi.pages.responses import done


@dataclass(frozen=True)
class EntryShown:
    """An entry with its words: which parameter and class, its value as people write it."""

    entry: ParameterEntry
    label: str
    value: str
    url: str


def shown(entry: ParameterEntry) -> EntryShown:
    parameter = parameter_of(entry.code)
    of_class = parameter.class_name(queries.key_of(entry.key))
    label = f"{parameter.label}（{of_class}）" if of_class else parameter.label
    return EntryShown(
        entry,
        full_width(label),
        figure(parameter.unit, entry.value),
        reverse(f"{FUNDS}:standard_entry", args=[entry.pk]),
    )


class FigureField(forms.CharField):
    """A figure as its unit is written: 元 with two places at most, months and per cent whole. Gives the exact number."""

    def __init__(self, unit: Unit, **more: Any) -> None:
        super().__init__(max_length=20, widget=forms.TextInput(attrs={"inputmode": "decimal"}), **more)
        self.unit = unit

    def clean(self, value: Any) -> Any:
        text = str(super().clean(value)).replace(",", "").strip()
        if not text:
            return None
        try:
            figure = Decimal(text)
            kept = self.unit.kept(figure)
        except (InvalidOperation, Refused, OverflowError, ValueError) as error:
            places = "最多两位小数" if self.unit.scale == 100 else "写整数"
            raise forms.ValidationError(f"“{text}”看不懂，请填写数字，{places}") from error
        if kept < 0:
            raise forms.ValidationError("取值不能小于零")
        return figure


class EnterForm(PageForm):
    """The dates and the document; the values by class are put in before."""

    columns = 2
    applies_from = DayField(label="适用起始日")
    issued_on = DayField(label="发文日期")
    document = forms.CharField(
        label="文件", max_length=200, help_text="标题和文号，例如：《关于提高低保标准的通知》（某府发〔2025〕3号）"
    )
    note = forms.CharField(label="说明", required=False, max_length=400)


class ApproveForm(PageForm):
    answer = forms.ChoiceField(
        label="复核结论", choices=[("yes", "同意，自适用起始日起采用"), ("no", "退回")], widget=forms.RadioSelect
    )
    because = forms.CharField(
        label="复核意见", required=False, max_length=400, widget=forms.Textarea(attrs={"rows": 3}), help_text="退回须写明理由"
    )  # fmt: skip


def enter_page(request: HttpRequest, code: str) -> HttpResponse:
    """Values of one parameter from a day on; of several classes those that are filled in."""
    parameter, user = parameter_of(code), request.user
    assert isinstance(user, User)
    current = _in_force(code)
    form = EnterForm(*posted(request)[:1])
    dates = dict(form.fields)
    form.fields.clear()
    with_fields(
        form, {f"value_{number}": _field(parameter, key, current) for number, key in enumerate(parameter.keys())}
    )
    form.fields.update(dates)
    back = reverse(f"{FUNDS}:standard", args=[code])
    more: Any = {
        "title": f"录入参数：{full_width(parameter.label)}",
        "submit": "提交复核",
        "back": back,
        "words": "录入后由另一人复核，复核通过前不生效。" + ("只填有变化的类别。" if parameter.by else ""),
    }
    if not form.is_valid():
        return form_page(request, form, **more)
    said = form.cleaned_data
    values = [(key, said[f"value_{number}"]) for number, key in enumerate(parameter.keys())]
    typed = [(key, value) for key, value in values if value not in (None, "")]
    if not typed:
        return form_page(request, form, refusal="请至少填写一个取值。", **more)
    try:
        with transaction.atomic():
            for key, value in typed:
                services.enter(
                    code,
                    value if isinstance(value, Decimal) else int(value),
                    key=key,
                    applies_from=said["applies_from"],
                    issued_on=said["issued_on"],
                    document=said["document"],
                    note=said["note"],
                    by=user,
                    at=timezone.now(),
                )
    except Refused as refused:
        return form_page(request, form, refusal=refused.sentence, **more)
    return done(request, f"已录入{len(typed)}个取值，待他人复核。{back_words(code, said['applies_from'])}", to=back)


def approve_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One entry beside what it takes the place of; approved or sent back, never by whoever entered it."""
    entry, user = ParameterEntry.objects.select_related("entered_by").filter(pk=pk).first(), request.user
    assert isinstance(user, User)
    if entry is None or entry.code.rpartition(".")[0] not in POLICIES:
        raise Http404
    parameter = parameter_of(entry.code)
    back = reverse(f"{FUNDS}:standard", args=[entry.code])
    if entry.state != ParameterEntry.State.ENTERED:
        raise Refused("这条参数已经处理过，请刷新后查看。")
    if entry.entered_by_id == user.pk:
        raise Refused("参数须由录入人以外的人复核。")
    form = ApproveForm(*posted(request)[:1])
    more: Any = {
        "title": f"复核参数：{shown(entry).label}",
        "submit": "提交",
        "back": back,
        "items": _items(parameter, entry),
        "words": back_words(entry.code, entry.applies_from),
        "template": "entitlement/form_of.html",
    }
    if not form.is_valid():
        return form_page(request, form, **more)
    try:
        return done(request, _answer(entry, form.cleaned_data, user), to=back)
    except Refused as refused:
        return form_page(request, form, refusal=refused.sentence, **more)


def back_words(code: str, applies_from: Any) -> str:
    """Which months already paid a value would reach back into; empty if none."""
    months = approving.reaches_back(code, applies_from)
    if not months:
        return ""
    first, last = chinese_month(months[0]), chinese_month(months[-1])
    return f"本参数追溯适用，{first}至{last}已核发的月份不重算，差额在下一批次补发，多发的转追缴程序。"


def _answer(entry: ParameterEntry, said: dict[str, Any], by: User) -> str:
    if said["answer"] == "no":
        services.refuse(entry, by=by, at=timezone.now(), because=said["because"])
        return "已退回，录入的取值不采用。"
    found = approving.approve(entry, by=by, at=timezone.now(), because=said["because"])
    return f"已复核通过，自{entry.applies_from}起采用。{full_width(found.words)}"


def _in_force(code: str, on: Any = None) -> dict[Key, PolicyValue]:
    policy, _, name = code.rpartition(".")
    found = POLICIES[policy]
    return values_on(found, name, on or timezone.localdate(), queries.approved([found]))


def _items(parameter: Parameter, entry: ParameterEntry) -> list[Item]:
    before = _in_force(entry.code, entry.applies_from).get(queries.key_of(entry.key))
    names = "、".join(each.name for each in approving.benefits_using(entry.code))
    return [
        Item("录入的取值", figure(parameter.unit, entry.value)),
        Item("原取值", figure(parameter.unit, before.value) if before is not None else "没有取值"),
        Item("适用起始日", entry.applies_from, Kind.DATE),
        Item("发文日期", entry.issued_on, Kind.DATE),
        Item("文件", full_width(entry.document), wide=True),
        Item("说明", full_width(entry.note) or None, wide=True),
        Item("录入", f"{entry.entered_by.name}，{timezone.localtime(entry.entered_at):%Y-%m-%d %H:%M}"),
        Item("用于", names or "管理参数"),
    ]


def _field(parameter: Parameter, key: Key, current: dict[Key, PolicyValue]) -> forms.Field:
    """A field by the unit: a choice of classes, yes or no, an amount with its 分, a whole number."""
    unit, row = parameter.unit, current.get(key)
    label = full_width(parameter.class_name(key)) or "取值"
    hint = f"现为 {figure(unit, row.value)}" if row is not None else "现在没有取值"
    required = not parameter.by
    if unit.names is not None:
        named = [("", "请选择"), *((str(each.value), each.label) for each in unit.names)]
        return forms.ChoiceField(label=label, choices=named, required=required, help_text=hint)
    if unit is FLAG:
        return forms.ChoiceField(
            label=label, choices=[("", "请选择"), ("1", "是"), ("0", "否")], required=required, help_text=hint
        )
    return FigureField(unit, label=f"{label}（{unit.name}）", required=required, help_text=hint)
