"""Help first and papers later: the survey that is owed is made on the phone and sent from there."""

from __future__ import annotations

import datetime as dt
import io
import uuid
from typing import Any

import pytest

from doudi.mechanisms.casework.surveys.models import SurveyPicture
from doudi.mechanisms.casework.surveys.sent import Found, Picture, Sent
from doudi.mechanisms.casework.surveys.services import carry, receive
from doudi.mechanisms.ledger.testing import moment
from doudi.programmes.assistance.temporary.stories import FIRE, Hall
from doudi.programmes.assistance.temporary.survey import TEMPORARY_SURVEY

pytestmark = pytest.mark.django_db
Kind = SurveyPicture.Kind


def test_ex_26_the_survey_after_the_help_is_made_on_the_phone(tmp_path: Any, settings: Any) -> None:
    settings.FILES_ROOT = tmp_path
    hall = Hall()
    case = hall.helped_first()
    day = FIRE + dt.timedelta(days=3)
    at = moment(day)
    assert carry(case, by=hall.clerk, at=at).code == "survey_after"
    assert [each.code for each in TEMPORARY_SURVEY.items(case)] == ["need", "spending"]
    png, jpeg = b"\x89PNG\r\n\x1a\n" + b"\0" * 20, b"\xff\xd8\xff" + b"\0" * 20
    pictures = [Picture(kind, io.BytesIO(png), "签名.png", at) for kind in (Kind.FIRST, Kind.SECOND, Kind.FAMILY)]
    pictures.append(Picture(Kind.PHOTO, io.BytesIO(jpeg), "照片.jpg", at))
    said = {"visited_on": f"{day}", "found": "房屋烧毁", "signed_by": "户主", "loss": "过冬衣被"}
    found = [Found("500", kind="helped")]
    second = hall.companion
    sent = Sent(uuid.uuid4(), "survey_after", second.pk, said, found, pictures, at, at, None, "没有定位信号")
    survey = receive(case, sent, by=hall.clerk, at=at)
    assert survey.taken is not None
    assert survey.taken.together_with == second
    assert survey.items.get(code="helped").found == 50_000
