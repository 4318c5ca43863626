"""Income as it is entered: items with kind, gross, deduction, months, source; declared and checked side by side. From here come
the monthly figures that the rules count with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from doudi.base.documents import DIBAO, JIANGXI_SUBSIDIES, SAFETY_NET, UNATTENDED, Article
from doudi.base.refused import Refused
from doudi.mechanisms.entitlement.family import Given
from doudi.mechanisms.entitlement.units import Named


class Source(Named):
    """收入的来历;同一项以核对的为准,推定的最后。"""

    CHECKED = 0, "核对"
    DECLARED = 1, "申报"
    IMPUTED = 2, "推定"


@dataclass(frozen=True)
class IncomeKind:
    """One kind of income: the figures of a person it goes into, and where the law says so. `costs`: where its deduction goes."""

    code: str
    label: str
    figure: str
    costs: str
    article: Article


def _kinds() -> Iterable[IncomeKind]:
    counted = DIBAO["第十三条"]
    yield IncomeKind("wages", "工资、奖金、津贴补贴、实物", "wages", "", counted)
    yield IncomeKind("farming", "种植、养殖净收入", "business_income", "business_costs", counted)
    yield IncomeKind("trade", "经商、运输等净收入", "business_income", "business_costs", counted)
    yield IncomeKind("interest", "利息、红利、集体分红", "property_income", "property_costs", counted)
    yield IncomeKind("rent", "租金、土地流转", "property_income", "property_costs", counted)
    yield IncomeKind("employee_pension", "职工养老金、离退休费", "transfers", "transfer_costs", counted)
    yield IncomeKind("unemployment", "失业保险金", "transfers", "transfer_costs", counted)
    yield IncomeKind("survivors", "遗属补助", "transfers", "transfer_costs", counted)
    yield IncomeKind("support", "赡养、抚养、扶养费", "transfers", "transfer_costs", counted)
    yield IncomeKind("damages", "赔偿、补偿、馈赠", "transfers", "transfer_costs", counted)
    yield IncomeKind("contributions", "缴纳的税费、社会保险、支付的赡养费", "", "transfer_costs", counted)
    yield IncomeKind("pension_central", "城乡居民养老金:中央基础部分", "central_pension", "", counted)
    yield IncomeKind("pension_local", "城乡居民养老金:地方基础部分", "local_pension", "", counted)
    yield IncomeKind("pension_account", "城乡居民养老金:个人账户部分", "account_pension", "", counted)
    yield IncomeKind("other", "地方规定计入的其他收入", "transfers", "transfer_costs", counted)
    yield IncomeKind("veterans", "优抚对象抚恤金、优待金", "not_counted", "", counted)
    yield IncomeKind("family_planning", "计划生育奖励与扶助金", "not_counted", "", counted)
    yield IncomeKind("scholarship", "奖学金、见义勇为等奖励", "not_counted", "", counted)
    yield IncomeKind("assistance", "政府各类社会救助款物", "not_counted", "", counted)
    yield IncomeKind("disability", "残疾人两项补贴", "not_counted", "", JIANGXI_SUBSIDIES["低保"])
    yield IncomeKind("unattended", "事实无人抚养儿童基本生活补贴", "not_counted", "", UNATTENDED["保障标准"])


KINDS = {each.code: each for each in _kinds()}
NOT_CHARGED = SAFETY_NET["赡养、抚养、扶养费的核算"]


@dataclass(frozen=True)
class IncomeItem:
    """收入明细 of one person over some months, both included. `set_aside`: why it does not count after all (support waived,
    R-INC-03; an imputed wage where nobody finds work, R-INC-04); whoever sets aside must say why."""

    kind: str
    first_month: int
    last_month: int
    gross: int
    deduction: int = 0
    source: Source = Source.DECLARED
    evidence: str = ""
    on: dt.date | None = None
    by: str = ""
    set_aside: str = ""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise Refused(f"没有“{self.kind}”这一类收入,请从收入类别中选择。")
        if self.last_month < self.first_month:
            raise Refused("收入的止月早于起月,请核对。")
        if self.gross < 0 or self.deduction < 0:
            raise Refused("收入和扣减不能是负数;经营亏损请把成本填在扣减里。")


@dataclass(frozen=True)
class Differing:
    """A kind whose declared and checked sums differ; feeds the findings."""

    kind: IncomeKind
    declared: int
    checked: int


def monthly(items: Iterable[IncomeItem], until: int, look_back: int) -> dict[str, Given]:
    """The figures of one person by month: the average of the look-back window that ends with `until`. Each item is spread evenly
    over its own months. Fractions of a fen go in the person's favour. Of a kind that was checked, what was declared does not
    count; nor does what was set aside."""
    window = range(until - look_back + 1, until + 1)
    sums: dict[str, Fraction] = {}
    told: dict[str, list[IncomeItem]] = {}
    for each in _decisive(each for each in items if _months_in(each, window)):
        kind = KINDS[each.kind]
        share = Fraction(_months_in(each, window), (each.last_month - each.first_month + 1) * look_back)
        for figure, amount in ((kind.figure, each.gross), (kind.costs, each.deduction)):
            if figure and amount:
                sums[figure] = sums.get(figure, Fraction(0)) + amount * share
                told.setdefault(figure, []).append(each)
    return {
        figure: _given(ceil(exact) if figure.endswith("_costs") else floor(exact), told[figure])
        for figure, exact in sums.items()
    }


def differing(items: Iterable[IncomeItem], until: int, look_back: int) -> list[Differing]:
    """Kinds declared and checked at other sums, checked minus declared being what a finding asks about (R-CMP-16)."""
    items = list(items)
    found = []
    for code, kind in KINDS.items():
        of_kind = [each for each in items if each.kind == code]
        sides = [
            monthly([each for each in of_kind if each.source is source], until, look_back)
            for source in (Source.DECLARED, Source.CHECKED)
        ]
        declared, checked = (
            sum(each.value or 0 for name, each in side.items() if name == kind.figure) for side in sides
        )
        if any(each.source is Source.CHECKED for each in of_kind) and declared != checked:
            found.append(Differing(kind, declared, checked))
    return found


def _decisive(items: Iterable[IncomeItem]) -> list[IncomeItem]:
    counted = [each for each in items if not each.set_aside]
    best = {kind: min(each.source for each in counted if each.kind == kind) for kind in {each.kind for each in counted}}
    return [each for each in counted if each.source == best[each.kind]]


def _months_in(item: IncomeItem, window: range) -> int:
    return max(0, min(item.last_month, window[-1]) - max(item.first_month, window[0]) + 1)


def _given(amount: int, items: list[IncomeItem]) -> Given:
    latest = max((each.on for each in items if each.on), default=None)
    sources = dict.fromkeys(f"{each.source.label}{':' + each.evidence if each.evidence else ''}" for each in items)
    return Given(amount, ";".join(sources), latest, "、".join(dict.fromkeys(each.by for each in items if each.by)))
