"""What is done with notices: drafted, looked at by a second person, hung, photographed, objected to, taken down. Each leaves a record."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from doudi.base import areas, files
from doudi.base.access import may, require
from doudi.base.identity import age
from doudi.base.models import Area, StoredFile, User
from doudi.base.notices import calendar
from doudi.base.prefixes import begins_with
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.mechanisms.casework.notices import cases, queries
from doudi.mechanisms.casework.notices.declare import PUBLICITIES, NewLine, NoticeTerms, Publicity, publicity_of
from doudi.mechanisms.casework.notices.models import (
    Attachment,
    BoardPhoto,
    Moment,
    NoticeKind,
    NoticeLine,
    NoticeState,
    PublicNotice,
)
from doudi.mechanisms.casework.notices.scanner.files import published, scan_file
from doudi.mechanisms.casework.notices.scanner.found import Finding, blocking
from doudi.mechanisms.casework.notices.scanner.pictures import exif_of
from doudi.mechanisms.registry.models import Party

DRAFTERS = frozenset({Role.TOWNSHIP_CLERK, Role.COUNTY_OFFICER})
REVIEWERS = frozenset({Role.TOWNSHIP_LEADER, Role.COUNTY_OFFICER, Role.BUREAU_LEADER})
POSTERS = frozenset({Role.TOWNSHIP_CLERK, Role.VILLAGE_WORKER, Role.COUNTY_OFFICER})
State = NoticeState

_NAME = re.compile(r"^[㐀-鿿豈-﫿\U00020000-\U0003ffff]{1,10}(?:·[㐀-鿿]{1,10})*[㐀-鿿\U00020000-\U0003ffff]$")
_PHONE = re.compile(r"^(?:0\d{2,3}-?[2-9]\d{6,7}|1[3-9]\d{9}|12345|[2-9]\d{6,7})$")
_ADULT = 18
_DAY = dt.timedelta(days=1)
_NUMBERS_LOCK = 0x6E6F7469  # the advisory lock of the series of numbers on PostgreSQL: "noti"


class Blocked(Refused):
    """The scanner found what may not go out; `findings` for the page, the first of them in the sentence."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = list(findings)
        more = f"（共{len(findings)}处）" if len(findings) > 1 else ""
        super().__init__(f"有不得公示的内容{more}：{findings[0].sentence}")


# --- drafting and looking at it ------------------------------------------------------------------------------------------


def draft(
    publicity: str,
    kind: NoticeKind,
    lines: Sequence[NewLine],
    *,
    area_code: str,
    phones: Sequence[tuple[str, str]],
    place: str,
    by: User,
    at: dt.datetime,
    issuing_unit: str = "",
    remark: str = "",
) -> PublicNotice:
    """拟稿. Refused for what must never be told (R-PUB-03), for words outside the white list, for minors; free text is looked at when the
    draft is handed on."""
    require(by, DRAFTERS, area_code=area_code, on=timezone.localdate(at))
    declared = publicity_of(publicity)
    if areas.level_of(area_code) != Area.Level.VILLAGE:
        raise Refused("公示在村（社区）张贴，请选择到村。")
    _check_lines(declared, lines, timezone.localdate(at))
    _check_phones(phones)
    with transaction.atomic():
        notice = PublicNotice.objects.create(
            number=_next_number(at),
            publicity=publicity,
            kind=kind,
            area_code=area_code,
            issuing_unit=issuing_unit.strip() or areas.government_of(area_code),
            phones=[[unit.strip(), number.strip()] for unit, number in phones],
            place=place.strip()[:60],
            remark=remark.strip()[:200],
            drafted_by=by,
            drafted_at=at,
        )
        _write_lines(notice, lines)
        data = {"number": notice.number, "kind": kind, "publicity": publicity, "lines": len(lines)}
        record("notice.draft", notice, by=by, at=at, area_code=area_code, data=data)
    return notice


