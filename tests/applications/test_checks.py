"""Who does not let himself be queried is not compared by a guess: the township may end the matter, with reason and remedy."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from doudi.base import files
from doudi.base.models import Grant
from doudi.base.refused import Refused
from doudi.base.stories import VILLAGE
from doudi.mechanisms.casework.notices.testing import jpeg
from doudi.mechanisms.matching.means import services
from doudi.mechanisms.matching.means.models import Authorisation, MeansCheck
from doudi.programmes.assistance.dibao import flow
from doudi.programmes.assistance.dibao.stories import Hall

pytestmark = pytest.mark.django_db
Purpose, Way = Authorisation.Purpose, Authorisation.Way


def test_r_chk_07_who_refuses_to_be_queried_is_not_guessed_at_and_the_matter_may_be_ended(
    tmp_path: Path, settings: Any
) -> None:
    settings.FILES_ROOT = tmp_path
    hall, now, today = Hall(), timezone.now(), timezone.localdate()
    Grant.objects.update(since=dt.date(2020, 1, 1))
    home = hall.household(2)
    head, second = hall.people(home)
    case = hall.accepted(household=home)
    hall.take(case, flow.START, hall.clerk, "2024-04-28")
    paper = files.keep(
        jpeg(comment="one"), name="授权书.jpg", purpose="授权书", by=hall.clerk, at=now, area_code=VILLAGE
    )
    services.authorise(
        head, purpose=Purpose.APPLICATION, signed_by=head.party.name, way=Way.PAPER, file=paper, from_on=today,
        until_on=today + dt.timedelta(days=90), by=hall.clerk, at=now,
    )  # fmt: skip
    asked = dict.fromkeys([head, second], services.Declared())
    with pytest.raises(Refused) as refused:
        services.check(
            home, asked, relations={}, matter=case.number, purpose=Purpose.APPLICATION, urban=True, by=hall.clerk, at=now
        )  # fmt: skip
    assert f"{second.party.name}没有有效的授权书，不能查询" in refused.value.sentence
    assert "可按规定终止办理" in refused.value.sentence
    assert "R-CHK" not in refused.value.sentence  # a sentence for people
    assert not MeansCheck.objects.exists()
    with pytest.raises(Refused):  # without a check there is no opinion either
        hall.take(case, flow.OPINE, hall.clerk, "2024-05-06", proposal="ADMIT")
    words = f"{second.party.name}拒绝签署核对授权书，经说明后仍不签署。"
    taken = hall.take(
        case, flow.TERMINATE, hall.head, "2024-05-06", ground="UNCOOPERATIVE", words=words, document="某镇〔2024〕1号"
    )
    assert case.stage == "TERMINATED"
    assert taken.data["basis"]
    assert "行政复议" in taken.data["remedy"]
