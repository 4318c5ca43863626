"""节地生态安葬奖补 (R-FEE-08): claimed with evidence and two witnesses, given once for one deceased in the province, never beside a plot."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.utils import timezone

from doudi.base.access import require
from doudi.base.areas import county_of
from doudi.base.models import Area, StoredFile, User
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.mechanisms.casework.clues import Clue, tell
from doudi.mechanisms.custody.models import TrackedItem
from doudi.mechanisms.ledger.bank import sending
from doudi.mechanisms.ledger.bank.sending import Claim
from doudi.mechanisms.registry.death_records.models import Death
from doudi.programmes.funeral.funeral_fees import accounts, policy
from doudi.programmes.funeral.funeral_fees.models import AwardElsewhere, EcoAward

CLAIMERS = frozenset({Role.TOWNSHIP_CLERK, Role.FUNERAL_OFFICER})
APPROVERS = frozenset({Role.BUREAU_LEADER, Role.FINANCE})
PLOTS = ("CEMETERY", "COLUMBARIUM")
ALERT = "funeral.alert"
AWARD_CLAIM = "funeral:eco:"  # what the claim of an award begins with; the number of the death follows


@dataclass(frozen=True)
class NewAward:
    """Who asks for which deceased, by what way he was laid to rest, and who saw it."""

    death: Death
    way: EcoAward.Way
    applicant: str
    account: str = field(repr=False)
    keeper: User | None = None
    tracker: User | None = None
    photo: StoredFile | None = None


def claim(new: NewAward, *, by: User, at: dt.datetime) -> EcoAward:
    """申请奖补. With a plot beside it (A-ASHES-14, WE-09) it is refused, and told to those who look into it: the refusal stands, so the telling
    is not undone with it."""
    on, death = timezone.localdate(at), new.death
    require(by, CLAIMERS, area_code=death.area_code, on=on)
    item = TrackedItem.objects.filter(chain="ashes.chain", key=death.number).first()
    if item is not None and item.kind in PLOTS:
        tell_of_plots([(death, item.place)], by=by, at=at)
        raise Refused(
            f"{death.name}的骨灰已安放在{item.custodian} {item.place}，不能申请生态安葬奖补，已转线索核查（A-ASHES-14）。"
        )
    if item is None or item.kind != "NATURE":
        raise Refused(f"{death.name}还没有生态安葬的安放记录，安放登记后再申请。")
    if new.keeper is None or new.tracker is None or new.keeper.pk == new.tracker.pk:
        raise Refused("须由公墓管理员和跟踪员两人见证。")
    if new.photo is None:
        raise Refused("请上传生态安葬的现场照片。")
    if not new.applicant.strip() or not (
        8 <= len(new.account) <= 32 and new.account.isascii() and new.account.isdigit()
    ):
        raise Refused("请填写申请人和8至32位数字的银行账号。")
    elsewhere = AwardElsewhere.objects.filter(mark=death.key).first()
    if elsewhere is not None:
        raise Refused(f"{elsewhere.county}已于{elsewhere.on:%Y-%m-%d}发放过奖补，全省一人一次，不能重复申请。")
    try:
        with transaction.atomic():
            made = EcoAward.objects.create(
                death=death, mark=death.key, area_code=death.area_code, way=new.way, amount=policy.on(on)["award"], applicant=new.applicant.strip(),
                account=new.account, keeper=new.keeper, tracker=new.tracker, photo=new.photo, claimed_on=on, claimed_by=by,
            )  # fmt: skip
            record(
                "funeral_fees.claim_award", made, by=by, at=at, area_code=made.area_code, data={"death": death.number}
            )
    except IntegrityError as error:
        raise Refused(f"{death.name}已经申请过生态安葬奖补，一人一次。") from error
    return made


def approve(award: EcoAward, *, agree: bool, because: str, by: User, at: dt.datetime) -> EcoAward:
    """审核 by somebody other than who claimed it; agreed, the county owes it from now on."""
    on = timezone.localdate(at)
    require(by, APPROVERS, area_code=award.area_code, on=on)
    if by.pk == award.claimed_by_id:
        raise Refused("申请和审核须由两人办理。")
    if not agree and not because.strip():
        raise Refused("不予奖补的，请写明理由。")
    item = TrackedItem.objects.filter(chain="ashes.chain", key=award.death.number).first()
    if agree and (item is None or item.kind != "NATURE"):
        raise Refused("骨灰现在不在生态安葬区，不能奖补，请先核查。")
    state = EcoAward.State.APPROVED if agree else EcoAward.State.REFUSED
    with transaction.atomic():
        rows = EcoAward.objects.filter(pk=award.pk, state=EcoAward.State.CLAIMED)
        if not rows.update(state=state, approved_by=by, answered_on=on, because=because.strip()[:200]):
            raise Refused("这件申请已经审核过，请刷新后查看。")
        award.state = state
        if agree:
            sending.decide(
                accounts.BANK, [claim_of(award)], county=Area.objects.get(code=county_of(award.area_code)), key=f"funeral.award:{award.pk}",
                because=f"节地生态安葬奖补{award.death.number}", by=by, at=at,
            )  # fmt: skip
        record(
            "funeral_fees.approve_award",
            award,
            by=by,
            at=at,
            because=because,
            area_code=award.area_code,
            data={"agree": agree},
        )
    return award


def claim_of(award: EcoAward) -> Claim:
    """What is owed to the applicant, under one reference for one deceased."""
    reference = f"{AWARD_CLAIM}{award.death.number}"
    return Claim(reference, award.area_code, award.applicant, award.account, award.amount, None)


def tell_of_plots(found: Sequence[tuple[Death, str]], *, by: User | None, at: dt.datetime) -> int:
    """A-ASHES-14: an award was asked for and there is a plot: an alert, and a clue of false subsidy (V13); how many were new."""
    told = []
    for death, place in found:
        words = f"{death.name}申请生态安葬奖补，又登记了穴位{place}"
        key = f"A-ASHES-14:{death.pk}"
        told += [
            Clue(ALERT, "A-ASHES-14", words, words, death.area_code, key),
            Clue("funeral", "V13", words, words, death.area_code, key),
        ]
    with transaction.atomic():
        return tell(told, by=by, at=at)


def with_a_plot() -> list[tuple[Death, str]]:
    """Deceased with an award that stands and a plot in the chain: moved afterwards, or never laid where it was said; two queries."""
    awards = {
        each.death.number: each.death
        for each in EcoAward.objects.exclude(state=EcoAward.State.REFUSED).select_related("death")
    }
    rows = TrackedItem.objects.filter(chain="ashes.chain", key__in=list(awards), kind__in=PLOTS).order_by("pk")
    return [(awards[key], place) for key, place in rows.values_list("key", "place")]
