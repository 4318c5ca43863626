"""家属回访 (F-10): some of the families whose ashes were laid to rest are asked, by lot, what they paid and whether anybody took cigarettes or red
packets. That a family was asked is written on its call; what it said stands apart and leads back to nobody."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from doudi.base.access import scope
from doudi.base.limits import number_on
from doudi.base.models import User
from doudi.base.parameters import parameter
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.mechanisms.call_backs import answering, drawing
from doudi.mechanisms.call_backs.declare import CallBacks
from doudi.mechanisms.casework.clues import Clue, tell
from doudi.mechanisms.custody.models import Custodian, Receipt, TrackedItem
from doudi.mechanisms.exchange.declare import Kind, Source, column
from doudi.mechanisms.matching import own
from doudi.mechanisms.matching.declare import Check, Direction
from doudi.mechanisms.registry.death_records.models import Death
from doudi.programmes.funeral.funeral_fees import policy
from doudi.programmes.funeral.funeral_fees.models import Bill, FamilyAnswer, FamilyCall

CALLERS = frozenset({Role.FUNERAL_OFFICER})
CALLS = CallBacks(policy.limit("family_share"), policy.limit("family_days"), CALLERS, apart="殡仪馆、公墓以外的")
AT_REST = ("CEMETERY", "COLUMBARIUM", "NATURE")
HOUSES = ("FUNERAL_HOME", *AT_REST)
HUNDRED = 100_00  # fen
_SAID, _GIFTS = FamilyCall.Outcome, FamilyAnswer.Gifts


@dataclass(frozen=True)
class Said:
    """What one family said of one house. `charged`: all that it paid, in fen; None if it does not know."""

    house: Custodian
    gifts: str
    pressed: bool
    charged: int | None = None
    words: str = field(default="", repr=False)


def draw(*, through: dt.date, at: dt.datetime) -> list[FamilyCall]:
    """Draw among the ashes that came to rest up to a day, as far back as a call is still in time; each death once however often this runs."""
    days, share = number_on(CALLS.days, through), number_on(CALLS.share, through)
    since = timezone.make_aware(dt.datetime.combine(through - dt.timedelta(days=days), dt.time()))
    until = timezone.make_aware(dt.datetime.combine(through + dt.timedelta(days=1), dt.time()))
    rest = TrackedItem.objects.filter(
        chain="ashes.chain", kind__in=AT_REST, since__gte=since, since__lt=until
    ).values_list("key", "since")
    fallen = dict(drawing.by_share(rest.order_by("pk"), share, seed=lambda each: f"家属|{each[0]}"))
    asked = FamilyCall.objects.filter(death=OuterRef("pk"))
    fresh = Death.objects.filter(~Exists(asked), number__in=list(fallen)).exclude(state=Death.State.VOID).order_by("pk")
    with transaction.atomic():
        made = FamilyCall.objects.bulk_create(
            FamilyCall(
                death=each, area_code=each.area_code, drawn_at=at,
                due_on=timezone.localdate(fallen[each.number]) + dt.timedelta(days=days),
            )
            for each in fresh
        )  # fmt: skip
        if made:
            record("funeral_fees.families_drawn", "funeral_fees:families", by=None, at=at, data={"families": len(made)})
    return made


def answer(call: FamilyCall, outcome: str, said: Said | None, *, by: User, at: dt.datetime) -> FamilyCall:
    """登记家属回访, once, by nobody who billed, tracked or signed for the deceased. An answer comes with `said`, which is kept apart."""
    handlers = _handlers(call.death)
    answering.require_caller(call, CALLS, by=by, at=at, name="这户家属", handlers=handlers)
    if outcome not in _SAID.values or (outcome == _SAID.ANSWERED) != (said is not None):
        raise Refused("请选择回访结果；已答的，请填写家属的答复。")
    kept = _anonymous(call.death, said, timezone.localdate(at)) if said is not None else None
    with transaction.atomic():
        call.outcome = outcome
        answering.fill(call, outcome, by=by, at=at)
        answering.keep_once(call, "outcome")
        if kept is not None:
            kept.save(force_insert=True)
        record("funeral_fees.family_call", call, by=by, at=at, area_code=call.area_code, data={"outcome": outcome})
    return call


def _handlers(death: Death) -> set[int | None]:
    """Who billed, tracked or signed a receipt for a deceased."""
    found: set[int | None] = {death.tracker_id}
    found |= set(Bill.objects.filter(death=death).values_list("by", flat=True))
    return found | set(
        Receipt.objects.filter(item__chain="ashes.chain", item__key=death.number).values_list("by", flat=True)
    )


def _anonymous(death: Death, said: Said, on: dt.date) -> FamilyAnswer:
    if said.house.kind not in HOUSES or said.gifts not in _GIFTS.values:
        raise Refused("请选择家属所说的单位，并问清有没有人收受、索要红包香烟。")
    if said.charged is not None and said.charged < 0:
        raise Refused("家属所付金额不能小于零。")
    words = said.words.strip()[:200]
    if death.name in words or any(run.isdigit() and len(run) >= 7 for run in words.split()):
        raise Refused("答复不记名：情况里请不要写姓名、证件号和电话。")
    if (said.gifts != _GIFTS.NONE or said.pressed) and not words:
        raise Refused("有收受、索要或者强制搭售的，请写明情况（不写姓名）。")
    over = 0
    if said.charged is not None:
        bills = Bill.objects.filter(death=death, reversed_on=None)
        over = max(said.charged - sum(each.net for each in bills), 0) // HUNDRED * HUNDRED
    return FamilyAnswer(house=said.house, year=on.year, gifts=said.gifts, pressed=said.pressed, over=over, words=words)


def calls(user: Any) -> QuerySet[FamilyCall]:
    """The families to be asked in the user's place."""
    return scope(user, CALLERS).filter(FamilyCall.objects.all()).select_related("death", "by").order_by("due_on", "pk")


