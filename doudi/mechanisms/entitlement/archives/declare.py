"""What a programme says of its archive: the elements that it must hold, and where each of them comes from (R-DIS-10)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from django.urls import reverse

from doudi.base.roles import Role
from doudi.mechanisms.entitlement.applications.models import ForAward, OfHousehold
from doudi.mechanisms.entitlement.awards.models import Award
from doudi.mechanisms.entitlement.declare import Benefit

# Identity papers and what was found at home: for those who check and decide. A village helper and the paying office have no need of them.
READERS = frozenset({Role.COUNTY_OFFICER, Role.BUREAU_LEADER, Role.TOWNSHIP_LEADER, Role.TOWNSHIP_CLERK})
FILERS = frozenset({Role.COUNTY_OFFICER, Role.TOWNSHIP_CLERK})


class Held(Enum):
    """By what an element is held."""

    PAPER = "归档材料"  # a file put in by hand, nothing else
    STEP = "申请办理"  # a step of the application
    DECISION = "审核确认"  # the award that was granted
    PAYMENTS = "发放记录"
    REVIEWS = "定期复核"
    CHANGES = "待遇变动"  # other decisions on the award; there need not be any
    STOP = "停发送达"


@dataclass(frozen=True)
class Element:
    """要素. Whatever holds it, a file put in by hand holds it, too: what was decided before the system came is on paper. `steps`: the actions
    of the application's flow that bring it; `origin`: who it comes from, where that is not the bureau."""

    code: str
    name: str
    held: Held = Held.PAPER
    steps: tuple[str, ...] = ()
    origin: str = ""


APPLICATION = Element("application", "申请书", Held.STEP, ("submit",), "申请人")
IDENTITY = Element("identity", "身份证明")
DECISION = Element("decision", "审核确认决定", Held.DECISION)
PAYMENTS = Element("payments", "发放记录", Held.PAYMENTS)
REVIEWS = Element("reviews", "定期复核", Held.REVIEWS)
CHANGES = Element("changes", "待遇变动", Held.CHANGES)
STOP_NOTICE = Element("stop_notice", "停发通知书", Held.STOP)
AFTERWARDS = (DECISION, PAYMENTS, REVIEWS, CHANGES, STOP_NOTICE)


@dataclass(frozen=True)
class Archive:
    """电子档案 of one programme: whose awards and applications it gathers, and its elements in the order in which they arise."""

    programme: str
    name: str
    benefits: tuple[Benefit, ...]
    applications: type[ForAward]
    elements: tuple[Element, ...]
    readers: frozenset[Role] = READERS
    filers: frozenset[Role] = FILERS

    def __post_init__(self) -> None:
        codes = [each.code for each in self.elements]
        assert len(codes) == len(set(codes)), f"{self.programme}: 档案要素重复"
        assert ARCHIVES.setdefault(self.programme, self) == self, f"{self.programme}: 电子档案重复声明"

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(each.code for each in self.benefits)

    @property
    def path(self) -> str:
        """Of an application to whom it is about."""
        return "household" if issubclass(self.applications, OfHousehold) else "person"

    def element(self, code: str) -> Element | None:
        return next((each for each in self.elements if each.code == code), None)

    def bringing(self, action: str) -> Element | None:
        """The element that a step of the application brings."""
        return next((each for each in self.elements if action in each.steps), None)

    def held_by(self, held: Held) -> Element | None:
        return next((each for each in self.elements if each.held is held), None)

    def address(self, party_id: int, page: str = "archive", *more: object) -> str:
        return reverse(f"{self.programme}:{page}", args=[party_id, *more])


ARCHIVES: dict[str, Archive] = {}  # programme → its archive


def archive_of(award: Award) -> Archive | None:
    """The archive that an award is gathered in, if its programme keeps one."""
    return next((each for each in ARCHIVES.values() if award.benefit in each.codes), None)
