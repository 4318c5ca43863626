"""改造方案: the catalogue with a quantity and a place for each item, and who builds it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from doudi.base.models import User
from doudi.base.money import yuan
from doudi.pages.acts import carry_out
from doudi.pages.forms import PageForm, posted, with_fields
from doudi.programmes.elderly.home_adaptation import planning, queries
from doudi.programmes.elderly.home_adaptation.catalogue import BASIC, GROUPS, Item, unit_of
from doudi.programmes.elderly.home_adaptation.models import Adaptation, Contractor
from doudi.programmes.elderly.home_adaptation.pages.common import one, page_of
from doudi.programmes.elderly.home_adaptation.planning import Planned
from doudi.programmes.elderly.home_adaptation.splitting import policy_on

_FURTHER = 2  # places that an item may be put in besides the first
CARRIED = frozenset(GROUPS[-1][1])  # aids: given to a person, not put into a place


def plan_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Every item of the catalogue under its part of the home; a line is what has a quantity."""
    row, on = one(request, pk), timezone.localdate()
    policy = policy_on(on, row.case.area_code)
    lines = list(row.lines.all())
    form = with_fields(PageForm(*posted(request)[:1]), {**_fields(lines), **_builder(row)})
    groups = [
        (name, [_shown(form, item, int(policy.price[item]), bool(policy.funded[item])) for item in items])
        for name, items in GROUPS
    ]
    more: dict[str, Any] = {
        "title": f"改造方案：{row.person.party.name}",
        "submit": "保存方案",
        "back": page_of(row),
        "template": "home_adaptation/plan.html",
        "groups": groups,
        "cap": yuan(policy.cap),
        "public": row.fund_class == Adaptation.FundClass.PUBLIC,
    }

    def do(said: dict[str, Any], user: User) -> str:
        wanted = [
            Planned(
                item, said[f"place_{key}"] or "", said[f"quantity_{key}"], _agreed(lines, item, said[f"place_{key}"])
            )
            for item in Item
            for key in _keys(item)
            if said[f"quantity_{key}"]
        ]
        contractor = Contractor.objects.get(code=said["contractor"])
        made = planning.set_plan(row, wanted, contractor, kin_filed=said["kin_filed"], by=user, at=timezone.now())
        row.refresh_from_db()
        total = sum(line.quantity * line.price for line in made)
        return f"方案已保存：{len(made)}项，合计{yuan(total)}元。定稿后交老年人签字。"

    return carry_out(request, form, do=do, **more)


def _keys(item: Item) -> list[str]:
    return [f"{int(item)}_{place}" for place in range(_FURTHER + 1)]


def _fields(lines: list[Any]) -> dict[str, forms.Field]:
    found: dict[str, forms.Field] = {}
    for item in Item:
        stand = [line for line in lines if line.item == item]
        for place, key in enumerate(_keys(item)):
            line = stand[place] if place < len(stand) else None
            found[f"quantity_{key}"] = forms.IntegerField(
                label=f"{item.label}数量", min_value=0, max_value=99, required=False, initial=line.quantity if line else None,
                widget=forms.NumberInput(attrs={"inputmode": "numeric", "aria-label": f"{item.label}数量"}),
            )  # fmt: skip
            found[f"place_{key}"] = forms.CharField(
                label=f"{item.label}位置", max_length=40, required=False, initial=line.place if line else "",
                widget=forms.TextInput(attrs={"aria-label": f"{item.label}位置", "placeholder": "装在哪里"}),
            )  # fmt: skip
    return found


def _builder(row: Adaptation) -> dict[str, forms.Field]:
    choices = [(each.code, each.name) for each in queries.contractors(timezone.localdate())]
    return {
        "contractor": forms.ChoiceField(
            label="施工单位", choices=[("", "请选择"), *choices], initial=row.contractor_id or "", help_text="框架协议在有效期内的"
        ),
        "kin_filed": forms.CharField(
            label="近亲属备案", max_length=200, required=False, initial=row.kin_filed,
            help_text="施工单位负责人是村干部、经办人员近亲属的，写明备案情况",
        ),
    }  # fmt: skip


def _shown(form: PageForm, item: Item, price: int, funded: bool) -> dict[str, Any]:
    """An item as the table draws it; a further place is drawn once something stands in it, or behind it."""
    rows = [(form[f"quantity_{key}"], form[f"place_{key}"]) for key in _keys(item)]
    used = max((number for number, (quantity, _) in enumerate(rows) if quantity.value()), default=0)
    often = item in BASIC and item not in CARRIED  # a rail in the bathroom and another one in the passage
    shown = min(used + 1, _FURTHER) if used or often else 0
    return {
        "name": item.label,
        "price": yuan(price),
        "unit": unit_of(item),
        "funded": funded,
        "first": rows[0],
        "further": rows[1 : shown + 1],
    }


def _agreed(lines: list[Any], item: Item, place: str) -> int | None:
    """The price that stands; that of the tender for what is new."""
    return next((line.price for line in lines if line.item == item and line.place == (place or "").strip()), None)
