"""What people send in and what the night finds: applications and complaints from the public pages, and who may be entitled and receives
nothing (政策找人), some of it worked off."""

from __future__ import annotations

import datetime as dt
import random

from django.db import transaction

from doudi.base.nightly import run
from doudi.base.once import read_once
from doudi.catalogue import nightly
from doudi.demo.county import County
from doudi.demo.year.roads import Road, Walker, go
from doudi.demo.year.staff import Staff, moment
from doudi.mechanisms.casework.models import Case
from doudi.programmes.office.reception import complaining, submitting
from doudi.programmes.office.reception.complaining import NewGrievance
from doudi.programmes.office.reception.models import Grievance, Need, Prospect, Submission
from doudi.programmes.office.reception.policy import reception_terms
from doudi.programmes.office.reception.submitting import NewSubmission

FOUND, TODAY = dt.date(2024, 12, 3), dt.date(2024, 12, 9)
SENT = (  # needs, in whose name, in which words
    (Need.LIVING, Submission.Way.SELF, "丈夫去年病故，一个人带两个孩子，打零工，收入不够。"),
    (Need.SICK, Submission.Way.OTHER, "父亲住院做手术，自己出的钱多，想问问能不能申请。"),
    (Need.DISABLED, Submission.Way.VILLAGE, "家里有人刚办了残疾人证，请帮忙申请补贴。"),
    (Need.OLD, Submission.Way.OTHER, "老人一个人住，没有子女，行动不便。"),
)
SAID = (  # what about, through which channel, in which words; whether the county looks into it already
    (Grievance.Kind.MISSED, Grievance.Channel.PHONE, "邻居孤身一人，生活困难，一直没有享受低保。", True),
    (Grievance.Kind.AMOUNT, Grievance.Channel.PAGE, "十月份的补贴没有到账，去银行查了也没有。", False),
    (Grievance.Kind.WRONGLY, Grievance.Channel.PAGE, "有一户家里买了车还在领低保，请核实。", False),
    (Grievance.Kind.NOT_TAKEN, Grievance.Channel.PHONE, "上个月去申请，说材料不够让回去等，到现在没有消息。", False),
)
WORKED_OFF = 0.5  # of what was found in the townships whose clerks have a button


class AtTheDoor:
    def __init__(self, staff: Staff, county: County, seed: int) -> None:
        self.staff, self.dice = staff, random.Random(seed + 29)
        self.homes = [home for home in county.homes if int(home.village.code[6:9]) in (100, 101)]

    def come(self) -> None:
        """Applications and complaints of the last days, some of them looked at."""
        with transaction.atomic(), read_once():
            self._send()
            self._complain()

    def _send(self) -> None:
        homes = self.dice.sample([home for home in self.homes if 25 <= home.head.age(TODAY) < 90], len(SENT))
        for turn, (home, (need, way, words)) in enumerate(zip(homes, SENT, strict=True)):
            at = moment(dt.date(2024, 12, 5) + dt.timedelta(days=turn), 20)
            phone = f"1380000{4100 + turn}"  # nobody's
            agent = f"{home.head.name[0]}某，女儿" if way == Submission.Way.OTHER else ""
            new = NewSubmission(home.head.name, home.head.number, phone, home.village.code, way, [need], agent, words)
            submitting.receive(new, [], origin=f"demo-{turn}", terms=reception_terms(at.date()), at=at)

    def _complain(self) -> None:
        villages = sorted({home.village.code for home in self.homes})
        for turn, (kind, channel, words, taken_up) in enumerate(SAID):
            at = moment(dt.date(2024, 11, 25) + dt.timedelta(days=3 * turn), 16)
            new = NewGrievance(kind, villages[turn * 3 % len(villages)], words)
            if channel == Grievance.Channel.PAGE:
                received = complaining.receive_from_page(
                    new, origin=f"demo-{turn}", terms=reception_terms(at.date()), at=at
                )
            else:
                received = complaining.receive(new, channel, by=self.staff.officer, at=at)
            if taken_up:
                go([self._taken_up(Case.objects.get(number=received.number), at.date())])

    def _taken_up(self, case: Case, on: dt.date) -> Road:
        walker = Walker(case, self.staff, on)
        walker.later(1)
        yield walker.by(self.staff.officer, "take_up")


def last_night(staff: Staff) -> None:
    """What happens by itself has happened last in the night of the third; part of what was found has been worked off since. What has fallen
    due after it the site sees to when it starts."""
    with read_once():
        run(nightly(), on=FOUND, at=moment(FOUND, 2), way="定时")
        with transaction.atomic():
            _work_off(staff)


def _work_off(staff: Staff) -> None:
    rows = Prospect.objects.filter(case__closed_at=None).select_related("case").order_by("pk")
    mine = [row.case for row in rows if row.case.area_code[6:9] in ("100", "101")]
    go(_answered(case, staff, turn) for turn, case in enumerate(mine[: round(len(mine) * WORKED_OFF)]))


def _answered(case: Case, staff: Staff, turn: int) -> Road:
    walker = Walker(case, staff, FOUND)
    walker.later(1 + turn % 2)
    on = str(walker.day)
    yield walker.by(
        walker.clerk, "contact", 15, contacted_on=on, way="VISIT", words="上门见到本人，说明政策，本人愿意了解。"
    )
    if turn % 4 == 1:
        yield walker.by(walker.clerk, "not_eligible", 16, why="INCOME", words="同住子女有稳定工资收入，超过规定。")
    elif turn % 4 == 2:
        yield walker.by(walker.clerk, "data_wrong", 16, words="名单上是同名的人，证号登记有误，已告知报送部门。")


__all__ = ["AtTheDoor", "last_night"]
