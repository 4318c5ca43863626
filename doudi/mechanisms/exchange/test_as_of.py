"""Which month a list speaks about: offices name it in titles, in file names, in Chinese numerals, or only say when they filled it in."""

from __future__ import annotations

from pathlib import Path

import pytest

from doudi.base.months import format_month
from doudi.mechanisms.exchange.testing import HEADING, people, taken_in, workbook

PEOPLE = people(4)


@pytest.mark.parametrize(
    ("file", "title", "second", "expected"),
    [
        ("名册.xlsx", "养老金发放名册(2023年5月)", None, "2023-05"),
        ("名册.xlsx", "养老金发放名册(二〇二三年五月份)", None, "2023-05"),
        ("名册.xlsx", "二○二三年五月养老金发放名册", "填报日期:2023年6月2日", "2023-05"),
        ("养老金二О二三年五月.xlsx", "养老金发放名册", None, "2023-05"),
        ("名册.xlsx", "养老金发放名册", "填报时间:2023年5月", "2023-05"),
        ("名册.xlsx", "养老金发放名册", "填报日期:2023年7月3日", "2023-06"),  # filled in after the month of the run
        ("养老金20230703导出.xlsx", "养老金发放名册", None, "2023-06"),
        ("养老金20230531.xlsx", "养老金发放名册", None, "2023-05"),
        ("养老金2023-05.xlsx", "养老金发放名册", "报送时间:2023年7月3日", "2023-05"),
        (
            "养老金2023-06.xlsx",
            "养老金发放名册",
            "填报时间:2023年5月",
            "2023-05",
        ),  # last month's under this month's name
        ("养老金2023-06.xlsx", "2023年5月养老金发放名册", None, "2023-05"),
        ("名册.xlsx", "2022年7月至2023年5月养老金发放名册", None, "2023-05"),
        ("名册.xlsx", "2023年1-5月养老金发放名册", None, "2023-05"),
        ("名册.xlsx", "五月份养老金发放名册", None, "2023-05"),
        ("名册.xlsx", "养老金发放名册", "数据截止2023年5月31日", "2023-05"),
    ],
)
def test_the_month_is_read_where_it_is_named(
    tmp_path: Path, file: str, title: str, second: str | None, expected: str
) -> None:
    above = [[title], *([[second]] if second else [])]
    (part,) = taken_in(tmp_path, (file, workbook(("Sheet1", [*above, HEADING, *PEOPLE])))).parts
    assert part.as_of is not None
    assert format_month(part.as_of) == expected


def test_a_day_in_a_row_of_the_list_names_no_month(tmp_path: Path) -> None:
    rows = [["姓名", "身份证号", "月养老金"], ["王某", PEOPLE[0][1], 900], *[row[:3] for row in PEOPLE[1:]]]
    rows[1][0] = "王某(2012-04-01)"
    (part,) = taken_in(tmp_path, ("养老金2023-06.xlsx", workbook(("Sheet1", rows)))).parts
    assert part.as_of is not None
    assert format_month(part.as_of) == "2023-06"
