"""Forms: labels above, hints, errors under their fields and all together on top; answers 422 when something is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from doudi.base import areas, identity, money
from doudi.base.models import Area
from doudi.base.months import parse_month

_REQUIRED = "{}不能为空"
_IMAGES = "image/*"


class PageForm(forms.Form):
    """A form as pages show it. `columns` puts the fields in two columns on a desk."""

    columns = 1
    error_css_class = "wrong"
    use_required_attribute = False  # the page says it better than the browser does

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for each in self.fields.values():
            each.error_messages.setdefault("required", "")
            each.error_messages["required"] = _REQUIRED.format(f"“{each.label}”") if each.label else "此项不能为空"
            _dress(each.widget)

    @property
    def has_files(self) -> bool:
        return self.is_multipart()


class IdentityField(forms.CharField):
    """An identity number in whatever way people write it; gives its 18 characters."""

    def __init__(self, **more: Any) -> None:
        more.setdefault("help_text", "18位，末位为X的请输入大写")
        super().__init__(max_length=24, **more)
        self.widget.attrs |= {"autocomplete": "off", "inputmode": "text", "data-identity": ""}

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        reading = identity.read(text)
        if reading.number is None:
            raise forms.ValidationError(str(reading.flaw))
        return reading.number


class MoneyField(forms.CharField):
    """An amount in 元; gives whole fen."""

    def __init__(self, **more: Any) -> None:
        super().__init__(max_length=20, **more)
        self.widget.attrs |= {"inputmode": "decimal"}

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return money.parse_money(text)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


class DayField(forms.DateField):
    """A day, typed as eight digits or picked."""

    def __init__(self, **more: Any) -> None:
        super().__init__(
            input_formats=["%Y-%m-%d", "%Y%m%d", "%Y/%m/%d", "%Y.%m.%d"],
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "max": "9999-12-31"}),
            error_messages={"invalid": "日期看不懂，请写成 2024-11-05 的样子。"},
            **more,
        )


class MonthField(forms.CharField):
    """A month; gives its number (base.months)."""

    def __init__(self, **more: Any) -> None:
        super().__init__(max_length=10, widget=forms.TextInput(attrs={"type": "month", "max": "9999-12"}), **more)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_month(text)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


class _ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or several files; a phone offers its camera and its pictures for photos. Their type is proved when they are kept (base.files)."""

    def __init__(self, *, photos: bool = False, accept: str = "", **more: Any) -> None:
        attrs = {
            "multiple": True,
            "accept": _IMAGES if photos else accept or ".pdf,.jpg,.jpeg,.png,.docx,.xlsx,.xls,.csv,.zip",
        }
        if photos:
            more.setdefault("help_text", "可以直接拍照，也可以选择已有的照片。")
        self.photos = photos
        super().__init__(widget=_ManyFiles(attrs=attrs), **more)

    def clean(self, data: Any, initial: Any = None) -> Any:
        given: Sequence[UploadedFile[Any]] = data if isinstance(data, list | tuple) else [data] if data else []
        if not given:
            super().clean(None, initial)
        return [super(FilesField, self).clean(each, initial) for each in given]


class Declared(Protocol):
    """A field as flows declare it (casework.declare.Field)."""

    @property
    def code(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def required(self) -> bool: ...
    @property
    def choices(self) -> tuple[tuple[str, str], ...]: ...
    @property
    def hint(self) -> str: ...


def posted(request: HttpRequest) -> tuple[Any, Any]:
    """What was typed and uploaded, for a form; nothing if the page is only asked for. A form of no fields is posted, too."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def form_of(fields: Iterable[Declared], *, people: Sequence[tuple[str, str]] = ()) -> dict[str, forms.Field]:
    """The fields of a form as an action declares them; `people` are the choices of fields of the kind `person`."""
    return {each.code: _field(each, people) for each in fields}


def with_fields(form: PageForm, fields: dict[str, forms.Field]) -> PageForm:
    """Put further fields into a form that has just been made."""
    for code, each in fields.items():
        each.error_messages["required"] = _REQUIRED.format(f"“{each.label}”")
        _dress(each.widget)
        form.fields[code] = each
    return form


def form_page(request: HttpRequest, form: PageForm, *, title: str, **more: Any) -> HttpResponse:
    """A page with a form: 200 as it is asked for, 422 with what is wrong. `more` goes to pages/form_page.html (submit, back, words)."""
    template = more.pop("template", "pages/form_page.html")
    wrong = bool(more.get("refusal")) or (form.is_bound and bool(form.errors))
    context = {"form": form, "title": title, "submit": "提交", **more}
    return render(request, template, context, status=422 if wrong else 200)


def _field(declared: Declared, people: Sequence[tuple[str, str]]) -> forms.Field:
    common: dict[str, Any] = {"label": declared.label, "required": declared.required, "help_text": declared.hint}
    kind = declared.kind
    if kind == "long":
        return forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), max_length=2000, **common)
    if kind in ("choice", "person"):
        choices = people if kind == "person" else declared.choices
        if kind == "choice" and len(choices) <= 5:
            return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **common)
        return forms.ChoiceField(choices=[("", "请选择"), *choices], **common)
    if kind == "date":
        return DayField(**common)
    if kind == "money":
        return MoneyField(**common)
    if kind == "yes":
        return forms.BooleanField(**common)
    if kind == "area":
        return forms.ChoiceField(choices=_areas, **common)
    if kind in ("photo", "file"):
        if not declared.hint:
            common.pop("help_text")
        return FilesField(photos=kind == "photo", **common)
    return forms.CharField(max_length=400, **common)


def area_field(label: str) -> forms.ChoiceField:
    """A township or one of its villages."""
    return forms.ChoiceField(label=label, choices=_areas)


def _areas() -> list[tuple[str, Any]]:
    """Villages and communities under their townships, each township itself first."""
    towns: dict[str, list[tuple[str, str]]] = {}
    for code, name in sorted(areas.names().items()):
        if areas.level_of(code) != Area.Level.COUNTY:
            whole = areas.level_of(code) == Area.Level.TOWNSHIP
            towns.setdefault(areas.township_of(code), []).append((code, f"{name}（全{name[-1]}）" if whole else name))
    return [("", "请选择"), *((areas.name_of(town), choices) for town, choices in towns.items())]


def _dress(widget: forms.Widget) -> None:
    """Bootstrap's classes."""
    if isinstance(widget, forms.CheckboxInput | forms.RadioSelect | forms.CheckboxSelectMultiple):
        widget.attrs.setdefault("class", "form-check-input")
    elif isinstance(widget, forms.Select):
        widget.attrs.setdefault("class", "form-select")
    elif not isinstance(widget, forms.HiddenInput):
        widget.attrs.setdefault("class", "form-control")
