"""施工和验收的页面: photos item by item, how many were built, how many were found."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from doudi.base.models import User
from doudi.base.refused import Refused
from doudi.mechanisms.phone.sent import if_told, moment_told, place_told
from doudi.pages.acts import carry_out
from doudi.pages.forms import DayField, FilesField, PageForm, posted, with_fields
from doudi.programmes.elderly.home_adaptation import accepting, building
from doudi.programmes.elderly.home_adaptation.accepting import Found
from doudi.programmes.elderly.home_adaptation.building import OPEN_FOR, Built, Phase
from doudi.programmes.elderly.home_adaptation.catalogue import DEVICES
from doudi.programmes.elderly.home_adaptation.models import ItemPhoto
from doudi.programmes.elderly.home_adaptation.pages.common import one, page_of

_TOLD = ("latitude", "longitude", "accuracy", "taken_at")  # filled in by the phone


def photos_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One photo at a time: of which item, in which phase; the next that is missing is chosen already."""
    row = one(request, pk)
    lines = {str(line.pk): line for line in row.lines.all()}
    phases = [phase for phase in Phase if row.case.stage in OPEN_FOR[phase]]
    have = set(ItemPhoto.objects.filter(line__in=list(lines)).values_list("line", "phase"))
    missing = [(line, phase) for phase in phases for line in lines.values() if (line.pk, phase.value) not in have]
    wanted = [(f"{line.pk}-{phase.value}", f"{phase.label}：{line}") for line, phase in missing]
    again = [
        (f"{line.pk}-{phase.value}", f"重拍{phase.label}：{line}")
        for phase in phases
        for line in lines.values()
        if (line.pk, phase.value) in have
    ]
    form = with_fields(
        PageForm(*posted(request)),
        {
            "what": forms.ChoiceField(label="拍的是", choices=[*wanted, *again]),
            **{name: forms.CharField(required=False, max_length=40, widget=forms.HiddenInput) for name in _TOLD},
            "photo": FilesField(
                label="照片", photos=True, help_text="同一角度，拍清改造的位置，不拍人脸；用过的照片会被退回。"
            ),
        },
    )
    more: dict[str, Any] = {
        "title": f"施工照片：{row.person.party.name}",
        "submit": "上传",
        "back": page_of(row),
        "words": f"还缺{len(missing)}张。" if missing else "照片已经齐了，可以继续办理。",
        "points": [words for _, words in wanted[:8]],
        "template": "home_adaptation/photo.html",
    }
    if not phases:
        raise Refused("现在不需要上传照片：开工前拍改造前的，施工中拍改造中和改造后的。")

    def do(said: dict[str, Any], user: User) -> tuple[str, str]:
        line_pk, _, phase_code = said["what"].partition("-")
        upload = said["photo"][0]
        building.hand_in(
            lines[line_pk], Phase(phase_code), upload.name or "照片.jpg", upload.read(), by=user, at=timezone.now(),
            place=if_told(place_told, said), taken_at=if_told(moment_told, said["taken_at"]),
        )  # fmt: skip
        left = len(missing) - ((lines[line_pk], Phase(phase_code)) in missing)
        to = reverse("home_adaptation:photos", args=[pk]) if left else page_of(row)
        return f"照片已收下，还缺{left}张。" if left else "照片已收下，都齐了。", to

    return carry_out(request, form, do=do, **more)


def built_page(request: HttpRequest, pk: int) -> HttpResponse:
    """完工数量, and the numbers of devices that were handed over."""
    row = one(request, pk)
    lines = list(row.lines.all())
    fields: dict[str, forms.Field] = {}
    for line in lines:
        fields[f"done_{line.pk}"] = forms.IntegerField(
            label=f"{line}（{line.unit}）", min_value=0, initial=line.approved if line.done is None else line.done,
            help_text=f"审批{line.approved or 0}{line.unit}；没有施工的填0",
        )  # fmt: skip
        if line.kind in DEVICES:
            fields[f"device_{line.pk}"] = forms.CharField(
                label=f"{line}的设备编号", max_length=40, required=False, initial=line.device
            )
    form = with_fields(PageForm(*posted(request)[:1]), fields)
    more: dict[str, Any] = {"title": f"完工数量：{row.person.party.name}", "submit": "保存", "back": page_of(row)}

    def do(said: dict[str, Any], user: User) -> str:
        built = [Built(line, said[f"done_{line.pk}"], said.get(f"device_{line.pk}") or "") for line in lines]
        building.set_built(built, by=user, at=timezone.now())
        return "完工数量已保存，照片齐全后请申报完工。"

    return carry_out(request, form, do=do, **more)


def verified_page(request: HttpRequest, pk: int) -> HttpResponse:
    """逐项核实, on the spot; of a device the day from which the platform has seen it."""
    row = one(request, pk)
    lines = list(row.lines.all())
    fields: dict[str, forms.Field] = {}
    for line in lines:
        fields[f"found_{line.pk}"] = forms.IntegerField(
            label=f"{line}（{line.unit}）", min_value=0, initial=line.done if line.verified is None else line.verified,
            help_text=f"申报完工{line.done or 0}{line.unit}",
        )  # fmt: skip
        if line.kind in DEVICES and line.done:
            fields[f"online_{line.pk}"] = DayField(
                label=f"{line}上线日期", required=False, initial=line.online_on, help_text=f"设备编号{line.device}，平台显示在线的第一天"
            )  # fmt: skip
    form = with_fields(PageForm(*posted(request)[:1]), fields)
    more: dict[str, Any] = {"title": f"逐项核实：{row.person.party.name}", "submit": "保存", "back": page_of(row)}

    def do(said: dict[str, Any], user: User) -> str:
        found = [Found(line, said[f"found_{line.pk}"], said.get(f"online_{line.pk}")) for line in lines]
        accepting.verify(found, by=user, at=timezone.now())
        return "核实数量已保存，请办理“验收合格”或“退回整改”。"

    return carry_out(request, form, do=do, **more)
