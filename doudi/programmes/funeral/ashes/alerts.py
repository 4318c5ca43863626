"""预警 (R-GEN-08, section 1.8): found by a nightly look at every chain, raised once each, worked off by its owner, confirmed by somebody else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from doudi.base.areas import name_of, township_of
from doudi.base.calendar import months_later
from doudi.base.limits import Days, Workdays
from doudi.base.models import User
from doudi.base.months import chinese_month, first_day, last_day, month_of
from doudi.base.nightly import Nightly
from doudi.base.roles import Role
from doudi.mechanisms.casework.clues import Clue, Taker
from doudi.mechanisms.casework.declare import Action, Field, Flow, Stage
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.services import NewCase, open_cases, take_each_by_system
from doudi.mechanisms.entitlement.awards.models import Covered
from doudi.mechanisms.entitlement.parameters_entered.queries import terms_in_force
from doudi.mechanisms.entitlement.payment_runs.models import SIGNED, Payment
from doudi.mechanisms.registry.death_records.models import Death, DeathReport
from doudi.programmes.funeral.ashes.flow import LOSE, TRACKING
from doudi.programmes.funeral.ashes.models import AshesAlert, AshesCase, CremationCertificate, Placement, Verification
from doudi.programmes.funeral.ashes.policy import AshesPolicy

OWNERS = frozenset({Role.TOWNSHIP_CLERK, Role.FUNERAL_OFFICER, Role.FUNERAL_HOME})
CONFIRMERS = frozenset({Role.TOWNSHIP_LEADER, Role.FUNERAL_OFFICER, Role.BUREAU_LEADER})
ACCEPT = Action("accept", "认领", "OPEN", "ACCEPTED", by=OWNERS, within=Days(2, safety=True))
HANDLE = Action(
    "handle", "处理", "ACCEPTED", "HANDLED", by=OWNERS, within=Days(7), fields=(Field("words", "处理情况", "long", required=True), Field("photo", "照片", "photo")),
)  # fmt: skip
CONFIRM = Action("confirm", "确认", "HANDLED", "CONFIRMED", by=CONFIRMERS, within=Workdays(5), apart_from=("handle",))
RETURN = Action(
    "return", "退回", "HANDLED", "ACCEPTED", by=CONFIRMERS, apart_from=("handle",), needs_reason=True, grave=True
)
DISMISS = Action("dismiss", "误报", ("OPEN", "ACCEPTED"), "FALSE_ALARM", by=CONFIRMERS, needs_reason=True, grave=True)
ALERTS = Flow(
    "ashes.alerts",
    "骨灰跟踪预警",
    stages=(
        Stage("OPEN", "待认领", "danger"),
        Stage("ACCEPTED", "处理中", "warn"),
        Stage("HANDLED", "待确认", "info"),
        Stage("CONFIRMED", "已确认", "ok", final=True),
        Stage("FALSE_ALARM", "误报", "", final=True),
    ),
    start="OPEN",
    actions=(ACCEPT, HANDLE, CONFIRM, RETURN, DISMISS),
    prefix="警",
)


@dataclass(frozen=True)
class Alert:
    """One matter: by which rule, how grave (1 to 3), of what. `key` tells it from every other one of the rule."""

    rule: str
    severity: int
    title: str
    words: str
    area_code: str
    key: str
    ashes: int | None = None


def found(on: dt.date) -> list[Alert]:
    """Everything that is amiss on a day, whether it was raised before or not; a handful of queries for each rule."""
    terms = terms_in_force(AshesPolicy, on)
    return [
        *_not_cremated(on, terms["no_cremation_l1"], terms["no_cremation_l2"]),
        *_not_placed(on, terms["placement_days"], terms["placement_l2"], terms["lost_days"]),
        *_not_verified(on, terms["verify_days"]),
        *_paid_on(),
        *_days_apart(),
        *_stored_too_long(on),
        *_certificates(),
        *_not_matching(),
        *_same_plot(),
        *_kept_too_long(on, terms["custody_free_months"]),
        *_too_few(on, terms["cremation_share"]),
    ]


def _of(rule: str, severity: int, row: AshesCase, words: str) -> Alert:
    title = f"{row.death.name}：{words}"
    return Alert(rule, severity, title[:200], words, row.case.area_code, f"{rule}:{severity}:{row.pk}", row.pk)


def _rows(*stages: str) -> list[AshesCase]:
    return list(AshesCase.objects.filter(case__stage__in=stages).select_related("case", "death").order_by("pk"))


def _not_cremated(on: dt.date, first: int, second: int) -> Iterator[Alert]:
    """A-ASHES-01: dead for more than so many days, no cremation and none of X1 to X4."""
    for row in _rows("S0", "S1", "S2"):
        days = (on - timezone.localdate(row.death.died_at)).days
        for severity, limit in ((1, first), (2, second)):
            if days > limit:
                yield _of("A-ASHES-01", severity, row, f"死亡{limit}天以上无火化记录")


def _not_placed(on: dt.date, first: int, second: int, lost: int) -> Iterator[Alert]:
    """A-ASHES-02: 7, 14, 30 days after the release."""
    for row in _rows("S5", "X7"):
        if row.released_on is None:
            continue
        days = (on - row.released_on).days
        for severity, limit in ((1, first), (2, second), (3, lost)):
            if days > limit:
                yield _of("A-ASHES-02", severity, row, f"领取{limit}天以上未安放")


def _not_verified(on: dt.date, limit: int) -> Iterator[Alert]:
    """A-ASHES-03."""
    for row in _rows("S6"):
        if row.placed_on is not None and (on - row.placed_on).days > limit:
            yield _of("A-ASHES-03", 1, row, f"安放{limit}天以上未核查")


def _paid_on() -> Iterator[Alert]:
    """A-ASHES-04 (WE-04): a benefit that was signed for a month after the month of the death; one alert a case, however many months and
    benefits. The month of the death itself is right. What is to be taken back, the pages of deaths propose (WE-05)."""
    known = Covered.objects.filter(person__deaths__state=Death.State.CERTIFIED).values_list(
        "award", "person", "from_month", "until_month", "person__deaths", "person__deaths__died_at"
    )
    of_award: dict[int, list[tuple[int, int, int | None, int]]] = {}
    for award, _, since, until, death, died_at in known:
        of_award.setdefault(award, []).append((death, since, until, month_of(timezone.localdate(died_at))))
    months: dict[int, set[int]] = {}
    paid = Payment.objects.filter(award__in=list(of_award), run__state__in=SIGNED, amount__gt=0, regular__gt=0)
    for award, month in paid.order_by().values_list("award", "month"):
        for death, since, until, died in of_award[award]:
            if month > died and since <= month and (until is None or month <= until):
                months.setdefault(death, set()).add(month)
    for row in AshesCase.objects.filter(death__in=list(months)).select_related("case", "death").order_by("pk"):
        told = sorted(months[row.death_id])
        yield _of("A-ASHES-04", 3, row, f"死亡后仍发放待遇{len(told)}个月（{chinese_month(told[0])}起）")


def _days_apart() -> Iterator[Alert]:
    """A-ASHES-06: some source says a day that lies more than one from the golden one."""
    reports = DeathReport.objects.exclude(death__state=Death.State.VOID).values_list(
        "death", "died_at", "death__died_at"
    )
    apart: dict[int, int] = {}
    for death, said, golden in reports:
        days = abs((timezone.localdate(said) - timezone.localdate(golden)).days)
        apart[death] = max(apart.get(death, 0), days)
    wanted = {death: days for death, days in apart.items() if days > 1}
    for row in AshesCase.objects.filter(death__in=list(wanted)).select_related("case", "death"):
        yield _of("A-ASHES-06", 2, row, f"各来源死亡日期相差{wanted[row.death_id]}天")


def _stored_too_long(on: dt.date) -> Iterator[Alert]:
    """A-ASHES-07."""
    for row in _rows("S2"):
        if row.stored_until is not None and on > row.stored_until:
            yield _of("A-ASHES-07", 1, row, "遗体存放到期，没有办理延长")


def _certificates() -> Iterator[Alert]:
    """A-ASHES-08: issued without a furnace log. (Serials are drawn from stock in order, so that none can be left out.)"""
    issued = CremationCertificate.objects.filter(state=CremationCertificate.State.ISSUED)
    for each in issued.filter(cremation=None).order_by("serial"):
        words = f"火化证明{each.serial}没有火化炉记录"
        yield Alert("A-ASHES-08", 3, words, words, "", f"A-ASHES-08:3:{each.serial}")


def _not_matching() -> Iterator[Alert]:
    """A-ASHES-10: the last verification is not a match."""
    later = Verification.objects.filter(ashes=OuterRef("ashes"), pk__gt=OuterRef("pk"))
    rows = (
        Verification.objects.exclude(finding="MATCH")
        .filter(~Exists(later))
        .select_related("ashes__case", "ashes__death")
    )
    for each in rows.order_by("pk"):
        yield _of("A-ASHES-10", 3, each.ashes, f"回访核查：{each.get_finding_display()}")


def _same_plot() -> Iterator[Alert]:
    """A-ASHES-11: one plot with two who are not laid together."""
    placed = Placement.objects.filter(freed_on=None, double=False).exclude(place="")
    twice = placed.values("custodian", "place").annotate(number=Count("pk")).filter(number__gt=1).order_by()
    for each in twice:
        rows = placed.filter(custodian=each["custodian"], place=each["place"]).select_related(
            "ashes__case", "ashes__death"
        )
        for row in rows.order_by("pk")[1:]:
            yield _of("A-ASHES-11", 2, row.ashes, f"{each['place']}登记了两名逝者")


def _kept_too_long(on: dt.date, months: int) -> Iterator[Alert]:
    """A-ASHES-12."""
    for row in _rows("S4"):
        if row.kept_since is not None and months_later(row.kept_since, months) < on:
            yield _of("A-ASHES-12", 1, row, f"寄存超过免费期{months}个月")


def _too_few(on: dt.date, share: int) -> Iterator[Alert]:
    """A-ASHES-13: in a township, of the residents who died in the month before last fewer than so many per cent are cremated."""
    month = month_of(on) - 2
    rows = AshesCase.objects.filter(
        death__resident=True,
        death__state=Death.State.CERTIFIED,
        death__died_at__date__range=(first_day(month), last_day(month)),
    ).exclude(case__stage__in=("X2", "X3", "X4"))
    towns: dict[str, list[int]] = {}
    counted = (
        rows.order_by()
        .values_list("case__area_code")
        .annotate(all=Count("pk"), burnt=Count("pk", filter=Q(cremated_on__isnull=False)))
    )
    for area, number, burnt in counted:
        town = towns.setdefault(township_of(area), [0, 0])
        town[0] += number
        town[1] += burnt
    for code, (number, burnt) in sorted(towns.items()):
        if burnt * 100 < number * share:
            words = f"{name_of(code)}死亡{number}人，火化{burnt}人，低于{share}%"
            yield Alert("A-ASHES-13", 2, words, words, code, f"A-ASHES-13:2:{code}:{month}")


def raise_alerts(on: dt.date, at: dt.datetime) -> int:
    """Open a case for everything that has not been raised yet; how many. Running it again raises nothing. Of one matter only the highest
    level is raised: after nights on which the job did not run, nobody is to work off three cases about the same urn."""
    highest: dict[tuple[str, int | str], Alert] = {}
    for each in sorted(found(on), key=lambda alert: alert.severity):
        highest[each.rule, each.ashes or each.key] = each
    return _open(list(highest.values()), on, at)


def take_clues(clues: Sequence[Clue], by: User | None, at: dt.datetime) -> int:
    """An alert that another line has found (A-ASHES-14 from the awards for ecological burial): opened at once, once; how many."""
    found_ = [
        Alert(each.code, SEVERITIES.get(each.code, 2), each.title[:200], each.words, each.area_code, each.key)
        for each in clues
    ]
    return _open(found_, timezone.localdate(at), at)


SEVERITIES = {"A-ASHES-09": 2, "A-ASHES-14": 3}
CLUES = Taker("funeral.alert", take_clues)


def _open(wanted: Sequence[Alert], on: dt.date, at: dt.datetime) -> int:
    known = set(AshesAlert.objects.values_list("key", flat=True))
    fresh = sorted((each for each in wanted if each.key not in known), key=lambda alert: alert.key)
    if not fresh:
        return 0
    county = _county()
    with transaction.atomic():
        cases = open_cases(
            ALERTS,
            [NewCase(each.title, each.area_code or county) for each in fresh],
            by=None,
            at=at,
            because="每日预警",
        )
        AshesAlert.objects.bulk_create(
            [
                AshesAlert(
                    case=case, rule=each.rule, severity=each.severity, key=each.key, ashes_id=each.ashes, words=each.words[:200], raised_on=on
                )
                for case, each in zip(cases, fresh, strict=True)
            ]
        )  # fmt: skip
    return len(fresh)


def lose_trace(on: dt.date, at: dt.datetime) -> int:
    """X7: released longer ago than the last limit, and nowhere placed (WE-03); how many."""
    last = on - dt.timedelta(days=int(terms_in_force(AshesPolicy, on)["lost_days"]))
    rows = Case.objects.filter(flow=TRACKING.code, stage="S5", ashes__released_on__lt=last).order_by("pk")
    return len(take_each_by_system(LOSE, [(case, at) for case in rows], because="领取后超过最后期限没有安放"))


def _county() -> str:
    from doudi.base.models import Area

    return Area.objects.filter(level=Area.Level.COUNTY).values_list("code", flat=True).first() or ""


def nightly(today: dt.date, now: dt.datetime) -> str:
    """去向不明和预警."""
    lost = lose_trace(today, now)
    return f"去向不明{lost}件，新增预警{raise_alerts(today, now)}条。"


NIGHTLY = (Nightly("ashes_alerts", "骨灰跟踪预警", nightly),)
