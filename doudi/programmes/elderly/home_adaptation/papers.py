"""文书: the plan of a home that the old person signs (一户一策), the sheet of its acceptance, and the letter of a refusal."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone

from doudi.base.areas import county_of, full_name, name_of
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.pages.declare import CasePaper
from doudi.mechanisms.entitlement.remedies import remedy_on
from doudi.mechanisms.papers.blocks import Column, Grid, Listing, Paper, Text, Title, fields, whole
from doudi.mechanisms.papers.letters import REFUSAL, Refusal
from doudi.programmes.elderly.home_adaptation import planning, splitting
from doudi.programmes.elderly.home_adaptation.catalogue import GROUPS
from doudi.programmes.elderly.home_adaptation.flow import LEVELS
from doudi.programmes.elderly.home_adaptation.models import Adaptation, PlanLine

_GROUP = {item: name for name, items in GROUPS for item in items}


@dataclass(frozen=True)
class SheetLine:
    """One item of a plan or of an acceptance; money in fen."""

    group: str
    name: str
    place: str
    quantity: int
    unit: str
    price: int
    amount: int
    payer: str


@dataclass(frozen=True)
class Sheet:
    """改造方案 or 验收单 of one home."""

    number: str
    name: str
    address: str
    level: str
    fund_class: str
    contractor: str
    lines: tuple[SheetLine, ...]
    total: int
    government: int
    family: int
    on: dt.date
    warranty_until: dt.date | None = None


_HEAD = fields(
    ("老年人", "{{ name }}"),
    ("能力等级", "{{ level }}"),
    ("住址", "{{ address }}"),
    ("资金类别", "{{ fund_class }}"),
    ("施工单位", "{{ contractor }}"),
    ("日期", "{{ on|day }}"),
)
_LINES = Listing(
    "lines",
    (
        Column("部位", "{{ each.group }}", 2),
        Column("项目", "{{ each.name }}", 4),
        Column("位置", "{{ each.place }}", 3),
        Column("数量", "{{ each.quantity }}{{ each.unit }}", 2, at_right=True),
        Column("单价（元）", "{{ each.price|yuan }}", 2, at_right=True),
        Column("金额（元）", "{{ each.amount|yuan }}", 2, at_right=True),
        Column("资金", "{{ each.payer }}", 2),
    ),
)
_SUM = "合计{{ total|yuan }}元：政府支付{{ government|yuan }}元，家庭支付{{ family|yuan }}元。"
PLAN_SHEET = Paper(
    "adaptation_plan",
    "居家适老化改造方案",
    (
        Title("居家适老化改造方案", "编号：{{ number }}"),
        Grid(_HEAD),
        _LINES,
        Text(_SUM),
        Text("本人（家属）同意以上改造项目、位置和家庭支付的金额，同意施工单位上门施工并逐项拍摄改造前、中、后的照片（不拍人脸）。"),
        Grid((whole("老年人（家属）签字", "", 14), whole("经办人签字", "", 14))),
    ),
)  # fmt: skip
ACCEPTANCE_SHEET = Paper(
    "adaptation_acceptance",
    "居家适老化改造验收单",
    (
        Title("居家适老化改造验收单", "编号：{{ number }}"),
        Grid(_HEAD),
        _LINES,
        Text(_SUM),
        Text("{% if warranty_until %}质保期至{{ warranty_until|day }}，期内问题由施工单位三日内答复。{% else %}质保期自验收合格之日起计算。{% endif %}"),
        Grid((whole("老年人（家属）意见", "", 14), whole("村（居）委会意见", "", 14), whole("第三方意见", "", 14))),
    ),
)  # fmt: skip


def plan_of(case: Case) -> Sheet:
    """The plan as it stands, with who would pay what of it today."""
    row = _row(case)
    on = row.approved_on or timezone.localdate()
    prices = planning.planned_prices(row)
    found = splitting.split(row, prices, on)
    lines = tuple(_line(line, line.quantity) for line in row.lines.all())
    return _sheet(row, lines, prices.total, found.government, found.family, on)


def acceptance_of(case: Case) -> Sheet:
    """What the contractor reported; what was found, once it was looked at."""
    row = _row(case)
    on = row.accepted_on or row.finished_on or timezone.localdate()
    counted = [(line, (line.done or 0) if line.verified is None else line.verified) for line in row.lines.all()]
    lines = tuple(_line(line, number) for line, number in counted if number)
    prices = splitting.Prices(
        sum(line.price * number for line, number in counted if line.funded),
        sum(line.price * number for line, number in counted if not line.funded),
    )
    found = splitting.split(row, prices, on)
    return _sheet(row, lines, prices.total, found.government, found.family, on)


def refusal_of(case: Case) -> Refusal:
    """不予资助: reason, article, remedy as the decision named them."""
    row = _row(case)
    taken = case.actions.filter(action="refuse").order_by("-pk")[0]
    on, county = timezone.localdate(taken.at), name_of(county_of(case.area_code))
    return Refusal(
        issuer=str(settings.SITE_ORGANISER),
        number=row.document,
        benefit="居家适老化改造",
        name=row.person.party.name,
        applied_on=timezone.localdate(case.opened_at),
        reasons=tuple(str(each) for each in (taken.data.get("ground_words"), taken.data.get("words")) if each),
        articles=(str(taken.data.get("basis", "")),),
        other_help="不在政府资助范围内的，可以按框架招标单价自费改造；家庭生活困难的，可以申请最低生活保障。",
        remedy=remedy_on(on, government=f"{county}人民政府", court=f"{county}人民法院"),
        on=on,
    )


def _has_lines(case: Case) -> bool:
    return Adaptation.objects.filter(pk=case.pk, lines__isnull=False).exists()


PAPERS = (
    CasePaper("plan", "改造方案", PLAN_SHEET, _has_lines, plan_of),
    CasePaper(
        "acceptance", "验收单", ACCEPTANCE_SHEET,
        lambda case: case.stage in ("BUILT", "ACCEPTED", "AUDITED", "FOLLOW_UP", "WARRANTY", "ARCHIVED"), acceptance_of,
    ),
    CasePaper("refusal", "不予资助通知书", REFUSAL, lambda case: case.stage in ("REFUSED", "TOLD"), refusal_of),
)  # fmt: skip


def _row(case: Case) -> Adaptation:
    return (
        Adaptation.objects.select_related("case", "person__party", "contractor")
        .prefetch_related("lines")
        .get(pk=case.pk)
    )


def _line(line: PlanLine, number: int) -> SheetLine:
    item = line.kind
    return SheetLine(
        _GROUP[item],
        item.label,
        line.place,
        number,
        line.unit,
        line.price,
        number * line.price,
        "资助" if line.funded else "自费",
    )


def _sheet(
    row: Adaptation, lines: tuple[SheetLine, ...], total: int, government: int, family: int, on: dt.date
) -> Sheet:
    level = "未评估" if row.level is None else dict(LEVELS)[str(row.level)]
    return Sheet(
        row.case.number,
        row.person.party.name,
        row.person.address or full_name(row.case.area_code),
        level,
        row.get_fund_class_display(),
        row.contractor.name if row.contractor else "",
        lines,
        total,
        government,
        family,
        on,
        row.warranty_until,
    )
