"""短信 as declared: one outbox for what all flows tell their applicants."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils import timezone

from doudi.base.access import may
from doudi.base.documents import COUNTY
from doudi.declare import Programme
from doudi.mechanisms.casework.texts import queries
from doudi.mechanisms.casework.texts.services import KEEPERS
from doudi.pages.declare import WorkItem
from doudi.programmes.office.text_messages.jobs import NIGHTLY
from doudi.programmes.office.text_messages.pages import PAGES
from doudi.programmes.office.text_messages.policy import TextPolicy


def alarms(user: Any, today: dt.date) -> list[WorkItem]:
    """预警: what did not go, and what has waited for a day."""
    if not may(user, KEEPERS):
        return []
    address = reverse("text_messages:messages")
    found = []
    if failed := queries.failed(user).count():
        found.append(WorkItem(f"{failed}条短信发送失败", f"{address}?state=FAILED", "发送失败", "warn", number=failed))
    if late := queries.late(user, timezone.now()):
        found.append(
            WorkItem(
                f"{late}条短信排队超过一天，请联系管理员", f"{address}?state=QUEUED", "待发送", "warn", number=late
            )
        )
    return found


text_messages = Programme(
    "text_messages",
    "短信",
    basis=(str(COUNTY),),
    about="受理、补正、公示、决定等环节自动短信告知申请人。内容只有编号和办到哪一步，不写姓名、证件号码、金额、病残情况；"
    "一件事只发一次，失败的自动重发，仍不成功的由经办人处理。",
    policies=(TextPolicy,),
    pages=PAGES,
    nightly=NIGHTLY,
    alarms=alarms,
)
