"""Applications for temporary assistance made and moved through the services the pages use, for the tests of this line."""

from __future__ import annotations

import datetime as dt
from typing import Any

from doudi.base.models import Area, Grant, StoredFile, User
from doudi.base.roles import Role
from doudi.base.stories import TOWN, VILLAGE, somebody
from doudi.mechanisms.casework.declare import Action
from doudi.mechanisms.casework.lapses import lapse
from doudi.mechanisms.casework.models import ActionTaken, Case
from doudi.mechanisms.casework.services import take
from doudi.mechanisms.entitlement.testing_awards import Office
from doudi.mechanisms.entitlement.testing_awards import moment as at_hour
from doudi.mechanisms.ledger.testing import moment
from doudi.mechanisms.registry.models import Household, Party
from doudi.programmes.assistance.temporary import flow, services
from doudi.programmes.assistance.temporary.models import Application, Cause, ReserveUse
from doudi.programmes.assistance.temporary.policy import Hardship
from doudi.programmes.assistance.temporary.services import FromCounty, FromReserve, Need, NewApplication

FIRE = dt.date(2024, 9, 27)
ACCOUNT = "6217001234567890"


class Desk(Office):
    """The county with a reserve of 50,000 元 in its township, and a household of four."""

    def __init__(self) -> None:
        super().__init__()
        self.town = Area.objects.get(code=TOWN)
        self.town_leader = somebody("town_leader", Role.TOWNSHIP_LEADER, TOWN)
        services.allot(
            self.town,
            amount=5_000_000,
            document="县财〔2024〕1号",
            by=self.finance,
            at=moment(dt.date(2024, 1, 15)),
        )
        self.home = self.household(4)

    def head(self, household: Household | None = None) -> Party:
        return self.people(household or self.home)[0].party

    def need(self, number: int = 1, **more: Any) -> Need:
        given: dict[str, Any] = {
            "case_number": f"临202409-{number:06d}", "applicant": self.head(), "area_code": VILLAGE,
            "hardship": Hardship.EMERGENCY, "cause": Cause.FIRE, "people": 4, "months": 2, "happened_on": FIRE, **more,
        }  # fmt: skip
        return Need(**given)

    def from_reserve(self, amount: int = 100_000, receipt: str = "收1", **more: Any) -> FromReserve:
        return FromReserve(amount, receipt, **{"clerk": self.clerk, "leader": self.town_leader, **more})

    def from_county(self, amount: int, **more: Any) -> FromCounty:
        given: dict[str, Any] = {"by": self.officer, "payee": "户主", "account": ACCOUNT, **more}
        return FromCounty(amount, "县民救〔2024〕7号", **given)


class Hall(Desk):
    """The same county with everybody whom an application passes through."""

    def __init__(self) -> None:
        super().__init__()
        self.helper = somebody("helper", Role.VILLAGE_WORKER, VILLAGE)
        self.companion = somebody("companion", Role.TOWNSHIP_CLERK, TOWN)
        Grant.objects.update(since=dt.date(2020, 1, 1))
        self.photo = StoredFile.objects.create(
            sha256="0" * 64, name="照片.png", content_type="image/png", size=1, purpose="测试", at=moment(FIRE)
        )

    def applied(self, on: dt.date = FIRE, household: Household | None = None, **more: Any) -> Case:
        """A draft: four people after a fire, two months of hardship, 1,000 元 asked for."""
        given: dict[str, Any] = {
            "applicant": self.head(household), "area_code": VILLAGE, "hardship": Hardship.EMERGENCY, "cause": Cause.FIRE,
            "people": 4, "months": 2, "told": "厨房失火。", "happened_on": on, "need": 100_000, "account": ACCOUNT, **more,
        }  # fmt: skip
        return services.apply(NewApplication(**given), by=self.helper, at=moment(on)).case

    def spending(self, on: dt.date = FIRE, **more: Any) -> Case:
        """支出型: an illness of whose cost the household bore 5,000 元 itself."""
        given: dict[str, Any] = {
            "hardship": Hardship.EXPENDITURE, "cause": Cause.ILLNESS, "months": 6, "spending": 500_000, "need": 300_000, **more,
        }  # fmt: skip
        return self.applied(on, **given)

    def surveyed(self, case: Case, on: dt.date = FIRE) -> Case:
        self.take(case, flow.SUBMIT, self.helper, on, signed=True)
        self.take(case, flow.ACCEPT, self.clerk, on)
        self.take(case, flow.SURVEY, self.clerk, on, second=self.companion, visited_on=on, found="情况属实。")
        return case

    def small(self, on: dt.date = FIRE, amount: int = 100_000, receipt: str = "收1", **more: Any) -> Case:
        """Paid by the township out of its reserve."""
        case = self.surveyed(self.applied(on, **more), on)
        self.take(case, flow.PREPARE, self.clerk, on, amount=amount, receipt=receipt, way="TRANSFER")
        self.take(case, flow.SIGN_HERE, self.town_leader, on)
        return case

    def at_county(self, case: Case, on: dt.date, amount: int = 300_000, **more: Any) -> Case:
        """An emergency that the county decides."""
        self.surveyed(case, on)
        self.take(case, flow.OPINE, self.clerk, on, proposal="GRANT", amount=amount, **more)
        self.take(case, flow.SIGN_UP, self.town_leader, on)
        return case

    def helped_first(self, on: dt.date = FIRE, receipt: str = "收1", **more: Any) -> Case:
        case = self.applied(on, **more)
        self.take(case, flow.REPORT, self.helper, on)
        self.take(case, flow.HELP_FIRST, self.clerk, on, amount=100_000, receipt=receipt, way="CASH")
        self.take(case, flow.SIGN_FIRST, self.town_leader, on)
        return case

    def survey_after(self, case: Case, on: dt.date) -> None:
        found = "房屋过火，无处居住。"
        self.take(case, flow.SURVEY_AFTER, self.clerk, on, second=self.companion, visited_on=on, found=found)

    def take(
        self,
        case: Case,
        action: Action,
        by: User,
        on: dt.date,
        *,
        hour: int = 10,
        second: User | None = None,
        because: str = "情况属实",
        **said: Any,
    ) -> ActionTaken:
        files = [self.photo] if any(field.kind in ("photo", "file") for field in action.fields) else []
        told = {key: str(value) if isinstance(value, dt.date) else value for key, value in said.items()}
        return take(
            case, action, by=by, at=at_hour(on, hour), because=because, data=told, files=files, together_with=second
        )

    def lapse(self, on: dt.date) -> int:
        """The daily job."""
        return lapse([flow.APPLICATIONS], today=on, at=at_hour(on, 1))


def row_of(case: Case) -> Application:
    return Application.objects.select_related("grant").get(pk=case.pk)


def use_of(case: Case) -> ReserveUse:
    return ReserveUse.objects.get(payment__grant__application=case.pk)
