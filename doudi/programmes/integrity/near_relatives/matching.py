"""Once a day: relatives of those in office who receive or apply and are not filed are found; filings follow what became of post and benefit.

Kinship is in no roster: what is found rests on what the register knows — declarations, household books, marriages, parents (R-REL-05).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from doudi.base.notices import calendar
from doudi.base.records import Happening, record_many
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.services import take_by_system
from doudi.mechanisms.entitlement.parameters_entered.queries import terms_in_force
from doudi.mechanisms.registry.kin import KinSet, near_kin
from doudi.programmes.integrity.near_relatives.flow import AMENDS, END
from doudi.programmes.integrity.near_relatives.models import KinReach, Office, RelativeDeclaration, Undeclared
from doudi.programmes.integrity.near_relatives.people import InOffice, Receiving, in_office, receiving
from doudi.programmes.integrity.near_relatives.policy import FilingPolicy, reaches_in_laws


@dataclass(frozen=True)
class Kept:
    """What a day's run did."""

    found: int = 0
    ended: int = 0
    amended: int = 0


def keep_up(*, today: dt.date, at: dt.datetime) -> Kept:
    """Find, amend, end. Run again on the same day it does nothing."""
    staff = {each.person_id: each for each in in_office(today)}
    lines = receiving(today)
    ended, amended = _follow(staff, lines, at)
    return Kept(_find(staff, lines, today, at), ended, amended)


def _find(staff: dict[int, InOffice], lines: dict[int, list[Receiving]], today: dt.date, at: dt.datetime) -> int:
    """应备未备. What was filed, or looked at and dismissed, is not found again. Of public employees only where the county asks for it."""
    wide = reaches_in_laws(today)
    known = _known()
    days = int(terms_in_force(FilingPolicy, today)["declare"])
    due = calendar().due_in_workdays(today, days).legal
    new = []
    for person, each in staff.items():
        if each.office == Office.PUBLIC and not wide:
            continue
        kin = near_kin(person, today, KinSet.EXTENDED if wide else KinSet.LEGAL)
        for relative in sorted(kin.keys() & lines.keys()):
            for line in lines[relative]:
                if (person, relative, line.benefit) not in known:
                    new.append(
                        _undeclared(each, relative, kin[relative].relation, kin[relative].kin_set, line, today, due)
                    )
    with transaction.atomic():
        made = [Undeclared.objects.create(**row) for row in new]
        happened = [
            Happening(
                "near_relatives.found", f"undeclared:{row.pk}", row.relation, row.area_code, {"benefit": row.benefit}
            )
            for row in made
        ]
        if happened:
            record_many(happened, by=None, at=at)
    return len(made)


def _known() -> set[tuple[int, int, str]]:
    filed = RelativeDeclaration.objects.filter(ended_on=None).values_list("staff", "relative", "benefit")
    answered = (Undeclared.State.OPEN, Undeclared.State.DISMISSED)
    found = Undeclared.objects.filter(state__in=answered).values_list("staff", "relative", "benefit")
    return {*filed, *found}


def _undeclared(
    staff: InOffice, relative: int, relation: str, kin_set: KinSet, line: Receiving, today: dt.date, due: dt.date
) -> dict[str, object]:
    return {
        "staff_id": staff.person_id,
        "office": staff.office,
        "unit": staff.unit[:80],
        "post": staff.post[:80],
        "relative_id": relative,
        "relation": relation[:20],
        "reach": KinReach(kin_set.value),
        "benefit": line.benefit,
        "award": line.award,
        "application": line.application,
        "area_code": line.area_code,
        "found_on": today,
        "due_on": due,
    }


def _follow(staff: dict[int, InOffice], lines: dict[int, list[Receiving]], at: dt.datetime) -> tuple[int, int]:
    """A filing lives as long as either side holds post or benefit; a changed amount is noted (R-REL-06)."""
    ended = amended = 0
    rows = RelativeDeclaration.objects.filter(ended_on=None).select_related("case")
    for row in rows:
        line = next((each for each in lines.get(row.relative_id, ()) if each.benefit == row.benefit), None)
        if row.staff_id not in staff or line is None:
            because = "任职已终止" if row.staff_id not in staff else "待遇已终止"
            take_by_system(row.case, END, at=at, because=because)
            ended += 1
        elif line.award is not None and _changed(row, line):
            _amend(row.case, line, at)
            amended += 1
    for found in Undeclared.objects.filter(state=Undeclared.State.OPEN):
        if found.staff_id not in staff or not any(
            each.benefit == found.benefit for each in lines.get(found.relative_id, ())
        ):
            day = at.date()
            Undeclared.objects.filter(pk=found.pk).update(state=Undeclared.State.GONE, answered_on=day)
    return ended, amended


def _changed(row: RelativeDeclaration, line: Receiving) -> bool:
    award = line.award
    assert award is not None
    return (row.award_id, row.amount_fen, row.people, row.from_month) != (
        award.pk,
        line.amount,
        line.people,
        line.from_month,
    )


def _amend(case: Case, line: Receiving, at: dt.datetime) -> None:
    assert line.award is not None
    new = {"award": line.award.pk, "amount_fen": line.amount, "people": line.people, "from_month": line.from_month}
    take_by_system(case, AMENDS[case.stage], at=at, because="待遇变动", data=new)
