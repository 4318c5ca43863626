"""What a programme declares to give something month by month: `Benefit`. It ties the rules to the unit that is awarded, the account
that pays and the words the bank prints."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum

from doudi.base.documents import ASSISTANCE, COUNTY, Article
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.mechanisms.entitlement.policy import Parameter, Policy
from doudi.mechanisms.entitlement.rules import PERSON, Level, Rules
from doudi.mechanisms.ledger.bank.declare import Channel, channel
from doudi.mechanisms.ledger.debts.declare import Recovery, recovery
from doudi.mechanisms.registry.models import Category


class Starts(Enum):
    """From which month a decision or an application is paid."""

    MONTH_AFTER_DECISION = "决定次月"  # R-PAY-01
    MONTH_OF_APPLICATION = "申请当月"  # R-DIS-04


@dataclass(frozen=True)
class Accounts:
    """A programme's way of paying and of recovering what was paid wrongly; one programme's money never meets another's."""

    channel: Channel
    recovery: Recovery


def accounts(code: str, name: str) -> Accounts:
    """The accounts of a programme's payments and debts, with the moves between them."""
    pays = channel(code, name)
    return Accounts(pays, recovery(pays))


@dataclass(frozen=True)
class Candidate:
    """A family known beside those awarded, with its facts as an earlier decision froze them (awards.frozen)."""

    party_id: int
    area_code: str
    figures: str
    known_as: str  # 低保边缘家庭


@dataclass(frozen=True)
class Benefit:
    """一项待遇. `covers` names the rule that says which people of a household are covered; a person's benefit covers the person."""

    code: str
    name: str
    book: Rules
    accounts: Accounts
    item: str  # what the bank prints in the passbook
    basis: tuple[Article, ...]
    starts: Starts = Starts.MONTH_AFTER_DECISION
    covers: str = ""
    deciders: frozenset[Role] = frozenset({Role.COUNTY_OFFICER, Role.BUREAU_LEADER})
    online_list: bool = False  # paid against a list of the province or the state (R-DIS-09)
    # The category of the registry that an award puts its party in, by the facts of the household: what other programmes may ask for.
    category: Callable[[Mapping[str, int]], Category.Kind] | None = None
    # The benefit of which it is a part that is paid to somebody else (照料护理费): what is decided of that award is decided of this one.
    follows: str = ""
    # Of a means-tested benefit: the rules that give the line and the income held against it, so that a simulation knows gap and cliff.
    need: tuple[str, str] | None = None
    # The parameter that is its amount: as long as it is nought, the county has set none and pays nothing.
    standard: str = ""
    # Of further families whose facts are known, by the code of the area they live in: those whom a raised line may let in.
    candidates: Callable[[str, dt.date], Iterable[Candidate]] | None = field(default=None, compare=False)
    simulated: tuple[
        str, ...
    ] = ()  # parameters that a simulation asks for first; none named: every amount that the result rests on

    def __post_init__(self) -> None:
        assert BENEFITS.setdefault(self.code, self) == self, f"待遇 {self.code} 重复声明"
        assert bool(self.covers) is (self.unit is not PERSON), f"{self.code}: 按户发放的须指明保障对象的规则"
        register_policies(*self.book.policies)

    @property
    def unit(self) -> Level:
        """户 or 人: what the result of its rules is for."""
        return self.book.level(self.book.result)

    @property
    def channel(self) -> Channel:
        return self.accounts.channel


def always(kind: Category.Kind) -> Callable[[Mapping[str, int]], Category.Kind]:
    """The category of a benefit that has but one."""
    return lambda facts: kind


BENEFITS: dict[str, Benefit] = {}
HOMES: dict[str, str] = {}  # benefit → the programme that declares it, below whose address its pages stand
POLICIES: dict[str, type[Policy]] = {}  # whose parameters can be entered


def register_policies(*policies: type[Policy]) -> None:
    """Policies whose values the county may enter: those of every benefit, and others beside."""
    for each in policies:
        assert POLICIES.setdefault(each.code, each) is each, f"政策 {each.code} 重复声明"


def benefit_of(code: str) -> Benefit:
    """The benefit of a code; Refused with the codes there are."""
    found = BENEFITS.get(code)
    if found is None:
        raise Refused(f"没有名为“{code}”的待遇,现有:{'、'.join(sorted(BENEFITS))}。")
    return found


def parts_paid_apart(benefit: str) -> list[str]:
    """The codes of the benefits that follow another one (`Benefit.follows`)."""
    return [code for code, each in BENEFITS.items() if each.follows == benefit]


def parameter_of(code: str) -> Parameter:
    """means.standard → its declaration; Refused if there is none."""
    policy, _, name = code.rpartition(".")
    found = POLICIES[policy].parameters().get(name) if policy in POLICIES else None
    if found is None:
        raise Refused(f"没有名为“{code}”的参数,请核对。")
    return found


PAID_TO_ACCOUNTS = (ASSISTANCE["第十二条"], COUNTY["按月社会化发放(R-PAY-02)"])
