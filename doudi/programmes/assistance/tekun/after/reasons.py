"""终止供养的情形 (R-TK-06)."""

from __future__ import annotations

from django.db.models import TextChoices

from doudi.mechanisms.entitlement.awards.reasons import StopReason, register_reasons


class TekunStop(TextChoices):
    """What the rules themselves have to bear out."""

    TK_LABOUR = "TK_LABOUR", "具有或恢复劳动能力"
    TK_SUPPORT = "TK_SUPPORT", "法定义务人具有履行义务能力"
    TK_GROWN = "TK_GROWN", "年满18周岁且不在规定的学段就读"
    TK_PRISON = "TK_PRISON", "宣告失踪、服刑"


register_reasons({str(each.value): str(each.label) for each in TekunStop})
_BORNE_OUT = (StopReason.INCOME, StopReason.PROPERTY)
_OF_ALL = (StopReason.OTHER_BENEFIT, StopReason.MOVED, StopReason.FRAUD, StopReason.NOT_REVIEWED, StopReason.WITHDRAWN)
_WORDS = {StopReason.INCOME: "收入不再符合规定", StopReason.PROPERTY: "财产状况不再符合规定"}
REASONS = (
    *TekunStop.choices,
    *((str(each.value), _WORDS[each]) for each in _BORNE_OUT),
    *((str(each.value), str(each.label)) for each in _OF_ALL),
)
BY_RULES = frozenset(str(each.value) for each in (*TekunStop, *_BORNE_OUT))
