"""照护服务计划: drafted from an assessment that holds, within the quota of its level, approved by another person; months are drawn up from it
(R-HOME-01 to R-HOME-04)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from doudi.base import bulk, identity
from doudi.base.access import may
from doudi.base.models import StoredFile, User
from doudi.base.money import yuan
from doudi.base.records import Happening, record_many
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.mechanisms.orders import declare, requesting
from doudi.mechanisms.orders.declare import Doing
from doudi.mechanisms.orders.models import Order, Plan
from doudi.mechanisms.orders.services import step_each
from doudi.mechanisms.registry.models import Category, Membership, Person
from doudi.programmes.elderly.home_care.assessing import Level
from doudi.programmes.elderly.home_care.models import Assessment, CarePlan, PlannedItem, Provider
from doudi.programmes.elderly.home_care.policy import Disabled, HomeCarePolicy, Service
from doudi.programmes.elderly.home_care.visits import VISITS, policy_on

DRAFTING = frozenset({Role.TOWNSHIP_CLERK, Role.COUNTY_OFFICER})
APPROVING = frozenset({Role.COUNTY_OFFICER})
State, Kind = CarePlan.State, Category.Kind
# 经济困难 (R-HOME-01), the first that fits is named on the plan.
HARDSHIP = (Kind.TEKUN, Kind.DIBAO_RURAL, Kind.DIBAO_URBAN, Kind.MARGINAL, Kind.UNAVOIDABLE_EXPENSES)
_MOST_TIMES = 31


@dataclass(frozen=True)
class Wanted:
    """So many visits a month for one item."""

    item: str
    times: int


@dataclass(frozen=True)
class NewPlan:
    """A plan to be drafted. The first item of a day begins at `starts_at`, the next as soon as the one before is done."""

    assessment: Assessment
    provider: Provider
    items: tuple[Wanted, ...]
    since: dt.date
    agreed_on: dt.date
    starts_at: dt.time
    by: User
    at: dt.datetime
    agreement: StoredFile | None = None


def draft(new: NewPlan) -> CarePlan:
    """拟定 one plan."""
    return draft_many([new])[0]


def draft_many(news: Iterable[NewPlan]) -> list[CarePlan]:
    """Plans that wait for another person's approval. Raises Refused where the old person is not one of those whom the project is for, the
    assessment does not hold, or a month costs more than the quota of the level."""
    wanted = list(news)
    hard = hardship_of({each.assessment.person_id for each in wanted}, {each.since for each in wanted})
    rows = [_drafted(each, hard.get((each.assessment.person_id, each.since), "")) for each in wanted]
    with transaction.atomic():
        for (plan, _), key in zip(rows, bulk.reserve_keys(CarePlan, len(rows)), strict=True):
            plan.pk = key
        bulk.insert([plan for plan, _ in rows])
        items = [item for _, of_plan in rows for item in of_plan]
        for item, key in zip(items, bulk.reserve_keys(PlannedItem, len(items)), strict=True):
            item.pk, item.care_plan_id = key, item.care_plan.pk
        bulk.insert(items)
        _record("plan", [(plan, each.by, each.at, "") for (plan, _), each in zip(rows, wanted, strict=True)])
    return [plan for plan, _ in rows]


def approve(plan: CarePlan, *, by: User, at: dt.datetime) -> CarePlan:
    """审批 of one plan."""
    return approve_many([plan], by=by, at=at)[0]


def approve_many(plans: Sequence[CarePlan], *, by: User, at: dt.datetime) -> list[CarePlan]:
    """审批: by a county officer who did not draft it (R-X-03). The plan that was in force ends the day before; what was drawn up from it for
    later days is cancelled."""
    for each in plans:
        _check_decision(each, by, at)
    with transaction.atomic():
        _end_those_before(plans, by=by, at=at)
        for each in plans:
            each.state, each.decided_by, each.decided_at = State.ACTIVE, by, at
        _change(plans, State.DRAFT, ["state", "decided_by", "decided_at"])
        items = [
            item
            for part in bulk.parts(each.pk for each in plans)
            for item in PlannedItem.objects.filter(care_plan__in=part).select_related("care_plan__provider").order_by("pk")
        ]  # fmt: skip
        made = requesting.make_plans([_as_orders(each) for each in items], by=by, at=at, because="照护服务计划审批")
        for item, plan in zip(items, made, strict=True):
            item.plan = plan
        bulk.update(items, ["plan"])
        _record("plan_approve", [(each, by, at, "") for each in plans])
    return list(plans)


def send_back(plan: CarePlan, *, because: str, by: User, at: dt.datetime) -> CarePlan:
    """退回: it is drafted anew."""
    _check_decision(plan, by, at)
    if len(because.strip()) < 2:
        raise Refused("请写明退回理由。")
    with transaction.atomic():
        plan.state, plan.decided_by, plan.decided_at, plan.because = State.RETURNED, by, at, because.strip()[:400]
        _change([plan], State.DRAFT, ["state", "decided_by", "decided_at", "because"])
        _record("plan_return", [(plan, by, at, because)])
    return plan


def end(plan: CarePlan, *, on: dt.date, because: str, by: User, at: dt.datetime) -> CarePlan:
    """结束 after a day: moved away, into a home, does not want it any more. Orders of later days are cancelled."""
    if not may(by, DRAFTING, area_code=plan.area_code, on=timezone.localdate(at)):
        raise Refused("照护服务计划须由本地乡镇或县级经办人结束。")
    if plan.state != State.ACTIVE:
        raise Refused("这份计划不在执行中，请刷新后查看。")
    if on < plan.since:
        raise Refused("结束日期早于计划开始日期，请核对。")
    if len(because.strip()) < 2:
        raise Refused("请写明结束的原因。")
    with transaction.atomic():
        _end([plan], {plan.pk: on}, because=because.strip(), by=by, at=at)
        _record("plan_end", [(plan, by, at, because)])
    return plan


def pause(
    plan: CarePlan, *, because: str, since: dt.date, until: dt.date | None, by: User, at: dt.datetime
) -> list[Order]:
    """暂停 from a day to a day (None: until further notice): in hospital or away. Orders of those days are cancelled, and no others are drawn
    up meanwhile (R-HOME-13); the orders that were cancelled."""
    if not may(by, DRAFTING, area_code=plan.area_code, on=timezone.localdate(at)):
        raise Refused("暂停服务须由本地乡镇或县级经办人登记。")
    if plan.state != State.ACTIVE:
        raise Refused("这份计划不在执行中，请刷新后查看。")
    with transaction.atomic():
        requesting.note_absence(plan.person, because=because, since=since, until=until, by=by, at=at)
        rows = Order.objects.filter(
            kind=VISITS.code, client=plan.person_id, state__in=declare.CANCEL.sources, starts_at__gte=at
        )
        stopped = [
            each
            for each in rows
            if since <= timezone.localdate(each.starts_at) and (until is None or timezone.localdate(each.starts_at) <= until)
        ]  # fmt: skip
        step_each(Doing(declare.CANCEL, each, by, at, because=because) for each in stopped)
    return stopped


def hardship_of(persons: Collection[int], days: Collection[dt.date]) -> dict[tuple[int, dt.date], str]:
    """(Person, day) → the category of hardship he is in by himself or by his household on the day, of those who are in one (R-X-02)."""
    found: dict[tuple[int, dt.date], str] = {}
    parties: dict[int, set[int]] = {each: {each} for each in persons}  # party → persons who are in what it is in
    for part in bulk.parts(persons):
        for person, home in Membership.objects.filter(person__in=part, to_on=None).values_list("person", "household"):
            parties.setdefault(home, set()).add(person)
    rank = {kind.value: place for place, kind in enumerate(HARDSHIP)}
    for part in bulk.parts(parties):
        rows = Category.objects.filter(party__in=part, kind__in=HARDSHIP)
        for party, kind, from_on, to_on in rows.values_list("party", "kind", "from_on", "to_on"):
            for day in days:
                if from_on <= day and (to_on is None or day <= to_on):
                    for person in parties[party]:
                        known = found.get((person, day))
                        if known is None or rank[kind] < rank[known]:
                            found[person, day] = kind
    return found


def quota_of(level: int, policy: HomeCarePolicy) -> int:
    """服务包月限额 of a level, in fen; Refused as long as the county has not set it, and for who is not disabled."""
    if level < 1:
        raise Refused("评估为能力完好，不在居家养老上门服务范围内。")
    return int(policy.quota[list(Disabled)[level - 1]])


def cost_of(items: Iterable[Wanted], policy: HomeCarePolicy) -> int:
    """What a month of so many visits costs, in fen."""
    return sum(int(policy.price[Service[each.item]]) * each.times for each in items)


def _drafted(new: NewPlan, hardship: str) -> tuple[CarePlan, list[PlannedItem]]:
    assessment, policy = new.assessment, policy_on(new.since)
    _check_may(new)
    _check_items(new.items)
    check_person(assessment.person, hardship, new.since, policy)
    if assessment.state != Assessment.State.PUBLISHED or assessment.valid_until is None:
        raise Refused("服务计划须依据现行有效的能力评估，请先完成评估并公布。")
    if not assessment.on <= new.since <= assessment.valid_until:
        raise Refused(f"能力评估有效期至{assessment.valid_until}，计划须在有效期内开始；已过期的请先做常规评估。")
    if assessment.level < policy.least_level:
        raise Refused(f"评估为{Level(assessment.level).words}，未达到服务对象的失能等级，不能制定计划。")
    quota, cost = quota_of(assessment.level, policy), cost_of(new.items, policy)
    if cost > quota:
        level = Level(assessment.level).words
        raise Refused(f"每月费用{yuan(cost)}元，超过{level}服务包限额{yuan(quota)}元，请减少次数或项目。")
    plan = CarePlan(
        person=assessment.person,
        area_code=assessment.area_code,
        assessment=assessment,
        provider=new.provider,
        hardship=hardship,
        since=new.since,
        until=assessment.valid_until,
        agreed_on=new.agreed_on,
        agreement=new.agreement,
        quota=quota,
        cost=cost,
        drafted_by=new.by,
        drafted_at=new.at,
        state=State.DRAFT,
    )
    return plan, list(_one_after_the_other(plan, new, policy))


def _one_after_the_other(plan: CarePlan, new: NewPlan, policy: HomeCarePolicy) -> Iterable[PlannedItem]:
    start = dt.datetime.combine(new.since, new.starts_at)
    for each in new.items:
        minutes = int(policy.minutes[Service[each.item]])
        yield PlannedItem(
            care_plan=plan, item=each.item, times=each.times, starts_at=start.time(), minutes=minutes,
            price=int(policy.price[Service[each.item]]),
        )  # fmt: skip
        start += dt.timedelta(minutes=minutes)


def _check_may(new: NewPlan) -> None:
    if not may(new.by, DRAFTING, area_code=new.assessment.area_code, on=timezone.localdate(new.at)):
        raise Refused("照护服务计划须由本地乡镇或县级经办人拟定。")
    provider = new.provider
    if provider.since > new.since or (provider.until is not None and provider.until < new.since):
        raise Refused(f"{provider.name}在{new.since}不在签约期内，请另选服务机构。")
    if new.agreed_on > new.since:
        raise Refused("三方协议须在计划开始之前签订，请核对日期。")


def _check_items(items: Sequence[Wanted]) -> None:
    if not items:
        raise Refused("请至少安排一个服务项目。")
    if len({each.item for each in items}) < len(items):
        raise Refused("同一项目一天不能安排两次，请合并次数。")
    if any(each.item not in Service.__members__ or not 1 <= each.times <= _MOST_TIMES for each in items):
        raise Refused(f"每个项目每月1至{_MOST_TIMES}次，请核对。")


def check_person(person: Person, hardship: str, on: dt.date, policy: HomeCarePolicy) -> None:
    """Raises Refused for whom the project is not for on a day: dead, too young, or in no hardship (R-HOME-01)."""
    if person.died_on is not None:
        raise Refused("该人员已登记死亡，不能制定计划。")
    if person.born_on is None or identity.age(person.born_on, on) < policy.least_age:
        raise Refused(f"服务对象须年满{policy.least_age}周岁。")
    if not hardship:
        raise Refused(
            f"{person.party.name}在{on}不在特困、低保、低保边缘或刚性支出困难名册中，不属于经济困难老年人，不能享受补贴服务。"
        )


def _check_decision(plan: CarePlan, by: User, at: dt.datetime) -> None:
    if by.pk == plan.drafted_by_id:
        raise Refused("计划是您拟定的，须由他人审批。")
    if not may(by, APPROVING, area_code=plan.area_code, on=timezone.localdate(at)):
        raise Refused("照护服务计划须由县级经办人审批。")
    if plan.state != State.DRAFT:
        raise Refused(f"这份计划现为“{State(plan.state).label}”，请刷新后查看。")


def _as_orders(item: PlannedItem) -> Plan:
    plan = item.care_plan
    people = VISITS.item(item.item, plan.since)
    return Plan(
        kind=VISITS.code, client_id=plan.person_id, organisation=plan.provider.code, area_code=plan.area_code, item=item.item,
        times=item.times, starts_at=item.starts_at, minutes=item.minutes, people=people.people if people else 1, since=plan.since,
        until=plan.until,
    )  # fmt: skip


def _end_those_before(plans: Sequence[CarePlan], *, by: User, at: dt.datetime) -> None:
    since = {each.person_id: each.since for each in plans}
    before = [
        each
        for part in bulk.parts(since)
        for each in CarePlan.objects.filter(person__in=part, state=State.ACTIVE)
    ]  # fmt: skip
    _end(
        before, {each.pk: since[each.person_id] - dt.timedelta(days=1) for each in before}, because="按新计划执行", by=by, at=at
    )  # fmt: skip


def _end(plans: Sequence[CarePlan], last: dict[int, dt.date], *, because: str, by: User, at: dt.datetime) -> None:
    """`last`: plan → its last day."""
    if not plans:
        return
    for each in plans:
        each.state, each.until, each.because = State.ENDED, last[each.pk], because
    _change(plans, State.ACTIVE, ["state", "until", "because"])
    items = list(PlannedItem.objects.filter(care_plan__in=[each.pk for each in plans]).select_related("plan"))
    rows = [each.plan for each in items if each.plan is not None]
    day = {each.plan_id: last[each.care_plan_id] for each in items}
    for row in rows:
        row.until = day[row.pk]
    bulk.update(rows, ["until"])
    cancel = [
        order
        for order in Order.objects.filter(Q(state__in=declare.CANCEL.sources), plan__in=[row.pk for row in rows])
        if timezone.localdate(order.starts_at) > day[order.plan_id]
    ]
    step_each(Doing(declare.CANCEL, each, by, at, because=because) for each in cancel)


def _change(plans: Sequence[CarePlan], before: CarePlan.State, names: list[str]) -> None:
    found = bulk.update(list(plans), names, was={"state": [before.value] * len(plans)})
    if found < len(plans):
        raise Refused("这份计划刚刚由他人办理过，请刷新后查看最新情况。")


def _record(verb: str, rows: Iterable[tuple[CarePlan, User, dt.datetime, str]]) -> None:
    happenings = [
        Happening(
            f"home_care.{verb}", f"person:{plan.person_id}", because, plan.area_code, {"plan": plan.pk, "cost": plan.cost}, by, at
        )
        for plan, by, at, because in rows
    ]  # fmt: skip
    if happenings:
        record_many(happenings, by=None, at=happenings[-1].at or dt.datetime.min)
