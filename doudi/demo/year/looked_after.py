"""What is being looked after in the first days of December, each in small numbers so that no page is empty: an intended termination of tekun
that hangs, reviews of the nursing subsidy that are missed, households that grow, part, move and leave the county, near relatives declared
and visited, papers put into an archive. All of it takes effect in January: nothing that was paid by the end of November changes."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import transaction
from PIL import Image

from doudi.base.models import StoredFile
from doudi.demo.county import Home
from doudi.demo.dossier import Dossier
from doudi.demo.year.dibao_changes import Change, Found, carry
from doudi.demo.year.roads import Road, Walker, go
from doudi.demo.year.staff import Staff, moment
from doudi.mechanisms.entitlement.amendments import reporting
from doudi.mechanisms.entitlement.amendments.declare import Amending
from doudi.mechanisms.entitlement.amendments.models import Occasion, Outcome
from doudi.mechanisms.entitlement.amendments.reporting import NewAmendment
from doudi.mechanisms.entitlement.archives import gathering
from doudi.mechanisms.entitlement.archives import services as archives
from doudi.mechanisms.entitlement.awards.models import Award
from doudi.mechanisms.registry.models import Category, Kin, Person
from doudi.mechanisms.registry.services import NewCategory, NewPerson, put_in_category, register_people
from doudi.programmes.assistance.dibao.benefit import DIBAO_BENEFIT
from doudi.programmes.assistance.tekun.after.looking_after import AMENDING as TEKUN
from doudi.programmes.assistance.tekun.benefit import TEKUN_BENEFIT
from doudi.programmes.disability.disability_subsidies.after.looking_after import NURSING_AMENDING
from doudi.programmes.disability.disability_subsidies.archive import ARCHIVE
from doudi.programmes.disability.disability_subsidies.benefit import NURSING_SUBSIDY
from doudi.programmes.integrity.near_relatives import services as filings

DECEMBER = 2024 * 12 + 11
FIRST = dt.date(2024, 12, 2)
ELSEWHERE = "邻县民政局"
TERMINATIONS, MISSED, FILED, ARCHIVED = 2, 4, 5, 3


class LookedAfter:
    """`december` once, after the month's payments."""

    def __init__(self, staff: Staff, dossier: Dossier, strangers: Sequence[Home]) -> None:
        self.staff, self.dossier, self.strangers = staff, dossier, strangers
        self.photo: StoredFile | None = None

    def december(self) -> None:
        with transaction.atomic():
            self._terminations()
            self._missed_reviews()
            self._households()
            self._filings()
            self._papers()

    def _awards(self, benefit: str, people: int = 1) -> Iterator[Award]:
        """Paid on, neither held nor deferred nor under way; the last ones first, whom nothing was planted on."""
        rows = Award.objects.filter(
            benefit=benefit,
            until_month=None,
            held_until=None,
            grace_until=None,
            people__gte=people,
            from_month__lt=DECEMBER,
        ).exclude(amendments__open=True)
        return rows.select_related("party").order_by("-pk").iterator(chunk_size=50)

    def _reported(self, amending: Amending, award: Award, occasion: Occasion, words: str, **more: Any) -> Walker:
        new = NewAmendment(occasion, words, reporter=award.party.name, happened_on=dt.date(2024, 11, 28), **more)
        made = reporting.report(amending, award, new, by=self.staff.clerk(award.area_code), at=moment(FIRST, 9))
        return Walker(made.case, self.staff, FIRST, self.photo)

    def _terminations(self) -> None:
        """R-TK-07: signed and hung for seven days; one has moved to another county, the other gives it up himself."""
        roads = []
        for turn, award in zip(range(TERMINATIONS), self._awards(TEKUN_BENEFIT.code), strict=False):
            leaves = turn == 0
            occasion, reason = (Occasion.MOVE, "MOVED") if leaves else (Occasion.EXIT, "WITHDRAWN")
            words = "户籍迁往邻县，随侄子居住。" if leaves else "本人书面提出退出，由侄子照料。"
            walk = self._reported(TEKUN, award, occasion, words, leaves_to=ELSEWHERE if leaves else "")
            roads.append(_termination(walk, reason, words))
        go(roads)

    def _missed_reviews(self) -> None:
        """R-DIS-07: told twice, then held; one of them has been seen since."""
        roads = []
        for turn, award in zip(range(MISSED), self._awards(NURSING_SUBSIDY.code), strict=False):
            walk = self._reported(NURSING_AMENDING, award, Occasion.REVIEW, "定期复核")
            roads.append(_missed(walk, turn))
        go(roads)

    def _households(self) -> None:
        """One moves within the county, one to another; out of one somebody leaves, another one parts."""
        villages = [each.code for each in self.dossier.county.villages]
        homes = self._awards(DIBAO_BENEFIT.code, people=3)
        inside, outside, left, parted = (next(homes, None) for _ in range(4))
        changes = []
        near = [
            code
            for code in villages
            if inside is not None and code != inside.area_code and code[:9] == inside.area_code[:9]
        ]
        if inside is not None and near:
            changes.append(
                Change(
                    inside,
                    Occasion.MOVE,
                    "全家迁到本镇另一个村居住。",
                    Outcome.KEEP,
                    "",
                    moves_to=near[0],
                    until=3,
                )
            )
        if outside is not None:
            changes.append(
                Change(
                    outside, Occasion.MOVE, "全家户籍迁往邻县。", Outcome.STOP, "", reason="MOVED", leaves_to=ELSEWHERE, until=4
                )
            )  # fmt: skip
        for award, occasion, words in (
            (left, Occasion.LEAVE, "女儿出嫁，户口迁出。"),
            (parted, Occasion.SPLIT, "儿子成家后分户另过。"),
        ):
            if award is not None:
                changes.append(Change(award, occasion, words, Outcome.ADJUST, "", leaves=_youngest(award), until=3))
        if (change := self._joining(next(homes, None))) is not None:
            changes.append(change)
        carry(changes, DECEMBER, self.staff, self.photo)

    def _joining(self, award: Award | None) -> Change | None:
        """A daughter-in-law who has married into a household and earns nothing: proposed to be counted from the next month on."""
        brides = (
            person
            for home in self.strangers
            for person in home.people
            if person is not home.head and person.sex == "女" and person.age(FIRST) in range(22, 36)
        )
        bride = next(brides, None)
        if award is None or bride is None:
            return None
        new = NewPerson(bride.number, bride.name, award.area_code)
        [known] = register_people([new], by=None, at=moment(FIRST, 9), because="婚姻登记、户口迁入")
        words = "儿子结婚，儿媳户口迁入，无业，共同生活。"
        nothing = [Found(known, "wages", 0, "参保和个税比对")]
        return Change(award, Occasion.JOIN, words, Outcome.ADJUST, "", nothing, joins=(known, "儿媳"), until=4)

    def _filings(self) -> None:
        """R-REL-03: members of village committees declare; the county has visited every one of them but the last."""
        at, roads = moment(FIRST, 10), []
        homes = [each for each in self.strangers if each.head.age(FIRST) in range(35, 60)]
        for turn, (home, award) in enumerate(zip(homes[:FILED], self._awards(DIBAO_BENEFIT.code), strict=False)):
            head, code = home.head, award.area_code
            [cadre] = register_people(
                [NewPerson(head.number, head.name, code)], by=None, at=at, because="村（居）干部名册"
            )
            post = NewCategory(cadre.pk, Category.Kind.VILLAGE_CADRE, dt.date(2021, 3, 1), because="村（居）委会换届")
            put_in_category([post], by=None, at=at)
            relative = Person.objects.select_related("party").get(pk=award.party.household.head_id)
            new = filings.NewDeclaration(
                relative.id_number,
                Kin.Relation.SIBLING,
                benefit=award.benefit,
                hardship="因病致贫",
                staff_number=cadre.id_number,
            )
            clerk = self.staff.clerk(cadre.party.area_id or code)  # he was known before, perhaps in another village
            for made in filings.declare(new, by=clerk, at=at):
                roads.append(_filed(Walker(made.case, self.staff, FIRST, self.photo), visited=turn < FILED - 1))
        go(roads)

    def _papers(self) -> None:
        """Whole archives, and one that lacks the back of the certificate."""
        for turn, award in zip(range(ARCHIVED), self._awards(NURSING_SUBSIDY.code), strict=False):
            for element in ("identity", "certificate_front", "certificate_back")[: 3 - turn // (ARCHIVED - 1)]:
                found = gathering.gather(self.staff.officer, ARCHIVE, award.party_id, on=FIRST)
                name = f"{element}.png"
                archives.put_in(
                    found, element, [(name, _scan(turn * 3 + len(element)))], origin="APPLICANT", made_on=dt.date(2022, 6, 1),
                    words="窗口扫描", by=self.staff.clerk(award.area_code), at=moment(FIRST, 11),
                )  # fmt: skip


def _termination(walk: Walker, reason: str, words: str) -> Road:
    yield walk.by(walk.clerk, "start", 10)
    walk.later(1)
    yield walk.by(walk.clerk, "visit", 15, second=walk.second, visited_on=str(walk.day), found=words)
    yield walk.by(walk.clerk, "propose", 16, outcome="STOP", reason=reason, review_class="STABLE", words=words)
    walk.later(1)
    yield walk.by(walk.leader, "sign_stop", 10)
    yield walk.by(walk.clerk, "post", 15, posted_on=str(walk.day))


def _missed(walk: Walker, turn: int) -> Road:
    yield walk.by(walk.clerk, "start", 10)
    for answer in ("电话无人接听", "上门未遇，已留通知"):
        yield walk.by(
            walk.clerk,
            "contact",
            15,
            told_on=str(walk.day),
            way="PHONE" if "电话" in answer else "VISIT",
            answer=answer,
        )
        walk.later(1)
    if turn == MISSED - 1:
        return  # told twice, and nothing held yet
    yield walk.by(walk.officer, "hold", 10, reason="REVIEW_MISSED", words="两次通知未参加复核")
    if turn == 0:
        walk.later(1)
        yield walk.by(
            walk.clerk, "look", 15, seen_on=str(walk.day), way="VISIT", found="在女儿家中见到本人，长期卧床，情况不变。"
        )


def _filed(walk: Walker, *, visited: bool) -> Road:
    walk.later(1)
    yield walk.by(walk.leader, "opine", 10, words="申报属实，关系清楚。")
    if visited:
        walk.later(1)
        said = {"visited_on": str(walk.day), "found": "入户核实，家庭确有困难，与申报一致。", "opinion": "同意备案。"}
        yield walk.by(walk.officer, "visit", 15, second=walk.staff.second, **said)


def _youngest(award: Award) -> Person:
    covered = award.covered.filter(until_month=None).select_related("person__party").order_by("-person__born_on")
    return covered[0].person


def _scan(number: int) -> io.BytesIO:
    """A card as a scanner gives it; another one each time."""
    content = io.BytesIO()
    picture = Image.new("RGB", (340, 214), (225, 232, 240))
    picture.paste((180 - number * 7 % 90, 200, 190 + number * 5 % 60), (20, 24 + number, 110, 140 + number))
    for line in range(4):
        picture.paste((120, 130, 140), (130, 40 + line * 30, 200 + (number * 17 + line * 31) % 120, 48 + line * 30))
    picture.save(content, "PNG")
    content.seek(0)
    return content
