"""Opening and verifying warnings: each sign is told once, the township looks at it within its days (R-MON-03) and says what came of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from doudi.base.roles import Role
from doudi.mechanisms.casework.declare import Action, Field, Flow, Stage, Workdays
from doudi.mechanisms.casework.models import ActionTaken, Case
from doudi.mechanisms.casework.services import NewCase, open_cases
from doudi.mechanisms.registry.models import Membership
from doudi.programmes.assistance.low_income import monitoring
from doudi.programmes.assistance.low_income.models import LowIncomeWarning
from doudi.programmes.assistance.low_income.times import limit


def subjects(cases: Sequence[Case]) -> dict[int, list[int]]:
    """Everybody of the household that each case is about; two queries."""
    homes = dict(LowIncomeWarning.objects.filter(pk__in=[case.pk for case in cases]).values_list("pk", "party"))
    people: dict[int, list[int]] = {}
    rows = Membership.objects.filter(household__in=homes.values(), to_on=None).values_list("household", "person")
    for household, person in rows:
        people.setdefault(household, []).append(person)
    return {case.pk: people.get(homes.get(case.pk, 0), []) for case in cases}


def keep_result(case: Case, taken: ActionTaken) -> None:
    LowIncomeWarning.objects.filter(pk=case.pk).update(result=taken.data["result"])


VERIFY = Action(
    "verify", "核实", "OPEN", "VERIFIED", by=Role.TOWNSHIP_CLERK, within=Workdays(limit("verify")), then=keep_result,
    fields=(
        Field("result", "核实结果", "choice", required=True, choices=tuple(LowIncomeWarning.Result.choices)),
        Field("words", "核实情况", "long", required=True),
        Field("photo", "照片", "photo"),
    ),
)  # fmt: skip
WARNINGS = Flow(
    "low_income.warnings",
    "低收入人口监测预警",
    stages=(Stage("OPEN", "待核实", "warn"), Stage("VERIFIED", "已核实", "ok", final=True)),
    start="OPEN",
    actions=(VERIFY,),
    subjects_many=subjects,
    prefix="监",
    road=("OPEN", "VERIFIED"),
)


def watch(on: dt.date, *, at: dt.datetime) -> int:
    """Open a case for every sign that was not told before; how many. Run nightly; running it again does nothing."""
    found = list(monitoring.signs(on, removed_months=monitoring.removed_months(on)))
    told = set(LowIncomeWarning.objects.values_list("indicator", "party", "key"))
    fresh = {(each.indicator.value, each.party_id, each.key): each for each in found}
    new = [each for key, each in fresh.items() if key not in told]
    if not new:
        return 0
    with transaction.atomic():
        cases = open_cases(
            WARNINGS, [NewCase(each.name, each.area_code) for each in new], by=None, at=at, because="动态监测"
        )
        LowIncomeWarning.objects.bulk_create(
            LowIncomeWarning(
                case=case,
                indicator=each.indicator,
                party_id=each.party_id,
                key=each.key,
                value=each.value[:120],
                threshold=each.threshold,
                found_on=on,
            )
            for case, each in zip(cases, new, strict=True)
        )
    return len(new)
