"""Who works on the register, and an item on its way through it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from doudi.base.models import Grant, StoredFile, User
from doudi.base.roles import Role
from doudi.base.stories import COUNTY, OTHER_TOWN, TOWN, build_county, somebody
from doudi.mechanisms.casework.declare import Action
from doudi.mechanisms.casework.services import take
from doudi.mechanisms.entitlement.testing_awards import moment
from doudi.programmes.integrity.rectification import flow, services
from doudi.programmes.integrity.rectification.models import RectificationArea, Screening, Task
from doudi.programmes.integrity.rectification.services import NewTask

DAY = "2024-05-14"  # a Tuesday
DUE = dt.date(2024, 8, 30)


class Bureau:
    """The small county with somebody for each part in the register."""

    def __init__(self) -> None:
        build_county()
        self.officer = somebody("officer", Role.COUNTY_OFFICER, COUNTY)
        self.second = somebody("second", Role.COUNTY_OFFICER, COUNTY)
        self.centre = somebody("centre", Role.VERIFICATION_CENTRE, COUNTY)
        self.leader = somebody("leader", Role.BUREAU_LEADER, COUNTY)
        self.clerk = somebody("clerk", Role.TOWNSHIP_CLERK, TOWN)
        self.stranger = somebody("stranger", Role.TOWNSHIP_CLERK, OTHER_TOWN)
        self.inspector = somebody("inspector", Role.INSPECTOR, COUNTY, organisation="县纪委监委")
        Grant.objects.update(since=dt.date(2020, 1, 1))
        self.proof = StoredFile.objects.create(
            sha256="1" * 64,
            name="证明.pdf",
            content_type="application/pdf",
            size=1,
            purpose="测试",
            at=moment("2024-01-02"),
        )

    def entered(self, **more: Any) -> Task:
        """A problem as the county enters it, for the township to work on."""
        said: dict[str, Any] = {
            "problem": "死亡人员未及时停发待遇",
            "details": "2024年1月至4月，3户3人，多发2,860元",
            "area": RectificationArea.ASSISTANCE,
            "screening": Screening.MATCHING,
            "lead": "分管副局长",
            "unit": "东镇人民政府",
            "responsible": self.clerk,
            "due_on": DUE,
            "place": TOWN,
            **more,
        }
        on = said.pop("on", DAY)
        [task] = services.register([NewTask(**said)], by=self.officer, at=moment(on))
        return task

    def take(self, task: Task, action: Action, by: User, on: str = DAY, **said: Any) -> Task:
        files = [self.proof] if any(each.kind == "file" for each in action.fields) else []
        because = said.pop("because", "情况属实")
        task.case.refresh_from_db()
        take(task.case, action, by=by, at=moment(on), because=because, data=said, files=files)
        task.refresh_from_db()
        return task

    def started(self, **more: Any) -> Task:
        """With its first measure."""
        task = self.entered(**more)
        return self.take(
            task,
            flow.START,
            self.clerk,
            more.get("on", DAY),
            words="逐户核实停发追回",
            deliverable="停发决定和缴款凭证",
        )

    def delivered(self, task: Task, on: str = DAY) -> None:
        for each in task.measures.filter(delivered_on=None):
            self.take(task, flow.DELIVER, self.clerk, on, measure=str(each.pk), told="已逐户办结")

    def handed_in(self, on: str = DAY, **more: Any) -> Task:
        """All delivered, and handed in."""
        task = self.started(on=on, **more)
        self.delivered(task, on)
        return self.take(task, flow.SUBMIT, self.clerk, on, before="3户3人", after="0户0人")

    def accepted(self, on: str = DAY, **more: Any) -> Task:
        return self.take(self.handed_in(on, **more), flow.ACCEPT, self.second, on, opinion="措施到位")

    def closed(self, on: str = DAY, **more: Any) -> Task:
        """Accepted by a second person and signed off by the task force."""
        return self.take(self.accepted(on, **more), flow.CLOSE, self.leader, on, intent="NOBODY", dealt_with="0")
