"""公示 of the newest months as the register of notices keeps it: drafted by a clerk, looked at by the leader, hung in the village,
photographed on its first and its last day, objected to and answered, taken down by itself."""

from __future__ import annotations

import datetime as dt

from django.db.models import F

from doudi.base.models import User
from doudi.demo import pictures
from doudi.demo.year.roads import Deed, Walker
from doudi.demo.year.staff import moment
from doudi.mechanisms.casework.notices import objecting, services
from doudi.mechanisms.casework.notices.declare import publicity_of
from doudi.mechanisms.casework.notices.models import Channel, Moment, NoticeKind, NoticeLine, NoticeState, PublicNotice
from doudi.mechanisms.entitlement.publicity import notice_terms

PLACE = "村（居）务公开栏"
PHONES = (("县民政局社会救助股", "0797-7126018"),)
_DAY = dt.timedelta(days=1)


def hung(walker: Walker, publicity: str, hour: int = 15) -> Deed:
    """张贴公示 as a step of its road, with the photo of the first day."""
    day = walker.day
    return Deed(lambda: _hang(walker, publicity, moment(day, hour)))


def objected(walker: Walker, words: str, hour: int = 10) -> Deed:
    """登记异议: somebody has rung up."""
    day = walker.day
    return Deed(lambda: _object(walker, words, moment(day, hour)))


def answered(walker: Walker, words: str, *, by: User) -> None:
    """答复 what was objected to this case, on the day it is now."""
    notice = _notice_of(walker)
    for each in notice.objections.filter(answer=None):
        objecting.answer(each, words, upheld=False, by=by, at=moment(walker.day, 17))


def last_day(walker: Walker) -> None:
    """The photo of the last day, on that day."""
    notice = _notice_of(walker)
    assert notice.ends_on is not None, "it hangs"
    _photograph(walker, notice, Moment.LAST, moment(notice.ends_on, 16))


def take_down(before: dt.date) -> None:
    """Whatever has ended before a day is taken down in the night that followed its last day."""
    hanging = PublicNotice.objects.filter(state=NoticeState.POSTED, ends_on__lt=before)
    for end in hanging.order_by(F("ends_on")).values_list("ends_on", flat=True).distinct():
        assert end is not None, "filtered"
        services.take_down_expired(on=end + _DAY, at=moment(end + _DAY, 1))


def _hang(walker: Walker, publicity: str, at: dt.datetime) -> None:
    case, clerk = walker.case, walker.clerk
    waiting = publicity_of(publicity).waiting
    assert waiting is not None, f"{publicity} tells of nobody"
    lines = [line for line in waiting(case.area_code) if line.case is not None and line.case.pk == case.pk]
    early = at - dt.timedelta(hours=2)
    notice = services.draft(
        publicity, NoticeKind.PRELIMINARY, lines, area_code=case.area_code, phones=PHONES, place=PLACE, by=clerk, at=early
    )  # fmt: skip
    services.submit(notice, by=clerk, at=early)
    notice.refresh_from_db()
    services.review(notice, by=walker.leader, at=at - dt.timedelta(hours=1), words="同意公示。")
    notice.refresh_from_db()
    services.post(notice, on=at.date(), terms=notice_terms(at.date(), area=case.area_code), by=clerk, at=at)
    notice.refresh_from_db()
    _photograph(walker, notice, Moment.FIRST, at + dt.timedelta(minutes=10))
    case.refresh_from_db()


def _object(walker: Walker, words: str, at: dt.datetime) -> None:
    notice = _notice_of(walker)
    line = NoticeLine.objects.select_related("case").get(notice=notice, case=walker.case)
    objecting.receive(notice, words, channel=Channel.PHONE, by=walker.clerk, at=at, line=line)
    walker.case.refresh_from_db()


def _notice_of(walker: Walker) -> PublicNotice:
    return PublicNotice.objects.filter(lines__case=walker.case).latest("pk")


def _photograph(walker: Walker, notice: PublicNotice, when: Moment, taken: dt.datetime) -> None:
    picture = pictures.board(f"{notice.number} {when}")
    services.photograph(
        notice, when, picture, name="公示栏.jpg", taken_at=taken, place=PLACE, by=walker.clerk, at=taken + dt.timedelta(minutes=5)
    )  # fmt: skip


__all__ = ["answered", "hung", "last_day", "objected", "take_down"]
