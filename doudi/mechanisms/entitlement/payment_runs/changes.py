"""What differs from the month before, line by line: new, stopped, changed, back-paid; each with what it comes from."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.db.models import BigIntegerField, Case, CharField, Count, F, FilteredRelation, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce

from doudi.base.access import Scope, scope
from doudi.base.money import yuan
from doudi.base.months import chinese_month
from doudi.mechanisms.entitlement.awards.models import Award, AwardChange
from doudi.mechanisms.entitlement.payment_runs.models import Correction, Omitted, PaymentRun


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
    return compared(run, scope(user))


def compared(run: PaymentRun, seen: Scope | None = None) -> Compared:
    """The same for the lines in a scope; all of them for the command line."""
    earlier = run_before(run)
    rows = list(differing(run, earlier, seen).order_by("pk").values_list(*_COLUMNS))
    told = reasons(run, earlier, {row[0]: What(row[1]) for row in rows})
    found = tuple(
        Difference(What(what), award, party, place, was, is_now, once, told[award])
        for award, what, party, place, was, is_now, once in rows
    )
    return Compared(run, earlier, _amount(earlier, seen), found)


def run_before(run: PaymentRun) -> PaymentRun | None:
    """The run of the same benefit that a run is compared with."""
    return PaymentRun.objects.filter(benefit=run.benefit, month__lt=run.month).order_by("-month").first()


def differing(run: PaymentRun, earlier: PaymentRun | None, seen: Scope | None = None) -> QuerySet[Award]:
    """The awards whose lines differ, as a list asks for them: `what`, `place`, and fen `before`, `after`, `back_pay`, `difference`.

    Last month's back-pay was for once, so it differs too; so does whatever is not paid.
    """
    rows = Award.objects.filter(benefit=run.benefit).annotate(
        now=FilteredRelation("payments", condition=Q(payments__run=run.pk)),
        then=FilteredRelation("payments", condition=Q(payments__run=earlier.pk if earlier is not None else 0)),
        place=Coalesce("now__area_code", "then__area_code"),
        before=_own("then"),
        after=_own("now"),
        back_pay=_once("now") - _once("then"),
    )
    changed = ~Q(before=F("after")) | Q(now__arrears__gt=0) | Q(then__arrears__gt=0) | ~Q(now__omitted="")
    came_or_went = Q(now__pk=None, then__pk__isnull=False) | Q(then__pk=None, now__pk__isnull=False)
    rows = rows.filter(Q(now__pk__isnull=False) | Q(then__pk__isnull=False)).filter(changed | came_or_went)
    rows = rows.annotate(what=_WHAT, difference=F("after") - F("before") + F("back_pay"))
    return seen.filter(rows, "place") if seen is not None else rows


def summed(rows: QuerySet[Any]) -> dict[What, tuple[int, int]]:
    """What → (lines, fen) of such awards, without fetching them."""
    found = dict.fromkeys(What, (0, 0))
    for what, number, amount in rows.order_by().values_list("what").annotate(Count("pk"), Sum("difference")):
        found[What(what)] = (number, amount)
    return found


def reasons(run: PaymentRun, earlier: PaymentRun | None, awards: Mapping[int, What]) -> dict[int, str]:
    """Award → what its difference comes from, of a page of them or of all: the decision, the months paid back, why nothing is paid."""
    causes = _causes(awards, earlier, run)
    parts = _corrections(run, awards)
    omitted = _omitted(run, [award for award, what in awards.items() if what is What.OMITTED])
    otherwise = f"{chinese_month(run.month)}标准、年龄、期限等随月份变化"
    found = {}
    for award, what in awards.items():
        why, back = causes.get(award, ""), parts.get(award, "")
        if what is What.OMITTED:
            why = omitted.get(award, "")
        elif what is What.BACK_PAY:
            why, back = back or "上月补发为一次性", ""
        found[award] = "；".join(each for each in (why, back) if each) or otherwise
    return found


_COLUMNS = ("pk", "what", "party__name", "place", "before", "after", "back_pay")


def _own(line: str) -> Case:
    """The month's own sum of a line as far as it is paid, fen; nought without a line."""
    return Case(When(**{f"{line}__omitted": ""}, then=F(f"{line}__regular")), default=0, output_field=BigIntegerField())


def _once(line: str) -> Case:
    """What a line pays of past months."""
    paid = F(f"{line}__amount") - F(f"{line}__regular")
    return Case(When(**{f"{line}__omitted": ""}, then=paid), default=0, output_field=BigIntegerField())


# In this order: what is not paid, what differs by back-pay alone, what begins, ends, or is another sum.
_WHAT = Case(
    When(Q(now__pk__isnull=False) & ~Q(now__omitted=""), then=Value(What.OMITTED.value)),
    When(before=F("after"), then=Value(What.BACK_PAY.value)),
    When(before=0, then=Value(What.NEW.value)),
    When(after=0, then=Value(What.STOPPED.value)),
    default=Value(What.CHANGED.value),
    output_field=CharField(),
)


def _amount(run: PaymentRun | None, seen: Scope | None) -> int:
    """Fen paid by a run, in a scope."""
    if run is None:
        return 0
    rows = run.payments.all()
    return (seen.filter(rows) if seen is not None else rows).aggregate(sum=Sum("amount"))["sum"] or 0


def _omitted(run: PaymentRun, awards: Sequence[int]) -> dict[int, str]:
    found = {}
    for start in range(0, len(awards), 500):
        rows = run.payments.filter(award__in=awards[start : start + 500]).values_list("award", "omitted")
        found.update({award: str(Omitted(omitted).label) for award, omitted in rows})
    return found


def _causes(awards: Iterable[int], earlier: PaymentRun | None, run: PaymentRun) -> dict[int, str]:
    """The latest decision on each award that became known between the two runs."""
    wanted, found = list(awards), {}
    rows = AwardChange.objects.filter(at__lte=run.known_at).exclude(kind=AwardChange.Kind.ACCOUNT)
    rows = rows.exclude(kind=AwardChange.Kind.REVIEW, figures=None)  # reviewed without any change of the facts
    if earlier is not None:
        rows = rows.filter(at__gt=earlier.known_at)
    for start in range(0, len(wanted), 500):
        for change in (
            rows.filter(award__in=wanted[start : start + 500]).order_by("pk").defer("figures", "evidence", "worksheet")
        ):
            document = f"（{change.document}）" if change.document else ""
            found[change.award_id] = f"{change.get_kind_display()}{document}：{change.because}"
    return found


def _corrections(run: PaymentRun, awards: Collection[int]) -> dict[int, str]:
    """补发2024年1月至5月5×100.00元, of each of the awards that is back-paid in this run."""
    rows = Correction.objects.filter(run=run, payment__isnull=False).order_by("award_id", "month")
    if len(awards) <= 500:
        rows = rows.filter(award__in=list(awards))
    parts: dict[int, list[Correction]] = {}
    for each in rows:
        parts.setdefault(each.award_id, []).append(each)
    return {award: told(rows) for award, rows in parts.items()}


def told(rows: Sequence[Correction]) -> str:
    """Corrections of one award, oldest first, in one sentence: 补发2024年1月至2024年5月5个月×100.00=500.00元."""
    first, last = chinese_month(rows[0].month), chinese_month(rows[-1].month)
    when = first if len(rows) == 1 else f"{first}至{last}"
    each = {row.amount for row in rows}
    total = sum(row.amount for row in rows)
    sums = f"{len(rows)}个月×{yuan(each.pop())}={yuan(total)}" if len(each) == 1 and len(rows) > 1 else yuan(total)
    return f"补发{when}{sums}元"
