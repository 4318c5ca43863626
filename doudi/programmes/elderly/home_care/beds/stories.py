"""Beds through the services the pages use: an old woman who is moderately disabled and in hardship, a provider, and a county that has set what it gives."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from doudi.base.models import StoredFile, User
from doudi.base.roles import Role
from doudi.base.stories import TOWN, somebody
from doudi.mechanisms.casework.models import ActionTaken, Case
from doudi.mechanisms.casework.services import take
from doudi.mechanisms.entitlement.parameters_entered.services import approve, enter
from doudi.programmes.elderly.home_care import plans
from doudi.programmes.elderly.home_care.beds import applying, furnishing
from doudi.programmes.elderly.home_care.beds.fittings import DEVICES, Fitting
from doudi.programmes.elderly.home_care.beds.flow import BEDS
from doudi.programmes.elderly.home_care.beds.furnishing import Found, Installed
from doudi.programmes.elderly.home_care.models import Assessment, CareBed, CarePlan
from doudi.programmes.elderly.home_care.plans import Wanted
from doudi.programmes.elderly.home_care.policy import Disabled
from doudi.programmes.elderly.home_care.testing import House, clock

KIT: Mapping[Fitting, int] = {
    Fitting.CALL: 1,
    Fitting.MATTRESS: 1,
    Fitting.CARE_BED: 1,
    Fitting.GRAB: 2,
}  # 300 + 1,200 + 1,800 + 600
QUOTAS = {Disabled.MILD: 200, Disabled.MODERATE: 300, Disabled.SEVERE: 500, Disabled.COMPLETE: 700}
DAY = dt.timedelta(days=1)
_SERVED = dt.date(2024, 11, 20)
_APPLIED, _SURVEYED, _DESIGNED, _APPROVED, _INSTALLED, _ACCEPTED = (clock(day) for day in (7, 8, 11, 13, 15, 18))


class Beds(House):
    """A county with beds; `old` is assessed on 5 November and in hardship."""

    def __init__(self, *, cap: int | None = 3000, month: int | None = 120) -> None:
        super().__init__()
        self.companion = somebody("companion", Role.TOWNSHIP_CLERK, TOWN)
        self.devices = 0
        self.paper = StoredFile.objects.create(
            sha256="0" * 64, name="照片.png", content_type="image/png", size=1, purpose="测试", at=clock(1)
        )
        self.in_hardship()
        self.set_quota(QUOTAS)
        for name, yuan in (("build_cap", cap), ("month", month)):
            if yuan is not None:
                self.give(name, yuan)
        self.assessment = self.published()

    def give(self, name: str, yuan: int) -> None:
        """The county enters what it gives; another person approves it."""
        day = dt.date(2024, 1, 1)
        entry = enter(
            f"care_beds.{name}", yuan, key=(), applies_from=day, issued_on=day, document="县家庭养老床位实施方案", by=self.officer,
            at=clock(1, month=1),
        )  # fmt: skip
        approve(entry, by=self.leader, at=clock(2, month=1))

    # --- the road, step by step ---

    def take(
        self, case: Case, code: str, by: User, at: dt.datetime, *, second: User | None = None, because: str = "情况属实", **said: Any
    ) -> ActionTaken:  # fmt: skip
        case.refresh_from_db()
        action = BEDS.action(code)
        kept = [self.paper] if any(each.kind in ("photo", "file") for each in action.fields) else []
        told = {key: str(value) if isinstance(value, dt.date) else value for key, value in said.items()}
        return take(case, action, by=by, at=at, because=because, data=told, files=kept, together_with=second)

    def applied(self, assessment: Assessment | None = None, at: dt.datetime = _APPLIED) -> CareBed:
        return applying.apply(applying.NewBed(assessment or self.assessment, self.provider, self.clerk, at))

    def surveyed(self, bed: CareBed, at: dt.datetime = _SURVEYED, **more: Any) -> CareBed:
        said = {"visited_on": at.date(), "agrees": True, "found": "单层砖房，电和网都有。", **more}
        self.take(bed.case, "survey", self.clerk, at, second=self.companion, **said)
        return read(bed)

    def signed(self, bed: CareBed, kit: Mapping[Fitting, int] = KIT, at: dt.datetime = _DESIGNED) -> CareBed:
        furnishing.set_design(read(bed), kit, by=self.clerk, at=at)
        self.take(bed.case, "design", self.clerk, at, answering="县智慧养老服务中心")
        self.take(bed.case, "sign", self.clerk, at + DAY, agreed_on=at.date() + DAY, signer="王奶奶之女")
        return read(bed)

    def approved(self, bed: CareBed, at: dt.datetime = _APPROVED) -> CareBed:
        self.take(bed.case, "approve", self.leader, at, document="县民养〔2024〕30号")
        return read(bed)

    def installed(self, bed: CareBed, at: dt.datetime = _INSTALLED) -> CareBed:
        done = [
            Installed(each, each.quantity, self.device() if each.kind in DEVICES else "")
            for each in read(bed).fittings.all()
        ]
        furnishing.set_installed(done, by=self.office, at=at)
        self.take(bed.case, "install", self.office, at)
        return read(bed)

    def accepted(self, bed: CareBed, at: dt.datetime = _ACCEPTED) -> CareBed:
        online = at.date() - DAY
        furnishing.set_found(
            [Found(each, each.done or 0, online if each.kind in DEVICES else None) for each in read(bed).fittings.all()], by=self.clerk, at=at
        )  # fmt: skip
        self.take(bed.case, "accept", self.clerk, at, elder=True, found="逐项核对，呼叫有人接听。")
        return read(bed)

    def planned(self, assessment: Assessment | None = None, since: dt.date = _SERVED) -> CarePlan:
        new = self.plan(
            assessment or self.assessment,
            (Wanted("H01", 2),),
            since=since,
            agreed_on=dt.date(2024, 11, 12),
            at=clock(18),
        )
        return plans.approve(plans.draft(new), by=self.officer, at=clock(19))

    def serving(self) -> CareBed:
        """A bed that is served from 20 November on."""
        bed = self.accepted(self.installed(self.approved(self.signed(self.surveyed(self.applied())))))
        self.planned()
        self.take(bed.case, "serve", self.clerk, clock(20))
        return read(bed)

    def device(self) -> str:
        self.devices += 1
        return f"SB-{self.devices:04d}"


def read(bed: CareBed) -> CareBed:
    """A bed as it stands now."""
    return CareBed.objects.select_related("case", "provider", "person__party").get(pk=bed.pk)
