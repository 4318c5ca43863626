"""Near kin as the registry knows them, and who must stand back because of them (R-REL-01, R-REL-05, R-REC-03, R-ORG-01).

A relation is a path of steps: U to a parent, D to a child, S to a sibling, M to a spouse. US is a parent's sibling, SM a sibling's
spouse. Which paths count is data; which people they lead to is found by walking rows of `Kin` and of households.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q

from doudi.base.models import User
from doudi.mechanisms.registry.models import Kin, Membership, Person


class KinSet(StrEnum):
    """How far near kin reach."""

    LEGAL = "LEGAL"  # Civil Code art. 1045 (R-REL-01)
    EXTENDED = "EXTENDED"  # as localities and the rules of recusal extend it (R-REL-05, R-REC-03)


LEGAL: dict[str, str] = {
    "M": "配偶",
    "U": "父母",
    "D": "子女",
    "S": "兄弟姐妹",
    "UU": "祖父母、外祖父母",
    "DD": "孙子女、外孙子女",
}
EXTENDED: dict[str, str] = {
    **LEGAL,
    "UM": "继父母",
    "MD": "继子女",
    "US": "叔伯姑舅姨",
    "SD": "侄子女、外甥子女",
    "USD": "堂表兄弟姐妹",
    "DM": "子女的配偶",
    "MU": "配偶的父母",
    "MS": "配偶的兄弟姐妹",
    "SM": "兄弟姐妹的配偶",
    "USM": "叔伯姑舅姨的配偶",
    "MSD": "配偶的侄子女、外甥子女",
    "SDM": "侄子女、外甥子女的配偶",
    "MUS": "配偶的叔伯姑舅姨",
    "I": "姻亲",
    "O": "其他亲属",
}
_PATHS = {KinSet.LEGAL: LEGAL, KinSet.EXTENDED: EXTENDED}

_STEP = {
    Kin.Relation.SPOUSE: "M",
    Kin.Relation.PARENT: "U",
    Kin.Relation.CHILD: "D",
    Kin.Relation.SIBLING: "S",
    Kin.Relation.GRANDPARENT: "UU",
    Kin.Relation.GRANDCHILD: "DD",
    Kin.Relation.IN_LAW: "I",
    Kin.Relation.OTHER: "O",
}
# What a member is to the head of the household, in the words of household books.
HEAD_RELATIONS: dict[str, str] = {
    **dict.fromkeys(("户主", "本人", "申请人"), ""),
    **dict.fromkeys(("配偶", "妻", "妻子", "夫", "丈夫", "爱人"), "M"),
    **dict.fromkeys(("子", "女", "子女", "儿子", "女儿", "独生子", "独生女", "养子", "养女"), "D"),
    **dict.fromkeys((f"{n}{c}" for n in "长次二三四五六七八" for c in ("子", "女")), "D"),
    **dict.fromkeys(("父", "母", "父亲", "母亲", "父母", "养父", "养母"), "U"),
    **dict.fromkeys(("兄", "弟", "姐", "妹", "哥哥", "弟弟", "姐姐", "妹妹", "兄弟", "姐妹", "兄弟姐妹"), "S"),
    **dict.fromkeys(("孙子", "孙女", "外孙", "外孙子", "外孙女", "孙", "孙子女", "外孙子女"), "DD"),
    **dict.fromkeys(("祖父", "祖母", "外祖父", "外祖母", "爷爷", "奶奶", "外公", "外婆"), "UU"),
    **dict.fromkeys(("儿媳", "媳", "女婿", "婿"), "DM"),
    **dict.fromkeys(("公公", "婆婆", "岳父", "岳母", "公", "婆"), "MU"),
    **dict.fromkeys(("继子", "继女"), "MD"),
    **dict.fromkeys(("继父", "继母"), "UM"),
    **dict.fromkeys(("嫂", "嫂子", "弟媳", "姐夫", "妹夫"), "SM"),
    **dict.fromkeys(("侄", "侄子", "侄女", "外甥", "外甥女"), "SD"),
    **dict.fromkeys(("叔", "伯", "姑", "舅", "姨", "叔父", "伯父", "姑母", "舅父", "姨母"), "US"),
}
_SHORTER = (("UD", "S"), ("SS", "S"), ("SU", "U"), ("DS", "D"))
_INVERSE = str.maketrans("UDSMIO", "DUSMIO")
_STEPS = 4  # to a cousin by parent, grandparent, uncle
# Where a walk may pass: every beginning of a path that counts, and the grandparents of a spouse.
_ON_THE_WAY = {path[:length] for path in EXTENDED for length in range(1, len(path) + 1)} | {"MUU"}


@dataclass(frozen=True)
class Relative:
    """Somebody near: who, what he is in words, whether by law or by extension."""

    person_id: int
    relation: str
    kin_set: KinSet


def near_kin(person_id: int, on: dt.date, kin_set: KinSet = KinSet.LEGAL) -> dict[int, Relative]:
    """Near kin of a person on a day, by person id: four steps at most, two small queries a step."""
    return near_kin_of([person_id], on, kin_set)[person_id]


def near_kin_of(
    person_ids: Collection[int], on: dt.date, kin_set: KinSet = KinSet.LEGAL
) -> dict[int, dict[int, Relative]]:
    """Near kin of each of many people, by their ids: as many queries as for one of them."""
    paths = _PATHS[kin_set]
    best: dict[int, dict[int, str]] = {each: {} for each in person_ids}
    reached: dict[int, dict[int, set[str]]] = {each: {each: {""}} for each in person_ids}
    frontiers = {each: {each: {""}} for each in person_ids}
    for _ in range(_STEPS):
        known: dict[int, list[tuple[int, str]]] = {}
        for here, there, edge in _edges({here for frontier in frontiers.values() for here in frontier}, on):
            known.setdefault(here, []).append((there, edge))
        for person, frontier in frontiers.items():
            frontiers[person] = _walk(person, frontier, known, reached[person])
            for there, found in frontiers[person].items():
                for path in found & paths.keys():
                    if there not in best[person] or _rank(path) < _rank(best[person][there]):
                        best[person][there] = path
        frontiers = {person: frontier for person, frontier in frontiers.items() if frontier}
        if not frontiers:
            break
    return {
        person: {
            there: Relative(there, paths[path], KinSet.LEGAL if path in LEGAL else KinSet.EXTENDED)
            for there, path in found.items()
        }
        for person, found in best.items()
    }


def _walk(
    person: int,
    frontier: Mapping[int, set[str]],
    known: Mapping[int, Sequence[tuple[int, str]]],
    reached: dict[int, set[str]],
) -> dict[int, set[str]]:
    """One step further from everybody on the frontier of a person: who is reached anew, by which paths."""
    step: dict[int, set[str]] = {}
    for here, before in frontier.items():
        for there, edge in known.get(here, ()):
            if there == person:
                continue
            for path in before:
                longer = shorten(path + edge)
                if longer in _ON_THE_WAY and longer not in reached.get(there, ()):
                    reached.setdefault(there, set()).add(longer)
                    step.setdefault(there, set()).add(longer)
    return step


def recused(user: User, person_ids: Collection[int], *, on: dt.date, indexes: Collection[str] = ()) -> str | None:
    """The reason why a user must stand back from people (all members of the household concerned), or None.

    It is looked up by identity number, not left to honesty (R-ORG-01, R-REC-04). `indexes` are blind indexes of numbers of people
    who are not in the registry.
    """
    if not user.id_index:
        return None
    if user.id_index in indexes:
        return "您本人是当事人，依规应当回避，请由他人办理。"
    relatives = relatives_of_user(user, on)
    wanted = set(person_ids)
    if indexes:
        wanted |= set(Person.objects.filter(id_index__in=indexes).values_list("pk", flat=True))
    for person in sorted(wanted & relatives.keys()):
        relation = relatives[person].relation
        if relation == _SELF:
            return "您本人是当事人，依规应当回避，请由他人办理。"
        return f"当事人是您的{relation}，依规应当回避，请由他人办理。"
    return None


def relatives_of_user(user: User, on: dt.date) -> dict[int, Relative]:
    """The user himself and his near kin in the wide sense, by person id; kept on the user object for the request."""
    kept: dict[dt.date, dict[int, Relative]] = user.__dict__.setdefault("_relatives", {})
    if on not in kept:
        person = (
            Person.objects.filter(id_index=user.id_index).values_list("pk", flat=True).first()
            if user.id_index
            else None
        )
        kept[on] = (
            {person: Relative(person, _SELF, KinSet.LEGAL), **near_kin(person, on, KinSet.EXTENDED)} if person else {}
        )
    return kept[on]


def shorten(path: str) -> str:
    """The plain form of a path: a parent's other child is a sibling, a sibling's parent is a parent."""
    before = ""
    while path != before:
        before = path
        for long, short in _SHORTER:
            path = path.replace(long, short)
    return path


def inverse(path: str) -> str:
    """The way back: what I am to someone who is that to me."""
    return path[::-1].translate(_INVERSE)


_SELF = "本人"


def _rank(path: str) -> tuple[bool, int, str]:
    return path not in LEGAL, len(path), path


def _edges(people: Collection[int], on: dt.date) -> Iterator[tuple[int, int, str]]:
    """(from, to, path) of every relation of these people known on a day."""
    in_force = (Q(from_on=None) | Q(from_on__lte=on)) & (Q(to_on=None) | Q(to_on__gte=on))
    rows = Kin.objects.filter(in_force).filter(Q(person__in=people) | Q(relative__in=people))
    for person, relative, relation in rows.values_list("person", "relative", "relation"):
        step = _STEP[Kin.Relation(relation)]
        if person in people:
            yield person, relative, step
        if relative in people:
            yield relative, person, inverse(step)
    homes = Membership.objects.filter(in_force, person__in=people).values("household")
    members: dict[int, list[tuple[int, str]]] = {}
    for household, person, relation in Membership.objects.filter(in_force, household__in=homes).values_list(
        "household", "person", "relation"
    ):
        members.setdefault(household, []).append((person, relation))
    for home in members.values():
        yield from ((a, b, path) for a, b, path in _within_household(home) if a in people)


# Where only one child (and one child's spouse) lives in the house, these two belong together.
_ONLY_ONE = {
    ("D", "DM"): "M",
    ("DM", "D"): "M",
    ("D", "DD"): "D",
    ("DD", "D"): "U",
    ("DM", "DD"): "D",
    ("DD", "DM"): "U",
}


def _within_household(home: Collection[tuple[int, str]]) -> Iterator[tuple[int, int, str]]:
    """Relations inside one household from what each member is to its head. A child there is a child of the head's spouse too."""
    known = [(person, HEAD_RELATIONS[word]) for person, word in home if word in HEAD_RELATIONS]
    often = Counter(path for _, path in known)
    lonely = often["D"] <= 1 and often["DM"] <= 1
    for one, from_head in known:
        for other, to_other in known:
            if one == other:
                continue
            path = _ONLY_ONE.get((from_head, to_other)) if lonely else None
            path = path or shorten(inverse(from_head) + to_other)
            if path:
                yield one, other, {"MD": "D", "UM": "U"}.get(path, path)
