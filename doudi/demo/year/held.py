"""What was held in the year: lectures, home visits with a file and group sessions for minors, trainings, briefings, a wedding of many couples.
The numbers are those of the county's own summary; each is entered as its page would."""

from __future__ import annotations

import io
import random
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from PIL import Image

from doudi.demo.county import Village
from doudi.demo.dossier import Dossier, scale_of
from doudi.demo.people_in_office import crew
from doudi.demo.year.staff import Staff, day_of, moment
from doudi.mechanisms.activities.declare import ActivityKind
from doudi.mechanisms.activities.holding import Held, Present, hold
from doudi.mechanisms.activities.models import Attendance
from doudi.mechanisms.phone.sent import PHOTO, Picture
from doudi.programmes.affairs.customs.kinds import GROUP_WEDDING
from doudi.programmes.children.minor_protection.kinds import CONCERNS, GROUP_SESSION, HOME_VISIT, LECTURE
from doudi.programmes.office.training.kinds import BRIEFING, TRAINING, WARNING_EDUCATION

LECTURES, HOME_VISITS, SESSIONS, TRAINED = 20, 70, 12, 207
Part = Attendance.Part
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高"
GIVEN = "明华芳军丽平兰涛敏强慧勇静波燕林红辉娟峰"


class HeldYear:
    """`pass_month` enters what was held in the month; its numbers add up to the year's in the newest one."""

    def __init__(self, staff: Staff, dossier: Dossier, months: Sequence[int], seed: int) -> None:
        self.staff, self.months, self.dice = staff, months, random.Random(seed + 43)
        self.villages: list[Village] = dossier.county.villages
        self.scale = scale_of(dossier.county)
        self.turn = 0

    def pass_month(self, month: int) -> None:
        place = self.months.index(month)
        with transaction.atomic():
            for number in self._share(LECTURES, place):
                self._lecture(number, month)
            for number in self._share(HOME_VISITS, place):
                self._home_visit(number, month)
            for number in self._share(SESSIONS, place):
                self._session(number, month)
            if place in (2, 5, 8):
                self._training((2, 5, 8).index(place), month)
            if place % 4 == 1:
                self._plain(BRIEFING, month, "社会救助政策宣讲", {"policy": "低收入人口动态监测"}, 80)
            if place == 6:
                self._plain(WARNING_EDUCATION, month, "集中整治警示教育", {"cases": "冒领补贴典型案例"}, 120)
            if place == 4:
                self._plain(GROUP_WEDDING, month, "“520”集体婚礼", {"couples": "20"}, 300)

    def _share(self, whole: int, place: int) -> range:
        """The month's part of a year's number."""
        number = max(round(whole * self.scale), 1)
        return range(number * place // len(self.months), number * (place + 1) // len(self.months))

    def _lecture(self, number: int, month: int) -> None:
        village = self.villages[number * 7 % len(self.villages)]
        self._hold(
            LECTURE, village.code, f"{village.name}小学", month, "未成年人保护法进校园", self.dice.randint(35, 160),
            people=[Present("法治副校长", Part.SPEAKER, "县检察院")],
            said={"law": "《未成年人保护法》", "audience": "CHILDREN", "materials": "宣传手册"},
        )  # fmt: skip

    def _home_visit(self, number: int, month: int) -> None:
        village = self.villages[number * 11 % len(self.villages)]
        concern = CONCERNS[number % len(CONCERNS)][0]
        self._hold(
            HOME_VISIT, village.code, f"{village.name}家中", month, "重点未成年人上户探访", 1,
            people=[Present("儿童主任", Part.WORKER, village.name), Present(f"儿童{number + 1:02d}", Part.VISITED)],
            said={"file": f"WB2024{number + 1:03d}", "concern": concern, "plan": "每月回访，联系学校和监护人。"},
        )  # fmt: skip

    def _session(self, number: int, month: int) -> None:
        children = [Present(f"儿童{number // 4 * 8 + each + 1:02d}") for each in range(8)]
        workers = [Present("社工甲", Part.WORKER, "县未保中心"), Present("社工乙", Part.WORKER, "县未保中心")]
        self._hold(
            GROUP_SESSION, self.villages[0].code, "县未成年人保护中心", month, f"成长与安全小组第{number % 4 + 1}节", 8,
            people=[*workers, *children], said={"session": f"第{number % 4 + 1}节", "goal": "认识和表达情绪"},
        )  # fmt: skip

    def _training(self, turn: int, month: int) -> None:
        """Three classes; each handler goes to one of them."""
        trained = max(round(TRAINED * self.scale), 6)
        names = [
            Present(
                f"{SURNAMES[each % 20]}{GIVEN[each // 20 % 20]}", unit=self.villages[each % len(self.villages)].name
            )
            for each in range(trained * turn // 3, trained * (turn + 1) // 3)
        ]
        self._hold(
            TRAINING, self.staff.county.code, "县委党校", month, f"社会救助经办人员培训班（第{turn + 1}期）", len(names),
            people=[Present("李敏", Part.SPEAKER, "县民政局"), *names],
            said={"contents": "低保审核确认、入户调查、信息核对授权。", "exam": "闭卷，全部合格。"},
        )  # fmt: skip

    def _plain(self, kind: ActivityKind, month: int, topic: str, said: dict[str, str], headcount: int) -> None:
        people = [Present("李敏", Part.SPEAKER, "县民政局")]
        self._hold(kind, self.staff.county.code, "县文化中心", month, topic, headcount, people=people, said=said)

    def _hold(
        self, kind: ActivityKind, area: str, place: str, month: int, topic: str, headcount: int, **more: Any
    ) -> None:
        self.turn += 1
        on = day_of(month, self.dice.randint(3, 26))
        by = self.staff.officer if area == self.staff.county.code else crew(self.staff.users, area)[0]
        held = Held(
            kind,
            moment(on, 9),
            area,
            place,
            topic,
            headcount,
            minutes=60,
            pictures=[Picture(PHOTO, self._photo())],
            **more,
        )
        hold(held, by=by, at=moment(on, 16))

    def _photo(self) -> io.BytesIO:
        """Another picture each time: no photo of two activities is the same."""
        content = io.BytesIO()
        picture = Image.linear_gradient("L").rotate(self.turn * 37 % 360).resize((320, 240)).convert("RGB")
        for corner in range(6):
            x, y = self.turn * 61 * (corner + 1) % 260, self.turn * 43 * (corner + 2) % 190
            picture.paste((corner * 40, self.turn * 17 % 255, 90), (x, y, x + 60, y + 50))
        picture.save(content, "JPEG", quality=60)
        content.seek(0)
        return content
