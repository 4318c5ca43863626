"""How an application for temporary assistance goes its road: each step with its day, by whom, and what is said. Taken many at a time."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Generator, Iterator, Sequence
from itertools import islice
from typing import Any

from doudi.base.calendar import Calendar
from doudi.base.models import User
from doudi.base.notices import calendar
from doudi.demo.people_in_office import crew
from doudi.demo.year.staff import Staff, moment
from doudi.demo.year.temporary_plan import HELPED_FIRST, Grant
from doudi.mechanisms.casework.declare import Action
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.services import Taking, take_each, take_each_by_system
from doudi.programmes.assistance.temporary import flow

Step = tuple[Action, Taking]
IN_ORDER = (
    flow.SUBMIT, flow.REPORT, flow.ACCEPT, flow.WITHDRAW, flow.HELP_FIRST, flow.SIGN_FIRST, flow.SURVEY_AFTER, flow.COMPLETE,
    flow.COMPLETE_UP, flow.SURVEY, flow.OPINE, flow.SIGN, flow.POST,
)  # fmt: skip
AFTER_NOTICE = (
    flow.SIGN_UP, flow.APPROVE_RESERVE, flow.APPROVE, flow.REFUSE, flow.TELL, flow.PREPARE, flow.SIGN_HERE, flow.PUBLISH_HERE,
)  # fmt: skip
FOUND = {True: "入户核实,突发困难属实,基本生活暂时难以为继。", False: "入户核实,必需支出有票据,家庭一时难以承担。"}
SHOWN = "见公示台账"  # where the photo of the board is kept


def go(pairs: Sequence[tuple[Grant, Case]], staff: Staff) -> None:
    """Each case as far as its road goes by itself; what the bank and the county's checks add comes later."""
    steps: dict[str, list[Taking]] = defaultdict(list)
    over: list[tuple[Case, dt.datetime]] = []
    for grant, case in pairs:
        walk = Walk(grant, case, staff)
        for action, taking in islice(walk.steps(), grant.steps):
            steps[action.code].append(taking)
        if walk.over is not None:
            over.append((case, moment(walk.over, 1)))
    for action in IN_ORDER:
        _take(action, steps)
    take_each_by_system(flow.LAPSE, over, because="期限届满")
    for action in AFTER_NOTICE:
        _take(action, steps)


def _take(action: Action, steps: dict[str, list[Taking]]) -> None:
    if steps[action.code]:
        take_each(action, steps[action.code])


