"""The page of one award: where it stands, why it is what it is, whom it covers, what was right and paid month by month, every change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from doudi.base.access import may
from doudi.base.areas import full_name
from doudi.base.models import User
from doudi.base.months import chinese_month, month_of
from doudi.base.notices import calendar
from doudi.base.records import reveal
from doudi.base.refused import Refused
from doudi.mechanisms.entitlement.archives.pages import link_of_award
from doudi.mechanisms.entitlement.awards import differences, queries
from doudi.mechanisms.entitlement.awards.models import Award, AwardChange, ReviewClass
from doudi.mechanisms.entitlement.awards.queries import Standing, standing_of
from doudi.mechanisms.entitlement.awards.reasons import reason_name
from doudi.mechanisms.entitlement.deaths import queries as death_queries
from doudi.mechanisms.entitlement.declare import Benefit, benefit_of
from doudi.mechanisms.entitlement.pages import acts, amendments, deaths, known, letters, worksheets
from doudi.mechanisms.entitlement.payment_runs import queries as runs
from doudi.mechanisms.entitlement.payment_runs.months import months_of
from doudi.mechanisms.registry.models import Party
from doudi.pages.cells import Kind, Link, Tag, full_width
from doudi.pages.details import Item, Step, Tab
from doudi.pages.limits import time_left
from doudi.pages.reveal import reveal_page


def award_page(request: HttpRequest, pk: int, codes: Collection[str]) -> HttpResponse:
    """待遇 of one household or person."""
    award, now = known.one(request.user, pk, codes), timezone.now()
    benefit, month = benefit_of(award.benefit), month_of(timezone.localdate())
    changes = list(queries.history(award))
    shown_month = _month_shown(award, month)
    context = {
        "title": f"{award.party.name}：{benefit.name}",
        "award": award,
        "tag": known.standing_tag(award, month),
        "also": _also(award, month),
        "steps": _steps(award, changes, month),
        "items": _items(request.user, award, benefit),
        "tabs": [
            Tab("sheet", "核算说明", "entitlement/tab_sheet.html", _sheet(award, benefit, shown_month)),
            _people(award, month),
            Tab("months", "各月应发", "entitlement/tab_months.html", _months(award, month, now)),
            _payments(request.user, award),
            Tab("changes", "变动记录", "entitlement/tab_changes.html", _changes(award, benefit, changes), len(changes)),
        ],
        "dead": [
            (each.person.party.name, each.person.died_on, deaths.address(each))
            for each in death_queries.of_award(award, timezone.localdate())
        ],
        "decides": may(request.user, benefit.deciders, area_code=award.area_code),
        "buttons": [
            *([change] if (change := amendments.button(request.user, award)) is not None else []),
            *acts.buttons(request.user, award, month),
        ],
        "archive": link_of_award(request.user, award),
        "refusal_words": acts.refused_words(request.user, award, timezone.localdate()),
        "letter": next((known.address(award, "award_letter", each.pk) for each in reversed(changes) if letters.has_letter(each)), ""),
    }  # fmt: skip
    return render(request, "entitlement/award.html", context)


def account_page(request: HttpRequest, pk: int, codes: Collection[str]) -> HttpResponse:
    """查看完整（留痕）: the account that the award is paid into."""
    award = known.one(request.user, pk, codes)
    user = request.user
    assert isinstance(user, User)
    if not may(user, _paying(benefit_of(award.benefit))):
        raise Refused("完整账号只供审核和发放人员查看。")

    def read(reason: str) -> str:
        return reveal(user, award, "account", reason, at=timezone.now(), area_code=award.area_code)

    return reveal_page(request, label="银行账号", back=known.address(award), read=read)


def _paying(benefit: Benefit) -> frozenset[Any]:
    return acts.FINANCE | benefit.deciders


# --- how it stands -------------------------------------------------------------------------------------------------------


def _month_shown(award: Award, month: int) -> int:
    """The month whose worksheet is shown first: this one, else the nearest that the award reaches."""
    last = award.until_month if award.until_month is not None and award.until_month >= award.from_month else month
    return max(award.from_month, min(month, last))


def _also(award: Award, month: int) -> list[Tag]:
    """What is decided and still to come, and what is due."""
    found = []
    if award.until_month is not None and award.until_month >= month:
        found.append(Tag(f"自{chinese_month(award.until_month + 1)}起停发", "warn"))
    if award.grace_until is not None and award.grace_until >= month:
        found.append(Tag(f"渐退至{chinese_month(award.grace_until)}", "info"))
    return found


def _steps(award: Award, changes: list[AwardChange], month: int) -> list[Step]:
    """审核确认 → 起发 → (暂缓、渐退) → 停发, with the day or month of each."""
    granted = changes[0] if changes else None
    standing = standing_of(award, month)
    steps = [
        Step("审核确认", "done", f"{granted.decided_on}" if granted else ""),
        Step("起发", "todo" if standing is Standing.TO_COME else "done", chinese_month(award.from_month)),
    ]
    if standing is Standing.HELD and award.held_until is not None:
        steps.append(Step("暂缓", "now", f"至{chinese_month(award.held_until)}"))
    elif award.grace_until is not None:
        state = "now" if standing is Standing.DEFERRED else "done"
        steps.append(Step("渐退", state, f"至{chinese_month(award.grace_until)}"))
    elif standing is Standing.PAID:
        steps.append(Step("在发", "now", f"复核 {award.review_due_on}" if award.review_due_on else ""))
    stopped = award.until_month is not None
    when = f"自{chinese_month(award.until_month + 1)}" if award.until_month is not None else ""
    return [*steps, Step("停发", "done" if stopped and standing is Standing.STOPPED else "todo", when)]


def _items(user: Any, award: Award, benefit: Benefit) -> list[Item]:
    party = award.party
    kind = "household" if party.kind == Party.Kind.HOUSEHOLD else "person"
    account = f"尾号{award.account[-4:]}" if award.account else None
    url = known.address(award, "award_account") if account and may(user, _paying(benefit)) else ""
    return [
        Item("户主" if kind == "household" else "姓名", Link(party.name, reverse(kind, args=[party.pk]))),
        Item("所在村居", full_name(award.area_code)),
        Item("月金额（元）", award.amount, Kind.MONEY),
        Item("保障人数", f"{award.people}人"),
        Item("起始月", award.from_month, Kind.MONTH),
        Item("终止月", award.until_month, Kind.MONTH),
        Item("复核", _reviewed(award, benefit)),
        Item("复核期限", _review(award)),
        Item("户名", award.payee or None),
        Item("银行账号", account or Tag("没有账户，不能发放", "danger"), reveal=url),
    ]


def _reviewed(award: Award, benefit: Benefit) -> str:
    """By which class; what follows another award is looked at with that one."""
    if benefit.follows:
        return f"随{benefit_of(benefit.follows).name}一并复核、调整、停发"
    return f"{ReviewClass(award.review_class).label}，每次复核后重新计算期限"


def _review(award: Award) -> Any:
    if award.review_due_on is None or award.until_month is not None:
        return None
    words, tint = time_left(award.review_due_on, timezone.localdate(), calendar())
    return Tag(f"{award.review_due_on}，{words}", tint)


# --- its parts -----------------------------------------------------------------------------------------------------------


def _sheet(award: Award, benefit: Benefit, month: int) -> dict[str, Any]:
    sheet = queries.worksheet(award, month)
    return {"shown": worksheets.shown(benefit.book, sheet), "month": month}


def _people(award: Award, month: int) -> Tab:
    rows = list(queries.people_of(award))
    now = sum(each.until_month is None or each.until_month >= month for each in rows)
    return Tab("people", "保障对象", "entitlement/tab_people.html", {"rows": rows, "month": month}, now)


def _months(award: Award, month: int, now: dt.datetime) -> dict[str, Any]:
    last = month if award.until_month is None else min(month, max(award.until_month, award.from_month))
    return {
        "lines": months_of(award, last, at=now),
        "url": known.address(award, "award_month"),
        "first": award.from_month,
        "last": last,
    }


def _payments(user: Any, award: Award) -> Tab:
    lines = runs.paid_for(user, award)
    total = sum(line.payment.amount for line in lines)
    return Tab("paid", "发放记录", "entitlement/tab_paid.html", {"lines": lines, "total": total}, len(lines))


@dataclass(frozen=True)
class ChangeShown:
    """A change in the history: what, from when, because of what, and each figure before and after."""

    change: AwardChange
    title: str
    months: str
    amounts: str
    because: str
    reason: str
    people: str
    facts: list[tuple[str, str, str]]
    letter: str


def _changes(award: Award, benefit: Benefit, changes: list[AwardChange]) -> dict[str, Any]:
    keys = differences.keys_in(changes)
    names = {str(pk): name for pk, name in Party.objects.filter(pk__in=keys).values_list("pk", "name")}
    steps = differences.told(benefit.book, changes, names)
    return {"changes": [_change(award, each) for each in reversed(steps)]}


def _change(award: Award, step: differences.Step) -> ChangeShown:
    change = step.change
    until = f"至{chinese_month(change.until_month)}" if change.until_month is not None else ""
    return ChangeShown(
        change,
        change.get_kind_display(),
        f"自{chinese_month(change.from_month)}{until or '起'}",
        _amounts(step),
        full_width(change.because),
        reason_name(change.reason),
        "；".join(
            words for words in (
                f"新增{'、'.join(step.joined)}" if step.joined else "",
                f"不再计入{'、'.join(step.left)}" if step.left else "",
            ) if words
        ),
        [(f"{each.who}：{full_width(each.label)}" if each.who else full_width(each.label), _figure(each, each.before), _figure(each, each.after)) for each in step.facts],
        known.address(award, "award_letter", change.pk) if letters.has_letter(change) else "",
    )  # fmt: skip


def _amounts(step: differences.Step) -> str:
    """月金额 715.00元 → 911.00元; 未变 if it is the same."""
    if step.after is None:
        return ""
    if step.before is None:
        return f"月金额 {worksheets.money(step.after)}"
    if step.before == step.after:
        return f"月金额 {worksheets.money(step.after)}，未变"
    return f"月金额 {worksheets.money(step.before)} → {worksheets.money(step.after)}"


def _figure(each: differences.Difference, value: int | None) -> str:
    return "无" if value is None else worksheets.figure(each.unit, value)
