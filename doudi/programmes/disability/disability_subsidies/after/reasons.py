"""停发原因 of the two subsidies, beside those of every benefit (R-DIS-04)."""

from __future__ import annotations

from django.db.models import TextChoices

from doudi.mechanisms.entitlement.awards.reasons import StopReason, register_reasons


class SubsidyStop(TextChoices):
    """What the rules themselves have to bear out: as long as they give something, nothing is stopped for it (R-DIS-01)."""

    CERTIFICATE = "CERTIFICATE", "残疾人证到期、注销或等级不再符合"
    LEFT_DIBAO = "LEFT_DIBAO", "退出最低生活保障"
    OVERLAP = "OVERLAP", "已享受规定不能重复享受的待遇"
    ENDED = "ENDED", "失踪、服刑等不再发放的情形"


register_reasons({str(each.value): str(each.label) for each in SubsidyStop})
_OF_ALL = (StopReason.MOVED, StopReason.FRAUD, StopReason.NOT_REVIEWED, StopReason.WITHDRAWN)
REASONS = (*SubsidyStop.choices, *((each.value, each.label) for each in _OF_ALL))
BY_RULES = frozenset(str(each.value) for each in SubsidyStop)
