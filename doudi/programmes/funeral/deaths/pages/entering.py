"""报告死亡 from the village, on a phone; and the certificate as it is written."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from doudi.base.access import scope
from doudi.base.areas import full_name
from doudi.base.models import Area, User
from doudi.mechanisms.registry.death_records.models import Death, DeathCertificate, DeathPlace, Manner, Source
from doudi.mechanisms.registry.death_records.services import NewCertificate, NewReport
from doudi.pages.acts import carry_out
from doudi.pages.forms import IdentityField, PageForm, posted
from doudi.programmes.funeral.deaths import queries, rules, services


class Moment(forms.DateTimeField):
    """A day and an hour."""

    def __init__(self, **more: Any) -> None:
        super().__init__(
            input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"],
            widget=forms.DateTimeInput(
                format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local", "max": "9999-12-31T23:59"}
            ),
            error_messages={"invalid": "时间看不懂，请写成 2024-11-05 08:30 的样子。"},
            **more,
        )


class ReportForm(PageForm):
    columns = 2
    name = forms.CharField(label="逝者姓名", max_length=40)
    id_number = IdentityField(label="身份证号", required=False, help_text="身份不明的不填，写公安文书号")
    surrogate = forms.CharField(label="公安文书号", required=False, max_length=40, help_text="没有身份证号时填写")
    area = forms.ChoiceField(label="户籍或者死亡所在村（社区）", choices=())
    died_at = Moment(label="死亡时间")
    learnt_at = Moment(label="得知时间", required=False)
    place = forms.ChoiceField(label="死亡地点", choices=DeathPlace.choices, widget=forms.RadioSelect)
    manner = forms.ChoiceField(
        label="死亡性质",
        choices=Manner.choices,
        widget=forms.RadioSelect,
        help_text="拿不准的选原因不明，按非正常死亡报公安",
    )
    outside = forms.BooleanField(label="外县户籍", required=False)
    urban = forms.BooleanField(label="城镇户籍", required=False)
    donor = forms.BooleanField(label="生前登记捐献遗体", required=False)
    burial_custom = forms.BooleanField(label="有土葬习俗的少数民族", required=False)
    reporter = forms.CharField(label="报告人（丧属）", required=False, max_length=40)
    words = forms.CharField(label="说明", required=False, max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


def report_page(request: HttpRequest) -> HttpResponse:
    """Whoever reports from a village is its tracker, until another one is named."""
    user, now = request.user, timezone.now()
    assert isinstance(user, User)
    form = ReportForm(*posted(request)[:1])
    field = form.fields["area"]
    assert isinstance(field, forms.ChoiceField)
    places = scope(user, services.REPORTERS).filter(
        Area.objects.filter(level=Area.Level.VILLAGE).order_by("code"), "code"
    )
    choices = [(each.code, full_name(each.code)) for each in places]
    field.choices = choices if len(choices) == 1 else [("", "请选择"), *choices]
    back = reverse("deaths:deaths")
    more: dict[str, Any] = {
        "title": "报告死亡",
        "submit": "报告",
        "back": back,
        "words": "报告后当天暂缓发放本人的各项待遇；停发须凭死亡证明，由人确认。",
    }

    def do(said: dict[str, Any], user: User) -> tuple[str, str]:
        new = NewReport(
            said["name"],
            said["area"],
            Source.FUNERAL_HOME if "FUNERAL_HOME" in {each.role for each in user.grants.all()} else Source.VILLAGE,
            said["died_at"],
            DeathPlace(said["place"]),
            Manner(said["manner"]),
            said["id_number"],
            said["surrogate"],
            not said["outside"],
            said["urban"],
            said["donor"],
            said["burial_custom"],
            said["learnt_at"] or now,
            said["reporter"],
            words=said["words"],
            tracker=user,
        )
        death = services.report(new, by=user, at=now)
        return f"已报告：{death.name}（{death.number}）。", reverse("deaths:death", args=[death.pk])

    return carry_out(request, form, do=do, **more)


class CertificateForm(PageForm):
    columns = 2
    form = forms.ChoiceField(label="样式", choices=DeathCertificate.Form.choices)
    number = forms.CharField(label="证明编号", max_length=40, help_text="新式证明的编号就是身份证号")
    name = forms.CharField(label="证明上的姓名", max_length=40)
    id_number = IdentityField(label="证明上的身份证号", required=False)
    died_at = Moment(label="证明上的死亡时间")
    issuer = forms.CharField(label="出具单位", max_length=80)
    issuer_type = forms.ChoiceField(
        label="出具单位类别", choices=DeathCertificate.Issuer.choices, widget=forms.RadioSelect
    )
    issued_at = Moment(label="出具时间")
    copies = forms.MultipleChoiceField(
        label="收到的联（旧式）",
        required=False,
        choices=[(n, f"第{n}联") for n in "1234"],
        widget=forms.CheckboxSelectMultiple,
    )
    police_stamped = forms.BooleanField(label="公安派出所已签字盖章（旧式）", required=False)
    inquiry = forms.BooleanField(label="附有死亡调查记录（院外死亡）", required=False)
    applicant = forms.ChoiceField(
        label="申领人是逝者的",
        required=False,
        choices=[("", "请选择"), *((each, each) for each in rules.RELATIVES), ("其他", "其他")],
    )
    mandated = forms.BooleanField(label="有书面委托", required=False)
    electronic = forms.BooleanField(label="电子证明", required=False)
    cause = forms.CharField(
        label="死因代码", required=False, max_length=20, help_text="只有卫生健康相关人员和审计员能看"
    )


def certify_page(request: HttpRequest, pk: int) -> HttpResponse:
    death, now = find(request, pk), timezone.now()
    form = CertificateForm(
        *posted(request)[:1], initial={"name": death.name, "died_at": timezone.localtime(death.died_at)}
    )
    back = reverse("deaths:death", args=[pk])
    more: dict[str, Any] = {"title": f"登记死亡证明：{death.name}", "submit": "登记", "back": back}

    def do(said: dict[str, Any], user: User) -> str:
        new = NewCertificate(
            **{
                **said,
                "form": DeathCertificate.Form(said["form"]),
                "issuer_type": DeathCertificate.Issuer(said["issuer_type"]),
                "copies": "".join(said["copies"]),
            }
        )
        services.certify(death, new, by=user, at=now)
        return f"已登记死亡证明：{death.name}。"

    return carry_out(request, form, do=do, **more)


def find(request: HttpRequest, pk: int) -> Death:
    """The death, if it lies in the user's area."""
    found = queries.seen(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