def rewrite(
    notice: PublicNotice,
    *,
    by: User,
    at: dt.datetime,
    remark: str | None = None,
    place: str | None = None,
    phones: Sequence[tuple[str, str]] | None = None,
    lines: Sequence[NewLine] | None = None,
) -> PublicNotice:
    """Mend a draft, or one that came back; what is left out stays."""
    _may(by, DRAFTERS, notice, at)
    if phones is not None:
        _check_phones(phones)
    if lines is not None:
        _check_lines(publicity_of(notice.publicity), lines, timezone.localdate(at))
    with transaction.atomic():
        new: dict[str, Any] = {"drafted_by": by}
        if remark is not None:
            new["remark"] = remark.strip()[:200]
        if place is not None:
            new["place"] = place.strip()[:60]
        if phones is not None:
            new["phones"] = [[unit.strip(), number.strip()] for unit, number in phones]
        _move(notice, (State.DRAFT,), State.DRAFT, reviewed_by=None, **new)
        if lines is not None:
            notice.lines.all().delete()
            _write_lines(notice, lines)
        record("notice.rewrite", notice, by=by, at=at, area_code=notice.area_code, data={"fields": sorted(new)})
    return notice


def attach(notice: PublicNotice, content: bytes, *, name: str, by: User, at: dt.datetime) -> Attachment:
    """Hang a file beside a draft. It is looked into at once, and kept only if nothing in it blocks; of pictures only the copy without
    what the camera wrote is kept. Raises Blocked with all findings."""
    _may(by, DRAFTERS, notice, at)
    if notice.state != State.DRAFT:
        raise Refused("只有拟稿中的公示可以添加附件，请先退回拟稿。")
    findings = scan_file(content, name=name, known=queries.known_names(notice.lines.all(), on=timezone.localdate(at)))
    if stopping := blocking(findings):
        record(
            "notice.file_blocked",
            notice,
            by=by,
            at=at,
            area_code=notice.area_code,
            data={"kinds": sorted({each.kind.name for each in stopping})},
        )
        raise Blocked(stopping)
    with transaction.atomic():
        kept = files.keep(published(content), name=name, purpose="公示附件", by=by, at=at, area_code=notice.area_code)
        look = [each.sentence for each in findings]
        attachment = Attachment.objects.create(notice=notice, shown=kept, to_look_at=look, by=by, at=at)
        record("notice.attach", notice, by=by, at=at, area_code=notice.area_code, data={"sha256": kept.sha256})
    return attachment


def detach(attachment: Attachment, *, by: User, at: dt.datetime) -> None:
    """Take a file away from a draft; the row stays and says so."""
    notice = attachment.notice
    _may(by, DRAFTERS, notice, at)
    if notice.state != State.DRAFT:
        raise Refused("只有拟稿中的公示可以移除附件，请先退回拟稿。")
    with transaction.atomic():
        Attachment.objects.filter(pk=attachment.pk, removed_at=None).update(removed_at=at)
        data = {"sha256": attachment.shown.sha256}
        record("notice.detach", notice, by=by, at=at, area_code=notice.area_code, data=data)


def submit(notice: PublicNotice, *, by: User, at: dt.datetime) -> PublicNotice:
    """提交审核. Blocked if the scanner finds anything in its free texts."""
    _may(by, DRAFTERS, notice, at)
    _check_text(notice)
    with transaction.atomic():
        _move(notice, (State.DRAFT,), State.REVIEWING, drafted_by=by)
        record("notice.submit", notice, by=by, at=at, area_code=notice.area_code, data={"number": notice.number})
    return notice


def review(notice: PublicNotice, *, by: User, at: dt.datetime, looked: bool = False, words: str = "") -> PublicNotice:
    """审核通过, by somebody other than the drafter, named (R-PUB-04). `looked`: he has seen with his own eyes what no machine can read."""
    _may(by, REVIEWERS, notice, at)
    _not_the_drafter(notice, by)
    _check_text(notice)
    to_look_at = [each for attachment in queries.attachments(notice) for each in attachment.to_look_at]
    if to_look_at and not looked:
        raise Refused(f"附件中有{len(to_look_at)}处机器看不出的内容，请逐件打开查看后勾选“已逐件查看”。")
    with transaction.atomic():
        _move(notice, (State.REVIEWING,), State.APPROVED, reviewed_by=by, reviewed_at=at, review_words=words[:200])
        data = {"number": notice.number, "looked": looked}
        record("notice.review", notice, by=by, at=at, because=words, area_code=notice.area_code, data=data)
    return notice


