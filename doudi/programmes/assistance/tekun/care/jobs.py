"""Care agreements whose support has ended are over, too: every night."""

from __future__ import annotations

import datetime as dt

from doudi.base.months import month_of
from doudi.base.nightly import Nightly
from doudi.mechanisms.casework.services import take_by_system
from doudi.programmes.assistance.tekun.care.flow import CLOSE
from doudi.programmes.assistance.tekun.models import CareAgreement


def close_ended(today: dt.date, now: dt.datetime) -> str:
    """Those whose award is not paid any more since this month."""
    rows = CareAgreement.objects.filter(ended_on=None, case__closed_at=None, award__until_month__lt=month_of(today))
    found = list(rows.select_related("case"))
    for each in found:
        take_by_system(each.case, CLOSE, at=now, because="供养已终止")
    return f"供养已终止，照料协议随之终止{len(found)}件。"


NIGHTLY = (Nightly("close_care_agreements", "照料协议随供养终止", close_ended),)
