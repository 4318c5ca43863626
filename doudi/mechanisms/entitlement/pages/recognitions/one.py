"""One recognition: where it stands, its facts and reasons, who counts, what was decided."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from doudi.base import areas
from doudi.base.documents import ASSISTANCE, LITIGATION, RECONSIDERATION
from doudi.base.files import DOCX
from doudi.base.months import month_of
from doudi.mechanisms.entitlement.awards.policy import AwardPolicy
from doudi.mechanisms.entitlement.pages import worksheets
from doudi.mechanisms.entitlement.pages.letters import Letter
from doudi.mechanisms.entitlement.pages.recognitions import acts
from doudi.mechanisms.entitlement.pages.recognitions.known import address, found, standing_tag
from doudi.mechanisms.entitlement.parameters_entered import queries as parameters
from doudi.mechanisms.entitlement.recognitions import queries
from doudi.mechanisms.entitlement.recognitions.assessing import assess
from doudi.mechanisms.entitlement.recognitions.declare import recognition_of
from doudi.mechanisms.entitlement.recognitions.models import Recognised, RecognisedChange
from doudi.mechanisms.entitlement.recognitions.queries import Standing
from doudi.mechanisms.entitlement.recognitions.reasons import EndReason
from doudi.mechanisms.entitlement.remedies import remedy_on
from doudi.mechanisms.papers import table
from doudi.mechanisms.papers.letters import RecognitionMade
from doudi.pages.cells import Kind, Link, full_width
from doudi.pages.details import Event, Item, Step, Tab
from doudi.pages.responses import file_response

Change = RecognisedChange.Kind
_LETTERS = {Change.RECOGNISE: "认定", Change.END: "终止认定"}


def page(request: HttpRequest, pk: int, codes: Collection[str]) -> HttpResponse:
    """认定 of one household."""
    row, today = found(request.user, pk, codes), timezone.localdate()
    recognition = recognition_of(row.recognition)
    changes = list(row.changes.select_related("by").order_by("-pk"))
    people = list(row.counted.select_related("person__party").order_by("pk"))
    letter = next((each for each in changes if each.kind in _LETTERS), None)
    context = {
        "title": f"{row.party.name}：{recognition.name}",
        "tag": standing_tag(row, today),
        "steps": _steps(row, today),
        "items": _items(row),
        "tabs": [
            Tab("sheet", "认定理由", "entitlement/recognitions/tab_sheet.html", {"shown": _sheet(row, changes)}),
            Tab("people", "家庭成员", "entitlement/recognitions/tab_people.html", {"rows": people}, len(people)),
            Tab("changes", "变动记录", "pages/timeline.html", {}, len(changes)),
        ],
        "events": [_event(each) for each in changes],
        "buttons": acts.buttons(request.user, row, today),
        "letter": address(row, "recognition_letter", letter.pk) if letter is not None else "",
    }
    return render(request, "entitlement/recognitions/one.html", context)


def letter_page(request: HttpRequest, pk: int, change: int, codes: Collection[str]) -> HttpResponse:
    """认定告知书、终止认定告知书: with the reasons as they were kept, and the road to reconsideration and court."""
    row = found(request.user, pk, codes)
    decided = row.changes.filter(pk=change).first()
    if decided is None or decided.kind not in _LETTERS:
        raise Http404
    if decided.kind == Change.RECOGNISE:
        return _certificate(request, row, decided)
    terms = parameters.terms_in_force(AwardPolicy, decided.decided_on)
    context = {
        "title": f"告知书：{row.party.name}",
        "letter": letter_of(row, decided),
        "organiser": settings.SITE_ORGANISER,
        "county": areas.name_of(areas.county_of(row.area_code)),
        "days": terms["reconsider_days"],
        "months": terms["sue_months"],
        "laws": f"{ASSISTANCE['第六十五条']}、{RECONSIDERATION['第二十条']}、{LITIGATION['第四十六条']}",
        "number": decided.document,
        "back": address(row),
    }
    return render(request, "entitlement/letter.html", context)


def _certificate(request: HttpRequest, row: Recognised, change: RecognisedChange) -> HttpResponse:
    """认定书, to print or as .docx."""
    paper = certificate_of(row, change)
    if request.GET.get("as") == "docx":
        return file_response(table.docx(paper), f"{paper.benefit}认定书-{change.document}.docx", DOCX.content_type)
    context = {
        "title": f"认定书：{row.party.name}",
        "paper": table.print_view(paper),
        "back": address(row),
        "words": "打印后加盖公章，送达申请人；办理医疗、教育、住房等救助时出示。",
        "back_words": "返回认定",
    }
    return render(request, "entitlement/refusal.html", context)


def certificate_of(row: Recognised, change: RecognisedChange) -> RecognitionMade:
    """The facts of the paper, as they were decided."""
    recognition = recognition_of(row.recognition)
    lines = [full_width(line) for line in (change.worksheet or {}).get("letter", [])]
    county = areas.name_of(areas.county_of(row.area_code))
    return RecognitionMade(
        settings.SITE_ORGANISER,
        change.document,
        recognition.name,
        row.party.name,
        tuple(row.counted.order_by("pk").values_list("person__party__name", flat=True)),
        row.from_on,
        change.until_on,
        tuple(line for line in lines if not line.startswith("依据：")),
        tuple(full_width(str(each)) for each in recognition.basis),
        f"家庭人口、收入、财产、支出有变化的，及时告知乡镇（街道）；有效期满前{queries.ENDING}天内可以重新申请，"
        "没有变化的材料不需重复提交。",
        remedy_on(change.decided_on, government=f"{county}人民政府", court="人民法院"),
        change.decided_on,
    )


def letter_of(row: Recognised, change: RecognisedChange) -> Letter:
    """What stands in the letter of a decision."""
    recognition = recognition_of(row.recognition)
    lines = [full_width(line) for line in (change.worksheet or {}).get("letter", [])]
    day = f"{change.until_on.year}年{change.until_on.month}月{change.until_on.day}日"
    if change.kind == Change.END:
        opening = f"您户的{recognition.name}认定自{day}起终止。理由是：{_reason(change)}（{full_width(change.because).rstrip('。')}）。"
    else:
        opening = (
            f"您户申请认定{recognition.name}，经审核符合条件，予以认定，有效期至{day}。"
            f"有效期满前{queries.ENDING}天内可以重新申请，没有变化的材料不需重复提交。"
        )
    names = list(row.counted.order_by("pk").values_list("person__party__name", flat=True))
    covered = f"家庭成员：{'、'.join(names)}，共{len(names)}人。" if change.kind == Change.RECOGNISE else ""
    basis = "；".join(full_width(str(each)) for each in recognition.basis)
    reasons = [line for line in lines if not line.startswith("依据：")]
    return Letter(
        f"{recognition.name}{_LETTERS[Change(change.kind)]}告知书",
        row.party.name, opening, covered, reasons, basis, "", change.decided_on,
    )  # fmt: skip


def _reason(change: RecognisedChange) -> str:
    return str(EndReason(change.reason).label) if change.reason in EndReason.values else ""


def _steps(row: Recognised, today: dt.date) -> list[Step]:
    standing = queries.standing_of(row, today)
    over = standing in (Standing.EXPIRED, Standing.ENDED)
    words = "终止" if standing is Standing.ENDED else "到期"
    return [
        Step("认定", "done", f"{row.from_on}"),
        Step("有效期内", "done" if over else "now"),
        Step(words, "now" if over else "todo", f"{row.until_on}"),
    ]


def _items(row: Recognised) -> list[Item]:
    return [
        Item("户主", Link(row.party.name, reverse("household", args=[row.party_id]))),
        Item("所在村居", areas.full_name(row.area_code)),
        Item("人数", f"{row.people}人"),
        Item("认定日期", row.from_on, Kind.DATE),
        Item("有效期至", row.until_on, Kind.DATE),
        Item("决定文书", full_width(row.document)),
    ]


def _sheet(row: Recognised, changes: list[RecognisedChange]) -> worksheets.SheetShown:
    """The reasons of the latest decision with facts, under the parameters of its month as they were known on its day."""
    last = next(each for each in changes if each.figures is not None)
    recognition = recognition_of(row.recognition)
    terms = parameters.terms(
        recognition.book, month_of(last.decided_on), known=timezone.localdate(last.at), area=row.area_code
    )
    return worksheets.shown(recognition.book, assess(recognition, queries.last_family(row), terms).sheet)


def _event(change: RecognisedChange) -> Event:
    reason = _reason(change)
    words = f"{reason}：{change.because}" if reason else change.because
    return Event(
        f"{change.get_kind_display()} · {change.document}", change.at, change.by.name, full_width(words), f"有效期至{change.until_on}"
    )  # fmt: skip
