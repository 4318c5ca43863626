"""What a reported death does to awards by itself (R-ASHES-22): what was his alone is held from the first report on, so that nothing more goes
out; with the certificate the stop is proposed, for a person to confirm; a false report gives back everything."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence

from django.utils import timezone

from doudi.base.models import User
from doudi.base.money import yuan
from doudi.base.months import chinese_month, month_of
from doudi.mechanisms.entitlement.awards.decisions import write
from doudi.mechanisms.entitlement.awards.models import Award, AwardChange, Covered
from doudi.mechanisms.entitlement.awards.policy import AwardPolicy
from doudi.mechanisms.entitlement.deaths.queries import of_person
from doudi.mechanisms.entitlement.declare import BENEFITS, benefit_of
from doudi.mechanisms.entitlement.pages.addresses import at as page
from doudi.mechanisms.entitlement.pages.addresses import of_award
from doudi.mechanisms.entitlement.parameters_entered import queries as parameters
from doudi.mechanisms.entitlement.payment_runs import overpayments
from doudi.mechanisms.registry.death_records.declare import Consequence, Follower
from doudi.mechanisms.registry.death_records.models import Death

REPORTED = "DEATH_REPORTED"  # the reason of a hold that a report brought about
_FEW = 500


def hold_reported(deaths: Sequence[Death], by: User | None, at: dt.datetime) -> None:
    """暂缓发放 of awards that cover nobody but the dead, from the first month after the death that no signed run has paid. It lasts as
    long as a hold may: by then there is a certificate, or the report was wrong. Awards of a household go on for those who live (WE-05)."""
    on = timezone.localdate(at)
    longest = int(parameters.terms_in_force(AwardPolicy, on)["hold_longest"])
    signed: dict[str, int] = {}
    for death, award in _his_alone(deaths):
        if award.benefit not in signed:
            signed[award.benefit] = overpayments.last_signed(award.benefit) or 0
        month = max(month_of(timezone.localdate(death.died_at)) + 1, signed[award.benefit] + 1, award.from_month)
        if award.held_until is not None and award.held_until >= month:
            continue
        last = month + longest - 1
        write(award, _change(award, AwardChange.Kind.HOLD, month, last, death, on, at), held_until=last)


def give_back(deaths: Sequence[Death], by: User | None, at: dt.datetime) -> None:
    """误报: what was held for the report is released, and paid with the next run. What a person has stopped meanwhile, a person restores
    (`consequences`)."""
    on = timezone.localdate(at)
    for death in deaths:
        for award in _held_for(death):
            change = _change(award, AwardChange.Kind.RELEASE, month_of(on), None, death, on, at)
            write(award, change, held_until=None)


def consequences(death: Death, on: dt.date) -> list[Consequence]:
    """For each award: held, to be stopped or recalculated with the sums, done; after a false report, to be restored."""
    if death.person_id is None or death.person is None:
        return []
    if death.state == Death.State.VOID:
        return [*_to_restore(death, on)]
    found = []
    if death.state == Death.State.REPORTED:
        for _, award in _his_alone([death]):
            held = award.held_until
            words = f"已报告死亡，自动暂缓发放至{chinese_month(held)}" if held is not None else "尚未发放，不需要暂缓"
            found.append(Consequence(benefit_of(award.benefit).name, words, of_award(award.benefit, award.pk) or ""))
        return found
    for each in of_person(death.person, on):
        what = "停发" if each.stops else f"由{yuan(each.before)}元调整为{yuan(each.after)}元"
        words = f"自{chinese_month(each.from_month)}起{what}，待确认"
        words += f"；已多发{yuan(each.overpaid)}元，确认时列入拟追缴" if each.overpaid else ""
        url = page("death", each.award.pk, each.person.pk)
        found.append(Consequence(benefit_of(each.award.benefit).name, words, url, each.overpaid))
    for change in _decided(death):
        words = f"自{chinese_month(change.from_month)}起{change.get_kind_display()}，{change.decided_on:%Y-%m-%d}已确认"
        url = of_award(change.award.benefit, change.award_id) or ""
        found.append(Consequence(benefit_of(change.award.benefit).name, words, url, done=True))
    return found


def _to_restore(death: Death, on: dt.date) -> Iterator[Consequence]:
    """Awards that somebody stopped for a death that was none; and what goes on as before."""
    for change in _decided(death):
        award = change.award
        if change.kind == AwardChange.Kind.STOP and award.until_month is not None:
            url = of_award(award.benefit, award.pk) or ""
            yield Consequence(benefit_of(award.benefit).name, "因误报已停发，须撤销停发并补发", url)
        elif change.kind == AwardChange.Kind.ADJUST:
            url = of_award(award.benefit, award.pk) or ""
            yield Consequence(benefit_of(award.benefit).name, "因误报已调整，须重新核定", url)
    for _, award in _his_alone([death]):
        yield Consequence(
            benefit_of(award.benefit).name, "照常发放", of_award(award.benefit, award.pk) or "", done=True
        )


def _decided(death: Death) -> list[AwardChange]:
    """The decisions that people took because of the death, the latest of each award."""
    rows = AwardChange.objects.filter(
        award__covered__person=death.person_id, reason=overpayments.DEATH, at__gte=death.reported_at
    )
    found = {row.award_id: row for row in rows.select_related("award").distinct().order_by("pk")}
    return [each for each in found.values() if each.award.benefit in BENEFITS]


def _his_alone(deaths: Sequence[Death]) -> Iterator[tuple[Death, Award]]:
    """Awards in force that cover one of the dead and nobody else."""
    death_of = {death.person_id: death for death in deaths if death.person_id is not None}
    people = list(death_of)
    for start in range(0, len(people), _FEW):
        rows = Covered.objects.filter(person__in=people[start : start + _FEW], until_month=None).select_related("award")
        covered: dict[int, list[Covered]] = defaultdict(list)
        for row in rows:
            covered[row.award_id].append(row)
        others = set(
            Covered.objects.filter(award__in=list(covered), until_month=None)
            .exclude(person__in=people)
            .values_list("award", flat=True)
        )
        for award_id, those in covered.items():
            if award_id not in others:
                yield death_of[those[0].person_id], those[0].award


def _held_for(death: Death) -> Iterator[Award]:
    """Awards whose hold in force is the one that this report brought about; a stopped one, too, as it may be restored."""
    if death.person_id is None:
        return
    rows = Award.objects.filter(covered__person=death.person_id, held_until__isnull=False).distinct()
    for award in rows:
        last = AwardChange.objects.filter(award=award, kind=AwardChange.Kind.HOLD).order_by("-pk").first()
        if last is not None and last.reason == REPORTED and death.number in last.because:
            yield award


def _change(
    award: Award, kind: AwardChange.Kind, month: int, until: int | None, death: Death, on: dt.date, at: dt.datetime
) -> AwardChange:
    why = "死亡误报，恢复发放" if kind == AwardChange.Kind.RELEASE else "收到死亡报告，暂缓发放"
    return AwardChange(
        award=award,
        kind=kind,
        from_month=month,
        until_month=until,
        reason=REPORTED if kind == AwardChange.Kind.HOLD else "",
        document="",
        decided_on=on,
        at=at,
        by=None,
        because=f"{why}（{death.number}）",
    )


AWARDS = Follower("entitlement.awards", reported=hold_reported, voided=give_back, consequences=consequences)
