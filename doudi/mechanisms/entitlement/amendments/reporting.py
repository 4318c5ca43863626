"""How a case about an award begins, and what is put down in it while it is looked at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from doudi.base.access import require
from doudi.base.models import Area, User
from doudi.base.refused import Refused
from doudi.mechanisms.casework import services as casework
from doudi.mechanisms.casework.services import NewCase
from doudi.mechanisms.entitlement.amendments import families, queries
from doudi.mechanisms.entitlement.amendments.declare import Amending
from doudi.mechanisms.entitlement.amendments.models import AmendedFact, AmendedMember, Amendment, Occasion
from doudi.mechanisms.entitlement.awards import queries as awards
from doudi.mechanisms.entitlement.awards.models import Award
from doudi.mechanisms.entitlement.rules import HOUSEHOLD, PERSON
from doudi.mechanisms.registry.models import Household, Membership, Person

_BY_ITSELF = "定期复核到期"


@dataclass(frozen=True)
class NewAmendment:
    """What somebody reports of an award. `other`: the household that joins (合户); `moves_to`: the village it moves to within the county;
    `leaves_to`: the office of another county that it moves to (某市某区民政局)."""

    occasion: Occasion
    words: str
    reporter: str = ""
    happened_on: dt.date | None = None
    other: Household | None = None
    moves_to: str = ""
    leaves_to: str = ""


def report(amending: Amending, award: Award, new: NewAmendment, *, by: User, at: dt.datetime) -> Amendment:
    """登记变更: open a case about an award. One at a time: what else has changed is put down in the one that is open."""
    today = timezone.localdate(at)
    require(by, amending.reporters, area_code=award.area_code, on=today)
    if new.occasion not in amending.occasions:
        raise Refused(f"{amending.benefit.name}没有“{new.occasion.label}”的变更事由。")
    if not new.words.strip():
        raise Refused("请填写变化情况。")
    if new.happened_on is not None and new.happened_on > today:
        raise Refused("变化日期不能晚于今天，请核对。")
    if award.until_month is not None:
        raise Refused("这项待遇已经停发，不能登记变更；情况变化后符合条件的，请重新申请。")
    if new.occasion == Occasion.GRACE and award.grace_until is None:
        raise Refused("这项待遇不在渐退期，不能按渐退期满登记。")
    area = _moves_to(award, new)
    _check_other(award, new)
    if (running := queries.open_for(award)) is not None:
        raise Refused(f"这项待遇正在办理变更{running.case.number}，新的变化请在其中一并登记。")
    try:
        with transaction.atomic():
            case = casework.open_case(
                amending.flow,
                title=award.party.name,
                area_code=award.area_code,
                by=by,
                at=at,
                because=f"{new.occasion.label}：{new.words}"[:400],
            )
            made = Amendment.objects.create(
                case=case,
                award=award,
                occasion=new.occasion,
                reporter=new.reporter.strip(),
                happened_on=new.happened_on,
                words=new.words.strip()[:400],
                other=new.other,
                moves_to=area,
                leaves_to=new.leaves_to.strip()[:80],
            )
            if new.occasion == Occasion.MERGE and new.other is not None:
                _join_all(made, new.other, by)
    except IntegrityError as error:
        raise Refused("这项待遇的变更刚刚由他人登记，请刷新后查看。") from error
    return made


def open_due_reviews(amending: Amending, *, on: dt.date, at: dt.datetime) -> int:
    """Open a case for every award whose review falls due within the days of notice (R-DYN-01); how many. Running it again does nothing."""
    due = Award.objects.filter(
        benefit=amending.benefit.code, until_month=None, review_due_on__lte=awards.review_soon(on)
    ).exclude(amendments__open=True)
    rows = list(due.select_related("party").order_by("review_due_on", "pk"))
    with transaction.atomic():
        cases = casework.open_cases(
            amending.flow, [NewCase(each.party.name, each.area_code) for each in rows], by=None, at=at, because=_BY_ITSELF
        )  # fmt: skip
        Amendment.objects.bulk_create(
            Amendment(case=case, award=award, occasion=Occasion.REVIEW, words=f"复核期限{award.review_due_on}")
            for case, award in zip(cases, rows, strict=True)
        )
    return len(rows)


def look_again(amending: Amending, award: Award, words: str, *, at: dt.datetime) -> Amendment | None:
    """重新核查 that nobody reports: something came to light that throws doubt on how the award was decided (R-REC-05). What is open already is
    looked at in there; None if the award has ended."""
    running = queries.open_for(award)
    if running is not None or award.until_month is not None:
        return running
    with transaction.atomic():
        case = casework.open_case(
            amending.flow, title=award.party.name, area_code=award.area_code, by=None, at=at, because=words[:400]
        )
        return Amendment.objects.create(case=case, award=award, occasion=Occasion.REPORTED, words=words[:400])


def put_down(
    row: Amendment,
    fact: str,
    value: int,
    *,
    person: Person | None = None,
    evidence: str,
    on: dt.date,
    by: User,
    at: dt.datetime,
) -> AmendedFact:
    """登记核查情况: a figure as it is now (money in fen, months as numbers), of a person or of the household."""
    amending = _check_open(row, by, at)
    known = amending.benefit.book.all_facts
    if fact not in (amending.of_person if person is not None else amending.of_household):
        raise Refused("这一项不能在变更中登记，请从列表中选择。")
    assert known[fact].level is (PERSON if person is not None else HOUSEHOLD)
    if value < 0:
        raise Refused("数额不能为负数，请核对。")
    if not evidence.strip():
        raise Refused("请填写依据。")
    if on > timezone.localdate(at):
        raise Refused("核查日期不能晚于今天，请核对。")
    if person is not None and str(person.pk) not in _keys(row, on):
        raise Refused(f"{person.party.name}不是这一户的保障对象，请先登记成员变动。")
    return AmendedFact.objects.create(
        amendment=row, person=person, fact=fact, value=value, evidence=evidence.strip()[:120], on=on, by=by, at=at
    )


def join(row: Amendment, person: Person, *, relation: str, because: str, by: User, at: dt.datetime) -> AmendedMember:
    """成员增加: born, married in, come back. Whoever an award of the same kind covers already leaves it first."""
    amending = _check_open(row, by, at)
    if not amending.benefit.covers:
        raise Refused(f"{amending.benefit.name}按人发放，没有成员的增减；其他人请单独申请。")
    if person.died_on is not None:
        raise Refused(f"{person.party.name}已登记死亡，请核对。")
    if not relation.strip() or not because.strip():
        raise Refused("请填写与户主关系和增加的原因。")
    day = timezone.localdate(at)
    if str(person.pk) in _keys(row, day):
        raise Refused(f"{person.party.name}已经是这一户的保障对象。")
    first = families.month_from(row.award, day)
    for each in awards.covered_now(amending.benefit, [person.pk]):
        if each.until_month is None or each.until_month >= first:
            raise Refused(
                f"{person.party.name}正在“{each.award.party.name}”户享受{amending.benefit.name}，"
                "请先在该户办理成员减少，或者登记合户。"
            )
    return _member(row, person, True, relation, because, by)


def leave(row: Amendment, person: Person, *, because: str, by: User, at: dt.datetime) -> AmendedMember:
    """成员减少: married out, moved away, imprisoned, or into a household of his own (分户). The dead are seen to by themselves."""
    _check_open(row, by, at)
    if person.died_on is not None:
        raise Refused(f"{person.party.name}已登记死亡，请在“死亡办理”中确认。")
    if not because.strip():
        raise Refused("请填写减少的原因。")
    keys = _keys(row, timezone.localdate(at))
    if str(person.pk) not in keys:
        raise Refused(f"{person.party.name}不是这一户的保障对象，请核对。")
    if len(keys) == 1:
        raise Refused("这一户只剩一人，不能再减少；不再保障的请提出停发。")
    return _member(row, person, False, "", because, by)


def take_back(member: AmendedMember, *, by: User, at: dt.datetime) -> None:
    """撤销登记的成员变动: it was put down by mistake."""
    _check_open(member.amendment, by, at)
    member.delete()


def _member(row: Amendment, person: Person, joins: bool, relation: str, because: str, by: User) -> AmendedMember:
    if row.members.filter(person=person).exists():
        raise Refused(f"{person.party.name}的变动已经登记，要更正的请先撤销。")
    return AmendedMember.objects.create(
        amendment=row, person=person, joins=joins, relation=relation.strip(), because=because.strip()[:120], by=by
    )


def _check_open(row: Amendment, by: User, at: dt.datetime) -> Amending:
    row.case.refresh_from_db()
    amending = families.amending(row)
    require(by, amending.checkers, area_code=row.case.area_code, on=timezone.localdate(at))
    if row.case.stage not in amending.checking:
        stage = amending.flow.stage(row.case.stage).name
        raise Refused(f"{row.case.number}现处于“{stage}”，不能登记核查情况。")
    return amending


def _keys(row: Amendment, on: dt.date) -> set[str]:
    return {each.key for each in families.after(row, families.month_from(row.award, on)).people}


def _moves_to(award: Award, new: NewAmendment) -> Area | None:
    if new.leaves_to.strip():
        if new.occasion != Occasion.MOVE:
            raise Refused("只有迁移填写迁往的外县。")
        if new.moves_to:
            raise Refused("迁往外县的不选本县的村（社区），请只填一项。")
        return None
    if not new.moves_to:
        return None
    if new.occasion != Occasion.MOVE:
        raise Refused("只有迁移填写迁入地。")
    area = Area.objects.filter(code=new.moves_to, level=Area.Level.VILLAGE).first()
    if area is None:
        raise Refused("请选择迁入的村（社区）；迁出本县的不填。")
    if area.code == award.area_code:
        raise Refused("迁入地与现住地相同，请核对。")
    return area


def _check_other(award: Award, new: NewAmendment) -> None:
    if (new.occasion == Occasion.MERGE) is not (new.other is not None):
        raise Refused("合户须填写并入的户，其他事由不填。")
    if new.other is not None and new.other.pk == award.party_id:
        raise Refused("不能与本户合户，请核对。")


def _join_all(row: Amendment, other: Household, by: User) -> None:
    rows = Membership.objects.filter(household=other, to_on=None).select_related("person__party")
    members: Sequence[Membership] = [each for each in rows if each.person.died_on is None]
    if not members:
        raise Refused("要并入的户没有成员，请核对。")
    AmendedMember.objects.bulk_create(
        AmendedMember(
            amendment=row, person=each.person, joins=True, relation="其他", because=f"{other}并入", by=by
        )
        for each in members
    )  # fmt: skip
