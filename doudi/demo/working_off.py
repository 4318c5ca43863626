"""How the offices of the demo work their findings off: the earlier months almost wholly, the newest in every stage of the flow."""

from __future__ import annotations

import datetime as dt
import random
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone

from doudi.base import files
from doudi.base.calendar import Calendar
from doudi.base.models import StoredFile, User
from doudi.base.months import last_day
from doudi.base.notices import calendar
from doudi.demo.county import COUNTY
from doudi.demo.people_in_office import crew
from doudi.mechanisms.casework.declare import Action
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.services import Taking, take_each, take_many
from doudi.programmes.integrity.data_matching import flow
from doudi.programmes.integrity.data_matching.models import FindingCase

# How far a finding of the newest month has come, and how many of a hundred.
NEWEST = {"NEW": 5, "DISPATCHED": 38, "VERIFIED": 15, "RECTIFYING": 14, "REVIEWING": 14, "TRANSFERRED": 4, "CLOSED": 10}
# Within how many workdays of dispatch it was looked into.
SOON = {"VERIFIED": (1, 5), "RECTIFYING": (1, 4), "REVIEWING": (1, 3), "TRANSFERRED": (1, 3), "CLOSED": (1, 2)}
IN_ORDER = (flow.VERIFY, flow.TRANSFER, flow.SIGN, flow.SUBMIT, flow.RECTIFY, flow.CLOSE)


def moment(day: dt.date, hour: int = 9, minute: int = 0) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour, minute)))


@dataclass
class Offices:
    """Whoever works findings off, with the days of the county."""

    users: dict[str, User]
    chance: random.Random
    days: Calendar
    photo: StoredFile
    cleared: set[str]  # numbers whose findings turn out to be no matter


def work_off(month: int, users: dict[str, User], *, newest: int, seed: int, cleared: set[str]) -> None:
    """The month's new findings. Of the month before the newest some are left lying: they are overdue today."""
    chance = random.Random(seed + month)
    mine = FindingCase.objects.filter(finding__first_run__month=month).select_related("case", "finding").order_by("pk")
    stages = {one.pk: _goal(number, month, newest, chance) for number, one in enumerate(mine)}
    dispatched = moment(last_day(month) - dt.timedelta(days=1), 14)
    sent = [one for one in mine if stages[one.pk] != "NEW"]
    if not sent:
        return
    take_many([one.case for one in sent], flow.DISPATCH, by=users["jiuzhu"], at=dispatched)
    offices = Offices(users, chance, calendar(), drawn_photo(users["gucheng"], dispatched), cleared)
    quick = month == newest  # what has been done of it was done within the first week
    steps: dict[str, list[Taking]] = {action.code: [] for action in IN_ORDER}
    for one in sent:
        for action, taking in _answer(one, offices, stages[one.pk], dispatched.date(), quick=quick):
            steps[action.code].append(taking)
    for action in IN_ORDER:
        if steps[action.code]:
            take_each(action, steps[action.code])


def _goal(number: int, month: int, newest: int, chance: random.Random) -> str:
    """The stage that a finding of a month has come to by today; the first ones of the newest month stand in every stage."""
    if month == newest:
        return (
            list(NEWEST)[number // 3]
            if number // 3 < len(NEWEST)
            else chance.choices(list(NEWEST), list(NEWEST.values()))[0]
        )
    if month == newest - 1 and (number == 0 or chance.random() < 0.05):
        return "DISPATCHED"
    if month == newest - 1 and chance.random() < 0.03:
        return "REVIEWING"
    return "TRANSFERRED" if chance.random() < 0.02 else "CLOSED"


def _answer(
    mine: FindingCase, offices: Offices, goal: str, dispatched: dt.date, *, quick: bool
) -> Iterator[tuple[Action, Taking]]:
    """What takes a dispatched finding as far as its goal, step by step."""
    if goal == "DISPATCHED":
        return
    chance, case = offices.chance, mine.case
    on = offices.days.add_workdays(dispatched, chance.randint(*SOON[goal]) if quick else chance.randint(2, 9))
    clear = mine.finding.subject_id in offices.cleared
    confirmed = not clear and (goal in ("RECTIFYING", "TRANSFERRED") or chance.random() < 0.72)
    yield flow.VERIFY, _visit(case, offices, on, confirmed=confirmed)
    if goal == "VERIFIED":
        return
    leader = crew(offices.users, case.area_code)[2]
    on = offices.days.add_workdays(on, 1)
    if goal == "TRANSFERRED":
        data = {"register_no": f"移{on:%Y%m}-{case.pk:05d}", "intent": "UNKNOWN"}
        because = "疑似隐瞒，依规移送。"
        yield flow.TRANSFER, Taking(case, offices.users["hedui"], moment(on), because, data)
        return
    yield flow.SIGN if confirmed else flow.SUBMIT, Taking(case, leader, moment(on))
    if confirmed:
        if goal == "RECTIFYING":
            return
        on = offices.days.add_workdays(on, 1 if quick else chance.randint(3, 12))
        yield flow.RECTIFY, _rectify(mine, offices, on)
    if goal == "CLOSED" or clear:
        on = offices.days.add_workdays(on, 1 if quick else chance.randint(1, 4))
        yield flow.CLOSE, Taking(case, offices.users["hedui2"], moment(on, 15), data={"site_report": "现场复核一致。"})


def _visit(case: Case, offices: Offices, on: dt.date, *, confirmed: bool) -> Taking:
    """Two of the township go and see."""
    chance = offices.chance
    visit = {
        "visited_on": str(on),
        "met": "本人及家属",
        "found": "入户见到本人，核对证件和材料，情况属实。",
        "result": "CONFIRMED",
    }
    if not confirmed:
        visit["found"] = "入户并查看材料：系名单登记有误或已按规定报告，不影响待遇。"
        visit["result"] = chance.choice(("FALSE_POSITIVE", "EXPLAINED"))
        visit["reason_code"] = chance.choice(("OUTDATED", "DECLARED", "GONE", "EXEMPT"))
    clerk, second, _ = crew(offices.users, case.area_code)
    return Taking(case, clerk, moment(on, 16), data=visit, files=[offices.photo], together_with=second)


def _rectify(mine: FindingCase, offices: Offices, on: dt.date) -> Taking:
    """What was paid too much is recovered, three times in ten only half of it so far."""
    clerk, _, _ = crew(offices.users, mine.case.area_code)
    fen = mine.finding.amount_fen or 0
    measure = {
        "measure": "RECOVER" if fen else "ADJUST",
        "decision_no": f"民决〔2024〕{mine.pk}号",
        "overpaid": fen,
        "recovered": fen // 2 if offices.chance.random() < 0.3 else fen,
        "done": "已按程序处理并告知家庭。",
    }
    return Taking(mine.case, clerk, moment(on, 10), data=measure)


def drawn_photo(
    user: User, at: dt.datetime, *, name: str = "入户照片.png", purpose: str = "入户核实(演示)"
) -> StoredFile:
    """A drawn picture that stands for a photo of the visit, or of a board."""
    width, height = 320, 240
    rows = b"".join(
        b"\x00" + bytes(value for x in range(width) for value in ((60 + x // 4) % 256, (120 + y // 3) % 256, 190))
        for y in range(height)
    )

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    png = (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )
    return files.keep(png, name=name, purpose=purpose, by=user, at=at, area_code=f"{COUNTY}000000")
