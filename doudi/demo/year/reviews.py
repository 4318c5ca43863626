"""定期复核 in the year: village after village, nothing has changed; a few families were not met, and are due in December."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from doudi.base.months import chinese_month
from doudi.demo.year.staff import Staff, day_of, moment
from doudi.mechanisms.entitlement.awards import services
from doudi.mechanisms.entitlement.awards.models import Award
from doudi.mechanisms.entitlement.declare import Benefit

NOT_MET = 125  # of so many one, and one at least
LAST_DUE = dt.date(2024, 12, 31)  # of whoever was on the rolls when the year began


class Reviewing:
    """Each village has its month, from February on."""

    def __init__(self, staff: Staff, months: Sequence[int], villages: Iterable[str]) -> None:
        self.staff, self.months = staff, months
        self.month_of = {code: months[1 + turn % (len(months) - 1)] for turn, code in enumerate(sorted(villages))}
        self.not_met: dict[str, set[int]] = {}

    def pass_month(self, benefit: Benefit, month: int) -> None:
        on = day_of(month, 15)
        due = Award.objects.filter(benefit=benefit.code, until_month=None, review_due_on__lte=LAST_DUE)
        due = due.order_by("review_due_on", "pk")
        if benefit.code not in self.not_met:
            self.not_met[benefit.code] = set(due.values_list("pk", flat=True)[::NOT_MET])
        mine = [
            award
            for award in due.only("pk", "area_code")
            if self.month_of[award.area_code] == month and award.pk not in self.not_met[benefit.code]
        ]
        if mine:
            services.review_many(
                benefit,
                mine,
                decided_on=on,
                document=f"{benefit.name}{chinese_month(month)}定期复核名单",
                by=self.staff.officer,
                at=moment(on),
                because="入户复核，家庭人口、收入、财产没有变化",
            )
