"""Why an action may not be taken: each condition with its sentence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils import timezone

from doudi.base.access import may, require
from doudi.base.models import StoredFile, User
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.base.roles import STAFF_ROLES
from doudi.mechanisms.casework import queries
from doudi.mechanisms.casework.declare import Action, Flow
from doudi.mechanisms.casework.models import ActionTaken, Case, RunningClock
from doudi.mechanisms.registry.kin import recused

_LONGEST_REASON = 400
SOMEBODY_ELSE = "{}刚刚由他人办理过,请刷新后查看最新情况。"


def check_stage(flow: Flow, action: Action, case: Case) -> None:
    if action not in flow.actions:
        raise Refused(f"“{action.name}”不是“{flow.name}”的办理动作。")
    if case.stage not in action.sources:
        raise Refused(
            f"{case.number}现处于“{flow.stage(case.stage).name}”,不能办理“{action.name}”,请刷新后查看最新情况。"
        )


def check_confided(flow: Flow, by: User, on: dt.date) -> None:
    """Refuse whoever was not let in by name to a flow that is confided to few."""
    if not queries.is_confided(by, flow, on):
        raise Refused(f"“{flow.name}”限定知悉范围，您不在名单内，请联系局领导。")


@dataclass(frozen=True)
class Known:
    """What the conditions of an action ask of cases beside what stands on them: looked up once for all of them."""

    persons: Mapping[int, list[int]]  # case → persons whom it is about
    takers: Mapping[int, Mapping[str, set[int]]]  # case → action → who took it
    awaited: Mapping[int, Mapping[str, RunningClock]]  # case → step → its clock
    visited: frozenset[int]  # cases that were visited since they were drawn for it

    @classmethod
    def of(cls, flow: Flow, action: Action, rows: Sequence[Case]) -> Known:
        return cls(
            queries.subjects(flow, rows) if action.recusal else {},
            queries.takers_of(rows) if action.apart_from else {},
            _awaited(rows) if action.needs or action.awaited else {},
            _visited(flow, action, rows),
        )


def _awaited(rows: Sequence[Case]) -> dict[int, dict[str, RunningClock]]:
    found: dict[int, dict[str, RunningClock]] = {}
    for row in RunningClock.objects.filter(case__in=[case.pk for case in rows], step=True, stopped_at=None):
        found.setdefault(row.case_id, {})[row.code] = row
    return found


def _visited(flow: Flow, action: Action, rows: Sequence[Case]) -> frozenset[int]:
    check = flow.spot_check
    drawn = [case.pk for case in rows if case.site_visit]
    if check is None or action.code not in check.before or not drawn:
        return frozenset()
    done = ActionTaken.objects.filter(case__in=drawn, action__in=(check.on, check.visit)).order_by("pk")
    last = dict(done.values_list("case", "action"))  # the later of the two
    return frozenset(case for case, code in last.items() if code == check.visit)


def check_possible(flow: Flow, action: Action, case: Case, known: Known | None = None) -> None:
    """What the case itself says: who confirms here, whether the steps before are done, whether it has to be visited first."""
    if action.delegated not in (None, case.delegated):
        holder = "由乡镇审核确认" if case.delegated else "由县级审核确认"
        raise Refused(f"本件{holder}，不能办理“{action.name}”。")
    known = known or Known.of(flow, replace(action, recusal=False, apart_from=()), [case])
    if action.needs or action.awaited:
        _check_steps(flow, action, known.awaited.get(case.pk, {}))
    check = flow.spot_check
    if check is not None and case.site_visit and action.code in check.before and case.pk not in known.visited:
        visit = flow.action(check.visit).name
        raise Refused(f"本件须先办理“{visit}”（{case.site_visit}），再办理“{action.name}”。")


def _check_steps(flow: Flow, action: Action, awaited: Mapping[str, RunningClock]) -> None:
    missing = [flow.action(code).name for code in action.needs if code in awaited]
    if missing:
        raise Refused(f"还没有办理“{'、'.join(missing)}”，不能办理“{action.name}”。")
    if not action.awaited:
        return
    if action.code not in awaited:
        raise Refused(f"本件已经办理过“{action.name}”。")
    if awaited[action.code].waits_since is None:
        first = "、".join(flow.action(code).name for code in action.after if code in awaited)
        raise Refused(f"须先办理“{first}”，再办理“{action.name}”。")


def acts_for(action: Action, case: Case, by: User, on: dt.date) -> User | None:
    """For whom he acts: nobody if he may himself, else a colleague who is away. Refuses whoever may neither way."""
    if queries.may_act(by, action, case, on):
        return None
    for absent in queries.absent_for(by, on):
        if queries.may_act(absent, action, case, on):
            return absent
    require(by, action.roles, area_code=case.area_code, on=on)
    return None


def people_of(action: Action, case: Case, by: User, second: User | None, on: dt.date) -> list[User]:
    """Who acts: one, or the two of a pair, who must be two and both at home here."""
    if not action.pair:
        return [by]
    if second is None:
        raise Refused(f"“{action.name}”须两人办理,请选择{action.companion or '同行人员'}。")
    if second.pk == by.pk:
        raise Refused(f"{action.companion or '同行人员'}不能是本人,请另选一人。")
    if not may(second, STAFF_ROLES | queries.flow_of(case).actors, area_code=case.area_code, on=on):
        raise Refused(f"{second.name}在该地没有办理权限,请另选同行人员。")
    return [by, second]


def check_filled(action: Action, because: str, data: Mapping[str, Any], files: Sequence[StoredFile]) -> None:
    if action.needs_reason and not because.strip():
        raise Refused("请填写理由。")
    if len(because) > _LONGEST_REASON:
        raise Refused(f"理由请控制在{_LONGEST_REASON}字以内,详情可写入附件。")
    missing = []
    for each in action.fields:
        if each.kind in ("photo", "file"):
            filled = bool(files) or bool(data.get(each.code))
        elif each.kind == "yes":
            filled = bool(data.get(each.code))
        else:
            filled = data.get(each.code) not in (None, "", [])
        if each.required and not filled:
            missing.append(each.label)
        allowed = {code for code, _ in each.choices}
        if filled and each.choices and str(data[each.code]) not in allowed:
            raise Refused(f"“{each.label}”的选项不对,请重新选择。")
    if action.grounds and action.ground(str(data.get("ground", ""))) is None:
        raise Refused("请选择作出决定的理由，决定书须载明理由和依据。")
    if missing:
        raise Refused(f"请填写:{'、'.join(missing)}。")


def check_recusal(
    flow: Flow, action: Action, case: Case, people: Sequence[User], at: dt.datetime, known: Known
) -> None:
    """A hit is recorded by itself, outside the transaction that never happens (R-ORG-01, R-REC-04)."""
    if not action.recusal:
        return
    for user in people:
        reason = recused(user, known.persons.get(case.pk, ()), on=timezone.localdate(at))
        if reason is not None:
            record(
                "case.recused",
                f"case:{case.pk}",
                by=user,
                at=at,
                because=reason,
                area_code=case.area_code,
                data={"action": f"{flow.code}.{action.code}"},
            )
            raise Refused(reason)
