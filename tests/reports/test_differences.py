"""R-RPT-11: what the summary says beside the statistics table and the year before; what nobody explained does not go out."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal

import pytest
from django.urls import reverse
from docx import Document
from python_calamine import CalamineWorkbook

from doudi.base.models import Grant, Record
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.base.stories import COUNTY, somebody
from doudi.mechanisms.entitlement.awards.models import Award
from doudi.mechanisms.entitlement.testing_awards import Office, acting, moment
from doudi.mechanisms.entitlement.units import Residence
from doudi.mechanisms.indicators import services as figures
from doudi.mechanisms.indicators.declare import indicator_of
from doudi.mechanisms.indicators.periods import parse_period
from doudi.programmes.assistance.dibao.programme import DIBAO_BENEFIT
from doudi.programmes.office.reports import queries, reporting, services
from doudi.programmes.office.reports.composing import Line, Value
from doudi.programmes.office.reports.dictionary import codes_on
from doudi.programmes.office.reports.differing import compared, sums_of
from doudi.programmes.office.reports.explaining import Explained, explain, table_of
from doudi.programmes.office.reports.models import Summary
from doudi.programmes.office.reports.shape import PARTS
from doudi.programmes.office.reports.statistics import Row

pytestmark = pytest.mark.django_db
YEAR = parse_period("2024")
AT = moment("2025-01-06")
ON = dt.date(2025, 1, 6)
BY_HAND = "年末在册低保对象{dibao.households}户8人。"


@pytest.fixture
def office() -> Office:
    office = Office()
    office.leader_2 = somebody("leader2", Role.BUREAU_LEADER, COUNTY)  # type: ignore[attr-defined]
    Grant.objects.update(since=dt.date(2020, 1, 1))
    for people in (1, 2):
        grant(office, people)
    return office


def grant(office: Office, people: int) -> None:
    facts: list[dict[str, int]] = [{} for _ in range(people)]
    office.grant(DIBAO_BENEFIT, office.household(people), *facts, residence=Residence.RURAL)


def drafted(office: Office, dibao: str = "") -> Summary:
    summary = services.begin(2024, county=COUNTY, by=office.officer, at=AT)
    if dibao:
        services.write(summary, "dibao", dibao, by=office.officer, at=AT, manual="乡镇电话报数")
    for part in PARTS:
        services.confirm(summary, part, by=office.officer, at=AT)
    return summary


def line(summary: Summary, key: str) -> Explained:
    return next(each for each in table_of(summary, on=ON) if each.row.key == key)


def test_what_the_records_fill_in_is_what_the_table_says(office: Office) -> None:
    summary = drafted(office)
    lines = table_of(summary, on=ON)
    assert line(summary, "dibao.people").row.sides == ("3", "3", "0")
    assert [each.row.key for each in lines if each.row.differs] == []
    services.check(summary, by=office.second, at=AT)


def test_r_rpt_11_an_unexplained_difference_blocks(office: Office) -> None:
    """Eight people are typed by hand where the table has three: until the section says why, the check is refused."""
    summary = drafted(office, BY_HAND)
    row = line(summary, "dibao.people").row
    assert (row.differs, row.sides[:2]) == (True, ("8", "3"))
    with pytest.raises(Refused, match="最低生活保障人数总结8人，统计报表3人"):
        services.check(summary, by=office.second, at=AT, because="知道了")
    with pytest.raises(Refused, match="业务增减不能说明"):
        explain(summary, "dibao.people", cause="CHANGE", words="新增", on=ON, by=office.officer, at=AT)
    with pytest.raises(Refused, match="不需要说明"):
        explain(summary, "dibao.households", cause="SCOPE", words="无", on=ON, by=office.officer, at=AT)
    with pytest.raises(Refused, match="原因"):
        explain(summary, "dibao.people", cause="SCOPE", words=" ", on=ON, by=office.officer, at=AT)
    explain(summary, "dibao.people", cause="SCOPE", words="含当月审核的5人", on=ON, by=office.officer, at=AT)
    assert Record.objects.filter(action="summary.explain").count() == 1
    with pytest.raises(Refused, match="不能再核对"):
        services.check(summary, by=office.officer, at=AT, because="知道了")
    services.check(summary, by=office.second, at=AT)
    assert summary.state == Summary.State.CHECKED


def test_what_stands_at_a_slot_is_that_slots_whatever_else_it_could_be_read_as(office: Office) -> None:
    """27 problems, 24 done: both are of the problems, and the 27 is not the number done."""
    summary = drafted(office, BY_HAND)
    made = queries.composed(summary, on=ON)
    items, done = (
        Value(f"rectification.{code}", words, Decimal(words), "项", name, 1)
        for code, words, name in (("items", "27", "整改问题"), ("done", "24", "整改问题已完成"))
    )
    made.lines.append(Line(0, ("列入整改台账的问题", items, "项，涉及五个方面，已完成", done, "项。"), "items"))
    rows = {each.key: each.text for each in compared(made, made, YEAR, area_code=COUNTY)}
    assert (rows["rectification.items"], rows["rectification.done"]) == (Decimal(27), Decimal(24))


def test_who_explained_does_not_check(office: Office) -> None:
    summary = drafted(office, BY_HAND)
    explain(summary, "dibao.people", cause="SCOPE", words="含当月审核的5人", on=ON, by=office.second, at=AT)
    with pytest.raises(Refused, match="写过差异说明的人不能再核对"):
        services.check(summary, by=office.second, at=AT)


def test_an_explanation_is_of_its_numbers_and_of_no_others(office: Office) -> None:
    summary = drafted(office, BY_HAND)
    explain(summary, "dibao.people", cause="SCOPE", words="含当月审核的5人", on=ON, by=office.officer, at=AT)
    assert not line(summary, "dibao.people").open
    grant(office, 2)
    assert line(summary, "dibao.people").row.sides[:2] == ("8", "5")
    assert line(summary, "dibao.people").open


def test_a_figure_far_from_the_year_before_is_explained_in_the_table(office: Office) -> None:
    """R-RPT-05 by the section instead of by a note of whoever checks."""
    Award.objects.filter(pk=Award.objects.order_by("pk")[0].pk).update(from_month=2023 * 12)
    summary = drafted(office)
    row = line(summary, "dibao.households").row
    assert (row.far, row.differs, row.change) == (True, False, Decimal("100.00"))
    with pytest.raises(Refused, match="最低生活保障户数2户，上年同期1户"):
        services.check(summary, by=office.second, at=AT)
    explain(summary, "dibao.households", cause="CHANGE", words="提标后新增1户", on=ON, by=office.officer, at=AT)
    assert not line(summary, "dibao.households").open
    services.check(summary, by=office.second, at=AT)


def test_a_correction_after_the_signature_stands_in_the_table(office: Office) -> None:
    """The text keeps three people, the table is corrected to seven: the difference of dates is explained beside the signed text."""
    reporting.freeze_table(YEAR, area_code=COUNTY, by=office.officer, at=AT)
    summary = drafted(office)
    services.check(summary, by=office.second, at=AT)
    services.sign(summary, by=office.leader, at=AT)
    grant(office, 4)
    people = indicator_of("dibao.people")
    assert people is not None
    figures.correct(
        people, YEAR, area_code=COUNTY, by=office.officer, together_with=office.second, at=AT, because="迟报一户"
    )
    assert line(summary, "dibao.people").row.sides[:2] == ("3", "7")
    explain(summary, "dibao.people", cause="DATE", words="签发后更正迟报一户", on=ON, by=office.officer, at=AT)
    assert not line(summary, "dibao.people").open


def test_a_line_of_the_table_that_adds_up_is_held_against_what_the_text_tells_of_it() -> None:
    """The table adds nursing subsidies to living subsidies: a text that tells the one alone differs by its scope."""
    disabled = next(each for each in codes_on(ON) if each.key == "disabled")
    table = {"disabled": Row(disabled, 2, Decimal("15.2"), None)}
    [alone] = sums_of({"living_subsidy.money": Decimal(10)}, table)
    assert (alone.text, alone.table, alone.differs, alone.code) == (Decimal(10), Decimal("15.2"), True, "")
    both = {"living_subsidy.money": Decimal(10), "nursing_subsidy.money": Decimal("5.24")}
    assert [each.differs for each in sums_of(both, table)] == [False]  # 15.24 is printed 15.2
    assert list(sums_of({}, table)) == []


def test_the_table_on_the_desk_and_taken_away(office: Office) -> None:
    summary = drafted(office, BY_HAND)
    officer = acting(office.officer)
    page = officer.get(reverse("reports:differences", args=[2024])).content.decode()
    assert "待说明" in page
    form = reverse("reports:explain", args=[2024, "dibao.people"])
    assert form in page
    assert acting(office.leader).get(form).status_code in (302, 403)
    refused = officer.post(form, {"cause": "", "words": "含当月审核的5人"}).content.decode()
    assert "含当月审核的5人" in refused  # nothing typed is lost
    officer.post(form, {"cause": "SCOPE", "words": "含当月审核的5人"})
    assert not line(summary, "dibao.people").open
    assert "统计范围不同：含当月审核的5人" in officer.get(reverse("reports:differences", args=[2024])).content.decode()
    book = officer.get(reverse("reports:differences_file", args=[2024, "xlsx"])).content
    rows = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()
    told = next(row for row in rows if row[0] == "最低生活保障人数")
    assert told[1:4] == ["人", "8", "3"]
    assert "含当月审核的5人" in str(told[6])
    paper = officer.get(reverse("reports:differences_file", args=[2024, "docx"])).content
    cells = [cell.text for row in Document(io.BytesIO(paper)).tables[0].rows for cell in row.cells]
    assert "最低生活保障人数" in cells
    assert (
        reverse("reports:differences", args=[2024])
        in officer.get(reverse("reports:summary", args=[2024])).content.decode()
    )
