"""时光益站的规则: what minutes count for, who pays them, how alive the whole thing is. Pure: no database, no clock."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from doudi.mechanisms.registry.models import Category
from doudi.programmes.elderly.time_bank.policy import Star, TimeBankPolicy

KEY_CATEGORIES = frozenset(
    {
        Category.Kind.DIBAO_RURAL,
        Category.Kind.DIBAO_URBAN,
        Category.Kind.TEKUN,
        Category.Kind.MARGINAL,
        Category.Kind.LIVING_SUBSIDY,
        Category.Kind.NURSING_SUBSIDY,
    }
)


def creditable(minutes: int, planned: int, *, team: bool, policy: TimeBankPolicy) -> int:
    """Minutes that count of those served (R-TB-03): at most a quarter over the plan and the cap of an order, rounded down; 0 if too short."""
    cap = policy.team_cap if team else policy.single_cap
    counted = min(minutes, planned * policy.overrun // 100, cap)
    counted -= counted % policy.round_minutes
    return counted if counted >= policy.min_creditable else 0


@dataclass(frozen=True)
class Share:
    """Where creditable minutes go: into the volunteer's savings, the pool, his honour hours."""

    redeemable: int
    to_pool: int
    honour: int


def share_single(counted: int, *, today: int, balance: int, policy: TimeBankPolicy) -> Share:
    """A single order (R-TB-08): up to the cap of the day, of which `today` minutes are used, it may be redeemed; what the day does not
    allow is honour; what the account with its `balance` cannot hold goes to the pool."""
    of_day = max(0, min(counted, policy.daily_cap - today))
    kept = max(0, min(of_day, policy.balance_cap - balance))
    return Share(kept, of_day - kept, counted - of_day)


def share_team(counted: int, *, policy: TimeBankPolicy) -> Share:
    """A member of a team (R-TB-07): all of it is honour, and goes to the pool but for the share that the county lets members keep."""
    own = counted * policy.team_personal_share // 100
    return Share(own, counted - own, counted)


def is_key_elder(age: int, kinds: Collection[str], policy: TimeBankPolicy) -> bool:
    """重点对象 (R-TB-06): very old, or in one of the categories of need."""
    return age >= policy.key_age or bool(KEY_CATEGORIES & set(kinds))


def star_of(honour_minutes: int, policy: TimeBankPolicy) -> Star:
    """The star of so many minutes of service."""
    return max((star for star in Star if honour_minutes >= int(policy.star_hours[star]) * 60), default=Star.NONE)


@dataclass(frozen=True)
class Health:
    """How alive a roster is: how many serve, how much rests on the busiest tenth, how unequal it is. `orders`: of all together."""

    volunteers: int
    active: int
    orders: int
    active_share: Fraction
    top_share: Fraction
    gini: Fraction


def health(orders_of: Sequence[int]) -> Health:
    """Of the numbers of orders of all volunteers on the roll, those with none among them (3.5)."""
    counts = sorted(orders_of)
    number, total = len(counts), sum(counts)
    active = sum(each > 0 for each in counts)
    if not total:
        return Health(number, active, 0, Fraction(0), Fraction(0), Fraction(0))
    busiest = counts[-math.ceil(number / 10) :]
    weighted = sum((2 * place - number - 1) * each for place, each in enumerate(counts, 1))
    return Health(
        number,
        active,
        total,
        Fraction(active, number),
        Fraction(sum(busiest), total),
        Fraction(weighted, number * total),
    )


def words_of_coins(minutes: int) -> str:
    """90 → 1.5枚."""
    coins = f"{minutes / 60:,.2f}".rstrip("0").rstrip(".")
    return f"{coins}枚"


def reason_to_return(*, served: int, days: int | None, open_orders: Mapping[str, int], skills: Sequence[str]) -> str:
    """Why somebody who has not served for long should come back: what he is asked of now, by what he can do. `days` None: never served."""
    fitting = sum(open_orders.get(skill, 0) for skill in skills) or sum(open_orders.values())
    since = "登记后还没有服务过" if days is None else f"已{days}天没有服务"
    if fitting:
        return f"{since}；本镇有{fitting}张您能做的服务单待接"
    return (
        f"{since}；可先陪老人聊天半小时，站点可安排结伴上门" if not served else f"{since}；请电话问候，听听有什么不便"
    )
