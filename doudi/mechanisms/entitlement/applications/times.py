"""Limits of an application as dated parameters: those that a regulation sets, and steps of the county's own within them."""

from __future__ import annotations

from collections.abc import Callable

from doudi.base.documents import COUNTY, Article
from doudi.mechanisms.entitlement.parameters_entered.limits import Set
from doudi.mechanisms.entitlement.policy import Parameter, Policy, parameter, since
from doudi.mechanisms.entitlement.units import Unit

WORKDAYS, DAYS = Unit("个工作日"), Unit("天")


def by_law(
    label: str, number: int, article: Article, unit: Unit = WORKDAYS, *, from_day: str = "2021-07-01"
) -> Parameter:
    """A limit (or share) that a regulation sets, in force from a day."""
    return parameter(label, unit, since(from_day, number, article, article.document.tag), basis=article)


def step(label: str, days: int, rule: str, *, from_day: str = "2021-07-01") -> Parameter:
    """A limit of ours within the total that the law sets: proposed until the county has confirmed it. `rule`: the id it goes by."""
    return parameter(label, WORKDAYS, since(from_day, days, COUNTY, "D"), basis=COUNTY[f"办理环节时限({rule})"])


def limits_of(policy: type[Policy]) -> Callable[[str], Set]:
    """The limits of a policy by name, as flows ask for them: `limit("accept")`."""

    def limit(name: str) -> Set:
        assert name in policy.parameters(), name
        return Set(policy, name)

    return limit
