"""Stories of figures that open their records, of the statistics table, and of the annual summary until it is signed and after."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document
from docx.oxml.ns import qn

from doudi.base import areas, calendar
from doudi.base.areas import AreaRow, active_villages, load_areas
from doudi.base.models import Area, Grant, User
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.base.stories import COUNTY, OTHER_TOWN, OTHER_VILLAGE, TOWN, somebody
from doudi.mechanisms.entitlement.awards.models import Award
from doudi.mechanisms.entitlement.testing_awards import Office, acting, moment
from doudi.mechanisms.entitlement.units import Residence
from doudi.mechanisms.indicators import periods
from doudi.mechanisms.indicators import services as figures
from doudi.mechanisms.indicators.declare import indicator_of
from doudi.mechanisms.indicators.numbers import share
from doudi.mechanisms.prose.checked import check as check_text
from doudi.mechanisms.prose.faults import Kind
from doudi.mechanisms.prose.reading import read_bytes
from doudi.mechanisms.prose.text import Text
from doudi.programmes.assistance.dibao.programme import DIBAO_BENEFIT
from doudi.programmes.office.reports import queries, reporting, services, statistics
from doudi.programmes.office.reports.comparing import differences
from doudi.programmes.office.reports.composing import Composed, Line, Value, compose
from doudi.programmes.office.reports.dictionary import DICTIONARY, codes_on
from doudi.programmes.office.reports.facts import FACTS
from doudi.programmes.office.reports.jumps import jumps
from doudi.programmes.office.reports.models import Summary
from doudi.programmes.office.reports.shape import PARTS, SHAPE, Part, Sentence
from doudi.programmes.office.reports.writing import document

pytestmark = pytest.mark.django_db
YEAR = periods.parse_period("2024")
AT = moment("2025-01-06")
SIGNED = dt.date(2025, 1, 6)


@pytest.fixture
def office() -> Office:
    """Three households on dibao, five people: two in one township, one in the other."""
    office = Office()
    office.leader_2 = somebody("leader2", Role.BUREAU_LEADER, COUNTY)  # type: ignore[attr-defined]
    office.statistician = somebody("statistician", Role.VERIFICATION_CENTRE, COUNTY)  # type: ignore[attr-defined]
    office.inspector = somebody("inspector", Role.INSPECTOR, COUNTY)  # type: ignore[attr-defined]
    Grant.objects.update(since=dt.date(2020, 1, 1))
    for people in (1, 2):
        grant(office, people)
    grant(office, 2, village=OTHER_VILLAGE)
    return office


def grant(office: Office, people: int, **more: Any) -> None:
    facts: list[dict[str, int]] = [{} for _ in range(people)]
    office.grant(DIBAO_BENEFIT, office.household(people, **more), *facts, residence=Residence.RURAL)


def composed(**more: Any) -> Composed:
    return compose(YEAR, area_code=COUNTY, issuer="某县民政局", on=SIGNED, **more)


def value_of(made: Composed, code: str) -> Value:
    return next(each for each in made.values if each.code == code)


def text(user: User, page: str, *args: Any, query: str = "") -> str:
    response = acting(user).get(reverse(f"reports:{page}", args=args) + query)
    assert response.status_code == 200
    return response.content.decode()


# --- the summary out of the records -------------------------------------------------------------------------------------


def test_every_number_of_the_summary_is_counted_and_the_reader_finds_nothing_wrong(office: Office) -> None:
    made = composed()
    assert (value_of(made, "dibao.households").words, value_of(made, "dibao.people").words) == ("3", "5")
    assert (value_of(made, "standard.urban").words, value_of(made, "standard.rural").words) == ("935", "715")
    assert "年末在册低保对象3户5人" in made.text
    found = check_text(Text(made.text))
    assert [each.why for each in found.faults] == []
    told = {each.words for each in made.values}
    assert {re.sub(r"[^\d.]", "", each.words) for each in found.figures} <= told


def test_what_no_line_keeps_is_left_out_and_named_and_not_made_up(office: Office) -> None:
    invented = Part("没有业务办理的", 1, (Sentence("invented", "建成{no_line.keeps_it}处。"),))
    made = composed(shape=(*SHAPE, invented))
    missing = {code for each in made.left_out for code in each.missing}
    assert "no_line.keeps_it" in missing  # by now the lines keep all that our own shape tells
    assert "没有业务办理的" not in made.text
    assert all(indicator_of(code) is None for code in missing)
    assert not any("{" in line.words for line in made.lines)


def test_a_sentence_that_tells_only_noughts_is_left_out_unless_somebody_writes_it_so(office: Office) -> None:
    made = composed()
    assert "高龄津贴" not in made.text  # nobody has it in this county
    assert [each.missing for each in made.left_out if "高龄津贴" in each.words] == [()]
    typed = composed(words={"age_allowance": "高龄津贴{age_allowance.people}人。"})
    assert "高龄津贴0人。" in typed.text


def test_before_the_year_is_over_nothing_is_told_of_its_end(office: Office) -> None:
    made = compose(YEAR, area_code=COUNTY, issuer="某县民政局", on=dt.date(2024, 12, 9))
    assert "目前在册低保对象3户5人，今年以来发放" in made.text
    assert "年末" not in made.text
    assert "全年" not in made.text
    assert check_text(Text(made.text)).faults == ()


def test_every_slot_is_a_figure_that_a_line_declares_or_one_that_no_line_keeps() -> None:
    """A figure that a line declares under another name would be left out of the summary for good."""
    not_kept = {
        "workforce.certified_share", "customs.average_gift", "customs.sites", "ashes.closed_rate",
        "rehabilitation.standard_rate",
        # F-12, F-14 to F-17: no register of awards won, none of documents that are no lasting rules
        "honours.contest_rank", "honours.pilot_month", "honours.only_one", "elderly_documents.issued",
        "elderly_documents.plan_years",
    }  # fmt: skip
    asked = {slot for part in SHAPE for sentence in part.sentences for slot in sentence.slots}
    asked |= {code for each in DICTIONARY for code in each.indicators}
    assert {code for code in asked if indicator_of(code) is None and code not in FACTS} <= not_kept


def test_the_unit_behind_a_slot_is_that_of_its_figure() -> None:
    for part in SHAPE:
        for sentence in part.sentences:
            for slot in sentence.slots:
                found = indicator_of(slot)
                if found is not None:
                    behind = sentence.words.partition(f"{{{slot}}}")[2]
                    assert behind.startswith(found.unit), (slot, found.unit)


def test_headings_are_numbered_without_gap_though_parts_are_left_out(office: Office) -> None:
    """The reader would say so: numbering is one of its checks."""
    shape = tuple(part for part in SHAPE if "养老" not in part.heading)
    assert Kind.NUMBERING not in {each.kind for each in check_text(Text(composed(shape=shape).text)).faults}


def test_the_public_version_leaves_out_what_only_the_inside_reads(office: Office) -> None:
    """R-RPT-12."""
    whole, public = composed(), composed(public=True)
    inside = [line.words for line in whole.lines if not line.public]
    assert inside
    assert all(words not in public.text for words in inside)
    assert "年末在册低保对象3户5人" in public.text


def test_a_summary_that_somebody_else_wrote_is_held_against_the_records(office: Office) -> None:
    words = "某县2024年总结\n低保对象3户6人。城市、农村低保人均保障标准分别提高至935元/人/月和700元/人/月。"
    found = differences(check_text(Text(words)), composed())
    assert [(each.value.code, each.figure.words, each.differs) for each in found] == [
        ("dibao.households", "3户", False),
        ("dibao.people", "6人", True),
        ("standard.urban", "935元/人/月", False),
        ("standard.rural", "700元/人/月", True),
    ]


def test_our_own_summary_agrees_with_the_records_figure_by_figure(office: Office) -> None:
    made = composed()
    found = differences(check_text(read_bytes(document(made), name="总结.docx")), made)
    assert {each.value.code for each in found} == {each.code for each in made.values}
    assert not any(each.differs for each in found)


# --- the document ---------------------------------------------------------------------------------------------------------


def part_of(content: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name).decode()


def test_wr_14_the_page_holds_22_lines_of_28_characters(office: Office) -> None:
    body = part_of(document(composed()), "word/document.xml")
    page = re.search(r"<w:pgMar [^>]*>", body)
    assert page is not None
    margins = {name: int(value) * 25.4 / 1440 for name, value in re.findall(r'w:(\w+)="(\d+)"', page.group())}
    assert [round(margins[side]) for side in ("top", "left", "right", "bottom")] == [37, 28, 26, 35]
    grid = dict(re.findall(r'w:(type|linePitch|charSpace)="([-\w]+)"', body[body.index("<w:docGrid") :]))
    lines = int((297 - 37 - 35) / 25.4 * 1440 / int(grid["linePitch"]))
    width = 16 + int(grid["charSpace"]) / 4096
    characters = int((210 - 28 - 26) / 25.4 * 72 / width + 0.01)
    assert (lines, characters, lines * characters) == (22, 28, 616)


def test_wr_14_28_characters_in_every_office_program(office: Office) -> None:
    """A grid of characters narrower than its signs is drawn by LibreOffice with every other cell empty: the signs give way themselves."""
    content = document(composed())
    normal = re.search(r'w:styleId="Normal">.*?</w:style>', part_of(content, "word/styles.xml"), re.DOTALL)
    assert normal is not None
    size, narrower = re.search(r'w:sz w:val="(\d+)"', normal[0]), re.search(r'w:spacing w:val="(-\d+)"', normal[0])
    assert size is not None
    assert narrower is not None
    width = int(size[1]) / 2 + int(narrower[1]) / 20
    measure = (210 - 28 - 26) / 25.4 * 72
    assert (int(size[1]) / 2, int(measure / width)) == (16, 28)
    assert 'w:docGrid w:type="lines"' in part_of(content, "word/document.xml")


def test_the_signature_is_not_torn_and_leaves_room_for_the_seal(office: Office) -> None:
    paragraphs = Document(io.BytesIO(document(composed()))).paragraphs
    last, unit, day = paragraphs[-3:]
    assert last.paragraph_format.keep_with_next
    assert unit.paragraph_format.keep_with_next
    left = day._p.get_or_add_pPr().get_or_add_ind().get(qn("w:leftChars"))
    free = [
        (28 - int(left or 0) / 100 - wide) / 2 for wide in (6, 6.5, 7)
    ]  # of the narrowest to the widest day, in characters
    assert [round(each) for each in free] == [4, 4, 4]


def test_the_title_breaks_behind_the_issuer_and_missing_fonts_have_a_name(office: Office) -> None:
    made = composed()
    content = document(made)
    title = Document(io.BytesIO(content)).paragraphs[0].text
    assert title.split("\n") == [made.issuer, "2024年工作总结和2025年工作计划"]
    fonts = part_of(content, "word/fontTable.xml")
    used = set(re.findall(r'w:eastAsia="([^"]+)"', part_of(content, "word/document.xml")))
    assert used >= {"方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"}
    assert all(re.search(f'w:name="{each}"><w:altName ', fonts) for each in used)


def test_wr_16_page_numbers_stand_right_on_odd_pages_and_left_on_even_ones(office: Office) -> None:
    content = document(composed())
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        feet = [archive.read(name).decode() for name in archive.namelist() if re.match(r"word/footer\d", name)]
    assert all(
        re.search(r'w:(right|left)="280"', foot) for foot in feet if "PAGE" in foot
    )  # one character of size 4 is free
    sides = {side for foot in feet for side in re.findall(r'<w:jc w:val="(\w+)"', foot) if "PAGE" in foot}
    assert sides == {"right", "left"}
    assert "evenAndOddHeaders" in part_of(content, "word/settings.xml")


def test_wr_17_the_day_without_leading_noughts(office: Office) -> None:
    made = compose(YEAR, area_code=COUNTY, issuer="某县民政局", on=dt.date(2024, 12, 5))
    assert "2024年12月5日" in made.text
    assert "2024年12月5日" in read_bytes(document(made), name="总结.docx").words


def test_what_people_typed_is_text_and_never_a_template(office: Office) -> None:
    made = Composed("总结", 2024, "某局", SIGNED, [Line(0, ("落实{{ title }}和{% raw %}要求。",))])
    assert "{{ title }}和{% raw %}" in read_bytes(document(made), name="总结.docx").words


# --- the road to the signature ----------------------------------------------------------------------------------------------


def begun(office: Office) -> Summary:
    return services.begin(2024, county=COUNTY, by=office.officer, at=AT)


def confirmed(office: Office) -> Summary:
    summary = begun(office)
    for part in PARTS:
        services.confirm(summary, part, by=office.officer, at=AT)
    return summary


def signed(office: Office) -> Summary:
    summary = confirmed(office)
    services.check(summary, by=office.second, at=AT)
    services.sign(summary, by=office.leader, at=AT)
    return summary


def test_a_number_is_not_typed_by_hand_without_a_reason(office: Office) -> None:
    """R-RPT-01."""
    summary = begun(office)
    with pytest.raises(Refused, match="手填的数字"):
        services.write(summary, "dibao", "年末在册低保对象8户。", by=office.officer, at=AT)
    with pytest.raises(Refused, match="没有代码为“dibao"):
        services.write(summary, "dibao", "年末在册低保对象{dibao.nothing}户。", by=office.officer, at=AT)
    services.write(summary, "dibao", "年末低保{dibao.households}户。", by=office.officer, at=AT)
    assert "年末低保3户。" in queries.composed(summary).text
    services.write(summary, "plan_bureau", "新建站点2个。", by=office.officer, at=AT, manual="县政府办〔2025〕1号")
    assert summary.manual == {"plan_bureau": "县政府办〔2025〕1号"}
    services.write(summary, "plan_bureau", "继续新建站点。", by=office.officer, at=AT)
    assert summary.manual == {}


def test_it_is_confirmed_checked_and_signed_by_different_people(office: Office) -> None:
    """R-RPT-04."""
    summary = begun(office)
    with pytest.raises(Refused, match="全部确认以后"):
        services.check(summary, by=office.second, at=AT)
    for part in PARTS:
        services.confirm(summary, part, by=office.officer, at=AT)
    assert summary.state == Summary.State.CONFIRMED
    with pytest.raises(Refused, match="确认过的人不能再核对"):
        services.check(summary, by=office.officer, at=AT)
    with pytest.raises(Refused, match="核对以后，才能签发"):
        services.sign(summary, by=office.leader, at=AT)
    services.check(summary, by=office.second, at=AT)
    with pytest.raises(Refused, match="没有权限"):
        services.sign(summary, by=office.officer, at=AT)
    services.sign(summary, by=office.leader, at=AT)
    assert [each.step for each in summary.steps.all()] == ["BEGIN", *["CONFIRM"] * len(PARTS), "CHECK", "SIGN"]


def test_who_changes_a_sentence_sends_it_back_to_be_confirmed(office: Office) -> None:
    summary = confirmed(office)
    services.write(summary, "plan_bureau", "加强自身建设。", by=office.officer, at=AT)
    assert summary.state == Summary.State.DRAFT
    assert queries.confirmed(summary) == {}


def test_wr_12_a_blank_blocks_and_a_warning_needs_a_note(office: Office) -> None:
    """R-RPT-05."""
    summary = begun(office)
    services.write(summary, "plan_bureau", "移送问题线索X条。", by=office.officer, at=AT)
    for part in PARTS:
        services.confirm(summary, part, by=office.officer, at=AT)
    with pytest.raises(Refused, match="1处错误，不能通过"):
        services.check(summary, by=office.second, at=AT, because="知道了")
    services.write(summary, "plan_bureau", "截至目前运行平稳，大额支出布署到位。", by=office.officer, at=AT)
    for part in PARTS:
        services.confirm(summary, part, by=office.officer, at=AT)
    with pytest.raises(Refused, match="请写明说明"):
        services.check(summary, by=office.second, at=AT)
    services.check(summary, by=office.second, at=AT, because="已核实")
    assert summary.state == Summary.State.CHECKED


def test_what_was_signed_never_changes_and_a_correction_stands_beside_it(office: Office) -> None:
    """R-RPT-03: a household is found that was on dibao all the time."""
    summary = signed(office)
    before = queries.composed(summary).text
    grant(office, 4)
    assert composed().text.replace("某县民政局", "") != ""
    assert queries.composed(summary).text == before
    assert "3户5人" in before
    with pytest.raises(Refused, match="已经签发"):
        services.write(summary, "dibao", "改", by=office.officer, at=AT)
    households = indicator_of("dibao.households")
    assert households is not None
    with pytest.raises(Refused, match="更正须另行说明"):
        figures.freeze(households, YEAR, area_code=COUNTY, by=office.officer, at=AT)
    assert queries.errata(summary) == []
    figures.correct(
        households, YEAR, area_code=COUNTY, by=office.officer, together_with=office.second, at=AT, because="迟报一户"
    )
    assert [(each.indicator, each.value) for each in queries.errata(summary)] == [("dibao.households", Decimal(4))]
    page = text(office.leader, "summary", 2024)
    assert "更正：dibao.households" in page
    assert "3</a>户" in page


# --- statistics -----------------------------------------------------------------------------------------------------------


def test_wr_18_when_the_table_is_frozen_and_sent() -> None:
    days = statistics.days_of(periods.parse_period("2026-09"), calendar.printed())
    assert days == statistics.Days(dt.date(2026, 10, 10), dt.date(2026, 10, 13), dt.date(2026, 10, 15))


def test_wr_19_a_statutory_day_on_a_saturday_is_met_on_the_friday() -> None:
    assert calendar.printed().last_workday(dt.date(2026, 1, 31)) == dt.date(2026, 1, 30)


def test_wr_20_what_came_and_went_must_explain_the_stock() -> None:
    assert statistics.stock_imbalance("低保户数", before=3200, came=40, went=55, now=3185) == ""
    assert "本期应为3185" in statistics.stock_imbalance("低保户数", before=3200, came=40, went=55, now=3190)


def test_wr_03_shares_of_the_ledger() -> None:
    assert (share(24, 27), share(3, 27)) == (Decimal("88.89"), Decimal("11.11"))


def test_wr_01_wr_02_wr_05_means() -> None:
    assert round(Decimal(2_498_500) / 1060, 2) == Decimal("2357.08")
    assert round(Decimal(97) / 74, 2) == Decimal("1.31")
    assert round(Decimal(2303) / 975, 2) == Decimal("2.36")


def test_wr_11_full_coverage_after_a_merger_has_a_new_denominator(office: Office) -> None:
    before = active_villages(dt.date(2024, 12, 31))
    assert share(before, before) == 100
    old = Area.objects.filter(level=Area.Level.VILLAGE).order_by("code").first()
    assert old is not None
    heir = Area.objects.filter(level=Area.Level.VILLAGE).order_by("code").last()
    assert heir is not None
    load_areas([AreaRow(old.code, old.name, valid_to=dt.date(2025, 5, 31), merged_into=heir.code)])
    areas.forget_names()
    after = active_villages(dt.date(2025, 12, 31))
    assert after == before - 1
    assert share(after, after) == 100
    assert active_villages(dt.date(2024, 12, 31)) == before  # old reports stay under old codes


def test_codes_change_between_years_and_figures_keep_their_own_key() -> None:
    """R-STAT-01: social assistance was JZH011314000 in 2019 and is JZH011212000 since 2022."""
    old = {each.key: each.code for each in codes_on(dt.date(2020, 6, 30))}
    new = {each.key: each.code for each in codes_on(dt.date(2024, 6, 30))}
    assert (old["social_assistance"], new["social_assistance"]) == ("JZH011314000", "JZH011212000")
    assert len({each.key for each in codes_on(dt.date(2024, 6, 30))}) == len(codes_on(dt.date(2024, 6, 30)))


def test_the_table_adds_up_and_freezes_only_after_the_period(office: Office) -> None:
    rows = {each.official.key: each for each in statistics.table(YEAR, area_code=COUNTY)}
    assert (rows["dibao_households"].words, rows["dibao_people"].words) == ("3", "5")
    assert statistics.imbalances(list(rows.values())) == []
    with pytest.raises(Refused, match="还没有结束"):
        reporting.freeze_table(YEAR, area_code=COUNTY, by=office.officer, at=moment("2024-12-31"))
    with pytest.raises(Refused, match="没有权限"):
        reporting.freeze_table(YEAR, area_code=COUNTY, by=office.clerk, at=AT)
    number = reporting.freeze_table(YEAR, area_code=COUNTY, by=office.officer, at=AT)
    assert number > 10
    grant(office, 1)
    again = {each.official.key: each for each in statistics.table(YEAR, area_code=COUNTY)}
    assert again["dibao_households"].words == "3"  # as it was frozen


def test_r_rpt_05_a_jump_against_the_year_before_is_explained_before_the_table_is_frozen(office: Office) -> None:
    """Three households in the year, one in the year before: two hundred in a hundred more. A fall to the same number is none."""
    year_before = periods.year_before(YEAR)
    households = indicator_of("dibao.households")
    assert households is not None
    award = Award.objects.order_by("pk").first()
    assert award is not None
    Award.objects.filter(pk=award.pk).update(from_month=2023 * 12)  # it stood a year ago
    assert [each.words for each in jumps(["dibao.households"], YEAR, area_code=COUNTY)] == [
        "最低生活保障户数3户，上年同期1户，增长200%"
    ]
    assert jumps(["dibao.households"], year_before, area_code=COUNTY) == []  # nothing was before it to compare with
    with pytest.raises(Refused, match="最低生活保障户数3户，上年同期1户，增长200%"):
        reporting.freeze_table(YEAR, area_code=COUNTY, by=office.officer, at=AT)
    assert reporting.frozen_at(YEAR, area_code=COUNTY) is None  # nothing is half done
    page = text(office.officer, "statistics", query="?period=2024")
    assert "增长200%" in page
    reporting.freeze_table(YEAR, area_code=COUNTY, by=office.officer, at=AT, because="提标后新增2户")
    assert reporting.explained(YEAR, area_code=COUNTY) == "提标后新增2户"
    assert "原因：提标后新增2户" in text(office.officer, "statistics", query="?period=2024")


def test_r_rpt_05_a_jump_is_explained_before_the_summary_is_checked(office: Office) -> None:
    award = Award.objects.order_by("pk").first()
    assert award is not None
    Award.objects.filter(pk=award.pk).update(from_month=2023 * 12)
    summary = confirmed(office)
    with pytest.raises(Refused, match="最低生活保障户数3户，上年同期1户"):
        services.check(summary, by=office.second, at=AT)
    assert "增长200%" in text(office.second, "summary", 2024)
    services.check(summary, by=office.second, at=AT, because="提标后新增2户")
    assert summary.state == Summary.State.CHECKED


def test_a_total_that_its_parts_do_not_make_up_blocks() -> None:
    codes = {each.key: each for each in codes_on(dt.date(2024, 12, 31))}

    def row(key: str, value: str) -> statistics.Row:
        return statistics.Row(codes[key], 0, Decimal(value), None)

    right = [row("social_assistance", "30"), row("dibao", "10"), row("tekun", "12"), row("temporary", "8")]
    assert statistics.imbalances(right) == []
    [wrong] = statistics.imbalances([row("social_assistance", "31"), *right[1:]])
    assert "社会救助31.0与分项之和30.0不符" in wrong


def test_the_workbook_is_in_the_received_form(office: Office) -> None:
    content = statistics.workbook(
        statistics.table(YEAR, area_code=COUNTY), YEAR, unit_name="某县民政局", area_code=COUNTY
    )
    from python_calamine import CalamineWorkbook

    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert rows[6][:6] == ["指标", "计量单位", "代码", "本期", "上期", "增减（%）"]
    assert ["最低生活保障", "JZH011212100"] in [[str(row[0]).strip("　"), row[2]] for row in rows]


# --- pages ------------------------------------------------------------------------------------------------------------------


def test_a_figure_opens_its_list_and_a_row_its_record(office: Office) -> None:
    page = text(office.officer, "figures", query="?period=2024")
    url = reverse("reports:figure", args=["dibao.households", "2024", COUNTY])
    assert f'<a href="{url}">3</a>' in page
    listed = acting(office.officer).get(url).content.decode()
    assert "共 3 条" in listed
    record = re.search(r'href="(/dibao/awards/\d+/)"', listed)
    assert record is not None
    assert acting(office.officer).get(record.group(1)).status_code == 200


def test_a_township_sees_its_own_figures_and_rows(office: Office) -> None:
    mine = acting(office.clerk).get(reverse("reports:figure", args=["dibao.households", "2024", TOWN])).content.decode()
    assert "共 2 条" in mine
    for place in (COUNTY, OTHER_TOWN):
        refused = acting(office.clerk).get(reverse("reports:figure", args=["dibao.households", "2024", place]))
        assert "不能查看这个区划" in refused.content.decode()


def test_the_discipline_commission_reads_figures_and_no_names(office: Office) -> None:
    page = text(office.inspector, "figure", "dibao.households", "2024", COUNTY)  # type: ignore[attr-defined]
    assert "3 户" in page
    assert "村民1" not in page
    assert "名单只对经办和管理人员开放" in page


def test_the_lists_take_as_many_queries_with_one_row_as_with_three(office: Office) -> None:
    def queries_of(code: str, place: str) -> int:
        client = acting(office.officer)
        url = reverse("reports:figure", args=[code, "2024", place])
        client.get(url)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    for code in ("dibao.households", "dibao.people"):
        assert queries_of(code, OTHER_VILLAGE) <= queries_of(code, COUNTY) <= queries_of(code, OTHER_VILLAGE) + 1


def test_every_indicator_has_a_page(office: Office) -> None:
    from doudi.mechanisms.indicators.declare import INDICATORS

    for code in INDICATORS:
        if not code.startswith("test."):
            text(office.officer, "figure", code, "2024", COUNTY)


def test_the_summary_page_links_every_number_to_its_figure(office: Office) -> None:
    page = text(office.officer, "summary", 2024)
    for each in composed().values:
        if each.records is not None:
            assert reverse("reports:figure", args=[each.code, "2024", COUNTY]) in page


def test_the_whole_road_on_the_pages(office: Office) -> None:
    officer, second, leader = (acting(each) for each in (office.officer, office.second, office.leader))

    def do(action: str) -> str:
        return reverse("reports:summary_act", args=[2024, action])

    officer.post(do("begin"))
    sentence = reverse("reports:sentence", args=[2024, "dibao"])
    refused = officer.post(sentence, {"words": "低保对象9户。", "manual": ""})
    assert "手填的数字" in refused.content.decode()
    assert "低保对象9户。" in refused.content.decode()  # nothing typed is lost
    officer.post(sentence, {"words": "年末在册低保{dibao.households}户。", "manual": ""})
    for part in PARTS:
        officer.post(do("confirm"), {"part": part})
    second.post(do("check"), {"because": ""})
    leader.post(do("sign"))
    summary = queries.summary_of(2024)
    assert summary is not None
    assert summary.state == Summary.State.SIGNED
    got = leader.get(reverse("reports:summary_document", args=[2024]))
    assert "年末在册低保3户。" in read_bytes(b"".join(got) if got.streaming else got.content, name="总结.docx").words


def test_the_checker_on_the_desk_reads_a_file_and_says_no_to_a_scan(office: Office) -> None:
    client, url = acting(office.officer), reverse("reports:checker")
    file = io.BytesIO("某县2024年总结\n低保对象3户6人。打造20个助餐点（城市8个，农村13个）。".encode("gb18030"))
    file.name = "总结.txt"
    page = client.post(url, {"file": file, "year": "2024"}).content.decode()
    assert "8+13=21" in page
    assert "不符" in page
    scan = io.BytesIO(b"%PDF-1.7")
    scan.name = "扫描.pdf"
    refused = client.post(url, {"file": scan})
    assert "扫描件请先作文字识别" in refused.content.decode()


def test_the_board_and_the_statistics_page_show_and_lead_on(office: Office) -> None:
    board = text(office.leader, "board", query="?period=2024&figure=dibao.people")
    assert reverse("reports:figure", args=["dibao.people", "2024", TOWN]) in board
    assert "示意图" in board
    page = text(office.leader, "statistics", query="?period=2024")
    assert "JZH011212100" in page
    response = acting(office.leader).get(reverse("reports:workbook", args=["2024"]))
    assert response.status_code == 200


def test_the_dictionary_names_every_entry_once_and_says_what_is_missing() -> None:
    assert [each.code for each in DICTIONARY] == [f"IND-{number:02}" for number in range(1, 24)]
    for each in DICTIONARY:
        assert each.indicators or each.facts
        assert set(each.missing) | {found.code for found in each.present} == set(each.indicators)