class Walk:
    """One case on its road."""

    def __init__(self, grant: Grant, case: Case, staff: Staff) -> None:
        self.grant, self.case, self.officer = grant, case, staff.officer
        self.clerk, self.second, self.leader = crew(staff.users, case.area_code)
        self.days: Calendar = calendar()
        self.over: dt.date | None = None  # when its notice lapsed
        self.document = f"云民临救〔{grant.day.year}〕{grant.number}号"

    def steps(self) -> Iterator[Step]:
        grant, day = self.grant, self.grant.day
        if grant.road in ("first", "first_up", "forgotten"):
            yield from self._first()
            return
        yield self._by(flow.SUBMIT, self.clerk, day, signed=True)
        yield self._by(flow.ACCEPT, self.clerk, day, 11)
        if grant.road == "withdrawn":
            yield flow.WITHDRAW, Taking(self.case, self.clerk, moment(day, 15), "亲友已帮助解决,申请人书面撤回。")
            return
        visited = self._later(day, 1)
        yield self._visit(flow.SURVEY, visited)
        if grant.road == "small":
            yield from self._pay_here(visited, self._later(visited, 1), grant.yuan)
            return
        decided = yield from self._to_the_county(visited)
        if grant.road == "refused":
            words = "有关保险已经理赔,困难已经解决。"
            yield self._by(
                flow.REFUSE, self.officer, decided, ground="OTHER_AID", words=words, document=f"{self.document}不"
            )
            told = self._later(decided, 2)
            yield self._by(flow.TELL, self.clerk, told, told_on=str(told))
            return
        action = flow.APPROVE_RESERVE if grant.road == "approved" else flow.APPROVE
        yield self._by(action, self.officer, decided, document=self.document, amount=grant.yuan * 100)
        if grant.road == "approved":
            yield from self._pay_here(decided, self._later(decided, 1), grant.yuan)

    def _first(self) -> Iterator[Step]:
        """Helped within the day, the papers after."""
        grant, day = self.grant, self.grant.day
        first = HELPED_FIRST if grant.road == "first_up" else grant.yuan
        yield self._by(flow.REPORT, self.clerk, day, 9)
        yield self._prepare(flow.HELP_FIRST, day, first)
        yield self._by(flow.SIGN_FIRST, self.leader, day, 16)
        if grant.road == "forgotten":
            return
        papers = self._later(day, 8 if grant.late else 3)
        yield self._visit(flow.SURVEY_AFTER, papers)
        said: dict[str, Any] = {"signed": True, "papers": "纸质材料已归档"}
        if grant.road == "first":
            yield self._by(flow.COMPLETE, self.clerk, papers, 16, **said)
            yield self._publish(self._later(papers, 1))
            return
        yield self._by(flow.COMPLETE_UP, self.clerk, papers, 16, **said, amount=grant.yuan * 100)
        yield self._by(flow.SIGN_UP, self.leader, papers, 17)
        yield self._by(
            flow.APPROVE, self.officer, self._later(papers, 1), document=self.document, amount=grant.yuan * 100
        )

    def _to_the_county(self, visited: dt.date) -> Generator[Step, None, dt.date]:
        """Opinion, signature and, unless it is an emergency, the notice; gives the day on which the county decides."""
        refused = self.grant.road == "refused"
        said = {"proposal": "REFUSE"} if refused else {"proposal": "GRANT", "amount": self.grant.yuan * 100}
        yield self._by(flow.OPINE, self.clerk, visited, 17, **said)
        signed = self._later(visited, 1)
        if self.grant.sudden:
            yield self._by(flow.SIGN_UP, self.leader, signed)
            return self._later(signed, 1)
        yield self._by(flow.SIGN, self.leader, signed)
        yield self._by(flow.POST, self.clerk, signed, 15, posted_on=str(signed), photo=SHOWN)
        self.over = self.days.due_in_days(signed, 7).legal + dt.timedelta(days=1)
        return self._later(self.over, 1)

    def _pay_here(self, prepared: dt.date, signed: dt.date, yuan: int) -> Iterator[Step]:
        yield self._prepare(flow.PREPARE, prepared, yuan)
        yield self._by(flow.SIGN_HERE, self.leader, signed)
        yield self._publish(self._later(signed, 1))

    def _prepare(self, action: Action, day: dt.date, yuan: int) -> Step:
        receipt = f"收{self.grant.number:05d}"
        return self._by(
            action,
            self.clerk,
            day,
            18 if action is flow.PREPARE else 11,
            amount=yuan * 100,
            receipt=receipt,
            way="TRANSFER",
        )

    def _visit(self, action: Action, day: dt.date) -> Step:
        said = {"visited_on": str(day), "found": FOUND[self.grant.sudden]}
        return action, Taking(self.case, self.clerk, moment(day, 15), data=said, together_with=self.second)

    def _publish(self, day: dt.date) -> Step:
        return self._by(flow.PUBLISH_HERE, self.clerk, day, posted_on=str(day), photo=SHOWN)

    def _by(self, action: Action, by: User, day: dt.date, hour: int = 10, **said: Any) -> Step:
        return action, Taking(self.case, by, moment(day, hour), data=said)

    def _later(self, day: dt.date, workdays: int) -> dt.date:
        return self.days.add_workdays(day, workdays)
