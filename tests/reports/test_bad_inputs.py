"""What goes wrong with figures: a number edited by hand after it was frozen, a village merged in the middle of the year."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from docx import Document

from doudi.base import areas
from doudi.base.areas import AreaRow, load_areas
from doudi.base.models import Area, Grant
from doudi.base.stories import COUNTY, OTHER_VILLAGE, VILLAGE
from doudi.mechanisms.entitlement.testing_awards import Office, moment
from doudi.mechanisms.entitlement.units import Residence
from doudi.mechanisms.indicators.declare import Indicator, indicator_of
from doudi.mechanisms.indicators.periods import parse_period
from doudi.mechanisms.indicators.queries import by_area, figure
from doudi.mechanisms.prose.checked import check
from doudi.mechanisms.prose.reading import read_bytes
from doudi.programmes.assistance.dibao.programme import DIBAO_BENEFIT
from doudi.programmes.office.reports import queries, services
from doudi.programmes.office.reports.comparing import differences
from doudi.programmes.office.reports.shape import PARTS
from doudi.programmes.office.reports.writing import document

pytestmark = pytest.mark.django_db
YEAR = parse_period("2024")
AT = moment("2025-01-06")


@pytest.fixture
def office() -> Office:
    office = Office()
    Grant.objects.update(since=dt.date(2020, 1, 1))
    for village in (VILLAGE, VILLAGE, OTHER_VILLAGE):
        office.grant(DIBAO_BENEFIT, office.household(1, village=village), {}, residence=Residence.RURAL)
    return office


def households() -> Indicator:
    found = indicator_of("dibao.households")
    assert found is not None
    return found


def test_a_number_that_was_edited_by_hand_in_the_signed_document_is_found(office: Office) -> None:
    """The file that went out says 9 households where 3 were frozen: the checker says so, and of no other figure."""
    summary = services.begin(2024, county=COUNTY, by=office.officer, at=AT)
    for part in PARTS:
        services.confirm(summary, part, by=office.officer, at=AT)
    services.check(summary, by=office.second, at=AT)
    services.sign(summary, by=office.leader, at=AT)
    signed = queries.composed(summary)
    content = document(signed)
    assert not any(each.differs for each in differences(check(read_bytes(content, name="总结.docx")), signed))
    paper = Document(io.BytesIO(content))
    [paragraph] = [each for each in paper.paragraphs if "在册低保对象3户" in each.text]
    paragraph.text = paragraph.text.replace("低保对象3户", "低保对象9户")
    edited = io.BytesIO()
    paper.save(edited)
    found = differences(check(read_bytes(edited.getvalue(), name="总结.docx")), signed)
    assert [(each.value.code, each.figure.words) for each in found if each.differs] == [("dibao.households", "9户")]


def test_a_village_merged_in_mid_year_loses_no_record_and_counts_none_twice(office: Office) -> None:
    before = by_area(households(), YEAR, area_code=COUNTY, digits=12)
    assert before[VILLAGE].value == 2
    heir = Area.objects.filter(level=Area.Level.VILLAGE, code__startswith=VILLAGE[:9]).exclude(code=VILLAGE).first()
    into = heir.code if heir is not None else OTHER_VILLAGE
    load_areas([AreaRow(VILLAGE, areas.name_of(VILLAGE), valid_to=dt.date(2024, 6, 30), merged_into=into)])
    areas.forget_names()
    after = by_area(households(), YEAR, area_code=COUNTY, digits=12)
    assert sum(each.value for each in after.values()) == figure(households(), YEAR, area_code=COUNTY).value == 3
    assert {code: each.value for code, each in after.items()} == {code: each.value for code, each in before.items()}
    assert sum(each.value for each in by_area(households(), YEAR, area_code=COUNTY).values()) == 3
