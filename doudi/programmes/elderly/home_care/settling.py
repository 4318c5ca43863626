"""What a provider is paid for a month: by duration, item and quality, explained line by line (R-HOME-06, R-HOME-11, R-HOME-12). Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from doudi.base.money import yuan
from doudi.programmes.elderly.home_care.policy import HomeCarePolicy, Score, Service


def share_of(minutes: int, least: int, policy: HomeCarePolicy) -> int:
    """Per cent of the price for so many minutes where `least` are asked for; more is never paid more (R-HOME-06)."""
    if minutes >= least:
        return 100
    return policy.short_share if minutes * 100 >= least * policy.short_ratio else 0


@dataclass(frozen=True)
class Visit:
    """One order to be settled: what was done, how long; `valid` False: it is rejected whatever its duration."""

    item: str
    minutes: int
    valid: bool = True


@dataclass(frozen=True)
class ItemLine:
    """One item in a provider's month. Amounts in fen; `rejected` and `cut` are what is taken off `gross`."""

    item: str
    visits: int
    price: int
    gross: int
    rejects: int
    rejected: int
    shortened: int
    cut: int

    @property
    def words(self) -> str:
        told = f"{Service[self.item].label}{self.visits}单 × {yuan(self.price)}元 = {yuan(self.gross)}元"
        if self.rejects:
            told += f"，拒付{self.rejects}单 {yuan(self.rejected)}元"
        if self.shortened:
            told += f"，时长不足{self.shortened}单折减 {yuan(self.cut)}元"
        return told + "。"


@dataclass(frozen=True)
class Month:
    """A provider's month: fen everywhere, the coefficient in per cent."""

    lines: tuple[ItemLine, ...]
    gross: int
    rejected: int
    cut: int
    score: int
    coefficient: int
    penalties: int
    payable: int

    @property
    def words(self) -> str:
        net = self.gross - self.rejected - self.cut
        told = f"（{yuan(self.gross)} − {yuan(self.rejected)} − {yuan(self.cut)}）= {yuan(net)}元；质量得分{self.score}分，系数{self.coefficient / 100:.2f}"
        told += f"，扣罚{yuan(self.penalties)}元" if self.penalties else ""
        return f"{told}；应付{yuan(self.payable)}元。"


def band_of(score: int) -> Score:
    """The band of a month's score (R-HOME-12)."""
    floors = ((90, Score.FINE), (80, Score.GOOD), (70, Score.FAIR), (60, Score.WEAK), (0, Score.BAD))
    return next(band for floor, band in floors if score >= floor)


def settle(visits: Sequence[Visit], *, score: int, policy: HomeCarePolicy, penalties: int = 0) -> Month:
    """Settle a month of one provider. A penalty never makes more of it than nothing (fen)."""
    counted: dict[str, list[Visit]] = {}
    for visit in visits:
        counted.setdefault(visit.item, []).append(visit)
    lines = tuple(_line(item, counted[item], policy) for item in sorted(counted))
    gross = sum(line.gross for line in lines)
    rejected, cut = sum(line.rejected for line in lines), sum(line.cut for line in lines)
    coefficient = int(policy.coefficient[band_of(score)])
    payable = max(_half_up(Fraction((gross - rejected - cut) * coefficient, 100)) - penalties, 0)
    return Month(lines, gross, rejected, cut, score, coefficient, penalties, payable)


def _line(item: str, visits: Sequence[Visit], policy: HomeCarePolicy) -> ItemLine:
    place = Service[item]
    price, least = int(policy.price[place]), int(policy.minutes[place])
    shares = [share_of(visit.minutes, least, policy) if visit.valid else 0 for visit in visits]
    rejects = sum(share == 0 for share in shares)
    shortened = [share for share in shares if 0 < share < 100]
    cut = sum(price - _half_up(Fraction(price * share, 100)) for share in shortened)
    return ItemLine(item, len(visits), price, len(visits) * price, rejects, rejects * price, len(shortened), cut)


def _half_up(exact: Fraction) -> int:
    return int(exact + Fraction(1, 2))


@dataclass(frozen=True)
class Conduct:
    """What the score of a month is made of: counts of visits, ratings from 1 to 5, complaints that were found right."""

    visits: int
    on_time: int
    valid: int
    ratings: tuple[int, ...] = ()
    complaints: int = 0


_PARTS: Mapping[str, int] = {"准时": 30, "有效服务": 30, "满意度": 25, "投诉": 15}
_A_COMPLAINT = 5  # points


def score_of(conduct: Conduct) -> tuple[int, str]:
    """Points from 0 to 100 and how they come about (R-HOME-12). Where nobody has rated, the part counts in full and is said to be
    unrated."""
    if not conduct.visits:
        return 0, "本月没有服务。"
    on_time = Fraction(_PARTS["准时"] * conduct.on_time, conduct.visits)
    valid = Fraction(_PARTS["有效服务"] * conduct.valid, conduct.visits)
    rated = (
        Fraction(_PARTS["满意度"] * sum(conduct.ratings), 5 * len(conduct.ratings)) if conduct.ratings else Fraction(25)
    )
    calm = max(_PARTS["投诉"] - _A_COMPLAINT * conduct.complaints, 0)
    total = _half_up(on_time + valid + rated + calm)
    words = (
        f"准时{conduct.on_time}/{conduct.visits}单得{float(on_time):.1f}分，有效{conduct.valid}/{conduct.visits}单得{float(valid):.1f}分，"
        f"满意度{f'{len(conduct.ratings)}人评价' if conduct.ratings else '无人评价，按满分'}得{float(rated):.1f}分，"
        f"投诉{conduct.complaints}件得{calm}分。"
    )
    return total, words


def pace(visits: int, people: int, least: int) -> tuple[Fraction, int]:
    """Visits a person and year at a month's pace, and how many visits a month are lacking so that all reach `least` in a year (R-HOME-02)."""
    if not people:
        return Fraction(0), 0
    needed = -(-people * least // 12)
    return Fraction(visits * 12, people), max(needed - visits, 0)
