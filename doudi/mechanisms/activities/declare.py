"""What a programme declares of its activities: `ActivityKind` for what is held, `VisitKind` for rounds to the people on a roll."""

from __future__ import annotations

from dataclasses import dataclass

from doudi.base.limits import Term
from doudi.base.roles import Role
from doudi.mechanisms.phone.declare import Question


@dataclass(frozen=True)
class ActivityKind:
    """Something that is held: a lecture, a training, a group session, a wedding of many.

    `unit` says what one of it counts as: figures of different units are never added up (WR-22). `least`, `most`: how many people have
    to be there by name; `workers`: how many must lead it. `of_person`: it is held with one person, at home, and goes into a file.
    """

    code: str
    name: str
    unit: str  # 场 · 次 · 期
    held_by: frozenset[Role]
    readers: frozenset[Role]
    asks: tuple[Question, ...] = ()
    photos: int = 1
    named: bool = False  # those present are entered by name, not only counted
    least: int = 0
    most: int = 0  # nought: no limit
    workers: int = 1
    of_person: bool = False
    photo_hint: str = ""

    def __post_init__(self) -> None:
        assert self.code not in KINDS, f"{self.code}: 活动代码重复"
        KINDS[self.code] = self


@dataclass(frozen=True)
class Rhythm:
    """How often somebody is due: every `days` days, or `contacts` times in each span of `months` months (1 or 3), of them `in_person` face to
    face. Safety limits: they never roll over a holiday (R-GEN-07)."""

    days: Term | None = None
    months: int = 1
    contacts: int = 1
    in_person: int = 0

    def __post_init__(self) -> None:
        assert self.days is not None or 12 % self.months == 0, "月数须能整除12"
        assert self.in_person <= self.contacts


@dataclass(frozen=True)
class Level:
    """How closely somebody is looked after; the first of a kind is the highest. `after_incident`: hours until he must have been seen."""

    code: str
    name: str
    who: str
    rhythm: Rhythm
    after_incident: Term
    tint: str = ""


@dataclass(frozen=True)
class Need:
    """What a visit may find to be needed, and within how many hours somebody has to answer it. `alarm`: it cannot wait, and who answers it
    cannot confirm it (R-GEN-08). `worker`: the village may settle it itself."""

    code: str
    name: str
    within: Term
    alarm: bool = False
    worker: bool = False


@dataclass(frozen=True)
class VisitRules:
    """What makes a visit count, and what looks odd about several (R-DIS-01 to R-DIS-07, R-VIS-03). Metres, minutes, hours, pieces."""

    metres: Term  # from the home at most, else with a reason
    days_on_roll: Term  # who came later in the month is not counted yet
    review_months: Term  # after which a level is looked at again
    a_day: Term  # counting visits of one visitor, more look odd
    alike: Term  # records with the same words, more look odd
    minutes_between: Term  # two visits at different homes
    shortest: Term  # minutes
    night_from: Term  # hours of the day
    night_to: Term
    same_day_share: Term  # per cent of a visitor's month on one day
    not_found: Term  # times one after the other
    not_found_hours: Term
    days_late: Term  # between a visit and its arrival: later it is known by its arrival only
    pair_for_other_sex: bool = False  # R-DIS-01
    phone_counts: bool = False  # a call counts for everybody (R-VIS-02), or only for whoever is away (R-DIS-02)
    photos: int = 1


@dataclass(frozen=True)
class VisitKind:
    """Rounds to the people on a roll.

    `groups`: the findings that a counting visit has to hold, each answered OK, ISSUE or UNSEEN.
    """

    code: str
    name: str  # 探视巡访
    roll: str  # 困难重度失能残疾人巡访名册
    levels: tuple[Level, ...]
    groups: tuple[Question, ...]
    needs: tuple[Need, ...]
    rules: VisitRules
    visitors: frozenset[Role]
    readers: frozenset[Role]
    downgraders: frozenset[Role]

    def __post_init__(self) -> None:
        assert self.code not in VISITS, f"{self.code}: 巡访代码重复"
        codes = [each.code for each in self.groups]
        assert len(set(codes)) == len(codes)
        assert {DEATH, HOSPITAL, PROTECT, NOT_FOUND} <= {each.code for each in self.needs}, self.code
        VISITS[self.code] = self

    def level(self, code: str) -> Level:
        return next(each for each in self.levels if each.code == code)

    def need(self, code: str) -> Need:
        return next(each for each in self.needs if each.code == code)

    def rank(self, code: str) -> int:
        """Nought for the highest level."""
        return [each.code for each in self.levels].index(code)


# What every kind of visit may find, whatever it is for (R-DIS-04, R-DIS-06, R-VISIT-01).
DEATH, HOSPITAL, PROTECT, NOT_FOUND = "DEATH", "HOSPITAL", "PROTECT", "NOT_FOUND"
OK, ISSUE, UNSEEN = "OK", "ISSUE", "UNSEEN"
STATES = ((OK, "正常"), (ISSUE, "有问题"), (UNSEEN, "未查看"))

KINDS: dict[str, ActivityKind] = {}
VISITS: dict[str, VisitKind] = {}


def group(code: str, label: str, hint: str = "") -> Question:
    """One group of findings of a visit."""
    return Question(code, label, "choice", required=True, choices=STATES, hint=hint)
