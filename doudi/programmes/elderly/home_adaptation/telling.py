"""What is told of an adaptation: to the old person by text, and in the village before it is built."""

from __future__ import annotations

from collections.abc import Iterable

from doudi.base.areas import within
from doudi.base.documents import COUNTY, HOME_ADAPTATION
from doudi.mechanisms.casework.declare import Action
from doudi.mechanisms.casework.notices.declare import NewLine, Publicity
from doudi.mechanisms.casework.texts.declare import Template
from doudi.mechanisms.entitlement.applications import telling
from doudi.programmes.elderly.home_adaptation.models import Adaptation
from doudi.programmes.elderly.home_adaptation.rules import Hardship

APPROVED = Template(
    "adaptation_approved", "同意适老化改造", "【民政】您的居家适老化改造申请（编号{number}）已同意，公示无异议后由施工单位与您约时间上门。"
)  # fmt: skip
STARTS = Template(
    "adaptation_handed_over", "即将施工", "【民政】您的居家适老化改造（编号{number}）已交付施工，施工人员上门须出示证件，有问题请联系{town}。"
)  # fmt: skip


def tells(actions: Iterable[Action]) -> dict[str, Template]:
    """What the old person is told of by text, beside what all applications tell."""
    known = {code: template for code, template in telling.tells(actions).items() if code != "approve"}
    return known | {"approve": APPROVED, "lapse": STARTS, "dismiss": STARTS, "hand_over": STARTS}


def waiting(area: str) -> list[NewLine]:
    """A line for each home of a place that is approved with public money and waits to be told of: name and sum, nothing of illness."""
    rows = Adaptation.objects.filter(
        within(area, "case__area_code"), case__stage="APPROVED", fund_class=Adaptation.FundClass.PUBLIC
    ).order_by("pk")
    return [
        NewLine(
            row.person.party.name,
            1,
            row.government or 0,
            Hardship.name_of(row.hardship),
            case=row.case,
            party=row.person.party,
        )
        for row in rows.select_related("case", "person__party")
    ]


ADAPTATION_PUBLICITY = Publicity(
    "home_adaptation",
    "居家适老化改造",
    (HOME_ADAPTATION["改造对象"], COUNTY["公示(R-X-09)"]),
    tuple(each.label for each in Hardship if each),
    item="政府资助金额",
    waiting=waiting,
)
