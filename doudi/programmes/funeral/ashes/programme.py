"""骨灰跟踪 as declared: its chain, its flow, its limits, its figures."""

from __future__ import annotations

from doudi.base.documents import FUNERAL_1997, FUNERAL_2026, JIANGXI_CEMETERIES, REMAINS_2024
from doudi.declare import Programme
from doudi.programmes.funeral.ashes import following  # noqa: F401 — a death opens its case from now on
from doudi.programmes.funeral.ashes.chain import CHAIN
from doudi.programmes.funeral.ashes.flow import TRACKING
from doudi.programmes.funeral.ashes.policy import AshesPolicy

ashes = Programme(
    "ashes",
    "骨灰跟踪",
    basis=(str(FUNERAL_1997), str(FUNERAL_2026), str(REMAINS_2024), str(JIANGXI_CEMETERIES)),
    about="从死亡报告到安放核查，遗体和骨灰每一时刻都有明确的保管人；每一步有凭据、签字、封签和回执。超期不安放逐级预警，核查不符退回整改。",
    flows=(TRACKING,),
    chains=(CHAIN,),
    policies=(AshesPolicy,),
)
