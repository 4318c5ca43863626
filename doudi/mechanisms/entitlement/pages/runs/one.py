"""One run: where it stands, what it comes to, what differs from last month, where its money is, and the steps that lie ahead."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from doudi.base.access import may, scope
from doudi.base.money import yuan
from doudi.base.months import chinese_month
from doudi.mechanisms.entitlement.deaths import queries as deaths
from doudi.mechanisms.entitlement.declare import Benefit, benefit_of
from doudi.mechanisms.entitlement.pages.addresses import at
from doudi.mechanisms.entitlement.pages.roles import COUNTY
from doudi.mechanisms.entitlement.pages.runs.bank import bank_tab
from doudi.mechanisms.entitlement.pages.runs.board import name_of, state_tag
from doudi.mechanisms.entitlement.pages.runs.found import run_of
from doudi.mechanisms.entitlement.pages.runs.online import online_tab
from doudi.mechanisms.entitlement.pages.runs.words import by_how_much, words_of
from doudi.mechanisms.entitlement.payment_runs import changes, queries, services
from doudi.mechanisms.entitlement.payment_runs.changes import What
from doudi.mechanisms.entitlement.payment_runs.models import SIGNED, PaymentRun, RunStep
from doudi.mechanisms.entitlement.payment_runs.pay_days import pay_day
from doudi.mechanisms.entitlement.payment_runs.road import Offer, offers, who_is_next
from doudi.pages.cells import full_width
from doudi.pages.declare import KeyFigure
from doudi.pages.details import Event, Step, Tab, steps_of

State, Taken = PaymentRun.State, RunStep.Step
_STAGES = ("草稿", "冻结", "复核", "签批", "送银行", "回盘", "结清")
_TAKEN = (Taken.DRAFT, Taken.FREEZE, Taken.CHECK, Taken.SIGN, Taken.SEND, Taken.ANSWER, Taken.CLOSE)
_NOW = {State.DRAFT: 1, State.FROZEN: 2, State.CHECKED: 3, State.SIGNED: 4, State.SENT: 5, State.CLOSED: 7}


def run_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of a run; a township sees the lines and sums of its own area."""
    run = run_of(request, pk)
    benefit, today, county = benefit_of(run.benefit), timezone.localdate(), may(request.user, COUNTY)
    seen = scope(request.user)
    earlier = changes.run_before(run)
    sums = changes.summed(changes.differing(run, earlier, seen))
    taken = list(queries.steps(run))
    offered = offers(run, request.user, today)
    against = services.hindrances(run, benefit) if run.state == State.SENT else []
    tabs = [
        Tab("differences", "与上月比较", "entitlement/runs/differences.html", _differences(run, earlier, sums)),
        Tab("towns", "按乡镇", "entitlement/runs/towns.html", {"towns": queries.by_township(request.user, run)}),
        *([bank_tab(run, request.user)] if county and run.state in SIGNED else []),
        *([online_tab(run, request.user)] if county and benefit.online_list and run.state in SIGNED else []),
        Tab("log", "办理记录", "pages/timeline.html", {}, len(taken)),
    ]
    context = {
        "title": name_of(run),
        "run": run,
        "state": state_tag(run),
        "steps": _steps(run, taken),
        "figures": _figures(request.user, run, earlier),
        "cautions": _cautions(run, benefit, today) if county else [],
        "against": [full_width(each) for each in against],
        "refusals": [(each.leg.name, full_width(each.refusal)) for each in offered if each.refusal],
        "waits_for": who_is_next(run),
        "pay_day": pay_day(run.month, today),
        "tabs": tabs,
        "events": [_event(each) for each in reversed(taken)],
        "buttons": _buttons(run, offered, against),
        "may_print": county and run.state != State.DRAFT,
    }
    return render(request, "entitlement/runs/run.html", context)


