"""Whether what a phone sends is whole and can be read: the same for every box."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any

from doudi.base.refused import Refused
from doudi.mechanisms.phone.declare import Form, Question, applies
from doudi.mechanisms.phone.sent import PHOTO, Sent

MANY_PHOTOS = 20
_IDENTITY = re.compile(r"\d{17}[\dXx]")


def missing(form: Form, sent: Sent) -> list[str]:
    """What is still to be filled in, taken or signed, in the words of the form."""
    said = sent.said
    kinds = {each.kind for each in sent.pictures}
    found = [
        each.label
        for each in form.questions
        if each.required and applies(each.when, said) and _empty(said.get(each.code))
    ]
    found += [f"{each.label}签名" for each in form.signatures if applies(each.when, said) and each.kind not in kinds]
    photos = form.photos
    if photos is not None and applies(photos.when, said) and _photos(sent) < photos.least:
        found.append(f"{photos.label}（至少{photos.least}张）")
    if form.place and sent.place is None and not sent.no_place.strip():
        found.append("定位，或没有定位的原因")
    return found


def check(form: Form, sent: Sent, *, today: dt.date, what: str) -> None:
    """Refuse what can still be put right on the phone; what is missing all in one sentence. `what`: 调查表, 巡访记录."""
    gaps = missing(form, sent)
    if gaps:
        raise Refused(f"{what}还缺：{'、'.join(gaps)}。请补齐后再发送。")
    if _photos(sent) > MANY_PHOTOS:
        raise Refused(f"照片最多{MANY_PHOTOS}张，请删去一些再发送。")
    known = {each.kind for each in form.signatures} | {PHOTO}
    if any(each.kind not in known for each in sent.pictures):
        raise Refused("签名或照片的种类不对，请刷新页面后再发送。")
    for each in form.questions:
        value = sent.said.get(each.code)
        if not _empty(value):
            _check_answer(each, value, today)


def words_of(question: Question, value: Any) -> str:
    """An answer as a page shows it later, whatever becomes of the form."""
    choices = dict(question.choices)
    if question.kind == "yes":
        return "是" if value else "否"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "、".join(choices.get(str(each), str(each)) for each in value)
    return choices.get(str(value), str(value))[:2000]


def _check_answer(question: Question, value: Any, today: dt.date) -> None:
    label = question.label
    told = value if isinstance(value, Sequence) and not isinstance(value, str) else [value]
    if question.choices and any(str(each) not in dict(question.choices) for each in told):
        raise Refused(f"“{label}”的选项不对，请重新选择。")
    if question.kind == "date":
        try:
            day = dt.date.fromisoformat(str(value))
        except ValueError as error:
            raise Refused(f"“{label}”看不懂，请写成 2024-11-05 的样子。") from error
        if day > today:
            raise Refused(f"“{label}”不能晚于今天，请核对。")
    if question.kind == "number" and not str(value).strip().isdigit():
        raise Refused(f"“{label}”看不懂，请填整数。")
    if _IDENTITY.search(str(value)):
        raise Refused(f"“{label}”中有身份证号码，请删去，写姓名即可。")
    if question.kind in ("text", "code") and len(str(value)) > question.most:
        raise Refused(f"“{label}”请控制在{question.most}字以内。")


def _photos(sent: Sent) -> int:
    return sum(each.kind == PHOTO for each in sent.pictures)


def _empty(value: Any) -> bool:
    return value in (None, "", False) or value == []
