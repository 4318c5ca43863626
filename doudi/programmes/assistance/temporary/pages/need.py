"""The form of a need, and the applicant it names: found in the registry by the identity number, or registered now."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms

from doudi.base import areas
from doudi.base.access import scope
from doudi.base.models import Area, User
from doudi.mechanisms.registry.models import Party
from doudi.mechanisms.registry.services import NewPerson, person_named
from doudi.pages.forms import DayField, IdentityField, MoneyField, PageForm
from doudi.programmes.assistance.temporary.models import Cause
from doudi.programmes.assistance.temporary.policy import Hardship


class NeedForm(PageForm):
    """申请情况. What the household got before is looked up, so nothing is asked about it."""

    columns = 2
    area_code = forms.ChoiceField(label="所在村居")
    id_number = IdentityField(label="申请人身份证号")
    name = forms.CharField(label="申请人姓名", max_length=40)
    hardship = forms.TypedChoiceField(
        label="救助类型",
        coerce=int,
        choices=[(each.value, each.label) for each in Hardship],
        widget=forms.RadioSelect,
        initial=int(Hardship.EMERGENCY),
    )
    cause = forms.ChoiceField(label="困难原因", choices=[("", "请选择"), *Cause.choices])
    happened_on = DayField(label="发生日期", required=False)
    people = forms.IntegerField(label="救助人数", min_value=1, max_value=20)
    months = forms.IntegerField(label="困难持续月数", min_value=0, max_value=24, help_text="上限按政策标准计算")
    spending = MoneyField(label="家庭自负支出（元）", required=False, help_text="支出型必填，有效票据合计")

    def __init__(self, user: Any, today: dt.date, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        places = _places(user)
        self.fields["area_code"].choices = [("", "请选择"), *places]  # type: ignore[attr-defined]
        self.fields["area_code"].initial = places[0][0] if len(places) == 1 else None
        self.fields["happened_on"].initial = today


def applicant_of(said: dict[str, Any], by: User, at: dt.datetime) -> Party:
    """Whom the form names. Refused if the number is known under another name, or if he is dead."""
    new = NewPerson(said["id_number"], said["name"].strip(), said["area_code"])
    return person_named(new, by=by, at=at, because="临时救助申请").party


def _places(user: Any) -> list[tuple[str, str]]:
    """The villages (and the township itself, for who is not of a village) that the user works in."""
    inside = scope(user)
    found = []
    for code, name in sorted(areas.names().items()):
        level = areas.level_of(code)
        if level == Area.Level.COUNTY or not inside.covers(code):
            continue
        found.append((code, name if level == Area.Level.TOWNSHIP else f"　{name}"))
    return found
