"""What an operator is owed for a month and a year, explained line by line (R-MEAL-08 to R-MEAL-10). Pure; all amounts in fen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from doudi.base.money import yuan
from doudi.programmes.elderly.meals.models import MealPoint
from doudi.programmes.elderly.meals.policy import Building, Daily, Grade, MealsPolicy, Tier


@dataclass(frozen=True)
class TierLine:
    """The subsidised meals of one tier: all of them with their government part, and those of them that are held."""

    tier: Tier
    meals: int
    government: int
    held: int = 0
    held_government: int = 0


@dataclass(frozen=True)
class Month:
    """An operator's month: `gross` with what is held, `net` without it; `payable` is never less than nothing."""

    meals: int
    gross: int
    held: int
    net: int
    delivery: int
    reversed: int
    payable: int
    words: tuple[str, ...]


def settle(lines: Sequence[TierLine], *, delivery_days: int, reversed: int, policy: MealsPolicy) -> Month:
    """Settle a month. `reversed`: what was paid for meals that were taken back since (fen, not negative)."""
    gross, held_money = sum(each.government for each in lines), sum(each.held_government for each in lines)
    held, delivery = sum(each.held for each in lines), delivery_days * policy.delivery
    net = gross - held_money
    words = [
        f"{each.tier.label}{each.meals}份，补贴{yuan(each.government)}元{_held(each)}。" for each in lines if each.meals
    ]
    if delivery_days:
        words.append(f"送餐{delivery_days}人日 × {yuan(policy.delivery)}元 = {yuan(delivery)}元。")
    if reversed:
        words.append(f"冲回以前月份已付后撤销的餐补{yuan(reversed)}元。")
    payable = max(net + delivery - reversed, 0)
    words.append(
        f"餐补{yuan(gross)}元 − 存疑{yuan(held_money)}元 + 送餐{yuan(delivery)}元 − 冲回{yuan(reversed)}元，应付{yuan(payable)}元。"
    )
    return Month(sum(each.meals for each in lines), gross, held, net, delivery, reversed, payable, tuple(words))


def _held(line: TierLine) -> str:
    return f"，其中{line.held}份存疑暂缓{yuan(line.held_government)}元" if line.held else ""


@dataclass(frozen=True)
class Year:
    """运营补助 of a year and how it comes about."""

    average: int
    amount: int
    words: str


def operate(meals: int, open_days: int, score: int, *, accident: bool, policy: MealsPolicy) -> Year:
    """By average daily elder-meals and the yearly score; nothing below the open days or after an accident (R-MEAL-09)."""
    average = meals // open_days if open_days else 0
    if accident:
        return Year(average, 0, "本年发生食品安全事故，不予运营补助。")
    if open_days < policy.open_days:
        return Year(average, 0, f"全年开餐{open_days}天，不足{policy.open_days}天，不予运营补助。")
    band = Daily.FEW if average < 20 else Daily.SOME if average < 50 else Daily.MANY
    grade = next(
        grade
        for floor, grade in ((90, Grade.FINE), (75, Grade.GOOD), (60, Grade.FAIR), (0, Grade.BAD))
        if score >= floor
    )
    base, share = int(policy.operating[band]), int(policy.coefficient[grade])
    amount = base * share // 100
    words = (
        f"全年助餐{meals:,}人次，开餐{open_days}天，日均{average}人次（{band.label}），补助{yuan(base)}元；"
        f"考核{score}分，系数{share / 100:.1f}；应补{yuan(amount)}元。"
    )
    return Year(average, amount, words)


def building_of(kind: str, square_metres: int) -> Building | None:
    """The band of 建设补贴 of a point; None where none is foreseen (R-MEAL-10)."""
    if kind == MealPoint.Kind.POINT:
        return Building.POINT
    if kind != MealPoint.Kind.CANTEEN:
        return None
    return Building.SMALL if square_metres <= 100 else Building.MIDDLE if square_metres <= 200 else Building.LARGE


def build(band: Building, *, months_run: int, policy: MealsPolicy) -> tuple[int, int]:
    """建设补贴: what is due after acceptance, and the rest once the point has run so many months without a break."""
    whole = int(policy.building[band])
    first = whole * policy.building_first // 100
    return first, whole - first if months_run >= policy.building_months else 0


def pay_back(paid: int, *, months_run: int, policy: MealsPolicy) -> int:
    """What of a building subsidy comes back if the point closes after so many months: the part of the years that it did not run."""
    whole = policy.building_years * 12
    return paid * max(whole - months_run, 0) // whole


@dataclass(frozen=True)
class Income:
    """What keeps a canteen alive in a year: who gives which share (exact), and how much there is for an elder and day (fen)."""

    total: int
    shares: tuple[Fraction, ...]
    per_elder_day: Fraction


def income(parts: Sequence[int], *, elders: int, days: int) -> Income:
    """The income of a canteen out of its parts (elders, upper level, collective …) in fen."""
    total = sum(parts)
    return Income(total, tuple(Fraction(each, total) for each in parts), Fraction(total, elders * days))
