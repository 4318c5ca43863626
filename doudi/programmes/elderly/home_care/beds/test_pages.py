"""The pages of beds as people use them: from the assessment to what the provider fills in, and how often the database is asked."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from doudi.base.roles import Role
from doudi.base.stories import COUNTY, OTHER_TOWN, somebody
from doudi.mechanisms.entitlement.testing_awards import acting
from doudi.programmes.elderly.home_care import services as care
from doudi.programmes.elderly.home_care.beds.fittings import Fitting
from doudi.programmes.elderly.home_care.beds.stories import KIT, Beds, read
from doudi.programmes.elderly.home_care.models import CareBed, Provider
from doudi.programmes.elderly.home_care.programme import home_care
from doudi.programmes.elderly.home_care.testing import clock

pytestmark = pytest.mark.django_db
PAGES = "/home_care/beds/"


@pytest.fixture
def county(db: None) -> Beds:
    return Beds()


def test_from_an_assessment_to_what_the_provider_fills_in(county: Beds) -> None:
    now = timezone.now()
    today = county.published(reason="IMMEDIATE", on=timezone.localdate(now), at=now)  # the pages go by the real clock
    clerk, office = acting(county.clerk), acting(county.office)
    address = f"/home_care/assessments/{today.pk}/bed/"
    assert "申请家庭养老床位" in clerk.get(f"/home_care/assessments/{today.pk}/").content.decode()
    assert clerk.post(address, {"provider": ""}).status_code == 422
    assert clerk.post(address, {"provider": county.provider.code}).status_code == 302
    twice = clerk.post(address, {"provider": county.provider.code})
    assert "一人只建一张" in twice.content.decode()
    bed = county.surveyed(CareBed.objects.get(), now)
    own = f"{PAGES}{bed.pk}/"
    assert "床位配置" in clerk.get(own).content.decode()
    said = {each.name: str(number) for each, number in KIT.items()}
    refused = clerk.post(f"{own}design/", dict.fromkeys(said, ""))
    assert "请至少填写一项" in refused.content.decode()
    assert clerk.post(f"{own}design/", said).status_code == 302
    page = clerk.get(own).content.decode()
    assert "3,900.00" in page
    bed = county.approved(county.signed(bed, at=now), now)
    rows = list(bed.fittings.all())
    sent = {f"done_{each.pk}": str(each.quantity) for each in rows}
    assert "请填写设备编号" in office.post(f"{own}installed/", sent).content.decode()
    devices = {f"device_{each.pk}": f"SB-{each.pk}" for each in rows if each.kind in (Fitting.CALL, Fitting.MATTRESS)}
    assert office.post(f"{own}installed/", sent | devices).status_code == 302
    assert "建设补贴" in office.get(own).content.decode()
    assert "困难类别" not in office.get(own).content.decode()


def test_found_on_the_spot(county: Beds) -> None:
    bed = county.installed(county.approved(county.signed(county.surveyed(county.applied()))))
    clerk, own = acting(county.clerk), f"{PAGES}{bed.pk}/"
    assert "逐项核实" in clerk.get(own).content.decode()
    rows = list(bed.fittings.all())
    sent = {f"found_{each.pk}": str(each.done) for each in rows}
    sent |= {f"online_{each.pk}": "2024-11-16" for each in rows if each.device}
    more = clerk.post(f"{own}found/", sent | {f"found_{rows[0].pk}": "2"})
    assert "核实数量应在0和1之间" in more.content.decode()
    assert clerk.post(f"{own}found/", sent).status_code == 302
    assert {each.online_on for each in read(bed).fittings.all() if each.device} == {dt.date(2024, 11, 16)}


def test_a_bed_is_seen_by_its_place_and_its_own_provider(county: Beds) -> None:
    bed = county.serving()
    county.serve("H01", clock(21), 63)
    made = county.settle()
    for user in (county.officer, county.clerk, county.office):
        page = acting(user).get(f"{PAGES}{bed.pk}/").content.decode()
        assert "床202411-000001" in page
        assert "月运营补贴" in page
    assert "家庭养老床位建设补贴1张" in acting(county.office).get(f"/home_care/settlements/{made.pk}/").content.decode()
    stranger = somebody("stranger", Role.TOWNSHIP_CLERK, OTHER_TOWN)
    other = somebody("other", Role.PROVIDER, organisation="P02")
    care.sign_provider("P02", "另一家", area_code=COUNTY, since=dt.date(2024, 1, 1), by=county.officer, at=clock(9))
    assert Provider.objects.count() == 2
    for user in (stranger, other):
        assert acting(user).get(f"{PAGES}{bed.pk}/").status_code == 404
        assert "床202411-000001" not in acting(user).get(PAGES).content.decode()


def test_the_list_of_beds_asks_the_same_number_of_questions_for_one_and_for_three(county: Beds) -> None:
    county.applied()
    one = _questions(county)
    for born in (1941, 1942):
        person = county.person("老人", born)
        county.in_hardship(person)
        county.applied(county.published(person))
    assert _questions(county) == one


def test_the_desk_tells_of_checks_that_are_due_and_of_beds_without_service(county: Beds) -> None:
    bed = county.serving()
    late = dt.date(2025, 11, 21)
    assert home_care.worklist is not None
    assert home_care.alarms is not None
    titles = [each.title for each in home_care.worklist(county.clerk, late)]
    assert any("年度检查" in title for title in titles)
    assert [each.overdue for each in home_care.alarms(county.clerk, late) if "年度检查" in each.title] == [True]
    assert not [each for each in home_care.alarms(county.clerk, dt.date(2025, 11, 20)) if "年度检查" in each.title]
    county.assessment.plans.update(state="ENDED")
    assert any("没有执行中的服务计划" in each.title for each in home_care.alarms(county.clerk, late))
    assert bed.case.stage == "SERVING"


def _questions(county: Beds) -> int:
    browser = acting(county.officer)
    browser.get(PAGES)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert browser.get(PAGES).status_code == 200
    return len(asked)
