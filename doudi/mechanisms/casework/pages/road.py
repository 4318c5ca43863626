"""The road of a case on its page: step bar, time left, what was done and what is waited for, what may be done next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence

from django.utils import timezone

from doudi.base.areas import full_name
from doudi.base.models import User
from doudi.base.notices import calendar
from doudi.base.refused import Refused
from doudi.mechanisms.casework.conditions import check_possible
from doudi.mechanisms.casework.declare import Action, Flow, Said
from doudi.mechanisms.casework.models import ActionTaken, Case
from doudi.mechanisms.casework.queries import Offer
from doudi.pages.details import Event, Step, steps_of
from doudi.pages.limits import time_left


def time_left_of(case: Case, today: dt.date) -> tuple[str, str]:
    """Words and tint; empty where nothing is due."""
    if case.due_on is None or case.closed_at is not None:
        return "", ""
    return time_left(case.due_on, today, calendar(), provisional=case.due_provisional)


def steps(flow: Flow, case: Case, taken: Sequence[ActionTaken]) -> list[Step]:
    """The main road with the day each stage was left; a case beside the road stands between what is done and what is to come."""
    left = {each.source: each.at for each in taken if each.source != each.target}
    names = [flow.stage(code).name for code in flow.road]
    notes = {place: day_of(left[code]) for place, code in enumerate(flow.road) if code in left}
    stage = flow.stage(case.stage)
    if case.stage not in flow.road:
        passed = [Step(name, "done", notes[place]) for place, name in enumerate(names) if place in notes]
        to_come = (
            [] if stage.final else [Step(name) for place, name in enumerate(names) if place > max(notes, default=-1)]
        )
        return [*passed, Step(stage.name, "now", day_of(case.closed_at)), *to_come]
    now = flow.road.index(case.stage)
    notes = {place: note for place, note in notes.items() if place < now}
    found = steps_of(names, now, notes)
    if case.closed_at is not None:
        found[now] = Step(names[now], "done", day_of(case.closed_at))
    return [Step(each.name, "todo", "不需要") if each.state == "done" and not each.note else each for each in found]


def events(flow: Flow, case: Case, taken: Sequence[ActionTaken], left: str, opened: str) -> list[Event]:
    """What was done, the newest first, and before it what is waited for. `opened`: how it began."""
    done = [
        Event(each.label, each.at, who(each), words_of(flow, each), files=list(each.files.all()))
        for each in reversed(taken)
    ]
    began = Event(opened, case.opened_at, str(case.opened_by or "系统"))
    if case.closed_at is not None:
        return [*done, began]
    words = f"期限 {case.due_on}，{left}" if case.due_on else ""
    return [Event(flow.stage(case.stage).name, None, waits_for(flow, case), words, now=True), *done, began]


def waits_for(flow: Flow, case: Case) -> str:
    """Whose turn it is: 由乡镇经办人办理."""
    moves = [each for each in flow.actions_from(case.stage) if each.within and each.delegated in (None, case.delegated)]
    roles = sorted({role.label for action in moves for role in action.roles})
    return f"由{'、'.join(roles)}办理" if roles else ""


def who(taken: ActionTaken) -> str:
    """甲、乙（代丙）; what no person did was done by the system."""
    names = "、".join(str(user) for user in (taken.by, taken.together_with) if user is not None) or "系统"
    return f"{names}（代{taken.in_the_name_of}）" if taken.in_the_name_of_id else names


def words_of(flow: Flow, taken: ActionTaken) -> str:
    """What was said when an action was taken, and what it changed, a line for each."""
    said = [taken.because] if taken.because else []
    action = flow.action(taken.action)
    if taken.data.get("ground_words"):
        said.append(f"理由：{taken.data['ground_words']}（{taken.data.get('basis', '')}）")
    for field in action.fields:
        value = taken.data.get(field.code)
        if value in (None, "", []) or field.kind in ("photo", "file", "secret"):
            continue
        if field.kind == "money" and isinstance(value, int):
            shown = f"{value / 100:,.2f}元"
        elif field.kind == "area":
            shown = full_name(str(value))
        elif field.kind == "person":
            shown = str(User.objects.filter(pk=value).first() or value)
        elif field.kind == "yes":
            shown = "是" if value else "否"
        else:
            shown = dict(field.choices).get(str(value), str(value))
        said.append(f"{field.label}：{shown}")
    change = getattr(taken, "change", None)
    if change is not None:
        said += [f"{label}：{_shown(change.before.get(label))} → {_shown(new)}" for label, new in change.after.items()]
    return "\n".join(said)


def last_step(flow: Flow, case: Case) -> list[str]:
    """What was said when the case was moved last: the step that is answered now."""
    last = case.actions.order_by("-pk").first()
    return [f"{last.label}：{line}" for line in words_of(flow, last).splitlines()] if last is not None else []


def refusals(flow: Flow, case: Case, allowed: Iterable[Offer]) -> list[tuple[str, str]]:
    """The actions that the user's role allows but that cannot be taken now, by the sentence that says why."""
    by_sentence: dict[str, list[str]] = {}
    for offer in allowed:
        sentence = offer.refusal or impossible(flow, offer.action, case)
        if sentence:
            by_sentence.setdefault(sentence, []).append(offer.action.name)
    return [("、".join(names), sentence) for sentence, names in by_sentence.items()]


def impossible(flow: Flow, action: Action, case: Case) -> str | None:
    """What stands in the way in the case itself, before anything is typed."""
    try:
        check_possible(flow, action, case)
    except Refused as refused:
        return refused.sentence
    return None


def foreseen(case: Case, action: Action) -> str | None:
    """The refusal of an action that depends on nothing typed."""
    said = Said(on=timezone.localdate())
    return action.unless(case, said) if action.foreseen and action.unless is not None else None


def buttons(
    flow: Flow, case: Case, allowed: Iterable[Offer], address: Callable[[Action], str]
) -> list[tuple[str, str, str]]:
    """Name, address and look: first what the road asks for, last what turns back; what would be refused is left out."""
    free = [
        offer.action
        for offer in allowed
        if not offer.refusal and not foreseen(case, offer.action) and not impossible(flow, offer.action, case)
    ]
    mild = [action for action in free if not action.grave]
    main = next((action for action in mild if action.within is not None), mild[0] if mild else None)
    free.sort(key=lambda action: (action != main, action.grave))
    return [
        (action.name, address(action), "btn-primary" if action == main else "btn-warn" if action.grave else "btn-plain")
        for action in free
    ]


def day_of(at: dt.datetime | None) -> str:
    """05-14, in local time."""
    return f"{timezone.localtime(at):%m-%d}" if at else ""


def _shown(value: object) -> str:
    return "无" if value in (None, "", []) else "是" if value is True else "否" if value is False else str(value)
