"""The outbox of text messages: every few minutes what is due goes; outside of the hours of policy it only waits."""

from __future__ import annotations

import datetime as dt

from doudi.base.nightly import Nightly
from doudi.mechanisms.casework.texts.services import send_due
from doudi.programmes.office.text_messages.policy import text_terms


def send(today: dt.date, now: dt.datetime) -> str:
    """What is due in the outbox."""
    done = send_due(at=now, terms=text_terms(today))
    return f"已发送{done.sent}条，失败{done.failed}条，待重发{done.later}条。"


NIGHTLY = (Nightly("send_texts", "发送短信", send, minutes=5),)