def send_back(notice: PublicNotice, *, by: User, at: dt.datetime, because: str) -> PublicNotice:
    """退回拟稿, with what is to be mended."""
    _may(by, REVIEWERS, notice, at)
    _not_the_drafter(notice, by)
    if not because.strip():
        raise Refused("退回须写明要改什么。")
    with transaction.atomic():
        _move(
            notice,
            (State.REVIEWING, State.APPROVED),
            State.DRAFT,
            reviewed_by=None,
            reviewed_at=None,
            review_words=because.strip()[:200],
        )
        record("notice.send_back", notice, by=by, at=at, because=because, area_code=notice.area_code)
    return notice


def drop(notice: PublicNotice, *, by: User, at: dt.datetime, because: str) -> PublicNotice:
    """作废 what has not been hung."""
    _may(by, DRAFTERS, notice, at)
    if not because.strip():
        raise Refused("作废须写明原因。")
    with transaction.atomic():
        _move(notice, (State.DRAFT, State.REVIEWING, State.APPROVED), State.DROPPED, taken_down_because=because[:200])
        record("notice.drop", notice, by=by, at=at, because=because, area_code=notice.area_code)
    return notice


# --- on the board --------------------------------------------------------------------------------------------------------


def post(notice: PublicNotice, *, on: dt.date, terms: NoticeTerms, by: User, at: dt.datetime) -> PublicNotice:
    """张贴: from this day the period counts, the day itself not; a last day that is no workday moves to the next one (R-CAL-03, EX-13).
    A new long-term list takes the place of the one before it."""
    _may(by, POSTERS, notice, at)
    if on > timezone.localdate(at):
        raise Refused("张贴日期晚于今天，请在张贴当天登记。")
    if notice.reviewed_at is None or on < timezone.localdate(notice.reviewed_at):
        raise Refused("公示须先审核再张贴，张贴日期不能早于审核日期。")
    _check_text(notice)
    new: dict[str, Any] = {"posted_on": on, "posted_by": by, "web": terms.web}
    if notice.kind != NoticeKind.LONG_TERM:
        due = calendar().due_in_days(on, terms.days)
        new |= {"days": terms.days, "last_day": due.nominal, "ends_on": due.legal, "provisional": due.provisional}
    with transaction.atomic():
        if notice.kind == NoticeKind.LONG_TERM:
            _take_down_older_list(notice, by, at)
        _move(notice, (State.APPROVED,), State.POSTED, **new)
        cases.post_cases(notice, by=by, at=at)
        data = {"number": notice.number, "on": on, "ends_on": notice.ends_on, "web": terms.web}
        record("notice.post", notice, by=by, at=at, because=terms.document, area_code=notice.area_code, data=data)
    return notice


