"""What differs from the month before, line by line: new, stopped, changed, back-paid; each with what it comes from."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from doudi.base.access import scope
from doudi.base.money import yuan
from doudi.base.months import chinese_month
from doudi.mechanisms.entitlement.awards.models import AwardChange
from doudi.mechanisms.entitlement.payment_runs.models import Correction, Omitted, Payment, PaymentRun


class What(Enum):
    NEW = "新增"
    STOPPED = "停发"
    CHANGED = "变动"
    BACK_PAY = "补发"
    OMITTED = "未发"


@dataclass(frozen=True)
class Difference:
    """One line that is not as last month. `before`, `after`: the month's own sum in fen; back-pay stands beside it."""

    what: What
    award_id: int
    party: str
    area_code: str
    before: int
    after: int
    back_pay: int
    why: str

    @property
    def amount(self) -> int:
        return self.after - self.before + self.back_pay


@dataclass(frozen=True)
class Compared:
    """A run against the one before: last month's sum and every difference add up to this month's."""

    run: PaymentRun
    before: PaymentRun | None
    amount_before: int
    differences: tuple[Difference, ...]

    def sums(self) -> dict[What, tuple[int, int]]:
        """What → (lines, fen)."""
        found = dict.fromkeys(What, (0, 0))
        for each in self.differences:
            number, amount = found[each.what]
            found[each.what] = (number + 1, amount + each.amount)
        return found


def compare(user: Any, run: PaymentRun) -> Compared:
    """Line by line within the user's area. Each award is in one class; back-pay of an unchanged line is a class of its own."""
    return compared(run, scope(user).filter)


def compared(run: PaymentRun, seen: Callable[[Any], Any] = lambda rows: rows) -> Compared:
    """The same for the lines that `seen` lets through; all of them for the command line."""
    earlier = PaymentRun.objects.filter(benefit=run.benefit, month__lt=run.month).order_by("-month").first()
    now = _paid(seen(run.payments.all()))
    then = _paid(seen(earlier.payments.all())) if earlier is not None else {}
    changed = [award for award in now.keys() | then.keys() if _differs(then.get(award), now.get(award))]
    causes = _causes(changed, earlier, run)
    parts = _corrections(run)
    differences = [
        _difference(award, then.get(award), now.get(award), causes.get(award, ""), parts.get(award, ""), run)
        for award in sorted(changed)
    ]
    return Compared(run, earlier, sum(line.amount for line in then.values()), tuple(differences))


@dataclass(frozen=True)
class _Line:
    regular: int
    arrears: int
    amount: int
    omitted: str
    party: str
    area_code: str

    @property
    def own(self) -> int:
        """The month's own sum as far as it was paid."""
        return 0 if self.omitted else self.regular


def _paid(rows: Any) -> dict[int, _Line]:
    columns = rows.values_list("award_id", "regular", "arrears", "amount", "omitted", "party__name", "area_code")
    return {award: _Line(*rest) for award, *rest in columns}


def _differs(then: _Line | None, now: _Line | None) -> bool:
    """Last month's back-pay was for once, so it differs too."""
    if then is None or now is None:
        return True
    return then.own != now.own or bool(now.arrears or then.arrears) or bool(now.omitted)


def _difference(
    award: int, then: _Line | None, now: _Line | None, cause: str, parts: str, run: PaymentRun
) -> Difference:
    line = now or then
    assert line is not None
    before = then.own if then is not None else 0
    after = now.own if now is not None else 0
    back_pay = (now.amount - now.own if now is not None else 0) - (then.amount - then.own if then is not None else 0)
    why = cause
    if now is not None and now.omitted:
        what, why = What.OMITTED, str(Omitted(now.omitted).label)
    elif before == after:
        what = What.BACK_PAY
        why = parts or "上月补发为一次性"
    elif not before:
        what = What.NEW
    elif not after:
        what = What.STOPPED
    else:
        what = What.CHANGED
    if parts and what is not What.BACK_PAY:
        why = f"{why};{parts}" if why else parts
    return Difference(
        what,
        award,
        line.party,
        line.area_code,
        before,
        after,
        back_pay,
        why or f"{chinese_month(run.month)}标准、年龄、期限等随月份变化",
    )


def _causes(awards: Iterable[int], earlier: PaymentRun | None, run: PaymentRun) -> dict[int, str]:
    """The latest decision on each award that became known between the two runs."""
    wanted, found = list(awards), {}
    rows = AwardChange.objects.filter(at__lte=run.known_at).exclude(kind=AwardChange.Kind.ACCOUNT)
    if earlier is not None:
        rows = rows.filter(at__gt=earlier.known_at)
    for start in range(0, len(wanted), 500):
        for change in (
            rows.filter(award__in=wanted[start : start + 500]).order_by("pk").defer("figures", "evidence", "worksheet")
        ):
            document = f"({change.document})" if change.document else ""
            found[change.award_id] = f"{change.get_kind_display()}{document}:{change.because}"
    return found


def _corrections(run: PaymentRun) -> dict[int, str]:
    """补发2024年1月至5月5×100.00元, of each award that is back-paid in this run."""
    parts: dict[int, list[Correction]] = {}
    for each in Correction.objects.filter(run=run, payment__isnull=False).order_by("award_id", "month"):
        parts.setdefault(each.award_id, []).append(each)
    return {award: _told(rows) for award, rows in parts.items()}


def _told(rows: list[Correction]) -> str:
    first, last = chinese_month(rows[0].month), chinese_month(rows[-1].month)
    when = first if len(rows) == 1 else f"{first}至{last}"
    each = {row.amount for row in rows}
    total = sum(row.amount for row in rows)
    sums = f"{len(rows)}个月×{yuan(each.pop())}={yuan(total)}" if len(each) == 1 and len(rows) > 1 else yuan(total)
    return f"补发{when}{sums}元"


def lines_of(user: Any, run: PaymentRun, awards: Iterable[int]) -> list[Payment]:
    """The payments behind some differences, for a page that opens them."""
    return list(scope(user).filter(run.payments.filter(award__in=list(awards)).select_related("party")))