@dataclass(frozen=True)
class HouseLine:
    """What families said of a house in a year; nothing is told of fewer than the least number of answers."""

    name: str
    year: int
    answers: int
    gifts: int
    pressed: int
    over: int
    told: bool


def houses(user: Any, on: dt.date) -> list[HouseLine]:
    """House by house of the user's area, the latest year first; one query."""
    least = int(str(LEAST.on(on).value))
    rows = scope(user, CALLERS | {Role.BUREAU_LEADER, Role.INSPECTOR}).filter(
        FamilyAnswer.objects.all(), "house__area_code"
    )
    found: dict[tuple[str, int], list[FamilyAnswer]] = defaultdict(list)
    for each in rows.select_related("house").order_by("-year", "house__code", "key"):
        found[each.house.name, each.year].append(each)
    return [
        HouseLine(
            name, year, len(those), sum(each.gifts != _GIFTS.NONE for each in those), sum(each.pressed for each in those),
            sum(each.over for each in those), len(those) >= least,
        )
        for (name, year), those in found.items()
    ]  # fmt: skip


_KOUJING = "本县殡葬整治比对口径（待县民政局确认）"
LEAST = parameter(
    "family_answers_least", "家属答复：一个单位一年至少", "份", 3, document=_KOUJING, note="F-10；少于此数不比，以免看出是哪一家"
)  # fmt: skip
OVER = parameter(
    "family_over", "家属答复：账单以外多付达到", "元", 200, document=_KOUJING, note="F-10；少于此数视为记错"
)
ANSWERS = Source(
    "family_answers", "家属回访答复", "县殡葬管理所",
    (
        column("house", Kind.CODE, "单位编码"), column("name", Kind.TEXT, "单位"), column("area", Kind.CODE, "区划"), column("year", Kind.COUNT, "年度"),
        column("gifts", Kind.COUNT, "收受索要"), column("pressed", Kind.COUNT, "强制搭售"), column("over", Kind.MONEY, "账单以外"),
    ),
    own=True,
)  # fmt: skip
TOLD = Check(
    "R-F-10", "家属反映收受红包、强制收费", "有没有家属回访反映某个单位收受索要红包香烟、强制搭售、账单以外收费？", Direction.MISMATCH,
    needs=("family_answers",), parameters=(LEAST, OVER), basis="F-10；R-FEE-03",
    sql=f"""
        SELECT {own.columns("殡葬", "a.house", "any_value(a.name)", "any_value(a.area)")},
               printf('%d年回访的%d户家属中，%d户反映%s收受、索要红包香烟，%d户反映强制搭售，%d户反映账单以外收费。', a.year, count(*), sum(a.gifts),
                      any_value(a.name), sum(a.pressed), count(*) FILTER (WHERE a.over >= $family_over * 100)) AS reason,
               (a.year * 12)::INTEGER AS period_from, NULL AS period_to, [ev(min(a._at), {{'单位': any_value(a.name)}})] AS evidence
        FROM family_answers a GROUP BY a.house, a.year
        HAVING count(*) >= $family_answers_least
           AND (sum(a.gifts) + sum(a.pressed) > 0 OR count(*) FILTER (WHERE a.over >= $family_over * 100) > 0)""",
)  # fmt: skip


def tables(on: dt.date) -> dict[str, Iterable[dict[str, Any]]]:
    """Every answer, in an order that is nobody's."""
    rows = FamilyAnswer.objects.select_related("house").order_by("key")
    return {
        ANSWERS.code: [
            {
                "house": each.house.code, "name": each.house.name, "area": each.house.area_code, "year": each.year,
                "gifts": int(each.gifts != _GIFTS.NONE), "pressed": int(each.pressed), "over": each.over,
            }
            for each in rows
        ]
    }  # fmt: skip


RECORDS = own.OwnRecords("funeral_fees.families", "funeral", (ANSWERS,), (TOLD,), (LEAST, OVER), tables)


def tell_of_gifts(on: dt.date, *, by: User | None, at: dt.datetime) -> int:
    """What families said of a house becomes a clue of the year, once, for enforcement: it is handed on to discipline (V12); how many were new.
    It waits until so many have answered that none of them is known."""
    found = own.compare("funeral", on).findings
    rows = found.filter(found["rule"] == TOLD.code).select(
        "subject_id", "subject_name", "area_code", "reason", "period_from"
    )
    told: Sequence[Clue] = [
        Clue("funeral", "V12", f"家属回访反映{name}", reason[:400], area, f"R-F-10:{house}:{month // 12}")
        for house, name, area, reason, month in rows.rows()
    ]
    with transaction.atomic():
        return tell(told, by=by, at=at)