def photograph(
    notice: PublicNotice,
    moment: Moment,
    photo: Any,
    *,
    name: str,
    taken_at: dt.datetime,
    place: str,
    by: User,
    at: dt.datetime,
    latitude: Decimal | None = None,
    longitude: Decimal | None = None,
) -> BoardPhoto:
    """The board on its first or last day, with time and place. One that was taken late, or says another time than the camera, is kept and
    says so; the same picture twice is refused."""
    _may(by, POSTERS, notice, at)
    day = timezone.localdate(taken_at)
    if notice.state not in (State.POSTED, State.OVER) or notice.posted_on is None:
        raise Refused("公示张贴以后才能上传公示栏照片。")
    if taken_at > at + dt.timedelta(minutes=5):
        raise Refused("拍摄时间晚于现在，请核对手机时间。")
    if day < notice.posted_on or (moment == Moment.LAST and notice.last_day and day < notice.last_day):
        first = notice.posted_on if moment == Moment.FIRST else notice.last_day
        raise Refused(f"{Moment(moment).label}照片须在{first}当天或以后拍摄，请核对拍摄时间。")
    if not place.strip():
        raise Refused("请填写拍摄地点。")
    content = photo if isinstance(photo, bytes) else photo.read()
    with transaction.atomic():
        kept = files.keep(content, name=name, purpose="公示栏照片", by=by, at=at, area_code=notice.area_code)
        if not kept.content_type.startswith("image/"):
            raise Refused("公示栏照片须是图片，请重新拍照。")
        _check_new_picture(notice, kept)
        made = BoardPhoto.objects.create(
            notice=notice,
            moment=moment,
            photo=kept,
            taken_at=taken_at,
            place=place.strip()[:80],
            latitude=latitude,
            longitude=longitude,
            doubts=_doubts(notice, moment, day, content),
            by=by,
            at=at,
        )
        data = {"moment": moment, "taken_on": day, "sha256": kept.sha256, "doubts": len(made.doubts)}
        record("notice.photograph", notice, by=by, at=at, area_code=notice.area_code, data=data)
    return made


def take_down(notice: PublicNotice, *, by: User, at: dt.datetime, because: str) -> PublicNotice:
    """Take a notice down before its time, for a reason: it has not run its course and its cases need a new one."""
    _may(by, DRAFTERS | REVIEWERS, notice, at)
    if not because.strip():
        raise Refused("提前撤下须写明原因。")
    with transaction.atomic():
        new = {"taken_down_at": at, "taken_down_by": by, "taken_down_because": because.strip()[:200], "web": False}
        _move(notice, (State.POSTED,), State.WITHDRAWN, **new)
        record("notice.take_down", notice, by=by, at=at, because=because, area_code=notice.area_code)
    return notice


def take_down_expired(*, on: dt.date, at: dt.datetime) -> list[PublicNotice]:
    """Take down every notice whose last day is past (R-PUB-05). Twice is as good as once; each in a transaction of its own, so that one
    whose consequence fails stays and does not hold the others."""
    done = []
    for notice in queries.expired(on):
        try:
            with transaction.atomic():
                new = {"taken_down_at": at, "taken_down_because": "公示期满", "web": False}
                _move(notice, (State.POSTED,), State.OVER, **new)
                declared = PUBLICITIES.get(notice.publicity)
                if declared is not None and declared.over is not None:
                    declared.over(notice)
                data = {"number": notice.number, "ends_on": notice.ends_on}
                record(
                    "notice.expire", notice, by=None, at=at, because="公示期满", area_code=notice.area_code, data=data
                )
        except Refused:
            continue
        done.append(notice)
    return done


# --- the conditions, each with its sentence --------------------------------------------------------------------------------


def _check_lines(declared: Publicity, lines: Sequence[NewLine], on: dt.date) -> None:
    if not lines:
        raise Refused("公示没有对象，请至少填写一户。")
    born = _birth_dates([line.party for line in lines if line.party is not None])
    for number, line in enumerate(lines, 1):
        if not _NAME.match(line.name):
            raise Refused(f"第{number}行“申请人”只能填写姓名，不得带有号码、称谓或其他文字。")
        if line.category not in declared.categories:
            raise Refused(f"第{number}行“类别”只能是：{'、'.join(declared.categories)}。")
        if not 1 <= line.people <= 30:
            raise Refused(f"第{number}行“家庭人口”应为1至30的数字。")
        if line.amount < 0:
            raise Refused(f"第{number}行金额不能小于零。")
        if line.group is not None and not 1 <= line.group <= 99:
            raise Refused(f"第{number}行“村民小组”应为1至99的数字。")
        born_on = born.get(line.party.pk) if line.party is not None else None
        if born_on is not None and age(born_on, on) < _ADULT:
            raise Refused(f"第{number}行是未成年人，不得公示其姓名，请请示县民政局（R-PUB-03）。")


def _birth_dates(parties: Sequence[Party]) -> dict[int, dt.date | None]:
    rows = Party.objects.filter(pk__in=[party.pk for party in parties])
    found = rows.values_list("pk", "person__born_on", "household__head__born_on")
    return {pk: own or heads for pk, own, heads in found}


