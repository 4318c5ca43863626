"""使用期 (R-CEM-08): the family is told three times before a term ends, the term may be renewed; nothing is ever cleared."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from doudi.base.access import require
from doudi.base.calendar import months_later
from doudi.base.models import StoredFile, User
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.programmes.funeral.cemeteries import policy, queries
from doudi.programmes.funeral.cemeteries.models import Renewal, TermNotice
from doudi.programmes.funeral.cemeteries.queries import TermEnd
from doudi.programmes.funeral.cemeteries.registering import RESERVERS


def tell_family(
    end: TermEnd, *, told: str, way: str, by: User, at: dt.datetime, proof: StoredFile | None = None
) -> TermNotice:
    """期满告知: the notice whose day has come, once. Told too early or twice is refused."""
    on = timezone.localdate(at)
    require(by, RESERVERS, area_code=end.area_code, on=on)
    if not told.strip() or not way.strip():
        raise Refused("请填写告知了谁、怎样告知的。")
    months = queries.notice_due(end, queries.notices_given([end]).get(end.key, set()), policy.on(on).notices, on)
    if months is None:
        raise Refused("还没有到下一次告知的时间，或者这一次已经告知。")
    with transaction.atomic():
        made = TermNotice.objects.create(
            item_id=end.item, former_id=end.former, ends_on=end.ends_on, months=months, told=told.strip(), way=way.strip(), proof=proof,
            on=on, by=by,
        )  # fmt: skip
        data = {"place": end.place, "months": months}
        record("cemeteries.term_notice", made, by=by, at=at, area_code=end.area_code, data=data)
    return made


def renew(end: TermEnd, *, until: dt.date, agreement: str, by: User, at: dt.datetime) -> Renewal:
    """续期 by an agreement: later than now, and for at most one term more."""
    on = timezone.localdate(at)
    require(by, RESERVERS, area_code=end.area_code, on=on)
    most = months_later(max(end.ends_on, on), 12 * int(policy.of_plots(on)["term_years"]))
    if not agreement.strip():
        raise Refused("请填写续期协议号。")
    if not end.ends_on < until <= most:
        raise Refused(f"续期须晚于{end.ends_on:%Y-%m-%d}，不超过{most:%Y-%m-%d}。")
    with transaction.atomic():
        made = Renewal.objects.create(
            item_id=end.item, former_id=end.former, until=until, agreement=agreement.strip(), by=by, at=at
        )
        record(
            "cemeteries.renew",
            made,
            by=by,
            at=at,
            area_code=end.area_code,
            data={"place": end.place, "until": str(until)},
        )
    return made