def _steps(run: PaymentRun, taken: Sequence[RunStep]) -> list[Step]:
    """The step bar with who and when, of the present round."""
    last = max((each.round for each in taken), default=0)
    number = taken[-1].round + (taken[-1].step == Taken.SEND_BACK) if taken else last
    notes: dict[int, str] = {}
    for each in taken:
        if each.round == number and each.step in _TAKEN:
            who = str(each.by or "系统")
            place = _TAKEN.index(Taken(each.step))
            before = f"{notes[place].rsplit(' ', 1)[0]}、" if each.step == Taken.SIGN and place in notes else ""
            notes[place] = f"{before}{who} {timezone.localtime(each.at):%m-%d}"
    now = _NOW[State(run.state)]
    if run.state == State.SENT and run.files.filter(file__returns__isnull=False).exists():
        now = 6 if not queries.balance(run).on_its_way else 5
    return steps_of(_STAGES, now, notes)


def _figures(user: Any, run: PaymentRun, earlier: PaymentRun | None) -> list[KeyFigure]:
    number, amount, arrears = queries.totals(queries.lines(user, run))
    before = queries.totals(queries.lines(user, earlier))[1] if earlier is not None else 0
    omitted = queries.lines(user, run).exclude(omitted="").count()
    than = f"比{chinese_month(earlier.month)}{by_how_much(amount - before)}" if earlier else "首个批次"
    lines = at("run_lines", run.pk)
    found = [
        KeyFigure("笔数", f"{number:,}", lines),
        KeyFigure("金额合计（元）", yuan(amount), lines, than),
        KeyFigure("其中补发（元）", yuan(arrears), at("run_lines", run.pk, arrears=1)),
        KeyFigure(
            "本月未发（笔）",
            f"{omitted:,}",
            at("run_lines", run.pk, paid=0),
            "暂缓、缺账户或重复" if omitted else "没有",
            "warn" if omitted else "ok",
        ),
    ]
    if run.state in (State.SENT, State.CLOSED) and may(user, COUNTY):
        sums = queries.balance(run)
        unpaid = f"在途{yuan(sums.on_its_way)}元，" if sums.on_its_way else ""
        found.append(
            KeyFigure(
                "已到账（元）",
                yuan(sums.paid),
                "",
                f"{unpaid}退票{yuan(sums.came_back)}元",
                "warn" if sums.on_its_way or sums.came_back else "ok",
            )
        )
    return found


def _differences(run: PaymentRun, earlier: PaymentRun | None, sums: dict[What, tuple[int, int]]) -> dict[str, Any]:
    rows = [(what.value, *each, at("run_changes", run.pk, what=what.value)) for what, each in sums.items()]
    return {
        "rows": rows,
        "earlier": earlier,
        "total": sum(amount for _, amount in sums.values()),
        "more": by_how_much(sum(amount for _, amount in sums.values())),
        "number": sum(number for number, _ in sums.values()),
        "url": at("run_changes", run.pk),
        "overpaid": queries.overpaid_by(run),
    }


def _cautions(run: PaymentRun, benefit: Benefit, today: Any) -> list[str]:
    """What whoever freezes, checks or signs should know before."""
    if run.state not in (State.DRAFT, State.FROZEN, State.CHECKED):
        return []
    found = []
    dead = deaths.number_waiting(benefit, today)
    if dead:
        found.append(f"有{dead}人已死亡仍在保障名单中，请先在“死亡办理”确认停发或调整，再重新核算。")
    awards, amount = queries.overpaid_by(run)
    if awards:
        found.append(f"有{awards}项待遇以前月份多发{yuan(amount)}元，签批后转追缴程序。")
    overtaken = services.overtaken(run)
    if overtaken:
        found.append(full_width(overtaken))
    return found


def _event(taken: RunStep) -> Event:
    return Event(
        str(taken.get_step_display()),
        taken.at,
        str(taken.by or "系统"),
        "\n".join(each for each in (taken.because, words_of(taken)) if each),
    )


def _buttons(run: PaymentRun, offered: Sequence[Offer], against: Sequence[str]) -> list[tuple[str, str, str]]:
    """Name, address and look of the steps that this user may take now."""
    found: list[tuple[str, str, str]] = []
    for each in offered:
        if each.refusal or (each.leg.step == Taken.CLOSE and against):
            continue
        look = "btn-warn" if each.leg.grave else "btn-plain" if found or each.leg.step == Taken.DRAFT else "btn-primary"
        found.append((each.leg.name, at("run_act", run.pk, each.leg.code), look))
    return found
