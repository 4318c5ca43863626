"""文书 of cases about awards: what is told before a reduction or stop is decided, and the notice of a stop with reasons and remedy
(R-DYN-02, R-DIBAO-15)."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone

from doudi.base import areas
from doudi.base.money import yuan
from doudi.mechanisms.casework.declare import number_on
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.pages.declare import CasePaper
from doudi.mechanisms.entitlement.amendments import families, queries
from doudi.mechanisms.entitlement.amendments.models import Amendment, Outcome
from doudi.mechanisms.entitlement.awards.models import AwardChange
from doudi.mechanisms.entitlement.awards.reasons import reason_name
from doudi.mechanisms.entitlement.remedies import remedy_on
from doudi.mechanisms.papers.letters import STOP, Stop
from doudi.mechanisms.papers.telling_first import TOLD_FIRST, ToldFirst
from doudi.mechanisms.papers.transfer import TRANSFER, Transfer
from doudi.pages.cells import full_width

_BASIS = "依据："
_OTHER_HELP = "生活再有困难的，可以重新申请；遇到突发困难的，可以向乡镇人民政府（街道办事处）申请临时救助。"
_BEFORE = ("REPORTED", "LOOKING", "PROPOSED")


def told_first(case: Case) -> ToldFirst:
    """What the township hands over once the leader has signed."""
    row = queries.of(case)
    amending = families.amending(row)
    signed = case.actions.filter(target="TELLING").order_by("-pk").first()
    on = timezone.localdate(signed.at if signed is not None else case.opened_at)
    told = _arithmetic(row)
    intended = (
        "停发"
        if row.outcome == Outcome.STOP
        else f"由每月{yuan(row.before_fen or 0)}元调整为{yuan(row.after_fen or 0)}元"
    )
    return ToldFirst(
        areas.government_of(case.area_code),
        case.number,
        amending.benefit.name,
        row.award.party.name,
        intended,
        families.month_from(row.award, on),
        (_why(row), *(each for each in told if not each.startswith(_BASIS))),
        _articles(row, told),
        number_on(amending.heard_within, on),
        on,
    )


def stop_notice(case: Case) -> Stop:
    """停发通知书 as it was decided."""
    row = queries.of(case)
    change = row.change
    assert change is not None
    county = areas.name_of(areas.county_of(case.area_code))
    return Stop(
        settings.SITE_ORGANISER,
        change.document,
        families.amending(row).benefit.name,
        row.award.party.name,
        (_why(row),),
        _articles(row, []),
        _OTHER_HELP,
        remedy_on(change.decided_on, government=f"{county}人民政府", court="人民法院"),
        change.decided_on,
        last_month=change.from_month - 1,
    )


def transfer(case: Case) -> Transfer:
    """转移函 to the county that takes over, as the stop was decided."""
    row = queries.of(case)
    change = row.change
    assert change is not None
    award = row.award
    return Transfer(
        settings.SITE_ORGANISER,
        change.document,
        row.leaves_to,
        families.amending(row).benefit.name,
        award.party.name,
        areas.full_name(case.area_code),
        award.people,
        row.before_fen or 0,
        award.from_month,
        change.from_month - 1,
        change.decided_on,
    )


def _leaves(case: Case) -> bool:
    return bool(queries.of(case).leaves_to) and _is_stopped(case)


def _is_told_first(case: Case) -> bool:
    return case.stage not in _BEFORE and queries.adverse(queries.of(case))


def _is_stopped(case: Case) -> bool:
    change = queries.of(case).change
    return change is not None and change.kind == AwardChange.Kind.STOP


PAPERS = (
    CasePaper("told-first", TOLD_FIRST.name, TOLD_FIRST, _is_told_first, told_first),
    CasePaper("transfer", TRANSFER.name, TRANSFER, _leaves, transfer),
    CasePaper("stop", STOP.name, STOP, _is_stopped, stop_notice),
)


def _why(row: Amendment) -> str:
    """The reason of a stop by its name, and what was found in the township's words."""
    words = full_width((row.proposal or row.words).strip().rstrip("。"))
    return f"{reason_name(row.reason)}：{words}。" if row.reason else f"{words}。"


def _arithmetic(row: Amendment) -> list[str]:
    """The worksheet as the household reads it, where it is what takes away."""
    if row.outcome == Outcome.STOP and row.reason not in ("INCOME", "PROPERTY"):
        return []
    if row.change is not None:
        return [full_width(str(each)) for each in (row.change.worksheet or {}).get("letter", [])]
    sheet = families.both_ways(row, timezone.localdate()).plain.sheet
    return [full_width(each) for each in sheet.letter()]


def _articles(row: Amendment, told: list[str]) -> tuple[str, ...]:
    bases = [each.removeprefix(_BASIS) for each in told if each.startswith(_BASIS)]
    return tuple(bases) or tuple(full_width(str(each)) for each in families.amending(row).benefit.basis)
