"""一处公墓: what was approved, what is left, its blocks, states, measurements, inspections and reservations."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from doudi.base.access import may
from doudi.base.areas import full_name, name_of
from doudi.base.identity import mask_account
from doudi.pages.cells import Kind, Tag
from doudi.pages.details import Item
from doudi.programmes.funeral.cemeteries import measuring, policy, queries, registering, rules
from doudi.programmes.funeral.cemeteries.models import Cemetery, Inspection
from doudi.programmes.funeral.cemeteries.pages.listing import STATES, years_of


def find(user: Any, pk: int) -> Cemetery:
    """A cemetery of the user's area, or 404."""
    found = queries.cemeteries(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def cemetery_page(request: HttpRequest, pk: int) -> HttpResponse:
    cemetery, today, user = find(request.user, pk), timezone.localdate(), request.user
    capacity = queries.capacities([cemetery], today)[cemetery.pk]
    here = cemetery.custodian.area_code
    registers = may(user, registering.REGISTRARS, area_code=here)
    context = {
        "title": cemetery.custodian.name,
        "state": Tag(cemetery.get_state_display(), STATES[cemetery.state]),
        "items": [each for each in _items(cemetery, capacity, today) if each.value is not None],
        "blocks": list(cemetery.blocks.all()),
        "states": list(cemetery.states.order_by("-since", "-pk")),
        "measurements": [(each, rules.square_metres(each.area_cm2)) for each in cemetery.measurements.select_related("by")],
        "inspections": [
            (each, *_result(each, today), _steps(each, today) if registers else [])
            for each in cemetery.inspections.select_related("by", "together_with")
        ],
        "reservations": list(queries.reservations_on(today).filter(cemetery=cemetery)),
        "may_release": may(user, registering.RESERVERS, area_code=here),
        "buttons": _buttons(user, cemetery),
    }  # fmt: skip
    return render(request, "cemeteries/cemetery.html", context)


def _items(cemetery: Cemetery, capacity: queries.Capacity, today: Any) -> list[Item]:
    served = "、".join(name_of(code) for code in cemetery.serves) or name_of(cemetery.custodian.area_code)
    return [
        Item("类别", queries.KINDS[cemetery.custodian.kind]),
        Item("性质", cemetery.get_sort_display()),
        Item("所在地", full_name(cemetery.custodian.area_code)),
        Item("服务范围", served if cemetery.public else "不限"),
        Item("批准文号", cemetery.approval),
        Item("批准日期", cemetery.approved_on, Kind.DATE),
        Item("批准面积", f"{rules.square_metres(cemetery.approved_cm2)}平方米"),
        Item("公益性墓区", f"{rules.square_metres(cemetery.public_cm2)}平方米" if cemetery.public_cm2 else None),
        Item("用地", f"{cemetery.get_land_display()}，{cemetery.land_number}"),
        Item("批准墓位（格位）", cemetery.approved_plots, Kind.NUMBER),
        Item("已开设", capacity.plots, Kind.NUMBER),
        Item("已用", capacity.taken, Kind.NUMBER),
        Item("预留", capacity.reserved or None, Kind.NUMBER),
        Item("空余", capacity.free, Kind.NUMBER),
        Item("近三年安放", capacity.placed, Kind.NUMBER),
        Item("剩余年限", years_of(capacity)),
        Item("收费文件", cemetery.price_document or None),
        Item("收费专用账户", mask_account(cemetery.account) if cemetery.account else Tag("未登记", "warn")),
        Item("管理员", cemetery.keeper.name if cemetery.keeper is not None else None),
        Item("使用年限", f"{policy.of_plots(today)['term_years']}年" if cemetery.approved_plots is not None else None),
    ]


def _result(each: Inspection, today: Any) -> tuple[Tag, str]:
    if each.passed:
        return Tag("合格", "ok"), ""
    if each.rectified_on is not None:
        return Tag("已整改", "ok"), f"{each.rectified_on:%Y-%m-%d}复查"
    late = each.rectify_by is not None and each.rectify_by < today
    words = f"{each.rectify_by:%Y-%m-%d}前整改" if each.rectify_by else ""
    if each.notified_on is not None:
        words += f"，{each.notified_on:%Y-%m-%d}通报"
    return Tag("整改逾期" if late else "整改中", "danger" if late else "warn"), words


def _steps(each: Inspection, today: Any) -> list[tuple[str, str]]:
    found = []
    if not each.passed and each.rectified_on is None:
        found.append(("整改复查", "rectified"))
        if each.rectify_by is not None and each.rectify_by < today and each.notified_on is None:
            found.append(("逾期通报", "notify"))
    if each.published_on is None:
        found.append(("公布", "publish"))
    return [(words, reverse("cemeteries:inspection", args=[each.pk, what])) for words, what in found]


def _buttons(user: Any, cemetery: Cemetery) -> list[tuple[str, str]]:
    here, closed = cemetery.custodian.area_code, cemetery.state == Cemetery.State.CLOSED
    plots = cemetery.approved_plots is not None
    offered = (
        ("预留墓位", "reserve", registering.RESERVERS, plots and not closed),
        ("登记实测", "measure", measuring.MEASURERS, True),
        ("年度检查", "inspect", measuring.INSPECTORS, not closed),
        ("开设墓区", "block", registering.REGISTRARS, plots and not closed),
        ("变更状态", "state", registering.REGISTRARS, not closed),
    )
    return [
        (words, reverse(f"cemeteries:{page}", args=[cemetery.pk]))
        for words, page, roles, offers in offered
        if offers and may(user, roles, area_code=here)
    ]
