"""What is done with steps away from the desk: a form is taken along, what comes back is the step, once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from doudi.base import files
from doudi.base.limits import number_on
from doudi.base.models import StoredFile, User
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.mechanisms.casework.afield.declare import AFIELD, Afield
from doudi.mechanisms.casework.afield.form import COMPANION, asked_of, form_of
from doudi.mechanisms.casework.afield.models import SentPicture, SentStep
from doudi.mechanisms.casework.declare import Action, Said
from doudi.mechanisms.casework.models import ActionTaken, Case
from doudi.mechanisms.casework.next_step import may_take, next_step
from doudi.mechanisms.casework.services import take
from doudi.mechanisms.phone import services as phone
from doudi.mechanisms.phone import whole
from doudi.mechanisms.phone.declare import Form
from doudi.mechanisms.phone.models import Carried
from doudi.mechanisms.phone.sent import PHOTO, Picture, Sent, arrival, whereabouts

BOX = "afield"  # the code of the box, below which it stands written who took what along
NOT_CARRIED = "这份现场办理记录不是由您带出的，不能发送。"
_NONE_DUE = "本件现在没有需要您到现场办理的步骤，请刷新后查看最新情况。"
# What a step that was taken away from the desk says beyond its fields; consequences may read it.
SIGNED, SHOWN, FILLED, ARRIVED = "signed", "photos", "filled_at", "received_at"


def afield_of(case: Case) -> Afield:
    """What the programme of a case has declared; Refused if nothing of it is taken away from the desk."""
    found = AFIELD.get(case.flow)
    if found is None:
        raise Refused("这类办件没有到现场办理的步骤。")
    return found


def carry(case: Case, *, by: User, at: dt.datetime) -> Form:
    """The next step of the case that waits for the user goes onto his phone; whoever may not take it now is refused."""
    afield, on = afield_of(case), timezone.localdate(at)
    action = next_step(afield.flow, case, by, afield.signed, on=on, sentence=_NONE_DUE)
    with transaction.atomic():
        phone.carry(BOX, [case.pk], by=by, at=at, step=action.code)
        record("afield.carry", case, by=by, at=at, area_code=case.area_code, data={"action": action.code})
    return form_of(afield, case, action, by, on)


def receive(case: Case, sent: Sent, *, by: User, at: dt.datetime) -> SentStep:
    """Take in a step, once: the same key again gives the same. What can still be put right on the phone (something missing, a seal that was
    misread, a plot that is taken) is refused and stays there; what the case has no room for any more is kept as evidence with the
    reason."""

    def keep() -> SentStep:
        afield = afield_of(case)
        phone.require_carried(BOX, case.pk, by=by, step=sent.step, sentence=NOT_CARRIED)
        action = afield.flow.action(sent.step)
        form = form_of(afield, case, action, by, timezone.localdate(at))
        whole.check(form, sent, today=timezone.localdate(at), what=f"{afield.name}记录")
        return _keep(afield, form, case, action, sent, by, at)

    def same(known: SentStep) -> bool:
        return known.by_id == by.pk and known.case_id == case.pk

    return phone.once(SentStep, sent.key, same=same, sentence="发送码已被另一份记录使用，请重新带出。", keep=keep)


def counts_at(sent: Sent, *, since: dt.datetime, at: dt.datetime, hours: int) -> dt.datetime:
    """When a step was taken: by the phone's clock, if that lies between `since` and its arrival `at` and not more than so many hours before
    it; else when it arrived. So a wrong clock loses nothing, and a false one gains nothing that the server does not know to be possible."""
    earliest = max(since, at - dt.timedelta(hours=hours))
    return sent.filled_at if earliest <= sent.filled_at <= at else at


def _keep(afield: Afield, form: Form, case: Case, action: Action, sent: Sent, by: User, at: dt.datetime) -> SentStep:
    kept = [(each, _stored(each, afield, case, by, at)) for each in sent.pictures]
    second = User.objects.filter(pk=_number(sent.said.get(COMPANION)), is_active=True).first() if action.pair else None
    taken, sentence = None, ""
    try:
        with transaction.atomic():
            taken = _take(afield, form, case, action, sent, by, second, at, kept)
    except Refused as refused:
        case.refresh_from_db()
        if may_take(afield.flow, case, by, (action.code,), on=timezone.localdate(at)):
            files.take_back(file for _, file in kept)
            raise  # it is still his: what is wrong can be put right on the phone
        sentence = refused.sentence
    step = SentStep.objects.create(
        case=case, action=action.code, by=by, together_with=second, answers=_told(form, sent), taken=taken,
        kept_because=sentence[:400], **arrival(sent, at=at),
    )  # fmt: skip
    labels = _labels(form)
    for each, file in kept:
        SentPicture.objects.create(
            step=step,
            kind=each.kind,
            label=labels[each.kind][:40],
            file=file,
            at=each.at,
            **whereabouts(each.place),
        )
    data = {"step": step.pk, "number": case.number, "action": action.code, "taken": taken is not None}
    record("afield.receive", case, by=by, at=at, because=sentence, area_code=case.area_code, data=data)
    return step


def _take(
    afield: Afield, form: Form, case: Case, action: Action, sent: Sent, by: User, second: User | None, at: dt.datetime,
    kept: Sequence[tuple[Picture, StoredFile]],
) -> ActionTaken:  # fmt: skip
    carried = _carried_at(case, action, by)
    since = max(carried, case.entered_at or carried)
    hours = int(number_on(afield.hours, timezone.localdate(at)))
    when = counts_at(sent, since=since, at=at, hours=hours)
    on, labels = timezone.localdate(when), _labels(form)
    asked = asked_of(afield, action)
    said: dict[str, Any] = {
        each.code: sent.said[each.code] for each in asked if sent.said.get(each.code) not in (None, "")
    }
    if afield.place is not None and sent.place is not None:
        own = {each.code for each in action.fields}
        degrees = zip(afield.place, (sent.place.latitude, sent.place.longitude), strict=True)
        said |= {code: str(value) for code, value in degrees if code in own}
    said[SIGNED] = "、".join(f"{labels[each.kind]}{file.sha256[:16]}" for each, file in kept if each.kind != PHOTO)
    said[SHOWN] = "、".join(file.sha256[:16] for each, file in kept if each.kind == PHOTO)
    said |= {FILLED: sent.filled_at.isoformat(), ARRIVED: at.isoformat()}
    return take(
        case, action, by=by, at=when, data=Said(said, on=on), files=[file for _, file in kept], together_with=second
    )


def _carried_at(case: Case, action: Action, by: User) -> dt.datetime:
    """When it was taken along for the first time: by the server's clock."""
    rows = Carried.objects.filter(box=BOX, subject=case.pk, by=by, step=action.code)
    at: dt.datetime = rows.order_by("at").values_list("at", flat=True)[0]
    return at


def _told(form: Form, sent: Sent) -> list[list[str]]:
    """Label and words of every answer, as the page shows it later whatever becomes of the form."""
    return [
        [each.label, whole.words_of(each, sent.said[each.code])]
        for each in form.questions
        if sent.said.get(each.code) not in (None, "", False)
    ]


def _labels(form: Form) -> dict[str, str]:
    """What each kind of picture is."""
    signed = {each.kind: f"{each.label}签名" for each in form.signatures}
    return {PHOTO: form.photos.label if form.photos is not None else "照片", **signed}


def _stored(picture: Picture, afield: Afield, case: Case, by: User, at: dt.datetime) -> StoredFile:
    return phone.keep_picture(picture, purpose=f"现场{afield.name}", by=by, at=at, area_code=case.area_code)


def _number(told: Any) -> int:
    return int(told) if str(told or "").isdigit() else 0
