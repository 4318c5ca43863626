"""What is handed in from the web: kept as a draft for the township, never as an application that was accepted (R-ORG-03)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from django.db import transaction
from django.utils import timezone

from doudi.base import files, identity
from doudi.base.areas import level_of
from doudi.base.ciphers import blind_index
from doudi.base.models import Area, User
from doudi.base.records import record
from doudi.base.refused import Refused
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.notices.objecting import mark_of
from doudi.mechanisms.casework.notices.progress import give_code
from doudi.mechanisms.casework.services import open_case, take
from doudi.mechanisms.casework.texts.services import mobile
from doudi.programmes.office.reception.flow import OPEN, SUBMISSIONS
from doudi.programmes.office.reception.models import Submission
from doudi.programmes.office.reception.policy import ReceptionTerms

TAKEN = (".jpg", ".jpeg", ".png", ".pdf")  # photographs and scans: what a telephone makes
_MOST_WORDS = 500


@dataclass(frozen=True)
class NewSubmission:
    """As it was typed. `needs`: codes of Need; the village is where the person lives."""

    name: str
    id_number: str = field(repr=False)
    phone: str = field(repr=False)
    village: str
    way: str
    needs: Sequence[str]
    agent: str = ""
    words: str = field(default="", repr=False)


@dataclass(frozen=True)
class Upload:
    """A file as it came."""

    name: str
    content: IO[bytes] | bytes = field(repr=False)


@dataclass(frozen=True)
class Received:
    """The number, and the code that is shown this once; no code if the same person had sent it before."""

    number: str
    code: str
    before: dt.date | None = None


def receive(
    new: NewSubmission, uploads: Sequence[Upload], *, origin: str, terms: ReceptionTerms, at: dt.datetime
) -> Received:
    """Take in what was sent, whole or not at all. Sent again by the same person from the same number it is told the first number; another
    number under the same identity is taken and marked, so that nobody can shut a person out by applying in his name."""
    reading = identity.read(new.id_number)
    if reading.number is None:
        raise Refused(str(reading.flaw))
    phone = mobile(new.phone)
    if not phone:
        raise Refused("手机号应为11位，请核对；没有手机的请填家人或邻居的手机号。")
    _check(new, uploads, terms)
    today = timezone.localdate(at)
    mark, index = mark_of(origin, today), blind_index(reading.number)
    with transaction.atomic():
        earlier = list(
            Submission.objects.select_for_update()
            .filter(id_index=index, case__closed_at=None)
            .select_related("case")
            .order_by("pk")
        )
        same = next((row for row in earlier if row.phone == phone), None)
        if same is not None:
            return Received(same.case.number, "", timezone.localdate(same.at))
        if len(earlier) >= terms.submissions_open:
            raise Refused("此人已有几份网上申请正在处理，请等工作人员联系，或直接到村（居）委会、乡镇民政所办理。")
        if (
            mark
            and Submission.objects.filter(origin=mark, at__gt=at - dt.timedelta(hours=1)).count()
            >= terms.submissions_an_hour
        ):
            raise Refused("提交得太频繁，请一小时后再试，或到村（居）委会请协理员代办。")
        case = open_case(SUBMISSIONS, title=new.name.strip(), area_code=new.village, by=None, at=at, because="网上提交")
        row = Submission.objects.create(
            case=case,
            name=new.name.strip(),
            id_number=reading.number,
            id_index=index,
            phone=phone,
            way=new.way,
            agent=new.agent.strip(),
            needs=list(new.needs),
            words=new.words.strip(),
            same_as=earlier[0] if earlier else _last(index),
            origin=mark,
            at=at,
        )
        row.files.set(
            files.keep(
                each.content,
                name=each.name,
                purpose="网上申请",
                by=None,
                at=at,
                area_code=new.village,
                limit=terms.file_size * files.MEGABYTE,
            )
            for each in uploads
        )
        code = give_code(case, by=None, at=at, phone=phone)
    return Received(case.number, code)


def became(submission: Submission, cases: Sequence[Case], *, by: User, at: dt.datetime, codes: bool = True) -> None:
    """转为办件: the cases that were opened for it at the front door. The phone that was left opens their progress, too; `codes`: they have
    none yet."""
    numbers = [case.number for case in cases]
    with transaction.atomic():
        take(submission.case, OPEN, by=by, at=at, data={"cases": "、".join(numbers)})
        for case in cases if codes else ():
            give_code(case, by=by, at=at, phone=submission.phone)


def look_at(submission: Submission, *, by: User, at: dt.datetime) -> None:
    """That somebody read what was handed in."""
    record("submission.open", f"case:{submission.pk}", by=by, at=at, area_code=submission.case.area_code)


def _last(index: str) -> Submission | None:
    """A closed one of the same person: he comes again."""
    return Submission.objects.filter(id_index=index).order_by("-pk").first()


def _check(new: NewSubmission, uploads: Sequence[Upload], terms: ReceptionTerms) -> None:
    if len(new.name.strip()) < 2:
        raise Refused("请填写申请人姓名。")
    if new.way == Submission.Way.OTHER and not new.agent.strip():
        raise Refused("替家人申请的，请填写您的姓名和与他的关系。")
    if level_of(new.village) != Area.Level.VILLAGE:
        raise Refused("请选择所在的村（社区）。")
    if not new.needs:
        raise Refused("请至少选一项困难。")
    if len(new.words) > _MOST_WORDS:
        raise Refused(f"补充说明请控制在{_MOST_WORDS}字以内。")
    if len(uploads) > terms.files:
        raise Refused(f"最多上传{terms.files}个文件，请减少后再提交。")
    for each in uploads:
        if Path(each.name).suffix.lower() not in TAKEN:
            raise Refused(f"“{Path(each.name).name[-40:]}”不是照片或PDF，请拍照上传。")
