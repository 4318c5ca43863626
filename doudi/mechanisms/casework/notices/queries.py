"""What is read of notices: lists within the user's area, what the scanner says, how far a case's notice is, what the web may show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from doudi.base.access import scope
from doudi.base.areas import within
from doudi.base.identity import age
from doudi.base.refused import Refused
from doudi.base.roles import STAFF_ROLES, Role
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.notices.models import (
    Attachment,
    Moment,
    NoticeKind,
    NoticeLine,
    NoticeState,
    Objection,
    PublicNotice,
)
from doudi.mechanisms.casework.notices.scanner.found import Finding
from doudi.mechanisms.casework.notices.scanner.text import Known, scan_lines
from doudi.mechanisms.registry.models import Membership

READERS = STAFF_ROLES | {Role.INSPECTOR, Role.AUDITOR}
_ADULT = 18
_PENDING = (NoticeState.DRAFT, NoticeState.REVIEWING, NoticeState.APPROVED)


def notices(user: Any) -> QuerySet[PublicNotice]:
    """Notices in the user's area, the newest first."""
    rows = PublicNotice.objects.select_related("drafted_by", "reviewed_by").annotate(
        lines_number=Count("lines", distinct=True), objections_number=Count("objections", distinct=True)
    )
    return scope(user, READERS).filter(rows)


def notice_of(user: Any, pk: int) -> PublicNotice:
    """One notice in the user's area; Refused if there is none he may see."""
    found = notices(user).filter(pk=pk).first()
    if found is None:
        raise Refused("没有这件公示，或不在您的辖区内。")
    return found


def attachments(notice: PublicNotice) -> QuerySet[Attachment]:
    """The files that hang beside a notice."""
    return notice.attachments.filter(removed_at=None).select_related("shown")


def objections(user: Any) -> QuerySet[Objection]:
    """Objections in the user's area, for those who handle them: not for the village, where everybody knows everybody."""
    roles = READERS - {Role.VILLAGE_WORKER}
    return scope(user, roles).filter(Objection.objects.select_related("notice", "line", "case", "answer", "by"))


def unanswered(rows: QuerySet[Objection]) -> QuerySet[Objection]:
    return rows.filter(answer=None)


# --- what the scanner says ---------------------------------------------------------------------------------------------


def scan(notice: PublicNotice, lines: Iterable[NoticeLine] | None = None) -> list[Finding]:
    """What the free texts of a notice may not say. Its attachments were looked at when they were hung."""
    rows = list(lines) if lines is not None else list(notice.lines.all())
    texts = [
        ("补充说明", notice.remark),
        ("张贴地点", notice.place),
        ("发布单位", notice.issuing_unit),
        *(("监督电话的单位", unit) for unit, _ in notice.phones),
        *((f"第{line.number}行姓名", line.name) for line in rows),
    ]
    return scan_lines(texts, known=known_names(rows, on=notice.drafted_at.date()))


def known_names(lines: Iterable[NoticeLine], *, on: dt.date) -> Known:
    """Who must not be named, of the households on a notice: its minors, and everybody but the applicant."""
    parties = {line.party_id: line.name for line in lines if line.party_id is not None}
    own = Membership.objects.filter(Q(household__in=parties) | Q(person__in=parties), to_on=None)
    together = Membership.objects.filter(household__in=own.values("household"), to_on=None)
    applicants = {line.name for line in lines}
    minors, members = set(), set()
    for name, born_on in together.values_list("person__party__name", "person__born_on"):
        if born_on is not None and age(born_on, on) < _ADULT:
            minors.add(name)
        elif name not in applicants:
            members.add(name)
    return Known(frozenset(minors), frozenset(members))


# --- how far the notice of a case is -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Posting:
    """Where the notice of one case stands, for its flow. `over`: it hung for its whole time; `open_objections`: nobody has answered."""

    notice: PublicNotice
    line: NoticeLine
    posted_on: dt.date | None
    ends_on: dt.date | None
    over: bool
    objections: int
    open_objections: int

    @property
    def clear(self) -> bool:
        """Over, and nothing said against it that is still open: the case may go on."""
        return self.over and self.open_objections == 0


def posting_of(case: Case) -> Posting | None:
    """The latest notice that a case stands on; None if it has never been on one."""
    line = NoticeLine.objects.filter(case=case).select_related("notice").order_by("-notice_id").first()
    if line is None:
        return None
    notice = line.notice
    against = Objection.objects.filter(Q(line=line) | Q(line=None, notice=notice))
    counted = against.aggregate(all=Count("pk"), open=Count("pk", Q(answer=None)))
    over = notice.state == NoticeState.OVER
    return Posting(notice, line, notice.posted_on, notice.ends_on, over, counted["all"], counted["open"])


# --- what is missing -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class MissingPhoto:
    """A photo of the board that should be there (day 1, last day) and is not."""

    notice: PublicNotice
    moment: Moment
    since: dt.date
    overdue: bool


def missing_photos(user: Any, on: dt.date) -> list[MissingPhoto]:
    """Boards that have to be photographed now, and those that were not in time, the oldest first."""
    posted = (NoticeState.POSTED, NoticeState.OVER)
    rows = notices(user).filter(state__in=posted, posted_on__lte=on).prefetch_related("photos")
    found = []
    for notice in rows.exclude(kind=NoticeKind.LONG_TERM):
        have = {photo.moment for photo in notice.photos.all()}
        if notice.posted_on is None or notice.last_day is None or notice.ends_on is None:
            continue  # the long-term list alone has no last day
        if Moment.FIRST not in have:
            found.append(MissingPhoto(notice, Moment.FIRST, notice.posted_on, on > notice.posted_on))
        if Moment.LAST not in have and on >= notice.last_day:
            found.append(MissingPhoto(notice, Moment.LAST, notice.last_day, on > notice.ends_on))
    return sorted(found, key=lambda each: (each.since, each.notice.pk))


def expired(on: dt.date) -> QuerySet[PublicNotice]:
    """Notices that still hang though their last day is past; while that day is only provisional they go on hanging, as their cases wait."""
    return PublicNotice.objects.filter(state=NoticeState.POSTED, ends_on__lt=on, provisional=False).order_by("pk")


# --- what the web may show -----------------------------------------------------------------------------------------------


def on_web(on: dt.date, *, area: str = "") -> QuerySet[PublicNotice]:
    """What anybody may see on a day: switched on when it was posted, hanging, and within its period, whatever has not been taken down
    by a job yet (R-PUB-02, R-PUB-05)."""
    rows = PublicNotice.objects.filter(Q(ends_on=None) | Q(ends_on__gte=on), state=NoticeState.POSTED, web=True)
    rows = rows.filter(posted_on__lte=on)
    return (rows.filter(within(area)) if area else rows).order_by("-posted_on", "-pk")


def pending(rows: QuerySet[PublicNotice]) -> QuerySet[PublicNotice]:
    """Not on the board yet."""
    return rows.filter(state__in=_PENDING)
