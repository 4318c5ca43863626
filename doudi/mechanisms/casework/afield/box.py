"""带上手机: the next step of a case as a box of the phone; taken where there is no signal, sent when there is."""

from __future__ import annotations

import datetime as dt

from django.http import Http404

from doudi.base.models import User
from doudi.base.refused import Refused
from doudi.mechanisms.casework import queries as casework
from doudi.mechanisms.casework.afield import services
from doudi.mechanisms.casework.afield.declare import AFIELD
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.phone.declare import Answer, Box, Form
from doudi.mechanisms.phone.models import Carried
from doudi.mechanisms.phone.sent import Sent


def carry(user: User, subject: int, at: dt.datetime) -> Form:
    """A case that the user may see: what its next step asks; names, no identity number, no account, no phone number."""
    case = Case.objects.filter(pk=subject, flow__in=AFIELD).first()
    if case is None or not casework.cases(user, casework.flow_of(case)).filter(pk=subject).exists():
        raise Http404
    return services.carry(case, by=user, at=at)


def receive(user: User, subject: int, sent: Sent, at: dt.datetime) -> Answer:
    """The step that comes back; only from who has taken it along, wherever his post is by now."""
    case = Case.objects.filter(pk=subject, flow__in=AFIELD).first()
    if case is None or not Carried.objects.filter(box=services.BOX, subject=subject, by=user).exists():
        raise Refused(services.NOT_CARRIED)
    step = services.receive(case, sent, by=user, at=at)
    name = casework.flow_of(case).action(step.action).name
    if step.taken_id is not None:
        return Answer(f"{case.number}的“{name}”已送达。")
    sentence = f"{case.number}的“{name}”已送达，但没有计入办理：{step.kept_because}记录已作为证据留存。"
    return Answer(sentence, taken=False)


BOX = Box(services.BOX, "现场办理", carry, receive, hint="交接在跟踪案页面点“带上手机”")
