"""Who comes to dibao in the year, by the road of its regulation: applied for, visited, checked, told of in the village, confirmed. A few are
sent back on the way; one was refused at first, and was right."""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby, islice
from typing import Any

from doudi.base.models import User
from doudi.base.months import month_of
from doudi.base.notices import calendar
from doudi.demo.county import Person
from doudi.demo.dossier import Case as Dibao
from doudi.demo.year import at_home, boards
from doudi.demo.year.roads import Road, Step, Walker, go
from doudi.demo.year.staff import Staff, day_of, moment
from doudi.mechanisms.casework.appeals.declare import ROADS
from doudi.mechanisms.casework.appeals.models import AppealRoad
from doudi.mechanisms.casework.appeals.services import NewAppeal, register
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.entitlement.family import Family, Given
from doudi.mechanisms.registry.models import Household
from doudi.mechanisms.registry.models import Person as Registered
from doudi.programmes.assistance.dibao import applying, found_at_home
from doudi.programmes.assistance.dibao.applying import NewApplication, NewApplying, NewIncome
from doudi.programmes.assistance.dibao.benefit import DIBAO_BENEFIT
from doudi.programmes.assistance.dibao.models import Application, PaperKind

# The figures of the rules that a declared income goes into, by the kinds that the form asks for.
KINDS = {
    "central_pension": "pension_central",
    "local_pension": "pension_local",
    "account_pension": "pension_account",
    "transfers": "support",
    "business_income": "farming",
    "wages": "wages",
}
UNSEEN = ("transfers", "business_income")
PAPERS: tuple[PaperKind, ...] = (
    PaperKind.FORM,
    PaperKind.DECLARATION,
    PaperKind.PROMISE,
    PaperKind.KIN,
    PaperKind.CARD,
)
FOUND = "与申报一致：家庭人口、住房、劳动和收入情况属实，没有其他财产。"
MORE = "家庭人口、住房和劳动情况属实；现有收入比申报的多，按调查所得核定。"
LAST = 26  # the last day of a month on which something is decided, so that the next month's run knows it


@dataclass
class Home:
    """A household as it applies: who of it is who in the registry, what they live on, where the money goes. `until`: so many steps it has
    come; all of them if left out."""

    household: Household
    people: Sequence[tuple[Person, Registered]]
    family: Family
    holder: str
    account: str
    applied: dt.date
    document: str
    road: str = "granted"  # granted, supplemented, returned, objected, rebutted, refused, withdrawn, not_accepted
    until: int = 99
    words: str = ""
    modest: bool = False  # declares less than they live on; the two who visit find out
    made: Application | None = field(default=None, repr=False)

    @property
    def case(self) -> Case:
        assert self.made is not None, "it has applied"
        return self.made.case


def open_all(homes: Sequence[Home], staff: Staff) -> None:
    """Everybody applies, each with the clerk of his township, in the order of the days."""
    ordered = sorted(homes, key=lambda home: home.applied)
    new = []
    for home in ordered:
        by = staff.clerk(home.household.party.area_id or "")
        new.append((_new(home), by, moment(home.applied, 9)))
    made = [
        row  # the numbers are of the month in which it was applied
        for _, those in groupby(new, key=lambda each: month_of(each[2].date()))
        for row in applying.apply_each(those)
    ]
    for home, row in zip(ordered, made, strict=True):
        home.made = row


def _new(home: Home) -> NewApplication:
    residence = home.family.figures["residence"]
    assert isinstance(residence, Given)
    assert residence.value is not None
    head, applicant = home.people[0]
    papers = PAPERS
    members = []
    for (person, known), member in zip(home.people, home.family.people, strict=True):
        figures = {name: _value(figure) for name, figure in member.figures.items()}
        grown = person.age(home.applied) >= 18
        members.append(
            NewApplying(
                known,
                "户主" if person is head else person.relation,
                figures["relation"],
                disability=figures.get("disability", 0),
                disability_grade=figures.get("disability_grade", 0),
                signer="本人" if grown else head.name,
                incomes=_incomes(figures, month_of(home.applied), modest=home.modest),
            )
        )
        if figures.get("disability") and PaperKind.DISABILITY not in papers:
            papers = (*papers, PaperKind.DISABILITY)
    if home.road == "supplemented":
        papers = papers[:-1]
    return NewApplication(
        home.household,
        applicant,
        members,
        residence.value,
        payee=home.holder,
        account=home.account,
        papers=papers,
    )


