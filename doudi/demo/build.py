"""Builds the demo: areas, users, three months of files taken in and compared by the system's own services, two of them worked off."""

from __future__ import annotations

import datetime as dt
import json
import random
import struct
import tempfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from doudi.base import areas, files
from doudi.base.areas import AreaRow
from doudi.base.models import Grant, StoredFile, User
from doudi.base.months import first_day, last_day
from doudi.base.notices import calendar
from doudi.base.roles import Role
from doudi.demo.cases import dossier_of
from doudi.demo.county import COUNTY, COUNTY_NAME, TOWNS, County, Person, build
from doudi.demo.offices import Offices
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.services import take, take_many
from doudi.mechanisms.exchange.services import deliver
from doudi.mechanisms.matching.models import Finding
from doudi.programmes.integrity.data_matching import flow
from doudi.programmes.integrity.data_matching.models import FindingCase
from doudi.programmes.integrity.data_matching.services import enter_rolls, run_month
from doudi.programmes.integrity.data_matching.sources import SOURCES

MONTH = 2024 * 12 + 10  # 2024-11
TODAY = dt.date(2024, 12, 9)  # where the demo's clock stands when it is built, see apps.py
PASSWORD = "doudi-2024"
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Account:
    """A sign-in of the demo."""

    username: str
    name: str
    role: Role
    unit: str
    town: int | None = None  # number of the township
    village: str = ""
    organisation: str = ""


ACCOUNTS = (
    Account("hedui", "何对", Role.VERIFICATION_CENTRE, "县居民家庭经济状况核对中心"),
    Account("hedui2", "何复", Role.VERIFICATION_CENTRE, "县居民家庭经济状况核对中心"),
    Account("jiuzhu", "李敏", Role.COUNTY_OFFICER, "县民政局社会救助股"),
    Account("gucheng", "周平", Role.TOWNSHIP_CLERK, "古城镇民政所", 0),
    Account("gucheng2", "吴安", Role.TOWNSHIP_CLERK, "古城镇民政所", 0),
    Account("guchengzhen", "郑领", Role.TOWNSHIP_LEADER, "古城镇人民政府", 0),
    Account("moshi", "钱勤", Role.TOWNSHIP_CLERK, "磨市镇民政所", 1),
    Account("moshi2", "孙慎", Role.TOWNSHIP_CLERK, "磨市镇民政所", 1),
    Account("moshizhen", "冯导", Role.TOWNSHIP_LEADER, "磨市镇人民政府", 1),
    Account("xieli", "陈村", Role.VILLAGE_WORKER, "古城镇水槽社区", village="水槽社区"),
    Account("caiwu", "褚账", Role.FINANCE, "县民政局财务"),
    Account("juzhang", "卫局", Role.BUREAU_LEADER, "县民政局"),
    Account("jiwei", "蒋纪", Role.INSPECTOR, "县纪委监委"),
    Account("renshe", "沈联", Role.DATA_OFFICER, "县人力资源和社会保障局", organisation="县人力资源和社会保障局"),
    Account("admin", "韩管", Role.ADMINISTRATOR, "信息中心"),
)


def moment(day: dt.date, hour: int = 9, minute: int = 0) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour, minute)))


def build_demo(population: int, *, seed: int, progress: Progress) -> dict[str, int]:
    """Fill an empty, migrated database. Returns counts to show."""
    progress("虚构人口和家庭")
    county = build(population, seed=seed, on=last_day(MONTH))
    dossier = dossier_of(county, seed=seed, month=MONTH)
    progress("区划和账号")
    _areas(county)
    users = _users(county)
    with tempfile.TemporaryDirectory(prefix="doudi-demo-") as folder:
        for month in (MONTH - 2, MONTH - 1, MONTH):
            number = month % 12 + 1
            progress(f"{number}月:各部门报送名单")
            paths = Offices(dossier, month=month, newest=MONTH, seed=seed).write(Path(folder) / str(month))
            received = moment(last_day(month) - dt.timedelta(days=3), 15)
            with transaction.atomic():
                for path in paths:
                    deliver(path, sources=SOURCES, by=users["hedui"], at=received, month=month)
            progress(f"{number}月:花名册入库")
            with transaction.atomic():
                enter_rolls(month, by=users["hedui"], at=received)
            progress(f"{number}月:比对")
            compared = moment(last_day(month) - dt.timedelta(days=2), 10)
            run_month(month, by=users["hedui"], at=compared)
            progress(f"{number}月:下发和核实")
            with transaction.atomic():
                _work_off(month, users, seed)
    return {
        "人口": len(county.people),
        "疑点": Finding.objects.count(),
        "已销号": Finding.objects.exclude(disposal="").count(),
    }


def _areas(county: County) -> None:
    rows = [AreaRow(f"{COUNTY}000000", COUNTY_NAME, "县")]
    rows += [AreaRow(f"{COUNTY}{100 + number:03d}000", name, "乡镇") for number, name in enumerate(TOWNS)]
    rows += [AreaRow(village.code, village.name, "社区" if village.urban else "村") for village in county.villages]
    areas.load_areas(rows)


