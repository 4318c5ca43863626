"""What follows a decision: the award is looked at, adjusted, deferred, moved or stopped by its own services, households divide, join and move
in the registry; and all of it is taken back where the decision was wrong."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from doudi.base.roles import Role
from doudi.mechanisms.casework import about
from doudi.mechanisms.casework.declare import Said
from doudi.mechanisms.casework.models import ActionTaken, Case
from doudi.mechanisms.entitlement import stopping
from doudi.mechanisms.entitlement.amendments import families, queries
from doudi.mechanisms.entitlement.amendments.models import Amendment, Occasion, Outcome
from doudi.mechanisms.entitlement.awards import queries as award_queries
from doudi.mechanisms.entitlement.awards import services as awards
from doudi.mechanisms.entitlement.awards.models import AwardChange, ReviewClass
from doudi.mechanisms.entitlement.awards.reasons import StopReason
from doudi.mechanisms.registry.households import merge_household, move_household, split_household
from doudi.mechanisms.registry.models import Household, Membership
from doudi.mechanisms.registry.services import join_household, leave_household

Kind = AwardChange.Kind


class _Deciding:
    """One decision with what every service asks of it."""

    def __init__(self, row: Amendment, taken: ActionTaken) -> None:
        assert taken.by is not None, "people decide"
        self.row, self.by, self.at = row, taken.by, taken.at
        self.on = timezone.localdate(taken.at)
        self.document = str(taken.data.get("document") or "")
        self.because = f"{row.case.number}{row.get_occasion_display()}：{row.proposal or row.words}"[:400]
        self.month = families.month_from(row.award, self.on)
        self.review_class = ReviewClass(row.review_class or row.award.review_class)
        # Reckoned before anything is changed: afterwards the award has other facts already.
        self.found = families.both_ways(row, self.on)
        self.leaving = families.leaving(row, self.month) if row.occasion == Occasion.SPLIT else None
        self.alone = families.assessed_alone(row, self.on) if row.occasion == Occasion.SPLIT else None

    @property
    def decided(self) -> dict[str, Any]:
        return {
            "decided_on": self.on, "document": self.document, "by": self.by, "at": self.at, "because": self.because,
            "delegated_to": self.delegated_to,
        }  # fmt: skip

    @property
    def delegated_to(self) -> frozenset[Role]:
        """The township decides where the power was delegated to it (R-ORG-02)."""
        return frozenset({Role.TOWNSHIP_LEADER}) if self.row.case.delegated else frozenset()


def carry_out(case: Case, taken: ActionTaken) -> None:
    """Do what was decided, wholly or not at all."""
    row = queries.of(case)
    deciding = _Deciding(row, taken)
    if row.occasion == Occasion.MERGE:
        _stop_other(deciding)
    row.change = _changed(deciding)
    _release(deciding)
    row.document = deciding.document[:80]
    _in_registry(deciding)
    row.save(update_fields=["change", "document", "other"])


def finished(case: Case, taken: ActionTaken) -> None:
    """The next change of the award is a case of its own."""
    about.write(case, Amendment, open=False)


def kept_as_it_is(case: Case, taken: ActionTaken) -> None:
    """维持不变: looked at, and the next review counts from now."""
    carry_out(case, taken)
    finished(case, taken)


def leaves_nowhere(case: Case, said: Said) -> str | None:
    """A file goes to another county with somebody who has left for it, and only once that is decided."""
    row = queries.of(case)
    if not row.leaves_to or row.outcome != Outcome.STOP:
        return "不是迁往外县的，不需要移交档案。"
    return "档案已经移交，请核对。" if queries.handed_over(case) else None


def file_not_handed_over(case: Case, said: Said) -> str | None:
    """Who moves to another county is told where he is looked after from now on: first his file goes there."""
    row = queries.of(case)
    if row.leaves_to and row.outcome == Outcome.STOP and not queries.handed_over(case):
        return f"迁往外县的，须先向{row.leaves_to}移交档案，再送达停发告知书。"
    return None


def hold(case: Case, taken: ActionTaken) -> None:
    """暂缓发放 while it is looked at: with a reason and an end, released by itself (R-DYN-06)."""
    row, on = queries.of(case), timezone.localdate(taken.at)
    assert taken.by is not None
    awards.hold(
        row.award,
        from_month=families.month_from(row.award, on),
        reason=str(taken.data["reason"]),
        by=taken.by,
        at=taken.at,
        because=f"{case.number}：{taken.data.get('words', '')}"[:400],
    )


def reopened(case: Case, taken: ActionTaken) -> None:
    """The decision was revoked: it waits for the county, which takes back what was done."""
    row = queries.of(case)
    if queries.open_for(row.award) is None:
        about.write(case, Amendment, open=True)


def nothing_to_undo(case: Case, said: Said) -> str | None:
    row = queries.of(case)
    if row.change is None:
        return "原决定没有执行，不需要恢复。"
    if row.change.kind not in (Kind.STOP, Kind.ADJUST) or row.occasion in (
        Occasion.SPLIT,
        Occasion.MERGE,
        Occasion.MOVE,
    ):
        return "这类决定涉及户籍变动，须另行登记变更，不能直接恢复。"
    return None


def undo(case: Case, taken: ActionTaken) -> None:
    """恢复原待遇 after the decision was revoked: as if it had not been; what is missing is back-paid with the next run."""
    row, was = queries.of(case), queries.of(case).change
    assert was is not None
    assert taken.by is not None
    decided: dict[str, Any] = {
        "decided_on": timezone.localdate(taken.at), "document": str(taken.data["document"]), "by": taken.by, "at": taken.at,
        "because": f"{case.number}原决定被撤销，恢复原待遇",
    }  # fmt: skip
    if was.kind == Kind.STOP:
        row.change = awards.restore(row.award, **decided)
    else:
        _, family = award_queries.family_of(row.award, was.from_month, known=was.at - dt.timedelta(microseconds=1))
        row.change = awards.adjust(row.award, family, from_month=was.from_month, **decided)
    row.document = decided["document"][:80]
    row.save(update_fields=["change", "document"])


def _changed(it: _Deciding) -> AwardChange:
    row, found = it.row, it.found
    match row.outcome:
        case Outcome.KEEP:
            change = awards.review(row.award, found.family, review_class=it.review_class, **it.decided)
        case Outcome.ADJUST:
            change = awards.adjust(
                row.award,
                found.plain_family,
                from_month=it.month,
                reason=row.occasion,
                review_class=it.review_class,
                ends_grace=row.award.grace_until is not None,
                **it.decided,
            )
        case Outcome.DEFER:
            deferring = families.amending(row).deferring
            assert deferring is not None
            change = deferring.give(
                row,
                found.plain_family,
                on=it.on,
                document=it.document,
                by=it.by,
                at=it.at,
                because=it.because,
                delegated_to=it.delegated_to,
            )
        case _:
            change, _ = stopping.stop(
                row.award, from_month=families.stop_month(row, it.on), reason=row.reason, **it.decided
            )
    return change


def _release(it: _Deciding) -> None:
    """What was held while it was looked at is not held any longer, and is paid with the next run (R-DIS-07); a stop leaves it held."""
    award = it.row.award
    award.refresh_from_db()
    if it.row.outcome == Outcome.STOP or award.held_until is None or award.held_until < it.month:
        return
    if queries.was_held(it.row, any_reason=True):
        awards.release(award, from_month=it.month, by=it.by, at=it.at, because=it.because, delegated_to=it.delegated_to)


def _stop_other(it: _Deciding) -> None:
    """合户: the award of the household that joins ends when the other takes its people in."""
    other = families.other_award(it.row)
    if other is not None:
        stopping.stop(other, from_month=None, reason=StopReason.OTHER_BENEFIT, **it.decided)


def _in_registry(it: _Deciding) -> None:
    """Who belongs where from the day of the decision on."""
    row = it.row
    told: dict[str, Any] = {"on": it.on, "by": it.by, "at": it.at, "because": it.because}
    household = Household.objects.select_related("party").filter(pk=row.award.party_id).first()
    if household is None:  # an award of one person
        return
    if row.occasion == Occasion.MERGE and row.other is not None:
        merge_household(row.other, household, **told)
        return
    if row.occasion == Occasion.MOVE and row.moves_to is not None and row.outcome != Outcome.STOP:
        awards.move(row.award, row.moves_to.code, **it.decided)
        move_household(household, row.moves_to.code, **told)
    members = list(row.members.select_related("person__party"))
    if row.occasion == Occasion.SPLIT:
        _split(it, household)
        return
    for each in members:
        held = Membership.objects.filter(household=household, person=each.person, to_on=None).first()
        if each.joins and held is None:
            join_household(each.person, household, relation=each.relation, **told)
        elif not each.joins and held is not None:
            leave_household(held, **told)


def _split(it: _Deciding, household: Household) -> None:
    """分户: a household of their own, and an award of their own if the rules give them one; its account is put down on its page."""
    row = it.row
    people = [each.person for each in row.members.filter(joins=False).select_related("person__party")]
    made = split_household(household, people, on=it.on, by=it.by, at=it.at, because=it.because)
    row.other = made
    if it.alone is None or it.leaving is None or it.alone.sheet.result <= 0:
        return
    awards.grant(
        families.amending(row).benefit,
        awards.NewAward(
            made.pk,
            row.award.area_code,
            it.leaving,
            it.on,
            it.document,
            from_month=it.month,
            review_class=it.review_class,
            delegated_to=it.delegated_to,
        ),
        by=it.by,
        at=it.at,
        because=it.because,
    )
