"""The survey of the phone performs the steps of tekun, too: the six abilities are asked, the reassessment keeps them."""

from __future__ import annotations

import io
import uuid
from decimal import Decimal
from typing import Any

import pytest

from doudi.base.models import User
from doudi.mechanisms.casework import queries as casework
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.surveys.models import Survey, SurveyPicture
from doudi.mechanisms.casework.surveys.sent import Found, Picture, Place, Sent
from doudi.mechanisms.casework.surveys.services import carry, receive
from doudi.mechanisms.entitlement.testing_awards import moment
from doudi.programmes.assistance.tekun import flow, handling
from doudi.programmes.assistance.tekun.models import Reassessment, TekunApplication
from doudi.programmes.assistance.tekun.rules import SIX_ITEMS
from doudi.programmes.assistance.tekun.test_flow import Hall

pytestmark = pytest.mark.django_db
PNG, JPEG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20, b"\xff\xd8\xff" + b"\0" * 20
Kind = SurveyPicture.Kind


@pytest.fixture
def hall(tmp_path: Any, settings: Any) -> Hall:
    settings.FILES_ROOT = tmp_path
    return Hall()


def sent(
    case: Case, action: str, by: User, second: User, on: str, lines: list[Found] | None = None, **said: Any
) -> Survey:
    """Taken along, filled in, sent."""
    at = moment(on)
    assert carry(case, by=by, at=at).code == action
    pictures = [Picture(kind, io.BytesIO(PNG), "签名.png", at) for kind in (Kind.FIRST, Kind.SECOND, Kind.FAMILY)]
    pictures.append(Picture(Kind.PHOTO, io.BytesIO(JPEG), "照片.jpg", at))
    filled = {"visited_on": on, "signed_by": "邻居代签", **said}
    here = Place(Decimal("27.38"), Decimal("114.62"), 20)
    return receive(
        case, Sent(uuid.uuid4(), action, second.pk, filled, lines or [], pictures, at, at, here), by=by, at=at
    )


def test_r_tk_03_the_survey_asks_for_the_six_abilities_and_is_the_step_of_the_flow(hall: Hall) -> None:
    case = hall.accepted()
    survey = sent(
        case, "survey", hall.clerk, hall.companion, "2024-10-09", [Found("120", code="own_income")], found="独居，无劳动能力",
        **dict.fromkeys(SIX_ITEMS, False),
    )  # fmt: skip
    assert survey.taken is not None
    assert "survey" not in casework.awaited_steps(case)
    assert sum(words == "否" for _, words in survey.answers) == len(SIX_ITEMS)
    assert [(each.declared, each.found) for each in survey.items.all()] == [(0, 12_000)]


def test_r_tk_04_a_reassessment_by_the_phone_keeps_the_six_items(hall: Hall) -> None:
    hall.confirmed()
    award = TekunApplication.objects.get().award
    assert award is not None
    row = handling.report_change(flow.REASSESSMENTS, award, by=hall.clerk, at=moment("2025-01-20"), because="摔伤卧床")
    items: dict[str, Any] = {**dict.fromkeys(SIX_ITEMS, False), next(iter(SIX_ITEMS)): True}
    survey = sent(
        row.case,
        "assess",
        hall.clerk,
        hall.companion,
        "2025-01-22",
        **items,
    )
    assert survey.taken is not None
    assert Reassessment.objects.get().items == {name: place == 0 for place, name in enumerate(SIX_ITEMS)}