def _check_phones(phones: Sequence[tuple[str, str]]) -> None:
    if not phones:
        raise Refused("请至少填写一个监督电话，群众有异议时拨打。")
    for unit, number in phones:
        if not unit.strip() or not _PHONE.match(number.strip()):
            raise Refused("监督电话请写明单位和号码，号码写成 0797-7234567 或 12345 的样子。")


def _check_text(notice: PublicNotice) -> None:
    if stopping := blocking(queries.scan(notice)):
        raise Blocked(stopping)


def _may(by: User, roles: frozenset[Role], notice: PublicNotice, at: dt.datetime) -> None:
    require(by, roles, area_code=notice.area_code, on=timezone.localdate(at))


def _not_the_drafter(notice: PublicNotice, by: User) -> None:
    if by.pk == notice.drafted_by_id:
        raise Refused("公示须由拟稿人以外的人审核，请换人办理。")


def _check_new_picture(notice: PublicNotice, kept: StoredFile) -> None:
    before = BoardPhoto.objects.filter(photo__sha256=kept.sha256).select_related("notice").first()
    if before is not None:
        where = "本公示" if before.notice_id == notice.pk else f"公示{before.notice.number}"
        raise Refused(f"这张照片已用于{where}的{before.get_moment_display()}，请重新拍摄。")


def _doubts(notice: PublicNotice, moment: Moment, day: dt.date, content: bytes) -> list[str]:
    last = notice.posted_on if moment == Moment.FIRST else notice.ends_on
    doubts = []
    if last is not None and day > last:
        doubts.append(f"{Moment(moment).label}照片拍摄于{day}，晚于{last}。")
    written = exif_of(content).taken[:10].replace(":", "-")
    if written and written != day.isoformat():
        doubts.append(f"照片自带的拍摄日期是{written}，与填写的{day}不一致。")
    return doubts


# --- how a notice moves ----------------------------------------------------------------------------------------------------


def _move(notice: PublicNotice, sources: tuple[State, ...], target: State, **new: Any) -> None:
    """From one of the states to another; whoever comes second finds nothing to move."""
    if not PublicNotice.objects.filter(pk=notice.pk, state__in=sources).update(state=target, **new):
        notice.refresh_from_db()
        raise Refused(f"公示{notice.number}现在是“{notice.get_state_display()}”，不能办理此事，请刷新后查看。")
    for name, value in {"state": target, **new}.items():
        setattr(notice, name, value)


def _take_down_older_list(notice: PublicNotice, by: User, at: dt.datetime) -> None:
    older = PublicNotice.objects.filter(
        publicity=notice.publicity, area_code=notice.area_code, kind=NoticeKind.LONG_TERM, state=State.POSTED
    )
    for each in older:
        because = f"由{notice.number}替换"
        _move(
            each, (State.POSTED,), State.OVER, taken_down_at=at, taken_down_by=by, taken_down_because=because, web=False
        )
        record("notice.replace", each, by=by, at=at, because=because, area_code=each.area_code)


def _write_lines(notice: PublicNotice, lines: Sequence[NewLine]) -> None:
    NoticeLine.objects.bulk_create(
        NoticeLine(
            notice=notice,
            number=number,
            name=line.name,
            people=line.people,
            category=line.category,
            amount=line.amount,
            group=line.group,
            case=line.case,
            party=line.party,
        )
        for number, line in enumerate(lines, 1)
    )


def _next_number(at: dt.datetime) -> str:
    """示202405-0012."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_NUMBERS_LOCK])
    start = f"示{timezone.localdate(at):%Y%m}-"
    last = PublicNotice.objects.filter(begins_with("number", start)).order_by("-number").first()
    return f"{start}{int(last.number.removeprefix(start)) + 1 if last else 1:04d}"


def may_act(user: Any, roles: frozenset[Role], notice: PublicNotice, on: dt.date) -> bool:
    """Whether a page offers the user what such roles do with a notice."""
    return may(user, roles, area_code=notice.area_code, on=on)
