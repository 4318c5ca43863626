"""A notice hung past the last holiday notice does not come down on a day that nobody knows yet; it is computed again when the holiday
notice comes (R-CAL-02, R-CAL-03)."""

from __future__ import annotations

import datetime as dt

from doudi.base.calendar import Calendar
from doudi.base.models import User
from doudi.base.records import Happening, name_of, record_many
from doudi.mechanisms.casework import provisional
from doudi.mechanisms.casework.notices.models import NoticeState, PublicNotice


@provisional.beside
def compute_again(known: Calendar, at: dt.datetime, by: User | None) -> int:
    """The last days of the notices that still hang; how many changed. Each change is recorded with the day before and after."""
    changed, happenings = [], []
    for notice in PublicNotice.objects.filter(provisional=True, state=NoticeState.POSTED):
        assert notice.posted_on is not None, "it hangs"
        assert notice.days is not None, "the long-term list alone has no end, and is never provisional"
        due = known.due_in_days(notice.posted_on, notice.days)
        if (due.legal, due.provisional) == (notice.ends_on, notice.provisional):
            continue
        data = {"number": notice.number, "from": notice.ends_on, "to": due.legal}
        notice.last_day, notice.ends_on, notice.provisional = due.nominal, due.legal, due.provisional
        changed.append(notice)
        happenings.append(Happening("notice.compute_again", name_of(notice), "放假安排已录入", notice.area_code, data))
    PublicNotice.objects.bulk_update(changed, ["last_day", "ends_on", "provisional"])
    record_many(happenings, by=by, at=at)
    return len(changed)
