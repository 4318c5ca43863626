"""The annual summary on its way: written by people, confirmed by sections, checked by another, signed by a leader, then frozen."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from doudi.base.access import require
from doudi.base.models import User
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.mechanisms.indicators.declare import indicator_of
from doudi.mechanisms.indicators.periods import parse_period
from doudi.mechanisms.indicators.services import freeze
from doudi.mechanisms.prose.checked import check as check_text
from doudi.mechanisms.prose.faults import Severity
from doudi.mechanisms.prose.figures import of_sentence
from doudi.mechanisms.prose.text import Text
from doudi.programmes.office.reports import explaining, kept, queries
from doudi.programmes.office.reports.facts import FACTS
from doudi.programmes.office.reports.jumps import jumps, require_explanation
from doudi.programmes.office.reports.models import Summary, SummaryStep
from doudi.programmes.office.reports.shape import NAMES, PARTS, SENTENCES, SLOT

WRITERS = queries.WRITERS
SIGNERS = frozenset({Role.BUREAU_LEADER})
_Step = SummaryStep.Step


def begin(year: int, *, county: str, by: User, at: dt.datetime) -> Summary:
    """Begin the summary of a year out of the shape; the one that was begun already is returned."""
    require(by, WRITERS, area_code=county)
    with transaction.atomic():
        summary, new = Summary.objects.get_or_create(year=year, county_code=county)
        if new:
            _note(summary, _Step.BEGIN, by=by, at=at)
    return summary


def write(summary: Summary, code: str, words: str, *, by: User, at: dt.datetime, manual: str = "") -> None:
    """Change the words of a sentence. Numbers come from slots; one typed by hand needs a reason with its evidence (R-RPT-01).

    Raises Refused after the summary was signed (R-RPT-03), for a slot that nobody knows, and for digits typed without a reason.
    """
    require(by, WRITERS, area_code=summary.county_code)
    words = " ".join(words.split())
    if code not in SENTENCES:
        raise Refused("没有这一句，请刷新页面后再试。")
    if not words:
        raise Refused("句子不能为空。")
    unknown = [each for each in SLOT.findall(words) if not _is_slot(each)]
    if unknown:
        raise Refused(f"没有代码为“{unknown[0]}”的指标，请从指标页选取代码。")
    typed = [figure.words for sentence in Text(SLOT.sub("", words)).sentences for figure in of_sentence(sentence)]
    if typed and not manual.strip():
        raise Refused(f"“{typed[0]}”是手填的数字：请改用指标代码，确需手填的请写明理由和依据。")
    with transaction.atomic():
        locked = _locked(summary)
        locked.words = {**locked.words, code: words}
        locked.manual = {key: value for key, value in locked.manual.items() if key != code}
        if typed:
            locked.manual[code] = manual.strip()
        locked.state, locked.round = Summary.State.DRAFT, locked.round + 1
        locked.save()
        _note(locked, _Step.WRITE, by=by, at=at, part=code, because=manual.strip())
    _follow(summary, locked)


def confirm(summary: Summary, part: str, *, by: User, at: dt.datetime) -> None:
    """The head of a section confirms the figures of its part; when all are confirmed the summary goes to the check (R-RPT-04)."""
    require(by, WRITERS, area_code=summary.county_code)
    if part not in PARTS:
        raise Refused("没有这一部分，请刷新页面后再试。")
    with transaction.atomic():
        locked = _locked(summary)
        if locked.state != Summary.State.DRAFT:
            raise Refused("各部分都已确认，不需要再确认。")
        if part not in queries.confirmed(locked):
            _note(locked, _Step.CONFIRM, by=by, at=at, part=part)
        if queries.confirmed(locked).keys() >= PARTS.keys():
            locked.state = Summary.State.CONFIRMED
            locked.save()
    _follow(summary, locked)


def check(summary: Summary, *, by: User, at: dt.datetime, because: str = "") -> None:
    """The statistics officer checks the whole text (R-RPT-05): errors block, and so do differences to the statistics table that no
    section has explained (R-RPT-11); warnings, and jumps against the year before that none has explained, need a note. Nobody checks
    what he confirmed or explained."""
    require(by, WRITERS, area_code=summary.county_code)
    with transaction.atomic():
        locked = _locked(summary)
        if locked.state != Summary.State.CONFIRMED:
            raise Refused("各股室全部确认以后，才能核对。")
        if by.pk in {each.by_id for each in queries.confirmed(locked).values()}:
            raise Refused("确认过的人不能再核对，请由另一人核对。")
        made = queries.composed(locked, on=timezone.localdate(at))
        lines = explaining.lines_of(locked, made, queries.by_records(locked, on=made.on) if locked.manual else made)
        if any(each.explanation is not None and each.explanation.by_id == by.pk for each in lines):
            raise Refused("写过差异说明的人不能再核对，请由另一人核对。")
        faults = check_text(Text(made.text)).faults
        errors = [each for each in faults if each.severity is Severity.ERROR]
        if errors:
            raise Refused(f"有{len(errors)}处错误，不能通过：{errors[0].why}")
        warnings = [each for each in faults if each.severity is Severity.WARNING]
        if warnings and not because.strip():
            raise Refused(f"有{len(warnings)}处提醒，请写明说明后再通过：{warnings[0].why}")
        period = parse_period(str(locked.year))
        explaining.require_explained(lines)
        said = {each.row.code for each in lines if each.explanation is not None}
        far = jumps((each.code for each in made.values if each.code not in said), period, area_code=locked.county_code)
        require_explanation(far, because)
        locked.state = Summary.State.CHECKED
        locked.save()
        _note(locked, _Step.CHECK, by=by, at=at, because=because.strip())
    _follow(summary, locked)


def sign(summary: Summary, *, by: User, at: dt.datetime) -> None:
    """A leader signs: every figure is frozen, and the text is kept as it is, whatever comes later (R-RPT-03, R-RPT-04)."""
    require(by, SIGNERS, area_code=summary.county_code)
    with transaction.atomic():
        locked = _locked(summary)
        if locked.state != Summary.State.CHECKED:
            raise Refused("统计人员核对以后，才能签发。")
        if locked.steps.filter(round=locked.round, by=by, step__in=(_Step.CONFIRM, _Step.CHECK)).exists():
            raise Refused("确认或核对过的人不能签发，请由另一位局领导签发。")
        period = parse_period(str(locked.year))
        composed = queries.composed(locked, on=timezone.localdate(at))
        for code in dict.fromkeys(each.code for each in composed.values):
            indicator = indicator_of(code)
            if indicator is not None:
                freeze(indicator, period, area_code=locked.county_code, by=by, at=at)
        locked.state, locked.signed_on, locked.signed = Summary.State.SIGNED, composed.on, kept.as_plain(composed)
        locked.save()
        _note(locked, _Step.SIGN, by=by, at=at)
    _follow(summary, locked)


def _is_slot(code: str) -> bool:
    """Whether a slot can be filled: a figure that a line declares, the names of what it counts, or a fact."""
    indicator = indicator_of(code.removesuffix(NAMES))
    if code.endswith(NAMES):
        return indicator is not None and bool(indicator.called)
    return indicator is not None or code in FACTS


def _locked(summary: Summary) -> Summary:
    locked = Summary.objects.select_for_update().get(pk=summary.pk)
    if locked.state == Summary.State.SIGNED:
        raise Refused("总结已经签发，不能再改；数字有误的，请在指标页办理更正。")
    return locked


def _follow(summary: Summary, locked: Summary) -> None:
    """What the caller holds says what was done."""
    for name in ("state", "round", "words", "manual", "signed_on", "signed"):
        setattr(summary, name, getattr(locked, name))


def _note(
    summary: Summary, step: SummaryStep.Step, *, by: User, at: dt.datetime, part: str = "", because: str = ""
) -> None:
    SummaryStep.objects.create(
        summary=summary, step=step, part=part, round=summary.round, at=at, by=by, because=because
    )
    record(
        f"summary.{step.value.lower()}", summary, by=by, at=at, because=because, area_code=summary.county_code,
        data={"year": summary.year, "part": part},
    )  # fmt: skip
