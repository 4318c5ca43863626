"""What a refusal or a stop must name: the reason, the article, and the road to reconsideration or court (R-DIBAO-15, R-PRC-10)."""

from __future__ import annotations

from dataclasses import dataclass

from doudi.base.refused import Refused


@dataclass(frozen=True)
class Remedy:
    """救济途径. The days and months are the policy's (AwardPolicy), the offices the county's."""

    reconsideration_office: str  # 某县人民政府
    reconsideration_days: int
    court: str  # 某县人民法院
    court_months: int

    def __str__(self) -> str:
        return (
            f"如不服本决定，可以自收到本通知书之日起{self.reconsideration_days}日内向{self.reconsideration_office}申请行政复议，"
            f"也可以自收到本通知书之日起{self.court_months}个月内向{self.court}提起行政诉讼。"
        )


def require_grounds(reasons: tuple[str, ...], articles: tuple[str, ...]) -> None:
    """Refuses a letter that takes something away and does not say why, or by which law."""
    if not any(each.strip() for each in reasons):
        raise Refused("不予确认、停发的通知书必须写明理由（R-DIBAO-15）。")
    if not any(each.strip() for each in articles):
        raise Refused("不予确认、停发的通知书必须写明法律依据（R-DIBAO-15）。")
