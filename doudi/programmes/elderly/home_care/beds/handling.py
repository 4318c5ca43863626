"""What the actions of a bed ask and do: the conditions (`unless`) and consequences (`then`) that its flow names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from doudi.base.money import yuan
from doudi.base.numbers import next_numbers
from doudi.base.refused import Refused
from doudi.mechanisms.casework.declare import Said
from doudi.mechanisms.casework.models import ActionTaken, Case
from doudi.mechanisms.orders import requesting
from doudi.programmes.elderly.home_care import plans
from doudi.programmes.elderly.home_care.assessing import Level
from doudi.programmes.elderly.home_care.beds import furnishing
from doudi.programmes.elderly.home_care.beds.fittings import BUILT_IN
from doudi.programmes.elderly.home_care.beds.policy import policy_on
from doudi.programmes.elderly.home_care.models import Assessment, CareBed, CarePlan
from doudi.programmes.elderly.home_care.visits import policy_on as care_policy_on


def of(case: Case) -> CareBed:
    """The bed of a case; read anew with every action (`Flow.reads`)."""
    row: CareBed = case.care_bed
    return row


def subjects(cases: Sequence[Case]) -> dict[int, list[int]]:
    """Whose kin stand back (R-X-07)."""
    rows = CareBed.objects.filter(pk__in=[case.pk for case in cases])
    return {pk: [person] for pk, person in rows.values_list("pk", "person")}


def facts(case: Case) -> dict[str, Any]:
    """What is decided about a bed, by label."""
    row = of(case)
    return {
        "配置价款": f"{yuan(row.cost)}元" if row.cost is not None else "",
        "建设补贴": f"{yuan(row.subsidy)}元" if row.subsidy is not None else "",
        "决定文号": row.document,
        "床位编号": row.number or "",
    }


def why_not(assessment: Assessment, hardship: str, on: dt.date) -> str | None:
    """Why somebody gets no bed on a day: an assessment that holds, old, disabled and in hardship are asked for (R-HOME-01, R-HOME-03)."""
    policy = care_policy_on(on)
    if assessment.state != Assessment.State.PUBLISHED or assessment.valid_until is None or assessment.valid_until < on:
        return "建床须依据现行有效的能力评估，请先完成评估并公布。"
    if assessment.level < policy.least_level:
        return f"评估为{Level(assessment.level).words}，未达到建床的失能等级。"
    try:
        plans.check_person(assessment.person, hardship, on, policy)
    except Refused as refused:
        return refused.sentence
    return None


def not_entitled(case: Case, said: Said) -> str | None:
    """As on the day of the decision: whoever has recovered, died or left the rolls in between gets no bed."""
    row = of(case)
    hard = plans.hardship_of({row.person_id}, {said.on})
    return why_not(row.assessment, hard.get((row.person_id, said.on), ""), said.on)


def keep_survey(case: Case, taken: ActionTaken) -> None:
    """What two found to be needed at this home: it has to stand in the design."""
    row = of(case)
    row.needed = [each.name for each in BUILT_IN if taken.data.get(each.name)]
    row.save(update_fields=["needed"])


def wrong_design(case: Case, said: Said) -> str | None:
    return furnishing.lacking(of(case))


def keep_design(case: Case, taken: ActionTaken) -> None:
    row = of(case)
    row.answering = str(taken.data["answering"]).strip()[:80]
    row.save(update_fields=["answering"])


def keep_agreement(case: Case, taken: ActionTaken) -> None:
    row = of(case)
    row.agreed_on = dt.date.fromisoformat(str(taken.data["agreed_on"]))
    row.save(update_fields=["agreed_on"])


def not_to_be_approved(case: Case, said: Said) -> str | None:
    """Not as long as the county has not set what it gives (home.bed_build_cap is UNSET)."""
    reason = not_entitled(case, said) or wrong_design(case, said)
    if reason is not None:
        return reason
    try:
        furnishing.subsidy_of(of(case), furnishing.designed(of(case)), said.on)
    except Refused as refused:
        return refused.sentence
    return None


def keep_approval(case: Case, taken: ActionTaken) -> None:
    row, on = of(case), timezone.localdate(taken.at)
    row.document, row.cost = str(taken.data["document"])[:80], furnishing.designed(row)
    row.subsidy = furnishing.subsidy_of(row, row.cost, on)
    row.save(update_fields=["document", "cost", "subsidy"])


def keep_document(case: Case, taken: ActionTaken) -> None:
    row = of(case)
    row.document = str(taken.data["document"])[:80]
    row.save(update_fields=["document"])


def not_installed(case: Case, said: Said) -> str | None:
    return furnishing.not_installed(of(case))


def keep_installed(case: Case, taken: ActionTaken) -> None:
    row = of(case)
    row.installed_on = timezone.localdate(taken.at)
    row.save(update_fields=["installed_on"])
    row.fittings.update(found=None)


def not_acceptable(case: Case, said: Said) -> str | None:
    return furnishing.not_acceptable(of(case), said.on)


def keep_acceptance(case: Case, taken: ActionTaken) -> None:
    """验收: the bed gets its number, and the subsidy by what was found there."""
    row, on = of(case), timezone.localdate(taken.at)
    row.accepted_on = on
    row.number = next(next_numbers(CareBed, "床", at=taken.at, many=1))
    row.cost = furnishing.found(row)
    row.subsidy = furnishing.subsidy_of(row, row.cost, on)
    row.save(update_fields=["accepted_on", "number", "cost", "subsidy"])


def no_service(case: Case, said: Said) -> str | None:
    """A bed is one once service runs (R-HOME-02): by an approved care plan of its own provider."""
    row = of(case)
    plan = plan_of(row)
    if plan is None:
        return "还没有执行中的照护服务计划，请先在能力评估页制定并审批。"
    if plan.provider_id != row.provider.pk:
        return f"照护服务计划由{plan.provider.name}执行，与床位的服务机构{row.provider.name}不一致，请先调整计划。"
    return None


def keep_service(case: Case, taken: ActionTaken) -> None:
    row = of(case)
    row.served_since = row.checked_on = timezone.localdate(taken.at)
    row.save(update_fields=["served_since", "checked_on"])


def keep_check(case: Case, taken: ActionTaken) -> None:
    row = of(case)
    row.checked_on = dt.date.fromisoformat(str(taken.data["visited_on"]))
    row.save(update_fields=["checked_on"])


def keep_pause(case: Case, taken: ActionTaken) -> None:
    """暂停: the visits of those days are cancelled, and no others drawn up, until it is taken up again (R-HOME-13)."""
    row, since = of(case), dt.date.fromisoformat(str(taken.data["since"]))
    row.paused_on = since
    row.save(update_fields=["paused_on"])
    plan = plan_of(row)
    if plan is not None:
        assert taken.by is not None, "people pause"
        plans.pause(plan, because=CAUSES[str(taken.data["cause"])], since=since, until=None, by=taken.by, at=taken.at)


def paused_long(case: Case, said: Said) -> str | None:
    """A person who was away for long is not as he was: he is visited first (R-HOME-13)."""
    row = of(case)
    days = policy_on(said.on).paused_days
    if row.paused_on is not None and (said.on - row.paused_on).days >= days:
        return f"已暂停满{days}天，须两人重新入户查看后恢复，请办理“入户查看，恢复服务”。"
    return None


def keep_resumed(case: Case, taken: ActionTaken) -> None:
    row, on = of(case), timezone.localdate(taken.at)
    row.paused_on = None
    row.save(update_fields=["paused_on"])
    assert taken.by is not None, "people resume"
    requesting.end_absence(row.person, on=on, by=taken.by, at=taken.at, because="家庭养老床位恢复服务")


def keep_retirement(case: Case, taken: ActionTaken) -> None:
    row = of(case)
    row.retired_on = timezone.localdate(taken.at)
    row.save(update_fields=["retired_on"])


def plan_of(row: CareBed) -> CarePlan | None:
    """The care plan in force of whose bed it is."""
    return (
        CarePlan.objects.filter(person=row.person_id, state=CarePlan.State.ACTIVE)
        .select_related("provider", "person__party")
        .first()
    )


CAUSES = {"HOSPITAL": "住院", "INSTITUTION": "入住机构", "AWAY": "外出"}
