"""原因: the codes that decisions on awards carry, with their official names. What a flow or a check stops for has codes of its own."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import TextChoices

from doudi.mechanisms.entitlement.awards.models import ReviewClass


class StopReason(TextChoices):
    """停发原因."""

    INCOME = "INCOME", "家庭收入不再低于标准"
    PROPERTY = "PROPERTY", "财产状况不再符合规定"
    DEATH = "DEATH", "死亡"
    MOVED = "MOVED", "户籍迁出或不再由本县保障"
    GRACE_ENDED = "GRACE_ENDED", "渐退期满"
    OTHER_BENEFIT = "OTHER_BENEFIT", "转为享受其他待遇"
    FRAUD = "FRAUD", "隐瞒、虚报骗取待遇"
    NOT_REVIEWED = "NOT_REVIEWED", "无正当理由拒不配合复核"
    WITHDRAWN = "WITHDRAWN", "本人自愿退出"
    OTHER = "OTHER", "其他"


class HoldReason(TextChoices):
    """暂缓原因 (R-DYN-06)."""

    REVIEW_MISSED = "REVIEW_MISSED", "未按期参加复核"
    UNDER_CHECK = "UNDER_CHECK", "情况变化正在核实"
    UNREACHABLE = "UNREACHABLE", "无法联系本人"
    ACCOUNT = "ACCOUNT", "账户异常"
    OTHER = "OTHER", "其他"


_NAMES: dict[str, str] = {
    str(each.value): str(each.label) for names in (HoldReason, StopReason, ReviewClass) for each in names
}


def register_reasons(names: Mapping[str, str]) -> None:
    """Codes of a programme's own, with their official names."""
    _NAMES.update(names)


def reason_name(code: str) -> str:
    """The official name of a reason; the code itself where nobody here knows it."""
    return str(_NAMES.get(code, code))
