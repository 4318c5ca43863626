"""What the actions of an item ask and do: the gates before acceptance and closing, the day set, measures, closings, look-backs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils import timezone

from doudi.base.calendar import months_later
from doudi.base.refused import Refused
from doudi.mechanisms.casework.declare import Said, number_on
from doudi.mechanisms.casework.milestones import Milestone, set_milestones
from doudi.mechanisms.casework.models import ActionTaken, Case
from doudi.mechanisms.matching.models import Finding
from doudi.programmes.integrity.rectification import queries
from doudi.programmes.integrity.rectification.models import Closing, Intent, Measure, Task
from doudi.programmes.integrity.rectification.policy import limit

READS: Mapping[str, tuple[str, ...]] = {"rectification_task": ()}
LOOK_BACKS = ("first_look_back", "second_look_back")  # parameters, in their order


def of(case: Case) -> Task:
    """The item of a case, as the flow has read it anew (`Flow.reads`)."""
    return case.rectification_task


def facts(case: Case) -> dict[str, Any]:
    """What may change of an item, by label."""
    row = Task.objects.filter(pk=case.pk).select_related("responsible").first()
    if row is None:
        return {}
    return {"完成时限": str(row.due_on), "责任人": row.responsible.name, "处理人数": row.dealt_with}


# --- measures and the day set -------------------------------------------------------------------------------------------


def not_a_day_to_come(case: Case, said: Said) -> str | None:
    """The day by which an item is to be done lies ahead when it is set."""
    day = _day(said.get("due_on"))
    return "完成时限须晚于今天，请重新填写。" if day is not None and day <= said.on else None


def keep_plan(case: Case, taken: ActionTaken) -> None:
    """A first measure, or a new one after the item was opened again; from now on it is due on the day set."""
    task, day = of(case), _day(taken.data.get("due_on"))
    if day is not None:
        task.due_on, task.extended = day, False
        task.save(update_fields=["due_on", "extended"])
    add_measure(case, taken)
    run_until_due(case, taken)


def add_measure(case: Case, taken: ActionTaken) -> None:
    words, deliverable = (str(taken.data[name]).strip() for name in ("words", "deliverable"))
    Measure.objects.create(task=of(case), words=words[:200], deliverable=deliverable[:120])


def run_until_due(case: Case, taken: ActionTaken) -> None:
    """Work goes on: the case is due on the day set in the register."""
    set_milestones([Milestone(case, of(case).due_on, timezone.localdate(taken.at))])


def no_such_measure(case: Case, said: Said) -> str | None:
    """Only an undelivered measure of this item is delivered."""
    number = str(said.get("measure") or "")
    found = of(case).measures.filter(pk=int(number)).first() if number.isdigit() else None
    if found is None:
        return "请选择本项的整改措施。"
    return f"“{found.words}”已经交付，不需要再办。" if found.delivered_on is not None else None


def keep_delivery(case: Case, taken: ActionTaken) -> None:
    of(case).measures.filter(pk=int(taken.data["measure"])).update(
        delivered_on=timezone.localdate(taken.at), told=str(taken.data["told"])[:400]
    )


def may_not_be_extended(case: Case, said: Said) -> str | None:
    """Once, and to a later day (section 12)."""
    task, day = of(case), _day(said.get("due_on"))
    if task.extended:
        return "完成时限只能延长一次，本项已经延长过。"
    if day is not None and day <= task.due_on:
        return f"延长后的时限须晚于原时限{task.due_on}。"
    return not_a_day_to_come(case, said)


def extend(case: Case, taken: ActionTaken) -> None:
    task, day = of(case), _day(taken.data["due_on"])
    assert day is not None
    since = case.waits_since or timezone.localdate(taken.at)
    task.due_on, task.extended = day, True
    task.save(update_fields=["due_on", "extended"])
    set_milestones([Milestone(case, day, since)])


def keep_figures(case: Case, taken: ActionTaken) -> None:
    """What it was before and is now, in figures."""
    task = of(case)
    task.before, task.after = (str(taken.data[name])[:400] for name in ("before", "after"))
    task.save(update_fields=["before", "after"])


# --- acceptance and closing ---------------------------------------------------------------------------------------------


def gates(case: Case, said: Said) -> str | None:
    """R-LEDGER-01: every measure delivered, linked findings closed, evidence there."""
    return next(iter(queries.in_the_way(of(case))), None)


def not_the_responsible(case: Case, taken: ActionTaken) -> None:
    """Second-person acceptance: who answers for an item does not accept it, whoever handed it in."""
    if taken.by_id == of(case).responsible_id:
        raise Refused("责任人不能验收、销号本人负责的问题，请换人办理。")


def wrong_closing(case: Case, said: Said) -> str | None:
    """The gates once more; an honest mistake corrected in time is exempt from blame, whatever came of it (R-FIND-05)."""
    number = str(said.get("dealt_with") or "0").strip()
    if not number.isdigit():
        return "处理人数请填写数字，没有处理人员的填0。"
    dealt_with = int(number)
    if dealt_with and said.get("intent") in (Intent.HONEST, Intent.NOBODY):
        return "无主观故意并已及时纠正、或不涉及个人责任的，不予追责，处理人数应为0；应当追责的请更正主观情况。"
    if dealt_with and not str(said.get("dealt_how") or "").strip():
        return "有处理人员的，请填写处理方式。"
    return gates(case, said)


def close(case: Case, taken: ActionTaken) -> None:
    """Signed off by the task force; the first look-back is set (R-LEDGER-03)."""
    not_the_responsible(case, taken)
    task, data, on = of(case), taken.data, timezone.localdate(taken.at)
    task.intent, task.dealt_with = data["intent"], int(str(data.get("dealt_with") or "0"))
    task.dealt_how = str(data.get("dealt_how") or "")[:120]
    task.save(update_fields=["intent", "dealt_with", "dealt_how"])
    closing = Closing.objects.create(task=task, on=on, look_back_on=_look_back_on(on, 0))
    _rest_until(case, closing, on)


def restore(case: Case, taken: ActionTaken) -> None:
    """What opened it again was no finding: the closing stands as if it had not been opened again."""
    closing = of(case).closings.order_by("-pk").select_for_update().first()
    assert closing is not None, "an item that was opened again had been closed"
    on = timezone.localdate(taken.at)
    closing.reopened_on, closing.reopened_by_check = None, False
    closing.look_back_on = _look_back_on(closing.on, closing.looked_back)
    closing.save()
    _rest_until(case, closing, on)


def not_all_cleared(case: Case, said: Said) -> str | None:
    """Only where a check opened it again, and every finding linked since has been found to be none."""
    task = of(case)
    closing = task.closings.order_by("-pk").first()
    if closing is None or not closing.reopened_by_check:
        return "本项不是由比对重新打开的，不能恢复销号。"
    assert closing.reopened_on is not None
    since = Finding.objects.filter(pk__in=task.linked.filter(on__gte=closing.reopened_on).values("finding"))
    if since.exclude(disposal=Finding.Disposal.CLEARED).exists():
        return "重新打开后关联的疑点还没有全部排除，不能恢复销号。"
    return None


# --- look-back ----------------------------------------------------------------------------------------------------------


def look_back(last: bool) -> Callable[[Case, Said], str | None]:
    """Refuses the step of the other look-back: the first leads back to the closing, the last ends it."""

    def refuse(case: Case, said: Said) -> str | None:
        closing = of(case).closings.filter(reopened_on=None).first()
        assert closing is not None, "only what is closed is looked at again"
        is_last = closing.looked_back + 1 >= len(LOOK_BACKS)
        if is_last is last:
            return None
        return "这是最后一次回头看，请办理末次结论。" if is_last else "销号满六个月的回头看还没有到期。"

    return refuse


def keep_look_back(case: Case, taken: ActionTaken) -> None:
    closing = of(case).closings.select_for_update().get(reopened_on=None)
    closing.looked_back += 1
    closing.look_back_on = _look_back_on(closing.on, closing.looked_back)
    closing.save()
    _rest_until(case, closing, timezone.localdate(taken.at))


def reopen(by_check: bool) -> Callable[[Sequence[ActionTaken]], None]:
    """R-LEDGER-03: relapse opens the item again under the same number."""

    def follow(taken: Sequence[ActionTaken]) -> None:
        for each in taken:
            Closing.objects.filter(task=each.case_id, reopened_on=None).update(
                reopened_on=timezone.localdate(each.at), look_back_on=None, reopened_by_check=by_check
            )

    return follow


def _look_back_on(closed_on: dt.date, done: int) -> dt.date | None:
    if done >= len(LOOK_BACKS):
        return None
    return months_later(closed_on, number_on(limit(LOOK_BACKS[done]), closed_on))


def _rest_until(case: Case, closing: Closing, on: dt.date) -> None:
    """A closed item rests until it is looked at again."""
    if closing.look_back_on is not None:
        set_milestones([Milestone(case, closing.look_back_on, on)])


def _day(value: object) -> dt.date | None:
    if not value:
        return None
    return value if isinstance(value, dt.date) else dt.date.fromisoformat(str(value))
