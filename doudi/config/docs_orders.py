"""The part of a programme's page that tells of its service orders: who takes which step within what time, what may be ordered."""

from __future__ import annotations

import datetime as dt

from doudi.base.limits import Within, number_on, words_of_limit
from doudi.mechanisms.orders import declare
from doudi.mechanisms.orders.declare import OF_WORKERS, STEPS, OrderKind, Step

_DAY = dt.date(2024, 12, 31)  # as of which numbers are told


def order_kind(kind: OrderKind) -> list[str]:
    """Markdown lines; the same declaration gives the same text."""
    lines = [f"## 服务单：{kind.name}", "", "| 步骤 | 由谁 | 时限 |", "|---|---|---|"]
    for step in STEPS.values():
        if step in (declare.CHECK, declare.REFER) and not kind.hands.check:
            continue
        lines.append(f"| {step.name} | {_by(kind, step)} | {words_of_limit(_within(kind, step))} |")
    if kind.urgent_within is not None:
        lines += ["", f"紧急的，每一步{words_of_limit(kind.urgent_within)}内办理。"]
    if kind.fence is not None:
        rural, urban, refuse = (
            number_on(each, _DAY) for each in (kind.fence.rural, kind.fence.urban, kind.fence.refuse)
        )
        lines += ["", f"签到范围：农村{rural}米、城镇{urban}米以内；超过{refuse}米不予登记。"]
    lines += ["", f"确认方式：{'、'.join(way.label for way in kind.ways)}。"]
    lines += ["", "| 项目 | 名称 | 类别 | 分钟 | 人数 | 资格 |", "|---|---|---|---|---|---|"]
    for item in kind.items(_DAY):
        lines.append(
            f"| `{item.code}` | {item.name} | {item.group} | {item.minutes} | {item.people} | {'、'.join(item.credentials)} |"
        )
    return lines


def _by(kind: OrderKind, step: Step) -> str:
    roles = "、".join(sorted(role.label for role in kind.hands.of(step)))
    if step in OF_WORKERS:
        return f"服务人员本人；代办：{roles}"
    if step in (declare.EXPIRE, declare.TELL_UP):
        return "系统"
    if step == declare.SETTLE and not kind.hands.settle:
        return "确认后自动"
    return roles


def _within(kind: OrderKind, step: Step) -> Within | None:
    return {
        declare.CHECK: kind.check_within,
        declare.DISPATCH: kind.dispatch_within,
        declare.ACCEPT: kind.accept_within,
        declare.CONFIRM: kind.confirm_within,
        declare.EXPIRE: kind.expires_after,
    }.get(step)
