"""What templates say in a word. Known to every template without loading."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from functools import lru_cache
from typing import Any

from django import template
from django.contrib.staticfiles import finders
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from doudi.base import areas, identity, money, months
from doudi.pages.cells import NOTHING, Tag
from doudi.pages.cells import full_width as marks_of_print

register = template.Library()


@lru_cache(maxsize=100)
def asset_address(path: str) -> str:
    """The address of a static file with the hash of its content, so that browsers keep it until it changes."""
    found = finders.find(path)
    if not isinstance(found, str):
        return static(path)
    with open(found, "rb") as file:  # noqa: PTH123  # a plain path from Django
        return f"{static(path)}?v={hashlib.file_digest(file, 'sha256').hexdigest()[:10]}"


@register.simple_tag
def asset(path: str) -> str:
    """{% asset "desk/app.css" %}"""
    return asset_address(path)


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """{% icon "search" %}: an icon of the sprite; with a label if it stands alone."""
    return _icon(str(name), str(label)) if name else SafeString("")


@lru_cache(maxsize=512)
def _icon(name: str, label: str) -> SafeString:
    spoken = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    return format_html(
        '<svg class="icon" {}><use href="{}#{}"></use></svg>', spoken, asset_address("desk/icons.svg"), name
    )


@register.simple_tag
def tag(words: Any, tint: str = "") -> SafeString:
    """{% tag "待复核" "info" %}"""
    return SafeString(Tag(str(words), tint).__html__())


@register.filter
def yuan(fen: int | None) -> str:
    """{{ 91100|yuan }}: 911.00"""
    return NOTHING if fen is None else money.yuan(fen)


@register.filter
def wan(fen: int | None) -> str:
    """{{ fen|wan }}: in 万元 with two places"""
    return NOTHING if fen is None else money.wan_yuan(fen)


@register.filter
def masked(number: str) -> str:
    """{{ number|masked }}: 360999********6366"""
    return identity.mask(number)


@register.filter
def month(number: int | None) -> str:
    """{{ 24298|month }}: 2024年11月"""
    return NOTHING if number is None else months.chinese_month(number)


@register.filter
def short_month(number: int | None) -> str:
    """{{ 24298|short_month }}: 2024-11"""
    return NOTHING if number is None else months.format_month(number)


@register.filter
def full_width(words: Any) -> str:
    """{{ line.sentence|full_width }}: 家庭收入 0 元，低于保障线"""
    return marks_of_print(str(words)) if words is not None else ""


@register.filter
def area_name(code: str) -> str:
    """{{ code|area_name }}: 古城镇水槽村"""
    return areas.full_name(code) if code else ""


@register.filter
def day(value: dt.date | dt.datetime | None) -> str:
    """{{ at|day }}: 11-05 of this year, else 2023-11-05"""
    if value is None:
        return ""
    return f"{value:%m-%d}" if value.year == timezone.localdate().year else f"{value:%Y-%m-%d}"


@register.filter
def moment(value: dt.date | dt.datetime | None) -> str:
    """{{ event.at|moment }}: 2024-11-05 09:30; of a day only the day"""
    if value is None:
        return ""
    return f"{timezone.localtime(value):%Y-%m-%d %H:%M}" if isinstance(value, dt.datetime) else f"{value:%Y-%m-%d}"


@register.filter
def grouped(number: int | float | None) -> str:
    """{{ 45492|grouped }}: 45,492"""
    return NOTHING if number is None else f"{number:,}"


@register.filter
def percent(share: float | None) -> str:
    """{{ 0.745|percent }}: 75%; never 100% or 0% for what is only nearly so"""
    if share is None:
        return NOTHING
    whole = round(share * 100)
    return ">99%" if whole == 100 and share < 1 else "<1%" if whole == 0 and share > 0 else f"{whole}%"


@register.filter
def is_tick(field: BoundField) -> bool:
    """Whether a field is one check box, which stands before its label."""
    return isinstance(field.field.widget, CheckboxInput)


@register.filter
def is_group(field: BoundField) -> bool:
    """Whether a field is a group of boxes, whose label is a legend."""
    return isinstance(field.field.widget, RadioSelect | CheckboxSelectMultiple)


@register.simple_tag
def chart(options: dict[str, Any], label: str, height: str = "16rem") -> SafeString:
    """{% chart options "各乡镇疑点" %}: an ECharts chart, drawn by app.js; `label` is what is read aloud."""
    return format_html(
        '<div class="chart" role="img" aria-label="{}" style="height:{}" data-chart="{}"></div>',
        label,
        height,
        json.dumps(options, ensure_ascii=False),
    )
