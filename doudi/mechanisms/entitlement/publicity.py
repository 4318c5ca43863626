"""公示和公开: what policy says of notices, and the long-term list of those who receive a benefit in a village (R-PUB-01, R-CAL-03)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from doudi.base.areas import within
from doudi.base.documents import COUNTY, DIBAO
from doudi.base.identity import age
from doudi.base.months import month_of
from doudi.base.refused import Refused
from doudi.mechanisms.casework.notices.declare import NewLine, NoticeTerms, publicity_of
from doudi.mechanisms.casework.notices.progress import DoorTerms
from doudi.mechanisms.entitlement.awards.frozen import thaw
from doudi.mechanisms.entitlement.awards.models import Award, AwardChange
from doudi.mechanisms.entitlement.awards.queries import in_force
from doudi.mechanisms.entitlement.declare import Benefit, register_policies
from doudi.mechanisms.entitlement.parameters_entered.queries import terms_in_force
from doudi.mechanisms.entitlement.policy import Policy, parameter, since, switch
from doudi.mechanisms.entitlement.units import NUMBER, Unit

_ADULT = 18


class PublicityPolicy(Policy):
    """公示和公开。"""

    code = "publicity"
    name = "公示和公开"

    notice_days = parameter(
        "公示期（日历天）", Unit("天"), since("2021-07-01", 7, DIBAO["公示期7天"], "A"), basis=DIBAO["公示期7天"]
    )
    web = switch(
        "在互联网公示（姓名隐去、期满撤下）",
        since("2021-07-01", 0, COUNTY, "D", note="公示地点是村、社区；开通须由县民政局发文"),
        basis=COUNTY["网上公示（R-PUB-02）"],
    )
    objections_an_hour = parameter(
        "网页反映每个来源每小时最多", NUMBER, since("2021-07-01", 5, COUNTY, "D"), basis=COUNTY["网上反映防刷"]
    )
    progress_tries = parameter(
        "进度查询每个办件可试次数", NUMBER, since("2021-07-01", 5, COUNTY, "D"), basis=COUNTY["进度查询防猜"]
    )
    progress_tries_from = parameter(
        "进度查询每个来源可试次数", NUMBER, since("2021-07-01", 20, COUNTY, "D"), basis=COUNTY["进度查询防猜"]
    )
    progress_minutes = parameter(
        "进度查询锁定时间", Unit("分钟"), since("2021-07-01", 30, COUNTY, "D"), basis=COUNTY["进度查询防猜"]
    )


register_policies(PublicityPolicy)


def notice_terms(on: dt.date, *, area: str = "") -> NoticeTerms:
    """What holds for a notice that is hung on a day, entered values included."""
    terms = terms_in_force(PublicityPolicy, on, area=area)
    return NoticeTerms(terms["notice_days"], bool(terms["web"]), str(terms.rows["notice_days"][0].document))


def door_terms(on: dt.date) -> DoorTerms:
    """How often one may try to look up the progress of a case."""
    terms = terms_in_force(PublicityPolicy, on)
    return DoorTerms(terms["progress_tries"], terms["progress_tries_from"], terms["progress_minutes"])


def objections_an_hour(on: dt.date) -> int:
    """How many objections one sender may make from a page within an hour."""
    return int(terms_in_force(PublicityPolicy, on)["objections_an_hour"])


@dataclass(frozen=True)
class LongTermList:
    """长期公布: the lines of a village, and how many are left out because they are minors (R-PUB-03)."""

    lines: tuple[NewLine, ...]
    minors: int


def long_term_list(benefit: Benefit, village: str, on: dt.date) -> LongTermList:
    """Who receives a benefit in a village in the month of a day: name, number of people, amount and nothing else. Three queries."""
    declared = publicity_of(benefit.code)
    awards = in_force(Award.objects.filter(within(village), benefit=benefit.code), month_of(on))
    rows = list(awards.select_related("party__person", "party__household__head").order_by("pk"))
    categories = _categories(benefit, rows, month_of(on))
    lines, minors = [], 0
    for row in rows:
        if _is_minor(row, on):
            minors += 1
            continue
        category = categories.get(row.pk, "")
        if category not in declared.categories:
            raise Refused(f"{row.party.name}户的类别无法确定，请先核对该户待遇的城乡类别。")
        lines.append(NewLine(row.party.name, row.people, row.amount, category, party=row.party))
    return LongTermList(tuple(lines), minors)


def _categories(benefit: Benefit, rows: list[Award], month: int) -> dict[int, str]:
    """Award → its category by the facts in force: 城市低保, 农村低保."""
    if benefit.category is None:
        return {}
    changes = AwardChange.objects.filter(award__in=rows, figures__isnull=False, from_month__lte=month)
    found = {}
    for award, figures in changes.order_by("from_month", "pk").values_list("award", "figures"):
        facts = thaw("", figures or "", None, str).figures
        found[award] = benefit.category({name: value for name, value in facts.items() if isinstance(value, int)}).label
    return found


def _is_minor(award: Award, on: dt.date) -> bool:
    person = getattr(award.party, "person", None)
    household = getattr(award.party, "household", None)
    head = household.head if household is not None else None
    subject = person or head
    born_on = subject.born_on if subject is not None else None
    return born_on is not None and age(born_on, on) < _ADULT