def _users(county: County) -> dict[str, User]:
    """One hash for all of them: they share the demo's password."""
    password = make_password(PASSWORD)
    since = first_day(MONTH - 11)
    users = {}
    for account in ACCOUNTS:
        user = User.objects.create(
            username=account.username,
            name=account.name,
            unit=account.unit,
            title=account.role.label,
            password=password,
            is_demo=True,
        )
        area = f"{COUNTY}000000"
        if account.town is not None:
            area = f"{COUNTY}{100 + account.town:03d}000"
        if account.village:
            area = next(village.code for village in county.villages if village.name == account.village)
        own = account.role in (Role.DATA_OFFICER, Role.ADMINISTRATOR)
        Grant.objects.create(
            user=user, role=account.role, area_id=None if own else area, organisation=account.organisation, since=since
        )
        users[account.username] = user
    for number in range(2, len(TOWNS)):  # the other townships have people too, without a button on the sign-in page
        for turn, role in enumerate((Role.TOWNSHIP_CLERK, Role.TOWNSHIP_CLERK, Role.TOWNSHIP_LEADER)):
            name = f"town{number}{'abc'[turn]}"
            user = User.objects.create(
                username=name,
                name=f"{TOWNS[number][0]}{'甲乙丙'[turn]}",
                unit=f"{TOWNS[number]}民政所",
                title=role.label,
                password=password,
                is_demo=False,
            )
            Grant.objects.create(user=user, role=role, area_id=f"{COUNTY}{100 + number:03d}000", since=since)
            users[name] = user
    _mark()
    return users


def _mark() -> None:
    """The marker of a demo: the sign-ins to show, and how far its clock is from the real one."""
    shown = [
        {"username": each.username, "name": each.name, "role": each.role.label, "unit": each.unit} for each in ACCOUNTS
    ]
    shift = moment(TODAY) - dt.datetime.now(dt.UTC)
    marker = {"password": PASSWORD, "accounts": shown, "shift_seconds": int(shift.total_seconds())}
    (Path(settings.VAR) / "demo.json").write_text(json.dumps(marker, ensure_ascii=False), encoding="utf-8")


def _crew(users: dict[str, User], area_code: str) -> tuple[User, User, User]:
    """Two clerks and the leader of the township of a place."""
    town = int(area_code[6:9]) - 100 if area_code[6:9].isdigit() and area_code[6:9] != "000" else 0
    if town == 0:
        return users["gucheng"], users["gucheng2"], users["guchengzhen"]
    if town == 1:
        return users["moshi"], users["moshi2"], users["moshizhen"]
    return users[f"town{town}a"], users[f"town{town}b"], users[f"town{town}c"]


def _work_off(month: int, users: dict[str, User], seed: int) -> None:
    """The month's new findings: earlier months are answered almost wholly, the newest is dispatched in part."""
    chance = random.Random(seed + month)
    days = calendar()
    cases = list(Case.objects.filter(finding_case__finding__first_run__month=month).order_by("pk"))
    newest = month == MONTH
    sent = [case for case in cases if not newest or chance.random() < 0.6]
    dispatched = moment(last_day(month) - dt.timedelta(days=1), 14)
    if sent:
        take_many(sent, flow.DISPATCH, by=users["jiuzhu"], at=dispatched)
    if newest:
        return
    photo = _photo(users["gucheng"], dispatched)
    for case in sent:
        if chance.random() < 0.04 and month == MONTH - 1:
            continue  # left lying: overdue today
        verified_on = days.add_workdays(dispatched.date(), chance.randint(2, 9))
        _answer(case, users, chance, verified_on, photo, days)


def _answer(
    case: Case, users: dict[str, User], chance: random.Random, on: dt.date, photo: StoredFile, days: Any
) -> None:
    clerk, second, leader = _crew(users, case.area_code)
    confirmed = chance.random() < 0.72
    result = "CONFIRMED" if confirmed else chance.choice(("FALSE_POSITIVE", "EXPLAINED"))
    found = (
        "入户见到本人,核对证件和材料,情况属实。"
        if confirmed
        else "入户并查看材料:系名单登记有误或已按规定报告,不影响待遇。"
    )
    visit = {"visited_on": str(on), "met": "本人及家属", "found": found, "result": result}
    if not confirmed:
        visit["reason_code"] = chance.choice(("OUTDATED", "DECLARED", "GONE", "EXEMPT"))
    take(case, flow.VERIFY, by=clerk, together_with=second, at=moment(on, 16), data=visit, files=[photo])
    later = days.add_workdays(on, 1)
    if not confirmed:
        take(case, flow.SUBMIT, by=leader, at=moment(later, 9))
    else:
        if chance.random() < 0.03:
            data = {"register_no": f"移{later:%Y%m}-{case.pk:05d}", "intent": "UNKNOWN"}
            take(
                case,
                flow.TRANSFER,
                by=users["hedui"],
                at=moment(later, 9),
                because="疑似隐瞒,涉及公职人员,依规移送。",
                data=data,
            )
            return
        take(case, flow.SIGN, by=leader, at=moment(later, 9))
        done = days.add_workdays(later, chance.randint(3, 12))
        fen = FindingCase.objects.select_related("finding").get(pk=case.pk).finding.amount_fen or 0
        measure = {
            "measure": "RECOVER" if fen else "ADJUST",
            "decision_no": f"民决〔2024〕{case.pk}号",
            "overpaid": fen,
            "recovered": fen // 2 if chance.random() < 0.3 else fen,
            "done": "已按程序处理并告知家庭。",
        }
        take(case, flow.RECTIFY, by=clerk, at=moment(done, 10), data=measure)
        later = done
    if chance.random() < 0.1:
        return  # waits for review
    closed = days.add_workdays(later, chance.randint(1, 4))
    take(case, flow.CLOSE, by=users["hedui2"], at=moment(closed, 15), data={"site_report": "现场复核一致。"})


def _photo(user: User, at: dt.datetime) -> StoredFile:
    """A drawn picture that stands for a photo of the visit."""
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
    return files.keep(png, name="入户照片.png", purpose="入户核实(演示)", by=user, at=at, area_code=f"{COUNTY}000000")


__all__ = ["ACCOUNTS", "PASSWORD", "Person", "build_demo"]
