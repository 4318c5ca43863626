"""What the actions of a filing ask and do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.utils import timezone

from doudi.base.money import yuan
from doudi.base.months import chinese_month
from doudi.mechanisms.casework.declare import Said
from doudi.mechanisms.casework.handing_on import HandedOn, tell
from doudi.mechanisms.casework.models import ActionTaken, Case
from doudi.mechanisms.registry.models import Membership
from doudi.programmes.integrity.near_relatives.models import RelativeDeclaration


def of(case: Case) -> RelativeDeclaration:
    """The declaration of a case, as it is now."""
    return RelativeDeclaration.objects.select_related(
        "case", "staff__party", "relative__party", "award", "looked_again"
    ).get(pk=case.pk)


def subjects(cases: Sequence[Case]) -> dict[int, list[int]]:
    """The relative, all who live with him, and the declarant: near kin of any of them stay out of opinion, visit and review (R-REC-02)."""
    rows = dict(RelativeDeclaration.objects.filter(pk__in=[case.pk for case in cases]).values_list("pk", "relative"))
    staff = dict(RelativeDeclaration.objects.filter(pk__in=list(rows)).values_list("pk", "staff"))
    now = Q(to_on=None)
    homes = dict(Membership.objects.filter(now, person__in=rows.values()).values_list("person", "household"))
    members: dict[int, list[int]] = {}
    for household, person in Membership.objects.filter(now, household__in=homes.values()).values_list(
        "household", "person"
    ):
        members.setdefault(household, []).append(person)
    return {
        case: sorted({relative, staff[case], *members.get(homes.get(relative, 0), [])})
        for case, relative in rows.items()
    }


def facts(case: Case) -> dict[str, Any]:
    """What is filed, by label: kept before and after every change."""
    row = RelativeDeclaration.objects.filter(pk=case.pk).first()
    if row is None:
        return {}
    return {
        "月金额": f"{yuan(row.amount_fen)}元" if row.amount_fen is not None else "",
        "起始月": chinese_month(row.from_month) if row.from_month is not None else "",
        "家庭人口": row.people,
        "县级入户日期": str(row.visited_on or ""),
        "未备案期间经办": "是" if row.handled else "否",
        "最近复核日期": str(row.reviewed_on or ""),
        "终止日期": str(row.ended_on or ""),
    }


def handled_nothing(case: Case, said: Said) -> str | None:
    """A clue is of somebody who handled his relative's case and said nothing, and is handed on once (R-REC-05)."""
    if not of(case).handled:
        return "这名任职人员没有在未备案期间经办亲属的件，不需要移送。"
    if case.actions.filter(action="hand_on").exists():
        return "线索已经移送。"
    return None


def hand_on(case: Case, taken: ActionTaken) -> None:
    """The register of leads learns of it, under the number of the letter."""
    data = taken.data
    tell(HandedOn(str(data["document"])[:40], "近亲属备案", case, str(data["to"]), taken.at, taken.by))


def keep_visit(case: Case, taken: ActionTaken) -> None:
    """Visited, and so on file: the year until the review begins."""
    day = dt.date.fromisoformat(str(taken.data["visited_on"]))
    RelativeDeclaration.objects.filter(pk=case.pk).update(visited_on=day, reviewed_on=day)


def keep_review(case: Case, taken: ActionTaken) -> None:
    RelativeDeclaration.objects.filter(pk=case.pk).update(reviewed_on=timezone.localdate(taken.at))


def keep_change(case: Case, taken: ActionTaken) -> None:
    """What is received now; an application that was confirmed is an award from here on."""
    new = taken.data
    RelativeDeclaration.objects.filter(pk=case.pk).update(
        award=new["award"], amount_fen=new["amount_fen"], from_month=new["from_month"], people=new["people"]
    )


def keep_end(case: Case, taken: ActionTaken) -> None:
    RelativeDeclaration.objects.filter(pk=case.pk).update(ended_on=timezone.localdate(taken.at))
