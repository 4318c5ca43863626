"""The pages written out from the declarations say what an official looks for."""

from __future__ import annotations

from doudi.config.docs import page_of
from doudi.programmes.assistance.low_income.programme import low_income
from doudi.programmes.assistance.tekun.programme import tekun
from doudi.programmes.assistance.temporary.programme import temporary
from doudi.programmes.disability.disability_subsidies.programme import disability_subsidies


def test_each_benefit_tells_from_when_it_is_paid_and_what_every_step_rests_on() -> None:
    page = page_of(disability_subsidies)
    assert page.index("## 待遇:困难残疾人生活补贴") < page.index("## 待遇:重度残疾人护理补贴")
    assert page.count("自申请当月起发") >= 2
    living = page[page.index("## 待遇:困难残疾人生活补贴") : page.index("## 待遇:重度残疾人护理补贴")]
    assert "| **困难残疾人生活补贴** | 人 | 元 | 〔1〕补贴对象、补贴标准 |" in living
    assert "需要长期照护" not in living  # the other benefit's rules are the other's
    assert living.index("| 证件有效 |") < living.index("| 低保家庭 |")


def test_a_value_stands_with_both_its_dates_its_document_and_how_surely_it_is_known() -> None:
    page = page_of(tekun)
    assert "〔5〕" in page
    assert "| 2022-01-01 | 2022-05-20 | 自理 80、半失能 350、失能 1,380 | 〔4〕(B);发文日期为占位,待县核实 |" in page
    assert "| `tekun.old_age` | 老年人年龄 | 岁 | 2021-07-01 | 2021-07-01 | 60 | 〔2〕第五条(A) |" in page


def test_of_a_policy_that_lines_share_only_what_this_line_rests_on_is_shown() -> None:
    page = page_of(tekun)
    assert "`means.standard`" in page
    assert "`means.pension_exempt`" not in page
    assert "`temporary.reserve.idle_after`" in page_of(temporary)


def test_recognitions_and_help_given_once_have_their_rules_without_a_benefit() -> None:
    assert "## 规则:低保边缘家庭认定" in page_of(low_income)
    page = page_of(temporary)
    assert "| **救助上限** |" in page
    assert "| 余额报县 |" in page