def _incomes(figures: Mapping[str, int], month: int, *, modest: bool) -> list[NewIncome]:
    """What a year brought in, so that a month of it is what the roll has; who is modest leaves out a fifth of what no office knows."""
    year = (month - 12, month - 1)
    return [
        NewIncome(kind, year, figures[name] * 12 * (4 if modest and name in UNSEEN else 5) // 5)
        for name, kind in KINDS.items()
        if figures.get(name)
    ]


def _value(figure: Given | int | None) -> int:
    value = figure.value if isinstance(figure, Given) else figure
    return int(value or 0)


# --- the road ----------------------------------------------------------------------------------------------------------------


class Walk(Walker):
    """One application: at most so many steps as its home has come."""

    def __init__(self, home: Home, staff: Staff, **more: object) -> None:
        super().__init__(home.case, staff, home.applied, **more)  # type: ignore[arg-type]
        self.home = home
        self.on_the_phone = home.applied >= at_home.SINCE

    def road(self) -> Road:
        roads = {"withdrawn": self._withdrawn, "not_accepted": self._not_accepted, "refused": self._refused}
        yield from islice(roads.get(self.home.road, self._granted)(), self.home.until)

    def _withdrawn(self) -> Road:
        yield from self._accepted()
        yield self.by(self.clerk, "withdraw", 16, because=self.home.words or "家中已有人就业，书面撤回申请。")

    def _not_accepted(self) -> Road:
        yield self.by(self.clerk, "submit", signed=True)
        yield self.by(self.clerk, "refuse_accept", 15, ground="PLACE", words="户籍、经常居住地都不在本县。")

    def _granted(self) -> Road:
        yield from self._accepted()
        yield from self._investigated(result="ABOVE" if self.home.road == "rebutted" else "WITHIN")
        yield self.by(self.clerk, "opine", 16, proposal="ADMIT")
        self.later(1)
        yield self.by(self.leader, "sign")
        posted = self.day
        if self.on_the_phone:
            yield boards.hung(self, DIBAO_BENEFIT.code)
        else:
            yield self.by(self.clerk, "post", 15, posted_on=str(posted))
        yield from self._over(posted)
        yield from self._to_county()
        if self.home.road == "returned":
            yield self.by(self.officer, "return", 16, because="调查表上子女赡养费的计算期间与核对报告不一致，请核实。")
            self.later(1)
            yield self.by(self.clerk, "correct", because="已核实，按核对报告的期间更正。")
            yield self.by(self.officer, "receive", 14)
        yield from self.visited()
        who = self.staff.deputy if self.home.road == "objected" else self.officer  # the officer was at their home
        yield self.by(who, "confirm", 15, document=self.home.document)

    def _accepted(self) -> Road:
        yield self.by(self.clerk, "submit", signed=True)
        if self.home.road == "supplemented":
            yield self.by(self.clerk, "supplement", 11)
            self.later(1)
            yield from self._supplied()
        yield self.by(self.clerk, "accept", 14)

    def _supplied(self) -> Road:
        """What was missing is handed in, and the application once more."""
        made = self.home.made
        assert made is not None
        there = set(made.papers.values_list("kind", flat=True))
        disabled = made.members.exclude(disability=0).exists()
        for kind in (*PAPERS, PaperKind.DISABILITY):
            if kind not in there and (kind in PAPERS or disabled):
                applying.hand_in(made, kind, by=self.clerk, at=moment(self.day, 9))
        yield self.by(self.clerk, "resubmit")

    def _investigated(self, *, result: str) -> Road:
        self.later(1)
        yield self.by(self.clerk, "start", 9)
        yield self.by(self.clerk, "request_check", 9)
        told = {
            "visited_on": str(self.day),
            "way": "HOME",
            "signed_by": self.home.people[0][0].name,
            "found": MORE if self.home.modest else FOUND,
        }
        # Where somebody will object the other clerk looks again: he was not along the first time.
        along = self.officer if self.home.road == "objected" else self.second
        yield self._visit("survey", self.clerk, along, told, 15)
        self._found()
        self.later(1)
        yield self.by(self.centre, "start_check")
        self.later(1)
        yield self.by(self.centre, "report", 11, number=f"核{self.case.number}", result=result)
        if self.home.road != "rebutted":
            return
        yield self.by(self.clerk, "not_met", 14, told_on=str(self.day))
        self.later(1)
        yield self.by(self.clerk, "rebut", because="车辆三年前已经报废，提交了注销证明。")
        yield self.by(self.clerk, "request_check", 11)
        yield self.by(self.centre, "start_check", 14)
        yield self.by(self.centre, "report", 16, number=f"核{self.case.number}-2", result="WITHIN")

    def _over(self, posted: dt.date) -> Road:
        """Nobody objects, or somebody does on the fourth day: then it is looked at again by others, and not told of a second time."""
        if self.home.road != "objected":
            self._photographed()
            yield self.lapse("lapse", self.notice_over(posted))
            return
        self.day = self.days.next_workday(posted + dt.timedelta(days=3))
        complaint = "邻居反映其子在外务工有收入。"
        if self.on_the_phone:
            yield boards.objected(self, complaint)
        else:
            yield self.by(self.clerk, "object", words=complaint)
        self.later(1)
        told = {"visited_on": str(self.day), "way": "HOME", "signed_by": self.home.people[0][0].name}
        words = "其子已分户多年，赡养费按规定计入，收入与申报一致。"
        yield self._visit("resurvey", self.second, self.staff.second, {**told, "found": words}, 15)
        self._found()
        yield self.by(self.second, "opine_again", 17, proposal="ADMIT")
        self.later(1)
        yield self.by(self.leader, "sign_again")
        if self.on_the_phone:
            boards.answered(self, "已重新入户调查，其子分户多年，赡养费已按规定计入，符合条件。", by=self.leader)
            self._photographed()

    def _to_county(self) -> Road:
        self.day = self.days.next_workday(self.day)
        yield self.by(self.clerk, "forward", 10)
        yield self.by(self.officer, "receive", 14)

    def visited(self) -> Road:
        self.later(1)
        if self.case.site_visit:
            told = {"visited_on": str(self.day), "found": "随机抽查入户，与乡镇调查一致。"}
            yield self._visit("visit", self.officer, self.staff.second, told, 10)
            self._found()

    def _visit(self, code: str, by: User, second: User, told: dict[str, str], hour: int) -> Step:
        """Two at their home: on the phone, or written down at the office."""
        if not self.on_the_phone:
            return self.by(by, code, hour, second=second, **told)
        turn = zlib.crc32(self.case.number.encode())
        more = {"signed_by": self.home.people[0][0].name, "housing": at_home.HOUSES[turn % 5], "as_declared": True}
        return at_home.surveyed(
            self, code, second, {**told, **more}, by=by, hour=hour, found=self._more_than_declared()
        )

    def _more_than_declared(self) -> dict[str, str]:
        """Line of the survey → yuan a month: what a household that was modest has besides what it declared."""
        if not self.home.modest:
            return {}
        figures = {
            key: member.figures for (_, key), member in zip(self.home.people, self.home.family.people, strict=True)
        }
        rows = self.home.made.members.all() if self.home.made is not None else ()
        known = {each.pk: each.person for each in rows}
        return {
            f"income:{KINDS[name]}:{pk}": str(Decimal(_value(figures[person].get(name))) / 100)
            for pk, person in known.items()
            for name in UNSEEN
            if _value(figures[person].get(name))
        }

    def _found(self) -> None:
        """Whoever went along says so; what was found beyond the declaration counts from now on."""
        if not self.on_the_phone:
            return
        at_home.confirmed(self)
        for each in found_at_home.proposals(self.case):
            found_at_home.adopt(each, by=self.clerk, at=moment(self.day, 18))

    def _photographed(self) -> None:
        if self.on_the_phone:
            boards.last_day(self)

    def _refused(self) -> Road:
        """Above the limits, told, not rebutted: it goes up as a proposal to refuse, without a notice."""
        yield from self._accepted()
        yield from self._investigated(result="ABOVE")
        yield self.by(self.clerk, "not_met", 14, told_on=str(self.day))
        self.later(5)
        yield self.by(self.clerk, "give_up")
        self.later(1)
        yield self.by(self.leader, "sign_refusal")
        yield self.by(self.clerk, "forward", 15)
        self.later(1)
        yield self.by(self.officer, "receive", 9)
        yield from self.visited()
        ground, _, words = self.home.words.partition("：")
        yield self.by(self.officer, "refuse", 15, ground=ground, words=words, document=f"{self.home.document}不")
        self.later(2)
        yield self.by(self.clerk, "tell", told_on=str(self.day))


def in_time(home: Home, last: int) -> bool:
    """Whether the road of a household ends by a day of its month. Reckoned as the steps are, without taking them."""
    days, day = calendar(), home.applied
    day = days.add_workdays(day, {"supplemented": 5, "rebutted": 5}.get(home.road, 4))
    over = days.due_in_days(day, 7).legal + dt.timedelta(days=1)
    if home.road == "objected":
        over = days.add_workdays(days.next_workday(day + dt.timedelta(days=3)), 2)
    day = days.add_workdays(days.next_workday(over), 2 if home.road == "returned" else 1)
    return month_of(day) == month_of(home.applied) and day.day <= last


class Contested:
    """Who was refused in summer because of a car that was his no more, went to the county government, and was right: the county decides
    again on the facts. `case`: as the roll has it from the month in which he receives; None where there is none. `refused`: applies for it,
    for a refusal."""

    def __init__(self, newest: int, case: Dibao | None, staff: Staff, refused: Callable[[Dibao, int], Walk]) -> None:
        self.case, self.staff, self.refused, self.days = case, staff, refused, calendar()
        first = newest - 5
        self.told = {first: self._refuse, first + 1: self._complain, first + 3: self._won}
        self.walk: Walk | None = None
        self.appeal: Case | None = None

    @property
    def home(self) -> Home:
        assert self.walk is not None, "it has applied"
        return self.walk.home

    def pass_month(self, month: int) -> None:
        if self.case is not None and month in self.told:
            self.told[month](month)

    def _refuse(self, month: int) -> None:
        assert self.case is not None
        self.walk = self.refused(self.case, month)
        go([self.walk.road()])

    def _complain(self, month: int) -> None:
        """申请复议, and the bureau's answer."""
        on = self.days.next_workday(day_of(month, 8))
        claim = "名下车辆两年前已经报废，注销手续齐全，请求撤销不予确认的决定。"
        body, number = "县人民政府", f"云政复〔{on.year}〕7号"
        new = NewAppeal(AppealRoad.RECONSIDERATION, self.home.people[0][0].name, claim, on, body, number)
        self.appeal = register(ROADS[new.road], self.home.case, new, by=self.staff.officer, at=moment(on, 15))
        go([self._answered(self.appeal, self.days.add_workdays(on, 5))])

    def _answered(self, appeal: Case, on: dt.date) -> Road:
        walker = Walker(appeal, self.staff, on)
        document, words = f"云民复答〔{on.year}〕3号", "据县核对中心报告作出决定，现提交证据材料。"
        yield walker.by(self.staff.leader, "answer", document=document, words=words)

    def _won(self, month: int) -> None:
        assert self.appeal is not None
        go([self._revoked(self.appeal, self.days.next_workday(day_of(month, 5)))])
        self.home.case.refresh_from_db()
        go([self._confirmed()])

    def _revoked(self, appeal: Case, on: dt.date) -> Road:
        walker = Walker(appeal, self.staff, on)
        words = "据以作出决定的车辆信息与注销登记不符，事实不清，撤销原决定，责令重新作出决定。"
        said: dict[str, Any] = {"decided_on": str(on), "document": f"云政复决〔{on.year}〕7号", "words": words}
        yield walker.by(self.staff.leader, "revoke", **said)

    def _confirmed(self) -> Road:
        """On the facts, by another officer than the one who refused."""
        walk = self.walk
        assert walk is not None
        assert walk.case.stage_since is not None, "it has been opened again"
        walk.day = walk.case.stage_since
        yield from walk.visited()
        walk.later(2)
        yield walk.by(self.staff.second, "confirm", 15, document=f"云民低保确〔{walk.day.year}〕重审1号")


__all__ = ["LAST", "Contested", "Home", "Walk", "in_time", "open_all"]
