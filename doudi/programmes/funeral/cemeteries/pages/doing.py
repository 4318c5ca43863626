"""The forms of the register: each does one thing and goes back to the cemetery."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from doudi.base.access import holders
from doudi.base.models import User
from doudi.pages.acts import carry_out
from doudi.pages.forms import DayField, IdentityField, PageForm, area_field, posted
from doudi.programmes.funeral.cemeteries import measuring, queries, registering, rules
from doudi.programmes.funeral.cemeteries.models import Cemetery, Inspection, Reservation
from doudi.programmes.funeral.cemeteries.pages.one import find

Do = Callable[[dict[str, Any], User], str]


class AreaOfGround(forms.CharField):
    """Square metres as people write them; gives whole square centimetres."""

    def __init__(self, **more: Any) -> None:
        super().__init__(max_length=20, **more)
        self.widget.attrs |= {"inputmode": "decimal"}

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            number = Decimal(text.replace(",", "").replace("，", "")) * 10_000
        except InvalidOperation as error:
            raise forms.ValidationError("面积看不懂，请写成 6666.67 的样子。") from error
        if not number.is_finite() or not 0 < number < 10**12:
            raise forms.ValidationError("面积须大于零，请核对。")
        return int(number.to_integral_value())


class Corners(forms.CharField):
    """Corners of a polygon, one a line: 经度,纬度."""

    def __init__(self, **more: Any) -> None:
        super().__init__(
            required=False, widget=forms.Textarea(attrs={"rows": 4}), help_text="每行一个角点：经度,纬度", **more
        )

    def clean(self, value: Any) -> Any:
        found: list[rules.Corner] = []
        for line in super().clean(value).replace("，", ",").splitlines():
            if not line.strip():
                continue
            try:
                x, y = (float(each) for each in line.split(","))
            except ValueError as error:
                raise forms.ValidationError(f"“{line[:30]}”看不懂，请写成 115.12345,28.12345 的样子。") from error
            if not (-180 <= x <= 180 and -90 <= y <= 90):
                raise forms.ValidationError("经度、纬度超出范围，请核对。")
            found.append((x, y))
        if found and len(found) < 3:
            raise forms.ValidationError("边界至少要三个角点。")
        return found


class RegisterForm(PageForm):
    columns = 2
    kind = forms.ChoiceField(label="类别", choices=list(queries.KINDS.items()))
    sort = forms.ChoiceField(label="性质", choices=Cemetery.Sort.choices)
    name = forms.CharField(label="名称", max_length=80)
    code = forms.CharField(label="编码", max_length=40)
    area_code = area_field("所在乡镇、村居")
    approval = forms.CharField(label="批准文号", max_length=60)
    approved_on = DayField(label="批准日期")
    approved_cm2 = AreaOfGround(label="批准面积（平方米）")
    approved_plots = forms.IntegerField(
        label="批准墓位（格位）数", min_value=1, required=False, help_text="生态安葬区不填"
    )
    public_cm2 = AreaOfGround(label="其中公益性墓区（平方米）", required=False, help_text="经营性公墓填写")
    land = forms.ChoiceField(label="用地方式", choices=Cemetery.Land.choices)
    land_number = forms.CharField(label="用地手续文号", max_length=60)
    public_money = forms.BooleanField(label="使用财政资金建设", required=False)
    opened_on = DayField(label="启用日期", required=False, help_text="还在筹建的不填")
    price_document = forms.CharField(label="收费文件", max_length=80, required=False)
    account = forms.CharField(label="收费专用账户", max_length=32, required=False)
    red_line = Corners(label="批准红线")


def register_page(request: HttpRequest) -> HttpResponse:
    form, back = RegisterForm(*posted(request)[:1]), reverse("cemeteries:cemeteries")
    more: dict[str, Any] = {"title": "登记公墓", "submit": "登记", "back": back}

    def do(said: dict[str, Any], user: User) -> tuple[str, str]:
        said["public_cm2"] = said["public_cm2"] or 0
        made = registering.register(registering.NewCemetery(**said), by=user, at=timezone.now())
        return f"已登记{made}，请开设墓区。", reverse("cemeteries:cemetery", args=[made.pk])

    return carry_out(request, form, do=do, **more)


class StateForm(PageForm):
    state = forms.ChoiceField(label="改为", choices=Cemetery.State.choices[1:])
    since = DayField(label="自")
    because = forms.CharField(label="事由和文号", max_length=200)


def state_page(request: HttpRequest, pk: int) -> HttpResponse:
    cemetery = find(request.user, pk)

    def do(said: dict[str, Any], user: User) -> str:
        registering.change_state(cemetery, **said, by=user, at=timezone.now())
        return f"{cemetery}已改为“{cemetery.get_state_display()}”。"

    words = "停用以后不能恢复；已经安放的骨灰原处不动。"
    return _form(request, cemetery, StateForm, "变更状态", "变更", do, words)


class BlockForm(PageForm):
    columns = 2
    zone = forms.CharField(label="区", max_length=8, help_text="例如 A")
    rows = forms.IntegerField(label="排数", min_value=1)
    per_row = forms.IntegerField(label="每排数", min_value=1)
    plot_cm2 = AreaOfGround(label="每穴面积（平方米）", required=False, help_text="骨灰堂格位不填")
    double = forms.BooleanField(label="双穴", required=False)
    flat_stone = forms.BooleanField(label="卧碑", required=False, initial=True)
    opened_on = DayField(label="启用日期")


def block_page(request: HttpRequest, pk: int) -> HttpResponse:
    cemetery = find(request.user, pk)

    def do(said: dict[str, Any], user: User) -> str:
        made = registering.add_block(cemetery, registering.NewBlock(**said), by=user, at=timezone.now())
        return f"已开设{made}，{made.plots}个位置。"

    return _form(request, cemetery, BlockForm, "开设墓区", "开设", do)


class MeasureForm(PageForm):
    columns = 2
    on = DayField(label="测量日期")
    area_cm2 = AreaOfGround(label="实测面积（平方米）")
    plots = forms.IntegerField(label="实有墓位（格位）数", min_value=0, required=False)
    single_cm2 = AreaOfGround(label="最大单穴（平方米）", required=False)
    double_cm2 = AreaOfGround(label="最大双穴（平方米）", required=False)
    outline = Corners(label="实测边界")


def measure_page(request: HttpRequest, pk: int) -> HttpResponse:
    cemetery = find(request.user, pk)

    def do(said: dict[str, Any], user: User) -> str:
        on = said.pop("on")
        made = measuring.measure(cemetery, rules.Found(**said), on=on, by=user, at=timezone.now())
        if not made.faults:
            return "已登记，与批准的一致。"
        return f"已登记，发现{len(made.faults)}个问题，已移交殡葬执法核查。"

    return _form(
        request, cemetery, MeasureForm, "登记实测", "登记", do, "超面积、超数量、超红线的，自动转为殡葬执法线索。"
    )


class InspectForm(PageForm):
    on = DayField(label="检查日期")
    together_with = forms.ChoiceField(label="同行检查人")
    passed = forms.ChoiceField(
        label="结果", choices=[("1", "合格"), ("0", "不合格，限期整改")], widget=forms.RadioSelect
    )
    words = forms.CharField(label="检查情况", max_length=400, widget=forms.Textarea(attrs={"rows": 4}))


def inspect_page(request: HttpRequest, pk: int) -> HttpResponse:
    cemetery, today = find(request.user, pk), timezone.localdate()
    user_key = request.user.pk or 0
    people = holders(measuring.INSPECTORS, area_code=cemetery.custodian.area_code, on=today).exclude(pk=user_key)

    def do(said: dict[str, Any], user: User) -> str:
        second = people.get(pk=int(said.pop("together_with")))
        passed = said.pop("passed") == "1"
        measuring.inspect(cemetery, **said, passed=passed, by=user, together_with=second, at=timezone.now())
        return "已登记检查结果。"

    choices = [("", "请选择"), *((str(each.pk), each.name) for each in people)]
    return _form(request, cemetery, InspectForm, "年度检查", "登记", do, choices={"together_with": choices})


class ReserveForm(PageForm):
    place = forms.CharField(label="位置", max_length=40, help_text="区-排-号，例如 A-3-12")
    name = forms.CharField(label="预留给", max_length=40)
    number = IdentityField(label="身份证号")
    reason = forms.ChoiceField(label="理由", choices=Reservation.Reason.choices, widget=forms.RadioSelect)
    proof = forms.CharField(label="证明材料", max_length=100, help_text="例如诊断证明的编号")


def reserve_page(request: HttpRequest, pk: int) -> HttpResponse:
    cemetery = find(request.user, pk)

    def do(said: dict[str, Any], user: User) -> str:
        said["reason"] = Reservation.Reason(said["reason"])
        made = registering.reserve(cemetery, said.pop("place").strip(), **said, by=user, at=timezone.now())
        return f"{made.place}已预留给{made.name}，有效期至{made.until:%Y-%m-%d}。"

    words = "墓位凭死亡证明、火化证明提供，只有下列情形可以预留，不收预售款。"
    return _form(request, cemetery, ReserveForm, "预留墓位", "预留", do, words)


class BecauseForm(PageForm):
    because = forms.CharField(label="事由", max_length=200)


def release_page(request: HttpRequest, pk: int) -> HttpResponse:
    row = Reservation.objects.filter(pk=pk).first()
    if row is None:
        raise Http404
    cemetery = find(request.user, row.cemetery_id)

    def do(said: dict[str, Any], user: User) -> str:
        registering.release_reservation(row, **said, by=user, at=timezone.now())
        return f"{row.place}的预留已解除。"

    return _form(request, cemetery, BecauseForm, f"解除预留：{row.place}", "解除", do)


class RectifiedForm(PageForm):
    on = DayField(label="整改完成日期")
    because = forms.CharField(label="复查情况", max_length=200)


class NothingForm(PageForm):
    """Only a button."""


def inspection_page(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    row = Inspection.objects.filter(pk=pk).select_related("cemetery__custodian").first()
    if row is None or what not in ("rectified", "notify", "publish"):
        raise Http404
    cemetery = find(request.user, row.cemetery_id)
    form, title, words = {
        "rectified": (RectifiedForm, "整改复查", "须由检查人以外的人复查。"),
        "notify": (BecauseForm, "逾期通报", ""),
        "publish": (NothingForm, "公布检查结果", "公布后各单位都能看到检查结果。"),
    }[what]

    def do(said: dict[str, Any], user: User) -> str:
        getattr(measuring, what)(row, **said, by=user, at=timezone.now())
        return f"{row}已办理“{title}”。"

    return _form(request, cemetery, form, title, title, do, words)


def _form(
    request: HttpRequest,
    cemetery: Cemetery,
    form_class: type[PageForm],
    title: str,
    submit: str,
    do: Do,
    words: str = "",
    choices: dict[str, list[tuple[str, str]]] | None = None,
) -> HttpResponse:
    form = form_class(*posted(request)[:1])
    for name, offered in (choices or {}).items():
        field = form.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = offered
    back = reverse("cemeteries:cemetery", args=[cemetery.pk])
    more: dict[str, Any] = {"title": f"{title}：{cemetery}", "submit": submit, "back": back, "words": words}

    return carry_out(request, form, do=do, **more)
