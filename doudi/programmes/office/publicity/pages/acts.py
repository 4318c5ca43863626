"""What is done with a notice: each act a small form. Which are offered follows from its state and the user's roles."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from doudi.base.models import User
from doudi.base.refused import Refused
from doudi.mechanisms.casework.notices import objecting, queries, services
from doudi.mechanisms.casework.notices.models import Channel, Moment, NoticeKind, NoticeState, PublicNotice
from doudi.mechanisms.casework.notices.objecting import RECEIVERS
from doudi.mechanisms.casework.notices.services import DRAFTERS, POSTERS, REVIEWERS, Blocked, may_act
from doudi.mechanisms.entitlement.publicity import notice_terms
from doudi.pages.forms import DayField, FilesField, PageForm, form_page, posted
from doudi.pages.responses import done

State = NoticeState


@dataclass(frozen=True)
class Act:
    """One act: its name, where it stands, who may, its form, and what it does; `do` returns the sentence to show."""

    code: str
    name: str
    states: tuple[NoticeState, ...]
    roles: frozenset[Any]
    form: type[PageForm]
    do: Callable[[PublicNotice, dict[str, Any], User, dt.datetime], str]
    words: str = ""
    look: str = "btn-plain"
    kinds: tuple[NoticeKind, ...] = tuple(NoticeKind)


class NoFields(PageForm):
    """Only a confirmation."""


class ReasonForm(PageForm):
    because = forms.CharField(label="原因", max_length=200, widget=forms.Textarea(attrs={"rows": 3}))


class ReviewForm(PageForm):
    looked = forms.BooleanField(
        label="已逐件查看附件，没有人像、证件和不得公示的内容", required=False, help_text="没有附件的不必勾选。"
    )
    words = forms.CharField(label="审核意见", max_length=200, required=False, initial="内容属实，同意公示。")


class PostForm(PageForm):
    on = DayField(label="张贴日期", help_text="公示期从张贴次日起算，末日逢休息日顺延到下一个工作日。")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["on"].initial = timezone.localdate()


class PhotoForm(PageForm):
    moment = forms.ChoiceField(label="时点", choices=Moment.choices, widget=forms.RadioSelect)
    photo = FilesField(label="公示栏照片", photos=True)
    taken_on = DayField(label="拍摄日期")
    taken_at = forms.TimeField(
        label="拍摄时间",
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"invalid": "时间写成 09:30 的样子。"},
    )
    place = forms.CharField(label="拍摄地点", max_length=80)
    latitude = forms.DecimalField(required=False, max_digits=8, decimal_places=5, widget=forms.HiddenInput)
    longitude = forms.DecimalField(required=False, max_digits=8, decimal_places=5, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        now = timezone.localtime()
        self.fields["taken_on"].initial, self.fields["taken_at"].initial = now.date(), now.time()


class FileForm(PageForm):
    file = FilesField(
        label="附件",
        accept=".pdf,.jpg,.jpeg,.png,.docx,.xlsx,.csv,.txt",
        help_text="系统会检查隐藏的行列、批注、文档属性和照片信息；照片里的位置自动去除。",
    )


class ObjectionForm(PageForm):
    channel = forms.ChoiceField(
        label="来源", choices=[each for each in Channel.choices if each[0] != Channel.PAGE], widget=forms.RadioSelect
    )
    line = forms.ChoiceField(label="反映的对象", required=False)
    statement = forms.CharField(label="反映内容", widget=forms.Textarea(attrs={"rows": 4}), max_length=2000)
    name = forms.CharField(
        label="反映人", max_length=40, required=False, help_text="愿意留名的填写，加密保存，只有经办人看得到。"
    )
    contact = forms.CharField(label="联系方式", max_length=60, required=False)


def _submit(row: PublicNotice, given: dict[str, Any], by: User, at: dt.datetime) -> str:
    services.submit(row, by=by, at=at)
    return "已提交审核，请另一人审核。"


def _review(row: PublicNotice, given: dict[str, Any], by: User, at: dt.datetime) -> str:
    services.review(row, by=by, at=at, looked=given["looked"], words=given["words"])
    return "审核通过，可以打印张贴。"


def _send_back(row: PublicNotice, given: dict[str, Any], by: User, at: dt.datetime) -> str:
    services.send_back(row, by=by, at=at, because=given["because"])
    return "已退回拟稿人修改。"


def _post(row: PublicNotice, given: dict[str, Any], by: User, at: dt.datetime) -> str:
    terms = notice_terms(given["on"], area=row.area_code)
    services.post(row, on=given["on"], terms=terms, by=by, at=at)
    until = f"，公示到{row.ends_on}" if row.ends_on else ""
    return f"已登记张贴{until}。请当天拍摄公示栏照片。"


def _photo(row: PublicNotice, given: dict[str, Any], by: User, at: dt.datetime) -> str:
    (upload,) = given["photo"][:1]
    taken = timezone.make_aware(dt.datetime.combine(given["taken_on"], given["taken_at"]))
    made = services.photograph(
        row,
        Moment(given["moment"]),
        upload,
        name=upload.name,
        taken_at=taken,
        place=given["place"],
        by=by,
        at=at,
        latitude=_rounded(given["latitude"]),
        longitude=_rounded(given["longitude"]),
    )
    return f"已保存{made.get_moment_display()}照片。{''.join(made.doubts)}"


def _attach(row: PublicNotice, given: dict[str, Any], by: User, at: dt.datetime) -> str:
    for upload in given["file"]:
        services.attach(row, upload.read(), name=upload.name, by=by, at=at)
    return "附件已检查并添加。"


def _take_down(row: PublicNotice, given: dict[str, Any], by: User, at: dt.datetime) -> str:
    services.take_down(row, by=by, at=at, because=given["because"])
    return "已提前撤下。仍需公示的请重新拟稿。"


def _drop(row: PublicNotice, given: dict[str, Any], by: User, at: dt.datetime) -> str:
    services.drop(row, by=by, at=at, because=given["because"])
    return "已作废。"


def _object(row: PublicNotice, given: dict[str, Any], by: User, at: dt.datetime) -> str:
    line = row.lines.filter(pk=int(given["line"])).first() if given["line"] else None
    made = objecting.receive(
        row,
        given["statement"],
        channel=Channel(given["channel"]),
        by=by,
        at=at,
        line=line,
        name=given["name"],
        contact=given["contact"],
    )
    return f"已登记异议{made.number}，请及时核实答复。"


def _rounded(value: Decimal | None) -> Decimal | None:
    return round(value, 5) if value is not None else None


ACTS: tuple[Act, ...] = (
    Act("submit", "提交审核", (State.DRAFT,), DRAFTERS, NoFields, _submit, "提交后由另一人审核，审核通过才能张贴。", "btn-primary"),
    Act("attach", "添加附件", (State.DRAFT,), DRAFTERS, FileForm, _attach),
    Act("review", "审核通过", (State.REVIEWING,), REVIEWERS, ReviewForm, _review, "请核对名单与办件一致，内容没有超出规定。", "btn-primary"),
    Act("send-back", "退回修改", (State.REVIEWING, State.APPROVED), REVIEWERS, ReasonForm, _send_back),
    Act("post", "登记张贴", (State.APPROVED,), POSTERS, PostForm, _post, "张贴在村（社区）公示栏后登记。", "btn-primary"),
    Act("photograph", "上传公示栏照片", (State.POSTED, State.OVER), POSTERS, PhotoForm, _photo, "首日和末日各拍一张，照片只作内部凭证。", "btn-primary"),
    Act("object", "登记异议", (State.POSTED, State.OVER, State.WITHDRAWN), RECEIVERS, ObjectionForm, _object),
    Act("take-down", "提前撤下", (State.POSTED,), DRAFTERS | REVIEWERS, ReasonForm, _take_down, "提前撤下的不算公示完成，须重新公示。", "btn-warn"),
    Act("drop", "作废", (State.DRAFT, State.REVIEWING, State.APPROVED), DRAFTERS, ReasonForm, _drop, look="btn-warn"),
)  # fmt: skip


def buttons_of(user: Any, row: PublicNotice) -> list[tuple[str, str, str]]:
    """The acts that the user may take on a notice as it stands: name, address, look."""
    today = timezone.localdate()
    found = [
        (each.name, reverse("publicity:act", args=[row.pk, each.code]), each.look)
        for each in reversed(ACTS)
        if row.state in each.states
        and may_act(user, each.roles, row, today)
        and not (each.code in ("review", "send-back") and row.drafted_by_id == user.pk)
    ]
    if row.state == State.DRAFT and may_act(user, DRAFTERS, row, today):
        found.insert(-1, ("修改", reverse("publicity:edit", args=[row.pk]), "btn-plain"))
    return found


def act(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """The form of one act; what the scanner stopped is listed in full."""
    row = queries.notice_of(request.user, pk)
    wanted = next((each for each in ACTS if each.code == action), None)
    if wanted is None:
        raise Http404
    if row.state not in wanted.states or not may_act(request.user, wanted.roles, row, timezone.localdate()):
        raise Refused(f"公示{row.number}现在不能“{wanted.name}”，或不由您办理，请刷新后查看。")
    form = wanted.form(*posted(request))
    if isinstance(form, ObjectionForm):
        lines = [(str(line.pk), f"{line.number}. {line.name}") for line in row.lines.all()]
        form.fields["line"].choices = [("", "不针对某一户"), *lines]  # type: ignore[attr-defined]
    if isinstance(form, PhotoForm) and not form.is_bound:
        form.fields["place"].initial = row.place
    here = reverse("publicity:notice", args=[pk])
    more: dict[str, Any] = {
        "title": f"{wanted.name}：{row.number}",
        "submit": wanted.name,
        "back": here,
        "words": wanted.words,
    }
    if request.method != "POST" or not form.is_valid():
        return form_page(request, form, **more)
    assert isinstance(request.user, User)
    try:
        said = wanted.do(row, form.cleaned_data, request.user, timezone.now())
    except Blocked as blocked:
        more |= {
            "words": "下列内容不得公示：",
            "head": "检查未通过",
            "points": [each.sentence for each in blocked.findings],
        }
        return form_page(request, form, refusal=blocked.sentence, **more)
    except Refused as refused:
        return form_page(request, form, refusal=refused.sentence, **more)
    return done(request, said, to=here)
