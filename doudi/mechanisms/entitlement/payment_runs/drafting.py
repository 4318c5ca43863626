"""A computed run written as a draft: its lines and what they pay of past months, all in a few statements."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from doudi.base import bulk
from doudi.base.access import require
from doudi.base.models import Area, User
from doudi.base.months import chinese_month, month_of
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.mechanisms.entitlement.awards import amounts
from doudi.mechanisms.entitlement.declare import Benefit
from doudi.mechanisms.entitlement.payment_runs import queries
from doudi.mechanisms.entitlement.payment_runs.computing import Computed, compute
from doudi.mechanisms.entitlement.payment_runs.models import Correction, Payment, PaymentRun, RunStep
from doudi.mechanisms.entitlement.policy import Terms

DRAFTERS = frozenset({Role.COUNTY_OFFICER})
State = PaymentRun.State
_COLUMNS = (
    "run_id", "benefit", "month", "award_id", "change_id", "party_id", "area_code",
    "regular", "arrears", "amount", "omitted", "cancelled",
)  # fmt: skip


def draft(benefit: Benefit, month: int, *, county: Area, by: User | None, at: dt.datetime) -> PaymentRun:
    """核算: the run of a month as a draft; a draft that is there is computed anew. Raises Refused once it is frozen, or out of turn.
    `by` None: the command line drafts, and whoever freezes the list answers for it."""
    if by is not None:
        require(by, DRAFTERS, area_code=county.code, on=timezone.localdate(at))
    _check_turn(benefit, month, timezone.localdate(at))
    try:
        with transaction.atomic():
            run = PaymentRun.objects.select_for_update().filter(benefit=benefit.code, month=month).first()
            if run is not None and run.state != State.DRAFT:
                raise Refused(f"{benefit.name}{chinese_month(month)}的批次{run.get_state_display()},不能重新核算。")
            if run is not None:
                _empty(run)
            computed = compute(benefit, month, known_at=at)
            run = _run(run, computed, county, by, at)
            _write(run, computed)
            amounts.bring_up_to_date(computed.register, month, computed.due)
            step(run, RunStep.Step.DRAFT, by=by, at=at, data={"lines": run.lines_number, "amount": run.amount})
    except IntegrityError as error:
        raise Refused(f"{benefit.name}{chinese_month(month)}的批次正由他人核算,请刷新后查看。") from error
    return run


def step(
    run: PaymentRun, which: RunStep.Step, *, by: User | None, at: dt.datetime, because: str = "", data: dict[str, Any]
) -> RunStep:
    """The record of one step, in the run's history and in the chain."""
    number = run.steps.filter(step=RunStep.Step.SEND_BACK).count()
    taken = RunStep.objects.create(run=run, step=which, round=number, at=at, by=by, because=because[:400], data=data)
    about = {"benefit": run.benefit, "month": run.month, **data}
    record(f"payment_run.{which.lower()}", run, by=by, at=at, because=because, area_code=run.county_code, data=about)
    return taken


def _check_turn(benefit: Benefit, month: int, today: dt.date) -> None:
    if month > month_of(today) + 1:
        raise Refused(f"{chinese_month(month)}尚早,最多可提前一个月核算。")
    others = PaymentRun.objects.filter(benefit=benefit.code)
    before = (
        others.filter(month__lt=month, state__in=(State.DRAFT, State.FROZEN, State.CHECKED)).order_by("month").first()
    )
    if before is not None:
        raise Refused(
            f"{benefit.name}{chinese_month(before.month)}的批次{before.get_state_display()},请先办结再核算以后的月份。"
        )
    after = others.filter(month__gt=month).order_by("month").first()
    if after is not None and not others.filter(month=month).exists():
        raise Refused(
            f"{benefit.name}已有{chinese_month(after.month)}的批次;{chinese_month(month)}的应发在下一批次补发。"
        )


def _empty(run: PaymentRun) -> None:
    """Forget the lines of a draft, in two statements."""
    with connection.cursor() as cursor:
        for table in ("entitlement_correction", "entitlement_payment"):
            cursor.execute(f"DELETE FROM {table} WHERE run_id = %s", [run.pk])


def _run(run: PaymentRun | None, computed: Computed, county: Area, by: User | None, at: dt.datetime) -> PaymentRun:
    """Its head, with the sums of what will be paid."""
    book = computed.register.benefit.book
    paid = [row for row in computed.lines if row not in computed.omitted]
    run = run or PaymentRun(benefit=computed.register.benefit.code, month=computed.month, county_code=county.code)
    run.known_at, run.drafted_by, run.rules = at, by, book.fingerprint
    run.lines_number = len(paid)
    run.amount = int((computed.due + computed.arrears)[paid].sum())
    run.parameters = parameters_used(computed.terms)
    run.save()
    return run


def parameters_used(terms: Terms) -> list[list[Any]]:
    """Every entry in force, as kept with the run."""
    return [
        [row.code, list(row.key), row.value, row.applies_from, row.issued_on, str(row.document), row.tag]
        for rows in terms.rows.values()
        for row in rows
    ]


def _write(run: PaymentRun, computed: Computed) -> None:
    register, version = computed.register, computed.register.version(computed.month)
    ids, parties, changes = register.ids.tolist(), register.parties.tolist(), register.changes.tolist()
    due, arrears, at_version = computed.due.tolist(), computed.arrears.tolist(), version.tolist()
    rows = []
    for row in computed.lines:
        omitted = computed.omitted.get(row)
        amount = 0 if omitted else due[row] + arrears[row]
        rows.append(
            (
                run.pk,
                run.benefit,
                run.month,
                ids[row],
                changes[at_version[row]] if at_version[row] >= 0 else None,
                parties[row],
                register.areas[row],
                due[row],
                arrears[row],
                amount,
                omitted.value if omitted else "",
                0,
            )
        )
    bulk.insert_rows(Payment, _COLUMNS, rows)
    if computed.corrections:
        _write_corrections(run, computed)


def _write_corrections(run: PaymentRun, computed: Computed) -> None:
    """Past months that are paid now stand with their payment; what was overpaid waits without one."""
    register = computed.register
    paid = dict(Payment.objects.filter(run=run, arrears__gt=0).values_list("award_id", "pk"))
    ids = register.ids.tolist()
    net = computed.net
    bulk.insert_rows(
        Correction,
        ("benefit", "award_id", "month", "run_id", "payment_id", "before", "due", "amount", "debt_id"),
        [
            (
                run.benefit,
                ids[each.row],
                each.month,
                run.pk,
                paid[ids[each.row]] if net[each.row] > 0 else None,
                each.before,
                each.due,
                each.amount,
                None,
            )
            for each in computed.corrections
        ],
    )


def unchanged(run: PaymentRun, benefit: Benefit) -> bool:
    """Whether computing it once more, from what was known then, gives every line to the fen."""
    computed = compute(benefit, run.month, known_at=run.known_at)
    sums = (computed.due + computed.arrears).tolist()
    ids = computed.register.ids.tolist()
    again = {ids[row]: sums[row] for row in computed.lines if row not in computed.omitted}
    lines = dict(Payment.objects.filter(run=run, omitted="").values_list("award_id", "amount"))
    return again == lines and queries.digest_of(run) == run.digest
